"""Commands that hold the right to carry: demo, publish, serve, rebuild."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from dataclasses import asdict
from datetime import tzinfo
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scheduler.cli.app import ERRORS, OK, WRONG_USE, Session, argument, command, flag, format_option, option
from scheduler.cli.deciding import CHANNEL, UNIT
from scheduler.cli.logs import log_to
from scheduler.cli.looking import tell_stopped
from scheduler.problems import Stop, Text

if TYPE_CHECKING:
    from scheduler.calendar.watching import Watch
    from scheduler.delivery.agenda import Planned
    from scheduler.delivery.ledger import Delivery
    from scheduler.engine.tick import TickReport
    from scheduler.engine.works import Works
    from scheduler.rehearsal.demo import Outcome
    from scheduler.rehearsal.server import Rehearsal
    from scheduler.settings.model import Settings


@command(
    "Tập đăng cả lịch lên trang Facebook và trang web luyện tập, ngay trên máy này.\n\n"
    "Thời gian chạy nhanh: cả tháng bài được vẽ thẻ và đăng trong chưa đầy nửa phút. Không có gì ra ngoài "
    "máy.",
    "Rehearse the whole calendar on a practice Facebook page and website, on this machine.\n\n"
    "Time is stepped: a month is painted and published in seconds. Nothing leaves the machine.",
)
@flag("--once", "Xong lịch thì kết thúc.", "End when the calendar is through.")
@flag(
    "--all-ways",
    "Tập cả Zalo, nhóm, loa và cổng thông tin; xem một bài ở mọi ngả trên một màn hình.",
    "Rehearse Zalo, groups, loudspeakers and portals too; see a post on every way on one screen.",
)
@option(
    "--dir",
    "Giữ mọi thứ ở thư mục này và lần sau làm tiếp. Không có thì tập lại từ đầu trong var/demo.",
    "Keep everything there and go on where it stood. Without it, begin anew in var/demo.",
    into="target",
    type=click.Path(path_type=Path, file_okay=False),
)
@format_option("table", "json")
def demo(session: Session, once: bool, all_ways: bool, target: Path | None, shape: str) -> int:
    """Exit 0 only if every delivery was published once."""
    from scheduler.cli.opening import open_settings
    from scheduler.cli.showing import print_json
    from scheduler.files import WorkFolder
    from scheduler.rehearsal.demo import forget, is_begun, practise

    begun = time.monotonic()
    if target is not None and is_begun(WorkFolder(target.resolve())):
        session.root = target  # it goes on with what it has, wherever the person stands
    open_settings(session)
    if target is None:
        target = session.folder.var / "demo"
        forget(target)
    with practise(session.folder, target, all_ways=all_ways) as (works, world):
        session.tell(_DEMO_BEGINS)
        outcome = _run_demo(session, works, world)
        seconds = round(time.monotonic() - begun, 1)
        if shape == "json":
            print_json({**_counts(outcome), "seconds": seconds})
        else:
            _print_outcome(session, works, outcome)
            session.tell(_DEMO_TOOK, seconds=seconds)
        if once:
            session.tell(_LOOK_AGAIN, target=target)
            return OK if outcome.is_perfect else ERRORS
        session.tell(_LOOK, page=world.address, site=world.site_address)
        if outcome.given:
            session.tell(_LOOK_EVERYWHERE, page=world.address)
        session.tell(_UNTIL)
        _until_interrupted()
        return OK if outcome.is_perfect else ERRORS


def _counts(outcome: Outcome) -> dict[str, int]:
    """What is counted; of the other ways only where they were rehearsed."""
    counts = asdict(outcome)
    return {name: count for name, count in counts.items() if count or name not in ("articles", "given")}


def _run_demo(session: Session, works: Works, world: Rehearsal) -> Outcome:
    from scheduler.cards.batch import paint_many
    from scheduler.cards.gallery import Gallery
    from scheduler.cli.showing import progress
    from scheduler.rehearsal import demo as rehearsal

    calendar = works.calendar()
    gallery = Gallery(works.folder, works.settings, calendar.hotlines)
    sizes = sorted({size for channel in works.places() for size in channel.sizes})
    with progress(_PAINTING.say(session.language), len(calendar.posts)) as advance:
        paint_many(
            gallery, [(post, calendar.unit_of(post)) for post in calendar.posts], sizes, lambda _: advance()
        )
    with progress(_PUBLISHING.say(session.language), rehearsal.left(works)) as advance:
        return rehearsal.run(works, world, advance)


def _print_outcome(session: Session, works: Works, outcome: Outcome) -> None:
    from scheduler.cli.showing import local, print_rows
    from scheduler.delivery.states import STATES

    zone = works.settings.zone
    rows = [
        {
            "due": local(row.due, zone), "post": row.key.post, "channel": row.key.channel,
            "state": STATES[row.state.value].say(session.language), "address": row.address,
        }
        for row in works.ledger.deliveries()
    ]  # fmt: skip
    print_rows(rows, _OUTCOME_COLUMNS, session.language)
    click.echo(_OUTCOME.say(session.language, **asdict(outcome)))
    if outcome.given or outcome.articles:
        click.echo(_OTHER_WAYS.say(session.language, **asdict(outcome)))
    if outcome.is_perfect:
        click.echo(_PERFECT.say(session.language))


def _until_interrupted() -> None:
    try:
        while True:
            time.sleep(3600)
    except KeyboardInterrupt:
        return


@command(
    "Đăng những bài đã đến giờ (hoặc những bài nêu tên) một lượt rồi kết thúc.\n\n"
    "Bài nêu tên mà chưa đến giờ thì Loa hỏi lại trước khi đăng. Dùng với Windows Task Scheduler hay cron.",
    "Carry what is due (or the named posts) once, then end: for cron or Windows Task Scheduler.\n\n"
    "About a named post whose time has not come it asks first.",
)
@argument("ids", "[MÃ…]", "[ID…]", nargs=-1)
@flag("--due", "Đăng mọi bài đã đến giờ.", "Everything that is due.")
@flag("--now", "Đăng bài nêu tên dù chưa đến giờ.", "Publish the named posts even before their time.")
@CHANNEL
@UNIT
@flag("--dry-run", "Chỉ nói sẽ đăng gì, không đăng.", "Say what would go out; publish nothing.")
@format_option("table", "json")
def publish(
    session: Session,
    *,
    ids: tuple[str, ...],
    due: bool,
    now: bool,
    channel: str | None,
    unit: str | None,
    dry_run: bool,
    shape: str,
) -> int:
    """Exit 1 if anything named or due is held, waits for a retry, or a channel cannot be used."""
    if not ids and not due:
        raise Stop(_WHAT, status=WRONG_USE)
    from scheduler.cli.deciding import selection, tell_nothing_done
    from scheduler.cli.opening import (
        chosen,
        nowhere,
        open_settings,
        open_watch,
        show_beyond,
        tell_missing,
    )
    from scheduler.clock import SystemClock
    from scheduler.engine.alerts import Alerts
    from scheduler.engine.beginning import check_beginning, lift_credential_pauses
    from scheduler.engine.daily import Daily
    from scheduler.engine.lock import carrying
    from scheduler.engine.opening import open_works
    from scheduler.engine.tick import due_now, early, order, orderable, stay, tick

    settings = open_settings(session)
    if not settings.channels:
        raise Stop(nowhere())
    watch = open_watch(session)
    calendar = watch.calendar
    chosen(calendar, ids)
    only = selection(settings, calendar, ids, channel, unit)
    if dry_run:
        with open_works(session.folder, settings, SystemClock(), calendar=lambda: calendar) as works:
            tell_missing(session, works.unreached())
            keys = orderable(works, only.posts, only) if ids else due_now(works, only)
            _print_due(session, keys, shape)
        return OK
    if ids and not now:
        with open_works(session.folder, settings, SystemClock(), calendar=lambda: calendar) as works:
            _ask_about(session, early(works, only.posts, only), settings.zone)
    with (
        carrying(session.folder.root / settings.ledger),
        open_works(session.folder, settings, SystemClock(), watch=watch) as works,
    ):
        log_to(session.folder)
        tell_missing(session, works.unreached())
        alerts = Alerts(works)
        alerts.begin()
        check_beginning(works)
        lift_credential_pauses(works)
        report = stay(works, order(works, only.posts, only) if ids else tick(works, only))
        tell_stopped(session, works, report.standstill)
        _print_carried(session, works, report.carried, shape, asked_for_due=due)
        left_out = tell_nothing_done(session, works, ids, {row.key.post for row in report.carried})
        if due:
            Daily(works).run()
            alerts.run()
            if report.standstill is None:
                alerts.ping()
            show_beyond(session, works.problems(), calendar)
        status = _status_of(report, is_all_there=not (works.unreached() or left_out))
    _look_outside(session, settings, watch)
    return status


def _status_of(report: TickReport, *, is_all_there: bool) -> int:
    stands = {row.state.value for row in report.carried}
    is_stuck = report.standstill is not None or stands & {"held", "retry", "unconfirmed"}
    return ERRORS if is_stuck or not is_all_there else OK


def _look_outside(session: Session, settings: Settings, watch: Watch) -> None:
    """Without the right to carry: others may do so meanwhile."""
    from scheduler.clock import SystemClock
    from scheduler.engine.links import check_weekly
    from scheduler.engine.opening import open_works
    from scheduler.engine.outside import look_outside

    with open_works(session.folder, settings, SystemClock(), watch=watch) as works:
        look_outside(works)
        check_weekly(works)


@command(
    "Mất sổ đăng bài: dựng lại sổ từ những gì đang công khai trên trang. Không đăng gì.",
    "The ledger is lost: make it anew from what is public. Nothing is published.",
)
def rebuild(session: Session) -> int:
    """Looks for every post of the calendar in each place, and takes over what is there."""
    from scheduler.cli.opening import open_calendar, open_settings, tell_missing
    from scheduler.clock import SystemClock
    from scheduler.engine.beginning import rebuild as take_over
    from scheduler.engine.lock import carrying
    from scheduler.engine.opening import open_works

    settings = open_settings(session)
    calendar = open_calendar(session, settings)
    with (
        carrying(session.folder.root / settings.ledger),
        open_works(session.folder, settings, SystemClock(), calendar=lambda: calendar) as works,
    ):
        tell_missing(session, works.unreached())
        if works.unreached():
            return ERRORS  # what lies in a place that cannot be read would be published again
        taken = take_over(works)
        session.tell(_REBUILT, count=len(taken))
    return OK


def _print_due(session: Session, keys: Sequence[Any], shape: str) -> None:
    from scheduler.cli.showing import print_found

    rows = [{"key": str(key)} for key in keys]
    print_found(session, shape, rows, rows, {"key": Text("Sẽ đăng", "Would go out")}, _NOTHING_DUE)


def _print_carried(
    session: Session, works: Works, carried: Sequence[Delivery], shape: str, *, asked_for_due: bool
) -> None:
    from scheduler.cli.looking import print_standings
    from scheduler.engine.status import Standing

    language, zone = session.language, works.settings.zone
    rows = [
        Standing(row.key, row.state.value, row.due, row.public_at, row.remote_id, row.address, row.reason)
        .as_json(language, zone)
        for row in carried
    ]  # fmt: skip
    print_standings(rows, session, shape)
    if not rows and shape == "table" and asked_for_due:
        session.tell(_NOTHING_DUE)


def _ask_about(session: Session, early: Sequence[Planned], zone: tzinfo) -> None:
    """Let an order that passes over the schedule go on, if that is meant.

    Raises:
        Stop: nobody said so.
    """
    from scheduler.locales import time_text

    times = {one.post.id: time_text(one.due.astimezone(zone)) for one in reversed(early)}
    for post, at in times.items():
        asked = _EARLY.filled(post=post, at=at)
        if not sys.stdin.isatty():
            raise Stop(_TOO_EARLY, status=WRONG_USE, asked=asked, post=post)
        if not click.confirm(_REALLY.say(session.language, asked=asked), err=True):
            raise Stop(_LEFT_ALONE)


_DEMO_BEGINS = Text(
    "Bắt đầu tập: mọi thứ chỉ ở trên máy này.", "The rehearsal begins; nothing leaves this machine."
)
_PAINTING = Text("Vẽ thẻ", "Painting cards")
_PUBLISHING = Text("Đăng bài", "Publishing")
_OUTCOME_COLUMNS = {
    "due": Text("Giờ đăng", "Due"),
    "post": Text("Bài", "Post"),
    "channel": Text("Kênh", "Channel"),
    "state": Text("Trạng thái", "State"),
    "address": Text("Địa chỉ", "Address"),
}
_OUTCOME = Text(
    "{deliveries} lượt đăng: {published} đã đăng, {held} giữ lại, {doubled} trùng, {lost} mất. "
    "Trang luyện tập có {page_posts} bài, bản tin có {feed_items} bài.",
    "{deliveries} deliveries: {published} published, {held} held, {doubled} doubled, {lost} lost. "
    "The practice page has {page_posts} posts, the feed {feed_items} items.",
)
_OTHER_WAYS = Text(
    "Zalo OA có {articles} bài; {given} lượt giao người đăng tay.",
    "The Zalo OA has {articles} articles; {given} packs were given to persons.",
)
_PERFECT = Text("Mỗi bài lên mỗi nơi đúng một lần.", "Each post is public once in each place.")
_DEMO_TOOK = Text("Xong trong {seconds} giây.", "Done in {seconds} s.")
_LOOK = Text(
    "Mở xem:  trang Facebook luyện tập  {page}/\n         trang web luyện tập       {site}",
    "Look at:  the practice Facebook page  {page}/\n          the practice website        {site}",
)
_LOOK_EVERYWHERE = Text(
    "         một bài ở mọi ngả         {page}/moi-nga",
    "          a post on every way         {page}/moi-nga",
)
_UNTIL = Text("Bấm Ctrl-C để dừng.", "Ctrl-C ends it.")
_LOOK_AGAIN = Text(
    'Mọi thứ nằm ở {target}. Muốn mở xem: loa demo --dir "{target}"',
    'Everything lies in {target}. To look at it: loa demo --dir "{target}"',
)
_WHAT = Text("Nêu mã bài cần đăng, hoặc dùng --due.", "Name posts to publish, or say --due.")
_EARLY = Text("Bài “{post}” hẹn {at}, chưa đến giờ", "The post “{post}” is due {at}, which is yet to come")
_REALLY = Text("{asked}. Đăng ngay bây giờ?", "{asked}. Publish it now?")
_TOO_EARLY = Text(
    "{asked}, nên chưa đăng. Để nguyên thì đến giờ bài tự lên (đang giữ thì thôi giữ: loa retry {post}). "
    "Muốn lên ngay: loa publish {post} --now",
    "{asked}, so nothing is published. Left alone it goes out at its time (if it is held, let it go on: "
    "loa retry {post}). To publish it at once: loa publish {post} --now",
)
_LEFT_ALONE = Text("Chưa đăng gì.", "Nothing is published.")
_NOTHING_DUE = Text("Chưa có bài nào đến giờ đăng.", "Nothing is due.")
_REBUILT = Text(
    "Đã ghi lại vào sổ {count} lượt đăng đang công khai. Xem: loa status",
    "{count} deliveries that are public were taken into the ledger. See: loa status",
)
