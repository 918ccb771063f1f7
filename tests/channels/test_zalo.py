"""A Zalo article: hidden, then shown by the one public call; never two of it, whatever Zalo answers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from scheduler.channels.channel import (
    ChannelError,
    FailureKind,
    Gone,
    Outgoing,
    Prepared,
    Receipt,
    Standing,
    Trace,
)
from scheduler.channels.site.pictures import file_of
from scheduler.channels.zalo.account import ZaloChannel
from scheduler.channels.zalo.articles import listed
from scheduler.channels.zalo.drafts import Drafts
from scheduler.rehearsal.server import Rehearsal
from tests.channels.making import picture
from tests.channels.zalo_office import POLLS, Office

LONG = timedelta(minutes=11)  # until the list must show what was told to become public


@pytest.fixture
def office(world: Rehearsal, site: Path, tmp_path: Path) -> Iterator[Office]:
    yield Office(tmp_path, world, site)
    world.disarm()


@pytest.fixture
def zalo(office: Office) -> ZaloChannel:
    return office.open()


def published(zalo: ZaloChannel, post: Outgoing) -> Receipt:
    return zalo.reveal(post, zalo.prepare(post))


def trace(post: Outgoing, *drafts: str) -> Trace:
    return Trace(post.key, post.due, frozenset(drafts), post.wording.text, drafts)


def refused(call, *given) -> ChannelError:
    with pytest.raises(ChannelError) as failed:
        call(*given)
    return failed.value


def test_it_is_hidden_until_the_public_call_and_then_stands_there_once(office, zalo):
    post = office.post("a")
    prepared = zalo.prepare(post)
    assert office.articles(post.wording.title) == [(prepared.draft, "hide")]
    assert zalo.confirm([trace(post, prepared.draft)]) == [()]
    receipt = zalo.reveal(post, prepared)
    assert office.articles(post.wording.title) == [(receipt.remote_id, "show")]
    assert receipt.address == f"{office.rehearsal.address}/zalo/{receipt.remote_id}"
    ((found,),) = zalo.confirm([trace(post, prepared.draft)])
    assert found.remote_id == receipt.remote_id
    assert zalo.shown(receipt.remote_id) == post.wording.title
    assert receipt.remote_id in zalo.standing(post.due)
    assert receipt.remote_id in {one.receipt.remote_id for one in zalo.seen(post.due)}
    zalo.reveal(post, prepared)  # once more is the same as once
    assert office.articles(post.wording.title) == [(receipt.remote_id, "show")]


def test_the_article_says_what_the_post_says_with_the_websites_pictures(office, zalo):
    post = office.post("a", link="https://phunu.vn/tin")
    receipt = published(zalo, post)
    (content,) = [one["content"] for one in office.rehearsal.articles() if one["id"] == receipt.remote_id]
    wide, upright = (office.rehearsal.site_address + file_of(post.key, one) for one in post.media)
    assert content["cover"] == {"cover_type": "photo", "photo_url": wide, "status": "show"}
    text, image = content["body"]
    assert image == {"type": "image", "url": upright, "caption": "Tấm thẻ"}
    assert '<a href="tel:111">111</a>' in text["content"]
    assert "https://phunu.vn/tin" in text["content"]
    assert "#BaoVeTreEm" in text["content"]
    assert content["author"] == "Hội LHPN tỉnh Sóc Trăng"
    assert content["description"].startswith("Cùng con đặt mật khẩu dài.")


def test_it_waits_until_the_website_shows_the_very_picture(office, zalo):
    post = office.post("a", shown=False)
    error = refused(zalo.prepare, post).failure
    assert (error.kind, error.code, error.detail) == (FailureKind.CERTAIN, "zalo:picture-away", "HTTP 404")
    (office.site / "anh").mkdir(exist_ok=True)
    (office.site / file_of(post.key, post.media[0])).write_bytes(b"<html>Khong tim thay</html>")
    assert refused(zalo.prepare, post).failure.detail == "another file"
    assert office.articles(post.wording.title) == []
    office.post("a")
    assert zalo.prepare(post).draft


def test_a_post_without_a_picture_or_with_one_that_is_too_large_is_a_persons(office, zalo):
    bare = office.post("a", media=())
    assert refused(zalo.prepare, bare).failure.code == "zalo:no-picture"
    one = picture("wide")
    heavy = office.post("b", media=(type(one)(b"x" * 1_000_001, one.mime, 1200, 630, "wide", "Ảnh"),))
    failure = refused(zalo.prepare, heavy).failure
    assert (failure.kind, failure.code) == (FailureKind.CONTENT, "zalo:picture-large")


@pytest.mark.parametrize("fault", ["cut-after", "truncated-json", "error-500-after", "empty-object"])
def test_a_creation_whose_answer_was_lost_is_found_in_the_list_and_gone_on_with(office, zalo, fault):
    post = office.post("a")
    office.rehearsal.arm(fault, "zalo-create")
    assert refused(zalo.prepare, post).failure.kind is FailureKind.CERTAIN
    office.rehearsal.arm("doubled-list", "zalo-getslice", count=3)
    receipt = published(office.open(), post)  # another process goes on
    assert office.articles(post.wording.title) == [(receipt.remote_id, "show")]


def test_a_creation_that_no_list_shows_yet_leaves_at_most_a_hidden_one(office, zalo):
    post = office.post("a")
    office.rehearsal.arm("cut-after", "zalo-create")
    refused(zalo.prepare, post)
    office.rehearsal.arm("slow-edges", "zalo-getslice", count=1, seconds=3600)
    receipt = published(zalo, post)
    every = dict(office.articles(post.wording.title))
    assert every.pop(receipt.remote_id) == "show"
    assert set(every.values()) == {"hide"}


def test_one_that_zalo_works_on_for_long_is_waited_for_and_not_begun_anew(office, zalo):
    post = office.post("a")
    office.rehearsal.arm("processing", "zalo-verify", count=POLLS)
    failure = refused(zalo.prepare, post).failure
    assert (failure.kind, failure.code) == (FailureKind.CERTAIN, "zalo:-214")
    receipt = published(office.open(), post)
    assert office.articles(post.wording.title) == [(receipt.remote_id, "show")]


def test_an_id_of_another_posts_article_is_not_written_over(office, zalo, monkeypatch):
    first, second, third = office.post("a"), office.post("b"), office.post("c")
    shown, hidden = published(zalo, first).remote_id, zalo.prepare(second).draft
    for taken in (shown, hidden):
        monkeypatch.setattr(zalo, "_id_of", lambda given, taken=taken: taken)
        assert refused(zalo.prepare, third).failure.code == "zalo:odd-answer"
    monkeypatch.undo()
    published(zalo, third)
    assert office.articles(first.wording.title) == [(shown, "show")]
    assert office.articles(second.wording.title) == [(hidden, "hide")]
    assert [status for _, status in office.articles(third.wording.title)] == ["show"]


@pytest.mark.parametrize("status", ["show", "hide"])
def test_an_id_of_a_persons_own_article_is_not_written_over(office, zalo, monkeypatch, status):
    person, written, post = office.open(), office.post("b"), office.post("a")
    person._drafts = Drafts(office.folder / "elsewhere.json")
    theirs = published(person, written).remote_id if status == "show" else person.prepare(written).draft
    monkeypatch.setattr(zalo, "_id_of", lambda given: theirs)
    assert refused(zalo.prepare, post).failure.code == "zalo:odd-answer"
    monkeypatch.undo()
    published(zalo, post)
    assert office.articles(written.wording.title) == [(theirs, status)]
    assert [status for _, status in office.articles(post.wording.title)] == ["show"]


def test_where_zalo_cannot_fetch_the_picture_it_is_tried_again(office, zalo):
    post = office.post("a")
    office.rehearsal.arm("picture-unreached", "zalo-create")
    failure = refused(zalo.prepare, post).failure
    assert (failure.kind, failure.code) == (FailureKind.CERTAIN, "zalo:-200")
    receipt = published(zalo, post)
    assert office.articles(post.wording.title) == [(receipt.remote_id, "show")]


@pytest.mark.parametrize(
    ("fault", "happened"),
    [
        ("cut-after", True),
        ("truncated-json", True),
        ("error-500-after", True),
        ("cut-before", False),
        ("error-500-before", False),
        ("html-502", False),
    ],
)
def test_a_public_call_without_a_clear_answer_is_doubtful_and_the_list_tells(office, zalo, fault, happened):
    post = office.post("a")
    prepared = zalo.prepare(post)
    office.rehearsal.arm(fault, "zalo-update")
    assert refused(zalo.reveal, post, prepared).failure.kind is FailureKind.DOUBTFUL
    (found,) = zalo.confirm([trace(post, prepared.draft)])
    assert [one.remote_id for one in found] == ([prepared.draft] if happened else [])
    assert zalo.prepare(Outgoing(**{**_fields(post), "draft": prepared.draft})) == prepared
    zalo.reveal(post, prepared)
    assert office.articles(post.wording.title) == [(prepared.draft, "show")]


def _fields(post: Outgoing) -> dict:
    return {name: getattr(post, name) for name in Outgoing.__slots__}


def test_an_update_that_zalo_still_works_on_is_doubtful(office, zalo):
    post = office.post("a")
    prepared = zalo.prepare(post)
    office.rehearsal.arm("processing", "zalo-verify", count=POLLS)
    assert refused(zalo.reveal, post, prepared).failure.kind is FailureKind.DOUBTFUL


def test_a_list_that_gives_articles_twice_shows_each_once(office, zalo):
    posts = [office.post(f"d{number}") for number in range(6)]
    receipts = [published(zalo, post) for post in posts]
    office.rehearsal.arm("doubled-list", "zalo-getslice", count=None)
    traces = [trace(post, one.remote_id) for post, one in zip(posts, receipts, strict=True)]
    found = zalo.confirm(traces)
    assert [[one.remote_id for one in each] for each in found] == [[one.remote_id] for one in receipts]
    seen = [one.receipt.remote_id for one in zalo.seen(posts[0].due)]
    assert len(seen) == len(set(seen))
    assert {one.remote_id for one in receipts} <= set(seen)


def test_a_late_list_proves_nothing_about_what_was_just_shown(office, zalo):
    receipt = published(zalo, office.post("a"))
    office.rehearsal.arm("slow-edges", "zalo-getslice", count=None, seconds=3600)
    failure = refused(zalo.shown, receipt.remote_id).failure
    assert (failure.kind, failure.code) == (FailureKind.DOUBTFUL, "zalo:on-its-way")
    zalo.edit(receipt.remote_id, office.post("a", text="Lời mới, dài hơn một chút."))
    office.rehearsal.disarm()
    assert zalo.shown(receipt.remote_id) is not None


def test_an_edit_keeps_the_article_and_changes_what_it_says(office, zalo):
    receipt = published(zalo, office.post("a"))
    changed = office.post("a", title="Tiêu đề đã sửa rồi", text="Lời đã sửa.")
    zalo.edit(receipt.remote_id, changed)
    assert office.articles("Tiêu đề đã sửa rồi") == [(receipt.remote_id, "show")]


def test_what_is_withdrawn_is_gone_and_what_a_person_took_down_stays_down(office, zalo):
    post = office.post("a")
    receipt = published(zalo, post)
    zalo.withdraw(receipt.remote_id)
    assert office.articles(post.wording.title) == []
    assert refused(zalo.withdraw, receipt.remote_id).failure.kind is FailureKind.CERTAIN  # none, or none yet
    office.rehearsal.clock.wait(LONG.total_seconds())
    with pytest.raises(Gone):
        zalo.withdraw(receipt.remote_id)
    assert zalo.shown(receipt.remote_id) is None
    with pytest.raises(Gone):
        zalo.edit(receipt.remote_id, post)
    anew = published(zalo, post)  # by a person's order
    assert office.articles(post.wording.title) == [(anew.remote_id, "show")]
    assert anew.remote_id != receipt.remote_id


def test_its_list_tells_the_figures_of_all_posts_at_once(office, zalo):
    receipts = [published(zalo, office.post(name)) for name in ("a", "b")]
    office.rehearsal.clock.wait(3 * 86400)
    zalo.keep_access()
    posts = [Standing(receipt.remote_id) for receipt in receipts] + [Standing("khong-co")]
    told = {
        post.remote_id: {one.metric: one.value for one in figures} for post, figures in zalo.figures(posts)
    }
    for receipt in receipts:
        assert told[receipt.remote_id]["total_view"] > told[receipt.remote_id]["total_share"] >= 0
    assert told["khong-co"] == {"total_view": None, "total_share": None}
    office.rehearsal.arm("throttle", "zalo-getslice")
    assert refused(list, zalo.figures(posts)).failure.kind is FailureKind.THROTTLED


def test_a_list_without_counts_or_with_odd_ones_tells_none():
    node = {"id": "a", "title": "b", "status": "show"}

    def told(**more):
        page = {"total": 1, "medias": [node | more]}
        return [one.value for one in listed(lambda offset, limit: page)["a"].figures]

    assert told() == [None, None]
    assert told(total_view="12", total_share=0) == [12, 0]
    for odd in (-1, True, None, [], "1e3", "9" * 30, 1.5):
        assert told(total_view=odd) == [None, None]


def test_a_list_that_fails_proves_nothing(office, zalo):
    post = office.post("a")
    prepared = zalo.prepare(post)
    for fault in ("cut-after", "html-502", "empty-object", "throttle"):
        office.rehearsal.arm(fault, "zalo-getslice")
        failure = refused(zalo.confirm, [trace(post, prepared.draft)]).failure
        assert failure.kind in {FailureKind.DOUBTFUL, FailureKind.THROTTLED}


def test_a_token_that_zalo_refuses_is_renewed_at_once_and_the_call_made(office, zalo):
    post = office.post("a")
    prepared = zalo.prepare(post)
    office.rehearsal.arm("expired-token", "zalo-update")
    receipt = zalo.reveal(post, prepared)
    assert office.articles(post.wording.title) == [(receipt.remote_id, "show")]


def test_doctor_hears_how_the_account_stands(office, zalo):
    checkup = zalo.checkup()
    assert checkup.faults == ()
    (ends,) = checkup.endings
    assert ends.code == "renewal"
    office.block = office.block.model_copy(update={"oa": "999"})
    (fault,) = office.open().checkup().faults
    assert (fault.kind, fault.code) == (FailureKind.CREDENTIAL, "zalo:other-account")


def test_doctor_hears_that_the_account_is_lost(office, zalo):
    office.connect(refresh_token="never-given-out-0123456789", expires_in="60")
    (fault,) = zalo.checkup().faults
    assert (fault.kind, fault.code) == (FailureKind.CREDENTIAL, "zalo:-14014")
    assert "connect zalo" in fault.todo.vi
    assert refused(zalo.try_out).failure.code == "zalo:-14014"


def test_nothing_is_prepared_twice_for_what_was_prepared(office, zalo):
    post = office.post("a")
    once, again = zalo.prepare(post), office.open().prepare(post)
    assert once == again == Prepared((once.draft,), once.draft)
