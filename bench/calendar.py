"""How fast the calendar is read, against PyYAML's own C loader on the same bytes.

    python bench/calendar.py [--posts DIR] [--json]

Reading is everything: parse, model, places, structural problems, placeholders; the house rules are those of
scheduler/checks. `again` is when nothing changed since (what was found is kept under var/cache/), `after
one file's edit` when one did; posts and problems are made when somebody asks for the first, and then are
`in hand`. Each measure is processor time in a new process, imports not counted, the loaders in turns; the
best of each counts. Without `--posts` it makes 10,000 posts, all in one file (the ratios of the design, and
of the JSON) and again in files of 31, where PyYAML's own loader is three times as fast, having little
garbage to walk; the edit is of one of those. The same of 1,000 posts, and then `check` as a whole: all that
its process takes, its imports too, less only the interpreter's own start. Then 10,000 short posts, in 20
files: of few YAML nodes, so that PyYAML's loader is soon done with them, and 7,000 of them too close to
another. DIR is a folder of work, or any folder with calendar files.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parent.parent
sys.path[0] = str(ROOT)  # and not bench/, where this file would stand in for the library's own `calendar`

POSTS = 10_000
CHECKED = 1_000
A_MONTH = 31  # posts in a file, as staff write them
SHORT_FILES = 20
ROUNDS = 5

OPENINGS = [
    "Tối nay, ba mẹ ngồi lại với con mười phút và hỏi con một câu thôi",
    "Mỗi lần con cầm điện thoại là một lần con bước ra ngoài đường",
    "Em có biết mật khẩu giống chìa khóa nhà, không đưa cho người ngoài",
    "Người lạ trên mạng nói chuyện rất hay, mà mình chưa từng gặp họ",
    "Bị bạn bè chế ảnh, em thấy buồn và không muốn tới lớp nữa",
]
# What each post says in its own way: posts of one text over and over would all be near-duplicates.
WORDS = """
an toàn mạng điện thoại mật khẩu chìa khóa cửa nhà con em cha mẹ ông bà cô giáo bạn bè lớp học tin nhắn
đường dẫn lạ quen gặp hỏi kể nghe nói giữ kín riêng tư hình ảnh trò chơi quà tặng gấp vội dừng lại bấm
xem chặn báo chụp màn lưu giúp đỡ thương buồn vui giận sợ tin tưởng lời hứa giờ ngủ sáng tối cuối tuần
mùa thi nghỉ hè chợ ruộng vườn ghe xuồng sông nước đò cầu xóm ấp xã huyện tỉnh hội phụ nữ chi tổ họp mời
đến cùng chia sẻ kinh nghiệm thật lòng
"""
CLOSINGS = [
    "Cần giúp đỡ, gọi {{ hotline('tong-dai-111') }}, cả ngày lẫn đêm.",
    "{{ unit.name }} luôn bên bạn, số {{ hotline('hoi-phu-nu-tinh') }}.",
    "Báo ngay cho {{ hotline('tong-dai-111') }} khi thấy trẻ bị xâm hại.",
]
HEADLINES = ["3 bước đặt *mật khẩu mạnh*", "Dừng lại một nhịp *trước khi bấm*", "Kể với *người em tin*"]
POINTS = ["Dài hơn 12 ký tự", "Không dùng ngày sinh", "Không nói cho bạn bè", "Mỗi nơi một mật khẩu"]

SETTINGS = """\
organisation: Hội LHPN tỉnh Sóc Trăng
audiences: {cha-me: Cha mẹ, hoc-sinh: Học sinh, giao-vien: Giáo viên}
topics: {mat-khau: Mật khẩu, nguoi-la: Người lạ, bat-nat: Bắt nạt}
facebook: {page: "102938475610293", token: env:LOA_FACEBOOK_TOKEN}
website: {address: https://phunu.example.vn/tin/}
"""
HOTLINES = """\
tong-dai-111: {name: Tổng đài Quốc gia bảo vệ trẻ em, number: "111"}
hoi-phu-nu-tinh: {name: Hội LHPN tỉnh Sóc Trăng, number: 0377 672 444}
"""
HEADING = """\
campaign:
  id: dot-{number}
  title: Bảo vệ trẻ em trên môi trường mạng
defaults:
  channels: [facebook, website]
  hotlines: [tong-dai-111, hoi-phu-nu-tinh]
posts:
"""


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--posts", type=Path, help="a folder of work, or of calendar files")
    parser.add_argument("--json", action="store_true", help="one object on the last line")
    parser.add_argument("--measure", choices=MEASURES, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.measure:
        print(json.dumps(MEASURES[given.measure](given.posts)))
        return
    with tempfile.TemporaryDirectory() as scratch:
        if given.posts:
            borrow(given.posts.resolve(), Path(scratch))
            ratios = {f"{name}_ratio": ratio for name, ratio in compare(Path(scratch), "as they lie").items()}
        else:
            ratios = measure_made(Path(scratch))
    if given.json:
        print(json.dumps(ratios))


def measure_made(scratch: Path) -> dict[str, float]:
    """The ratios at 10,000 posts in one file (after an edit: in files of 31), and `check` of 1,000."""
    found = {}
    for count in (CHECKED, POSTS):
        for layout, files in (("in one file", 1), ("in files of 31", -(-count // A_MONTH))):
            folder = scratch / f"{count}-{files}"
            make(folder, count, files, post)
            found[count, files == 1] = compare(folder, layout)
    one, many = found[POSTS, True], found[POSTS, False]
    ratios = {f"{name}_ratio": ratio for name, ratio in one.items()} | {"edit_ratio": many["edit"]}
    ratios["check_1000_warm_ms"] = checked(scratch / f"{CHECKED}-{-(-CHECKED // A_MONTH)}")
    make(scratch / "short", POSTS, SHORT_FILES, short_post)
    short = compare(scratch / "short", f"short ones in {SHORT_FILES} files")
    return ratios | {f"short_{name}_ratio": ratio for name, ratio in short.items()}


def compare(folder: Path, layout: str) -> dict[str, float]:
    """A table of the loaders on the calendar of *folder*; gives their ratios to PyYAML's."""
    best: dict[str, dict[str, float]] = {}
    for turn in range(ROUNDS):
        for name in ROWS:
            prepare(folder, name, turn)
            done = child(name, folder)
            if name not in best or done["seconds"] < best[name]["seconds"]:
                best[name] = done
    count, problems = best["warm"]["posts"], best["warm"]["problems"]
    size = sum(path.stat().st_size for path in (folder / "posts").rglob("*.yaml"))
    load = best["load"]["seconds"]
    title = f"{count:.0f} posts {layout}, {size / 1e6:.1f} MB, {problems:.0f} problems"
    print(f"{title:56}{'ms':>9}{'µs a post':>12}{'ratio':>9}")
    for name, words in ROWS.items():
        seconds = best[name]["seconds"]
        row = f"{seconds * 1e3:>9.1f}{seconds / max(count, 1) * 1e6:>12.1f}{seconds / load:>9.4f}"
        print(f"  {words:54}{row}")
    print()
    return {
        name: round(best[name]["seconds"] / load, 4)
        for name in ROWS
        if name not in ("load", "all", "edit_all")
    }


ROWS = {
    "load": "yaml.load, CSafeLoader: values only",
    "read": "reading, for the first time",
    "rules": "house rules, for the first time",
    "warm": "both again, nothing changed",
    "all": "the same, and every post and problem in hand",
    "edit": "both again, after one file's edit",
    "edit_all": "the same, and every problem in hand",
}


def prepare(folder: Path, name: str, turn: int) -> None:
    """Bring *folder* into the state that the measure *name* is of."""
    if name in ("read", "rules"):
        shutil.rmtree(folder / "var", ignore_errors=True)
    elif name == "warm":
        child(name, folder)  # so that there is what was found before
    elif name in ("edit", "edit_all"):
        edited = sorted((folder / "posts").rglob("*.yaml"))[-1]
        with edited.open("a", encoding="utf-8") as file:
            file.write(f"# {name} {turn}\n")


def checked(folder: Path) -> float:
    """Milliseconds of processor that `check` of *folder* takes when nothing changed."""
    command = [sys.executable, str(ROOT / "run.py"), "-C", str(folder), "check"]
    subprocess.run(
        command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )  # for the first time
    whole = min(processor_time(command) for _ in range(ROUNDS))
    start = min(processor_time([sys.executable, "-c", "pass"]) for _ in range(ROUNDS))
    milliseconds = round((whole - start) * 1e3, 1)
    print(f"{f'check of {CHECKED} posts, nothing changed, interpreter started':56}{milliseconds:>9.1f}")
    return milliseconds


def processor_time(command: list[str]) -> float:
    before = os.times()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    after = os.times()
    return after.children_user + after.children_system - before.children_user - before.children_system


def child(measure: str, folder: Path) -> dict[str, float]:
    command = [sys.executable, __file__, "--measure", measure, "--posts", str(folder)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, encoding="utf-8")
    result: dict[str, float] = json.loads(done.stdout)
    return result


def measure(what: str, root: Path) -> dict[str, float]:
    # Imported here, so that `--help` and the loader's measure need nothing of the program.
    from scheduler.calendar.loading import read_calendar  # noqa: PLC0415
    from scheduler.checks.rules import read_checked, run  # noqa: PLC0415
    from scheduler.files import WorkFolder  # noqa: PLC0415
    from scheduler.settings.loading import load_settings  # noqa: PLC0415

    folder = WorkFolder(root)
    settings, problems = load_settings(folder)
    if settings is None:
        raise SystemExit("\n".join(problem.as_text("en") for problem in problems))
    calendar = read_calendar(folder, settings) if what == "rules" else None
    start = time.process_time()
    if calendar is not None:
        found = run(calendar, settings)
    else:
        calendar = (read_calendar if what == "read" else read_checked)(folder, settings)
        found = calendar.problems
        if what in ("read", "all", "edit_all"):
            found = list(found)
        if what == "all":
            list(calendar.posts)
    seconds = time.process_time() - start
    return {"seconds": seconds, "posts": len(calendar.posts), "problems": len(found)}


def measure_load(root: Path) -> dict[str, float]:
    start = time.process_time()
    loaded = [
        yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader)
        for path in sorted((root / "posts").rglob("*.yaml"))
    ]
    return {"seconds": time.process_time() - start, "files": len(loaded)}


MEASURES = {"load": measure_load} | {name: partial(measure, name) for name in ROWS if name != "load"}


def make(folder: Path, count: int, files: int, post: Callable[[int, random.Random], str]) -> None:
    """A folder of work with *count* posts, each made by *post*, in so many *files*, the same each time."""
    write(folder / "config/settings.yaml", SETTINGS)
    write(folder / "config/hotlines.yaml", HOTLINES)
    chance = random.Random(830)
    for file in range(files):
        numbers = range(file * count // files, (file + 1) * count // files)
        posts = "".join(post(number, chance) for number in numbers)
        write(
            folder / f"posts/{2026 + file // 12}-{file % 12 + 1:02}.yaml", HEADING.format(number=file) + posts
        )


def post(number: int, chance: random.Random) -> str:
    """A post like those of an office: words of its own, two hours from the next; one in fifty has a fault."""
    at = datetime(2026, 1, 1, 6, 30) + timedelta(days=number // 8, hours=number % 8 * 2)  # noqa: DTZ001
    points = ", ".join(chance.sample(POINTS, 3))
    alt = "" if number % 50 == 0 else "\n      alt: Tấm thẻ ghi ba điều cần nhớ"
    return f"""\
  - id: bai-{number:05}-{chance.choice(["khoa", "cua", "ban", "me"])}
    at: {at:%Y-%m-%d %H:%M}
    title: {chance.choice(OPENINGS)}
    text: |
      {sentence(chance, 16)}
      {sentence(chance, 12)}

      {sentence(chance, 20)}
      {chance.choice(CLOSINGS)}
    hashtags: [BaoVeTreEm, AnToanMang]
    audience: {chance.choice(["cha-me", "hoc-sinh", "giao-vien"])}
    topic: {chance.choice(["mat-khau", "nguoi-la", "bat-nat"])}
    card:
      template: checklist
      headline: {chance.choice(HEADLINES)}
      points: [{points}]{alt}
    source: Quyết định 830/QĐ-TTg
"""


def short_post(number: int, chance: random.Random) -> str:
    """A post of one line; of each ten of a day, seven come half an hour after the one before."""
    day, place = divmod(number, 10)
    minutes = place * 30 + max(place - 1, 0) // 3 * 60
    at = datetime(2026, 1, 1, 6, 30) + timedelta(days=day, minutes=minutes)  # noqa: DTZ001
    return f"""\
  - id: tin-{number:05}
    at: {at:%Y-%m-%d %H:%M}
    title: {chance.choice(OPENINGS)}
    text: {sentence(chance, 24)}
    source: Quyết định 830/QĐ-TTg
    card: {{template: tip, headline: {chance.choice(HEADLINES)}, alt: Tấm thẻ ghi lời khuyên}}
"""


def sentence(chance: random.Random, words: int) -> str:
    return " ".join(chance.choices(WORDS.split(), k=words)).capitalize() + "."


def borrow(given: Path, folder: Path) -> None:
    """The calendar files of *given* under *folder*, with settings that know the words they use."""
    root = given if (given / "posts").is_dir() else given.parent
    posts = root / "posts" if (given / "posts").is_dir() else given
    for path in posts.rglob("*.yaml"):
        write(folder / "posts" / path.relative_to(posts), path.read_text(encoding="utf-8"))
    if (root / "config/settings.yaml").is_file():
        for name in ("settings.yaml", "hotlines.yaml"):
            source = root / "config" / name
            write(folder / "config" / name, source.read_text(encoding="utf-8") if source.is_file() else "")
        return
    used: dict[str, set[str]] = {"audience": set(), "topic": set(), "hotlines": {"tong-dai-111"}}
    for path in (folder / "posts").rglob("*.yaml"):
        loaded = yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader) or {}
        for one in [loaded.get("defaults") or {}, *(loaded.get("posts") or [])]:
            for key, words in used.items():
                value = one.get(key) or []
                words.update(value if isinstance(value, list) else [value])
    settings = {
        "organisation": "Hội",
        "audiences": {key: key for key in sorted(used["audience"])},
        "topics": {key: key for key in sorted(used["topic"])},
        "facebook": {"page": "1", "token": "env:LOA_FACEBOOK_TOKEN"},
        "website": {"address": "https://phunu.example.vn/tin/"},
    }
    hotlines = {key: {"name": key, "number": "111"} for key in sorted(used["hotlines"])}
    write(folder / "config/settings.yaml", json.dumps(settings))
    write(folder / "config/hotlines.yaml", json.dumps(hotlines))


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
