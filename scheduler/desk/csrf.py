"""The word that each form of the desk carries, so that no page elsewhere can post in the officer's name."""

from __future__ import annotations

import hashlib
import hmac
import secrets

from starlette.datastructures import FormData
from starlette.requests import Request

from scheduler.desk.people import OFFICE

FIELD = "csrf"

_KEY = secrets.token_bytes(32)  # of this run of the program


def word(session: str = "") -> str:
    """What a form carries; it belongs to one session, and nobody but its own pages can read it."""
    return hmac.new(_KEY, session.encode(), hashlib.sha256).hexdigest()


def is_ours(given: object, session: str = "") -> bool:
    """Whether a form that carries *given* was made here, for that session."""
    return isinstance(given, str) and hmac.compare_digest(given.encode(), word(session).encode())


async def read_form(request: Request) -> FormData | None:
    """The form that was sent; None where it was not made by a page of ours."""
    given = await request.form(max_files=1, max_fields=400, max_part_size=1024 * 1024)
    if is_ours(given.get(FIELD), request.scope.get("person", OFFICE).session):
        return given
    await given.close()
    return None
