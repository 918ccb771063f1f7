"""Of a workbook's page: as many rows as are shown at once, how one of them stands, what can be taken."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import accumulate

from scheduler.desk.pages.excel import ORDER, ExcelView, RowView
from scheduler.desk.pages.texts import speaker
from scheduler.desk.people.given import number
from scheduler.problems import Language

_PART = 100  # rows of a page; one with inputs counts for more
_WEIGHT = 3


def part_of(view: ExcelView, wanted: Mapping[str, str]) -> tuple[Sequence[RowView], int | None, int | None]:
    """The rows that are *wanted* (`from`, or those around `row`); where the parts before and after begin."""
    ordered = sorted(view.rows, key=lambda row: ORDER.index(row.state))
    asked = number(wanted.get("from", "0")) or 0
    first = next((at for at, row in enumerate(ordered) if row.key == wanted.get("row")), asked)
    first = asked if asked <= first < asked + _PART // _WEIGHT else first
    weights = accumulate(_WEIGHT if row.cells else 1 for row in ordered[first:])
    part = ordered[first : first + max(1, sum(weight <= _PART for weight in weights))]
    after = first + len(part) if first + len(part) < len(ordered) else None
    return part, max(0, first - _PART) if first else None, after


def told_of(view: ExcelView, key: str, language: Language) -> Mapping[str, object]:
    """How the row *key* stands now, for the page that is being typed into; empty where there is none."""
    one = next((each for each in view.rows if each.key == key), None)
    if one is None:
        return {}
    say = speaker(language)
    counts = {state: len(view.of(state)) for state in ORDER}
    told: dict[str, list[str]] = {}
    for problem in one.told:
        told.setdefault(problem.field, []).append(problem.say(language))
    return {
        "state": one.state,
        "word": say(f"x_is_{one.state}"),
        "told": told,
        "when": one.when,
        "title": one.title or say("x_no_title"),
        "counts": say("x_counts", **counts),
        "kept": say("x_kept_chosen" if one.asked and not one.unanswered and not one.errors else "x_kept"),
        **taking_of(view, language),
    }


def taking_of(view: ExcelView, language: Language) -> Mapping[str, object]:
    """The button that takes the sound rows: how many, what it says, and what stands beside it."""
    say, sound, wrong = speaker(language), len(view.of("sound")), len(view.of("wrong"))
    if sound:
        why = f"{say('x_rest', n=wrong)} · {say('x_take_hint')}" if wrong else say("x_take_hint")
    else:
        why = say("x_nothing" if wrong else "x_all_known" if view.of("known") else "x_nothing_here")
    return {"sound": sound, "take": say("x_take", n=sound) if sound else say("x_take_none"), "why": why}
