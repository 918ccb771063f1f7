"""Who is told of a remark or a decision, and that a kill in between loses no message; over sockets."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis
from hypothesis import strategies as st

from scheduler.delivery.approvals import Step
from scheduler.delivery.remarks import FRESH
from scheduler.engine.approving import decide
from scheduler.engine.notifying import named_in, notify, remark, settle
from scheduler.settings.users import User, Users, load_users, save_users
from tests.delivery.practice import START, post
from tests.engine.receiving import receiver
from tests.engine.test_approval_messages import people, reach
from tests.examples import examples

HOUR = timedelta(hours=1)
PEOPLE = Users({name: User(role="writer", password="x") for name in ("lan", "mai", "thu-ha")})
NOTIFY = """
import sys
from datetime import datetime
from pathlib import Path
from scheduler.clock import FixedClock
from scheduler.engine.notifying import notify
from tests.delivery.practice import START, Page, Painter, World, calendar, post, settings
clock = FixedClock(datetime.fromisoformat(sys.argv[2]))
rules, read = settings(approval="required"), calendar(post("a", START.replace(hour=START.hour + 1)))
notify(World(Path(sys.argv[1]), clock, Page(clock), Painter(), read, rules).works)
"""


@pytest.fixture
def there():
    with receiver() as server:
        yield server


@pytest.fixture
def office(world, there, tmp_path):
    """A world with bài a; a message reaches lan and mai, and not cam."""
    reach(tmp_path, there.alerts)
    people(tmp_path, "lan", "mai")
    return world(post("a", START + HOUR), approval="required", desk={"address": "https://loa.hoi.vn"})


def step(w, which, who, why=""):
    edition = w.works.edition()
    seen = {"a": edition.seen(edition.agenda.post("a"))}
    decide(w.works.ledger, edition, load_users(w.works.folder)[0], which, seen, who, why)


def test_whom_a_remark_names_gets_its_words_and_where_to_answer(office, there):
    remark(office.works, "a", "Lan", "@mai xem giúp số 111", ["cam"])
    assert notify(office.works) == 1  # cam has no receiver: she finds it on the desk
    (told,) = there.messages
    assert told["title"].startswith("Loa – lan nhắn chị về bài “")
    assert told["message"] == "@mai xem giúp số 111\n\nMở bài: https://loa.hoi.vn/post/a"
    assert notify(office.works) == 0
    settle(office.works, "mai", 1)
    assert notify(office.works) == 1
    assert there.messages[1]["title"].startswith("Loa – mai đã xong việc chị nhắn")


def test_who_looks_after_other_units_cannot_be_named(office):
    users = dict(load_users(office.works.folder)[0].people)
    users["mai"] = users["mai"].model_copy(update={"units": ("my-xuyen",)})
    save_users(office.works.folder, Users(users))
    assert remark(office.works, "a", "lan", "@mai xem giúp", ["mai"]) == ["mai"]
    assert notify(office.works) == 0


def test_many_remarks_on_a_post_are_few_messages_and_none_is_lost(office, there):
    sent = 0
    for number in range(40):  # in forty minutes
        remark(office.works, "a", "lan", f"@mai ý {number}")
        sent += notify(office.works)
        office.clock.wait(60)
    office.clock.wait(600)
    assert sent + notify(office.works) == len(there.messages) == 5
    first, second = (one["message"] for one in there.messages[:2])
    assert first.startswith("@mai ý 0\n\nMở bài:"), "the first is told at once"
    assert there.messages[1]["title"].startswith("Loa – 10 lời nhắn cho chị về bài “")
    assert "lan: @mai ý 1\n\n" in second
    assert "… và 5 lời nhắn nữa." in second
    assert office.works.ledger.notifications(office.clock.now()) == []
    assert sum(one["message"].count("@mai ý") for one in there.messages) == 1 + 5 * (len(there.messages) - 1)


def test_a_decision_waits_for_no_remarks_and_other_posts_and_people_are_apart(office, there):
    step(office, Step.SUBMITTED, "lan")
    remark(office.works, "a", "mai", "@lan một")
    assert notify(office.works) == 1
    remark(office.works, "a", "mai", "@lan hai")
    remark(office.works, "b", "mai", "@lan bài khác")
    remark(office.works, "a", "lan", "@mai người khác")
    step(office, Step.RETURNED, "mai", "Thêm nguồn")
    assert notify(office.works) == 3
    assert sorted(one["message"].partition("\n")[0] for one in there.messages[1:]) == [
        "@lan bài khác",
        "@mai người khác",
        "Thêm nguồn",
    ]
    office.clock.wait(600)
    assert notify(office.works) == 1


def test_who_submitted_is_told_what_became_of_it(office, there):
    step(office, Step.SUBMITTED, "lan")
    step(office, Step.RETURNED, "mai", "Thêm nguồn")
    step(office, Step.SUBMITTED, "lan")
    step(office, Step.APPROVED, "mai")
    assert notify(office.works) == 2
    returned, approved = there.messages
    assert returned["title"].startswith("Loa – mai trả lại bài")
    assert returned["message"].startswith("Thêm nguồn")
    assert approved["title"].startswith("Loa – mai đã duyệt bài")


def test_what_no_receiver_takes_is_tried_again_less_and_less_often_until_it_is_old_news(office, there):
    there.status = 500
    remark(office.works, "a", "lan", "@mai xem giúp")
    tries = 0
    there.on_message = lambda: None
    for _ in range(int(FRESH / timedelta(minutes=10)) + 1):
        before = office.works.ledger.notifications(office.clock.now())
        tries += len(before)
        assert notify(office.works) == 0
        office.clock.wait(600)
    assert 8 < tries < 20
    there.status = 200
    assert notify(office.works) == 0
    assert there.messages == []


@pytest.mark.skipif(sys.platform == "win32", reason="needs SIGKILL")
@pytest.mark.parametrize(
    ("where", "before", "after"),
    [("notification-noted", 0, 1), pytest.param("notification-sent", 1, 2, marks=pytest.mark.slow)],
)
@pytest.mark.slow
def test_a_kill_between_note_and_send_loses_no_message(office, there, tmp_path, where, before, after):
    remark(office.works, "a", "lan", "@mai xem giúp")
    office.works.close()
    given_ = [str(tmp_path), office.clock.now().isoformat()]
    killed = subprocess.run(
        [sys.executable, "-c", NOTIFY, *given_], env={**os.environ, "LOA_FAULT_POINT": where}, check=False
    )
    assert killed.returncode == -signal.SIGKILL
    assert len(there.messages) == before
    office.open()
    assert notify(office.works) == 0  # it may still be under way
    office.clock.wait(600)
    assert notify(office.works) == 1
    assert len(there.messages) == after


@hypothesis(max_examples=examples(60), deadline=None)
@given(st.text())
def test_whatever_is_written_names_only_users(text):
    known, unknown = named_in(text, PEOPLE)
    assert set(known) <= set(PEOPLE.people)
    assert set(unknown).isdisjoint(PEOPLE.people)
    assert len(known) + len(unknown) <= text.count("@")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("@lan", ["lan"]),
        ("Nhờ @Mai, @thu-ha.", ["mai", "thu-ha"]),
        ("lan@mai.vn", []),
        ("(@LAN)", ["lan"]),
        ("@ lan", []),
        ("@lan@mai", ["lan"]),
        ("@lan @lan", ["lan"]),
    ],
)
def test_a_name_follows_its_sign_and_no_address_is_one(text, names):
    assert named_in(text, PEOPLE)[0] == names
