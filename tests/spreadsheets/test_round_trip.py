"""The calendar goes to Excel and comes back as it was, whatever stands in its fields."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as rules
from hypothesis import strategies as st
from msgspec import structs
from openpyxl import load_workbook

from scheduler.calendar.directory import Directory
from scheduler.calendar.loading import read_calendar
from scheduler.calendar.model import Card, ChannelVariant, Post, PostId
from scheduler.calendar.units import read_names
from scheduler.calendar.yaml_text import yaml_text
from scheduler.files import WorkFolder
from scheduler.settings.loading import load_settings
from scheduler.settings.model import Settings
from scheduler.spreadsheets import cells
from scheduler.spreadsheets.importing import Imported, by_file, import_posts, lines_of
from scheduler.spreadsheets.loading import read_workbook
from scheduler.spreadsheets.vocabulary import Vocabulary, vocabulary
from scheduler.spreadsheets.writing import Sources, workbook
from tests.calendar.conftest import HOTLINES, SETTINGS
from tests.calendar.made_up import SLOTS, ZONE, campaigns, posts, shown
from tests.examples import examples

REPOSITORY = Path(__file__).parents[2]
Office = tuple[Settings, Directory, Vocabulary]


def open_office(folder: WorkFolder) -> Office:
    loaded, _ = load_settings(folder)
    assert loaded is not None
    directory, _ = read_names(folder, loaded)
    return loaded, directory, vocabulary(loaded, directory.hotlines)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    folder = WorkFolder(tmp_path_factory.mktemp("office"))
    folder.config.mkdir()
    (folder.config / "settings.yaml").write_text(SETTINGS + SLOTS, encoding="utf-8")
    (folder.config / "hotlines.yaml").write_text(HOTLINES, encoding="utf-8")
    return open_office(folder)


def imported(data: bytes, office: Office) -> Imported:
    loaded, directory, words = office
    return import_posts(read_workbook("lich.xlsx", data), words, loaded, directory, "posts/lich.yaml")


def cells_of(data: bytes) -> list[list[list[object]]]:
    return [[[cell.value for cell in row] for row in sheet.rows] for sheet in load_workbook(BytesIO(data))]


def test_the_sample_calendar_goes_to_excel_and_back_into_the_same_files(tmp_path: Path) -> None:
    folder = WorkFolder(REPOSITORY)
    office = open_office(folder)
    calendar = read_calendar(folder, office[0])
    data = workbook(calendar.posts, Sources(office[2]))
    found = imported(data, office)
    assert found.problems == []
    empty = WorkFolder(tmp_path)
    empty.config.mkdir()
    for name in ("settings.yaml", "hotlines.yaml"):
        (empty.config / name).write_bytes((folder.config / name).read_bytes())
    for file, drafts in by_file(found.drafts).items():
        (tmp_path / file).parent.mkdir(exist_ok=True)
        (tmp_path / file).write_bytes(yaml_text(lines_of(drafts)).encode())
    again = read_calendar(empty, office[0])
    assert again.problems == ()
    assert again.posts == calendar.posts
    assert [post.place().file for post in again.posts] == [post.place().file for post in calendar.posts]
    assert cells_of(workbook(again.posts, Sources(office[2]))) == cells_of(data)


@rules(max_examples=examples(15))
@given(campaign=campaigns("\n"), written=st.lists(posts("\n"), max_size=2, unique_by=lambda post: post.id))
@pytest.mark.slow
def test_any_post_survives_excel_and_gives_the_same_cells_again(office, campaign, written):
    written = [structs.replace(post, campaign=campaign) for post in written]
    data = workbook(written, Sources(office[2]))
    found = imported(data, office)
    assert found.problems == []
    assert list(found.posts.values()) == written
    again = [structs.replace(post, places=None) for post in found.posts.values()]  # no file, as before
    assert cells_of(workbook(again, Sources(office[2]))) == cells_of(data)


def test_a_post_whose_cells_are_mostly_dashes_is_no_second_row_of_headings(office):
    dashes = {"body": "- -", "answers": "- -", "points": "- - -", "headline": ()}
    post = Post(
        id=PostId("mot"),
        title="- - -",
        text="- - - -",
        at=datetime(2026, 12, 1, 7, 30, tzinfo=ZONE),
        channels={"facebook": ChannelVariant(), "website": ChannelVariant()},
        cards=(Card("- - -", dashes), Card("-")),
        status="draft",
    )
    found = imported(workbook([post], Sources(office[2])), office)
    assert found.problems == []
    assert list(found.posts) == ["mot"]


def test_a_dash_below_a_heading_of_cards_makes_no_second_row_of_headings(office):
    post = Post(PostId("0"), "-", "Nguyễn Thị Ánh", cards=(Card("-", {"points": "-"}, ""),), status="draft")
    post = structs.replace(post, channels={"facebook": ChannelVariant()})
    found = imported(workbook([post], Sources(office[2])), office)
    assert (found.problems, list(found.posts)) == ([], ["0"])


@given(st.lists(shown("\n"), max_size=5))
def test_the_items_of_a_list_survive_their_cell(items):
    assert cells.lines(cells.clean(cells.as_lines(items))) == items
