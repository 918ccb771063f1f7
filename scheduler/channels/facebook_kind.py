"""Facebook pages as a kind of channel; the page itself is `facebook.py`, loaded when one is opened."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import AfterValidator, Field

from scheduler.channels.facebook_versions import NEWEST, is_known
from scheduler.kinds.fields import Duration, Reference, ServiceAddress
from scheduler.kinds.film import FilmShape
from scheduler.kinds.kind import Can, ChannelBlock, ChannelKind, Doubt, Limits, Own, OwnPlace
from scheduler.kinds.metric import Measure, Metric
from scheduler.problems import Message, Text
from scheduler.reader.shape import fault, text_of

if TYPE_CHECKING:
    from scheduler.channels.facebook import FacebookChannel
    from scheduler.channels.guiding import Guide
    from scheduler.channels.opening import Opening

TEXT_LIMIT = 63_206  # characters; seen in Facebook's own refusals, not documented
COMMENT_LIMIT = 8_000  # characters; as people find it, not documented
# Facebook's own scheduler: its documents say 10 minutes to 30 days (75 elsewhere); offices saw 30 refused.
HANDOVER = timedelta(minutes=15), timedelta(days=29)
# Of a reel, by Meta's guide (2026-07-30): 9 by 16, at least 540 pixels wide; seconds; pictures a second.
REEL_SHAPE, REEL_WIDTH, REEL_LENGTH, REEL_RATE = 9 / 16, 540, (3, 90), (24, 60)
# Those that lived on 2026-11-29; a part of one that tells several counts at once stands after its colon.
POST_METRICS = (
    Metric("post_media_view", Measure.VIEWS),
    Metric("post_total_media_view_unique", Measure.REACH),
    Metric("post_clicks", Measure.CLICKS),
    Metric("post_reactions_by_type_total", Measure.REACTIONS),
    Metric("post_activity_by_action_type:comment", Measure.COMMENTS),
    Metric("post_activity_by_action_type:share", Measure.SHARES),
)
REEL_METRICS = (  # a reel has none of those
    Metric("blue_reels_play_count", Measure.VIEWS),
    Metric("post_impressions_unique", Measure.REACH),
    Metric("post_video_likes_by_reaction_type", Measure.REACTIONS),
    Metric("post_video_social_actions:COMMENT", Measure.COMMENTS),
    Metric("post_video_social_actions:SHARE", Measure.SHARES),
)
PAGE_METRICS = (
    Metric("page_follows", Measure.FOLLOWERS),
    Metric("page_media_view", Measure.VIEWS, is_total=False),
)
FOLD_CHARACTERS = 477  # where a page folds a text behind "See more" (seen, not documented)
FOLD_LINES = 5


def fold(text: str) -> tuple[str, str]:
    """*text* as a follower first sees it, and the rest behind "See more" ('' when all is shown).

    Facebook folds after about five lines, or 477 characters where lines are long, at a blank.
    """
    end = len(text)
    lines = [found.start() for found in re.finditer("\n", text)]
    if len(lines) >= FOLD_LINES:
        end = lines[FOLD_LINES - 1]
    if end > FOLD_CHARACTERS:
        blank = max(text.rfind(" ", 0, FOLD_CHARACTERS), text.rfind("\n", 0, FOLD_CHARACTERS))
        end = blank if blank > 0 else FOLD_CHARACTERS
    if not text[end:].strip():
        return text, ""
    return text[:end].rstrip(), text[end:]


def refuses_film(
    shape: FilmShape, block: FacebookSettings | None = None
) -> tuple[Message, dict[str, Any]] | None:
    """Why Facebook would not show that film on the page of *block*; None where it would.

    An upright one is a reel there, whatever it was meant as: any other upright film stays a draft.
    """
    if not shape.is_upright:
        return (NO_APP, {}) if block is not None and block.app_id is None else None
    if abs(shape.width / shape.height - REEL_SHAPE) > REEL_SHAPE / 50 or shape.width < REEL_WIDTH:
        return NOT_A_REEL, {"width": shape.width, "height": shape.height}
    if not REEL_LENGTH[0] <= shape.length <= REEL_LENGTH[1]:
        return REEL_TIME, {"length": f"{shape.length:.0f}"}
    if not REEL_RATE[0] <= round(shape.rate) <= REEL_RATE[1]:
        return REEL_PACE, {"rate": f"{shape.rate:.0f}"}
    return None


def _page(value: str) -> str:
    if not (value.isascii() and value.isdigit()):
        raise fault(NOT_A_PAGE, value=text_of(value))
    return value


def _app(value: str) -> str:
    if not (value.isascii() and value.isdigit()):
        raise fault(NOT_AN_APP, value=text_of(value))
    return value


def _version(value: str) -> str:
    if not re.fullmatch(r"v[0-9]{1,3}\.[0-9]", value):
        raise fault(NOT_A_VERSION, value=text_of(value))
    return value


def _handover(value: timedelta) -> timedelta:
    if value and not HANDOVER[0] <= value <= HANDOVER[1]:
        raise fault(HANDOVER_SPAN)
    return value


Number = Annotated[str, AfterValidator(_page)]  # of a page


class FacebookSettings(ChannelBlock):
    """The page; *token* and *app_secret* say where the secrets lie (`scheduler.secrets`)."""

    page: Number = Field(description="Số của trang Facebook, chỉ gồm chữ số.")
    token: Reference = Field(
        description="Nơi cất mã truy cập: env:TÊN_BIẾN, file:ĐƯỜNG_DẪN, keyring:TÊN. Không ghi mã vào đây."
    )
    app_secret: Reference | None = Field(
        None, description="Nơi cất mã của ứng dụng, ghi như token; không có thì bỏ trống."
    )
    app_id: Annotated[str, AfterValidator(_app)] | None = Field(
        None, description="Số của ứng dụng (App ID), để Loa xem trước ngày mã hết hạn; không có thì bỏ trống."
    )
    version: Annotated[str, AfterValidator(_version)] = Field(
        NEWEST, description="Phiên bản Graph API của Facebook."
    )
    graph_url: ServiceAddress = Field(
        "https://graph.facebook.com", description="Địa chỉ Graph API; chỉ đổi khi tập trên máy."
    )
    handover: Annotated[Duration, AfterValidator(_handover)] = Field(
        timedelta(0),
        description="Giao trước cho Facebook giữ, để bài tự lên khi máy tắt: 7d là bài của 7 ngày tới. "
        "Không ghi thì Loa tự đăng từng bài đúng giờ.",
    )

    def own_places(self) -> tuple[OwnPlace, ...]:
        """The page."""
        shown = Text(f"trang Facebook {self.page}", f"the Facebook page {self.page}")
        return (OwnPlace("page", f"facebook:{self.page}", shown),)

    @property
    def clock(self) -> str:
        """Facebook's."""
        return self.graph_url

    def doubts(self) -> Iterator[Doubt]:
        """A version of the Graph API that was not there when this was written."""
        if not is_known(self.version):
            yield Doubt("version", UNKNOWN_VERSION, {"value": self.version, "newest": NEWEST})


def _open(block: FacebookSettings, opening: Opening) -> FacebookChannel:
    from scheduler.channels.facebook import FacebookChannel  # noqa: PLC0415 - its SDK takes 0.2 s to load

    token = opening.secret(block.token, "token")
    app_secret = opening.secret(block.app_secret, "app_secret") if block.app_secret else None
    return FacebookChannel(block, token, app_secret, opening.clock, hearing=opening.hearing)


def _guide(block: FacebookSettings | None, person: Guide) -> None:
    from scheduler.channels.facebook_guide import guide  # noqa: PLC0415 - as above

    guide(block, person)


NOT_A_PAGE = Message(
    "facebook-page",
    Text("“{value}” không phải là số của trang Facebook", "“{value}” is not a Facebook page's id"),
    Text(
        "Số của trang chỉ gồm chữ số; xem ở mục Giới thiệu > Tính minh bạch của trang.",
        "It has digits alone; the page shows it under About > Page transparency.",
    ),
)
NOT_AN_APP = Message(
    "facebook-app",
    Text("“{value}” không phải là số của một ứng dụng Facebook", "“{value}” is not a Facebook app's id"),
    Text(
        "App ID chỉ gồm chữ số; xem ở developers.facebook.com, Cài đặt ứng dụng > Cơ bản.",
        "An App ID has digits alone; see developers.facebook.com, App settings > Basic.",
    ),
)
NOT_A_VERSION = Message(
    "graph-version",
    Text("“{value}” không phải là phiên bản Graph API", "“{value}” is not a Graph API version"),
    Text(f"Viết chữ v và số phiên bản, ví dụ: {NEWEST}", f"Write v and its number, such as {NEWEST}"),
)
UNKNOWN_VERSION = Message(
    "graph-version-unknown",
    Text(
        "Loa chưa biết phiên bản {value} của Graph API; mới nhất mà Loa biết là {newest}",
        "Loa does not know version {value} of the Graph API; the newest it knows is {newest}",
    ),
    Text(
        "Nếu gõ nhầm thì sửa thành {newest}. Nếu Facebook đã có phiên bản này thì cứ để vậy.",
        "If it is a slip, write {newest}. If Facebook has this version by now, leave it.",
    ),
    level="warning",
)
HANDOVER_SPAN = Message(
    "handover-span",
    Text("Facebook chỉ nhận giữ bài từ 15 phút đến 29 ngày", "Facebook keeps posts 15 minutes to 29 days"),
    Text("Ghi chẳng hạn 7d (bảy ngày).", "Write for instance 7d (seven days)."),
)
NO_OWN_PAGE = Message(
    "unit-page",
    Text("mục facebook của đơn vị chưa ghi trang riêng", "the unit's facebook block has no page of its own"),
    Text(
        'Thêm page: "số của trang"; đơn vị chưa có trang riêng thì xóa mục facebook.',
        'Add page: "the page\'s id"; if the unit has no page of its own, delete its facebook block.',
    ),
)
NO_OWN_TOKEN = Message(
    "unit-token",
    Text("mục facebook của đơn vị chưa có mã riêng (token)", "the unit's facebook block has no own token"),
    Text(
        "Facebook cấp cho mỗi trang một mã. Thêm token: nơi cất mã của trang này (env:… hoặc file:…).",
        "Facebook gives each page a token. Add token: where this page's lies (env:NAME or file:PATH).",
    ),
)

NO_APP = Message(
    "film-app",
    Text(
        "Facebook chỉ nhận phim ngang từ ứng dụng có số (App ID), mà cài đặt chưa ghi số ấy",
        "Facebook takes films that lie down by the app's id alone, which is not in the settings",
    ),
    Text(
        "Ghi app_id vào mục facebook của cài đặt, hoặc dùng phim đứng 9:16.",
        "Write app_id below facebook in the settings, or use an upright film of 9:16.",
    ),
)
NOT_A_REEL = Message(
    "film-upright",
    Text(
        "phim “{name}” dựng đứng cỡ {width}×{height}: Facebook chỉ nhận phim đứng 9:16, từ 540×960 trở lên",
        "“{name}” is upright, {width}×{height}: Facebook takes upright films of 9:16 and 540×960 at least",
    ),
    Text("Xuất lại phim cỡ 1080×1920, hoặc phim ngang.", "Export it at 1080×1920, or lying down."),
)
REEL_TIME = Message(
    "film-upright-length",
    Text(
        "phim đứng “{name}” dài {length} giây: Facebook chỉ nhận từ 3 đến 90 giây",
        "the upright film “{name}” takes {length} s: Facebook takes 3 to 90",
    ),
    Text("Cắt phim còn dưới 90 giây, hoặc dùng phim ngang.", "Cut it to 90 s, or use one lying down."),
)
REEL_PACE = Message(
    "film-upright-rate",
    Text(
        "phim đứng “{name}” có {rate} hình một giây: Facebook chỉ nhận từ 24 đến 60",
        "the upright film “{name}” has {rate} pictures a second: Facebook takes 24 to 60",
    ),
    Text("Xuất lại phim với 30 hình một giây.", "Export it again with 30 pictures a second."),
)

KIND = ChannelKind(
    name="facebook",
    title=Text("Facebook", "Facebook"),
    said=Text("Facebook", "Facebook"),
    place="trang Facebook",
    block=FacebookSettings,
    usual=True,
    limits=Limits(text=TEXT_LIMIT, inline=True, comment=COMMENT_LIMIT),
    open=_open,
    own=(
        Own(("page",), NO_OWN_PAGE),
        Own(("token",), NO_OWN_TOKEN, is_asked_last=True),  # the province's opens its own page alone
    ),
    aliases=frozenset({"fb", "trang-facebook"}),
    can=frozenset({Can.SCHEDULE, Can.EDIT, Can.WITHDRAW, Can.COMMENT, Can.MODERATE}),
    media_kept=timedelta(hours=23),  # it deletes unpublished pictures after 24
    metrics=(*POST_METRICS, *REEL_METRICS),
    page_metrics=PAGE_METRICS,
    handover=HANDOVER,
    most_waiting=25,  # it refused more than 29
    proves_time=True,
    fold=fold,
    previews_links=True,
    refuses_film=refuses_film,
    moving=("story", "square", "portrait"),  # a reel, else a video
    guide=_guide,
    untold=Text(
        "Ghi app_id và app_secret vào mục facebook trong cài đặt, để Loa hỏi được ngày hết hạn.",
        "Write app_id and app_secret below facebook in the settings, so that Loa can ask when it ends.",
    ),
    reached=Text("trang mở được", "the page answers"),
)
