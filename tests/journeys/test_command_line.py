"""The command line as scripts and people meet it: words in their language, exit statuses, JSON alone."""

from __future__ import annotations

import json
import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from scheduler.calendar.schema import editor_files
from scheduler.cli.app import main
from tests.journeys.office import PROGRAM, Office, loa

COMMANDS = [
    "demo", "new", "check", "preview", "render", "plan", "import", "export", "bundle", "publish", "serve",
    "worker", "status", "advice", "report", "insights", "submit", "approve", "return", "hold", "retry",
    "skip", "update", "withdraw", "freeze", "thaw", "statement", "public", "user", "connect", "proof",
    "verify", "doctor", "clock", "rebuild", "move",
]  # fmt: skip
PLAN_KEYS = ["key", "post", "occurrence", "unit", "channel", "due", "forecast"]
STATUS_KEYS = [
    "key", "post", "occurrence", "unit", "channel", "state", "due", "at", "remote_id", "address", "why",
    "todo",
]  # fmt: skip
# Words of English help; what a person types (--once, json, DIR/var/demo, facebook) is no language.
ENGLISH = re.compile(
    r"\b(usage|options?|commands?|arguments?|default|show|help(?!\b$)|exit|text|integer|range|directory"
    r"|the|and|of|for|to|is|this|message|required)\b",
    re.IGNORECASE,
)
VIETNAMESE = re.compile("[ăâđêôơưạảấầậếềệốồộớờợứừựýỷỹ]", re.IGNORECASE)


@pytest.mark.slow
def test_help_is_in_the_persons_language_for_every_command(tmp_path):
    overview = {language: help_of(tmp_path, language) for language in ("vi", "en")}
    assert re.findall(r"^  ([a-z]+)  ", overview["en"], re.MULTILINE) == COMMANDS
    assert re.findall(r"^  ([a-z]+)  ", overview["vi"], re.MULTILINE) == COMMANDS
    in_vietnamese = [overview["vi"]]
    for command in COMMANDS:
        vietnamese, english = (help_of(tmp_path, language, command) for language in ("vi", "en"))
        assert english.startswith(f"Usage: loa {command} [OPTIONS]"), english
        assert not VIETNAMESE.search(english), english
        assert vietnamese.startswith(f"Cách dùng: loa {command} [TÙY CHỌN]"), vietnamese
        assert VIETNAMESE.search(vietnamese)
        assert options(vietnamese) == options(english) >= {"-C", "--lang", "--help"}
        in_vietnamese.append(vietnamese)
    for text in in_vietnamese:
        assert ENGLISH.findall(bare(text)) == [], text


def help_of(folder: Path, language: str, *command: str) -> str:
    done = loa(*command, "--help", "--lang", language, folder=folder)
    assert (done.status, done.err) == (0, "")
    return done.out


def options(text: str) -> set[str]:
    return set(re.findall(r"^  (--?[a-zA-Z-]+)", text, re.MULTILINE))


def bare(text: str) -> str:
    """A help text without what is typed as it stands."""
    text = text.replace("Windows Task Scheduler", "").replace("[text|json|github]", "")
    text = text.replace("Mặc định: text", "").replace("organisation", "")
    return re.sub(r"^  [a-z]+  |--?[a-zA-Z-]+|/\w+", "", text, flags=re.MULTILINE)


WRONG_USE = [
    ("", "Cách dùng: loa", "Usage: loa"),
    ("chek", "Có phải chị muốn gõ check?", "no command “chek”. Did you mean check?"),
    ("check --frob", "Không có tùy chọn --frob.", "There is no option --frob."),
    ("new", "Còn thiếu: THƯ_MỤC.", "Missing: DIR."),
    ("doctor hai lan", "không dùng đến: hai lan.", "has no use for: hai lan."),
    ("plan --days 0", "--days: cần một số nguyên từ 1", "--days: a whole number from 1"),
    ("plan --from 1/12/2026", "--from: cần một ngày", "--from: a date is needed"),
    ("check --format xml", "--format: chọn một trong text, json", "--format: choose one of text, json"),
    ("status --format", "Sau --format cần một giá trị.", "--format needs a value."),
    ("demo --once=3", "--once không nhận giá trị", "--once takes no value"),
    ("publish", "dùng --due", "say --due"),
]


def test_wrong_use_is_told_in_words_with_status_2(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for words, *said in WRONG_USE:
        for language, expected in zip(("vi", "en"), said, strict=True):
            with pytest.raises(SystemExit) as ended:
                main(["--lang", language, *words.split()])
            done = capsys.readouterr()
            assert (ended.value.code, done.out) == (2, ""), words
            assert expected in done.err
    assert loa(folder=tmp_path).err.startswith("Cách dùng: loa")


def test_where_no_folder_of_work_is_the_words_say_so_with_status_2(tmp_path):
    for words in ("check", "demo --once --dir tap"):
        done = loa(*words.split(), folder=tmp_path)
        assert (done.status, done.out) == (2, ""), words
        assert "chưa phải là thư mục làm việc" in done.err
        assert "loa new" in done.err
    assert list(tmp_path.iterdir()) == []


def test_a_new_folder_of_work_is_sound_at_once_and_is_never_written_over(tmp_path):
    made = loa("new", "so", "--organisation", "Hội LHPN xã Đại Tâm", folder=tmp_path)
    assert made.status == 0, made.err
    check = loa("-C", "so", "check", "--format", "json", folder=tmp_path)
    to_do = [(one["level"], one["code"]) for one in check.json]
    assert (check.status, to_do) == (0, [("warning", "hotline-unverified")]), check.said
    rows = loa("plan", "-C", "so", "--format", "json", folder=tmp_path).json
    assert rows == []  # no channel is set up yet
    for path, text in editor_files().items():  # so that editors check while one types
        assert (tmp_path / "so" / path).read_text(encoding="utf-8") == text
    pictures = tmp_path / "pictures"
    done = loa("render", "-C", "so", "--out", pictures, "--size", "wide", folder=tmp_path)
    assert done.status == 0, done.err
    assert sorted(path.stem for path in pictures.iterdir()) == ["bai-dau-tien-1-wide", "bai-thu-hai-1-wide"]

    before = files(tmp_path / "so")
    done = loa("new", "so", folder=tmp_path)
    assert (done.status, done.out) == (2, "")
    assert "đã có tệp bên trong" in done.err
    assert files(tmp_path / "so") == before


def files(folder: Path) -> dict[str, tuple[bytes, int]]:
    return {
        path.relative_to(folder).as_posix(): (path.read_bytes(), path.stat().st_mtime_ns)
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.mark.slow
def test_tables_say_the_province_in_words_and_scripts_read_its_key(tmp_path):
    office = Office(tmp_path / "office", ahead=3600, language="vi")
    site = "website: {address: https://x.example.vn/, folder: var/x}"
    office.write("config/units.yaml", f"units:\n  - {{id: xa-x, name: Xã X, {site}}}\n")
    office.plan("lich", office.post("mot", units=["province", "xa-x"], channels=["website"]))
    table = office.run("plan", COLUMNS="200").out
    assert "tỉnh" in table
    assert "xa-x" in table
    assert "province" not in table
    assert [row["unit"] for row in office.run("plan", "--format", "json").json] == ["province", "xa-x"]


def test_what_scripts_read_is_exactly_what_was_agreed(tmp_path, practice):
    office = Office(tmp_path / "office", practice, ahead=3600)
    office.plan("lich", office.post("mot"), office.post("hai", at=office.minute + timedelta(days=40)))
    ahead = office.run("plan", "--format", "json").json
    assert [list(row) for row in ahead] == [PLAN_KEYS] * 2
    assert [row["key"] for row in ahead] == ["mot@first/province/facebook", "mot@first/province/website"]
    assert {row["forecast"] for row in ahead} == {False}

    dry = office.run("publish", "mot", "--dry-run", "--format", "json")
    assert (dry.status, [row["key"] for row in dry.json]) == (0, [row["key"] for row in ahead])
    assert office.messages() == office.feed() == []

    carried = office.run("publish", "mot", "--now", "--channel", "website", "--format", "json")
    assert carried.status == 0, carried.said
    assert (office.messages(), office.feed()) == ([], ["Bài mot"])
    carried = office.run("publish", "mot", "--now", "--format", "json")
    assert carried.status == 0, carried.said
    assert office.messages() == office.feed() == ["Bài mot"]

    rows = office.run("status", "--format", "json").json
    assert [list(row) for row in rows] == [STATUS_KEYS] * 2
    for row in rows:
        assert (row["post"], row["occurrence"], row["unit"]) == ("mot", "first", "province")
        assert row["key"] == f"mot@first/province/{row['channel']}"
        assert (row["state"], row["why"], row["todo"]) == ("published", None, None)
        assert datetime.fromisoformat(row["due"]).tzinfo
        assert datetime.fromisoformat(row["at"]) < datetime.fromisoformat(row["due"])
        assert row["remote_id"]
        assert row["address"].startswith("http")
    assert sorted(carried.json, key=by_key) == sorted(rows, key=by_key)


def by_key(row: dict[str, str]) -> str:
    return row["key"]


@pytest.mark.slow
def test_a_pipe_that_claims_another_encoding_still_gets_utf_8(tmp_path):
    office = Office(tmp_path / "office", language="vi")
    office.plan("lich", {"id": "sai", "at": "2026-12-01 07:30", "title": "Thiếu nội dung"})
    for shape, encoding in (("text", "ascii"), ("json", "cp1252")):
        done = office.run("check", "--format", shape, PYTHONIOENCODING=encoding, LC_ALL="C", PYTHONUTF8="0")
        assert done.status == 1
        assert "thiếu mục “text”" in done.out
        assert "1 lỗi" in done.err
    assert "Cách dùng" in office.run("--help", PYTHONIOENCODING="cp1252", LC_ALL="C", PYTHONUTF8="0").out


def test_a_missing_token_stops_facebook_alone_and_the_words_say_so(tmp_path, practice):
    office = Office(tmp_path / "office", practice, ahead=3600)
    office.plan("lich", office.post("mot"))
    (office.root / "config" / "token.txt").unlink()
    done = office.run("publish", "mot", "--now", "--format", "json")
    assert done.status == 1
    assert "config/token.txt" in done.err
    assert [(row["channel"], row["state"]) for row in done.json] == [("website", "published")]
    assert (office.messages(), office.feed()) == ([], ["Bài mot"])

    office.write_secret("config/token.txt", practice.token)
    assert office.run("publish", "mot", "--now").status == 0
    assert office.messages() == office.feed() == ["Bài mot"]


def test_a_channel_a_unit_or_a_file_that_is_not_there_is_wrong_use(tmp_path):
    office = Office(tmp_path / "office")
    office.plan("lich", office.post("mot"))
    for words in ("publish mot --channel tiktok", "status --unit tiktok", "check posts/tiktok.yaml"):
        done = office.run(*words.split())
        assert (done.status, done.out) == (2, "")
        assert "tiktok" in done.err
    assert office.feed() == []


def test_a_demo_never_writes_into_a_folder_where_work_is_done(tmp_path):
    office = Office(tmp_path / "office")
    office.plan("lich", office.post("mot"))
    before = files(office.root)
    done = office.run("demo", "--once", "--dir", ".")
    assert (done.status, done.out) == (2, "")
    assert "write over its settings" in done.err
    assert files(office.root) == before


def test_the_repository_itself_has_nothing_to_mend_but_what_a_person_has_to_confirm(tmp_path):
    done = loa("check", "-C", PROGRAM.parent, "--format", "json", folder=tmp_path)
    told = {(one["level"], one["code"]) for one in json.loads(done.out)}
    assert (done.status, told) == (0, {("warning", "hotline-unverified"), ("warning", "khmer-unread")}), (
        done.out
    )


def test_check_says_nothing_of_what_it_does_not_look_at(tmp_path: Path) -> None:
    assert loa("new", "so", folder=tmp_path).status == 0
    (tmp_path / "so/posts/b.yaml").write_text("posts: [{id: b, titel: B}]\n", encoding="utf-8")
    (tmp_path / "so/posts/b.yaml.bak").write_text("x", encoding="utf-8")
    (tmp_path / "so/posts/rong").mkdir()
    (tmp_path / "ngoai.yaml").write_text("posts: [{id: b, titel: B}]\n", encoding="utf-8")
    (tmp_path / "lien-ket").symlink_to(tmp_path / "so")
    for path, said in (
        ("../ngoai.yaml", "nằm ngoài thư mục làm việc"),
        ("..", "nằm ngoài thư mục làm việc"),
        ("posts/../../ngoai.yaml", "nằm ngoài thư mục làm việc"),
        ("posts/*.yaml", "Không có tệp"),
        ("posts/b.yaml.bak", "không có tệp nào mà loa check đọc"),
        ("posts/rong", "không có tệp nào mà loa check đọc"),
        (".gitignore", "không có tệp nào mà loa check đọc"),
    ):
        done = loa("check", path, folder=tmp_path / "so")
        assert (done.status, done.out) == (2, "")
        assert said in done.err
    for path in ("posts/b.yaml", "posts", ".", "../so/posts/b.yaml", "../lien-ket/posts/b.yaml"):
        assert "titel" in loa("check", path, folder=tmp_path / "so").out
    assert loa("check", "config", folder=tmp_path / "so").status == 0
