"""The figures of a report are counts of rows that can be shown, as they stood at the period's end."""

from __future__ import annotations

import pytest

from scheduler.kinds.metric import Measure
from scheduler.reports.figures import GONE, Dimension, Outcome, Shown
from tests.examples import examples
from tests.reports.office import Office, fill_at_random


@pytest.fixture
def office(tmp_path):
    opened = Office(tmp_path)
    yield opened
    opened.ledger.close()


def test_the_figures_add_up_by_whatever_they_are_counted(tmp_path):
    for seed in range(examples(1)):
        (tmp_path / str(seed)).mkdir()
        office = Office(tmp_path / str(seed))
        fill_at_random(office, seed, 30)
        for period in ("2026-Q4", "2026-11-20..2026-12-10"):
            figures = office.figures(period)
            total = len(figures.rows)
            assert sum(figures.of.values()) == total > 0
            for by in Dimension:
                counts = figures.counts(by)
                assert sum(one.total for one in counts) == total
                assert sum(one.went_out for one in counts) == len(figures.out)
                for one in counts:
                    rows = figures.rows_of(by, one.key)
                    assert len(rows) == one.total
                    assert len({row.key.post for row in rows if row.went_out}) == one.posts
            assert sum(count for _, count in figures.steps) == len(figures.out)
            assert sum(len(one.rows) for one in figures.told) == len(figures.out)
        office.ledger.close()


def test_three_months_make_a_quarter_and_no_delivery_is_in_two(office):
    fill_at_random(office, 7, 24)
    months = [office.figures(f"2026-{month}") for month in (10, 11, 12)]
    out = [row.key for figures in months for row in figures.out]
    assert len(out) == len(set(out))
    # What was taken down later in the quarter stands so at its end; it went out all the same.
    assert sorted(out) == sorted(row.key for row in office.figures("2026-Q4").out)


def test_what_comes_after_the_period_changes_nothing(office):
    row = office.publish(office.key("mat-khau", "website"), "2026-12-01 07:30", text="Gọi 111.")
    held = office.hold(office.key("nguoi-la", "website"), "2026-12-02 19:30", "2026-12-03 08:00")
    given = office.give(office.key("lua-dao", "groups"), "2026-12-20 19:30")
    before = office.figures("2026-12")
    office.withdraw(row, "2027-01-02 08:00")
    office.skip(held, "2027-01-02 08:00")
    office.say(given, "2027-01-02 08:00")
    assert office.figures("2026-12", now="2027-03-01 08:00") == before
    assert [row.outcome for row in before.rows] == [Outcome.OUT, Outcome.HELD, Outcome.TO_POST]


def test_what_is_published_anew_is_counted_when_it_first_became_public(office):
    row = office.publish(office.key("mat-khau", "website"), "2026-12-01 07:30")
    office.anew(office.withdraw(row, "2026-12-30 08:00"), "2027-01-02 08:00")
    (december,) = office.figures("2026-12").rows
    assert december.outcome is Outcome.WITHDRAWN
    assert office.figures("2027-01").rows == ()


def test_what_is_to_be_published_anew_when_the_period_ends_was_public_in_it(office):
    row = office.publish(office.key("mat-khau", "website"), "2026-12-01 07:30")
    office.begin_anew(office.withdraw(row, "2026-12-30 08:00"), "2026-12-31 23:00")
    (december,) = office.figures("2026-12").rows
    assert (december.outcome, december.at) == (Outcome.WITHDRAWN, office.at("2026-12-01 07:30"))
    assert office.figures("2027-01").rows == ()


def test_what_facebook_published_by_itself_belongs_to_the_day_on_which_it_did(office):
    row = office.hand_over(office.key("mat-khau", "facebook"), "2026-12-31 23:50", "2026-12-20 08:00")
    assert [one.outcome for one in office.figures(now="2027-01-01 00:01").rows] == [Outcome.WAITING]
    public = office.at("2026-12-31 23:50")
    office.at("2027-01-01 08:00")
    from scheduler.delivery.reasons import FOUND
    from scheduler.delivery.states import State

    with office.ledger.writing("máy 1") as book:
        book.move(row, State.PUBLISHED, reason=FOUND, remote_id="1", public_at=public)
    assert [one.outcome for one in office.figures("2026-12").rows] == [Outcome.OUT]
    assert office.figures("2027-01").rows == ()


def test_what_a_rebuilt_book_found_to_be_public_belongs_to_the_period_in_which_it_became_so(office):
    public = office.at("2026-12-01 07:30")
    row = office.publish(
        office.key("mat-khau", "facebook"), "2026-12-01 07:30", "2027-01-03 08:00", public_at=public
    )
    (found,) = office.figures("2026-12").rows
    assert (found.outcome, found.at, found.is_late) == (Outcome.OUT, public, False)
    office.withdraw(row, "2027-01-04 08:00")
    assert office.figures("2026-12").rows == (found,)
    assert office.figures("2027-01").rows == ()
    assert len(office.figures("2026-12-01..2027-01-31").rows) == 1


def test_what_was_held_in_doubt_and_is_found_to_be_public_was_public(office):
    from scheduler.delivery.reasons import FOUND
    from scheduler.delivery.states import State

    public = office.at("2026-12-31 23:50")
    row = office.hold(office.key("mat-khau", "facebook"), "2026-12-31 23:50", "2026-12-31 23:55")
    office.at("2027-01-01 08:00")
    with office.ledger.writing("máy 1") as book:
        book.move(row, State.PUBLISHED, reason=FOUND, remote_id="1", public_at=public)
    assert [one.outcome for one in office.figures("2026-12").rows] == [Outcome.OUT]
    assert office.figures("2027-01").rows == ()


def test_what_is_late_is_told_with_what_kept_it_and_names_nobody(office):
    from scheduler.delivery.reasons import CLAIM, INTENT, RECEIPT, TRY_AGAIN, UPLOADED
    from scheduler.delivery.states import State

    row = office.set_aside(office.key("mat-khau", "website"), "2026-12-01 07:30", "chị Lan")
    now = office.at("2026-12-01 10:00")
    with office.ledger.writing("chị Lan") as book:
        row = book.move(row, State.CLAIMED, reason=TRY_AGAIN.filled(who="chị Lan"))
        row = book.move(row, State.PREPARED, reason=UPLOADED)
        row = book.move(row, State.SENDING, reason=INTENT)
        book.move(row, State.PUBLISHED, reason=RECEIPT, remote_id="1", public_at=now)
    office.publish(office.key("nguoi-la", "website"), "2026-12-02 19:30", "2026-12-02 19:39")
    (late,) = office.figures().late
    assert late.trouble.why.vi == "bài do người phụ trách giữ lại: chờ ý kiến"
    assert CLAIM  # nothing else of the reasons is told
    assert "Lan" not in repr(office.figures())


def test_a_persons_word_stands_apart_and_can_be_taken_back(office):
    row = office.give(office.key("lua-dao", "groups"), "2026-12-20 19:30")
    assert office.figures().of[Outcome.TO_POST] == 1
    row = office.say(row, "2026-12-20 21:00")
    (said,) = office.figures().rows
    assert (said.outcome, said.places) == (Outcome.SAID, 2)
    office.say(row, "2026-12-21 08:00", done=False)
    assert [one.outcome for one in office.figures().rows] == [Outcome.TO_POST]
    office.say(row, "2027-01-03 08:00")
    (again,) = office.figures("2027-01").rows
    assert (again.outcome, again.at) == (Outcome.SAID, office.at("2027-01-03 08:00"))


def test_a_hotline_is_counted_where_people_saw_it(office):
    sent = {
        "mat-khau": "Gọi 111 nghe con. Nhà có 111 cây.",
        "nguoi-la": "Có 111 người.",
        "lua-dao": "0377 672 444",
    }
    for post, text in sent.items():
        office.publish(office.key(post, "website"), "2026-12-05 07:30", text=text)
    counts = {one.line.key: one for one in office.figures().hotline_counts}
    assert (counts["tong-dai-111"].deliveries, counts["tong-dai-111"].ways[Shown.WORDS]) == (1, 1)
    own = counts["hoi-phu-nu-tinh"]
    assert (own.posts, own.ways) == (2, {Shown.WORDS: 1, Shown.CARD: 1, Shown.BUTTON: 1})
    assert counts["so-ldtbxh"].deliveries == 0


def test_each_point_of_the_letter_says_what_was_done_and_nothing_where_nothing_was(office):
    office.publish(office.key("mat-khau", "website"), "2026-12-01 07:30", text="Gọi 111.")
    office.publish(office.key("lua-dao", "facebook"), "2026-12-20 19:30", text="Lời")
    done = {one.point.number: (one.posts, one.deliveries) for one in office.figures().point_counts}
    assert done == {1: (2, 2), 2: (1, 1), 3: (1, 1), 4: (1, 1), 5: (0, 0), 6: (1, 1)}


def test_what_is_not_told_is_absent_and_of_a_total_the_last_day_of_the_period_counts(office):
    facebook = office.publish(office.key("mat-khau", "facebook"), "2026-12-01 07:30")
    office.publish(office.key("nguoi-la", "facebook"), "2026-12-01 07:30")
    office.publish(office.key("mat-khau", "website"), "2026-12-01 07:30")
    office.tell(facebook, "2026-12-30", {"post_media_view": 40, "post_clicks": None})
    office.tell(facebook, "2027-01-02", {"post_media_view": 90})
    office.tell_page("facebook:102938475610293", "2026-12-31", {"page_follows": 1200})
    reached = {one.channel: one for one in office.figures().reached}
    assert reached["facebook"].sums == {Measure.VIEWS: (40, 1)}
    assert reached["facebook"].deliveries == 2
    assert reached["facebook"].pages == {Measure.FOLLOWERS: (1200, 1)}
    assert reached["website"].sums == {}


def test_what_was_asked_for_before_is_told_as_it_was_asked_and_what_a_stranger_did_as_that(office):
    from scheduler.delivery.change_reasons import WITHDRAWN
    from scheduler.delivery.states import State

    row = office.publish(office.key("mat-khau", "website"), "2026-11-01 07:30")
    office.withdraw(office.publish(office.key("nguoi-la", "website"), "2026-12-01 07:30"), "2026-12-02 08:00")
    office.at("2026-12-03 08:00")
    with office.ledger.writing("máy 1") as book:
        book.move(row, State.WITHDRAWN, reason=WITHDRAWN.filled(who="chị Lan", why="số máy sai"))
    told = [(one.what.vi, one.why) for one in office.figures().mended]
    assert told == [("có người gỡ ngay trên trang", ""), ("gỡ bài", "số máy sai")]


def test_an_offices_other_page_is_no_unit_of_its_own(tmp_path):
    for name in ("config", "posts", "assets"):
        (tmp_path / name).mkdir()
    page = "{id: trang-hai, office: province, name: Trang thứ hai, facebook: {page: '79', token: env:T}}"
    pages = f"units:\n  - {page}\n"
    (tmp_path / "config" / "units.yaml").write_text(pages, "utf-8")
    office = Office(tmp_path)
    for unit in ("province", "trang-hai"):
        office.publish(office.key("mat-khau", "website", unit), "2026-12-01 07:30")
    figures = office.figures()
    assert (figures.units, figures.active_units) == (1, 1)
    office.ledger.close()


def test_a_unit_has_its_own_report_with_those_below_it(office):
    for unit in ("province", "my-xuyen", "khom-1"):
        office.publish(office.key("mat-khau", "website", unit), "2026-12-01 07:30")
    assert {row.key.unit for row in office.figures(unit="my-xuyen").rows} == {"my-xuyen", "khom-1"}
    assert office.figures(unit="my-xuyen").unit.name == "Hội LHPN xã Mỹ Xuyên"
    assert len(office.figures().rows) == 3


def test_a_post_that_the_calendar_has_no_more_is_counted_and_said_to_be_so(office):
    office.publish(office.key("da-bo", "website"), "2026-12-01 07:30", text="Gọi 111.")
    figures = office.figures()
    assert figures.titles == {"da-bo": "Bài cũ"}
    assert [one.key for one in figures.counts(Dimension.TOPIC) if one.total] == [GONE]
    assert figures.hotline_counts[0].deliveries == 1


def test_a_period_without_anything_has_zeros_and_no_rows(office):
    figures = office.figures("2026-02")
    assert (figures.rows, figures.posts, figures.told) == ((), 0, ())
    assert {one.went_out for by in Dimension for one in figures.counts(by)} == {0}
    assert sum(count for _, count in figures.steps) == 0
