"""The word that each form of the desk carries, so that no page elsewhere can post in the officer's name."""

from __future__ import annotations

import hashlib
import hmac
import secrets

from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request

from scheduler.desk.people.bounds import NAME as BOUNDS
from scheduler.desk.people.bounds import NotHers
from scheduler.desk.people.given import writable
from scheduler.desk.people.sessions import OFFICE

FIELD = "csrf"

MOST_FIELDS = 400
_LONGEST = 512 * 1024  # bytes of a field: the longest text that Facebook takes is half of it
_KEY = secrets.token_bytes(32)  # of this run of the program


def word(session: str = "") -> str:
    """What a form carries; it belongs to one session, and nobody but its own pages can read it."""
    return hmac.new(_KEY, session.encode(), hashlib.sha256).hexdigest()


def is_ours(given: object, session: str = "") -> bool:
    """Whether a form that carries *given* was made here, for that session."""
    return isinstance(given, str) and hmac.compare_digest(given.encode(), word(session).encode())


class TooMany(HTTPException):
    """A form with more fields than its page takes."""

    def __init__(self) -> None:
        super().__init__(400)


class OutOfDate(Exception):  # noqa: N818 - no fault of anybody: the program started anew, or the session ended
    """What was sent was made by no page of this run and session."""


async def read_form(
    request: Request, session: str | None = None, *, most_fields: int = MOST_FIELDS
) -> FormData:
    """The form that was sent, its words such as can be written; it belongs to the request's session, or to
    *session*.

    Raises:
        OutOfDate: no page of ours made it.
        NotHers: somebody of some units alone sent what is not theirs (`bounds`).
        TooMany: it has more than *most_fields*; its bytes are bounded by `safety.Guard`.
        HTTPException: 400, it has longer ones than any page sends, or is no form at all.
    """
    try:
        sent = await request.form(max_files=1, max_fields=most_fields, max_part_size=_LONGEST)
    except (UnicodeError, ValueError) as error:  # a charset that nobody knows, or that leads nowhere
        raise HTTPException(400) from error
    except HTTPException as error:
        if str(error.detail).startswith("Too many fields"):  # Starlette's words
            raise TooMany from error
        raise
    given = FormData([(writable(name), _written(value)) for name, value in sent.multi_items()])
    if session is None:
        session = request.scope.get("person", OFFICE).session
    if is_ours(given.get(FIELD), session):
        check = request.scope.get(BOUNDS)
        if check is not None:
            check(request.path_params, given)
        elif request.scope.get("person", OFFICE).units is not None:
            raise NotHers  # nobody says what is hers
        return given
    await given.close()
    raise OutOfDate


def _written(value: UploadFile | str) -> UploadFile | str:
    return writable(value) if isinstance(value, str) else value
