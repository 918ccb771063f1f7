"""Plain values → a pydantic model; what does not fit becomes a problem in words, with its place."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError
from rapidfuzz import fuzz, process

from scheduler.characters import BY_HAND, odd_in
from scheduler.folding import bare
from scheduler.problems import Message, Problem, Text
from scheduler.reader import messages
from scheduler.reader.places import Places

Model = TypeVar("Model", bound=BaseModel)

_FAULT = "fault"  # the type of errors that carry a message of their own


def validate(model: type[Model], value: Any, places: Places) -> tuple[Model | None, list[Problem]]:
    """*value*, as the reader gave it, as a *model*; or None and every problem in it."""
    if not isinstance(value, dict):
        return None, [places.problem(messages.WANTS_MAPPING)]
    try:
        return model.model_validate(value), []
    except ValidationError as error:
        return None, explain(error, model, value, places)


def unknown_empty(model: type[BaseModel], places: Places) -> list[Problem]:
    """The keys below *places* that *model* does not know and that have no value.

    Without one they are in no value that could be validated; but whoever wrote them meant something.
    """
    known = known_keys(model)
    teller = _Teller(model, {}, places, "")
    return [teller.unknown([key], known) for key in places.empty_keys() if key not in known]


def odd_characters(value: Any, places: Places, *path: str | int) -> Iterator[Problem]:
    """A problem for each character in the texts of *value* (at *path*) that does not belong into one."""
    if isinstance(value, str):
        for odd in odd_in(value):
            place = places.find(odd.character, *path, nth=odd.nth)
            yield places.problem_at(replace(odd.message, way_out=BY_HAND), place, **odd.values)
        return
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, one in inside:
        yield from odd_characters(one, places, *path, key)


def fault(message: Message, **values: object) -> PydanticCustomError:
    """What a validator raises to say *message*, filled with *values*.

    The value `inside` (words of the text, with `nth` from 0) moves the caret to them, and `below` (an
    index or a key) to what stands there.
    """
    return PydanticCustomError(_FAULT, "{code}", {"code": message.code, "message": message, "values": values})


def explain(
    error: ValidationError, model: type[BaseModel], value: Any, places: Places, *, post: str = ""
) -> list[Problem]:
    """Every mistake of *error* in words, at its place."""
    teller = _Teller(model, value, places, post)
    told: list[Problem] = []
    found = error.errors(include_url=False)
    for details in found:
        if details["type"] == "too_short" and any(_is_below(one["loc"], details["loc"]) for one in found):
            continue  # its entries are there, only wrong
        problem = teller.tell(details)
        if problem not in told:  # the members of a union complain of the same thing
            told.append(problem)
    # Who wrote `titel:` has one mistake, not also a title that is missing.
    meant = {problem.values["nearest"] for problem in told if problem.message is messages.UNKNOWN_KEY}
    return [
        problem
        for problem in told
        if problem.message is not messages.MISSING or problem.values["key"] not in meant
    ]


def _is_below(loc: tuple[int | str, ...], other: tuple[int | str, ...]) -> bool:
    return len(loc) > len(other) and loc[: len(other)] == other


def nearest(word: str, known: Iterable[str], cutoff: float = 0.6) -> str:
    """The one of *known* that *word* was probably meant to be; '' when nothing is near (*cutoff* of 1)."""
    known_plainly = {plain(candidate): candidate for candidate in known}
    found = process.extractOne(
        plain(word), known_plainly.keys(), scorer=fuzz.ratio, score_cutoff=100 * cutoff
    )
    return known_plainly[found[0]] if found else ""


def meant(near: str) -> Text | str:
    """The question whether *near* was meant, to stand before the rest of a way out; '' for nothing near."""
    return messages.MEANT.filled(nearest=near) if near else ""


def text_of(value: object, longest: int = 60) -> str:
    """*value* as a message may show it: one line, not too long."""
    words = " ".join(str(value).split()) if not isinstance(value, (dict, list)) else "…"
    return words if len(words) <= longest else words[: longest - 1] + "…"


@lru_cache(maxsize=16_384)  # a province has thousands of units, and each unknown one is held against all
def plain(word: str) -> str:
    """*word* without accents, case and separators: how slips differ."""
    return re.sub(r"[\s_\-.“”\"']", "", bare(word.lower()))


@dataclass(frozen=True, slots=True)
class _Teller:
    model: type[BaseModel]
    value: Any
    places: Places
    post: str

    def tell(self, details: ErrorDetails) -> Problem:
        kind, loc = details["type"], details["loc"]
        path = _path(self.value, loc)
        if kind == "missing":
            return self.places.problem(messages.MISSING, *path, post=self.post, key=loc[-1])
        if kind == "extra_forbidden":
            return self.unknown(path, known_keys(self.model, loc[:-1]))
        context = details.get("ctx", {})
        if kind == _FAULT:
            values = dict(context["values"])
            inside, nth = values.pop("inside", None), values.pop("nth", 0)
            path += [values.pop("below")] if "below" in values else []
            place = self.places.find(inside, *path, nth=nth) if inside else self.places.place(*path)
            return self.places.problem_at(context["message"], place, post=self.post, **values)
        found = details.get("input")
        if kind == "string_type" and isinstance(found, dict) and len(found) == 1:
            # A list's entry `- Lưu ý: gọi 111` became a mapping.
            key, rest = next(iter(found.items()))
            words = f"{key}: {text_of(rest)}".replace('"', "”")
            place = self.places.key(*path, key)
            return self.places.problem_at(messages.COLON_CUTS, place, post=self.post, words=words)
        message, values = _pydantic_words(kind, found, context)
        return self.places.problem(message, *path, post=self.post, **values)

    def unknown(self, path: list[int | str], known: list[str]) -> Problem:
        """The problem of the key at *path*, which is none of the *known* ones."""
        key = str(path[-1])
        place = self.places.key(*path)
        if key[:1] in ("“", "”", "„", "‘", "’"):
            return self.places.problem_at(messages.CURLY_QUOTE, place, post=self.post, sign=key[0])
        near = nearest(key, known)
        message = messages.UNKNOWN_KEY if near else messages.UNKNOWN_KEY_FAR
        shown = ", ".join(known)
        return self.places.problem_at(
            message, place, post=self.post, key=text_of(key), nearest=near, known=shown
        )


def _path(value: Any, loc: tuple[int | str, ...]) -> list[int | str]:
    """The part of *loc* that leads through *value*: pydantic adds the names of unions and validators."""
    path: list[int | str] = []
    for part in loc:
        inside = (isinstance(value, Mapping) and part in value) or (
            isinstance(value, list) and isinstance(part, int) and part < len(value)
        )
        if inside:
            value = value[part]
            path.append(part)
    return path


Words = Callable[[str, Mapping[str, Any]], dict[str, object]]  # (what stands there, pydantic's context)


def _nothing(_: str, __: Mapping[str, Any]) -> dict[str, object]:
    return {}


def _shown(found: str, _: Mapping[str, Any]) -> dict[str, object]:
    return {"value": found}


def _choices(found: str, context: Mapping[str, Any]) -> dict[str, object]:
    expected = str(context.get("expected") or context.get("expected_tags") or "")
    return {"value": found, "choices": expected.replace("'", "").replace(" or ", ", ")}


def _lengths(found: str, context: Mapping[str, Any]) -> dict[str, object]:
    limit = context.get("min_length", context.get("max_length"))
    return {"limit": limit, "count": context.get("actual_length", len(found))}


def _range(found: str, context: Mapping[str, Any]) -> dict[str, object]:
    signs = {"gt": ">", "ge": "≥", "lt": "<", "le": "≤"}
    limits = " ".join(f"{signs[name]} {limit}" for name, limit in context.items() if name in signs)
    return {"value": found, "limits": limits}


# pydantic's kinds of error, by how their names begin.
_KINDS: tuple[tuple[tuple[str, ...], Message, Words], ...] = (
    (("string_too_short",), messages.EMPTY_TEXT, _nothing),
    (("string_pattern",), messages.PATTERN, lambda found, ctx: {"value": found, "pattern": ctx["pattern"]}),
    (("too_short",), messages.TOO_FEW, _lengths),
    (("too_long", "string_too_long"), messages.TOO_MANY, _lengths),
    (("string_", "date_", "datetime_", "timedelta_"), messages.WANTS_TEXT, _nothing),
    (("list_", "tuple_", "set_", "frozen_set_"), messages.WANTS_LIST, _nothing),
    (("dict_", "model_", "mapping_", "dataclass_"), messages.WANTS_MAPPING, _nothing),
    (("literal_error", "enum", "union_tag"), messages.NOT_A_CHOICE, _choices),
    (("int_", "float_", "decimal_", "finite_number"), messages.WANTS_NUMBER, _shown),
    (("bool_",), messages.WANTS_YES_NO, _shown),
    (("greater_than", "less_than"), messages.OUT_OF_RANGE, _range),
)


def _pydantic_words(
    kind: str, found: object, context: Mapping[str, Any]
) -> tuple[Message, dict[str, object]]:
    for beginnings, message, words in _KINDS:
        if kind.startswith(beginnings):
            return message, words(text_of(found), context)
    return messages.INVALID, {"detail": context.get("error", kind)}


def known_keys(model: type[BaseModel], loc: tuple[int | str, ...] = ()) -> list[str]:
    """The keys that a mapping at *loc* of *model* may have."""
    models = [model]
    for part in loc:
        fields = [_field(one, part) for one in models]
        inner = [found for annotation in fields if annotation is not None for found in _models_in(annotation)]
        models = inner or models  # an index or a union's tag stays where it is
    return list(dict.fromkeys(key for one in models for key in _keys(one)))


def _keys(model: type[BaseModel]) -> Iterator[str]:
    for name, info in model.model_fields.items():
        yield info.alias or name


def _field(model: type[BaseModel], part: int | str) -> Any:
    for name, info in model.model_fields.items():
        if part in (info.alias, name):
            return info.annotation
    return None


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
        return
    for inner in get_args(annotation):
        yield from _models_in(inner)
