"""Twenty mistakes in four files: each is told at its line, and the sound posts beside them go out."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from tests.journeys.office import Office, dump, sleep_until

SCENARIO = Path(__file__).parent / "twenty_mistakes"
EXPECTED = json.loads((SCENARIO / "expected.json").read_text("utf-8"))
MISTAKES = [tuple(mistake) for mistake in EXPECTED["mistakes"]]
SOUND_TIME = "2026-12-24 19:30"
KEYS = ["file", "line", "column", "level", "code", "message", "hint"]


def office_with_mistakes(tmp_path, practice=None, **options) -> Office:
    office = Office(tmp_path / "office", practice, **options)
    # The sound posts all go out in one minute, and speak to nobody in particular.
    beside = {"audiences": {"cha-me": "Cha mẹ"}, "checks": {"too-close": "off", "not-covered": "off"}}
    office.write("config/settings.yaml", dump(office.settings | beside))
    shutil.copytree(SCENARIO / "posts", office.root / "posts", dirs_exist_ok=True)
    for path in (office.root / "posts").rglob("*.yaml"):
        text = path.read_text("utf-8")
        path.write_text(text.replace(SOUND_TIME, office.local(office.minute)), encoding="utf-8")
    return office


@pytest.mark.parametrize("language", ["vi", "en"])
def test_twenty_mistakes_are_told_each_at_its_line(tmp_path, language):
    office = office_with_mistakes(tmp_path, language=language)
    done = office.run("check", "--format", "json")
    assert done.status == 1
    assert [(one["file"], one["line"], one["code"]) for one in done.json] == MISTAKES
    assert all(list(one) == KEYS and one["level"] == "error" for one in done.json)
    told = [one["message"] for one in done.json]
    assert len(set(told)) == 20
    assert all(one["message"] and one["hint"] for one in done.json)
    assert "20 lỗi" in done.err if language == "vi" else "20 errors" in done.err


def test_they_are_told_in_the_same_order_to_people_and_to_github(tmp_path):
    office = office_with_mistakes(tmp_path, language="vi")
    told = [one["message"] for one in office.run("check", "--format", "json").json]
    github = office.run("check", "--format", "github")
    assert github.status == 1
    shown = re.findall(r"^::error file=(.+?),line=(\d+),col=\d+,title=([\w-]+)::", github.out, re.MULTILINE)
    assert [(file, int(line), code) for file, line, code in shown] == MISTAKES
    assert len(github.out.splitlines()) == 20

    text = office.run("check")
    assert text.status == 1
    heads = re.findall(r"^(posts/\S+\.yaml):(\d+):\d+: (.+)$", text.out, re.MULTILINE)
    assert [(file, int(line)) for file, line, _ in heads] == [(file, line) for file, line, _ in MISTAKES]
    assert [words for _, _, words in heads] == told
    for file, number, _ in MISTAKES:  # the line itself is shown
        line = (office.root / file).read_text("utf-8").splitlines()[number - 1]
        assert f"{number:>5} | {line}" in text.out


def test_the_files_named_alone_are_told_of(tmp_path):
    office = office_with_mistakes(tmp_path)
    for named, count in (("posts/tuan-2.yaml", 6), ("posts/sau", 7)):
        assert len(office.run("check", named, "--format", "json").json) == count


@pytest.mark.slow
def test_the_sound_posts_beside_twenty_mistakes_are_published(tmp_path, practice):
    office = office_with_mistakes(tmp_path, practice, ahead=4)
    first = office.run("publish", "--due")  # the ledger's birth: nothing of before is ever published
    assert first.status == 0, first.err
    sleep_until(office.minute)
    done = office.run("publish", "--due", "--format", "json")
    assert {row["state"] for row in done.json} == {"published"}
    assert office.messages() == office.feed() == sorted(EXPECTED["published"])
    assert "loa check" in done.err


# What is wrong with a post besides its card, at its line; None where nothing is.
BESIDE_A_CARD = {
    "a wrong value": ("hoi", "    audience: phu-huynh", "unknown-audience"),
    "an unknown key": ("hoi", "    hashtag: [AnToanMang]", "unknown-key"),
    "no key at all": ("hoi", "    source:", None),
    "an id that is none": ("Hỏi con", "    topic:", "id-form"),
    "a line that is no YAML": ("hoi", "    source: Quyết định: số 830", "colon"),
    "a placeholder": ("hoi", "    link: https://a.vn/\n    hotlines: [khong-co]", "unknown-hotline"),
}
CARD_OF_A_POST = """\
posts:
  - id: {id}
    at: 2026-12-24 19:30
    title: Hỏi con
    text: Mỗi tối hỏi con một câu.
{beside}
    card: {{template: tip, headline: Một, boddy: Hai, alt: Một tấm thẻ}}
"""


@pytest.mark.parametrize("case", BESIDE_A_CARD)
def test_what_is_wrong_with_a_card_is_told_together_with_all_else_in_its_post(tmp_path, case):
    id_, beside, code = BESIDE_A_CARD[case]
    office = Office(tmp_path / "office")
    office.write("posts/a.yaml", CARD_OF_A_POST.format(id=id_, beside=beside))
    told = [one["code"] for one in office.run("check", "--format", "json").json]
    assert sorted(told) == sorted(filter(None, [code, "card-field"]))


def test_a_card_is_looked_at_though_its_post_shares_its_id_or_its_file_a_wrong_default(tmp_path):
    office = Office(tmp_path / "office")
    post = CARD_OF_A_POST.format(id="hoi", beside="    source:")
    office.write("posts/a.yaml", post)
    office.write("posts/b.yaml", post)
    office.write("posts/c.yaml", "defaults: {audience: ai}\n" + post.replace("hoi", "ke", 1))
    told = [(one["file"], one["code"]) for one in office.run("check", "--format", "json").json]
    assert [file for file, code in told if code == "card-field"] == [f"posts/{one}.yaml" for one in "abc"]


def test_a_card_that_cannot_be_read_has_one_message(tmp_path):
    office = Office(tmp_path / "office")
    post = CARD_OF_A_POST.format(id="hoi", beside="    audience: ai")
    office.write("posts/a.yaml", post.replace("headline: Một", "headline: {Một: hai}"))
    assert len(office.run("check", "--format", "json").json) == 2
