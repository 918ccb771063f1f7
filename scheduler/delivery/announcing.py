"""Which ledger is the newest, told outside of it before each public call: to this machine and the websites.

What is outside never runs ahead of the ledger that wrote it, since the ledger's own transaction comes first.
A ledger that is behind is an older copy; one whose mark is another's was overtaken. Neither makes a public
call.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from scheduler.calendar.model import UnitId
from scheduler.channels.channel import Channel, ChannelError, Mark, Remembers
from scheduler.channels.outlets import Outlets
from scheduler.delivery.faults import fault_point
from scheduler.delivery.key import Key
from scheduler.delivery.ledger import Ledger
from scheduler.delivery.records import Identity, Seat
from scheduler.delivery.witness import Call, Witness, is_newest
from scheduler.problems import Stop, Text

log = logging.getLogger(__name__)

ELSEWHERE = 3  # the exit status where another place carries


class Announcer:
    """Tells outside which ledger carries, and hears whether another one does."""

    def __init__(self, ledger: Ledger, outlets: Outlets, state: Path) -> None:
        """*state* is this machine's memory (`witness.state_folder`)."""
        self._ledger = ledger
        self._outlets = outlets
        self._witness = Witness(state, ledger.where, ledger.store.seat)

    def check(self, places: Sequence[Channel]) -> None:
        """Let the newest ledger pass, where it was carried from before, with nobody else at *places*.

        Raises:
            Stop: an older copy, a ledger that another place carries, or a new one where there was another.
        """
        seat, identity = self._witness.seat(), self._ledger.identity
        known = self._witness.last(identity.ledger) if identity else None
        if identity and known and known.seat == seat.mark and known.generation > identity.generation:
            raise self._stop(_OLDER)
        if identity and identity.seat.mark != seat.mark and not _has_moved(identity, known, seat):
            raise self._stop(_ELSEWHERE, ELSEWHERE, host=identity.seat.host, there=identity.seat.path)
        if identity and known and known.seat not in {seat.mark, identity.seat.mark}:
            raise self._stop(_OVERTAKEN, ELSEWHERE)
        if identity is None and self._witness.others(seat, None):
            raise self._stop(_REPLACED)
        for place in places:
            self._check_mark(place, identity, seat)

    def be(self, taken_over: Identity | None = None) -> None:
        """Give the ledger its identity (that which has *taken_over*), or bring it along in a folder that was
        moved on this machine."""
        seat, identity = self._witness.seat(), taken_over or self._ledger.identity
        if identity is None:
            identity = Identity(uuid.uuid4().hex, 1, seat)
        elif taken_over is None and identity.seat.mark == seat.mark:
            return
        elif taken_over is None:
            identity = replace(identity, generation=identity.generation + 1, seat=seat)
            self._witness.add(identity, by_force=True)
        with self._ledger.writing("loa") as book:
            book.facts.be(identity)

    def announce(self, key: Key) -> None:
        """Tell outside that a public call for *key* is about to be made.

        Raises:
            Stop: this ledger is not the newest any more; or it cannot be told, so the call must not be made.
        """
        identity = self._ledger.identity
        if identity is None:
            return  # nothing was begun by whoever carries: a single delivery, by itself
        while not self._witness.add(identity, str(key)):
            newer = self._ledger.identity  # other workers of this machine told of their own calls meanwhile
            if newer is None or newer == identity:
                raise self._stop(_OVERTAKEN, ELSEWHERE)
            identity = newer
        fault_point("after-witness")
        for place in self._places(key.unit):
            self._check_mark(place, identity, identity.seat)
            self._set_mark(place, identity)

    def next_identity(self, places: Sequence[Channel]) -> Identity:
        """What the ledger is to be once it carries from here: newer than all that is known of it."""
        seat, before = self._witness.seat(), self._ledger.identity
        ledger = before.ledger if before else uuid.uuid4().hex
        marks = [mark for place in places if (mark := self._mark(place)) and mark.ledger == ledger]
        generations = (one.generation for one in (before, self._witness.last(ledger), *marks) if one)
        return Identity(ledger, max(generations, default=0) + 1, seat)

    def take_over(self, identity: Identity, places: Sequence[Channel]) -> None:
        """Tell outside that the ledger with that *identity* carries from here from now on.

        The ledger itself learns it by `be`, once it knows all that is public: until then it does not pass
        `check`, nor does any other.

        Raises:
            Stop, ChannelError: it could not be told somewhere.
        """
        seat = identity.seat
        for ledger, last in self._witness.others(seat, identity.ledger).items():
            self._witness.add(Identity(ledger, last.generation + 1, seat), by_force=True)
        self._witness.add(identity, by_force=True)
        for place in places:
            if isinstance(place, Remembers):
                place.set_mark(_mark_of(identity))

    def missed(self) -> set[str]:
        """The keys of the public calls that this machine knows of and this ledger does not."""
        seat, identity = self._witness.seat(), self._ledger.identity
        if identity is None:
            others = self._witness.others(seat, None)
            calls = [call for ledger in others for call in self._witness.calls(ledger)]
        else:
            known = self._witness.calls(identity.ledger)
            calls = [call for call in known if call.generation > identity.generation]
        return {call.key for call in calls if call.key}

    def is_newest(self, places: Sequence[Channel]) -> bool:
        """Whether `check` lets it pass, and every mark can be read."""
        try:
            self.check(places)
            for place in places:
                if isinstance(place, Remembers):
                    place.mark()
        except (Stop, ChannelError):
            return False
        return True

    def _places(self, unit: UnitId) -> Iterator[Channel]:
        for name in self._outlets.names(unit):
            place = self._outlets.get(unit, name)
            if place is not None:
                yield place

    def _check_mark(self, place: Channel, identity: Identity | None, seat: Seat) -> None:
        mark = self._mark(place)
        if mark is None:
            return
        if identity is None or mark.ledger != identity.ledger:
            raise self._stop(_FOREIGN, ELSEWHERE, place=place.describe())
        ours = {seat.mark, identity.seat.mark}
        if mark.seat not in ours:
            # A folder that was moved filled it from where it stood before, as this machine remembers.
            ours |= {call.seat for call in self._witness.calls(identity.ledger)}
        if mark.seat not in ours:
            raise self._stop(_OVERTAKEN, ELSEWHERE)
        if mark.generation > identity.generation:
            now = self._ledger.identity  # another worker may have set it since
            if now is None or mark.generation > now.generation:
                raise self._stop(_OLDER)

    def _mark(self, place: Channel) -> Mark | None:
        """The mark of *place*; one that cannot be read says nothing: its own call will fail as well."""
        if not isinstance(place, Remembers):
            return None
        try:
            return place.mark()
        except ChannelError as error:
            log.warning("%s: %s %s", place.page_key, error.failure.why.en, error.failure.detail)
            return None

    def _set_mark(self, place: Channel, identity: Identity) -> None:
        if isinstance(place, Remembers):
            try:
                place.set_mark(_mark_of(identity))
            except ChannelError as error:
                log.warning("%s: %s %s", place.page_key, error.failure.why.en, error.failure.detail)

    def _stop(self, text: Text, status: int = 1, **values: object) -> Stop:
        return Stop(text, status=status, path=self._ledger.where, **values)


def check_replaced(path: Path, state: Path) -> None:
    """Let pass where there is no ledger at *path*, and never was. *state* as for `Announcer`.

    Raises:
        Stop: another one was carried from there.
    """
    witness = Witness(state, path)
    if witness.others(witness.seat(), None):
        raise Stop(_REPLACED, path=path)


def _mark_of(identity: Identity) -> Mark:
    return Mark(identity.ledger, identity.generation, identity.seat.mark)


def _has_moved(identity: Identity, known: Call | None, seat: Seat) -> bool:
    """Whether the folder was moved on this machine, and not copied: it is not where it was."""
    is_file = Path(seat.path).is_absolute()  # and no database on a server, which nobody moves
    stays = not is_file or identity.seat.machine != seat.machine or Path(identity.seat.path).exists()
    return not stays and (known is None or is_newest(identity, known))


_OLDER = Text(
    "Sổ đăng bài {path} không phải là sổ mới nhất: từ sau bản này Loa còn đăng bài khác. Loa chưa đăng gì, "
    "để khỏi đăng hai lần. Nếu sổ mới hơn còn đó, chép lại vào chỗ ấy. Nếu không còn, để Loa đọc trang và "
    "ghi vào sổ những gì đã đăng: loa rebuild",
    "The ledger {path} is not the newest: more was published after this copy was made. Nothing is "
    "published, lest it be published twice. If the newer one is still there, put it back. If it is lost, "
    "let Loa read the page and enter what is public: loa rebuild",
)
_ELSEWHERE = Text(
    "Sổ đăng bài {path} lần trước được dùng ở chỗ khác: máy {host}, {there}. Hai chỗ cùng đăng thì bài lên "
    "hai lần, nên ở đây chưa đăng gì. Nếu chỗ kia vẫn đăng, cứ để chỗ ấy đăng. Nếu chỗ kia đã tắt hẳn và từ "
    "nay đăng ở đây, chạy: loa rebuild",
    "The ledger {path} was used elsewhere before: on {host}, {there}. Two places that publish would publish "
    "twice, so nothing is published here. If the other place goes on publishing, leave it to that. If it is "
    "switched off for good and this place is to publish from now on, run: loa rebuild",
)
_OVERTAKEN = Text(
    "Một chỗ khác (máy khác hoặc thư mục khác) đã nhận đăng lịch này thay cho sổ {path}, nên ở đây không "
    "đăng nữa, để khỏi đăng hai lần. Chỉ khi chỗ kia đã tắt hẳn và từ nay đăng ở đây, mới chạy: loa rebuild",
    "Another place (machine or folder) has taken over from the ledger {path}, so nothing more is published "
    "here, lest it be published twice. Only if that place is switched off for good and this one is to "
    "publish from now on, run: loa rebuild",
)
_REPLACED = Text(
    "Ở chỗ này trước đây Loa đã đăng bằng một sổ khác, còn {path} là sổ mới, nên chưa đăng gì, để khỏi đăng "
    "hai lần. Nếu sổ cũ còn, chép lại vào chỗ ấy. Nếu không còn, để Loa đọc trang và ghi vào sổ những gì "
    "đã đăng: loa rebuild",
    "Another ledger was used here before, and {path} is new, so nothing is published, lest it be published "
    "twice. If the old ledger is still there, put it back. If it is lost, let Loa read the page and enter "
    "what is public: loa rebuild",
)
_FOREIGN = Text(
    "{place} đang được đăng bằng một sổ khác, không phải {path}, nên ở đây chưa đăng gì, để khỏi đăng hai "
    "lần. Nếu sổ kia không còn dùng nữa và từ nay đăng bằng sổ này, chạy: loa rebuild",
    "{place} is filled from another ledger than {path}, so nothing is published here, lest it be published "
    "twice. If that ledger is used no more and this one is to be from now on, run: loa rebuild",
)
