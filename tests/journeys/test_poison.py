"""A file that no program can read lies there: the others are read, and nothing goes out that nobody wants."""

from __future__ import annotations

import json
import os
import re
import signal
import sys
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from tests.journeys.office import Office, dump, sleep_until, wait_until

unix = pytest.mark.skipif(sys.platform == "win32", reason="no pipes, no SIGTERM")

YEAR_ONE = dump({"posts": [{"id": "cu", "at": "0001-01-01 00:00", "title": "x", "text": "y"}]})
DEEP = "posts:\n- id: sau\n  text: " + "{a: " * 3_000
WHERE = {"a date of the year 1": "year-far", "braces 3,000 deep": "too-deep", "a pipe": "not-a-file"}


def poison(office: Office, what: str) -> None:
    path = office.root / "posts" / "doc.yaml"
    if what == "a pipe":
        os.mkfifo(path)
    else:
        office.write("posts/doc.yaml", YEAR_ONE if "year" in what else DEEP)


def health(address: str) -> tuple[int, dict]:
    try:
        with urlopen(f"{address}healthz") as answer:
            return answer.status, json.load(answer)
    except HTTPError as error:
        with error:
            return error.code, json.load(error)


@pytest.mark.slow
@unix
@pytest.mark.parametrize("what", WHERE)
def test_a_post_set_back_to_draft_beside_such_a_file_does_not_go_out_and_the_others_do(
    tmp_path, practice, what
):
    office = Office(tmp_path / "office", practice, ahead=15)
    office.begin()
    office.plan("lich", office.post("giu"), office.post("nhap"))
    with office.serving() as program:
        poison(office, what)
        program.wait_for_words("loa check")
        office.plan("lich", office.post("giu"), office.post("nhap", status="draft"))
        office.plan("moi", office.post("moi"))
        sleep_until(office.minute)
        wait_until(lambda: len(office.messages()) == len(office.feed()) == 2)
        done, _ = program.send(signal.SIGTERM)
    assert done.status == 0, done.err
    assert office.run("publish", "--due").status == 0
    assert office.messages() == office.feed() == ["Bài giu", "Bài moi"]


@pytest.mark.slow
@unix
def test_while_the_settings_cannot_be_read_nothing_goes_out_and_everybody_is_told(tmp_path, practice):
    office = Office(tmp_path / "office", practice, ahead=15)
    office.begin()
    office.plan("lich", office.post("cho"))
    with office.running("serve") as program:
        program.wait_for_words("Ctrl-C")
        address = re.search(r"http://127\.0\.0\.1:\d+/", program.err)[0]
        wait_until(lambda: health(address)[0] == 200)
        (office.root / "config" / "settings.yaml").unlink()
        os.mkfifo(office.root / "config" / "settings.yaml")
        wait_until(lambda: health(address)[0] == 503)
        status, body = health(address)
        assert (status, body["status"], body["code"]) == (503, "standstill", "settings-wrong")
        assert body["since"]
        with urlopen(f"{address}problems") as page:
            assert "config/settings.yaml has errors" in page.read().decode()
        sleep_until(office.minute)
        for words in (["status"], ["publish", "--due"], ["check"], ["plan"], ["doctor"]):
            done = office.run(*words)  # which looks for tracebacks by itself
            assert done.status != 0, words
            assert "tệp thường" in done.said or words == ["doctor"], done.said
        assert office.messages() == office.feed() == []
        (office.root / "config" / "settings.yaml").unlink()
        office.write("config/settings.yaml", dump(office.settings))
        wait_until(lambda: office.messages() == office.feed() == ["Bài cho"])
        wait_until(lambda: health(address)[0] == 200)
        program.send(signal.SIGTERM)


@pytest.mark.slow
@unix
def test_changed_settings_stop_the_program_that_goes_by_the_old_ones(tmp_path, practice):
    office = Office(tmp_path / "office", practice, ahead=12)
    office.begin()
    office.plan("lich", office.post("cho"))
    with office.serving() as program:
        office.write("config/settings.yaml", dump({**office.settings, "approval": "required"}))
        wait_until(lambda: "since" in office.run("status").err)
        said = office.run("status").err
        assert "goes by the old settings" in said
        assert "loa serve" in said
        sleep_until(office.minute)
        done, _ = program.send(signal.SIGTERM)
    assert done.status == 0
    assert office.messages() == office.feed() == []


@unix
@pytest.mark.parametrize("what", [pytest.param(one, marks=pytest.mark.slow) for one in WHERE])
def test_every_command_says_it_in_words(tmp_path, what):
    office = Office(tmp_path / "office", ahead=3600)
    office.plan("lich", office.post("mot"))
    poison(office, what)
    for words in (
        ["check"],
        ["publish", "--due"],
        ["plan"],
        ["status"],
        ["render", "mot", "--out", "the"],
        ["export", "lich.xlsx"],
    ):
        done = office.run(*words)
        assert done.status in (0, 1), (words, done.said)
    checked = office.run("check", "--format", "json")
    assert WHERE[what] in {one["code"] for one in checked.json}
