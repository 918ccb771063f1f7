"""One post on every way, on one screen, and each of them as it really went there."""

from __future__ import annotations

import re

import pytest
import requests

from scheduler.delivery.ledger import State
from scheduler.files import WorkFolder
from scheduler.rehearsal import demo
from scheduler.rehearsal.server import start
from tests.desk.conftest import folder, posts

from .conftest import FIRST_DAY

__all__ = ["folder", "posts"]

WAYS = {"facebook", "website", "zalo", "groups", "broadcast", "portal"}


@pytest.mark.slow
def test_a_post_goes_every_way_once_and_one_screen_shows_them_all(folder, tmp_path):
    target = tmp_path / "demo"
    with demo.practise(folder, target, all_ways=True) as (works, world):
        outcome = demo.run(works, world, lambda: None)
        assert outcome.is_perfect, outcome
        ways = len(WAYS)
        assert outcome.deliveries == ways * outcome.page_posts
        assert (outcome.feed_items, outcome.articles) == (outcome.page_posts, outcome.page_posts)
        assert outcome.given == outcome.deliveries - outcome.published == 3 * outcome.page_posts
        rows = works.ledger.deliveries()
        post = rows[-1].key.post
        assert {row.key.channel for row in rows if row.key.post == post} == WAYS
        screen = requests.get(f"{world.address}/moi-nga?bai={post}", timeout=9).text
        title = works.calendar().post(post).title
        assert screen.count(title) >= 5  # the heading, Facebook, Zalo, the message, and the script reads it
        for address in re.findall(r'(?:src|href)="(/(?:site|moi-nga)/[^"]+)"', screen):
            assert requests.get(world.address + address, timeout=9).status_code == 200, address
        article = re.search(r'<iframe[^>]+src="(/moi-nga/portal/[^"]+)"', screen)[1]
        portal = requests.get(world.address + article, timeout=9).text
        assert title in portal
        assert '<iframe src="/site/widget.html"' in portal
    # Gone on with, it goes on everywhere, and nothing goes out again.
    with demo.practise(WorkFolder(target), target) as (works, world):
        assert demo.run(works, world, lambda: None) == outcome
        assert not [row for row in works.ledger.deliveries() if row.state is State.HELD]


def test_where_nothing_was_given_to_persons_the_screen_says_how_to_begin(tmp_path):
    (tmp_path / "packs").mkdir()
    with start(tmp_path / "world", site=tmp_path / "site", start=FIRST_DAY) as world:
        screen = requests.get(world.address + "/moi-nga", timeout=9)
        assert screen.status_code == 200
        assert "loa demo --all-ways" in screen.text
        assert 'href="/moi-nga" aria-current="page"' in screen.text
        for wrong in ("groups/khong-co/a.png", "groups/.an/a.png", "khong-co/a/b.png", "portal/khong-co/"):
            assert requests.get(f"{world.address}/moi-nga/{wrong}", timeout=9).status_code == 404


def test_a_world_without_packs_has_no_tab_for_all_ways(api):
    assert "/moi-nga" not in requests.get(api.world.address, timeout=9).text
