"""Comments that somebody should look at, as the page shows them, and the ready words to answer them with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from scheduler.calendar.model import PROVINCE, Hotline, UnitId
from scheduler.delivery.comments import KEPT, VISIBILITY, Act
from scheduler.delivery.follow_ups import Progress
from scheduler.desk.live.visit import Visit
from scheduler.flagging.loading import Office
from scheduler.flagging.rules import URGENT, WHY, Flag
from scheduler.kinds.kind import Can
from scheduler.kinds.registry import find_kind
from scheduler.problems import Problem
from scheduler.queries.comments import Doing, Flagged


@dataclass(frozen=True, slots=True)
class DoingView:
    """What a person asked for: the name of its words, why it stands so, and whether it waits for her."""

    word: str
    why: str
    todo: str
    is_held: bool


@dataclass(frozen=True, slots=True)
class CommentView:
    """One comment, in the reader's language."""

    id: int
    why: tuple[str, ...]
    is_urgent: bool
    text: str
    when: str
    post: str
    title: str
    unit: str
    address: str
    is_open: bool
    is_hidden: bool
    is_gone: bool
    seen: tuple[str, str]  # by whom, and when
    doing: tuple[DoingView, ...]
    answer: str  # who answered; '' where nobody did
    answer_text: str
    may_answer: bool
    may_drop: bool
    ready: str


@dataclass(frozen=True, slots=True)
class CommentsView:
    """All that the page shows."""

    to_see: Sequence[CommentView]
    seen: Sequence[CommentView]
    unread: Sequence[tuple[str, str, str]]  # page, why, what to do
    lists: Mapping[str, Sequence[str]]
    problems: Sequence[Problem]


def watches_comments(visit: Visit) -> bool:
    """Whether there is a page whose comments are watched, and the reader may see them."""
    names = {name for unit in visit.reading.calendar.units.values() for name in unit.channels}
    kinds = filter(None, map(find_kind, names))
    return visit.decides and visit.person.may_write and any(Can.MODERATE in kind.can for kind in kinds)


def comments_view(visit: Visit, office: Office, problems: Sequence[Problem]) -> CommentsView:
    """What there is to be shown to that reader."""
    found = visit.ledger.comments(visit.now - KEPT)
    views = [_view(one, visit, office) for one in found]
    language = visit.language
    return CommentsView(
        [view for view in views if view.is_open],
        [view for view in views if not view.is_open],
        [
            (page, why.reason.why.say(language), why.reason.todo.say(language))
            for page, why in visit.ledger.unread_comments().items()
        ],
        {WHY[flag].say(language): words for flag, words in office.shown.items()},
        problems,
    )


def _view(one: Flagged, visit: Visit, office: Office) -> CommentView:
    flags = [flag for flag in Flag if flag.value in one.flags]
    acts = {doing.act: doing for doing in one.doing}
    answer = acts.get(Act.ANSWER)
    latest = [doing for doing in one.doing if doing.act in VISIBILITY][-1:]
    shown = [
        doing for doing in (*latest, *([answer] if answer else [])) if doing.progress is not Progress.DONE
    ]
    is_sent = answer is not None and answer.progress is Progress.DONE
    return CommentView(
        one.id,
        tuple(WHY[flag].say(visit.language) for flag in flags),
        not URGENT.isdisjoint(flags),
        one.text,
        visit.moment(one.made),
        one.key.post,
        visit.title_of(one.key.post),
        visit.unit_name(one.key.unit),
        one.address,
        one.is_open,
        one.is_hidden,
        one.is_gone,
        (one.seen_by, visit.moment(one.seen_at)) if one.seen_at else ("", ""),
        tuple(_doing(doing, visit) for doing in shown),
        answer.who if answer and is_sent else "",
        answer.text if answer else "",
        (answer is None or answer.progress is Progress.HELD) and not one.is_gone,
        answer is not None and answer.progress in {Progress.WAITING, Progress.HELD},
        ready_answer(flags, one.key.unit, visit, office),
    )


def _doing(doing: Doing, visit: Visit) -> DoingView:
    is_held = doing.progress is Progress.HELD
    word = f"cm_{'held' if is_held else 'doing'}_{doing.act.value}"
    reason = doing.reason
    return DoingView(word, reason.why.say(visit.language), reason.todo.say(visit.language), is_held)


def ready_answer(flags: Sequence[Flag], unit: UnitId, visit: Visit, office: Office) -> str:
    """The words to begin an answer with, with the numbers that the directory has for the unit."""
    flag = next(iter(flags), Flag.LINK)
    words = office.answers.get(flag) or _READY.get(flag, _OTHER)
    lines = _lines(unit, visit)
    named = " hoặc ".join(f"{line.display} ({line.name})" for line in lines) or "đường dây nóng của Hội"
    return words.replace("{lines}", named)


def _lines(unit: UnitId, visit: Visit) -> Sequence[Hotline]:
    calendar = visit.reading.calendar
    of_unit = calendar.units.get(unit) or calendar.units.get(PROVINCE)
    keys = of_unit.hotlines if of_unit and of_unit.hotlines else tuple(calendar.hotlines)[:2]
    found = (calendar.hotlines.get(key) for key in keys)
    return [line for line in found if line is not None and not line.has_ended(visit.today)][:3]


_READY = {
    Flag.CHILD: (
        "Chào bạn, Hội đã đọc được lời của bạn và muốn được giúp. Bạn gọi ngay {lines}, hoặc nhắn tin "
        "riêng cho trang. "
        "Chuyện của bạn được giữ kín."
    ),
    Flag.SELF_HARM: (
        "Chào bạn, bạn không phải chịu một mình. Bạn gọi ngay {lines}, hoặc nói với một người mà bạn tin. "
        "Bạn cũng có "
        "thể nhắn tin riêng cho trang, Hội luôn lắng nghe."
    ),
    Flag.ABUSE: (
        "Chào bạn, cảm ơn bạn đã tin Hội; đây không phải lỗi của bạn. Bạn gọi {lines}, hoặc nhắn tin "
        "riêng cho trang. "
        "Chuyện của bạn được giữ kín."
    ),
    Flag.THREAT: "Hội mong mọi người trao đổi nhẹ nhàng, tôn trọng nhau. Ai cần giúp đỡ, xin gọi {lines}.",
    Flag.SCAM: (
        "Hội không tuyển người, không cho vay, không tặng quà qua bình luận. Bà con đừng chuyển tiền, "
        "đừng bấm vào liên "
        "kết lạ. Cần hỏi, xin gọi {lines}."
    ),
}
_OTHER = (
    "Để giữ an toàn cho mọi người, Hội mong bạn không để tên, trường lớp, số điện thoại trong bình luận. "
    "Cần giúp đỡ, "
    "xin gọi {lines}."
)
