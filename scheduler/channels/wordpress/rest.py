"""WordPress's REST interface at one address: a call goes in, an `Answer` or a `CallFailed` comes out.

Where `/wp-json/` is not answered (plain permalinks, a server that rewrites nothing, a plugin) the same is
asked for by `?rest_route=`. Redirects are not followed: the password goes to the address of the settings and
nowhere else. Nothing is sent twice, nothing of the environment is trusted, each call has its own connection.
"""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from http.cookiejar import DefaultCookiePolicy
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import requests
from requests.auth import AuthBase, HTTPBasicAuth
from requests.utils import get_environ_proxies

from scheduler.channels.calling import ENDS_AFTER, TIMEOUT, Line, NotedAdapter, Reach, limited, never_sent
from scheduler.channels.hearing import Hearing
from scheduler.channels.site.records import clean
from scheduler.secrets import Secret, starred

_ROOTS = "/wp-json", "/?rest_route="
_STARTS_TRIED = 50  # places in an answer at which its JSON may begin
_WORDS = 300  # letters of a server's own words


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered with a status of success: JSON, not yet looked at; names of headers in lower case."""

    body: Any
    headers: Mapping[str, str]


class CallFailed(Exception):  # noqa: N818 - a value that travels; its name says what happened
    """A call failed. *code* is WordPress's own where it gave one ('rest_cannot_publish'), *location* where a
    redirect would lead; nothing in it is secret."""

    def __init__(
        self,
        reach: Reach,
        *,
        status: int = 0,
        code: str = "",
        detail: str = "",
        headers: Mapping[str, str] | None = None,
        location: str = "",
    ) -> None:
        super().__init__(f"{reach.value} {status or ''} {code} {detail}".strip())
        self.reach = reach
        self.status = status
        self.code = code
        self.detail = detail
        self.headers = headers or {}
        self.location = location


class _Call(threading.local):
    """The call of this thread."""

    def __init__(self) -> None:
        self.line = Line()


class Rest:
    """The interface, for one user; safe for several threads."""

    def __init__(
        self,
        address: str,
        user: str,
        password: Secret | None,
        hearing: Hearing | None = None,
        timeout: tuple[float, float] = TIMEOUT,
        ends_after: float = ENDS_AFTER,
    ) -> None:
        """*address* is https (or http on loopback), without a slash at its end; no *password*: as anybody."""
        self._address = address
        self._hearing = hearing
        self._timeout = timeout
        self._ends_after = ends_after
        self._call = _Call()
        self._root: str | None = None
        session = requests.Session()
        session.trust_env = False
        session.headers.update({"Connection": "close", "Accept": "application/json"})
        session.auth = _Basic(user, password) if password else _Nobody()
        session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        session.proxies.update(get_environ_proxies(address) if address.startswith("https:") else {})
        for scheme in ("https://", "http://"):
            session.mount(scheme, NotedAdapter(self._call))
        self._session = session

    def get(self, path: str, **query: object) -> Answer:
        """Read *path*, such as `posts/12`.

        Raises:
            CallFailed: there is no sound answer.
        """
        return self._ask("GET", f"/wp/v2/{path}", query)

    def post(self, path: str, body: Mapping[str, object]) -> Answer:
        """Make or change what is at *path*; once.

        Raises:
            CallFailed: there is no sound answer; only `Reach.NOT_SENT` proves that nothing happened.
        """
        data = json.dumps(body).encode()
        return self._ask("POST", f"/wp/v2/{path}", {}, data, {"Content-Type": "application/json"})

    def upload(self, file: str, mime: str, data: bytes, **query: object) -> Answer:
        """Put a file into the media library; once.

        Raises:
            CallFailed: as of `post`.
        """
        headers = {
            "Content-Type": mime,
            "Content-Disposition": f'attachment; filename="{file}"',
            "Content-MD5": hashlib.md5(data, usedforsecurity=False).hexdigest(),  # it refuses what was cut
        }
        return self._ask("POST", "/wp/v2/media", query, data, headers)

    def delete(self, path: str, **query: object) -> Answer:
        """Delete what is at *path*; once.

        Raises:
            CallFailed: as of `post`.
        """
        return self._ask("DELETE", f"/wp/v2/{path}", query)

    def index(self) -> Mapping[str, Any]:
        """What the site says of itself.

        Raises:
            CallFailed: it has no REST interface, or does not answer.
        """
        failed: CallFailed | None = None
        for root in _ROOTS:
            try:
                body = self._send("GET", root, "/", {}).body
            except CallFailed as error:
                if error.reach in {Reach.NOT_SENT, Reach.NO_ANSWER} or error.location:
                    raise
                if error.reach is Reach.REFUSED and error.status in {
                    401,
                    403,
                }:  # it is there, for known users
                    self._root = root
                    raise
                failed = failed or error
                continue
            if isinstance(body, dict) and "wp/v2" in (body.get("namespaces") or ()):
                self._root = root
                return body
            failed = failed or CallFailed(Reach.UNREADABLE, status=200, detail="no wp/v2")
        assert failed is not None, "there are roots"
        if failed.reach is Reach.UNREADABLE and failed.status in {200, 404}:
            failed = CallFailed(Reach.REFUSED, status=failed.status, code="rest_hidden", detail=failed.detail)
        raise failed

    def _ask(
        self,
        verb: str,
        route: str,
        query: Mapping[str, object],
        data: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        if self._root is None:
            self.index()
        assert self._root is not None, "the index has found it"
        try:
            return self._send(verb, self._root, route, query, data, headers)
        except CallFailed as failed:
            if failed.reach is Reach.UNREADABLE or failed.code == "rest_no_route":
                self._root = None  # it may be answered elsewhere by now
            raise

    def _send(
        self,
        verb: str,
        root: str,
        route: str,
        query: Mapping[str, object],
        data: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        more = urlencode({key: _plain(value) for key, value in query.items()})
        joined = f"{'&' if '?' in root else '?'}{more}" if more else ""
        line = self._call.line = Line()
        end = threading.Timer(self._ends_after, line.cut)
        end.daemon = True
        end.start()
        status, heard = 0, {}
        try:
            answer = self._session.request(
                verb,
                f"{self._address}{root}{quote(route)}{joined}",
                data=data,
                headers=dict(headers or {}),
                timeout=self._timeout,
                allow_redirects=False,
                stream=True,
            )
            status = answer.status_code
            heard = {name.lower(): value for name, value in answer.headers.items()}
            if self._hearing:
                self._hearing.note(heard)
            text = limited(answer).decode("utf-8", "replace")
        except Exception as error:  # noqa: BLE001 - several families, all meaning the same: no sound answer
            reach = Reach.NO_ANSWER
            if not status and never_sent(error):
                reach = Reach.NOT_SENT
            failed = CallFailed(reach, status=status, headers=heard, detail=type(error).__name__)
        else:
            found = _json_in(text)
            if 200 <= status < 300 and found is not None and not _is_error(found):
                return Answer(_whole(found), heard)
            failed = _failed(status, found, heard, self._address)
        finally:
            end.cancel()
        raise failed  # outside `except`: no exception behind it whose request holds the password


class _Basic(AuthBase):
    """Signs a request; the one place where the password is revealed for sending."""

    def __init__(self, user: str, password: Secret) -> None:
        self._user = user
        self._password = password

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        password = self._password.reveal().encode()
        signed: requests.PreparedRequest = HTTPBasicAuth(self._user.encode(), password)(request)
        return signed


class _Nobody(AuthBase):
    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        return request


def _plain(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _json_in(text: str) -> object:
    """The JSON of an answer; warnings of PHP's, or a byte order mark, may stand before it. None: there is
    none."""
    decoder = json.JSONDecoder()
    at = -1
    for _ in range(_STARTS_TRIED):
        at = min((found for sign in "{[" if (found := text.find(sign, at + 1)) >= 0), default=-1)
        if at < 0:
            return None
        try:
            found, end = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            continue
        if not text[end:].strip() and (isinstance(found, dict) or found == [] or isinstance(found[0], dict)):
            return found
    return None


def _is_error(body: object) -> bool:
    return isinstance(body, dict) and isinstance(body.get("code"), str) and "message" in body


def _whole(body: object) -> object:
    """*body* without halves of signs, which JSON may hold and nothing can store."""
    written = json.dumps(body, ensure_ascii=False)
    try:
        written.encode()
    except UnicodeEncodeError:
        return json.loads(written.encode("utf-8", "replace"))
    return body


def _failed(status: int, body: object, headers: Mapping[str, str], address: str) -> CallFailed:
    if 300 <= status < 400:
        host = urlsplit(headers.get("location", "")).netloc or urlsplit(address).netloc
        return CallFailed(Reach.REFUSED, status=status, code="redirect", headers=headers, location=host)
    if _is_error(body):
        assert isinstance(body, dict), "as it was just asked"
        body = _innermost(body)
        said = _shown(body["message"])
        given = body.get("data")
        named = given.get("status") if isinstance(given, dict) else None
        if isinstance(named, int) and (status < 400 or named in {401, 403}):  # of a success, of all mistakes
            status = named
        return CallFailed(Reach.REFUSED, status=status, code=body["code"][:60], detail=said, headers=headers)
    kind = "JSON" if body is not None else headers.get("content-type", "").partition(";")[0][:40]
    return CallFailed(Reach.UNREADABLE, status=status, detail=kind, headers=headers)


def _innermost(body: dict[str, Any]) -> dict[str, Any]:
    """The refusal behind a wrong parameter: whoever is not known may not ask for drafts."""
    given = body.get("data")
    details = given.get("details") if isinstance(given, dict) else None
    inner = [one for one in details.values() if _is_error(one)] if isinstance(details, dict) else []
    return next((one for one in inner if one["code"].startswith("rest_forbidden")), body)


def _shown(words: object) -> str:
    return clean(starred(" ".join(str(words).split())))[:_WORDS]
