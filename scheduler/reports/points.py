"""The six points of the letter that this work carries out, and which posts belong to which.

A post belongs to a point because its source cites it (“Công văn 267/BTV-BTGCSLP, mục 2 và 6”), because of
what it shows, or because the settings say so (`report: points:`). What no post can be, such as a training
course, is left for a person to fill in.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from scheduler.calendar.model import Post
from scheduler.problems import Text
from scheduler.settings.model import PointNumber, PointSettings

LETTER = "267/BTV-BTGCSLP"
PROGRAMME = "830/QĐ-TTg"
_NUMBER = r"[1-6](?!\d)"
_CITED = re.compile(
    rf"{re.escape(LETTER)}[^;\n]*?(?:mục|điểm|nội dung)\s+"
    rf"({_NUMBER}(?:\s*(?:,|và)\s*(?:(?:mục|điểm|nội dung)\s+)?{_NUMBER})*)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Point:
    """One point of the letter: what it asks for, and by what else than a citation a post belongs to it."""

    number: int
    asks: Text
    decided: Text
    by_programme: bool = False  # the campaign's programme, or the source, is the letter's own
    by_hotline: bool = False
    by_picture: bool = False
    is_beyond: bool = False  # Loa cannot know all that is done for it


POINTS = (
    Point(
        1,
        Text(
            "Tuyên truyền, phổ biến Chương trình theo Quyết định số 830/QĐ-TTg",
            "Make the programme of Decision 830/QĐ-TTg known",
        ),
        Text(
            "bài của đợt ghi chương trình 830/QĐ-TTg, hoặc ghi nguồn mục 1",
            "posts whose campaign names 830/QĐ-TTg, or whose source cites point 1",
        ),
        by_programme=True,
    ),
    Point(
        2,
        Text(
            "Trang bị kỹ năng cho cha mẹ, giáo viên, người chăm sóc trẻ, học sinh, sinh viên",
            "Skills for parents, teachers, carers, pupils and students",
        ),
        Text("bài ghi nguồn mục 2", "posts whose source cites point 2"),
    ),
    Point(
        3,
        Text("Thông tin rộng rãi các số đường dây nóng", "Make the hotlines widely known"),
        Text(
            "bài có số đường dây nóng của danh bạ, hoặc ghi nguồn mục 3",
            "posts that show a number of the directory, or whose source cites point 3",
        ),
        by_hotline=True,
    ),
    Point(
        4,
        Text(
            "Đổi mới cách truyền thông: gần gũi, sinh động, qua trang web, Zalo, Facebook",
            "Fresh and lively forms, on the website, Zalo and Facebook",
        ),
        Text(
            "bài có thẻ ảnh hay phim, hoặc ghi nguồn mục 4",
            "posts with a card or a film, or whose source cites point 4",
        ),
        by_picture=True,
    ),
    Point(
        5,
        Text("Tập huấn, nâng cao năng lực cho cán bộ Hội", "Train the officers"),
        Text(
            "bài ghi nguồn mục 5; lớp tập huấn thì đơn vị tự ghi thêm",
            "posts whose source cites point 5; courses are filled in by hand",
        ),
        is_beyond=True,
    ),
    Point(
        6,
        Text(
            "Lên tiếng tố giác lừa đảo, bạo lực, xâm hại trẻ em trên mạng",
            "Speak up against fraud, violence and abuse of children online",
        ),
        Text("bài ghi nguồn mục 6", "posts whose source cites point 6"),
    ),
)


def points_of(
    post: Post, *, shows_hotline: bool, chosen: Mapping[PointNumber, PointSettings] | None = None
) -> frozenset[int]:
    """The numbers of the points that *post* belongs to."""
    also = {int(number) for number, which in (chosen or {}).items() if _is_chosen(post, which)}
    cited = cites(post.source)
    names_it = PROGRAMME in post.campaign.programme or PROGRAMME in post.source
    is_pictured = bool(post.cards or post.film)
    return frozenset(
        point.number
        for point in POINTS
        if point.number in cited
        or (point.by_programme and names_it)
        or (point.by_hotline and shows_hotline)
        or (point.by_picture and is_pictured)
        or point.number in also
    )


def cites(source: str) -> frozenset[int]:
    """The points of the letter that a *source* cites."""
    return frozenset(int(one) for found in _CITED.finditer(source) for one in re.findall("[1-6]", found[1]))


def _is_chosen(post: Post, chosen: PointSettings) -> bool:
    return (
        post.topic in chosen.topics
        or post.audience in chosen.audiences
        or post.campaign.id in chosen.campaigns
    )
