"""All that `check` finds in a folder of work; found again at once while nothing in the folder changes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import msgspec

from scheduler.cache import Cache, plain, print_of, states_of
from scheduler.cli.app import WRONG_USE
from scheduler.clock import SystemClock
from scheduler.files import WorkFolder, built_in, read_file
from scheduler.problems import Language, Problem, Stop, Text


class Report(msgspec.Struct, frozen=True):
    """What is wrong, by file and line; *language* is the settings', *posts* how many there are."""

    problems: list[Problem]
    language: Language = "vi"
    posts: int = 0
    has_pool: bool = False  # whether any post is evergreen

    @property
    def errors(self) -> int:
        """How many of the problems keep something from going out."""
        return sum(problem.is_error for problem in self.problems)


def report_on(folder: WorkFolder) -> Report:
    """What is wrong in *folder* now."""
    cache = Cache(folder.var / "cache" / "check")
    key = print_of(list(_looked_at(folder)))
    kept = cache.get(key)
    if kept is not None:
        try:
            return msgspec.msgpack.decode(kept, type=Report)
        except msgspec.MsgspecError:  # looked at anew
            pass
    report = _look(folder)
    cache.put({key: msgspec.msgpack.encode(report)})
    return report


def link_problems(folder: WorkFolder) -> list[Problem]:
    """What Facebook would show poorly of the links in *folder*; asks each page once a day."""
    from scheduler.calendar.loading import read_calendar
    from scheduler.channels.link_preview import LinkPreviews, link_of
    from scheduler.settings.loading import load_settings

    settings, _ = load_settings(folder)
    if settings is None:
        return []
    links = LinkPreviews(folder.var / "cache" / "links", SystemClock())
    posts = read_calendar(folder, settings).posts
    return [
        plain(post.problem(message, "link", **values))
        for post in posts
        if (link := link_of(post))
        for message, values in links.look(link).problems()
    ]


def pool_problems(folder: WorkFolder) -> list[Problem]:
    """What left the pool, and where it cannot fill, as the ledger of *folder* has it."""
    from scheduler.engine.opening import open_works
    from scheduler.engine.pool import pool_problems as found
    from scheduler.settings.loading import load_settings

    settings, _ = load_settings(folder)
    if settings is None:
        return []
    with open_works(folder, settings, SystemClock()) as works:
        return [plain(problem) for problem in found(works)]


def named_in(folder: WorkFolder, path: Path) -> str:
    """*path* as places in the folder of work are named.

    Raises:
        Stop: nothing of it is ever looked at, so that "no errors" would say nothing.
    """
    from scheduler.calendar.listing import calendar_files, unread_files

    if not path.exists():
        raise Stop(_NO_PATH, status=WRONG_USE, path=path)
    # As it is written first: posts/ itself may be a link to elsewhere.
    ways = (path.absolute(), folder.root.absolute()), (path.resolve(), folder.root.resolve())
    inside = (here.relative_to(root) for here, root in ways if here.is_relative_to(root))
    file = next((one.as_posix() for one in inside if ".." not in one.parts), None)
    if file is None:
        raise Stop(_OUTSIDE, status=WRONG_USE, path=path, folder=folder.root)
    unread = (problem.place.file for problem in unread_files(folder))
    known = (*_CONFIG, *map(folder.relative, calendar_files(folder)), *unread)
    if file != "." and file.split("/")[0] != "assets" and not any(is_in(one, file) for one in known):
        raise Stop(_NOT_LOOKED_AT, status=WRONG_USE, path=path)
    return file


def is_in(file: str, path: str) -> bool:
    """Whether *file* is *path*, as `named_in` gives it, or lies in it."""
    return path in {".", file} or file.startswith(f"{path}/")


def _look(folder: WorkFolder) -> Report:
    # Imported here: a report that was kept needs nothing of all that finds one.
    from scheduler.cards.gallery import Gallery
    from scheduler.checks.rules import read_checked
    from scheduler.cli.opening import words_for_failure
    from scheduler.flagging.loading import read_office
    from scheduler.settings.loading import load_settings

    settings, problems = load_settings(folder)
    if settings is None:
        return Report([plain(problem) for problem in problems])
    with words_for_failure():
        calendar = read_checked(folder, settings)
        gallery = Gallery(folder, settings, calendar.hotlines)
        of_comments = read_office(folder)[1]
        problems = [*problems, *calendar.problems, *gallery.problems_of(calendar), *of_comments]
    problems.sort(key=lambda problem: (problem.place.file, problem.place.line))
    return Report(
        [plain(problem) for problem in problems],
        settings.language,
        len(calendar.posts) + len(calendar.faulty),
        any(post.evergreen for post in calendar.posts),
    )


def _looked_at(folder: WorkFolder) -> Iterator[tuple[str, date] | tuple[str, bytes] | tuple[str, int, int]]:
    """All that a report depends on: the day, what people wrote, and the state of pictures and templates."""
    yield "today", SystemClock().now().astimezone().date()
    for root in (folder.config, folder.posts):
        for state in states_of(root):
            name = state[0]
            if name.lower().endswith(".mp4"):  # a film: a hundred MB
                yield state
                continue
            try:
                yield name, read_file(Path(name))
            except OSError as error:
                yield name, str(error.errno).encode()
    for root in (folder.assets, built_in("templates"), built_in("drawings")):
        yield from states_of(root)


_CONFIG = tuple(f"config/{name}.yaml" for name in ("settings", "hotlines", "units", "users", "comments"))
_OUTSIDE = Text(
    "{path} nằm ngoài thư mục làm việc {folder}, nên không được kiểm tra. Chép tệp vào posts, hoặc chỉ đúng "
    "thư mục: loa -C THƯ_MỤC check",
    "{path} lies outside the folder of work {folder} and is not checked. Copy it into posts, or name the "
    "right folder: loa -C DIR check",
)
_NOT_LOOKED_AT = Text(
    "{path} không có tệp nào mà loa check đọc. Lệnh này xem config, posts và assets; trong posts là các tệp "
    ".yaml.",
    "{path} has no file that check reads. It looks at config, posts and assets; in posts at .yaml files.",
)
_NO_PATH = Text("Không có tệp {path}.", "There is no file {path}.")
