"""The generated parts of docs/the-cards.md: tables and pictures, from templates and examples.

Run by make_card_sheet.py. `tests/cards/test_guide.py` compares the guide with what this gives.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

from PIL import Image

from scheduler.calendar.loading import read_calendar
from scheduler.calendar.model import PROVINCE, Card, Post, PostId
from scheduler.cards.design.colours import GROUNDS, MOODS, Palette
from scheduler.cards.design.drawings import Drawings
from scheduler.cards.design.template import FieldRule, Template, built_in, load_template
from scheduler.cards.gallery import Gallery
from scheduler.files import WorkFolder
from scheduler.reader.parsing import read
from scheduler.settings.loading import load_settings

ROOT = Path(__file__).resolve().parents[1]
GUIDE = ROOT / "docs" / "the-cards.md"
CANVAS = (540, 300)
_NEEDED = r"\*"
_EXAMPLE = re.compile(r"^### (\w+)$(.*?)(?=^##|\Z)", re.M | re.S)
_CODE = re.compile(r"```yaml\n(.*?)```", re.S)
FIELDS: dict[str, str | list[str]] = {
    "headline": "Ngồi cạnh con, *nghe con kể*", "khmer": "ការពារកុមារ", "time": "7 giờ 30",
    "points": ["Ngồi xuống cạnh con", "Hỏi một câu", "Nghe con kể"], "hotline": "tong-dai-111",
    "image": "photos/example.jpg", "link": "https://phunu.soctrang.gov.vn/",
}  # fmt: skip


def templates() -> dict[str, Template]:
    """Every template of the program by name."""
    found = {}
    for path in sorted(built_in("templates").glob("*.yaml")):
        template, problems = load_template(path, path.name, path.stat().st_mtime_ns)
        assert template is not None, [problem.as_text() for problem in problems]
        found[path.stem] = template
    return found


def table() -> str:
    """The templates with their fields, as Markdown; what one is for is the second line of its file."""
    rows = ["| template | what it is | fields (\\* needed) | moods |", "|---|---|---|---|"]
    for name, template in templates().items():
        words = (built_in("templates") / f"{name}.yaml").read_text(encoding="utf-8").splitlines()[1]
        fields = ", ".join(_field(key, rule) for key, rule in template.fields.items())
        rows.append(f"| `{name}` | {words.lstrip('# ')} | {fields} | {', '.join(template.moods)} |")
    return "\n".join(rows)


def drawings() -> str:
    """The names of the illustrations."""
    names = sorted(set(Drawings(Path("none")).names()))
    return ", ".join(f"`{name}`" for name in names) + "."


def generated() -> str:
    """The guide with its generated parts as they must be."""
    text = GUIDE.read_text(encoding="utf-8")
    for name, make in (("templates", table), ("drawings", drawings)):
        text = _between(text, name, make)
    return _EXAMPLE.sub(lambda found: _with_pictures(found[1], found[0]), text)


def examples() -> Iterator[tuple[str, list[dict[str, object]]]]:
    """The name and the layers of each example of the guide."""
    for found in _EXAMPLE.finditer(GUIDE.read_text(encoding="utf-8")):
        for number, code in enumerate(_CODE.findall(found[2])):
            name = f"{found[1]}-{number + 1}" if number else found[1]
            layers = read(name, code.encode()).value
            yield name, layers if isinstance(layers, list) else []


def example_pictures(folder: Path) -> Iterator[tuple[str, Image.Image]]:
    """Each example painted by the gallery, in *folder*."""
    settings, _ = load_settings(WorkFolder(ROOT))
    assert settings is not None
    calendar = read_calendar(WorkFolder(ROOT), settings)
    assets = folder / "assets"
    for name in ("templates", "photos"):
        (assets / name).mkdir(parents=True, exist_ok=True)
    _sample_photo().save(assets / "photos" / "example.jpg", quality=92)
    at = datetime(2026, 11, 25, 7, 30, tzinfo=settings.zone)
    for name, layers in examples():
        # A card about a hotline leaves it out of its band.
        filled = {key: value for key, value in FIELDS.items() if key != "hotline" or name == "number"}
        fields = {
            key: {"list": True, "at_least": 2, "at_most": 5} if key == "points" else {} for key in filled
        }
        size = {
            "canvas": list(CANVAS),
            "layers": [{"panel": {"box": [0, 0, 0, 0], "fill": "main"}}, *layers],
        }
        design = {
            "name": f"example-{name}", "fields": fields, "moods": ["man"],
            "sizes": dict.fromkeys(("portrait", "square", "wide"), size),
        }  # fmt: skip
        path = assets / "templates" / f"example-{name}.yaml"
        path.write_text(json.dumps(design, ensure_ascii=False), encoding="utf-8")
        kept = {key: tuple(value) if isinstance(value, list) else value for key, value in filled.items()}
        post = Post(
            PostId(f"example-{name}"), name, name, at=at, topic="nguoi-la", hotlines=("hoi-phu-nu-tinh",),
            cards=(Card(f"example-{name}", kept, alt=name, mood="man"),),
        )  # fmt: skip
        gallery = Gallery(WorkFolder(folder), settings, calendar.hotlines)
        unit = calendar.units[PROVINCE]
        wrong = [*gallery.template_problems, *gallery.problems(post, unit)]
        if wrong:
            raise SystemExit("\n".join(f"{name}: {problem.as_text()}" for problem in wrong))
        (card,) = gallery.paint(post, unit, ("portrait",))
        with Image.open(card.path) as image:
            yield name, image.convert("RGB")


def drawing_picture() -> Image.Image:
    """All illustrations, each on another mood and ground."""
    found, side, columns = Drawings(Path("none")), 150, 10
    names = found.names()
    sheet = Image.new("RGB", (columns * side, -(-len(names) // columns) * side), "#FFFFFF")
    grounds = [(mood, ground) for ground in ("deep", "main", "light") for mood in MOODS]
    for index, name in enumerate(names):
        mood, ground = grounds[(index * 4) % len(grounds)]
        palette = Palette(mood)
        x, y = index % columns * side, index // columns * side
        sheet.paste(palette.base[ground], (x, y, x + side, y + side))
        drawing = found.paint(name, side - 28, dict(palette.classes(ground)))
        sheet.paste(drawing, (x + 14, y + 14), drawing)
    return sheet


def mood_picture() -> Image.Image:
    """The five moods, each on its four grounds with a drawing, and its colours below."""
    found, side = Drawings(Path("none")), 180
    sheet = Image.new("RGB", (5 * side, 4 * side + 40), "#FFFFFF")
    for column, mood in enumerate(MOODS):
        palette = Palette(mood)
        for row, ground in enumerate(GROUNDS):
            x, y = column * side, row * side
            sheet.paste(palette.base[ground], (x, y, x + side, y + side))
            drawing = found.paint(("lotus", "lock", "bird", "hat")[row], 140, dict(palette.classes(ground)))
            sheet.paste(drawing, (x + 20, y + 20), drawing)
        for number, colour in enumerate(palette.base.values()):
            x = column * side + number * 30
            sheet.paste(colour, (x, 4 * side, x + 30, 4 * side + 40))
    return sheet


def _sample_photo() -> Image.Image:
    """What stands for a photo: the river at evening, by day colours."""
    palette = Palette("nghe")
    return Drawings(Path("none")).paint("scene-river", 1000, dict(palette.classes("deep"))).convert("RGB")


def _field(key: str, rule: FieldRule) -> str:
    notes = []
    if rule.list:
        exactly = rule.at_least == rule.at_most
        notes.append(f"{rule.at_least}" if exactly else f"{rule.at_least} to {rule.at_most}")
    if rule.longest:
        notes.append(f"at most {rule.longest} characters")
    if rule.one_of:
        notes.append(", ".join(rule.one_of))
    if rule.date:
        notes.append("a day, 12/12/2026")
    return f"`{key}`{_NEEDED if rule.required else ''}" + (f" ({', '.join(notes)})" if notes else "")


def _between(text: str, name: str, make: Callable[[], str]) -> str:
    begin, end = f"<!-- begin: {name} -->", f"<!-- end: {name} -->"
    before, rest = text.split(begin)
    _, after = rest.split(end)
    return f"{before}{begin}\n{make()}\n{end}{after}"


def _with_pictures(name: str, section: str) -> str:
    """Each example of a section followed by its picture."""
    section = re.sub(r"\n!\[[^\]]*\]\(pictures/layer-[^)]*\)\n", "", section)
    numbers = iter(range(10))

    def add(found: re.Match[str]) -> str:
        number = next(numbers)
        file = f"{name}-{number + 1}" if number else name
        return f"{found[0]}\n\n![{name}](pictures/layer-{file}.jpg)\n"

    return re.sub(
        r"```yaml\n.*?```\n?", lambda found: add(found).replace("```\n\n\n", "```\n\n"), section, flags=re.S
    )
