"""Posts that nobody wrote: any text that a person can type, in every field."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from scheduler.calendar.entry import POST_KEYS
from scheduler.calendar.model import Campaign, Card, ChannelVariant, Post
from scheduler.reader.source import has_forbidden

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
# What YAML, Excel or XML would take for something else, and what staff really type.
SPICE = st.sampled_from(
    [
        "- ", "# ", " #", ": ", ":", "{{ unit.name }}", "{{ hotline('tong-dai-111') }}", "“", "”", '"', "'",
        "\\", "\n", "\n\n", "\n  ", "  ", "\t", "|", ">", "&a", "*a", "!t", "%", "@", "`", "? ", "---", "...",
        "[", "]", "{", "}", ",", ";", "~", "null", "no", "yes", "0377672444", "111", "1e5", "07:30", "<<",
        "2026-12-01", "=1+1", "+1", "-1", "#REF!", "#N/A", "_x000A_", "•", "• ", "–", "\u00a0", "\u200b",
        "Nguyễn Thị Ánh", "o\u031b\u0301", "ភាសាខ្មែរ", "👩‍👧", "<b>&amp;</b>", "\ufe0f", "\u202e", "\r",
    ]
)  # fmt: skip
SLOTS = (
    'slots: {daily: ["07:30", "19:30"]}\n'  # for the settings: a post without a time is sound where slots are
)
CHANNEL_SETS = [("facebook",), ("website",), ("facebook", "website")]  # in the order that reading gives
_KEY_IN_TEXT = re.compile(rf"\n(?:-[ ]+)?(?:{'|'.join(POST_KEYS)}):(?=\s|$)")


def typed(line_breaks: str = "\n\r", least: int = 1) -> st.SearchStrategy[str]:
    """Text as a post holds it: composed, without space around it, with no braces but sound ones."""

    def cleaned(parts: list[str]) -> str:
        text = unicodedata.normalize("NFC", "".join(parts))
        for sign in "\n\r":
            text = text if sign in line_breaks else text.replace(sign, " ")
        return text.strip()

    anything = st.text(st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp")), max_size=8)
    return st.lists(SPICE | anything, max_size=8).map(cleaned).filter(lambda text: _is_sound(text, least))


def _is_sound(text: str, least: int) -> bool:
    rest = text.replace("{{ unit.name }}", "").replace("{{ hotline('tong-dai-111') }}", "")
    braces = "{{" in rest or "}}" in rest
    return len(text) >= least and not braces and not has_forbidden(text) and not _KEY_IN_TEXT.search(text)


def shown(line_breaks: str = "\n\r", least: int = 1) -> st.SearchStrategy[str]:
    """Text in which nothing is filled in."""
    return (
        typed(line_breaks, least)
        .map(lambda text: text.replace("{{", "").replace("}}", "").strip())
        .filter(lambda text: len(text) >= least)
    )


def posts(line_breaks: str = "\n\r") -> st.SearchStrategy[Post]:
    """Sound posts of the folder that tests/calendar reads in."""
    filled, words, maybe = typed(line_breaks), shown(line_breaks), shown(line_breaks, 0)
    items = words.filter(lambda item: item[0] != "“")
    hashtags = st.lists(st.sampled_from(["BaoVeTreEm", "AnToan_Mang", "Số1", "_a", "១ក"]), max_size=3)
    link = st.sampled_from(["https://phunu.example.vn/a#b", "http://x.vn/?q=1&r=2", "https://é.vn"])
    days = st.dates(date(2000, 1, 1), date(2199, 12, 31))
    card = st.builds(
        Card,
        template=words,
        fields=st.dictionaries(
            st.sampled_from(["headline", "points", "body", "answers"])
            | words.filter(lambda key: key not in {"template", "alt", "mood", "ground", "<<"}),
            words | st.lists(items, max_size=4).map(tuple),
            max_size=4,
        ),
        alt=maybe,
        mood=maybe,
        ground=maybe,
    )
    photo = st.builds(
        lambda image, alt, seen: Card("", {"image": image}, alt, children_seen=seen),
        words,
        maybe,
        st.sampled_from(["", "none", "yes", "unsure"]),
    )
    variant = st.builds(
        ChannelVariant,
        title=st.none() | filled,
        text=st.none() | filled,
        hashtags=st.none() | hashtags.map(tuple),
        link=st.none() | link,
    )
    moments = st.builds(datetime.combine, days, st.times().map(_minutes)).map(
        lambda moment: moment.replace(tzinfo=ZONE)
    )

    @st.composite
    def build(draw: st.DrawFn) -> Post:
        at = draw(st.none() | moments)
        series = at is not None and at.year < 2199 and draw(st.booleans())
        pool = at is None and draw(st.booleans())
        second = (at.date() + timedelta(1),) if at and series else ()
        return Post(
            id=draw(st.from_regex(r"[a-z0-9]+(-[a-z0-9]+){0,2}", fullmatch=True)),
            title=draw(filled),
            text=draw(filled),
            at=at,
            after=None if at else draw(st.none() | moments),
            repeat=draw(st.sampled_from(["FREQ=DAILY;COUNT=3", "FREQ=DAILY;INTERVAL=1"])) if series else "",
            excluded=draw(st.sampled_from([(), second])),
            evergreen=draw(st.integers(14, 730)) if pool else 0,
            season=draw(st.sampled_from(["", "11-1", "3, 10", "11", "15/11-10/12"])) if pool else "",
            cap=draw(st.integers(0, 26)) if pool else 0,
            units=draw(st.sampled_from([("province",), ("all",)])),
            channels={name: draw(variant) for name in draw(st.sampled_from(CHANNEL_SETS))},
            audience=draw(st.sampled_from(["", "cha-me", "hoc-sinh"])),
            topic=draw(st.sampled_from(["", "mat-khau"])),
            hotlines=tuple(draw(st.lists(st.sampled_from(["tong-dai-111", "hoi-phu-nu-tinh"]), max_size=2))),
            hashtags=tuple(draw(hashtags)),
            cards=tuple(draw(st.lists(card, max_size=4) | st.lists(photo, max_size=4))),
            link=draw(st.just("") | link),
            first_comment=draw(st.just("") | filled),
            status=draw(st.sampled_from(["draft", "ready"])),
            source=draw(maybe),
            children=tuple(draw(st.lists(st.integers(0, 17), max_size=3))),
            consent=draw(maybe),
            child_consent=draw(maybe),
            language=draw(st.sampled_from(["vi", "km"])),
            khmer_reader=draw(maybe),
            translation_of=draw(st.sampled_from(["", "bai-goc", "bai-goc#a1b2c3"])),
            continues=draw(st.sampled_from(["", "bai-goc"])),
            expires=draw(st.none() | st.just(date(2199, 12, 31))),
            in_charge=draw(maybe),
            note=draw(maybe),
        )

    return build()


def campaigns(line_breaks: str = "\n\r") -> st.SearchStrategy[Campaign]:
    """Headings of a file."""
    maybe = shown(line_breaks, 0)
    return st.builds(Campaign, id=st.sampled_from(["", "dot-1"]), title=maybe, programme=maybe)


def _minutes(moment: time) -> time:
    return moment.replace(second=0, microsecond=0, fold=0)
