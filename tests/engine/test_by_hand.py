"""What a person posts: given once, her word kept as a word, late ones told, taken back and taken down."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from scheduler.calendar.model import PROVINCE, PostId
from scheduler.delivery import by_hand
from scheduler.delivery.change_reasons import EDITED
from scheduler.delivery.follow_ups import Progress
from scheduler.delivery.states import State
from scheduler.engine import deciding
from scheduler.engine.alerts import Alerts
from scheduler.engine.beginning import rebuild
from scheduler.engine.by_hand import remind, say_done, say_down, take_back, withdrawal
from scheduler.engine.freezing import freeze
from scheduler.engine.mending import ask_anew, ask_edit, ask_withdrawal, difference
from scheduler.engine.outlook import outlook
from scheduler.engine.stranded import stranded
from scheduler.engine.tick import order
from scheduler.problems import Stop
from tests.engine.giving import HOUR, POINTS, POSTS, SETTINGS, START, Office, killed_at
from tests.engine.receiving import receiver


@pytest.fixture
def office(tmp_path):
    one = Office(tmp_path)
    one.go()
    yield one
    one.works.close()


@pytest.fixture
def given(office):
    office.go(HOUR)
    return office


def test_at_its_time_it_is_given_and_nothing_says_that_it_is_public(office):
    assert office.row() is None
    report = office.go(HOUR)
    assert {row.key.channel for row in report.carried} == {"groups", "broadcast"}
    row = office.row()
    assert (row.state, row.reason.code, row.public_at) == (State.HANDED_OVER, "by-hand/given", None)
    assert row.is_with_person
    assert office.pack().text.startswith("Giữ mật khẩu\n\nĐừng đưa mật khẩu cho người lạ.")
    assert office.pack("broadcast").numbers == ("111",)
    assert office.go(HOUR).carried == ()
    assert outlook(office.works, START, START + timedelta(days=9)) == []
    assert len(list(office.channel().packs.ids())) == 1


def test_what_a_person_says_stands_as_her_word_and_can_be_taken_back(given):
    key, works = given.key(), given.works
    assert not take_back(works, "Lan", key)
    assert not say_done(works, "Lan", key, ["Nhóm khác"])
    assert say_done(works, "Lan", key, ["Nhóm Zalo ấp 3"])
    row = given.row()
    assert (row.state, row.reason.code) == (State.HANDED_OVER, by_hand.PARTLY.code)
    assert say_done(works, "Mai", key, ["Nhóm Zalo ấp 4"])
    row = given.row()
    assert (row.state, row.reason.code, row.public_at) == (State.HANDED_OVER, by_hand.DONE.code, None)
    assert row.reason.why.vi == "Mai báo đã đăng: Nhóm Zalo ấp 3, Nhóm Zalo ấp 4"
    assert by_hand.places_in(row.reason) == ("Nhóm Zalo ấp 3", "Nhóm Zalo ấp 4")
    assert take_back(works, "Mai", key)
    assert given.row().reason.why.vi == "Mai báo lại là chưa đăng"
    assert (given.row().state, by_hand.places_in(given.row().reason)) == (State.HANDED_OVER, ())
    said = [(one.who, one.reason.code) for one in works.ledger.events(key)][-3:]
    assert said == [("Lan", "by-hand/partly"), ("Mai", "by-hand/done"), ("Mai", "by-hand/taken-back")]


def test_a_place_is_taken_from_her_word_and_no_other_reason():
    assert by_hand.places_in(None) == ()
    assert by_hand.places_in(by_hand.REMINDED) == ()
    assert by_hand.places_in(replace(by_hand.PARTLY, detail="ấp 3; ấp 4")) == ("ấp 3", "ấp 4")
    assert by_hand.places_in(replace(EDITED, detail="Sửa giờ; thêm chỗ")) == ()


def test_late_ones_are_reminded_once_then_told_to_the_leader_once(given):
    for _ in range(12):
        given.go(3 * HOUR)
    assert given.codes() == ["by-hand/given", "by-hand/reminded", "by-hand/leader"]
    events = [one for one in given.works.ledger.events(given.key()) if one.reason.code in by_hand.OPEN]
    since = [(one.at - events[0].at) / HOUR for one in events]
    assert since == [0, 3, 27]
    assert "đã giao từ 08:00 ngày 1/12/2026" in given.row().reason.why.vi


def test_where_it_is_posted_already_is_not_forgotten_over_a_reminder(given):
    assert say_done(given.works, "Lan", given.key(), ["Nhóm Zalo ấp 3"])
    for hours, code in [(3, by_hand.REMINDED.code), (24, by_hand.LEADER_TOLD.code)]:
        given.go(hours * HOUR)
        assert (given.row().reason.code, by_hand.places_in(given.row().reason)) == (code, ("Nhóm Zalo ấp 3",))
    assert say_done(given.works, "Lan", given.key(), ["Nhóm Zalo ấp 4"])
    assert given.row().reason.code == by_hand.DONE.code


def test_a_disk_that_is_away_or_a_channel_that_is_given_up_keeps_nobody_from_being_reminded(given, tmp_path):
    given.clock.wait(3 * 3600)
    given.channel("broadcast").packs.folder.rename(tmp_path / "away")
    lines = SETTINGS.splitlines(keepends=True)
    (tmp_path / "config/settings.yaml").write_text("".join([lines[0], *lines[3:]]), "utf-8")  # no groups
    given.write(POSTS)
    assert [row.key.channel for row in remind(given.works, given.clock.now())] == ["broadcast"]


def test_a_word_at_the_last_moment_is_not_written_over_by_a_reminder(given):
    given.clock.wait(3 * 3600)
    read = given.works.ledger.with_persons

    def read_then_said(codes):
        rows = read(codes)
        assert say_done(given.works, "Lan", given.key(), ["Nhóm Zalo ấp 3", "Nhóm Zalo ấp 4"])
        return rows

    given.works.ledger.with_persons = read_then_said
    assert [row.key.channel for row in remind(given.works, given.clock.now())] == ["broadcast"]
    assert given.row().reason.code == by_hand.DONE.code


@pytest.mark.parametrize(("early", "late"), [("groups", "broadcast"), ("broadcast", "groups")])
def test_whose_time_has_not_come_keeps_no_other_from_being_reminded(given, early, late):
    given.clock.wait(3 * 3600)
    places = {"groups": "Nhóm Zalo ấp 3", "broadcast": "Loa xã"}
    assert say_done(given.works, "Lan", given.key(early), [places[early]])
    assert take_back(given.works, "Lan", given.key(early))
    assert [row.key.channel for row in remind(given.works, given.clock.now())] == [late]


def test_nobody_is_reminded_of_what_is_said_or_while_all_is_frozen(given):
    say_done(given.works, "Lan", given.key(), ["Nhóm Zalo ấp 3", "Nhóm Zalo ấp 4"])
    freeze(given.works, "Mai", "quốc tang")
    given.go(9 * HOUR)
    assert given.codes() == ["by-hand/given", "by-hand/done"]
    assert given.codes("broadcast") == ["by-hand/given"]


def test_many_hand_overs_are_one_message_and_the_leader_has_her_own(tmp_path):
    with receiver() as near, receiver() as leader:
        alerts = "alerts: {to: ['file:to.txt'], leader: ['file:leader.txt']}\n"
        second = (
            POSTS.removeprefix("posts:\n").replace("an-toan", "gio-ngu").replace("mật khẩu", "điện thoại")
        )
        office = Office(tmp_path, SETTINGS + alerts, POSTS + second)
        for name, there in (("to.txt", near), ("leader.txt", leader)):
            (tmp_path / name).write_text(there.alerts)
            (tmp_path / name).chmod(0o600)
        telling = Alerts(office.works)
        telling.begin()
        office.go()
        for hours in (1, 1, 2, 12, 12, 12):
            office.go(hours * HOUR)
            telling.run()
        office.works.close()
        titles = [message["title"].partition(": ")[2] for message in near.messages]
        assert titles == ["4 bài đến giờ đăng tay", "4 bài đã quá giờ mà chưa ai báo đã đăng"]
        assert "an-toan@first/province/groups" in near.messages[0]["message"]
        (told,) = leader.messages
        assert "Báo lãnh đạo: 4 bài đã nhắc mà vẫn chưa ai báo đã đăng" in told["title"]


def test_what_is_to_be_mended_or_taken_down_is_told(tmp_path):
    with receiver() as there:
        office = Office(tmp_path, SETTINGS + "alerts: {to: ['file:to.txt']}\n")
        (tmp_path / "to.txt").write_text(there.alerts)
        (tmp_path / "to.txt").chmod(0o600)
        office.go()
        office.go(HOUR)
        telling = Alerts(office.works)
        telling.begin()
        office.write(POSTS.replace("Đừng đưa", "Không đưa"))
        for ask in (ask_edit, ask_withdrawal):
            for channel in ("groups", "broadcast"):
                ask(office.works, office.row(channel), "Mai", "sai số")
            office.go()
            telling.run()
        office.works.close()
    titles = [message["title"].partition(": ")[2] for message in there.messages]
    assert titles == ["2 bài đăng tay đã sửa, cần sửa ở nơi đã đăng", "2 bài phải gỡ bằng tay"]
    assert "bấm “Đã gỡ”" in there.messages[1]["message"]
    assert "loa retry" not in there.messages[1]["message"]


def test_a_withdrawal_waits_for_the_person_and_then_is_one(given):
    say_done(given.works, "Lan", given.key(), ["Nhóm Zalo ấp 3"])
    assert not say_down(given.works, "Lan", given.key())
    assert ask_withdrawal(given.works, given.row(), "Mai", "sai số")
    given.go()
    assert given.pack().taking_down
    assert given.row().state is State.HANDED_OVER
    assert withdrawal(given.works, given.row()).reason.code == "by-hand:take-down"
    assert not say_done(given.works, "Lan", given.key(), ["Nhóm Zalo ấp 4"])
    given.go(HOUR)
    assert given.row().state is State.HANDED_OVER
    later = {"attempts": 24, "next_try_at": given.clock.now() + HOUR}
    with given.works.ledger.writing("test") as book:
        held = withdrawal(given.works, given.row())
        book.follow_ups.step(held, given.row(), held.progress, reason=by_hand.TAKEN_DOWN, **later)
    assert say_down(given.works, "Lan", given.key())
    assert withdrawal(given.works, given.row()).attempts == 0
    given.go()
    assert given.row().state is State.WITHDRAWN
    assert list(given.channel().packs.ids()) == []
    assert given.codes()[-1] == by_hand.TAKEN_DOWN.code
    said = [one.reason.why.vi for one in given.works.ledger.events(given.key())]
    assert "Lan báo đã gỡ, hoặc chưa đăng ở đâu" in said


def test_nothing_is_posted_from_the_moment_a_withdrawal_is_asked_for(given):
    assert ask_withdrawal(given.works, given.row(), "Mai", "sai số")
    assert not given.pack().taking_down
    assert not say_done(given.works, "Lan", given.key(), ["Nhóm Zalo ấp 3"])
    assert say_down(given.works, "Lan", given.key())
    assert (given.pack().taking_down, given.pack().is_down) == (True, True)
    given.go()
    assert given.row().state is State.WITHDRAWN


def test_of_what_no_person_has_nothing_can_be_said(office):
    for key in (office.key(), office.key("facebook")):
        for said in (
            say_done(office.works, "Lan", key, ["Nhóm Zalo ấp 3"]),
            take_back(office.works, "Lan", key),
        ):
            assert not said
        assert not say_down(office.works, "Lan", key)


def test_a_word_that_comes_while_another_program_is_at_it_is_not_taken(given):
    assert ask_withdrawal(given.works, given.row(), "Mai", "sai số")
    given.go()
    packs, write = given.channel().packs, given.channel().packs.write

    def meanwhile(pack):
        write(pack)
        row = given.row()
        with given.works.ledger.writing("another") as book:
            book.follow_ups.step(
                withdrawal(given.works, row), row, Progress.WAITING, reason=by_hand.GIVEN, attempts=1
            )

    packs.write = meanwhile
    assert not say_down(given.works, "Lan", given.key())
    given.go()
    assert given.row().state is State.WITHDRAWN, "her pack says so all the same"


def test_who_is_to_take_it_down_is_not_reminded_to_post_it(given):
    assert ask_withdrawal(given.works, given.row(), "Mai", "sai số")
    for _ in range(3):
        given.go(25 * HOUR)
    assert by_hand.REMINDED.code not in given.codes()
    assert by_hand.REMINDED.code in given.codes("broadcast")


def test_a_pack_that_was_tidied_away_is_not_taken_for_taken_down(given):
    given.channel().packs.remove(given.row().remote_id)
    assert not say_done(given.works, "Lan", given.key(), ["Nhóm Zalo ấp 3"])
    assert not say_down(given.works, "Lan", given.key())
    assert ask_withdrawal(given.works, given.row(), "Mai", "sai số")
    given.go()
    assert given.row().state is State.HANDED_OVER
    assert say_down(given.works, "Lan", given.key())
    given.go()
    assert given.row().state is State.WITHDRAWN


def test_a_disk_that_is_away_says_nothing_of_what_was_given(given, tmp_path):
    folder = given.channel().packs.folder
    folder.rename(tmp_path / "away")
    given.write(POSTS.replace("Đừng đưa", "Không đưa"))
    assert ask_edit(given.works, given.row(), "Mai", "")
    given.go()
    assert given.row().state is State.HANDED_OVER
    (tmp_path / "away").rename(folder)
    for _ in range(2):  # it looks first, then does it anew
        given.go(HOUR)
    assert "Không đưa" in given.pack().text


def test_it_can_be_given_anew_after_it_was_taken_down(given):
    first = given.row().remote_id
    ask_anew(given.works, given.row(), "Mai", "đăng lại")
    given.go()
    say_down(given.works, "Lan", given.key())
    given.go()
    given.go()
    assert given.row().is_with_person
    assert given.row().remote_id != first
    assert list(given.channel().packs.ids()) == [given.row().remote_id]


def test_a_change_is_given_and_asks_for_her_word_again(given):
    say_done(given.works, "Lan", given.key(), ["Nhóm Zalo ấp 3", "Nhóm Zalo ấp 4"])
    given.write(POSTS.replace("Đừng đưa", "Không đưa"))
    assert difference(given.works, given.row()).words
    ask_edit(given.works, given.row(), "Mai", "")
    given.go()
    row, pack = given.row(), given.pack()
    assert (row.state, row.reason.code) == (State.HANDED_OVER, "edited")
    assert row.reason.code in by_hand.OPEN
    assert "Không đưa mật khẩu" in pack.text
    assert pack.revised is not None
    assert not difference(given.works, row)
    given.go(3 * HOUR)
    assert given.codes()[-1] == "by-hand/reminded"


def test_what_a_person_has_is_neither_held_nor_skipped_nor_stranded(given, tmp_path):
    post, key = PostId("an-toan"), given.key()
    assert all(one.delivery is None for one in deciding.hold(given.works, "Mai", "chờ", {post}))
    assert deciding.skip(given.works, "Mai", "bỏ", key).delivery is None
    assert order(given.works, {post}).carried[0].state is State.HANDED_OVER
    assert len(list(given.channel().packs.ids())) == 1
    assert given.works.ledger.waking() == given.works.ledger.scheduled(given.clock.now()) == []
    assert stranded(given.works) == []


@pytest.mark.slow
@pytest.mark.parametrize("point", POINTS)
def test_killed_anywhere_it_is_given_once(tmp_path, point):
    office = killed_at(point, tmp_path)
    for channel in ("groups", "broadcast"):
        row = office.row(channel)
        assert row.is_with_person
        assert list(office.channel(channel).packs.ids()) == [row.remote_id]
    office.works.close()


@pytest.mark.sqlite
def test_a_lost_ledger_gives_nothing_twice(given):
    works = given.works
    packs = set(given.channel().packs.ids())
    works.close()
    for file in (given.folder.var).glob("ledger.db*"):
        file.unlink()
    given.open()
    with pytest.raises(Stop):
        given.go()
    assert {row.key.channel for row in rebuild(given.works)} == {"groups", "broadcast"}
    given.go(HOUR)
    assert given.row().is_with_person
    assert given.row().reason.code == by_hand.GIVEN.code
    assert set(given.channel().packs.ids()) == packs


def test_a_lost_ledger_leaves_what_is_to_be_taken_down_so(given):
    assert ask_withdrawal(given.works, given.row(), "Mai", "sai số")
    given.go()
    given.works.close()
    for file in (given.folder.var).glob("ledger.db*"):
        file.unlink()
    given.open()
    rebuild(given.works)
    given.go(25 * HOUR)
    assert by_hand.REMINDED.code not in given.codes()
    assert not say_done(given.works, "Lan", given.key(), ["Nhóm Zalo ấp 3"])
    assert say_down(given.works, "Lan", given.key())
    given.go()
    assert given.row().state is State.WITHDRAWN


def test_a_folder_that_cannot_be_written_loses_nothing(office, tmp_path):
    folder = tmp_path / "var/dang-tay"
    folder.write_text("")  # no folder
    office.go(HOUR)
    assert office.row().state is State.RETRY
    folder.unlink()
    office.go(HOUR)
    assert office.row().is_with_person


def test_the_khmer_goes_with_it_where_the_unit_speaks_it(tmp_path):
    units = (
        "units:\n  - {id: an-thanh, name: Hội LHPN An Thạnh, language: km, "
        "broadcast: {folder: var/an-thanh, places: {Loa An Thạnh: ''}}}\n"
    )
    khmer = """\
  - id: an-toan-km
    title: ពាក្យសម្ងាត់
    text: កុំប្រាប់ពាក្យសម្ងាត់ដល់មនុស្សចម្លែក។
    language: km
    translation_of: an-toan
    status: ready
    at: 2027-12-01 08:00
    channels: [broadcast]
"""
    office = Office(tmp_path, posts=POSTS + "    units: [an-thanh, province]\n" + khmer, units=units)
    office.go()
    office.go(HOUR)
    pack = office.pack("broadcast", "an-thanh")
    assert pack.translation.text.startswith("កុំប្រាប់")
    assert office.pack("broadcast").translation is None
    (tmp_path / "config/units.yaml").unlink()
    office.write(POSTS)
    office.clock.wait(3 * 3600)
    assert {row.key.unit for row in remind(office.works, office.clock.now())} == {PROVINCE}, (
        "that unit is gone"
    )
    office.works.close()
