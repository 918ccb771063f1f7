"""WordPress's REST interface at one address: a call goes in, an `Answer` or a `CallFailed` comes out.

Where `/wp-json/` is not answered (plain permalinks, a server that rewrites nothing, a plugin) the same is
asked for by `?rest_route=`. Redirects are not followed: the password goes to the address of the settings and
nowhere else. Nothing is sent twice, nothing of the environment is trusted, each call has its own connection.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from scheduler.channels.calling import TIMEOUT, Reach
from scheduler.channels.hearing import Hearing
from scheduler.channels.json_calls import Answer, CallFailed, Calls, Refusal, asked
from scheduler.secrets import Secret

_ROOTS = "/wp-json", "/?rest_route="
_ELSEWHERE = {200, 403, 404, 405, 406}  # with a page of HTML: the other root may be answered


class Rest(Calls):
    """The interface, for one user; safe for several threads. Each call raises as `Calls.send`."""

    def __init__(
        self,
        address: str,
        user: str,
        password: Secret | None,
        hearing: Hearing | None = None,
        timeout: tuple[float, float] = TIMEOUT,
    ) -> None:
        """As of `Calls`."""
        super().__init__(address, user, password, _refusal, hearing, timeout)
        self._root = _ROOTS[0]
        self._is_unsure = True

    def get(self, path: str, **query: object) -> Answer:
        """Read *path*, such as `posts/12`."""
        return self._ask("GET", f"/wp/v2/{path}", query)

    def post(self, path: str, body: Mapping[str, object]) -> Answer:
        """Make or change what is at *path*; once."""
        data = json.dumps(body).encode()
        return self._ask("POST", f"/wp/v2/{path}", {}, data, {"Content-Type": "application/json"})

    def upload(self, file: str, mime: str, data: bytes, **query: object) -> Answer:
        """Put a file into the media library; once."""
        headers = {
            "Content-Type": mime,
            "Content-Disposition": f'attachment; filename="{file}"',
            "Content-MD5": hashlib.md5(data, usedforsecurity=False).hexdigest(),  # it refuses what was cut
        }
        return self._ask("POST", "/wp/v2/media", query, data, headers)

    def delete(self, path: str, **query: object) -> Answer:
        """Delete what is at *path*; once."""
        return self._ask("DELETE", f"/wp/v2/{path}", query)

    def _ask(
        self,
        verb: str,
        route: str,
        query: Mapping[str, object],
        data: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        if verb == "GET" and self._is_unsure:
            return self._look(route, query)
        try:
            return self._at(verb, self._root, route, query, data, headers)
        except CallFailed as failed:
            self._is_unsure = failed.reach is Reach.UNREADABLE  # it may be answered elsewhere by now
            raise

    def _look(self, route: str, query: Mapping[str, object]) -> Answer:
        """The answer to a read, wherever it is given."""
        first: CallFailed | None = None
        for self._root in _ROOTS:
            try:
                answer = self._at("GET", self._root, route, query)
            except CallFailed as failed:
                self._is_unsure = failed.reach is not Reach.REFUSED
                if failed.reach is not Reach.UNREADABLE or failed.status not in _ELSEWHERE:
                    raise
                first = first or failed
            else:
                self._is_unsure = False
                return answer
        assert first is not None, "there are roots"
        if first.status in {200, 404}:
            first = CallFailed(Reach.REFUSED, status=first.status, code="rest_hidden", detail=first.detail)
        raise first

    def _at(
        self,
        verb: str,
        root: str,
        route: str,
        query: Mapping[str, object],
        data: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        more = asked(query)
        joined = f"{'&' if '?' in root else '?'}{more}" if more else ""
        return self.send(verb, f"{root}{quote(route)}{joined}", data, headers)


def _refusal(body: object) -> Refusal | None:
    """WordPress's error in an answer."""
    if not _is_error(body):
        return None
    assert isinstance(body, dict), "as it was just asked"
    body = _innermost(body)
    given = body.get("data")
    status = given.get("status") if isinstance(given, dict) else None
    return Refusal(body["code"], str(body["message"]), status if isinstance(status, int) else 0)


def _is_error(body: object) -> bool:
    return isinstance(body, dict) and isinstance(body.get("code"), str) and "message" in body


def _innermost(body: dict[str, Any]) -> dict[str, Any]:
    """The refusal behind a wrong parameter: whoever is not known may not ask for drafts."""
    given = body.get("data")
    details = given.get("details") if isinstance(given, dict) else None
    inner = [one for one in details.values() if _is_error(one)] if isinstance(details, dict) else []
    return next((one for one in inner if one["code"].startswith("rest_forbidden")), body)
