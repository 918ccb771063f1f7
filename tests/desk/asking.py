"""Requests as nobody's browser sends them: put to the application itself, byte by byte, without a socket."""

from __future__ import annotations

import asyncio
import hashlib
import re
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import quote, unquote

DESK = Path(__file__).parents[2] / "scheduler" / "desk"


@dataclass(frozen=True)
class Sent:
    """One request; *target* is the address as it stands in the first line."""

    method: str
    target: bytes
    headers: tuple[tuple[bytes, bytes], ...] = ()
    body: tuple[bytes, ...] = ()
    is_whole: bool = True  # else whoever sends it hangs up in the middle


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


def ask(app, sent: Sent, host: bytes = b"127.0.0.1:8765") -> Answer:
    """What *app* answers; an exception that it lets through comes out here."""
    path, _, query = sent.target.partition(b"?")
    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "server": ("127.0.0.1", 8765),
        "client": ("127.0.0.1", 50000),
        "scheme": "http",
        "method": sent.method,
        "root_path": "",
        "path": unquote(path.decode("ascii")),
        "raw_path": path,
        "query_string": query,
        "headers": [(b"host", host), *sent.headers],
        "state": {},
    }
    pieces = list(sent.body)
    told = []

    async def receive():
        if pieces:
            piece = pieces.pop(0)
            return {"type": "http.request", "body": piece, "more_body": bool(pieces) or not sent.is_whole}
        if sent.is_whole and not sent.body:
            return {"type": "http.request", "body": b"", "more_body": False}
        return {"type": "http.disconnect"}

    async def send(message):
        told.append(message)

    asyncio.run(app(scope, receive, send))
    if not told:  # nobody was there to be answered
        return Answer(0, {}, b"")
    start = told[0]
    headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in start["headers"]}
    return Answer(start["status"], headers, b"".join(one.get("body", b"") for one in told[1:]))


def form(fields) -> tuple[tuple[tuple[bytes, bytes], ...], tuple[bytes, ...]]:
    """Headers and body of a form with *fields*, as a browser sends one without files."""
    body = "&".join(f"{_quoted(name)}={_quoted(value)}" for name, value in fields).encode()
    headers = (
        (b"content-type", b"application/x-www-form-urlencoded"),
        (b"content-length", str(len(body)).encode()),
    )
    return headers, (body,)


def several_parts(fields, files, boundary=b"loa", charset=b"") -> tuple[tuple, tuple]:
    """The same as multipart, with *files* as (field, name, bytes)."""
    parts = []
    for name, value in fields:
        head = b'Content-Disposition: form-data; name="' + _raw(name) + b'"'
        parts.append(head + b"\r\n\r\n" + _raw(value))
    for name, filename, data in files:
        head = b'Content-Disposition: form-data; name="' + _raw(name) + b'"; filename="' + _raw(filename)
        parts.append(head + b'"\r\nContent-Type: image/jpeg\r\n\r\n' + data)
    whole = b"".join(b"--" + boundary + b"\r\n" + part + b"\r\n" for part in parts)
    whole += b"--" + boundary + b"--\r\n"
    kind = b"multipart/form-data; boundary=" + boundary + (b"; charset=" + charset if charset else b"")
    return ((b"content-type", kind), (b"content-length", str(len(whole)).encode())), (whole,)


def _quoted(words: str) -> str:
    return quote(words.encode("utf-8", "surrogatepass"), safe="")


def _raw(words: str) -> bytes:
    return (
        words.encode("utf-8", "surrogatepass").replace(b'"', b"%22").replace(b"\r", b"").replace(b"\n", b"")
    )


@dataclass
class Form:
    """A form that stands on a page."""

    method: str
    action: str
    fields: list[tuple[str, str]]
    buttons: list[tuple[str, str]]  # one of which is pressed


class _Forms(HTMLParser):
    def __init__(self, address: str) -> None:
        super().__init__()
        self.found: list[Form] = []
        self._address, self._open, self._area, self._select = address, None, None, None

    def handle_starttag(self, tag, attributes):
        of = {name: value or "" for name, value in attributes}
        if tag == "form":
            self._open = Form(of.get("method", "get").upper(), of.get("action") or self._address, [], [])
            self.found.append(self._open)
        if self._open is None:
            return
        if tag in {"input", "button"} and of.get("name"):
            if of.get("type") in {"radio", "checkbox"} and "checked" not in of:
                return
            to = self._open.buttons if tag == "button" else self._open.fields
            to.append((of["name"], of.get("value", "") or ("vì thế" if "required" in of else "")))
        if tag == "textarea":
            self._area = [of["name"], ""]
        if tag == "select":
            self._select = of["name"]
        if tag == "option" and self._select and "selected" in of:
            self._open.fields.append((self._select, of.get("value", "")))

    def handle_data(self, data):
        if self._area:
            self._area[1] += data

    def handle_endtag(self, tag):
        if tag == "textarea" and self._area and self._open:
            self._open.fields.append((self._area[0], self._area[1]))
            self._area = None
        if tag == "select":
            self._select = None
        if tag == "form":
            self._open = None


def forms_in(address: str, page: str) -> list[Form]:
    """The forms of a page."""
    parser = _Forms(address)
    parser.feed(page)
    return parser.found


def words_asked_for() -> list[str]:
    """Every name that the desk's own code asks an address or a form for."""
    source = "".join(path.read_text("utf-8") for path in DESK.glob("*.py"))
    names = re.findall(r'(?:\.get|\.getlist|wanted\[|given\[)\(?"([a-z_]+)"', source)
    return sorted({*names, *re.findall(r'name="([a-z_]+)"', "".join(_pages()))})


def _pages():
    return (path.read_text("utf-8") for path in (DESK / "pages").glob("*.html"))


def state_of(folder) -> dict[str, str]:
    """All that a refusal must leave alone: the staff's files, and the lines of the ledger."""
    found = {}
    for room in (folder.posts, folder.config, folder.assets):
        for path in sorted(room.rglob("*")):
            if path.is_file():
                name = path.relative_to(folder.root).as_posix()
                found[name] = hashlib.sha256(path.read_bytes()).hexdigest()
    ledger = folder.var / "ledger.db"
    if ledger.exists():
        with closing(sqlite3.connect(f"file:{ledger}?mode=ro", uri=True)) as book:
            found["ledger"] = hashlib.sha256("\n".join(book.iterdump()).encode()).hexdigest()
    return found
