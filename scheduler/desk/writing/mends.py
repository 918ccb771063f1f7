"""What one press mends of a problem in the form: only where it is known what was meant. Nothing is saved."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from scheduler.calendar.writing import cleaned_value
from scheduler.cards.design.placing import LEVELLED, LIGHT
from scheduler.desk.pages.problem_texts import ODD
from scheduler.desk.pages.texts import speaker
from scheduler.desk.writing.form import OWN, Form
from scheduler.problems import Language, Problem
from scheduler.reader.shape import nearest


@dataclass(frozen=True, slots=True)
class Mend:
    """*field* of the form is to hold *value*; *word* names what the button says, filled with *shown*."""

    field: str
    value: str
    word: str
    shown: str = ""

    def say(self, language: Language) -> str:
        """The button's words."""
        return speaker(language)(self.word, value=self.shown)

    def done(self, form: Form) -> Form:
        """*form* with it."""
        place = _card_of(self.field)
        if place is not None:
            cards = [
                {**card, place[1]: self.value} if number == place[0] else card
                for number, card in enumerate(form.cards)
            ]
            return replace(form, cards=tuple(cards))
        if self.field.startswith("own-"):
            _, name, key = self.field.split("-", 2)
            own = {**form.values["own"], name: {**form.values["own"].get(name, {}), key: self.value}}
            return replace(form, values={**form.values, "own": own})
        return replace(form, values={**form.values, self.field: self.value})


def mend_of(
    problem: Problem, field: str, form: Form, choices: Mapping[str, Mapping[str, str]]
) -> Mend | None:
    """The mend of *problem*, which belongs to *field*; None where a person must decide.

    *choices*: what the fields that are chosen from a list may hold, with its words.
    """
    known, stood = choices.get(field), value_of(form, field)
    if known is not None and stood and stood not in known:
        near = nearest(stood, known) or next((key for key, said in known.items() if said == stood), "")
        return Mend(field, near, "mend_by", known[near]) if near else None
    mend = _MENDS.get(problem.code)
    return mend(problem, field, form) if mend else None


def _clean(_: Problem, field: str, form: Form) -> Mend | None:
    stood = value_of(form, field)
    clean = str(cleaned_value(stood))
    return Mend(field, clean, "mend_clean") if clean != stood else None


def _number(problem: Problem, field: str, form: Form) -> Mend | None:
    """The line of the directory that a number is close to."""
    if "key" not in problem.values:
        return None
    shown, key = str(problem.values["display"]), problem.values["key"]
    is_text = field in ("title", "text", "first_comment") or field.startswith("own-")
    return _instead(
        problem, field, form, f"{{{{ hotline('{key}') }}}}" if is_text else shown, "mend_number", shown
    )


def _day(problem: Problem, field: str, form: Form) -> Mend | None:
    wanted = str(problem.values["wanted"])
    return _instead(problem, field, form, wanted, "mend_by", wanted)


def _instead(problem: Problem, field: str, form: Form, words: str, word: str, shown: str) -> Mend | None:
    """*words* in place of those that the problem names, if they stand there just once."""
    stood, wrong = value_of(form, field), str(problem.values.get("words", ""))
    if not wrong or stood.count(wrong) != 1:
        return None
    return Mend(field, stood.replace(wrong, words), word, shown)


def _star(_: Problem, field: str, form: Form) -> Mend | None:
    stood = value_of(form, field)
    return Mend(field, stood.replace("*", ""), "mend_star") if stood.count("*") == 1 else None


def _first_day(problem: Problem, _: str, __: Form) -> Mend | None:
    day = str(problem.values["nearest"])
    return Mend("date", day, "mend_date", day)


def _hour(problem: Problem, _: str, __: Form) -> Mend | None:
    free = str(problem.values.get("free", ""))
    return Mend("time", free, "mend_hour", free) if free else None


def _light(problem: Problem, field: str, _: Form) -> Mend | None:
    word = "mend_light" if problem.code == "card-photo-dark" else "mend_even"
    return Mend(f"{field.rpartition('-')[0]}-{LIGHT}", LEVELLED, word) if _card_of(field) else None


def value_of(form: Form, field: str) -> str:
    """What *field* holds, as text; '' where it is no field of words."""
    place = _card_of(field)
    found: Any
    if place is not None:
        found = form.cards[place[0]].get(place[1], "") if place[0] < len(form.cards) else ""
    elif field.startswith("own-") and field.rpartition("-")[2] in OWN:
        _, name, key = field.split("-", 2)
        found = form.values["own"].get(name, {}).get(key, "")
    else:
        found = form.values.get(field, "")
    return found if isinstance(found, str) else ""


def _card_of(field: str) -> tuple[int, str] | None:
    head, _, rest = field.partition("-")
    number, _, key = rest.partition("-")
    return (int(number), key) if head == "card" and number.isdecimal() and key else None


def _alt(_: Problem, field: str, form: Form) -> Mend | None:
    """The words of the card as its description: they are what is seen on it."""
    place = _card_of(field)
    card = form.cards[place[0]] if place and place[0] < len(form.cards) else {}
    said = [card.get(key) for key in ("headline", "question", "quote", "myth", "truth", "title", "body")]
    words = ". ".join(
        one.replace("*", "").strip(" .") for one in said if isinstance(one, str) and one.strip()
    )
    return Mend(f"card-{place[0]}-alt", f"Thẻ ghi: {words}.", "mend_alt", words) if words and place else None


_MENDS: Mapping[str, Callable[[Problem, str, Form], Mend | None]] = {
    **dict.fromkeys(ODD, _clean),
    "hotline-unknown": _number,
    "day-spelling": _day,
    "lone-star": _star,
    "repeat-other-day": _first_day,
    "too-close": _hour,
    "alt-missing": _alt,
    **dict.fromkeys(("card-photo-dark", "card-photo-bright", "card-photo-flat"), _light),
}
