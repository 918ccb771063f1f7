"""An article sent to all who follow the OA: one a day, from 06:00 to 21:59, so many a month; never twice.

Zalo looks it over for about half an hour before it is sent, and has no list of what was sent: as with groups,
what had no clear answer is sent again by a person's word alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta, tzinfo
from typing import TYPE_CHECKING

from scheduler.channels.channel import ChannelError, Failure, FailureKind, Outgoing, Prepared, Receipt, Trace
from scheduler.channels.followers_kind import FIRST, KIND
from scheduler.channels.meaning import Row
from scheduler.channels.said import Book, Said
from scheduler.channels.zalo.drafts import Drafts
from scheduler.channels.zalo.failures import CERTAIN, CONTENT, DOUBTFUL, of_row
from scheduler.channels.zalo.through import Sender
from scheduler.channels.zalo.tokens import Tokens, open_tokens
from scheduler.clock import Clock
from scheduler.problems import Stop, Text

if TYPE_CHECKING:
    from scheduler.channels.followers_kind import FollowersSettings
    from scheduler.channels.opening import Opening

EVERYBODY = "followers"


def open_followers(block: FollowersSettings, opening: Opening) -> Followers:
    """The followers of the account of the same unit's `zalo`.

    Raises:
        Stop: there is no such account, or its secrets are not there.
    """
    account = opening.beside
    if account is None or account.page_name != block.oa:
        raise Stop(_NO_ACCOUNT, oa=block.oa)
    tokens = open_tokens(account, opening)  # type: ignore[arg-type]  # as `KIND.beside` says
    var = opening.folder / "var"
    drafts, book = Drafts(var / f"zalo-{block.oa}.json"), Book(var / f"followers-{block.oa}.json")
    return Followers(block, tokens, drafts, book, opening.zone, opening.clock)


class Followers(Sender):
    """Those of one OA. Keeps `Channel`, `KeepsAccess` and `TriesOut`."""

    def __init__(
        self,
        block: FollowersSettings,
        account: Tokens,
        drafts: Drafts,
        book: Book,
        zone: tzinfo,
        clock: Clock,
    ) -> None:
        """*drafts* are the account's, which knows its articles; days and hours are those of *zone*."""
        super().__init__(KIND, block, account, book, clock)
        self._oa = block.oa
        self._monthly = block.monthly
        self._day_of = block.day_of
        self._drafts = drafts
        self._zone = zone

    def describe(self) -> str:
        """Whose followers they are."""
        return f"Người quan tâm Zalo OA {self._oa}"

    def prepare(self, outgoing: Outgoing) -> Prepared:
        """See that the article is there, and that it may be sent now.

        What had no clear answer is forgotten: only a person leads back to here.

        Raises:
            ChannelError: it may not, or not yet.
        """
        said = self._book.of(outgoing.key).get(EVERYBODY)
        if said is not None and said.id:
            return Prepared((said.id,))
        self._book.forget_unsure(outgoing.key)
        self._article(outgoing)
        self._check_time()
        return Prepared()

    def reveal(self, outgoing: Outgoing, prepared: Prepared) -> Receipt:
        """The one call.

        Raises:
            ChannelError: by the table of failures; CONTENT where nobody knows whether it was taken.
        """
        del prepared
        said = self._book.of(outgoing.key).get(EVERYBODY)
        if said is None:
            said = self._send_on(outgoing.key, self._article(outgoing))
        if not said.id:
            raise ChannelError(of_row(_UNSURE, "followers-unsure"))
        return Receipt(said.id, "", said.at or said.since)

    def confirm(self, traces: Sequence[Trace]) -> list[tuple[Receipt, ...]]:
        """For each of *traces*, what Zalo took of it.

        Raises:
            ChannelError: of one of them nobody knows.
        """
        found: list[tuple[Receipt, ...]] = []
        for trace in traces:
            said = self._book.of(trace.key).get(EVERYBODY)
            if said is not None and not said.id:
                raise ChannelError(of_row(Row(DOUBTFUL, _UNSURE.why, _UNSURE.todo), "followers-unsure"))
            found.append((Receipt(said.id, "", said.at or said.since),) if said else ())
        return found

    def _article(self, outgoing: Outgoing) -> str:
        head, _, _ = outgoing.key.rpartition("/")
        article = self._drafts.shown(f"{head}/{KIND.sends_on}")
        if not article:
            raise ChannelError(of_row(_NO_ARTICLE, "followers-no-article"))
        return article

    def _check_time(self) -> None:
        """Let pass what followers may be sent now.

        Raises:
            ChannelError: the hours, the day or the month do not allow it; THROTTLED until they do.
        """
        now = self._clock.now().astimezone(self._zone)
        # What nobody knows of may have been sent as well.
        taken = [(one.at or one.since).astimezone(self._zone) for one in self._book.every()]
        is_taken = any(at.date() == now.date() for at in taken)
        day = now.date() + timedelta(days=1) if is_taken else self._day_of(now)
        begins = datetime.combine(day, FIRST, self._zone)
        if sum((at.year, at.month) == (day.year, day.month) for at in taken) >= self._monthly:
            raise ChannelError(
                of_row(Row(CONTENT, _MONTH.filled(count=self._monthly), _NEXT_MONTH), "followers-month")
            )
        if begins > now:
            wait = (begins - now).total_seconds()
            raise ChannelError(Failure(FailureKind.THROTTLED, "zalo:followers-later", _LATER, _WAITS, wait))

    def _send_on(self, key: str, article: str) -> Said:
        self._check_time()
        element = {"media_type": "article", "attachment_id": article}
        payload = {"template_type": "media", "elements": [element]}
        attachment = {"type": "template", "payload": payload}
        body = {"recipient": {"target": {}}, "message": {"attachment": attachment}}
        return self._send(key, EVERYBODY, "v2.0/oa/message", body, of_row(_UNSURE, "followers-unsure"))


_NO_ACCOUNT = Text(
    "Mục followers ghi OA {oa}; cần mục zalo của cùng đơn vị với chính OA ấy (xem docs/huong-dan.md).",
    "followers names the OA {oa}; the same unit needs a zalo block with that OA (see docs/huong-dan.md).",
)
_NO_ARTICLE = Row(
    CERTAIN,
    Text("Bài viết chưa lên Zalo OA nên chưa phát được", "The article is not on the Zalo OA yet"),
    Text("Không cần làm gì: bài lên OA rồi thì Loa phát.", "Nothing to do: once it is, Loa sends it."),
)
_UNSURE = Row(
    CONTENT,
    Text(
        "chưa rõ Zalo đã nhận phát bài này tới người quan tâm hay chưa, Zalo không cho xem lại",
        "it is not known whether Zalo took this article for the followers; Zalo does not show it",
    ),
    Text(
        "Mở oa.zalo.me, mục tin đã phát. Chưa có thì cho đăng lại (loa retry); có rồi thì bỏ qua (loa skip).",
        "Open oa.zalo.me and see what was sent. If it is not there: loa retry; if it is: loa skip.",
    ),
)
_MONTH = Text(
    "tháng này đã phát đủ {count} bài tới người quan tâm OA",
    "{count} articles were sent to the OA's followers this month, which is all",
)
_NEXT_MONTH = Text(
    "Sang tháng cho đăng lại (loa retry), hoặc tăng followers.monthly nếu gói dịch vụ cho phép.",
    "Publish it next month (loa retry), or raise followers.monthly if the package allows it.",
)
_LATER = Text(
    "Zalo phát tới người quan tâm mỗi ngày một bài, từ 6 giờ đến 22 giờ",
    "Zalo sends the followers one article a day, from 06:00 to 22:00",
)
_WAITS = Text(
    "Đến giờ Loa tự phát. Bài phải chờ quá lâu thì Loa giữ lại hỏi chị; để khỏi chờ, mỗi ngày "
    "chỉ xếp một bài, từ 6 giờ đến 21 giờ 20.",
    "Loa sends it when it may. One that waits too long is held for you to decide; so that "
    "none waits, plan one a day, from 06:00 to 21:20.",
)
