"""The columns of a workbook: which key of a post each holds, its heading, and what to write in it.

The workbook is the staff's own paper, so headings and explanations are Vietnamese in every language.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum, auto

from scheduler.calendar.entry import as_id
from scheduler.kinds.kind import ChannelKind
from scheduler.kinds.registry import kinds

Path = tuple[str, ...]


class Kind(Enum):
    """How a value is written in a cell."""

    TEXT = auto()  # words, as they are
    LINES = auto()  # a list, one item a line
    NAMES = auto()  # a list of single words
    DATE = auto()
    TIME = auto()
    MOMENT = auto()  # a date, or a date and a time


@dataclass(frozen=True, slots=True)
class Column:
    """One column: the *path* of its key, its *heading*, and what else it may be called.

    Its *width* counts characters. A *usual* one stands in the template too, another only where it is used.
    """

    path: Path
    heading: str
    explained: str = ""
    kind: Kind = Kind.TEXT
    width: int = 18
    usual: bool = False
    also: tuple[str, ...] = ()

    @property
    def is_card(self) -> bool:
        """Whether it tells of the card."""
        return self.path[0] == "card"


ID = Column(
    ("id",), "Mã bài",
    "Tên riêng của bài: chữ thường không dấu, số, dấu nối, ví dụ mat-khau-manh. Để trống thì chương trình "
    "đặt theo tiêu đề. Bài đã đăng thì đừng đổi mã.", width=22, usual=True, also=("Mã", "Mã số bài"),
)  # fmt: skip
DAY = Column(
    ("at", "date"), "Ngày đăng",
    "Ngày trước, tháng sau: 1/12/2026. Để trống cả ngày lẫn giờ thì bài chờ khung giờ trống.", kind=Kind.DATE,
    width=13, usual=True,
    also=("Ngày", "Ngày giờ đăng", "Ngày đăng tải", "Thời gian đăng", "Thời gian đăng tải", "Thời gian",
          "Ngày giờ", "Lịch đăng", "Ngày giờ đăng bài", "Thứ/ngày", "Thứ, ngày", "Ngày tháng", "at", "date"),
)  # fmt: skip
HOUR = Column(
    ("at", "time"), "Giờ đăng", "Giờ Việt Nam: 7:30, 7h30 hoặc 19 giờ 30.", kind=Kind.TIME, width=10,
    usual=True, also=("Giờ", "Khung giờ", "time"),
)  # fmt: skip
TITLE = Column(
    ("title",), "Tiêu đề", "Bắt buộc. Một dòng ngắn.", width=32, usual=True,
    also=("Tựa đề", "Tựa", "Tít", "Tên bài", "Tên tin bài"),
)  # fmt: skip
TEXT = Column(
    ("text",), "Nội dung",
    "Bắt buộc. Xuống dòng trong ô bằng Alt+Enter. {{ unit.name }} sẽ thành tên đơn vị, "
    "{{ hotline('tong-dai-111') }} thành số điện thoại trong danh bạ.", width=64, usual=True,
    also=("Nội dung bài", "Nội dung đăng", "Nội dung chi tiết",
          "Bài viết", "Bài đăng", "Nội dung truyền thông", "Nội dung tuyên truyền",
          "Caption"),
)  # fmt: skip
TEMPLATE = Column(
    ("card", "template"), "Mẫu thẻ",
    "Chọn trong danh sách. Bài có nhiều thẻ: mỗi thẻ sau thêm một dòng dưới bài, ghi lại mã bài và chỉ điền "
    "các cột về thẻ.", width=13, usual=True, also=("Mẫu", "template"),
)  # fmt: skip
NOTE = Column(
    ("note",), "Ghi chú", "Chỉ để làm việc, không bao giờ được đăng.", width=30, also=("Ghi chú riêng",),
)  # fmt: skip
_FILE = Column(
    ("file",), "Tệp", "Tệp lịch giữ bài này, ví dụ posts/2026-12.yaml. Để trống thì chương trình tự chọn.",
    width=30, also=("Tệp lịch",),
)  # fmt: skip


def _card(
    key: str, name: str, *, lines: bool = False, usual: bool = False, width: int = 26, explained: str = ""
) -> Column:
    kind = Kind.LINES if lines else Kind.TEXT
    said = explained or f"Với mẫu thẻ có mục này (xem trang Danh mục).{' Mỗi ý một dòng.' if lines else ''}"
    return Column(("card", key), f"Thẻ: {name}", said, kind, width, usual, also=(f"card.{key}",))


def _variant(channel: str, name: str) -> tuple[Column, ...]:
    only = f"Chỉ điền khi {name} cần khác đi."
    without_tags = f"{only} Ghi – nếu không muốn hashtag nào."
    return (
        Column(("channels", channel, "title"), f"{name}: tiêu đề", only, width=28),
        Column(("channels", channel, "text"), f"{name}: nội dung", only, width=48),
        Column(("channels", channel, "hashtags"), f"{name}: hashtag", without_tags, Kind.NAMES),
        Column(("channels", channel, "link"), f"{name}: đường dẫn", only, width=28),
    )


_BEFORE_CHANNELS: tuple[Column, ...] = (
    ID,
    DAY,
    HOUR,
    TITLE,
    TEXT,
    Column(
        ("hashtags",), "Hashtag", "Viết liền, cách nhau bằng dấu cách: #BaoVeTreEm #AnToanMang", Kind.NAMES,
        width=24, usual=True, also=("Hashtags", "Thẻ bắt đầu bằng #"),
    ),
    Column(
        ("audience",), "Đối tượng", "Bài viết cho ai. Chọn trong danh sách.", usual=True,
        also=("Đối tượng truyền thông", "Đối tượng hướng đến", "Đối tượng tiếp cận"),
    ),
    Column(("topic",), "Chủ đề", "Bài nói về chuyện gì. Chọn trong danh sách.", usual=True),
    Column(
        ("hotlines",), "Đường dây nóng",
        "Các số in kèm bài: mã, tên hoặc số trong danh bạ, mỗi số một dòng.", Kind.NAMES, width=20,
        usual=True, also=("Hotline", "Số điện thoại", "SĐT"),
    ),
    TEMPLATE,
    _card(
        "headline", "tiêu đề", usual=True, explained="Câu lớn trên thẻ. *Chữ giữa hai dấu sao* được tô màu.",
    ),
    _card("body", "lời giải thích", usual=True, explained="Một hai câu ngắn dưới câu lớn.", width=34),
    _card(
        "points", "các ý", lines=True, usual=True, width=34, explained="Mỗi ý một dòng trong ô (Alt+Enter)."
    ),
    _card("illustration", "hình vẽ", usual=True, width=14, explained="Tên một hình vẽ có sẵn, ví dụ lock."),
    Column(
        ("card", "image"), "Thẻ: ảnh", "Tệp ảnh trong thư mục assets, ví dụ photos/le-hoi.jpg.", width=26,
        also=("card.image", "Ảnh", "Hình ảnh", "Ảnh minh họa", "Hình ảnh minh họa", "Tệp ảnh"),
    ),
    _card("crop", "phần ảnh dùng", lines=True, explained="Bốn số từ 0 đến 1: trái, trên, phải, dưới."),
    _card("focus", "tâm ảnh", lines=True, explained="Chỗ cần giữ lại khi cắt ảnh."),
    _card("treatment", "sắc ảnh", explained="natural: màu thật; duotone, tinted: theo màu thẻ."),
    _card("light", "ánh sáng ảnh", explained="as-taken: như chụp; levelled: cân lại sáng tối."),
    _card("hotline", "đường dây nóng", explained="Mã của số in lớn trên thẻ.", width=18),
    _card("number", "con số", width=10),
    _card("quote", "câu trích", width=34),
    _card("speaker", "người nói"),
    _card("role", "vai trò"),
    _card("question", "câu hỏi"),
    _card("answers", "các đáp án", lines=True),
    _card("hint", "gợi ý"),
    _card("myth", "điều lầm tưởng"),
    _card("truth", "sự thật"),
    _card("khmer", "tiếng Khmer"),
    _card("khmer_body", "lời tiếng Khmer"),
    _card("title", "tên sự kiện"),
    _card("date", "ngày", explained="Ngày diễn ra sự kiện.", width=14),
    _card("time", "giờ", width=14),
    _card("place", "nơi"),
    _card("note", "ghi chú"),
    _card("label", "nhãn"),
    _card("link", "đường dẫn"),
    Column(
        ("card", "alt"), "Lời tả ảnh", "Tả tấm thẻ hay bức ảnh cho người không nhìn thấy ảnh.", width=40,
        usual=True, also=("Thẻ: lời tả ảnh", "Mô tả ảnh", "card.alt"),
    ),
    _card("mood", "tông màu", explained="Để trống thì chương trình tự chọn.", width=12),
    _card("ground", "nền", explained="Để trống thì chương trình tự chọn.", width=12),
    _card("motion", "chuyển động", explained="true: thẻ thành phim ngắn; để trống thì là ảnh.", width=14),
    _card("occasion", "dịp", explained="tet, 8-3, 1-6, 20-10, 25-11 hay none; trống: theo ngày.", width=12),
    _card("qr", "mã QR", explained="link: địa chỉ của bài; hoặc một địa chỉ https://…", width=16),
    _card(
        "children_seen", "có trẻ em",
        explained="Ảnh có trẻ em nhìn rõ mặt không: none (không), yes (có), unsure (chưa rõ).", width=14,
    ),
    Column(("film",), "Phim", "Đoạn phim MP4 chép sẵn vào thư mục posts: phim/ten-phim.mp4.", width=24),
    Column(("film_alt",), "Lời tả phim", "Kể lại đoạn phim cho người không xem được.", width=36),
    Column(
        ("link",), "Đường dẫn", "Địa chỉ web đầy đủ, từ https://", width=28, usual=True,
        also=("Link", "Liên kết", "Đường link"),
    ),
    Column(
        ("first_comment",), "Bình luận đầu tiên",
        "Đăng dưới bài trên Facebook ngay sau khi bài lên. Trang web không có bình luận.", width=36,
    ),
    Column(
        ("source",), "Nguồn", "Văn bản, điều, mục mà bài dựa vào.", width=32, usual=True,
        also=("Nguồn tin", "Nguồn tham khảo", "Căn cứ"),
    ),
    Column(
        ("channels",), "Kênh đăng", "Để trống thì đăng lên mọi kênh đã nối.", Kind.NAMES, width=19,
        usual=True, also=("Kênh", "Nơi đăng", "Kênh truyền thông", "Kênh đăng tải", "Nền tảng", "Đăng ở đâu",
              "Đăng ở"),
    ),
    Column(
        ("status",), "Trạng thái", "Nháp thì không bao giờ được đăng. Để trống là Sẵn sàng.", width=12,
        usual=True, also=("Tình trạng",),
    ),
    Column(("units",), "Đơn vị", "Tỉnh, Tất cả, hoặc mã các đơn vị, mỗi mã một dòng.", Kind.NAMES),
    Column(
        ("after",), "Đăng từ ngày", "Bài không ghi giờ đăng thì chờ khung giờ trống từ ngày này trở đi.",
        Kind.MOMENT,
    ),
    Column(("repeat",), "Lặp lại", "Theo RFC 5545, ví dụ FREQ=WEEKLY;BYDAY=SU;COUNT=8.", width=28),
    Column(("except",), "Trừ các ngày", "Những ngày không lặp lại, mỗi ngày một dòng.", Kind.NAMES),
    Column(
        ("evergreen",), "Dùng lại sau (ngày)",
        "Bài dùng lại: lấp khung giờ trống; số ngày nghỉ giữa hai lần đăng, ví dụ 60.", width=12,
    ),
    Column(("season",), "Mùa", "Bài dùng lại: tháng (11-1; 3, 10) hoặc ngày/tháng (15/11-10/12).", width=16),
    Column(("cap",), "Mỗi năm nhiều nhất", "Bài dùng lại: số lần một năm trên một trang.", width=12),
    Column(("expires",), "Ngày hết hạn", "Ngày bài rời khỏi nguồn tin của trang web.", Kind.DATE, width=13),
    Column(
        ("language",), "Ngôn ngữ", "Tiếng Việt hoặc Tiếng Khmer. Để trống là Tiếng Việt.", width=14,
        also=("Tiếng",),
    ),
    Column(
        ("khmer_reader",), "Người đọc lại tiếng Khmer", "Ai đọc thạo tiếng Khmer đã xem lại: tên, ngày.",
        width=28,
    ),
    Column(("translation_of",), "Dịch từ bài", "Mã của bài mà bài này dịch ra tiếng khác."),
    Column(("continues",), "Tách từ bài lặp lại", "Mã của bài lặp lại mà bài này được tách ra."),
    Column(("children",), "Tuổi trẻ em trong ảnh", "Tuổi của từng em nhận ra được: 6, 9.", Kind.NAMES),
    Column(("consent",), "Cha mẹ đồng ý", "Phiếu đồng ý của cha mẹ, khi ảnh có trẻ em.", width=28),
    Column(("child_consent",), "Trẻ em đồng ý", "Sự đồng ý của chính em, khi em từ 7 tuổi.", width=28),
    Column(
        ("in_charge",), "Người phụ trách", "Chỉ để làm việc, không bao giờ được đăng.", width=22,
        also=("Phụ trách", "Người thực hiện", "Cán bộ phụ trách", "Phân công", "Người viết",
              "Người viết bài", "Người làm", "Ai làm"),
    ),
    NOTE,
)  # fmt: skip
_BEHIND_CHANNELS = (
    Column(("campaign", "id"), "Mã đợt", "Mã của đợt truyền thông, ví dụ 2026-12-khoa-cua."),
    Column(("campaign", "title"), "Đợt truyền thông", "Tên đợt truyền thông.", width=28, also=("Tên đợt",)),
    Column(("campaign", "programme"), "Chương trình", "Chương trình, kế hoạch mà đợt này thực hiện."),
    _FILE,
)  # fmt: skip

_LISTED, _SINGLE = " (danh sách)", " (một đoạn)"
_NUMBER = re.compile(r"^[0-9]+-")  # `1. Tiêu đề`
_OF_POST = re.compile(r"(?:-cua)?-(?:bai(?:-viet|-dang)?|dang-bai|dang-tai|tin-bai)$")  # `Tiêu đề bài viết`
_OF_CARD = re.compile(r"\s*(?:thẻ|card)\s*[:.]\s*(?P<name>.+?)\s*", re.IGNORECASE | re.DOTALL)


def column_of(heading: str) -> Column | None:
    """The column that *heading* names: accents, case, spaces and a note in brackets do not matter.

    `Thẻ: …` with another name is that field of the card, as a template of one's own may have.
    """
    known = _known(heading)
    of_card = _OF_CARD.fullmatch(heading)
    if of_card is None:
        return known
    name, kind = of_card["name"], None
    for ending, meant in ((_LISTED, Kind.LINES), (_SINGLE, Kind.TEXT)):
        if name.endswith(ending):
            name, kind = name.removesuffix(ending), meant
    column = None
    if not _is_quoted(name):
        known_names = index().names
        column = known_names.get(as_id(f"Thẻ: {name}")) or known_names.get(as_id(f"card.{name}"))
    key = column.path[1] if column else name[1:-1] if _is_quoted(name) else name
    if column and kind in (None, column.kind):
        return column
    return Column(("card", key), heading.strip(), kind=kind or Kind.TEXT)


def is_known(heading: str) -> bool:
    """Whether *heading* is one of a calendar's own, and no field of somebody's own card."""
    return _known(heading) is not None


def _known(heading: str) -> Column | None:
    heading = "".join(sign for sign in heading if unicodedata.category(sign) != "Cf")
    name, bare = as_id(heading), as_id(re.sub(r"\(.*\)", "", heading, flags=re.DOTALL))
    plain = _NUMBER.sub("", bare)
    known = index().names
    of_post = known.get(_OF_POST.sub("", plain))
    if of_post is not None and of_post.path[0] not in _HAS_POST:
        of_post = None
    return known.get(name) or known.get(bare) or known.get(plain) or of_post


# What `… bài viết` may follow; a link of a post is where it stands on Facebook.
_HAS_POST = ("id", "at", "title", "text", "audience", "topic", "channels", "status")


def card_column(key: str, kind: Kind) -> Column:
    """The column of the card's field *key* that holds values of *kind*."""
    usual = index().by_path.get(("card", key))
    if usual and usual.kind is kind:
        return usual
    ending = _LISTED if kind is Kind.LINES else _SINGLE if usual else ""
    for name in (usual.heading.removeprefix("Thẻ: ") if usual else key, f"[{key}]"):
        found = column_of(f"Thẻ: {name}{ending}")
        if found and (found.path, found.kind) == (("card", key), kind):
            return found
    raise ValueError(key)


def in_order(columns: Iterable[Column]) -> list[Column]:
    """*columns* once each, as the sheet has them: the card's own fields behind those that all know."""
    order = {column: number for number, column in enumerate(index().columns)}
    last = order[index().by_path["card", "label"]] + 0.5
    return sorted(set(columns), key=lambda column: (order.get(column, last), column.heading))


def _names(column: Column) -> Iterator[str]:
    yield column.heading
    yield from column.also
    yield ".".join(column.path)


def _is_quoted(name: str) -> bool:
    return len(name) > 2 and name[0] == "[" and name[-1] == "]"


@dataclass(frozen=True, slots=True)
class Index:
    """All columns; by their path; by all that each is called, in the form of ids; and every heading."""

    columns: tuple[Column, ...]
    by_path: Mapping[Path, Column]
    names: Mapping[str, Column]
    headings: tuple[str, ...]


def index() -> Index:
    """The columns, with those of the channels that there are."""
    known = kinds()
    if not _latest or _latest[0][0] is not known:  # to hash them all costs as much as reading a row does
        _latest[:] = [(known, _indexed(known))]
    return _latest[0][1]


_latest: list[tuple[tuple[ChannelKind, ...], Index]] = []


def _indexed(kinds: tuple[ChannelKind, ...]) -> Index:
    of_channels = (column for kind in kinds for column in _variant(kind.name, kind.title.vi))
    columns = (*_BEFORE_CHANNELS, *of_channels, *_BEHIND_CHANNELS)
    names = {as_id(name): column for column in columns for name in _names(column)}
    for column in columns:  # `headline` alone, where nothing else is called so
        names.setdefault(as_id(column.path[-1]), column)
    headings = tuple(name for column in columns for name in (column.heading, *column.also))
    return Index(columns, {column.path: column for column in columns}, names, headings)
