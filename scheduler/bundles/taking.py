"""What taking a bundle changes in an office's folder of work: first all of it is made ready, then it is
written."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from datetime import datetime

from scheduler.bundles import messages, taking_texts
from scheduler.bundles.contents import Contents, contents_of, lines_of
from scheduler.bundles.fitting import photo_name
from scheduler.bundles.hotlines import merged_lines
from scheduler.bundles.joining import Joining
from scheduler.bundles.keys import Known, has_own_key, is_number_of, known_keys
from scheduler.bundles.manifest import Manifest, written
from scheduler.bundles.parcel import Parcel
from scheduler.bundles.plan import Here, Plan, Wish
from scheduler.bundles.state import Taken, file_data, file_of, taken
from scheduler.calendar.directory import FILE as HOTLINES_FILE
from scheduler.cards.developing import developed
from scheduler.cards.pictures import PhotoFault
from scheduler.files import WorkFolder
from scheduler.locales import day_text
from scheduler.problems import Stop
from scheduler.reader.parsing import read


def require_trusted(folder: WorkFolder, manifest: Manifest, number: str) -> Known:
    """The known keys, the bundle's among them.

    Raises:
        Stop: nobody here has compared it, or this bundle was another's before.
    """
    known, before = known_keys(folder), taken(folder, manifest.bundle)
    if before is not None and before.key != manifest.key:
        raise Stop(messages.OTHER_KEY, bundle=manifest.bundle)
    if number and not is_number_of(number, manifest.public_key):
        raise Stop(messages.WRONG_NUMBER)
    if manifest.key in known.givers:
        return known
    if not number:
        raise Stop(messages.COMPARE, giver=manifest.giver)
    return Known({**known.givers, manifest.key: manifest.giver}, known.offices)


def planned(here: Here, parcel: Parcel, wish: Wish) -> Plan:
    """What taking *parcel* would do.

    Raises:
        Stop: it is refused, for a reason in words.
        OSError: a file cannot be read.
    """
    manifest = parcel.manifest
    if has_own_key(here.folder, manifest.public_key):
        raise Stop(messages.OWN, bundle=manifest.bundle)
    known = require_trusted(here.folder, manifest, wish.number)
    before = taken(here.folder, manifest.bundle)
    _require_current(manifest, before, here.now)
    contents = contents_of(parcel)
    _require_known_ids(contents, manifest, before, wish)
    file = file_of(manifest.bundle)
    old, old_lines = file_data(here.folder, file), file_data(here.folder, HOTLINES_FILE)
    if old and any(one.is_error for one in read(file, old, items="posts").problems):
        raise Stop(taking_texts.FILE_BROKEN, file=file)
    mapped = {**(before.lines if before else {}), **wish.lines}
    left = {*(before.left_out if before else ()), *wish.left_out} - set(wish.wanted)
    named = frozenset().union(*(lines_of(post) for id_, post in contents.posts.items() if id_ not in left))
    given = {key: line for key, line in contents.hotlines.items() if key in named - mapped.keys()}
    lines = merged_lines(old_lines, given, before.hotlines if before else {})
    for key in mapped.values():
        if key not in here.calendar.hotlines:
            raise Stop(taking_texts.NO_LINE, status=2, key=key)
    is_own = wish.is_own_hours
    is_own = (before.is_own_hours if before else True) if is_own is None else is_own
    now = Taken(
        manifest.bundle, manifest.title, manifest.giver, manifest.key, manifest.edition,
        print_of(manifest), manifest.valid_until, here.now, is_own, lines=mapped, hotlines=lines.came,
        posts=dict(before.posts) if before else {}, gone=dict(before.gone) if before else {},
    )  # fmt: skip
    plan = Plan(manifest, before, now, known, old, old, old_lines, lines.data, lines=lines.told)
    merging = Joining(here, plan, contents, left, set(wish.wanted))
    merging.run()
    now.left_out = sorted(left)
    _bring_photos(plan, parcel, merging.used, here.folder)
    return plan


def print_of(manifest: Manifest) -> str:
    """What tells one edition from another of the same number."""
    return hashlib.sha256(written(manifest)).hexdigest()


def _require_current(manifest: Manifest, before: Taken | None, now: datetime) -> None:
    if manifest.valid_until < now.date():
        raise Stop(messages.EXPIRED, title=manifest.title, until=day_text(manifest.valid_until))
    if before is None or before.edition < manifest.edition:
        return
    if before.edition > manifest.edition:
        told = messages.OLDER
        raise Stop(told, title=manifest.title, edition=manifest.edition, have=before.edition)
    if before.print != print_of(manifest):
        raise Stop(messages.TWO_OF_ONE, title=manifest.title, edition=manifest.edition)


def _require_known_ids(contents: Contents, manifest: Manifest, before: Taken | None, wish: Wish) -> None:
    known = {*contents.posts, *(before.posts if before else ())}
    for id_ in (*wish.left_out, *wish.wanted):
        if id_ not in known:
            raise Stop(taking_texts.NO_POST, status=2, id=id_, title=manifest.title)
    for key in wish.lines:
        if key not in contents.hotlines:
            raise Stop(taking_texts.NO_GIVEN_LINE, status=2, key=key)


def _bring_photos(plan: Plan, parcel: Parcel, used: Collection[str], folder: WorkFolder) -> None:
    for path in sorted(used):
        name = photo_name(plan.manifest.bundle, path)
        if (folder.assets / name).is_file():
            continue
        try:
            plan.photos[name] = developed(parcel.files[path])
        except PhotoFault as fault:
            what = fault.message.wrong.filled(**{"name": path, **fault.values})
            raise Stop(messages.STRANGE_POSTS, what=what) from None
