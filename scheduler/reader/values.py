"""Parser events → plain values, in one pass: text stays text, and structure that bites is refused.

Nothing here resolves types or keeps marks of sound values; where something stands is worked out later,
and only if it is asked for (`places.py`).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from yaml import (
    AliasEvent,
    DocumentEndEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    YAMLError,
)
from yaml._yaml import CParser

from scheduler.problems import Message, Problem
from scheduler.reader import messages
from scheduler.reader.folds import Joined
from scheduler.reader.source import Source, has_forbidden

Value = str | list[Any] | dict[str, Any]
Range = tuple[int, int]  # characters of the source: where something begins, and where it ends

DEEPEST = 30  # brackets typed by accident; a calendar has five levels
_NODES = (ScalarEvent, MappingStartEvent, SequenceStartEvent, AliasEvent)


class TooDeepError(YAMLError):
    """Keys or brackets within each other deeper than anything a person means.

    Parsing ends there: what libyaml does with each further bracket takes the longer the deeper it is.
    """

    def __init__(self, event: Any) -> None:
        super().__init__("too deep")
        self.problem_mark = event.start_mark


@dataclass(slots=True)
class Reading:
    """The value of a stretch of YAML (None: empty), its structural problems, and where its items lie."""

    value: Value | None = None
    problems: list[Problem] = field(default_factory=list)
    items: list[Range] = field(default_factory=list)
    empty: list[tuple[str, int]] = field(default_factory=list)  # keys without a value, and their characters
    joined: list[Joined] = field(default_factory=list)  # values whose lines are joined
    duplicates: bool = False  # a key stands twice; `places.duplicates` says where


def read_values(source: Source, text: str, offset: int = 0, items: str = "") -> Reading:
    """The value of *text*, whose character 0 is *source*'s character *offset*.

    *items* names the key of the root whose list entries get their ranges noted.

    Raises:
        yaml.YAMLError: it is not YAML, or too deep; marks count from the beginning of *text*.
    """
    return _Builder(source, text, offset, items).run()


class _Builder:
    def __init__(self, source: Source, text: str, offset: int, items: str) -> None:
        self._source = source
        self._offset = offset
        self._items = items
        self._next: Callable[[], Any] = CParser(text).get_event
        self._escapes = "\\" in text
        self._as_is = source.composed and not self._escapes
        self._last: Any = None  # the event that ended the last mapping or list
        self.reading = Reading()

    def run(self) -> Reading:
        event = self._next()
        while not isinstance(event, (*_NODES, type(None))):
            event = self._next()
        if event is not None:
            self.reading.value = self._node(event, 0)
        while (event := self._next()) is not None:
            if isinstance(event, DocumentStartEvent) or (
                isinstance(event, DocumentEndEvent) and event.explicit
            ):
                self._refuse(messages.DOCUMENTS, event)
                break  # what follows is not read: its mistakes would hide this one
        return self.reading

    def _node(self, event: Any, depth: int) -> Value | None:
        kind = type(event)
        if kind is ScalarEvent:
            return self._scalar(event)
        if kind is AliasEvent:
            self._refuse(messages.ANCHOR, event, sign="*")
            return None
        if event.anchor is not None or event.tag is not None:
            self._refuse_mark(event)
        if depth > DEEPEST:
            raise TooDeepError(event)
        return self._mapping(depth) if kind is MappingStartEvent else self._sequence(depth)

    def _scalar(self, event: Any) -> str | None:
        if event.anchor is not None or event.tag is not None:
            self._refuse_mark(event)
            return None
        value: str = event.value
        if not value and not event.style:
            return None
        return value if self._as_is else self._cleaned(value, event)

    def _cleaned(self, value: str, event: Any) -> str:
        if self._escapes and event.style == '"' and has_forbidden(value):
            self._refuse(messages.ESCAPED_CONTROL, event)
        return unicodedata.normalize("NFC", value)

    def _mapping(self, depth: int) -> dict[str, Any]:  # noqa: PLR0912 - the hot path, in one
        following = self._next
        scalar = self._scalar
        as_is = self._as_is
        result: dict[str, Any] = {}
        key: str | None
        value: Value | None
        while True:
            event = following()
            if type(event) is not ScalarEvent:
                if type(event) is MappingEndEvent:
                    self._last = event
                    return result
                self._refuse_key(event)
                self._skip(event)
                self._skip(following())
                continue
            # Where nothing is to be done, a scalar is taken as it is, without a call: this is the hot path.
            if as_is and event.anchor is None and event.tag is None:
                key = event.value or scalar(event)
            else:
                key = scalar(event)
            if key is None or key == "<<" or key in result:
                self._refuse_word(event, key)
                self._skip(following())
                continue
            named, event = event, following()
            if type(event) is ScalarEvent:
                if as_is and event.anchor is None and event.tag is None:
                    value = event.value or scalar(event)
                else:
                    value = scalar(event)
                if event.style != "|" and event.start_mark.line != event.end_mark.line:  # type: ignore[union-attr]
                    self._note_joined(event, key)
            elif depth == 0 and key == self._items and type(event) is SequenceStartEvent:
                value = self._sequence(depth + 1, self.reading.items)
            else:
                value = self._node(event, depth + 1)
            if value is not None:
                result[key] = value
            else:
                self._note_empty(key, named)

    def _note_empty(self, key: str, event: Any) -> None:
        self.reading.empty.append((key, event.start_mark.index + self._offset))

    def _note_joined(self, event: Any, key: str) -> None:
        """Note a value over several lines, which YAML joins."""
        start, end = event.start_mark.index + self._offset, event.end_mark.index + self._offset
        self.reading.joined.append(Joined(start, end, event.style or "", key))

    def _sequence(self, depth: int, ranges: list[Range] | None = None) -> list[Any]:
        following = self._next
        as_is = self._as_is
        result: list[Any] = []
        value: Value | None
        while True:
            event: Any = following()
            if type(event) is SequenceEndEvent:
                self._last = event
                return result
            if as_is and type(event) is ScalarEvent and event.anchor is None and event.tag is None:
                value = event.value or self._scalar(event)
                if event.style != "|" and event.start_mark.line != event.end_mark.line:  # type: ignore[union-attr]
                    self._note_joined(event, "")
            else:
                value = self._node(event, depth + 1)
            if value is not None:
                result.append(value)
                if ranges is not None:
                    end: Any = event if type(event) is ScalarEvent else self._last
                    start = event.start_mark.index + self._offset
                    ranges.append((start, end.end_mark.index + self._offset))

    def _skip(self, event: Any) -> None:
        """Pass over the node that begins with *event*."""
        depth = 0
        while True:
            if isinstance(event, (MappingStartEvent, SequenceStartEvent)):
                depth += 1
            elif isinstance(event, (MappingEndEvent, SequenceEndEvent)):
                depth -= 1
            if depth == 0:
                return
            if depth > DEEPEST:
                raise TooDeepError(event)
            event = self._next()

    def _refuse_word(self, event: Any, key: str | None) -> None:
        if key == "<<":
            self._refuse(messages.MERGE, event)
        elif key is not None:
            self.reading.duplicates = True
        elif event.anchor is None and event.tag is None:
            self._refuse(messages.KEY_NOT_TEXT, event)

    def _refuse_key(self, event: Any) -> None:
        start = self._offset + event.start_mark.index
        if self._source.text.startswith("{{", start - 1):
            self.reading.problems.append(self._source.problem(messages.BRACES_FIRST, start - 1, start + 1))
        else:
            self._refuse(
                messages.ANCHOR if type(event) is AliasEvent else messages.KEY_NOT_TEXT, event, sign="*"
            )

    def _refuse_mark(self, event: Any) -> None:
        if event.tag is not None:
            self._refuse(messages.TAG, event)
        else:
            self._refuse(messages.ANCHOR, event, sign="&")

    def _refuse(self, message: Message, event: Any, **values: object) -> None:
        start, end = event.start_mark.index + self._offset, event.end_mark.index + self._offset
        self.reading.problems.append(self._source.problem(message, start, end, **values))
