"""The desk: the local web page where the staff see the calendar, its cards and its problems.

`create_app` makes the page from a `Live` reading; `run` serves it until Ctrl-C, `serving` beside other work;
`open_desk` makes it from a folder of work, reading again whenever a file changes.
"""

from scheduler.desk.app import create_app
from scheduler.desk.door import Door, door_of
from scheduler.desk.live import Live
from scheduler.desk.opening import open_desk
from scheduler.desk.reading import Assembler, Reading
from scheduler.desk.server import DEFAULT_PORT, run, serving

__all__ = [
    "DEFAULT_PORT",
    "Assembler",
    "Door",
    "Live",
    "Reading",
    "create_app",
    "door_of",
    "open_desk",
    "run",
    "serving",
]
