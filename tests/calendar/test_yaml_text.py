"""What the program writes into a calendar, its own reader reads back, whatever a person typed."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import settings as rules
from hypothesis import strategies as st
from msgspec import structs

from scheduler.calendar.directory import Directory
from scheduler.calendar.file import read_part
from scheduler.calendar.loading import read_calendar
from scheduler.calendar.model import Campaign, Post
from scheduler.calendar.units import read_names
from scheduler.calendar.yaml_text import entry_of, file_lines, yaml_text
from scheduler.files import WorkFolder
from scheduler.settings.loading import load_settings
from scheduler.settings.model import Settings
from tests.calendar.conftest import HOTLINES, SETTINGS
from tests.calendar.made_up import SLOTS, campaigns, posts
from tests.examples import examples

REPOSITORY = Path(__file__).parents[2]


def text_of(campaign: Campaign, written: list[Post]) -> str:
    return yaml_text(file_lines(campaign, [entry_of(post) for post in written]))


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> tuple[Settings, Directory]:
    folder = WorkFolder(tmp_path_factory.mktemp("office"))
    folder.config.mkdir()
    (folder.config / "settings.yaml").write_text(SETTINGS + SLOTS, encoding="utf-8")
    (folder.config / "hotlines.yaml").write_text(HOTLINES, encoding="utf-8")
    loaded, _ = load_settings(folder)
    assert loaded is not None
    return loaded, read_names(folder, loaded)[0]


@rules(max_examples=examples(50))
@given(campaign=campaigns(), written=st.lists(posts(), max_size=2, unique_by=lambda post: post.id))
@pytest.mark.slow
def test_any_text_in_any_field_survives_being_written_and_read(office, campaign, written):
    text = text_of(campaign, written)
    part = read_part("posts/a.yaml", text.encode(), *office)
    assert part.problems == [], text
    assert part.posts == [structs.replace(post, campaign=campaign) for post in written], text


def test_the_sample_calendar_is_written_so_that_it_reads_the_same_and_other_programs_can_too():
    folder = WorkFolder(REPOSITORY)
    loaded, _ = load_settings(folder)
    calendar = read_calendar(folder, loaded)
    text = text_of(Campaign(), list(calendar.posts))
    part = read_part("posts/a.yaml", text.encode(), loaded, read_names(folder, loaded)[0])
    assert part.posts == [structs.replace(post, campaign=Campaign()) for post in calendar.posts]
    assert [entry["title"] for entry in yaml.safe_load(text)["posts"]] == [
        post.title for post in calendar.posts
    ]


def test_the_text_reads_as_the_documentation_writes_it(read):
    written = """\
campaign:
  id: thang-12
  title: "Tháng 12: an toàn"

posts:
  - id: mat-khau-manh
    at: 2026-12-01 07:30
    title: Mật khẩu mạnh cho con
    text: |
      Đừng dùng ngày sinh: dễ đoán.

      Gọi {{ hotline('tong-dai-111') }} #BaoVeTreEm
    audience: cha-me
    hashtags: [BaoVeTreEm, AnToanMang]
    cards:
      - template: checklist
        headline: 3 bước đặt mật khẩu mạnh
        points:
          - Dài hơn 12 ký tự
          - "Lưu ý: không dùng ngày sinh"
        alt: 'Thẻ ghi: "ba bước"'
      - template: end
        headline: "{hỏi Hội}"
    channels:
      facebook:
        text: |
          Ngắn thôi.
      website: {}
    status: draft

  - id: nghi-tet
    at: 2026-12-02 07:30
    title: 111
    text: |
      Một dòng.
    channels: [website]
"""
    calendar = read(written)
    assert calendar.problems == ()
    assert text_of(calendar.posts[0].campaign, list(calendar.posts)) == written
