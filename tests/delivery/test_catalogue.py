"""The ledger keeps a reason's code and values; its words are those of the catalogue when it is read."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.calendar.model import PROVINCE, ChannelName, PostId
from scheduler.channels.channel import FailureKind, Receipt
from scheduler.delivery import catalogue, change_reasons, hindrances, reasons
from scheduler.delivery.catalogue import CATALOGUE, catalogue_of, kept, read
from scheduler.delivery.decisions import after_receipt, after_time, in_doubt, taken_back
from scheduler.delivery.key import FIRST, Key
from scheduler.delivery.reason import NOTHING, Reason, as_failure, of_failure, ordered
from scheduler.delivery.records import Delivery
from scheduler.delivery.states import State
from scheduler.engine.deciding import hold
from scheduler.engine.freezing import freeze
from scheduler.engine.tick import tick
from scheduler.kinds import registry
from scheduler.locales import time_text
from scheduler.problems import Message, Place, Problem, Text
from tests.delivery.practice import START, failure, post
from tests.examples import examples

HOUR = timedelta(hours=1)
REFUSED = FailureKind.CERTAIN
WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
TEXTS = st.builds(Text, WORDS, WORDS)
OWN = {"own_why", "own_todo"}


def again(reason: Reason) -> Reason:
    """*reason* written into a row, and read from it."""
    row = kept(reason)
    return read(row["code"], json.loads(json.dumps(row["given"])), row["detail"])


@st.composite
def filled(draw) -> Reason:
    """Any sentence of the catalogue with any values."""
    sentence = draw(st.sampled_from(sorted(CATALOGUE.values(), key=lambda one: one.form.code)))
    values = {name: draw(WORDS | TEXTS) for name in sorted(sentence.names)}
    said = sentence.form.filled(**values) if values else sentence.form
    return replace(said, detail=draw(WORDS))


@settings(max_examples=examples(100))
@given(filled())
def test_of_a_sentence_of_the_catalogue_no_words_are_kept_but_its_values(reason):
    assert kept(reason)["given"].keys() == CATALOGUE[reason.code.removeprefix("standstill/")].names
    assert again(reason) == reason


@settings(max_examples=examples(100))
@given(st.builds(Reason, WORDS, TEXTS, TEXTS, WORDS) | filled())
def test_what_is_read_is_what_was_written(reason):
    assert again(reason) == reason
    assert again(again(reason)) == reason
    assert kept(again(reason)) == kept(reason) == kept(of_failure(as_failure(reason, REFUSED)))
    said = change_reasons.with_retry(reason, "a@first/province/website")
    assert again(said) == said


@settings(max_examples=examples(100))
@given(TEXTS, TEXTS)
def test_words_that_no_catalogue_has_are_kept_as_they_were_said(why, todo):
    reason = Reason("facebook:190/463", why, todo, "OAuthException")
    own = {"own_why": {"vi": why.vi, "en": why.en}, "own_todo": {"vi": todo.vi, "en": todo.en}}
    assert kept(reason) == {"code": reason.code, "given": own, "detail": reason.detail}
    assert again(reason) == reason


OTHERWISE = {  # each with what it is made of, and so brings its own words along
    "a channel's failure": of_failure(failure(FailureKind.CONTENT, "facebook:506").failure),
    "a change that is held": change_reasons.with_retry(reasons.UNAPPROVED.filled(post="a"), "a@first/x/y"),
    "a remark on access": Reason("access/fault/190", Text("Trang: hỏng", "Page: broken"), Text("", "")),
    "a page whose access is well": Reason(hindrances.TOKEN_TAKEN_UP.code, Text("tốt", "well"), Text("", "")),
    "words never filled in": hindrances.FROZEN,
}  # fmt: skip


@pytest.mark.parametrize("what", OTHERWISE)
def test_what_brings_its_own_words(what):
    reason = OTHERWISE[what]
    assert kept(reason)["given"].keys() == OWN
    assert again(reason) == reason


COMPOSED = {
    "late": reasons.late(time_text(START), "a", None),
    "late and frozen": reasons.late(time_text(START), "a", hindrances.frozen_by("Lan", "quốc tang {x}")),
    "tried out": reasons.tried_out(reasons.UNEXPECTED, 24, "a"),
    "tried out, nothing to do": reasons.tried_out(reasons.LOOKED, 24, "a"),
    "ordered": ordered(hindrances.FROZEN, "Lan", "“bão” {who}"),
    "by a failure": of_failure(as_failure(reasons.LOOKS_LIKE.filled(other="b", post="a"), REFUSED)),
    "an exception": reasons.of_exception(OSError(28, "No space left on device")),
    "nothing": NOTHING,
}  # fmt: skip


@pytest.mark.parametrize("what", COMPOSED)
def test_what_is_composed_is_kept_by_its_values_too(what):
    reason = COMPOSED[what]
    assert OWN.isdisjoint(kept(reason)["given"])
    assert again(reason) == reason


def test_whatever_is_filled_in_is_kept_as_a_text():
    reason = reasons.TOO_LONG.filled(length=12, limit=10, channel=Text("kênh", "channel"), post=PostId("a"))
    assert reason.values == {"length": "12", "limit": "10", "channel": Text("kênh", "channel"), "post": "a"}


def test_a_line_of_the_log_has_the_reason_and_the_way_out_in_one_language():
    reason = Reason("x", Text("Hỏng.", "Broken."), Text("Sửa lại.", "Mend it."))
    assert (reason.words("vi"), reason.words("en")) == ("Hỏng. Sửa lại", "Broken. Mend it")
    assert replace(reason, todo=Text("", "")).words("vi") == "Hỏng"


def test_what_is_wrong_with_a_post_is_said_whole_in_each_language_with_each_way_out_once():
    way_out = Text("Rút ngắn.", "Cut.")
    long, dark = (
        Problem(Message(code, Text(f"{code} sai", f"{code} wrong"), way_out), Place("a.yaml", line), post="a")
        for code, line in (("long", 3), ("dark", 4))
    )
    assert reasons.of_problems([long, dark]) == Reason(
        "post:long",
        Text("a.yaml:3:1: long sai a.yaml:4:1: dark sai", "a.yaml:3:1: long wrong a.yaml:4:1: dark wrong"),
        Text("Rút ngắn. Sửa xong, đăng lại bằng lệnh: loa publish a", "Cut. Then run: loa publish a"),
    )


def test_whoever_looks_deeper_finds_the_words_of_the_exception_and_of_what_blocked_a_late_post():
    detail = reasons.of_exception(ValueError("x" * 999)).detail
    assert (detail[:14], len(detail)) == ("ValueError: xx", 500)
    blocked = replace(hindrances.FROZEN, detail="quốc tang")
    assert reasons.late(time_text(START), "a", blocked).detail == "quốc tang"


def test_composed_sentences_are_parted_from_each_other():
    frozen = hindrances.frozen_by("Lan", "bão")
    late = reasons.late(time_text(START), "a", frozen)
    assert late.why.vi == (
        "lỡ giờ đăng 00:00 ngày 1/12/2026, muộn hơn mức cho phép (Lan đã tạm dừng mọi việc đăng: bão)"
    )
    assert late.todo.vi == ("Khi đăng lại được, chạy: loa thaw. Nếu vẫn muốn đăng, chạy: loa publish a")
    tried = reasons.tried_out(replace(reasons.REFUSED, detail="đĩa đầy"), 24, "a")
    assert (tried.why.en, tried.detail) == (
        "tried 24 times without success: the machine does not let Loa read or write a file", "đĩa đầy"
    )  # fmt: skip
    assert tried.todo.vi == f"{reasons.REFUSED.todo.vi} Sửa xong, đăng lại bằng lệnh: loa publish a"
    assert reasons.tried_out(reasons.LOOKED, 24, "a").todo.en == "Then run: loa publish a"
    held = change_reasons.with_retry(reasons.UNAPPROVED.filled(post="a"), "a@first/x/y")
    assert held.todo.en == "Approve it: loa approve a --by NAME. To try on, run: loa retry a@first/x/y"


def test_a_sentence_that_changes_changes_what_is_read_of_an_old_row(monkeypatch):
    row = kept(reasons.late(Text("7:30", "7.30 am"), "a", hindrances.frozen_by("Lan", "bão")))
    third = replace(reasons.LATE, why=Text("trễ: {due}{because}", "ຊ້າ {due}{because}"))
    others = [one.form for one in CATALOGUE.values() if one.form.code != third.code]
    monkeypatch.setattr(catalogue, "CATALOGUE", catalogue_of([*others, third]))
    assert read(**row).why == Text(
        "trễ: 7:30 (Lan đã tạm dừng mọi việc đăng: bão)", "ຊ້າ 7.30 am (Lan has stopped everything: bão)"
    )


def test_a_value_that_a_sentence_gains_has_a_default_in_old_rows(monkeypatch):
    row = kept(reasons.GONE)
    gained = replace(reasons.GONE, why=Text("mất{where}", "gone{where}"), values={"where": " đâu rồi"})
    others = [one.form for one in CATALOGUE.values() if one.form.code != gained.code]
    monkeypatch.setattr(catalogue, "CATALOGUE", catalogue_of([*others, gained]))
    assert read(**row).why.vi == "mất đâu rồi"


NAMES = WORDS | st.sampled_from([*sorted(OWN), "vi", "en", "due", "post"])
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=6,
)


@settings(max_examples=examples(100))
@given(st.sampled_from(sorted(CATALOGUE)) | WORDS, ANYTHING, WORDS)
def test_whatever_stands_in_a_row_something_is_said(code, there, detail):
    reason = read(code, there, detail)
    assert (reason.code, reason.detail) == (code, detail)
    assert isinstance(reason.words("vi"), str)
    assert isinstance(reason.words("en"), str)


@pytest.mark.parametrize("code", ["late", "of-a-later-loa"])
@pytest.mark.parametrize("there", [{}, {"due": "7:30"}, [], None, {"own_why": {"vi": "x", "en": "x"}}])
def test_a_row_that_cannot_be_worded_names_its_code_and_says_whom_to_ask(code, there):
    reason = read(code, there, "")
    assert code in reason.why.vi
    assert code in reason.why.en
    assert reason.todo == reasons.UNEXPECTED.todo


def test_a_code_stands_for_one_sentence_alone():
    twice = Reason("late", Text("muộn", "late"), Text("", ""))
    with pytest.raises(ValueError, match="late"):
        catalogue_of([reasons.LATE, twice])
    with pytest.raises(ValueError, match="mine"):
        catalogue_of([Reason("mine", Text("{own_why}", "{own_why}"), Text("", ""))])


def test_both_languages_ask_for_the_same_values():
    for sentence in CATALOGUE.values():
        for text in (sentence.form.why, sentence.form.todo):
            vi, en = (Reason("", Text(one, one), Text("", "")) for one in (text.vi, text.en))
            assert catalogue_of([vi])[""].names == catalogue_of([en])[""].names


@pytest.mark.parametrize(
    ("before", "code"),
    [
        (hindrances.STANDSTILL, "frozen"),
        (hindrances.STANDSTILL, "settings-changed"),
        (hindrances.STANDSTILL, "clock-ahead"),
        (f"{change_reasons.CHANGE_HELD}comment/", "comment-unsure"),
        (f"{change_reasons.CHANGE_HELD}edit/", "by-hand/down"),
    ],
)
def test_a_remark_about_a_standstill_or_a_change_is_worded_by_what_it_remarks(before, code):
    form = CATALOGUE[code].form
    reason = form.filled(**dict.fromkeys(CATALOGUE[code].names, "x"))
    remark = replace(reason, code=f"{before}{code}")
    assert OWN.isdisjoint(kept(remark)["given"])
    assert again(remark) == remark


def delivery(channel: str, state: State = State.HANDED_OVER) -> Delivery:
    key = Key(PostId("a"), FIRST, PROVINCE, ChannelName(channel))
    return Delivery(1, key, f"{channel}:1", state, START, START, 1, looks=9, fingerprint="x")


def of_its_channel(channel: str) -> list[Reason]:
    """All that is said of what a channel itself does with *delivery*."""
    one = delivery(channel)
    waits = Receipt("1_1", "", START, waits=True)
    handed_over = reasons.at_channel(reasons.HANDED_OVER, one.key)
    said = [
        after_receipt(waits, handed_over).reason,
        in_doubt(one, reasons.LOOKED, START, is_twin=True).reason,
        reasons.at_channel(reasons.TWIN_UNSEEN, one.key),
        reasons.at_channel(reasons.TAKING_BACK, one.key),
        taken_back(one, START).reason,
        after_time(one, START, still_waits=True).reason,
        after_time(replace(one, looks=0), START, still_waits=False).reason,
        after_time(one, START, still_waits=False).reason,
    ]
    assert len({reason.code for reason in said}) == len(said)
    return said


def test_what_facebook_does_is_said_as_before():
    assert [reason.why.vi for reason in of_its_channel("facebook")] == [
        "Facebook đang giữ, tự cho lên đúng giờ",
        "Facebook nói nội dung này đã đăng rồi; Loa đang tìm bài trên trang",
        "Facebook nói nội dung này đã đăng rồi, nhưng đọc hết trang vẫn không thấy bài",
        "đang lấy lại bài đã giao cho Facebook",
        "đã lấy lại từ Facebook, vì lịch đã đổi",
        "đã đến giờ mà Facebook chưa cho bài lên",
        "chưa thấy bài Facebook giữ trên trang",
        "bài giao Facebook giữ không còn trên trang lẫn trong mục đã lên lịch: có người đã xóa",
    ]
    assert [reason.why.en for reason in of_its_channel("facebook")] == [
        "Facebook holds it and makes it public at its time",
        "Facebook says that this was posted already; Loa looks for it on the page",
        "Facebook says that this was posted already, but the page was read and does not show it",
        "it is being taken back from Facebook's scheduler",
        "taken back from Facebook: the calendar has changed",
        "its time has come, and Facebook still holds it",
        "what Facebook held is not on the page yet",
        "what Facebook held is neither on the page nor among its scheduled posts: somebody deleted it",
    ]


def test_of_a_third_channel_its_own_name_is_said(monkeypatch):
    monkeypatch.setattr(registry, "MODULES", (*registry.MODULES, "tests.channels.loudspeaker"))
    for reason in of_its_channel("loudspeaker"):
        assert "loa truyền thanh" in reason.why.vi
        assert "the loudspeakers" in reason.why.en
        assert "Facebook" not in reason.why.vi + reason.why.en + reason.todo.vi + reason.todo.en
        assert OWN.isdisjoint(kept(reason)["given"])


def test_of_a_channel_that_is_no_more_the_ledgers_name_is_said():
    assert "tiktok" in of_its_channel("tiktok")[0].why.vi


@pytest.mark.sqlite
def test_only_what_a_channel_or_a_post_says_stands_in_words_in_a_used_ledger(world):
    w = world(post("a", START), post("b", START), post("c", START), within=HOUR)
    w.works.begin()
    w.painter.bad["b"] = "dài"
    w.page.faults = [failure(FailureKind.DOUBTFUL, "facebook:timeout")]
    hold(w.works, "Lan", "chờ số liệu", ["c"])
    for _ in range(6):
        tick(w.works)
        w.clock.wait(600)
    freeze(w.works, "Lan", "bão")
    tick(w.works)
    assert w.states() == {"a": "published", "b": "held", "c": "held"}
    with closing(sqlite3.connect(w.works.ledger.where)) as book:
        said = book.execute("SELECT code, given FROM events UNION ALL SELECT code, given FROM deliveries")
        found = [(code, json.loads(values)) for code, values in said]
    assert {code for code, values in found if values.keys() & OWN} == {
        "facebook:timeout",
        "post:card-too-long",
    }
    assert ("frozen", {"who": "Lan", "why": "bão"}) in found
    assert ("held-by-person", {"who": "Lan", "why": "chờ số liệu", "post": "c"}) in found
