"""What is public is mended, taken down and commented on, each once, whatever the network does meanwhile."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, fields, replace
from datetime import timedelta

import pytest
from msgspec import structs

from scheduler.channels.channel import FailureKind, Gone
from scheduler.delivery import change_reasons, reasons
from scheduler.delivery.changes import ChangeCarrier, publish_anew
from scheduler.delivery.decisions import BLIND_LOOKS, CUT_OFFS, LOOKS, ROUNDS, TRIES, Pause
from scheduler.delivery.follow_ups import Kind, Progress
from scheduler.delivery.ledger import Delivery, State
from scheduler.delivery.witness import Unusable
from scheduler.engine.deciding import hold_beside, just_sent, retry
from scheduler.engine.freezing import freeze, thaw
from scheduler.engine.mending import ask_anew, ask_withdrawal, public_rows
from scheduler.engine.selection import ALL, Selection
from scheduler.engine.tick import tick
from scheduler.problems import Text
from tests.delivery.practice import START, Page, calendar, failure, key, post
from tests.faults.real import open_works, posts, run_to_the_end

FAULTS = [
    "refuse", "cut-before", "cut-after", "error-500-before", "error-500-after", "truncated-json",
    "empty-object", "html-502", "no-content-type", "throttle", "expired-token", "policy-block",
]  # fmt: skip
LOST = {"cut-before", "cut-after"}  # not made and made, and either way nobody is told


def a_third(first):
    """All faults; the fast suite has those of lost answers, and every third of the others."""
    return [
        pytest.param(fault, marks=pytest.mark.slow if (n - first) % 3 and fault not in LOST else ())
        for n, fault in enumerate(FAULTS)
    ]


_stories = iter(range(10_000))


@pytest.fixture(scope="module")
def rehearsal(tmp_path_factory):
    from scheduler.rehearsal.server import start

    with start(tmp_path_factory.mktemp("rehearsal"), start=START) as world:
        yield world


class Office:
    """One post with a first comment, public on page and website; the calendar can be changed."""

    def __init__(self, folder, rehearsal, comment="Hỏi thêm thì gọi 111."):
        rehearsal.disarm()
        self.rehearsal = rehearsal
        self.folder = folder
        story = posts(f"doi-{next(_stories)}", rehearsal.clock.now() + timedelta(minutes=5), count=2)[:1]
        self.post = structs.replace(story[0], first_comment=comment)
        self.works = open_works(folder, rehearsal, (self.post,))

    def change(self, **changes):
        self.post = structs.replace(self.post, **changes)
        calendar = replace(self.works.calendar(), posts=(self.post,))
        self.works.calendar = lambda: calendar

    def row(self, channel="facebook"):
        return next(row for row in self.works.ledger.deliveries() if row.key.channel == channel)

    def ask(self, kind, channel="facebook", **more):
        with self.works.ledger.writing("Chị Lan") as book:
            book.follow_ups.ask(
                self.row(channel), kind, reason=change_reasons.EDIT_ASKED, why="sai số", **more
            )

    def on_page(self):
        mine = self.post.title.removesuffix(".")
        return [post for post in self.rehearsal.posts() if mine in post["message"]]

    def run(self):
        run_to_the_end(self.works)


@pytest.fixture
def new_office(tmp_path, rehearsal):
    office = Office(tmp_path, rehearsal)
    yield office
    rehearsal.disarm()
    office.works.close()
    office.works.clock.close()


@pytest.fixture
def office(new_office):
    new_office.run()
    return new_office


@pytest.mark.parametrize("fault", a_third(0))
def test_the_first_comment_stands_there_once(new_office, fault):
    office = new_office
    office.rehearsal.arm(fault, "comment")
    office.run()
    (post,) = office.on_page()
    assert post["comments"] == ["Hỏi thêm thì gọi 111."]
    assert [row.state for row in office.works.ledger.deliveries()] == [State.PUBLISHED] * 2
    assert office.works.ledger.follow_ups() == []


def test_a_comment_that_no_look_can_prove_is_held_and_the_post_is_not_sent_again(new_office):
    office = new_office
    office.rehearsal.arm("cut-before", "comment", count=2)
    office.run()
    ((row, delivery),) = office.works.ledger.follow_ups()
    assert (row.progress, row.reason.code) == (Progress.HELD, "comment-unsure")
    assert delivery.state is State.PUBLISHED
    assert len(office.on_page()) == 1


@pytest.mark.parametrize("fault", a_third(1))
def test_an_edit_changes_the_words_and_no_post_is_added(office, fault):
    before = office.on_page()[0]
    office.change(text="Lời đã sửa cho đúng.")
    office.ask(Kind.EDIT)
    office.rehearsal.arm(fault, "edit")
    office.run()
    (post,) = office.on_page()
    assert "Lời đã sửa cho đúng." in post["message"]
    assert (post["id"], post["pictures"]) == (before["id"], before["pictures"])
    assert office.row().text == post["message"]


@pytest.mark.parametrize("fault", a_third(2))
def test_what_is_withdrawn_is_gone_and_never_comes_back(office, fault):
    office.ask(Kind.WITHDRAW)
    office.rehearsal.arm(fault, "delete")
    office.run()
    assert office.on_page() == []
    row = office.row()
    assert row.state is State.WITHDRAWN
    assert "Chị Lan" in row.reason.why.vi
    assert "sai số" in row.reason.why.vi
    office.run()
    assert office.on_page() == []


@pytest.mark.parametrize(
    ("fault", "state", "code"),
    [
        ("", None, "withdrawn-beside"),
        ("throttle", State.RETRY, "withdrawn-beside"),
        ("cut-before", State.UNCONFIRMED, "perhaps-beside"),
    ],
)
def test_what_is_taken_down_does_not_come_out_later_where_it_still_waits(new_office, fault, state, code):
    office, works = new_office, new_office.works
    works.clock.advance_to(office.rehearsal.clock.now() + timedelta(minutes=5))
    if fault:
        office.rehearsal.arm(fault, "feed", count=50)
    tick(works, ALL if fault else Selection(channel="website"))
    rows = {row.key.channel: row for row in works.ledger.deliveries()}
    assert rows["website"].state is State.PUBLISHED
    assert getattr(rows.get("facebook"), "state", None) is state
    (held,) = hold_beside(works, "Chị Lan", "sai số", [rows["website"]])
    assert (held.key.channel, held.delivery.reason.code) == ("facebook", code)
    assert ask_withdrawal(works, rows["website"], "Chị Lan", "sai số")
    office.rehearsal.disarm()
    office.run()
    assert office.on_page() == []
    assert {row.state for row in works.ledger.deliveries()} == {State.WITHDRAWN, State.HELD}


def test_what_was_just_being_sent_is_told_and_held_next_time_if_it_failed(new_office, monkeypatch):
    office, works = new_office, new_office.works
    works.clock.advance_to(office.rehearsal.clock.now() + timedelta(minutes=5))
    tick(works, Selection(channel="website"))
    office.rehearsal.arm("throttle", "feed", count=50)
    told = []

    def in_the_middle(point):
        if point == "after-intent":
            told.extend(just_sent(hold_beside(works, "Chị Lan", "sai số", withdrawn())))

    def withdrawn():
        return public_rows(works, {office.post.id}, withdrawn=True)

    monkeypatch.setattr("scheduler.delivery.courier.fault_point", in_the_middle)
    tick(works)
    assert [key.channel for key in told] == ["facebook"]
    assert office.row().state is State.RETRY
    assert ask_withdrawal(works, office.row("website"), "Chị Lan", "sai số")
    tick(works, Selection(channel="website"))
    (held,) = hold_beside(works, "Chị Lan", "sai số", withdrawn())
    assert held.delivery.state is State.HELD
    office.rehearsal.disarm()
    office.run()
    assert office.on_page() == []


@pytest.mark.parametrize("fault", ["error-500-after", "cut-after", "cut-before"])
@pytest.mark.parametrize("call", ["delete", "feed"])
@pytest.mark.slow
def test_withdrawn_and_published_anew_it_stands_there_once(office, call, fault):
    before = office.on_page()[0]["id"]
    office.ask(Kind.WITHDRAW, is_anew=True)
    office.rehearsal.arm(fault, call)
    office.run()
    (post,) = office.on_page()
    assert post["id"] != before
    row = office.row()
    assert (row.state, row.remote_id, row.former_ids) == (State.PUBLISHED, post["id"], (before,))
    assert post["comments"] == ["Hỏi thêm thì gọi 111."]


def test_the_website_takes_an_edit_whole_and_a_withdrawal_out_of_its_feed(office):
    office.change(title=office.post.title + " Mới", text="Lời mới trên trang web.")
    office.ask(Kind.EDIT, "website")
    office.run()
    feed = json.loads((office.folder / "site" / "feed.json").read_text())
    assert [item["title"] for item in feed["items"]] == [office.post.title]
    office.ask(Kind.WITHDRAW, "website")
    office.run()
    assert json.loads((office.folder / "site" / "feed.json").read_text())["items"] == []
    assert office.row("website").state is State.WITHDRAWN
    assert office.row().state is State.PUBLISHED


@pytest.mark.parametrize("kind", [FailureKind.THROTTLED, FailureKind.POLICY, FailureKind.CREDENTIAL])
@pytest.mark.slow
def test_a_page_that_refuses_everything_burns_no_tries_of_a_change(world, kind):
    w = world(post("a", START))
    tick(w.works)
    ask_withdrawal(w.works, w.row("a"), "Mai", "sai số điện thoại")
    w.page.withdraw_faults = [failure(kind) for _ in range(TRIES + 1)]
    seen = []
    while w.works.ledger.follow_ups():
        w.clock.instant = max(tick(w.works).next_due or w.clock.instant, w.clock.instant)
        seen += [row.attempts for row, _ in w.works.ledger.follow_ups()]
        assert len(seen) < 10 * TRIES
    assert set(seen) == {0}
    assert w.page.withdraw_faults == []
    assert w.row("a").state is State.WITHDRAWN


def test_a_change_that_is_refused_by_itself_is_tried_so_often_and_then_held(world):
    w = world(post("a", START))
    tick(w.works)
    ask_withdrawal(w.works, w.row("a"), "Mai", "sai số điện thoại")
    w.page.withdraw_faults = [failure(FailureKind.CERTAIN) for _ in range(10 * TRIES)]
    while (due := tick(w.works).next_due) is not None:
        w.clock.instant = max(due, w.clock.instant)
    ((row, delivery),) = w.works.ledger.follow_ups()
    assert (row.progress, row.attempts, delivery.state) == (Progress.HELD, TRIES, State.PUBLISHED)
    assert len(w.page.withdraw_faults) == 9 * TRIES


@dataclass
class TalkedAbout(Page):
    """A page that takes comments."""

    comments: list[str] = field(default_factory=list)
    comment_faults: list[object] = field(default_factory=list)
    look_faults: list[BaseException] = field(default_factory=list)

    def comment(self, remote_id, text):
        fault = self.comment_faults.pop(0) if self.comment_faults else None
        if fault != "not made":
            self.comments.append(text)
        if isinstance(fault, BaseException):
            raise fault
        if fault == "not made":
            raise ValueError(fault)
        return f"{remote_id}_{len(self.comments)}"

    def find_comments(self, remote_id, text):
        if self.look_faults:
            raise self.look_faults.pop(0)
        return tuple(str(number) for number, said in enumerate(self.comments) if said == text)


@pytest.fixture
def talked_about(world):
    """Two posts are public there, and a comment is to stand below the first."""
    w = world(post("a", START), post("b", START + timedelta(minutes=30)))
    w.page = TalkedAbout(w.clock)
    w.restart()
    tick(w.works)
    with w.works.ledger.writing("Mai") as book:
        book.follow_ups.ask(w.row("a"), Kind.COMMENT, text="Gọi 111.", reason=change_reasons.COMMENT_ASKED)
    return w


@pytest.mark.unforeseen("odd", "not made")
@pytest.mark.parametrize("fault", [ValueError("odd"), "not made"])
def test_a_change_that_fails_as_no_table_foresaw_is_looked_into_and_stops_nothing_else(talked_about, fault):
    w = talked_about
    w.page.comment_faults = [fault]
    w.clock.instant = START + timedelta(minutes=30)
    tick(w.works)
    assert w.row("b").state is State.PUBLISHED
    run_through(w)
    assert (w.page.comments, w.works.ledger.follow_ups()) == (["Gọi 111."], [])


@pytest.mark.unforeseen("odd")
def test_a_look_that_fails_as_no_table_foresaw_does_not_prove_that_no_comment_is_there(talked_about):
    w = talked_about
    w.page.comment_faults = [KeyboardInterrupt()]  # it is made, and the program ends
    w.page.look_faults = [ValueError("odd")]
    run_through(w)
    assert (w.page.comments, w.page.look_faults, w.works.ledger.follow_ups()) == (["Gọi 111."], [], [])


def test_a_page_that_refuses_to_be_read_burns_no_tries_of_a_change(talked_about):
    w = talked_about
    w.page.comment_faults = [KeyboardInterrupt()]
    w.page.look_faults = [failure(FailureKind.THROTTLED) for _ in range(TRIES + 1)]
    with pytest.raises(KeyboardInterrupt):
        tick(w.works)
    w.restart()
    seen = set()
    while follow_ups := w.works.ledger.follow_ups():
        seen |= {(row.progress, row.attempts) for row, _ in follow_ups}
        w.clock.instant = max(tick(w.works).next_due or w.clock.instant, w.clock.instant)
    assert seen == {(Progress.SENDING, 0)}
    assert (w.page.comments, w.page.look_faults) == (["Gọi 111."], [])


@pytest.mark.slow
def test_a_comment_of_which_nobody_can_see_for_a_day_whether_it_was_said_is_held(talked_about):
    w = talked_about
    w.page.comment_faults = [failure(FailureKind.DOUBTFUL)]
    w.page.look_faults = [failure(FailureKind.DOUBTFUL) for _ in range(200)]
    begun = w.clock.now()
    while True:
        ((row, _),) = w.works.ledger.follow_ups()
        if row.progress is Progress.HELD:
            break
        assert w.clock.now() - begun < timedelta(days=2)
        w.clock.instant = max(tick(w.works).next_due or w.clock.instant, w.clock.instant)
    assert timedelta(hours=20) < w.clock.now() - begun
    assert row.reason.code == "change-unseen"
    w.page.look_faults.clear()
    retry(w.works, "Mai", w.row("a").key)
    run_through(w)
    assert w.page.comments == ["Gọi 111."]  # it was there, and is not said again


def test_a_comment_whose_page_was_left_meanwhile_is_looked_for_before_it_is_said_again(talked_about):
    w = talked_about
    w.page.comment_faults = [failure(FailureKind.DOUBTFUL)]
    w.page.look_faults = [failure(FailureKind.DOUBTFUL)]
    tick(w.works)
    w.page.page_key = "facebook:2"
    w.page.look_faults = [Gone(failure(FailureKind.CERTAIN).failure)]
    w.clock.instant += timedelta(hours=1)
    tick(w.works)
    ((row, _),) = w.works.ledger.follow_ups()
    assert (row.progress, row.reason.code) == (Progress.HELD, "elsewhere")
    w.page.page_key = "facebook:1"
    retry(w.works, "Mai", w.row("a").key)
    run_through(w)
    assert w.page.comments == ["Gọi 111."]
    assert w.works.ledger.follow_ups() == []


def test_an_edit_that_a_post_out_of_the_calendar_keeps_back_says_how_it_goes_on(office):
    office.ask(Kind.EDIT)
    calendar = office.works.calendar()
    office.works.calendar = lambda: replace(calendar, posts=())
    office.run()
    ((row, delivery),) = office.works.ledger.follow_ups()
    assert (row.progress, row.reason.code) == (Progress.HELD, "gone")
    assert f"loa check. Muốn thử tiếp, chạy: loa retry {delivery.key}" in row.reason.todo.vi


def test_what_comes_up_while_a_change_is_announced_keeps_its_call_back(talked_about):
    w = talked_about
    stopped = []
    announce = w.works.announcer.announce
    guard = replace(w.works.changes._core.guard, announce=lambda one: stopped.append(one) or announce(one))
    w.works.changes = ChangeCarrier(replace(w.works.changes._core, guard=guard))
    w.works.hindrances.append(lambda: change_reasons.NOT_YET if stopped else None)
    tick(w.works)
    ((row, _),) = w.works.ledger.follow_ups()
    assert (w.page.comments, row.progress, row.reason.code) == (
        [],
        Progress.WAITING,
        change_reasons.NOT_YET.code,
    )
    w.works.hindrances.pop()
    run_through(w)
    assert w.page.comments == ["Gọi 111."]


def test_taking_down_is_kept_back_by_nothing_that_comes_up_meanwhile(talked_about):
    w = talked_about
    ask_withdrawal(w.works, w.row("a"), "Mai", "sai số điện thoại")
    w.works.hindrances.append(lambda: change_reasons.NOT_YET)
    tick(w.works)
    assert (w.row("a").state, w.page.comments) == (State.WITHDRAWN, [])


def test_a_change_that_could_not_be_announced_was_not_called_and_waits(talked_about):
    w = talked_about

    def refuse(_):
        raise Unusable(Text("đầy", "full"))

    guard = replace(w.works.changes._core.guard, announce=refuse)
    w.works.changes = ChangeCarrier(replace(w.works.changes._core, guard=guard))
    with pytest.raises(Unusable):
        tick(w.works)
    ((row, _),) = w.works.ledger.follow_ups()
    assert (w.page.comments, row.progress, row.reason.code) == ([], Progress.WAITING, "unannounced")
    w.restart()
    run_through(w)
    assert w.page.comments == ["Gọi 111."]


def test_what_is_published_anew_begins_as_if_it_never_had(world):
    w = world(post("a", START), post("b", START))
    w.works.stopping.set()
    w.works.begin()
    with w.works.ledger.writing("test") as book:
        row = book.begin(key("a"), w.page.page_key, START, State.CLAIMED, reason=reasons.CLAIM)
        fresh = book.begin(key("b"), w.page.page_key, START, State.CLAIMED, reason=change_reasons.ANEW)
        spent = {
            "attempts": 7, "doubtful_rounds": 1, "cut_offs": 4, "looks": 4,
            "media": ["m2"], "media_ever": ["m1", "m2"], "prepared_at": START, "first_intent_at": START,
            "intent_at": START, "owner": "pc:1", "next_try_at": START, "scheduled_for": START,
            "lease_until": START, "address": "https://page.example/1_1", "drafts": ["d1"],
        }  # fmt: skip
        row = book.move(row, State.PREPARED, reason=reasons.UPLOADED, **spent)
        row = book.move(row, State.SENDING, reason=reasons.INTENT)
        row = book.move(row, State.PUBLISHED, reason=reasons.RECEIPT, remote_id="1_1", public_at=START)
        row = book.move(row, State.WITHDRAWN, reason=change_reasons.WITHDRAWN)
        anew = publish_anew(book, row, START)
    its_own = {"id", "key", "fence", "former_ids", "waived"}
    differs = {one.name for one in fields(Delivery) if getattr(anew, one.name) != getattr(fresh, one.name)}
    assert differs == its_own
    assert anew.former_ids == ("1_1",)


def test_calls_cut_off_before_it_was_withdrawn_do_not_count_against_what_is_published_anew(world):
    w = world(post("a", START))
    cuts = iter(range(CUT_OFFS - 1))

    def die():
        if next(cuts, None) is not None:
            raise KeyboardInterrupt

    w.page.during_publish = die
    run_through(w)
    assert (w.row("a").state, w.row("a").cut_offs) == (State.PUBLISHED, CUT_OFFS - 1)
    ask_anew(w.works, w.row("a"), "Mai", "sai số điện thoại")
    cuts = iter(range(1))
    run_through(w)
    assert (w.row("a").state, w.row("a").cut_offs) == (State.PUBLISHED, 1)
    assert len(w.page.posts) == 1


def run_through(w):
    """Wake up until nothing is due any more, through programs that end in the call."""
    for _ in range(200):
        try:
            due = tick(w.works).next_due
        except KeyboardInterrupt:
            w.restart()
            continue
        if due is None:
            return
        w.clock.instant = max(due, w.clock.instant)
    raise AssertionError("it never comes to rest")


def take_down_by_hand(office):
    graph = office.works.outlets.get("province", "facebook")
    graph.withdraw(office.row().remote_id)


def test_what_a_person_took_down_is_noticed_within_a_day_and_not_published_again(office):
    take_down_by_hand(office)
    office.works.clock.wait(timedelta(days=1, hours=1).total_seconds())
    tick(office.works)
    row = office.row()
    assert (row.state, row.reason.code) == (State.WITHDRAWN, "taken-down")
    office.run()
    assert office.on_page() == []
    assert office.row("website").state is State.PUBLISHED


def test_a_page_that_cannot_be_read_to_its_end_takes_nothing_down(office):
    office.works.clock.wait(timedelta(days=1, hours=1).total_seconds())
    office.rehearsal.arm("truncated-json", "published_posts", count=5)
    tick(office.works)
    assert office.row().state is State.PUBLISHED


def test_a_page_that_cannot_be_read_is_visited_again_after_an_hour_and_not_before(office):
    take_down_by_hand(office)
    office.works.clock.wait(timedelta(days=1, hours=1).total_seconds())
    office.rehearsal.arm("truncated-json", "published_posts", count=1)
    for _ in range(3):
        tick(office.works)
    assert office.row().state is State.PUBLISHED
    office.works.clock.wait(timedelta(hours=1).total_seconds())
    tick(office.works)
    assert office.row().state is State.WITHDRAWN


def test_a_post_on_a_page_that_the_settings_name_no_more_is_not_believed_taken_down(world):
    w = world(post("a", START))
    tick(w.works)
    address = w.row("a").address
    w.page.page_key, w.page.kept = "facebook:2", []
    w.restart()
    assert ask_withdrawal(w.works, w.row("a"), "Mai", "sai số điện thoại")
    tick(w.works)
    assert w.row("a").state is State.PUBLISHED
    ((change, _),) = w.works.ledger.follow_ups()
    assert change.reason.code == "elsewhere"
    assert "facebook:1" in change.reason.why.vi
    assert address in change.reason.todo.vi


def test_a_page_that_is_paused_is_not_visited(office):
    take_down_by_hand(office)
    office.works.clock.wait(timedelta(days=1, hours=1).total_seconds())
    until = office.works.clock.now() + timedelta(hours=2)
    with office.works.ledger.writing("loa") as book:
        book.pause(office.row().page_key, Pause(FailureKind.POLICY, until, 1, change_reasons.NOT_YET))
    tick(office.works)
    assert office.row().state is State.PUBLISHED


@pytest.mark.parametrize("kind", [Kind.EDIT, Kind.WITHDRAW])
def test_what_a_person_took_down_is_noticed_when_it_is_to_be_changed(office, kind):
    take_down_by_hand(office)
    office.change(text="Lời khác.")
    office.ask(kind)
    office.run()
    assert office.row().state is State.WITHDRAWN
    assert office.works.ledger.follow_ups() == []


def test_a_frozen_ledger_takes_down_but_neither_edits_nor_publishes(office):
    office.change(text="Lời khác.")
    freeze(office.works, "Chị Hoa", "có tang")
    office.ask(Kind.EDIT)
    office.ask(Kind.WITHDRAW, "website")
    office.run()
    assert "Lời khác." not in office.on_page()[0]["message"]
    assert office.row("website").state is State.WITHDRAWN
    thaw(office.works, "Chị Hoa", {})
    office.run()
    assert "Lời khác." in office.on_page()[0]["message"]


# -- one change, carried by itself ---------------------------------------------------------------------


def carry(w, **counted):
    """Carry the one change that there is, *counted* so far; gives what became of it, if it is open."""
    ((row, delivery),) = w.works.ledger.follow_ups()
    with w.works.ledger.writing("test") as book:
        row = book.follow_ups.step(row, delivery, row.progress, reason=change_reasons.NOT_YET, **counted)
    w.works.changes.carry(row)
    return next((one for one, _ in w.works.ledger.follow_ups()), None)


def cut_off(w):
    """The program ended while the comment was made."""
    w.page.comment_faults = [KeyboardInterrupt()]
    with pytest.raises(KeyboardInterrupt):
        carry(w)


def odd():
    raise ValueError("odd")


@pytest.mark.unforeseen("odd")
def test_what_fails_unforeseen_before_the_call_is_tried_again_and_at_last_held_with_the_command(talked_about):
    w = talked_about
    w.works.hindrances.append(odd)
    row = carry(w, attempts=TRIES - 2)
    assert (row.progress, row.attempts) == (Progress.WAITING, TRIES - 1)
    row = carry(w)
    assert (row.progress, row.attempts) == (Progress.HELD, TRIES)
    assert f"loa retry {w.row('a').key}" in row.reason.todo.vi


@pytest.mark.unforeseen("odd")
def test_what_fails_unforeseen_in_the_call_is_in_doubt_and_looked_into_at_once(talked_about):
    w = talked_about
    w.page.comment_faults = [ValueError("odd")]
    w.clock.wait(60)
    row = carry(w)
    assert (row.progress, row.doubtful_rounds, row.next_try_at) == (Progress.SENDING, 1, w.clock.now())


@pytest.mark.unforeseen("odd")
@pytest.mark.parametrize("fault", [ValueError("odd"), failure(FailureKind.CERTAIN)])
def test_what_could_not_be_seen_is_looked_for_later_and_at_last_a_person_looks(talked_about, fault):
    w = talked_about
    cut_off(w)
    w.page.look_faults = [fault, fault]
    row = carry(w, attempts=BLIND_LOOKS - 2)
    assert (row.progress, row.attempts) == (Progress.SENDING, BLIND_LOOKS - 1)
    assert row.next_try_at > w.clock.now()
    row = carry(w)
    assert (row.progress, row.reason.code) == (Progress.HELD, "change-unseen")
    assert f"loa retry {w.row('a').key}" in row.reason.todo.vi


def test_a_comment_cut_off_has_all_its_looks_however_often_it_was_looked_for_before(talked_about):
    w = talked_about
    w.page.comment_faults = [KeyboardInterrupt()]
    with pytest.raises(KeyboardInterrupt):
        carry(w, looks=3)
    ((row, _),) = w.works.ledger.follow_ups()
    assert (row.progress, row.looks) == (Progress.SENDING, 0)


def test_a_comment_that_no_look_finds_after_two_doubtful_calls_is_held_with_the_command(talked_about):
    w = talked_about
    cut_off(w)
    w.page.comments.clear()
    row = carry(w, looks=len(LOOKS) - 1, doubtful_rounds=ROUNDS)
    assert (row.progress, row.reason.code) == (Progress.HELD, "comment-unsure")
    assert f"loa retry {w.row('a').key}" in row.reason.todo.vi


@pytest.mark.unforeseen("odd")
def test_a_change_that_somebody_dropped_meanwhile_is_left_to_them(talked_about, caplog):
    w = talked_about
    cut_off(w)
    ((row, delivery),) = w.works.ledger.follow_ups()

    def dropped(*_):
        with w.works.ledger.writing("another") as book:
            book.follow_ups.step(row, delivery, Progress.DROPPED, reason=change_reasons.NOT_YET)
        raise ValueError("odd")

    w.page.find_comments = dropped
    assert w.works.changes.carry(row) is None
    assert "someone else has it" in caplog.text


def test_what_is_ordered_anew_and_left_the_calendar_meanwhile_keeps_its_time(talked_about):
    w = talked_about
    due = w.row("a").due
    ask_anew(w.works, w.row("a"), "Mai", "sai số điện thoại")
    w.read = calendar()
    w.works.stopping.set()
    for row, _ in w.works.ledger.follow_ups():
        w.works.changes.carry(row)
    assert (w.row("a").state, w.row("a").due) == (State.CLAIMED, due)


@dataclass
class Edited(TalkedAbout):
    """A page that takes edits; *cut*: the program ends once it has taken one."""

    cut: bool = False
    edits: int = 0
    replaces_pictures: bool = False

    def edit(self, remote_id, outgoing):
        self.edits += 1
        next(item for item in self.kept if item["id"] == remote_id)["text"] = outgoing.wording.text
        if self.cut:
            raise KeyboardInterrupt


def edited(world, at, text, **more):
    """A post that is public, and is to be edited to *text*."""
    w = world(post("a", at), **more)
    w.page = Edited(w.clock)
    w.restart()
    tick(w.works)
    w.clock.wait(1800)  # then the queue has a slot
    tick(w.works)
    w.read = calendar(post("a", at, text))
    with w.works.ledger.writing("Mai") as book:
        book.follow_ups.ask(w.row("a"), Kind.EDIT, reason=change_reasons.EDIT_ASKED)
    return w


def test_a_post_that_had_its_turn_in_the_queue_can_be_edited(world):
    w = edited(world, None, "Lời mới.", slots={"daily": ["07:30"]})
    assert carry(w) is None
    assert (w.page.edits, w.row("a").message) == (1, "Bài a\nLời mới.")


@pytest.mark.parametrize("later", [[], [post("a", START, "Lời sau nữa.")]], ids=["gone", "changed again"])
def test_an_edit_that_the_page_shows_is_done_as_it_was_made_whatever_the_calendar_says_by_now(world, later):
    w = edited(world, START, "Lời mới.")
    before = w.row("a")
    w.page.cut = True
    with pytest.raises(KeyboardInterrupt):
        carry(w)
    w.read = calendar(*later)
    assert carry(w) is None
    row = w.row("a")
    assert (w.page.edits, row.text) == (1, "Bài a\n\nLời mới.")
    assert (row.words_print, row.message) == (before.words_print, before.message)


def test_what_became_of_a_comment_and_of_an_edit_is_told_apart(talked_about):
    w = talked_about
    carry(w)
    assert w.works.ledger.events(key("a"))[-1].reason.code == change_reasons.COMMENTED.code
