"""Equal in what was approved, equal in what goes out: the print of `Edition.seen` covers all that is seen."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from scheduler.calendar.loading import read_calendar
from scheduler.calendar.wording import word
from scheduler.cards.design.template import built_in
from scheduler.cards.gallery import Gallery
from scheduler.delivery.agenda import Agenda
from scheduler.delivery.edition import Edition
from scheduler.files import WorkFolder
from scheduler.kinds.registry import kind_of
from scheduler.settings.loading import load_settings
from tests.examples import examples

SETTINGS = """\
organisation: "{organisation}"
brand: {{name: "{brand}", primary: "{primary}", deep: "#3F0A35"}}
audiences: {{cha-me: Cha mẹ}}
topics: {{mat-khau: "{topic}"}}
website: {{address: "{site}", folder: site}}
facebook: {{page: "1", token: "env:LOA_TOKEN"}}
"""
HOTLINES = """\
tong-dai-111: {{name: Tổng đài Quốc gia, number: "111"}}
hoi-phu-nu-tinh: {{name: "{line}", number: "{number}"}}
"""
POSTS = """\
posts:
  - id: bai
    at: {at}
    title: Mật khẩu mạnh
    text: "{text}"
    channels: [facebook, website]
    audience: cha-me
    topic: mat-khau
    hotlines: [tong-dai-111, hoi-phu-nu-tinh]
    source: Công văn 267
    card: {card}
{link}"""
# The first of each is what the others are compared with.
VALUES: Mapping[str, tuple[str, ...]] = {
    "at": ("2026-11-30 07:30", "2026-12-01 07:30", "2026-12-05 19:00", "2027-01-04 07:30"),
    "text": ("Gọi {{{{ hotline('hoi-phu-nu-tinh') }}}}.", "Gọi 111.", "{{{{ unit.name }}}}."),
    "card": (
        "{{template: event, title: Cùng con, time: 7 giờ 30, date: 12/12, place: Hội trường xã}}",
        "{{template: tip, headline: Đặt *mật khẩu*, illustration: lock}}",
        "{{template: tip, headline: Đặt *mật khẩu*, illustration: lock, mood: dem}}",
        "{{template: hotline, headline: Một cuộc gọi, hotline: hoi-phu-nu-tinh}}",
        "{{template: end, headline: Xem thêm}}",
    ),
    "link": ("", "    link: https://example.org/a\n"),
    "organisation": ("Hội LHPN tỉnh", "Hội LHPN xã"),
    "brand": ("Phụ nữ", "Hội Phụ nữ"),
    "primary": ("#9B1459", "#7A1048"),
    "topic": ("Mật khẩu", "Khóa kỹ"),
    "site": ("https://a.example/", "https://b.example/"),
    "line": ("Hội LHPN tỉnh", "Hội LHPN Sóc Trăng"),
    "number": ("0377672444", "0377672445"),
    "own": ("", "template", "tile", "lock"),
}  # fmt: skip
_DRAWING = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">
<circle class="deep" cx="5" cy="5" r="3"/></svg>"""
_TILES = ("tile-leaf", "tile-rings", "tile-quarter", "tile-flower", "tile-brocade", "tile-star")
_TIP = (built_in("templates") / "tip.yaml").read_text("utf-8")


class Read:
    """One reading of a folder with these values."""

    def __init__(self, root: Path, values: Mapping[str, str]) -> None:
        filled = {name: text.format() for name, text in values.items()}
        for name, text in (
            ("config/settings.yaml", SETTINGS),
            ("config/hotlines.yaml", HOTLINES),
            ("posts/a.yaml", POSTS),
        ):
            _put(root / name, text.format(**filled))
        if values["own"] == "template":
            _put(root / "assets/templates/tip.yaml", _TIP.replace("[44, 34]", "[43, 34]"))
        for name in {"tile": _TILES, "lock": ("lock",)}.get(values["own"], ()):
            _put(root / f"assets/drawings/{name}.svg", _DRAWING)
        folder = WorkFolder(root)
        self.settings, wrong = load_settings(folder)
        self.calendar = read_calendar(folder, self.settings)
        told = [one.as_text("en") for one in (*wrong, *self.calendar.problems) if one.is_error]
        assert not told, told
        self.gallery = Gallery(folder, self.settings, self.calendar.hotlines)
        self.post = self.calendar.posts[0]

    @property
    def seen(self) -> str:
        known = self.settings
        agenda = Agenda(self.calendar)
        return Edition(agenda, self.gallery, known.audiences, known.topics, known.zone).seen(self.post)

    def goes_out(self) -> list[object]:
        """Pictures, a high and a wide one, and every wording of the post, for each unit."""
        found: list[object] = []
        for unit in self.calendar.units_of(self.post):
            found += [card.data for card in self.gallery.paint(self.post, unit, ("square", "wide"))]
            found += [
                word(self.post, unit, self.calendar.hotlines, channel, kind_of(channel).limits)
                for channel in self.post.channels
            ]
        return found


def _put(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def agree(one: Mapping[str, str], other: Mapping[str, str]) -> bool:
    """Whether both have one print; and then nothing that goes out may differ."""
    with tempfile.TemporaryDirectory() as first, tempfile.TemporaryDirectory() as second:
        before, after = Read(Path(first), one), Read(Path(second), other)
        if before.seen != after.seen:
            return False
        assert before.goes_out() == after.goes_out()
        return True


_ANY = st.fixed_dictionaries({name: st.sampled_from(values) for name, values in VALUES.items()})
_CHANGES = st.fixed_dictionaries(
    {"at": st.sampled_from(VALUES["at"])},
    optional={name: st.sampled_from(values) for name, values in VALUES.items() if name != "at"},
)


@settings(max_examples=examples(12))
@given(_ANY, _CHANGES)
@pytest.mark.slow
def test_whatever_changed_an_equal_print_means_equal_pictures_and_equal_texts(one, changes):
    agree(one, one | changes)


FIRST = {name: values[0] for name, values in VALUES.items()}
TIP = FIRST | {"card": VALUES["card"][1]}


def test_another_day_alone_is_no_other_card():
    assert agree(TIP, TIP | {"at": "2026-12-01 07:30"})


@pytest.mark.parametrize(
    ("before", "change"),
    [
        (FIRST, {"at": "2027-01-04 07:30"}),  # 12/12 is another weekday then, and the card says which
        (TIP, {"primary": "#7A1048"}),
        (TIP, {"brand": "Hội Phụ nữ"}),
        (TIP, {"own": "template"}),
        (TIP, {"own": "tile"}),
        (TIP, {"own": "lock"}),
        (FIRST | {"card": VALUES["card"][4]}, {"site": "https://b.example/"}),
        (FIRST | {"card": VALUES["card"][3]}, {"number": "0377672445"}),
    ],
)
def test_what_a_reader_would_see_otherwise_asks_for_a_new_approval(before, change):
    assert not agree(before, before | change)
