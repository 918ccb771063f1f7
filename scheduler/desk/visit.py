"""One look at the desk by one reader: what is shown, as of when, in which language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from scheduler.delivery.follow_ups import Frozen
from scheduler.delivery.key import Key
from scheduler.delivery.records import Delivery
from scheduler.desk.reading import Reading
from scheduler.problems import Language

COOKIE = "lang"

States = Mapping[Key, Delivery]  # the ledger, as far as anything began


@dataclass(frozen=True, slots=True)
class Visit:
    """All that a page is made from."""

    reading: Reading
    states: States
    now: datetime  # aware
    language: Language
    frozen: Frozen | None = None  # who stopped everything public, if somebody did
    version: str = ""  # of what is shown
    path: str = "/"
    query: Mapping[str, str] | None = None

    @property
    def wanted(self) -> Mapping[str, str]:
        """The words of the address."""
        return self.query or {}

    @property
    def language_chosen(self) -> bool:
        """Whether the reader has just asked for this language."""
        return self.wanted.get("lang") == self.language

    @property
    def other_language(self) -> str:
        """The address of the same page in the other language."""
        query = {**self.wanted, "lang": "vi" if self.language == "en" else "en"}
        return f"{self.path}?{urlencode(query)}"


def language_of(reading: Reading, query: Mapping[str, str], cookies: Mapping[str, str]) -> Language:
    """`?lang=`, else the one chosen before, else the office's."""
    for chosen in (query.get(COOKIE), cookies.get(COOKIE)):
        if chosen == "en":
            return "en"
        if chosen == "vi":
            return "vi"
    return reading.settings.language if reading.settings else "vi"
