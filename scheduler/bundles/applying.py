"""Writing what taking a bundle changes: photos, keys and hotlines first, which change no post; then the
calendar's file in one go."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from scheduler.bundles import taking_texts
from scheduler.bundles.joining import drafted
from scheduler.bundles.keys import keep_known, known_keys
from scheduler.bundles.plan import Here, Plan
from scheduler.bundles.state import file_data, file_of, keep_taken
from scheduler.calendar.directory import FILE as HOTLINES_FILE
from scheduler.calendar.trash import Trash
from scheduler.calendar.writing import Conflict, mark_of, save
from scheduler.files import read_file, write_whole
from scheduler.problems import Stop


def apply(plan: Plan, here: Here) -> None:
    """Write all that *plan* has. Stopped anywhere, the calendar is as before or as after, and taking the
    bundle once more ends what was begun.

    Raises:
        Stop: somebody wrote one of the files meanwhile, or the disk refuses.
    """
    root = here.folder.root
    brought: list[Path] = []
    try:
        for name, data in plan.photos.items():
            brought.append(here.folder.assets / name)
            write_whole(here.folder.assets / name, data)
        _write(plan, here, root)
        brought.clear()  # from here on the calendar names them
        _draft_elsewhere(plan, here, root)
    except Conflict:
        raise Stop(taking_texts.WRITTEN_MEANWHILE) from None
    except OSError as error:
        for path in brought:
            with suppress(OSError):
                path.unlink(missing_ok=True)
        raise Stop(taking_texts.DISK, why=error.strerror or "?") from None


def _write(plan: Plan, here: Here, root: Path) -> None:
    folder = here.folder
    file = root / file_of(plan.manifest.bundle)
    if file_data(folder, file_of(plan.manifest.bundle)) != plan.old:
        raise Conflict(plan.old)
    if plan.known != known_keys(folder):
        keep_known(folder, plan.known)
    trash = Trash(folder.var / "trash")
    for gone in plan.deleted:
        trash.put(gone)
    if plan.new_lines != plan.old_lines:
        save(root / HOTLINES_FILE, plan.new_lines, _mark(plan.old_lines))
    keep_taken(folder, plan.now, plan.before, plan.old, plan.new)
    if plan.new != plan.old:
        save(file, plan.new, _mark(plan.old))


def _draft_elsewhere(plan: Plan, here: Here, root: Path) -> None:
    """What was withdrawn and stands in a file of hers goes out from there no more."""
    for file, post, why in plan.elsewhere:
        data = read_file(root / file)
        save(root / file, drafted(file, data, post, why, here.settings), mark_of(data))


def _mark(data: bytes) -> str:
    return mark_of(data) if data else ""
