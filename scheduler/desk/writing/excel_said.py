"""What a workbook's page says once something was done: which row is done, what was learnt, what is next."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from scheduler.desk.live.visit import Visit
from scheduler.desk.pages.excel import ExcelView, RowView
from scheduler.desk.pages.texts import Say, speaker
from scheduler.desk.people.given import number
from scheduler.desk.writing.excel_answers import lines_that_say
from scheduler.desk.writing.excel_rows import Understood
from scheduler.problems import Language
from scheduler.spreadsheets.learnt import Learnt
from scheduler.spreadsheets.vocabulary import word_key


@dataclass(frozen=True, slots=True)
class Done:
    """*words* of the row *key*, of which something was just said, and the *next* row that wants something.

    *is_here*: it wants something still, and the words stand in the row itself.
    """

    key: str
    words: Sequence[str]
    next: RowView | None
    is_here: bool = False


def address_of(row: str, act: str, learnt: Mapping[str, str], *, is_here: bool) -> str:
    """What the page's address says of *row* behind the page's own: *act* is `done` or `later`; *learnt* are
    words with their kind."""
    query = {
        act: row,
        "learnt": "|".join(f"{kind}:{word.replace('|', ' ')}" for word, kind in learnt.items()),
    }
    asked = urlencode({key: value for key, value in query.items() if value})
    return f"?{asked}#{f'row-{row}' if is_here else 'row-said'}"


def done_of(view: ExcelView, found: Understood, learnt: Learnt, visit: Visit) -> Done | None:
    """What the address says was done; None: nothing."""
    wanted, say = visit.wanted, speaker(visit.language)
    act = "done" if "done" in wanted else "later"
    row = next((one for one in view.rows if one.key == wanted.get(act)), None)
    if row is None:
        return None
    wrong = view.of("wrong")
    after = [one for one in wrong if view.rows.index(one) > view.rows.index(row)]
    others = [one for one in [*after, *wrong] if one is not row]
    following = others[0] if others else None
    if act == "done" and row.state == "wrong":
        told = [*_missing(row, say), *_learnt(row, found, learnt, wanted, visit.language)]
        return Done(row.key, told, following, is_here=True)
    words = [say("x_said_later" if act == "later" else f"x_said_{row.state}", line=row.line)]
    words.append(say("x_said_left", n=len(wrong)) if wrong else say("x_said_none_left"))
    return Done(row.key, [" ".join(words), *_learnt(row, found, learnt, wanted, visit.language)], following)


def _missing(row: RowView, say: Say) -> list[str]:
    """What is not said yet of a row that was to be saved."""
    parts = [say("x_said_unanswered", n=row.unanswered)] if row.unanswered else []
    parts += [say("x_said_errors", n=row.errors)] if row.errors else []
    return [say("x_said_missing", what=say("x_said_and").join(parts or [say("x_said_look")]))]


def _learnt(
    row: RowView, found: Understood, learnt: Learnt, wanted: Mapping[str, str], language: Language
) -> Iterator[str]:
    """What a word was learnt to mean, and in which other rows it stands."""
    say = speaker(language)
    channels = {kind.name: kind.said.say(language) for kind in found.words.channels}
    for one in wanted.get("learnt", "").split("|"):
        kind, _, written = one.partition(":")
        keys = learnt.words.get(kind, {}).get(word_key(written), "")
        names = channels if kind == "channels" else found.words.words.get(kind, {})
        if not keys:
            continue
        meant = ", ".join(names.get(key, key) for key in keys.split(","))
        lines = [line for line in lines_that_say(kind, written, found) if line != row.line]
        yield say(
            "x_said_learnt_too" if lines else "x_said_learnt",
            written=written,
            meant=meant,
            lines=_list(lines, say),
        )


def _list(lines: Sequence[int], say: Say) -> str:
    *first, last = [str(line) for line in lines] or [""]
    return f"{', '.join(first)}{say('x_said_and')}{last}" if first else last


def next_act(visit: Visit, taken: object, view: ExcelView) -> str:
    """What is said once posts were taken: how many, what is left where, and what to do with them; '' where
    *taken*, as the address says it, is no number."""
    say, count = speaker(visit.language), number(str(taken))
    if not count:
        return ""
    parts = [say("x_took", n=count)]
    parts += [say("x_took_left", n=view.left)] if view.left else []
    parts.append(say("x_took_next_asked" if visit.asked is not None else "x_took_next", n=count))
    return " ".join(parts)
