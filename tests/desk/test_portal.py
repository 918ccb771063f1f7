"""The page from which a post is pasted into a portal: field by field, with its pictures and files."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest
from PIL import Image

from scheduler.channels.portal import MOST_BYTES
from scheduler.engine.mending import ask_edit, ask_withdrawal
from tests.desk.test_by_hand import CARD, address, copied, desk_of, say
from tests.engine.giving import HOUR, POSTS, SETTINGS, Office
from tests.speech.test_word_file import lines_of

PORTAL = SETTINGS + 'portal: {places: {Cổng TTĐT xã: "https://myxuyen.example.vn/quan-tri"}}\n'
ARTICLE = POSTS.replace("[groups, broadcast]", "[portal]").replace(
    "    title:", "    hashtags: [AnToan]\n    title:"
)


@pytest.fixture(scope="module")
def painted(tmp_path_factory):
    """A folder whose post was given; it is looked at, and nothing is said there."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LOA_STATE", str(tmp_path_factory.mktemp("state")))
        office = Office(tmp_path_factory.mktemp("painted"), PORTAL, ARTICLE + CARD)
        office.go()
        office.go(HOUR)
        yield office
        office.works.close()


def test_each_field_of_the_portal_can_be_copied(painted):
    page = desk_of(painted).get(address(painted, channel="portal")).text
    assert 'id="a-title" lang="vi">Giữ mật khẩu</dd>' in page
    assert ">01/12/2026</dd>" in page
    assert ">AnToan</dd>" in page
    words = page.partition('id="a-words"')[2].partition("</div>")[0]
    assert '<p>Đừng đưa mật khẩu cho người lạ. Cần giúp, gọi <a href="tel:111">111</a>.</p>' in words
    assert "<img" not in words  # this machine's addresses open nowhere else
    assert copied(page, "a-source").startswith('<p><img src="giu-mat-khau-20261201-1.jpg" alt="Thẻ ổ khóa"')
    assert 'src="giu-mat-khau' not in page  # it is told, and not followed
    assert 'href="https://myxuyen.example.vn/quan-tri"' in page
    assert 'data-copy="alt-2"' in page
    assert 'id="script' not in page


def test_its_pictures_are_jpegs_that_portals_take(painted):
    desk = desk_of(painted)
    sizes = []
    for number in (1, 2):
        answer = desk.get(f"{address(painted, 'picture', 'portal')}&n={number}")
        assert len(answer.content) <= MOST_BYTES
        sizes.append(Image.open(BytesIO(answer.content)).size)
        assert 'filename="giu-mat-khau-20261201-' in answer.headers["content-disposition"]
    assert sizes == [(1200, 630), (1080, 1350)]


def test_all_of_it_can_be_taken_home(painted):
    desk = desk_of(painted)
    word = desk.get(address(painted, "article.docx", "portal"))
    assert lines_of(word.content)[0] == ("Title", "Giữ mật khẩu")
    with zipfile.ZipFile(BytesIO(desk.get(address(painted, "article.zip", "portal")).content)) as whole:
        assert whole.namelist() == [
            "giu-mat-khau-20261201-dai-dien.jpg",
            "giu-mat-khau-20261201-1.jpg",
            "bai-viet.docx",
            "noi-dung.html",
        ]
        assert whole.read("bai-viet.docx") == word.content
    for what in ("article.docx", "article.zip", "script.docx"):
        assert desk.get(address(painted, what, "groups")).status_code == 404
    assert desk.get(address(painted, "script.docx", "portal")).status_code == 404


def test_it_is_said_mended_and_taken_down_as_all_that_is_posted_by_hand(tmp_path):
    office = Office(tmp_path, PORTAL, ARTICLE + CARD)
    office.go()
    office.go(HOUR)
    desk = desk_of(office)
    assert "Cổng thông tin" in desk.get("/write").text
    assert "Đã ghi lời chị" in say(desk, office, "done", channel="portal", place="Cổng TTĐT xã").text
    office.write((ARTICLE + CARD).replace("title: Giữ mật khẩu", "title: Giữ kỹ"))
    ask_edit(office.works, office.row("portal"), "Mai", "")
    office.go()
    page = desk.get(address(office, channel="portal")).text
    assert "Bài đã sửa lúc" in page
    assert "giu-ky-20261201-1.jpg" in page
    ask_withdrawal(office.works, office.row("portal"), "Mai", "sai số")
    office.go()
    page = desk.get(address(office, channel="portal")).text
    assert "Cần gỡ bài này" in page
    assert "data-copy" not in page
    assert "Giữ kỹ\n\nĐừng đưa" in page
    assert say(desk, office, "down", channel="portal").status_code == 200
    office.go()
    assert office.row("portal").state.value == "withdrawn"
    office.works.close()
