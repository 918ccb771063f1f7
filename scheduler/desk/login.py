"""The door of the desk when other machines may open it: logging in, and what each role may open."""

from __future__ import annotations

import asyncio
import ipaddress
import logging
import re
from collections.abc import Callable
from dataclasses import InitVar, dataclass, field
from urllib.parse import quote, urlsplit

from starlette.datastructures import Headers
from starlette.requests import HTTPConnection, Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from scheduler.clock import Clock
from scheduler.desk.pages.answering import Answers
from scheduler.desk.people import csrf
from scheduler.desk.people.bounds import NAME as BOUNDS
from scheduler.desk.people.bounds import Check
from scheduler.desk.people.plainly import told
from scheduler.desk.people.safety import LOOPBACK
from scheduler.desk.people.sessions import OFFICE, Logins, Person, Sessions
from scheduler.engine.approval_links import PATH as PHONE
from scheduler.files import WorkFolder
from scheduler.problems import Stop, Text
from scheduler.settings.model import Settings
from scheduler.settings.users import Users, as_user_name, load_users, open_users

_log = logging.getLogger(__name__)

COOKIE = "loa-session"
HOST = "127.0.0.1"
# To everybody, as are the desk's own files, and links sent.
_OPEN = frozenset({"/login", "/healthz", "/favicon.ico"})
_ONLY_LOOKS = Text("Chị được xem, chưa được sửa", "You may look, not write")
_ASK_FOR_MORE = Text(
    "Cần viết, sửa bài hay vào Thiết lập thì nhờ người quản lý người dùng cho chị thêm quyền.",
    "To write, or to open the set-up, ask whoever looks after the users for the right to.",
)
_FOR_WRITERS = ("/write", "/comments", "/trash", "/setup", "/excel", "/bundle")
# All else that is sent changes things.
# Whoever looks after some units alone may open and send what is named here, and nothing else: each of these
# pages is made from her part of calendar and ledger (`live.narrowing`), each form is held against it
# (`people.bounds`). First pieces of addresses; of what is sent, whole ones.
_SHOWN_TO_UNITS = frozenset(
    {
        "", "post", "month", "week", "problems", "deliveries", "history", "units", "units.xlsx", "sheet",
        "remarks", "write", "link", "report", "versions", "by-hand", "card", "seen", "film", "drawing",
        "design", "photo", "office", "events",
    }
)  # fmt: skip
_FROM_UNITS = re.compile(
    "/(logout|act|act/by-hand|write|write/look|undo|photos|several"
    "|(remark|remark-done|link|decide|finish|move|clean|versions|delete)/[^/]+)"
)
_NOT_HER_UNIT = Text("Trang này không thuộc phần việc của chị", "This page is not part of your work")
_ASK_PROVINCE = Text(
    "Chị phụ trách đơn vị mình, nên chỉ mở được bài và số liệu của đơn vị mình. Cần trang này thì nhờ người "
    "quản lý ở cấp trên.",
    "You look after your own unit, and see its posts and figures alone. If you need this page, ask the level "
    "above.",
)
_FROM_VIEWERS = ("/logout", "/remark/", "/remark-done/", "/link/", "/practice/")


@dataclass(frozen=True, slots=True)
class Door:
    """Where the desk listens, by which names it is reached, and whether people log in there.

    *proxies*: the servers in front whose word counts on where a request comes from, as addresses or networks.
    """

    host: str = HOST
    names: frozenset[str] = LOOPBACK
    asks_login: bool = False
    users: Callable[[], Users] = field(default=Users)
    proxies: tuple[str, ...] = ()


HERE = Door()  # this machine alone


def door_of(folder: WorkFolder, settings: Settings | None, host: str | None) -> Door:
    """The door for *host*, the address to listen on; on loopback, without names for others, nobody logs in.

    Raises:
        Stop: others could reach it, and there are no users, or no name by which they come.
    """
    host = host or HOST
    names = {name.lower() for name in settings.desk.hosts} if settings else set()
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        raise Stop(_NO_ADDRESS, status=2, host=host) from None
    own = f"[{address}]" if address.version == 6 else str(address)
    if address.is_loopback and not names:
        return Door(host, LOOPBACK | {own})  # all of 127.0.0.0/8 is this machine
    if not open_users(folder).people:
        raise Stop(_NO_USERS, status=2, host=host)
    if not address.is_unspecified:
        names.add(own)
    elif not names:
        raise Stop(_NO_NAMES, status=2, host=host)
    proxies = settings.desk.proxies if settings else ()
    return Door(host, LOOPBACK | names, True, lambda: load_users(folder)[0], proxies)


class Doorkeeper:
    """Lets in who is logged in, as far as her role goes; says who it is in the request's scope."""

    def __init__(
        self,
        app: ASGIApp,
        door: Door,
        sessions: Sessions,
        bounds: Callable[[Person, str], Check | None] = lambda *_: None,
    ) -> None:
        self.app = app
        self._bounds = bounds
        self._door = door
        self._sessions = sessions

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer it here."""
        if scope["type"] != "http" or not self._door.asks_login:
            await self.app(scope, receive, send)
            return
        path, person = scope["path"], self._person(scope)
        scope["person"] = person or Person(role="viewer")
        scope[BOUNDS] = self._bounds(scope["person"], path)
        await (self._refusal(scope, path, person) or self.app)(scope, receive, send)

    def _person(self, scope: Scope) -> Person | None:
        token = HTTPConnection(scope).cookies.get(COOKIE, "")
        if not token:
            return None
        is_used = scope["path"] != "/events"  # an open page alone keeps nobody logged in
        return self._sessions.person(token, self._door.users(), is_used=is_used)

    def _refusal(self, scope: Scope, path: str, person: Person | None) -> Response | None:
        if path in _OPEN or path.startswith(("/static/", PHONE)):
            return None
        if person is None:
            if "text/html" in Headers(scope=scope).get("accept", ""):  # a person, not a script
                return RedirectResponse(f"/login?next={quote(_where(scope))}", 303)
            return PlainTextResponse("Cần đăng nhập. / Log in first.\n", status_code=401)
        is_sent = scope["method"] not in ("GET", "HEAD")
        is_for_all = path.startswith(_FROM_VIEWERS) if is_sent else not path.startswith(_FOR_WRITERS)
        if not is_for_all and not person.may_write:
            return told(403, _ONLY_LOOKS, _ASK_FOR_MORE)
        if person.units is not None and not _is_for_units(path, is_sent=is_sent):
            return told(403, _NOT_HER_UNIT, _ASK_PROVINCE)
        return None


@dataclass(eq=False)
class Login(Answers):
    """The page where people log in, and the way out."""

    door: Door
    sessions: Sessions
    clock: InitVar[Clock]

    def __post_init__(self, clock: Clock) -> None:
        self._logins = Logins(clock)
        self._checking = asyncio.Lock()
        self._has_told = False

    def routes(self) -> list[Route]:
        """Their addresses."""
        return [
            Route("/login", self.page, methods=["GET"]),
            Route("/login", self.enter, methods=["POST"]),
            Route("/logout", self.leave, methods=["POST"]),
        ]

    def page(self, request: Request) -> Response:
        """The form."""
        return self.pages.login(self.visit(request))

    async def enter(self, request: Request) -> Response:
        """Begin a session, or say why not: 429 before anything is hashed, 403 for a wrong password."""
        given = await csrf.read_form(request)
        visit = self.visit(request)
        name = as_user_name(str(given.get("name", "")))
        address = request.client.host if request.client else ""
        users = self.door.users()
        self._notice_proxy(request, address)
        wait = self._logins.wait_of(address, name)
        if wait:
            often = self.pages.login(visit, "login_often", name=name, wait=wait, status=429)
            often.headers["Retry-After"] = str(wait)
            return often
        password = str(given.get("password", ""))
        async with self._checking:  # whoever waits here keeps no thread
            await asyncio.sleep(self._logins.pause())
            is_right = await asyncio.to_thread(self._logins.is_right, name, password, users)
        if not is_right:
            return self.pages.login(visit, "login_wrong", name=name, status=403)
        self._logins.forget(address, name)
        token = self.sessions.begin(name, users.people[name])
        answer = RedirectResponse(_inside(visit.wanted.get("next", "")), 303)
        answer.set_cookie(
            COOKIE, token, httponly=True, samesite="strict", secure=request.url.scheme == "https", path="/"
        )
        return answer

    def _notice_proxy(self, request: Request, address: str) -> None:
        """Say once that a server in front, which the settings do not name, makes everybody one address."""
        if "x-forwarded-for" in request.headers and not self.door.proxies and not self._has_told:
            self._has_told = True
            _log.warning("%s forwards other people's requests, but desk.proxies does not name it", address)

    async def leave(self, request: Request) -> Response:
        """End the session."""
        await csrf.read_form(request)
        self.sessions.end(request.cookies.get(COOKIE, ""))
        answer = RedirectResponse("/login", 303)
        answer.delete_cookie(COOKIE, httponly=True, samesite="strict")
        return answer


def _is_for_units(path: str, *, is_sent: bool) -> bool:
    if is_sent:
        return _FROM_UNITS.fullmatch(path) is not None
    return path.split("/")[1] in _SHOWN_TO_UNITS


def person_of(request: Request) -> Person:
    """Who sent it."""
    found = request.scope.get("person", OFFICE)
    assert isinstance(found, Person)
    return found


def _where(scope: Scope) -> str:
    """The page that she asks for, or from which she sent something."""
    if scope["method"] == "GET":
        query = scope["query_string"].decode("latin-1")
        return f"{scope['path']}?{query}" if query else str(scope["path"])
    headers = Headers(scope=scope)
    try:
        came_from = urlsplit(headers.get("referer", ""))
    except ValueError:  # no address at all
        return "/"
    return came_from.path if came_from.netloc == headers.get("host") else "/"


def _inside(address: str) -> str:
    """*address* if it is one of the desk's own pages, else the first page."""
    is_ours = address.startswith("/") and not address.startswith(("//", "/\\")) and address.isprintable()
    return address if is_ours else "/"


_NO_ADDRESS = Text(
    "“{host}” không phải là một địa chỉ IP. Viết như 192.168.1.5, hoặc 0.0.0.0 cho mọi địa chỉ của máy.",
    "“{host}” is no IP address. Write it as 192.168.1.5, or 0.0.0.0 for all of this machine's.",
)
_NO_USERS = Text(
    "Máy khác mở được trang làm việc ở {host} thì phải có người dùng. Thêm: loa user add TÊN --role approver",
    "Other machines could open the desk on {host}, so it needs users: loa user add NAME --role approver",
)
_NO_NAMES = Text(
    "Ghi vào config/settings.yaml những tên mà máy khác dùng để mở trang này: desk: {{hosts: [loa.hoi.vn]}}",
    "Write into config/settings.yaml by which names others open the desk: desk: {{hosts: [loa.example.org]}}",
)
