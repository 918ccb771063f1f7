"""Faults on demand: what can be armed, for which call, how often, and which one strikes."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from scheduler.problems import Stop, Text

CHANGES = ("edit", "delete", "comment", "comments")  # of a post; the last one reads them
ZALO_CALLS = (
    "zalo-create",
    "zalo-verify",
    "zalo-update",
    "zalo-remove",
    "zalo-getslice",
    "zalo-getdetail",
    "zalo-getoa",
    "zalo-message",
    "zalo-broadcast",
    "zalo-getgroupsofoa",
    "zalo-tokens",
)
WORDPRESS_CALLS = ("wp-create", "wp-update", "wp-publish", "wp-read", "wp-look", "wp-media", "wp-delete")
# of a film: a reel begun or shown, a session for its bytes, the bytes, a video made of them, shown, asked for
FILMS = ("video_reels", "uploads", "film-upload", "videos", "film-show", "film")
STORIES = ("photo_stories", "video_stories", "stories")  # the last one reads them
FIGURES = ("insights", "video_insights")
CALLS = (
    "photos",
    "feed",
    "published_posts",
    "scheduled_posts",
    "post",
    "page",
    "debug_token",
    "accounts",
    "access_token",
    "permalink",
    *CHANGES,
    *ZALO_CALLS,
    *WORDPRESS_CALLS,
    *FILMS,
    *STORIES,
    *FIGURES,
)
ANY_CALL = "*"


class Kind(Enum):
    """What goes wrong."""

    REFUSE = "refuse"  # the connection is reset before the request is read
    CUT_BEFORE = "cut-before"  # … once it is read; nothing was done
    CUT_AFTER = "cut-after"  # … once it is done
    LATE = "late"  # done at once, answered `seconds` later (real seconds)
    ERROR_500_BEFORE = "error-500-before"  # code 2; nothing was done
    ERROR_500_AFTER = "error-500-after"  # code 2; it was done
    HTML_502 = "html-502"  # a gateway's HTML page
    TRUNCATED_JSON = "truncated-json"  # status 200, the body ends in its middle
    NO_CONTENT_TYPE = "no-content-type"  # the right answer without that header
    TEXT_JAVASCRIPT = "text-javascript"  # the right answer under Facebook's old Content-Type
    EMPTY_OBJECT = "empty-object"  # status 200 and `{}`
    THROTTLE = "throttle"  # code 80001, to wait for `minutes`
    EXPIRED_TOKEN = "expired-token"  # 190/463 # nosec B105 # noqa: S105 - the fault's name
    POLICY_BLOCK = "policy-block"  # 368
    SLOW_EDGES = "slow-edges"  # posts younger than `seconds` (practice time) are not on the edges yet
    SAME_TEXT_UNSEEN = "same-text-unseen"  # Facebook's guess at duplicates fails
    DOUBLED_LIST = "doubled-list"  # Zalo's list gives each article twice
    PROCESSING = "processing"  # Zalo still works on an article
    PICTURE_UNREACHED = "picture-unreached"  # Zalo could not fetch an article's cover
    BUSY = "busy"  # the right answer, which says that 80 % of the calls are used up
    NEARLY_FULL = "nearly-full"  # … or 96 %, and to wait for `minutes`
    CUT_HALF = "cut-half"  # of a film's bytes half have come when the connection is cut
    FILM_FAILED = "film-failed"  # Facebook takes the film, and cannot process it
    FILM_LENGTH = "film-length"  # … and finds it too long
    FILM_COPYRIGHT = "film-copyright"  # … and finds somebody else's music in it
    LOGIN_WALL = "login-wall"  # strangers are sent to a page where they would log in
    NO_PERMISSION = "no-permission"  # code 10: comments may not be read
    NOT_FOR_STRANGERS = "not-for-strangers"  # a post is shown to the app's own people alone


ZALO_KINDS = frozenset({Kind.DOUBLED_LIST, Kind.PROCESSING, Kind.PICTURE_UNREACHED})
OF_FILMS = (Kind.FILM_FAILED, Kind.FILM_LENGTH, Kind.FILM_COPYRIGHT)
_FOR_STRANGERS = {Kind.LOGIN_WALL, Kind.NOT_FOR_STRANGERS}
# What a call strikes only where it asks for it by name.
PARTICULAR = {
    Kind.NO_PERMISSION,
    Kind.SLOW_EDGES,
    Kind.SAME_TEXT_UNSEEN,
    *_FOR_STRANGERS,
    *ZALO_KINDS,
    *OF_FILMS,
}
_DONE = {
    Kind.CUT_AFTER,
    Kind.LATE,
    Kind.ERROR_500_AFTER,
    Kind.TRUNCATED_JSON,
    Kind.NO_CONTENT_TYPE,
    Kind.TEXT_JAVASCRIPT,
    Kind.EMPTY_OBJECT,
    *PARTICULAR,
    Kind.BUSY,
    Kind.NEARLY_FULL,
    Kind.CUT_HALF,
}
_CHOOSABLE = {Kind.LATE, Kind.HTML_502, Kind.TRUNCATED_JSON, Kind.NO_CONTENT_TYPE, Kind.TEXT_JAVASCRIPT}
_CHOOSABLE |= {Kind.EMPTY_OBJECT}
_SECONDS = {Kind.LATE: 10.0, Kind.SLOW_EDGES: 90.0}

WORDS: Mapping[Kind, Text] = {
    Kind.REFUSE: Text("Không kết nối được", "Connection refused"),
    Kind.CUT_BEFORE: Text("Đứt mạng trước khi đăng", "Connection cut, nothing done"),
    Kind.CUT_AFTER: Text("Đứt mạng ngay sau khi đăng", "Connection cut after it was done"),
    Kind.LATE: Text("Trả lời chậm", "Late answer"),
    Kind.ERROR_500_BEFORE: Text("Facebook lỗi, chưa đăng", "Error 500, nothing done"),
    Kind.ERROR_500_AFTER: Text("Facebook báo lỗi nhưng đã đăng", "Error 500 after it was done"),
    Kind.HTML_502: Text("Cổng mạng báo lỗi 502", "502 with a page of HTML"),
    Kind.TRUNCATED_JSON: Text("Câu trả lời bị cụt", "Truncated answer"),
    Kind.NO_CONTENT_TYPE: Text("Câu trả lời thiếu nhãn loại", "No Content-Type"),
    Kind.TEXT_JAVASCRIPT: Text("Câu trả lời sai nhãn loại", "text/javascript"),
    Kind.EMPTY_OBJECT: Text("Câu trả lời rỗng", "Empty answer"),
    Kind.THROTTLE: Text("Đăng quá nhiều, phải chờ", "Too many calls"),
    Kind.EXPIRED_TOKEN: Text("Mã truy cập hết hạn", "Expired token"),
    Kind.POLICY_BLOCK: Text("Trang bị Facebook tạm chặn", "Blocked for policy"),
    Kind.SLOW_EDGES: Text("Bài mới hiện lên chậm", "New posts show late"),
    Kind.BUSY: Text("Facebook báo sắp hết lượt gọi", "80 % of the calls are used up"),
    Kind.NEARLY_FULL: Text("Facebook báo gần hết lượt gọi", "96 % of the calls are used up"),
    Kind.CUT_HALF: Text("Đứt mạng giữa chừng khi tải phim", "Connection cut in the middle of a film"),
    Kind.FILM_FAILED: Text("Facebook không xử lý được phim", "A film cannot be processed"),
    Kind.FILM_LENGTH: Text("Facebook chê phim quá dài", "A film is too long"),
    Kind.FILM_COPYRIGHT: Text("Phim có nhạc của người khác", "A film has somebody else's music"),
    Kind.SAME_TEXT_UNSEEN: Text("Facebook không nhận ra bài trùng", "Duplicates go unseen"),
    Kind.DOUBLED_LIST: Text("Zalo liệt kê mỗi bài hai lần", "Zalo lists each article twice"),
    Kind.PROCESSING: Text("Zalo xử lý bài lâu", "Zalo is long in processing"),
    Kind.PICTURE_UNREACHED: Text("Zalo không tải được ảnh bìa", "Zalo cannot fetch the cover"),
    Kind.NO_PERMISSION: Text("Thiếu quyền đọc bình luận", "Comments may not be read"),
    Kind.LOGIN_WALL: Text("Người lạ bị đòi đăng nhập", "Strangers are asked to log in"),
    Kind.NOT_FOR_STRANGERS: Text("Người lạ không xem được bài", "Strangers cannot see posts"),
}


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault as it was armed.

    *count* is how often it strikes yet (None: until it is taken away), *chance* (0 to 1) how likely at
    each call, drawn from *seed*; *done* whether the call takes effect all the same.
    """

    number: int
    kind: Kind
    path: str
    count: int | None
    chance: float
    seed: int
    seconds: float
    minutes: int
    done: bool

    def as_json(self) -> dict[str, Any]:
        """The fault as `GET /_rehearsal/faults` lists it."""
        return {
            "id": self.number,
            "fault": self.kind.value,
            "path": self.path,
            "count": self.count,
            "chance": self.chance,
            "seed": self.seed,
            "seconds": self.seconds,
            "minutes": self.minutes,
            "done": self.done,
        }


class FaultBook:
    """The armed faults, oldest first. They last as long as the server: a new start is a clear day."""

    def __init__(self) -> None:
        self._armed: dict[int, Fault] = {}
        self._left: dict[int, int | None] = {}
        self._dice: dict[int, random.Random] = {}
        self._number = 0

    def arm(self, wanted: Mapping[str, object]) -> Fault:
        """Arm what *wanted* (the JSON of `POST /_rehearsal/faults`) describes.

        Raises:
            Stop: it cannot be understood; says which key.
        """
        unknown = set(wanted) - {"fault", "path", "count", "chance", "seed", "seconds", "minutes", "done"}
        if unknown:
            raise Stop(_UNKNOWN, key=sorted(unknown)[0], status=2)
        try:
            kind = Kind(wanted.get("fault"))
        except ValueError:
            raise Stop(_KINDS, kinds=", ".join(kind.value for kind in Kind), status=2) from None
        path = wanted.get("path", ANY_CALL)
        if path not in {ANY_CALL, *CALLS}:
            raise Stop(_WRONG, key="path", said=f"{ANY_CALL}, {', '.join(CALLS)}", status=2)
        count = wanted.get("count", None if kind is Kind.SLOW_EDGES else 1)
        if not (count is None or (type(count) is int and count > 0)):
            raise Stop(_WRONG, key="count", said="null, 1, 2, …", status=2)
        done = wanted.get("done", kind in _DONE)
        if type(done) is not bool or (done != (kind in _DONE) and kind not in _CHOOSABLE):
            raise Stop(_WRONG, key="done", said=str(kind in _DONE).lower(), status=2)
        self._number += 1
        fault = Fault(
            self._number,
            kind,
            str(path),
            count,
            _number(wanted, "chance", default=1.0, most=1.0),
            int(_number(wanted, "seed", default=self._number, most=2**53)),
            _number(wanted, "seconds", default=_SECONDS.get(kind, 0.0), most=3600.0 * 24),
            int(_number(wanted, "minutes", default=5, most=60 * 24)),
            done,
        )
        self._armed[fault.number] = fault
        self._left[fault.number] = fault.count
        self._dice[fault.number] = random.Random(fault.seed)  # nosec B311 # noqa: S311 - a rehearsal, not a lottery
        return fault

    def strike(self, call: str, *kinds: Kind) -> Fault | None:
        """The fault that strikes this *call* now, used up by it; of *kinds* alone, if any are given."""
        for number, fault in list(self._armed.items()):
            if fault.path not in {ANY_CALL, call}:
                continue
            if (fault.kind in kinds) if kinds else (fault.kind not in PARTICULAR):
                if self._dice[number].random() >= fault.chance:
                    continue
                left = self._left[number]
                if left is not None:
                    self._left[number] = left - 1
                    if left == 1:
                        self.disarm(number)
                return fault
        return None

    def disarm(self, number: int | None = None) -> None:
        """Take one fault away, or all; one that is not there is no matter."""
        for one in [number] if number is not None else list(self._armed):
            for book in (self._armed, self._left, self._dice):
                book.pop(one, None)

    def left(self) -> list[dict[str, Any]]:
        """The armed faults, each with the count that is left."""
        return [fault.as_json() | {"count": self._left[number]} for number, fault in self._armed.items()]


def _number(wanted: Mapping[str, object], key: str, *, default: float, most: float) -> float:
    value = wanted.get(key, default)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= most:
        raise Stop(_WRONG, key=key, said=f"0 … {most:g}", status=2)
    return float(value)


_UNKNOWN = Text("Sự cố không có mục {key}.", "A fault has no key {key}.")
_KINDS = Text("Cần chọn một sự cố: {kinds}.", "Choose a fault: {kinds}.")
_WRONG = Text("Mục {key} phải là: {said}.", "{key} must be: {said}.")
