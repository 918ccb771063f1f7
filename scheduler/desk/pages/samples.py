"""A sample of each design of a card, in the office's own colours: what somebody chooses by.

The words are samples, not facts. Khmer: to be checked by a reader of Khmer.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from scheduler.calendar.model import Card, Post, PostId, Unit
from scheduler.cards.design.branding import worn_by
from scheduler.cards.design.template import Template
from scheduler.cards.gallery import Gallery
from scheduler.cards.messages import can_be_looked_at
from scheduler.desk.live.reading import Reading

Fields = Mapping[str, str | tuple[str, ...]]

SIZE = "portrait"
SAMPLES: Mapping[str, Fields] = {
    "tip": {"headline": "Mỗi tối một câu, *nghe con kể*", "illustration": "moon"},
    "checklist": {"headline": "*Hai việc* tối nay", "points": ("Cất điện thoại", "Nghe con kể")},
    "hotline": {"headline": "Con gặp chuyện? *Gọi ngay.*"},
    "quote": {"quote": "Con *không có lỗi*.", "speaker": "Cô Thu, giáo viên"},
    "number": {"number": "15", "headline": "phút mỗi tối, *nghe con kể*"},
    "myth": {"myth": "Chỉ là đùa thôi.", "truth": "*Đùa mà đau* là bắt nạt."},
    "question": {"question": "Nói *hay không?*", "answers": ("Nói liền", "Để mai")},
    "event": {"date": "5/12/2026", "title": "*Ngày hội* đọc sách", "time": "7 giờ 30"},
    "story": {"headline": "*Má ơi,* con kể nghe"},
    "bilingual": {"headline": "*Bảo vệ trẻ em*", "khmer": "*ការពារកុមារ*"},
    "cover": {"headline": "*Mẹ ơi!*", "illustration": "birds"},
    "end": {"headline": "Lưu.\nKể.\n*Gọi.*"},
}


def sample_of(template: str, reading: Reading) -> Post | None:
    """A post with a card of *template*, each in a mood of its own as a month has them; None for a design
    of the office's own."""
    fields = SAMPLES.get(template)
    if fields is None or reading.gallery is None:
        return None
    moods = list(worn_by(reading.unit.brand))
    mood = moods[list(SAMPLES).index(template) % len(moods)]
    return with_card(Card(template, fields, "Thẻ mẫu", mood), list(reading.calendar.hotlines)[:1])


def with_card(card: Card, hotlines: Collection[str] = ()) -> Post:
    """A post of that card alone."""
    return Post(PostId("the-mau"), "Thẻ mẫu", "Thẻ mẫu", cards=(card,), hotlines=tuple(hotlines))


def painted(gallery: Gallery, post: Post, unit: Unit) -> bytes | None:
    """The card of *post*, large; None where it cannot be painted."""
    if not can_be_looked_at(gallery.problems(post, unit, (SIZE,))):
        return None
    try:
        return gallery.paint(post, unit, (SIZE,))[0].data
    except (ValueError, OSError, LookupError):
        return None


def in_order(templates: Mapping[str, Template]) -> Mapping[str, Template]:
    """*templates* with those first that are chosen most; the office's own after them."""
    ours = {name: templates[name] for name in SAMPLES if name in templates}
    return {**ours, **templates}
