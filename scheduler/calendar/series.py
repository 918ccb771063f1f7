"""A series moved: one date of it, all that follow, or the whole; never more than was meant.

One date, or all from one on, become a post of their own, which says where it came from (`continues`); what
stays keeps its id, and so the dates that were published keep their names. Pure functions on entries; what
comes out is unfolded and held against what was meant, and refused where that differs.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import islice

from msgspec.structs import replace

from scheduler.calendar.model import Post
from scheduler.calendar.recurrence import days_of, falls_on
from scheduler.calendar.slots import occurrences
from scheduler.calendar.yaml_text import Entry
from scheduler.problems import Stop, Text

_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_COMPARED = 400  # dates; a series that goes on has as many


class Scope(StrEnum):
    """Which dates are meant."""

    THIS = "this"
    AFTER = "after"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Parted:
    """What a series is to say from now on, and the post that was parted from it (None: none was)."""

    own: Entry
    new: Entry | None


@dataclass(frozen=True, slots=True)
class _Plan:
    """A series in values: *at* without a zone."""

    at: datetime
    rule: str
    excluded: tuple[date, ...]


def moved(
    post: Post, entry: Entry, name: str, to: datetime, scope: Scope, begun: Collection[str], new_id: str
) -> Parted:
    """The series *post*, whose own keys are *entry*, with its date *name* at *to* (office, no zone).

    *begun* are the names of the dates of which the ledger knows something: they stay as they are.

    Raises:
        Stop: one of the dates meant has begun, or its rule cannot be moved so.
    """
    dates = [(one, due.replace(tzinfo=None)) for one, due in islice(occurrences(post), _COMPARED)]
    place = next((number for number, (one, _) in enumerate(dates) if one == name), None)
    if place is None:
        raise Stop(_NO_DATE)
    by = (to.date() - dates[place][1].date()).days
    start = place
    if scope is Scope.ALL:
        start = max((number + 1 for number, (one, _) in enumerate(dates) if one in begun), default=0)
        if start > place:
            raise Stop(BEGUN)
    meant = dates[start : start + 1] if scope is Scope.THIS else dates[start:]
    if any(one in begun for one, _ in meant):
        raise Stop(BEGUN)
    plan = _plan_of(post)
    if scope is Scope.THIS and len(dates) > 1:
        if place == 0 and dates[1][0] in begun:  # it would be called `first`, and be a date that nobody knows
            raise Stop(BEGUN)
        rest = _without(plan, place, dates)
        new = {**_parted(post, entry, new_id), "at": f"{to:%Y-%m-%d %H:%M}"}
        _check(post, dates, [due for number, (_, due) in enumerate(dates) if number != place], rest)
        return Parted(_with(entry, plan, rest), new)
    before, after = _cut(plan, start, dates)
    shifted = _shifted(after, by, to)
    if shifted.rule.startswith(("FREQ=DAILY", "FREQ=WEEKLY")):
        wanted = [datetime.combine(due.date() + timedelta(by), to.time()) for _, due in dates[start:]]
        _check(post, dates, wanted, shifted)
    else:
        _check_months(post, dates, start, shifted)
    if before is None:
        return Parted(_with(entry, plan, shifted), None)
    _check(post, dates, [due for _, due in dates[:start]], before)
    new = _with(_parted(post, entry, new_id), _Plan(plan.at, "", ()), shifted)
    return Parted(_with(entry, plan, before), new)


def _plan_of(post: Post) -> _Plan:
    assert post.at is not None, "a series has a time"
    return _Plan(post.at.replace(tzinfo=None), post.repeat, post.excluded)


def _with(entry: Entry, old: _Plan, new: _Plan) -> Entry:
    """*entry* with what differs in *new*."""
    changed = dict(entry)
    if new.at != old.at or "at" not in entry:
        changed["at"] = f"{new.at:%Y-%m-%d %H:%M}"
    if new.rule != old.rule:
        changed["repeat"] = new.rule
    if new.excluded != old.excluded:
        changed.pop("except", None)
        if new.excluded:
            changed["except"] = [str(day) for day in new.excluded]
    return changed


def _parted(post: Post, entry: Entry, new_id: str) -> Entry:
    """The keys of a post of its own that says the same."""
    kept = {key: one for key, one in entry.items() if key not in {"at", "repeat", "except", "id"}}
    return {**kept, "id": new_id, "continues": post.family}


def _without(plan: _Plan, place: int, dates: Sequence[tuple[str, datetime]]) -> _Plan:
    """The series without that date; where it was the first one, it begins with the next."""
    if place:
        return _Plan(plan.at, plan.rule, tuple(sorted({*plan.excluded, dates[place][1].date()})))
    before, rest = _cut(plan, 1, dates)
    assert before is not None, "there is a date before it"
    return rest


def _cut(plan: _Plan, place: int, dates: Sequence[tuple[str, datetime]]) -> tuple[_Plan | None, _Plan]:
    """The series up to the date at *place*, and from it on; None: it is the first one."""
    if place == 0:
        return None, plan
    day = dates[place][1].date()
    parts = _parts(plan.rule)
    raw = sum(1 for _ in _days_before(plan, day))  # the days left out count as well
    left, right = dict(parts), dict(parts)
    if "COUNT" in parts:
        left["COUNT"], right["COUNT"] = str(raw), str(int(parts["COUNT"]) - raw)
    else:
        left["UNTIL"] = f"{day - timedelta(1):%Y%m%d}"
    is_before = [one < day for one in plan.excluded]
    early = tuple(one for one, sooner in zip(plan.excluded, is_before, strict=True) if sooner)
    late = tuple(one for one, sooner in zip(plan.excluded, is_before, strict=True) if not sooner)
    return _Plan(plan.at, _joined(left), early), _Plan(dates[place][1], _joined(right), late)


def _days_before(plan: _Plan, day: date) -> Sequence[datetime]:
    found = []
    for one in days_of(plan.rule, plan.at):
        if one.date() >= day:
            break
        found.append(one)
    return found


def _shifted(plan: _Plan, by: int, to: datetime) -> _Plan:
    """The same *by* so many days later, at the time of day of *to*.

    Raises:
        Stop: its rule names days in a way that cannot be moved by itself.
    """
    at = datetime.combine(plan.at.date() + timedelta(by), to.time())
    rule = plan.rule
    if by:
        parts = _parts(rule)
        _shift_days(parts, plan.at.date(), at.date(), by)
        until = parts.get("UNTIL")
        if until:
            parts["UNTIL"] = f"{date.fromisoformat(until[:8]) + timedelta(by):%Y%m%d}"
        rule = _joined(parts)
    elif "T" in _parts(rule).get("UNTIL", ""):  # it may end before the new time of its last day
        parts = _parts(rule)
        rule = _joined(parts | {"UNTIL": parts["UNTIL"][:8]})
    if not falls_on(rule, at):
        raise Stop(OWN_RULE)
    return _Plan(at, rule, tuple(one + timedelta(by) for one in plan.excluded))


def _shift_days(parts: dict[str, str], old: date, new: date, by: int) -> None:
    """Let the days that the rule names be those of the new date; as `_shifted`."""
    named = {key for key in parts if key.startswith("BY")}
    if not named:
        return
    if parts["FREQ"] == "WEEKLY" and named == {"BYDAY"}:
        days = [_WEEKDAYS[(_WEEKDAYS.index(one) + by) % 7] for one in parts["BYDAY"].split(",")]
        parts["BYDAY"] = ",".join(sorted(days, key=_WEEKDAYS.index))
        return
    if "BYMONTH" in named:
        if parts["BYMONTH"] != str(old.month):
            raise Stop(OWN_RULE)
        parts["BYMONTH"] = str(new.month)
        named.discard("BYMONTH")
    if named == {"BYMONTHDAY"} and parts["BYMONTHDAY"] == str(old.day):
        parts["BYMONTHDAY"] = str(new.day)
    elif named == {"BYDAY"} and parts["BYDAY"][-2:] == _WEEKDAYS[old.weekday()] and "," not in parts["BYDAY"]:
        is_last = parts["BYDAY"].startswith("-1") and (new + timedelta(7)).month != new.month
        number = "-1" if is_last else str((new.day - 1) // 7 + 1)
        if not parts["BYDAY"][:-2] or number == "5":
            raise Stop(OWN_RULE)
        parts["BYDAY"] = number + _WEEKDAYS[new.weekday()]
    elif named:
        raise Stop(OWN_RULE)


def _check(
    post: Post, dates: Sequence[tuple[str, datetime]], wanted: Sequence[datetime], plan: _Plan
) -> None:
    """Let *plan* pass if it comes to just the *wanted* dates, as far as they were looked at.

    Raises:
        Stop: it does not.
    """
    found = _unfolded(post, plan, len(wanted) + 1)
    is_whole = len(dates) < _COMPARED
    if found[: len(wanted)] != list(wanted) or (is_whole and len(found) != len(wanted)):
        raise Stop(OWN_RULE)


def _check_months(post: Post, dates: Sequence[tuple[str, datetime]], start: int, plan: _Plan) -> None:
    """Let *plan* pass if it has a date for each from *start* on, as many months later as the first one is.

    Raises:
        Stop: it has not, as on the 31st, which not every month has.
    """
    wanted = [due.year * 12 + due.month for _, due in dates[start:]]
    found = [due.year * 12 + due.month for due in _unfolded(post, plan, len(wanted) + 1)]
    is_whole = len(dates) < _COMPARED
    if is_whole and len(found) != len(wanted):
        raise Stop(OWN_RULE)
    if len({one - other for one, other in zip(found, wanted, strict=False)}) != 1:
        raise Stop(OWN_RULE)


def _unfolded(post: Post, plan: _Plan, most: int) -> list[datetime]:
    """The first dates that *plan* comes to, on the wall."""
    assert post.at is not None, "a series has a time"
    at = plan.at.replace(tzinfo=post.at.tzinfo)
    other = replace(post, at=at, repeat=plan.rule, excluded=plan.excluded)
    return [due.replace(tzinfo=None) for _, due in islice(occurrences(other), most)]


def _parts(rule: str) -> dict[str, str]:
    return dict(part.split("=", 1) for part in rule.split(";"))


def _joined(parts: dict[str, str]) -> str:
    return ";".join(f"{key}={value}" for key, value in parts.items())


_NO_DATE = Text(
    "Bài lặp lại này không còn lần ấy. Xem lại lịch rồi chuyển.",
    "The series has that date no more. Look at the calendar again.",
)
BEGUN = Text(
    "Có lần trong số này đã đăng, đang đăng, hoặc đang được giữ lại, nên không chuyển được. Chọn một lần còn "
    "chờ.",
    "One of these dates is out, on its way, or held, so they are not moved. Choose a later one.",
)
OWN_RULE = Text(
    "Bài này lặp lại theo một quy tắc riêng nên Loa không tự chuyển cả chuỗi được. Mở bài ra, chọn lại ngày "
    "và cách lặp lại; hoặc chuyển từng bài bằng “Chỉ bài này”.",
    "Its rule cannot be moved as a whole. Open the post and choose its days anew, or move single dates.",
)
