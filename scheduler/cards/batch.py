"""Many posts' cards at once, on all cores, in child processes that end with their batch or their parent."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed

from msgspec.structs import replace

from scheduler.calendar.model import Hotline, Post, Unit
from scheduler.cards.gallery import Gallery
from scheduler.files import WorkFolder
from scheduler.settings.model import Settings

_WORTH_A_PROCESS = 8  # posts; starting a child costs as much as painting a few
_child: list[Gallery] = []


def paint_many(
    gallery: Gallery,
    work: Iterable[tuple[Post, Unit]],
    sizes: Sequence[str],
    on_done: Callable[[Post], None],
    *,
    jobs: int | None = None,
) -> None:
    """Paint the cards of many posts on *jobs* cores (all of them by default), in child processes that end.

    Posts with errors are passed over. *on_done* is called in this process for each post, in any order.
    """
    rest = []
    for post, unit in work:
        if any(problem.is_error for problem in gallery.problems(post, unit)):
            on_done(post)
        else:
            rest.append((post, unit))
    jobs = min(jobs or os.cpu_count() or 1, max(1, len(rest) // _WORTH_A_PROCESS))
    if jobs == 1:
        for post, unit in rest:
            gallery.paint(post, unit, sizes)
            on_done(post)
        return
    made_of = gallery.made_of
    pool = ProcessPoolExecutor(
        jobs, multiprocessing.get_context("spawn"), initializer=_begin, initargs=made_of
    )
    try:
        # Places hold the whole file they were read from: not worth sending.
        waiting = {
            pool.submit(_paint_in_child, replace(post, places=None), unit, tuple(sizes)): post
            for post, unit in rest
        }
        for done in as_completed(waiting):
            done.result()
            on_done(waiting[done])
    finally:
        pool.shutdown(cancel_futures=True)  # an interrupted batch waits for the posts in hand, not for all


def _begin(folder: WorkFolder, settings: Settings, hotlines: Mapping[str, Hotline]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C goes to the whole group; the parent decides
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _child.append(Gallery(folder, settings, hotlines))


def _end_with_parent() -> None:
    """A parent that was killed closes nothing: without this its children would wait for work for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _paint_in_child(post: Post, unit: Unit, sizes: Sequence[str]) -> None:
    _child[0].paint(post, unit, sizes)
