"""What is different in a post since somebody approved or returned it: words side by side, and cards."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from difflib import SequenceMatcher
from pathlib import Path

from markupsafe import Markup

from scheduler import locales
from scheduler.calendar.model import ChannelName, Post
from scheduler.delivery.approvals import Decision, Step
from scheduler.desk.live.visit import Visit
from scheduler.desk.pages.series import dates_in_words
from scheduler.desk.pages.standing import STEPS, channel_name
from scheduler.desk.pages.texts import speaker
from scheduler.engine.copies import Copy, copy_of, find

_PIECES = re.compile(r"\w+|\s+|[^\w\s]")
_PRINT = re.compile(r"[0-9a-f]{64}")
_FACTS = {
    "at": "change_at",
    "source": "source",
    "expires": "expires",
    "units": "units",
    "hotlines": "hotlines",
}


@dataclass(frozen=True, slots=True)
class ChangesView:
    """What became different; *rows* are label, before, after; *cards* the numbers of those that are not as
    they were, each with whether there was one before and is one now."""

    seen: str
    by: str
    rows: tuple[tuple[str, Markup, Markup], ...]
    cards: tuple[tuple[int, bool, bool], ...]


def changes_view(post: Post, visit: Visit, var: Path | None) -> ChangesView | None:
    """What is different in *post* since the last decision about it; None: nothing, or that is not known."""
    asked = visit.asked
    if asked is None or var is None or not visit.is_hers(post):
        return None
    decided = [one for one in asked.history(post) if one.step is not Step.SUBMITTED]
    if not decided or decided[-1].seen == asked.edition.seen(post):
        return None
    before = find(var, decided[-1].seen)
    try:
        now = copy_of(asked.edition, post) if before else None
    except (ValueError, LookupError, OSError):
        return None
    if before is None or now is None:
        return None
    rows = tuple(_rows(before, now, visit, dates_in_words(post, visit, post.at)))
    return ChangesView(decided[-1].seen, _by(decided[-1], visit), rows, tuple(_cards(before, now)))


def seen_card(var: Path | None, seen: str, number: int) -> bytes | None:
    """The card of that number of what has that print; None: it is kept no more, or is no print."""
    found = find(var, seen) if var is not None and _PRINT.fullmatch(seen) else None
    return found.cards[number] if found is not None and number < len(found.cards) else None


def _by(decision: Decision, visit: Visit) -> str:
    return f"{decision.who} {STEPS[decision.step].say(visit.language)}, {visit.moment(decision.at)}"


def _rows(before: Copy, now: Copy, visit: Visit, series: str) -> Iterator[tuple[str, Markup, Markup]]:
    say = speaker(visit.language)
    same: dict[tuple[str, str], list[str]] = {}
    for channel in dict.fromkeys([*now.words, *before.words]):
        pair = before.words.get(channel, ""), now.words.get(channel, "")
        if pair[0] != pair[1]:
            same.setdefault(pair, []).append(channel_name(ChannelName(channel), visit.language))
    for pair, channels in same.items():
        yield say("change_words", channels=", ".join(channels)), *marked(*pair)
    for name, label in _FACTS.items():
        was, is_ = before.facts.get(name, ""), now.facts.get(name, "")
        if was != is_:
            yield say(label), *marked(_fact(name, was, visit), _fact(name, is_, visit))
    was, is_ = before.facts.get("repeat", ""), now.facts.get("repeat", "")
    if was != is_:
        former = say("change_repeat_former" if was else "change_repeat_none")
        yield (
            say("change_repeat"),
            Markup("{}").format(former),
            Markup("{}").format(series or say("change_repeat_none")),
        )


def _fact(name: str, said: str, visit: Visit) -> str:
    try:
        if name == "at" and said:
            return visit.moment(datetime.fromisoformat(said))
        if name == "expires" and said:
            return locales.day(date.fromisoformat(said), visit.language)
    except ValueError:
        pass  # of a damaged copy: as it stands
    return said


def marked(before: str, now: str) -> tuple[Markup, Markup]:
    """Both texts, with what went marked in the first and what came in the second."""
    was, is_ = _PIECES.findall(before), _PIECES.findall(now)
    left, right = Markup(), Markup()
    for tag, a, b, c, d in SequenceMatcher(None, was, is_, autojunk=False).get_opcodes():
        gone, come = "".join(was[a:b]), "".join(is_[c:d])
        if tag == "equal":
            left, right = left + _lines(gone), right + _lines(come)
            continue
        left += Markup("<del>{}</del>").format(_lines(gone)) if gone else ""
        right += Markup("<ins>{}</ins>").format(_lines(come)) if come else ""
    return left, right


def _lines(words: str) -> Markup:
    return Markup("<br>").join(words.split("\n"))


def _cards(before: Copy, now: Copy) -> Iterator[tuple[int, bool, bool]]:
    for n in range(max(len(before.cards), len(now.cards))):
        was, is_ = n < len(before.cards), n < len(now.cards)
        if not (was and is_ and before.cards[n] == now.cards[n]):
            yield n, was, is_
