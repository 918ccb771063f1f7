"""One look at the desk by one reader: what is shown, as of when, in which language."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlencode

from scheduler import locales
from scheduler.calendar.model import Post, PostId, Unit, UnitId
from scheduler.calendar.versions import Versions
from scheduler.calendar.wording import fill
from scheduler.delivery.follow_ups import FollowUp, Progress
from scheduler.delivery.states import CHANGEABLE
from scheduler.desk.live.approvals import Asked
from scheduler.desk.live.pool import NONE as NO_POOL
from scheduler.desk.live.pool import PoolView
from scheduler.desk.live.reading import Reading
from scheduler.desk.live.states import Rows, Snapshot
from scheduler.desk.people.sessions import OFFICE, Person
from scheduler.problems import Language, Text
from scheduler.queries.deliveries import Summary
from scheduler.queries.former import title_in

COOKIE = "lang"
_GONE = Text("Bài không còn trong lịch", "A post that the calendar has no more")
_DUE = Text("{post} (hẹn {when})", "{post} (due {when})")


@dataclass(frozen=True)
class Visit:
    """All that a page is made from."""

    reading: Reading
    ledger: Snapshot
    now: datetime  # aware
    language: Language
    version: str = ""  # of what is shown
    path: str = "/"
    own: str = ""  # of what answers a form: the address by which its page is asked for
    query: Mapping[str, str] | None = None
    person: Person = OFFICE
    decides: bool = False  # whether people may decide here
    asked: Asked | None = None  # the approvals, where they are asked for
    pool: PoolView = NO_POOL
    versions: Versions | None = None  # how posts read that were saved on the desk
    whole: Reading | None = None  # of what the reading is a part; None: it is whole itself
    is_khmer: bool = False  # whether the menu and the states are asked for in Khmer, the rest in Vietnamese

    @property
    def wanted(self) -> Mapping[str, str]:
        """The words of the address."""
        return self.query or {}

    @property
    def is_narrow(self) -> bool:
        """Whether the reader looks after some units alone."""
        return self.person.units is not None

    def is_hers(self, post: Post) -> bool:
        """Whether the reader may change *post*: it is for no unit that is not hers."""
        return self.person.looks_after(post.units)

    def is_taken(self, post_id: str) -> bool:
        """Whether a post has that id, be it one that the reader is not shown."""
        return bool((self.whole or self.reading).file_of(post_id)) or self.ledger.has_begun(PostId(post_id))

    @property
    def today(self) -> date:
        """The day, by the office's clock."""
        return self.local(self.now).date()

    def local(self, when: datetime) -> datetime:
        """*when* (aware) by the office's clock; by the machine's where the settings cannot be read."""
        return when.astimezone(self.reading.zone)

    def moment(self, when: datetime) -> str:
        """The same in words."""
        return locales.moment(self.local(when), self.language)

    def title_of(self, post_id: PostId) -> str:
        """What that post is called, also one that the calendar has no more."""
        title = self.reading.title(post_id) or self.former_title(post_id)
        if title:
            return title
        gone = _GONE.say(self.language)
        former = self.ledger.former(post_id)
        return _DUE.say(self.language, post=gone, when=self.moment(former.due)) if former else gone

    def former_title(self, post_id: PostId) -> str:
        """What a post was called that the calendar has no more, as the ledger or a save on the desk knows it;
        '' where neither does."""
        former = self.ledger.former(post_id)
        title = former.title if former else ""
        if not title and self.versions is not None:
            saved = self.versions.of(post_id)
            title = title_in(str(saved[-1].entry.get("title", ""))) if saved else ""
        return self.filled(title)

    def filled(self, text: str) -> str:
        """*text* with its placeholders filled in, for the first unit; as it is where that cannot be."""
        try:
            return fill(text, self.reading.unit, self.reading.calendar.hotlines)
        except LookupError:
            return text

    def unit_name(self, unit_id: UnitId) -> str:
        """The same of a unit."""
        unit = self.reading.calendar.units.get(unit_id)
        return unit.name if unit else unit_id

    def unit_of(self, post: Post) -> Unit:
        """For whom *post* is shown: the unit that the address names, if it publishes it; else the first."""
        units = self.reading.calendar.units
        chosen = units.get(UnitId(self.wanted.get("unit", "")))
        if chosen is not None and chosen in self.reading.calendar.units_of(post):
            return chosen
        return self.reading.unit_of(post)

    def rows_of(self, post: Post) -> Rows:
        """What has begun of *post* for the unit for which it is shown."""
        return self.ledger.rows(post.id, self.unit_of(post).id)

    def ask_for(self, posts: Collection[Post], units: Iterable[UnitId] | None = None) -> None:
        """Let what the ledger says of all *posts* be at hand: many are asked for together.

        *units*: for which each is shown, where that is known.
        """
        by_unit: dict[UnitId, list[PostId]] = {}
        for post, unit in zip(posts, units or [self.unit_of(post).id for post in posts], strict=True):
            by_unit.setdefault(unit, []).append(post.id)
        for unit, ids in by_unit.items():
            self.ledger.ask_rows(ids, unit)
            if self.asked is not None:
                self.ledger.ask_decisions(ids)

    def change_of(self, row: Summary) -> FollowUp | None:
        """What is still to be done with that delivery, which is public or handed over; None: nothing."""
        return self.ledger.changes.get(row.key.post, {}).get(row.key) if row.state in CHANGEABLE else None

    def held_of(self, post: PostId, *, beside: UnitId) -> int:
        """How many deliveries of *post*, or changes of them, are held, that unit's own not counted."""
        held, changes = self.ledger.held.get(post), self.ledger.changes.get(post)
        if not held and not changes:
            return 0
        of_units = [key.unit for key, one in (changes or {}).items() if one.progress is Progress.HELD]
        return sum(unit != beside for unit in of_units) + (held.total() - held[beside] if held else 0)

    @property
    def spoken(self) -> str:
        """The language of the menu: vi, en or km."""
        return "km" if self.is_khmer else self.language

    @property
    def language_chosen(self) -> bool:
        """Whether the reader has just asked for this language."""
        return self.wanted.get("lang") == self.spoken

    @property
    def other_languages(self) -> dict[str, str]:
        """The addresses of the same page in each other language; Khmer where some unit speaks it."""
        speaks_khmer = any(unit.language == "km" for unit in self.reading.calendar.units.values())
        others = ("vi", "en", *(("km",) if speaks_khmer else ()))
        path, wanted = (self.own, {}) if self.own else (self.path, self.wanted)
        return {one: f"{path}?{urlencode({**wanted, 'lang': one})}" for one in others if one != self.spoken}


def is_khmer(query: Mapping[str, str], cookies: Mapping[str, str]) -> bool:
    """Whether the reader chose Khmer, now or before."""
    return (query.get(COOKIE) or cookies.get(COOKIE)) == "km"


def language_of(reading: Reading, query: Mapping[str, str], cookies: Mapping[str, str]) -> Language:
    """`?lang=`, else the one chosen before, else the office's."""
    for chosen in (query.get(COOKIE), cookies.get(COOKIE)):
        if chosen == "en":
            return "en"
        if chosen in {"vi", "km"}:
            return "vi"
    return reading.settings.language if reading.settings else "vi"
