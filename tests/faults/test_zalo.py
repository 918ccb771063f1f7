"""The same over a Zalo OA: kills at every point, every fault of the network, each article public once."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from scheduler.calendar.model import PROVINCE, Calendar, ChannelName, ChannelVariant, Unit
from scheduler.channels.channel import FailureKind
from scheduler.channels.website import WebsiteChannel
from scheduler.channels.website_kind import WebsiteSettings
from scheduler.delivery import faults
from scheduler.delivery.ledger import Ledger, State
from scheduler.engine.status import standings
from scheduler.engine.tick import tick
from scheduler.engine.works import Works
from scheduler.files import WorkFolder
from scheduler.rehearsal.faults import Kind
from scheduler.rehearsal.server import Rehearsal, start
from scheduler.settings.week import SlotsSettings
from tests.channels.zalo_office import POLLS, Office
from tests.delivery.practice import START
from tests.delivery.practice import settings as practice_settings
from tests.faults.arming import LOOKS, arm
from tests.faults.killing import is_killed, likely_first
from tests.faults.points import fault_points
from tests.faults.real import Both, Painter, StillClock, posts, run_to_the_end

NAMES = "website", "zalo"
BOTH = {ChannelName(name): ChannelVariant() for name in NAMES}
NEEDS_FORK = pytest.mark.skipif(sys.platform == "win32", reason="needs fork")
LATE = {"fault": "slow-edges", "path": "zalo-getslice", "seconds": 480, "count": 1000}
SCENES = [
    [],
    [{"fault": "error-500-after", "path": "zalo-update"}],
    [{"fault": "error-500-before", "path": "zalo-update"}],
    [{"fault": "cut-after", "path": "zalo-update"}, LATE],
    [{"fault": "cut-after", "path": "zalo-create"}],
    [
        {"fault": "error-500-after", "path": "zalo-update"},
        {"fault": "error-500-before", "path": "zalo-getslice", "count": 2},
    ],
    *(
        [
            {"fault": "error-500-before", "path": "zalo-update"},
            {"fault": "error-500-before", "path": "zalo-getslice", "at": look},
        ]
        for look in LOOKS
    ),
]
# Where nothing waits with the channel's own scheduler, nothing comes by these.
AHEAD = {"take-back", "verify", "look-up"}
POINTS = [point for point in fault_points() if not any(word in point for word in AHEAD)]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("site")


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory, site: Path) -> Iterator[Rehearsal]:
    with start(tmp_path_factory.mktemp("world"), start=START, site=site) as running:
        yield running


@pytest.fixture
def rehearsal(world: Rehearsal) -> Iterator[Rehearsal]:
    world.disarm()
    yield world
    world.disarm()


def told(name, first, count=2):
    """A story that goes to website and OA."""
    return tuple(replace(post, channels=BOTH) for post in posts(name, first, count))


def open_works(folder, rehearsal, site, story):
    office = Office(folder, rehearsal, site)
    office.part = f"{folder.name}/"  # a website of its own: a ledger leaves its mark there
    zalo, clock = office.open(), StillClock(rehearsal.clock)
    address = f"{rehearsal.site_address}{office.part}"
    website = WebsiteSettings(folder="site", address=address, keep=1000)
    hourly = SlotsSettings.model_validate({"daily": [f"{hour:02}:45" for hour in range(24)]})
    settings = practice_settings(within=timedelta(days=2), spacing=timedelta())
    channels = [WebsiteChannel(site / folder.name, website, "Hội", "vi", settings.zone, clock), zalo]
    unit = Unit(PROVINCE, "Hội", channels={"website": website, "zalo": office.block}, slots=hourly)
    calendar = Calendar(posts=story, units={PROVINCE: unit})
    edited = Calendar(
        posts=(replace(story[0], text=f"{story[0].text} Đã sửa."), *story[1:]), units=calendar.units
    )
    return Works(
        WorkFolder(folder),
        settings,
        clock,
        ledger=Ledger.open(folder / "ledger.db", clock),
        outlets=Both(channels, clock),
        calendar=lambda: edited if (folder / "edited").exists() else calendar,
        painter=lambda _: Painter(),
    )


def check_each_once(rehearsal, story, rows):
    """The OA shows each post once, and what the ledger says; whatever else there is of it is hidden."""
    titles = {post.title for post in story}
    shown = [one for one in rehearsal.articles() if one["title"] in titles and one["status"] == "show"]
    assert Counter(one["title"] for one in shown) == Counter(titles)
    assert {one["id"] for one in shown} == {row.remote_id for row in rows if row.key.channel == "zalo"}


def run(folder, rehearsal, site, story, point):
    works = open_works(folder, rehearsal, site, story)
    faults._name, faults._left = point, 1
    run_to_the_end(works)


@NEEDS_FORK
@pytest.mark.parametrize(
    "point",
    [pytest.param(point, marks=() if point == "after-call" else pytest.mark.slow) for point in POINTS],
)
def test_killed_there_and_started_again_the_oa_shows_each_article_once(
    tmp_path, rehearsal, site, point, monkeypatch
):
    for number, scene in likely_first(__name__, SCENES, point):
        folder = tmp_path / f"{point}-{number}"
        folder.mkdir()
        story = told(folder.name, rehearsal.clock.now() + timedelta(hours=1))
        arm(rehearsal, scene, monkeypatch)
        killed = is_killed(run, folder, rehearsal, site, story, point, scene=(__name__, number))
        works = open_works(folder, rehearsal, site, story)
        run_to_the_end(works)
        rows = works.ledger.deliveries()
        assert [row.state for row in rows] == [State.PUBLISHED] * 4, (scene, [row.reason for row in rows])
        check_each_once(rehearsal, story, rows)
        works.close()
        if killed:
            return
    raise AssertionError("no scene comes by this point")


KINDS = {
    "zalo-create": [*Kind],
    "zalo-verify": [kind for kind in Kind if kind is not Kind.PICTURE_UNREACHED],
    "zalo-update": [kind for kind in Kind if kind is not Kind.PICTURE_UNREACHED],
    "zalo-getslice": [kind for kind in Kind if kind is not Kind.PICTURE_UNREACHED],
}
FAST = {("zalo-getslice", Kind.DOUBLED_LIST)}
DETAILS = {"late": {"seconds": 3.0}, "slow-edges": {"seconds": 20.0}, "processing": {"count": POLLS + 1}}


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        pytest.param(path, kind.value, marks=() if (path, kind) in FAST else pytest.mark.slow)
        for path, kinds in KINDS.items()
        for kind in kinds
    ],
)
def test_each_article_is_public_once_whatever_the_network_and_zalo_do(tmp_path, rehearsal, site, path, kind):
    folder = tmp_path / f"{path}-{kind}"
    folder.mkdir()
    story = told(folder.name, rehearsal.clock.now() + timedelta(hours=1))
    if path == "zalo-getslice":
        rehearsal.arm("cut-after", "zalo-update")  # a look must be needed at all
    rehearsal.arm(kind, path, **DETAILS.get(kind, {}))
    works = open_works(folder, rehearsal, site, story)
    run_to_the_end(works)
    rows = works.ledger.deliveries()
    assert [row.state for row in rows] == [State.PUBLISHED] * 4, [row.reason for row in rows]
    check_each_once(rehearsal, story, rows)
    works.close()


def test_an_account_that_is_lost_is_told_at_once_and_nothing_is_posted_until_it_is_connected(
    tmp_path, rehearsal, site
):
    folder = tmp_path / "lost"
    folder.mkdir()
    story = told("lost", rehearsal.clock.now() + timedelta(hours=30), count=1)
    story = tuple(replace(post, at=rehearsal.clock.now() + timedelta(hours=30)) for post in story)
    works = open_works(folder, rehearsal, site, story)
    tick(works)
    office = Office(folder, rehearsal, site)
    thief = office.tokens()
    pair = thief._read()
    thief._api.tokens(thief._app_secret, {  # somebody used the renewing token elsewhere
        "grant_type": "refresh_token", "refresh_token": pair.renewing.reveal(), "app_id": office.block.app_id,
    })  # fmt: skip
    works.clock.wait(24 * 3600)
    tick(works)  # nothing is due
    (page,) = works.ledger.paused().values()
    assert (page.page_key, page.kind) == (office.block.page_key, FailureKind.CREDENTIAL)
    assert page.reason.code == "zalo:-14020"
    assert "connect zalo" in page.reason.todo.vi
    works.clock.wait(7 * 3600)
    tick(works)
    assert {row.key.channel: row.state for row in works.ledger.deliveries()}["website"] is State.PUBLISHED
    assert office.articles(story[0].title) == []
    said = " ".join(str(line) for line in standings(works))
    assert "connect zalo" in said
    office.connect()
    run_to_the_end(works)
    assert [status for _, status in office.articles(story[0].title)] == ["show"]
    works.close()
