"""A draft of the write form put to the test, and into its file: what the whole program would say of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path, PureWindowsPath

from scheduler.calendar.directory import Directory
from scheduler.calendar.file import Part, read_part
from scheduler.calendar.listing import is_calendar_name
from scheduler.calendar.messages import DUPLICATE_ID, NO_CHANNELS
from scheduler.calendar.model import PROVINCE, Post, UnitId
from scheduler.calendar.post import everywhere_of
from scheduler.calendar.writing import (
    Changes,
    Unwritable,
    add_post,
    change_post,
    changes_between,
    entry_in,
)
from scheduler.calendar.yaml_text import Entry
from scheduler.checks.rules import of_post
from scheduler.checks.written import House
from scheduler.desk.live.reading import Reading
from scheduler.desk.pages.keeping_texts import KEYS
from scheduler.desk.pages.problem_texts import ODD, way_of, without_id, wrong_words
from scheduler.desk.pages.writing_texts import WRITE
from scheduler.desk.writing.beside import beside
from scheduler.desk.writing.form import OWN, Form, entry_of_form, open_form, taken
from scheduler.desk.writing.mends import Mend, mend_of
from scheduler.files import WorkFolder
from scheduler.problems import Language, Problem, Text
from scheduler.reader.parsing import read

_LONGEST_NAME = 200  # bytes
_WINDOWS_OWN = frozenset('<>:"|?*')


@dataclass(frozen=True, slots=True)
class Told:
    """A problem of a draft, with the form's field that it belongs to ('' for the post as a whole)."""

    field: str
    problem: Problem
    mend: Mend | None = None  # where one press mends it

    def wrong(self, language: Language) -> str:
        """What is wrong; what is missing is not called by the name it has in a file."""
        name = WRITE.get(f"f_{self.field}") or KEYS.get(self.field) or Text(self.field, self.field)
        return without_id(wrong_words(self.problem, name, language), self.problem)

    @property
    def asks(self) -> str:
        """The other field that it asks to be filled in, which may be folded; '' for none."""
        return "source" if self.problem.code == "source-missing" else ""

    @property
    def is_odd(self) -> bool:
        """Whether it is of a character that one press takes out."""
        return self.problem.code in ODD

    def way_out(self, language: Language) -> str:
        """What to do about it, in the form."""
        said = way_of(self.problem)
        return said.say(language) if said else self.problem.way_out(language)


@dataclass(frozen=True, slots=True)
class Draft:
    """What a form comes to: the file with it, the post if it can be read, and what is wrong."""

    data: bytes
    post: Post | None
    told: tuple[Told, ...]
    is_read: bool  # every field could be read
    may_be_saved: bool = True  # with what is wrong in it: it then waits until that is mended

    @property
    def is_sound(self) -> bool:
        """Whether nothing keeps it from going out."""
        return not any(one.problem.is_error for one in self.told)


@dataclass(frozen=True, slots=True)
class Clash:
    """A key that somebody else changed meanwhile, to something else than the form says."""

    key: str
    mine: object
    theirs: object


def path_of(folder: WorkFolder, file: str) -> Path | None:
    """Where the calendar's *file* lies; None where that name is none of a calendar's."""
    name = file.removeprefix("posts/")
    parts = name.split("/")
    sound = file.startswith("posts/") and is_calendar_name(name)
    if not sound or not all(map(_is_a_name, parts)):
        return None
    path = folder.posts.joinpath(*parts)
    if not path.exists():  # for a file to come, its folder is there
        is_below = path.parent == folder.posts or path.parent.is_dir()
        return path if is_below and _is_for_windows(path.name) else None
    return path if path.is_file() else None


def _is_for_windows(name: str) -> bool:
    """Whether Windows would make a file of that name: CON.yaml is a device there, a:b.yaml a part of a."""
    return not PureWindowsPath(name).is_reserved() and _WINDOWS_OWN.isdisjoint(name)


def _is_a_name(part: str) -> bool:
    """Whether a file may be called so."""
    is_written_so = part.isprintable() and "\\" not in part and not part.startswith(".")
    return is_written_so and 0 < len(part.encode()) <= _LONGEST_NAME


MORNING = "07:30"  # for a post that had no time


def defaults_of(file: str, data: bytes) -> Entry:
    """What all posts of the file share."""
    value = read(file, data, items="posts").value
    defaults = value.get("defaults") if isinstance(value, dict) else None
    return defaults if isinstance(defaults, dict) else {}


def units_in(entry: Entry) -> list[str]:
    """The units that *entry* itself names; none where it leaves them to its file."""
    units = entry.get("units", [])
    return [str(one) for one in (units if isinstance(units, list) else [units])]


def everywhere(reading: Reading, entry: Entry, defaults: Entry) -> tuple[str, ...]:
    """Where the post *entry* goes while neither it nor its file's *defaults* name a channel."""
    units = {**defaults, **entry}.get("units", [PROVINCE])
    named = [UnitId(one) for one in ([units] if isinstance(units, str) else units) if isinstance(one, str)]
    return everywhere_of(named, reading.calendar.units, reading.settings) if reading.settings else ()


def existing(folder: WorkFolder, reading: Reading, post: str) -> tuple[Form, bytes] | None:
    """The form of a post that is in the calendar, and its file as it is now; None where there is none."""
    file = reading.file_of(post)
    path = path_of(folder, file) if file else None
    if path is None:
        return None
    try:
        data = path.read_bytes()
        entry, defaults = entry_in(file, data, post), defaults_of(file, data)
        return open_form(file, post, entry, defaults, everywhere(reading, entry, defaults)), data
    except (OSError, Unwritable):
        return None


def clashes(form: Form, data: bytes) -> list[Clash]:
    """What both the form and somebody else changed since the form was opened.

    Raises:
        Unwritable: the post is gone.
    """
    if form.is_new:
        return []
    theirs, mine = entry_in(form.file, data, form.post), entry_of_form(form)
    by_them, by_me, apart = (
        changes_of(form.base, theirs),
        changes_of(form.base, mine),
        changes_of(theirs, mine),
    )
    return [
        Clash(key, mine.get(key, ""), theirs.get(key, "")) for key in by_them if key in by_me and key in apart
    ]


def on_theirs(form: Form, data: bytes) -> Form:
    """*form* over the post as it is now: what they alone changed is theirs, what she changed is hers."""
    theirs = entry_in(form.file, data, form.post)
    by_me = changes_of(form.base, entry_of_form(form))
    for key in changes_of(form.base, theirs):
        if key not in by_me:
            form = taken(form, theirs, key)
    return replace(form, base=theirs)


def drafted(form: Form, data: bytes) -> bytes:
    """*data*, as the file is now, with what the form changed.

    Raises:
        Unwritable: the post is gone, or the file leaves no place for a change.
    """
    entry = entry_of_form(form)
    if form.is_new:
        return add_post(form.file, data, entry)
    return change_post(form.file, data, form.post, changes_between(form.base, entry))


def tested(form: Form, data: bytes, reading: Reading, today: date, whole: Reading | None = None) -> Draft:
    """The form as the whole program would see it, were it saved; *data* is the file as it is now.

    Of a narrowed *reading*, *whole* tells which ids are taken.

    Raises:
        Unwritable: it cannot be put into the file.
    """
    new = drafted(form, data)
    post_id = entry_of_form(form)["id"]
    settings, calendar = reading.settings, reading.calendar
    assert settings is not None, "without settings there is no form"
    part = read_part(form.file, new, settings, Directory(calendar.hotlines, units=calendar.units))
    post = next((one for one in (*part.posts, *part.faulty) if one.id == post_id), None)
    problems = [problem for problem in part.problems if problem.post == post_id]
    is_read, is_taken = not any(problem.is_error for problem in problems), False
    if post is not None:
        house = House(settings, calendar.hotlines, calendar.units, today)
        lines = {problem.place.line for problem in problems}
        more = list(of_post(post, house, is_whole=is_read))
        if reading.gallery is not None and post.cards:
            more += reading.gallery.problems(post, reading.unit_of(post))
        more += beside(post, reading, house, instead_of=form.post)
        problems += [one for one in more if is_read or one.place.line not in lines]
        other = (whole or reading).post(post_id) if post_id != form.post else None
        if other is not None:
            is_read, is_taken = False, True
            problems.append(post.problem(DUPLICATE_ID, "id", id=post_id, other=other.place()))
    placed = (_placed(problem, part, post_id) for problem in problems)
    choices = {"audience": settings.audiences, "topic": settings.topics}
    told = tuple(replace(one, mend=mend_of(one.problem, one.field, form, choices)) for one in placed)
    errors = [one for one in told if one.problem.is_error]
    may_be_saved = (
        post is not None
        and not is_taken
        and all(one.field != "id" and one.problem.code != NO_CHANNELS.code for one in errors)
    )
    return Draft(new, post, told, is_read, may_be_saved)


def changes_of(old: Mapping[str, object], new: Mapping[str, object]) -> Sequence[str]:
    """The keys in which *new* differs from *old*."""
    changes: Changes = changes_between(old, new)
    return list(dict.fromkeys(str(path[0]) for path in changes))


def _placed(problem: Problem, part: Part, post_id: str) -> Told:
    """The field of the form in which the problem stands; that of a missing key is empty."""
    if problem.code == "missing":
        return Told(str(problem.values["key"]), problem)
    if problem.code == "khmer-unread":  # beside where it is said who read it
        return Told("khmer_reader", problem)
    found = _where(problem, part, post_id)
    if found.field.startswith("card-") and problem.code in ("alt-missing", "card-field-missing"):
        name = "alt" if problem.code == "alt-missing" else problem.values["name"]
        return replace(found, field=f"{found.field.rpartition('-')[0]}-{name}")  # beneath the field itself
    if found.field.startswith("card-") and problem.code in ("children-unsure", "children-unasked"):
        return replace(
            found, field=f"{found.field.rpartition('-')[0]}-children_seen"
        )  # as a rule not there yet
    return found


def _where(problem: Problem, part: Part, post_id: str) -> Told:
    document = part.document
    number = next((number for number, id_ in part.ids.items() if id_ == post_id), None)
    if number is None:
        return Told("", problem)
    index = document.index(problem.place)
    node = list(document.nodes(("posts", number)))[-1]
    path: list[str | int] = []
    while True:
        inside = next(
            (key for key, one in node.below.items() if _holds(one.key, one.start, one.end, index)), None
        )
        if inside is None:
            return Told(_field(path), problem)
        path.append(inside)
        node = node.below[inside]


def _holds(key: tuple[int, int] | None, start: int, end: int, index: int) -> bool:
    return (key[0] if key else start) <= index < max(end, start + 1)


def _field(path: Sequence[str | int]) -> str:
    if not path:
        return ""
    head, *rest = path
    if head == "card":
        return f"card-0-{rest[0]}" if rest else "card-0-template"
    if head == "photos" and rest:
        return f"card-{rest[0]}-{rest[1] if len(rest) > 1 else 'image'}"
    if head == "cards" and rest:
        return f"card-{rest[0]}-{rest[1]}" if len(rest) > 1 else f"card-{rest[0]}-template"
    if head == "channels" and len(rest) > 1 and rest[1] in OWN:
        return f"own-{rest[0]}-{rest[1]}"
    return {"at": "date"}.get(str(head), str(head))
