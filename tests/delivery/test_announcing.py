"""Of all that a ledger was once, copied, moved, lost and found again, the newest alone makes public calls."""

from __future__ import annotations

import platform
import shutil

import pytest

from scheduler.calendar.model import PROVINCE
from scheduler.channels.website import WebsiteChannel
from scheduler.channels.website_kind import WebsiteSettings
from scheduler.clock import FixedClock
from scheduler.delivery.announcing import ELSEWHERE, Announcer
from scheduler.delivery.ledger import Ledger
from scheduler.problems import Stop
from tests.delivery.practice import START, key, settings

pytestmark = pytest.mark.sqlite


class Office:
    """A folder of work with its ledger, on a machine; *site* is the folder of a website, if it has one."""

    def __init__(self, root, folder="office", machine="machine", site=None):
        self.root, self.folder, self.state = root, root / folder, root / machine
        block = WebsiteSettings(folder="site", address="http://127.0.0.1/site/", keep=60)
        zone, clock = settings().zone, FixedClock(START)
        self.sites = [WebsiteChannel(root / site, block, "Hội", "vi", zone, clock)] if site else []

    def names(self, unit):
        return tuple(site.name for site in self.sites if unit == PROVINCE)

    def get(self, unit, channel):
        return next(site for site in self.sites if (unit, channel) == (PROVINCE, site.name))

    def do(self, work):
        """As a program does that is started for it."""
        ledger = Ledger.open(self.folder / "ledger.db", FixedClock(START))
        try:
            return work(Announcer(ledger, self, self.state), ledger)
        finally:
            ledger.close()

    def call(self, name):
        """Announce a public call, as a wake-up does once the intent is written down."""

        def announced(announcer, ledger):
            announcer.check(self.sites)
            announcer.be()
            with ledger.writing("test") as book:
                book._transaction.grow()
            announcer.announce(key(name))

        self.do(announced)

    def rebuild(self):
        """Take over; gives what the ledger missed."""

        def taken(announcer, _):
            identity, missed = announcer.next_identity(self.sites), announcer.missed()
            announcer.take_over(identity, self.sites)
            announcer.be(identity)
            return missed

        return self.do(taken)

    def copy(self, name):
        shutil.copytree(self.folder, self.root / name)

    def restore(self, name):
        shutil.rmtree(self.folder)
        shutil.copytree(self.root / name, self.folder)

    def move(self, name):
        self.folder = self.folder.rename(self.root / name)


@pytest.fixture
def office(tmp_path):
    made = Office(tmp_path)
    made.call("a")
    return made


def stopped(office, said, status):
    """Its next call is not made, and the person is told why, and of which ledger."""
    with pytest.raises(Stop, match=said) as stop:
        office.call("z")
    assert stop.value.status == status
    assert str(office.folder / "ledger.db") in stop.value.say("vi")


def test_a_folder_that_was_moved_goes_on_with_the_website_that_it_filled_before(tmp_path):
    office = Office(tmp_path, site="site")
    office.call("a")
    for folder in ("moved", "moved on", "office"):
        office.move(folder)
        office.do(lambda announcer, _: (announcer.check(office.sites), announcer.be()))
    assert office.do(lambda _, ledger: ledger.identity.generation) == 5, "each call, each move is a new one"
    office.call("b")
    office.call("c")


def test_a_ledger_that_never_made_a_call_goes_on_where_its_folder_was_moved(tmp_path):
    office = Office(tmp_path)
    office.do(lambda announcer, _: announcer.be())
    office.move("moved")
    office.call("a")


def test_the_place_that_a_folder_was_moved_from_is_free_for_another_ledger(office, tmp_path):
    office.move("moved")
    office.call("b")
    Office(tmp_path).call("c")
    office.call("d")


def test_a_copy_of_before_does_not_go_on_where_its_folder_was_moved(office):
    office.copy("before")
    office.call("b")
    office.move("moved")
    office.restore("before")
    stopped(office, f"was used elsewhere before: on {platform.node() or '?'}, .+/office/ledger.db", ELSEWHERE)


def test_a_folder_that_was_brought_to_another_machine_does_not_go_on_there(office, tmp_path):
    office.move("brought")  # on that machine there never was the folder of before
    other = Office(tmp_path, "brought", "other machine")
    stopped(other, "was used elsewhere before", ELSEWHERE)


def test_a_lost_ledger_that_is_found_again_after_a_rebuild_does_not_go_on(office):
    office.copy("found")
    shutil.rmtree(office.folder)
    stopped(office, "is new", 1)
    assert office.rebuild() == {str(key("a"))}
    office.call("b")
    office.restore("found")
    stopped(office, "is not the newest", 1)


def test_a_rebuild_hears_of_each_call_that_any_lost_ledger_made(office, tmp_path):
    assert office.rebuild() == set()  # its own it knows
    shutil.rmtree(office.folder)
    for state in tmp_path.glob("machine/*.calls"):
        state.rename(state.with_suffix(".kept"))
    office.call("b")
    for state in tmp_path.glob("machine/*.kept"):
        state.rename(state.with_suffix(".calls"))
    shutil.rmtree(office.folder)
    assert office.rebuild() == {str(key("a")), str(key("b"))}


@pytest.mark.parametrize("site", [None, "site"])
def test_what_was_newer_before_an_older_copy_was_rebuilt_does_not_go_on(tmp_path, site):
    office = Office(tmp_path, site=site)
    office.call("a")
    office.copy("before")
    for name in "bcde":
        office.call(name)
    office.copy("after")
    office.restore("before")
    for state in office.state.glob("*.calls") if site else ():
        state.unlink()  # the website alone knows how new it was
    stopped(office, "is not the newest", 1)
    assert office.rebuild() == ({str(key(name)) for name in "bcde"} if not site else set())
    office.call("f")
    office.restore("after")
    stopped(office, "is not the newest", 1)


def test_a_website_that_another_ledger_fills_is_told_by_its_name(tmp_path):
    office = Office(tmp_path, site="site")
    office.call("a")
    other = Office(tmp_path, "other", "other machine", "site")
    stopped(other, f"^{office.sites[0].describe()} is filled from another ledger", ELSEWHERE)


def test_whoever_was_taken_over_by_another_machine_is_told_by_the_website_with_the_status_of_elsewhere(
    tmp_path,
):
    office = Office(tmp_path, site="site")
    office.call("a")
    office.copy("other")
    other = Office(tmp_path, "other", "other machine", "site")
    stopped(other, "was used elsewhere before", ELSEWHERE)
    other.rebuild()
    other.call("b")
    stopped(office, "has taken over", ELSEWHERE)


def test_whoever_is_overtaken_on_its_machine_after_it_was_let_pass_does_not_make_the_call(office, tmp_path):
    office.copy("other")
    Office(tmp_path, "other").rebuild()
    with pytest.raises(Stop, match="has taken over") as stop:
        office.do(lambda announcer, _: announcer.announce(key("b")))
    assert stop.value.status == ELSEWHERE
    stopped(office, "has taken over", ELSEWHERE)


def test_a_website_that_another_machine_took_over_is_asked_at_each_wake_up_and_before_each_call(tmp_path):
    office = Office(tmp_path, site="site")
    office.call("a")
    assert office.do(lambda announcer, _: announcer.is_newest(office.sites))
    office.copy("other")
    Office(tmp_path, "other", "other machine", "site").rebuild()
    for asks in (lambda one, _: one.check(office.sites), lambda one, _: one.announce(key("b"))):
        with pytest.raises(Stop, match="has taken over"):
            office.do(asks)
    assert not office.do(lambda announcer, _: announcer.is_newest(office.sites))


def test_a_rebuild_beside_a_website_that_nobody_filled_yet_begins_anew(tmp_path):
    office = Office(tmp_path, site="site")
    assert office.rebuild() == set()
    assert office.do(lambda _, ledger: ledger.identity.generation) == 1
