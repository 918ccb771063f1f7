"""Who may do what: the app, the people who log in, and every token that was given out, with its end."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Literal

from scheduler.rehearsal import refusals
from scheduler.rehearsal.refusals import Refused
from scheduler.rehearsal.world import World
from scheduler.secrets import Secret

APP_ID = "1024000000000001"
USER_ID = "122100000000001"
OTHER_PAGE = ("204060801030507", "Chợ Sóc Trăng")  # another page of the same person
SCOPES = (
    "pages_show_list",
    "pages_read_engagement",
    "pages_read_user_content",
    "pages_manage_posts",
    "pages_manage_engagement",
    "read_insights",
)
TASKS = ("ADVERTISE", "ANALYZE", "CREATE_CONTENT", "MESSAGING", "MODERATE", "MANAGE")
_SHORT, _LONG, _DATA_ACCESS = timedelta(hours=1), timedelta(days=60), timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Token:
    """What one token is good for; *ends* and *data_ends* are None for never. *profile* is a page's id."""

    kind: Literal["USER", "PAGE"]
    scopes: Sequence[str] = SCOPES
    tasks: Sequence[str] = TASKS
    pages: Sequence[str] | None = None  # those that the person let the app have; None: all
    ends: datetime | None = None
    data_ends: datetime | None = None
    profile: str = ""
    is_long: bool = True


class Accounts:
    """The tokens of one world, in memory: a rehearsal that starts anew gives out new ones."""

    def __init__(self, world: World, token: Secret, app_secret: Secret) -> None:
        self._world = world
        self._page_token = token.reveal()
        self._app_secret = app_secret.reveal()
        self._tokens = {self._page_token: Token("PAGE", profile=world.page_id)}

    def log_in(self, scopes: Iterable[str], tasks: Iterable[str], pages: Iterable[str] | None) -> str:
        """A short user token, as Facebook's own page for developers gives one."""
        now = self._world.time.now()
        chosen = None if pages is None else tuple(pages)
        return self._give(
            Token(
                "USER",
                tuple(scopes),
                tuple(tasks),
                chosen,
                ends=now + _SHORT,
                data_ends=now + _DATA_ACCESS,
                is_long=False,
            )
        )

    def take_from_page_token(self, scope: str) -> None:
        """Let the page's first token lack a permission."""
        token = self._tokens[self._page_token]
        left = tuple(one for one in token.scopes if one != scope)
        self._tokens[self._page_token] = replace(token, scopes=left)

    def end_page_token(self, ends: float | None, data_ends: float | None) -> None:
        """Let the page's first token end so many seconds from now (None: never)."""
        now = self._world.time.now()
        end, data_end = (None if one is None else now + timedelta(seconds=one) for one in (ends, data_ends))
        self._tokens[self._page_token] = replace(self._tokens[self._page_token], ends=end, data_ends=data_end)

    def known(self, given: str) -> Token:
        """What the *given* token is good for.

        Raises:
            Refused: nobody gave it out, or it has ended.
        """
        token = self._tokens.get(given)
        if token is None:
            raise Refused(refusals.WRONG_TOKEN)
        now = self._world.time.now()
        if token.ends is not None and token.ends <= now:
            raise Refused(refusals.expired_session(token.ends, now))
        return token

    def is_app(self, given: str) -> bool:
        """Whether *given* is the app's own token: its id and its secret."""
        return hmac.compare_digest(given.encode(), f"{APP_ID}|{self._app_secret}".encode())

    def exchange(self, client: str, client_secret: str, given: str) -> dict[str, Any]:
        """`fb_exchange_token`: a user token that lives for 60 days.

        Raises:
            Refused: another app, a wrong secret, or a token that is no living user token.
        """
        if client != APP_ID:
            raise Refused(refusals.NO_APP)
        if not hmac.compare_digest(client_secret.encode(), self._app_secret.encode()):
            raise Refused(refusals.WRONG_SECRET)
        token = self.known(given)
        if token.kind != "USER":
            raise Refused(refusals.WRONG_TOKEN)
        long = replace(token, ends=self._world.time.now() + _LONG, is_long=True)
        return {
            "access_token": self._give(long),
            "token_type": "bearer",  # nosec B105 # the kind of token, none itself
            "expires_in": round(_LONG.total_seconds()),
        }

    def pages(self, token: Token) -> list[dict[str, Any]]:
        """`/me/accounts`: a page token for each page; one made from a short user token dies with it.

        Raises:
            Refused: that is no user's token, or it lacks `pages_show_list`.
        """
        if token.kind != "USER":
            raise Refused(refusals.unknown_field("accounts", "Page"))
        if "pages_show_list" not in token.scopes:
            return []
        every = ((self._world.page_id, self._world.page_name), OTHER_PAGE)
        return [
            {
                "access_token": self._give(
                    replace(token, kind="PAGE", profile=page, ends=None if token.is_long else token.ends)
                ),
                "name": name,
                "id": page,
                "tasks": list(token.tasks),
            }
            for page, name in every
            if token.pages is None or page in token.pages
        ]

    def debug(self, given: str) -> dict[str, Any]:
        """`/debug_token`."""
        try:
            token = self.known(given)
        except Refused as refused:
            error = {"code": refused.refusal.code, "message": refused.refusal.message}
            return {"data": {"error": error, "is_valid": False, "scopes": []}}
        data = {
            "app_id": APP_ID,
            "type": token.kind,
            "application": "Loa",
            "data_access_expires_at": _unix(token.data_ends),
            "expires_at": _unix(token.ends),
            "is_valid": True,
            "scopes": list(token.scopes),
            "granular_scopes": [{"scope": scope} for scope in token.scopes],
            "user_id": USER_ID,
        }
        return {"data": data | ({"profile_id": token.profile} if token.profile else {})}

    def _give(self, token: Token) -> str:
        given = "EAA" + secrets.token_hex(40)
        self._tokens[given] = token
        return given


def _unix(instant: datetime | None) -> int:
    return 0 if instant is None else int(instant.timestamp())
