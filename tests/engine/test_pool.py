"""The pool of evergreen posts: free slots are filled from it, and never twice on a page within the rest."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import Phase, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from scheduler.calendar.model import PROVINCE, ChannelName, Hotline, PostId
from scheduler.channels.channel import FailureKind
from scheduler.clock import FixedClock
from scheduler.delivery.key import Key
from scheduler.delivery.ledger import State
from scheduler.delivery.outside_reasons import Found
from scheduler.engine.beginning import check_beginning, rebuild
from scheduler.engine.deciding import hold_beside
from scheduler.engine.mending import ask_withdrawal
from scheduler.engine.outlook import forecast, outlook
from scheduler.engine.pool import pool_problems
from scheduler.engine.tick import order, tick
from scheduler.problems import Stop
from tests.delivery.practice import PAGE, START, Page, Painter, World, calendar, failure, post, settings
from tests.examples import examples

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
SLOTS = {"daily": ["07:30"]}  # START is 07:00 on Tuesday, 1 December 2026, there
DAY = timedelta(days=1)


def lasting(name: str, rest: int = 14, **more):
    return post(name, None, evergreen=rest, **more)


@pytest.fixture
def pooled(world):
    def make(*posts, slots=SLOTS, **more):
        made = world(*posts, slots=slots, **more)
        tick(made.works)
        return made

    return make


def wake(world):
    try:
        tick(world.works)
    except Stop:  # a page shows what this ledger does not know: a person does as she is told
        rebuild(world.works)
        tick(world.works)


def days_on(world, count, hour=7, minute=30):
    """Wake up at the slot of each of *count* days, from the next on."""
    for _ in range(count):
        local = world.clock.now().astimezone(ZONE)
        next_day = local if (local.hour, local.minute) < (hour, minute) else local + DAY
        world.clock.instant = next_day.replace(hour=hour, minute=minute, second=0, microsecond=0)
        wake(world)


def gone(world):
    rows = [row for row in world.works.ledger.deliveries() if row.state is State.PUBLISHED]
    return [(row.key.post, f"{row.public_at.astimezone(ZONE):%m-%d}") for row in rows]


@pytest.mark.slow
def test_a_slot_that_no_queued_post_takes_is_filled_by_the_one_that_rested_longest(pooled):
    w = pooled(lasting("p"), lasting("q"), post("a", None))
    days_on(w, 5)
    assert gone(w) == [("a", "12-01"), ("p", "12-02"), ("q", "12-03")]
    days_on(w, 13)
    assert gone(w)[3:] == [("p", "12-16"), ("q", "12-17")]
    assert w.page.texts()[1] == w.page.texts()[3]


def test_the_plan_says_which_post_of_the_pool_takes_which_slot(pooled):
    w = pooled(lasting("p"), post("a", None))
    start = w.clock.now()
    found = outlook(w.works, start, start + 17 * DAY)
    told = [(one.planned.post.id, one.planned.due.day, one.forecast) for one in found]
    assert told == [("a", 1, True), ("p", 2, True), ("p", 16, True)]
    assert "nghỉ 14 ngày" in found[1].why.vi
    assert forecast(w.works) == {"a": found[0].planned.due, "p": found[1].planned.due}
    days_on(w, 17)
    assert gone(w) == [("a", "12-01"), ("p", "12-02"), ("p", "12-16")]


@pytest.mark.slow
def test_out_of_season_it_never_goes_and_a_season_may_span_new_year(pooled):
    w = pooled(lasting("p", season="20/12-10/1"))
    days_on(w, 60)
    assert gone(w) == [("p", "12-20"), ("p", "01-03")]


@pytest.mark.slow
def test_the_cap_counts_by_the_year(pooled):
    w = pooled(lasting("p", cap=1))
    days_on(w, 45)
    assert gone(w) == [("p", "12-01"), ("p", "01-01")]


@pytest.mark.slow
def test_what_went_after_midnight_is_once_in_the_year_and_has_two_days_to_rest_from(pooled):
    w = pooled(lasting("p", cap=2), slots={"daily": ["23:30"]})
    for _ in range(32):
        local = w.clock.now().astimezone(ZONE)
        w.clock.instant = (local - timedelta(hours=1) + DAY).replace(hour=23, minute=30)
        w.works.slots.give_turns(w.clock.now())
        w.clock.wait(45 * 60)
        tick(w.works)
    assert gone(w) == [("p", "12-03"), ("p", "12-18"), ("p", "01-02")]


@pytest.mark.slow
def test_a_post_leaves_the_pool_when_it_expired_or_its_line_has_ended(pooled):
    w = pooled(lasting("p", expires=date(2026, 12, 10)), lasting("q", hotlines=("cu",)))
    line = Hotline("cu", "Đường dây cũ", "111", valid_until=date(2026, 12, 9))
    w.read = replace(w.read, hotlines={"cu": line})
    days_on(w, 40)
    assert gone(w) == [("p", "12-01"), ("q", "12-02")]
    told = {one.message.code: one for one in pool_problems(w.works)}
    assert told["pool-expired"].post == "p"
    assert "expires" in told["pool-expired"].way_out()
    assert "đã rời kho" in str(told["pool-empty"].values["why"])


def test_a_post_is_out_of_the_pool_until_somebody_called_its_line(pooled):
    w = pooled(lasting("p", hotlines=("cu",)), checks={"hotline-unverified": "error"})
    line = Hotline("cu", "Đường dây cũ", "111")
    w.read = replace(w.read, hotlines={"cu": line})
    days_on(w, 3)
    assert gone(w) == []
    w.read = replace(w.read, hotlines={"cu": replace(line, verified_on=date(2026, 12, 3))})
    w.works.slots.forget()
    days_on(w, 1)
    assert gone(w) == [("p", "12-04")]


def test_a_post_leaves_the_pool_when_its_source_was_found_dead(pooled):
    w = pooled(lasting("p", source="https://chinhphu.example/qd"))
    with w.works.ledger.writing("loa") as book:
        book.outside.note_link("https://chinhphu.example/qd", Found.DEAD)
    w.works.slots.forget()
    days_on(w, 2)
    assert gone(w) == []
    assert [one.message.code for one in pool_problems(w.works)] == ["pool-dead-link", "pool-empty"]


@pytest.mark.slow
def test_what_waits_for_a_person_keeps_its_post_out_of_the_pool_on_that_page(pooled):
    w = pooled(lasting("p"))
    w.painter.bad["p"] = "too long"
    days_on(w, 1)
    assert [row.state for row in w.works.ledger.deliveries()] == [State.HELD]
    w.painter.bad.clear()
    days_on(w, 40)
    assert gone(w) == []
    assert "chưa xong" in str(pool_problems(w.works)[0].values["why"])


def test_ordered_within_its_rest_it_is_held_until_a_person_insists(pooled):
    w = pooled(lasting("p"))
    days_on(w, 3)
    order(w.works, [PostId("p")])
    held = w.works.ledger.deliveries(states={State.HELD})
    assert [row.reason.code for row in held] == ["rests"]
    assert gone(w) == [("p", "12-01")]
    days_on(w, 2)
    order(w.works, [PostId("p")])  # she was told, and says so again
    assert gone(w) == [("p", "12-01"), ("p", "12-05")]


@pytest.mark.parametrize("at", [None, datetime(2026, 12, 5, 7, 30, tzinfo=ZONE)])
def test_taken_out_of_the_pool_it_does_not_go_out_again_at_once(pooled, at):
    w = pooled(lasting("p"))
    days_on(w, 2)
    w.read = calendar(post("p", at), slots=SLOTS)
    days_on(w, 6)
    assert gone(w) == [("p", "12-01")]


@pytest.mark.slow
def test_a_queued_post_that_went_out_rests_before_the_pool_takes_it(pooled):
    w = pooled(post("p", None))
    days_on(w, 1)
    w.read = calendar(lasting("p", text=post("p", None).text), slots=SLOTS)
    days_on(w, 20)
    assert gone(w) == [("p", "12-01"), ("p", "12-15")]


@pytest.mark.sqlite
def test_a_lost_ledger_stops_and_rebuilt_it_knows_when_each_went(pooled, tmp_path):
    w = pooled(lasting("p", 60))
    days_on(w, 40)
    assert gone(w) == [("p", "12-01")]
    w.works.close()
    for file in (w.folder / "var").glob("ledger.db*"):
        file.unlink()
    w.state = tmp_path / "another-machine"
    w.open()
    with pytest.raises(Stop):
        check_beginning(w.works)
    rebuild(w.works)
    days_on(w, 25)
    assert gone(w) == [("p", "12-01"), ("p", "01-30")]


class Unlisted(Page):
    """A place that tells what it shows, and not what it is."""

    seen = None
    is_readable = True

    def standing(self, since):
        if not self.is_readable:
            raise failure(FailureKind.DOUBTFUL)
        return super().standing(since)


@pytest.mark.parametrize("lost", ["ledger", "ledger and the place cannot be read", "nothing, it is new"])
@pytest.mark.slow
def test_on_a_place_that_lists_nothing_the_pool_rests_once_a_new_ledger_finds_posts_there(
    pooled, tmp_path, lost
):
    w = pooled(lasting("p"))
    w.works.close()
    w.page = Unlisted(w.clock)
    w.open()
    tick(w.works)
    if "new" not in lost:
        days_on(w, 3)
    before = w.page.texts()
    w.works.close()
    for file in (w.folder / "var").glob("ledger.db*"):
        file.unlink()
    w.state = tmp_path / "another-machine"
    w.open()
    w.page.is_readable = "cannot" not in lost
    check_beginning(w.works)
    w.page.is_readable = True
    tick(w.works)
    days_on(w, 12)
    assert len(w.page.texts()) == 1
    days_on(w, 5)
    assert len(w.page.texts()) == 2
    assert [line.page_key for line in w.works.ledger.remarks("rebuilt")] == [w.page.page_key] * bool(before)


def test_a_killed_turn_goes_on_and_the_slot_is_given_once(pooled):
    w = pooled(lasting("p"), lasting("q"))
    w.clock.instant = datetime(2026, 12, 1, 7, 30, tzinfo=ZONE)
    w.works.slots.give_turns(w.clock.now())  # and the power went
    w.restart()
    w.clock.wait(600)
    tick(w.works)
    tick(w.works)
    assert gone(w) == [("p", "12-01")]


def test_without_a_pool_nothing_of_it_is_asked(pooled):
    w = pooled(post("a", None))
    assert pool_problems(w.works) == []
    assert w.works.slots.queue()._state is None


def test_the_look_turns_with_the_day_and_asks_for_no_approval(pooled):
    w = pooled(lasting("p"))
    edition = w.works.edition()
    keys = [Key(PostId("p"), day, PROVINCE, PAGE) for day in ("2026-12-01", "2026-12-15")]
    found = [edition.agenda.find(one, START) for one in keys]
    assert [one.post.turn for one in found] == ["2026-12-01", "2026-12-15"]
    assert edition.seen(edition.agenda.post(PostId("p"))) != pooled(post("p", None)).works.edition().seen(
        post("p", None)
    )


@pytest.mark.slow
def test_another_id_does_not_shorten_the_rest(pooled):
    w = pooled(lasting("p", 60))
    days_on(w, 40)
    w.read = calendar(lasting("moi", 60, text=w.read.posts[0].text, title=w.read.posts[0].title), slots=SLOTS)
    days_on(w, 10)
    assert gone(w) == [("p", "12-01")]
    assert w.works.ledger.deliveries(states={State.HELD})[0].reason.code == "looks-like"


@pytest.mark.parametrize("later", ["queued", "evergreen", "timed"])
@pytest.mark.slow
def test_what_was_a_draft_while_the_ledger_was_made_anew_does_not_go_out_again(pooled, later):
    w = pooled(lasting("p"), lasting("q"))
    days_on(w, 4)
    w.read = calendar(lasting("p", status="draft"), lasting("q"), slots=SLOTS)
    w.works.close()
    for file in (w.folder / "var").glob("ledger.db*"):
        file.unlink()
    w.open()
    rebuild(w.works)
    days_on(w, 2)
    again = {
        "queued": post("p", None),
        "evergreen": lasting("p"),
        "timed": post("p", w.clock.now() + 3 * DAY),
    }
    w.read = calendar(again[later], lasting("q"), slots=SLOTS)
    days_on(w, 5)
    assert [text for text in w.page.texts() if "của p" in text] == w.page.texts()[:1]


EDITS = st.sampled_from(["evergreen", "queued", "draft", "gone", "reworded", "short-rest"])


@hypothesis_settings(max_examples=examples(8), deadline=None, phases=[Phase.generate])
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["day", "days", "edit", "restart", "lost", "order", "back", "fault"]),
            EDITS,
            st.integers(1, 9),
        ),
        min_size=4,
        max_size=25,
    )
)
@pytest.mark.slow
def test_nothing_goes_out_twice_within_its_rest(tmp_path_factory, steps):
    folder = tmp_path_factory.mktemp("pool")
    (folder / "var").mkdir()
    clock = FixedClock(START)
    page = Page(clock)
    lost: list[int] = []  # how many posts the page had, whenever the ledger was
    posts = {"p": lasting("p"), "q": lasting("q", season="1/12-20/12")}
    read = calendar(*posts.values(), slots=SLOTS)
    w = World(folder, clock, page, Painter(), read, settings(), folder / "state")
    tick(w.works)
    for what, edit, count in steps:
        if what == "day":
            days_on(w, 1)
        elif what == "days":
            days_on(w, count)
        elif what == "edit":
            posts["p"] = {
                "evergreen": lasting("p"),
                "queued": post("p", None),
                "draft": lasting("p", status="draft"),
                "reworded": lasting("p", text=f"Lời mới lần {count} của bài này, không giống bài nào khác."),
                "short-rest": lasting("p", 14 + count),
            }.get(edit, posts["p"])
            shown = [one for name, one in posts.items() if (name, edit) != ("p", "gone")]
            w.read = calendar(*shown, slots=SLOTS)
        elif what == "restart":
            w.restart()
        elif what == "fault":
            page.faults.append("made, answer lost" if count % 2 else None)
        elif what == "back":
            clock.instant -= timedelta(hours=count)
        elif what == "lost":
            lost.append(len(page.posts))
            w.works.close()
            for file in (folder / "var").glob("ledger.db*"):
                file.unlink()
            w.open()
            with suppress(Stop):
                check_beginning(w.works)
            rebuild(w.works)
    w.works.close()
    seen: dict[str, list[date]] = {}
    known: dict[tuple[str, object], list[date]] = {}  # nobody can know what a lost post said in other words
    for number, item in enumerate(page.posts):
        name = "q" if "của q" in item["text"] else "p"
        day = datetime.fromisoformat(item["at"]).astimezone(ZONE).date()
        seen.setdefault(name, []).append(day)
        for same in (item["text"], sum(count <= number for count in lost)):
            known.setdefault((name, same), []).append(day)
    for same, days in known.items():
        assert all(later - earlier >= 14 * DAY for earlier, later in pairwise(sorted(days))), (same, days)
    assert all(day <= date(2026, 12, 20) or day >= date(2027, 12, 1) for day in seen.get("q", []))
    everything = sorted(one for days in seen.values() for one in days)
    assert len(set(everything)) == len(everything)  # one slot a day, given once


@pytest.mark.slow
def test_what_was_taken_down_takes_no_slot_until_a_person_orders_it(pooled):
    w = pooled(lasting("p"))
    days_on(w, 1)
    (row,) = w.works.ledger.deliveries()
    ask_withdrawal(w.works, row, "Chị Lan", "sai số")
    days_on(w, 20)
    assert {row.state for row in w.works.ledger.deliveries()} == {State.WITHDRAWN}
    (told,) = pool_problems(w.works)
    assert "đã bị gỡ" in str(told.values["why"])
    order(w.works, [PostId("p")])
    days_on(w, 14)
    assert gone(w) == [("p", "12-21"), ("p", "01-04")]


def test_what_is_taken_down_on_one_page_is_held_on_the_others_whatever_its_day_there(pooled):
    w = pooled(lasting("p"))
    w.page.faults = [failure(FailureKind.CERTAIN)]
    days_on(w, 1)
    (row,) = w.works.ledger.deliveries()
    assert row.state is State.RETRY
    elsewhere = replace(row, key=Key(PostId("p"), "2026-11-20", PROVINCE, ChannelName("website")))
    hold_beside(w.works, "Chị Lan", "sai số", [elsewhere])
    w.clock.wait(1800)
    tick(w.works)
    assert w.page.posts == []
    assert {row.state for row in w.works.ledger.deliveries()} == {State.HELD}


def test_on_two_pages_each_has_its_own_days_and_nothing_is_held_where_it_is_taken_down(pooled):
    w = pooled(lasting("p"))
    days_on(w, 1)
    (row,) = w.works.ledger.deliveries()
    elsewhere = replace(row, key=Key(PostId("p"), "2026-11-20", PROVINCE, ChannelName("website")))
    assert hold_beside(w.works, "Chị Lan", "sai số", [row, elsewhere]) == []
