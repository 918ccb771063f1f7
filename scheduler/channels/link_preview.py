"""What Facebook will show of a link: title, description, picture and host, as the page itself says.

The page is somebody else's: it is asked once, as whoever asks before publishing should, and whatever comes is
text and nothing more. Only addresses of the public net are called, and that is seen by the connection itself:
a name that means another machine a moment later leads nowhere. What was found is kept for a day.
"""

from __future__ import annotations

import hashlib
import io
import ipaddress
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import msgspec
import requests
from PIL import Image

from scheduler.calendar.model import Post
from scheduler.clock import Clock
from scheduler.files import private_folder, write_whole
from scheduler.kinds.registry import kind_of
from scheduler.problems import Message, Text

LASTS = timedelta(days=1)
_TIMEOUT = (5.0, 8.0)  # seconds to connect, and of silence
_ENDS_AFTER = 15.0  # seconds for one answer
_MOST = {"page": 512 * 1024, "picture": 4 * 1024 * 1024}  # bytes that are looked at
_PORTS = {None, 80, 443}
_REDIRECTS = 4
_MOST_PIXELS = 40_000_000
_WORDS = 300  # characters of a title or description
_THUMBNAIL = 480, 480
_FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
_AGENT = "Loa (link preview; one request a day)"
SMALLEST, GOOD = (200, 200), (600, 315)  # Facebook shows no picture below, and a small one below


class LinkPreview(msgspec.Struct, frozen=True):
    """What a link's page says of itself; *trouble*: '' or why nothing is known of it.

    *width* and *height* are the picture's in pixels, 0 where it cannot be seen; *seen* is aware.
    """

    address: str
    seen: datetime
    title: str = ""
    description: str = ""
    picture: str = ""
    width: int = 0
    height: int = 0
    trouble: str = ""

    @property
    def host(self) -> str:
        """As Facebook writes it above the title."""
        return (urlsplit(self.address).hostname or "").removeprefix("www.")

    def problems(self) -> Iterator[tuple[Message, dict[str, Any]]]:
        """What would look poor there, or not at all."""
        if self.trouble:
            yield _UNSEEN, {"why": _TROUBLES[self.trouble]}
            return
        if not self.title:
            yield _NO_TITLE, {}
        if not self.width:
            yield _NO_PICTURE, {}
        elif self.width < SMALLEST[0] or self.height < SMALLEST[1]:
            yield _TINY, {"width": self.width, "height": self.height}
        elif self.width < GOOD[0] or self.height < GOOD[1]:
            yield _SMALL, {"width": self.width, "height": self.height}
        elif not 1.2 <= self.width / self.height <= 2.4:
            yield _CROPPED, {"width": self.width, "height": self.height}


def link_of(post: Post) -> str:
    """The link of whose page *post* shows a preview somewhere; '' where it has a picture, or no link."""
    if post.cards or post.film:
        return ""
    shown = (variant for name, variant in post.channels.items() if kind_of(name).previews_links)
    return next((post.link if one.link is None else one.link for one in shown), "")


def is_public(address: str) -> bool:
    """Whether that IP address is one of the public net, whatever it is dressed as."""
    found = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour or (found.teredo[1] if found.teredo else None)
        if inner is None and found in _NAT64:
            inner = ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
    return found.is_global and not found.is_multicast


class LinkPreviews:
    """The previews that are kept in *folder*; may be asked from any thread."""

    def __init__(self, folder: Path, clock: Clock, may_call: Callable[[str], bool] = is_public) -> None:
        """*may_call* says of an IP address whether it may be called."""
        self._folder = folder
        self._clock = clock
        self._may_call = may_call

    def kept(self, link: str) -> LinkPreview | None:
        """What was found within a day; None: nobody looked."""
        try:
            found = msgspec.json.decode(self._place(link, ".json").read_bytes(), type=LinkPreview)
        except (OSError, msgspec.MsgspecError):
            return None
        return found if abs(self._clock.now() - found.seen) < LASTS else None

    def picture(self, link: str) -> bytes | None:
        """The picture, small, as a JPEG of ours; None where there is none."""
        try:
            return self._place(link, ".jpg").read_bytes()
        except OSError:
            return None

    def look(self, link: str) -> LinkPreview:
        """What is kept, or what the page says now; never raises for what it says."""
        kept = self.kept(link)
        if kept is not None:
            return kept
        preview, small = self._look(link)
        private_folder(self._folder)
        self._place(link, ".jpg").unlink(missing_ok=True)
        if small:
            write_whole(self._place(link, ".jpg"), small, private=True)
        write_whole(self._place(link, ".json"), msgspec.json.encode(preview), private=True)
        return preview

    def _look(self, link: str) -> tuple[LinkPreview, bytes]:
        now = self._clock.now()
        try:
            address, kind, data = self._fetch(link, "page")
            said = _read(data, kind)
        except _Unseen as unseen:
            return LinkPreview(link, now, trouble=unseen.why), b""
        picture, size, small = said.get("og:image", ""), (0, 0), b""
        if picture:
            picture = urljoin(address, picture)
            try:
                size, small = _small(self._fetch(picture, "picture")[2])
            except _Unseen:
                picture = ""
        title = said.get("og:title") or said.get("title", "")
        about = said.get("og:description") or said.get("description", "")
        return LinkPreview(address, now, title, about, picture, *size), small

    def _fetch(self, address: str, what: str) -> tuple[str, str, bytes]:
        """The address in the end, the Content-Type and the bytes, cut where they are too many.

        Raises:
            _Unseen: it cannot be had, or must not be asked for.
        """
        with _Session(self._may_call) as session:
            for _ in range(_REDIRECTS + 1):
                _check_address(address)
                try:
                    onward, kind, data = _ask(session, address, _MOST[what])
                except (requests.RequestException, ValueError, OSError):
                    raise _Unseen("private" if session.was_private else "unreachable") from None
                if not onward:
                    return address, kind, data
                address = onward
        raise _Unseen("refused")  # from one address to the next without end

    def _place(self, link: str, suffix: str) -> Path:
        return self._folder / f"{hashlib.sha256(link.encode()).hexdigest()[:32]}{suffix}"


class _Unseen(Exception):  # noqa: N818 - a finding
    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class _Session(requests.Session):
    """Knows nothing of this machine: no proxy, no .netrc, no cookie; calls only where it may."""

    def __init__(self, may_call: Callable[[str], bool]) -> None:
        super().__init__()
        self.trust_env = False
        self.was_private = False
        self.headers.update({"User-Agent": _AGENT, "Accept": "text/html,image/*", "Connection": "close"})
        for scheme in ("https://", "http://"):
            self.mount(scheme, _Adapter(may_call, self))


class _Adapter(requests.adapters.HTTPAdapter):
    """Looks at the other end of each connection before a word is said there."""

    def __init__(self, may_call: Callable[[str], bool], session: _Session) -> None:
        super().__init__()
        self._may_call = may_call
        self._session = session

    def get_connection_with_tls_context(self, *args: Any, **kwargs: Any) -> Any:
        """The pool as ever, of connections that are looked at."""
        pool: Any = super().get_connection_with_tls_context(*args, **kwargs)
        may_call, session, plain = self._may_call, self._session, pool.ConnectionCls

        class Looked(plain):  # type: ignore[misc, valid-type]  # the pool's own kind, plain or TLS
            def _new_conn(self) -> Any:
                made = super()._new_conn()
                if not may_call(made.getpeername()[0]):
                    session.was_private = True
                    made.close()
                    raise OSError("not an address of the public net")
                return made

        pool.ConnectionCls = Looked
        return pool


class _Head(HTMLParser):
    """The title, and what `meta` says; the first word counts."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.said: dict[str, str] = {}
        self._in_title = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._in_title = tag == "title" and "title" not in self.said
        given = {name: value or "" for name, value in attrs}
        name = (given.get("property") or given.get("name") or "").lower()
        if tag == "meta" and name in {"og:title", "og:description", "og:image", "description"}:
            self._take(name, given.get("content", ""))

    def handle_endtag(self, tag: str) -> None:
        self._in_title = False

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self._take("title", data)

    def _take(self, name: str, words: str) -> None:
        words = " ".join(words.split())
        if words:
            self.said.setdefault(name, words if name == "og:image" else words[:_WORDS])


def _ask(session: _Session, address: str, most: int) -> tuple[str, str, bytes]:
    """Where it leads on, or else the Content-Type and at most *most* bytes."""
    ends = time.monotonic() + _ENDS_AFTER
    with session.get(address, timeout=_TIMEOUT, stream=True, allow_redirects=False) as answer:
        onward = answer.headers.get("location", "") if answer.is_redirect else ""
        if onward:
            return urljoin(address, onward), "", b""
        if answer.status_code != requests.codes.ok:
            raise _Unseen("refused")
        return "", answer.headers.get("content-type", "").lower(), _taken(answer, most, ends)


def _read(data: bytes, kind: str) -> dict[str, str]:
    if "html" not in kind:
        raise _Unseen("no-page")
    charset = kind.partition("charset=")[2].strip("\"' ;") or "utf-8"
    try:
        text = data.decode(charset, "replace")
    except LookupError:
        text = data.decode("utf-8", "replace")
    head = _Head()
    head.feed(text)
    return head.said


def _check_address(address: str) -> None:
    try:
        parts = urlsplit(address)
        is_web = parts.scheme in {"http", "https"} and bool(parts.hostname) and "@" not in parts.netloc
        port = parts.port
    except ValueError:
        raise _Unseen("refused") from None
    if not is_web or (port not in _PORTS and parts.hostname not in _LOOPBACK):
        raise _Unseen("refused")


def _taken(answer: requests.Response, most: int, ends: float) -> bytes:
    taken = bytearray()
    for piece in answer.iter_content(8192):
        taken += piece
        if len(taken) >= most:
            return bytes(taken[:most])
        if time.monotonic() > ends:
            raise _Unseen("unreachable")
    return bytes(taken)


def _check_pixels(width: int, height: int) -> None:
    if width * height > _MOST_PIXELS:
        raise _Unseen("refused")


def _small(data: bytes) -> tuple[tuple[int, int], bytes]:
    """The picture's size, and a small one of ours.

    Raises:
        _Unseen: it is none that is shown.
    """
    try:
        with Image.open(io.BytesIO(data), formats=_FORMATS) as image:
            size = image.size
            _check_pixels(*size)
            image.draft("RGB", _THUMBNAIL)
            image.thumbnail(_THUMBNAIL)
            out = io.BytesIO()
            image.convert("RGB").save(out, "JPEG", quality=80)
    except _Unseen:
        raise
    except Exception:  # noqa: BLE001 - Pillow raises many kinds; whatever it is, it is no picture
        raise _Unseen("refused") from None
    return size, out.getvalue()


_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_LOOPBACK = {"127.0.0.1", "localhost"}  # on any port; whether it may be called is another question

_TROUBLES = {
    "unreachable": Text("trang không trả lời", "the page does not answer"),
    "refused": Text("trang không cho xem", "the page may not be seen"),
    "private": Text("đó là địa chỉ nội bộ, người ngoài không mở được", "it is an address within an office"),
    "no-page": Text("đó là một tệp, không phải một trang", "it is a file, and no page"),
}
_UNSEEN = Message(
    "link-unseen",
    Text("chưa xem được trang của đường dẫn: {why}", "the link's page cannot be seen: {why}"),
    Text(
        "Mở thử đường dẫn trên trình duyệt; mở không được thì sửa lại.",
        "Try it in a browser; mend it if need be.",
    ),
    level="warning",
)
_NO_TITLE = Message(
    "link-title",
    Text("trang của đường dẫn không có tiêu đề", "the link's page has no title"),
    Text(
        "Facebook sẽ chỉ hiện địa chỉ. Nhờ người làm trang ghi tiêu đề (og:title), hoặc dùng đường dẫn khác.",
        "Facebook will show the address alone. Ask for a title there (og:title), or use another link.",
    ),
    level="warning",
)
_NO_PICTURE = Message(
    "link-picture",
    Text("trang của đường dẫn không có ảnh cho Facebook", "the link's page has no picture for Facebook"),
    Text("Thêm một thẻ (card) cho bài để bài có ảnh.", "Give the post a card, so that it has a picture."),
    level="warning",
)
_TINY = Message(
    "link-picture-tiny",
    Text(
        "ảnh ở trang của đường dẫn nhỏ quá ({width}×{height}), Facebook không hiện",
        "the link's picture is too small ({width}×{height}): Facebook does not show it",
    ),
    Text("Thêm một thẻ (card) cho bài để bài có ảnh.", "Give the post a card, so that it has a picture."),
    level="warning",
)
_SMALL = Message(
    "link-picture-small",
    Text(
        "ảnh ở trang của đường dẫn nhỏ ({width}×{height}), Facebook hiện thành ảnh con bên cạnh",
        "the link's picture is small ({width}×{height}): Facebook shows it beside the words",
    ),
    Text("Ảnh từ 600×315 trở lên mới hiện to.", "From 600×315 on it is shown large."),
    level="warning",
)
_CROPPED = Message(
    "link-picture-cropped",
    Text(
        "ảnh ở trang của đường dẫn ({width}×{height}) sẽ bị Facebook cắt bớt",
        "Facebook will crop the link's picture ({width}×{height})",
    ),
    Text("Ảnh ngang 1200×630 thì không bị cắt.", "One of 1200×630 is not cropped."),
    level="warning",
)
