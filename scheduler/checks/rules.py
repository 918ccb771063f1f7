"""The house rules: every one by its name, with what it tells of, and how they are run over a calendar."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from itertools import chain

from scheduler.calendar.loading import read_calendar
from scheduler.calendar.made import Made, OfFile, by_file, without_collecting
from scheduler.calendar.model import Calendar, Post
from scheduler.checks import (
    characters,
    consent,
    coverage,
    crowding,
    duplicates,
    encodings,
    form,
    hotlines,
    language,
    privacy,
    sameness,
    sources,
    translations,
)
from scheduler.checks.facts import Everything, Facts, Told, facts_of
from scheduler.checks.kept import Found, Kept
from scheduler.checks.written import House, Written
from scheduler.clock import SystemClock
from scheduler.files import WorkFolder
from scheduler.problems import Level, Message, Problem
from scheduler.settings.model import Settings

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class OfPost:
    """A rule that looks at one post alone, so that what it told holds until the post changes.

    *about* is its line in the guide; *of_absence*: it tells of what is missing, which in a post with errors
    may only be unread.
    """

    about: str
    tell: Callable[[Written, House], Iterable[Problem]]
    of_absence: bool = False


@dataclass(frozen=True, slots=True)
class OfCalendar:
    """A rule that holds posts against each other."""

    about: str
    tell: Callable[[Everything, House], Iterable[Told]]


EACH: Mapping[str, OfPost] = {
    "hotline-unknown": OfPost(
        "số điện thoại gõ tay không có trong danh bạ; sai một chữ số thì nói đúng ra là số nào",
        hotlines.unknown,
    ),
    "hotline-expired": OfPost("đường dây đã quá ngày valid_until vào hôm bài lên", hotlines.expired),
    "hotline-unverified": OfPost(
        "đường dây chưa có ai gọi thử trong một năm (verified_on); để error thì bài chờ người gọi thử",
        hotlines.unverified,
    ),
    "children-unsure": OfPost(
        "thẻ ghi chưa chắc ảnh có trẻ em hay không, hoặc có mà chưa ghi tuổi (children_seen)", consent.unsure
    ),
    "children-unasked": OfPost(
        "thẻ có ảnh mà chưa ai nói trong ảnh có trẻ em hay không (children_seen), như bài từ Excel",
        consent.unasked,
    ),
    "consent-missing": OfPost(
        "ảnh có trẻ em (children) mà chưa ghi rõ sự đồng ý của cha mẹ (consent)",
        consent.missing,
        of_absence=True,
    ),
    "child-consent-missing": OfPost(
        "em trong ảnh từ 7 tuổi mà chưa ghi rõ sự đồng ý của chính em (child_consent)",
        consent.own_missing,
        of_absence=True,
    ),
    "consent-withdrawn": OfPost("sự đồng ý đã rút lại (consents_withdrawn trong cài đặt)", consent.withdrawn),
    "child-named": OfPost("tên trẻ em kèm lớp hoặc trường", privacy.child_named),
    "id-number": OfPost("số căn cước, số chứng minh (9 hoặc 12 chữ số)", privacy.id_number),
    "home-address": OfPost("địa chỉ nhà riêng", privacy.home_address),
    "source-missing": OfPost(
        "con số, khảo sát, văn bản luật mà bài không ghi source", sources.missing, of_absence=True
    ),
    "alt-missing": OfPost("thẻ chưa có alt cho người khiếm thị", form.alt_missing, of_absence=True),
    "text-too-long": OfPost(
        "dài quá mức nhận: bài kể cả hashtag và đường dẫn (Facebook: 63.206 ký tự), bình luận đầu tiên "
        "(8.000), tiêu đề (250), lời tả thẻ (1.000)",
        form.too_long,
    ),
    "many-hashtags": OfPost(f"quá {form.MOST_HASHTAGS} hashtag", form.many_hashtags),
    "bare-link": OfPost("đường dẫn thiếu https:// nên không bấm được", form.bare_link),
    "all-caps": OfPost("câu viết hoa toàn bộ", form.all_caps),
    "unfinished": OfPost("chỗ còn để trống: [tên], XXX, …… , TODO, điền vào đây", form.unfinished),
    "lone-star": OfPost("dấu * lẻ trên thẻ, không tô màu được chữ nào", form.lone_star),
    "old-encoding": OfPost("chữ gõ bằng bảng mã cũ (TCVN3, VNI, VIQR) hoặc bị vỡ", encodings.old_encoding),
    "broken-character": OfPost(
        "dấu đầu dòng của Word (người đọc thấy ô vuông), ký tự đảo chiều chữ", characters.broken
    ),
    "hidden-character": OfPost(
        "ký tự ẩn xen giữa chữ: khoảng trống ẩn, dấu gạch nối ẩn (chữ Khmer và emoji thì được)",
        characters.hidden,
    ),
    "page-tag": OfPost("`@[mã trang]`: Facebook bỏ mất mà không báo", characters.page_tag),
    "stray-accent": OfPost("dấu đứng rời khỏi chữ", encodings.stray_accent),
    "wrong-language": OfPost(
        "chữ Khmer trong bài tiếng Việt; bài hay mục tiếng Khmer mà không có chữ Khmer", language.wrong
    ),
    "khmer-unread": OfPost(
        "chữ Khmer chưa có người đọc thạo tiếng Khmer xem lại (khmer_reader)",
        language.unread,
        of_absence=True,
    ),
    "day-spelling": OfPost("ngày trong tuần viết khác cách của Hội: thứ Bảy, Chủ Nhật", language.days),
}

ALL: Mapping[str, OfCalendar] = {
    "translation-unknown": OfCalendar("translation_of chỉ một bài không có trong lịch", translations.unknown),
    "translation-differs": OfCalendar(
        "bản dịch khác bài gốc về con số, ngày tháng, số điện thoại hoặc đường dẫn", translations.differs
    ),
    "translation-old": OfCalendar("bài gốc đã sửa sau khi dịch", translations.old),
    "near-duplicate": OfCalendar(
        "bài gần như trùng một bài trong 90 ngày trước, trên cùng trang", duplicates.near_duplicate
    ),
    "too-close": OfCalendar("hai bài cùng trang cách nhau chưa tới một giờ", duplicates.too_close),
    "too-many": OfCalendar(
        "nhiều bài hơn mức mà kênh nhận trong một ngày, một tháng (người quan tâm Zalo OA)", crowding.too_many
    ),
    "same-card": OfCalendar(
        "thẻ cùng mẫu, cùng hình với bài ngay trước nó trên cùng trang, trong một tháng", sameness.same_card
    ),
    "not-covered": OfCalendar(
        "tháng không có bài nào cho một đối tượng, một chủ đề trong cài đặt", coverage.not_covered
    ),
}

RULES: Mapping[str, OfPost | OfCalendar] = {**EACH, **ALL}


def run(calendar: Calendar, settings: Settings, *, today: date | None = None) -> list[Problem]:
    """Every problem that the house rules find in the posts that are ready.

    *today* is the day in the settings' zone (None: now), from which on a queued post may go out. Rules
    that are off are not run; a post with an error of its own is looked at too, at the lines that have none.
    """
    return [*_found(calendar, settings, today).problems, *_of_directory(calendar, settings, today)]


def of_post(post: Post, house: House, *, is_whole: bool = True) -> list[Problem]:
    """What the rules that look at one post find in *post*; *is_whole*: all that it has could be read.

    A post that a rule fails over is stopped: it was not judged.
    """
    try:
        return list(_of_post(post, house, is_whole=is_whole))
    except Exception as error:
        log.exception("%s could not be judged", post.id)
        return [post.problem(UNJUDGED, "id", why=type(error).__name__)]


def _of_post(post: Post, house: House, *, is_whole: bool) -> Iterator[Problem]:
    written = Written(post)
    levels = house.settings.checks
    for name, rule in EACH.items():
        level = levels[name]
        if level != "off" and (is_whole or not rule.of_absence):
            for problem in rule.tell(written, house):
                yield replace(problem, level=level)


UNJUDGED = Message.of(
    "unjudged",
    "bài có gì đó làm Loa không kiểm tra nổi ({why}), nên bài chưa được đăng",
    "something in this post is beyond the checks ({why}), so it is not published",
    "Xem lại chỗ vừa sửa trong bài. Nếu không thấy gì lạ, gửi tệp này cho người hỗ trợ.",
    "Look at what was changed last. If nothing is odd there, send the file to whoever helps you.",
)


def read_checked(folder: WorkFolder, settings: Settings, *, today: date | None = None) -> Calendar:
    """The calendar of *folder* as it reads now, held against the house rules."""
    calendar = read_calendar(folder, settings)
    kept = Kept(folder, calendar.prints, today or _today(settings))
    found = kept.whole(lambda: _found(calendar, settings, today, kept))
    return _held(calendar, found, _of_directory(calendar, settings, today))


def checked(calendar: Calendar, settings: Settings) -> Calendar:
    """*calendar* with what the house rules find; a post with an error among it is no longer sound."""
    return _held(calendar, _found(calendar, settings, None), _of_directory(calendar, settings, None))


def _today(settings: Settings) -> date:
    return SystemClock().now().astimezone(settings.zone).date()


def _of_directory(calendar: Calendar, settings: Settings, today: date | None) -> list[Problem]:
    """What is told of the lines themselves, whichever posts name them."""
    if settings.checks["hotline-unverified"] == "off" or not calendar.hotlines:
        return []
    return list(hotlines.of_directory(calendar.hotlines, today or _today(settings)))


@without_collecting()
def _found(calendar: Calendar, settings: Settings, today: date | None, kept: Kept | None = None) -> Found:
    """All that the rules find; what *kept* has is not looked for again."""
    day = today or _today(settings)
    house = House(settings, calendar.hotlines, calendar.units, day, calendar.posts, calendar.faulty)
    files = by_file(calendar)
    lines = _lines_told(calendar) if calendar.faulty else {}
    found: list[Found] = []
    facts: list[Facts] = []
    for file in files:
        find = partial(_in_file, file, house, lines.get(file.file, frozenset()))
        own, known = kept.of_file(file, find) if kept is not None else find()
        found.append(own)
        facts.append(known)
    posts = [Made(partial(_ready, file), len(known.ids)) for file, known in zip(files, facts, strict=True)]
    for number, told in _told(Everything(facts, posts), house).items():
        make = partial(_made, told, posts[number])
        found.append(kept.of_others(files[number], told, make) if kept is not None else make())
    return Found(
        Made(
            lambda: chain.from_iterable(one.problems for one in found),
            sum(len(one.problems) for one in found),
        ),
        frozenset(chain.from_iterable(one.stopped for one in found)),
    )


def _in_file(file: OfFile, house: House, told: Collection[int]) -> tuple[Found, Facts]:
    """What is found in the posts of *file*, each looked at alone; the lines *told* of are told already."""
    ready = _ready(file)
    looked_at = [post for post in file.posts if post.status != "draft"]  # a statement too, before its hour
    problems = [problem for post in looked_at for problem in of_post(post, house)]
    stopped = _stopped(problems)
    for post in file.faulty:  # what else is wrong with them is told in the same go
        if post.status != "draft":
            beside = of_post(post, house, is_whole=False)
            problems += (problem for problem in beside if problem.place.line not in told)
    return Found(problems, stopped), facts_of(ready)


def _told(posts: Everything, house: House) -> dict[int, list[tuple[int, Level, Told]]]:
    """What the rules tell that hold *posts* against each other: by file, of which post there, the level."""
    found: defaultdict[int, list[tuple[int, Level, Told]]] = defaultdict(list)
    for name, rule in ALL.items():
        level = house.settings.checks[name]
        if level != "off":
            for one in rule.tell(posts, house):
                file, place = posts.place(one.number)
                found[file].append((place, level, one))
    return found


def _made(told: Iterable[tuple[int, Level, Told]], posts: Sequence[Post]) -> Found:
    problems = [one.problem(posts[place], level) for place, level, one in told]
    return Found(problems, _stopped(problems))


def _ready(file: OfFile) -> list[Post]:
    return [post for post in file.posts if post.status == "ready"]


def _lines_told(calendar: Calendar) -> Mapping[str, Collection[int]]:
    """By file, the lines of which something is told already."""
    found: defaultdict[str, set[int]] = defaultdict(set)
    for problem in calendar.problems:
        found[problem.place.file].add(problem.place.line)
    return found


def _stopped(problems: Iterable[Problem]) -> frozenset[str]:
    return frozenset(problem.post for problem in problems if problem.is_error and problem.post)


def _held(calendar: Calendar, found: Found, more: Sequence[Problem]) -> Calendar:
    """*calendar* without the posts that *found* stops; nothing of it is made before somebody asks.

    *more* is told beside it, and stops none.
    """
    if not found.problems and not more:
        return calendar
    told, stopped = calendar.problems, found.stopped
    problems = Made(
        lambda: sorted(
            (*told, *found.problems, *more),
            key=lambda one: (one.place.file, one.place.line, one.place.column),
        ),
        len(told) + len(found.problems) + len(more),
    )
    if not stopped:
        return replace(calendar, problems=problems)
    posts, faulty = calendar.posts, calendar.faulty
    return replace(
        calendar,
        posts=Made(lambda: (post for post in posts if post.id not in stopped), len(posts) - len(stopped)),
        faulty=Made(
            lambda: (*faulty, *(post for post in posts if post.id in stopped)), len(faulty) + len(stopped)
        ),
        problems=problems,
    )
