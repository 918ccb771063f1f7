"""What the pages show, worked out beforehand in the reader's language: templates only lay it out."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate, groupby
from typing import Any

from scheduler import locales
from scheduler.calendar.model import Post
from scheduler.calendar.recovering import by_words
from scheduler.delivery.approvals import Approval, submitter
from scheduler.delivery.asks import LASTING
from scheduler.delivery.follow_ups import Progress
from scheduler.delivery.states import State
from scheduler.desk.live.reading import Reading, Turn
from scheduler.desk.live.visit import Visit
from scheduler.desk.pages import dates
from scheduler.desk.pages.series import dates_in_words, turn_of
from scheduler.desk.pages.standing import APPROVALS, STEPS, Standing, Tone, overall, standings
from scheduler.kinds.registry import is_by_hand
from scheduler.problems import Language, Problem, Text

_OPENING = 220  # characters of a text that the list has room for
_PAGE = 150  # posts, from which on a page of the list has enough
_TO_COME = frozenset({Tone.PLANNED, Tone.WAITING, Tone.NEW})  # approved, or not yet
_BEGUN_OR_NEVER = frozenset({Tone.DRAFT, Tone.OFF, Tone.PUBLISHED, Tone.GOING})
_FIXED = frozenset({Tone.PUBLISHED, Tone.GOING})  # it is out, or on its way
_QUEUE = "queue"  # the name of the part without a time
_NEVER = datetime.max.replace(tzinfo=UTC)
_PREPARED = Text("Tuyên bố soạn sẵn", "Prepared statement")  # instead of a time


@dataclass(frozen=True, slots=True)
class PostView:
    """One post of the list; of a series, as that date of it stands which asks for attention next."""

    id: str
    occurrence: str  # which of its dates
    series: str  # the dates from this one on, in words; '' for a post with one date
    title: str
    opening: str  # how its text begins
    at: datetime | None  # in the office's zone
    when: str
    audience: str
    topic: str
    tone: Tone
    channels: tuple[Standing, ...]
    errors: int
    warnings: int
    cards: int
    print: str  # '' when the cards cannot be painted
    unreadable: bool  # they can, but a text of theirs is hard to read
    held_elsewhere: int  # deliveries of other units that a person must decide about
    broken: bool  # an error keeps it from going out
    is_timed: bool  # it goes out at a time that somebody chose, or may choose
    is_hers: bool  # the reader may change it

    @property
    def is_movable(self) -> bool:
        """Whether that date may still become another one."""
        return self.is_timed and self.tone not in _FIXED

    @property
    def is_to_come(self) -> bool:
        """Whether it goes out some day, or would if somebody did something, and nothing of it has begun."""
        if self.tone in _BEGUN_OR_NEVER:
            return False
        return (
            self.broken or any(not one.why and not one.address for one in self.channels) or not self.channels
        )

    @property
    def week(self) -> str:
        """The name of its part of the list: its Monday, or the queue."""
        return str(dates.monday(self.at.date())) if self.at else _QUEUE

    @property
    def needs_a_look(self) -> bool:
        """Whether the officer should open it."""
        return self.tone is Tone.ATTENTION or bool(self.errors or self.warnings or self.held_elsewhere)


@dataclass(frozen=True, slots=True)
class ApprovalLine:
    """One decision, in the reader's language."""

    when: str
    who: str
    word: str
    remark: str


@dataclass(frozen=True, slots=True)
class ApprovalView:
    """How a post stands; *steps* are those that the reader may take, *seen* the print of what she sees.

    *hint* names the words that say why an approver may not approve it yet.
    """

    word: str
    tone: Tone
    seen: str
    lines: tuple[ApprovalLine, ...]
    steps: tuple[str, ...]
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Week:
    """The posts of one week, under its heading; *start* is None for posts without a time."""

    start: date | None
    heading: str
    posts: tuple[PostView, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """The weeks on one page of the list; *before* and *after*: where the pages beside it begin ('': none)."""

    weeks: tuple[Week, ...]
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Unread:
    """A post (or a whole file, *post* '') that has an error, with the first; *title* as it is known."""

    post: str
    title: str
    file: str
    problem: Problem
    count: int


@dataclass(frozen=True, slots=True)
class Summary:
    """The bar over the list."""

    posts: int
    span: str
    following: PostView | None
    distance: str
    done: int
    deliveries: int
    held: int
    waiting: int  # posts that somebody submitted
    errors: int
    warnings: int


def post_views(visit: Visit, posts: Collection[Post]) -> tuple[PostView, ...]:
    """Each of *posts*, in their order."""
    visit.ask_for(posts)
    return tuple(post_view(post, visit) for post in posts)


def post_view(post: Post, visit: Visit) -> PostView:
    """One post."""
    problems = visit.reading.problems_of(post.id)
    errors = sum(problem.is_error for problem in problems)
    return _post_view(post, visit, errors, len(problems) - errors)


def approval_view(post: Post, visit: Visit) -> ApprovalView | None:
    """The approval of *post*; None where none is asked for, or it is a draft."""
    asked = visit.asked
    if (
        asked is None
        or not asked.is_asked_of(post)
        or post.status == "draft"
        or post.id in visit.reading.faulty
    ):
        return None
    stands = asked.of(post)
    word, tone = APPROVALS[stands]
    if not visit.is_hers(post):  # what was said about it may be about others, and nothing of it is hers
        return ApprovalView(word.say(visit.language), tone, asked.edition.seen(post), (), ())
    lines = tuple(
        ApprovalLine(visit.moment(one.at), one.who, STEPS[one.step].say(visit.language), one.remark)
        for one in asked.history(post)
    )
    steps = []
    has_lapsed = bool(visit.person.name) and stands is Approval.SUBMITTED
    has_lapsed = has_lapsed and visit.now - asked.history(post)[-1].at >= LASTING
    if visit.person.may_write and (has_lapsed or stands not in {Approval.SUBMITTED, Approval.APPROVED}):
        steps.append("submit")
    seen, hint = asked.edition.seen(post), ""
    if visit.person.may_approve:
        if visit.person.name and stands is not Approval.APPROVED:
            asker = submitter(asked.history(post), seen)
            first = "approval_again" if stands is Approval.CHANGED else "approval_first"
            hint = "approval_own" if asker == visit.person.name else "" if asker else first
        steps += ["return"] if hint or stands is Approval.APPROVED else ["approve", "return"]
    return ApprovalView(word.say(visit.language), tone, seen, lines, tuple(steps), hint)


def acts_of(post: Post, visit: Visit) -> tuple[str, ...]:
    """What the reader may do with *post* besides approving it."""
    if not visit.decides or not visit.person.may_write or not post.channels:
        return ()
    if not visit.is_hers(post):
        return ()
    if post.id in visit.reading.faulty:
        return ()  # nothing can be decided about it before it is mended
    rows = visit.ledger.states_of(post.id)
    out = {State.PUBLISHED, *((State.HANDED_OVER,) if any(map(is_by_hand, post.channels)) else ())}
    may, was_out = visit.person.may_approve, any(state in out for _, state in rows)
    if post.status == "draft":  # made one after it went out: what stands has still to come down
        return ("withdraw",) if may and was_out else ()
    turn = turn_of(post, visit).name
    coming = {state for occurrence, state in rows if occurrence == turn}
    is_out = not out.isdisjoint(coming)
    approved = visit.asked is None or visit.asked.of(post) is Approval.APPROVED
    acts = ["now"] if may and approved and not is_out and not post.is_statement else []
    acts += [] if is_out or coming == {State.HELD} or post.is_statement else ["hold"]
    acts += ["retry"] if may and State.HELD in coming else []
    changes = visit.ledger.changes.get(post.id, {}).values()
    acts += ["again"] if may and any(one.progress is Progress.HELD for one in changes) else []
    acts += ["update", "withdraw"] if may and was_out else []
    return tuple(acts)


def _part_of(view: PostView) -> tuple[date | None, str]:
    """The Monday of its week; of what has no time, what it waits for instead ('': a slot)."""
    return (dates.monday(view.at.date()), "") if view.at else (None, view.when)


def by_week(views: Collection[PostView], language: Language, no_date: str) -> tuple[Week, ...]:
    """Group posts under the weeks they go out in; those of the queue stay in its order and come
    after them, prepared statements last."""
    weeks = []
    timed = sorted((view for view in views if view.at), key=lambda view: view.at or _NEVER)
    untimed = sorted((view for view in views if not view.at), key=lambda view: view.when != "")
    for (start, other), group in groupby((*timed, *untimed), _part_of):
        heading = dates.span(start, start + timedelta(days=6), language) if start else other or no_date
        weeks.append(Week(start, heading, tuple(group)))
    return tuple(weeks)


def part_of(weeks: Sequence[Week], wanted: str, today: date) -> Part:
    """The page of *weeks* that begins at the one named *wanted*; else with this week, or the last one."""
    if sum(len(week.posts) for week in weeks) <= _PAGE:
        return Part(tuple(weeks), "", "")
    names = [str(week.start or _QUEUE) for week in weeks]
    monday = dates.monday(today)
    coming = (place for place, week in enumerate(weeks) if week.start is None or week.start >= monday)
    begin = names.index(wanted) if wanted in names else next(coming, len(weeks) - 1)
    end = begin + _filled(weeks[begin:])
    before = names[begin - _filled(weeks[:begin][::-1])] if begin else ""
    return Part(tuple(weeks[begin:end]), before, names[end] if end < len(weeks) else "")


def _filled(weeks: Sequence[Week]) -> int:
    """How many of *weeks* fill a page."""
    totals = accumulate(len(week.posts) for week in weeks)
    return min(sum(total < _PAGE for total in totals) + 1, len(weeks))


def summary(visit: Visit, views: Iterable[PostView]) -> Summary:
    """What the whole calendar comes to, whatever is filtered."""
    reading, now, language = visit.reading, visit.now, visit.language
    views = tuple(views)
    times = sorted(view.at for view in views if view.at)
    each = [standing for view in views for standing in view.channels]
    planned = (view for view in views if any(one.tone in _TO_COME for one in view.channels))
    coming = (view for view in planned if view.at and view.at > now)
    following = min(coming, key=lambda view: view.at or _NEVER, default=None)
    return Summary(
        posts=len(views),
        span=dates.span(times[0].date(), times[-1].date(), language) if times else "",
        following=following,
        distance=distance(following, now, language),
        done=sum(one.tone is Tone.PUBLISHED for one in each),
        deliveries=sum(one.tone not in {Tone.DRAFT, Tone.OFF, Tone.UNCONNECTED} for one in each),
        held=sum(one.tone is Tone.ATTENTION and bool(one.why) for one in each),
        waiting=sum(any(one.tone is Tone.WAITING for one in view.channels) for view in views),
        errors=reading.levels[True],
        warnings=reading.levels[False],
    )


def unread(reading: Reading, language: Language) -> tuple[Unread, ...]:
    """The posts, and files, that have errors and so do not go out."""
    found: dict[tuple[str, str], list[Problem]] = {}
    for problem in reading.problems:
        post = reading.post(problem.post)
        inside = problem.place.file.startswith("posts/")
        if inside and problem.is_error and (post is None or post.id in reading.faulty):
            found.setdefault((problem.post, problem.place.file), []).append(problem)
    return tuple(
        Unread(
            post, reading.title(post) or by_words(those[0].line_text, language), file, those[0], len(those)
        )
        for (post, file), those in found.items()
    )


def _post_view(post: Post, visit: Visit, errors: int, warnings: int) -> PostView:
    settings = visit.reading.settings
    turn = turn_of(post, visit)
    broken = errors > 0 or post.id in visit.reading.faulty
    return PostView(
        id=post.id,
        series=dates_in_words(post, visit, turn.due),
        title=visit.reading.words(post, post.title),
        opening=" ".join(visit.reading.words(post, post.text[:_OPENING]).split()),
        audience=settings.audiences.get(post.audience, post.audience) if settings else "",
        topic=settings.topics.get(post.topic, post.topic) if settings else "",
        errors=errors,
        warnings=warnings,
        cards=len(post.cards),
        print=visit.reading.prints.get(post.id, ""),
        unreadable=visit.reading.is_hard_to_read(post),
        held_elsewhere=visit.held_of(post.id, beside=visit.unit_of(post).id),
        broken=broken,
        is_timed=not post.evergreen and not post.is_statement and visit.is_hers(post),
        is_hers=visit.is_hers(post),
        **_stands(post, turn, visit, broken=broken),
    )


def on_date(view: PostView, post: Post, turn: Turn, visit: Visit) -> PostView:
    """*view* of a series as another of its dates stands."""
    return replace(view, **_stands(post, turn, visit, broken=view.broken))


def _stands(post: Post, turn: Turn, visit: Visit, *, broken: bool) -> dict[str, Any]:
    """What a view says of that date."""
    at = visit.local(turn.due) if turn.due else None
    each = standings(post, turn, visit, broken=broken)
    tone = overall(post, each) if each or not broken else Tone.ATTENTION
    if tone is Tone.OFF and not each and not (visit.reading.settings and visit.reading.settings.channels):
        tone = Tone.UNCONNECTED
    return {
        "occurrence": turn.name,
        "at": at,
        "when": locales.moment(at, visit.language)
        if at
        else _PREPARED.say(visit.language) * post.is_statement,
        "tone": tone,
        "channels": each,
    }


def distance(view: PostView | None, now: datetime, language: Language) -> str:
    """How far off that post is, in words; '' for none."""
    if view is None or view.at is None:
        return ""
    return dates.distance(view.at, now.astimezone(view.at.tzinfo), language)
