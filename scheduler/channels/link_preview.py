"""What Facebook will show of a link: title, description, picture and host, as the page itself says.

The page is somebody else's: it is asked as a stranger asks (`scheduler.asking`), and whatever comes is text
and nothing more. What was found is kept for a day.
"""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import msgspec
from PIL import Image

from scheduler.asking import Answer, Trouble, ask
from scheduler.calendar.model import Post
from scheduler.clock import Clock
from scheduler.files import private_folder, write_whole
from scheduler.kinds.registry import kind_of
from scheduler.problems import Message, Text

LASTS = timedelta(days=1)
_MOST = {"page": 512 * 1024, "picture": 4 * 1024 * 1024}  # bytes that are looked at
_MOST_PIXELS = 40_000_000
_WORDS = 300  # characters of a title or description
_THUMBNAIL = 480, 480
_FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
_WHO = "link preview"
_CHARSETS = re.compile(r"utf-?8|utf-16(le|be)?|iso-8859-(1|15)|windows-125[0-8]|us-ascii")
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


class LinkPreviews:
    """The previews that are kept in *folder*; may be asked from any thread."""

    def __init__(self, folder: Path, clock: Clock, *, is_private_allowed: bool = False) -> None:
        self._folder = folder
        self._clock = clock
        self._is_private_allowed = is_private_allowed

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
        answer = self._ask(link, "page")
        kind = answer.headers.get("content-type", "").lower()
        trouble = _TROUBLE.get(answer.trouble, "unreachable") if answer.trouble else ""
        if not trouble and not answer.is_there:
            trouble = "refused"
        if trouble or "html" not in kind:
            return LinkPreview(link, now, trouble=trouble or "no-page"), b""
        said = _read(answer.body, kind)
        picture, size, small = said.get("og:image", ""), (0, 0), b""
        if picture:
            picture = _joined(answer.address, picture)
            size, small = _small(self._ask(picture, "picture"))
        title = said.get("og:title") or said.get("title", "")
        about = said.get("og:description") or said.get("description", "")
        return LinkPreview(answer.address, now, title, about, picture if small else "", *size), small

    def _ask(self, address: str, what: str) -> Answer:
        return ask(address, who=_WHO, most=_MOST[what], is_private_allowed=self._is_private_allowed)

    def _place(self, link: str, suffix: str) -> Path:
        return self._folder / f"{hashlib.sha256(link.encode()).hexdigest()[:32]}{suffix}"


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


def _joined(page: str, picture: str) -> str:
    try:
        return urljoin(page, picture)
    except ValueError:  # brackets that are no address
        return ""


def _read(data: bytes, kind: str) -> dict[str, str]:
    charset = kind.partition("charset=")[2].strip("\"' ;")
    is_known = _CHARSETS.fullmatch(charset)  # Python knows others, which a page has no use for
    text = data.decode(charset if is_known else "utf-8", "replace")
    head = _Head()
    head.feed(text)
    return head.said


def _small(answer: Answer) -> tuple[tuple[int, int], bytes]:
    """The picture's size, and a small one of ours; nothing where it is none that is shown."""
    if not answer.is_there:
        return (0, 0), b""
    try:
        with Image.open(io.BytesIO(answer.body), formats=_FORMATS) as image:
            size = image.size
            if size[0] * size[1] > _MOST_PIXELS:
                return (0, 0), b""
            image.draft("RGB", _THUMBNAIL)
            image.thumbnail(_THUMBNAIL)
            out = io.BytesIO()
            image.convert("RGB").save(out, "JPEG", quality=80)
    except Exception:  # noqa: BLE001 - Pillow raises many kinds; whatever it is, it is no picture
        return (0, 0), b""
    return size, out.getvalue()


_TROUBLE = {Trouble.PRIVATE: "private", Trouble.NO_WEB: "refused", Trouble.REDIRECTS: "refused"}
_TROUBLES = {
    "unreachable": Text("trang không trả lời", "the page does not answer"),
    "refused": Text("trang không cho xem", "the page may not be seen"),
    "private": Text("đó là địa chỉ nội bộ, người ngoài không mở được", "it is an address within an office"),
    "no-page": Text("đó là một tệp, không phải một trang", "it is a file, and no page"),
}
_UNSEEN = Message.of(
    "link-unseen",
    "chưa xem được trang của đường dẫn: {why}",
    "the link's page cannot be seen: {why}",
    "Mở thử đường dẫn trên trình duyệt; mở không được thì sửa lại.",
    "Try it in a browser; mend it if need be.",
    level="warning",
)
_NO_TITLE = Message.of(
    "link-title",
    "trang của đường dẫn không có tiêu đề",
    "the link's page has no title",
    "Facebook sẽ chỉ hiện địa chỉ. Nhờ người làm trang ghi tiêu đề (og:title), hoặc dùng đường dẫn khác.",
    "Facebook will show the address alone. Ask for a title there (og:title), or use another link.",
    level="warning",
)
_NO_PICTURE = Message(
    "link-picture",
    Text("trang của đường dẫn không có ảnh cho Facebook", "the link's page has no picture for Facebook"),
    Text("Thêm một thẻ (card) cho bài để bài có ảnh.", "Give the post a card, so that it has a picture."),
    level="warning",
)
_TINY = Message.of(
    "link-picture-tiny",
    "ảnh ở trang của đường dẫn nhỏ quá ({width}×{height}), Facebook không hiện",
    "the link's picture is too small ({width}×{height}): Facebook does not show it",
    "Thêm một thẻ (card) cho bài để bài có ảnh.",
    "Give the post a card, so that it has a picture.",
    level="warning",
)
_SMALL = Message.of(
    "link-picture-small",
    "ảnh ở trang của đường dẫn nhỏ ({width}×{height}), Facebook hiện thành ảnh con bên cạnh",
    "the link's picture is small ({width}×{height}): Facebook shows it beside the words",
    "Ảnh từ 600×315 trở lên mới hiện to.",
    "From 600×315 on it is shown large.",
    level="warning",
)
_CROPPED = Message.of(
    "link-picture-cropped",
    "ảnh ở trang của đường dẫn ({width}×{height}) sẽ bị Facebook cắt bớt",
    "Facebook will crop the link's picture ({width}×{height})",
    "Ảnh ngang 1200×630 thì không bị cắt.",
    "One of 1200×630 is not cropped.",
    level="warning",
)
