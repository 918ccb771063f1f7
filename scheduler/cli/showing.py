"""Results on stdout as a table or JSON; progress on stderr as a bar on a terminal, plain lines elsewhere."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import click

from scheduler.problems import Language, Problem, Text

if TYPE_CHECKING:
    from rich.console import Console

    from scheduler.cli.app import Session

_PIPE_WIDTH = 200  # columns; a table in a file or a pipe is not squeezed into a guessed terminal
_LINES = 10  # plain progress lines for one piece of long work


def print_json(value: object) -> None:
    """One JSON value, the whole of stdout, on one line."""
    click.echo(json.dumps(value, ensure_ascii=False, default=str))


def print_rows(rows: Sequence[Mapping[str, Any]], columns: Mapping[str, Text], language: Language) -> None:
    """A table of the *columns* (key: heading) of *rows*; in Vietnamese, channels in the words of the desk."""
    from rich.table import Table

    from scheduler.kinds.registry import find_kind

    table = Table(header_style="bold", pad_edge=False)
    for key, heading in columns.items():
        table.add_column(heading.say(language), overflow="fold", no_wrap=key in {"due", "state"})
    for row in rows:
        kind = find_kind(str(row.get("channel", ""))) if language == "vi" else None
        said = {**row, "channel": kind.title.say(language)} if kind else row
        table.add_row(*(_cell(said.get(key)) for key in columns))
    _console(sys.stdout).print(table)


def print_found(
    session: Session,
    shape: str,
    rows: Sequence[Mapping[str, Any]],
    shown: Sequence[Mapping[str, Any]],
    columns: Mapping[str, Text],
    otherwise: Text,
    **values: object,
) -> None:
    """What was found: *rows* as JSON, or as they are *shown* in a table; of none *otherwise*, in words."""
    if shape == "json":
        print_json(rows)
    elif rows:
        print_rows(shown, columns, session.language)
    else:
        session.tell(otherwise, **values)


def print_problems(problems: Sequence[Problem], shape: str, language: Language) -> None:
    """Every problem: for people, as JSON, or as GitHub's workflow commands."""
    if shape == "json":
        print_json([problem.as_json(language) for problem in problems])
    elif shape == "github":
        for problem in problems:
            click.echo(problem.as_github(language))
    else:
        for problem in problems:
            click.echo(problem.as_text(language) + "\n")


def local(instant: datetime | None, zone: ZoneInfo) -> str:
    """An instant as the office reads it: 2026-12-01 07:30."""
    return instant.astimezone(zone).strftime("%Y-%m-%d %H:%M") if instant else ""


@contextmanager
def progress(text: str, total: int) -> Iterator[Callable[[], None]]:
    """Show long work on stderr; call what is given once for each piece done."""
    if sys.stderr.isatty():
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

        bar = Progress(
            TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(),
            console=_console(sys.stderr),
        )  # fmt: skip
        with bar:
            task = bar.add_task(text, total=total)
            yield lambda: bar.advance(task)
        return
    done = 0

    def advance() -> None:
        nonlocal done
        done += 1
        if done <= total and (done == total or done * _LINES // total > (done - 1) * _LINES // total):
            click.echo(f"{text}: {done}/{total}", err=True)

    yield advance


def _cell(value: object) -> str:
    if value is None:
        return ""
    return ", ".join(value) if isinstance(value, (list, tuple)) else str(value)


def _console(stream: Any) -> Console:
    from rich.console import Console

    return Console(file=stream, width=None if stream.isatty() else _PIPE_WIDTH, markup=False, highlight=False)
