"""The cache of readings: nothing can be told from a first reading, and nothing wrong in it is believed."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from scheduler import cache
from scheduler.calendar import kept
from scheduler.calendar.loading import read_calendar
from scheduler.calendar.model import Calendar
from scheduler.files import WorkFolder
from scheduler.settings.closed import Blackout
from scheduler.settings.model import Settings
from tests.calendar.conftest import Read, Write
from tests.calendar.test_reading import WHOLE

POST = "- {{id: {id}, at: 2026-12-01 07:30, title: b, text: c, card: {{template: tip, headline: {id}}}}}\n"


def posts(*ids: str) -> str:
    return "posts:\n" + "".join(POST.format(id=id_) for id_ in ids)


@pytest.fixture
def file(folder: WorkFolder) -> Path:
    """The cache's file."""
    return folder.var / "cache" / "calendar"


@pytest.fixture
def readings(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that are really read, as they are."""
    read: list[str] = []
    really = kept.read_part
    monkeypatch.setattr(kept, "read_part", lambda file, *rest: (read.append(file), really(file, *rest))[1])
    return read


def seen(calendar: Calendar) -> object:
    """All that can be asked of a calendar."""
    return (
        list(calendar.posts),
        list(calendar.faulty),
        [post.place(*path) for post in calendar.posts for path in (("text",), ("card", "headline"), ("at",))],
        [(problem.place, problem.as_text("vi"), problem.as_text("en")) for problem in calendar.problems],
        [problem.as_json("en") for problem in calendar.problems],
    )


BROKEN = f"""\
{WHOLE}
  - id: hong
    at: 2026-12-02 07:30
    title: Gọi 111 #BaoVeTreEm
    text: "{{{{ hotline('khong-co') }}}}"
    expires: 2020-01-01
  - id: hong-nua
    title: [
"""


@pytest.mark.parametrize("text", [WHOLE, BROKEN, posts("a", "b", "a")], ids=["sound", "broken", "doubled"])
def test_a_second_reading_gives_all_that_the_first_gave(read: Read, readings: list[str], text: str) -> None:
    first = seen(read(text))
    assert seen(read()) == first
    assert readings == ["posts/a.yaml"]


@pytest.mark.parametrize(
    "another", [b"", b"a cache of another calendar", None], ids=["empty", "foreign", "gone"]
)
def test_posts_asked_for_when_another_cache_lies_there_are_those_of_the_reading(
    read: Read, file: Path, another: bytes | None
) -> None:
    first = seen(read(BROKEN))
    kept._IN_USE.clear()
    held = read()
    if another is None:
        file.unlink()
    else:
        file.write_bytes(another)
    (file.parents[2] / "posts" / "a.yaml").write_text(posts("z"), encoding="utf-8")
    assert seen(held) == first


def test_times_keep_their_zone(read: Read) -> None:
    text = posts("a")
    first, again = read(text).posts[0].at, read().posts[0].at
    assert first is not None
    assert again is not None
    assert (again, again.tzinfo, again.fold) == (first, first.tzinfo, first.fold)


def test_what_two_languages_say_differently_is_kept_in_both(
    folder: WorkFolder, settings: Settings, write: Write
) -> None:
    write("posts/a.yaml", posts("a"))
    closed = Blackout.model_validate({"days": ["2026-12-01"]})
    settings = settings.model_copy(update={"blackout": closed})
    first, again = (read_calendar(folder, settings) for _ in range(2))
    assert seen(first) == seen(again)
    (problem,) = again.problems
    assert "(theo lịch của cơ quan)" in problem.wrong("vi")
    assert "(by the office's own calendar)" in problem.wrong("en")


def test_only_the_file_that_was_edited_is_read_again(read: Read, write: Write, readings: list[str]) -> None:
    write("posts/b.yaml", posts("b"))
    read(posts("a"))
    readings.clear()
    write("posts/b.yaml", posts("b", "c"))
    assert [post.id for post in read().posts] == ["a", "b", "c"]
    assert readings == ["posts/b.yaml"]


def test_while_a_calendar_is_in_use_the_posts_of_unchanged_files_are_not_made_anew(
    read: Read, write: Write
) -> None:
    write("posts/b.yaml", posts("b"))
    read(posts("a"))
    in_use = read()
    before = list(in_use.posts)
    write("posts/b.yaml", posts("c"))
    after = list(read().posts)
    assert after[0] is before[0]
    assert after[1].id == "c"


@pytest.mark.parametrize("file", ["config/hotlines.yaml", "config/settings.yaml"])
def test_what_posts_are_held_against_is_part_of_what_was_read(
    folder: WorkFolder, write: Write, readings: list[str], file: str
) -> None:
    from scheduler.calendar.loading import read_calendar
    from scheduler.settings.loading import load_settings

    def read() -> Calendar:
        settings, _ = load_settings(folder)
        assert settings is not None
        return read_calendar(folder, settings)

    write(
        "posts/a.yaml", posts("a").replace("title: b", "title: b, topic: mat-khau, hotlines: [tong-dai-111]")
    )
    assert read().problems == ()
    path = folder.root / file
    path.write_text(
        path.read_text(encoding="utf-8").replace("mat-khau:", "khac:").replace("tong-dai-111:", "so-khac:"),
        encoding="utf-8",
    )
    assert len(read().problems) == 1
    assert readings == ["posts/a.yaml"] * 2


def test_another_version_of_the_program_reads_for_itself(
    read: Read, readings: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    read(posts("a"))
    monkeypatch.setattr(cache, "_program", lambda: b"another")
    read()
    assert readings == ["posts/a.yaml"] * 2


class _Evil:
    def __reduce__(self) -> tuple[Callable[..., object], tuple[str]]:
        return (Path.touch, (Path("evil"),))


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: b"",
        lambda data: data[: len(data) // 2],
        lambda data: data[:-1],
        lambda data: data[:40] + b"x" + data[41:],
        lambda data: data.replace(b"headline", b"headlime"),
        lambda data: b"\0" * len(data),
        lambda data: b"\xff" * 60,
        lambda data: pickle.dumps(_Evil()),
    ],
    ids=["empty", "half", "cut", "index", "letter", "zeros", "ones", "foreign"],
)
def test_a_damaged_cache_is_rebuilt_in_silence(
    read: Read,
    file: Path,
    readings: list[str],
    damage: Callable[[bytes], bytes],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.chdir(tmp_path)
    first = seen(read(posts("a", "b")))
    sound = file.read_bytes()
    file.write_bytes(damage(sound))
    assert seen(read()) == first
    assert readings == ["posts/a.yaml"] * 2
    assert file.read_bytes() == sound
    assert not Path("evil").exists()


def test_sound_bytes_of_another_shape_are_no_reading(read: Read, file: Path, readings: list[str]) -> None:
    first = seen(read(posts("a")))
    keys = list(cache.Cache(file)._kept[0])
    cache.Cache(file).put(dict.fromkeys(keys, b"\x01"))
    assert seen(read()) == first
    assert len(readings) == 2


@pytest.mark.parametrize("place", [(9, 3), (-(2**63), 3), (2**63, 2**64 - 1), (0, 2**62)])
def test_an_index_whose_places_make_no_sense_is_no_reading(
    read: Read, file: Path, readings: list[str], place: tuple[int, int]
) -> None:
    first = seen(read(posts("a")))
    sound = file.read_bytes()
    length = int.from_bytes(sound[:8], "big")
    index = msgspec.msgpack.encode(dict.fromkeys(msgspec.msgpack.decode(sound[8 : 8 + length]), (*place, 0)))
    file.write_bytes(len(index).to_bytes(8, "big") + index + sound[8 + length :])
    assert seen(read()) == first
    assert len(readings) == 2
    assert file.read_bytes() == sound


def test_it_never_holds_more_than_the_calendar_as_it_is(read: Read, write: Write, file: Path) -> None:
    path = write("posts/b.yaml", posts("b"))
    read(posts("a"))
    before = file.stat().st_size
    for number in range(5):
        read(posts(f"a{number}"))
    path.unlink()
    read(posts("a"))
    assert file.stat().st_size < before
    assert len({key.partition(" ")[0] for key in cache.Cache(file)._kept[0]}) == 1


def test_without_a_place_to_keep_it_reading_goes_on(
    folder: WorkFolder, read: Read, readings: list[str]
) -> None:
    folder.var.write_text("not a folder")  # also for who may write everywhere
    for _ in range(2):
        assert [post.id for post in read(posts("a")).posts] == ["a"]
    assert readings == ["posts/a.yaml"] * 2


def test_posts_of_a_kept_calendar_can_go_to_another_process(read: Read) -> None:
    read(posts("a"))
    (post,) = read().posts
    again = pickle.loads(pickle.dumps(post))
    assert again == post
    assert again.place("text") == post.place("text")
