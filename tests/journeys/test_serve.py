"""`serve` in real time: what the calendar says at its time goes out, and a signal ends it in good order."""

from __future__ import annotations

import json
import re
import signal
import sys
import time
from datetime import UTC, datetime, timedelta
from urllib.request import urlopen

import pytest

from tests.journeys.office import Office, dump, sleep_until, wait_until
from tests.pace import slowness

ON_TIME = timedelta(seconds=5)
unix = pytest.mark.skipif(sys.platform == "win32", reason="no SIGTERM")


@pytest.mark.slow
@unix
def test_what_the_calendar_says_at_its_time_goes_out_within_five_seconds(tmp_path, practice):
    office = Office(tmp_path / "office", practice, ahead=9)
    office.begin()
    office.plan("lich", office.post("giu"), office.post("sua", "Lời cũ."), office.post("bo"))
    with office.serving() as program:
        # One file is edited: a text is new, a post is gone. Another one comes, saved whole by its editor.
        office.plan("lich", office.post("giu"), office.post("sua", "Lời đã sửa."))
        office.plan("them", office.post("them"))
        # A third one comes half, cut in the middle of a word, and is whole a second later.
        whole = dump({"posts": [office.post("nua-dau"), office.post("nua-cuoi")]})
        path = office.root / "posts" / "dang-ghi.yaml"
        path.write_text(whole[: whole.index("Bài nua-cuoi") - 4], encoding="utf-8")
        time.sleep(1)
        path.write_text(whole, encoding="utf-8")

        assert office.messages() == office.feed() == []
        sleep_until(office.minute)
        wait_until(lambda: len(office.feed()) == len(office.messages()) == 5)
        late = datetime.now(UTC) - office.minute
        assert late < ON_TIME * slowness()
        done, seconds = program.send(signal.SIGTERM)
    assert (done.status, seconds < 10 * slowness()) == (0, True), done.err
    expected = sorted(f"Bài {id_}" for id_ in ("giu", "sua", "them", "nua-dau", "nua-cuoi"))
    assert office.messages() == office.feed() == expected
    (edited,) = [post["message"] for post in practice.posts() if post["message"].startswith("Bài sua")]
    assert "Lời đã sửa." in edited
    assert "Lời cũ." not in edited
    rows = office.standings()
    assert [row["state"] for row in rows.values()] == ["published"] * 10


@pytest.mark.slow
@unix
@pytest.mark.parametrize("number", [signal.SIGTERM, pytest.param(signal.SIGINT, marks=pytest.mark.slow)])
def test_a_signal_in_the_middle_of_an_upload_ends_it_and_the_next_start_goes_on(tmp_path, practice, number):
    office = Office(tmp_path / "office", practice, ahead=4)
    office.begin()
    office.plan("lich", office.post("anh"))
    practice.arm("late", "photos", seconds=5)
    with office.serving() as program:
        wait_until(lambda: "photo" in journal(tmp_path))
        done, seconds = program.send(number)
    assert (done.status, seconds < 10 * slowness()) == (0, True), done.err
    assert office.messages() == []
    office.run("publish", "--due")
    assert office.messages() == office.feed() == ["Bài anh"]


@unix
@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize("call", ["photos", "feed"])
def test_a_signal_ends_it_also_when_facebook_never_answers(tmp_path, practice, call, number):
    office = Office(tmp_path / "office", practice, ahead=4)
    office.begin()
    office.plan("lich", office.post("treo"))
    practice.arm("late", call, seconds=120)
    with office.serving() as program:
        wait_until(lambda: ("photo" if call == "photos" else "post") in journal(tmp_path))
        done, seconds = program.send(number)
    assert (done.status, seconds < 10 * slowness()) == (0, True), done.err
    practice.disarm()
    with office.serving() as program:
        wait_until(lambda: office.messages() == office.feed() == ["Bài treo"])
        wait_until(lambda: {row["state"] for row in office.standings().values()} == {"published"})
        done, _ = program.send(signal.SIGTERM)
    assert done.status == 0, done.err
    assert office.messages() == office.feed() == ["Bài treo"]
    assert practice.duplicates() == []


@pytest.mark.slow
@unix
def test_one_program_carries_at_a_time_and_the_others_still_look(tmp_path, practice):
    office = Office(tmp_path / "office", practice, ahead=3600)
    office.plan("lich", office.post("sau"))
    with office.serving() as program:
        for words in (["serve", "--no-desk"], ["publish", "--due"]):
            done = office.run(*words)
            assert done.status == 3, done.said
            assert f"process {program.process.pid}" in done.err
            assert "run.py serve --no-desk" in done.err
            assert done.out == ""
        assert office.run("check").status == 0
        assert office.run("status", "--format", "json").json == []
        assert [row["post"] for row in office.run("plan", "--format", "json").json] == ["sau", "sau"]
        done, seconds = program.send(signal.SIGINT)
    assert (done.status, seconds < 10 * slowness()) == (0, True), done.err


@unix
@pytest.mark.slow
def test_a_signal_ends_it_also_while_a_page_is_open_and_follows(tmp_path):
    office = Office(tmp_path / "office", ahead=3600)
    office.plan("lich", office.post("mot"), {"id": "hong", "title": "Thiếu lời"})
    with office.running("serve") as program:
        program.wait_for_words("Ctrl-C")
        address = re.search(r"http://127\.0\.0\.1:\d+/", program.err)[0]
        program.wait_for_words("loa check")  # the calendar has an error
        with urlopen(address) as page, urlopen(f"{address}events") as stream:
            assert "Bài mot" in page.read().decode()
            assert stream.readline().strip()
            done, seconds = program.send(signal.SIGTERM)
    assert (done.status, seconds < 10 * slowness()) == (0, True), done.err


@pytest.mark.slow
def test_where_nothing_can_go_out_it_says_so_and_does_not_stay(tmp_path, practice):
    office = Office(tmp_path / "office", practice)
    del office.settings["website"]
    office.write("config/settings.yaml", dump(office.settings))
    (office.root / "config" / "token.txt").unlink()
    done = office.run("serve", "--no-desk")
    assert done.status == 1
    assert "config/token.txt" in done.err
    assert "No channel can be used" in done.err
    del office.settings["facebook"]
    office.write("config/settings.yaml", dump(office.settings))
    for words in (["serve"], ["publish", "--due"]):
        done = office.run(*words)
        assert (done.status, done.out) == (1, "")
        assert "Add the block of one to config/settings.yaml (facebook, stories, website, " in done.err


@unix
@pytest.mark.slow
@pytest.mark.timeout(400)
def test_a_post_put_in_long_ahead_goes_out_within_five_seconds_of_its_time(tmp_path, practice):
    """Long: two wake-ups and more, of which one comes every 30 s whatever is due."""
    office = Office(tmp_path / "office", practice, ahead=70)
    office.begin()
    with office.serving() as program:
        office.plan("lich", office.post("hai-phut"))
        sleep_until(office.minute)
        assert office.messages() == office.feed() == []
        wait_until(lambda: office.messages() and office.feed())
        late = datetime.now(UTC) - office.minute
        assert late < ON_TIME * slowness()
        assert program.send(signal.SIGTERM)[0].status == 0


def journal(folder) -> set[str]:
    """The kinds of things that came to the practice page."""
    lines = (folder / "practice" / "journal.jsonl").read_text("utf-8").splitlines(keepends=True)
    return {json.loads(line)["kind"] for line in lines if line.endswith("\n")}
