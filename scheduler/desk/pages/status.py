"""How posts stand, on one page: what waits, is under way, went out or is held, each with what to do."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from scheduler import locales
from scheduler.delivery.approvals import Approval
from scheduler.delivery.states import BEFORE_SENDING
from scheduler.desk.live.visit import Visit
from scheduler.desk.pages.dates import near
from scheduler.desk.pages.examining import Examinations, Line
from scheduler.desk.pages.grid import items_of
from scheduler.desk.pages.listing import Listing
from scheduler.desk.pages.overview import Row, delivery_rows
from scheduler.desk.pages.standing import Tone
from scheduler.desk.pages.texts import speaker
from scheduler.desk.pages.views import PostView

_MOST = 40  # posts that wait, of those that come first
_VIETNAM = "Asia/Ho_Chi_Minh"
_GROUPS: Mapping[Tone, str] = {
    Tone.ATTENTION: "held",
    Tone.GOING: "going",
    Tone.PLANNED: "there",
    Tone.PUBLISHED: "out",
}
_ORDER = ("held", "going", "there", "out", "off")


@dataclass(frozen=True, slots=True)
class Waiting:
    """A post of which nothing has begun yet, with the one thing to do about it."""

    id: str
    title: str
    near: str  # “Hôm nay”, “Ngày mai”, or ''
    when: str
    tone: Tone
    word: str
    channels: str
    act: str  # the name of the button's words
    address: str  # where it leads
    is_urgent: bool


@dataclass(frozen=True, slots=True)
class StatusView:
    """All of the page."""

    clock: str
    waiting: Sequence[Waiting]
    more_waiting: int
    drafts: Sequence[Waiting]  # they wait for her alone
    more_drafts: int
    tomorrow: str  # what goes out then
    groups: Mapping[str, Sequence[Row]]  # in the order in which they are shown
    more: int  # deliveries that are not shown
    lines: Sequence[Line]  # what the last look at the machine found
    looked: str  # when; '' for never
    can_look: bool


def status_view(visit: Visit, listing: Listing, examinations: Examinations) -> StatusView:
    """How everything stands."""
    drafts, waiting = listing.drafts, listing.to_come
    rows, more = delivery_rows(visit)
    found: defaultdict[str, list[Row]] = defaultdict(list)
    coming = {view.id for view in waiting}
    for row in rows:
        if row.tone is Tone.PLANNED and row.state in BEFORE_SENDING and row.post in coming:
            continue  # it was let go on, and waits for its time like the others
        found[_GROUPS.get(row.tone, "off")].append(row)
    whole = None if visit.is_narrow else examinations.whole  # it is of all units
    return StatusView(
        clock=_clock(visit),
        waiting=[_waiting(view, visit) for view in waiting[:_MOST]],
        more_waiting=max(0, len(waiting) - _MOST),
        drafts=[_draft(view, visit) for view in drafts[:_MOST]],
        more_drafts=max(0, len(drafts) - _MOST),
        tomorrow=_tomorrow(visit),
        groups={name: found[name] for name in _ORDER if found[name]},
        more=more,
        lines=whole.lines(visit.language) if whole else (),
        looked=visit.moment(whole.at) if whole else "",
        can_look=examinations.examiner is not None and visit.person.may_approve and not visit.is_narrow,
    )


def _waiting(view: PostView, visit: Visit) -> Waiting:
    say = speaker(visit.language)
    shown = f"/post/{view.id}"
    act, address, is_urgent = "st_see", shown, False
    if view.broken and visit.person.may_write:
        act, address, is_urgent = "go_on_mending", f"/write/{view.id}", True
    elif visit.person.may_write and (view.tone is Tone.NEW or _is_to_submit_again(view, visit)):
        act, address, is_urgent = "step_submit", f"{shown}#approval", True
    elif view.tone is Tone.WAITING and visit.person.may_approve:
        act, address, is_urgent = "st_approve", f"{shown}#approval", True
    return Waiting(
        view.id,
        view.title,
        near(view.at.date(), visit.today, visit.language) if view.at else "",
        view.when or say("no_date"),
        view.tone,
        _word(view, visit),
        " · ".join(one.name for one in view.channels),
        act,
        address,
        is_urgent,
    )


def _tomorrow(visit: Visit) -> str:
    """How many go out tomorrow, and when: each date of a series, and whatever has its slot then."""
    say, day = speaker(visit.language), visit.today + timedelta(days=1)
    items = items_of(visit, [day]).get(day, ())
    hours = [one.time for one in items if not one.view.broken and _goes_out(one.view)]
    open_ = sum(one.view.tone is not Tone.DRAFT for one in items) - len(hours)
    when = f"{locales.weekday(day, visit.language)} {locales.day(day, visit.language, year=False)}"
    words = "st_tomorrow" if hours else "st_tomorrow_none"
    told = say(words, day=when, n=len(hours), hours=", ".join(hours))
    return f"{told} {say('st_tomorrow_open', n=open_)}" if open_ else told


def _goes_out(view: PostView) -> bool:
    return any(one.tone in (Tone.PLANNED, Tone.GOING) for one in view.channels)


def _word(view: PostView, visit: Visit) -> str:
    """How it stands: where a person must look, in the words of the channel that asks for it."""
    say = speaker(visit.language)
    if view.broken:
        return say("cannot_go_out")
    asks = next((one.word for one in view.channels if one.tone is Tone.ATTENTION), "")
    return asks if view.tone is Tone.ATTENTION and asks else say(f"state_{view.tone}")


def _is_to_submit_again(view: PostView, visit: Visit) -> bool:
    """Whether it was changed after its approval, or returned and mended."""
    post = visit.reading.post(view.id)
    return post is not None and visit.asked is not None and visit.asked.of(post) is Approval.CHANGED


def _draft(view: PostView, visit: Visit) -> Waiting:
    found = _waiting(view, visit)
    act, address = found.act, found.address
    if visit.person.may_write:
        act, address = "st_go_on", f"/write/{view.id}"
    return replace(found, tone=Tone.DRAFT, act=act, address=address, is_urgent=False)


def _clock(visit: Visit) -> str:
    """What the time is by the office's clock, and in which zone."""
    settings, say = visit.reading.settings, speaker(visit.language)
    here = visit.local(visit.now)
    hours, minutes = f"{here:%z}"[:3], f"{here:%z}"[3:5]
    offset = f"UTC{hours}" if minutes == "00" else f"UTC{hours}:{minutes}"
    at = locales.moment(here, visit.language)
    if settings is not None and settings.time_zone == _VIETNAM:
        return say("st_clock", at=at, offset=offset)
    zone = settings.time_zone if settings else say("st_machine")
    return say("st_clock_zone", at=at, zone=zone, offset=offset)
