"""Messages to the group chats that an OA owns: one to each, never two; where nobody can know, a person looks.

Zalo has no list of what was said there. So each call is written down before it is made and after: a message
whose answer was lost is sent again by a person's word alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from scheduler.calendar.model import ChannelName
from scheduler.channels.channel import ChannelError, Checkup, FailureKind, Outgoing, Prepared, Receipt, Trace
from scheduler.channels.gmf_kind import KIND
from scheduler.channels.said import Book, Said
from scheduler.channels.zalo.failures import CONTENT, DOUBTFUL, Row, failure_of, odd_answer, of_row
from scheduler.channels.zalo.openapi import CallFailed, OpenApi
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
    api, tokens = open_tokens(account, opening)  # type: ignore[arg-type]  # as `KIND.beside` says
    book = Book(opening.folder / "var" / f"gmf-{account.page_name}.json")
    return GroupsOfOa(block, api, tokens, book, opening.clock)


class GroupsOfOa:
    """The groups of one OA. Keeps `Channel`, `Health`, `KeepsAccess` and `TriesOut`."""

    name = ChannelName(KIND.name)
    limits = KIND.limits
    sizes: Sequence[str] = ()

    def __init__(self, block: GmfSettings, api: OpenApi, tokens: Tokens, book: Book, clock: Clock) -> None:
        self.page_key = block.page_key
        self._groups = block.groups
        self._api = api
        self._tokens = tokens
        self._book = book
        self._clock = clock

    def describe(self) -> str:
        """The groups by name."""
        return f"Nhóm Zalo OA ({', '.join(self._groups)})"

    def keep_access(self) -> None:
        """Renew the account's tokens if they end soon.

        Raises:
            ChannelError: Zalo did not renew them.
        """
        self._tokens.access()

    def try_out(self) -> Text:
        """Read which groups there are.

        Raises:
            ChannelError: they could not be read.
        """
        self._there()
        return KIND.reached

    def prepare(self, outgoing: Outgoing) -> Prepared:
        """Nothing lies ready. What had no clear answer is forgotten: only a person leads back to here."""
        for group, said in self._book.of(outgoing.key).items():
            if not said.id:
                self._book.note(outgoing.key, group, None)
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
                raise ChannelError(of_row(_unsure(name), "gmf-unsure"))
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
        begun = Said(self._clock.now())
        self._book.note(outgoing.key, group, begun)
        message = {"recipient": {"group_id": group}, "message": {"text": outgoing.wording.text}}
        try:
            data = self._tokens.opening(lambda token: self._api.post("v3.0/oa/group/message", token, message))
        except CallFailed as failed:
            failure = failure_of(failed)
        except ChannelError:  # there was no token: nothing was said
            self._book.note(outgoing.key, group, None)
            raise
        else:
            id_ = str(data.get("message_id") or f"{outgoing.key}/{group}")  # Zalo took it
            self._book.note(outgoing.key, group, Said(begun.since, id_, self._clock.now()))
            return
        if failure.kind is DOUBTFUL:
            raise ChannelError(
                of_row(_unsure(name), "gmf-unsure", f"{failure.code} {failure.detail}".strip())
            )
        self._book.note(outgoing.key, group, None)
        raise ChannelError(failure)

    def _receipt(self, key: str) -> Receipt | None:
        said = self._book.of(key)
        for name, group in self._groups.items():
            if group in said and not said[group].id:
                raise ChannelError(of_row(_unsure(name, DOUBTFUL), "gmf-unsure"))
        those = [said[group] for group in self._groups.values() if group in said]
        if len(those) < len(self._groups):
            return None
        return Receipt(those[0].id, "", max(one.at or one.since for one in those))

    def _there(self) -> dict[str, str]:
        """The groups that the account has: names by id."""
        found: dict[str, str] = {}
        for page in range(_PAGES):
            query: dict[str, str | int] = {"offset": page * _AT_ONCE, "count": _AT_ONCE}
            try:
                data = self._tokens.opening(
                    lambda token, query=query: self._api.get("v3.0/oa/group/getgroupsofoa", token, query)  # type: ignore[misc]
                )
                those = [(str(one["group_id"]), str(one.get("name", ""))) for one in data["groups"]]
            except CallFailed as failed:
                raise ChannelError(failure_of(failed)) from None
            except (KeyError, TypeError, AttributeError):
                raise ChannelError(odd_answer("getgroupsofoa")) from None
            found |= dict(those)
            if len(those) < _AT_ONCE:
                return found
        raise ChannelError(odd_answer("getgroupsofoa: no way to its end"))


def _unsure(name: str, kind: object = CONTENT) -> Row:
    return Row(DOUBTFUL if kind is DOUBTFUL else CONTENT, _UNSURE.filled(name=name), _LOOK)


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
