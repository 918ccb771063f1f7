"""The demo: a whole calendar painted and published in the rehearsal world, in stepped time.

It runs in a folder of work of its own: a copy of the calendar, whose settings name the practice page.
Everything is kept there, so that a demo killed at any point goes on where it stood.
"""

from __future__ import annotations

import codecs
import json
import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, time
from importlib.util import find_spec
from pathlib import Path

import yaml

from scheduler.calendar.loading import read_calendar
from scheduler.calendar.made import by_file
from scheduler.calendar.model import Calendar, Campaign
from scheduler.calendar.yaml_text import entry_of, file_lines, yaml_text
from scheduler.cards.design.branding import palette_of
from scheduler.channels.packs import Packs
from scheduler.channels.zalo.articles import SHOWN
from scheduler.channels.zalo.tokens import Pair
from scheduler.clock import SystemClock
from scheduler.delivery.ledger import State
from scheduler.engine.daily import Daily
from scheduler.engine.lock import carrying
from scheduler.engine.measuring import measure
from scheduler.engine.opening import open_works
from scheduler.engine.outside import look_outside
from scheduler.engine.tick import tick
from scheduler.engine.works import Works
from scheduler.files import WorkFolder, write_whole
from scheduler.kinds.registry import kinds, names
from scheduler.problems import Stop, Text
from scheduler.reader.parsing import read
from scheduler.rehearsal.accounts import APP_ID as FACEBOOK_APP
from scheduler.rehearsal.server import Rehearsal, start
from scheduler.rehearsal.website import PACKS
from scheduler.rehearsal.wordpress import USER as WORDPRESS_USER
from scheduler.rehearsal.zalo import APP_ID, OA_ID
from scheduler.secrets import Secret, keep
from scheduler.settings.loading import load_settings
from scheduler.settings.model import Settings

TOKEN = "LOA_PRACTICE_TOKEN"  # nosec B105 # noqa: S105 - the variable's name
ZALO_SECRET = "LOA_PRACTICE_ZALO_SECRET"  # nosec B105 # noqa: S105 - as above

_ZALO_TOKEN = "file:var/zalo-token.txt"  # nosec B105 # noqa: S105 - its place
_COPIED = ("config", "assets", "posts")  # posts/ last: it says that all is there
_BY_HAND = {kind.name: kind.title.vi for kind in kinds() if kind.by_hand}
_ALL_WAYS = ("facebook", "website", "zalo", *_BY_HAND)
_KEY = "config/khoa-ky"
_SETTINGS, _UNITS = "settings.yaml", "units.yaml"
_THROUGH = {State.PUBLISHED, State.HELD, State.SKIPPED, State.WITHDRAWN}


@dataclass(frozen=True, slots=True)
class Outcome:
    """The ledger's count, compared with what the public would see.

    *doubled*: posts that stand more than once on one way; *lost*: published or handed over by the ledger,
    absent there. *articles* are Zalo's, *given* what persons were given, where all ways are rehearsed.
    """

    deliveries: int
    published: int
    held: int
    doubled: int
    lost: int
    page_posts: int
    feed_items: int
    articles: int = 0
    given: int = 0

    @property
    def is_perfect(self) -> bool:
        """Every delivery published, or with a person, once."""
        return self.published + self.given == self.deliveries > 0 and not self.doubled and not self.lost


@contextmanager
def practise(
    source: WorkFolder, target: Path, *, all_ways: bool = False, files: Mapping[str, bytes] | None = None
) -> Iterator[tuple[Works, Rehearsal]]:
    """The rehearsal world in *target*, begun from *source*'s calendar or gone on with.

    With *all_ways*, or where it was begun so, each post goes to the practice Zalo and to persons as well.
    *files* of the calendar hold something else there than in *source*.

    Raises:
        Stop: the calendar has no post to publish, its settings have errors, *target* is a folder where
            somebody works (status 2), or another program carries in it (status 3).
    """
    folder = WorkFolder(target.resolve())
    if folder.config.is_dir() and not _is_practice(folder):
        raise Stop(_REAL_WORK, status=2, folder=folder.root)
    with carrying(ledger_of(folder)):
        _copy(source, folder)
        for name, data in (files or {}).items():
            write_whole(folder.root / name, data)
        packs = folder.var / PACKS
        all_ways = all_ways or packs.is_dir()
        settings = _settings(folder)
        calendar = read_calendar(folder, settings)
        if all_ways and not packs.is_dir():
            _send_everywhere(folder, calendar)
            packs.mkdir(parents=True)
        begin = _first_day(calendar, settings)
        with start(
            folder.var / "rehearsal",
            site=folder.var / "site",
            start=begin,
            name=settings.organisation,
        ) as world:
            os.environ[TOKEN] = world.token
            if settings.brand is not None:
                worn = palette_of(settings.brand, "man")
                world.dress(colours={**worn.base, "turmeric": worn.turmeric})
            _point_at(folder, world, all_ways=all_ways)
            with open_works(folder, _settings(folder), world.clock, state=folder.var / "state") as works:
                yield works, world


def is_begun(folder: WorkFolder) -> bool:
    """Whether a demo began in *folder* and has all it needs to go on."""
    return folder.posts.is_dir() and _is_practice(folder)


def forget(target: Path) -> None:
    """Leave nothing of what was practised in *target*.

    Raises:
        Stop: another program carries in it (status 3).
    """
    with carrying(ledger_of(WorkFolder(target))):
        for path in (*target.iterdir(), *(target / "var").iterdir()):
            if path.name != "var" and ".carrying." not in path.name:  # the lock that is held just now
                shutil.rmtree(path) if path.is_dir() else path.unlink()


def ledger_of(folder: WorkFolder) -> Path:
    """Where a practice folder keeps its ledger, whatever the office's settings say."""
    return folder.var / "ledger.db"


def run(works: Works, world: Rehearsal, on_delivery: Callable[[], None]) -> Outcome:
    """Carry the whole calendar, stepping the clock to each next due time; *on_delivery* hears of each one."""
    daily = Daily(works)
    while True:
        daily.run()
        report = tick(works)
        for _ in report.carried:
            on_delivery()
        look_outside(works)
        if report.next_due is None:
            measure(works)
            return count(works, world)
        world.clock.advance_to(report.next_due)


def planned(works: Works) -> int:
    """How many deliveries the calendar has, done or not."""
    return len(works.edition().agenda)


def left(works: Works) -> int:
    """How many of them are not through: neither public nor with a person."""
    rows = works.ledger.deliveries()
    return max(0, planned(works) - sum(row.state in _THROUGH or row.is_with_person for row in rows))


def count(works: Works, world: Rehearsal) -> Outcome:
    """Compare the ledger with what stands on each way."""
    rows = works.ledger.deliveries()
    published = [row for row in rows if row.state is State.PUBLISHED]
    given = [row for row in rows if row.is_with_person]
    there = _standing(works.folder, world)
    return Outcome(
        deliveries=planned(works),
        published=len(published),
        held=sum(row.state is State.HELD for row in rows),
        doubled=sum(
            number > 1 for posts in there.values() for number in Counter(said for said, _ in posts).values()
        ),
        lost=sum(
            not any(where in (row.remote_id, row.address) for _, where in there[row.key.channel])
            for row in (*published, *given)
        ),
        page_posts=len(there["facebook"]),
        feed_items=len(there["website"]),
        articles=len(there["zalo"]),
        given=len(given),
    )


def _standing(folder: WorkFolder, world: Rehearsal) -> dict[str, list[tuple[str, str]]]:
    """By channel, what stands there: what no two may share, and its id or address."""
    found = {
        "facebook": [(str(post["message"]), str(post["id"])) for post in world.posts()],
        "website": [(str(item["id"]), str(item["url"])) for item in _feed_items(folder)],
        "zalo": [(str(one["title"]), str(one["id"])) for one in world.articles() if one["status"] == SHOWN],
        "wordpress": [(str(one["content"]["raw"]), str(one["id"])) for one in world.wordpress_posts()],
    }
    for name in _BY_HAND:
        packs = Packs(folder.var / PACKS / name)
        found[name] = [(pack.key, one) for one in packs.ids() if (pack := packs.find(one))]
    return found


def _feed_items(folder: WorkFolder) -> list[dict[str, object]]:
    try:
        feed = json.loads((folder.var / "site" / "feed.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        return []
    return list(feed["items"])


def _copy(source: WorkFolder, target: WorkFolder) -> None:
    for left in target.root.glob(".new-*"):  # by a demo that was killed while it copied
        shutil.rmtree(left)
    if target.posts.is_dir():
        return
    target.root.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.root, prefix=".new-") as new:
        for name in _COPIED:
            if (source.root / name).is_dir():
                # Of config/ only what is no secret: a token's file may lie there too.
                ignore = _all_but_yaml if name == "config" else None
                shutil.copytree(source.root / name, Path(new) / name, ignore=ignore)
        settings = Path(new) / "config" / _SETTINGS
        if settings.is_file():  # from its first moment there, the copy says what it is
            settings.write_bytes(_NOTE.encode() + settings.read_bytes().removeprefix(codecs.BOM_UTF8))
        for name in _COPIED:
            if (Path(new) / name).is_dir() and not (target.root / name).is_dir():
                (Path(new) / name).rename(target.root / name)


def _all_but_yaml(_: str, names: list[str]) -> list[str]:
    return [name for name in names if not name.endswith(".yaml")]


def _is_practice(folder: WorkFolder) -> bool:
    """Whether the settings of *folder* are a practice copy: they say so at their top."""
    try:
        return (folder.config / _SETTINGS).read_bytes().startswith(_NOTE.encode())
    except OSError:
        return False


def _settings(folder: WorkFolder) -> Settings:
    settings, problems = load_settings(folder)
    if settings is None:
        raise Stop(_BAD_SETTINGS, problems="\n".join(problem.as_text() for problem in problems))
    return settings.model_copy(update={"approval": "none"})  # nobody sits at a rehearsal to approve


def _first_day(calendar: Calendar, settings: Settings) -> datetime:
    """The midnight before the first post: nothing that was due before a ledger's birth is published."""
    ready = [post for post in calendar.posts if post.status == "ready"]
    if not ready:
        raise Stop(_EMPTY)
    times = [post.at or post.after for post in ready]
    first = min((at for at in times if at), default=None) or SystemClock().now()
    return datetime.combine(first.astimezone(settings.zone).date(), time(), settings.zone)


def _point_at(folder: WorkFolder, world: Rehearsal, *, all_ways: bool) -> None:
    """Let the copy's settings name the practice page and the practice website, and the other ways too."""
    path = folder.config / _SETTINGS
    value = read(_SETTINGS, path.read_bytes()).value
    assert isinstance(value, dict), "settings that were loaded can be read"
    value.pop("ledger", None)
    site: dict[str, object] = {"folder": "var/site", "address": world.site_address, "keep": 1000}
    practised: dict[str, dict[str, object]] = {
        "facebook": {
            "page": world.page_id,
            "token": f"env:{TOKEN}",
            "app_id": FACEBOOK_APP,
            "graph_url": world.address,
        },
        "website": site | _practice_key(folder),
    }
    for name, title in _BY_HAND.items() if all_ways else ():
        practised[name] = {"folder": f"var/{PACKS}/{name}", "places": {title: ""}}
    if all_ways or "zalo" in value:
        practised["zalo"] = _practise_zalo(folder, world)
    if "stories" in value:
        practised["stories"] = {"page": world.page_id}
    if "wordpress" in value:
        address, access = world.wordpress_address, f"env:{TOKEN}"
        practised["wordpress"] = {"address": address, "user": WORDPRESS_USER, "password": access}
    others = set(names()) - practised.keys()  # nothing of a rehearsal goes there
    _write(path, {key: one for key, one in value.items() if key not in others} | practised)
    _keep_units_at_home(folder)


def _practise_zalo(folder: WorkFolder, world: Rehearsal) -> dict[str, object]:
    """The block of the practice OA, whose tokens lie in the folder."""
    os.environ[ZALO_SECRET] = world.app_secret
    keep(_ZALO_TOKEN, Pair.given(world.zalo_pair(), world.clock.now()).dump(), folder.root)
    return {
        "oa": OA_ID,
        "app_id": APP_ID,
        "app_secret": f"env:{ZALO_SECRET}",
        "token": _ZALO_TOKEN,
        "api_url": world.address,
        "oauth_url": world.address,
    }


def _send_everywhere(folder: WorkFolder, calendar: Calendar) -> None:
    """Let the posts of the copy go to all channels there are, with what they say otherwise on some."""
    for file in by_file(calendar):
        entries = [entry_of(post) for post in file.posts]
        for entry in entries:
            own = entry.pop("channels", None)
            if isinstance(own, dict):
                entry["channels"] = {name: {} for name in _ALL_WAYS} | own
        text = yaml_text(file_lines(file.posts[0].campaign if file.posts else Campaign(), entries))
        write_whole(folder.root / file.file, text.encode())


def _practice_key(folder: WorkFolder) -> dict[str, object]:
    """A key of the practice's own, where what signs is installed: its site has pages of proof."""
    if find_spec("cryptography") is None:
        return {}
    from scheduler.channels.site.proof.signing import make_key  # noqa: PLC0415 - an extra

    if not (folder.root / _KEY).exists():
        keep(f"file:{_KEY}", Secret(make_key()), folder.root)
    return {"signing_key": f"file:{_KEY}"}


def _keep_units_at_home(folder: WorkFolder) -> None:
    """Take the units' own pages out of the copy: a rehearsal has one page, and touches no other."""
    path = folder.config / _UNITS
    value = read(_UNITS, path.read_bytes()).value if path.is_file() else None
    entries = value.get("units") if isinstance(value, dict) else None
    if isinstance(entries, list):
        kept = [
            {key: one for key, one in entry.items() if key not in names()}
            if isinstance(entry, dict)
            else entry
            for entry in entries
        ]
        _write(path, {"units": kept})


def _write(path: Path, value: Mapping[str, object]) -> None:
    written = yaml.safe_dump(value, allow_unicode=True, sort_keys=False)
    write_whole(path, (_NOTE + written).encode())


_NOTE = "# Bản luyện tập: trang Facebook và trang web ở đây chỉ có trên máy này.\n"
_EMPTY = Text(
    "Lịch chưa có bài nào để tập đăng. Xem lịch đang thiếu gì: loa check",
    "The calendar has no post to publish. See what it lacks: loa check",
)
_REAL_WORK = Text(
    "{folder} là thư mục làm việc thật; tập ở đó sẽ ghi đè lên cài đặt. Chọn một thư mục mới sau --dir.",
    "{folder} is a folder where work is done; a demo there would write over its settings. Name a new "
    "folder after --dir.",
)
_BAD_SETTINGS = Text("{problems}", "{problems}")
