"""What the ledger keeps of a reason, and how it is worded again: its code and values, and this catalogue of
sentences. What no sentence here says so is kept in its own words.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from string import Formatter
from types import ModuleType
from typing import Any

from scheduler.delivery import by_hand, change_reasons, comment_reasons, hindrances, outside_reasons, reasons
from scheduler.delivery.change_reasons import CHANGE_HELD
from scheduler.delivery.hindrances import STANDSTILL
from scheduler.delivery.reason import NOTHING, Reason
from scheduler.problems import Text

_OWN_WHY, _OWN_TODO = "own_why", "own_todo"  # no sentence has values of these names


@dataclass(frozen=True, slots=True)
class Sentence:
    """A reason to be filled in, and the names of the values that it asks for."""

    form: Reason
    names: frozenset[str]

    def said(self, values: Mapping[str, str | Text]) -> Reason | None:
        """The reason with those of *values* that it asks for; None where one is missing."""
        if not self.names:
            return self.form
        there = {name: value for name, value in values.items() if name in self.names}
        return self.form.filled(**there) if self.names <= there.keys() | self.form.values.keys() else None


def catalogue_of(forms: Iterable[Reason]) -> dict[str, Sentence]:
    """Those sentences by their codes.

    Raises:
        ValueError: two have the same code, or one has a value of a name that is the ledger's own.
    """
    found: dict[str, Sentence] = {}
    for form in forms:
        code, names = _bare(form.code), _names_in(form)
        if code in found or not names.isdisjoint({_OWN_WHY, _OWN_TODO}):
            raise ValueError(code)
        found[code] = Sentence(form, names)
    return found


def kept(reason: Reason) -> dict[str, Any]:
    """The columns that keep *reason*: `read` gives the same again, as long as its sentence stays the same."""
    sentence = CATALOGUE.get(_bare(reason.code))
    said = sentence.said(reason.values) if sentence else None
    values: Mapping[str, str | Text]
    if sentence and said and (said.why, said.todo) == (reason.why, reason.todo):
        values = {name: one for name, one in reason.values.items() if name in sentence.names}
    else:
        values = {_OWN_WHY: reason.why, _OWN_TODO: reason.todo}
    given = {name: _put(one) for name, one in values.items()}
    return {"code": reason.code, "given": given, "detail": reason.detail}


def read(code: str, given: Any, detail: str) -> Reason:
    """The reason in a row, as the sentences are now. Whatever is in it, something is said."""
    given = given if isinstance(given, Mapping) else {}
    values = {name: _taken(one) for name, one in given.items()}
    why, todo = values.get(_OWN_WHY), values.get(_OWN_TODO)
    if isinstance(why, Text) and isinstance(todo, Text):
        return Reason(code, why, todo, detail)
    sentence = CATALOGUE.get(_bare(code))
    said = sentence.said(values) if sentence else None
    said = said or _UNWORDED.filled(code=code)
    return Reason(code, said.why, said.todo, detail, said.values)


def _names_in(form: Reason) -> frozenset[str]:
    parts = (form.why.vi, form.why.en, form.todo.vi, form.todo.en)
    return frozenset(name for part in parts for _, name, _, _ in Formatter().parse(part) if name)


def _bare(code: str) -> str:
    """Without what a line of the book has before it."""
    if code.startswith(CHANGE_HELD):
        return code.split("/", 2)[-1]
    name, slash, _ = code.partition("/")
    return name if slash and name in _OF_POSTS else code.removeprefix(STANDSTILL)


def _put(value: str | Text) -> str | dict[str, str]:
    return {"vi": value.vi, "en": value.en} if isinstance(value, Text) else value


def _taken(value: Any) -> str | Text:
    if isinstance(value, Mapping):
        return Text(str(value.get("vi", "")), str(value.get("en", "")))
    return str(value)


def _forms(*modules: ModuleType) -> list[Reason]:
    return [one for module in modules for one in vars(module).values() if isinstance(one, Reason)]


_OF_POSTS = {reasons.REMOVED.code, reasons.RESTORED.code}  # a print of the post's id stands behind
_UNWORDED = Reason(
    "",
    Text("lý do mang mã “{code}”, mà Loa không còn lời cho mã ấy", "“{code}”, for which Loa has no words"),
    reasons.UNEXPECTED.todo,
)
CATALOGUE = catalogue_of(
    [NOTHING, *_forms(reasons, change_reasons, hindrances, by_hand, outside_reasons, comment_reasons)]
)
