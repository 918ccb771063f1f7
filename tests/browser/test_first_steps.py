"""From nothing to the first practised post, as the guide tells it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import READERS

BENCH = Path(__file__).parents[2] / "bench" / "first_steps.py"
SHOWN = {"facebook": "http://127.0.0.1:9/1", "website": "http://127.0.0.1:9/site/"}


def test_the_first_steps_are_gone_in_five_minutes():
    done = subprocess.run([sys.executable, BENCH, "--json"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert sum(step["person"] for step in json.loads(done.stdout)) < 300


@pytest.mark.parametrize(("width", "language"), READERS)
def test_a_post_that_was_practised_says_where_it_stands(window, desk_of, folder, width, language):
    reader = window(desk_of(folder, practise=lambda _: SHOWN).address, width, language)
    page = reader.open("/post/mat-khau-manh")
    reader.press("#practise button")
    expect(page.locator("#practised")).to_be_in_viewport()
    assert [one.get_attribute("href") for one in page.locator("#practised a").all()] == list(SHOWN.values())
    reader.is_sound()
