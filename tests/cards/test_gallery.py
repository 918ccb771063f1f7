"""Painted cards as files: painted once, painted anew when anything they show changed, never seen in part."""

import gc
import itertools
import multiprocessing
import os
import re
import signal
import subprocess
import sys
import time
import weakref
from pathlib import Path

import pytest
from msgspec.structs import replace

from scheduler.calendar.loading import read_calendar
from scheduler.calendar.model import PROVINCE
from scheduler.cards import batch, prints
from scheduler.cards.batch import paint_many
from scheduler.cards.design.colours import moods_of
from scheduler.cards.design.template import built_in
from scheduler.cards.gallery import Gallery
from scheduler.cards.sizes import SIZES
from scheduler.files import WorkFolder
from scheduler.settings.loading import load_settings
from tests.cards.making import HOTLINES, TIP, Studio

TIP_YAML = (built_in("templates") / "tip.yaml").read_text(encoding="utf-8")
HOTLINE = "{template: hotline, headline: Một cuộc gọi, hotline: tong-dai-111}"
DRAWING = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100"><style>.a{fill:#111}</style>
<circle class="a" cx="50" cy="50" r="40"/></svg>
"""


def test_a_painted_card_says_what_it_is(studio):
    (card,) = studio.paint(("wide",))
    assert (card.mime, card.width, card.height, card.size) == ("image/jpeg", 1200, 630, "wide")
    assert card.alt == "Thẻ"
    assert card.mood in ("man", "sen", "song", "nghe", "dem")
    assert card.path.read_bytes() == card.data
    assert card.path.is_relative_to(studio.folder.var / "cards")


def test_a_painted_card_is_used_again(studio):
    sizes = ("square", "wide")
    first = studio.paint(sizes)
    times = [card.path.stat().st_mtime_ns for card in first]
    again = studio.paint(sizes)
    assert again == first
    assert [card.path.stat().st_mtime_ns for card in again] == times


PACKAGES = {  # by what is imported, where that is called otherwise
    "PIL": "pillow", "freetype": "freetype-py", "resvg_py": "resvg-py", "pycrfsuite": "python-crfsuite",
    "fontpkg_be_vietnam_pro": "fontpkg-be-vietnam-pro",
    "fontpkg_noto_sans_khmer": "fontpkg-noto-sans-khmer",
}  # fmt: skip
# What decides on words, days or subjects, which are in the print; makes films of pictures; decodes a format.
BESIDE = {"pydantic", "msgspec", "holidays", "cv2", "av", "pi_heif"}


def test_every_package_that_paints_is_part_of_a_cards_print():
    files = Path(prints.__file__).parent.rglob("*.py")
    found = (re.findall(r"^ *(?:from|import) (\w+)", file.read_text("utf-8"), re.MULTILINE) for file in files)
    imported = {*itertools.chain(*found)} - sys.stdlib_module_names - BESIDE - {"scheduler"}
    assert {PACKAGES.get(name, name) for name in imported} == set(prints._PAINTERS)


def test_the_kept_file_itself_is_used_not_painted_again(studio):
    (card,) = studio.paint()
    card.path.write_bytes(b"marked")
    assert studio.paint()[0].data == b"marked"


CHANGES = {
    "its words": lambda s: s.change("posts/2026-12.yaml", "Dài và dễ nhớ", "Dài mà dễ nhớ"),
    "the template": lambda s: s.put(
        "assets/templates/tip.yaml", re.sub(r"(field: body.*size: \[)\d+", r"\g<1>39", TIP_YAML)
    ),
    "its illustration": lambda s: s.put("assets/drawings/lock.svg", DRAWING),
    "a tile": lambda s: [
        s.put(f"assets/drawings/{kind}.svg", DRAWING)
        for kind in ("tile-leaf", "tile-rings", "tile-quarter", "tile-flower", "tile-brocade", "tile-star")
    ],
    "the mark": lambda s: s.put("assets/drawings/mark-lotus.svg", DRAWING),
    "a hotline's number": lambda s: s.change("config/hotlines.yaml", "0377672444", "0377672445"),
    "a hotline's name": lambda s: s.change("config/hotlines.yaml", "Tổng đài Quốc gia", "Tổng đài toàn quốc"),
    "the brand's name": lambda s: s.change("config/settings.yaml", "name: Phụ nữ Sóc", "name: Nữ Sóc"),
    "the brand's colours": lambda s: s.change("config/settings.yaml", "#3F0A35", "#30082A"),
    "the topic's words": lambda s: s.change("config/settings.yaml", "Mật khẩu}", "Khóa kỹ}"),
}  # fmt: skip


@pytest.mark.parametrize("change", CHANGES)
def test_a_card_is_painted_anew_when_that_changed_and_the_old_file_goes(studio, change):
    mood = "man" if "colours" in change else ""
    if mood:
        studio.cards(TIP.replace("}", f", mood: {mood}}}"))
    sizes = ("square", "wide")
    before = studio.paint(sizes)
    CHANGES[change](studio)
    after = studio.paint(sizes)
    assert [card.path for card in after] != [card.path for card in before]
    assert [card.data for card in after] != [card.data for card in before]
    assert studio.files == sorted(
        card.path.relative_to(studio.folder.var / "cards").as_posix() for card in after
    )


NAMED = {
    "end, which brings one": ("{template: end, headline: Hẹn gặp lại}", "", "lotus"),
    "cover, which brings one": ("{template: cover, headline: Cùng con lên mạng}", "", "mother"),
    "one of the office, by a choice": (TIP, 'name: "cho-$pic"', "cho-noi"),
}


@pytest.mark.parametrize("case", NAMED)
def test_an_own_drawing_that_a_template_names_is_part_of_the_card_and_of_its_approval(studio, case):
    card, named, drawing = NAMED[case]
    studio.cards(card)
    studio.put(f"assets/drawings/{drawing}.svg", DRAWING)
    if named:
        own = re.sub(r"field: illustration(?=, box)", named, TIP_YAML)
        studio.put("assets/templates/tip.yaml", own.replace("\nvary:\n", "\nvary:\n  pic: [noi, noi]\n"))

    def look():
        gallery, calendar = studio.open()
        post, unit = calendar.post("bai-1"), calendar.units[PROVINCE]
        return gallery.content(post, (unit,)), gallery.paint(post, unit, ("square",))[0].data

    print_before, before = look()
    studio.put(f"assets/drawings/{drawing}.svg", DRAWING.replace('r="40"', 'r="20"'))
    print_after, after = look()
    assert before != after
    assert print_before != print_after


def test_another_post_and_another_hotline_change_nothing(studio):
    studio.cards(TIP, TIP)
    studio.put("config/hotlines.yaml", HOTLINES + 'so-khac: {name: Sở, number: "02993551717"}\n')
    (before,) = studio.paint()
    studio.change("config/hotlines.yaml", "02993551717", "02993551718")
    studio.cards(TIP, TIP.replace("Dài", "Ngắn"))
    assert studio.paint()[0].path == before.path


def test_cards_of_a_carousel_are_painted_one_by_one_and_go_together(studio):
    studio.cards(TIP)
    studio.change(
        "posts/2026-12.yaml",
        f"    card:\n      {TIP}",
        f"    cards:\n      - {TIP}\n      - {HOTLINE}\n      - {TIP}",
    )
    cards = studio.paint(("portrait", "wide"))
    assert [(card.path.name[:2], card.size) for card in cards] == [
        (f"{number}-", size) for number in (1, 2, 3) for size in ("portrait", "wide")
    ]
    assert len(studio.files) == 6
    studio.change("posts/2026-12.yaml", f"\n      - {HOTLINE}\n      - {TIP}", f"\n      - {HOTLINE}")
    studio.paint(("portrait", "wide"))
    assert len(studio.files) == 4


def test_a_post_that_is_moved_to_another_day_keeps_its_card(studio):
    """Seen on one day and approved, it goes out as it was, whenever that is."""
    (first,) = studio.paint(("wide",))
    for day in range(2, 9):
        studio.change("posts/2026-12.yaml", f"2026-12-{day - 1:02}", f"2026-12-{day:02}")
        assert studio.paint(("wide",)) == (first,)


def test_an_evergreen_card_has_other_colours_by_its_day_and_asks_for_no_approval(studio):
    gallery, calendar = studio.open()
    post, unit = calendar.post("bai-1"), calendar.units[PROVINCE]
    turns = [replace(post, turn=f"2026-12-{day:02}") for day in range(1, 11)]
    assert len({gallery.paint(one, unit, ("wide",))[0].mood for one in turns}) > 2
    assert {gallery.content(one, [unit]) for one in turns} == {gallery.content(post, [unit])}


def test_ids_give_all_moods_evenly_and_seldom_two_alike_side_by_side():
    moods = [moods_of(f"bai-{number}")[0] for number in range(1000)]
    assert all(150 < moods.count(mood) < 250 for mood in ("man", "sen", "song", "nghe", "dem"))
    assert sum(one == after for one, after in itertools.pairwise(moods)) < 250


WRITER = """\
import sys
from pathlib import Path
from tests.cards.making import Studio, TIP
studio = Studio(Path(sys.argv[1]))
print("ready", flush=True)
for number in range(10**6):
    studio.cards(TIP.replace("Dài", f"Dài {number}"))
    studio.paint(("wide",))
"""


@pytest.mark.slow
def test_a_reader_never_sees_half_a_card_nor_does_a_kill_leave_one(tmp_path):
    """Another process paints the same card again and again, and is killed in the midst of it."""
    kept = WorkFolder(tmp_path).var / "cards" / "bai-1"
    seen = 0
    for seconds in (0.8, 1.1):
        child = subprocess.Popen(
            [sys.executable, "-X", "utf8", "-c", WRITER, str(tmp_path)], stdout=subprocess.PIPE, text=True
        )
        with child:
            assert child.stdout.readline().strip() == "ready"
            end = time.monotonic() + seconds
            while time.monotonic() < end:
                seen += look(kept)
            child.send_signal(signal.SIGKILL)
        look(kept)
    assert seen > 20


def look(folder):
    """How many cards lie in *folder*, each of them whole."""
    count = 0
    for path in folder.glob("*.jpg"):
        try:
            data = path.read_bytes()
        except FileNotFoundError:  # a newer one took its place
            continue
        assert data[:2] == b"\xff\xd8"
        assert data[-2:] == b"\xff\xd9"
        count += 1
    return count


def test_what_a_killed_painter_left_is_swept_away(studio):
    (card,) = studio.paint()
    left = card.path.parent / f".{card.path.name}.x1y2.part"
    left.write_bytes(b"half")
    os.utime(left, (time.time() - 3600,) * 2)
    fresh = card.path.parent / ".other.part"  # another process may be writing it this moment
    fresh.write_bytes(b"half")
    studio.cards(TIP.replace("Dài", "Rất dài"))
    studio.paint()
    assert not left.exists()
    assert fresh.exists()


@pytest.mark.slow
def test_many_posts_are_painted_in_children_to_the_same_bytes_and_no_child_stays(tmp_path):
    words = ("một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám")
    cards = [TIP.replace("Dài", f"Dài {word}") for word in (*words, *words[::-1])]
    apart, here = Studio(tmp_path / "apart"), Studio(tmp_path / "here")
    for studio in (apart, here):
        studio.cards(*cards, "{template: tip, headline: 😀}")
    opened, calendar = apart.open()
    unit = calendar.units[PROVINCE]
    done, before = [], multiprocessing.active_children()  # another test's, perhaps
    paint_many(opened, [(post, unit) for post in calendar.posts], ("wide",), done.append, jobs=2)
    assert sorted(post.id for post in done) == sorted(post.id for post in calendar.posts)
    assert {*multiprocessing.active_children()} <= {*before}
    opened, calendar = here.open()
    for post in calendar.posts[:-1]:
        opened.paint(post, unit, ("wide",))
    assert apart.files == here.files
    assert len(here.files) == 16
    for name in here.files:
        assert read(apart, name) == read(here, name)


def read(studio, name):
    return (studio.folder.var / "cards" / name).read_bytes()


def test_a_few_posts_are_painted_without_children(studio, monkeypatch):
    def forbidden(*_args, **_more):
        raise AssertionError("a child costs more than it saves")

    monkeypatch.setattr(batch, "ProcessPoolExecutor", forbidden)
    studio.cards(TIP, TIP)
    opened, calendar = studio.open()
    unit = calendar.units[PROVINCE]
    done = []
    paint_many(opened, [(post, unit) for post in calendar.posts], ("wide",), done.append)
    assert [post.id for post in done] == ["bai-1", "bai-2"]


@pytest.mark.slow
def test_an_interrupted_batch_leaves_no_child(tmp_path):
    studio = Studio(tmp_path)
    studio.cards(*[TIP.replace("Dài", f"Dài {number}") for number in range(24)])
    opened, calendar = studio.open()
    unit = calendar.units[PROVINCE]

    def stop(_post):
        raise KeyboardInterrupt

    before = multiprocessing.active_children()
    with pytest.raises(KeyboardInterrupt):
        paint_many(opened, [(post, unit) for post in calendar.posts], ("wide",), stop, jobs=2)
    assert {*multiprocessing.active_children()} <= {*before}
    assert 1 <= len(studio.files) < 24


BATCH = """\
import sys
from pathlib import Path
from scheduler.cards.batch import paint_many
from tests.cards.making import PROVINCE, Studio, TIP
if __name__ == "__main__":
    studio = Studio(Path(sys.argv[1]))
    studio.cards(*[TIP.replace("Dài", f"Dài {number}") for number in range(28)])
    opened, calendar = studio.open()
    work = [(post, calendar.units[PROVINCE]) for post in calendar.posts]
    paint_many(opened, work, ("wide",), lambda post: print(post.id, flush=True), jobs=2)
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="counts the processes of a POSIX group")
def test_a_killed_batch_leaves_no_child(tmp_path):
    program = tmp_path / "batch.py"
    program.write_text(BATCH, encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    parent = subprocess.Popen(
        [sys.executable, str(program), str(tmp_path / "work")],
        stdout=subprocess.PIPE, text=True, env=environment, start_new_session=True,
    )  # fmt: skip
    with parent:
        assert parent.stdout.readline().startswith("bai-")
        assert len(alive(parent.pid)) > 1
        parent.kill()
        parent.wait()
        end = time.monotonic() + 10
        while alive(parent.pid) and time.monotonic() < end:
            time.sleep(0.05)
        assert alive(parent.pid) == []


def alive(group):
    """The processes of that group that still run."""
    listed = subprocess.run(
        ["ps", "-A", "-o", "pid=,pgid=,stat="], capture_output=True, text=True, check=True
    )
    found = (line.split() for line in listed.stdout.splitlines())
    return [int(pid) for pid, of, state in found if int(of) == group and not state.startswith("Z")]


def test_the_whole_month_of_posts_fits_its_cards():
    """The real calendar of the repository: no card of it has a problem at any size."""
    folder = WorkFolder(Path(__file__).parents[2])
    settings, _ = load_settings(folder)
    calendar = read_calendar(folder, settings)
    assert len(calendar.posts) == 31
    problems = Gallery(folder, settings, calendar.hotlines).problems_of(calendar)
    assert [problem.as_text() for problem in problems] == []


def test_a_gallery_is_forgotten_with_all_it_kept_once_another_is_made(studio):
    """A program that stays makes one at every save."""
    gallery, calendar = studio.open()
    post, unit = calendar.post("bai-1"), calendar.units[PROVINCE]
    assert gallery.paint(post, unit, ("wide",))
    assert not gallery.problems_of(calendar)
    assert gallery.content(post, [unit])
    kept = weakref.ref(gallery)
    del gallery
    gc.collect()
    assert kept() is None


def test_a_word_too_long_for_one_size_leaves_the_others(studio):
    """Told for the size that fails; the others are painted, one by one and in a batch."""
    studio.cards(f"{{template: tip, headline: Một {'ng' * 12}, alt: Thẻ}}")
    gallery, calendar = studio.open()
    post, unit = calendar.posts[0], calendar.units[PROVINCE]
    (told,) = gallery.problems(post, unit)
    assert (told.code, told.values["size"]) == ("card-word-too-long", "wide")
    assert gallery.sound_sizes(post, unit, SIZES) == [size for size in SIZES if size != "wide"]
    assert gallery.problems(post, unit, ("portrait", "square")) == []
    paint_many(gallery, [(post, unit)], SIZES, lambda _: None)
    assert {name.split("-")[-2] for name in studio.files} == {*SIZES} - {"wide"}
