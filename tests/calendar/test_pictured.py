"""A channel that shows another's pictures: what a post for it must have, told of the posts and not of all."""

from __future__ import annotations

import pytest

from scheduler.calendar.loading import read_calendar
from scheduler.files import WorkFolder
from scheduler.settings.loading import load_settings
from tests.calendar.conftest import SETTINGS, Write, codes

ZALO = 'zalo: {oa: "1", app_id: "2", app_secret: env:S, token: file:t.txt}\n'
POST = "  - {id: a, at: 2026-12-01 07:30, title: b, text: c, audience: cha-me, topic: mat-khau%s}\n"
CARD = ", card: {template: tip, headline: d, alt: e}"


@pytest.mark.parametrize(
    "defaults", ["", "defaults: {hotlines: [tong-dai-111]}\n", "defaults: {channels: [website, zalo]}\n"]
)
def test_what_all_posts_share_needs_no_card(folder: WorkFolder, write: Write, defaults: str) -> None:
    write("config/settings.yaml", SETTINGS + ZALO)
    settings, _ = load_settings(folder)
    assert settings is not None
    write("posts/a.yaml", f"{defaults}posts:\n{POST % CARD}{POST.replace('id: a', 'id: b') % ''}")
    calendar = read_calendar(folder, settings)
    assert [post.id for post in calendar.posts] == ["a"]
    assert [code for code, _ in codes(calendar)] == ["pictures-missing"]
