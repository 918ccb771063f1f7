"""How a post is made: described pictures, lengths, hashtags, links, capitals, and nothing left unfinished."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from functools import lru_cache

from scheduler.calendar.model import ChannelName, Post, units_of
from scheduler.calendar.wording import Wording, word
from scheduler.checks.pictured import which_picture
from scheduler.checks.written import CAPITALS, House, Path, Written
from scheduler.folding import says_nothing
from scheduler.kinds.kind import ChannelKind
from scheduler.kinds.registry import kinds
from scheduler.problems import Message, Problem, Text

MOST_HASHTAGS = 10  # more look like spam on Facebook, and nobody reads them
_SURE = 0.6  # of what a channel takes: what is filled in makes a text longer
LONGEST_TITLE = 250  # characters; a title is read at one glance, and a feed shows no more of it
LONGEST_ALT = 1_000  # characters; a screen reader reads them in one go

_ENDINGS = "vn|com|net|org|info|edu|gov|io|me|app|asia|tv"
_BARE_LINK = re.compile(
    rf"(?P<whole>https?://\S+)|(?<![\w@/.-])(?P<bare>(?:[a-z0-9-]+\.)+(?:{_ENDINGS})(?![\w@-])(?:/[^\s,;)”\"]*)?)",
    re.IGNORECASE,
)
_ENDING = re.compile(rf"\.(?:{_ENDINGS})(?!\w)", re.IGNORECASE)

_SHOUTED = re.compile(rf"[{CAPITALS}](?<!\w.)[{CAPITALS}]+(?:[ ,–-]{{1,3}}[{CAPITALS}\d]+){{3,}}(?!\w)")
_SHOUTED_LETTERS = 16  # fewer are the short names of offices: UBND TP HCM

_BLANKS = (
    "tên|họ tên|họ và tên|số|số điện thoại|sđt|ngày|giờ|thời gian|địa chỉ|địa điểm|nơi|link|đường dẫn|đơn vị"
    "|xã|huyện|trường|lớp|ảnh|hình|nguồn|điền|nhập|chèn|thêm|ghi|nội dung|tiêu đề|name|date|insert|text"
)
_SIGNS = (  # what `_UNFINISHED` cannot do without
    "[", "<", "{", "___", ".....", "……", "xxx", "XXX", "orem", "TODO", "TBD", "FIXME", "điền ", "Điền ",
    "sung sau", "sung tiếp", "nhật sau", "nhật tiếp", "iết sau", "iết tiếp", "hêm sau", "hêm tiếp",
    "dung ở đây", "dung vào đây",
)  # fmt: skip
_UNFINISHED = re.compile(
    r"(?P<address>https?://\S+)"
    rf"|\[\s*(?:…|\.{{2,}}|(?i:{_BLANKS})(?:\s[^\]\n]{{0,30}})?)\s*\]|<\s*(?i:{_BLANKS})(?:\s[^>\n]{{0,30}})?>"
    r"|\{(?!\{)[^{}\n]{0,40}\}|_{3,}|\.{5,}|…{2,}|[xX](?<!\w.)[xX]{2,}(?!\w)|[Ll]orem ipsum"
    r"|(?:TODO|TBD|FIXME)(?!\w)"
    r"|[Đđ]iền (?:vào |tiếp |[^\s.,;]+ ){0,3}(?:đây|sau)(?!\w)"
    r"|[(\[:]\s*(?:sẽ )?(?:[Bb]ổ sung|[Cc]ập nhật|[Vv]iết|[Tt]hêm) (?:sau|tiếp)(?=[.)\]…]|\s*$)"
    r"|[Nn]ội dung (?:ở đây|vào đây)",
    re.MULTILINE,
)
_NOTHING_SAID = re.compile(r"\s*(?:…|\.{2,}|-+|\?+)\s*\Z")

_PAIR = re.compile(r"\*[^*]+\*")
_STAR = re.compile(r"\*")


def alt_missing(written: Written, _: House) -> Iterator[Problem]:
    """A card that people who cannot see it would not hear of."""
    post = written.post
    for number, card in enumerate(post.cards):
        if says_nothing(card.alt):
            message = PHOTO_ALT_MISSING if card.is_photo else ALT_MISSING
            yield post.problem(message, *post.card_path(number), which=which_picture(post, number))


def too_long(written: Written, house: House) -> Iterator[Problem]:
    """A text, with its hashtags and link, or a first comment, title or description that no channel takes."""
    post = written.post
    carrying, text_taken, anything_taken = _taken(tuple(post.channels))
    variants = post.channels.values()
    length = len(written.joined) + len(post.link) + sum(map(len, post.hashtags))
    length += sum(len(one.link or "") + sum(map(len, one.hashtags or ())) for one in variants)
    if length < anything_taken:
        return
    yield from _too_long_anywhere(written)
    yield from _title_too_long(post, house, carrying)
    if length < text_taken:
        return
    for kind in carrying:
        channel, limits = ChannelName(kind.name), kind.limits
        said = _worded(post, house, kind)
        own = post.channels[channel].text is not None
        path = ("channels", channel, "text") if own else ("text",)
        yield from _longer(TEXT_TOO_LONG, post, path, channel, [one.text for one in said], limits.text)
        comments = [one.first_comment for one in said]
        yield from _longer(COMMENT_TOO_LONG, post, ("first_comment",), channel, comments, limits.comment)


@lru_cache(maxsize=64)
def _taken(channels: tuple[str, ...]) -> tuple[Sequence[ChannelKind], float, float]:
    """The kinds of *channels*, and below how many characters no text, and nothing at all, is too long."""
    carrying = [kind for kind in kinds() if kind.name in channels]
    texts = [limit for kind in carrying for limit in (kind.limits.text, kind.limits.comment) if limit]
    text = _SURE * min(texts, default=0)
    titles = [_SURE * kind.limits.title for kind in carrying if kind.limits.title]
    return carrying, text, min(text, LONGEST_TITLE, LONGEST_ALT, *titles)


def _title_too_long(post: Post, house: House, carrying: Iterable[ChannelKind]) -> Iterator[Problem]:
    """A title that one of the channels *carrying* it does not take."""
    for kind in carrying:
        channel, limit = ChannelName(kind.name), kind.limits.title
        if not limit:
            continue
        own = post.channels[channel].title
        if len(post.title if own is None else own) >= _SURE * limit:
            path = ("title",) if own is None else ("channels", channel, "title")
            titles = [one.title for one in _worded(post, house, kind)]
            yield from _longer(TITLE_TOO_LONG_THERE, post, path, channel, titles, limit)


def _worded(post: Post, house: House, kind: ChannelKind) -> list[Wording]:
    """What *post* says there, for each unit; [] where it names a hotline that there is not, as the reader
    tells."""
    channel, units = ChannelName(kind.name), units_of(post, house.units)
    with suppress(LookupError):
        return [word(post, unit, house.hotlines, channel, kind.limits) for unit in units]
    return []


def _longer(
    message: Message, post: Post, path: Path, channel: str, texts: Iterable[str], limit: int
) -> Iterator[Problem]:
    length = max(map(len, texts), default=0)
    if length > limit:
        yield post.problem(message, *path, channel=channel, length=length, limit=limit)


def _too_long_anywhere(written: Written) -> Iterator[Problem]:
    """Titles and descriptions of cards, which no channel counts."""
    post = written.post
    titles: list[tuple[Path, str]] = [(("title",), post.title)]
    titles += [(("channels", name, "title"), one.title or "") for name, one in post.channels.items()]
    for path, title in titles:
        if len(title) > LONGEST_TITLE:
            yield post.problem(TITLE_TOO_LONG, *path, length=len(title), limit=LONGEST_TITLE)
    for number, card in enumerate(post.cards):
        if len(card.alt) > LONGEST_ALT:
            where = (*post.card_path(number), "alt")
            yield post.problem(ALT_TOO_LONG, *where, length=len(card.alt), limit=LONGEST_ALT)


def many_hashtags(written: Written, _: House) -> Iterator[Problem]:
    """More hashtags than anybody reads."""
    post = written.post
    if len(post.hashtags) > MOST_HASHTAGS:
        yield post.problem(MANY_HASHTAGS, "hashtags", count=len(post.hashtags), most=MOST_HASHTAGS)
    for name, variant in post.channels.items():
        count = len(variant.hashtags or ())
        if count > MOST_HASHTAGS:
            yield post.problem(
                MANY_HASHTAGS, "channels", ChannelName(name), "hashtags", count=count, most=MOST_HASHTAGS
            )


def bare_link(written: Written, _: House) -> Iterator[Problem]:
    """An address that readers could not click."""
    if _ENDING.search(written.joined):
        for path, found in written.find(_BARE_LINK):
            if found["bare"] and path[0] not in {"card", "cards", "photos"}:  # on a picture nobody clicks
                yield written.problem(BARE_LINK, path, found, link=f"https://{found[0].rstrip('.')}")


def all_caps(written: Written, _: House) -> Iterator[Problem]:
    """A sentence that shouts."""
    for path, found in written.find(_SHOUTED):
        if sum(letter.isalpha() for letter in found[0]) >= _SHOUTED_LETTERS:
            yield written.problem(ALL_CAPS, path, found)


def unfinished(written: Written, _: House) -> Iterator[Problem]:
    """What was to be filled in later, and is not."""
    if any([sign in written.joined for sign in _SIGNS]):  # noqa: C419 - a list is quicker for so few
        for path, found in written.find(_UNFINISHED):
            if not found["address"]:
                yield written.problem(UNFINISHED, path, found)
    for path, text in written.texts:
        if len(text) >= 6:
            continue
        if _NOTHING_SAID.match(text):
            yield written.post.problem(UNFINISHED, *path, words=text.strip())
        elif not text.strip() and path[-1] != "alt":  # a card's description is asked for by a rule of its own
            yield written.post.problem(NOTHING_SEEN, *path)


def lone_star(written: Written, _: House) -> Iterator[Problem]:
    """A * on a card without the second one that would make it a mark."""
    if "*" not in written.joined:
        return
    for path, text in written.texts:
        if path[0] in ("card", "cards") and path[-1] != "alt" and "*" in _PAIR.sub("", text):
            yield written.problem(LONE_STAR, path, list(_STAR.finditer(text))[-1])


ALT_MISSING = Message.of(
    "alt-missing",
    "{which} chưa có lời tả cho người khiếm thị",
    "{which} has no description for people who cannot see",
    "Thêm alt: một câu nói tấm thẻ vẽ gì, ghi gì.",
    "Add alt: one sentence that says what the card shows.",
)
PHOTO_ALT_MISSING = Message.of(
    ALT_MISSING.code,
    "{which} chưa có lời tả cho người khiếm thị",
    "{which} has no description for people who cannot see",
    "Thêm alt: một câu nói trong ảnh có ai, đang làm gì.",
    "Add alt: one sentence that says who is in the photo, and what they do.",
)
TEXT_TOO_LONG = Message.of(
    "text-too-long",
    "bài dài {length} ký tự, tính cả hashtag và đường dẫn; kênh {channel} chỉ nhận {limit}",
    "the text has {length} characters with its hashtags and link; {channel} takes {limit}",
    "Rút ngắn, hoặc tách làm nhiều bài.",
    "Shorten it, or make several posts of it.",
)
COMMENT_TOO_LONG = Message.of(
    "text-too-long",
    "bình luận đầu tiên dài {length} ký tự, kênh {channel} chỉ nhận {limit}",
    "the first comment has {length} characters; {channel} takes {limit}",
    "Rút ngắn, hoặc chuyển bớt vào bài.",
    "Shorten it, or move some of it into the post.",
)
TITLE_TOO_LONG_THERE = Message.of(
    "text-too-long",
    "tiêu đề dài {length} ký tự, kênh {channel} chỉ nhận {limit}",
    "the title has {length} characters; {channel} takes {limit}",
    "Rút ngắn tiêu đề, hoặc ghi tiêu đề riêng cho kênh ấy.",
    "Shorten it, or give that channel a title of its own.",
)
TITLE_TOO_LONG = Message.of(
    "text-too-long",
    "tiêu đề dài {length} ký tự, nên không quá {limit}",
    "the title has {length} characters; {limit} is the most",
    "Rút ngắn tiêu đề, chuyển phần còn lại vào bài.",
    "Shorten it and move the rest into the text.",
)
ALT_TOO_LONG = Message.of(
    "text-too-long",
    "lời tả thẻ dài {length} ký tự, nên không quá {limit}",
    "the card's description has {length} characters; {limit} is the most",
    "Tả tấm thẻ bằng một hai câu.",
    "Describe the card in a sentence or two.",
)
MANY_HASHTAGS = Message(
    "many-hashtags",
    Text("bài có tới {count} hashtag, nên dùng không quá {most}", "{count} hashtags are more than {most}"),
    Text("Giữ lại ba đến năm hashtag sát chủ đề nhất.", "Keep the three to five that fit best."),
)
BARE_LINK = Message.of(
    "bare-link",
    "đường dẫn “{words}” thiếu https:// nên người đọc không bấm được",
    "the link “{words}” lacks https://, so readers cannot click it",
    "Viết đủ: {link}",
    "Write {link}",
)
ALL_CAPS = Message(
    "all-caps",
    Text(
        "câu viết hoa hết khó đọc, giống như đang la: “{words}”", "all capitals are hard to read: “{words}”"
    ),
    Text("Viết chữ thường, chỉ hoa đầu câu và tên riêng.", "Write it in small letters."),
)
UNFINISHED = Message.of(
    "unfinished",
    "chỗ này còn để trống, chưa điền: “{words}”",
    "this was to be filled in: “{words}”",
    "Điền cho xong hoặc xóa đi. Bài còn viết dở thì ghi status: draft.",
    "Fill it in or delete it. A post still in the making is status: draft.",
)
NOTHING_SEEN = Message(
    "unfinished",
    Text("chỗ này không có chữ nào nhìn thấy được", "there is nothing here that can be seen"),
    Text("Xóa mục này, hoặc gõ lại nội dung.", "Delete it, or type it again."),
)
LONE_STAR = Message(
    "lone-star",
    Text("dấu * lẻ loi: chữ được tô màu phải nằm giữa hai dấu *", "this * has no partner: *…* marks words"),
    Text("Thêm dấu * thứ hai, hoặc xóa dấu này.", "Add the second *, or delete this one."),
)
