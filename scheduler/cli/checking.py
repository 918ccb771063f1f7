"""All that `check` finds in a folder of work; found again at once while nothing in the folder changes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import msgspec

from scheduler.cache import Cache, plain, print_of, states_of
from scheduler.clock import SystemClock
from scheduler.files import WorkFolder, built_in, read_file
from scheduler.problems import Language, Problem


class Report(msgspec.Struct, frozen=True):
    """What is wrong, by file and line; *language* is the settings', *posts* how many there are."""

    problems: list[Problem]
    language: Language = "vi"
    posts: int = 0

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


def _look(folder: WorkFolder) -> Report:
    # Imported here: a report that was kept needs nothing of all that finds one.
    from scheduler.cards.gallery import Gallery
    from scheduler.checks.rules import read_checked
    from scheduler.cli.opening import words_for_failure
    from scheduler.settings.loading import load_settings

    settings, problems = load_settings(folder)
    if settings is None:
        return Report([plain(problem) for problem in problems])
    with words_for_failure():
        calendar = read_checked(folder, settings)
        gallery = Gallery(folder, settings, calendar.hotlines)
        problems = [*problems, *calendar.problems, *gallery.problems_of(calendar)]
    problems.sort(key=lambda problem: (problem.place.file, problem.place.line))
    return Report(
        [plain(problem) for problem in problems],
        settings.language,
        len(calendar.posts) + len(calendar.faulty),
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
