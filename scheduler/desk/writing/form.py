"""The write form: what a person filled in ↔ a post's keys as its file has them.

A key is written only where it says something else than the file's defaults, or stood there before; what the
form does not show (variants of a channel, a card's mood) is kept as it was.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count
from typing import Any

from scheduler.calendar.entry import as_id
from scheduler.calendar.yaml_text import Entry
from scheduler.cards.design.filling import IMAGE
from scheduler.cards.design.template import Template
from scheduler.desk.pages.repeating import Repeat, repeat_of, rule_given
from scheduler.desk.people.given import mapping_of, number
from scheduler.desk.writing.pictures_given import (
    MOST,
    card_given,
    is_unasked,
    kept_aside,
    photo_entry,
    photo_given,
    pictures_of,
    words_of,
)
from scheduler.desk.writing.read_back import joined, parted
from scheduler.kinds.registry import names

WORDS = (
    "title",
    "text",
    "audience",
    "topic",
    "link",
    "first_comment",
    "source",
    "in_charge",
    "note",
    "repeat",
    "consent",
    "child_consent",
    "khmer_reader",
    "expires",
    "evergreen",
    "season",
    "cap",
)
REPEAT = ("repeat_every", "repeat_times", "repeat_until", "repeat", "repeat_interval", "repeat_on")
OWN = ("title", "text")  # what may be said otherwise on one channel
LISTS = ("hotlines", "channels", "units")  # boxes to tick
UNTITLED = "Bài chưa có tên"  # until somebody names it, it stays a draft
_HASHTAGS = re.compile(r"[\s,]+")
_STANDARD: Mapping[str, Any] = {"status": "ready", "units": ["province"], "language": "vi"}


@dataclass(frozen=True, slots=True)
class Form:
    """What the form shows: *values* by the post's keys, defaults included; *cards* one by one, or plain
    photos (*is_album*), with what was *put_by* of the other kind and the photo just *taken_out*: neither is
    saved.

    *base* is what stood in the file when the form was opened ({} for a new post), *file* where. *own_id* is
    the id of a new post whose id nobody wrote. *everywhere* is where it goes while neither it nor its file
    names a channel: what is ticked then, and stays unwritten as long as nothing else is.
    """

    file: str
    post: str  # the id under which it stands in the file; '' for a new one
    values: Mapping[str, Any]
    cards: tuple[Mapping[str, Any], ...]
    base: Entry
    defaults: Entry
    own_id: str = "bai-moi"
    everywhere: tuple[str, ...] = ()
    is_album: bool = False
    put_by: tuple[Mapping[str, Any], ...] = ()
    taken_out: tuple[Mapping[str, Any], ...] = ()

    @property
    def is_new(self) -> bool:
        """Whether the post is yet to be added."""
        return not self.post

    @property
    def repeat(self) -> Repeat:
        """How often it repeats, as the form asks it."""
        return repeat_of(self.values["repeat"], self.values["date"])

    @property
    def read_back(self) -> tuple[str, str]:
        """Who read its Khmer, and on which day."""
        return parted(self.values["khmer_reader"])

    @property
    def speaks_khmer(self) -> bool:
        """Whether it, or one of its cards, is in Khmer."""
        return self.values["language"] == "km" or any(
            card.get("template") == "bilingual" for card in self.cards
        )

    @property
    def put_by_json(self) -> str:
        """*put_by*, for the form to carry."""
        return json.dumps(self.put_by, ensure_ascii=False)

    @property
    def taken_out_json(self) -> str:
        """*taken_out*, for the form to carry."""
        return json.dumps(self.taken_out, ensure_ascii=False)

    @property
    def base_json(self) -> str:
        """*base*, for the form to carry."""
        return json.dumps(self.base, ensure_ascii=False)


def open_form(file: str, post: str, entry: Entry, defaults: Entry, everywhere: tuple[str, ...] = ()) -> Form:
    """The form of a post that stands in *file*, or of a new one that begins with *entry*."""
    shown = {**_STANDARD, "channels": everywhere, **defaults, **entry}
    date, _, time = str(shown.get("at", "")).partition(" ")
    values: dict[str, Any] = {name: str(shown.get(name, "")).strip("\n") for name in WORDS}
    values |= {
        "id": str(entry.get("id", "")),
        "date": date,
        "time": time,
        "status": str(shown["status"]),
        "language": str(shown["language"]),
        "hashtags": " ".join(f"#{str(tag).removeprefix('#')}" for tag in _listed(shown.get("hashtags"))),
        "children": ", ".join(map(str, _listed(shown.get("children")))),
        **{name: [str(one) for one in _listed(shown.get(name))] for name in LISTS},
        "own": _own_of(shown.get("channels")),
    }
    if values["title"] == UNTITLED:
        values["title"] = ""
    base = entry if post else {}
    cards, is_album = pictures_of(entry, defaults)
    return Form(file, post, values, cards, base, defaults, everywhere=everywhere, is_album=is_album)


def filled_in(
    given: Mapping[str, Any],
    lists: Mapping[str, Sequence[str]],
    templates: Mapping[str, Template],
    defaults: Entry,
) -> Form:
    """The form as it was sent: *given* has each field's last value, *lists* those of the boxes."""
    base = _base(given.get("base"))
    values: dict[str, Any] = {name: words_of(given.get(name)) for name in WORDS}
    values |= {name: words_of(given.get(name)) for name in ("id", "date", "time", "hashtags", "children")}
    if "khmer_day" in given:
        day, stood = words_of(given["khmer_day"]), words_of(base.get("khmer_reader"))
        values["khmer_reader"] = joined(values["khmer_reader"], day, stood)
    if given.get("repeat_every") is not None:
        asked = {name: words_of(given.get(name)) for name in REPEAT}
        values["repeat"] = rule_given(
            asked, lists.get("repeat_days", ()), values["date"], words_of(base.get("repeat"))
        )
    values["status"] = _status(given)
    values["language"] = "km" if given.get("language") == "km" else "vi"
    values |= {name: [one for one in lists.get(name, ()) if one] for name in LISTS}
    values["own"] = {
        name: {key: words_of(given.get(f"own-{name}-{key}")) for key in OWN}
        for name in names()
        if f"own-{name}-text" in given
    }
    places, is_album = range(min(number(given.get("cards")) or 0, MOST)), given.get("shown") == "photos"
    cards = [
        photo_given(given, place) if is_album else card_given(given, place, templates) for place in places
    ]
    return Form(
        words_of(given.get("file")),
        words_of(given.get("post")),
        values,
        tuple(cards),
        base,
        defaults,
        is_album=is_album,
        put_by=kept_aside(given.get("put_by")),
        taken_out=kept_aside(given.get("taken_out")),
    )


def _status(given: Mapping[str, Any]) -> str:
    """What the pressed button makes of it; a save leaves it as it was."""
    stood = given.get("status")
    if given.get("statement"):
        return "draft" if given.get("action") == "draft" else "statement"
    if given.get("action") in ("draft", "submit"):
        return "draft" if given["action"] == "draft" else "ready"
    return str(stood) if stood in ("draft", "statement") else "ready"


def as_to_go_out(form: Form) -> Form:
    """*form* as it is judged: a draft by what it still lacks to go out."""
    if form.values["status"] != "draft":
        return form
    return replace(form, values={**form.values, "status": "ready"})


def has_unasked_photo(form: Form, templates: Mapping[str, Template]) -> bool:
    """Whether nobody said of one of its photos whether it shows a child; the form asks that."""
    return any(is_unasked(card, templates) for card in form.cards)


def nameless(form: Form) -> Form:
    """*form* as it is kept without a title: a draft, by the name that every such post has."""
    return replace(form, values={**form.values, "title": UNTITLED, "status": "draft"})


def taken(form: Form, theirs: Entry, key: str) -> Form:
    """*form* with what *theirs*, the post as it is in its file now, says of *key*."""
    shown = open_form(form.file, form.post, theirs, form.defaults, form.everywhere)
    if key in ("card", "cards", "photos"):
        return replace(form, cards=shown.cards, is_album=shown.is_album)
    names = {"at": ("date", "time"), "channels": ("channels", "own")}.get(key, (key,))
    values = {name: shown.values[name] for name in names if name in shown.values}
    return replace(form, values={**form.values, **values})


def entry_of_form(form: Form) -> Entry:
    """The keys that the post is to have in its file."""
    values = form.values
    wanted: Entry = {name: values[name] for name in WORDS}
    wanted["id"] = values["id"] or form.post or form.own_id
    wanted["at"] = f"{values['date']} {values['time']}".strip()
    wanted["status"] = values["status"]
    wanted["language"] = values["language"]
    wanted["hashtags"] = [
        tag.removeprefix("#") for tag in _HASHTAGS.split(values["hashtags"]) if tag.strip("#")
    ]
    wanted["children"] = [age for age in _HASHTAGS.split(values["children"]) if age]
    wanted["hotlines"] = _in_order(values["hotlines"], form, "hotlines")
    wanted["units"] = "all" if values["units"] == ["all"] else values["units"]
    wanted["channels"] = _channels(form)
    photos = [card for card in form.cards if form.is_album and (card.get(IMAGE) or card.get("alt"))]
    wanted["photos"] = [photo_entry(photo) for photo in photos]
    cards = [dict(card) for card in form.cards if card.get("template")]
    is_alone = len(cards) == len(form.cards) == 1
    wanted["card"] = cards[0] if is_alone else {}
    wanted["cards"] = [] if is_alone else cards
    entry = {key: value for key, value in form.base.items() if key not in wanted}
    for key, value in wanted.items():
        if key in form.base or key == "id":
            if value or form.defaults.get(key):
                entry[key] = _as_it_stood(form.base.get(key), value)
        elif value and not _is_default(form, key, value):
            entry[key] = value
    others = ("card", "cards") if form.is_album else ("photos",)  # two kinds of pictures are none
    gone = others if photos or cards else ()
    entry = {
        key: value for key, value in entry.items() if value or (form.defaults.get(key) and key not in gone)
    }
    if not values["channels"] and (form.is_new or form.everywhere or _names_channels(form)):
        entry["channels"] = []  # which is refused: without the key it would go somewhere all the same
    return entry


def free_id(title: str, is_taken: Callable[[str], bool]) -> str:
    """An id after *title* that no other post has or ever had: the ledger counts by it."""
    stem = as_id(title)[:60].strip("-") or "bai-moi"
    names = (stem if number == 1 else f"{stem}-{number}" for number in count(1))
    return next(name for name in names if not is_taken(name))


def _is_default(form: Form, key: str, value: Any) -> bool:
    """Whether a post without the key says just that."""
    default = form.defaults.get(key, _STANDARD.get(key))
    if isinstance(default, str) and isinstance(value, list):
        default = [default]
    return default is not None and _plain(default) == _plain(value)


def _as_it_stood(had: Any, value: Any) -> Any:
    """*value* in the shape that stood there, if it says the same: `units: all` stays one word."""
    if isinstance(had, str) and isinstance(value, list) and value == [had]:
        return had
    return had if _plain(had) == _plain(value) else value


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return value.strip("\n")
    if isinstance(value, Mapping):
        return {key: _plain(one) for key, one in value.items()}
    return [_plain(one) for one in value] if isinstance(value, list | tuple) else value


def _channels(form: Form) -> Any:
    """What the post is to say of its channels; empty where it goes on naming none."""
    had, own = form.base.get("channels", form.defaults.get("channels")), form.values["own"]
    stood = had if isinstance(had, dict) else {}
    ordered = _in_order(form.values["channels"], form, "channels")
    found = {name: _own_words(stood.get(name) or {}, own.get(name)) for name in ordered}
    if any(found.values()):
        return found  # what differs there is kept
    return [] if _is_everywhere(form) else ordered


def _names_channels(form: Form) -> bool:
    return "channels" in form.base or "channels" in form.defaults


def _is_everywhere(form: Form) -> bool:
    """Whether it named no channel, and neither what was ticked for that nor its units were changed."""
    if _names_channels(form) or set(form.values["channels"]) != set(form.everywhere):
        return False
    stood = form.base.get("units", form.defaults.get("units", _STANDARD["units"]))
    return set(form.values["units"]) == set(_listed(stood))


def _own_words(stood: Mapping[str, Any], said: Mapping[str, str] | None) -> Entry:
    """What differs on one channel: *said* in the form, and what the form does not show."""
    if said is None:
        return dict(stood)
    kept = {key: value for key, value in stood.items() if key not in OWN or said[key]}
    return kept | {key: _as_it_stood(stood.get(key), value) for key, value in said.items() if value}


def _own_of(channels: Any) -> dict[str, dict[str, str]]:
    """The words of each channel that has its own."""
    found = channels.items() if isinstance(channels, dict) else ()
    return {
        str(name): {key: str(said.get(key, "")).strip("\n") for key in OWN}
        for name, said in found
        if isinstance(said, dict)
    }


def _in_order(ticked: Sequence[str], form: Form, key: str) -> list[str]:
    """What is ticked, in the order in which it stood."""
    stood = _listed(form.base.get(key, form.defaults.get(key)))
    return sorted(ticked, key=lambda one: stood.index(one) if one in stood else len(stood))


def _listed(value: Any) -> list[Any]:
    if isinstance(value, str):
        return [value] if value else []
    return list(value) if isinstance(value, list | tuple | dict) else []


def _base(given: Any) -> Entry:
    return (mapping_of(given) if isinstance(given, str) else None) or {}
