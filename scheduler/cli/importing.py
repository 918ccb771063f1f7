"""`import`: posts from a workbook into the calendar's files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scheduler.cli.app import ERRORS, WRONG_USE, Session, argument, command, flag, option
from scheduler.cli.exporting import put_file
from scheduler.problems import Stop, Text

if TYPE_CHECKING:
    from scheduler.calendar.model import Calendar
    from scheduler.settings.model import Settings
    from scheduler.spreadsheets.importing import Draft, Imported


@command(
    "Đưa bài từ tệp Excel (.xlsx) vào lịch. Có ô nào sai thì chỉ ra hết và chưa ghi gì. Dòng ẩn, dòng bị "
    "lọc, chữ gạch ngang thì hỏi lại.\n\n"
    "Bài đã có trong lịch thì không nhập lại. Tệp lịch đã có thì không ghi đè, trừ khi thêm --force.",
    "Bring posts from an Excel workbook (.xlsx) into the calendar. Every wrong cell is shown; if there is "
    "one, nothing is written. What is hidden, filtered out or struck out is asked about.\n\n"
    "What the calendar has is not imported again. A file that exists is not replaced without --force.",
    name="import",
)
@argument("file", "TỆP.xlsx", "FILE.xlsx", type=click.Path(path_type=Path, dir_okay=False))
@option(
    "--out",
    "Ghi hết vào tệp này, như posts/2027-01.yaml. Mặc định: theo cột Tệp, hoặc mỗi đợt một tệp.",
    "Write all into this file, such as posts/2027-01.yaml. By default into the file that the row names, or "
    "one for each campaign.",
)
@flag(
    "--force",
    "Thay cả tệp lịch đã có; bản cũ được giữ lại cạnh đó, thêm đuôi .bak.",
    "Replace files that exist; the old one is kept beside, with .bak added.",
)
@flag(
    "--hidden-as-draft",
    "Dòng, cột, trang bị ẩn, bị lọc hay chữ gạch ngang: nhập bài ấy thành bản nháp.",
    "Posts that are hidden, filtered out or struck out come in as drafts.",
)
@flag(
    "--only-sound",
    "Nhập những bài không có lỗi, để lại những bài có lỗi.",
    "Import the posts without errors, and leave the others.",
)
def import_(
    session: Session, file: Path, out: str | None, force: bool, hidden_as_draft: bool, only_sound: bool
) -> int:
    """The files written, one a line on stdout; exit 1 if a cell is wrong or a file is in the way."""
    from scheduler.calendar.entry import as_id
    from scheduler.calendar.loading import read_calendar
    from scheduler.calendar.units import read_names
    from scheduler.calendar.yaml_text import yaml_text
    from scheduler.cli.opening import exit_status, open_settings, show, words_for_failure
    from scheduler.spreadsheets.hand import Hand
    from scheduler.spreadsheets.importing import by_file, import_posts, is_calendar_file, lines_of
    from scheduler.spreadsheets.learnt import load_learnt
    from scheduler.spreadsheets.loading import read_workbook
    from scheduler.spreadsheets.vocabulary import vocabulary

    settings = open_settings(session)
    if out is not None and not is_calendar_file(out := out.replace("\\", "/")):
        raise Stop(_OUT, status=WRONG_USE, out=out)
    learnt, damaged = load_learnt(session.folder)
    workbook = read_workbook(file.name, _read(file), Hand(headings=learnt.columns))
    with words_for_failure():
        calendar = read_calendar(session.folder, settings)
    words = vocabulary(settings, calendar.hotlines, calendar.units.values(), learnt.words)
    otherwise = f"posts/{as_id(file.stem) or 'excel'}.yaml"
    directory, _ = read_names(session.folder, settings)
    imported = import_posts(
        workbook, words, settings, directory, otherwise, out or "", hidden_as_draft=hidden_as_draft
    )
    show([*damaged, *imported.problems], session)
    status = exit_status(imported.problems)
    if status:
        sound = imported.sound()
        errors = sum(problem.is_error for problem in imported.problems)
        if not only_sound or not sound:
            told = _NOTHING_WRITTEN_BUT if sound else _NOTHING_WRITTEN
            session.tell(told, errors=errors, sound=len(sound))
            return ERRORS
        session.tell(_ONLY_SOUND, left=len(imported.drafts) - len(sound), errors=errors)
        imported.drafts = sound
    files = by_file(_new(session, imported, calendar, replaced=force))
    _require_free(session, files, force=force)
    for name, drafts in files.items():
        _write(session, _path(session, name), yaml_text(lines_of(drafts)).encode(), drafts, calendar)
        click.echo(name)
    told = _IMPORTED if files else _NOTHING_NEW if imported.drafts else _NO_POSTS
    session.tell(told, count=sum(map(len, files.values())), name=file.name)
    fresh = [draft for drafts in files.values() for draft in drafts]
    _tell_of_photos(session, fresh, imported, calendar, settings)
    _tell_of_form(session, fresh)
    return status


def _read(file: Path) -> bytes:
    from scheduler.spreadsheets.messages import LOCKED, TOO_BIG
    from scheduler.spreadsheets.package import MOST_BYTES

    try:
        if file.stat().st_size > MOST_BYTES:
            raise Stop(TOO_BIG, name=file.name, limit=MOST_BYTES // 1_000_000)
        return file.read_bytes()
    except FileNotFoundError:
        raise Stop(_NO_FILE, status=WRONG_USE, name=file) from None
    except PermissionError:
        raise Stop(LOCKED, name=file) from None
    except OSError as error:
        raise Stop(_UNREADABLE, name=file, why=error.strerror or "?") from None


def _new(session: Session, imported: Imported, calendar: Calendar, *, replaced: bool) -> list[Draft]:
    """The posts that the calendar does not have; what it has is told.

    With *replaced*, what stands in a file that will be replaced counts as new.
    """
    from scheduler.names import composed

    files = {draft.file for draft in imported.drafts} if replaced else set()
    known = {post.id: post for post in (*calendar.posts, *calendar.faulty)}
    fresh = []
    same = 0
    for draft in imported.drafts:
        post = known.get(draft.entry["id"])
        if post is None or composed(post.place().file) in files:
            fresh.append(draft)
        elif post == imported.posts.get(post.id):
            same += 1
        else:
            place = draft.place(("id",)).say(session.language)
            session.tell(_KNOWN, place=place, id=post.id, where=f"{post.place().file}:{post.place().line}")
    if same:
        session.tell(_SAME, count=same)
    return fresh


def _tell_of_photos(
    session: Session, drafts: Sequence[Draft], imported: Imported, calendar: Calendar, settings: Settings
) -> None:
    """How many came with a photo that nobody has answered the question about children for: they wait."""
    from scheduler.checks.rules import of_post
    from scheduler.checks.written import House
    from scheduler.clock import SystemClock

    today = SystemClock().now().astimezone(settings.zone).date()
    house = House(settings, calendar.hotlines, calendar.units, today)
    posts = [imported.posts[draft.entry["id"]] for draft in drafts]
    asked = sum(any(one.code in _OF_CHILDREN for one in of_post(post, house)) for post in posts)
    if asked:
        session.tell(_ASKED, count=asked)


def _tell_of_form(session: Session, drafts: Sequence[Draft]) -> None:
    """What the desk's form would have filled in and the sheet leaves empty: it is not guessed."""
    unseen = sum(draft.is_unseen for draft in drafts)
    if unseen:
        session.tell(_UNSEEN, count=unseen)
    lacking = [
        Text(f"{name.vi} ({count} bài)", f"{name.en} ({count})")
        for name, keys in _OF_FORM.items()
        if (count := sum(not any(key in draft.entry for key in keys) for draft in drafts))
    ]
    if lacking:
        said = Text(", ".join(one.vi for one in lacking), ", ".join(one.en for one in lacking))
        session.tell(_NOT_FILLED_IN, lacking=said)


def _path(session: Session, name: str) -> Path:
    """Where the calendar's file *name* lies, under whatever form of its name, or will lie."""
    from scheduler.names import find_named

    return find_named(session.folder.root, name) or session.folder.root / name


def _require_free(session: Session, files: Iterable[str], *, force: bool) -> None:
    taken = [name for name in files if _path(session, name).exists()]
    if taken and not force:
        raise Stop(_IN_THE_WAY, files=", ".join(taken))


def _write(session: Session, path: Path, data: bytes, drafts: Sequence[Draft], calendar: Calendar) -> None:
    """Write a file of the calendar; an old one is kept beside, and the posts that go with it are told."""
    if path.exists() and (old := _read(path)) != data:
        name = session.folder.relative(path)
        ids = {draft.entry["id"] for draft in drafts}
        posts = (post for post in (*calendar.posts, *calendar.faulty) if post.place().file == name)
        gone = [post.id for post in posts if post.id not in ids]
        kept = next(one for one in _names_beside(path) if not one.exists())
        put_file(kept, old)
        session.tell(_KEPT, name=name, kept=kept.name)
        if gone:
            session.tell(_GONE, name=name, count=len(gone), ids=", ".join(gone))
    put_file(path, data)


def _names_beside(path: Path) -> Iterator[Path]:
    """`a.yaml.bak`, `a.yaml.2.bak`, …, which the calendar does not read."""
    yield path.with_name(f"{path.name}.bak")
    yield from (path.with_name(f"{path.name}.{number}.bak") for number in count(2))


_NO_FILE = Text("Không có tệp {name}.", "There is no file {name}.")
_UNREADABLE = Text("Không đọc được {name} ({why}).", "{name} cannot be read ({why}).")
_OUT = Text(
    "--out cần một tệp .yaml trong posts, như posts/2027-01.yaml; “{out}” thì không phải.",
    "--out wants a .yaml file in posts, such as posts/2027-01.yaml; “{out}” is none.",
)
_NOTHING_WRITTEN = Text(
    "Có {errors} lỗi nên chưa ghi gì. Sửa trong Excel, lưu lại rồi chạy lại lệnh này.",
    "{errors} errors, so nothing was written. Mend them in Excel, save, and run this again.",
)
_NOTHING_WRITTEN_BUT = Text(
    "Có {errors} lỗi nên chưa ghi gì; {sound} bài không có lỗi. Sửa trong Excel, lưu lại rồi chạy lại lệnh "
    "này; hoặc nhập trước {sound} bài ấy: thêm --only-sound",
    "{errors} errors, so nothing was written; {sound} posts have none. Mend them in Excel, save, and run "
    "this again; or import those {sound} first: add --only-sound",
)
_ONLY_SOUND = Text(
    "{left} bài có lỗi ({errors} lỗi) bị để lại. Sửa xong thì nhập tiếp vào một tệp khác: thêm --out "
    "posts/TÊN.yaml",
    "{left} posts with errors ({errors}) are left out. Once they are mended, import them into another file: "
    "add --out posts/NAME.yaml",
)
_UNSEEN = Text(
    "{count} bài bị ẩn, bị lọc hoặc gạch ngang đã nhập thành bản nháp.",
    "{count} posts that were hidden or struck out came in as drafts.",
)
_OF_CHILDREN = frozenset({"children-unasked", "children-unsure"})
_ASKED = Text(
    "{count} bài có ảnh mà chưa ai nói rõ ảnh có trẻ em hay không, nên bài chờ, chưa lên. Mở trang làm việc "
    "(loa preview --open), vào mục Cần sửa, nhìn ảnh rồi trả lời; hoặc điền cột “Thẻ: có trẻ em” trong Excel "
    "rồi nhập lại với --force.",
    "{count} posts have a photo of which nobody has said whether it shows a child, so they wait. Open the "
    "desk (loa preview --open), go to what needs mending, look at each photo and answer; or fill in the "
    "column “Thẻ: có trẻ em” in Excel and import again with --force.",
)
_NOT_FILLED_IN = Text(
    "Ô để trống thì để trống, không điền thay như biểu mẫu viết bài. Còn thiếu: {lacking}. Cần thì "
    "điền trong Excel rồi nhập lại với --force, hoặc sửa từng bài ở trang làm việc.",
    "Empty cells stay empty; nothing is filled in as the desk's form does. Without: {lacking}. Fill them in "
    "in Excel and import again with --force, or edit each post on the desk.",
)
_OF_FORM = {
    Text("hashtag", "hashtags"): ("hashtags",),
    Text("đường dây nóng", "hotlines"): ("hotlines",),
    Text("thẻ", "cards"): ("card", "cards", "photos"),
}
_IMPORTED = Text(
    "Đã nhập {count} bài. Xem lại: loa check, rồi loa preview --open",
    "{count} posts are imported. Look at them: loa check, then loa preview --open",
)
_NOTHING_NEW = Text("Không có bài nào mới, nên không ghi gì.", "No post is new, so nothing was written.")
_NO_POSTS = Text("{name} chưa có bài nào.", "{name} has no posts yet.")
_SAME = Text(
    "{count} bài đã có trong lịch, giống hệt, nên bỏ qua.",
    "{count} posts are in the calendar, the same word for word.",
)
_KNOWN = Text(
    "{place}: lịch đã có bài “{id}” ({where}) mà nội dung khác, nên không nhập lại. Sửa thẳng ở đó; hoặc "
    "thay cả tệp bằng --force; hoặc đổi mã nếu đây là bài khác.",
    "{place}: the calendar has “{id}” ({where}) in other words, so it is not imported. Edit it there; or "
    "replace the whole file by --force; or give it another id if it is another post.",
)
_IN_THE_WAY = Text(
    "Đã có {files} nên chưa ghi gì. Chọn tệp khác bằng --out posts/TÊN.yaml, hoặc thay cả tệp bằng --force "
    "(bản cũ được giữ lại).",
    "{files} exists, so nothing was written. Choose another by --out posts/NAME.yaml, or replace it by "
    "--force (the old one is kept).",
)
_KEPT = Text("{name}: bản cũ giữ ở {kept}.", "{name}: the old one is kept as {kept}.")
_GONE = Text(
    "{name}: {count} bài của bản cũ không có trong tệp Excel nên không còn trong lịch: {ids}",
    "{name}: {count} posts of the old one are not in the workbook and leave the calendar: {ids}",
)
