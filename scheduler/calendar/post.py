"""One post: its keys over the file's defaults, brought into the model and held against the directory."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any

from msgspec.structs import replace
from pydantic import BaseModel, Field, TypeAdapter, ValidationError
from pydantic_core import SchemaValidator, core_schema

from scheduler.calendar import messages, unit_messages
from scheduler.calendar.directory import Directory
from scheduler.calendar.entry import PHOTO_FIELDS, POST_KEYS, PhotoEntry, PostEntry, VariantEntry
from scheduler.calendar.model import (
    ALL_UNITS,
    CARD_KEYS,
    Campaign,
    Card,
    ChannelName,
    ChannelVariant,
    Post,
    Unit,
    UnitId,
    named_units,
    units_of,
)
from scheduler.calendar.placeholders import LOCAL_LINE, check_text, is_sound, unknown_hotline
from scheduler.calendar.timing import check_timing
from scheduler.calendar.wording import filled_texts
from scheduler.kinds.registry import kinds, names
from scheduler.problems import Message, Problem, Text
from scheduler.reader.places import Places
from scheduler.reader.shape import explain, meant, nearest
from scheduler.settings.model import Settings

Fields = dict[str, Any]  # keys of a post, validated

_SAME = ChannelVariant()
STAND_IN = "x"  # for words that could not be read
_OWN = dict.fromkeys(("id", "title", "text"), STAND_IN)  # what each post says itself
_CARD_KEYS = frozenset({"card", "cards", "photos"})
_ABSENT: Fields = {name: info.default for name, info in PostEntry.model_fields.items()}
# A key of a post at the beginning of a line of its text: it was indented too deep.
_KEY_IN_TEXT = re.compile(rf"\n((?:-[ ]+)?(?:{'|'.join(POST_KEYS)}):(?=\s|$).*)")


def _taking_what_is_there(model: type[BaseModel]) -> SchemaValidator:
    """Takes what *model* takes, and gives the keys that are there, in their types: half the work."""
    keys = {
        name: core_schema.typed_dict_field(
            TypeAdapter(Annotated[(info.annotation, *info.metadata, Field())]).core_schema,  # type: ignore[arg-type]
            required=info.is_required(),
            validation_alias=info.alias,
        )
        for name, info in model.model_fields.items()
    }
    config = core_schema.CoreConfig(str_strip_whitespace=bool(model.model_config.get("str_strip_whitespace")))
    return SchemaValidator(core_schema.typed_dict_schema(keys, extra_behavior="forbid", config=config))


_validated = _taking_what_is_there(PostEntry).validate_python


def everywhere_of(
    units: Sequence[UnitId], directory: Mapping[UnitId, Unit], settings: Settings
) -> tuple[ChannelName, ...]:
    """Where a post for *units* goes that names no channel, and whose file names none."""
    named = list(named_units(units, directory))
    by_itself = [one.name for one in kinds() if not one.sends_on]
    reached = [name for name in by_itself if any(unit.has_channel(name) for unit in named)]
    return tuple(map(ChannelName, reached or settings.channels))


class PostReader:
    """Reads the posts of one file, which share *defaults* (at *places*) and *campaign*.

    *problems* has what is wrong in the defaults: it is told once, and holds only the posts that take the
    wrong value from there; *held* counts those.
    """

    def __init__(
        self,
        settings: Settings,
        directory: Directory,
        campaign: Campaign,
        defaults: Mapping[str, Any],
        places: Places,
    ) -> None:
        self._settings = settings
        self.language = settings.language
        self._zone = settings.zone
        self._directory = directory
        self._campaign = campaign
        self._channels: Mapping[ChannelName, ChannelVariant] | None = None  # as the file's defaults have them
        self._pictured = [(ChannelName(one.name), one.pictured_by) for one in kinds() if one.pictured_by]
        self._of_pictures = [ChannelName(one.name) for one in kinds() if one.is_of_pictures]
        self._sent_on = [(ChannelName(one.name), one.sends_on) for one in kinds() if one.sends_on]
        self._all_channels: dict[tuple[UnitId, ...], Mapping[ChannelName, ChannelVariant]] = {}
        self._shared = _ABSENT
        self._merged = {key: defaults[key] for key in ("title", "text", "card") if key in defaults}
        self._wrong_keys: frozenset[str] = frozenset()
        self.problems: list[Problem] = []
        self.held = 0
        if defaults:
            self._take(defaults, places)

    def read(self, raw: dict[str, Any], places: Places) -> tuple[Post, list[Problem], bool]:
        """The post that *raw* (as the reader gave it) holds, every problem in it, and whether it is sound.

        One that is not holds what could be read; a card that could not be read is left out.
        """
        given = raw.get("id")
        id_ = given if isinstance(given, str) else ""
        value = _prepared(_merge(raw, self._merged) if self._merged else raw, places)
        problems: list[Problem] = []
        is_card_read = _CARD_KEYS.isdisjoint(self._wrong_keys)
        try:
            own = _validated(value)
        except ValidationError as error:
            problems += explain(error, PostEntry, value, places, post=id_)
            own = _sound_fields(value, error)
            is_card_read &= all(key in own for key in _CARD_KEYS if key in value)
            own["id"] = id_
            if "at" in value and "at" not in own:
                own["status"] = "draft"  # it has a time, only a wrong one
        post = self._post(own, places)
        problems += (problem for _, problem in self._check(post, own))
        if is_card_read and post.status != "draft":
            for channel, by in self._pictured:
                if channel in post.channels:
                    problems += self._check_pictures(post, channel, by)
            for channel in self._of_pictures:
                if channel in post.channels and not post.cards:
                    problems.append(post.problem(messages.NO_PICTURE, "channels", channel=channel))
        for channel, by in self._sent_on:
            if channel in post.channels and by not in post.channels and post.status != "draft":
                problems.append(post.problem(messages.SENDS_ON, "channels", channel=channel, by=by))
        has_error = any(problem.is_error for problem in problems)
        is_held = not has_error and not self._wrong_keys <= raw.keys()
        self.held += is_held
        is_sound = not has_error and not is_held
        return (post if is_sound or is_card_read else replace(post, cards=())), problems, is_sound

    def _take(self, defaults: Mapping[str, Any], places: Places) -> None:
        """Validate the defaults once, with all that a post would be checked for."""
        value = _prepared({**_OWN, **defaults}, places)
        self.problems = []
        wrong = {str(key) for key in defaults if key not in value}
        card = value.get("card")
        is_partial = isinstance(card, dict) and "template" not in card
        if is_partial:
            value["card"] = {"template": "x", **value["card"]}
        try:
            own = _validated(value)
        except ValidationError as error:
            self.problems += explain(error, PostEntry, value, places)
            wrong |= {str(details["loc"][0]) for details in error.errors()}
            own = _sound_fields(value, error)
        draft = self._post({**own, "status": "draft"}, places)
        for key, problem in self._check(draft, own):
            self.problems.append(problem)
            if problem.is_error:
                wrong.add(key)
        self._channels = draft.channels if "channels" in own else None
        shared = {key: found for key, found in own.items() if key not in _OWN}
        if is_partial:
            shared.pop("card", None)
        self._shared = {**_ABSENT, **shared}
        self._wrong_keys = frozenset(wrong.intersection(POST_KEYS))

    def _post(self, own: Fields, places: Places) -> Post:
        fields = {**self._shared, **own}
        card, cards, photos = fields.pop("card"), fields.pop("cards") or (), fields.pop("photos") or ()
        if card is not None and ("card" in own or "cards" not in own):
            cards = (card,)
        if photos and "card" not in own and "cards" not in own:
            cards = ()  # those of the file's defaults; what the post says itself goes before
        for moment in ("at", "after"):
            if fields[moment] is not None:
                fields[moment] = fields[moment].replace(tzinfo=self._zone)
        fields["link"] = fields["link"] or ""
        fields["channels"] = self._variants(own, fields["units"])
        fields["cards"] = tuple(
            [
                Card(one.template, one.__pydantic_extra__, *(getattr(one, key) for key in CARD_KEYS))
                for one in cards
            ]
        ) or tuple(map(_photo, photos))
        return Post(campaign=self._campaign, places=places, **fields)

    def _variants(self, own: Fields, units: tuple[UnitId, ...]) -> Mapping[ChannelName, ChannelVariant]:
        """The channels of a post for *units*: its own, or the file's, or every one that a unit of it has."""
        if "channels" in own:
            return _variants(own["channels"])
        if self._channels is not None:
            return self._channels
        found = self._all_channels.get(units)
        if found is None:
            everywhere = everywhere_of(units, self._directory.units, self._settings)
            found = self._all_channels[units] = dict.fromkeys(everywhere, _SAME)
        return found

    def _check(self, post: Post, own: Fields) -> Iterator[tuple[str, Problem]]:
        """What the model cannot know of the *own* keys: the calendar, the settings and the directory.

        Gives each problem with the key it belongs to.
        """
        yield from check_timing(post, own, self._settings, self._directory.units)
        if own.get("card") is not None and own.get("cards") is not None:
            yield "cards", post.problem(messages.CARD_AND_CARDS, "cards")
        if own.get("photos") is not None and not (own.get("card") is own.get("cards") is None):
            yield "photos", post.problem(messages.CARD_AND_PHOTOS, "photos")
        if own.get("film"):
            yield from (("film", problem) for problem in _check_film(post))
        audiences, topics = self._settings.audiences, self._settings.topics
        if post.audience not in audiences and own.get("audience"):
            yield "audience", _unknown(post, "audience", messages.UNKNOWN_AUDIENCE, audiences)
        if post.topic not in topics and own.get("topic"):
            yield "topic", _unknown(post, "topic", messages.UNKNOWN_TOPIC, topics)
        if "units" in own:
            yield from (("units", problem) for problem in self._check_units(post))
        for number, key in enumerate(own.get("hotlines", ())):
            if key not in self._directory.hotlines:
                message, values = unknown_hotline(key, self._directory)
                yield "hotlines", post.problem(message, "hotlines", number, **values)
        for path, text in filled_texts(post):
            if path[0] == "channels" and "channels" not in own:
                continue  # the file's defaults, which were looked at once
            if not is_sound(text, self._directory) or _KEY_IN_TEXT.search(text):
                yield from ((path[0], problem) for problem in self._check_text(post, path, text))
            if "unit.hotline" in text:
                yield from ((path[0], problem) for problem in self._check_local_line(post, path, text))
        yield from _unfilled_placeholders(post, own)

    def _check_pictures(self, post: Post, channel: ChannelName, by: str) -> Iterator[Problem]:
        """A post for a *channel* that shows the pictures of another, and finds none there."""
        units = [one for one in units_of(post, self._directory.units) if one.has_channel(channel)]
        if not units:
            return
        without = [one.name for one in units if not one.has_channel(by)]
        values = {"channel": channel, "by": by}
        if without:
            yield post.problem(messages.NO_PICTURES_THERE, "channels", unit=without[0], **values)
        elif by not in post.channels:
            yield post.problem(messages.PICTURED_BY, "channels", **values)
        elif not post.cards:
            yield post.problem(messages.NO_PICTURE, "channels", channel=channel)

    def _check_units(self, post: Post) -> Iterator[Problem]:
        """Units that are unknown; or that there is none left to publish the post."""
        units, faulty = self._directory.units, self._directory.faulty_units
        unknown = [
            (number, id_)
            for number, id_ in enumerate(post.units)
            if id_ not in units and id_ not in faulty and id_ != ALL_UNITS
        ]
        for number, id_ in unknown:
            near = meant(nearest(id_, [ALL_UNITS, *units]))
            yield post.problem(unit_messages.UNKNOWN_UNIT, "units", number, value=id_, meant=near)
        if not unknown and not units_of(post, units):
            yield post.problem(unit_messages.NO_UNIT, "units", units=", ".join(post.units[:3]))

    def _check_local_line(self, post: Post, path: tuple[str, ...], text: str) -> Iterator[Problem]:
        """Units that have no line where *text* asks for their local one."""
        words = LOCAL_LINE.search(text)
        without = [unit for unit in units_of(post, self._directory.units) if not unit.hotlines]
        if words and without:
            unit: str | Text = without[0].name
            if len(without) > 1:
                unit = unit_messages.AND_OTHERS.filled(unit=unit, count=len(without) - 1)
            yield post.problem_in(unit_messages.NO_LOCAL_LINE, words[0], *path, unit=unit)

    def _check_text(self, post: Post, path: tuple[str, ...], text: str) -> Iterator[Problem]:
        for message, words, nth, values in check_text(text, self._directory):
            yield post.problem_in(message, words, *path, nth=nth, **values)
        for found in _KEY_IN_TEXT.finditer(text):
            yield post.problem_in(messages.KEY_IN_TEXT, found[1], *path, line=found[1])


def _photo(entry: PhotoEntry) -> Card:
    """A plain photo as a card without a template."""
    fields = {name: value for name in PHOTO_FIELDS if (value := getattr(entry, name))}
    return Card("", fields, entry.alt, children_seen=entry.children_seen)


def _check_film(post: Post) -> Iterator[Problem]:
    if len(post.cards) != 1:
        yield post.problem(messages.FILM_AND_CARDS, "film")
    if not post.film_alt:
        yield post.problem(messages.FILM_ALT, "film")


def _sound_fields(value: dict[str, Any], error: ValidationError) -> Fields:
    """The keys that *error* says nothing of; what a post must have is filled in."""
    wrong = {details["loc"][0] for details in error.errors()}
    own: Fields = _validated({**_OWN, **{key: found for key, found in value.items() if key not in wrong}})
    return own


def _merge(raw: dict[str, Any], shared: dict[str, Any]) -> dict[str, Any]:
    """The post's own keys win; a card takes from the default card what it does not say itself."""
    card = shared.get("card")
    value = {**shared, **raw}
    if "card" not in raw:
        value.pop("card", None)
    if isinstance(card, dict):
        if isinstance(raw.get("card"), dict):
            value["card"] = {**card, **raw["card"]}
        if isinstance(raw.get("cards"), list):
            value["cards"] = [{**card, **one} if isinstance(one, dict) else one for one in raw["cards"]]
    return value


def _prepared(value: dict[str, Any], places: Places) -> dict[str, Any]:
    """*value* as the model takes it."""
    channels = value.get("channels")
    if isinstance(channels, dict):
        # `facebook:` alone means the channel, with nothing that differs there.
        empty: dict[str, Any] = {name: {} for name in places.empty_keys("channels")}
        value = {**value, "channels": {**channels, **empty}}
    return value


def _variants(entry: Mapping[str, VariantEntry | None]) -> dict[ChannelName, ChannelVariant]:
    variants = {}
    for name in names():
        found = entry.get(name)
        if found is not None:
            differs = bool(found.model_fields_set)
            variants[ChannelName(name)] = (
                ChannelVariant(found.title, found.text, found.hashtags, found.link) if differs else _SAME
            )
    return variants


def _unknown(post: Post, key: str, message: Message, known: Mapping[str, str]) -> Problem:
    value = getattr(post, key)
    near = nearest(value, known) or next((one for one, said in known.items() if said == value), "")
    shown = ", ".join(known) or "–"
    return post.problem(message, key, value=value, meant=meant(near), known=shown)


def _unfilled_placeholders(post: Post, own: Fields) -> Iterator[tuple[str, Problem]]:
    """Double braces where nothing fills them in: they would be painted or published as they are."""
    if _CARD_KEYS.isdisjoint(own):
        return
    for number, card in enumerate(post.cards):
        for key, value in (*card.fields.items(), ("alt", card.alt)):
            if "{{" in value or (isinstance(value, tuple) and "{{" in "".join(value)):
                path = (*post.card_path(number), key)
                words = next(one for one in (value if isinstance(value, tuple) else (value,)) if "{{" in one)
                yield (
                    str(path[0]),
                    post.problem(messages.PLACEHOLDER_HERE, *path, words=words[words.index("{{") :]),
                )
