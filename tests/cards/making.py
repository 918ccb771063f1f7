"""A small folder of work, layouts of the shipped templates, and the ink of single runs."""

import itertools

import numpy as np
import pytest

from scheduler.calendar.loading import read_calendar
from scheduler.calendar.model import PROVINCE, Hotline
from scheduler.cards.design.colours import Palette
from scheduler.cards.design.drawings import Drawings
from scheduler.cards.design.items import Content, Run
from scheduler.cards.design.layout import lay_out
from scheduler.cards.design.template import built_in, load_template
from scheduler.cards.gallery import Gallery
from scheduler.cards.inking import draw_runs
from scheduler.cards.painter import Painter
from scheduler.cards.typesetting.fonts import PHASES
from scheduler.files import WorkFolder
from scheduler.settings.loading import load_settings

SETTINGS = """\
organisation: Hội LHPN tỉnh Sóc Trăng
brand: {name: Phụ nữ Sóc Trăng, primary: "#9B1459", deep: "#3F0A35"}
audiences: {cha-me: Cha mẹ}
topics: {mat-khau: Mật khẩu}
website: {address: "https://phunu.soctrang.gov.vn/tin/"}
"""
HOTLINES = """\
tong-dai-111: {name: Tổng đài Quốc gia bảo vệ trẻ em, number: "111"}
hoi-phu-nu-tinh: {name: Hội LHPN tỉnh Sóc Trăng, number: "0377672444"}
"""
POST = """\
  - id: {id}
    at: 2026-12-{day:02} 07:30
    title: Mật khẩu mạnh
    text: Cùng con đặt mật khẩu dài, dễ nhớ.
    audience: cha-me
    topic: mat-khau
    hotlines: [tong-dai-111, hoi-phu-nu-tinh]
    source: Công văn 267/BTV-BTGCSLP
    card:
      {card}
"""
TIP = "{template: tip, headline: Đặt *mật khẩu mạnh*, body: Dài và dễ nhớ., illustration: lock, alt: Thẻ}"

NAMES = ("tip", "checklist", "hotline")
NUMBERS = (
    Hotline("a", "Tổng đài Quốc gia bảo vệ trẻ em", "111"),
    Hotline("b", "Hội LHPN tỉnh Sóc Trăng", "0377672444"),
    Hotline("c", "Sở LĐTB&XH tỉnh Sóc Trăng", "02993551717"),
)
MOODS = ("man", "sen", "song", "nghe", "dem")
PAINTER = Painter(Drawings(built_in("drawings")))


class Studio:
    """A folder of work; every look at it reads its files anew."""

    def __init__(self, root):
        self.folder = WorkFolder(root)
        self.put("config/settings.yaml", SETTINGS)
        self.put("config/hotlines.yaml", HOTLINES)
        self.cards(TIP)

    def put(self, name, text):
        path = self.folder.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def change(self, name, old, new):
        path = self.folder.root / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")

    def cards(self, *cards):
        """Let the calendar have one post for each of *cards*: bai-1, bai-2, …"""
        posts = [POST.format(id=f"bai-{n}", day=n, card=card) for n, card in enumerate(cards, start=1)]
        self.text = "posts:\n" + "".join(posts)
        self.put("posts/2026-12.yaml", self.text)

    def open(self):
        """The gallery and the calendar of the folder as it is now."""
        settings, problems = load_settings(self.folder)
        assert not problems, [problem.as_text() for problem in problems]
        calendar = read_calendar(self.folder, settings)
        assert not calendar.problems, [problem.as_text() for problem in calendar.problems]
        return Gallery(self.folder, settings, calendar.hotlines), calendar

    def problems(self):
        gallery, calendar = self.open()
        return gallery.problems_of(calendar)

    def paint(self, sizes=("portrait",), post="bai-1"):
        gallery, calendar = self.open()
        return gallery.paint(calendar.post(post), calendar.units[PROVINCE], sizes)

    @property
    def files(self):
        """Every file of the gallery, half-written ones too."""
        kept = self.folder.var / "cards"
        return sorted(path.relative_to(kept).as_posix() for path in kept.rglob("*") if path.is_file())


def template(name):
    path = built_in("templates") / f"{name}.yaml"
    found, problems = load_template(path, path.name, path.stat().st_mtime_ns)
    assert found is not None, [problem.as_text() for problem in problems]
    return found


def content(name, *, headline="Đặt *mật khẩu mạnh* cho con", shown=NUMBERS[0], **fields):
    """What fills that template, with every field it has."""
    rules = template(name).fields
    own = {
        "headline": headline,
        "body": "Dài, dễ nhớ với mình mà khó đoán với người khác. Gọi 111 khi cần.",
        "points": ("Nghĩ một câu ngộ, chỉ mình em hiểu", "Viết liền, chen con số", "Mỗi nơi một mật khẩu"),
        "illustration": "lock",
        "quote": "Mạnh dạn *lên tiếng* tố giác.",
        "speaker": "Hội LHPN tỉnh Sóc Trăng",
        "question": "Người lạ *xin ảnh*. Con nên làm gì?",
        "answers": ("Gửi một tấm cho vui", "Kể ngay với cha mẹ"),
        "myth": "Chỉ là đùa thôi.",
        "truth": "*Đùa mà đau* là bắt nạt.",
        "number": "15",
        "title": "Cùng con *lên mạng*",
        "time": "7 giờ 30",
        "khmer": "ការពារកុមារ",
        **fields,
    }
    used = {field: value for field, value in own.items() if field in rules}
    if "date" in rules:
        used |= {"date": "12/12/2026", "day": "12", "day_name": "Thứ Bảy", "month_year": "Tháng 12/2026"}
    if "hotline" not in rules:
        return Content(used, "Phụ nữ Sóc Trăng", "Đường dây nóng", NUMBERS[:2], None)
    used["hotline_name"] = shown.name
    others = tuple(line for line in NUMBERS if line != shown)
    return Content(used, "Phụ nữ Sóc Trăng", "Đường dây nóng", others[:2], shown)


def choices(name):
    """Choices of that template so that each option of each of its variations comes up."""
    options = template(name).vary
    for number in range(max(len(possible) for possible in options.values())):
        found = {}
        for key, possible in options.items():
            option = possible[number % len(possible)]
            if isinstance(option, str):
                found[key] = option
            else:
                found |= {f"{key}.{part}": value for part, value in option.items()}
        yield found


def at_one_size_each(names, sizes):
    """Each of *names* in each mood at every other size, so that each two of them come together; in the fast
    suite each in one mood, at one size."""
    axes = (enumerate(names), enumerate(MOODS), enumerate(sizes))
    return [
        pytest.param(
            name,
            size,
            mood,
            marks=() if (n + m + s) % len(sizes) == 0 and (m - n) % len(MOODS) == 0 else pytest.mark.slow,
        )
        for (n, name), (m, mood), (s, size) in itertools.product(*axes)
        if (n + m + s) % 2 == 0
    ]


def at_one_size(names, sizes):
    """Each of *names* at each size; in the fast suite each at one, and all sizes with some."""
    return [
        pytest.param(name, size, marks=() if (n + s) % len(sizes) == 0 else pytest.mark.slow)
        for (n, name), (s, size) in itertools.product(enumerate(names), enumerate(sizes))
    ]


def laid_out(name, size, *, mood="man", chosen=None, **fields):
    chosen = next(choices(name)) if chosen is None else chosen
    return lay_out(template(name).sizes[size], content(name, **fields), Palette(mood), chosen)


def runs_in(layout):
    """Every text of a card, that of the kept part too."""
    return [item for item in itertools.chain(layout.below, layout.above) if isinstance(item, Run)]


def ink(runs, width, height, *, dx=0, dy=0, least=1):
    """Which pixels of a canvas the runs, moved by whole pixels, cover by at least *least* of 255."""
    return coverage(runs, width, height, dx=dx, dy=dy) >= least


def coverage(runs, width, height, *, dx=0, dy=0):
    """How much, of 255, the runs, moved by whole pixels, cover of each pixel of a canvas."""
    moved = [
        Run(
            run.weight, run.size, "#FFFFFF",
            tuple((glyph, x + dx * PHASES, y + dy) for glyph, x, y in run.glyphs),
        )
        for run in runs
    ]  # fmt: skip
    canvas = np.zeros((height, width), dtype=np.uint32)
    draw_runs(canvas, moved)
    return canvas & 0xFF


def rows_of(run, height):
    """The rows of a canvas between which all its ink must lie."""
    ys = [y for _, _, y in run.glyphs]
    return max(0, min(ys) - 2 * run.size), min(height, max(ys) + run.size)


def bounds(mask):
    """Left, top, right, bottom of what is inked."""
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1
