"""What was deleted, and how a post read before, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from scheduler import locales
from scheduler.calendar.model import ALL_UNITS, Post, UnitId
from scheduler.calendar.trash import Deleted
from scheduler.calendar.versions import Version
from scheduler.calendar.yaml_text import Entry
from scheduler.desk.live.visit import Visit
from scheduler.desk.pages import dates
from scheduler.desk.pages.children_texts import CHILDREN
from scheduler.desk.pages.keeping_texts import KEYS, WORDS
from scheduler.desk.pages.texts import speaker
from scheduler.desk.pages.writing_texts import FIELDS, TEMPLATES
from scheduler.engine.removing import why_not
from scheduler.kinds.registry import find_kind
from scheduler.problems import Text

_OPENING = 160  # characters


@dataclass(frozen=True, slots=True)
class DeletedView:
    """A post in the trash."""

    name: str
    title: str
    opening: str
    planned: str  # when it was to go out, '' for no time
    said: str  # by whom it was deleted, and when
    until: str


@dataclass(frozen=True, slots=True)
class Difference:
    """One key of a post that a version changed."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class VersionView:
    """A version; *number* is its place among those that are kept, *mark* what it is known by, *differences*
    what it changed."""

    number: int
    mark: str
    when: str
    who: str
    is_present: bool
    is_first: bool
    differences: Sequence[Difference]


def why_undeletable(post: Post, visit: Visit) -> str:
    """Why *post* cannot be deleted, in words; '': it can."""
    rows = visit.ledger.states_of(post.id)
    why = why_not({state for _, state in rows}, has_several=bool(post.repeat))
    return why.say(visit.language) if why else ""


def deleted_view(gone: Deleted, visit: Visit) -> DeletedView:
    """A post in the trash."""
    say = speaker(visit.language)
    return DeletedView(
        gone.name,
        visit.filled(gone.title) or say("f_none"),
        " ".join(visit.filled(str(gone.entry.get("text", ""))[:_OPENING]).split()),
        _moment(gone.entry.get("at"), visit),
        say("deleted_by", who=gone.who, when=visit.moment(gone.at)),
        say("kept_until", day=locales.day(visit.local(gone.until).date(), visit.language)),
    )


def version_views(versions: Sequence[Version], present: Entry, visit: Visit) -> list[VersionView]:
    """The versions of a post, the latest first; *present* is how it reads now."""
    say = speaker(visit.language)
    rows = []
    for number, one in enumerate(versions):
        if one.who is None:
            who = say("version_found")
        else:
            who = say("version_by", who=one.who) if one.who else say("version_here")
        before = versions[number - 1].entry if number else one.entry
        is_present = number == len(versions) - 1 and one.entry == present
        told = differences(before, one.entry, visit)
        rows.append(VersionView(number, one.mark, visit.moment(one.at), who, is_present, not number, told))
    return rows[::-1]


def differences(before: Entry, after: Entry, visit: Visit) -> list[Difference]:
    """What is not the same in both, key by key; a card field by field."""
    found = []
    for key in dict.fromkeys((*before, *after)):
        old, new = before.get(key), after.get(key)
        if old == new:
            continue
        if isinstance(old, dict) and isinstance(new, dict) and key == "card":
            for field in dict.fromkeys((*old, *new)):
                if old.get(field) != new.get(field):
                    found.append(_difference(field, old.get(field), new.get(field), visit))
        else:
            found.append(_difference(key, old, new, visit))
    return found


def _difference(key: str, old: Any, new: Any, visit: Visit) -> Difference:
    return Difference(key_in_words(key, visit), in_words(key, old, visit), in_words(key, new, visit))


def key_in_words(key: str, visit: Visit) -> str:
    """A key of a post by the name that people know."""
    name = KEYS.get(key) or FIELDS.get(key)
    return name.say(visit.language) if name else key


def in_words(key: str, value: Any, visit: Visit) -> str:
    """A key's value as an officer says it."""
    if value is None:
        return ""
    if isinstance(value, Mapping):
        return "\n".join(_line(key, name, one, visit) for name, one in value.items())
    if isinstance(value, list | tuple):
        parts = [in_words(key, one, visit) for one in value]
        return ("\n\n" if key in ("cards", "photos") else ", ").join(parts)
    text = str(value).strip("\n")
    return _moment(text, visit) if key in {"at", "after"} else _named(key, text, visit)


def _line(key: str, name: str, value: Any, visit: Visit) -> str:
    kind = find_kind(name) if key == "channels" else None
    field = kind.said if kind else KEYS.get(name) or FIELDS.get(name)
    said, below = field.say(visit.language) if field else str(name), in_words(name, value, visit)
    return f"{said}: {below}" if below else said


def _named(key: str, text: str, visit: Visit) -> str:
    """A word of the calendar by the name that people know; any other text with its placeholders filled in."""
    reading = visit.reading
    of_settings = {"audience": "audiences", "topic": "topics"}.get(key)
    if of_settings and reading.settings is not None:
        return str(getattr(reading.settings, of_settings).get(text, text))
    units, lines, kind = reading.calendar.units, reading.calendar.hotlines, find_kind(text)
    found: Text | str | None = None
    if key in {"status", "language"}:
        found = WORDS.get(text)
    elif key == "children_seen":
        found = CHILDREN.get(text)
    elif key == "template":
        found = TEMPLATES.get(text)
    elif key == "channels" and kind:
        found = kind.said
    elif key == "units":
        found = WORDS[text] if text == ALL_UNITS else units[UnitId(text)].name if text in units else None
    elif key == "hotlines" and text in lines:
        found = lines[text].name
    return found.say(visit.language) if isinstance(found, Text) else found or visit.filled(text)


def _moment(at: object, visit: Visit) -> str:
    """A calendar's time in words; as it is written where it is none."""
    day, _, time = str(at or "").partition(" ")
    found = dates.day_of(day)
    return f"{locales.day(found, visit.language)} {time}".strip() if found else str(at or "")
