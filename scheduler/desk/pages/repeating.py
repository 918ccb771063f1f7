"""How often a post repeats, as the form asks it: each day, each week, so many times. Loa writes the rule."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from scheduler.problems import Text

OTHER = "other"
EVERY: Mapping[str, Text] = {
    "": Text("Không lặp lại", "Does not repeat"),
    "FREQ=DAILY": Text("Mỗi ngày", "Every day"),
    "FREQ=WEEKLY": Text("Mỗi tuần, cùng thứ", "Every week, on the same day"),
    "FREQ=WEEKLY;INTERVAL=2": Text("Hai tuần một lần, cùng thứ", "Every two weeks, on the same day"),
    "FREQ=MONTHLY": Text("Mỗi tháng, cùng ngày", "Every month, on the same date"),
    OTHER: Text("Cách khác (viết theo RFC 5545)", "Otherwise (a rule of RFC 5545)"),
}
_DATE = re.compile(r"(\d{4})(\d\d)(\d\d)")
_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


@dataclass(frozen=True, slots=True)
class Repeat:
    """What the form shows: a key of `EVERY`, the number of times or the last day (`2026-12-31`) as it was
    written, and the rule itself where none of the choices says it."""

    every: str
    times: str = ""
    until: str = ""
    rule: str = ""

    def as_rule(self) -> str:
        """The rule that the choices mean."""
        if self.every == OTHER:
            return self.rule
        if not self.every:
            return ""
        times = [f"COUNT={self.times}"] if self.times else []
        until = [f"UNTIL={self.until.replace('-', '')}"] if self.until else []
        return ";".join([self.every, *times, *until])


def repeat_of(rule: str, day: str) -> Repeat:
    """*rule* as the form shows it for a post whose first day is *day* (`2026-12-06`)."""
    if not rule:
        return Repeat("")
    parts = dict(part.partition("=")[::2] for part in "".join(rule.upper().split()).split(";") if part)
    times, until = parts.pop("COUNT", ""), parts.pop("UNTIL", "")
    if parts.get("BYDAY") == _weekday(day) and parts.get("FREQ") == "WEEKLY":
        del parts["BYDAY"]  # the day that it has anyway
    if parts.get("INTERVAL") == "1":
        del parts["INTERVAL"]
    every = ";".join(f"{key}={parts[key]}" for key in sorted(parts))
    if not every or every not in EVERY or (until and not _DATE.fullmatch(until)):
        return Repeat(OTHER, rule=rule)
    return Repeat(every, times, _DATE.sub(r"\1-\2-\3", until))


def rule_given(given: Mapping[str, str], day: str, stood: str) -> str:
    """The rule of the form as it was sent; *stood*, the file's, where it says the same in other words."""
    repeat = Repeat(given["repeat_every"], given["repeat_times"], given["repeat_until"], given["repeat"])
    return stood if repeat_of(stood, day) == repeat_of(repeat.as_rule(), day) else repeat.as_rule()


def _weekday(day: str) -> str:
    try:
        return _DAYS[date.fromisoformat(day).weekday()]
    except ValueError:
        return ""
