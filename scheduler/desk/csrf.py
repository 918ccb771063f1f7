"""The word that each form of the desk carries, so that no page elsewhere can post in the officer's name."""

from __future__ import annotations

import hmac
import secrets

from starlette.datastructures import FormData
from starlette.requests import Request

FIELD = "csrf"

_WORD = secrets.token_urlsafe(24)  # of this run of the program; nobody but its own pages can read it


def word() -> str:
    """What a form carries."""
    return _WORD


def is_ours(given: object) -> bool:
    """Whether a form that carries *given* was made here."""
    return isinstance(given, str) and hmac.compare_digest(given.encode(), _WORD.encode())


async def read_form(request: Request) -> FormData | None:
    """The form that was sent; None where it was not made by a page of ours."""
    given = await request.form(max_files=1, max_fields=400, max_part_size=1024 * 1024)
    if is_ours(given.get(FIELD)):
        return given
    await given.close()
    return None
