"""How a post stands on each channel, in a word and a tone: from the ledger where something began."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from scheduler.calendar.model import ChannelName, Post
from scheduler.delivery import by_hand
from scheduler.delivery.approvals import Approval, Step
from scheduler.delivery.follow_ups import FollowUp, Kind, Progress
from scheduler.delivery.outside_reasons import HIDDEN, REASONS
from scheduler.delivery.plan import PUNCTUAL
from scheduler.delivery.reason import NOTHING, Reason
from scheduler.delivery.states import BEFORE_SENDING, State
from scheduler.desk.live.reading import Turn
from scheduler.desk.live.visit import Visit
from scheduler.desk.pages.deciding_texts import DECIDING
from scheduler.kinds.registry import find_kind, is_by_hand
from scheduler.problems import Language, Text
from scheduler.queries.deliveries import Summary


class Tone(StrEnum):
    """What a state asks of the officer; the page gives each its colour and its sign."""

    DRAFT = "draft"  # hers to finish
    PLANNED = "planned"  # nothing to do: it goes out by itself
    NEW = "new"  # hers to submit
    WAITING = "waiting"  # for somebody's approval
    GOING = "going"  # on its way just now
    PUBLISHED = "published"  # public
    ATTENTION = "attention"  # a person must look
    UNCONNECTED = "unconnected"  # there is no place yet where it could go
    OFF = "off"  # it will not go out, and that is decided


@dataclass(frozen=True, slots=True)
class Standing:
    """One post on one channel, in the reader's language."""

    channel: str  # the channel's key
    name: str  # the words people read
    tone: Tone
    word: str
    address: str = ""
    why: str = ""
    todo: str = ""
    given: str = ""  # its delivery, where a person has it to post by hand


def standings(post: Post, turn: Turn, visit: Visit, *, broken: bool) -> tuple[Standing, ...]:
    """How that date of *post* stands on each of its channels; *broken* when an error keeps it from going
    out."""
    return tuple(_standing(post, turn, channel, visit, broken) for channel in post.channels)


def overall(post: Post, each: tuple[Standing, ...]) -> Tone:
    """One tone for the whole post: the one that asks most of the officer."""
    tones = {standing.tone for standing in each}
    for tone in (Tone.ATTENTION, Tone.GOING, Tone.WAITING, Tone.NEW):
        if tone in tones:
            return tone
    if post.status == "draft" and Tone.PUBLISHED not in tones:
        return Tone.DRAFT
    for tone in (Tone.PLANNED, Tone.PUBLISHED, Tone.UNCONNECTED):
        if tone in tones:
            return tone
    return Tone.OFF


def is_approved(post_id: str, visit: Visit) -> bool:
    """Whether somebody approved that post just as it is: another word in it ends that."""
    post = visit.reading.post(post_id)
    if post is None or visit.asked is None or not visit.asked.is_asked_of(post):
        return False
    return visit.asked.of(post) is Approval.APPROVED


def channel_name(channel: str, language: Language) -> str:
    """A channel in the words people read."""
    kind = find_kind(channel)
    return kind.title.say(language) if kind else channel


def _standing(post: Post, turn: Turn, channel: ChannelName, visit: Visit, broken: bool) -> Standing:
    language = visit.language
    name = channel_name(channel, language)
    unit = visit.unit_of(post)
    row = visit.rows_of(post).get((turn.name, channel))
    approval = Approval.APPROVED
    if visit.asked is not None and post.id not in visit.reading.faulty:
        approval = visit.asked.of(post)
    waits = row is None or row.is_at_rest
    if row is not None and row.state in BEFORE_SENDING and approval is not Approval.APPROVED:
        waits = True  # for its approval, whatever else was tried with it
    if row is not None and not waits:
        word, tone, explained = _begun(row, turn, visit)
        given = str(row.key) if row.state is State.HANDED_OVER and is_by_hand(channel) else ""
        shown = public_address(row.address)
        return Standing(channel, name, tone, word.say(language), shown, *explained, given)
    if post.status == "draft" and post.id not in visit.reading.faulty:  # what cannot be read counts as one
        word, tone = _DRAFT, Tone.DRAFT
    elif broken:
        word, tone = _BROKEN, Tone.ATTENTION
    elif not unit.has_channel(channel):
        word, tone = _NOT_CONNECTED, Tone.UNCONNECTED
    elif approval is not Approval.APPROVED:
        word, tone = APPROVALS[approval]
    elif row is not None and (turn.due is None or turn.due <= visit.now):
        word, tone = BEGUN[row.state]  # its time has come: the next round takes it
    elif turn.due is None:
        word, tone = _PREPARED if post.is_statement else _QUEUED, Tone.PLANNED
    elif turn.due <= visit.now:
        paused = visit.ledger.paused.get(unit.channels[channel].page_key)
        reason = paused.reason if paused else NOTHING
        explained = reason.why.say(language), by_button(reason.todo, visit)
        return Standing(channel, name, Tone.ATTENTION, _MISSED.say(language), "", *explained)
    else:
        word, tone = PLANNED, Tone.PLANNED
    return Standing(channel, name, tone, word.say(language))


def _begun(row: Summary, turn: Turn, visit: Visit) -> tuple[Text, Tone, tuple[str, str]]:
    """The same as `changing`, of a delivery."""
    change = visit.change_of(row)
    told = changing(change, visit) if change else None
    if told:
        return told
    word, tone = begun(row.state, row.key.channel, row.reason)
    if row.state is State.PUBLISHED:
        real_time, seen = _real_time(row, turn, visit), outside_words(row, visit.language)
        is_hidden = row.outside in HIDDEN
        todo = REASONS[row.outside].todo.say(visit.language) if row.outside and is_hidden else ""
        explained = " · ".join(filter(None, (real_time, seen))), todo
        return word, Tone.ATTENTION if is_hidden else tone, explained
    is_explained = row.state in _EXPLAINED or row.is_out
    reason = row.reason if row.reason and is_explained else NOTHING
    act = "retry" if row.state is State.HELD else ""  # which its page has, wherever else it is out
    return word, tone, (reason.why.say(visit.language), by_button(reason.todo, visit, act))


def changing(change: FollowUp, visit: Visit) -> tuple[Text, Tone, tuple[str, str]] | None:
    """What is still to be done with what is public: in a word, with why it is not done and what to do.

    A first comment that comes by itself needs no word.
    """
    reason = change.reason or NOTHING
    explained = reason.why.say(visit.language), by_button(reason.todo, visit, "again")
    if change.progress is Progress.HELD:
        return _NOT_CHANGED[change.kind], Tone.ATTENTION, explained
    if change.kind is Kind.COMMENT:
        return None
    return _CHANGING[change.kind], Tone.GOING, explained


def outside_words(row: Summary, language: Language) -> str:
    """What a stranger saw of it; '' while nobody has looked."""
    return REASONS[row.outside].why.say(language) if row.outside else ""


def _real_time(row: Summary, turn: Turn, visit: Visit) -> str:
    """When it became public, where that is not the time that the calendar names."""
    if row.public_at is None or (turn.due is not None and abs(row.public_at - turn.due) < PUNCTUAL):
        return ""
    return _OUT_AT.say(visit.language, at=visit.moment(row.public_at))


def by_button(todo: Text, visit: Visit, act: str = "") -> str:
    """*todo* in words, with a button in place of a command where people decide: that of *act*, or the one
    that does what the command does. Who may not press it is sent to those who may."""
    said = todo.say(visit.language)
    if not visit.decides:
        return said
    press = _PRESS if visit.person.may_approve else _HAVE_PRESSED

    def button(found: re.Match[str]) -> str:
        name = DECIDING[f"act_{act or _BUTTONS[found['command']]}"].say(visit.language)
        return press.say(visit.language, button=name)

    return _COMMAND.sub(button, said)


# As the reasons end: “… run: loa publish ID”.
_COMMAND = re.compile(r"(?:(?:đăng lại bằng lệnh|chạy|run): )?loa (?P<command>publish|retry) \S*[^\s.]")
_BUTTONS = {"publish": "now", "retry": "retry"}
_PRESS = Text("bấm “{button}”", "press “{button}”")
_HAVE_PRESSED = Text("nhờ người duyệt bấm “{button}”", "ask an approver to press “{button}”")
_OUT_AT = Text("lên lúc {at}", "it went out {at}")


def public_address(address: str) -> str:
    """What may become a link: the ledger keeps what a channel said, a web address or not."""
    return address if address.startswith(("https://", "http://")) else ""


BEGUN: Mapping[State, tuple[Text, Tone]] = {
    State.CLAIMED: (Text("Đang chuẩn bị", "Preparing"), Tone.GOING),
    State.PREPARED: (Text("Đang chuẩn bị", "Preparing"), Tone.GOING),
    State.SENDING: (Text("Đang đăng", "Publishing"), Tone.GOING),
    State.UNCONFIRMED: (Text("Đang xem bài đã lên chưa", "Checking whether it is out"), Tone.GOING),
    State.HANDED_OVER: (Text("Đã hẹn giờ ở đó", "Scheduled there"), Tone.PLANNED),
    State.PUBLISHED: (Text("Đã đăng", "Published"), Tone.PUBLISHED),
    State.WITHDRAWN: (Text("Đã gỡ xuống", "Taken down"), Tone.OFF),
    State.RETRY: (Text("Chưa được, sẽ tự thử lại", "Not yet, will try again"), Tone.GOING),
    State.HELD: (Text("Đang giữ lại", "Held"), Tone.ATTENTION),
    State.SKIPPED: (Text("Đã bỏ qua", "Skipped"), Tone.OFF),
}
_BY_HAND: Mapping[str, tuple[Text, Tone]] = {
    by_hand.DONE.code: (Text("Người đăng báo đã đăng", "Posted, as a person says"), Tone.PLANNED),
    by_hand.REMINDED.code: (
        Text("Trễ, chưa ai báo đã đăng", "Late, nobody said a word"),
        Tone.ATTENTION,
    ),
}
_TO_POST = Text("Chờ đăng tay", "To be posted by hand"), Tone.GOING


def begun(state: State, channel: str, reason: Reason | None) -> tuple[Text, Tone]:
    """How a delivery stands, in words: what a person has by her word alone."""
    if state is not State.HANDED_OVER or not is_by_hand(channel):
        return BEGUN[state]
    code = reason.code if reason else ""
    return _BY_HAND.get(by_hand.REMINDED.code if code == by_hand.LEADER_TOLD.code else code, _TO_POST)


APPROVALS: Mapping[Approval, tuple[Text, Tone]] = {
    Approval.NEW: (Text("Chưa trình duyệt", "Not submitted yet"), Tone.NEW),
    Approval.SUBMITTED: (Text("Chờ duyệt", "Waits for approval"), Tone.WAITING),
    Approval.APPROVED: (Text("Đã duyệt", "Approved"), Tone.PUBLISHED),
    Approval.RETURNED: (Text("Bị trả lại để sửa", "Returned"), Tone.ATTENTION),
    Approval.CHANGED: (Text("Đã sửa, cần duyệt lại", "Changed, to be approved again"), Tone.ATTENTION),
}
STEPS: Mapping[Step, Text] = {
    Step.SUBMITTED: Text("trình duyệt", "submitted it"),
    Step.APPROVED: Text("đã duyệt", "approved it"),
    Step.RETURNED: Text("trả lại", "returned it"),
}
_CHANGING: Mapping[Kind, Text] = {
    Kind.EDIT: Text("Đang đưa bản sửa lên", "Being mended"),
    Kind.WITHDRAW: Text("Đang gỡ xuống", "Being taken down"),
}
_NOT_CHANGED: Mapping[Kind, Text] = {
    Kind.COMMENT: Text("Vướng bình luận đầu tiên", "Its first comment is not settled"),
    Kind.EDIT: Text("Chưa đưa được bản sửa lên", "Not mended"),
    Kind.WITHDRAW: Text("Chưa gỡ được", "Not taken down"),
}
_EXPLAINED = frozenset({State.RETRY, State.HELD, State.SKIPPED, State.WITHDRAWN})  # why is worth reading
_DRAFT = Text("Bản nháp", "Draft")
_BROKEN = Text("Chưa đăng được, cần sửa", "Cannot go out, needs mending")
_NOT_CONNECTED = Text("Chưa nối kênh này", "Channel not connected")
_PREPARED = Text("Soạn sẵn, chờ được gọi", "Lies prepared until it is called")
_QUEUED = Text("Chờ khung giờ trống", "Waits for a free slot")
_MISSED = Text("Đã qua giờ, chưa đăng", "Past its time, not out")
PLANNED = Text("Sẽ đăng", "Planned")
