"""Works with the real channels against the practice Facebook, and a website in its folder."""

from __future__ import annotations

import hashlib
import io
import json
from collections import Counter
from datetime import timedelta
from types import SimpleNamespace

from msgspec import structs
from PIL import Image

from scheduler.calendar.model import PROVINCE, Calendar, Card, ChannelName, ChannelVariant, Post, PostId, Unit
from scheduler.channels.facebook import FacebookChannel
from scheduler.channels.facebook_kind import FacebookSettings
from scheduler.channels.hearing import Hearing
from scheduler.channels.website import WebsiteChannel
from scheduler.channels.website_kind import WebsiteSettings
from scheduler.delivery.ledger import Ledger
from scheduler.engine.tick import tick
from scheduler.engine.works import Works
from scheduler.files import WorkFolder
from scheduler.kinds.film import FilmShape
from scheduler.rehearsal.clock import RehearsalClock
from scheduler.secrets import Secret
from scheduler.settings.week import SlotsSettings
from tests.delivery.practice import settings as practice_settings
from tests.films import film

SITE = "http://127.0.0.1/site/"
BOTH = {ChannelName("facebook"): ChannelVariant(), ChannelName("website"): ChannelVariant()}


class StillClock:
    """A rehearsal's clock that nobody else steps meanwhile: it is asked once for each step."""

    def __init__(self, clock):
        self._clock = clock
        self._now = None

    def now(self):
        if self._now is None:
            self._now = self._clock.now()
        return self._now

    def monotonic(self):
        return self.now().timestamp()

    def wait(self, seconds):
        if seconds > 0:
            self.advance_to(self.now() + timedelta(seconds=seconds))

    def advance_to(self, instant):
        self._now = None
        self._clock.advance_to(instant)

    def close(self):
        self._clock.close()


def picture(name: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (60, 75), (sum(map(ord, name)) % 256, len(name), 7)).save(out, "JPEG")
    return out.getvalue()


class Painter:
    def problems(self, post, unit, sizes=()):
        return []

    def fingerprint(self, post, unit):
        return post.id

    def paint(self, post, unit, sizes):
        data = picture(post.id)
        return [
            SimpleNamespace(data=data, mime="image/jpeg", width=60, height=75, size=size, alt="Thẻ")
            for size in sizes
        ]

    def film_sizes(self, post, channels):
        return []

    def film(self, post, unit, size):
        upright = "phim-dung" in post.film
        data = film(540, 960, 3, colour=sum(map(ord, post.id)) % 256) if upright else film()
        return SimpleNamespace(
            source=data, shape=FilmShape(*((540, 960) if upright else (320, 180)), 3.0, 25.0), captions=""
        )


def own_words(name: str) -> str:
    """Words that no other story has: all of them go to one page, and are not to look like each other."""
    return hashlib.sha512(name.encode()).hexdigest()


def posts(story, first, count=2):
    """*count* posts of their own, an hour apart; the last one waits in the queue for its slot."""
    return tuple(
        Post(
            id=PostId(f"{story}-{n}"),
            title=f"Bài {n} của {story}.",
            text=f"Lời của bài {n} trong chuyện {story}: {own_words(f'{story}-{n}')}.",
            at=first + timedelta(hours=n) if n + 1 < count else None,
            channels=BOTH,
            cards=(Card("tip"),),
        )
        for n in range(count)
    )


class Both:
    """The outlets of a province with a page and a website, opened already."""

    sure_clocks = ()
    spare_clock = ""

    def __init__(self, channels, clock):
        self._channels = {channel.name: channel for channel in channels}
        self.missing = {}
        self.hearing = Hearing(clock)

    def look_again(self, pages):
        return frozenset()

    def renew(self, units, hotlines=None):
        pass

    def names(self, unit):
        return tuple(self._channels)

    def get(self, unit, channel):
        return self._channels[channel]


def open_works(folder, rehearsal, story, *, handover="0d"):
    """*story*'s works; once the folder has a file `edited`, its first post says something else."""
    clock = StillClock(RehearsalClock(rehearsal.address))
    facebook = FacebookSettings(
        page=rehearsal.page_id,
        token="env:X",
        version="v26.0",
        graph_url=rehearsal.address,
        handover=handover,
        app_id="55",
    )
    website = WebsiteSettings(folder="site", address=SITE, keep=60)
    hourly = SlotsSettings.model_validate({"daily": [f"{hour:02}:45" for hour in range(24)]})
    settings = practice_settings(within=timedelta(days=2), spacing=timedelta())
    channels = [
        FacebookChannel(facebook, Secret(rehearsal.token), None, clock, timeout=(2.0, 2.0)),
        WebsiteChannel(folder / "site", website, "Hội", "vi", settings.zone, clock),
    ]
    unit = Unit(PROVINCE, "Hội", channels={"facebook": facebook, "website": website}, slots=hourly)
    edited = structs.replace(story[0], text=f"Lời đã sửa của {story[0].id}: {own_words(story[0].id)}.")
    before, after = (Calendar(posts=posts, units={PROVINCE: unit}) for posts in (story, (edited, *story[1:])))
    return Works(
        WorkFolder(folder),
        settings,
        clock,
        ledger=Ledger.open(folder / "ledger.db", clock),
        outlets=Both(channels, clock),
        calendar=lambda: after if (folder / "edited").exists() else before,
        painter=lambda _: Painter(),
    )


def run_to_the_end(works, *, edit=False):
    for _ in range(300):
        report = tick(works)
        if edit and not (works.folder.root / "edited").exists():
            (works.folder.root / "edited").touch()
            continue
        if report.next_due is None:
            return
        works.clock.advance_to(report.next_due)
    raise AssertionError("it never comes to rest")


def check_each_once(folder, rehearsal, story, rows):
    """What followers see is what the ledger says: each post once, with its picture, on page and website."""
    seen = [post for post in rehearsal.posts() if any(one.title in post["message"] for one in story)]
    assert Counter(post["id"] for post in seen) == Counter(
        row.remote_id for row in rows if row.key.channel == "facebook"
    )
    assert len(seen) == len(story)
    assert all(len(post["pictures"]) == 1 for post in seen)
    feed = json.loads((folder / "site" / "feed.json").read_text())
    assert Counter(item["title"] for item in feed["items"]) == Counter(post.title for post in story)
