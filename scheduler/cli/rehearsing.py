"""The command that practises: demo."""

from __future__ import annotations

import time
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scheduler.cli.app import ERRORS, OK, Session, command, flag, format_option, option
from scheduler.problems import Text

if TYPE_CHECKING:
    from scheduler.engine.works import Works
    from scheduler.rehearsal.demo import Outcome
    from scheduler.rehearsal.server import Rehearsal


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
