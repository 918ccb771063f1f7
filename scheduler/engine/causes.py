"""Which events a person is told of, gathered by their cause: thirty posts held for one reason are
one message."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from scheduler.channels.by_hand_kind import TO_TAKE_DOWN
from scheduler.channels.channel import FailureKind
from scheduler.delivery.by_hand import GIVEN, LEADER_TOLD, REMINDED
from scheduler.delivery.change_reasons import CHANGE_HELD, EDITED
from scheduler.delivery.comment_reasons import TO_SEE, URGENT_LEADER
from scheduler.delivery.follow_ups import Kind
from scheduler.delivery.hindrances import ACCESS, STANDSTILL
from scheduler.delivery.ledger import Event, PausedPage, State
from scheduler.delivery.outside_reasons import UNSEEN
from scheduler.delivery.reasons import FOUND_SEVERAL, SET_ASIDE, TAKEN_IN, UNDONE
from scheduler.engine.standstill import STANDS
from scheduler.kinds.registry import is_by_hand
from scheduler.locales import time_text
from scheduler.problems import Language, Text

_NAMED = 8  # deliveries named in one message
_WANTED = {TAKEN_IN.code, SET_ASIDE.code, UNDONE.code}  # a person did it, or it passes at once
_MEND = (FailureKind.CREDENTIAL, FailureKind.POLICY)  # what a person must mend; throttling passes by itself


@dataclass(frozen=True, slots=True)
class Cause:
    """One thing to tell: what it is, which deliveries it concerns, and what to do.

    *key* is the same whenever the same cause is told again.
    """

    key: str
    title: Text
    concerned: tuple[str, ...]
    todo: Text
    is_for_leader: bool = False

    def words(self, language: Language) -> str:
        """The message."""
        parts = [self.title.say(language)]
        parts += [f"– {name}" for name in self.concerned[:_NAMED]]
        if len(self.concerned) > _NAMED:
            parts.append(_MORE.say(language, count=len(self.concerned) - _NAMED))
        todo = self.todo.say(language)
        return "\n".join([*parts, *([_TODO.say(language, todo=todo)] if todo else [])])


def causes(
    events: Sequence[Event], paused: Mapping[str, PausedPage], lost: Collection[str], zone: ZoneInfo
) -> list[Cause]:
    """What of *events* a person is told, in their order; a pause or a standstill that is over by now is not.

    *lost* are the pages whose lost access is told as such: that they pause for it is no second cause.
    """
    gathered: dict[str, list[Event]] = {}
    standstills = [event.id for event in events if event.reason.code.startswith(STANDSTILL)]
    past = set(standstills[:-1])
    for event in events:
        if event.id in past:
            continue
        key = _key(event, paused, lost)
        if key:
            gathered.setdefault(key, []).append(event)
    return [_cause(key, alike, zone) for key, alike in gathered.items()]


def _key(event: Event, paused: Mapping[str, PausedPage], lost: Collection[str]) -> str:
    code = event.reason.code
    if event.after is State.HELD and event.before is not State.HELD and code not in _WANTED:
        return f"held/{event.page_key}/{code}"
    if code == FOUND_SEVERAL.code:
        return f"several/{event.key}"
    if event.key is not None:
        by_hand = _BY_HAND if is_by_hand(event.key.channel) else ()
        change = f"{code}/{event.page_key}" if code.startswith(CHANGE_HELD) else ""
        return next((one for one in by_hand if code.endswith(one)), change)
    if code.startswith((ACCESS, STANDSTILL, UNSEEN, TO_SEE, "ledger-")):
        return f"{code}/{event.page_key}" if event.reason.todo.vi or code.startswith("ledger-") else ""
    page = paused.get(event.page_key)
    if page is None or page.reason.code != code or page.kind not in _MEND:
        return ""
    is_told = page.kind is FailureKind.CREDENTIAL and event.page_key in lost
    return "" if is_told else f"paused/{event.page_key}/{code}"


def _cause(key: str, alike: list[Event], zone: ZoneInfo) -> Cause:
    first = alike[0]
    why = first.reason.why
    if key.startswith("held/"):
        title = (_ONE_HELD if len(alike) == 1 else _HELD).filled(count=len(alike), why=why)
        return Cause(key, title, tuple(str(event.key) for event in alike), first.reason.todo)
    if key in _BY_HAND:
        concerned = tuple(dict.fromkeys(str(event.key) for event in alike))
        title = _BY_HAND[key].filled(count=len(concerned))
        todo = first.reason.todo if key == TO_TAKE_DOWN else GIVEN.todo
        return Cause(key, title, concerned, todo, is_for_leader=key == LEADER_TOLD.code)
    if key.startswith(CHANGE_HELD):
        title = _NOT_CHANGED[Kind(key.split("/")[1])].filled(why=why)
        return Cause(key, title, tuple(dict.fromkeys(str(event.key) for event in alike)), first.reason.todo)
    if key.startswith(STANDSTILL):
        title = STANDS.filled(since=time_text(first.at.astimezone(zone)), why=why)
        return Cause(key, title, (), first.reason.todo)
    if key.startswith("paused/"):
        title = _PAUSED.filled(page=first.page_key, at=time_text(first.at.astimezone(zone)), why=why)
        return Cause(key, title, (), first.reason.todo)
    concerned = (str(first.key),) if first.key else ()
    is_for_leader = first.reason.code == URGENT_LEADER.code
    return Cause(key, why, concerned, first.reason.todo, is_for_leader=is_for_leader)


_HELD = Text("{count} bài đang giữ lại: {why}", "{count} posts are held: {why}")
_ONE_HELD = Text("Một bài đang giữ lại: {why}", "A post is held: {why}")
_NOT_CHANGED = {
    Kind.COMMENT: Text("Vướng bình luận đầu tiên: {why}", "A first comment is not settled: {why}"),
    Kind.EDIT: Text(
        "Chưa đưa được bản sửa lên bài đang công khai: {why}", "What is public was not mended: {why}"
    ),
    Kind.WITHDRAW: Text("Chưa gỡ được bài đang công khai: {why}", "What is public was not taken down: {why}"),
}
_PAUSED = Text(
    "Trang {page} tạm ngừng đăng từ {at}: {why}", "The page {page} has stopped publishing since {at}: {why}"
)
_BY_HAND = {
    TO_TAKE_DOWN: Text("{count} bài phải gỡ bằng tay", "{count} posts must be taken down by hand"),
    EDITED.code: Text(
        "{count} bài đăng tay đã sửa, cần sửa ở nơi đã đăng", "{count} posts changed, to be mended by hand"
    ),
    GIVEN.code: Text("{count} bài đến giờ đăng tay", "{count} posts are to be posted by hand now"),
    REMINDED.code: Text(
        "{count} bài đã quá giờ mà chưa ai báo đã đăng", "{count} posts are late: nobody says they are posted"
    ),
    LEADER_TOLD.code: Text(
        "Báo lãnh đạo: {count} bài đã nhắc mà vẫn chưa ai báo đã đăng",
        "For the leader: {count} posts were reminded of, and nobody says that they are posted",
    ),
}
_MORE = Text("… và {count} bài nữa", "… and {count} more")
_TODO = Text("Cần làm: {todo}", "What to do: {todo}")
