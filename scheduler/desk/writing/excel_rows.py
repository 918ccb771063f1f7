"""A workbook that was dropped → its rows as they were understood: held against the calendar, its reader and
the house rules, all rows at once."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import PurePosixPath

from scheduler.calendar.directory import Directory
from scheduler.calendar.entry import POST_KEYS, as_id
from scheduler.calendar.model import Campaign, PostId
from scheduler.calendar.yaml_text import Entry
from scheduler.checks.rules import of_post
from scheduler.checks.written import House
from scheduler.desk.live.reading import Reading
from scheduler.desk.writing.form import free_id
from scheduler.problems import Problem, Stop, Text
from scheduler.spreadsheets import messages
from scheduler.spreadsheets.columns import ID
from scheduler.spreadsheets.hand import Hand
from scheduler.spreadsheets.importing import (
    Draft,
    Imported,
    gather,
    hold_against,
    lines_of,
    located,
)
from scheduler.spreadsheets.learnt import Learnt
from scheduler.spreadsheets.loading import Opened, rows_of
from scheduler.spreadsheets.rows import read_row
from scheduler.spreadsheets.table import Row, Workbook
from scheduler.spreadsheets.vocabulary import Vocabulary, vocabulary

Spot = tuple[str, int]
_NOT_HERE = ("campaign", "file")  # columns that say where a post goes, which is chosen on the page
_OF_READINESS = (messages.STATUS_ELSEWHERE,)  # all come in as drafts
_MOST_COLUMNS = 120  # all that the program knows are fewer
_FIRST = 30  # rows that tell when a plan begins
_LONGEST_HEADLINE = 60  # characters of a title that a card takes as its main words
_PLAIN, _WITH_PHOTO = "tip", "story"  # templates of posts that name none


@dataclass(frozen=True, slots=True)
class Target:
    """Where the posts go: a *file* of the calendar, with the *defaults* that all its posts share."""

    file: str
    defaults: Entry


@dataclass(frozen=True, slots=True)
class Understood:
    """All that a workbook comes to. *drafts* are what its rows say; by their ids: *sound* those that can be
    taken, *known* the posts that some are already, *doubles* the rows that say the same as some."""

    workbook: Workbook
    words: Vocabulary
    drafts: Sequence[Draft]
    problems: Sequence[Problem]
    sound: frozenset[str]
    known: Mapping[str, PostId]
    doubles: Mapping[str, int]
    filled: Mapping[str, tuple[str, ...]]  # the keys that the sheet left empty, by the draft's id
    prints: Mapping[str, str]
    own: frozenset[str] = frozenset()  # the prints of rows that became posts themselves

    def taken(self) -> list[Draft]:
        """What can be taken now."""
        return [draft for draft in self.drafts if draft.entry["id"] in self.sound]


@dataclass(frozen=True, slots=True)
class Known:
    """What there is already: the posts that rows became, by the rows' prints (*taken*); the rows that people
    put *away*, or said to be posts *apart*; the ids that no new post may have; and the *photos* that a card
    may name."""

    taken: Mapping[str, str]
    away: frozenset[Spot] = frozenset()
    apart: frozenset[Spot] = frozenset()
    is_taken: Callable[[str], bool] = field(default=lambda _: False)
    photos: Sequence[str] = ()


def understand(
    opened: Opened,
    hand: Hand,
    learnt: Learnt,
    reading: Reading,
    target: Target,
    known: Known,
    today: date,
) -> Understood:
    """What the workbook says for the calendar that was read.

    Raises:
        Stop: no sheet has a table.
    """
    settings, calendar = reading.settings, reading.calendar
    assert settings is not None, "without settings there is no page"
    workbook = rows_of(opened, hand)
    workbook.rows = [_without(row) for row in workbook.rows]
    workbook.problems = [one for one in workbook.problems if one.message not in _OF_READINESS]
    words = vocabulary(settings, calendar.hotlines, calendar.units.values(), learnt.words)
    imported = gather(workbook, words, target.file, target.file, hidden_as_draft=True)
    every = imported.drafts
    prints = {draft.entry["id"]: _print(draft, opened) for draft in every}
    are_posts, doubles = _sorted_out(every, prints, reading, known)
    old = {**are_posts, **doubles}
    fresh = [draft for draft in every if draft.entry["id"] not in old and spot_of(draft) not in known.away]
    ids = {draft.entry["id"] for draft in fresh}
    others = [draft for draft in every if draft.entry["id"] not in ids]
    filled: dict[str, tuple[str, ...]] = {}
    imported.drafts = _filled(fresh, others, prints, filled, _Filler(reading, target, known.photos), known)
    imported.drafts = [replace(one, file=target.file, campaign=Campaign()) for one in imported.drafts]
    if imported.drafts:
        directory = Directory(calendar.hotlines, units=calendar.units)
        hold_against(imported, workbook, words, settings, directory, target.defaults)
        house = House(settings, calendar.hotlines, calendar.units, today)
        _judge(imported, words, reading, house, target, filled)
    drafts = sorted(
        [*imported.drafts, *others],
        key=lambda one: (workbook.sheets.index(one.row.place.sheet), one.row.place.line),
    )
    sound = frozenset(draft.entry["id"] for draft in imported.sound())
    own = frozenset(known.taken)
    return Understood(
        workbook, words, drafts, imported.problems, sound, are_posts, doubles, filled, prints, own
    )


def begin(opened: Opened, hand: Hand, learnt: Learnt, reading: Reading) -> tuple[int, date | None]:
    """How many rows there are, and the first day that the first ones name.

    Raises:
        Stop: no sheet has a table, or one is wider than any plan.
    """
    workbook = rows_of(opened, hand)
    rows = workbook.rows
    grids = [grid for title, _, _, grid, _ in opened.sheets if title in workbook.tables]
    widest = max((len(row) for grid in grids for row in grid.values()), default=0)
    if widest > _MOST_COLUMNS:
        raise Stop(TOO_WIDE, count=widest, most=_MOST_COLUMNS)
    words = vocabulary(reading.settings, reading.calendar.hotlines, learnt=learnt.words)
    said = (read_row(row, words).values.get(("at",), "") for row in rows[:_FIRST])
    days = (moment_of({"at": at}) for at in said if at)
    return len(rows), min((day.date() for day in days if day is not None and day.year > 2000), default=None)


def _sorted_out(
    drafts: Sequence[Draft], prints: Mapping[str, str], reading: Reading, known: Known
) -> tuple[dict[str, PostId], dict[str, int]]:
    """The drafts that are posts already, and those that say what a row above says, by their ids."""
    posts = _Posts(reading, known.taken)
    asked = [draft for draft in drafts if spot_of(draft) not in known.apart]
    are_posts: dict[str, PostId] = {}
    for find in (posts.that_was, posts.then, posts.that_says):  # the surest first: a post is one row's alone
        for draft in asked:
            id_ = draft.entry["id"]
            post = None if id_ in are_posts else find(draft, prints[id_], set(are_posts.values()))
            if post is not None:
                are_posts[id_] = post
    doubles: dict[str, int] = {}
    seen: dict[object, int] = {}
    for draft in drafts:
        id_, said = draft.entry["id"], _said(draft.entry)
        if said in seen and id_ not in are_posts:
            doubles[id_] = seen[said]
        elif spot_of(draft) not in known.away:
            seen.setdefault(said, draft.row.place.line)
    return are_posts, doubles


def _filled(
    fresh: Sequence[Draft],
    others: Sequence[Draft],
    prints: dict[str, str],
    filled: dict[str, tuple[str, ...]],
    filler: _Filler,
    known: Known,
) -> list[Draft]:
    """The *fresh* ones with what the form would fill in, under ids that no post has or had."""
    used = {draft.entry["id"] for draft in others}
    found = []
    for draft in fresh:
        entry, keys = filler.fill(draft.entry)
        own, title = entry["id"], str(entry.get("title", ""))
        if known.is_taken(own) or own in used:
            entry["id"] = free_id(title or own, lambda name: name in used or known.is_taken(name))
        prints[entry["id"]] = prints[own]
        filled[entry["id"]] = keys
        used.add(entry["id"])
        found.append(replace(draft, entry=entry))
    return found


def _judge(
    imported: Imported,
    words: Vocabulary,
    reading: Reading,
    house: House,
    target: Target,
    filled: Mapping[str, Sequence[str]],
) -> None:
    """Hold the sound ones against the house rules, and the cards that rows ask for against their templates: a
    card that was filled in has nothing but a short title."""
    lines = lines_of(imported.drafts, target.defaults)
    gallery = reading.gallery
    for draft in imported.drafts:
        post = imported.posts.get(draft.entry["id"])
        if post is None:
            continue
        found = of_post(post, house)
        if gallery is not None and post.cards and "card" not in filled[post.id]:
            found += gallery.problems(post, reading.unit_of(post))
        imported.problems += [located(problem, lines, imported.drafts, words) for problem in found]


class _Posts:
    """Which post of the calendar a row is already: by its row, by its own id, or by what it says."""

    def __init__(self, reading: Reading, taken: Mapping[str, str]) -> None:
        self._reading = reading
        self._taken = taken
        self._by_words: dict[object, list[PostId]] = defaultdict(list)
        for post in reading.posts:
            self._by_words[_same(post.title), _same(post.text)].append(post.id)
            if post.at:
                self._by_words[_same(post.title), f"{post.at:%Y-%m-%d %H:%M}"].append(post.id)

    def that_was(self, draft: Draft, print_: str, _: Container[PostId]) -> PostId | None:
        """The post that this very row became."""
        became = self._taken.get(print_, "")
        return PostId(became) if self._reading.post(became) is not None else None

    def then(self, draft: Draft, _: str, others: Container[PostId]) -> PostId | None:
        """The post of its title at its time, none of the *others*."""
        return self._of(draft.entry, draft.entry.get("at", ""), others)

    def that_says(self, draft: Draft, _: str, others: Container[PostId]) -> PostId | None:
        """The post of its title with its text, or with the id that the sheet gives, at whatever time."""
        entry = draft.entry
        post = self._reading.post(entry["id"]) if (ID.path, ID.kind) in draft.row.cells else None
        own = post.id if post is not None and _same(post.title) == _same(entry.get("title", "")) else None
        return self._of(entry, _same(entry.get("text", "")), others) or (own if own not in others else None)

    def _of(self, entry: Entry, more: object, others: Container[PostId]) -> PostId | None:
        title = _same(entry.get("title", ""))
        posts = self._by_words.get((title, more), []) if title else []
        return next((post for post in posts if post not in others), None)


class _Filler:
    """Fills in what a row leaves empty, as the form does for a post that somebody begins."""

    def __init__(self, reading: Reading, target: Target, photos: Sequence[str]) -> None:
        self._templates = reading.gallery.templates if reading.gallery else {}
        self._defaults = target.defaults
        self._first_line = next(iter(reading.calendar.hotlines), "")
        self._photos = {_bare(photo): photo for photo in reversed(photos)}
        card = target.defaults.get("card")
        self._card = card if isinstance(card, dict) else {}

    def fill(self, entry: Entry) -> tuple[Entry, tuple[str, ...]]:
        """A copy of *entry* as a draft, filled in, and the keys that were."""
        entry = {**entry, "status": "draft"}
        filled = []
        if self._first_line and "hotlines" not in entry and "hotlines" not in self._defaults:
            entry["hotlines"] = [self._first_line]
            filled.append("hotlines")
        if "cards" in entry:
            return entry, tuple(filled)
        card = dict(entry.get("card", {}))
        image = str(card.get("image", ""))
        if image and _bare(image) in self._photos:
            card["image"] = self._photos[_bare(image)]
        elif image and card.keys() <= {"image", "alt"}:  # the draft waits for its photo with a card of words
            wanted = [f"Ảnh cần tải lên: {image}", *([f"Lời tả ảnh: {card['alt']}"] if "alt" in card else [])]
            entry["note"] = "\n".join([*([str(entry["note"])] if entry.get("note") else []), *wanted])
            entry, card = {key: entry[key] for key in POST_KEYS if key in entry and key != "card"}, {}
        is_own = bool(card)
        if "template" not in card and "template" not in self._card:
            card["template"] = _WITH_PHOTO if "image" in card else _PLAIN
        template = self._templates.get(str(card.get("template", self._card.get("template", ""))))
        title = str(entry.get("title", ""))
        needs = {name for name, rule in template.fields.items() if rule.required} if template else set()
        if (
            "headline" in needs
            and "headline" not in {**self._card, **card}
            and 0 < len(title) <= _LONGEST_HEADLINE
        ):
            card["headline"] = title
            if not is_own:
                card["alt"] = f"Thẻ ghi: {title}"
        if is_own or needs <= {**self._card, **card}.keys():  # a card that could not be painted helps nobody
            entry["card"] = card
            filled += [] if is_own else ["card"]
        return entry, tuple(filled)


def _bare(photo: str) -> str:
    """A photo's name as people write it: without its folder and ending."""
    return as_id(PurePosixPath(photo.replace("\\", "/")).stem)


def _without(row: Row) -> Row:
    cells = {key: cell for key, cell in row.cells.items() if key[0][0] not in _NOT_HERE}
    return Row(row.place, cells, row.headings, row.is_unseen)


def spot_of(draft: Draft) -> Spot:
    """Where its own row stands: the sheet, and the row's number."""
    return draft.row.place.sheet, draft.row.place.line


def _print(draft: Draft, opened: Opened) -> str:
    """Of the row as it came, whatever was mended since."""
    grid = next(grid for title, _, _, grid, _ in opened.sheets if title == draft.row.place.sheet)
    own = [str(cell.value) for cell in grid.get(draft.row.place.line, {}).values()]
    words = [one for one in own if not re.fullmatch(r"[0-9]{1,4}", one)]  # its number in the list may change
    return hashlib.sha256("\n".join(words).encode()).hexdigest()[:24]


def _said(entry: Entry) -> object:
    return _same(entry.get("title", "")), _same(entry.get("text", "")), entry.get("at", "")


def _same(words: object) -> str:
    return " ".join(str(words).casefold().split())


def moment_of(entry: Entry) -> datetime | None:
    """When it goes out, by the office's clock; None: it waits, or that cannot be read."""
    try:
        return datetime.fromisoformat(str(entry.get("at", "")))
    except ValueError:
        return None


TOO_WIDE = Text(
    "Bảng rộng {count} cột, nhiều hơn {most}. Xóa những cột thừa bên phải, rồi thả lại tệp.",
    "The table is {count} columns wide, more than {most}. Delete what is not needed, and drop it again.",
)
