"""The pictures of an article: Zalo takes public addresses alone, so the website's are shown.

An article waits until each of its pictures can be fetched by anybody; what is fetched must be the picture.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

import requests
from requests.utils import get_environ_proxies

from scheduler.channels.calling import TooMuch, limited
from scheduler.channels.channel import ChannelError, Failure, FailureKind, Media, Outgoing
from scheduler.channels.site.pictures import SMALL_WIDTH, file_of
from scheduler.problems import Text

LARGEST = 1_000_000  # bytes; Zalo says 1 MB
_PATIENCE = (5.0, 20.0)  # seconds to connect, and of silence


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture by its public address; *data* as it must be there, empty where only its form is known."""

    address: str
    alt: str
    data: bytes


def pictures_of(outgoing: Outgoing, home: str) -> tuple[Shown, ...]:
    """The cover, then each card as the text shows it; *home* is the website's address.

    Raises:
        ChannelError: the post has no picture, or its cover is too large.
    """
    wide = [picture for picture in outgoing.media if picture.size == "wide"] or list(outgoing.media)
    if not wide:
        raise ChannelError(_failure(FailureKind.CONTENT, "no-picture", _NO_PICTURE, _ADD_CARD))
    if len(wide[0].data) > LARGEST:
        raise ChannelError(_failure(FailureKind.CONTENT, "picture-large", _TOO_LARGE, _SMALLER))
    upright = [picture for picture in outgoing.media if picture.size == "portrait"]
    return (_whole(outgoing.key, wide[0], home), *(_within(outgoing.key, one, home) for one in upright))


def check_public(pictures: Sequence[Shown]) -> None:
    """Let pass what anybody can fetch.

    Raises:
        ChannelError: a picture is not there, or something else is.
    """
    for picture in pictures:
        trouble = _trouble(picture)
        if trouble:
            why = _AWAY.filled(address=picture.address)
            raise ChannelError(_failure(FailureKind.CERTAIN, "picture-away", why, _SEE_WEBSITE, trouble))


def _whole(key: str, picture: Media, home: str) -> Shown:
    return Shown(home + quote(file_of(key, picture)), picture.alt, picture.data)


def _within(key: str, picture: Media, home: str) -> Shown:
    """As the text shows it: the narrow copy that the website makes, where the whole is too large."""
    whole = _whole(key, picture, home)
    if len(picture.data) <= LARGEST or picture.width <= SMALL_WIDTH:
        return whole
    return Shown(f"{whole.address.rpartition('.')[0]}-{SMALL_WIDTH}.jpg", picture.alt, b"")


def _trouble(picture: Shown) -> str:
    """Why that picture cannot be fetched, in a word; '' if it can."""
    address = picture.address
    try:
        with requests.Session() as session:
            session.trust_env = False
            answer = session.get(
                address,
                timeout=_PATIENCE,
                allow_redirects=False,
                stream=True,
                proxies=get_environ_proxies(address) if address.startswith("https:") else {},
                headers={"Connection": "close", "Cache-Control": "no-cache"},
            )
            if answer.status_code != requests.codes.ok:
                return f"HTTP {answer.status_code}"
            data = limited(answer)
    except (requests.RequestException, OSError, ValueError, TooMuch) as error:
        return type(error).__name__
    if picture.data:
        return "" if data == picture.data else "another file"
    is_picture = data.startswith((b"\xff\xd8", b"\x89PNG")) and len(data) <= LARGEST
    return "" if is_picture else "no picture"


def _failure(kind: FailureKind, code: str, why: Text, todo: Text, detail: str = "") -> Failure:
    return Failure(kind, f"zalo:{code}", why, todo, detail=detail)


_NO_PICTURE = Text("Bài viết Zalo cần một ảnh bìa mà bài này chưa có thẻ", "A Zalo article needs a picture")
_ADD_CARD = Text(
    "Thêm thẻ (card) cho bài, hoặc bỏ zalo khỏi channels.", "Add a card, or take zalo out of channels."
)
_TOO_LARGE = Text(
    "Ảnh bìa nặng hơn 1 MB, Zalo không nhận", "The cover is over 1 MB, which Zalo does not take"
)
_SMALLER = Text(
    "Đổi ảnh hoặc mẫu thẻ khác cho nhẹ hơn rồi đăng lại.", "Choose a lighter photo or template, then publish."
)
_AWAY = Text(
    "Ảnh của bài chưa lên trang web ({address}), nên Zalo chưa lấy được",
    "The post's picture is not on the website yet ({address}), so Zalo cannot fetch it",
)
_SEE_WEBSITE = Text(
    "Xem bài này đã lên trang web chưa. Ảnh lên rồi thì Loa tự đăng tiếp lên Zalo.",
    "See whether the post is on the website. Once its picture is, Loa goes on to Zalo by itself.",
)
