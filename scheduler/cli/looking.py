"""Commands that only look: check, preview, render, plan, status."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scheduler.cards.sizes import SIZES
from scheduler.cli.app import (
    ERRORS,
    OK,
    PORT,
    Session,
    argument,
    command,
    flag,
    format_option,
    option,
)
from scheduler.cli.deciding import UNIT
from scheduler.cli.users import HOST, USE_TLS
from scheduler.problems import Stop, Text

if TYPE_CHECKING:
    from scheduler.calendar.model import Post
    from scheduler.cards.gallery import Gallery
    from scheduler.engine.standstill import Standstill
    from scheduler.engine.works import Works


@command(
    "Đọc lịch và chỉ ra mọi chỗ cần sửa.\n\nCó thể nêu vài tệp hay thư mục để chỉ xem lỗi ở đó.",
    "Read the calendar and show every problem.\n\nName files or folders to see only theirs.",
)
@argument("paths", "[TỆP…]", "[PATH…]", nargs=-1, type=click.Path(path_type=Path))
@flag(
    "--links",
    "Xem cả những trang mà đường dẫn của bài dẫn tới: Facebook sẽ hiện gì.",
    "Look at the pages that links lead to as well: what Facebook will show.",
)
@format_option("text", "json", "github")
def check(session: Session, paths: tuple[Path, ...], shape: str, *, links: bool) -> int:
    """Settings, calendar and cards; exit 1 if an error is among what was found."""
    from scheduler.cli.checking import is_in, link_problems, named_in, pool_problems, report_on
    from scheduler.cli.opening import require_folder
    from scheduler.cli.showing import print_problems

    require_folder(session)
    wanted = [named_in(session.folder, path) for path in paths]
    report = report_on(session.folder)
    session.language_set = report.language
    problems = [*report.problems, *(link_problems(session.folder) if links else ())]
    problems += pool_problems(session.folder) if report.has_pool else ()
    if paths:
        problems = [one for one in problems if any(is_in(one.place.file, path) for path in wanted)]
    print_problems(problems, shape, session.language)
    errors = sum(problem.is_error for problem in problems)
    summary = _SOUND if not problems else _FOUND
    session.tell(summary, posts=report.posts, errors=errors, warnings=len(problems) - errors)
    return ERRORS if errors else OK


@command(
    "Mở trang làm việc: viết bài, xem mọi bài với thẻ và chỗ cần sửa; sửa tệp thì trang tự đổi theo.",
    "Open the preview: every post with its cards and problems; it reloads by itself.",
)
@option("--port", "Cổng, mặc định 8765.", "The port, 8765 by default.", type=PORT)
@HOST
@flag("--open", "Mở luôn trong trình duyệt.", "Open it in the browser.", into="opens")
def preview(session: Session, port: int | None, host: str | None, opens: bool) -> int:
    """The desk on 127.0.0.1 until Ctrl-C; broken settings are shown there, they do not stop it."""
    from scheduler.cli.examining import examiner
    from scheduler.cli.opening import require_folder
    from scheduler.desk.login import door_of
    from scheduler.desk.opening import open_desk
    from scheduler.desk.server import run
    from scheduler.rehearsal.practice import Practice
    from scheduler.settings.loading import load_settings

    require_folder(session)
    door = door_of(session.folder, load_settings(session.folder)[0], host)
    if door.asks_login:
        session.tell(USE_TLS)
    with Practice(session.folder) as practice:
        practise = None if door.asks_login else practice.publish  # its page opens on this machine alone
        run(
            open_desk(session.folder, door=door, practise=practise, examiner=examiner(session.folder)), port,
            host=door.host, open_browser=opens,
            tell=lambda address: session.tell(_PREVIEW_AT, address=address),
        )  # fmt: skip
    return OK


@command(
    "Vẽ thẻ ra tệp ảnh: mọi bài, hoặc những bài nêu tên. Thẻ không đổi thì không vẽ lại.\n\n"
    "Thẻ chuyển động có thêm phim MP4 và phụ đề .vtt; nêu --size thì phim làm theo cỡ ấy, cỡ nào không có "
    "phim thì có lời báo. Lời nhắc (ảnh nhỏ hay tối, hình vẽ bị ảnh che) không giữ thẻ lại.",
    "Paint cards to files: of every post, or of those named. What did not change is not painted again.\n\n"
    "A card that moves comes as an MP4 film with captions (.vtt) as well; with --size in that size, or you "
    "are told in which it can. A warning (a small or dark photo, a drawing behind one) keeps no card back.",
)
@argument("ids", "[MÃ…]", "[ID…]", nargs=-1)
@option(
    "--out", "Chép ảnh vào đây.", "Copy the pictures there.", type=click.Path(path_type=Path, file_okay=False)
)
@option(
    "--size", "Chỉ cỡ này (mặc định: mọi cỡ).", "This size only (default: all).", type=click.Choice(SIZES)
)
@option("--jobs", "Số nhân máy dùng.", "How many cores.", type=click.IntRange(min=1))
@flag(
    "--sheet",
    "Xếp các thẻ lên một tấm ảnh chung: mỗi tháng một tấm, hoặc các bài nêu tên.",
    "Lay the cards out on one picture: one for each month, or one of the posts named.",
)
def render(
    session: Session, ids: tuple[str, ...], out: Path | None, size: str | None, jobs: int | None, sheet: bool
) -> int:
    """Exit 1 if a card cannot be painted; the others are."""
    from scheduler.calendar.model import PROVINCE
    from scheduler.cards.batch import paint_many
    from scheduler.cards.gallery import Gallery
    from scheduler.cards.messages import can_be_looked_at
    from scheduler.cards.sheet import write_sheets
    from scheduler.cli.opening import chosen, exit_status, open_calendar, open_settings, show
    from scheduler.cli.showing import progress
    from scheduler.files import write_whole

    settings = open_settings(session)
    calendar = open_calendar(session, settings)
    gallery = Gallery(session.folder, settings, calendar.hotlines)
    posts = [post for post in chosen(calendar, ids) if post.cards]
    work = [(post, calendar.unit_of(post)) for post in posts]
    sizes = (size,) if size else SIZES[:1] if sheet else SIZES
    with progress(_PAINTING.say(session.language), len(posts)) as advance:
        paint_many(gallery, work, sizes, lambda _: advance(), jobs=jobs)
    problems = [problem for post, unit in work for problem in gallery.problems(post, unit)]
    show(problems, session)
    if sheet:
        whole = [post for post, unit in work if can_be_looked_at(gallery.problems(post, unit))]
        province = calendar.units[PROVINCE]
        for path in write_sheets(
            gallery, whole, province, sizes[0], session.language, named=bool(ids), into=out
        ):
            click.echo(path if out else session.folder.relative(path))
        return exit_status(problems)
    count = 0
    painted = [(post, unit, gallery.sound_sizes(post, unit, sizes)) for post, unit in work]
    for post, unit, own in painted:
        for number, card in enumerate(gallery.paint(post, unit, own) if own else ()):
            count += 1
            if out:
                name = f"{post.id}-{number // len(own) + 1}-{card.size}{card.path.suffix}"
                write_whole(out / name, card.data)
            else:
                click.echo(session.folder.relative(card.path))
        if size and (words := _why_still(gallery, post, size)):
            session.tell(words)
        films = gallery.film_sizes(post) if not size else [size] if size in gallery.moving_sizes(post) else []
        for shape in films:
            try:
                film = gallery.film(post, unit, shape)
            except LookupError:
                continue  # told among its problems
            count += 1
            if out:
                write_whole(out / f"{post.id}-{shape}.mp4", film.source.read_bytes())
                write_whole(out / f"{post.id}-{shape}.vtt", film.captions.encode())
            else:
                click.echo(session.folder.relative(film.source))
    session.tell(_PAINTED, count=count, where=out or session.folder.relative(session.folder.var / "cards"))
    return exit_status(problems)


def _why_still(gallery: Gallery, post: Post, size: str) -> Text | None:
    """Why a card that moves is a picture alone in *size*; None where it is a film, or never moves."""
    sizes = gallery.moving_sizes(post)
    if not sizes or size in sizes:
        return None
    return _STILL_IN_SIZE.filled(post=post.id, size=size, sizes=", ".join(sizes))


@command(
    "Bài nào đăng ở đâu, lúc nào. Bài đã đăng không còn trong danh sách.",
    "What goes where, and when. What has begun is not listed.",
)
@option(
    "--days", "Bao nhiêu ngày.", "How many days.", type=click.IntRange(min=1), default=31, show_default=True
)
@option(
    "--from", "Từ ngày (năm-tháng-ngày).", "From this date.", into="start", type=click.DateTime(["%Y-%m-%d"])
)
@format_option("table", "json")
def plan(session: Session, days: int, start: datetime | None, shape: str) -> int:
    """Derived from calendar and ledger, stored nowhere."""
    from scheduler.cli.opening import nowhere, open_calendar, open_settings, show_beyond, tell_missing
    from scheduler.cli.showing import print_found
    from scheduler.clock import SystemClock
    from scheduler.engine.opening import open_works
    from scheduler.engine.outlook import outlook

    settings = open_settings(session)
    calendar = open_calendar(session, settings)
    with open_works(session.folder, settings, SystemClock(), calendar=lambda: calendar) as works:
        begin = start.replace(tzinfo=settings.zone) if start else works.clock.now()
        found = outlook(works, begin, begin + timedelta(days=days))
        rows = [one.as_json(settings.zone) for one in found]
        shown = [
            {
                **row, "due": row["due"][:16].replace("T", " "), "title": one.planned.post.title,
                "why": one.why.say(session.language),
            }
            for row, one in zip(rows, found, strict=True)
        ]  # fmt: skip
        none = _NOTHING_PLANNED if settings.channels else nowhere()
        shown = _units_named(shown, session)
        print_found(session, shape, rows, shown, _columns(_PLAN_COLUMNS, rows), none, days=days)
        tell_missing(session, works.unreached())
        show_beyond(session, works, calendar)
    return OK


@command(
    "Đã đăng gì, gì đang chờ, gì đang giữ lại và cần làm gì.",
    "What was published, waits, or is held, with what to do.",
)
@UNIT
@option("--since", "Từ ngày (năm-tháng-ngày).", "From this date.", type=click.DateTime(["%Y-%m-%d"]))
@option(
    "--consent",
    "Chỉ những bài có ảnh dựa vào sự đồng ý này: các bài phải gỡ khi sự đồng ý bị rút lại.",
    "Only posts whose photos rely on this consent: what to take down when it is withdrawn.",
    metavar="NOTE",
)
@flag(
    "--corrections",
    "Sổ đính chính: sai ở đâu, ai quyết định, sửa xong lúc nào.",
    "The log of corrections: what was wrong, who decided, when it was mended.",
)
@format_option("table", "json")
def status(
    session: Session,
    unit: str | None,
    since: datetime | None,
    consent: str | None,
    corrections: bool,
    shape: str,
) -> int:
    """Exit 1 if something is held."""
    from scheduler.checks.consent import relying_on
    from scheduler.cli.opening import (
        NO_UNIT,
        open_calendar,
        open_settings,
        require_known,
        show_beyond,
        tell_missing,
    )
    from scheduler.clock import SystemClock
    from scheduler.delivery.outside_reasons import SEEN
    from scheduler.engine.opening import open_works
    from scheduler.engine.status import standings

    settings = open_settings(session)
    calendar = open_calendar(session, settings)
    require_known(unit, calendar.units, NO_UNIT)
    relying = None if consent is None else relying_on((*calendar.posts, *calendar.faulty), consent)
    with open_works(session.folder, settings, SystemClock(), calendar=lambda: calendar) as works:
        first = since.replace(tzinfo=settings.zone) if since else None
        if corrections:
            from scheduler.cli.correcting import print_corrections

            print_corrections(session, works, unit, first, shape)
            return OK
        tell_stopped(session, works)
        found = standings(works, unit=unit, since=first, posts=relying)
        rows = [row.as_json(session.language, settings.zone) for row in found]
        if shape == "table":
            seen = SEEN.why.say(session.language)
            for row, standing in zip(rows, found, strict=True):
                row["why"] = row["why"] or (seen if standing.is_seen else None)
        if rows or shape == "json":
            print_standings(rows, session, shape)
        else:
            session.tell(_NOTHING_BEGAN if consent is None else _NO_CONSENT, note=consent)
        tell_missing(session, works.unreached())
        show_beyond(session, works, calendar)
    return ERRORS if any(row["state"] == "held" for row in rows) else OK


def tell_stopped(session: Session, works: Works, standing: Standstill | None = None) -> None:
    """Say so where all is stopped: by what hinders Loa (*standing*, or as last noted), or by a person."""
    from scheduler.engine.freezing import check_not_frozen
    from scheduler.engine.standstill import recorded, said

    standing = standing or recorded(works.ledger)
    if standing is not None:
        words = said(standing, works.settings.zone), standing.reason.todo
        click.echo("\n".join(one.say(session.language) for one in words if one.vi), err=True)
    try:
        check_not_frozen(works)
    except Stop as stop:
        click.echo(stop.say(session.language), err=True)


def print_standings(rows: Sequence[Mapping[str, Any]], session: Session, shape: str) -> None:
    """How deliveries stand: a table for people, nothing of none; or JSON."""
    from scheduler.cli.showing import print_json, print_rows
    from scheduler.delivery.states import STATES

    if shape == "json":
        print_json(rows)
        return
    shown = [
        {
            **row,
            "due": (row["at"] or row["due"])[:16].replace("T", " "),  # what is out has its real time
            "state": STATES[row["state"]].say(session.language),
        }
        for row in rows
    ]
    if rows:
        print_rows(_units_named(shown, session), _columns(_STATUS_COLUMNS, rows), session.language)


def _units_named(rows: Iterable[Mapping[str, Any]], session: Session) -> list[dict[str, Any]]:
    """*rows* with a word for the province, whose key no officer has chosen."""
    from scheduler.calendar.model import PROVINCE

    province = _PROVINCE.say(session.language)
    return [{**row, "unit": province if row["unit"] == PROVINCE else row["unit"]} for row in rows]


def _columns(columns: Mapping[str, Text], rows: Sequence[Mapping[str, Any]]) -> dict[str, Text]:
    """*columns* without the unit where the province stands alone: most offices have no other."""
    from scheduler.calendar.model import PROVINCE

    is_alone = {row["unit"] for row in rows} == {PROVINCE}
    return {name: heading for name, heading in columns.items() if name != "unit" or not is_alone}


_PREVIEW_AT = Text(
    "Trang làm việc: {address}   (Ctrl-C để dừng)", "The preview: {address}   (Ctrl-C ends it)"
)
_PAINTING = Text("Vẽ thẻ", "Painting cards")
_STILL_IN_SIZE = Text(
    "{post}: cỡ {size} chỉ có ảnh. Thẻ này thành phim được ở cỡ: {sizes}.",
    "{post}: in {size} there is a picture alone. This card makes a film in: {sizes}.",
)
_PAINTED = Text("{count} tấm thẻ ở {where}.", "{count} cards in {where}.")
_NOTHING_PLANNED = Text(
    "Không có bài nào chờ đăng trong {days} ngày tới.", "Nothing goes out in the next {days} days."
)
_NOTHING_BEGAN = Text(
    "Chưa đăng bài nào. Xem sắp tới đăng gì: loa plan", "Nothing was published yet. What comes: loa plan"
)
_NO_CONSENT = Text(
    "Chưa đăng bài nào có ảnh dựa vào “{note}”.", "No post that relies on “{note}” was published yet."
)
_PLAN_COLUMNS = {
    "due": Text("Giờ đăng", "Due"),
    "post": Text("Bài", "Post"),
    "unit": Text("Đơn vị", "Unit"),
    "channel": Text("Kênh", "Channel"),
    "title": Text("Tiêu đề", "Title"),
    "why": Text("Vì sao lúc ấy", "Why then"),
}
_PROVINCE = Text("tỉnh", "province")
_STATUS_COLUMNS = {
    "due": Text("Giờ đăng", "Due"),
    "post": Text("Bài", "Post"),
    "unit": Text("Đơn vị", "Unit"),
    "channel": Text("Kênh", "Channel"),
    "state": Text("Trạng thái", "State"),
    "address": Text("Địa chỉ", "Address"),
    "why": Text("Vì sao", "Why"),
    "todo": Text("Cần làm gì", "What to do"),
}
_SOUND = Text("Đã đọc {posts} bài, không có lỗi nào.", "{posts} posts read, nothing to mend.")
_FOUND = Text(
    "Đã đọc {posts} bài; {errors} lỗi, {warnings} điều cần lưu ý.",
    "{posts} posts read; {errors} errors, {warnings} warnings.",
)
