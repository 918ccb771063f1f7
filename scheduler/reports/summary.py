"""The period in one paragraph, for the leader: sentences about counted figures, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from scheduler.kinds.metric import MEASURE_NAMES, Measure
from scheduler.locales import day_text, whole_number
from scheduler.problems import Text
from scheduler.reports.figures import Dimension, Figures, HotlineCount, Outcome

NO_FIGURES = Text("không có số liệu", "not available")
_MOST = 3  # lines, topics or audiences named in a sentence


def summary(figures: Figures) -> list[Text]:
    """The sentences of the paragraph, the most important first."""
    return [*_done(figures), *_about(figures), *_reached(figures), *_troubles(figures)]


def number(value: int) -> Text:
    """A count as either language writes it."""
    return Text(whole_number(value, "vi"), whole_number(value, "en"))


def span(figures: Figures) -> Text:
    """The period as it stands in a sentence, with its last day where it is not over."""
    if figures.is_over:
        return figures.period.name
    until = day_text(figures.until.date())
    return _SO_FAR.filled(period=figures.period.name, day=until)


def _done(figures: Figures) -> Iterator[Text]:
    if not figures.out:
        yield _NOTHING.filled(period=span(figures), unit=figures.unit.name)
        return
    channels = [one for one in figures.counts(Dimension.CHANNEL) if one.went_out]
    yield _DONE.filled(
        period=span(figures),
        unit=figures.unit.name,
        posts=number(figures.posts),
        deliveries=number(len(figures.out)),
        channels=listed(_times.filled(name=one.name, count=number(one.went_out)) for one in channels),
    )
    if figures.of[Outcome.SAID]:
        yield _SAID.filled(count=number(figures.of[Outcome.SAID]))
    if figures.units > 1:
        yield _UNITS.filled(count=number(figures.active_units), all=number(figures.units))


def _about(figures: Figures) -> Iterator[Text]:
    if not figures.out:
        return
    for by, named, lacking in (
        (Dimension.AUDIENCE, _AUDIENCES, _NO_AUDIENCE),
        (Dimension.TOPIC, _TOPICS, _NO_TOPIC),
    ):
        offered = figures.offered[by]
        counts = [one for one in figures.counts(by) if one.key in offered]
        there = [one for one in counts if one.posts]
        if there:
            most = sorted(there, key=lambda one: -one.posts)[:_MOST]
            yield named.filled(
                which=listed(_of_name.filled(name=one.name, count=number(one.posts)) for one in most)
            )
        if absent := [one.name for one in counts if not one.posts]:
            yield lacking.filled(which=listed(absent))
    lines = [one for one in figures.hotline_counts if one.deliveries]
    if lines:
        yield _LINES.filled(which=listed(_line(one) for one in lines[:_MOST]))
    else:
        yield _NO_LINE


def _reached(figures: Figures) -> Iterator[Text]:
    if not figures.out:
        return
    told = [
        _MEASURED.filled(name=_small(MEASURE_NAMES[measure]), count=number(total))
        for measure in Measure
        if (total := sum(one.sums[measure][0] for one in figures.reached if measure in one.sums))
        or any(measure in one.sums for one in figures.reached)
    ]
    if not told:
        yield _NOT_TOLD
        return
    yield _TOLD.filled(which=listed(told))
    silent = [one.name for one in figures.reached if not one.sums]
    if silent:
        yield _SILENT.filled(which=listed(silent))


def _troubles(figures: Figures) -> Iterator[Text]:
    counted = (
        (_LATE, len(figures.late)),
        (_HELD, figures.of[Outcome.HELD]),
        (_WAITING, figures.of[Outcome.WAITING]),
        (_TO_POST, figures.of[Outcome.TO_POST]),
        (_WITHDRAWN, figures.of[Outcome.WITHDRAWN]),
        (_MENDED, len(figures.mended)),
    )
    there = [words.filled(count=number(count)) for words, count in counted if count]
    if there:
        yield _TROUBLES.filled(which=listed(there))
    elif figures.out:
        yield _NO_TROUBLE


def listed(words: Iterator[Text] | Sequence[Text]) -> Text:
    """A, B và C."""
    every = list(words)
    if len(every) < 2:
        return every[0] if every else Text("", "")
    head = Text(", ".join(one.vi for one in every[:-1]), ", ".join(one.en for one in every[:-1]))
    return Text(f"{head.vi} và {every[-1].vi}", f"{head.en} and {every[-1].en}")


def _line(one: HotlineCount) -> Text:
    called = one.line.display.replace(" ", "\u00a0")
    return _of_line.filled(name=one.line.name, number=called, count=number(one.deliveries))


def _small(name: Text) -> Text:
    return Text(name.vi.lower(), name.en.lower())


_of_name = Text("{name} ({count} bài)", "{name} ({count})")
_times = Text("{name} ({count} lượt)", "{name} ({count})")
_of_line = Text("{number} của {name} ({count} lượt)", "{number} of {name} ({count} times)")
_SO_FAR = Text("{period} (tính đến ngày {day})", "{period} (up to {day})")
_NOTHING = Text("Trong {period}, {unit} chưa đăng bài nào.", "In {period}, {unit} published nothing.")
_DONE = Text(
    "Trong {period}, {unit} đã đăng {posts} bài, tất cả {deliveries} lượt: {channels}.",
    "In {period}, {unit} published {posts} posts in {deliveries} deliveries: {channels}.",
)
_UNITS = Text("{count} trong {all} đơn vị có bài đăng.", "{count} of {all} units published something.")
_SAID = Text(
    "Trong đó {count} lượt do cán bộ đăng tay, tính theo lời báo.",
    "{count} of them were posted by hand, by a person's word.",
)
_AUDIENCES = Text("Đối tượng được nói đến nhiều nhất: {which}.", "Most posts were for: {which}.")
_NO_AUDIENCE = Text("Chưa có bài nào dành cho: {which}.", "No post was for: {which}.")
_TOPICS = Text("Chủ đề nhiều bài nhất: {which}.", "Most posts were about: {which}.")
_NO_TOPIC = Text("Chưa có bài nào về: {which}.", "No post was about: {which}.")
_LINES = Text("Số đường dây nóng được nêu nhiều nhất: {which}.", "The hotlines shown most: {which}.")
_NO_LINE = Text("Chưa bài nào nêu số đường dây nóng.", "No post showed a hotline.")
_MEASURED = Text("{count} {name}", "{count} {name}")
_TOLD = Text("Theo số liệu các kênh cho biết: {which}.", "By what the channels tell: {which}.")
_SILENT = Text("{which} không cho số liệu.", "{which} tell nothing.")
_NOT_TOLD = Text("Chưa kênh nào cho biết số lượt xem.", "No channel has told how often the posts were seen.")
_LATE = Text("{count} lượt đăng trễ", "{count} came late")
_HELD = Text("{count} lượt còn giữ lại", "{count} are held")
_WAITING = Text("{count} lượt quá giờ chưa lên", "{count} are overdue")
_TO_POST = Text("{count} lượt đã giao đăng tay mà chưa ai báo", "of {count} given to persons nothing is said")
_WITHDRAWN = Text("{count} lượt đã gỡ", "{count} were taken down")
_MENDED = Text("{count} lần sửa hoặc gỡ bài đang công khai", "{count} corrections of what was public")
_TROUBLES = Text("Cần lưu ý: {which}.", "To note: {which}.")
_NO_TROUBLE = Text(
    "Không có lượt nào trễ, bị giữ lại hay phải gỡ.", "Nothing came late, was held or taken down."
)
