"""Taking a bundle: what comes, what stays hers, what goes; and nothing goes out that its giver has
withdrawn."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from click.testing import CliRunner

from scheduler.bundles.applying import apply
from scheduler.bundles.keys import OWN, number_of
from scheduler.bundles.parcel import packed
from scheduler.bundles.plan import Wish
from scheduler.bundles.state import taken
from scheduler.bundles.taking import planned
from scheduler.calendar.trash import Trash
from scheduler.channels.site.proof.signing import make_key, read_key
from scheduler.checks.rules import read_checked
from scheduler.cli.app import Session
from scheduler.cli.commands import program
from scheduler.files import write_whole
from scheduler.problems import Stop
from scheduler.secrets import Secret, keep
from tests.bundles.offices import NOW, NUMBER, a_post, commune, province
from tests.bundles.test_parcel import signed

FILE = "posts/tu-tinh/thang.yaml"


@pytest.fixture
def offices(tmp_path):
    return province(tmp_path), commune(tmp_path)


def what(plan):
    return {row.post: row.what.en for row in plan.rows}


def test_what_is_taken_is_a_draft_with_her_own_name_lines_and_hours(tmp_path):
    tinh = province(tmp_path)
    xa = commune(tmp_path, slots={"daily": ["07:30", "11:00", "19:30"]})
    xa.write("config/hotlines.yaml", {"hoi-xa": {"name": "Hội xã", "number": "0299111222"}})
    xa.plan(a_post("cua-xa", at="2026-12-10 11:00", text="Bài của xã."))
    xa.take(tinh.give("mot", "hai", "ba"), lines={"hoi-tinh": "hoi-xa"})
    posts = xa.posts()
    assert [*posts] == ["thang-mot", "thang-hai", "thang-ba"]
    assert {one["status"] for one in posts.values()} == {"draft"}
    assert {one["expires"] for one in posts.values()} == {"2026-12-31"}
    # Of the first day's hours the nearest is her own post's.
    assert [one["at"][-5:] for one in posts.values()] == ["07:30", "11:00", "11:00"]
    assert "hotline('hoi-xa')" in posts["thang-mot"]["text"]
    assert [*xa.read("config/hotlines.yaml")] == ["hoi-xa"]
    calendar = read_checked(xa.folder, xa.settings)
    assert not [one for one in calendar.problems if one.is_error]
    assert calendar.unit_of(calendar.post("thang-mot")).name == "Hội LHPN xã Đại Tâm"


def test_a_line_that_she_lacks_comes_with_it_and_follows_its_giver_until_she_changes_it(offices):
    tinh, xa = offices
    xa.take(tinh.give("mot"))
    assert xa.read("config/hotlines.yaml")["hoi-tinh"]["number"] == "0377672444"
    tinh.write("config/hotlines.yaml", {"hoi-tinh": {"name": "Hội tỉnh", "number": "0377000111"}})
    xa.take(tinh.give())
    assert xa.read("config/hotlines.yaml")["hoi-tinh"] == {"name": "Hội tỉnh", "number": "0377000111"}
    xa.write("config/hotlines.yaml", {"hoi-tinh": {"name": "Hội xã", "number": "0299111222"}})
    tinh.write("config/hotlines.yaml", {"hoi-tinh": {"name": "Hội tỉnh", "number": "0377000222"}})
    plan = xa.take(tinh.give())
    assert xa.read("config/hotlines.yaml")["hoi-tinh"]["number"] == "0299111222"
    assert any("0377000222" in one.en for one in plan.lines)


def test_hers_stays_hers_and_what_she_left_out_stays_out(offices):
    tinh, xa = offices
    xa.take(tinh.give("mot", "hai", "ba"), left_out=["ba"])
    assert [*xa.posts()] == ["thang-mot", "thang-hai"]
    xa.change("thang-mot", text="Lời của xã.", status="ready")
    xa.change("thang-hai", at="2026-12-11 15:00", status="ready")
    tinh.plan(*(a_post(one, text=f"Lời mới của {one}.") for one in ("mot", "hai", "ba")))
    plan = xa.take(tinh.give())
    posts = xa.posts()
    assert what(plan)["mot"] == "you changed it, so yours stays; its giver changed it too"
    assert (posts["thang-mot"]["text"], posts["thang-mot"].get("status")) == ("Lời của xã.", "ready")
    # What only one of the two changed is taken from whoever did; new words are a draft until she looks.
    assert posts["thang-hai"]["text"].strip() == "Lời mới của hai."
    assert (posts["thang-hai"]["at"], posts["thang-hai"]["status"]) == ("2026-12-11 15:00", "draft")
    assert "thang-ba" not in posts
    again = xa.take(tinh.give(), wanted=["ba"])
    assert what(again) == {"mot": "yours stays", "hai": "as before", "ba": "new, a draft"}
    assert "thang-ba" in xa.posts()


def test_a_post_that_she_deleted_is_left_out_from_then_on(offices):
    tinh, xa = offices
    xa.take(tinh.give("mot", "hai"))
    xa.write(FILE, {"posts": [xa.posts()["thang-hai"]]})
    for _ in range(2):
        plan = xa.take(tinh.give())
        assert what(plan) == {"mot": "left out", "hai": "as before"}
    assert [*xa.posts()] == ["thang-hai"]


def test_what_was_withdrawn_leaves_the_calendar_and_lies_in_the_trash(offices):
    tinh, xa = offices
    xa.take(tinh.give("mot", "hai"))
    xa.change("thang-mot", text="Lời của xã.", status="ready")
    plan = xa.take(tinh.give(withdrawn=["mot"], why="Sai số điện thoại"))
    assert [*xa.posts()] == ["thang-hai"]
    assert [one.entry["text"] for one in Trash(xa.folder.var / "trash").all()] == ["Lời của xã."]
    assert not any(row.is_open for row in plan.rows)


def test_what_was_withdrawn_while_public_is_a_draft_and_is_asked_about_until_it_is_down(offices):
    tinh, xa = offices
    xa.take(tinh.give("mot", "hai"))
    xa.change("thang-mot", status="ready")
    xa.begun = ["thang-mot"]
    for _ in range(2):
        plan = xa.take(tinh.give(withdrawn=["mot"], why="Sai số") if _ == 0 else tinh.give())
        (row,) = (row for row in plan.rows if row.is_open)
        assert (row.id, row.what.en) == ("thang-mot", "its giver withdrew it")
        assert any("loa withdraw thang-mot" in one.en for one in plan.told)
        assert xa.posts()["thang-mot"]["status"] == "draft"
        assert "Sai số" in xa.posts()["thang-mot"]["note"]
        xa.change("thang-mot", status="ready")  # by mistake
    xa.begun = []
    plan = xa.take(tinh.give())
    assert [*xa.posts()] == ["thang-hai"]


def test_what_was_withdrawn_goes_too_where_nobody_knows_any_more_that_it_was_taken(offices):
    tinh, xa = offices
    xa.take(tinh.give("mot", "hai"))
    xa.change("thang-mot", status="ready")
    (xa.folder.config / "bundles" / "taken-thang.json").unlink()
    xa.take(tinh.give(withdrawn=["mot"], why="Sai"))
    assert [*xa.posts()] == ["thang-hai"]


def test_an_office_does_not_take_its_own_bundle(offices):
    tinh, _ = offices
    secret = make_key()
    keep(OWN, Secret(secret), tinh.folder.root)
    own = tinh.opened(tinh.give("mot", by=read_key(secret)))
    before = tinh.state()
    with pytest.raises(Stop, match="own"):
        tinh.take(own)
    assert tinh.state() == before


def test_a_mark_that_turns_a_line_around_reaches_no_screen(offices, tmp_path):
    _, xa = offices
    posts = "posts:\n  - {id: mot, title: B\u202eC, text: A, hotlines: [a]}\n".encode()
    lines = 'a: {name: B\u202eC, number: "0377000111"}\n'.encode()
    (tmp_path / "a.zip").write_bytes(
        packed(signed({"posts.yaml": posts, "hotlines.yaml": lines}, valid_until=date(2099, 1, 1)))
    )
    for words in (["check"], ["take", "--number", NUMBER]):
        more = ["-C", str(xa.folder.root), "bundle", *words, str(tmp_path / "a.zip")]
        done = CliRunner().invoke(program, more, obj=Session())
        assert "B\ufffdC" in done.output
        assert "\u202e" not in done.output


def test_what_was_withdrawn_goes_out_from_no_other_file_of_hers(offices):
    tinh, xa = offices
    xa.take(tinh.give("mot", "hai"))
    moved = {**xa.posts()["thang-mot"], "status": "ready"}
    xa.write(FILE, {"posts": [xa.posts()["thang-hai"]]})
    xa.plan(moved, a_post("tach", continues="thang-mot", text="Một ngày riêng.", hotlines=["tong-dai-111"]))
    xa.take(tinh.give(withdrawn=["mot"], why="Sai"))
    ready = [one.id for one in read_checked(xa.folder, xa.settings).posts if one.status == "ready"]
    assert ready == []


def test_no_edition_is_made_where_a_post_is_gone_and_nobody_said_withdrawn(offices):
    tinh, _ = offices
    tinh.give("mot", "hai")
    tinh.change("mot", "posts/lich.yaml", status="draft")
    with pytest.raises(Stop) as stopped:
        tinh.give()
    assert "--withdraw mot" in stopped.value.say("en")


REFUSED = [
    ("another key's digits", {"number": "1" * 40}, "digits"),
    ("nobody compared", {"number": ""}, "eight groups"),
    ("over", {"now": NOW + timedelta(days=40)}, "valid until"),
    ("a post that is not there", {"left_out": ["khong-co"]}, "no post"),
]


@pytest.mark.parametrize(("wish", "said"), [one[1:] for one in REFUSED], ids=[one[0] for one in REFUSED])
def test_what_is_refused_is_refused_with_words_and_nothing_is_written(offices, wish, said):
    tinh, xa = offices
    before = xa.state()
    with pytest.raises(Stop) as stopped:
        xa.take(tinh.give("mot"), **wish)
    assert said in stopped.value.say("en")
    assert xa.state() == before


def test_an_older_edition_another_of_the_same_number_and_another_key_are_refused(
    offices, tmp_path, monkeypatch
):
    tinh, xa = offices
    first = tinh.give("mot")
    second = tinh.give()
    xa.take(second)
    with pytest.raises(Stop, match="which is older"):
        xa.take(first)
    (tinh.folder.config / "bundles" / "made-thang.json").unlink()
    tinh.give("hai")
    with pytest.raises(Stop, match="something else"):
        xa.take(tinh.give())
    other = read_key(make_key())
    monkeypatch.setattr("tests.bundles.offices.KEY", other)
    with pytest.raises(Stop, match="ANOTHER KEY"):
        xa.take(tinh.give(), number=number_of(other.public))


def test_a_file_that_she_wrote_meanwhile_is_not_written_over(offices):
    tinh, xa = offices
    xa.take(tinh.give("mot"))
    tinh.plan(a_post("mot", text="Lời mới."))
    here = xa.here()
    plan = planned(here, xa.opened(tinh.give()), Wish(NUMBER))
    xa.change("thang-mot", text="Lời vừa sửa.")
    with pytest.raises(Stop, match="just changed"):
        apply(plan, here)
    assert xa.posts()["thang-mot"]["text"] == "Lời vừa sửa."


class Killed(BaseException):
    """The program ends here."""


def test_stopped_at_any_write_it_is_as_before_or_as_after_and_taking_it_again_ends_it(tmp_path, monkeypatch):
    """Each write of the taking is the last one in turn, before and after the file is there."""
    tinh = province(tmp_path)
    first = tinh.give("mot", "hai")
    tinh.plan(a_post("mot", text="Lời mới."), a_post("ba", at="2026-12-12 10:00"))
    tinh.write("config/hotlines.yaml", {"hoi-tinh": {"name": "Hội tỉnh", "number": "0377000111"}})
    second = tinh.give("ba", withdrawn=["hai"], why="Sai")
    xa = commune(tmp_path)
    xa.take(first)
    before, old = xa.state(), taken(xa.folder, "thang")
    xa.take(second)
    after = xa.state()
    count = [0]
    seen = set()
    for number in range(1, 12):
        for is_written in (False, True):
            for name in xa.state().keys() - before.keys():
                (xa.folder.root / name).unlink()
            for name, data in before.items():
                (xa.folder.root / name).write_bytes(data)
            count[0] = 0

            def write(path, data, *, number=number, is_written=is_written, **keys):
                count[0] += 1
                if count[0] == number and not is_written:
                    raise Killed
                done = write_whole(path, data, **keys)
                if count[0] == number:
                    raise Killed
                return done

            with monkeypatch.context() as patched:
                for module in ("bundles.applying", "bundles.keys", "calendar.writing", "calendar.trash"):
                    patched.setattr(f"scheduler.{module}.write_whole", write)
                try:
                    xa.take(second)
                except Killed:
                    seen.add(number)
            calendar = (xa.folder.root / FILE).read_bytes()
            assert calendar in {before[FILE], after[FILE]}
            edition = taken(xa.folder, "thang").edition
            assert edition == (1 if calendar == before[FILE] else 2)
            assert old.edition == 1
            xa.take(second)
            assert xa.posts() == {one["id"]: one for one in _posts(after)}
            assert xa.state()["config/hotlines.yaml"] == after["config/hotlines.yaml"]
    assert len(seen) >= 4  # the trash, the directory, the state, the calendar


def _posts(state):
    import yaml

    return yaml.load(state[FILE], yaml.BaseLoader)["posts"]


def test_a_full_disk_leaves_all_as_it_was(offices, monkeypatch):
    tinh, xa = offices
    before = xa.state()
    here = xa.here()
    plan = planned(here, xa.opened(tinh.give("mot")), Wish(NUMBER))

    def full(*_, **__):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("scheduler.bundles.keys.write_whole", full)
        with pytest.raises(Stop, match="No space left"):
            apply(plan, here)
    assert xa.state() == before
    xa.take(tinh.give())
    assert [*xa.posts()] == ["thang-mot"]
