"""WordPress as a channel, against the practice one over real sockets, and against answers of every kind."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import requests

from scheduler.channels.channel import ChannelError, FailureKind, Gone, Prepared, Trace
from scheduler.channels.wordpress.failures import BY_STATUS, TABLE
from scheduler.channels.wordpress.site import WordPressChannel
from scheduler.channels.wordpress_kind import WordPressSettings
from scheduler.clock import FixedClock
from scheduler.rehearsal.server import Rehearsal, start
from tests.channels.graph_server import GraphServer, Reply
from tests.channels.making import PORTRAIT, START, outgoing, picture
from tests.channels.wordpress_server import opened

PASSWORD = "abcd EFGH ijkl MNOP qrst UVWX"
HTML = Reply(b"<html><h1>Trang ch\xe1\xbb\xa7</h1></html>", headers={"Content-Type": "text/html"})


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rehearsal]:
    with start(tmp_path_factory.mktemp("wordpress"), start=START) as world:
        yield world


@pytest.fixture
def site(shared: Rehearsal) -> Iterator[Site]:
    yield Site(shared)
    shared.disarm()


class Site:
    """The practice WordPress, as its own people see it."""

    def __init__(self, world: Rehearsal) -> None:
        self.world = world
        self.channel = self.opened()

    def opened(self, **more: object) -> WordPressChannel:
        block = WordPressSettings(address=self.world.wordpress_address, user="loa", password="env:X", **more)
        return opened(block, self.world.token, FixedClock(START), timeout=(2.0, 2.0))

    def ask(self, verb: str, path: str, **body: object) -> Any:
        url = f"{self.world.wordpress_address}/wp-json/wp/v2/{path}"
        return requests.request(verb, url, auth=("loa", self.world.token), json=body, timeout=20).json()

    def posts(self, status: str = "publish", **more: object) -> list[dict[str, Any]]:
        query = "&".join(
            f"{key}={value}" for key, value in {"status": status, "per_page": 100, **more}.items()
        )
        return self.ask("GET", f"posts?{query}")

    def pictures(self, post: str) -> list[str]:
        return [one["slug"] for one in self.ask("GET", f"media?parent={post}&per_page=100")]

    def publish(self, name: str, **more: Any) -> tuple[Any, Any]:
        post = outgoing(name, channel="wordpress", **more)
        return post, self.channel.reveal(post, self.channel.prepare(post))


def trace(post: Any, *drafts: str) -> Trace:
    return Trace(post.key, START, frozenset(), post.wording.text, drafts)


def kind_of(error: pytest.ExceptionInfo[ChannelError]) -> tuple[FailureKind, str]:
    return error.value.failure.kind, error.value.failure.code


def test_a_draft_with_its_pictures_is_seen_by_nobody_and_becomes_public_by_one_call(site: Site) -> None:
    post = outgoing("nhap", channel="wordpress", title="Giữ <b>con</b> & “mạng” [gallery]")
    prepared = site.channel.prepare(post)
    address = f"{site.world.wordpress_address}/wp-json/wp/v2/posts/{prepared.draft}"
    assert requests.get(address, timeout=20).status_code == 401
    assert len(site.pictures(prepared.draft)) == 2
    receipt = site.channel.reveal(post, prepared)
    shown = requests.get(receipt.address, timeout=20).text
    assert "Giữ &lt;b&gt;con&lt;/b&gt; &amp; “mạng” &#91;gallery]" in shown
    assert '<a href="tel:111">111</a>' in shown
    assert 'alt="Tấm thẻ"' in shown
    assert site.channel.confirm([trace(post, prepared.draft), trace(post)]) == [(receipt,), (receipt,)]


def test_preparing_and_revealing_again_change_nothing(site: Site) -> None:
    post, receipt = site.publish("hai-lan")
    again = replace(post, draft=receipt.remote_id)
    assert site.channel.reveal(again, site.channel.prepare(again)) == receipt
    assert [one["id"] for one in site.posts(slug="hai-lan")] == [int(receipt.remote_id)]
    assert len(site.pictures(receipt.remote_id)) == 2


def test_a_slug_that_is_taken_is_somebody_elses_post_and_stays_as_it_is(site: Site) -> None:
    foreign = site.ask("POST", "posts", title="Bài của người khác", content="Lời của họ", slug="trung-ten",
                       status="publish")  # fmt: skip
    post, receipt = site.publish("trung-ten")
    assert receipt.remote_id != str(foreign["id"])
    assert receipt.address.endswith("/trung-ten-2/")
    assert site.channel.confirm([trace(post), trace(post, receipt.remote_id)]) == [(receipt,), (receipt,)]
    assert site.ask("GET", f"posts/{foreign['id']}")["content"]["raw"] == "Lời của họ"
    site.channel.withdraw(receipt.remote_id)
    assert site.ask("GET", f"posts/{foreign['id']}")["status"] == "publish"


def test_a_draft_whose_id_was_never_written_down_is_found_by_its_mark(site: Site) -> None:
    post = outgoing("mo-coi", channel="wordpress")
    first = site.channel.prepare(post)
    assert site.channel.prepare(post).draft == first.draft
    site.world.arm("cut-after", "wp-create")
    other = outgoing("mo-coi-2", channel="wordpress")
    with pytest.raises(ChannelError) as error:
        site.channel.prepare(other)
    assert error.value.failure.kind is FailureKind.CERTAIN
    (left,) = site.posts("draft", slug="mo-coi-2")
    assert site.channel.prepare(other).draft == str(left["id"])


def test_without_its_id_a_lost_ledger_finds_what_is_public_and_makes_no_second_one(site: Site) -> None:
    post, receipt = site.publish("so-mat")
    prepared = site.channel.prepare(post)
    assert (prepared.draft, site.channel.reveal(post, prepared)) == (receipt.remote_id, receipt)


@pytest.mark.parametrize(
    "fault", ["cut-after", "error-500-after", "html-502", "truncated-json", "empty-object"]
)
def test_a_lost_answer_to_the_public_call_is_doubtful_and_the_id_tells(site: Site, fault: str) -> None:
    post = outgoing(f"mat-tra-loi-{fault}", channel="wordpress")
    prepared = site.channel.prepare(post)
    site.world.arm(fault, "wp-publish", **({"done": True} if fault == "html-502" else {}))
    with pytest.raises(ChannelError) as error:
        site.channel.reveal(post, prepared)
    assert error.value.failure.kind is FailureKind.DOUBTFUL
    ((receipt,),) = site.channel.confirm([trace(post, prepared.draft)])
    assert receipt.remote_id == prepared.draft
    assert site.channel.reveal(post, prepared) == receipt


def test_what_was_not_done_is_not_confirmed(site: Site) -> None:
    post = outgoing("chua-len", channel="wordpress")
    prepared = site.channel.prepare(post)
    site.world.arm("cut-before", "wp-publish")
    with pytest.raises(ChannelError) as error:
        site.channel.reveal(post, prepared)
    assert error.value.failure.kind is FailureKind.DOUBTFUL
    assert site.channel.confirm([trace(post, prepared.draft)]) == [()]


@pytest.mark.parametrize("change", [{"content": "Lời khác"}, {"status": "trash"}, {"title": "Khác"}])
def test_a_draft_that_a_hand_changed_is_not_revealed_and_is_made_anew(
    site: Site, change: dict[str, str]
) -> None:
    post = outgoing(f"nhap-sua-{next(iter(change))}", channel="wordpress")
    prepared = site.channel.prepare(post)
    if change.get("status") == "trash":
        site.ask("DELETE", f"posts/{prepared.draft}")
    else:
        site.ask("POST", f"posts/{prepared.draft}", **change)
    with pytest.raises(ChannelError) as error:
        site.channel.reveal(post, prepared)
    assert kind_of(error) == (FailureKind.CERTAIN, "wordpress:draft-gone")
    again = replace(post, draft=prepared.draft)
    receipt = site.channel.reveal(again, site.channel.prepare(again))
    assert "Cùng con đặt mật khẩu dài" in (site.channel.shown(receipt.remote_id) or "")


def test_an_edit_carries_words_and_pictures_and_the_old_pictures_go(site: Site) -> None:
    post, receipt = site.publish("sua-bai")
    before = site.pictures(receipt.remote_id)
    later = replace(
        post, wording=replace(post.wording, text="Lời đã sửa."), media=(picture(colour="#123456"),)
    )
    site.channel.edit(receipt.remote_id, later)
    site.channel.edit(receipt.remote_id, later)
    assert "Lời đã sửa." in (site.channel.shown(receipt.remote_id) or "")
    (now,) = site.pictures(receipt.remote_id)
    assert now not in before
    (one,) = site.posts(slug="sua-bai")
    assert one["link"] == receipt.address


@pytest.mark.parametrize(
    "change", [{"title": "Tên khác"}, {"excerpt": "Tóm tắt khác"}, {"featured_media": 3}, {"content": "tay"}]
)
def test_what_a_hand_edited_is_not_written_over(site: Site, change: dict[str, Any]) -> None:
    post, receipt = site.publish(f"sua-tay-{next(iter(change))}")
    if "content" in change:
        raw = site.ask("GET", f"posts/{receipt.remote_id}")["content"]["raw"]
        change = {"content": raw.replace("mật khẩu dài", "mật khẩu thật dài")}
    site.ask("POST", f"posts/{receipt.remote_id}", **change)
    later = replace(post, wording=replace(post.wording, text="Lời trong lịch."))
    with pytest.raises(ChannelError) as error:
        site.channel.edit(receipt.remote_id, later)
    assert kind_of(error) == (FailureKind.CONTENT, "wordpress:edited-by-hand")
    assert receipt.remote_id in error.value.failure.why.vi
    assert "Lời trong lịch" not in (site.channel.shown(receipt.remote_id) or "")


def test_a_post_without_our_mark_is_touched_by_nothing(site: Site) -> None:
    post, receipt = site.publish("mat-dau")
    site.ask("POST", f"posts/{receipt.remote_id}", content="Ai đó viết lại cả bài.")
    calls = [
        lambda: site.channel.edit(receipt.remote_id, replace(post, source="Nguồn khác")),
        lambda: site.channel.withdraw(receipt.remote_id),
        lambda: site.channel.shown(receipt.remote_id),
        lambda: site.channel.confirm([trace(post, receipt.remote_id)]),
        lambda: site.channel.prepare(replace(post, draft=receipt.remote_id)),
    ]
    for call in calls:
        with pytest.raises(ChannelError) as error:
            call()
        assert error.value.failure.code == "wordpress:not-ours"
    assert site.ask("GET", f"posts/{receipt.remote_id}")["content"]["raw"] == "Ai đó viết lại cả bài."


def test_what_is_taken_down_goes_to_the_bin_and_its_pictures_with_it(site: Site) -> None:
    _, receipt = site.publish("go-bai")
    site.channel.withdraw(receipt.remote_id)
    assert site.channel.shown(receipt.remote_id) is None
    assert site.pictures(receipt.remote_id) == []
    assert site.ask("GET", f"posts/{receipt.remote_id}")["status"] == "trash"
    with pytest.raises(Gone):
        site.channel.withdraw(receipt.remote_id)
    _, second = site.publish("go-bai")
    assert second.remote_id != receipt.remote_id


def test_a_withdrawal_cut_off_after_the_post_still_takes_the_pictures(site: Site) -> None:
    _, receipt = site.publish("go-do-dang")
    site.world.arm("cut-after", "wp-delete")
    with pytest.raises(ChannelError) as error:
        site.channel.withdraw(receipt.remote_id)
    assert error.value.failure.kind is FailureKind.DOUBTFUL
    assert len(site.pictures(receipt.remote_id)) == 2
    with pytest.raises(Gone):
        site.channel.withdraw(receipt.remote_id)
    assert site.pictures(receipt.remote_id) == []


@pytest.mark.parametrize("status", ["draft", "private", "trash"])
def test_what_a_hand_took_down_is_gone_and_never_shown_again(site: Site, status: str) -> None:
    post, receipt = site.publish(f"go-tay-{status}")
    if status == "trash":
        site.ask("DELETE", f"posts/{receipt.remote_id}")
    else:
        site.ask("POST", f"posts/{receipt.remote_id}", status=status)
    assert site.channel.shown(receipt.remote_id) is None
    assert receipt.remote_id not in site.channel.standing(START - timedelta(days=1))
    with pytest.raises(Gone):
        site.channel.edit(receipt.remote_id, post)
    assert site.channel.prepare(post).draft != receipt.remote_id


@pytest.mark.slow
def test_all_that_stands_there_is_read_to_its_end(site: Site) -> None:
    ours = {site.publish(f"nhieu-{number}", media=())[1].remote_id for number in range(53)}
    foreign = site.ask("POST", "posts", title="Khác", content="Khác", status="publish")
    standing = site.channel.standing(START)
    assert ours <= standing
    assert str(foreign["id"]) not in standing
    site.world.arm("html-502", "wp-read")
    with pytest.raises(ChannelError) as error:
        site.channel.standing(START)
    assert error.value.failure.kind is FailureKind.DOUBTFUL


def test_what_a_doctor_tries_leaves_nothing_behind(site: Site) -> None:
    before = site.posts("publish,draft,trash")
    assert "nhận ảnh" in site.channel.try_out().vi
    assert site.posts("publish,draft,trash") == before
    assert site.channel.checkup().faults == ()


def test_a_wrong_password_is_told_and_pauses(site: Site) -> None:
    block = WordPressSettings(address=site.world.wordpress_address, user="loa", password="env:X")
    channel = opened(block, "sai mat khau", FixedClock(START))
    with pytest.raises(ChannelError) as error:
        channel.prepare(outgoing("sai", channel="wordpress"))
    assert kind_of(error) == (FailureKind.CREDENTIAL, "wordpress:rest_forbidden_status")
    assert "mật khẩu ứng dụng" in error.value.failure.why.vi
    assert "sai mat khau" not in str(error.value)


# -- answers of every kind, from a server that says what a test wants --


@pytest.fixture
def asked(graph: GraphServer) -> Iterator[WordPressChannel]:
    block = WordPressSettings(address=graph.address, user="loa", password="env:X")
    yield opened(block, PASSWORD, FixedClock(START), timeout=(2.0, 2.0))


def error(status: int, code: str) -> Reply:
    return Reply({"code": code, "message": f"<b>{code}</b> {PASSWORD}", "data": {"status": status}}, status)


def failing(channel: WordPressChannel) -> Any:
    with pytest.raises(ChannelError) as caught:
        channel.prepare(outgoing("bai", channel="wordpress", media=()))
    return caught.value.failure


OUR_OWN = {
    *("not-sent", "no-answer", "odd-answer", "unknown", "redirect", "rest_hidden", "not-published"),
    *("draft-gone", "no-mark", "not-ours", "edited-by-hand", "gone", "no-category", "drafts-are-public"),
}


@pytest.mark.parametrize("code", sorted(TABLE.keys() - OUR_OWN))
def test_each_code_of_the_table_is_told_in_its_words(
    graph: GraphServer, asked: WordPressChannel, code: str
) -> None:
    graph.will("posts", error(403, code))
    found, row = failing(asked), TABLE[code]
    assert (found.code, found.why.vi) == (f"wordpress:{code}", row.why.vi)
    expected = {FailureKind.DOUBTFUL: FailureKind.THROTTLED if row.wait else FailureKind.CERTAIN}
    assert found.kind is expected.get(row.kind, row.kind)
    assert PASSWORD not in found.detail


@pytest.mark.parametrize("status", sorted(BY_STATUS))
def test_each_status_without_a_code_is_told_in_its_words(
    graph: GraphServer, asked: WordPressChannel, status: int
) -> None:
    for edge in ("posts", ""):  # by either way
        graph.will(edge, Reply(HTML.body, status, HTML.headers))
    found = failing(asked)
    assert found.why.vi == BY_STATUS[status].why.vi
    assert found.kind is not FailureKind.DOUBTFUL


@pytest.mark.parametrize(
    ("reply", "code", "kind"),
    [
        (HTML, "odd-answer", FailureKind.CERTAIN),
        (Reply(b""), "odd-answer", FailureKind.CERTAIN),
        (Reply({"success": True}), "odd-answer", FailureKind.CERTAIN),
        (Reply([1, 2]), "odd-answer", FailureKind.CERTAIN),
        (Reply([{"id": "x"}]), "odd-answer", FailureKind.CERTAIN),
        (error(200, "rest_cannot_edit"), "rest_cannot_edit", FailureKind.CREDENTIAL),
        (error(400, "some_plugin_says_no"), "some_plugin_says_no", FailureKind.CONTENT),
        (error(418, "some_plugin_says_no"), "some_plugin_says_no", FailureKind.CERTAIN),
        (error(401, "rest_cannot_create"), "rest_cannot_create", FailureKind.CREDENTIAL),
        (Reply(cut="before"), "no-answer", FailureKind.CERTAIN),
        (Reply(b"x" * 20, cut="midway"), "no-answer", FailureKind.CERTAIN),
        (Reply(HTML.body, 429, {"Retry-After": "77"}), "HTTP-429", FailureKind.THROTTLED),
        (Reply(HTML.body, 503, {"Retry-After": "600"}), "HTTP-503", FailureKind.THROTTLED),
    ],
)
def test_odd_answers_make_nothing_public_and_are_told(
    graph: GraphServer, asked: WordPressChannel, reply: Reply, code: str, kind: FailureKind
) -> None:
    graph.will("posts", reply)
    found = failing(asked)
    assert found.code == f"wordpress:{code}"
    assert found.kind is kind
    wait = {"77": 77.0, "600": 600.0}.get(reply.headers.get("Retry-After", ""), found.wait_seconds)
    assert found.wait_seconds == wait


def test_warnings_of_php_before_the_json_are_passed_over(graph: GraphServer, asked: WordPressChannel) -> None:
    warning = b"\xef\xbb\xbf<br />\n<b>Warning</b>: foo[1] {bar} in <b>/x.php</b> on line <b>2</b><br />\n"
    graph.will("posts", Reply(warning + b"[]", headers={"X-WP-TotalPages": "0"}))
    assert asked.standing(START) == frozenset()


def test_a_redirect_is_not_followed_and_the_password_goes_nowhere_else(graph: GraphServer) -> None:
    with_redirect = Reply(b"", 301, {"Location": "https://khac.example.vn/wp-json/"})
    graph.will("posts", with_redirect)
    block = WordPressSettings(address=graph.address, user="loa", password="env:X")
    found = failing(opened(block, PASSWORD, FixedClock(START)))
    assert (found.kind, found.code) == (FailureKind.CREDENTIAL, "wordpress:redirect")
    assert "khac.example.vn" in found.why.vi
    assert len(graph.asked) == 1


def test_where_wp_json_is_not_answered_rest_route_is(graph: GraphServer) -> None:
    block = WordPressSettings(address=graph.address, user="loa", password="env:X")
    graph.will("posts", Reply(HTML.body, 404, HTML.headers))
    graph.will("", Reply([]))
    assert opened(block, PASSWORD, FixedClock(START)).standing(START) == frozenset()
    assert graph.asked[-1].query["rest_route"] == "/wp/v2/posts"


@pytest.mark.parametrize("page", [HTML, Reply(HTML.body, 404, HTML.headers)])
def test_where_neither_is_the_interface_is_hidden(graph: GraphServer, page: Reply) -> None:
    block = WordPressSettings(address=graph.address, user="loa", password="env:X")
    graph.will("posts", page)
    graph.will("", page)
    found = failing(opened(block, PASSWORD, FixedClock(START)))
    assert (found.kind, found.code) == (FailureKind.CREDENTIAL, "wordpress:rest_hidden")


def test_a_site_that_is_not_there_is_certain() -> None:
    block = WordPressSettings(address="http://127.0.0.1:9", user="loa", password="env:X")
    found = failing(opened(block, PASSWORD, FixedClock(START)))
    assert (found.kind, found.code) == (FailureKind.CERTAIN, "wordpress:not-sent")


@pytest.mark.parametrize("status", ["pending", "future", "draft"])
def test_what_wordpress_does_not_publish_is_no_receipt(site: Site, status: str, monkeypatch: Any) -> None:
    post = outgoing(f"giu-lai-{status}", channel="wordpress", media=(PORTRAIT,))
    prepared = site.channel.prepare(post)
    send = site.channel._site.rest.post
    monkeypatch.setattr(
        site.channel._site.rest, "post", lambda path, body: send(path, {**body, "status": status})
    )
    with pytest.raises(ChannelError) as caught:
        site.channel.reveal(post, prepared)
    assert kind_of(caught) == (FailureKind.DOUBTFUL, "wordpress:not-published")


@pytest.mark.parametrize("status", ["pending", "future"])
def test_what_waits_for_its_editor_is_waited_for_and_never_made_again(
    site: Site, status: str, monkeypatch: Any
) -> None:
    post = outgoing(f"cho-duyet-{status}", channel="wordpress", media=(PORTRAIT,))
    prepared = site.channel.prepare(post)
    send = site.channel._site.rest.post
    held = {"status": status}
    with monkeypatch.context() as kept:
        kept.setattr(
            site.channel._site.rest,
            "post",
            lambda path, body: send(path, {**body, **(held if "status" in body else {})}),
        )
        for call in (
            lambda: site.channel.reveal(post, prepared),
            lambda: site.channel.confirm([trace(post, prepared.draft)]),
        ):
            with pytest.raises(ChannelError) as caught:
                call()
            assert kind_of(caught) == (FailureKind.DOUBTFUL, "wordpress:not-published")
        again = replace(post, draft=prepared.draft)
        assert site.channel.prepare(again).draft == site.channel.prepare(post).draft == prepared.draft
    site.ask("POST", f"posts/{prepared.draft}", status="publish")
    ((receipt,),) = site.channel.confirm([trace(post, prepared.draft)])
    assert receipt.remote_id == prepared.draft


def test_a_picture_that_was_not_asked_for_is_not_shown(site: Site, monkeypatch: Any) -> None:
    foreign = {"id": 5, "slug": "khac", "post": 1, "alt_text": "", "source_url": "https://khac.example/5.jpg"}
    ask = site.channel._site.rest.get

    def cached(path: str, **query: object) -> Any:
        answer = ask(path, **query)
        return replace(answer, body=[foreign, *answer.body]) if path == "media" else answer

    monkeypatch.setattr(site.channel._site.rest, "get", cached)
    prepared = site.channel.prepare(outgoing("anh-khac", channel="wordpress", media=(PORTRAIT,)))
    assert "5" not in prepared.media


@pytest.mark.parametrize("status", ["pending", "future"])
def test_what_would_be_public_again_is_taken_down_too(site: Site, status: str) -> None:
    _, receipt = site.publish(f"hen-lai-{status}", media=(PORTRAIT,))
    site.ask("POST", f"posts/{receipt.remote_id}", status=status)
    site.channel.withdraw(receipt.remote_id)
    assert receipt.remote_id not in {str(one["id"]) for one in site.posts("publish,future,pending,draft")}
    assert site.pictures(receipt.remote_id) == []


def test_a_reveal_without_a_draft_makes_nothing_public(site: Site) -> None:
    with pytest.raises(ChannelError) as caught:
        site.channel.reveal(outgoing("khong-nhap", channel="wordpress"), Prepared(draft="999999"))
    assert kind_of(caught) == (FailureKind.CERTAIN, "wordpress:draft-gone")


def test_nothing_of_it_is_ever_written_with_its_password(site: Site, caplog: Any, tmp_path: Path) -> None:
    caplog.set_level("DEBUG")
    site.publish("bi-mat")
    assert site.world.token not in caplog.text
    assert json.dumps(site.posts()).count(site.world.token) == 0
