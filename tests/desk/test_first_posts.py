"""The last page of the set-up: the first post to practise is hers to choose."""

import os
import re
from pathlib import Path

import pytest
import yaml
from starlette.testclient import TestClient

import scheduler.cli
from scheduler.clock import FixedClock
from scheduler.desk.opening import open_desk
from scheduler.desk.pages.first_posts import SAMPLES
from scheduler.desk.people import csrf
from tests.desk.conftest import FIRST_DAY

SHOWN = {"facebook": "http://127.0.0.1:9/1"}
STARTER = Path(scheduler.cli.__file__).parent / "starter" / "posts.yaml"
SAMPLE = """\
posts:
  - {id: bai-dau-tien, at: 2026-12-01 07:30, title: Một câu hỏi mỗi tối, text: Con kể gì?}
"""


@pytest.fixture
def client_with(folder):
    def client(**files):
        for path in folder.posts.iterdir():
            path.unlink()
        for age, (name, text) in enumerate(files.items()):
            path = folder.posts / f"{name}.yaml"
            path.write_text(text, "utf-8")
            os.utime(path, (1_800_000_000 + age, 1_800_000_000 + age))
        app = open_desk(folder, clock=FixedClock(FIRST_DAY), practise=lambda *_: SHOWN)
        return TestClient(app, base_url="http://127.0.0.1:8765")

    return client


def own(*names):
    posts = (
        f"  - {{id: {name}, at: 2026-12-05 07:30, title: Bài {name}, text: Chào., status: draft}}\n"
        for name in names
    )
    return "posts:\n" + "".join(posts)


def test_who_wrote_nothing_yet_writes_her_own_or_takes_the_sample(client_with):
    page = client_with(mau=SAMPLE).get("/setup/first").text
    assert "Viết bài đầu tiên của chị" in page
    assert "Dùng bài mẫu: Một câu hỏi mỗi tối" in page
    assert re.findall(r'action="/practice/([^"]+)"', page) == ["bai-dau-tien"]


def test_her_own_posts_come_first_drafts_too_and_the_one_written_last_before_all(client_with):
    page = client_with(a=own("mot"), b=SAMPLE, c=own("hai", "ba")).get("/setup/first").text
    assert re.findall(r'action="/practice/([^"]+)"', page) == ["ba", "hai", "mot", "bai-dau-tien"]
    assert page.count("Bài mẫu") == 1
    assert page.count("Bản nháp") == 3


def test_what_was_practised_here_is_shown_here(client_with):
    client = client_with(a=own("mot"))
    given = {"csrf": csrf.word(), "back": "/setup/first"}
    answer = client.post("/practice/mot", data=given, follow_redirects=False)
    assert answer.headers["location"] == "/setup/first#practised"
    page = client.get("/setup/first").text
    assert "Đã đăng thử: Bài mot" in page
    assert SHOWN["facebook"] in page


def test_the_samples_are_those_that_a_new_folder_has():
    posts = yaml.safe_load(STARTER.read_text("utf-8"))["posts"]
    assert {one["id"]: one["title"] for one in posts} == SAMPLES
