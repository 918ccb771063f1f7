"""One reading of the calendar for a channel: its prints, what keeps it from going out, what is given over."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from msgspec import structs

from scheduler.calendar.model import PROVINCE, Card, ChannelVariant, Hotline
from scheduler.calendar.wording import Limits
from scheduler.channels.channel import Media
from scheduler.delivery import reasons
from scheduler.delivery.edition import message_of, same_words
from scheduler.problems import Message, Place, Problem, Text
from tests.delivery.practice import LIMITS, PAGE, START, calendar, key, post

INLINE, APART = LIMITS, Limits(text=2000, inline=False, comment=300)
LINE = Hotline("ho-tro", "Hỗ trợ", "111")
WHOLE = {
    "audience": "cha-me", "topic": "mat-khau", "source": "Công văn 1", "hashtags": ("Con",),
    "link": "https://a.vn", "expires": date(2026, 12, 31), "hotlines": ("ho-tro",),
    "cards": (Card("tip", {"headline": "Một", "text": "Hai"}, alt="hình", mood="dem", ground="g"),),
}  # fmt: skip


@pytest.fixture
def reading(world):
    """The edition, the planned delivery and the page for post *a* with those *changes*."""

    def make(limits=INLINE, **changes):
        w = world(audiences={"cha-me": "Cha mẹ", "con": "Con"}, topics={"mat-khau": "Mật khẩu", "x": "X"})
        w.page.limits = limits
        line = changes.pop("line", LINE)
        w.read = replace(calendar(post("a", START, **(WHOLE | changes))), hotlines={"ho-tro": line})
        edition = w.works.edition()
        return edition, edition.agenda.find(key("a")), w

    return make


def test_a_calendar_reads_the_same_wherever_it_is_read(reading):
    edition, _, w = reading()
    ids = [f"bai-{number}" for number in range(200)]
    found = set()
    for order in (ids, ids[::-1]):  # a set of words comes in another order in each process
        unit = replace(w.read.units[PROVINCE], declines=frozenset(order))
        w.read = replace(w.read, units={**w.read.units, PROVINCE: unit})
        found.add(w.works.edition().reading())
    assert len(found) == 1
    assert found != {edition.reading()}


def prints(reading, limits=INLINE, **changes):
    edition, planned, w = reading(limits, **changes)
    return (*edition.prints(planned, w.page), edition.fingerprint(planned, w.page))


def card(**changes):
    return {"cards": (structs.replace(WHOLE["cards"][0], **changes),)}


APART_ALONE = [
    {"audience": "con"}, {"topic": "x"}, {"source": "Công văn 2"}, {"expires": date(2027, 1, 1)},
    {"expires": None}, {"line": replace(LINE, number="1800")}, {"line": replace(LINE, name="Tên khác")},
]  # fmt: skip
EVERYWHERE = [
    {"title": "Tên khác"}, {"text": "Lời khác."}, {"hashtags": ("Khac",)}, {"link": "https://b.vn"},
    {"channels": {PAGE: ChannelVariant(text="Lời cho trang.")}},
]  # fmt: skip


@pytest.mark.parametrize("change", [*EVERYWHERE, *APART_ALONE], ids=str)
@pytest.mark.parametrize("limits", [INLINE, APART], ids=["page", "website"])
def test_words_differ_where_a_reader_there_sees_it(reading, limits, change):
    words, cards, whole = prints(reading, limits)
    words_then, cards_then, whole_then = prints(reading, limits, **change)
    assert (words_then != words) is (change in EVERYWHERE or limits is APART)
    assert cards_then == cards
    assert whole_then != whole, "what is in hand is made ready anew for each of them"


@pytest.mark.parametrize(
    "change",
    [{"template": "event"}, {"fields": {"headline": "Khác"}}, {"alt": "khác"}, {"mood": ""}, {"ground": ""}],
    ids=str,
)
def test_cards_differ_in_whatever_the_calendar_puts_on_them(reading, change):
    words, cards, whole = prints(reading)
    words_then, cards_then, whole_then = prints(reading, **card(**change))
    assert (words_then, cards_then != cards, whole_then != whole) == (words, True, True)


@pytest.mark.parametrize(
    "change",
    [
        *EVERYWHERE,
        *APART_ALONE,
        card(alt="khác"),
        {"hotlines": ()},
        {"line": replace(LINE, valid_until=date(2027, 1, 1))},
    ],
    ids=str,
)
def test_whatever_is_shown_anywhere_is_approved_anew(reading, change):
    edition, planned, _ = reading()
    changed, planned_then, _ = reading(**change)
    assert changed.seen(planned_then.post) != edition.seen(planned.post)


def test_each_post_is_approved_by_itself_and_another_time_is_no_change(reading):
    edition, planned, _ = reading()
    later = structs.replace(planned.post, at=START + timedelta(days=1))
    assert reading()[0].seen(later) == edition.seen(planned.post) == edition.seen(planned.post)
    assert edition.seen(structs.replace(planned.post, id="b", text="Lời khác.")) != edition.seen(planned.post)


def test_a_line_of_the_units_above_that_is_not_shown_is_no_part_of_what_is_approved(reading):
    def seen(own, above):
        _, planned, w = reading(hotlines=())
        unit = replace(planned.unit, hotlines=("xa", "tinh"))
        lines = {"xa": replace(LINE, number=own), "tinh": replace(LINE, number=above)}
        w.read = replace(w.read, units={PROVINCE: unit}, hotlines=lines)
        return w.works.edition().seen(planned.post)

    assert seen("111", "222") == seen("111", "333") != seen("444", "222")


def test_each_delivery_has_its_own_words_in_whatever_order_they_are_asked_for(world):
    w = world(
        post("a", START), post("b", START, channels={PAGE: ChannelVariant(), "website": ChannelVariant()})
    )
    edition = w.works.edition()
    a, b = (edition.agenda.find(key(name)) for name in "ab")
    other = SimpleNamespace(name="website", limits=APART)
    for _ in range(2):
        assert edition.text(a, w.page).startswith("Bài a\n\nNội dung riêng của a")
        assert edition.text(b, w.page).startswith("Bài b\n\nNội dung riêng của b")
        assert edition.text(b, other).startswith("Nội dung riêng của b")


IN_KHMER = {"language": "km", "translation_of": "a#1f2e", "title": "ពាក្យ", "text": "កុំប្រាប់។"}


@pytest.mark.parametrize(
    ("there", "changes", "has_khmer"),
    [
        ("groups", {}, True),
        ("groups", {"speaks": "vi"}, False),
        ("facebook", {}, False),
        ("groups", {"language": "km"}, False),
        ("groups", {"others": [post("b", None)]}, False),
        ("groups", {"others": [post("a-vi", None, **(IN_KHMER | {"language": "vi"}))]}, False),
        ("groups", {"others": []}, False),
    ],
)
def test_the_khmer_goes_along_by_hand_alone_where_the_unit_speaks_it(world, there, changes, has_khmer):
    def read(word="កុំប្រាប់។"):
        w = world()
        khmer = post("a-km", None, **IN_KHMER, channels={"groups": ChannelVariant(text=word)})
        others = changes.get("others", [post("b", None), khmer])
        whole = calendar(post("a", START, language=changes.get("language", "vi")), *others)
        unit = replace(whole.units[PROVINCE], language=changes.get("speaks", "km"))
        w.read = replace(whole, units={PROVINCE: unit}, hotlines={"ho-tro": LINE})
        w.page.name = there
        edition = w.works.edition()
        planned = replace(edition.agenda.find(key("a")), channel=there)
        return edition.outgoing(planned, w.page).translation, (
            edition.fingerprint(planned, w.page),
            edition.prints(planned, w.page)[0],
        )

    given, prints = read()
    assert (given and (given.title, given.body)) == (("ពាក្យ", "កុំប្រាប់។") if has_khmer else None)
    given, prints_then = read("{{ unit.name }}: {{ hotline('ho-tro') }}")
    assert (given and given.body) == ("Hội: 111" if has_khmer else None)
    assert [one != other for one, other in zip(prints, prints_then, strict=True)] == [has_khmer] * 2


def test_white_space_and_the_order_of_a_cards_fields_make_no_difference(reading):
    words, cards, _ = prints(reading, text="Một hai ba.")
    turned = card(fields={"text": "Hai", "headline": "Một"})
    assert prints(reading, text="Một  hai \n ba.", **turned)[:2] == (words, cards)
    assert same_words(" a \n\t b ") == "a b"


def test_a_first_comment_counts_where_there_is_one(reading):
    talks = replace(INLINE, comment=300)
    silent = prints(reading, talks)[2]
    assert prints(reading, talks, first_comment="Gọi 111.")[2] != silent


@pytest.mark.parametrize("longer", [0, 1])
def test_a_text_may_be_as_long_as_the_channel_takes_and_not_longer(reading, longer):
    edition, planned, w = reading()
    length = len(edition.text(planned, w.page))
    w.page.limits = replace(INLINE, text=length - longer)
    told = reasons.TOO_LONG.filled(length=length, limit=length - 1, channel="Facebook", post="a")
    assert edition.obstacle(planned, w.page, START) == (told if longer else None)


@pytest.mark.parametrize("longer", [0, 1])
def test_a_comment_may_be_as_long_as_the_channel_takes_and_not_longer(reading, longer):
    edition, planned, w = reading(replace(INLINE, comment=10), first_comment="x" * (10 + longer))
    told = reasons.COMMENT_TOO_LONG.filled(length=11, limit=10, channel="Facebook", post="a")
    assert edition.obstacle(planned, w.page, START) == (told if longer else None)


def test_warnings_keep_nothing_back(reading):
    edition, planned, w = reading()
    message = Message("faint", Text("mờ", "faint"), Text("sửa", "mend"), level="warning")
    w.painter.problems = lambda post, unit, sizes=(): [
        Problem(message, Place("posts/a.yaml", 3), post=post.id)
    ]
    assert edition.obstacle(planned, w.page, START) is None


def test_what_is_given_to_a_channel_is_all_of_the_post(reading):
    edition, planned, w = reading()
    w.page.sizes = ("portrait", "square")
    painted = [SimpleNamespace(data=b"x", mime="image/png", width=3, height=4, size=size, alt="hình")
               for size in w.page.sizes]  # fmt: skip
    w.painter.paint = lambda post, unit, sizes: painted
    given = edition.outgoing(planned, w.page)
    assert (given.key, given.post, given.occurrence, given.due) == (str(key("a")), "a", "first", START)
    assert given.wording == edition.wording(planned, w.page)
    assert given.media == tuple(Media(b"x", "image/png", 3, 4, size, "hình") for size in w.page.sizes)
    assert (given.audience, given.topic, given.source) == ("Cha mẹ", "Mật khẩu", "Công văn 1")
    assert (given.language, given.expires, given.hotlines) == ("vi", date(2026, 12, 31), (LINE,))
    assert (given.scheduled, given.draft) == (None, "")
    w.painter.paint = lambda post, unit, sizes: painted[:1]
    with pytest.raises(LookupError, match="1 pictures of 1 cards"):
        edition.outgoing(planned, w.page)


def test_a_post_goes_out_until_its_own_last_day_and_what_is_public_is_worded_anew(reading):
    edition, planned, w = reading()
    last = replace(planned, post=structs.replace(planned.post, expires=START.date()))
    then = START + timedelta(hours=17)  # the day after, there
    assert edition.obstacle(last, w.page, START) is None
    assert edition.obstacle(last, w.page, then).code == "post:expired"
    assert edition.obstacle(last, w.page, then, is_public=True) is None


def test_a_line_is_shown_until_its_last_day_as_it_is_there(reading):
    # START is the first of December there; an hour before midnight in UTC it is already the next day.
    ends = replace(LINE, valid_until=START.date())
    edition, planned, w = reading(line=ends)
    assert edition.obstacle(planned, w.page, START) is None
    assert edition.outgoing(planned, w.page).hotlines == (ends,)
    late = replace(planned, due=START + timedelta(hours=17))
    assert edition.obstacle(late, w.page, START).code == "post:hotline-expired"
    # Kept back until the line has ended, it is read then; what is public is only worded anew.
    then = START + timedelta(hours=17)
    assert edition.obstacle(planned, w.page, then).code == "post:hotline-expired"
    assert edition.obstacle(planned, w.page, then, is_public=True) is None


def test_a_photo_nobody_was_asked_about_stays_at_home_however_long_its_time_has_passed(reading):
    """By then the rules are silent about it, since it goes out no more by itself: but a person may let it."""
    photo = card(fields={"headline": "Một", "image": "photos/lop.jpg"})
    edition, planned, w = reading(**photo)
    public, later = edition.prints(planned, w.page)[1], START + timedelta(days=30)

    def told(**more):
        found = edition.obstacle(planned, w.page, later, **more)
        return found and found.code

    assert told() == "post:children-unasked"
    assert told(is_public=True, cards=public) is None  # its words alone are mended
    assert told(is_public=True) is None  # a ledger of before does not know
    assert told(is_public=True, cards="another photo") == "post:children-unasked"
    edition, planned, w = reading(**card(fields={"image": "photos/lop.jpg"}, children_seen="none"))
    assert told() is None


def test_a_reading_is_torn_only_where_a_whole_file_cannot_be_read(world, broken_file):
    w = world(post("a", START))
    assert not w.works.edition().is_torn
    w.read = calendar(problems=[replace(broken_file, post="a")])
    assert not w.works.edition().is_torn
    w.read = calendar(problems=[broken_file])
    assert w.works.edition().is_torn


def test_a_message_is_a_posts_title_and_text():
    assert message_of(post("a", START, "Lời.")) == "Bài a\nLời."
