"""How much of a day's calls is used up, and the headers that say so."""

from __future__ import annotations

import json
import math
from collections import deque
from datetime import datetime, timedelta

CALLS_PER_DAY = 4800 * 200  # Meta: 4800 for each engaged user within 24 hours; a province's page has some
_DAY = timedelta(days=1)


class Usage:
    """The calls of the last 24 hours of practice time, against what Facebook allows."""

    def __init__(self, page_id: str, per_day: int = CALLS_PER_DAY) -> None:
        self._page_id = page_id
        self._per_day = per_day
        self._calls: deque[datetime] = deque()

    def count(self, now: datetime) -> bool:
        """Take one call in; False if it is one too many."""
        while self._calls and now - self._calls[0] >= _DAY:
            self._calls.popleft()
        if len(self._calls) >= self._per_day:
            return False
        self._calls.append(now)
        return True

    def headers(self, *, regain_minutes: int = 0, used: int = 0) -> dict[str, str]:
        """x-app-usage and x-business-use-case-usage; *regain_minutes* above 0 while throttled, *used* percent
        in place of what is true."""
        true = 100 if regain_minutes else min(100, math.floor(100 * len(self._calls) / self._per_day))
        used = used or true
        page = {
            "type": "pages",
            "call_count": used,
            "total_cputime": 0,
            "total_time": 0,
            "estimated_time_to_regain_access": regain_minutes,
        }
        return {
            "x-app-usage": json.dumps({"call_count": used, "total_cputime": 0, "total_time": 0}),
            "x-business-use-case-usage": json.dumps({self._page_id: [page]}),
        }

    def regain_minutes(self, now: datetime) -> int:
        """Minutes until the oldest call no longer counts."""
        return max(1, math.ceil((self._calls[0] + _DAY - now) / timedelta(minutes=1)))
