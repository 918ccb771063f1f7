"""What is said of how strangers see what was published."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from enum import Enum

from scheduler.channels.channel import Glance
from scheduler.delivery.reason import Reason
from scheduler.problems import Text


class Found(Enum):
    """What a link was found to be."""

    FINE = "fine"
    DEAD = "dead"  # there is no such page, or no such host
    UNSURE = "unsure"  # it answers, and that proves nothing


HIDDEN = frozenset({Glance.GONE, Glance.NOT_LISTED})  # by all that is known, strangers do not see it
UNSEEN = "unseen/"  # what the codes begin with of remarks that a person is told of
TOLD_AFTER = timedelta(hours=1)  # that it stayed hidden


def _seen(glance: Glance, why: Text, todo: Text = Text("", "")) -> Reason:  # noqa: B008 - frozen
    return Reason(f"outside-{glance.value}", why, todo)


_LOOK_YOURSELF = Text(
    "Mở bài bằng cửa sổ ẩn danh để xem.", "Open it in a private window of the browser to see."
)
SEEN = _seen(Glance.SEEN, Text("ai cũng xem được", "anyone can see it"))
LOGIN = _seen(
    Glance.LOGIN,
    Text(
        "không biết được người lạ có xem được không: Facebook đòi đăng nhập",
        "whether strangers can see it is not known: Facebook asks them to log in",
    ),
    _LOOK_YOURSELF,
)
STRANGE = _seen(
    Glance.STRANGE,
    Text(
        "không biết được người lạ có xem được không: trang trả lời khác thường",
        "whether strangers can see it is not known: the page answers oddly",
    ),
    _LOOK_YOURSELF,
)
SILENT = _seen(
    Glance.SILENT,
    Text(
        "chưa biết người lạ có xem được không: địa chỉ công khai không trả lời",
        "whether strangers can see it is not known yet: its public address does not answer",
    ),
)
INSIDE = _seen(
    Glance.INSIDE,
    Text(
        "không biết được người lạ có xem được không: địa chỉ nằm trong mạng nội bộ",
        "whether strangers can see it is not known: its address is inside a private network",
    ),
)
GONE = _seen(
    Glance.GONE,
    Text("người lạ không xem được bài này", "strangers cannot see it"),
    Text(
        "Mở bài bằng cửa sổ ẩn danh. Trên Facebook: xem ứng dụng đã chuyển sang Live chưa (ứng dụng ở chế độ "
        "Phát triển thì chỉ người của ứng dụng thấy bài), và trang có giới hạn tuổi hay quốc gia không.",
        "Open it in a private window. On Facebook: see whether the app is in Live mode (in Development "
        "mode only the app's own people see posts), and whether the page is limited by age or country.",
    ),
)
NOT_LISTED = _seen(
    Glance.NOT_LISTED,
    Text(
        "trang của bài xem được, nhưng bản tin công khai chưa có bài này",
        "its page can be seen, but the public feed does not have it",
    ),
    Text(
        "Xem máy chủ có giữ bản cũ của rss.xml (bộ nhớ đệm) không.",
        "See whether the server keeps an old rss.xml (a cache).",
    ),
)
REASONS: Mapping[Glance, Reason] = {
    Glance.SEEN: SEEN,
    Glance.LOGIN: LOGIN,
    Glance.STRANGE: STRANGE,
    Glance.SILENT: SILENT,
    Glance.INSIDE: INSIDE,
    Glance.GONE: GONE,
    Glance.NOT_LISTED: NOT_LISTED,
}
