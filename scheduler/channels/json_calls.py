"""Calls by name and password whose answers are JSON: one goes in, an `Answer` or a `CallFailed` comes out.

Redirects are not followed: the password goes to the address of the settings and nowhere else. Nothing is sent
twice, nothing of the environment is trusted but its proxy for https, each call has its own connection.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from http.cookiejar import DefaultCookiePolicy
from typing import Any
from urllib.parse import urlencode, urlsplit

import requests
from requests.auth import AuthBase, HTTPBasicAuth

from scheduler.channels.calling import (
    ENDS_AFTER,
    TIMEOUT,
    Line,
    NotedAdapter,
    Reach,
    limited,
    never_sent,
    session_for,
)
from scheduler.channels.hearing import Hearing
from scheduler.channels.site.records import clean
from scheduler.clock import Clock
from scheduler.secrets import Secret, starred

_STARTS_TRIED = 50  # places in an answer at which its JSON may begin
_WORDS = 300  # letters of a server's own words


@dataclass(frozen=True, slots=True)
class Refusal:
    """The other side's own error; *status*: the one that it names within, 0 for none."""

    code: str
    words: str
    status: int = 0


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered with a status of success: JSON, not yet looked at; names of headers in lower case."""

    body: Any
    headers: Mapping[str, str]


class CallFailed(Exception):  # noqa: N818 - a value that travels; its name says what happened
    """A call failed. *code* is the other side's own where it gave one, *location* where a redirect
    would lead; nothing in it is secret."""

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


class Calls:
    """Calls to one address as one user; safe for several threads."""

    def __init__(
        self,
        address: str,
        user: str,
        password: Secret | None,
        refusal: Callable[[object], Refusal | None],
        hearing: Hearing | None = None,
        timeout: tuple[float, float] = TIMEOUT,
        ends_after: float = ENDS_AFTER,
    ) -> None:
        """*address* is https (or http on loopback), without a slash at its end; no *password*: as anybody.
        *refusal*: the other side's own error in a body, if it is one.
        """
        self._address = address
        self._hearing = hearing
        self._timeout = timeout
        self._ends_after = ends_after
        self._call = _Call()
        self._refusal = refusal
        session = session_for(address)
        session.headers.update({"Connection": "close", "Accept": "application/json"})
        session.auth = _Basic(user, password) if password else _Nobody()
        session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        for scheme in ("https://", "http://"):
            session.mount(scheme, NotedAdapter(self._call))
        self._session = session

    def send(
        self,
        verb: str,
        path: str,
        data: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Ask for *path*, which begins with a slash and may have a query; once.

        Raises:
            CallFailed: there is no sound answer; only `Reach.NOT_SENT` proves that nothing happened.
        """
        line = self._call.line = Line()
        end = threading.Timer(self._ends_after, line.cut)
        end.daemon = True
        end.start()
        status, heard = 0, {}
        try:
            answer = self._session.request(
                verb,
                self._address + path,
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
            refusal = self._refusal(found)
            if status == requests.codes.no_content or (
                200 <= status < 300 and found is not None and not refusal
            ):
                return Answer(_whole(found), heard)
            failed = self._failed(status, found, refusal, heard)
        finally:
            end.cancel()
        raise failed  # outside `except`: no exception behind it whose request holds the password

    def _failed(
        self, status: int, body: object, refusal: Refusal | None, headers: Mapping[str, str]
    ) -> CallFailed:
        if 300 <= status < 400:
            host = urlsplit(headers.get("location", "")).netloc or urlsplit(self._address).netloc
            return CallFailed(
                Reach.REFUSED, status=status, code="redirect", headers=headers, location=_shown(host)
            )
        if refusal:
            named = refusal.status
            if named and (status < 400 or named in {401, 403}):  # of a success, of all mistakes
                status = named
            return CallFailed(
                Reach.REFUSED,
                status=status,
                code=_shown(refusal.code)[:60],
                detail=_shown(refusal.words),
                headers=headers,
            )
        kind = "JSON" if body is not None else headers.get("content-type", "").partition(";")[0][:40]
        return CallFailed(Reach.UNREADABLE, status=status, detail=kind, headers=headers)


def asked(query: Mapping[str, object]) -> str:
    """*query* as it stands in an address."""
    return urlencode({key: _plain(value) for key, value in query.items()})


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


def moment_in(written: str, clock: Clock) -> datetime:
    """The time (aware) that an answer tells, in UTC where it names no zone; now where it is none."""
    try:
        at = datetime.fromisoformat(written)
    except ValueError:
        at = clock.now()
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at


def _plain(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


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


def _whole(body: object) -> object:
    """*body* without halves of signs, which JSON may hold and nothing can store."""
    written = json.dumps(body, ensure_ascii=False)
    try:
        written.encode()
    except UnicodeEncodeError:
        return json.loads(written.encode("utf-8", "replace"))
    return body


def _shown(words: object) -> str:
    return clean(starred(" ".join(str(words).split())))[:_WORDS]
