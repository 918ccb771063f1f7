"""Lines of cards that part what belongs together: `python bench/lines.py`.

Two sets: 205 headlines (tests/cards/headlines.txt, where `_` joins what no line's end should part) in every
template at every size, and the sample posts' cards at every size. Counted are breaks inside a word or between
a number and what it counts, breaks inside `*…*` (not behind a comma or a full stop), and last lines of one
syllable; `size` is how large the texts are set, in parts of the largest size, and `refused` what has no room.

`joints` is for the lists alone: what part of the joints they find (`found`), and what part of what they hold
together is marked as one (`marked`); in those headlines, and in 60 written when the lists were done, by whose
misses they were never grown (headlines_unseen.txt).
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from statistics import mean
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[0] = str(ROOT)

from scheduler.calendar.loading import read_calendar  # noqa: E402
from scheduler.calendar.model import PROVINCE, Hotline  # noqa: E402
from scheduler.cards.composing import Composer  # noqa: E402
from scheduler.cards.design import layout as laying  # noqa: E402
from scheduler.cards.design.colours import Palette  # noqa: E402
from scheduler.cards.design.filling import CardOf  # noqa: E402
from scheduler.cards.design.items import Content, DoesNotFit  # noqa: E402
from scheduler.cards.typesetting.fitting import Block  # noqa: E402
from scheduler.cards.typesetting.holding import FREE, IN_NAME, holds_of  # noqa: E402
from scheduler.cards.typesetting.segments import words_of  # noqa: E402
from scheduler.files import WorkFolder  # noqa: E402
from scheduler.settings.loading import load_settings  # noqa: E402

HEADLINES = ROOT / "tests/cards/headlines.txt"
UNSEEN = ROOT / "tests/cards/headlines_unseen.txt"
MAIN = (
    "headline",
    "quote",
    "question",
    "title",
    "truth",
)  # the field that a template's headline is written in
HOTLINE = Hotline("111", "Tổng đài Quốc gia bảo vệ trẻ em", "111")
BESIDE = {  # what else the card has
    "myth": "Chỉ là đùa thôi.", "speaker": "Hội LHPN tỉnh", "number": "15", "illustration": "lock",
    "points": ("Nghĩ một câu ngộ", "Viết liền, chen con số"), "answers": ("Gửi cho vui", "Kể với cha mẹ"),
    "khmer": "ការពារកុមារ", "hotline_name": HOTLINE.name, "day": "12", "weekday": "Thứ Bảy",
    "time": "7 giờ 30",
}  # fmt: skip


class Gold:
    """What no line's end should part: by place in the headlines, elsewhere by the pairs that these join."""

    def __init__(self) -> None:
        self.joined = dict(joints(HEADLINES))
        self.pairs = {
            pair
            for text, joined in self.joined.items()
            for pair, is_one in zip(_pairs(text), joined, strict=True)
            if is_one
        }

    def faults(self, text: str, block: Block) -> Iterator[tuple[str, str]]:
        """The bad breaks of *text* as it is set: their kind, and where."""
        pairs, marked = _pairs(text), _in_marks(text)
        joined = self.joined.get(text) or [pair in self.pairs for pair in pairs]
        lines = ["".join(word.text + " " * (word.after > 0) for word in line) for line in block.lines]
        count = 0
        for line, following in pairwise(lines):
            count += len(line.split())
            if not line.endswith(" "):  # within a long token, or a phrase of Khmer
                count -= 1
                continue
            where = f"{line.split()[-1]} / {following.split()[0]}"
            if joined[count - 1]:
                yield "words", where
            elif marked[count - 1]:
                yield "marks", where
        last = lines[-1].split()
        if len(lines) > 1 and len(last) == 1 and not text.endswith("\n" + last[0]):
            yield "lonely", last[0]


def joints(path: Path) -> Iterator[tuple[str, list[bool]]]:
    """Every headline of a file, and which of its spaces no line's end should part."""
    for line in filter(None, path.read_text(encoding="utf-8").split("\n")):
        signs = re.split("([ _])", line)[1::2]
        yield line.replace("_", " "), [sign == "_" for sign in signs]


def found_joints(path: Path) -> dict[str, float]:
    """How much of what is one the lists hold together, and how much of what they hold is one."""
    pairs: list[tuple[bool, bool]] = []
    for text, joined in joints(path):
        words, held = words_of(text.replace("*", ""), "ExtraBold").words, []
        for word, hold in zip(words, (*holds_of(words), FREE), strict=True):
            held += [True] * (len(word.text.split()) - 1)
            if word.after:
                held.append(hold >= IN_NAME)
        pairs += zip(held[:-1], joined, strict=True)
    right = sum(held and is_one for held, is_one in pairs)
    return {
        "joints": sum(is_one for _, is_one in pairs),
        "found": round(right / sum(is_one for _, is_one in pairs), 3),
        "marked": round(right / sum(held for held, _ in pairs), 3),
    }


def _pairs(text: str) -> list[tuple[str, str]]:
    bare = [re.sub(r"\W", "", each).casefold() for each in text.split()]
    return list(pairwise(bare))


def _in_marks(text: str) -> list[bool]:
    """Behind which syllables a line's end would part a marked thought."""
    found, inside = [], False
    for each in text.split():
        inside ^= each.count("*") % 2 == 1
        found.append(inside and not re.search(r"[,.;:!?…–)”]$", each))
    return found[:-1]


class Watch:
    """Every block that is laid out, with the text that it sets."""

    def __init__(self) -> None:
        self.blocks: list[tuple[str, Block]] = []
        words_of, runs_of = laying.words_of, laying.runs_of
        texts: dict[tuple[str, ...], str] = {}

        def words(text: str, setting: Any) -> Any:
            found = words_of(text, setting)
            texts[tuple(word.text for word in found.words)] = text
            return found

        def runs(block: Block, *rest: Any) -> Any:
            self.blocks.append((texts[tuple(word.text for line in block.lines for word in line)], block))
            return runs_of(block, *rest)

        laying.words_of, laying.runs_of = words, runs  # type: ignore[attr-defined, assignment]

    def taken(self) -> list[tuple[str, Block]]:
        found, self.blocks = self.blocks, []
        return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--list", action="store_true", help="each bad break, with its template and size")
    parser.add_argument("--json", action="store_true", help="one object on the last line, and nothing else")
    given = parser.parse_args()
    gold, watch = Gold(), Watch()
    folder = WorkFolder(ROOT)
    settings, _ = load_settings(folder)
    calendar = read_calendar(folder, settings)
    composer = Composer(folder, settings, calendar.hotlines)
    figures = {
        "joints": found_joints(HEADLINES),
        "unseen": found_joints(UNSEEN),
        "headlines": _count(gold, watch, _headlines(gold, composer), only=set(gold.joined), told=given.list),
        "posts": _count(gold, watch, _posts(calendar, composer), only=None, told=given.list),
    }
    if given.json:
        print(json.dumps(figures))
        return
    for name, counted in figures.items():
        print(name.ljust(10), ", ".join(f"{key} {value}" for key, value in counted.items()))


def _headlines(gold: Gold, composer: Composer) -> Iterator[tuple[str, Any]]:
    for name, template in sorted(composer.templates.items()):
        field = next((each for each in MAIN if each in template.fields), None)
        for size, design in template.sizes.items() if field else ():
            for number, text in enumerate(gold.joined):
                fields = {
                    key: value for key, value in BESIDE.items() if key in (*template.fields, "hotline_name")
                }
                content = Content(fields | {field: text}, "Phụ nữ Sóc Trăng", "", (HOTLINE,), HOTLINE)
                choices = template.choices(f"{number}", {})
                palette = Palette(template.moods[0])
                yield f"{name} {size}", (design, content, palette, choices)


def _posts(calendar: Any, composer: Composer) -> Iterator[tuple[str, Any]]:
    unit = calendar.units[PROVINCE]
    for post in calendar.posts:
        for number, card in enumerate(post.cards):
            template, one = composer.templates[card.template], CardOf(post, number)
            content = composer.content_of(one, template, unit)
            choices = template.choices(f"{post.id}/0", {})
            for size, design in template.sizes.items():
                yield f"{post.id} {number + 1} {size}", (design, content, Palette(template.moods[0]), choices)


def _count(
    gold: Gold, watch: Watch, cards: Iterator[tuple[str, Any]], *, only: Any, told: bool
) -> dict[str, Any]:
    counted: Counter[str] = Counter(
        {"cards": 0, "texts": 0, "words": 0, "marks": 0, "lonely": 0, "refused": 0}
    )
    sizes: list[float] = []
    for where, given in cards:
        try:
            laying.lay_out(*given)
        except DoesNotFit:
            counted["refused"] += 1
        counted["cards"] += 1
        for text, block in watch.taken():
            if only is not None and text not in only:
                continue
            counted["texts"] += 1
            sizes.append(block.size / block.setting.largest)
            for kind, place in gold.faults(text, block):
                counted[kind] += 1
                if told:
                    print(f"{kind:6} {where:32} {block.size:4} {_shown(block.lines)}  [{place}]")
    return {**counted, "size": round(mean(sizes), 3), "smallest": round(min(sizes), 3)}


def _shown(lines: Sequence[Sequence[Any]]) -> str:
    return " / ".join(" ".join(word.text for word in line) for line in lines)


if __name__ == "__main__":
    main()
