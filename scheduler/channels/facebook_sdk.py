"""facebook-sdk 3.1.0, tamed: a call goes in, an `Answer` or a `CallFailed` comes out.

The only file that knows the SDK. What it would do by itself, and what is done here instead:

- it accepts versions up to 3.1 only, and its address is a process-wide global: the version is set by
  hand, the address by the session, for each instance apart;
- it puts the token into addresses, which stand in exceptions and logs: it never gets the token, an
  auth object of the session sets the header (a header of the session itself would lose to a .netrc);
- it ignores the status, drops the headers and fails in six families of exceptions: a response hook
  keeps the first two, and whatever was raised becomes one value that says how far the call came;
- it reads whatever comes for as long as it comes: an answer has a size and a time after which it is cut.

The environment is not trusted (`trust_env = False`): no .netrc, no CA file of the environment, no proxy
on plain HTTP, which is loopback. For https the machine's proxy is used, since many offices have no other
way out; it sees a tunnel, never the token. Redirects are not followed, nothing is sent twice, and each
call has its own connection, so that none dies on one that the other side closed while it was idle.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
import re
import threading
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from http.cookiejar import DefaultCookiePolicy
from typing import Any, BinaryIO

import requests
from requests.auth import AuthBase
from requests.utils import get_environ_proxies

from scheduler.channels.calling import ENDS_AFTER, TIMEOUT, Line, NotedAdapter, Reach, limited, never_sent
from scheduler.channels.facebook_usage import Usage
from scheduler.channels.hearing import Hearing
from scheduler.secrets import Secret, starred

with warnings.catch_warnings():  # an invalid escape in its source, from Python 3.12 on
    warnings.simplefilter("ignore", SyntaxWarning)
    import facebook


@dataclass(frozen=True, slots=True)
class Answer:
    """What Facebook answered with status 200: JSON, not yet looked at."""

    body: object


@dataclass(frozen=True, slots=True)
class GraphError:
    """Facebook's error envelope; the texts hold no secret."""

    code: int
    subcode: int | None = None
    message: str = ""
    user_message: str = ""  # in the user's language, at times


class CallFailed(Exception):  # noqa: N818 - a value that travels; its name says what happened
    """A call failed; it holds nothing of the request, and is raised with no other exception behind it."""

    def __init__(
        self,
        reach: Reach,
        *,
        status: int = 0,
        headers: Mapping[str, str] | None = None,
        error: GraphError | None = None,
        detail: str = "",
        wait: float = 0.0,
    ) -> None:
        super().__init__(f"{reach.value} {status or ''} {detail}".strip())
        self.reach = reach
        self.status = status
        self.headers = headers or {}  # names in lower case
        self.error = error
        self.detail = detail
        self.wait = wait  # seconds, where it was held back


# Written so narrowly because those who read addresses differ: to some a `\` ends the host.
_FACEBOOKS = re.compile(r"https://(?:[a-z0-9-]+\.)+facebook\.com/[!-\[\]-~]*")


class _Call(threading.local):
    """The call of this thread: where it goes, and what was heard of its answer."""

    def __init__(self) -> None:
        self.address = ""
        self.status = 0
        self.headers: dict[str, str] = {}
        self.line = Line()


class Graph:
    """The Graph API at one address, with one page's token; safe for several threads."""

    def __init__(
        self,
        address: str,
        version: str,
        token: Secret | None,
        app_secret: Secret | None = None,
        timeout: tuple[float, float] = TIMEOUT,
        hearing: Hearing | None = None,
        ends_after: float = ENDS_AFTER,
        *,
        usage: Usage | None = None,
    ) -> None:
        """*address* is https (or http on loopback), *version* as Facebook writes it (`v27.0`).

        No *token* is only for the calls that give one out. *hearing* is told the time of each answer.
        After *ends_after* seconds a call is cut. While *usage* says that all is used up, none is made.
        """
        self._ends_after = ends_after
        self._hearing = hearing
        self._usage = usage
        self._token = token
        self._app_secret = app_secret
        self._call = _Call()
        self._base = base = address.rstrip("/") + "/"
        session = _Session(self._call)
        session.auth = _Bearer(token) if token else None
        session.hooks["response"].append(self._hear)
        proxies = get_environ_proxies(base) if base.startswith("https:") else {}
        self._session, self._timeout, self._proxies = session, timeout, proxies
        self._api = facebook.GraphAPI(session=session, timeout=timeout, proxies=proxies)
        self._api.version = version  # its own parameter takes 2.8 to 3.1 only

    def get(self, path: str, args: Mapping[str, str]) -> Answer:
        """Read *path*, which begins after the version.

        Raises:
            CallFailed: there is no sound answer.
        """
        return self._send(path, args={**args, **self._proof()})

    def post(
        self, path: str, args: Mapping[str, str], picture: tuple[str, bytes, str] | None = None
    ) -> Answer:
        """Send *args* to *path*, with a *picture* (file name, bytes, MIME type) if there is one; once.

        Lists and objects among *args* must be JSON already: the SDK garbles them silently.

        Raises:
            CallFailed: there is no sound answer; only `Reach.NOT_SENT` proves that nothing happened.
        """
        files = {"source": picture} if picture else None
        return self._send(path, post_args={**args, **self._proof()}, files=files, method="POST")

    def delete(self, path: str) -> Answer:
        """Delete what is at *path*; once.

        Raises:
            CallFailed: there is no sound answer; only `Reach.NOT_SENT` proves that nothing happened.
        """
        return self._send(path, args=self._proof(), method="DELETE")

    def upload(self, place: str, data: bytes | BinaryIO, headers: Mapping[str, str]) -> Answer:
        """Send *data* as they are, of a file what is left of it, with *headers*, to *place*, a path or a
        whole address of Facebook's; once.

        Raises:
            CallFailed: there is no sound answer. An address that is not Facebook's is never called.
        """
        address = place if "://" in place else self._address_of(place)
        if not self._is_facebooks(address):
            raise CallFailed(Reach.UNREADABLE, detail="a foreign address")

        def ask() -> object:
            auth = _Bearer(self._token, "OAuth") if self._token else None
            answer = self._session.post(
                "",
                data=data,
                headers={"Content-Type": "application/octet-stream", **headers},
                auth=auth,
                timeout=self._timeout,
                proxies=self._proxies,
            )
            said = answer.json()
            if isinstance(said, dict) and "error" in said:
                raise facebook.GraphAPIError(said)
            return said

        return self._asked(address, ask)

    def _is_facebooks(self, address: str) -> bool:
        if address.startswith(self._base):
            return True
        return all(map(_FACEBOOKS.fullmatch, (self._base, address)))

    def _address_of(self, path: str) -> str:
        return f"{self._base}{self._api.version}/{path}"

    def _send(self, path: str, **how: Any) -> Answer:
        ask = partial(self._api.request, f"{self._api.version}/{path}", **how)
        return self._asked(self._address_of(path), ask)

    def _asked(self, address: str, ask: Callable[[], object]) -> Answer:
        closed = self._usage.closed_for if self._usage else 0.0
        if closed:
            raise CallFailed(Reach.HELD_BACK, wait=closed)
        call = self._call
        call.address, call.status, call.headers, call.line = address, 0, {}, Line()
        end = threading.Timer(self._ends_after, call.line.cut)
        end.daemon = True
        end.start()
        try:
            body = _as_text(ask())
        except Exception as error:  # noqa: BLE001 - six families, all meaning the same: no sound answer
            failed = self._understand(error)
        else:
            # The SDK takes a 500 without "error" for success, and pictures and forms for answers.
            if call.status == requests.codes.ok and "json" in call.headers.get("content-type", ""):
                return Answer(body)
            failed = self._failed(Reach.UNREADABLE)
        finally:
            end.cancel()
        raise failed  # outside `except`: no exception behind it whose request holds the token

    def _understand(self, error: Exception) -> CallFailed:
        if isinstance(error, facebook.GraphAPIError):
            said = _envelope(error.result)
            if said is not None:
                return self._failed(Reach.REFUSED, error=self._read(said))
        detail = type(error).__name__
        if not self._call.status and never_sent(error):
            return self._failed(Reach.NOT_SENT, detail=detail)
        return self._failed(Reach.UNREADABLE if self._call.status else Reach.NO_ANSWER, detail=detail)

    def _failed(self, reach: Reach, *, error: GraphError | None = None, detail: str = "") -> CallFailed:
        call = self._call
        return CallFailed(reach, status=call.status, headers=call.headers, error=error, detail=detail)

    def _read(self, said: Mapping[str, Any]) -> GraphError:
        return GraphError(
            code=int(said["code"]),
            subcode=_number(said.get("error_subcode")),
            message=self._veil(said.get("message")),
            user_message=self._veil(said.get("error_user_msg")),
        )

    def _hear(self, response: requests.Response, *_args: Any, **_kwargs: Any) -> None:
        self._call.status = response.status_code
        self._call.headers = {name.lower(): value for name, value in response.headers.items()}
        if self._hearing:
            self._hearing.note(self._call.headers)
        if self._usage:
            self._usage.note(self._call.headers)
        response._content = limited(response)

    def _proof(self) -> dict[str, str]:
        """The parameter that proves the app's secret, if one is set."""
        if self._app_secret is None or self._token is None:
            return {}
        key, token = self._app_secret.reveal().encode(), self._token.reveal().encode()
        return {"appsecret_proof": hmac.new(key, token, hashlib.sha256).hexdigest()}

    def _veil(self, text: object) -> str:
        """*text* without any secret in it: Facebook repeats a malformed token in its message."""
        shown = text if isinstance(text, str) else ""
        for proof in self._proof().values():
            shown = shown.replace(proof, "***")
        return starred(shown)[:500]


class _Bearer(AuthBase):
    """Signs a request; the one place where the token is revealed for sending."""

    def __init__(self, token: Secret, scheme: str = "Bearer") -> None:
        self._token = token
        self._scheme = scheme  # what takes films wants OAuth

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = f"{self._scheme} {self._token.reveal()}"
        return request


class _Session(requests.Session):
    """Goes to its own address whatever the SDK's global says, and nowhere else."""

    def __init__(self, call: _Call) -> None:
        super().__init__()
        self._call = call
        self.trust_env = False
        self.headers["Connection"] = "close"
        for scheme in ("https://", "http://"):
            self.mount(scheme, NotedAdapter(call))
        self.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))

    def request(self, method: str | bytes, url: str | bytes, *args: Any, **kwargs: Any) -> requests.Response:
        """Call the address of this thread's call; *url* is the SDK's and unused."""
        del url
        return super().request(method, self._call.address, *args, **kwargs | {"allow_redirects": False})


class _Veil(logging.Filter):
    """urllib3 logs every address at DEBUG; the proof must be in the address of a GET."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every record pass, without secrets."""
        if isinstance(record.args, tuple):
            record.args = tuple(starred(value) if isinstance(value, str) else value for value in record.args)
        return True


for _name in ("urllib3.connectionpool", "urllib3.util.retry"):
    logging.getLogger(_name).addFilter(_Veil())


def _as_text(body: object) -> object:
    """*body* without halves of signs, which JSON may hold and nothing can store."""
    try:
        written = json.dumps(body, ensure_ascii=False)
    except TypeError:  # a picture: no JSON, and refused as such
        return body
    try:
        written.encode()
    except UnicodeEncodeError:
        return json.loads(written.encode("utf-8", "replace"))
    return body


def _envelope(result: object) -> Mapping[str, Any] | None:
    """Facebook's error object with a number as its code, or None if this is anything else."""
    said = result.get("error") if isinstance(result, dict) else None
    if isinstance(said, dict) and _number(said.get("code")) is not None:
        return said
    return None


def _number(value: object) -> int | None:
    if isinstance(value, bool) or not isinstance(value, int | str):
        return None
    try:
        return int(value)
    except ValueError:
        return None
