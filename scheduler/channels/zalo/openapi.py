"""Zalo's OpenAPI and its OAuth over requests: a call goes in, a body or a `CallFailed` comes out.

Zalo says no with status 200 and `error` below zero, so the body alone counts. Every secret travels in a
header or a form, never in an address; the machine's environment is not trusted but for its proxy, redirects
are not followed, nothing is sent twice.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import requests
from requests.utils import get_environ_proxies

from scheduler.channels.calling import (
    ENDS_AFTER,
    TIMEOUT,
    Line,
    NotedAdapter,
    Reach,
    TooMuch,
    limited,
    never_sent,
)
from scheduler.channels.hearing import Hearing
from scheduler.secrets import Secret, starred

_LONGEST = 300  # letters of Zalo's own words that are kept


class CallFailed(Exception):  # noqa: N818 - a value that travels; its name says what happened
    """A call failed; holds nothing of the request, and is raised with no other exception behind it."""

    def __init__(self, reach: Reach, *, status: int = 0, code: int = 0, said: str = "") -> None:
        super().__init__(f"{reach.value} {status or ''} {code or ''} {said}".strip())
        self.reach = reach
        self.status = status
        self.code = code  # Zalo's own; 0 where it gave none
        self.said = said  # Zalo's own words, or what went wrong; without secrets


@dataclass
class _Call:
    """One call on its way."""

    line: Line = field(default_factory=Line)
    status: int = 0  # once an answer began


class OpenApi:
    """Zalo at one address for articles and one for tokens."""

    def __init__(
        self,
        address: str,
        oauth: str,
        hearing: Hearing | None = None,
        timeout: tuple[float, float] = TIMEOUT,
        ends_after: float = ENDS_AFTER,
    ) -> None:
        """*timeout*: seconds to connect, and of silence; a call is cut after *ends_after* seconds."""
        self._address = address
        self._oauth = oauth
        self._hearing = hearing
        self._timeout = timeout
        self._ends_after = ends_after

    def get(self, path: str, token: Secret, query: Mapping[str, str | int]) -> dict[str, Any]:
        """The `data` of what is read at *path*.

        Raises:
            CallFailed: there is no sound answer.
        """
        return _data(self._send("GET", f"{self._address}/{path}", {"access_token": token}, params=query))

    def post(self, path: str, token: Secret, body: Mapping[str, Any]) -> dict[str, Any]:
        """The `data` of the answer to *body*, sent once.

        Raises:
            CallFailed: there is no sound answer; only `Reach.NOT_SENT` proves that nothing happened.
        """
        return _data(self._send("POST", f"{self._address}/{path}", {"access_token": token}, json=body))

    def tokens(self, app_secret: Secret, form: Mapping[str, str]) -> dict[str, Any]:
        """What Zalo gives for *form*, a code or a token that can be used once.

        Raises:
            CallFailed: there is no sound answer; only `Reach.NOT_SENT` proves that it was not used.
        """
        address = f"{self._oauth}/v4/oa/access_token"
        return self._send("POST", address, {"secret_key": app_secret}, data=form)

    def _send(self, verb: str, address: str, secrets: Mapping[str, Secret], **how: Any) -> dict[str, Any]:
        call = _Call()
        end = threading.Timer(self._ends_after, call.line.cut)
        end.daemon = True
        end.start()
        try:
            with requests.Session() as session:
                status, text = self._answer(session, call, verb, address, secrets, how)
        except (requests.RequestException, OSError, ValueError, TooMuch) as error:
            is_unsent = not call.status and never_sent(error)
            reach = Reach.NOT_SENT if is_unsent else Reach.UNREADABLE if call.status else Reach.NO_ANSWER
            failed = CallFailed(reach, status=call.status, said=type(error).__name__)
        else:
            return _read(status, text)
        finally:
            end.cancel()
        raise failed  # outside `except`: no exception behind it whose request holds a secret

    def _answer(
        self,
        session: requests.Session,
        call: _Call,
        verb: str,
        address: str,
        secrets: Mapping[str, Secret],
        how: Mapping[str, Any],
    ) -> tuple[int, bytes]:
        session.trust_env = False
        for scheme in ("https://", "http://"):
            session.mount(scheme, NotedAdapter(call))
        headers = {name: secret.reveal() for name, secret in secrets.items()} | {"Connection": "close"}
        proxies = get_environ_proxies(address) if address.startswith("https:") else {}
        answer = session.request(
            verb,
            address,
            headers=headers,
            timeout=self._timeout,
            allow_redirects=False,
            proxies=proxies,
            stream=True,
            **how,
        )
        call.status = answer.status_code
        if self._hearing:
            self._hearing.note({name.lower(): value for name, value in answer.headers.items()})
        return answer.status_code, limited(answer)


def _read(status: int, text: bytes) -> dict[str, Any]:
    try:
        body = json.loads(text.decode())
    except (ValueError, RecursionError):
        body = _pair_in(text)
    if not isinstance(body, dict):
        raise CallFailed(Reach.UNREADABLE, status=status)
    code = body.get("error", 0)
    if isinstance(code, str) and re.fullmatch("-?[0-9]{1,9}", code):
        code = int(code)
    if isinstance(code, bool) or not isinstance(code, int):
        raise CallFailed(Reach.UNREADABLE, status=status)
    if code:
        said = [body.get(key) for key in ("error_name", "error_description", "message")]
        words = " – ".join(one for one in said if isinstance(one, str) and one)
        raise CallFailed(Reach.REFUSED, status=status, code=code, said=_shown(words))
    if status != requests.codes.ok:
        raise CallFailed(Reach.UNREADABLE, status=status)
    return body


def _pair_in(text: bytes) -> object:
    """New tokens, whatever stands around them: those they were given for are used up."""
    try:
        found, _ = json.JSONDecoder().raw_decode(text[text.index(b"{") :].decode("utf-8", "replace"))
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) and "refresh_token" in found else None


def _data(body: Mapping[str, Any]) -> dict[str, Any]:
    """What an answer of the OpenAPI holds.

    Raises:
        CallFailed: it says nothing: even a plain yes has `error`.
    """
    data = body.get("data", {})
    if "error" not in body or not isinstance(data, dict):
        raise CallFailed(Reach.UNREADABLE, status=requests.codes.ok)
    return data


def _shown(words: str) -> str:
    """Zalo's own words on one short line, without secrets and halves of signs."""
    line = " ".join(starred(words).split())[:_LONGEST]
    return line.encode("utf-8", "replace").decode()
