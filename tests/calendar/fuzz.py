"""Damages the sample calendar in many ways, reads it, and counts what became of it.

    python -m tests.calendar.fuzz [--count 20000] [--seed 1]

Each input is one file of posts/ with one kind of damage somewhere: bytes replaced, lines cut, lines shifted,
lines swapped, odd characters put in. Nothing may raise; a post that is lost must be told of, with a line; and
how often the posts beside the damage are still read, exactly as they were, is counted. Of one input in
fifty or so the cards are checked too.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

from scheduler.calendar.directory import Directory
from scheduler.calendar.file import Part, read_part
from scheduler.calendar.loading import join
from scheduler.calendar.model import Post
from scheduler.calendar.units import read_names
from scheduler.cards.gallery import Gallery
from scheduler.files import WorkFolder
from scheduler.settings.loading import load_settings
from scheduler.settings.model import Settings

ROOT = Path(__file__).parents[2]
COUNT = 20_000
CARDS_EVERY = 53  # inputs; no multiple of the kinds of damage
SIGNS = b"\t\n\r #:\"'{}[]*&!|>%@`,-?~0"
ODD = (
    "\u0000\u0007\u0085\u00a0\u00ad\u0301\u0323\u200b\u200e\u2028\u202e\ufeff\ufffd"
    "“”‘’–…đĐ១ក👩‍👧🇻🇳\t{}[]#&*!|>'\"%@`"
)

HEADING = (
    f"{'':16}{'inputs':>8}{'told':>8}{'beside':>8}{'of them read':>16}{'lost in silence':>17}{'cards':>7}"
)

Chance = random.Random
# Changes the lines; gives the first and the last that it touched.
Damage = Callable[[list[bytes], Chance], tuple[int, int]]


def flip_bytes(lines: list[bytes], chance: Chance) -> tuple[int, int]:
    number = _a_line(lines, chance)
    line = bytearray(lines[number])
    for _ in range(chance.randint(1, 3)):
        line[chance.randrange(len(line))] = chance.choice([chance.randrange(256), chance.choice(SIGNS)])
    lines[number] = bytes(line)
    return number, number + 1  # its own end may have gone


def cut_lines(lines: list[bytes], chance: Chance) -> tuple[int, int]:
    number = _a_line(lines, chance)
    count = min(chance.randint(1, 3), len(lines) - number)
    left = [lines[number][: chance.randrange(len(lines[number]))]] if chance.randint(0, 1) else []
    lines[number : number + count] = left
    return number, number + count - 1


def shift_lines(lines: list[bytes], chance: Chance) -> tuple[int, int]:
    number = _a_line(lines, chance)
    last = min(number + chance.randint(0, 2), len(lines) - 1)
    by = chance.choice([-4, -3, -2, -1, 1, 2, 3, 4, 9])
    for each in range(number, last + 1):
        bare = lines[each].lstrip(b" ")
        margin = len(lines[each]) - len(bare) + by
        lines[each] = (b"\t" if by == 9 else b" " * max(0, margin)) + bare
    return number, last


def swap_lines(lines: list[bytes], chance: Chance) -> tuple[int, int]:
    first = _a_line(lines, chance)
    second = min(first + chance.randint(1, 5), len(lines) - 1)
    lines[first], lines[second] = lines[second], lines[first]
    return first, second


def put_characters(lines: list[bytes], chance: Chance) -> tuple[int, int]:
    number = _a_line(lines, chance)
    text = lines[number].decode()
    for _ in range(chance.randint(1, 3)):
        place = chance.randint(0, len(text))
        any_sign = chr(chance.choice([chance.randrange(0xD800), chance.randrange(0xE000, 0x110000)]))
        text = text[:place] + chance.choice([any_sign, chance.choice(ODD)]) + text[place:]
    lines[number] = text.encode()
    return number, number


DAMAGES: dict[str, Damage] = {
    "bytes flipped": flip_bytes,
    "lines cut": cut_lines,
    "lines shifted": shift_lines,
    "lines swapped": swap_lines,
    "odd characters": put_characters,
}


@dataclass
class Tally:
    """What became of the inputs of one kind of damage."""

    inputs: int = 0
    told: int = 0  # with a problem that names a line
    beside: int = 0  # the posts just before and just after the damage, where there are such
    beside_read: int = 0  # those of them that were read exactly as they were
    silent: list[bytes] = field(default_factory=list)  # a post is lost, and no problem says so
    cards: int = 0  # inputs whose cards were checked as well

    def __add__(self, other: Tally) -> Tally:
        return Tally(
            self.inputs + other.inputs,
            self.told + other.told,
            self.beside + other.beside,
            self.beside_read + other.beside_read,
            self.silent + other.silent,
            self.cards + other.cards,
        )


class Fuzz:
    """The sample calendar with its settings, in *folder*, ready to be damaged."""

    def __init__(self, folder: WorkFolder) -> None:
        folder.config.mkdir(parents=True)
        for name in ("settings.yaml", "hotlines.yaml"):
            (folder.config / name).write_bytes((ROOT / "config" / name).read_bytes())
        settings, _ = load_settings(folder)
        assert settings is not None
        self.settings: Settings = settings
        self.directory: Directory = read_names(folder, settings)[0]
        self.gallery = Gallery(folder, settings, self.directory.hotlines)
        self.files = [path.read_bytes() for path in sorted((ROOT / "posts").glob("*.yaml"))]
        self.sound = [self.read(data) for data in self.files]

    def read(self, data: bytes) -> Part:
        return read_part("posts/a.yaml", data, self.settings, self.directory)

    def run(self, count: int, seed: int) -> dict[str, Tally]:
        """Read *count* damaged files; raises what reading or checking raises, with the input's number."""
        tallies = {name: Tally() for name in DAMAGES}
        for number, (name, which, data, touched) in enumerate(islice(self.inputs(seed), count)):
            try:
                self.one(tallies[name], which, data, touched, with_cards=number % CARDS_EVERY == 0)
            except Exception as error:
                error.add_note(f"input {number} of seed {seed} ({name})")
                raise
        return tallies

    def inputs(self, seed: int) -> Iterator[tuple[str, int, bytes, tuple[int, int]]]:
        """Damaged files without end: the damage's name, which file, its bytes, and the lines touched."""
        chance = random.Random(seed)
        while True:
            for name, damage in DAMAGES.items():
                which = chance.randrange(len(self.files))
                lines = self.files[which].splitlines(keepends=True)
                touched = damage(lines, chance)
                yield name, which, b"".join(lines), touched

    def one(
        self, tally: Tally, which: int, data: bytes, touched: tuple[int, int], *, with_cards: bool
    ) -> None:
        sound, part = self.sound[which], self.read(data)
        tally.inputs += 1
        for problem in part.problems:
            assert problem.place.line >= 1
            for language in ("vi", "en"):
                assert problem.as_text(language)
        tally.told += bool(part.problems)
        if len(part.posts) < len(sound.posts) and not any(problem.is_error for problem in part.problems):
            tally.silent.append(data)
        read = {post.id: post for post in part.posts}
        for post in beside(sound, touched):
            tally.beside += 1
            tally.beside_read += read.get(post.id) == post
        if with_cards:
            tally.cards += 1
            calendar = join([part], self.directory)
            for problem in self.gallery.problems_of(calendar):
                assert problem.as_text("vi")


def beside(sound: Part, touched: tuple[int, int]) -> list[Post]:
    """The posts just before and just after the *touched* lines (from 0); none if those are shared by all."""
    source = sound.document.source
    first, last = (min(line, len(source.starts) - 1) for line in touched)
    numbers = [
        number
        for number, (start, end) in enumerate(sound.document.ranges)
        if source.place(start).line - 1 <= last and source.place(end - 1).line - 1 >= first
    ]
    if not numbers:
        return []
    neighbours = (numbers[0] - 1, numbers[-1] + 1)
    return [sound.posts[number] for number in neighbours if 0 <= number < len(sound.posts)]


def _a_line(lines: list[bytes], chance: Chance) -> int:
    return chance.choice([number for number, line in enumerate(lines[:-1]) if line.strip()])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=COUNT, help="how many inputs")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    with TemporaryDirectory() as name:
        tallies = Fuzz(WorkFolder(Path(name))).run(given.count, given.seed)
    whole = sum(tallies.values(), Tally())
    lines = [HEADING]
    for name, tally in (*tallies.items(), ("all", whole)):
        share = f"{tally.beside_read} {tally.beside_read / max(tally.beside, 1):.2%}"
        counts = f"{tally.inputs:>8}{tally.told:>8}{tally.beside:>8}{share:>16}"
        lines.append(f"{name:16}{counts}{len(tally.silent):>17}{tally.cards:>7}")
    lines += (f"lost in silence: {data!r}" for data in whole.silent[:3])
    sys.stdout.write("\n".join(lines) + "\n")
    return 1 if whole.silent else 0


if __name__ == "__main__":
    sys.exit(main())
