"""A post for a portal, killed anywhere on its way to the person, is given her once and whole."""

from __future__ import annotations

import pytest

from scheduler.delivery import by_hand
from scheduler.engine.beginning import rebuild
from tests.engine.giving import HOUR, POINTS, POSTS, SETTINGS, Office, killed_at

PORTAL = SETTINGS + 'portal: {places: {Cổng TTĐT xã: ""}}\n'
ARTICLE = POSTS.replace("[groups, broadcast]", "[portal]") + (
    "    card: {template: tip, headline: Giữ mật khẩu, alt: Thẻ ổ khóa}\n"
)


def is_whole(office):
    """Whether she has it once, with every picture that it names and no other."""
    row, packs = office.row("portal"), office.channel("portal").packs
    assert row.is_with_person
    assert list(packs.ids()) == [row.remote_id]
    pack = office.pack("portal")
    assert len(pack.pictures) == 2
    assert pack.article is not None
    files = {path.name for path in (packs.folder / pack.id).iterdir()}
    assert files == {"pack.json", "bai.txt", *(one.file for one in pack.pictures)}
    return True


@pytest.mark.slow
@pytest.mark.parametrize("point", POINTS)
def test_killed_anywhere_it_is_given_once_and_whole(tmp_path, point):
    office = killed_at(point, tmp_path, PORTAL, ARTICLE)
    assert is_whole(office)
    office.works.close()


@pytest.mark.sqlite
def test_a_lost_ledger_gives_nothing_twice(tmp_path):
    office = Office(tmp_path, PORTAL, ARTICLE)
    office.go()
    office.go(HOUR)
    assert is_whole(office)
    office.works.close()
    for file in office.folder.var.glob("ledger.db*"):
        file.unlink()
    office.open()
    assert [row.key.channel for row in rebuild(office.works)] == ["portal"]
    office.go(HOUR)
    assert is_whole(office)
    assert office.row("portal").reason.code in by_hand.OPEN
    office.works.close()
