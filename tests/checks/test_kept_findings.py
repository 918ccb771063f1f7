"""What the rules found is kept: whatever was edited before, it reads as in a folder where nothing is kept."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given
from hypothesis import settings as tried
from hypothesis import strategies as st

from scheduler import cache
from scheduler.calendar.model import Calendar
from scheduler.checks import rules as house_rules
from scheduler.checks.rules import read_checked
from scheduler.files import WorkFolder
from scheduler.settings.loading import load_settings
from tests.checks.conftest import HOTLINES, SETTINGS, TODAY
from tests.checks.test_calendar import ALIKE, BEDTIME, SUPPER
from tests.examples import examples

NAMES = ("a.yaml", "b.yaml", "c.yaml")
# Little to choose from, so that posts of different files meet: by id, words, time, page and translation.
# One in some has an error.
POST = st.fixed_dictionaries(
    {
        "id": st.sampled_from([f"bai-{number}" for number in range(12)]),
        "title": st.sampled_from(["Tối nay", "Hỏi con một câu"]),
        "text": st.sampled_from([BEDTIME, ALIKE, SUPPER, "Gọi 0377 672 445 nhé.", "Một.", "…", "TODO"]),
        "at": st.sampled_from([f"2026-12-0{day} {clock}" for day in (2, 3) for clock in ("07:30", "08:00")]),
        "audience": st.sampled_from(["cha-me", *["hoc-sinh"] * 8, "sai"]),
    }
) | st.fixed_dictionaries(
    {
        "id": st.sampled_from([f"bai-{number}" for number in range(12)]),
        "title": st.just("Tối nay"),
        "text": st.sampled_from([BEDTIME, ALIKE, SUPPER]),
    },
    optional={
        "after": st.just("2026-12-05"),
        "at": st.just("2026-12-02 07:30"),
        "repeat": st.just("FREQ=DAILY;COUNT=3"),
        "channels": st.sampled_from(
            [["facebook"], ["website"], {"facebook": {"text": SUPPER}, "website": {}}]
        ),
        "status": st.just("draft"),
        "translation_of": st.sampled_from(["bai-0", "bai-1#000000", "khong-co"]),
        "hotlines": st.just(["cu"]),
    },
)
EDIT = st.tuples(st.sampled_from(NAMES), st.lists(POST, min_size=2, max_size=5))


def office(root: Path) -> WorkFolder:
    for part in ("config", "posts"):
        (root / part).mkdir(parents=True)
    more = {
        "audiences": {"cha-me": "Cha mẹ", "hoc-sinh": "Học sinh"},
        "slots": {"daily": ["07:30"]},
        "checks": {"too-close": "error"},
    }
    whole = yaml.safe_dump(SETTINGS | more, allow_unicode=True)
    (root / "config/settings.yaml").write_text(whole, encoding="utf-8")
    (root / "config/hotlines.yaml").write_text(HOTLINES, encoding="utf-8")
    return WorkFolder(root)


def write(folder: WorkFolder, name: str, posts: list[dict[str, object]]) -> None:
    text = yaml.safe_dump({"posts": posts}, allow_unicode=True, sort_keys=False, width=10_000)
    (folder.posts / name).write_text(text if posts else "", encoding="utf-8")


def read(folder: WorkFolder, today: date = TODAY) -> Calendar:
    settings, problems = load_settings(folder)
    assert settings is not None, problems
    return read_checked(folder, settings, today=today)


def seen(calendar: Calendar) -> object:
    """All that can be asked of it."""
    return (
        (len(calendar.posts), len(calendar.faulty), len(calendar.problems)),
        [(one.as_json("vi"), one.as_text("en"), one.post) for one in calendar.problems],
        list(calendar.posts),
        list(calendar.faulty),
    )


@tried(max_examples=examples(12), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(edits=st.lists(EDIT, min_size=4, max_size=10), later=st.booleans())
@pytest.mark.slow
def test_after_any_edits_all_is_found_as_where_nothing_is_kept(
    tmp_path_factory: pytest.TempPathFactory, edits: list[tuple[str, list[dict[str, object]]]], later: bool
) -> None:
    root = tmp_path_factory.mktemp("offices")
    kept, anew = office(root / "kept"), office(root / "anew")
    for number, (name, posts) in enumerate(edits):
        today = date(2026, 12, 1 + 3 * number * later)
        for folder in (kept, anew):
            write(folder, name, posts)
        shutil.rmtree(anew.var, ignore_errors=True)
        expected = seen(read(anew, today))
        assert seen(read(kept, today)) == expected
        assert seen(read(kept, today)) == expected  # and now that nothing changed
    shutil.rmtree(root)


FOUND = [
    {"id": "bai-1", "title": "a", "text": BEDTIME, "at": "2026-12-02 07:30"},
    {"id": "bai-2", "title": "b", "text": ALIKE, "at": "2026-12-02 08:00"},
]


@pytest.fixture
def folder(tmp_path: Path) -> WorkFolder:
    """An office with two posts that are alike, and too close to each other, in a file each."""
    folder = office(tmp_path / "office")
    for name, post in zip(NAMES, FOUND, strict=False):
        write(folder, name, [post])
    return folder


@pytest.fixture
def judged(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The posts that are really looked at, as they are."""
    found: list[str] = []
    really = house_rules.of_post
    monkeypatch.setattr(
        house_rules,
        "of_post",
        lambda post, *rest, **more: (found.append(post.id), really(post, *rest, **more))[1],
    )
    return found


def test_what_is_found_between_two_files_is_told_where_only_the_other_was_edited(
    folder: WorkFolder, judged: list[str]
) -> None:
    assert {one.code for one in read(folder).problems} == {"near-duplicate", "too-close"}
    judged.clear()
    write(folder, "a.yaml", [FOUND[0] | {"title": "Một tên khác"}])
    problems = read(folder).problems
    assert [one.post for one in problems] == ["bai-2", "bai-2"]
    assert all("Một tên khác" in one.wrong() for one in problems)
    assert judged == ["bai-1"]


def test_a_post_whose_id_is_taken_by_another_file_is_judged_anew_and_again_when_it_is_free(
    folder: WorkFolder,
) -> None:
    write(folder, "a.yaml", [FOUND[0] | {"text": "Gọi 0377 672 445 nhé."}])
    alone = seen(read(folder))
    write(folder, "c.yaml", [FOUND[0] | {"text": SUPPER}])
    shutil.copytree(folder.root, folder.root.parent / "anew", ignore=shutil.ignore_patterns("var"))
    doubled = seen(read(folder))
    assert doubled == seen(read(WorkFolder(folder.root.parent / "anew")))
    assert doubled != alone
    write(folder, "c.yaml", [])
    assert seen(read(folder)) == alone


def test_another_day_is_another_finding(folder: WorkFolder) -> None:
    write(
        folder, "c.yaml", [{"id": "bai-3", "title": "c", "text": SUPPER, "hotlines": ["cu"]}]
    )  # in the queue
    codes = [
        {one.code for one in read(folder, today).problems}
        for today in (date(2026, 12, 10), date(2026, 12, 11))
    ]
    assert codes[1] - codes[0] == {"hotline-expired"}


def test_no_post_of_another_file_is_made_for_what_an_edit_changes(
    folder: WorkFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(folder, "c.yaml", [{"id": "bai-3", "title": "c", "text": SUPPER, "at": "2026-12-09 07:30"}])
    read(folder)
    write(folder, "c.yaml", [{"id": "bai-3", "title": "c", "text": SUPPER, "at": "2026-12-08 07:30"}])
    asked: list[str] = []
    monkeypatch.setattr("scheduler.calendar.kept.KeptPart._made", lambda *_: asked.append("made") or [])
    problems = read(folder).problems
    assert [one.code for one in problems] == ["near-duplicate", "too-close"]
    assert asked == []


DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda data: b"",
    "half": lambda data: data[: len(data) // 2],
    "cut": lambda data: data[:-1],
    "index": lambda data: data[:40] + b"x" + data[41:],
    "letter": lambda data: data.replace(b"near-duplicate", b"near-dublicate"),
    "zeros": lambda data: b"\0" * len(data),
    "ones": lambda data: b"\xff" * 60,
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
@pytest.mark.parametrize("is_edited", [False, True])
def test_damaged_findings_are_found_again_in_silence(
    folder: WorkFolder, damage: Callable[[bytes], bytes], is_edited: bool
) -> None:
    before = seen(read(folder))
    file = folder.var / "cache" / "checks"
    file.write_bytes(damage(file.read_bytes()))
    if is_edited:
        with (folder.posts / "a.yaml").open("a", encoding="utf-8") as posts:
            posts.write("# \n")
    assert seen(read(folder)) == before
    assert seen(read(folder)) == before


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_findings_that_are_damaged_before_somebody_asks_for_them_are_found_again(
    folder: WorkFolder, damage: Callable[[bytes], bytes]
) -> None:
    before = seen(read(folder))
    calendar = read(folder)
    file = folder.var / "cache" / "checks"
    file.write_bytes(damage(file.read_bytes()))
    assert seen(calendar) == before


@pytest.mark.parametrize(
    "sound", [b"\x01", b"\x90", b"\x95\x02\x90\x90\xc0\x90", b"\x95\x02\x90\x92\x90\x91\x01\xc0\x90"]
)
def test_sound_bytes_of_another_shape_are_no_findings(folder: WorkFolder, sound: bytes) -> None:
    before = seen(read(folder))
    file = folder.var / "cache" / "checks"
    keys = list(cache.Cache(file)._kept[0])
    cache.Cache(file).put(dict.fromkeys(keys[1:], sound) | {keys[0]: cache.Cache(file).get(keys[0]) or b""})
    assert seen(read(folder)) == before
