"""A post's words for one unit and one channel."""

from __future__ import annotations

from scheduler.calendar.model import (
    PROVINCE,
    ChannelName,
    ChannelVariant,
    Hotline,
    Post,
    PostId,
    Unit,
)
from scheduler.calendar.wording import Limits, word

UNIT = Unit(PROVINCE, "Hội LHPN tỉnh")
HOTLINES = {"tong-dai-111": Hotline("tong-dai-111", "Tổng đài", "111")}
FACEBOOK, WEBSITE = ChannelName("facebook"), ChannelName("website")
POST = Post(
    id=PostId("a"),
    title="Lời {{unit.name}}",
    text="Gọi {{ hotline('tong-dai-111') }} nhé.\n",
    channels={FACEBOOK: ChannelVariant(text="Riêng", hashtags=()), WEBSITE: ChannelVariant()},
    hashtags=("A", "B"),
    link="https://a.vn/",
)


def test_where_all_stands_in_the_text_it_is_put_together() -> None:
    wording = word(POST, UNIT, HOTLINES, ChannelName("other"), Limits(1000, inline=True))
    assert wording.text == "Lời Hội LHPN tỉnh\n\nGọi 111 nhé.\n\nhttps://a.vn/\n\n#A #B"


def test_a_web_page_keeps_title_hashtags_and_link_apart() -> None:
    wording = word(POST, UNIT, HOTLINES, WEBSITE, Limits(1000, inline=False))
    assert (wording.title, wording.text, wording.hashtags, wording.link) == (
        "Lời Hội LHPN tỉnh",
        "Gọi 111 nhé.",
        ("A", "B"),
        "https://a.vn/",
    )


def test_what_differs_on_a_channel_wins() -> None:
    wording = word(POST, UNIT, HOTLINES, FACEBOOK, Limits(1000, inline=True))
    assert wording.text == "Lời Hội LHPN tỉnh\n\nRiêng\n\nhttps://a.vn/"


def test_a_backslash_in_a_name_is_only_a_letter() -> None:
    unit = Unit(PROVINCE, r"Hội \1 \g<field>")
    assert word(POST, unit, HOTLINES, WEBSITE, Limits(9, inline=False)).title == r"Lời Hội \1 \g<field>"
