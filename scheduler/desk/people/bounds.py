"""What somebody may send who looks after some units alone: each form is held against that here."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException

from scheduler.desk.people.given import key_of
from scheduler.desk.people.sessions import Person

NAME = "bounds"  # of the check in a request's scope

Check = Callable[[Mapping[str, Any], FormData], None]
_SEEN_IS_ENOUGH = ("/link/",)  # nothing is changed there


class NotHers(Exception):  # noqa: N818 - no fault of the program
    """What was sent would change what is for other units too, or for none of hers."""


def bounds(person: Person, path: str, units_of: Callable[[str], Collection[str] | None]) -> Check | None:
    """What holds a form of *path* against what *person* looks after; None: she may send all.

    *units_of* gives for which units a post is, as it names them; None where she is shown no such post.
    """
    hers = person.units
    if hers is None:
        return None

    def check(parameters: Mapping[str, Any], given: FormData) -> None:
        """Let pass what is hers.

        Raises:
            HTTPException: 404, it names a post, a delivery or a unit that she is not shown.
            NotHers: she is shown the post, but it is not hers alone.
        """
        posts = [parameters.get("post", ""), *given.getlist("post")]
        for post in {str(one) for one in posts if one}:
            units = units_of(post)
            if units is None:
                raise HTTPException(404)
            if not person.looks_after(units) and not path.startswith(_SEEN_IS_ENOUGH):
                raise NotHers
        keys = [key_of(one) for one in given.getlist("key") if one]
        named = [str(one) for one in given.getlist("unit") if one]
        if any(key is None or key.unit not in hers for key in keys) or not set(named) <= hers:
            raise HTTPException(404)
        if not {str(one) for one in given.getlist("units")} <= hers:
            raise NotHers

    return check
