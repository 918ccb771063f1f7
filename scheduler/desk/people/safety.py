"""Only this machine, only this page: what every request must pass and every answer carries.

The desk listens on loopback, where no login is needed; so a web page elsewhere must not be able to reach
it through the officer's own browser (by a name that is made to point at 127.0.0.1, or across origins).
"""

from __future__ import annotations

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from scheduler.desk.people.plainly import told
from scheduler.problems import Text

LOOPBACK = frozenset({"127.0.0.1", "localhost", "[::1]"})

MOST_BYTES = 25 * 1024 * 1024  # of a request: more than any photo that is taken

_POLICY = "; ".join(
    [
        "default-src 'none'",
        *(f"{kind}-src 'self'" for kind in ("script", "style", "img", "media", "font", "connect")),
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ]
)
STRICT = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",  # with "no-referrer" Chromium names a form's origin "null"
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


_TOO_BIG = told(
    413,
    Text("Chưa gửi được: quá lớn", "Not sent: too big"),
    Text(
        f"Một lần chỉ gửi được {MOST_BYTES >> 20} MB. Bấm nút quay lại của trình duyệt, rồi chọn tệp nhỏ hơn "
        "hay ít ảnh hơn. Lịch vẫn như cũ.",
        f"{MOST_BYTES >> 20} MB can be sent at once. Go back in the browser and choose a smaller file, or "
        "fewer photos. The calendar is as it was.",
    ),
)
_FOREIGN_HOST = told(
    400,
    Text("Loa không mở bằng địa chỉ này", "The desk is not opened by this address"),
    Text(
        "Mở lại bằng địa chỉ mà Loa hiện ra lúc khởi động. Cần đúng địa chỉ này thì nhờ người cài Loa cho "
        "phép nó (desk.hosts trong cài đặt).",
        "Use the address that Loa printed when it was started. If it has to be this one, ask whoever set up "
        "Loa to admit it (desk.hosts in the settings).",
    ),
    back=False,
)
_FOREIGN_ORIGIN = told(
    403,
    Text("Chưa làm gì cả", "Nothing was done"),
    Text(
        "Yêu cầu này đến từ một trang khác, không phải từ trang làm việc của Loa. Mở trang làm việc rồi làm "
        "ở đó.",
        "This came from another page than the desk. Open the desk and do it there.",
    ),
)


class Guard:
    """Refuses a foreign Host (400) or Origin (403), and what is too big (413), before anything else looks."""

    def __init__(self, app: ASGIApp, names: frozenset[str] = LOOPBACK) -> None:
        """*names*: the hosts by which the desk is reached, without a port."""
        self.app = app
        self._names = names

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer it here."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in STRICT.items():
                    headers.setdefault(name, value)
                headers.setdefault("Cache-Control", "no-store")
            await send(message)

        headers = Headers(scope=scope)
        refusal = _refusal(headers, self._names) or _too_big(headers)
        if refusal is not None:
            await refusal(scope, receive, send_guarded)
            return
        taken = 0

        async def receive_bounded() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > MOST_BYTES:  # it came without its length, or with a wrong one
                return {"type": "http.disconnect"}
            return message

        try:
            await self.app(scope, receive_bounded, send_guarded)
        except ClientDisconnect:  # gone, or cut off here
            if taken > MOST_BYTES:
                await _TOO_BIG(scope, receive, send_guarded)


def _refusal(headers: Headers, names: frozenset[str]) -> Response | None:
    hosts = headers.getlist("host")
    if len(hosts) != 1 or _name(hosts[0]) not in names:
        return _FOREIGN_HOST
    origins = headers.getlist("origin")
    ours = {f"http://{hosts[0]}"}
    if _name(hosts[0]) not in LOOPBACK:
        ours.add(f"https://{hosts[0]}")  # TLS ends in front of the desk
    if any(origin not in ours for origin in origins) or _embedded_elsewhere(headers):
        return _FOREIGN_ORIGIN
    return None


def _too_big(headers: Headers) -> Response | None:
    length = headers.get("content-length", "")
    if length.isdecimal() and int(length) > MOST_BYTES:
        return _TOO_BIG
    return None


def _name(host: str) -> str:
    name, colon, port = host.rpartition(":")
    return (name if colon and port.isdigit() else host).lower()


def _embedded_elsewhere(headers: Headers) -> bool:
    # A link to the desk may be followed from anywhere; another site may not load it as a part of itself.
    foreign = headers.get("sec-fetch-site") in {"cross-site", "same-site"}
    return foreign and headers.get("sec-fetch-mode") != "navigate"
