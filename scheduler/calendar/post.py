"""One post: its keys with the file's defaults, brought into the model and held against the directory."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from pydantic import ValidationError

from scheduler.calendar import messages
from scheduler.calendar.directory import Directory
from scheduler.calendar.entry import LATER_KEYS, POST_KEYS, CardEntry, ChannelsEntry, PostEntry
from scheduler.calendar.model import Campaign, Card, ChannelName, ChannelVariant, Post, PostId
from scheduler.calendar.moments import is_skipped
from scheduler.calendar.placeholders import check_text, unknown_hotline
from scheduler.problems import Message, Problem
from scheduler.reader import Places, explain, nearest
from scheduler.settings import Settings

_SAME = ChannelVariant()
_PROVINCE_ALONE = "province"
_AT_EXAMPLE = "2026-12-01 07:30"
# A key of a post at the beginning of a line of its text: it was indented too deep.
_KEY_IN_TEXT = re.compile(rf"^(?:-[ ]+)?(?:{'|'.join(POST_KEYS)}):(?=\s|$).*", re.MULTILINE)

_validated = PostEntry.__pydantic_validator__.validate_python


class PostReader:
    """Reads the posts of one file, which share *defaults* and *campaign*."""

    def __init__(
        self, settings: Settings, directory: Directory, defaults: Mapping[str, Any], campaign: Campaign
    ) -> None:
        self._settings = settings
        self._zone = settings.zone
        self._directory = directory
        self._defaults = defaults
        self._campaign = campaign
        self._everywhere = {ChannelName(name): _SAME for name in settings.channels}

    def read(self, raw: dict[str, Any], places: Places) -> tuple[Post | None, list[Problem]]:
        """The post that *raw* (as the reader gave it) holds, or None and every problem in it."""
        value = _with_defaults(raw, self._defaults) if self._defaults else raw
        id_ = raw.get("id", "")
        id_ = id_ if isinstance(id_, str) else ""
        if isinstance(value.get("channels"), dict):
            # `facebook:` alone means the channel, with nothing that differs there.
            empty: dict[str, Any] = {name: {} for name in places.empty_keys("channels")}
            value = {**value, "channels": {**value["channels"], **empty}}
        problems: list[Problem] = []
        if not LATER_KEYS.isdisjoint(value):
            value, problems = _without_later_keys(value, places, id_)
        try:
            entry = _validated(value)
        except ValidationError as error:
            problems += explain(error, PostEntry, value, places, post=id_)
            return None, problems
        post = self._post(entry, places)
        problems += self._check(post, entry)
        return None if problems else post, problems

    def _post(self, entry: PostEntry, places: Places) -> Post:
        cards: Iterable[CardEntry] = entry.cards or ()
        if entry.card is not None:
            cards = (entry.card,)
        return Post(
            id=PostId(entry.id),
            title=entry.title,
            text=entry.text,
            at=None if entry.at is None else entry.at.replace(tzinfo=self._zone),
            campaign=self._campaign,
            channels=self._everywhere if entry.channels is None else _variants(entry.channels),
            audience=entry.audience,
            topic=entry.topic,
            hotlines=entry.hotlines,
            hashtags=entry.hashtags,
            cards=tuple(
                Card(card.template, card.__pydantic_extra__, card.alt, card.mood, card.ground)
                for card in cards
            ),
            link=entry.link or "",
            status=entry.status,
            source=entry.source,
            consent=entry.consent,
            expires=entry.expires,
            places=places,
        )

    def _check(self, post: Post, entry: PostEntry) -> list[Problem]:
        """What the model cannot know: the calendar, the settings and the directory."""
        problems: list[Problem] = []
        if entry.at is not None and is_skipped(entry.at, self._zone):
            problems.append(self._skipped(post, entry.at))
        if post.at is None and post.status != "draft":
            problems.append(post.problem(messages.NO_TIME, example=_AT_EXAMPLE))
        if post.expires is not None and post.at is not None and post.expires < post.at.date():
            problems.append(post.problem(messages.EXPIRES_EARLY, "expires", expires=post.expires))
        if entry.card is not None and entry.cards is not None:
            problems.append(post.problem(messages.CARD_AND_CARDS, "cards"))
        if post.audience and post.audience not in self._settings.audiences:
            problems.append(_unknown(post, "audience", messages.UNKNOWN_AUDIENCE, self._settings.audiences))
        if post.topic and post.topic not in self._settings.topics:
            problems.append(_unknown(post, "topic", messages.UNKNOWN_TOPIC, self._settings.topics))
        for number, key in enumerate(post.hotlines):
            if key not in self._directory.hotlines:
                message, values = unknown_hotline(key, self._directory)
                problems.append(post.problem(message, "hotlines", number, **values))
        for path, text in _filled_texts(post):
            problems += self._check_text(post, path, text)
        problems += _unfilled_placeholders(post)
        return problems

    def _skipped(self, post: Post, written: datetime) -> Problem:
        moment = f"{written:%Y-%m-%d %H:%M}"
        return post.problem(messages.SKIPPED_TIME, "at", zone=self._zone.key, value=moment)

    def _check_text(self, post: Post, path: tuple[str, ...], text: str) -> Iterator[Problem]:
        for message, words, nth, values in check_text(text, self._directory):
            yield post.problem_in(message, words, *path, nth=nth, **values)
        if ":" in text:
            for found in _KEY_IN_TEXT.finditer(text):
                yield post.problem_in(messages.KEY_IN_TEXT, found[0], *path, line=found[0])


def _with_defaults(raw: dict[str, Any], defaults: Mapping[str, Any]) -> dict[str, Any]:
    """The post's own keys win; a card takes from the default card what it does not say itself."""
    value = {**defaults, **raw}
    shared = defaults.get("card")
    if not isinstance(shared, dict):
        return value
    if isinstance(raw.get("card"), dict):
        value["card"] = {**shared, **raw["card"]}
    elif isinstance(raw.get("cards"), list):
        value["cards"] = [{**shared, **card} if isinstance(card, dict) else card for card in raw["cards"]]
        del value["card"]
    return value


def _without_later_keys(
    value: dict[str, Any], places: Places, id_: str
) -> tuple[dict[str, Any], list[Problem]]:
    """*value* without the keys of later versions; a draft may hold them, since it never goes out."""
    rest = {key: found for key, found in value.items() if key not in LATER_KEYS}
    if value.get("status") == "draft":
        return rest, []
    given = [key for key in value if key in LATER_KEYS and (key, value[key]) != ("units", _PROVINCE_ALONE)]
    return rest, [places.problem_at(messages.LATER, places.key(key), post=id_, key=key) for key in given]


def _variants(entry: ChannelsEntry) -> dict[ChannelName, ChannelVariant]:
    variants = {}
    for name in ChannelsEntry.model_fields:
        variant = getattr(entry, name)
        if variant is not None:
            differs = variant.model_fields_set
            variants[ChannelName(name)] = (
                ChannelVariant(variant.title, variant.text, variant.hashtags, variant.link)
                if differs
                else _SAME
            )
    return variants


def _unknown(post: Post, key: str, message: Message, known: Mapping[str, str]) -> Problem:
    value = getattr(post, key)
    near = nearest(value, known) or next((one for one, said in known.items() if said == value), "")
    shown = ", ".join(known) or "–"
    return post.problem(message, key, value=value, nearest=near or next(iter(known), "–"), known=shown)


def _filled_texts(post: Post) -> Iterator[tuple[tuple[str, ...], str]]:
    """The texts whose placeholders are filled in when the post is worded."""
    yield ("title",), post.title
    yield ("text",), post.text
    for name, variant in post.channels.items():
        if variant is not _SAME:
            for key in ("title", "text"):
                text = getattr(variant, key)
                if text is not None:
                    yield ("channels", name, key), text


def _unfilled_placeholders(post: Post) -> Iterator[Problem]:
    """Double braces where nothing fills them in: they would be painted or published as they are."""
    for number, card in enumerate(post.cards):
        for key, value in (*card.fields.items(), ("alt", card.alt)):
            texts = (value,) if isinstance(value, str) else value
            for text in texts:
                if "{{" in text:
                    path = ("card", key) if len(post.cards) == 1 else ("cards", number, key)
                    yield post.problem(messages.PLACEHOLDER_HERE, *path, words=text[text.index("{{") :][:40])
    if "{{" in post.source:
        yield post.problem(messages.PLACEHOLDER_HERE, "source", words=post.source[:40])
