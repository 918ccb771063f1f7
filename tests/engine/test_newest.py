"""A ledger that is not the newest, or not the only one, never sends again what is public."""

from __future__ import annotations

import shutil
import sys
import tempfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from scheduler.channels.channel import FailureKind
from scheduler.channels.website import WebsiteChannel
from scheduler.channels.website_kind import WebsiteSettings
from scheduler.clock import FixedClock
from scheduler.delivery import faults
from scheduler.delivery.announcing import Announcer
from scheduler.delivery.change_reasons import NOT_YET
from scheduler.delivery.decisions import Pause
from scheduler.delivery.ledger import State
from scheduler.delivery.witness import Call, Witness
from scheduler.engine.beginning import check_beginning, rebuild
from scheduler.engine.mending import ask_withdrawal
from scheduler.engine.tick import order, tick
from scheduler.problems import Stop
from tests.delivery.practice import START, Page, Painter, World, calendar, failure, key, post, settings
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


def test_a_copy_without_this_machines_memory_is_told_by_the_page_alone(office):
    publish_a_then_b(office)
    office.restore("copy")
    office.edit("b", word="huyện")
    for left in office.state.glob("*.calls"):
        left.unlink()
    stop = office.publish()
    assert "“b”" in stop.say("vi")
    assert office.page.calls == 2
    assert office.rebuild() is None
    assert office.publish() is None
    assert office.page.calls == 2
    row = office.rows()["b"]
    assert (row.state, row.reason.code) == (State.HELD, "resembles")
    assert "https://page.example/1_2" in row.reason.why.vi


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


def test_an_older_copy_does_not_go_on_after_a_rebuild_that_could_not_read_the_page(office):
    publish_a_then_b(office)
    office.restore("copy")
    office.edit("b", word="huyện")
    office.page.seen_faults = [failure(FailureKind.CERTAIN)]
    assert office.rebuild() is not None
    assert office.publish() is not None
    assert office.page.calls == 2


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


def test_taken_over_on_purpose_the_new_one_carries_and_the_old_one_is_told(office, tmp_path):
    assert office.publish() is None
    other = office.copied_to(tmp_path / "other", tmp_path / "other-machine")
    office.clock.wait(3600)
    assert other.rebuild() is None
    assert other.publish() is None
    assert office.page.calls == 2
    assert "“b”" in office.publish().say("vi")
    assert office.page.calls == 2


def test_a_copy_on_the_same_machine_that_took_over_stops_the_first_at_once(office, tmp_path):
    assert office.publish() is None
    other = office.copied_to(tmp_path / "other", office.state)
    assert other.publish().status == 3
    assert other.rebuild() is None
    assert office.publish().status == 3
    office.clock.wait(3600)
    assert other.publish() is None
    assert office.page.calls == 2


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


def test_a_folder_that_was_moved_goes_on_and_the_path_that_it_had_is_free(office, tmp_path):
    assert office.publish() is None
    office.folder = office.folder.rename(tmp_path / "moved")
    office.clock.wait(3600)
    assert office.publish() is None
    assert office.page.calls == 2


def test_a_ledger_that_is_lost_stops_even_where_no_post_is_like_the_calendar(office):
    publish_a_then_b(office)
    shutil.rmtree(office.folder / "var")
    office.read = calendar(a_post("d", START + 2 * HOUR))
    assert "loa rebuild" in office.publish().say("vi")
    assert office.rebuild() is None
    assert office.publish() is None


def test_what_a_person_wrote_on_the_page_by_hand_stops_nothing(office):
    assert office.publish() is None
    office.page.make("Cảm ơn các chị đã đến dự đông đủ hôm qua!")
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


def test_an_order_for_a_page_that_cannot_be_compared_is_refused_with_words(office):
    office.page.seen_faults = [failure(FailureKind.CERTAIN)] * 2
    assert "trang thử" in office.order("a").say("vi")
    assert office.page.calls == 0


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
    monkeypatch.setattr(sys.modules[tick.__module__], "sights", lambda _: office.clock.wait(2))
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


TestOffices = Offices.TestCase
TestOffices.settings = hypothesis_settings(max_examples=examples(3), stateful_step_count=25, deadline=None)
