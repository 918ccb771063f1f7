"""The lists that are signed, as text: one for each month, and the head, which names the months' lists.

What stands is written as `sha256sum` writes it, so that `sha256sum -c` in the site's folder checks all files
of a month; the rest are lines of comment to it. Of what was withdrawn nothing is said but its name, times and
hashes: it may have been withdrawn for what its title says.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from scheduler.channels.site.catalogue import Entry

FOLDER = "xac-minh"
FRONT, HEAD, KEY = f"{FOLDER}.html", f"{FOLDER}/danh-sach.txt", f"{FOLDER}/khoa.txt"
SIGNATURE = ".sig"
_MARK = "# Loa\n"
_WORD = r"[^\s\x00-\x1f\x7f-\x9f]+"  # without what a screen would obey
_SUM = re.compile(rf"(?P<out># )?(?P<sha>[0-9a-f]{{64}})  (?P<file>{_WORD})")
_POST = re.compile(
    rf"# (?P<how>bài|đã gỡ) (?P<name>{_WORD}) (?P<first>{_WORD}) (?P<last>{_WORD})(?: (?P<title>.*))?"
)


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """A post that was public: the hashes of its files, and when it was taken down (aware)."""

    name: str
    published: datetime
    withdrawn: datetime
    sums: dict[str, str]  # of each file

    @property
    def page(self) -> str:
        """Its page of proof."""
        return proof_page(self.name)


@dataclass(frozen=True, slots=True)
class Listed:
    """A post as a list has it; *last* is when it was changed last, or withdrawn."""

    name: str
    first: str
    last: str
    is_withdrawn: bool
    title: str
    sums: Mapping[str, str]


def proof_page(name: str) -> str:
    """The page of proof of the post *name*, relative to the site's folder."""
    return f"{FOLDER}/{name}.html"


def month_file(month: str) -> str:
    """The list of *month* (2026-12), relative to the site's folder."""
    return f"{FOLDER}/{month}.txt"


def sums_of(entry: Entry) -> dict[str, str]:
    """The hashes of the files that make a post, its record first."""
    return {f"posts/{entry.name}.json": entry.digest} | dict(entry.pictures)


def month_list(
    about: Sequence[str], month: str, entries: Iterable[Entry], withdrawn: Iterable[Withdrawn]
) -> bytes:
    """The list of a month: *entries* that are public, oldest first, then what was taken down.

    *about*: who publishes, and where.
    """
    lines = [_MARK, *(f"# {_one_line(words)}\n" for words in about), f"# {month}\n"]
    for one in entries:
        when = f"{_moment(one.published)} {_moment(one.updated)}"
        lines.append(f"# bài {one.name} {when} {_one_line(one.title)}".rstrip() + "\n")
        lines += (f"{sha}  {file}\n" for file, sha in sums_of(one).items())
    for gone in withdrawn:
        lines.append(f"# đã gỡ {gone.name} {_moment(gone.published)} {_moment(gone.withdrawn)}\n")
        lines += (f"# {sha}  {file}\n" for file, sha in gone.sums.items())
    return "".join(lines).encode()


def head_list(about: Sequence[str], sums: Mapping[str, str]) -> bytes:
    """The head: the hash of each month's list. With it a list that is left out, or an older one, is known."""
    lines = [_MARK, *(f"# {_one_line(words)}\n" for words in about)]
    return "".join([*lines, *(f"{sha}  {file}\n" for file, sha in sums.items())]).encode()


def read_sums(data: bytes) -> dict[str, str]:
    """File → hash, of all that stands in a list."""
    found = (_SUM.fullmatch(line) for line in _lines(data))
    return {one["file"]: one["sha"] for one in found if one and not one["out"]}


def read_posts(data: bytes) -> Iterator[Listed]:
    """The posts of a month's list, those withdrawn as well."""
    post: Listed | None = None
    for line in _lines(data):
        if found := _POST.fullmatch(line):
            if post:
                yield post
            how, title = found["how"], found["title"] or ""
            post = Listed(found["name"], found["first"], found["last"], how != "bài", title, {})
        elif post and (found := _SUM.fullmatch(line)) and bool(found["out"]) is post.is_withdrawn:
            post = Listed(
                post.name, post.first, post.last, post.is_withdrawn, post.title,
                {**post.sums, found["file"]: found["sha"]},
            )  # fmt: skip
    if post:
        yield post


def is_list(data: bytes) -> bool:
    """Whether *data* looks like a list of ours."""
    return data.startswith(_MARK.encode())


def address_in(data: bytes) -> str:
    """The address of the site that a list is of, as it says itself; '' where it says none."""
    lines = _lines(data)[:3]
    return lines[2].removeprefix("# ") if len(lines) == 3 else ""


def _lines(data: bytes) -> list[str]:
    return data.decode("utf-8", "replace").split("\n")


def _moment(instant: datetime) -> str:
    return instant.isoformat(timespec="seconds")


def _one_line(words: str) -> str:
    return " ".join(words.split())
