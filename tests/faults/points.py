"""The named fault points, read from the code itself: a new one is tested by being there."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import scheduler


class Point(str):
    """The name of a fault point; what it was compared with are the points that a run came by."""

    def __init__(self, _: str) -> None:
        self.met: set[str] = set()

    def __eq__(self, other: object) -> bool:
        self.met.add(str(other))
        return str.__eq__(self, other)

    __hash__ = str.__hash__


_OF_CHANGES = {"changes.py", "following.py"}  # what is done with a post that is public
_OF_REBUILDING = {"beginning.py"}
_OF_COMMENTS = {"comments.py"}
_OF_MESSAGES = {"approval_messages.py", "notifying.py"}  # each has its own test in tests/engine
_ELSEWHERE = _OF_CHANGES | _OF_REBUILDING | _OF_COMMENTS | _OF_MESSAGES


def fault_points() -> list[Point]:
    """Those on the way to being public."""
    return [name for file, name in _points() if file not in _ELSEWHERE]


def carrying_points() -> list[Point]:
    """Those of one delivery that no scheduler holds."""
    return [name for file, name in _points() if file in {"announcing.py", "courier.py", "reconcile.py"}]


def change_points() -> list[Point]:
    """Those of what is done after that."""
    return [name for file, name in _points() if file in _OF_CHANGES]


def rebuild_points() -> list[Point]:
    """Those of taking a place over."""
    return [name for file, name in _points() if file in _OF_REBUILDING]


def comment_points() -> list[Point]:
    """Those of what is done with a comment."""
    return [name for file, name in _points() if file in _OF_COMMENTS]


@cache
def _points() -> list[tuple[str, Point]]:
    found = []
    for file in sorted(Path(scheduler.__file__).parent.rglob("*.py")):
        text = file.read_text(encoding="utf-8")
        for node in ast.walk(ast.parse(text)) if "fault_point" in text else ():
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "fault_point":
                (argument,) = node.args
                found.append((file.name, Point(ast.literal_eval(argument))))
    return found
