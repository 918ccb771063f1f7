"""A Zalo Official Account: an article is created hidden, gets its id, and is shown by the one public call.

Zalo knows no call that may be repeated, so the order is what keeps an article single: only the id that the
ledger keeps is ever shown, and showing it twice is the same as once. Whatever else was created stays hidden.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from scheduler.channels.calling import Reach
from scheduler.channels.channel import (
    ChannelError,
    Checkup,
    Ending,
    Failure,
    FailureKind,
    Figure,
    Gone,
    Outgoing,
    Prepared,
    Receipt,
    Seen,
    Standing,
    Trace,
)
from scheduler.channels.meaning import Row, unproven
from scheduler.channels.site.prose import excerpt
from scheduler.channels.zalo.articles import HIDDEN, SHOWN, UNCLEAR, Listed, article, listed, status_in
from scheduler.channels.zalo.covers import check_public, pictures_of
from scheduler.channels.zalo.drafts import Draft, Drafts
from scheduler.channels.zalo.failures import (
    CERTAIN,
    CONTENT,
    CREDENTIAL,
    DOUBTFUL,
    PROCESSING,
    RECONNECT,
    TABLE,
    UNVERIFIED,
    failure_of,
    harmless,
    odd_answer,
    of_row,
    row_of,
)
from scheduler.channels.zalo.openapi import CallFailed
from scheduler.channels.zalo.through import ThroughAccount
from scheduler.channels.zalo.tokens import Tokens, open_tokens
from scheduler.channels.zalo_kind import AUTHOR_LIMIT, KIND, METRICS
from scheduler.clock import Clock
from scheduler.folding import comparable
from scheduler.problems import Stop, Text

if TYPE_CHECKING:
    from scheduler.channels.opening import Opening
    from scheduler.channels.zalo_kind import ZaloSettings

POLLS, PAUSE = 6, 2.5  # how often, and with how many seconds between, Zalo is asked for a new article's id
_SETTLES = timedelta(minutes=10)  # until Zalo's list must show what was told to become public
_CLOCKS = timedelta(minutes=12)  # this machine's clock may be ahead of Zalo's


def open_account(block: ZaloSettings, opening: Opening) -> ZaloChannel:
    """The account of *block*.

    Raises:
        Stop: its secrets are not there, or the unit has no website that shows its pictures.
    """
    if opening.beside is None:
        raise Stop(_NO_HOME)
    tokens = open_tokens(block, opening)
    drafts = Drafts(opening.folder / "var" / f"zalo-{block.oa}.json")
    return ZaloChannel(block, tokens, drafts, opening.beside.home, opening.title, opening.clock)


class ZaloChannel(ThroughAccount):
    """One account. Keeps `Channel`, `Lists`, `Edits`, `Withdraws`, `Health`, `KeepsAccess`, `TriesOut` and
    `Measures`."""

    sizes: Sequence[str] = ("wide", "portrait")
    replaces_pictures = True
    tells_figures = True

    def __init__(
        self,
        block: ZaloSettings,
        account: Tokens,
        drafts: Drafts,
        home: str,
        title: str,
        clock: Clock,
    ) -> None:
        """*home* is the address of the website that has the pictures, *title* what the unit calls itself."""
        super().__init__(KIND, block, account, clock)
        self._oa = block.oa
        self._drafts = drafts
        self._home = home
        self._author = block.author or excerpt(title, AUTHOR_LIMIT - 1)

    def describe(self) -> str:
        """The account in a person's words."""
        return f"Zalo OA {self._oa}"

    # -- a delivery ------------------------------------------------------------------------------------

    def prepare(self, outgoing: Outgoing) -> Prepared:
        """See that the website shows the pictures, then create the article, hidden, if it is not there yet.

        Raises:
            ChannelError: nothing is public.
        """
        check_public(pictures_of(outgoing, self._home))
        try:
            id_ = outgoing.draft or self._created(outgoing)
        except CallFailed as failed:
            failure = harmless(failure_of(failed))
        else:
            # The id stands among the media too: by it a ledger knows its own article in Zalo's list.
            return Prepared((id_,), id_)
        raise ChannelError(failure)

    def reveal(self, outgoing: Outgoing, prepared: Prepared) -> Receipt:
        """The one public call: that article, with the words as they are now, is shown.

        Raises:
            ChannelError: by the table of failures; DOUBTFUL for whatever it does not know.
        """
        try:
            self._drafts.reveal(outgoing.key, prepared.draft, self._clock.now())
        except OSError as error:
            raise ChannelError(of_row(_DISK, "disk", error.strerror or "")) from None
        self._update(prepared.draft, outgoing)
        return Receipt(prepared.draft, self._address(prepared.draft), self._clock.now())

    def confirm(self, traces: Sequence[Trace]) -> list[tuple[Receipt, ...]]:
        """For each of *traces*, the article of its drafts that Zalo's list shows.

        Raises:
            ChannelError: the list could not be read to its end, or says both: nothing is proved.
        """
        wanted = {draft for trace in traces for draft in trace.drafts}
        found = self._looked_up(wanted) if wanted else {}
        return [
            tuple(self._receipt(found[one]) for one in dict.fromkeys(trace.drafts) if _is_shown(found, one))
            for trace in traces
        ]

    def _created(self, outgoing: Outgoing) -> str:
        """The id of the hidden article; one that was begun before is gone on with.

        Raises:
            CallFailed, ChannelError: there is none yet.
        """
        begun = self._drafts.find(outgoing.key)
        if begun is not None and begun.id:
            return begun.id
        if begun is not None and not begun.token:  # nobody knows whether Zalo took it
            twin = self._hidden_twin(begun)
            if twin:
                self._drafts.note(outgoing.key, replace(begun, id=twin))
                return twin
        if begun is None or not begun.token:
            since = begun.since if begun else self._clock.now()
            begun = Draft(outgoing.wording.title, since)
            self._drafts.note(outgoing.key, begun)
            begun = replace(begun, token=self._create(outgoing))
            self._drafts.note(outgoing.key, begun)
        id_ = self._verified(outgoing.key, begun)
        if self._drafts.is_anothers(outgoing.key, id_) or not self._is_as_created(id_, begun):
            raise CallFailed(Reach.UNREADABLE, status=200, said="verify: another article's id")
        self._drafts.note(outgoing.key, replace(begun, id=id_))
        return id_

    def _create(self, outgoing: Outgoing) -> str:
        content = self._article(outgoing) | {"status": HIDDEN}
        data = self._account.post("v2.0/article/create", content)
        return _text_in(data, "token")

    def _verified(self, key: str, begun: Draft) -> str:
        """The id of what Zalo was told to create.

        Raises:
            CallFailed, ChannelError: it is still processing it, or gave it up.
        """
        try:
            return self._id_of(begun.token)
        except CallFailed as failed:
            if failed.code and not _is_processing(failed) and failure_of(failed).kind not in _PASSING:
                self._drafts.note(key, Draft(begun.title, begun.since))  # that one came to nothing
            raise

    def _id_of(self, given: str) -> str:
        for left in reversed(range(POLLS)):
            try:
                data = self._account.post("v2.0/article/verify", {"token": given})
            except CallFailed as failed:
                if not left or not _is_processing(failed):
                    raise
            else:
                if data.get("id"):
                    return _text_in(data, "id")
            if left:
                self._clock.wait(PAUSE)
        raise ChannelError(of_row(TABLE[PROCESSING], str(PROCESSING)))

    def _is_as_created(self, id_: str, begun: Draft) -> bool:
        """Whether that article is what was created, and not one of a person's, which would be written over.

        Raises:
            ChannelError: Zalo did not say.
        """
        there = self._detail(id_)
        is_same = comparable(str(there.get("title"))) == comparable(begun.title)
        return is_same and status_in(there) == HIDDEN

    def _hidden_twin(self, begun: Draft) -> str:
        """What Zalo made of a creation whose answer was lost; '' if its list has nothing of the kind."""
        known, since = self._drafts.ids(), begun.since - _CLOCKS
        return next(
            (
                one.id
                for one in self._listed(since=since).values()
                if one.status == HIDDEN and one.title == begun.title and one.id not in known
                if one.at is None or one.at >= since
            ),
            "",
        )

    def _article(self, outgoing: Outgoing) -> dict[str, Any]:
        cover, *pictures = pictures_of(outgoing, self._home)
        shown = [(one.address, one.alt) for one in pictures]
        numbers = [line.number for line in outgoing.hotlines]
        return article(outgoing.wording, self._author, cover.address, shown, numbers)

    def _update(self, id_: str, outgoing: Outgoing) -> None:
        """Let that article be shown with what *outgoing* says.

        Raises:
            ChannelError: DOUBTFUL whenever it may have happened.
        """
        content = self._article(outgoing) | {"id": id_, "status": SHOWN}
        try:
            data = self._account.post("v2.0/article/update", content)
        except CallFailed as failed:
            failure = failure_of(failed)
        else:
            given = data.get("token")
            if not given:
                return
            doubt = self._update_failure(str(given), id_)
            if doubt is None:
                return
            failure = doubt
        raise ChannelError(failure)

    def _update_failure(self, given: str, id_: str) -> Failure | None:
        """What became of an update that Zalo works on: it was taken, so nothing but its end is certain."""
        try:
            if self._id_of(given) == id_:
                return None
            return odd_answer("update: another id")
        except CallFailed as failed:
            failure = failure_of(failed)
        except ChannelError as error:
            failure = error.failure
        return replace(failure, kind=DOUBTFUL)

    # -- what stands there -----------------------------------------------------------------------------

    def shown(self, remote_id: str) -> str | None:
        """The title of that article, which is all that Zalo's list has; None if it is hidden or removed.

        Raises:
            ChannelError: the list could not be read, or may not show it yet: nothing is proved.
        """
        found = self._looked_up({remote_id})
        if _is_shown(found, remote_id):
            return found[remote_id].title
        told = self._drafts.touched(remote_id)
        if told is not None and self._clock.now() - told < _SETTLES:
            raise ChannelError(of_row(_ON_ITS_WAY, _LATE))
        return None

    def standing(self, since: datetime) -> frozenset[str]:
        """The ids of what is public there, back to *since*.

        Raises:
            ChannelError: the list could not be read.
        """
        return frozenset(one.id for one in self._listed(since=since).values() if one.status != HIDDEN)

    def seen(self, since: datetime) -> list[Seen]:
        """What is public there and changed since *since*.

        Raises:
            ChannelError: the list could not be read.
        """
        return [
            Seen(self._receipt(one), one.title, frozenset({one.id}))
            for one in self._listed(since=since).values()
            if one.status == SHOWN and (one.at is None or one.at >= since)
        ]

    def figures(self, posts: Sequence[Standing]) -> Iterator[tuple[Standing, Sequence[Figure]]]:
        """What Zalo's list tells of them: one read for all.

        Raises:
            ChannelError: the list could not be read.
        """
        found = self._listed({post.remote_id for post in posts})
        for post in posts:
            one = found.get(post.remote_id)
            yield post, one.figures if one else tuple(Figure(metric.name, None) for metric in METRICS)

    def page_figures(self) -> Sequence[Figure]:
        """Of itself it tells nothing."""
        return ()

    def edit(self, remote_id: str, outgoing: Outgoing) -> None:
        """Let that article say what *outgoing* says; one that a person took down stays down.

        Raises:
            Gone: it is hidden, or there no more.
            ChannelError: of kind DOUBTFUL whenever it may have happened.
        """
        check_public(pictures_of(outgoing, self._home))
        try:
            stands = self.shown(remote_id) is not None
        except ChannelError as error:
            if error.failure.code != f"zalo:{_LATE}":
                raise ChannelError(harmless(error.failure)) from None
            stands = True
        if not stands:
            raise Gone(of_row(_GONE, "gone"))
        self._update(remote_id, outgoing)

    def withdraw(self, remote_id: str) -> None:
        """Remove it: to hide it, Zalo asks for the whole article, which the calendar may have no more.

        Raises:
            Gone: it was there no more.
            ChannelError: of kind DOUBTFUL whenever it may have happened.
        """
        try:
            self._account.post("v2.0/article/remove", {"id": remote_id})
        except CallFailed as failed:
            failure = failure_of(failed)
        else:
            return
        if failure.kind not in _PASSING:
            try:
                stands = self.shown(remote_id) is not None
            except ChannelError as error:
                if failure.kind is CONTENT:  # there is none, or none yet
                    failure = harmless(error.failure)
            else:
                if not stands:
                    raise Gone(of_row(_GONE, "gone"))
        raise ChannelError(failure)

    def checkup(self) -> Checkup:
        """Whether the account is the settings' own and verified, and when the renewing token ends.

        Raises:
            ChannelError: Zalo did not say.
        """
        try:
            facts = self._facts()
        except ChannelError as error:
            failure = error.failure
        else:
            ends = Ending("renewal", self._account.renewable_until(), _RENEWING, RECONNECT)
            return Checkup((ends,), tuple(faults_of(facts, self._oa)))
        if failure.kind in {CREDENTIAL, FailureKind.POLICY}:  # it did say
            return Checkup(faults=(failure,))
        raise ChannelError(failure)

    def _glance(self) -> None:
        self._listed(since=self._clock.now())

    def _listed(
        self, wanted: Collection[str] = (), *, since: datetime | None = None, **how: int
    ) -> dict[str, Listed]:
        def page(offset: int, limit: int) -> dict[str, Any]:
            query: dict[str, str | int] = {"offset": offset, "limit": limit, "type": "normal"}
            return self._account.get("v2.0/article/getslice", query)

        try:
            return listed(page, wanted, since, **how)
        except CallFailed as failed:
            failure = unproven(failure_of(failed))
        raise ChannelError(failure)

    def _address(self, id_: str) -> str:
        """Where people read it, if the first page of Zalo's list says so by now; '' is no failure."""
        try:
            found = self._listed({id_}, most=1).get(id_)
        except ChannelError:
            return ""
        return found.address if found else ""

    def _receipt(self, one: Listed) -> Receipt:
        return Receipt(one.id, one.address, one.at or self._clock.now())

    def _looked_up(self, wanted: set[str]) -> dict[str, Listed]:
        """Those articles as the list has them; one of which it says both, or neither, is asked for alone.

        Raises:
            ChannelError: nothing is proved.
        """
        found = self._listed(wanted)
        for id_ in wanted & found.keys():
            if found[id_].status == UNCLEAR:
                found[id_] = replace(found[id_], status=self._status(id_))
        return found

    def _status(self, id_: str) -> str:
        status = status_in(self._detail(id_))
        if status == UNCLEAR:
            raise ChannelError(odd_answer("getdetail: neither shown nor hidden"))
        return status

    def _detail(self, id_: str) -> dict[str, Any]:
        """What Zalo says of that article alone.

        Raises:
            ChannelError: nothing is proved.
        """
        try:
            return self._account.get("v2.0/article/getdetail", {"id": id_})
        except CallFailed as failed:
            failure = unproven(failure_of(failed))
            if failure.kind is FailureKind.POLICY:  # a call that Zalo may not have
                failure = odd_answer(failed.said)
        raise ChannelError(failure)


def faults_of(facts: Mapping[str, Any], oa: str) -> Iterator[Failure]:
    """What is wrong with the account that answers, by what it says of itself."""
    own = facts.get("oa_id") or facts.get("oaid")
    if own is not None and str(own) != oa:
        yield of_row(_OTHER_ACCOUNT, "other-account")
    if facts.get("is_verified") is False:
        yield of_row(TABLE[UNVERIFIED], str(UNVERIFIED))


def _is_shown(found: Mapping[str, Listed], id_: str) -> bool:
    return id_ in found and found[id_].status == SHOWN


def _is_processing(failed: CallFailed) -> bool:
    return bool(failed.code) and row_of(failed.code, failed.said) is TABLE[PROCESSING]


def _text_in(data: Mapping[str, Any], key: str) -> str:
    """A text of Zalo's that names something.

    Raises:
        CallFailed: there is none.
    """
    value = data.get(key)
    if isinstance(value, bool) or not isinstance(value, str | int) or not str(value).strip():
        raise CallFailed(Reach.UNREADABLE, status=200, said=f"no {key}")
    return str(value)


_PASSING = {FailureKind.THROTTLED, FailureKind.CREDENTIAL, FailureKind.POLICY}
_LATE = "on-its-way"
_ON_ITS_WAY = Row(
    DOUBTFUL,
    Text("Danh sách bài trên Zalo chưa hiện bài này", "Zalo's list does not show this article yet"),
    Text("Không cần làm gì: Loa xem lại sau ít phút.", "Nothing to do: Loa looks again in some minutes."),
)
_GONE = Row(
    CONTENT,
    Text("Bài đã bị ẩn hoặc gỡ trên Zalo", "The article was hidden or removed on Zalo"),
    Text("Không cần làm gì.", "Nothing to do."),
)
_DISK = Row(
    CERTAIN,
    Text("Không ghi được tệp ghi nhớ của Zalo trong thư mục var", "Zalo's file in var cannot be written"),
    Text("Xem chỗ trống của ổ đĩa; có chỗ thì Loa tự đăng.", "See to the free space; then Loa goes on."),
)
_OTHER_ACCOUNT = Row(
    CREDENTIAL,
    Text("Mã truy cập là của một Zalo OA khác", "The token is another Zalo OA's"),
    RECONNECT,
)
_RENEWING = Text("Quyền gia hạn mã truy cập", "The right to renew the token")
_NO_HOME = Text(
    "Zalo OA cần một trang web để lấy ảnh bìa mà đơn vị chưa có mục website. Thêm mục website (xem "
    "docs/huong-dan.md).",
    "The Zalo OA takes its pictures from a website, and the unit has none. Add its website block.",
)
