"""A channel is one file and one line of the registry: a third one goes everywhere that the first two go."""

from __future__ import annotations

import json
import shlex
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import openpyxl
import pytest
import yaml
from starlette.testclient import TestClient

from scheduler.calendar.loading import read_calendar
from scheduler.calendar.schema import editor_files
from scheduler.cli.app import main
from scheduler.clock import FixedClock
from scheduler.desk.opening import open_desk
from scheduler.files import WorkFolder
from scheduler.kinds import registry
from scheduler.rehearsal.demo import practise
from scheduler.settings.loading import load_settings

MODULE = "tests.channels.loudspeaker"
SETTINGS = """\
organisation: Hội LHPN xã Mỹ Xuyên
slots: {daily: ["07:30"], loudspeaker: {daily: ["05:00"]}}
loudspeaker: {folder: var/loa}
"""
YEAR = datetime.now(UTC).year + 1
POSTS = f"""\
posts:
  - id: an-toan
    at: {YEAR}-12-01 05:00
    title: Giữ mật khẩu
    text: Đừng đưa mật khẩu cho người lạ.
    channels: {{loudspeaker: {{text: Bà con chú ý. Đừng đưa mật khẩu cho người lạ.}}}}
  - id: cho-khung-gio
    after: {YEAR}-12-02
    title: Giờ ngủ
    text: Tắt máy trước giờ ngủ.
"""
HEARD = "Giữ mật khẩu\n\nBà con chú ý. Đừng đưa mật khẩu cho người lạ."


@pytest.fixture
def folder(tmp_path: Path) -> WorkFolder:
    for part in ("config", "posts", "assets", "var/loa"):
        (tmp_path / part).mkdir(parents=True)
    (tmp_path / "config/settings.yaml").write_text(SETTINGS, encoding="utf-8")
    (tmp_path / "posts/a.yaml").write_text(POSTS, encoding="utf-8")
    return WorkFolder(tmp_path)


@pytest.fixture
def registered(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(registry, "MODULES", (*registry.MODULES, MODULE))
    yield


@pytest.fixture
def loa(
    folder: WorkFolder,
    registered: None,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Callable[..., list[str]]:
    """What the program says to each of some commands in turn, with the third channel registered."""
    monkeypatch.chdir(folder.root)

    def run(command: str) -> str:
        try:
            main(shlex.split(command))
        except SystemExit as end:
            assert end.code == 0, (command, capsys.readouterr())
        return capsys.readouterr().out

    return lambda *commands: [run(command) for command in commands]


def test_it_is_published_changed_and_taken_down_by_the_command_line(
    folder: WorkFolder, loa: Callable[..., list[str]]
) -> None:
    (only,) = folder.root.glob("var/loa")
    planned, _, stands = loa("plan --days 800 --format json", "publish an-toan --now", "status --format json")
    assert [(one["key"], one["due"][:16]) for one in json.loads(planned)] == [
        ("an-toan@first/province/loudspeaker", f"{YEAR}-12-01T05:00"),
        ("cho-khung-gio@first/province/loudspeaker", f"{YEAR}-12-02T05:00"),
    ]
    (file,) = only.iterdir()
    assert file.read_text(encoding="utf-8") == HEARD
    (row,) = json.loads(stands)
    assert (row["key"], row["state"]) == ("an-toan@first/province/loudspeaker", "published")

    calendar = folder.posts / "a.yaml"
    calendar.write_text(POSTS.replace("Bà con chú ý. ", "Bà con nghe đây. "), encoding="utf-8")
    _, examined = loa("update an-toan --by Lan", "doctor")
    assert file.read_text(encoding="utf-8") == HEARD.replace("Bà con chú ý. ", "Bà con nghe đây. ")
    assert "Loa truyền thanh (loa)" in examined
    assert "thư mục của loa đọc được" in examined
    loa("withdraw an-toan --by Lan --why 'Đọc nhầm'")
    assert list(only.iterdir()) == []


def test_its_posts_go_through_excel(folder: WorkFolder, loa: Callable[..., list[str]]) -> None:
    loa("export lich.xlsx")
    book = openpyxl.load_workbook(folder.root / "lich.xlsx")
    sheet = book["Lịch bài"]
    headings = {cell.value: cell.column for cell in sheet[1]}
    row = next(line for line in range(2, 5) if sheet.cell(line, headings["Mã bài"]).value == "an-toan")
    assert sheet.cell(row, headings["Kênh đăng"]).value == "loudspeaker"
    assert sheet.cell(row, headings["Loa truyền thanh: nội dung"]).value.startswith("Bà con chú ý.")
    offered = {cell.value for column in book["Danh mục"].columns for cell in column}
    assert {"Chỉ loa truyền thanh", "Cả trang Facebook, trang web và loa truyền thanh"} <= offered
    sheet.cell(row, headings["Mã bài"]).value = "an-toan-hai"
    sheet.cell(row, headings["Kênh đăng"]).value = "Loa phường; Facebook"
    book.save(folder.root / "lich.xlsx")
    (folder.posts / "a.yaml").unlink()
    loa("import lich.xlsx --out posts/b.yaml")
    posts = yaml.safe_load((folder.posts / "b.yaml").read_text(encoding="utf-8"))["posts"]
    assert list(posts[0]["channels"]) == ["loudspeaker", "facebook"]
    assert posts[0]["channels"]["loudspeaker"]["text"].startswith("Bà con chú ý.")


@pytest.mark.usefixtures("registered")
def test_the_desk_shows_it(folder: WorkFolder) -> None:
    now = datetime(YEAR, 11, 30, tzinfo=UTC)
    desk = TestClient(open_desk(folder, clock=FixedClock(now)), base_url="http://127.0.0.1:8765")
    post = desk.get("/post/an-toan").text
    assert "Trên loa truyền thanh" in post
    assert "<p>Bà con chú ý. Đừng đưa mật khẩu cho người lạ.</p>" in post
    agenda = desk.get("/").text
    assert '<span class="channel">Loa truyền thanh</span>' in agenda
    assert "Sẽ đăng" in agenda
    assert "Giữ mật khẩu" in desk.get(f"/month?month={YEAR}-12").text
    assert 'value="loudspeaker"' in desk.get("/write").text
    assert "<span>Loa truyền thanh <code>var/loa</code></span>" in desk.get("/units").text


@pytest.mark.usefixtures("registered")
def test_what_is_wrong_with_it_is_told_as_of_any_other(folder: WorkFolder) -> None:
    settings, problems = load_settings(folder)
    assert settings is not None, problems
    (folder.posts / "a.yaml").write_text(POSTS.replace("người lạ.}", "người lạ. " * 60 + "}"), "utf-8")
    (folder.config / "units.yaml").write_text(
        "units:\n"
        "  - {id: a, name: A, loudspeaker: {}}\n"
        "  - {id: b, name: B, loudspeaker: {folder: var/loa}}\n"
        "  - {id: c, name: C, loudspeaker: {folder: 'sftp://x', folders: y}}\n",
        encoding="utf-8",
    )
    told = [(one.code, one.place.line) for one in read_calendar(folder, settings).problems]
    assert told == [("unit-loudspeaker", 2), ("unit-taken", 3), ("later", 4), ("unknown-key", 4)]


@pytest.mark.usefixtures("registered")
def test_editors_know_its_keys() -> None:
    files = {name: json.loads(text) for name, text in editor_files().items() if "schema" in name}
    settings = files["config/settings.schema.json"]
    assert settings["properties"]["loudspeaker"]["description"] == "Loa truyền thanh; không có thì thôi."
    assert "loudspeaker" in settings["$defs"]["SlotsSettings"]["properties"]
    unit = files["config/units.schema.json"]["properties"]["units"]["items"]["else"]
    assert unit["properties"]["loudspeaker"]["$ref"] == "#/$defs/LoudspeakerSettings"
    channels = files["config/calendar.schema.json"]["$defs"]["ChannelsEntry"]["properties"]
    assert list(channels) == [*registry.names()]
    assert list(channels)[-1] == "loudspeaker"


@pytest.mark.usefixtures("registered")
def test_a_rehearsal_keeps_away_from_it(folder: WorkFolder, tmp_path: Path) -> None:
    with practise(folder, tmp_path / "practice") as (works, _):
        assert tuple(works.settings.channels) == ("facebook", "website")


def test_it_is_unknown_where_it_is_not_registered(folder: WorkFolder) -> None:
    settings, problems = load_settings(folder)
    assert settings is None
    assert [(one.code, one.place.line) for one in problems] == [("unknown-key", 2), ("unknown-key", 3)]
