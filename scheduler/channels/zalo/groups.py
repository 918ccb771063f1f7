"""Messages to the group chats that an OA owns: one to each, never two; where nobody can know, a person looks.

Zalo has no list of what was said there. So each call is written down before it is made and after: a message
whose answer was lost is sent again by a person's word alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from scheduler.channels.channel import (
    ChannelError,
    Checkup,
    Failure,
    FailureKind,
    Outgoing,
    Prepared,
    Receipt,
    Trace,
)
from scheduler.channels.gmf_kind import KIND
from scheduler.channels.meaning import Row
from scheduler.channels.said import Book
from scheduler.channels.zalo.failures import CONTENT, DOUBTFUL, odd_answer, of_row
from scheduler.channels.zalo.through import Sender
from scheduler.channels.zalo.tokens import Tokens, open_tokens
from scheduler.clock import Clock
from scheduler.problems import Stop, Text

if TYPE_CHECKING:
    from scheduler.channels.gmf_kind import GmfSettings
    from scheduler.channels.opening import Opening

_AT_ONCE, _PAGES = 50, 20


def open_groups(block: GmfSettings, opening: Opening) -> GroupsOfOa:
    """The groups of *block*, through the account of the same unit.

    Raises:
        Stop: there is no account, or its secrets are not there.
    """
    account = opening.beside
    if account is None:
        raise Stop(_NO_ACCOUNT)
    tokens = open_tokens(account, opening)  # type: ignore[arg-type]  # as `KIND.beside` says
    book = Book(opening.folder / "var" / f"gmf-{account.page_name}.json")
    return GroupsOfOa(block, tokens, book, opening.clock)


class GroupsOfOa(Sender):
    """The groups of one OA. Keeps `Channel`, `Health`, `KeepsAccess` and `TriesOut`."""

    def __init__(self, block: GmfSettings, account: Tokens, book: Book, clock: Clock) -> None:
        super().__init__(KIND, block, account, book, clock)
        self._groups = block.groups

    def describe(self) -> str:
        """The groups by name."""
        return f"Nhóm Zalo OA ({', '.join(self._groups)})"

    def prepare(self, outgoing: Outgoing) -> Prepared:
        """Nothing lies ready. What had no clear answer is forgotten: only a person leads back to here."""
        self._book.forget_unsure(outgoing.key)
        return Prepared()

    def reveal(self, outgoing: Outgoing, prepared: Prepared) -> Receipt:
        """A message to each group that has none of it yet.

        Raises:
            ChannelError: by the table of failures; CONTENT where nobody knows whether one was said.
        """
        del prepared
        for name, group in self._groups.items():
            said = self._book.of(outgoing.key).get(group)
            if said is None:
                self._say(outgoing, name, group)
            elif not said.id:
                raise ChannelError(_unsure(name))
        receipt = self._receipt(outgoing.key)
        assert receipt is not None, "each group has its message"
        return receipt

    def confirm(self, traces: Sequence[Trace]) -> list[tuple[Receipt, ...]]:
        """For each of *traces*, what was said of it, if every group has it.

        Raises:
            ChannelError: of one of them nobody knows.
        """
        return [(receipt,) if (receipt := self._receipt(trace.key)) else () for trace in traces]

    def checkup(self) -> Checkup:
        """Whether the account has these groups.

        Raises:
            ChannelError: Zalo did not say.
        """
        try:
            there = self._there()
        except ChannelError as error:
            if error.failure.kind is not FailureKind.CREDENTIAL:
                raise
            return Checkup(faults=(error.failure,))  # it did say
        lacking = [name for name, group in self._groups.items() if group not in there]
        if not lacking:
            return Checkup()
        others = "; ".join(f"{name}: {group}" for group, name in there.items()) or "–"
        why = _NO_SUCH_GROUP.filled(names=", ".join(lacking), others=others)
        return Checkup(faults=(of_row(Row(CONTENT, why, _MEND_GROUPS), "gmf-group"),))

    def _say(self, outgoing: Outgoing, name: str, group: str) -> None:
        message = {"recipient": {"group_id": group}, "message": {"text": outgoing.wording.text}}
        self._send(outgoing.key, group, "v3.0/oa/group/message", message, _unsure(name))

    def _receipt(self, key: str) -> Receipt | None:
        said = self._book.of(key)
        for name, group in self._groups.items():
            if group in said and not said[group].id:
                raise ChannelError(_unsure(name, DOUBTFUL))
        those = [said[group] for group in self._groups.values() if group in said]
        if len(those) < len(self._groups):
            return None
        return Receipt(those[0].id, "", max(one.at or one.since for one in those))

    def _glance(self) -> None:
        self._there()

    def _there(self) -> dict[str, str]:
        """The groups that the account has: names by id.

        Raises:
            ChannelError: they could not be read.
        """
        found: dict[str, str] = {}
        for page in range(_PAGES):
            query: dict[str, str | int] = {"offset": page * _AT_ONCE, "count": _AT_ONCE}
            data = self._asked("v3.0/oa/group/getgroupsofoa", query)
            try:
                those = [(str(one["group_id"]), str(one.get("name", ""))) for one in data["groups"]]
            except (KeyError, TypeError, AttributeError):
                raise ChannelError(odd_answer("getgroupsofoa")) from None
            found |= dict(those)
            if len(those) < _AT_ONCE:
                return found
        raise ChannelError(odd_answer("getgroupsofoa: no way to its end"))


def _unsure(name: str, kind: FailureKind = CONTENT) -> Failure:
    return of_row(Row(kind, _UNSURE.filled(name=name), _LOOK), "gmf-unsure")


_UNSURE = Text(
    "chưa rõ tin đã vào nhóm “{name}” hay chưa, Zalo không cho xem lại",
    "it is not known whether the message came into the group “{name}”; Zalo does not show it",
)
_LOOK = Text(
    "Mở nhóm ấy trên Zalo. Chưa có tin thì cho đăng lại (loa retry); có rồi thì bỏ qua (loa skip).",
    "Open that group in Zalo. If it is not there, publish again (loa retry), else pass it over (loa skip).",
)
_NO_ACCOUNT = Text(
    "Nhóm của Zalo OA cần mục zalo của cùng đơn vị. Thêm mục zalo (xem docs/huong-dan.md).",
    "Groups of a Zalo OA need the same unit's zalo block. Add it (see docs/huong-dan.md).",
)
_NO_SUCH_GROUP = Text(
    "OA không có nhóm của {names}; những nhóm OA có: {others}",
    "The OA has no group of {names}; it has: {others}",
)
_MEND_GROUPS = Text(
    "Sửa số nhóm trong mục gmf của cài đặt, hoặc lập nhóm ở oa.zalo.me.",
    "Mend the group's id below gmf in the settings, or make the group at oa.zalo.me.",
)
