"""Films: what is taken, what is told of one that is not, and that nothing of the phone leaves the office."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import av
import pytest

from scheduler.calendar.model import Card, ChannelName, ChannelVariant, Post, PostId, Unit, UnitId
from scheduler.cards.films import Films
from scheduler.channels.facebook_kind import FacebookSettings
from scheduler.problems import Problem
from tests.films import film, turned

PAGE, SITE = ChannelName("facebook"), ChannelName("website")


@pytest.fixture
def films(tmp_path: Path) -> Films:
    (tmp_path / "posts" / "phim").mkdir(parents=True)
    return Films(tmp_path / "posts", tmp_path / "var")


def post(name: str = "phim/a.mp4", *channels: ChannelName) -> Post:
    return Post(
        PostId("a"),
        "b",
        "c",
        at=datetime(2026, 12, 1, tzinfo=UTC),
        channels=dict.fromkeys(channels or (PAGE, SITE), ChannelVariant()),
        cards=(Card("tip"),),
        film=name,
        film_alt="Mẹ và con",
    )


def told(films: Films, data: bytes, one: Post | None = None) -> list[Problem]:
    (films.posts / "phim" / "a.mp4").write_bytes(data)
    return films.problems(one or post())


UPRIGHT = {"width": 540, "height": 960}


@pytest.mark.parametrize(
    "data",
    [
        film,
        lambda: film(sound=""),
        pytest.param(lambda: film(front=True), marks=pytest.mark.slow),
        pytest.param(lambda: film(**UPRIGHT, seconds=3), marks=pytest.mark.slow),
        lambda: turned(film(960, 540, 3)),
    ],
)
def test_a_film_that_people_can_see_everywhere_is_taken(films: Films, data: Callable[[], bytes]) -> None:
    assert told(films, data()) == []


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (lambda: film(codec="mpeg4"), "film-codec"),
        pytest.param(lambda: film(pixels="yuv444p"), "film-codec", marks=pytest.mark.slow),
        (lambda: film(sound="libmp3lame"), "film-sound"),
        (lambda: film(container="mov"), "film-format"),
        pytest.param(lambda: film(container="matroska"), "film-format", marks=pytest.mark.slow),
        (lambda: b"#EXTM3U\nhttp://127.0.0.1/a.ts\n", "film-format"),
        (lambda: b"", "film-format"),
        (lambda: film()[:-2000], "film-broken"),
        (lambda: film(front=True)[: len(film(front=True)) // 2], "film-broken"),
        (lambda: b"\0\0\0\x18ftypisom" + bytes(400), "film-broken"),
        (lambda: film(seconds=0.6), "film-short"),
        pytest.param(lambda: film(540, 720, 3), "film-upright", marks=pytest.mark.slow),
        (lambda: film(270, 480, 3), "film-upright"),
        (lambda: film(**UPRIGHT, seconds=2), "film-upright-length"),
        pytest.param(
            lambda: film(**UPRIGHT, seconds=91, rate=1, sound=""),
            "film-upright-length",
            marks=pytest.mark.slow,
        ),
        pytest.param(
            lambda: film(**UPRIGHT, seconds=3, rate=15), "film-upright-rate", marks=pytest.mark.slow
        ),
    ],
)
def test_a_film_that_is_not_taken_says_why_in_both_languages(
    films: Films, data: Callable[[], bytes], code: str
) -> None:
    (problem,) = told(films, data())
    assert problem.code == code
    assert problem.is_error
    for words in (problem.wrong("vi"), problem.way_out("vi"), problem.wrong("en"), problem.way_out("en")):
        assert words
        assert "{" not in words


def test_only_facebook_is_particular_about_upright_films(films: Films) -> None:
    assert told(films, film(540, 720, 3), post("phim/a.mp4", SITE)) == []


def test_facebook_wants_to_know_the_app_of_a_film_that_lies_down_and_says_so_once(films: Films) -> None:
    page = FacebookSettings(page="1", token="env:X")
    units = [Unit(UnitId(str(n)), "Hội", channels={"facebook": page}) for n in range(3)]
    told(films, film())
    (problem,) = films.problems(post(), units)
    assert problem.code == "film-app"
    known = page.model_copy(update={"app_id": "55"})
    assert films.problems(post(), [Unit(UnitId("a"), "Hội", channels={"facebook": known})]) == []
    assert told(films, film(**UPRIGHT, seconds=3)) == films.problems(post(), units) == []


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("phim/b.mp4", "film-missing"),
        ("phim/A.mp4", "film-missing"),
        ("phim", "film-missing"),
        ("../ngoai.mp4", "film-outside"),
        ("/etc/passwd", "film-outside"),
        ("posts/phim/a.mp4", ""),
        (r"phim\a.mp4", ""),
    ],
)
def test_a_film_is_found_below_posts_and_nowhere_else(films: Films, name: str, code: str) -> None:
    (films.posts.parent / "ngoai.mp4").write_bytes(film())
    assert [one.code for one in told(films, film(), post(name))] == ([code] if code else [])


def test_a_film_that_is_too_heavy_is_not_even_read(films: Films, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scheduler.cards.films.MOST_BYTES", 1000)
    assert [one.code for one in told(films, film())] == ["film-heavy"]


def test_without_what_reads_films_the_post_is_held_and_says_what_to_install(
    films: Films, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "av", None)
    (problem,) = told(films, film(colour=11))
    assert problem.code == "film-reader"
    assert "loa[films]" in problem.way_out("vi")
    with pytest.raises(LookupError):
        films.get(post())


def test_what_goes_out_has_the_same_pictures_and_nothing_of_the_phone(films: Films) -> None:
    source = turned(film(960, 540, 3))
    assert told(films, source) == []
    sent = films.get(post())
    assert b"loci" in source  # where the phone was
    assert b"loci" not in sent.source.read_bytes()
    assert (sent.shape.width, sent.shape.height) == (540, 960)
    assert sent.source.read_bytes().index(b"moov") < sent.source.read_bytes().index(
        b"mdat"
    )  # it plays before all of it has come
    before, after = frames(source), frames(sent.source.read_bytes())
    assert before == after
    assert len(after) == 75
    assert films.get(post()).source.read_bytes() == sent.source.read_bytes()


def frames(data: bytes) -> list[tuple[int, bytes]]:
    with av.open(io.BytesIO(data), format="mp4") as container:
        return [(frame.rotation, frame.to_ndarray()[:4].tobytes()) for frame in container.decode(video=0)]


def saying(kind: bytes, at: int, count: int) -> bytes:
    data = bytearray(film())
    begun = data.index(kind) + at
    data[begun : begun + 4] = count.to_bytes(4, "big")
    return bytes(data)


@pytest.mark.parametrize("count", [14_500, 1 << 26, (1 << 32) - 1])
def test_a_film_that_says_it_has_more_pictures_than_bytes_is_never_opened(
    films: Films, monkeypatch: pytest.MonkeyPatch, count: int
) -> None:
    monkeypatch.setattr("scheduler.cards.films._opened", lambda _: pytest.fail("FFmpeg would take gigabytes"))
    assert [one.code for one in told(films, saying(b"stsz", 12, count))] == ["film-broken"]
    endless = saying(b"stsz", 12, count)
    moov = endless.index(b"moov") - 4
    length = int.from_bytes(endless[moov : moov + 4], "big")
    longer = (1).to_bytes(4, "big") + b"moov" + (length + 8).to_bytes(8, "big") + endless[moov + 8 :]
    assert [one.code for one in told(films, endless[:moov] + longer)] == ["film-broken"]
    assert [one.code for one in told(films, endless[:moov] + bytes(4) + endless[moov + 4 :])] == [
        "film-broken"
    ]


def test_a_film_that_something_else_holds_is_asked_for_again(
    films: Films, monkeypatch: pytest.MonkeyPatch
) -> None:
    def held(*_: object) -> None:
        raise PermissionError(13, "held by a search for viruses")

    with monkeypatch.context() as patch:
        (films.posts / "phim" / "a.mp4").write_bytes(film())
        patch.setattr(Path, "open", held)
        assert [problem.code for problem in films.problems(post())] == ["film-broken"]
    assert films.problems(post()) == []


def test_another_film_under_the_same_name_is_another_print(films: Films) -> None:
    told(films, film(colour=1))
    before = films.print_of(post())
    told(films, film(colour=200))
    assert films.print_of(post()) != before
    assert films.get(post()).source.read_bytes() != b""


def test_a_film_that_is_changed_while_it_is_taken_does_not_go_out_under_the_name_of_the_one_before(
    films: Films, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert told(films, film(colour=1)) == []
    examined = films._find("phim/a.mp4")
    kept = films.get(post()).source.read_bytes()
    for copy in films.made.iterdir():
        copy.unlink()
    (films.posts / "phim" / "a.mp4").write_bytes(film(colour=200))
    with monkeypatch.context() as patch:
        patch.setattr(Films, "_find", lambda *_: examined)
        with pytest.raises(LookupError):
            films.get(post())
    told(films, film(colour=1))
    assert films.get(post()).source.read_bytes() == kept
