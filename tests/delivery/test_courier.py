from __future__ import annotations

import errno
from dataclasses import replace
from datetime import timedelta

import pytest

from scheduler.calendar.model import PROVINCE, Card, ChannelName, Hotline, PostId
from scheduler.calendar.wording import Limits
from scheduler.channels.channel import FailureKind
from scheduler.channels.facebook_kind import KIND as FACEBOOK
from scheduler.delivery import edition
from scheduler.delivery.announcing import Announcer
from scheduler.delivery.core import Core
from scheduler.delivery.courier import LEASE
from scheduler.delivery.decisions import CUT_OFFS, LOOKS, SEND_AGAIN, TRIES
from scheduler.delivery.follow_ups import Kind, Progress
from scheduler.delivery.key import FIRST, Key
from scheduler.delivery.ledger import State
from scheduler.delivery.moves import text_hash
from scheduler.delivery.plan import Candidate
from scheduler.delivery.reasons import (
    CLAIM,
    LOOKS_LIKE,
    MEDIA_OLD,
    ORDERED,
    RECEIPT,
    TAKEN_OVER,
    UPLOADED,
    of_exception,
)
from scheduler.delivery.witness import Unusable
from scheduler.engine.deciding import publish_now, retry
from scheduler.engine.freezing import Late, freeze, late_ones, thaw
from scheduler.engine.tick import order, stay, tick
from scheduler.problems import Text
from tests.delivery.practice import START, calendar, failure, key, post
from tests.delivery.test_ledger import bring_to

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def run(world, until=timedelta(days=2), limit=500):
    """Wake up as the rehearsal does: step to each next due time."""
    end = world.clock.now() + until
    for _ in range(limit):
        report = tick(world.works)
        if report.next_due is None or report.next_due > end:
            return
        world.clock.instant = max(world.clock.instant, report.next_due)
    raise AssertionError("it never comes to rest")


def test_a_post_goes_out_once_at_its_time(world):
    w = world(post("a", START + HOUR))
    assert tick(w.works).next_due == START + HOUR
    assert w.page.texts() == []
    run(w)
    assert w.page.calls == 1
    row = w.row("a")
    assert (row.state, row.remote_id, row.public_at) == (State.PUBLISHED, "1_1", START + HOUR)
    assert [event.after.value for event in w.works.ledger.events(key("a"))] == [
        "claimed", "prepared", "sending", "published",
    ]  # fmt: skip


def test_a_line_that_ended_before_the_day_it_goes_out_holds_the_post(world):
    w = world(post("a", START, hotlines=("cu",)), post("b", START + 2 * HOUR, hotlines=("moi",)))
    lines = {name: Hotline(name, name, "111", valid_until=START.date()) for name in ("cu", "moi")}
    lines["cu"] = replace(lines["cu"], valid_until=START.date() - timedelta(days=1))
    w.read = replace(w.read, hotlines=lines)
    run(w)
    assert w.states() == {"a": "held", "b": "published"}
    assert w.row("a").reason.code == "post:hotline-expired"


def test_where_the_office_wants_it_a_line_that_nobody_called_within_a_year_holds_the_post(world):
    told = {"hotline-unverified": "error"}
    w = world(post("a", START, hotlines=("cu",)), post("b", START + 2 * HOUR, hotlines=("moi",)), checks=told)
    called = START.date()
    lines = {name: Hotline(name, name, "111", verified_on=called) for name in ("cu", "moi")}
    lines["cu"] = replace(lines["cu"], verified_on=called - timedelta(days=366))
    w.read = replace(w.read, hotlines=lines)
    run(w)
    assert w.states() == {"a": "held", "b": "published"}
    assert w.row("a").reason.code == "post:hotline-unverified"
    assert "“cu”" in w.row("a").reason.why.vi
    w.read = replace(w.read, hotlines={**lines, "cu": replace(lines["cu"], verified_on=called)})
    retry(w.works, "Mai", key("a"))
    run(w)
    assert w.states() == {"a": "published", "b": "published"}


def test_a_units_own_button_to_call_holds_the_post_too_until_somebody_called_it(world):
    w = world(post("a", START), checks={"hotline-unverified": "error"})
    province = replace(w.read.units[PROVINCE], hotlines=("rieng",))
    line = Hotline("rieng", "Đường dây riêng", "111")
    w.read = replace(w.read, hotlines={"rieng": line}, units={PROVINCE: province})
    run(w)
    assert w.row("a").reason.code == "post:hotline-unverified"
    to_come = replace(line, verified_on=START.date() + timedelta(days=1))  # a slip of the pen proves nothing
    w.read = replace(w.read, hotlines={"rieng": to_come})
    retry(w.works, "Mai", key("a"))
    run(w)
    assert w.states() == {"a": "held"}
    w.clock.wait(86_400)  # called after its day, it goes out late
    retry(w.works, "Mai", key("a"))
    run(w)
    assert w.states() == {"a": "published"}


def test_a_units_local_line_that_ended_holds_what_says_it_and_is_no_button(world):
    w = world(post("a", START, text="Gọi {{ unit.hotline }}."), post("b", START + HOUR))
    ended = Hotline("cu", "Đường dây cũ", "111", valid_until=START.date() - timedelta(days=1))
    province = replace(w.read.units[PROVINCE], hotlines=("cu",))
    w.read = replace(w.read, hotlines={"cu": ended}, units={PROVINCE: province})
    run(w)
    assert w.states() == {"a": "held", "b": "published"}
    assert w.row("a").reason.code == "post:hotline-expired"
    edition = w.works.edition()
    (planned,) = edition.agenda.unfold(edition.agenda.occurrences[1])
    (channel,) = w.works.places()
    assert edition.outgoing(planned, channel).hotlines == ()


def test_the_intent_is_written_before_the_public_call(world):
    w = world(post("a", START))
    seen = []
    w.page.during_publish = lambda: seen.append(w.row("a"))
    run(w)
    (row,) = seen
    assert row.state is State.SENDING
    assert row.text == w.page.texts()[0]
    assert row.media == tuple(w.page.posts[0]["media"])
    assert row.intent_at == START


@pytest.mark.unforeseen("cannot comment")
def test_each_step_leaves_in_the_ledger_what_another_program_needs_to_go_on(world):
    w = world(post("a", START, first_comment="Gọi 111."))
    w.page.limits = Limits(text=2000, inline=True, comment=300)
    w.works.begin()
    w.clock.wait(60)
    seen = []

    def look():
        seen.append(w.row("a"))
        w.clock.wait(1)

    w.page.during_prepare = w.page.during_publish = look
    tick(w.works)
    claimed, sending = seen
    edition, now = w.works.edition(), START + timedelta(seconds=60)
    planned = edition.agenda.find(key("a"))
    who = w.works.courier._core.who
    words, cards = edition.prints(planned, w.page)
    print_now = edition.fingerprint(planned, w.page)
    assert (claimed.state, claimed.owner, claimed.lease_until) == (State.CLAIMED, who, now + LEASE)
    assert (claimed.page_key, claimed.due, claimed.scheduled_for) == ("facebook:1", START, None)
    assert (claimed.fingerprint, claimed.words_print, claimed.cards_print) == (print_now, words, cards)
    assert (claimed.message, claimed.waived) == (f"Bài a\n{planned.post.text}", "")
    then, wording = now + timedelta(seconds=1), edition.wording(planned, w.page)
    assert (sending.state, sending.lease_until, sending.prepared_at) == (State.SENDING, then + LEASE, then)
    assert (sending.intent_at, sending.first_intent_at) == (then, then)
    assert (sending.text, sending.first_comment) == (wording.text, "Gọi 111.")
    assert sending.media == sending.media_ever == (f"media-{then.timestamp()}-1",)
    assert sending.drafts == ()
    public = w.row("a")
    assert (public.address, public.lease_until, public.owner) == ("https://page.example/1_1", None, who)
    ((comment, _),) = w.works.ledger.follow_ups()
    assert (comment.kind, comment.text) == (Kind.COMMENT, "Gọi 111.")


def test_what_is_tried_again_is_claimed_anew_and_remembers_its_first_intent_and_all_pictures(world):
    w = world(post("a", START))
    w.page.faults = [failure(FailureKind.CERTAIN)]
    tick(w.works)
    first = w.row("a")
    w.read = calendar(post("a", START + timedelta(seconds=20), text="Lời mới."))
    run(w)
    row = w.row("a")
    assert (row.state, row.fence, row.due) == (
        State.PUBLISHED,
        first.fence + 1,
        START + timedelta(seconds=20),
    )
    assert (row.first_intent_at, row.intent_at) == (START, w.clock.now())
    assert row.media_ever == (*first.media, *row.media) and len(row.media_ever) == 2
    assert (row.message, row.next_try_at, row.attempts) == ("Bài a\nLời mới.", None, 1)


@pytest.mark.parametrize(("kept", "uploads"), [(timedelta(), 1), (timedelta(seconds=1), 2)])
def test_pictures_are_used_as_long_as_the_channel_keeps_them_and_no_longer(world, kept, uploads):
    w = world(post("a", START), within=timedelta(days=7))
    w.page.during_prepare = w.works.stopping.set
    tick(w.works)
    w.clock.instant = START + FACEBOOK.media_kept + kept
    w.restart()
    tick(w.works)
    assert (w.row("a").state, w.page.uploads) == (State.PUBLISHED, uploads)


def test_pictures_of_another_page_are_not_used(world):
    w = world(post("a", START))
    w.page.during_prepare = w.works.stopping.set
    tick(w.works)
    w.page.page_key = "facebook:2"
    w.restart()
    tick(w.works)
    assert (w.row("a").state, w.row("a").page_key, w.page.uploads) == (State.PUBLISHED, "facebook:2", 2)


@pytest.mark.parametrize("lag", [timedelta(), timedelta(seconds=20), timedelta(minutes=4)])
def test_a_lost_answer_is_not_sent_again(world, lag):
    w = world(post("a", START))
    w.page.lag = lag
    w.page.faults = ["made, answer lost"]
    run(w)
    assert w.page.calls == 1
    assert w.row("a").state is State.PUBLISHED
    assert w.row("a").remote_id == "1_1"


def test_what_was_not_made_is_sent_again_after_all_looks_and_one_more(world):
    w = world(post("a", START))
    w.page.faults = [failure(FailureKind.DOUBTFUL)]
    run(w)
    assert len(w.page.posts) == 1
    assert w.page.looks == len(LOOKS) + 1
    assert w.row("a").public_at == START + sum(LOOKS, SEND_AGAIN)


def test_a_post_that_shows_at_the_last_look_is_adopted_and_not_sent_again(world):
    w = world(post("a", START))
    w.page.lag = timedelta(hours=1)  # it appears when all looks are over
    w.page.faults = ["made, answer lost"]
    while (report := tick(w.works)) and w.row("a").state is State.UNCONFIRMED:
        w.clock.instant = report.next_due
    assert w.row("a").state is State.RETRY
    w.page.lag = timedelta()
    run(w)
    assert w.page.calls == 1
    assert w.row("a").state is State.PUBLISHED


@pytest.mark.parametrize("kind", [FailureKind.CERTAIN, FailureKind.THROTTLED])
def test_a_page_that_cannot_be_read_at_the_last_look_is_sent_nothing_until_it_can(world, kind):
    w = world(post("a", START))
    w.page.faults = [failure(FailureKind.DOUBTFUL)]
    while (report := tick(w.works)) and w.row("a").state is State.UNCONFIRMED:
        w.clock.instant = report.next_due
    w.page.find_faults = [failure(kind, wait=600.0)]
    w.clock.instant = report.next_due
    tick(w.works)
    assert (w.row("a").state, w.row("a").reason.code, w.page.calls) == (State.RETRY, "not-sent", 1)
    assert bool(w.works.ledger.paused()) is (kind is FailureKind.THROTTLED)
    run(w)
    assert (w.row("a").state, w.page.calls, len(w.page.posts)) == (State.PUBLISHED, 2, 1)


def test_a_post_of_the_first_call_that_shows_after_the_second_is_adopted(world):
    w = world(post("a", START))
    w.page.lag = timedelta(hours=1)  # it appears only after the second call
    w.page.faults = ["made, answer lost", failure(FailureKind.DOUBTFUL)]
    while w.page.calls < 2:
        w.clock.instant = max(tick(w.works).next_due, w.clock.instant)
    assert w.row("a").intent_at > START + timedelta(minutes=2), "a look from there on would miss it"
    w.page.lag = timedelta()
    run(w)
    assert (w.row("a").state, w.row("a").remote_id, w.page.calls) == (State.PUBLISHED, "1_1", 2)


def test_a_second_doubtful_round_is_held_for_a_person(world):
    w = world(post("a", START))
    w.page.faults = [failure(FailureKind.DOUBTFUL), failure(FailureKind.DOUBTFUL)]
    run(w)
    assert w.row("a").state is State.HELD
    assert w.row("a").reason.code == "doubtful-again"
    assert w.page.calls == 2
    order(w.works, ["a"])
    assert w.row("a").state is State.PUBLISHED
    assert len(w.page.posts) == 1


def test_a_program_that_ends_in_the_call_each_time_is_held_at_last(world):
    w = world(post("a", START))

    def die():
        raise KeyboardInterrupt

    w.page.during_publish = die
    for _ in range(100):
        try:
            run(w)
        except KeyboardInterrupt:
            w.restart()
        else:
            break
    assert (w.row("a").state, w.page.calls) == (State.HELD, CUT_OFFS)


def test_an_unreadable_page_proves_nothing(world):
    w = world(post("a", START))
    w.page.faults = ["made, answer lost"]
    w.page.find_faults = [failure(FailureKind.DOUBTFUL, "cut") for _ in range(20)]
    run(w)
    assert w.page.calls == 1
    assert w.row("a").state is State.PUBLISHED
    assert w.page.looks == 21


@pytest.mark.slow
def test_a_page_unreadable_for_a_day_is_held_and_never_sent_again(world):
    w = world(post("a", START))
    w.page.faults = ["made, answer lost"]
    w.page.find_faults = [failure(FailureKind.DOUBTFUL, "cut") for _ in range(1000)]
    run(w)
    assert (w.row("a").state, w.row("a").reason.code) == (State.HELD, "never-seen")
    assert w.page.calls == 1


@pytest.mark.slow
@pytest.mark.parametrize("was_made", [True, False])
def test_while_a_late_post_may_still_go_out_an_unreadable_page_is_looked_at_again(world, was_made):
    w = world(post("a", START), within=timedelta(days=4))
    w.page.faults = ["made, answer lost" if was_made else failure(FailureKind.DOUBTFUL, "cut")]
    w.page.find_faults = [failure(FailureKind.DOUBTFUL, "cut") for _ in range(30 * 4)]
    run(w, until=timedelta(days=3))
    assert w.row("a").state is State.PUBLISHED
    assert w.page.calls == (1 if was_made else 2)
    assert w.page.texts() == [w.row("a").text]


def test_all_that_is_in_doubt_on_a_page_is_looked_for_by_one_read(world):
    w = world(*(post(name, START) for name in "abc"), spacing=timedelta())
    w.page.faults = ["made, answer lost"] * 3
    w.page.find_faults = [failure(FailureKind.DOUBTFUL, "cut") for _ in range(3)]  # each one's first look
    tick(w.works)
    assert set(w.states().values()) == {"unconfirmed"}
    w.clock.instant += timedelta(minutes=1)
    w.page.looks = 0
    tick(w.works)
    assert set(w.states().values()) == {"published"}
    assert w.page.looks == 1
    assert len(w.page.posts) == w.page.calls == 3


def test_a_read_that_fails_for_several_pauses_their_page_once(world):
    w = world(*(post(name, START) for name in "ab"), spacing=timedelta())
    w.page.faults = ["made, answer lost"] * 2
    w.page.find_faults = [failure(FailureKind.DOUBTFUL, "cut") for _ in range(2)]
    tick(w.works)
    w.page.find_faults = [failure(FailureKind.CREDENTIAL, "190") for _ in range(2)]
    w.clock.instant += timedelta(minutes=1)
    tick(w.works)
    assert w.works.ledger.paused()[w.page.page_key].rounds == 1
    run(w)
    assert set(w.states().values()) == {"published"}


def test_two_copies_found_are_adopted_and_told(world):
    w = world(post("a", START))
    w.page.faults = ["made twice, answer lost"]
    run(w)
    row = w.row("a")
    assert (row.state, row.remote_id, row.reason.code) == (State.PUBLISHED, "1_1", "found-several")
    assert "1_2" in row.reason.why.vi


@pytest.mark.slow
def test_a_refusal_is_tried_again_with_growing_pauses_then_held(world):
    w = world(post("a", START), within=timedelta(days=7))
    w.page.faults = [failure(FailureKind.CERTAIN) for _ in range(100)]
    run(w, until=timedelta(days=3))
    assert w.page.calls == TRIES
    row = w.row("a")
    assert (row.state, row.reason.code) == (State.HELD, "tried-out")
    assert "vì sao" in row.reason.why.vi and "làm gì" in row.reason.todo.vi


@pytest.mark.parametrize(
    "say",
    [
        pytest.param(lambda works: order(works, ["a"]), id="order", marks=pytest.mark.slow),
        pytest.param(
            lambda works: publish_now(works, "Mai", ["a"]), id="publish now", marks=pytest.mark.slow
        ),
        pytest.param(lambda works: retry(works, "Mai", key("a")), id="retry"),
    ],
)
@pytest.mark.slow
def test_what_a_person_lets_go_has_all_its_tries_again(world, say):
    w = world(post("a", START), within=timedelta(days=7))
    w.page.faults = [failure(FailureKind.CERTAIN) for _ in range(TRIES)]
    run(w, until=timedelta(days=3))
    assert w.row("a").reason.code == "tried-out"
    w.page.faults = [failure(FailureKind.CERTAIN)]
    say(w.works)
    tick(w.works)
    assert (w.page.calls, w.row("a").state, w.row("a").attempts) == (TRIES + 1, State.RETRY, 1)
    run(w)
    assert w.row("a").state is State.PUBLISHED


def test_refused_content_holds_that_post_alone(world):
    w = world(post("a", START), post("b", START + HOUR))
    w.page.faults = [failure(FailureKind.CONTENT, "facebook:100")]
    run(w)
    assert w.states() == {"a": "held", "b": "published"}
    assert w.row("a").reason.code == "facebook:100"


@pytest.mark.parametrize("kind", [FailureKind.CREDENTIAL, FailureKind.POLICY, FailureKind.THROTTLED])
@pytest.mark.slow
def test_a_page_that_refuses_everything_pauses_and_burns_nothing(world, kind):
    posts = [post(name, START + timedelta(minutes=n)) for n, name in enumerate("abcdef")]
    w = world(*posts, within=timedelta(days=2), spacing=timedelta())
    w.page.faults = [failure(kind, "facebook:190", wait=300.0) for _ in range(3)]
    run(w)
    assert set(w.states().values()) == {"published"}
    assert w.page.calls == len(posts) + 3, (
        "one delivery asks whether the page is open again, not each of them"
    )
    assert all(row.attempts == 0 for row in w.works.ledger.deliveries())
    pauses = [event for event in w.works.ledger.events() if event.key is None]
    assert [event.reason.code for event in pauses] == ["facebook:190", "receipt"], "one cause, one event"


def test_throttling_waits_as_long_as_the_page_says(world):
    w = world(post("a", START))
    w.page.faults = [failure(FailureKind.THROTTLED, wait=1234.0)]
    run(w)
    assert w.row("a").public_at == START + timedelta(seconds=1234)


def test_a_failed_upload_is_never_doubtful(world):
    w = world(post("a", START))
    w.page.prepare_faults = [failure(FailureKind.DOUBTFUL)]
    tick(w.works)
    assert w.row("a").state is State.RETRY
    run(w)
    assert (w.page.calls, w.page.looks) == (1, 0)


def test_an_edit_during_the_upload_goes_out_as_edited(world):
    w = world(post("a", START, text="Bản cũ của bài, có lỗi chính tả."))

    def edit():
        w.read = calendar(post("a", START, text="Bản mới của bài, đã sửa lỗi chính tả."))

    w.page.during_prepare = edit
    run(w)
    (text,) = w.page.texts()
    assert "Bản mới" in text


def test_a_post_taken_out_during_the_upload_does_not_go_out(world):
    w = world(post("a", START))
    w.page.during_prepare = lambda: setattr(w, "read", calendar())
    run(w)
    assert w.page.calls == 0
    assert w.row("a").state is State.SKIPPED
    assert w.works.ledger.events(key("a"))[-1].reason.code == "left-out"


def test_a_post_put_off_during_the_upload_waits_for_its_new_time(world):
    w = world(post("a", START))
    w.page.during_prepare = lambda: setattr(w, "read", calendar(post("a", START + HOUR)))
    run(w)
    assert w.row("a").public_at == START + HOUR


def test_the_same_text_under_another_id_is_held(world):
    w = world(post("a", START, text="Một"), post("b", START + HOUR, text="Một", title="Bài a"))
    run(w)
    assert w.states() == {"a": "published", "b": "held"}
    assert w.row("b").reason.code == "looks-like"
    order(w.works, ["b"])
    assert w.row("b").state is State.PUBLISHED, "a person may say so"


@pytest.mark.parametrize("text", ["Một câu.", "MỘT\u00a0câu\u200b."])
@pytest.mark.parametrize("inline", [True, False])  # as a page has it, and as a website
def test_the_same_words_under_another_title_are_held_on_every_channel(world, inline, text):
    other = {"text": text, "hashtags": ("Khac",), "link": "https://a.vn"}
    w = world(post("a", START, text="Một câu."), post("b", START + HOUR, **other))
    w.page.limits = Limits(text=2000, inline=inline)
    run(w)
    assert w.states() == {"a": "published", "b": "held"}
    assert w.row("b").reason.code == "looks-like"


def test_a_row_from_before_that_knows_the_whole_text_alone_is_still_recognised(world):
    w = world(post("a", START, text="Một câu."), post("b", START + HOUR, text="Một câu.", title="Bài a"))
    run(w, until=HOUR / 2)
    with w.works.ledger.writing("test") as book:
        old = text_hash(w.page.texts()[0])
        book.note(w.works.ledger.delivery(key("a")), reason=RECEIPT, text_hash=old)
    run(w)
    assert w.states() == {"a": "published", "b": "held"}


def test_the_same_text_after_thirty_days_is_welcome(world):
    later = START + timedelta(days=30, minutes=1)
    w = world(post("a", START, text="Một"), post("b", later, text="Một", title="Bài a"))
    run(w, until=timedelta(days=40))
    assert w.states() == {"a": "published", "b": "published"}


def test_an_id_that_was_published_is_not_used_for_another_message(world):
    w = world(post("a", START, text="Mật khẩu mạnh cho con: dài, dễ nhớ, không dùng ngày sinh."))
    elsewhere = Key(PostId("a"), FIRST, PROVINCE, ChannelName("website"))
    with w.works.ledger.writing("test") as book:
        other = "Gọi 111\nTổng đài bảo vệ trẻ em nghe máy suốt ngày đêm, gọi không mất tiền."
        row = book.begin(elsewhere, "website", START, State.CLAIMED, reason=CLAIM, message=other)
        row = book.move(row, State.PREPARED, reason=CLAIM)
        row = book.move(row, State.SENDING, reason=CLAIM)
        book.move(row, State.PUBLISHED, reason=CLAIM, remote_id="a")
    run(w)
    assert (w.row("a").state, w.row("a").reason.code) == (State.HELD, "other-message")
    assert "Gọi 111" in w.row("a").reason.why.vi


def test_an_edit_after_publishing_elsewhere_is_still_the_same_message(world):
    w = world(post("a", START, text="Mật khẩu mạnh cho con: dài, dễ nhớ, không dùng ngày sinh."))
    elsewhere = Key(PostId("a"), FIRST, PROVINCE, ChannelName("website"))
    with w.works.ledger.writing("test") as book:
        old = "Bài a\nMật khẩu mạnh cho con: dài, dể nhớ, không dùng ngày sinh"
        row = book.begin(elsewhere, "website", START, State.CLAIMED, reason=CLAIM, message=old)
        row = book.move(row, State.PREPARED, reason=CLAIM)
        row = book.move(row, State.SENDING, reason=CLAIM)
        book.move(row, State.PUBLISHED, reason=CLAIM, remote_id="a")
    run(w)
    assert w.row("a").state is State.PUBLISHED


def test_an_id_used_again_for_a_later_post_is_told(world):
    w = world(post("a", START))
    run(w)
    assert w.works.problems() == ()
    w.clock.wait(3600)
    w.read = calendar(
        post("a", START + 24 * HOUR, text="Một bài hoàn toàn khác về chuyện khác hẳn.", title="Mới")
    )
    (problem,) = w.works.problems()
    assert (problem.code, problem.post) == ("id-reused", "a")


def test_moving_a_published_post_changes_nothing_public(world):
    w = world(post("a", START))
    run(w)
    w.read = calendar(post("a", START + 24 * HOUR))
    run(w)
    assert w.page.calls == 1
    assert w.works.problems() == ()


def test_bad_cards_hold_the_post_at_its_time_with_the_words(world):
    w = world(post("a", START), post("b", START + HOUR))
    w.painter.bad = {"a": "bad"}
    run(w)
    assert w.states() == {"a": "held", "b": "published"}
    assert "chữ trên thẻ quá dài" in w.row("a").reason.why.vi
    assert "posts/a.yaml:3" in w.row("a").reason.why.vi
    w.painter.bad = {}
    order(w.works, ["a"])
    assert w.row("a").state is State.PUBLISHED


@pytest.mark.unforeseen("2 pictures of 3 cards")
def test_a_carousel_that_lacks_a_picture_is_not_sent(world):
    cards = tuple(Card("tip", {"headline": str(n)}) for n in range(3))
    w = world(post("a", START, cards=cards))
    whole = w.painter.paint
    w.painter.paint = lambda post, unit, sizes: whole(post, unit, sizes)[:2]
    run(w, until=HOUR)
    assert (w.page.calls, w.row("a").state) == (0, State.RETRY)
    w.painter.paint = whole
    run(w)
    assert w.states() == {"a": "published"}, w.row("a").reason


@pytest.mark.parametrize("moment", ["during_prepare", "during_publish"])
def test_freezing_in_the_middle_of_a_wake_up_stops_what_was_not_yet_sent(world, moment):
    w = world(post("a", START), post("b", START))
    setattr(w.page, moment, lambda: freeze(w.works, "Chị Hoa", "có tang"))
    tick(w.works)
    sent = ["a"] if moment == "during_publish" else []
    assert [row.key.post for row in w.works.ledger.deliveries(states={State.PUBLISHED})] == sent
    assert tick(w.works).next_due is None, "nothing calls for a wake-up while all is frozen"
    if not sent:
        assert w.row("a").reason.code == "frozen"
    setattr(w.page, moment, lambda: None)
    thaw(w.works, "Chị Hoa", {})
    run(w)
    assert w.states() == {"a": "published", "b": "published"}, "they are not late yet"


def test_a_freeze_in_the_middle_of_a_wake_up_leaves_what_comes_after_untouched(world):
    w = world(post("a", START), post("b", START), spacing=timedelta())
    w.page.during_publish = lambda: freeze(w.works, "Chị Hoa", "có tang")
    tick(w.works)
    assert w.states() == {"a": "published"}, "not even begun, so that its pictures are not yet old by then"
    assert w.page.uploads == 1
    w.page.during_publish = lambda: None
    thaw(w.works, "Chị Hoa", {})
    run(w)
    assert w.states() == {"a": "published", "b": "published"}


def test_a_freeze_in_the_middle_of_a_wake_up_lets_what_is_in_doubt_be_looked_for(world):
    w = world(post("a", START), post("b", START), spacing=timedelta())
    w.page.faults = ["made, answer lost"] * 2
    w.page.find_faults = [failure(FailureKind.DOUBTFUL)] * 2
    tick(w.works)
    look = w.page.confirm

    def confirm(traces):
        freeze(w.works, "Chị Hoa", "có tang")
        return look(traces)

    w.page.confirm = confirm
    w.clock.wait(3600)
    tick(w.works)
    assert w.works.ledger.frozen is not None
    assert w.states() == {"a": "published", "b": "published"}


@pytest.mark.parametrize(
    ("choice", "state", "texts"),
    [(Late.PUBLISH, "published", 2), (Late.SKIP, "skipped", 1), (Late.HOLD, "held", 1)],
)
@pytest.mark.parametrize("hours", [1, 10])
@pytest.mark.slow
def test_after_thawing_late_posts_are_as_a_person_decided(world, choice, state, texts, hours):
    w = world(post("a", START + HOUR), post("b", START + 100 * HOUR))
    tick(w.works)
    freeze(w.works, "Chị Hoa", "có tang")
    for _ in range(hours + 1):
        tick(w.works)
        w.clock.wait(HOUR.total_seconds())
    assert w.page.texts() == []
    (late,) = late_ones(w.works)
    assert thaw(w.works, "Chị Hoa", {late.key: choice})
    run(w, until=200 * HOUR)
    assert w.states() == {"a": state, "b": "published"}
    assert len(w.page.texts()) == texts


def test_a_queued_post_keeps_its_turn_over_a_freeze(world):
    w = world(post("a", None), slots={"daily": ["08:00", "20:00"]})  # an hour after START, there
    tick(w.works)
    freeze(w.works, "Chị Hoa", "có tang")
    w.clock.wait((5 * HOUR).total_seconds())
    tick(w.works)
    assert late_ones(w.works) == []
    thaw(w.works, "Chị Hoa", {})
    tick(w.works)
    assert w.states() == {}
    run(w)
    assert w.row("a").public_at == START + 13 * HOUR


def test_a_text_that_the_channel_cannot_carry_is_held(world):
    w = world(post("a", START, text="x" * 3000))
    run(w)
    assert (w.row("a").state, w.row("a").reason.code) == (State.HELD, "too-long")
    assert ", Facebook chỉ nhận" in w.row("a").reason.why.vi


def test_a_first_comment_that_the_channel_cannot_carry_holds_its_post(world):
    w = world(post("a", START, first_comment="x" * 301))
    w.page.limits = Limits(text=2000, inline=True, comment=300)
    run(w)
    assert (w.row("a").state, w.row("a").reason.code) == (State.HELD, "comment-too-long")


def test_what_hinders_while_a_call_is_announced_still_keeps_it_back(world, monkeypatch):
    saved = []
    monkeypatch.setattr(Announcer, "announce", lambda *_: saved.append("as a draft"))
    w = world(post("a", START))
    w.works.hindrances.append(lambda: CLAIM if saved else None)
    tick(w.works)
    assert (w.row("a").state, w.page.calls) == (State.RETRY, 0)
    w.works.hindrances.pop()
    run(w)
    assert (w.row("a").state, w.page.calls) == (State.PUBLISHED, 1)


def test_a_call_that_could_not_be_announced_was_not_made_and_is_tried_again(world, monkeypatch):
    def full(*_):
        raise Unusable(Text("đầy", "full"))

    monkeypatch.setattr(Announcer, "announce", full)
    w = world(post("a", START))
    with pytest.raises(Unusable):
        tick(w.works)
    row = w.row("a")
    assert (row.state, row.reason.code, row.next_try_at) == (State.RETRY, "unannounced", START)
    assert (w.page.calls, row.doubtful_rounds, row.attempts) == (0, 0, 0)
    monkeypatch.undo()
    w.restart()
    run(w)
    assert (w.row("a").state, w.page.calls) == (State.PUBLISHED, 1)


def test_a_channel_that_is_gone_by_then_is_no_fault_of_the_others(world):
    w = world(post("a", START))
    edition = w.works.edition()
    (planned,) = edition.agenda.unfold(edition.agenda.occurrences[0])
    w.works.begin()
    elsewhere = replace(planned, channel=ChannelName("website"))
    with pytest.raises(LookupError, match="cannot reach website"):
        w.works.courier._core.channel(elsewhere.key)
    assert w.works.courier._core.channel(planned.key) is w.page


def test_what_somebody_else_has_is_left_to_them_and_the_next_goes_out(world):
    w = world(post("a", START), post("b", START), spacing=timedelta())

    def taken():
        w.page.during_prepare = lambda: None
        with w.works.ledger.writing("another") as book:
            book.take_over(w.row("a"), reason=CLAIM)

    w.page.during_prepare = taken
    report = tick(w.works)
    assert w.states() == {"a": "claimed", "b": "published"}
    assert [one.key.post for one in report.carried] == ["b"]


def test_a_machine_that_refuses_is_told_in_words_and_without_a_trace_and_tried_again(world, caplog):
    w = world(post("a", START))
    w.painter.bad = {"a": OSError(errno.ENOSPC, "No space left on device", "var/cards")}
    tick(w.works)
    row = w.row("a")
    assert row.reason.code == "machine-refused"
    assert "ổ đĩa" in row.reason.todo.vi
    assert row.state is State.RETRY
    assert not any(record.exc_info for record in caplog.records)
    w.painter.bad = {}
    run(w)
    assert w.row("a").state is State.PUBLISHED


@pytest.mark.unforeseen("boom")
@pytest.mark.parametrize("where", ["problems", "prepare", "publish", "find"])
def test_an_unforeseen_exception_never_stops_the_others(world, where):
    w = world(post("a", START), post("b", START))
    if where == "problems":
        w.painter.bad = {"a": ValueError("boom")}
    elif where == "prepare":
        w.page.prepare_faults = [ValueError("boom")]
    elif where == "publish":
        w.page.faults = [ValueError("boom")]
    else:
        w.page.faults = ["made, answer lost"]
        w.page.find_faults = [ValueError("boom")]
    tick(w.works)
    assert w.row("b").state is State.PUBLISHED
    run(w)
    assert w.row("a").state is (State.HELD if where == "problems" else State.PUBLISHED)
    assert len(w.page.posts) == len({*w.page.texts()})


@pytest.mark.unforeseen("after it was made")
def test_an_exception_in_the_public_call_is_a_doubt(world):
    w = world(post("a", START))

    def crash_once():
        w.page.during_publish = lambda: None
        w.page.make(w.row("a").text, w.row("a").media)
        raise ValueError("after it was made")

    w.page.during_publish = crash_once
    run(w)
    assert (w.page.calls, len(w.page.posts)) == (1, 1)
    assert w.row("a").state is State.PUBLISHED


def test_an_answer_with_another_posts_id_is_looked_into(world):
    w = world(post("a", START), post("b", START + HOUR))
    w.page.faults = [None, "id:1_1"]
    run(w)
    assert w.row("b").remote_id == "1_2"
    assert w.page.calls == 2


def test_pictures_of_yesterday_are_uploaded_anew(world):
    w = world(post("a", START), within=timedelta(days=7))
    w.page.during_prepare = w.works.stopping.set
    tick(w.works)
    assert w.row("a").state is State.PREPARED
    w.page.during_prepare = lambda: None
    w.clock.wait(25 * 3600)
    w.restart()
    run(w)
    assert w.page.uploads == 2
    assert w.row("a").state is State.PUBLISHED
    assert w.page.posts[0]["media"] == list(w.row("a").media)
    assert len(w.row("a").media_ever) == 2


def test_a_run_that_was_stopped_goes_on_with_the_same_pictures(world):
    w = world(post("a", START))
    w.page.during_prepare = w.works.stopping.set
    tick(w.works)
    w.page.during_prepare = lambda: None
    w.restart()
    run(w)
    assert w.page.uploads == 1
    assert w.row("a").state is State.PUBLISHED
    assert w.row("a").fence == 2


def test_staying_sees_a_doubtful_one_through(world):
    w = world(post("a", START))
    w.page.lag = timedelta(seconds=30)
    w.page.faults = ["made, answer lost"]
    report = stay(w.works, tick(w.works))
    assert [delivery.state for delivery in report.carried] == [State.PUBLISHED]
    assert w.clock.now() <= START + timedelta(seconds=60)


def test_staying_ends_after_a_minute(world):
    w = world(post("a", START))
    w.page.faults = [failure(FailureKind.DOUBTFUL)]
    report = stay(w.works, tick(w.works))
    assert [delivery.state for delivery in report.carried] == [State.UNCONFIRMED]
    assert w.clock.now() == START + timedelta(seconds=35)


def test_an_order_publishes_before_its_time_and_only_once(world):
    w = world(post("a", START + HOUR))
    order(w.works, ["a"])
    order(w.works, ["a"])
    run(w)
    assert w.page.calls == 1
    assert w.row("a").public_at == START


def test_a_post_is_worded_once_for_a_delivery(world, monkeypatch):
    worded = []

    def word(post, *given):
        worded.append(post.id)
        return real(post, *given)

    real = edition.word
    monkeypatch.setattr(edition, "word", word)
    w = world(post("a", START), post("b", START + HOUR))
    run(w)
    assert w.states() == {"a": "published", "b": "published"}
    assert worded == ["a", "b"]


def test_what_is_edited_while_the_last_question_is_asked_does_not_go_out_as_it_was(world):
    w = world(post("a", START))

    def edited_meanwhile():
        row = w.row("a")
        if row is not None and row.state is State.PREPARED:
            w.read = calendar(post("a", START, text="Lời đã sửa lại cho đúng với công văn mới."))

    w.works.hindrances.append(edited_meanwhile)
    run(w)
    (said,) = w.page.texts()
    assert "Lời đã sửa" in said


@pytest.mark.slow
def test_a_page_that_the_settings_name_since_does_not_prove_that_nothing_stands_on_the_one_before(world):
    w = world(post("a", START))
    w.page.faults = ["made, answer lost"]
    w.page.find_faults = [failure(FailureKind.CERTAIN)]
    tick(w.works)
    w.page.kept = []
    w.page.page_key = "facebook:2"
    w.restart()
    run(w, timedelta(hours=20))
    row = w.row("a")
    assert (row.state, row.reason.code) == (State.UNCONFIRMED, "unseen-elsewhere")
    assert "facebook:1" in row.reason.todo.vi
    assert (w.page.posts, w.page.calls) == ([], 1)
    run(w)
    assert (w.row("a").state, w.page.calls) == (State.HELD, 1)


def test_once_the_settings_name_the_page_again_what_stands_there_is_found(world):
    w = world(post("a", START))
    w.page.faults = ["made, answer lost"]
    w.page.find_faults = [failure(FailureKind.CERTAIN)]
    tick(w.works)
    w.page.page_key = "facebook:2"
    w.restart()
    run(w, timedelta(hours=1))
    w.page.page_key = "facebook:1"
    w.restart()
    run(w)
    assert (w.row("a").state, w.page.calls, len(w.page.posts)) == (State.PUBLISHED, 1, 1)


# -- one delivery, carried by itself -------------------------------------------------------------------


def carry(w, name="a", row=None):
    edition = w.works.edition()
    return w.works.courier.carry(edition.agenda.find(key(name)), row)


def brought(w, state, name="a", **changes):
    row = bring_to(w.works.ledger, state, name)
    with w.works.ledger.writing("test") as book:
        return book.note(row, reason=CLAIM, **changes)


def changing(w, name, progress):
    row = brought(w, State.PUBLISHED, name)
    with w.works.ledger.writing("test") as book:
        asked = book.follow_ups.ask(row, Kind.WITHDRAW, reason=CLAIM)
        if progress is Progress.SENDING:
            asked = book.follow_ups.step(asked, row, progress, reason=CLAIM)
    return w.works.changes.carry(asked)


THERE = {"scheduled_for": START - HOUR, "remote_id": "x"}
ASKS = {
    "to take pictures": carry,
    "to publish": carry,
    "at the last look": lambda w, name: carry(w, name, brought(w, State.RETRY, name, doubtful_rounds=1)),
    "what is in doubt": lambda w, name: w.works.courier.look(brought(w, State.UNCONFIRMED, name)),
    "to give back": lambda w, name: w.works.courier._handover.take_back(
        brought(w, State.HANDED_OVER, name, **THERE | {"remote_id": name})
    ),
    "what it held": lambda w, name: w.works.courier.follow(
        brought(w, State.HANDED_OVER, name, **THERE | {"remote_id": name}), is_frozen=False
    ),
    "to take down": lambda w, name: changing(w, name, Progress.WAITING),
    "whether it is down": lambda w, name: changing(w, name, Progress.SENDING),
}


@pytest.mark.parametrize("ask", ASKS)
def test_a_page_that_refuses_again_waits_longer_whatever_it_was_asked(world, monkeypatch, ask):
    w = world(post("a", START), post("b", START))
    w.works.begin()

    def refuse(*_):
        raise failure(FailureKind.THROTTLED)

    for name in ("prepare", "reveal", "confirm", "look_up", "withdraw", "shown"):
        if name != "prepare" or ask == "to take pictures":
            monkeypatch.setattr(w.page, name, refuse)
    done = [ASKS[ask](w, name) for name in "ab"]
    (paused,) = w.works.ledger.paused().values()
    assert (paused.kind, paused.rounds) == (FailureKind.THROTTLED, 2)
    if ask != "what is in doubt":
        assert done[1].next_try_at == paused.not_before > done[0].next_try_at


@pytest.mark.unforeseen("boom")
def test_a_fault_of_the_program_before_anything_began_is_a_persons_at_once(world):
    w = world(post("a", START))
    w.painter.bad = {"a": ValueError("boom")}
    row = carry(w)
    assert (row.state, row.attempts, row.next_try_at) == (State.HELD, 0, None)
    assert row.reason == of_exception(ValueError("boom"))


@pytest.mark.unforeseen("boom")
def test_a_look_that_fails_unforeseen_proves_nothing_and_is_made_again_later(world):
    w = world(post("a", START))
    row = brought(w, State.UNCONFIRMED, looks=1, intent_at=START)
    w.page.find_faults = [ValueError("boom")]
    after = w.works.courier.look(row)
    assert (after.state, after.looks, after.next_try_at) == (
        State.UNCONFIRMED,
        1,
        START + timedelta(seconds=30),
    )


@pytest.mark.unforeseen("boom")
def test_an_unforeseen_fault_in_the_call_is_looked_into_at_once(world):
    w = world(post("a", START))
    w.works.begin()
    w.page.faults = [ValueError("boom")]
    w.clock.wait(60)
    row = carry(w)
    assert (row.state, row.doubtful_rounds, row.next_try_at) == (State.UNCONFIRMED, 1, w.clock.now())


def test_what_comes_up_during_the_upload_keeps_the_call_back_before_it_is_meant_or_announced(
    world, monkeypatch
):
    w = world(post("a", START))
    w.works.begin()
    announced = []
    monkeypatch.setattr(Announcer, "announce", lambda *_: announced.append(1))
    w.page.during_prepare = lambda: w.works.hindrances.append(lambda: MEDIA_OLD)
    row = carry(w)
    assert (row.state, row.reason.code, row.next_try_at) == (State.RETRY, MEDIA_OLD.code, START)
    assert (row.intent_at, announced, w.page.calls) == (None, [], 0)


@pytest.mark.unforeseen("boom")
@pytest.mark.parametrize("begun", [False, True])
def test_what_fails_unforeseen_while_it_is_set_aside_is_written_down_and_stops_nobody(
    world, monkeypatch, begun
):
    w = world(post("a", START))
    w.works.begin()
    row = brought(w, State.RETRY) if begun else None
    writing, fails = Core.writing, [ValueError("boom")]

    def boom(core):
        if fails:
            raise fails.pop()
        return writing(core)

    monkeypatch.setattr(Core, "writing", boom)
    candidate = Candidate(key("a"), START, w.works.edition().agenda.find(key("a")), row)
    w.works.courier.set_aside(candidate, State.HELD, CLAIM)
    assert (w.row("a").state, w.row("a").reason.code) == (State.RETRY if begun else State.HELD, "unexpected")


def test_a_claim_an_order_and_a_taking_over_are_told_apart(world):
    w = world(*(post(name, START) for name in "abc"))
    w.works.begin()
    w.page.during_prepare = w.works.stopping.set
    taken_over = carry(w, "a", carry(w, "a"))
    w.works.courier.carry(w.works.edition().agenda.find(key("b")), None, waive=ORDERED.code)
    given_a_slot = carry(w, "c", brought(w, State.CLAIMED, "c"))
    assert (taken_over.state, given_a_slot.state) == (State.PREPARED, State.PREPARED)
    told = {name: [one.reason.code for one in w.works.ledger.events(key(name))] for name in "abc"}
    assert told == {
        "a": [CLAIM.code, UPLOADED.code, TAKEN_OVER.code],
        "b": [ORDERED.code, UPLOADED.code],
        "c": [CLAIM.code, CLAIM.code, CLAIM.code, UPLOADED.code],
    }


@pytest.mark.parametrize(
    ("waived", "was_due", "waive", "kept"),
    [
        (LOOKS_LIKE.code, START - HOUR, "", LOOKS_LIKE.code),  # the words are the same at any time
        (ORDERED.code, START, "", ORDERED.code),
        (ORDERED.code, START - HOUR, "", ""),
        ("late", START, ORDERED.code, ORDERED.code),
    ],
)
def test_what_a_person_let_go_stays_so_until_it_is_moved_and_her_order_gives_all_tries_again(
    world, waived, was_due, waive, kept
):
    w = world(post("a", START))
    w.works.begin()
    w.works.stopping.set()
    row = brought(w, State.RETRY, waived=waived, due_at=was_due, attempts=7)
    row = w.works.courier.carry(w.works.edition().agenda.find(key("a")), row, waive=waive)
    assert (row.state, row.waived, row.attempts) == (State.PREPARED, kept, 0 if waive else 7)


@pytest.mark.parametrize("state", [State.CLAIMED, State.PREPARED])
def test_what_somebody_left_behind_is_taken_over_in_ones_own_name(world, state):
    w = world(post("a", START))
    w.works.begin()
    w.works.stopping.set()
    left = brought(w, state, owner="pc:1", prepared_at=START, lease_until=START - HOUR)
    last = w.works.ledger.last_event()
    row = carry(w, "a", left)
    assert (row.state, row.owner) == (State.PREPARED, w.works.courier._core.who)
    assert row.lease_until == START + LEASE
    assert w.works.ledger.events_after(last)[0].reason.code == TAKEN_OVER.code
