"""What a stranger gets to see of a post on Facebook, by the page that answers at its permalink.

Strangers often meet a login wall, as a page of its own or in place of the post: that proves nothing.
"""

from __future__ import annotations

import html
import re
from urllib.parse import urlsplit

from scheduler.asking import Answer
from scheduler.channels.channel import Glance
from scheduler.folding import comparable

_WALL = re.compile(
    rb'id="login_?form"|name="login_?form"|action="[^"]*/login/|"/login/\?next=', re.IGNORECASE
)
_GONE = (
    "this content isn't available",
    "this page isn't available",
    "the link you followed may be broken",
    "bạn hiện không xem được nội dung này",
    "nội dung này hiện không hiển thị",
    "trang này không hiển thị",
)
_ENOUGH = 60  # letters of a post's words by which it is recognised


def read(answer: Answer, text: str) -> Glance:
    """What the page that came shows of the post that says *text*."""
    path = urlsplit(answer.address).path
    if "/login" in path or "/checkpoint" in path:
        return Glance.LOGIN
    words = comparable(html.unescape(re.sub(r"<[^<>]*>", " ", answer.body.decode("utf-8", "replace"))))
    if answer.is_there and comparable(text)[:_ENOUGH].strip() in words:
        return Glance.SEEN
    if any(comparable(one) in words for one in _GONE):
        return Glance.GONE
    return Glance.LOGIN if _WALL.search(answer.body) else Glance.STRANGE


def is_facebooks(address: str) -> bool:
    """Whether *address* is one of Facebook's own."""
    host = urlsplit(address).hostname or ""
    return host == "facebook.com" or host.endswith(".facebook.com")
