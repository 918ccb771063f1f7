"""How often a post repeats, as the form asks it: by days, weeks, months or years. Loa writes the rule."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from scheduler.problems import Text

OTHER = "other"
EVERY: Mapping[str, Text] = {
    "": Text("Không lặp lại", "Does not repeat"),
    "FREQ=DAILY": Text("Theo ngày", "By days"),
    "FREQ=WEEKLY": Text("Theo tuần", "By weeks"),
    "FREQ=MONTHLY": Text("Theo tháng", "By months"),
    "FREQ=YEARLY": Text("Theo năm", "By years"),
    OTHER: Text("Cách khác", "Otherwise"),
}
ON: Mapping[str, Text] = {  # which day of a month
    "": Text("cùng ngày với ngày đăng", "on the same date"),
    "nth": Text("cùng thứ, cùng lần trong tháng", "on the same weekday, as often into the month"),
    "last": Text("thứ ấy, lần cuối cùng trong tháng", "on the last such weekday of the month"),
    "end": Text("ngày cuối tháng", "on the last day of the month"),
}
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_DATE = re.compile(r"(\d{4})(\d\d)(\d\d)")


@dataclass(frozen=True, slots=True)
class Repeat:
    """What the form shows: a key of `EVERY`, how many of them lie between, the weekdays of a week (none: the
    day's own), a key of `ON`, the number of times or the last day (`2026-12-31`) as it was written, and the
    rule itself where none of the choices says it."""

    every: str
    times: str = ""
    until: str = ""
    rule: str = ""
    interval: str = ""  # '': each
    days: tuple[str, ...] = ()
    on: str = ""

    def as_rule(self, day: str = "") -> str:
        """The rule that the choices mean for a post whose first day is *day* (`2026-12-06`)."""
        if self.every == OTHER:
            return self.rule
        if not self.every:
            return ""
        own, number, _ = _of(day)
        parts = [self.every]
        parts += [f"INTERVAL={self.interval}"] if self.interval not in ("", "1") else []
        if self.every == "FREQ=WEEKLY" and self.days and self.days != (own,):
            parts.append(f"BYDAY={','.join(self.days)}")
        if self.every == "FREQ=MONTHLY" and self.on:
            parts.append(
                {"nth": f"BYDAY={number}{own}", "last": f"BYDAY=-1{own}"}.get(self.on, "BYMONTHDAY=-1")
            )
        parts += [f"COUNT={self.times}"] if self.times else []
        parts += [f"UNTIL={self.until.replace('-', '')}"] if self.until else []
        return ";".join(parts)


def repeat_of(rule: str, day: str) -> Repeat:
    """*rule* as the form shows it for a post whose first day is *day* (`2026-12-06`)."""
    if not rule:
        return Repeat("")
    parts = dict(part.partition("=")[::2] for part in "".join(rule.upper().split()).split(";") if part)
    times, until = parts.pop("COUNT", ""), parts.pop("UNTIL", "")
    every, interval = f"FREQ={parts.pop('FREQ', '')}", parts.pop("INTERVAL", "")
    if parts.get("WKST") == "MO":
        del parts["WKST"]  # as it is anyway
    where = _where(every, parts, day)
    if every not in EVERY or where is None or (until and not _DATE.fullmatch(until)):
        return Repeat(OTHER, rule=rule)
    days, on = where
    interval = "" if interval == "1" else interval
    return Repeat(every, times, _DATE.sub(r"\1-\2-\3", until), interval=interval, days=days, on=on)


def rule_given(given: Mapping[str, str], days: Sequence[str], day: str, stood: str) -> str:
    """The rule of the form as it was sent, *days* the weekdays that are ticked; *stood*, the file's, where it
    says the same in other words."""
    repeat = Repeat(
        given["repeat_every"],
        given["repeat_times"],
        given["repeat_until"],
        given["repeat"],
        given.get("repeat_interval", ""),
        tuple(one for one in DAYS if one in days),
        given.get("repeat_on", ""),
    )
    rule = repeat.as_rule(day)
    return stood if repeat_of(stood, day) == repeat_of(rule, day) else rule


def _where(every: str, parts: Mapping[str, str], day: str) -> tuple[tuple[str, ...], str] | None:
    """The weekdays and the key of `ON` that *parts* mean; None where no choice says them."""
    own, number, moment = _of(day)
    keys = {key: parts[key] for key in sorted(parts)}
    if not keys:
        return (), ""
    by_day = keys.get("BYDAY", "")
    if every == "FREQ=WEEKLY" and list(keys) == ["BYDAY"]:
        days = tuple(one for one in DAYS if one in by_day.split(","))
        is_plain = len(days) == len(by_day.split(","))
        return (() if days == (own,) else days, "") if is_plain else None
    if list(keys) == ["BYDAY", "BYSETPOS"] and by_day in DAYS:  # the same in other words
        keys, by_day = {"BYDAY": by_day}, f"{keys['BYSETPOS']}{by_day}"
    dated = {"BYMONTHDAY": str(moment.day)} if moment else {}
    if every == "FREQ=MONTHLY":
        known = {f"{number}{own}": "nth", f"-1{own}": "last"} if own else {}
        if list(keys) == ["BYDAY"]:
            return ((), known[by_day]) if by_day in known else None
        return ((), "end") if keys == {"BYMONTHDAY": "-1"} else ((), "") if keys == dated else None
    is_same = moment is not None and keys == {"BYMONTH": str(moment.month), **dated}
    return ((), "") if every == "FREQ=YEARLY" and is_same else None


def _of(day: str) -> tuple[str, int, date | None]:
    """The weekday of *day*, which of its month's it is, and the day itself."""
    try:
        moment = date.fromisoformat(day)
    except ValueError:
        return "", 0, None
    return DAYS[moment.weekday()], (moment.day - 1) // 7 + 1, moment
