"""A post is practised alone, on a page of this machine, and nothing of it is in the office's own ledger."""

import re
import threading
import urllib.request

import pytest

from scheduler.problems import Stop
from scheduler.rehearsal.practice import Practice
from tests.cards.test_motion import SMALL
from tests.desk.conftest import folder, posts

__all__ = ["folder", "posts"]


@pytest.fixture
def practice(folder):
    with Practice(folder) as one:
        yield one


def page(address):
    with urllib.request.urlopen(address, timeout=30) as answer:  # of this machine
        return answer.read().decode()


@pytest.mark.slow
def test_a_post_is_practised_alone_and_again_as_it_reads_then(practice, folder, posts):
    shown = practice.publish("mat-khau-manh")
    assert set(shown) == {"facebook", "website"}
    for address in shown.values():
        assert address.startswith("http://127.0.0.1:")
        assert "Cùng con đặt mật khẩu dài" in page(address)
    assert "Người lạ nhắn tin" not in page(shown["website"].rsplit("/", 2)[0] + "/")
    assert not (folder.var / "ledger.db").exists()
    posts("Cùng con đặt mật khẩu dài", "Cùng con đặt mật khẩu thật dài")
    found = []
    other = threading.Thread(target=lambda: found.append(practice.publish("mat-khau-manh")))
    other.start()
    other.join()
    assert "Cùng con đặt mật khẩu thật dài" in page(found[0]["facebook"])


@pytest.mark.slow
def test_a_draft_is_practised_where_its_file_says_that_it_is_ready(practice, folder):
    file = folder.posts / "2026-12.yaml"
    data = file.read_bytes()
    ready = data.replace(b"status: draft", b"status: ready")
    assert ready != data
    shown = practice.publish("ban-nhap", {"posts/2026-12.yaml": ready})
    assert "Bài còn đang viết" in page(shown["website"])
    assert file.read_bytes() == data


@pytest.mark.slow
def test_a_card_that_moves_is_a_reel_and_on_the_website_a_picture_for_whoever_likes_motion(
    practice, folder, posts
):
    (folder.assets / "templates").mkdir(parents=True, exist_ok=True)
    (folder.assets / "templates" / "nho.yaml").write_text(SMALL, "utf-8")
    posts("tip, headline: Đặt *mật khẩu mạnh*, body: Dài và dễ nhớ.,", "nho, motion: true, headline: Đặt,")
    shown = practice.publish("mat-khau-manh")
    facebook, website = page(shown["facebook"]), page(shown["website"])
    assert '<video class="film" src="/pictures/' in facebook
    assert re.search(
        r'<source media="[(]prefers-reduced-motion: no-preference[)]" srcset="[^"]+[.]webp"', website
    )
    assert re.search(r'<img src="[^"]+[.]jpg" alt="[^"]+" width="270" height="338">', website)
    assert re.search(r'<a href="[^"]+[.]mp4" download>', website)


@pytest.mark.slow
@pytest.mark.parametrize("post", ["ban-nhap", "khong-co"])
def test_what_cannot_go_out_is_told(practice, post):
    with pytest.raises(Stop, match="cannot be practised"):
        practice.publish(post)
