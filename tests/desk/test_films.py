"""A post's film on the desk: the post's page plays what goes out, and a pack gives it to be saved."""

from __future__ import annotations

import pytest

from tests.desk.test_by_hand import CARD, address, desk_of
from tests.engine.giving import POSTS, painted_office
from tests.films import film

FILM = "    film: phim/a.mp4\n    film_alt: Mẹ và con đọc sách\n"


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    with painted_office(
        tmp_path_factory.mktemp("films"), POSTS + CARD + FILM, {"posts/phim/a.mp4": film()}
    ) as one:
        yield one


def test_the_posts_page_plays_what_goes_out(office):
    desk, post = desk_of(office), office.key("groups").post
    page = desk.get(f"/post/{post}")
    assert f'<video class="film" src="/film/{post}.mp4" aria-label="Mẹ và con đọc sách"' in page.text
    assert "media-src 'self'" in page.headers["content-security-policy"]
    whole = desk.get(f"/film/{post}.mp4")
    assert whole.headers["content-type"] == "video/mp4"
    assert b"loci" not in whole.content
    part = desk.get(f"/film/{post}.mp4", headers={"Range": "bytes=0-99"})
    assert (part.status_code, part.content) == (206, whole.content[:100])
    assert desk.get("/film/khong-co.mp4").status_code == 404


def test_a_pack_gives_card_and_film_to_be_saved(office):
    desk = desk_of(office)
    page = desk.get(address(office)).text
    assert "Lưu phim" in page
    assert 'aria-label="Mẹ và con đọc sách"' in page
    assert [one.file for one in office.pack().pictures] == ["anh-1.jpg", "phim-2.mp4"]
    saved = desk.get(f"{address(office, 'picture')}&n=2")
    assert saved.headers["content-type"] == "video/mp4"
    assert saved.content == desk.get(f"/film/{office.key('groups').post}.mp4").content
    assert desk.get(f"{address(office, 'picture')}&n=2", headers={"Range": "bytes=5-9"}).status_code == 206
    assert desk.get(f"{address(office, 'picture')}&n=3").status_code == 404
