"""A card that moves, on the desk: the officer sees the film before it goes out, and a pack gives it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from scheduler.cards.gallery import Gallery
from tests.cards.test_motion import CARD, SMALL
from tests.desk.test_by_hand import desk_of
from tests.engine.giving import POSTS, painted_office


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    posts = POSTS + f"    card: {CARD.format(more=', motion: true')}\n"
    with painted_office(
        tmp_path_factory.mktemp("moving"), posts, {"assets/templates/nho.yaml": SMALL.encode()}
    ) as one:
        yield one


def test_the_posts_page_plays_the_film_of_each_size_that_goes_out(office):
    desk, post = desk_of(office), office.key("groups").post
    page = desk.get(f"/post/{post}").text
    assert f'src="/film/{post}/portrait.mp4"' in page
    assert f'src="/film/{post}/story.mp4"' not in page
    film = desk.get(f"/film/{post}/portrait.mp4")
    assert (film.headers["content-type"], film.content[4:8]) == ("video/mp4", b"ftyp")
    words = desk.get(f"/film/{post}/portrait.vtt")
    assert words.headers["content-type"].startswith("text/vtt")
    assert "Đặt mật khẩu mạnh" in words.text
    for other in (f"{post}/story.mp4", f"{post}/wide.mp4", f"{post}/portrait.exe", "khong-co/portrait.mp4"):
        assert desk.get(f"/film/{other}").status_code == 404


def test_a_thumbnail_waits_for_no_film(office, monkeypatch):
    desk, post, film = desk_of(office), office.key("groups").post, Gallery.film
    beside = ThreadPoolExecutor(1)

    def slow(*given):
        answer = beside.submit(desk.get, f"/card/{post}/0/portrait.jpg?w=360").result(30)
        assert answer.headers["content-type"] == "image/webp"
        return film(*given)

    monkeypatch.setattr(Gallery, "film", slow)
    assert desk.get(f"/film/{post}/portrait.mp4").status_code == 200


def test_a_pack_gives_the_film_that_was_seen(office):
    desk, post = desk_of(office), office.key("groups").post
    assert [one.file for one in office.pack().pictures] == ["anh-1.jpg", "phim-2.mp4"]
    packs = office.channel().packs
    given = packs.file(office.pack(), 2).read_bytes()
    assert given == desk.get(f"/film/{post}/portrait.mp4").content
