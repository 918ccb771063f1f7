"""The practice page tells figures as Facebook does; what the ledger has of a quarter is what it told."""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import date, datetime, time, timedelta
from itertools import pairwise

import pytest
import yaml

from scheduler.engine.measuring import measure
from scheduler.engine.tick import tick
from scheduler.files import WorkFolder
from scheduler.kinds.metric import Measure
from scheduler.kinds.registry import kind_of
from scheduler.queries.insights import measured, told_of, told_of_pages
from scheduler.rehearsal import demo
from scheduler.rehearsal.insights import grown
from scheduler.rehearsal.server import start

from .conftest import FIRST_DAY, Api

DAY = timedelta(days=1)
BEGIN = date(2027, 1, 1)


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    """A page of its own with one post of three days ago."""
    with start(tmp_path_factory.mktemp("figures"), start=FIRST_DAY) as world:
        api = Api(world)
        post = api.feed(message="Số liệu").json()["id"]
        world.clock.advance_to(FIRST_DAY + 3 * DAY)
        yield api, post


def figure(answer):
    (one,) = answer.json()["data"]
    return one["values"][-1]["value"]


def test_figures_grow_and_are_the_same_at_the_same_time():
    days = [grown("1_2", FIRST_DAY, FIRST_DAY + n * DAY) for n in range(90)]
    assert days[0]["views"] == 0
    for before, after in pairwise(days):
        assert all(before[name] <= after[name] for name in before)
    assert days[30]["views"] > days[30]["reach"] > days[30]["reactions"] > 0
    assert (
        grown("1_2", FIRST_DAY, FIRST_DAY + 9 * DAY)
        == days[9]
        != grown("1_3", FIRST_DAY, FIRST_DAY + 9 * DAY)
    )


def test_one_dead_name_fails_the_whole_call(page):
    api, post = page
    assert figure(api.get(f"{post}/insights", metric="post_media_view")) > 0
    both = api.get(f"{post}/insights", metric="post_media_view,post_impressions")
    assert both.status_code == 400
    assert both.json()["error"]["code"] == 100
    assert "must be a valid insights metric" in both.json()["error"]["message"]
    assert api.get(f"{post}/insights").json()["error"]["code"] == 3001
    api.world.end_metrics("post_clicks")
    assert api.get(f"{post}/insights", metric="post_clicks").status_code == 400


def test_what_is_not_public_yet_has_no_figures(page):
    api, _ = page
    at = int((FIRST_DAY + 5 * DAY).timestamp())
    ahead = api.feed(message="Chưa tới giờ", published="false", scheduled_publish_time=at).json()["id"]
    assert api.get(f"{ahead}/insights", metric="post_media_view").json() == {"data": []}


def test_without_the_permission_nothing_is_told(tmp_path):
    with start(tmp_path, start=FIRST_DAY) as world:
        world.take_permission("read_insights")
        api = Api(world)
        post = api.feed(message="Vẫn đăng").json()["id"]
        refused = api.get(f"{post}/insights", metric="post_media_view")
        assert (refused.status_code, refused.json()["error"]["code"]) == (403, 10)


@pytest.mark.slow
def test_what_the_ledger_has_of_a_quarter_is_what_the_page_told_and_holds(tmp_path):
    office, target = tmp_path / "office", tmp_path / "demo"
    _write_office(office)
    with demo.practise(WorkFolder(office), target) as (works, world):
        for day in range(92):
            for hour in (8, 20):
                at = datetime.combine(BEGIN, time(), works.settings.zone)
                world.clock.advance_to(at + day * DAY + timedelta(hours=hour))
                tick(works)
                measure(works)
        zone = works.settings.zone
        rows = {row.id: row for row in works.ledger.deliveries() if row.key.channel == "facebook"}
        last = BEGIN + 91 * DAY
        noted = told_of(works.ledger, rows, last)
        pages = told_of_pages(works.ledger, BEGIN, last)
    assert len(rows) == 13
    ours = {
        (rows[id_].remote_id, one.metric, one.day): one.value for id_, every in noted.items() for one in every
    }
    ((_, of_page),) = ((key, value) for key, value in pages.items() if key.startswith("facebook:"))
    told, page_told = _what_it_told(target / "var/rehearsal/insights.jsonl", zone)
    assert ours == told
    assert {(one.metric, one.day): one.value for one in of_page} == {
        key: value for key, value in page_told.items() if key[1] >= BEGIN
    }

    # What stands on the page by its journal, counted anew: the quarter's sums at the last asking.
    sums = defaultdict(int)
    for id_ in rows:
        for counted, value in measured(noted[id_], kind_of("facebook").metrics).items():
            sums[counted] += value
    last_asked = {post: day for post, _, day in sorted(ours, key=lambda one: one[2])}
    figures = [
        grown(post, since, datetime.combine(last_asked[post], time(8), zone))
        for post, since in _public(target / "var/rehearsal/journal.jsonl")
    ]
    for counted in (Measure.VIEWS, Measure.REACH, Measure.CLICKS, Measure.REACTIONS, Measure.SHARES):
        assert sums[counted] == sum(one[counted.value] for one in figures) > 0


def _what_it_told(log, zone):
    """By the page's own log what it told: of each day the last."""
    told, page_told = {}, {}
    for line in map(json.loads, log.read_text().splitlines()):
        metric, (*_, last) = line["metric"], line["values"]
        day = datetime.fromisoformat(line["at"]).astimezone(zone).date()
        if metric == "page_media_view":
            page_told |= {
                (metric, date.fromisoformat(one["end_time"][:10])): one["value"] for one in line["values"]
            }
        elif metric == "page_follows":
            page_told[metric, day] = last["value"]
        elif metric == "post_activity_by_action_type":
            for part in ("comment", "share"):
                told[line["of"], f"{metric}:{part}", day] = last["value"].get(part, 0)
        else:
            value = last["value"]
            told[line["of"], metric, day] = sum(value.values()) if isinstance(value, dict) else value
    return told, page_told


def _public(journal):
    """By the page's journal its posts, and when each became public."""
    lines = map(json.loads, journal.read_text().splitlines())
    return [(one["id"], datetime.fromisoformat(one["public_at"])) for one in lines if one["kind"] == "post"]


def _write_office(office):
    """A post each week of the first quarter of 2027."""
    posts = [
        {
            "id": f"tuan-{week}",
            "title": f"Tuần {week} của quý",
            "text": f"Lời nhắn của tuần thứ {week}, không giống tuần nào khác.",
            "at": f"{BEGIN + timedelta(days=7 * week):%Y-%m-%d} 16:00",
            "channels": ["facebook"],
        }
        for week in range(13)
    ]
    settings = {
        "organisation": "Hội LHPN tỉnh",
        "facebook": {"page": "1", "token": "env:LOA_NONE"},
        "website": {"folder": "var/site", "address": "https://example.vn/"},
    }
    for name, value in (("config/settings.yaml", settings), ("posts/quy.yaml", {"posts": posts})):
        (office / name).parent.mkdir(parents=True, exist_ok=True)
        (office / name).write_text(yaml.safe_dump(value, allow_unicode=True), encoding="utf-8")
