"""The word that each form of the desk carries, so that no page elsewhere can post in the officer's name."""

from __future__ import annotations

import hmac
import secrets

FIELD = "csrf"

_WORD = secrets.token_urlsafe(24)  # of this run of the program; nobody but its own pages can read it


def word() -> str:
    """What a form carries."""
    return _WORD


def is_ours(given: object) -> bool:
    """Whether a form that carries *given* was made here."""
    return isinstance(given, str) and hmac.compare_digest(given.encode(), _WORD.encode())
