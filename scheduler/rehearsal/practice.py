"""One post practised: published alone in a practice world, which stays open to be looked at."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from contextlib import ExitStack

from scheduler.calendar.model import ChannelName, PostId
from scheduler.delivery.states import State
from scheduler.engine.tick import order, stay
from scheduler.files import WorkFolder
from scheduler.problems import Stop, Text
from scheduler.rehearsal.demo import forget, practise


class Practice:
    """Publishes posts of *folder* for practice; each time in a new world, for the calendar as it is then.

    A context manager that ends the world. May be used from any thread.
    """

    def __init__(self, folder: WorkFolder) -> None:
        self._folder = folder
        self._target = folder.var / "practice"
        self._lock = threading.Lock()
        self._open = ExitStack()

    def publish(
        self, post: PostId, files: Mapping[str, bytes] | None = None, home: str = ""
    ) -> Mapping[ChannelName, str]:
        """Publish *post* there as if its time had come; gives where it stands on each channel.

        *files* of the calendar, by their names, say something else there: of a draft, that it is ready.
        *home* is the address to which the practice page leads back.

        Raises:
            Stop: it cannot go out as it is, or the practice world cannot be opened.
        """
        with self._lock:
            self._open.close()
            forget(self._target)
            works, world = self._open.enter_context(practise(self._folder, self._target, files=files))
            world.dress(home=home)
            found = works.calendar().post(post)
            if found is None or found.status == "draft":
                raise Stop(_NOT_READY)
            if found.at is not None:
                world.clock.advance_to(found.at)
            carried = stay(works, order(works, {post})).carried
            if waiting := [row for row in carried if row.state is State.HANDED_OVER]:
                world.clock.wait(_WORKS)
                followed = (works.courier.follow(row, is_frozen=False) for row in waiting)
                carried = (*carried, *filter(None, followed))
            there = [row for row in carried if row.state is State.PUBLISHED]
            if not there:
                raise Stop(_NOT_READY)
            return {row.key.channel: row.address for row in there if row.address}

    def __enter__(self) -> Practice:
        return self

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self._open.close()


_WORKS = 600.0  # seconds of the practice world, in which its page works on a film
_NOT_READY = Text(
    "Bài còn lỗi hoặc chưa chọn nơi đăng, nên chưa đăng thử được.",
    "The post has errors or goes nowhere, so it cannot be practised yet.",
)
