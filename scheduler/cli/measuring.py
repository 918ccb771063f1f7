"""The command that shows what came of posts."""

from __future__ import annotations

from datetime import timedelta

from scheduler.cli.app import OK, Session, argument, command, format_option
from scheduler.problems import Text


@command(
    "Xem số liệu của bài đã đăng: lượt xem, người xem, cảm xúc, bình luận, chia sẻ.\n\nNêu mã bài để xem "
    "riêng bài ấy; không nêu thì xem các bài của 30 ngày qua.",
    "Show what came of posts: views, people, reactions, comments, shares.\n\nOf the post named; else of "
    "those of the last 30 days.",
)
@argument("post", "[MÃ]", "[ID]", required=False)
@format_option("table", "json")
def insights(session: Session, post: str | None, shape: str) -> int:
    """From the ledger alone; nobody is asked."""
    from scheduler.cli.opening import chosen, open_calendar, open_settings
    from scheduler.cli.showing import print_found
    from scheduler.clock import SystemClock
    from scheduler.delivery.states import State
    from scheduler.engine.opening import open_works
    from scheduler.kinds.metric import MEASURE_NAMES
    from scheduler.locales import day
    from scheduler.queries.deliveries import latest
    from scheduler.queries.insights import came_of

    settings = open_settings(session)
    calendar = open_calendar(session, settings)
    with open_works(session.folder, settings, SystemClock(), calendar=lambda: calendar) as works:
        now = works.clock.now()
        since = now - timedelta(days=_DAYS)
        found = [
            row
            for row in latest(works.ledger, _AT_MOST, states=(State.PUBLISHED,), post=post or "")
            if post or (row.public_at or row.due) >= since
        ]
        channels = {row.id: row.key.channel for row in found}
        came = came_of(works.ledger, channels)
    if post and not found:
        chosen(calendar, [post])  # an id that there is not is told
    rows = [
        {
            "post": row.key.post,
            "occurrence": row.key.occurrence,
            "unit": row.key.unit,
            "channel": row.key.channel,
            **{measure.value: came[row.id].figures.get(measure) for measure in MEASURE_NAMES},
            "as_of": came[row.id].as_of,
        }
        for row in found
    ]
    used = {measure for row in found for measure in came[row.id].figures}
    named = {measure.value: name for measure, name in MEASURE_NAMES.items() if measure in used}
    units = {"unit": _COLUMNS["unit"]} if len({row["unit"] for row in rows}) > 1 else {}
    columns = {"post": _COLUMNS["post"], **units, "channel": _COLUMNS["channel"], **named}
    language = session.language
    as_of = [came[row.id].as_of for row in found]
    shown = [
        {**row, "as_of": day(one, language) if one else _NONE.say(language)}
        for row, one in zip(rows, as_of, strict=True)
    ]
    columns["as_of"] = _COLUMNS["as_of"]
    print_found(session, shape, rows, shown, columns, _NOTHING)
    return OK


_DAYS, _AT_MOST = 30, 500
_COLUMNS = {
    "post": Text("Bài", "Post"),
    "unit": Text("Đơn vị", "Unit"),
    "channel": Text("Kênh", "Channel"),
    "as_of": Text("Tính đến", "As of"),
}
_NONE = Text("không có số liệu", "no figures")
_NOTHING = Text("Chưa có bài nào đã đăng để xem số liệu.", "Nothing was published yet that has figures.")
