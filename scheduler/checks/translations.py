"""A post and its translation say the same: numbers, dates, hotlines and links; and neither is older."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from typing import Literal

from scheduler.calendar.model import Hotline, Post
from scheduler.calendar.numbers import PHONE, bare
from scheduler.calendar.wording import PLACEHOLDER
from scheduler.checks.facts import Everything, Told
from scheduler.checks.written import House
from scheduler.folding import Folded, fold
from scheduler.problems import Message, Text
from scheduler.reader.shape import meant, nearest

_KHMER_MONTHS = {
    "មករា": 1, "កុម្ភៈ": 2, "មីនា": 3, "មេសា": 4, "ឧសភា": 5, "មិថុនា": 6,
    "កក្កដា": 7, "សីហា": 8, "កញ្ញា": 9, "តុលា": 10, "វិច្ឆិកា": 11, "ធ្នូ": 12,
}  # fmt: skip
# Web addresses, telephone numbers, dates in figures or with a month's name, and all other numbers.
_FIGURE = re.compile(
    rf"{PHONE.pattern}"
    r"|(?P<day>\d{1,2})(?:[/.-]|\s+tháng\s+)(?P<month>0?[1-9]|1[0-2]|[០១]?[០-៩])(?:(?:[/.-]|\s+năm\s+)(?P<year>\d{4}))?(?!\d)"
    rf"|(?P<khmer_day>\d{{1,2}})\s*(?:ខែ\s*)?(?P<name>{'|'.join(_KHMER_MONTHS)})(?:\s*(?:ឆ្នាំ\s*)?(?P<khmer_year>\d{{4}}))?"
    r"|(?P<number>\d+(?:[.,]\d{3}(?!\d))*)"
)
_TRAILING = ".,;:!?…)]”។"
_SMALL = 10  # a smaller number may be a word in one of the languages

Kind = Literal["link", "hotline", "date", "number"]
Figures = dict[tuple[Kind, str], tuple[str, str, int]]  # what it says → field, words, which of the same


def mark_of(post: Post) -> str:
    """Six hex digits that change with the words of *post*: what a translation was made from."""
    return hashlib.sha256(f"{post.title}\n{post.text}".encode()).hexdigest()[:6]


def unknown(posts: Everything, house: House) -> Iterator[Told]:
    """A translation of a post that is not in the calendar, not even as a draft or with an error."""
    translations = posts.sparse("originals")
    # In the calendar's order: of two that are equally near, the same one is named each time.
    known = dict.fromkeys(str(one.id) for one in (*house.posts, *house.faulty)) if translations else {}
    for number, of in translations.items():
        id_, own = of.partition("#")[0], posts.post(number).id
        if id_ not in known or id_ == own:
            near = nearest(id_, [one for one in known if one != own])
            yield Told(number, TRANSLATION_UNKNOWN, ("translation_of",), {"id": id_, "meant": meant(near)})


def old(posts: Everything, house: House) -> Iterator[Told]:
    """A translation that was made before its original was changed, or that does not say from what."""
    for number, post, original in _pairs(posts, house):
        id_, _sign, mark = post.translation_of.partition("#")
        now = mark_of(original)
        if mark != now:
            message = TRANSLATION_OLD if mark else TRANSLATION_UNMARKED
            yield Told(number, message, ("translation_of",), {"id": id_, "now": f"{id_}#{now}"})


def differs(posts: Everything, house: House) -> Iterator[Told]:
    """A translation whose figures are not those of its original."""
    for number, post, original in _pairs(posts, house):
        ours, theirs = _figures(post, house.hotlines), _figures(original, house.hotlines)
        for kind, message in DIFFERENT.items():
            extra = [said for one, said in ours if one == kind and (kind, said) not in theirs]
            lacking = [said for one, said in theirs if one == kind and (kind, said) not in ours]
            if not (extra and lacking):  # three steps here, 3 steps there
                extra, lacking = _without_small(extra, kind), _without_small(lacking, kind)
            if extra or lacking:
                values = {
                    "id": original.id, "ours": ", ".join(extra) or "–", "theirs": ", ".join(lacking) or "–",
                }  # fmt: skip
                field, words, nth = ours[kind, extra[0]] if extra else ("translation_of", "", 0)
                yield Told(number, message, (field,), values, words, nth)


def _without_small(said: list[str], kind: Kind) -> list[str]:
    return [one for one in said if kind != "number" or int(one) >= _SMALL]


def _figures(post: Post, hotlines: Mapping[str, Hotline]) -> Figures:
    """What of *post* is the same in every language, and where it stands."""
    known = {line.number for line in hotlines.values()}
    figures: Figures = {("link", post.link): ("link", post.link, 0)} if post.link else {}
    for field, text in (("title", post.title), ("text", post.text)):
        folded = fold(text)
        for found in PLACEHOLDER.finditer(folded.text):
            line = hotlines.get(found["hotline"] or "")
            if line is not None:
                figures.setdefault(("hotline", line.number), (field, *_typed(text, folded, found)))
        blank = PLACEHOLDER.sub(lambda found: " " * len(found[0]), folded.text)
        for found in _FIGURE.finditer(blank):
            figures.setdefault(_said(found, known), (field, *_typed(text, folded, found)))
    return figures


def _said(found: re.Match[str], known: set[str]) -> tuple[Kind, str]:
    if found["address"]:
        return "link", found[0].rstrip(_TRAILING)
    if found["day"] or found["name"]:
        month = int(found["month"]) if found["day"] else _KHMER_MONTHS[found["name"]]
        day, year = found["day"] or found["khmer_day"], found["year"] or found["khmer_year"]
        return "date", f"{int(day)}/{month}" + (f"/{int(year)}" if year else "")
    if found["number"]:
        said = str(int(re.sub("[.,]", "", found[0])))
        return ("hotline" if said in known else "number"), said
    return "hotline", bare(found[0])


def _typed(text: str, folded: Folded, found: re.Match[str]) -> tuple[str, int]:
    """The words of *text* in which that was *found*, and which of the same they are."""
    start, end = folded.span(*found.span())
    return text[start:end], text.count(text[start:end], 0, start)


def _pairs(posts: Everything, house: House) -> Iterator[tuple[int, Post, Post]]:
    """The number of each translation, itself and its original, where that can be read; a draft is one too."""
    originals: dict[str, Post] = {}
    for number, of in posts.sparse("originals").items():
        originals = originals or {str(one.id): one for one in house.posts}
        post, original = posts.post(number), originals.get(of.partition("#")[0])
        if original is not None and original is not post:
            yield number, post, original


TRANSLATION_UNKNOWN = Message(
    "translation-unknown",
    Text("không có bài nào mang mã “{id}” để dịch", "there is no post “{id}” that this could translate"),
    Text("{meant}Kiểm tra lại mã bài gốc.", "{meant}Check the original's id."),
)
TRANSLATION_OLD = Message.of(
    "translation-old",
    "bài gốc “{id}” đã sửa sau khi dịch bài này",
    "the original “{id}” was changed after this translation was made",
    "Xem lại bản dịch, xong thì ghi: translation_of: {now}",
    "Look the translation over, then write translation_of: {now}",
)
TRANSLATION_UNMARKED = Message.of(
    "translation-old",
    "chưa ghi bài này dịch từ bản nào của “{id}”, nên bài gốc có sửa cũng không ai hay",
    "it is not said which state of “{id}” this translates, so nobody would notice a change there",
    "Bản dịch khớp bài gốc thì ghi: translation_of: {now}",
    "If both agree, write translation_of: {now}",
)


def _different(vi: str, en: str) -> Message:
    return Message.of(
        "translation-differs",
        f"bản dịch và bài gốc “{{id}}” khác nhau về {vi}: ở đây có {{ours}}, bài gốc có {{theirs}}",
        f"the translation and its original “{{id}}” differ in {en}: {{ours}} here, {{theirs}} there",
        "Xem lại bài nào đúng rồi sửa cho khớp.",
        "See which one is right and make them agree.",
    )


DIFFERENT: Mapping[Kind, Message] = {
    "number": _different("con số", "numbers"),
    "date": _different("ngày tháng", "dates"),
    "hotline": _different("số điện thoại", "telephone numbers"),
    "link": _different("đường dẫn", "links"),
}
