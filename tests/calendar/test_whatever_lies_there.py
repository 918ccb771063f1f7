"""Whatever lies in a folder of work is told in words, the other files are read, and nothing ever blocks."""

from __future__ import annotations

import os
import shutil
import socket
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as tried
from hypothesis import strategies as st

from scheduler import files
from scheduler.calendar import file as file_reading
from scheduler.calendar.model import Calendar
from scheduler.calendar.watching import Unread, Watch
from scheduler.cards.gallery import Gallery
from scheduler.checks import rules as house_rules
from scheduler.checks.rules import read_checked
from scheduler.files import WorkFolder
from scheduler.settings.loading import load_settings
from scheduler.settings.model import Settings
from scheduler.settings.users import load_users
from tests.calendar.conftest import Read, Write, codes
from tests.calendar.test_watching import until, watching_folder
from tests.examples import examples

SAMPLE = Path(__file__).parents[2]
SOUND = "posts:\n- {id: a, at: 2026-12-01 07:30, title: b, text: c}\n"
PATIENCE = 20.0  # seconds, on a busy machine
unix = pytest.mark.skipif(sys.platform == "win32", reason="no pipes, and links only for administrators")


@contextmanager
def ends() -> Iterator[Callable[[Callable[[], object]], object]]:
    """Runs something in a thread, which must come to its end."""

    def run(work: Callable[[], object]) -> object:
        found: list[object] = []
        thread = threading.Thread(target=lambda: found.append(work()), daemon=True)
        thread.start()
        thread.join(PATIENCE)
        assert not thread.is_alive(), "it waits for ever"
        assert found, "it raised"
        return found[0]

    yield run


def as_pipe(path: Path) -> None:
    os.mkfifo(path)


def as_socket(path: Path) -> None:
    made = socket.socket(socket.AF_UNIX)
    here = Path.cwd()
    os.chdir(path.parent)  # a socket's name may not be long
    try:
        made.bind(path.name)
    finally:
        os.chdir(here)
        made.close()


def as_folder(path: Path) -> None:
    path.mkdir()


def as_circle(path: Path) -> None:
    path.symlink_to(path.name)


def as_lost_link(path: Path) -> None:
    path.symlink_to("nowhere.yaml")


def as_device(path: Path) -> None:
    path.symlink_to("/dev/zero")


ODD = {
    as_pipe: "not-a-file",
    as_socket: "not-a-file",
    as_folder: "not-a-file",
    as_device: "not-a-file",
    as_circle: "link-circle",
    as_lost_link: "link-lost",
}


@unix
@pytest.mark.parametrize("lay", ODD)
def test_what_is_no_file_is_told_and_the_other_files_are_read(read: Read, write: Write, lay: object) -> None:
    write("posts/a.yaml", SOUND)
    path = write("posts/z.yaml", "")
    path.unlink()
    lay(path)  # type: ignore[operator]
    with ends() as run:
        calendar = run(read)
    assert isinstance(calendar, Calendar)
    assert [post.id for post in calendar.posts] == ["a"]
    assert codes(calendar) == [(ODD[lay], 1)]  # type: ignore[index]


@unix
@pytest.mark.parametrize("lay", ODD)
@pytest.mark.parametrize("name", ["settings", "hotlines", "units", "users"])
def test_so_is_what_is_none_in_the_place_of_a_file_of_the_settings(
    folder: WorkFolder, settings: Settings, name: str, lay: object
) -> None:
    path = folder.config / f"{name}.yaml"
    path.unlink(missing_ok=True)
    lay(path)  # type: ignore[operator]
    with ends() as run:
        if name == "settings":
            _, problems = run(lambda: load_settings(folder))  # type: ignore[misc]
        elif name == "users":
            _, problems = run(lambda: load_users(folder))  # type: ignore[misc]
        else:
            problems = run(lambda: read_checked(folder, settings).problems)
    told = [(one.code, one.place.file) for one in problems if one.code != "hotline-unverified"]
    assert told == [(ODD[lay], f"config/{name}.yaml")]  # type: ignore[index]


@unix
@pytest.mark.parametrize("lay", ODD)
def test_so_is_what_is_no_template(folder: WorkFolder, settings: Settings, lay: object) -> None:
    (folder.assets / "templates").mkdir()
    lay(folder.assets / "templates" / "rieng.yaml")  # type: ignore[operator]
    with ends() as run:
        gallery = run(lambda: Gallery(folder, settings, {}))
    assert [one.code for one in gallery.template_problems] == [ODD[lay]]  # type: ignore[attr-defined, index]
    assert "tip" in gallery.templates  # type: ignore[attr-defined]


@unix
def test_folders_that_lead_in_a_circle_are_told_and_gone_through_once(
    read: Read, write: Write, folder: WorkFolder
) -> None:
    write("posts/a.yaml", SOUND)
    for number in range(8):
        (folder.posts / f"v{number}").symlink_to(".")
        (folder.assets / f"v{number}").symlink_to("..")
    with ends() as run:
        calendar = run(read)
        watch = run(lambda: Watch(folder))
    assert [post.id for post in calendar.posts] == ["a"]  # type: ignore[attr-defined]
    assert {one.code for one in calendar.problems} == {"folder-link"}  # type: ignore[attr-defined]
    assert watch.unread() is None  # type: ignore[attr-defined]


@unix
def test_a_link_to_a_real_file_is_read(read: Read, write: Write, folder: WorkFolder) -> None:
    path = write("elsewhere.yaml", SOUND)
    (folder.posts / "a.yaml").symlink_to(path)
    assert [post.id for post in read().posts] == ["a"]


def test_a_file_that_is_too_large_is_told_in_words(read: Read, write: Write) -> None:
    write("posts/a.yaml", SOUND)
    with write("posts/z.yaml", "").open("wb") as file:
        file.truncate(files.MOST_BYTES + 1)
    calendar = read()
    assert [post.id for post in calendar.posts] == ["a"]
    assert codes(calendar) == [("file-too-large", 1)]
    assert "20 MB" in calendar.problems[0].wrong()


@pytest.mark.parametrize("depth", [40, 800, 3_000, 100_000])
@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "? "])
def test_what_lies_too_deep_is_told_at_its_place_and_only_its_post_waits(
    read: Read, opening: str, depth: int
) -> None:
    calendar = read(f"{SOUND}- id: z\n  at: 2026-12-02 07:30\n  title: x\n  text:\n    {opening * depth}\n")
    assert [post.id for post in calendar.posts] == ["a"]
    assert ("too-deep", 7) in codes(calendar)


@pytest.mark.parametrize("depth", [40, 800, 1_500])
def test_so_is_what_is_indented_too_deep(read: Read, depth: int) -> None:
    deep = "".join(f"{' ' * (4 + number)}a:\n" for number in range(depth))
    calendar = read(f"{SOUND}- id: z\n  at: 2026-12-02 07:30\n  title: x\n  text:\n{deep}")
    assert [post.id for post in calendar.posts] == ["a"]
    assert "too-deep" in {code for code, _ in codes(calendar)}


@pytest.mark.parametrize(
    "line",
    [
        "at: 0001-01-01 00:00",
        "at: 9999-12-31 23:59",
        "after: 9999-12-31",
        "at: 2026-12-01 07:30, expires: 9999-12-31",
        "at: 2026-12-01 07:30, repeat: FREQ=DAILY, except: [0001-01-01]",
        "at: 2026-12-01 07:30, repeat: FREQ=DAILY;UNTIL=99991231",
    ],
)
def test_a_post_in_a_year_that_is_a_slip_is_told_and_the_others_are_read(read: Read, line: str) -> None:
    calendar = read(f"{SOUND}- {{id: z, {line}, title: x, text: y}}\n")
    assert [post.id for post in calendar.posts] == ["a"]
    assert {one.post for one in calendar.problems} == {"z"}


def test_so_is_such_a_year_among_the_hotlines_and_in_the_settings(
    read: Read, write: Write, folder: WorkFolder
) -> None:
    write("config/hotlines.yaml", 'x: {name: X, number: "111", valid_until: 9999-12-31}\n')
    assert codes(read(SOUND)) == [("year-far", 1)]
    write("config/settings.yaml", "organisation: X\nblackout: {days: [0001-01-01]}\n")
    assert [one.code for one in load_settings(folder)[1]] == ["year-far"]


def test_an_age_that_is_a_list_is_a_mistake_of_its_post_and_the_others_stay(read: Read) -> None:
    calendar = read(SOUND + "- {id: b, at: 2026-12-01 07:30, title: b, text: c, children: [[6]]}\n")
    assert [post.id for post in calendar.posts] == ["a"]
    assert codes(calendar) == [("age-form", 3)]


@pytest.mark.parametrize(
    "error",
    [OverflowError(), RecursionError(), MemoryError(), OSError(5, "x"), UnicodeError(), KeyError("x")],
)
def test_whatever_is_raised_while_one_file_is_read_is_a_problem_of_that_file(
    read: Read, write: Write, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    reads = file_reading.read_part

    def fail(file: str, *rest: object) -> object:
        if file == "posts/z.yaml":
            raise error
        return reads(file, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr("scheduler.calendar.kept.read_part", fail)
    write("posts/z.yaml", SOUND.replace("id: a", "id: z"))
    calendar = read(SOUND)
    assert [post.id for post in calendar.posts] == ["a"]
    (problem,) = calendar.problems
    assert (problem.code, problem.place.file) == ("file-unread", "posts/z.yaml")
    assert type(error).__name__ in problem.wrong()


def test_a_post_that_a_rule_fails_over_is_stopped_and_the_others_are_not(
    folder: WorkFolder, settings: Settings, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    judge = house_rules._of_post

    def fail(post: object, *rest: object, **more: object) -> object:
        if post.id == "z":  # type: ignore[attr-defined]
            raise OverflowError
        return judge(post, *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(house_rules, "_of_post", fail)
    write("posts/a.yaml", SOUND + "- {id: z, at: 2026-12-02 07:30, title: x, text: y}\n")
    calendar = read_checked(folder, settings)
    assert [post.id for post in calendar.posts] == ["a"]
    assert ("unjudged", 3) in codes(calendar)


# -- the watch --------------------------------------------------------------------------------------


@unix
@pytest.mark.parametrize("lay", ODD)
def test_what_is_no_file_is_a_change_like_any_other(folder: WorkFolder, lay: object) -> None:
    watch = Watch(folder)
    lay(folder.config / "units.yaml")  # type: ignore[operator]
    assert watch.unread() is Unread.MOMENT


def test_what_is_not_read_yet_is_known_before_the_watch_has_come_round(
    folder: WorkFolder, write: Write
) -> None:
    write("posts/a.yaml", SOUND)
    watch = Watch(folder)
    assert watch.unread() is None
    write("posts/a.yaml", SOUND.replace("text: c}", "text: d}"))
    assert watch.unread() is Unread.MOMENT
    watch.read_now()
    assert watch.unread() is None


def test_a_change_of_the_same_length_that_keeps_the_files_time_is_seen(
    folder: WorkFolder, write: Write
) -> None:
    path = write("posts/a.yaml", SOUND.replace("title", "status: ready, title"))
    watch, state = Watch(folder), path.stat()
    path.write_text(path.read_text("utf-8").replace("ready", "draft"), "utf-8")
    os.utime(path, ns=(state.st_atime_ns, state.st_mtime_ns))
    assert watch.unread() is Unread.MOMENT


def test_a_change_that_nobody_reads_becomes_a_matter_for_people(
    folder: WorkFolder, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    watch = Watch(folder)
    write("posts/a.yaml", SOUND)
    assert watch.unread() is Unread.MOMENT
    monkeypatch.setattr("scheduler.calendar.watching._MOMENT", 0.0)
    assert watch.unread() is Unread.LONG


def test_reading_that_fails_is_told_once_and_goes_on_by_itself(
    folder: WorkFolder, write: Write, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("scheduler.calendar.watching.GLANCE", 0.05)
    monkeypatch.setattr("scheduler.calendar.watching._RETRY", 0.05)
    write("posts/a.yaml", SOUND)
    broken = threading.Event()
    with watching_folder(folder) as (watch, told):
        reads = watch._read_calendar

        def fail(*rest: object) -> Calendar:
            if broken.is_set():
                raise OverflowError("year 0 is out of range")
            return reads(*rest)  # type: ignore[arg-type]

        watch._read_calendar = fail
        broken.set()
        write("posts/a.yaml", SOUND.replace("id: a", "id: z"))
        until(lambda: watch.unread() is Unread.FAILED)
        until(lambda: told == [["a"]])
        failures = [record for record in caplog.records if "could not be read" in record.message]
        assert len(failures) == 1
        broken.clear()
        until(lambda: watch.unread() is None)
        until(lambda: told[-1] == ["z"])


def test_a_calendar_that_cannot_be_read_at_the_start_is_told_too(folder: WorkFolder) -> None:
    def fail(*_: object) -> Calendar:
        raise RecursionError

    watch = Watch(folder, read=fail)
    assert watch.unread() is Unread.FAILED
    assert list(watch.calendar.posts) == []


def test_wrong_settings_stop_all_though_those_of_before_are_shown(folder: WorkFolder, write: Write) -> None:
    write("posts/a.yaml", SOUND)
    watch = Watch(folder)
    write("config/settings.yaml", "organisation: a: b\n")
    watch.read_now()
    assert watch.unread() is Unread.SETTINGS
    assert [post.id for post in watch.calendar.posts] == ["a"]


def test_a_watch_that_ends_by_itself_is_noticed(folder: WorkFolder, write: Write) -> None:
    write("posts/a.yaml", SOUND)
    watch, stop = Watch(folder), threading.Event()

    def end() -> None:
        raise SystemExit

    def wait() -> None:
        with pytest.raises(SystemExit):
            watch.wait(stop, end)

    thread = threading.Thread(target=wait)
    thread.start()
    write("posts/a.yaml", SOUND.replace("id: a", "id: z"))
    thread.join(PATIENCE)
    assert watch.unread() is Unread.ENDED


def test_a_new_day_is_a_new_reading(folder: WorkFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    watch = Watch(folder)
    monkeypatch.setattr("scheduler.calendar.watching._today", lambda _: {"": (1,)})
    assert watch.unread() is Unread.MOMENT


# -- properties -------------------------------------------------------------------------------------

FILES = sorted(
    path.relative_to(SAMPLE).as_posix()
    for path in (*(SAMPLE / "posts").glob("*.yaml"), *(SAMPLE / "config").glob("*.yaml"))
)
NAMES = [*FILES, "config/units.yaml", "posts/moi.yaml"]
PIECES = st.sampled_from(
    [
        b"0001-01-01 00:00", b"9999-12-31", b"[" * 900, b"{a: " * 300, b"- " * 400, b"\x00", b"\xff\xfe",
        b"\t", b"|\n", b"{{ hotline(",
        b"---\n", b"&a ", b"*a", b"<<: ", b"? ", b"!!python/object:os.system ", b"\xe2\x80\xa8", b"'", b'"',
        b"posts:\n", b"units:\n", b"status: draft\n", b"repeat: FREQ=DAILY;UNTIL=99991231\n",
    ]
)  # fmt: skip


@st.composite
def changes(draw: st.DrawFn) -> tuple[str, object]:
    """A name, and what lies there: bytes, or a way to lay something that is no file."""
    name = draw(st.sampled_from(NAMES))
    before = (SAMPLE / name).read_bytes() if name in FILES else SOUND.encode()
    kind = draw(st.integers(0, 9))
    if kind == 0:
        return name, draw(st.sampled_from([*ODD, Path.unlink] if os.name == "posix" else [Path.unlink]))
    if kind == 1:
        return name, draw(st.binary(max_size=300))
    if kind == 2:
        return name, draw(st.text(max_size=200)).encode("utf-8", "surrogatepass")
    start = draw(st.integers(0, len(before)))
    end = draw(st.integers(start, min(len(before), start + 60)))
    piece = draw(st.one_of(PIECES, st.binary(max_size=8)))
    return name, before[:start] + piece + before[end:]


def carried(calendar: Calendar) -> list[tuple[object, ...]]:
    """All that decides what goes out, of each post that may."""
    return [
        (post.id, post.at, post.after, post.repeat, post.excluded, post.title, post.text, post.hashtags,
         post.status, post.cards, post.link, dict(post.channels), post.units, post.expires)
        for post in calendar.posts
    ]  # fmt: skip


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> WorkFolder:
    root = tmp_path_factory.mktemp("office")
    for name in FILES:
        (root / name).parent.mkdir(exist_ok=True)
        shutil.copy(SAMPLE / name, root / name)
    (root / "assets").mkdir()
    return WorkFolder(root)


@tried(
    max_examples=examples(8),
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
    ],
)
@given(change=st.lists(changes(), min_size=1, max_size=3))
@pytest.mark.slow
def test_what_is_held_is_what_a_new_process_would_read_or_it_says_that_it_is_not(
    office: WorkFolder, change: list[tuple[str, object]]
) -> None:
    watch = Watch(office, read=read_checked)
    assert watch.unread() is None
    try:
        for name, new in change:
            path = office.root / name
            shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
            if isinstance(new, bytes):
                path.write_bytes(new)
            elif new is not Path.unlink:
                new(path)  # type: ignore[operator]
        assert watch.unread() is not None or _is_fresh(office, watch)
        with ends() as run:
            run(watch.read_now)
        assert watch.unread() is not Unread.FAILED, "each fault is one file's"
        assert watch.unread() is not None or _is_fresh(office, watch)
    finally:
        for name, _ in change:
            path = office.root / name
            shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink(missing_ok=True)
            if name in FILES:
                shutil.copy(SAMPLE / name, path)


def _is_fresh(office: WorkFolder, watch: Watch) -> bool:
    """Whether a process without anything kept reads just that."""
    with tempfile.TemporaryDirectory() as other:
        for part in ("config", "posts", "assets"):
            (Path(other) / part).symlink_to(office.root / part)
        settings, _ = load_settings(WorkFolder(Path(other)))
        if settings is None:
            return False
        fresh = read_checked(WorkFolder(Path(other)), settings)
    same = settings == watch.settings and carried(fresh) == carried(watch.calendar)
    return same and [one.code for one in fresh.problems] == [one.code for one in watch.calendar.problems]


@tried(
    max_examples=examples(15),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    name=st.sampled_from(["calendar", "checks"]),
    cut=st.integers(0, 10**6),
    piece=st.one_of(st.binary(max_size=20), st.just(b"\xff" * 8), st.just(b"\x93" * 2000)),
    lay=st.sampled_from([None, None, None, *(ODD if os.name == "posix" else ())]),
)
def test_a_damaged_cache_changes_nothing(
    office: WorkFolder, name: str, cut: int, piece: bytes, lay: object
) -> None:
    settings, _ = load_settings(office)
    assert settings is not None
    before = carried(read_checked(office, settings))
    path = office.var / "cache" / name
    data = path.read_bytes()
    cut %= len(data)
    path.unlink()
    if lay is None:
        path.write_bytes(data[:cut] + piece + data[cut + len(piece) :])
    else:
        lay(path)  # type: ignore[operator]
    try:
        with ends() as run:
            calendar = run(lambda: read_checked(office, settings))
        assert carried(calendar) == before  # type: ignore[arg-type]
    finally:
        shutil.rmtree(office.var)
