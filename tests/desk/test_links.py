"""A post with a link and no picture: the desk shows what Facebook will, once somebody had it looked at."""

from __future__ import annotations

import re

import pytest

from scheduler.channels.link_preview import LinkPreviews
from scheduler.cli.checking import link_problems
from scheduler.clock import FixedClock
from tests.channels.graph_server import Reply, running
from tests.channels.test_link_preview import HTML, picture
from tests.desk.conftest import FIRST_DAY, POSTS, client_of

PAGE = (
    '<meta property="og:title" content="&lt;script&gt;alert(1)&lt;/script&gt; Mẹ">'
    '<meta property="og:description" content="Tả &quot;trang&quot;">'
    '<meta property="og:image" content="/a.png">'
)
LINKED = """\
  - id: co-duong-dan
    at: 2026-12-03 07:30
    title: Đọc thêm
    text: Đọc bài này cùng con.
    link: {link}
    channels: [facebook]
"""


@pytest.fixture
def graph():
    with running() as server:
        yield server


@pytest.fixture
def linked(folder, graph):
    (folder.posts / "2026-12.yaml").write_text(POSTS + LINKED.format(link=f"{graph.address}/bai"), "utf-8")
    return folder


def test_what_was_found_is_shown_as_text_with_a_picture_of_ours(linked, graph):
    graph.will("bai", Reply(PAGE.encode(), headers=HTML))
    graph.will("a.png", picture(400, 300))
    clock = FixedClock(FIRST_DAY)
    LinkPreviews(linked.var / "cache" / "links", clock, is_private_allowed=True).look(f"{graph.address}/bai")
    desk = client_of(linked)
    page = desk.get("/post/co-duong-dan").text
    assert "&lt;script&gt;alert(1)&lt;/script&gt; Mẹ" in page
    assert "<script>alert(1)" not in page
    assert "Tả &#34;trang&#34;" in page
    assert "Ảnh ở trang của đường dẫn nhỏ (400×300)" in page
    small = desk.get("/link/co-duong-dan.jpg")
    assert small.headers["content-type"] == "image/jpeg"
    assert small.content[:2] == b"\xff\xd8"


def test_nothing_is_asked_before_somebody_wants_it_and_nothing_within_the_office_ever(linked, graph):
    desk = client_of(linked)
    page = desk.get("/post/co-duong-dan").text
    assert "Xem Facebook sẽ hiện đường dẫn ra sao" in page
    word = re.search(r'name="csrf" value="(\w+)"', page)[1]
    assert desk.post("/link/co-duong-dan", data={}).status_code == 403
    assert desk.get("/link/co-duong-dan.jpg").status_code == 404
    answer = desk.post("/link/co-duong-dan", data={"csrf": word})
    assert "đó là địa chỉ nội bộ" in answer.text
    assert desk.post("/link/mat-khau-manh", data={"csrf": word}).status_code == 404  # it has a card
    assert graph.asked == []


def test_check_tells_it_where_the_link_stands(linked):
    (problem,) = link_problems(linked)
    assert (problem.code, problem.post, problem.is_error) == ("link-unseen", "co-duong-dan", False)
    assert "link:" in problem.line_text
