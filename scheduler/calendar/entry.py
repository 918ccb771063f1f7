"""The calendar as it is written: what each key holds, with the words that editors show beside it."""

from __future__ import annotations

import re
from datetime import date, datetime
from functools import cache
from typing import Annotated, Any, Literal, cast
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    Tag,
    WithJsonSchema,
    create_model,
)

from scheduler.calendar import messages
from scheduler.calendar.model import CARD_KEYS
from scheduler.calendar.recurrence import parse_rule
from scheduler.calendar.seasons import parse_season
from scheduler.characters import odd_in
from scheduler.folding import bare, fold
from scheduler.kinds.kind import ChannelKind, capital
from scheduler.kinds.registry import kinds, names
from scheduler.reader.messages import CURLY_QUOTE
from scheduler.reader.moments import parse_after, parse_at, parse_date
from scheduler.reader.shape import fault, meant, nearest, text_of

LATER_CHANNELS = ("handoff",)

_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_AGE = re.compile(r"1?[0-9]", re.ASCII)
# Days between two goings: at least so many that nothing looks for the one where the other stands.
COOLDOWN = (14, 730)
MOST_A_YEAR = 26  # times that so short a rest leaves room for
_NUMBER = re.compile(r"[1-9][0-9]{0,3}", re.ASCII)
_HASHTAG = re.compile(r"\w*[^\W\d_]\w*")
_LINK = re.compile(r"https?://[^\s/?#.]+\.[^\s]+|https?://(?:localhost|[^\s/?#]+:[0-9]+)(?:/[^\s]*)?")


MOST_PHOTOS = 10  # of a post, as of cards
LONGEST_LINK = 2_048  # characters; browsers and servers know longer ones no more
_YES, _NO = ("true", "yes", "on", "có"), ("false", "no", "off", "không")  # as people write it
_LABEL = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?")


def as_id(words: str) -> str:
    """*words* as an id could be: without accents, with hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", bare(words.lower())).strip("-")


def is_id(words: str) -> bool:
    """Whether *words* are a sound id or key: a-z, 0-9 and single hyphens."""
    return _ID.fullmatch(words) is not None


def _id(value: str) -> str:
    if not is_id(value):
        raise fault(messages.ID_FORM, value=text_of(value), nearest=as_id(value) or "mat-khau-manh")
    return value


def as_hashtag(words: str) -> str:
    """*words* as a hashtag, without its sign; '' where they make none."""
    tag = re.sub(r"\W", "", words)
    return tag if _HASHTAG.fullmatch(tag) else ""


def _hashtag(value: str) -> str:
    tag = value.removeprefix("#")
    if not _HASHTAG.fullmatch(tag):
        plain = re.sub(r"\W", "", tag)
        example = plain if _HASHTAG.fullmatch(plain) else "BaoVeTreEm"
        raise fault(messages.HASHTAG_FORM, value=text_of(value), example=example)
    return tag


def _link(value: str) -> str:
    odd = next((one for one in value if fold(one).text != one or list(odd_in(one))), "")
    if odd:
        raise fault(messages.LINK_CHARACTER, inside=odd, character=f"U+{ord(odd):04X}")
    if not _LINK.fullmatch(value) or not _has_host(value):
        raise fault(messages.LINK_FORM, value=text_of(value))
    if len(value) > LONGEST_LINK:
        raise fault(messages.LINK_LONG, length=len(value), limit=LONGEST_LINK)
    return value


def _has_host(address: str) -> bool:
    """Whether *address* names a host as the web knows them, and nobody's name before it."""
    try:
        parts = urlsplit(address)
        labels = (parts.hostname or "").encode("idna").decode().split(".")
    except ValueError:  # no address at all, or a part that is empty or too long
        return False
    return "@" not in parts.netloc and all(_LABEL.fullmatch(label) for label in labels)


def _channels(value: Any) -> Any:
    """A list of names, or a mapping with what differs there, as the mapping."""
    known = names()
    if isinstance(value, list) and all(isinstance(name, str) for name in value):
        given: dict[str, Any] = {name: {} for name in value}
    elif isinstance(value, dict):
        given = value
    else:
        raise fault(messages.CHANNELS_FORM, all=", ".join(known))
    if not given:
        raise fault(messages.NO_CHANNELS, all=", ".join(known))
    for name in given:
        if name in known:
            continue
        if name in LATER_CHANNELS:
            raise fault(messages.LATER, key=name)
        near = meant(nearest(name, known))
        raise fault(messages.UNKNOWN_CHANNEL, value=text_of(name), meant=near, known=", ".join(known))
    return given


def _whole(value: str) -> str:
    """A list's entry; `[“một, hai”, ba]` was cut at its comma, since curly quotes hold nothing together."""
    if value[0] == "“" and "”" not in value:
        raise fault(CURLY_QUOTE, sign="“")
    return value


def _units(value: Any) -> Any:
    """One word, or a list of ids, as the list."""
    return (value,) if isinstance(value, str) else value


def _age(value: object) -> int:
    if not isinstance(value, str) or not _AGE.fullmatch(value):
        raise fault(messages.AGE_FORM, value=text_of(value))
    return int(value)


def _cooldown(value: object) -> int:
    least, most = COOLDOWN
    if not isinstance(value, str) or not _NUMBER.fullmatch(value) or not least <= int(value) <= most:
        raise fault(messages.COOLDOWN_FORM, value=text_of(value), least=least, most=most)
    return int(value)


def _cap(value: object) -> int:
    if not isinstance(value, str) or not _NUMBER.fullmatch(value) or int(value) > MOST_A_YEAR:
        raise fault(messages.CAP_FORM, value=text_of(value), most=MOST_A_YEAR)
    return int(value)


def _motion(value: str) -> str:
    word = value.casefold()
    return "true" if word in _YES else "false" if word in _NO else word


def _kind(value: Any) -> str:
    return "list" if isinstance(value, list) else "text"


def _described(pattern: str) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "pattern": pattern})


Words = Annotated[str, Field(min_length=1)]
Id = Annotated[str, AfterValidator(_id), _described("^[a-z0-9]+(-[a-z0-9]+)*$")]
At = Annotated[
    datetime, BeforeValidator(parse_at), _described("^[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}$")
]
Day = Annotated[date, BeforeValidator(parse_date), _described("^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]
After = Annotated[
    datetime,
    BeforeValidator(parse_after),
    _described("^[0-9]{4}-[0-9]{2}-[0-9]{2}( [0-9]{2}:[0-9]{2})?$"),
]
Age = Annotated[int, BeforeValidator(_age), WithJsonSchema({"type": "integer", "minimum": 0, "maximum": 17})]
Cooldown = Annotated[
    int,
    BeforeValidator(_cooldown),
    WithJsonSchema({"type": "integer", "minimum": COOLDOWN[0], "maximum": COOLDOWN[1]}),
]
Cap = Annotated[
    int, BeforeValidator(_cap), WithJsonSchema({"type": "integer", "minimum": 1, "maximum": MOST_A_YEAR})
]
_UNITS_SCHEMA = {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}
Motion = Annotated[
    str,
    AfterValidator(_motion),
    WithJsonSchema({"anyOf": [{"type": "boolean"}, {"enum": ["portrait", "square", "story"]}]}),
]
Hashtag = Annotated[str, AfterValidator(_hashtag), _described(r"^#?\S+$")]
Link = Annotated[str, AfterValidator(_link), _described("^https?://")]
# One kind is chosen before anything is checked: a plain union would give two errors for one mistake.
FieldValue = Annotated[
    Annotated[tuple[Annotated[Words, AfterValidator(_whole)], ...], Tag("list")]
    | Annotated[Words, Tag("text")],
    Discriminator(_kind),
]


class Entry(BaseModel):
    """A group of keys in a calendar's file."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class CampaignEntry(Entry):
    """The heading of a file."""

    id: Id | None = Field(None, description="Mã của đợt truyền thông: chữ thường không dấu, số, dấu nối.")
    title: str = Field("", description="Tên đợt truyền thông.")
    programme: str = Field("", description="Chương trình, kế hoạch mà đợt này thực hiện; dùng cho báo cáo.")


class CardEntry(Entry):
    """A picture: the template's name, and what fills the template's fields."""

    model_config = ConfigDict(extra="allow", str_strip_whitespace=True)
    __pydantic_extra__: dict[str, FieldValue]

    template: Words = Field(description="Mẫu thẻ: tip, checklist, hotline…")
    alt: str = Field("", description="Lời tả bức ảnh cho người không nhìn thấy ảnh.")
    mood: str = Field("", description="Tông màu; để trống thì chương trình tự chọn.")
    ground: str = Field("", description="Nền thẻ; để trống thì chương trình tự chọn.")
    motion: Motion = Field(
        "", description="true: thẻ thành phim ngắn 6–10 giây; hoặc cỡ của phim: portrait, square, story."
    )
    occasion: str = Field(
        "", description="Dịp mà thẻ mặc theo: tet, 8-3, 1-6, 20-10, 25-11, none; để trống thì theo ngày đăng."
    )
    qr: str = Field("", description="Mã QR trên thẻ: link (địa chỉ của bài) hoặc một địa chỉ https://…")
    children_seen: str = Field(
        "",
        description="Trong ảnh có trẻ em nhìn rõ mặt không: none (không em nào), yes (có), unsure (chưa rõ).",
    )


class PhotoEntry(Entry):
    """A plain photo: shown as it is, without a template and without words on it."""

    image: Words = Field(description="Tệp ảnh trong thư mục assets, ví dụ photos/le-hoi.jpg.")
    alt: str = Field("", description="Lời tả bức ảnh cho người không nhìn thấy ảnh.")
    crop: tuple[Words, ...] = Field(
        (), description="Phần ảnh được dùng, [trái, trên, phải, dưới] từ 0 đến 1; không ghi thì cả ảnh."
    )
    focus: tuple[Words, ...] = Field(
        (), description="Chỗ phải thấy, [ngang, dọc] từ 0 đến 1: ảnh xem trước và tin 24 giờ giữ chỗ ấy."
    )
    light: str = Field("", description="levelled: cân lại sáng tối.")
    children_seen: str = Field(
        "",
        description="Trong ảnh có trẻ em nhìn rõ mặt không: none (không em nào), yes (có), unsure (chưa rõ).",
    )


# What fills a plain photo's fields, beside what every card may say.
PHOTO_FIELDS = tuple(name for name in PhotoEntry.model_fields if name not in CARD_KEYS)


class VariantEntry(Entry):
    """What differs on one channel."""

    title: Words | None = Field(None, description="Tiêu đề riêng cho kênh này.")
    text: Words | None = Field(None, description="Nội dung riêng cho kênh này.")
    hashtags: tuple[Hashtag, ...] | None = Field(None, description="Hashtag riêng cho kênh này.")
    link: Link | None = Field(None, description="Đường dẫn riêng cho kênh này.")


class PostEntry(Entry):
    """One post."""

    id: Id = Field(
        description="Mã bài: chữ thường không dấu, số, dấu nối. "
        "Không trùng, không dùng lại, không đổi sau khi đăng."
    )
    at: At | None = Field(None, description="Giờ đăng, dạng 2026-12-01 07:30, theo múi giờ trong cài đặt.")
    after: After | None = Field(
        None, description="Bài không ghi at thì chờ khung giờ trống từ ngày này trở đi: 2026-12-01."
    )
    repeat: Annotated[str, AfterValidator(parse_rule)] = Field(
        "", description="Lặp lại theo RFC 5545, ví dụ FREQ=WEEKLY;BYDAY=SU;COUNT=8: tám Chủ Nhật."
    )
    excluded: tuple[Day, ...] = Field(
        (), alias="except", description="Những ngày không lặp lại, dạng [2026-12-24, 2027-01-01]."
    )
    evergreen: Cooldown = Field(
        0,
        description="Bài dùng lại: lấp khung giờ trống; số ngày nghỉ giữa hai lần đăng trên một trang, "
        "ví dụ 60.",
    )
    season: Annotated[str, BeforeValidator(parse_season), WithJsonSchema({"type": ["string", "integer"]})] = (
        Field("", description="Mùa của bài dùng lại: tháng (11-1; 3, 10) hoặc ngày/tháng (15/11-10/12).")
    )
    cap: Cap = Field(0, description="Bài dùng lại: mỗi năm nhiều nhất mấy lần trên một trang.")
    units: Annotated[
        tuple[Id, ...], Field(min_length=1), BeforeValidator(_units), WithJsonSchema(_UNITS_SCHEMA)
    ] = Field(
        ("province",), description="Đơn vị đăng bài: province (tỉnh), all (tất cả), hoặc danh sách mã đơn vị."
    )
    title: Words = Field(description="Tiêu đề bài.")
    text: Words = Field(
        description="Nội dung bài. Dùng | rồi viết ở dòng dưới. Có thể ghi {{ unit.name }} và "
        "{{ hotline('mã-đường-dây') }}."
    )
    audience: str = Field("", description="Đối tượng: một mã trong audiences của config/settings.yaml.")
    topic: str = Field("", description="Chủ đề: một mã trong topics của config/settings.yaml.")
    hotlines: tuple[Words, ...] = Field((), description="Các mã đường dây nóng trong config/hotlines.yaml.")
    hashtags: tuple[Hashtag, ...] = Field((), description="Hashtag, không cần dấu #, viết liền.")
    card: CardEntry | None = Field(None, description="Thẻ ảnh của bài.")
    cards: Annotated[tuple[CardEntry, ...], Field(min_length=2, max_length=10)] | None = Field(
        None, description="Nhiều thẻ ảnh: từ 2 đến 10."
    )
    photos: Annotated[tuple[PhotoEntry, ...], Field(min_length=1, max_length=MOST_PHOTOS)] | None = Field(
        None,
        description=f"Chỉ ảnh, không chữ, thay cho thẻ: từ 1 đến {MOST_PHOTOS} ảnh, đăng thành một album.",
    )
    film: str = Field(
        "",
        description="Đoạn phim MP4 của bài, chép vào posts/: phim/ten-phim.mp4. Thẻ của bài là ảnh bìa phim.",
    )
    film_alt: str = Field("", description="Lời tả đoạn phim cho người không xem được.")
    link: Link | None = Field(None, description="Đường dẫn kèm bài, đầy đủ từ https://")
    first_comment: str = Field(
        "", description="Bình luận đầu tiên, đăng dưới bài trên Facebook ngay sau khi bài lên."
    )
    channels: Annotated[dict[str, VariantEntry | None] | None, BeforeValidator(_channels)] = Field(
        None, description="Các kênh đăng: danh sách, hoặc từng kênh với phần viết khác đi."
    )
    status: Literal["draft", "ready", "statement"] = Field(
        "ready",
        description="draft: bản nháp, không bao giờ được đăng. statement: tuyên bố soạn sẵn, chỉ lên khi mọi "
        "việc đăng đang tạm dừng và người duyệt cho lên.",
    )
    source: str = Field("", description="Nguồn của điều bài nói: văn bản, điều, mục.")
    children: tuple[Age, ...] = Field(
        (), description="Tuổi của các trẻ em nhận ra được trong ảnh, dạng [6, 9]; không có thì để trống."
    )
    consent: str = Field("", description="Phiếu đồng ý của cha mẹ, khi ảnh có trẻ em nhận ra được.")
    child_consent: str = Field("", description="Sự đồng ý của chính em, khi em từ 7 tuổi trở lên.")
    language: Literal["vi", "km"] = Field("vi", description="Tiếng của bài: vi (Việt) hoặc km (Khmer).")
    khmer_reader: str = Field(
        "",
        description="Người đọc thạo tiếng Khmer đã xem lại chữ Khmer của bài: tên, ngày.",
    )
    translation_of: str = Field(
        "",
        description="Mã của bài mà bài này dịch; thêm #dấu (Loa cho biết) để được nhắc khi bài gốc sửa.",
    )
    continues: str = Field(
        "",
        description="Mã của bài lặp lại mà bài này được tách ra: nói lại lời bài ấy không bị coi là trùng.",
    )
    expires: Day | None = Field(None, description="Ngày bài rời khỏi bản tin của trang web, dạng 2027-01-31.")
    in_charge: str = Field("", description="Người phụ trách bài; chỉ để làm việc, không bao giờ được đăng.")
    note: str = Field("", description="Ghi chú của cơ quan; chỉ để làm việc, không bao giờ được đăng.")


POST_KEYS = tuple(info.alias or name for name, info in PostEntry.model_fields.items())


class FileEntry(Entry):
    """The root of a file, before its parts are looked at one by one."""

    campaign: dict[str, Any] = Field(default_factory=dict)
    defaults: dict[str, Any] = Field(default_factory=dict)
    posts: list[Any] = Field(default_factory=list)


class HotlineEntry(Entry):
    """One entry of config/hotlines.yaml."""

    name: Words = Field(description="Tên đường dây, như Tổng đài Quốc gia bảo vệ trẻ em.")
    number: Words = Field(description='Số điện thoại, trong ngoặc kép: "111", "0299 3551 717".')
    hours: str = Field("", description="Giờ trực.")
    who: str = Field("", description="Dành cho ai, hoặc ai nghe máy.")
    area: str = Field("", description="Phục vụ địa bàn nào.")
    valid_until: Day | None = Field(None, description="Ngày cuối còn dùng số này, dạng 2026-12-31.")
    verified_on: Day | None = Field(None, description="Ngày có người gọi thử, số còn đúng: 2026-11-30.")
    verified_by: str = Field("", description="Ai đã gọi thử.")
    verified_number: str = Field("", description="Số đã gọi thử; sửa number thì số mới phải gọi lại.")


HOTLINE_KEYS = tuple(HotlineEntry.model_fields)


class UnitsEntry(Entry):
    """The root of config/units.yaml, before its entries are looked at one by one."""

    units: list[Any] = Field(default_factory=list)


class ProvinceEntry(Entry):
    """What config/units.yaml may say of the province; all else is in the settings."""

    id: Id = Field(description="province: cấp tỉnh.")
    name: str = Field("", description="Tên cấp tỉnh; để trống thì lấy organisation trong cài đặt.")
    language: Literal["vi", "km"] = Field("vi", description="Tiếng của cấp tỉnh: vi (Việt) hoặc km (Khmer).")
    hotlines: tuple[Words, ...] = Field((), description="Các mã đường dây nóng chung cho mọi đơn vị.")


class UnitEntry(Entry):
    """One unit but its channels, which `unit_entry` adds; its groups of keys are read over the settings'."""

    id: Id = Field(description="Mã đơn vị: chữ thường không dấu, số, dấu nối. Không đổi sau khi đã đăng bài.")
    name: Words = Field(description="Tên đơn vị, như Hội LHPN xã Mỹ Xuyên; bài gọi tên bằng {{ unit.name }}.")
    parent: Id = Field("province", description="Mã đơn vị cấp trên trực tiếp; không ghi thì là cấp tỉnh.")
    office: Id | None = Field(
        None,
        description="Đây là trang khác của một đơn vị: mã đơn vị ấy (province: cấp tỉnh); name là tên gọi "
        "trang. Bài chỉ lên trang này khi mục units của bài ghi mã của trang.",
    )
    language: Literal["vi", "km"] = Field("vi", description="Tiếng của đơn vị: vi (Việt) hoặc km (Khmer).")
    hotlines: tuple[Words, ...] = Field(
        (), description="Mã đường dây nóng riêng, thêm vào của cấp trên; mã đầu là {{ unit.hotline }}."
    )
    brand: dict[str, Any] | None = Field(None, description="Tên, biểu trưng và màu khác cấp tỉnh trên thẻ.")
    slots: dict[str, Any] | None = Field(None, description="Khung giờ khác cấp tỉnh.")
    declines: tuple[Words, ...] = Field(
        (), description="Mã các bài, các đợt của cấp trên mà đơn vị không đăng."
    )


def unit_entry() -> type[UnitEntry]:
    """A unit's entry with a block for each kind of channel, as the file has them."""
    return _with_channels(kinds())


@cache
def _with_channels(kinds: tuple[ChannelKind, ...]) -> type[UnitEntry]:
    fields: dict[str, Any] = {}
    for name, info in UnitEntry.model_fields.items():
        if name == "slots":
            block = dict[str, Any] | None
            fields |= {kind.name: (block, Field(None, description=_own(kind))) for kind in kinds}
        fields[name] = info.annotation, info
    return cast("type[UnitEntry]", create_model("UnitEntry", __base__=Entry, __module__=__name__, **fields))


def _own(kind: ChannelKind) -> str:
    keys = " và ".join(key for own in kind.own for key in own.keys)
    return f"{capital(kind.place)} riêng: {keys}; không có thì không đăng {kind.said.vi}."
