"""Engine: who calls the courier, and when.

`open_works` gathers what carrying needs, `tick` is one wake-up, `serve` stays, and `carrying` is the
right to do either.
"""

from scheduler.engine.local import serve
from scheduler.engine.lock import carrying
from scheduler.engine.opening import open_works
from scheduler.engine.selection import Selection
from scheduler.engine.status import Standing, standings
from scheduler.engine.tick import TickReport, due_now, early, order, orderable, stay, tick
from scheduler.engine.works import Works

__all__ = [
    "Selection",
    "Standing",
    "TickReport",
    "Works",
    "carrying",
    "due_now",
    "early",
    "open_works",
    "order",
    "orderable",
    "serve",
    "standings",
    "stay",
    "tick",
]
