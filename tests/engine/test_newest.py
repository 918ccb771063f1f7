"""A ledger that is not the newest, or not the only one, never sends again what is public."""

from __future__ import annotations

import shutil
import sys
import tempfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from scheduler.channels.channel import FailureKind, Receipt, Seen
from scheduler.channels.website import WebsiteChannel
from scheduler.channels.website_kind import WebsiteSettings
from scheduler.clock import FixedClock
from scheduler.delivery import faults
from scheduler.delivery.announcing import Announcer
from scheduler.delivery.change_reasons import NOT_YET
from scheduler.delivery.decisions import TWIN_BACK, Pause
from scheduler.delivery.follow_ups import Kind, Progress
from scheduler.delivery.ledger import State
from scheduler.delivery.plan import Act, Candidate, Due
from scheduler.delivery.witness import Call, Witness
from scheduler.engine import beginning
from scheduler.engine.beginning import check_beginning, rebuild
from scheduler.engine.mending import ask_withdrawal
from scheduler.engine.newest import (
    LAG,
    Likeness,
    compare,
    compare_ahead,
    compare_at_start,
    compare_due,
    compare_for,
    is_looked_for,
    likenesses,
)
from scheduler.engine.status import standings
from scheduler.engine.tick import order, tick
from scheduler.problems import Stop
from tests.delivery.practice import START, Page, Painter, World, calendar, failure, key, post, settings
from tests.delivery.test_ledger import bring_to
from tests.examples import examples
from tests.faults.killing import is_killed
from tests.faults.points import rebuild_points

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LONG = (
    "Chị em trong chi hội đến nhà văn hóa xã nghe nói chuyện về {about}; mỗi chị mang theo sổ hội viên, "
    "ai có con nhỏ thì báo trước để Hội bố trí người trông các cháu."
)
ABOUT = {
    "a": "tiêm phòng cho trẻ",
    "b": "vay vốn chăn nuôi",
    "c": "phòng chống đuối nước",
    "d": "làm giấy khai sinh",
}


def a_post(name, at, word="xã"):
    return post(name, at, LONG.format(about=ABOUT[name]).replace("xã", word), title=f"Buổi về {ABOUT[name]}")


class Office:
    """A folder of work on a machine; `publish` is a program of its own each time, as cron starts it."""

    def __init__(self, folder, state, page, clock, read):
        self.folder, self.state, self.page, self.clock, self.read = folder, state, page, clock, read

    def open(self):
        return World(
            self.folder, self.clock, self.page, Painter(), self.read, settings(spacing=timedelta()),
            state=self.state,
        )  # fmt: skip

    def publish(self):
        """What kept it from publishing, if anything."""
        return self._do(lambda works: (check_beginning(works), tick(works)))

    def rebuild(self):
        return self._do(rebuild)

    def order(self, name):
        return self._do(lambda works: (check_beginning(works), order(works, [name])))

    def _do(self, work):
        world = self.open()
        try:
            work(world.works)
        except Stop as stop:
            return stop
        finally:
            world.works.close()
        return None

    def rows(self):
        world = self.open()
        try:
            return {row.key.post: row for row in world.works.ledger.deliveries()}
        finally:
            world.works.close()

    def keep(self, name):
        shutil.copytree(self.folder / "var", self.folder.with_name(name), dirs_exist_ok=True)

    def restore(self, name):
        shutil.rmtree(self.folder / "var")
        shutil.copytree(self.folder.with_name(name), self.folder / "var")

    def copied_to(self, folder, state):
        folder.mkdir()
        shutil.copytree(self.folder / "var", folder / "var")
        return Office(folder, state, self.page, self.clock, self.read)

    def edit(self, name, **words):
        at = self.read.post(name).at
        posts = [a_post(name, at, **words) if one.id == name else one for one in self.read.posts]
        self.read = replace(self.read, posts=tuple(posts))


@pytest.fixture
def office(tmp_path):
    clock = FixedClock(START)
    times = {"a": START, "b": START + HOUR, "c": START + 3 * DAY}
    folder = tmp_path / "office"
    folder.mkdir()
    read = calendar(*(a_post(name, at) for name, at in times.items()))
    return Office(folder, tmp_path / "machine", Page(clock), clock, read)


def publish_a_then_b(office):
    assert office.publish() is None
    office.keep("copy")
    office.clock.wait(3600)
    assert office.publish() is None
    assert len(office.page.posts) == 2


@pytest.mark.sqlite
def test_a_copy_put_back_stops_before_anything_is_sent_and_catches_up(office):
    publish_a_then_b(office)
    office.restore("copy")
    office.edit("b", word="huyện")
    stop = office.publish()
    assert "loa rebuild" in stop.say("vi")
    assert "not the newest" in stop.say("en")
    assert office.page.calls == 2
    assert office.rebuild() is None
    for _ in range(3):
        assert office.publish() is None
        office.clock.wait(600)
    assert office.page.calls == 2
    assert office.rows()["b"].state in {State.PUBLISHED, State.HELD}
    office.clock.instant = START + 3 * DAY
    assert office.publish() is None
    assert office.rows()["c"].state is State.PUBLISHED


@pytest.mark.sqlite
def test_a_copy_without_this_machines_memory_is_told_by_the_page_alone(office):
    publish_a_then_b(office)
    office.restore("copy")
    office.edit("b", word="huyện")
    for left in office.state.glob("*.calls"):
        left.unlink()
    said = office.publish().say("vi")
    named = ("trang thử", str(office.folder / "var" / "ledger.db"), "“b”", "https://page.example/1_2")
    assert [words for words in named if words not in said] == []
    assert office.page.calls == 2
    assert office.rebuild() is None
    assert office.publish() is None
    assert office.page.calls == 2
    row = office.rows()["b"]
    assert (row.state, row.reason.code) == (State.HELD, "resembles")
    assert "https://page.example/1_2" in row.reason.why.vi


@pytest.mark.sqlite
def test_a_post_whose_file_was_broken_when_the_page_was_compared_is_looked_for_before_it_goes_out(office):
    publish_a_then_b(office)
    office.restore("copy")
    whole = office.read
    office.read = replace(whole, posts=tuple(one for one in whole.posts if one.id != "b"))
    assert office.rebuild() is None  # of “b” nothing is known now
    office.clock.wait(2 * 3600)
    assert office.publish() is None
    office.read = whole
    office.clock.wait(3600)
    assert "“b”" in office.publish().say("vi")
    assert office.rebuild() is None
    assert office.publish() is None
    assert office.page.calls == 2
    assert office.rows()["b"].state is State.PUBLISHED


def test_a_ledger_that_was_the_newest_goes_on_after_a_rebuild_that_could_not_read_the_page(office):
    assert office.publish() is None
    office.page.seen_faults = [failure(FailureKind.CERTAIN)]
    assert "trang thử" in office.rebuild().say("vi")
    office.clock.wait(3600)
    assert office.publish() is None
    assert office.page.calls == 2


@pytest.mark.sqlite
def test_an_older_copy_does_not_go_on_after_a_rebuild_that_could_not_read_the_page(office):
    publish_a_then_b(office)
    office.restore("copy")
    office.edit("b", word="huyện")
    office.page.seen_faults = [failure(FailureKind.CERTAIN)]
    assert office.rebuild() is not None
    assert office.publish() is not None
    assert office.page.calls == 2


@pytest.mark.sqlite
def test_what_was_begun_and_reads_quite_otherwise_now_is_held_and_never_sent(office):
    publish_a_then_b(office)
    office.restore("copy")
    posts = [
        post("b", START + HOUR, "Thông báo nghỉ lễ.") if one.id == "b" else one for one in office.read.posts
    ]
    office.read = replace(office.read, posts=tuple(posts))
    assert office.publish() is not None
    assert office.rebuild() is None
    assert office.publish() is None
    assert office.page.calls == 2
    row = office.rows()["b"]
    assert (row.state, row.reason.code) == (State.HELD, "begun-elsewhere")
    assert "loa publish b" in row.reason.todo.vi


@pytest.mark.sqlite
def test_of_two_copies_of_a_folder_one_carries_and_the_other_is_told(office, tmp_path):
    assert office.publish() is None
    other = office.copied_to(tmp_path / "other", tmp_path / "other-machine")
    office.clock.wait(3600)
    stop = other.publish()
    assert stop.status == 3
    assert str(office.folder) in stop.say("vi")
    assert other.order("b").status == 3
    assert office.publish() is None
    assert office.page.calls == 2


@pytest.mark.sqlite
def test_taken_over_on_purpose_the_new_one_carries_and_the_old_one_is_told(office, tmp_path):
    assert office.publish() is None
    other = office.copied_to(tmp_path / "other", tmp_path / "other-machine")
    office.clock.wait(3600)
    assert other.rebuild() is None
    assert other.publish() is None
    assert office.page.calls == 2
    assert "“b”" in office.publish().say("vi")
    assert office.page.calls == 2


@pytest.mark.sqlite
def test_what_the_new_one_still_meant_to_say_below_a_post_is_held_for_it_may_stand_there(office, tmp_path):
    world = office.open()
    tick(world.works)
    row = world.row("a")
    with world.works.ledger.writing("Mai") as book:
        book.follow_ups.ask(row, Kind.COMMENT, text="Gọi 111.", reason=NOT_YET)
        book.follow_ups.ask(row, Kind.EDIT, reason=NOT_YET)
    world.works.close()
    other = office.copied_to(tmp_path / "other", tmp_path / "other-machine").open()
    rebuild(other.works)
    found = {one.kind: one for one, _ in other.works.ledger.follow_ups()}
    assert {kind: one.progress for kind, one in found.items()} == {
        Kind.COMMENT: Progress.HELD,
        Kind.EDIT: Progress.WAITING,
    }
    assert found[Kind.COMMENT].reason.code == "comment-unsure"
    assert f"loa retry {row.key}" in found[Kind.COMMENT].reason.todo.vi
    last = other.works.ledger.events(row.key)[-1]
    assert (last.who, last.reason.why) == ("loa", found[Kind.COMMENT].reason.why)
    other.works.close()


@pytest.mark.sqlite
def test_a_copy_on_the_same_machine_that_took_over_stops_the_first_at_once(office, tmp_path):
    assert office.publish() is None
    other = office.copied_to(tmp_path / "other", office.state)
    assert other.publish().status == 3
    assert other.rebuild() is None
    assert office.publish().status == 3
    office.clock.wait(3600)
    assert other.publish() is None
    assert office.page.calls == 2


@pytest.mark.sqlite
def test_whoever_is_overtaken_while_it_stays_stops_at_its_next_wake_up(office, tmp_path):
    world = office.open()
    tick(world.works)
    other = office.copied_to(tmp_path / "other", office.state)
    assert other.rebuild() is None
    office.clock.wait(3600)
    with pytest.raises(Stop):
        tick(world.works)
    world.works.close()
    assert office.page.calls == 1


@pytest.mark.sqlite
def test_overtaken_between_its_intent_and_its_call_it_does_not_make_the_call(office, tmp_path):
    world = office.open()
    tick(world.works)
    other = office.copied_to(tmp_path / "other", office.state)
    office.page.during_prepare = other.rebuild
    office.clock.wait(3600)
    with pytest.raises(Stop):
        tick(world.works)
    world.works.close()
    assert office.page.calls == 1
    office.page.during_prepare = lambda: None
    assert other.publish() is None
    assert len(set(office.page.texts())) == office.page.calls == 2


@pytest.mark.sqlite
def test_a_copy_takes_nothing_down_either_while_it_may_not_publish(office, tmp_path):
    assert office.publish() is None
    world = office.open()
    assert ask_withdrawal(world.works, world.row("a"), "Mai", "sai")
    world.works.close()
    other = office.copied_to(tmp_path / "other", tmp_path / "other-machine").open()
    other.works.hindrances.append(lambda: NOT_YET)
    with pytest.raises(Stop) as stop:
        tick(other.works)
    other.works.close()
    assert stop.value.status == 3
    assert len(office.page.posts) == 1


@pytest.mark.sqlite
def test_a_folder_that_was_moved_goes_on_and_the_path_that_it_had_is_free(office, tmp_path):
    assert office.publish() is None
    office.folder = office.folder.rename(tmp_path / "moved")
    office.clock.wait(3600)
    assert office.publish() is None
    assert office.page.calls == 2


@pytest.mark.sqlite
def test_a_ledger_that_is_lost_stops_even_where_no_post_is_like_the_calendar(office):
    publish_a_then_b(office)
    shutil.rmtree(office.folder / "var")
    office.read = calendar(a_post("d", START + 2 * HOUR))
    assert "loa rebuild" in office.publish().say("vi")
    assert office.rebuild() is None
    assert office.publish() is None


def test_what_a_person_wrote_on_the_page_by_hand_stops_nothing(office):
    assert office.publish() is None
    for text in ("Cảm ơn các chị đã đến dự đông đủ hôm qua!", office.page.texts()[0]):
        office.page.make(text)
    office.clock.wait(3600)
    assert office.publish() is None
    assert office.page.calls == 2


def test_a_post_of_the_calendar_that_a_person_put_up_by_hand_is_taken_over_and_not_sent(office):
    assert office.publish() is None
    world = office.open()
    works, edition = world.works, world.works.edition()
    dates = [date for date in edition.agenda.occurrences if date.post.id == "b"]
    (planned,) = edition.agenda.unfold(dates[0])
    office.page.make(edition.text(planned, office.page))
    works.close()
    office.clock.wait(3600)
    assert office.publish() is not None
    assert office.rebuild() is None
    assert office.publish() is None
    assert office.page.calls == 1
    assert office.rows()["b"].remote_id == "1_2"


def test_a_page_that_cannot_be_compared_keeps_back_its_own_posts_until_it_can(office):
    office.page.seen_faults = [failure(FailureKind.CERTAIN)]
    world = office.open()
    report = tick(world.works)
    assert office.page.calls == 0
    assert report.next_due == START + timedelta(seconds=30)
    office.clock.wait(30)
    tick(world.works)
    assert office.page.calls == 1
    world.works.close()


def test_why_a_page_that_cannot_be_compared_keeps_its_posts_is_told_until_it_can(office):
    office.page.seen_faults = [failure(FailureKind.DOUBTFUL)] * 6
    world = office.open()
    waits = []
    for _ in range(6):
        waits.append(tick(world.works).next_due - office.clock.now())
        office.clock.wait(waits[-1].total_seconds())
    assert [wait.total_seconds() for wait in waits] == [30, 60, 120, 300, 300, 300]
    (waiting,) = standings(world.works)
    assert (waiting.state, waiting.reason.code) == ("planned", "page-unread")
    assert "(vì sao)" in waiting.reason.why.vi  # the list's own reason
    assert "loa doctor" in waiting.reason.todo.vi
    tick(world.works)
    assert office.page.calls == 1
    assert world.works.ledger.paused() == {}
    codes = [event.reason.code for event in world.works.ledger.events_after(0)]
    assert (codes.count("page-unread"), codes.count("page-read")) == (1, 1)
    world.works.close()


class Forgetful(Page):
    """A place that cannot be asked what was said there, as a lost file in var is all that knew."""

    seen = None

    def _of(self, trace):
        return ()


@pytest.mark.parametrize(("forgets", "state"), [(True, State.HELD), (False, None)])
@pytest.mark.sqlite
def test_what_was_begun_where_nobody_can_ask_is_a_persons_once_the_ledger_is_lost(
    office, monkeypatch, forgets, state
):
    office.page = Forgetful(office.clock)
    assert office.publish() is None
    monkeypatch.setattr(beginning, "kind_of", lambda _: SimpleNamespace(forgets=forgets))
    shutil.rmtree(office.folder / "var")
    assert office.rebuild() is None
    row = office.rows().get("a")
    assert (row and row.state) == state


def test_what_becomes_late_meanwhile_is_held_and_told_though_another_post_waits_for_the_page(office):
    office.read = replace(office.read, posts=(a_post("a", START), a_post("b", START + 5 * HOUR)))
    office.page.seen_faults = [failure(FailureKind.DOUBTFUL)] * 90
    works = office.open().works
    for hours in (0, 5, 7):
        office.clock.instant = START + hours * HOUR
        tick(works)
    late, waiting = standings(works)
    assert (late.state, late.reason.code, waiting.reason.code) == ("held", "late", "page-unread")
    assert "(vì sao)" in late.reason.why.vi
    works.close()


def test_what_is_to_be_taken_down_does_not_wait_until_a_page_can_be_compared(office):
    assert office.publish() is None
    works = office.open().works
    office.clock.wait(3600)
    office.page.seen_faults = [failure(FailureKind.DOUBTFUL)]
    tick(works)
    assert works.is_paused(office.page.page_key)
    (row,) = works.ledger.deliveries(states={State.PUBLISHED})
    assert ask_withdrawal(works, row, "Chị Lan", "sai số")
    tick(works)
    assert works.ledger.delivery(row.key).state is State.WITHDRAWN
    works.close()


def test_an_order_for_a_page_that_cannot_be_compared_is_refused_with_words(office):
    office.page.seen_faults = [failure(FailureKind.CERTAIN)] * 2
    assert "trang thử" in office.order("a").say("vi")
    assert office.page.calls == 0


@pytest.mark.sqlite
def test_an_order_compares_a_page_that_is_paused_too(office):
    assert office.publish() is None
    office.keep("copy")
    office.clock.wait(3600)
    assert office.publish() is None
    office.restore("copy")
    for left in office.state.glob("*.calls"):
        left.unlink()
    world = office.open()
    with world.works.ledger.writing("loa") as book:
        until = office.clock.now() + HOUR
        book.pause(office.page.page_key, Pause(FailureKind.THROTTLED, until, 1, NOT_YET))
    world.works.close()
    assert "“b”" in office.order("b").say("vi")
    assert office.page.calls == 2


def test_a_page_that_an_order_could_not_read_stays_paused_for_as_long_as_before(office):
    world = office.open()
    until = office.clock.now() + HOUR
    with world.works.ledger.writing("loa") as book:
        book.pause(office.page.page_key, Pause(FailureKind.POLICY, until, 1, NOT_YET))
    world.works.close()
    office.page.seen_faults = [failure(FailureKind.DOUBTFUL)] * 2
    assert "trang thử" in office.order("a").say("vi")
    works = office.open().works
    (page,) = works.ledger.paused().values()
    assert (page.kind, page.not_before) == (FailureKind.POLICY, until)
    works.close()


def test_what_waits_while_a_page_cannot_be_read_is_compared_before_it_goes_out(office, monkeypatch):
    assert office.publish() is None
    office.clock.wait(3600)
    works = office.open().works
    office.page.seen_faults = [failure(FailureKind.CERTAIN)]
    tick(works)
    office.clock.wait(29)
    edition = works.edition()
    (planned,) = edition.agenda.unfold(edition.agenda.between(START, START + HOUR)[0])  # b
    office.page.make(edition.text(planned, office.page))
    # Another page is slow, and so the half minute ends in the middle of a wake-up.
    monkeypatch.setattr("scheduler.engine.pages.sights", lambda _: office.clock.wait(2))
    with pytest.raises(Stop):
        for _ in range(2):
            tick(works)
    works.close()
    assert office.page.calls == 1


def test_a_killed_line_of_the_machines_memory_takes_no_other_along(office):
    assert office.publish() is None
    (file,) = office.state.glob("*.calls")
    file.write_bytes(file.read_bytes() + b'{"generation": 9')
    office.clock.wait(3600)
    assert office.publish() is None
    witness = Witness(office.state, office.folder / "var" / "ledger.db")
    assert [call.key.partition("@")[0] for call in witness.calls(file.stem)] == ["a", "b"]
    assert isinstance(witness.last(file.stem), Call)


def test_a_memory_that_cannot_be_written_stops_with_words(office):
    office.state.write_text("a file, and no folder")
    stop = office.publish()
    assert "LOA_STATE" in stop.say("vi")
    assert office.page.calls == 0


class Sited:
    """The province has a website in *folder*, which several machines may share."""

    def __init__(self, folder, clock):
        block = WebsiteSettings(folder="site", address="http://127.0.0.1/site/", keep=60)
        self.site = WebsiteChannel(folder, block, "Hội", "vi", settings().zone, clock)

    def names(self, unit):
        return (self.site.name,)

    def get(self, unit, channel):
        return self.site


@pytest.mark.sqlite
def test_a_shared_website_tells_the_one_that_was_taken_over_and_a_second_ledger(office, tmp_path):
    assert office.publish() is None
    other = office.copied_to(tmp_path / "other", tmp_path / "other-machine")
    stranger = Office(
        tmp_path / "third", tmp_path / "third-machine", Page(office.clock), office.clock, office.read
    )
    stranger.folder.mkdir()
    assert stranger.publish() is None
    worlds = [one.open() for one in (office, other, stranger)]
    site = Sited(tmp_path / "site", office.clock)
    first, second, third = (Announcer(one.works.ledger, site, one.state) for one in worlds)
    first.check([site.site])
    first.announce(key("b"))
    with pytest.raises(Stop, match="filled from another ledger"):
        third.check([site.site])
    identity = second.next_identity([site.site])
    second.take_over(identity, [site.site])
    with pytest.raises(Stop, match="has taken over"):
        first.check([site.site])
    with pytest.raises(Stop, match="has taken over"):
        first.announce(key("b"))
    second.be(identity)
    second.check([site.site])
    second.announce(key("b"))
    shown = (tmp_path / "site" / "loa.json").read_text()
    assert str(tmp_path) not in shown
    for one in worlds:
        one.works.close()


@pytest.mark.skipif(sys.platform == "win32", reason="needs fork")
@pytest.mark.parametrize("point", rebuild_points())
@pytest.mark.slow
def test_killed_while_it_takes_over_it_stops_until_it_is_done_again(office, tmp_path, point):
    office.page.file = tmp_path / "page.jsonl"  # it outlives the killed program
    publish_a_then_b(office)
    office.restore("copy")
    office.edit("b", word="huyện")

    def run():
        faults._name, faults._left = point, 1
        office.rebuild()

    assert is_killed(run)
    assert office.publish() is not None
    assert office.rebuild() is None
    assert office.publish() is None
    assert len(office.page.posts) == 2


def test_a_page_that_says_it_has_it_is_read_from_days_before_and_the_post_is_adopted(world):
    w = world(post("a", START + HOUR))
    tick(w.works)
    edition = w.works.edition()
    (planned,) = edition.agenda.unfold(edition.agenda.occurrences[0])
    w.clock.instant = START + HOUR
    w.page.during_publish = lambda: w.page.make(edition.text(planned, w.page), at=START - 2 * DAY)
    w.page.faults = [failure(FailureKind.DUPLICATE, "facebook:506")]
    tick(w.works)
    assert w.row("a").state is State.PUBLISHED
    assert w.row("a").remote_id == "1_1"


def test_what_the_page_says_it_has_and_does_not_show_is_held_and_not_sent_round_after_round(world):
    w = world(post("a", START))
    w.page.faults = [failure(FailureKind.DUPLICATE, "facebook:506")] * 5
    for _ in range(20):
        report = tick(w.works)
        if report.next_due is None:
            break
        w.clock.instant = max(w.clock.instant, report.next_due)
    assert (w.row("a").state, w.row("a").reason.code) == (State.HELD, "twin-unseen")
    assert w.page.calls == 1
    assert "loa skip a@first/province/facebook" in w.row("a").reason.todo.vi


# -- when a page is read, and from when on --------------------------------------------------------------


@pytest.fixture
def read(world):
    """A practice world, and from when on its page was read each time."""

    def make(*posts, **more):
        w = world(*posts, **more)
        asked = []
        w.page.seen = lambda since: asked.append(since) or []
        return w, asked

    return make


MONTH = 30 * DAY


def test_a_page_is_read_from_when_it_was_compared_or_from_before_the_first_that_goes_out(read):
    w, asked = read()
    times = [
        (None, None, -MONTH),
        (-DAY, None, -DAY - LAG),
        (timedelta(), None, -LAG),
        (DAY, None, -MONTH),  # the clock was ahead then
        (-DAY, -DAY, -DAY - LAG),
        (-DAY, -DAY - LAG, -DAY - LAG),
        (-DAY, -2 * DAY, -2 * DAY - TWIN_BACK),
        (None, -HOUR, -MONTH),
    ]
    for number, (compared, earliest, since) in enumerate(times):
        w.page.page_key = f"facebook:{number}"
        if compared is not None:
            w.clock.instant = START + compared
            with w.works.ledger.writing("test") as book:
                book.facts.compared(w.page.page_key)
            w.clock.instant = START
        compare(w.works, w.page, START, earliest and START + earliest)
        assert asked.pop() == START + since, (compared, earliest)


def test_a_page_that_takes_posts_ahead_is_read_once_an_hour_and_another_only_when_something_goes_out(read):
    w, asked = read()
    times = [START + minutes * timedelta(minutes=1) for minutes in (0, 0, 59, 60, 119, 0)]
    for handover, readings in [(timedelta(), [0] * 6), (HOUR, [1, 1, 1, 2, 2, 3])]:
        w.page.handover, counted = handover, []
        for now in times:  # at last the clock is set back
            compare_ahead(w.works, [], now)
            counted.append(len(asked))
        assert counted == readings


def unread_until(w, until):
    with w.works.ledger.writing("loa") as book:
        book.pause(w.page.page_key, Pause(FailureKind.DOUBTFUL, until, 1, NOT_YET))


@pytest.mark.parametrize(
    ("act", "ready", "is_paused", "is_read"),
    [
        (Act.CARRY, START, False, True),
        (Act.CARRY, START + HOUR, False, False),
        (Act.LOOK, START, False, False),
        (Act.CARRY, START, True, False),
    ],
)
def test_a_page_is_read_before_something_goes_out_there_now(read, act, ready, is_paused, is_read):
    w, asked = read()
    items = [
        Due(act, ready, w.page.page_key, Candidate(key(name), START - ago, None, None))
        for name, ago in [("a", 2 * MONTH), ("b", DAY)]
    ]
    if is_paused:
        unread_until(w, START + HOUR)
        compare_at_start(w.works)
    compare_due(w.works, items, START)
    assert asked == [START - 2 * MONTH - TWIN_BACK] * is_read


def test_an_order_reads_the_page_from_before_the_posts_time_and_what_it_could_read_is_open_again(read):
    w, asked = read(post("a", START - 3 * DAY), post("b", START + DAY))
    agenda = w.works.edition().agenda
    a, b = (planned for one in agenda.occurrences for planned in agenda.unfold(one))
    compare(w.works, w.page, START)
    asked.clear()
    unread_until(w, START + timedelta(seconds=30))
    compare_for(w.works, [b])
    compare_for(w.works, [b, a])
    assert asked == [START - LAG, START - 3 * DAY - TWIN_BACK]
    assert not w.works.is_paused(w.page.page_key)


def test_a_page_that_throttles_each_reading_waits_twice_as_long_each_time(world):
    w = world()
    w.page.seen_faults = [failure(FailureKind.THROTTLED) for _ in range(3)]
    for minutes in (1, 2, 4):
        compare(w.works, w.page, w.clock.now())
        until = w.works.ledger.paused()[w.page.page_key].not_before
        assert until - w.clock.now() == timedelta(minutes=minutes)
        w.clock.instant = until


# -- what a post on the page seems to be ----------------------------------------------------------------


def seen(text, at=START, number=1, media=()):
    return Seen(Receipt(f"1_{number}", "", at), text, frozenset(media))


def on_the_page(w, name):
    """That post's text as it stands there."""
    edition = w.works.edition()
    dates = [one for one in edition.agenda.occurrences if one.post.id == name]
    return edition.text(next(iter(edition.agenda.unfold(dates[0]))), w.page)


def taken_for(w, *seen):
    """Of each whose number the ledger does not know, what it seems to be, and whether it surely is that."""
    found = likenesses(w.works, w.page, seen)
    return [(one.seen.receipt.remote_id, one.planned.key.post, one.is_sure) for one in found]


def begun(w, name, state, **changes):
    row = bring_to(w.works.ledger, state, name)
    with w.works.ledger.writing("test") as book:
        return book.note(row, reason=NOT_YET, **changes)


@pytest.mark.parametrize(
    ("change", "away", "is_sure"),
    [
        (lambda text: text.replace(" ", "  \n "), 29 * DAY, True),
        (lambda text: text.replace("xã", "huyện"), 3 * DAY, False),
        (lambda text: text.replace("xã", "huyện"), 3 * DAY + timedelta(seconds=1), None),
        (lambda text: text.partition("\n")[0] + "\n\nChiều mai, 14 giờ.\nMời các chị.", DAY, False),
        (lambda text: text[text.index("mỗi chị") : text.index("báo trước")], DAY, None),
        (lambda text: "Buổi về", DAY, None),
    ],
)
def test_what_stands_there_is_a_post_by_its_words_or_resembles_it_about_its_time(
    world, change, away, is_sure
):
    w = world(a_post("a", START + away))
    found = taken_for(w, seen(change(on_the_page(w, "a"))))
    assert found == ([] if is_sure is None else [("1_1", "a", is_sure)])


@pytest.mark.parametrize(("title", "is_alike"), [("Tin mới 12 c", True), ("Tin mới 11c", False)])
def test_a_first_line_of_12_letters_is_no_chance(world, title, is_alike):
    w = world(post("a", START, LONG.format(about="x"), title=title))
    assert taken_for(w, seen(f"{title}\n\nLời khác hẳn.")) == [("1_1", "a", False)] * is_alike


def test_what_waits_in_the_queue_has_no_time_that_it_could_be_far_from(world):
    w = world(post("q", None, title="Một bài chờ lượt"), post("a", START))
    row = begun(w, "q", State.RETRY)
    (like,) = likenesses(w.works, w.page, [seen("Một bài chờ lượt\nLời khác hẳn.", START - 20 * DAY)])
    assert (like.planned.post.id, like.row, like.is_sure) == ("q", row, False)


def test_what_was_sent_before_its_words_were_changed_and_what_has_its_pictures_is_that_post(world):
    w = world(post("a", START), a_post("b", START), a_post("c", START))
    begun(w, "c", State.RETRY, text=on_the_page(w, "c").replace("xã", "huyện"))
    assert taken_for(w, seen(on_the_page(w, "c"))) == [("1_1", "c", True)], "as the calendar has it now"
    begun(w, "a", State.RETRY, text="Lời cũ, đã gửi đi.")
    begun(w, "b", State.RETRY, media_ever=["m1", "m2"])
    assert taken_for(
        w, seen("Lời cũ, đã gửi đi.", START, 1), seen(on_the_page(w, "a"), START + HOUR, 2),
        seen("Chú thích khác.", START + 2 * HOUR, 3, ["m2"]),
    ) == [("1_1", "a", True), ("1_2", "a", True), ("1_3", "b", True)]  # fmt: skip


def test_of_many_posts_that_say_the_same_the_nearest_in_time_is_meant(world):
    w = world(post("a", START, repeat="FREQ=DAILY;COUNT=9"))
    (like,) = likenesses(w.works, w.page, [seen(on_the_page(w, "a"), START + 7 * DAY + HOUR)])
    assert (like.planned.due, like.is_sure) == (START + 7 * DAY, True)


def test_what_only_resembles_posts_is_the_likest_of_those_that_are_not_public(world):
    w = world(a_post("a", START), a_post("b", START), a_post("c", START))
    text = on_the_page(w, "a").replace("xã", "huyện")
    assert taken_for(w, seen(text)) == [("1_1", "a", False)]
    begun(w, "a", State.PUBLISHED)
    assert {name for _, name, _ in taken_for(w, seen(text))} <= {"b", "c"}
    assert taken_for(w, seen(on_the_page(w, "a"))) == [("1_1", "a", True)], "as it is public"
    for name in "bc":
        begun(w, name, State.WITHDRAWN)
    assert taken_for(w, seen(text)) == []


def test_what_it_is_known_not_to_be_it_is_not_and_of_others_only_what_it_surely_is(world):
    w = world(a_post("a", START), a_post("b", START))
    begun(w, "a", State.HELD, former_ids=["1_5"])
    assert taken_for(w, seen(on_the_page(w, "a"), number=5)) == []
    assert taken_for(w, seen("Lời khác hẳn.", number=5)) == []
    assert taken_for(w, seen(on_the_page(w, "b").replace("xã", "huyện"), number=5)) == []
    assert taken_for(w, seen(on_the_page(w, "b"), number=5)) == [("1_5", "b", True)]


def test_in_whatever_order_a_page_is_read_what_is_sure_comes_first(world):
    w = world(a_post("a", START), a_post("b", START + 40 * DAY))
    alike, same = on_the_page(w, "a").replace("xã", "huyện"), on_the_page(w, "b")
    both = [seen(same, START + 40 * DAY, 2), seen(alike, START, 1)]
    for order_read in (both, both[::-1]):
        assert taken_for(w, *order_read) == [("1_2", "b", True), ("1_1", "a", False)]


def test_what_its_own_call_made_is_looked_for_and_is_no_evidence_of_another_ledger(world):
    cases = [
        (None, {}, False),
        (State.UNCONFIRMED, {}, True),
        (State.UNCONFIRMED, {"text": ""}, False),
        (State.UNCONFIRMED, {"text": "Lời khác."}, False),
        (State.UNCONFIRMED, {"text": "Lời khác.", "media_ever": ["m1", "m2"]}, True),
        (State.RETRY, {}, False),
        (State.RETRY, {"doubtful_rounds": 1}, True),
        (State.RETRY, {"cut_offs": 1}, True),
    ]
    w = world(post("a", START))
    (planned,) = w.works.edition().agenda.unfold(w.works.edition().agenda.occurrences[0])
    stands = seen("Lời  của nó.", media=["m2"])
    for number, (state, changes, is_it) in enumerate(cases):
        row = state and begun(w, f"a{number}", state, **({"text": "Lời của nó."} | changes))
        assert is_looked_for(Likeness(stands, planned, row, True)) is is_it, (state, changes)


class Offices(RuleBasedStateMachine):
    """Edits, copies put back and copied folders on two machines: nothing stands twice."""

    def __init__(self):
        super().__init__()
        self.root = tempfile.TemporaryDirectory()
        root = Path(self.root.name)
        self.clock = FixedClock(START)
        self.page = Page(self.clock)
        times = {"a": START, "b": START + 2 * HOUR, "c": START + 4 * HOUR, "d": START + 9 * HOUR}
        read = calendar(*(a_post(name, at) for name, at in times.items()))
        self.offices = []
        for number in range(2):
            (root / f"office-{number}").mkdir()
            self.offices.append(
                Office(root / f"office-{number}", root / f"machine-{number}", self.page, self.clock, read)
            )
        self.copies = [[], []]
        self.offices[0].publish()

    def teardown(self):
        self.root.cleanup()

    @rule(hours=st.integers(1, 3))
    def wait(self, hours):
        self.clock.wait(3600 * hours)

    @rule(number=st.integers(0, 1))
    def publish(self, number):
        self.offices[number].publish()

    @rule(number=st.integers(0, 1), name=st.sampled_from("abcd"))
    def order(self, number, name):
        """As a person does who reads what is told: what is held for her she does not order."""
        row = self.offices[number].rows().get(name)
        if row is None:
            self.offices[number].order(name)

    @rule(number=st.integers(0, 1))
    def rebuild(self, number):
        self.offices[number].rebuild()

    @rule(name=st.sampled_from("abcd"), word=st.sampled_from(["xã", "huyện", "thôn", "tỉnh"]))
    def edit(self, name, word):
        for office in self.offices:
            office.edit(name, word=word)

    @rule(number=st.integers(0, 1))
    def keep(self, number):
        name = f"copy-{number}-{len(self.copies[number])}"
        self.offices[number].open().works.close()
        self.offices[number].keep(name)
        self.copies[number].append(name)

    @precondition(lambda self: any(self.copies))
    @rule(data=st.data(), number=st.integers(0, 1))
    def restore(self, data, number):
        """A copy of this machine's own, or the other's, which is to copy the folder."""
        name = data.draw(st.sampled_from([one for copies in self.copies for one in copies]))
        if (self.offices[number].folder / "var").exists():
            self.offices[number].restore(name)

    @rule(number=st.integers(0, 1))
    def lose(self, number):
        shutil.rmtree(self.offices[number].folder / "var", ignore_errors=True)

    @invariant()
    def nothing_stands_twice(self):
        titles = [text.partition("\n")[0] for text in self.page.texts()]
        assert len(titles) == len(set(titles)), titles


TestOffices = pytest.mark.sqlite(Offices.TestCase)  # it copies folders
TestOffices.settings = hypothesis_settings(max_examples=examples(3), stateful_step_count=25)
