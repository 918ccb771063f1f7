"""Who is asked by which message, what its link can still do, and that a kill in between neither loses nor
doubles anything; over sockets."""

from __future__ import annotations

import base64
import logging
import os
import re
import signal
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis
from hypothesis import strategies as st
from msgspec import structs

from scheduler.clock import FixedClock
from scheduler.delivery.approvals import Step
from scheduler.delivery.asks import LASTING
from scheduler.engine.approval_links import Verdict, answer, find, judge
from scheduler.engine.approval_messages import ask_approvers
from scheduler.engine.approving import decide
from scheduler.engine.local import serve
from scheduler.files import WorkFolder
from scheduler.problems import Stop
from scheduler.settings.users import User, Users, load_users, save_users
from tests.delivery.practice import START, Page, Painter, World, calendar, post, settings
from tests.engine.receiving import receiver
from tests.examples import examples
from tests.web_server import Said, web_server

HOUR = timedelta(hours=1)
ROLES = {"lan": "writer", "mai": "approver", "hoa": "approver", "cam": "viewer"}
LINK = re.compile(r"(http://127\.0\.0\.1:\d+)/phone/([0-9]+-[\w-]{43})")
ASK = """
import sys
from datetime import datetime
from pathlib import Path
from scheduler.clock import FixedClock
from scheduler.engine.approval_messages import ask_approvers
from tests.delivery.practice import START, Page, Painter, World, calendar, post, settings
clock = FixedClock(datetime.fromisoformat(sys.argv[2]))
rules = settings(approval="required", desk={"address": sys.argv[3]})
read = calendar(post("a", START.replace(hour=START.hour + 1)))
ask_approvers(World(Path(sys.argv[1]), clock, Page(clock), Painter(), read, rules).works)
"""
ALIVE = Said(body=b'{"status": "ok", "serving": true}')


@pytest.fixture(scope="module")
def desk():
    """An address at which a desk answers."""
    with web_server() as web:
        web.says["/healthz"] = ALIVE
        yield web


@pytest.fixture
def there():
    with receiver() as server:
        yield server


def people(folder, *reached, **roles):
    """Let config/users.yaml have those people; of them *reached* have a receiver."""
    roles = roles or ROLES
    (folder / "config").mkdir(exist_ok=True)
    save_users(
        WorkFolder(folder),
        Users(
            {
                name: User(role=role, password=f"x{name}", receivers=("file:to.txt",) * (name in reached))
                for name, role in roles.items()
            }
        ),
    )


def reach(folder, address):
    to = folder / "to.txt"
    to.write_text(address)
    to.chmod(0o600)


@pytest.fixture
def asking(world, there, tmp_path, desk):
    """A world where bài a waits, mai and hoa are reached, and the desk answers."""

    def make(*posts, address=None, **more):
        reach(tmp_path, there.alerts)
        people(tmp_path, "mai", "hoa")
        own = {"address": desk.address if address is None else address} if address != "" else {}
        return world(*(posts or [post("a", START + HOUR)]), approval="required", desk=own, **more)

    return make


def act(w, step, who, name="a", remark=""):
    edition = w.works.edition()
    seen = {name: edition.seen(edition.agenda.post(name))}
    decide(w.works.ledger, edition, load_users(w.works.folder)[0], step, seen, who, remark)


def links(there):
    """The links that were sent, the latest last."""
    return [LINK.search(told["message"])[2] for told in there.messages if LINK.search(told["message"])]


def verdict(w, link, here=""):
    ask = find(w.works.ledger, link)
    if ask is None:
        return Verdict.UNKNOWN
    edition = w.works.edition()
    found = edition.agenda.post(ask.submission.post)
    seen = edition.seen(found) if found else None
    decisions = w.works.ledger.approvals([ask.submission.post]).get(ask.submission.post, [])
    users, now = load_users(w.works.folder)[0], w.clock.now()
    return judge(ask, decisions, users, now, seen, w.works.settings.zone, here=here).verdict


def say(w, link, step=Step.APPROVED, remark="", here=""):
    users = load_users(w.works.folder)[0]
    answer(w.works, find(w.works.ledger, link), users, step, remark, here=here)


def change(w, text):
    w.read = replace(w.read, posts=(structs.replace(w.read.posts[0], text=text),))


def book(w):
    return [(one.step.value, one.who) for one in w.works.ledger.approvals(["a"]).get("a", [])]


def test_each_approver_with_a_receiver_but_who_submitted_gets_text_cards_and_a_link(asking, there, desk):
    w = asking()
    act(w, Step.SUBMITTED, "mai")
    (told,) = ask_approvers(w.works)
    (message,) = there.messages
    assert (told.person, told.is_sent, told.has_link) == ("hoa", True, True)
    assert "Bài a" in message["title"]
    assert "mai trình chị duyệt bài “Bài a”, dự định đăng lúc" in message["message"]
    assert "Nội dung riêng của a" in message["message"]
    assert LINK.search(message["message"])[1] + "/" == desk.address
    assert [base64.b64decode(one["base64"]) for one in message["attachments"]] == [b"x"]
    assert ask_approvers(w.works) == []
    assert len(there.messages) == 1


def test_an_approver_of_some_units_is_asked_for_their_posts_and_decides_about_no_others(
    asking, there, tmp_path
):
    w = asking()
    users = dict(load_users(WorkFolder(tmp_path))[0].people)
    for units, asked in ((("my-xuyen",), 0), (("province",), 1)):
        users["hoa"] = users["hoa"].model_copy(update={"units": units})
        save_users(WorkFolder(tmp_path), Users(users))
        assert load_users(WorkFolder(tmp_path))[0].people["hoa"].units == units
        if not asked:
            act(w, Step.SUBMITTED, "mai")
            with pytest.raises(Stop, match="does not look after"):
                act(w, Step.APPROVED, "hoa")
        assert len(ask_approvers(w.works)) == asked
    (link,) = links(there)
    assert verdict(w, link) is Verdict.OPEN
    save_users(WorkFolder(tmp_path), Users({**users, "hoa": users["hoa"].model_copy(update={"units": None})}))
    assert verdict(w, link) is Verdict.ACCOUNT_CHANGED
    act(w, Step.APPROVED, "hoa")
    assert book(w)[-1] == ("approved", "hoa")


def test_what_has_no_time_yet_is_said_to_go_out_at_the_next_free_one(asking, there):
    w = asking(post("a", None), slots={"daily": ["08:00"]})
    act(w, Step.SUBMITTED, "lan")
    ask_approvers(w.works)
    assert "dự định đăng vào giờ trống gần nhất." in there.messages[0]["message"]


def test_no_link_is_sent_where_no_desk_answers_and_the_sheet_stays(asking, there):
    with web_server() as elsewhere:  # some other site
        w = asking(address=elsewhere.address)
        act(w, Step.SUBMITTED, "lan")
        assert [one.has_link for one in ask_approvers(w.works)] == [False, False]
    assert [path for _, path, _ in elsewhere.asked] == ["/healthz"]
    assert links(there) == []
    assert all("Chị ký trên phiếu in như trước" in told["message"] for told in there.messages)
    assert "/phone/" not in str(there.messages)


def test_without_an_address_no_link_is_sent(asking, there):
    w = asking(address="")
    act(w, Step.SUBMITTED, "lan")
    ask_approvers(w.works)
    assert (len(there.messages), links(there)) == (2, [])


def test_nobody_is_asked_about_what_waits_no_more_or_reads_otherwise(asking, there):
    w = asking()
    assert ask_approvers(w.works) == []
    act(w, Step.SUBMITTED, "lan")
    change(w, "Lời khác.")
    assert ask_approvers(w.works) == []
    act(w, Step.SUBMITTED, "lan")
    act(w, Step.APPROVED, "mai")
    assert ask_approvers(w.works) == []
    assert there.messages == []


def test_a_receiver_that_fails_is_tried_again_later_and_less_and_less_often(asking, there, caplog):
    w = asking()
    there.status = 500
    act(w, Step.SUBMITTED, "lan")
    assert [one.is_sent for one in ask_approvers(w.works)] == [False, False]
    assert ask_approvers(w.works) == []
    w.clock.wait(600)
    assert len(ask_approvers(w.works)) == 2
    w.clock.wait(600)
    assert ask_approvers(w.works) == []
    there.status = 200
    w.clock.wait(600)
    assert [one.is_sent for one in ask_approvers(w.works)] == [True, True]
    assert len(links(there)) == 2
    assert there.messages[0]["attachments"] == []  # a picture may be what kept it from arriving
    assert "mat-khau-rieng" not in caplog.text


def test_a_wrong_receiver_stops_neither_the_submission_nor_the_next_approver(asking, there, tmp_path, caplog):
    w = asking()
    (tmp_path / "to.txt").unlink()
    act(w, Step.SUBMITTED, "lan")
    assert [one.is_sent for one in ask_approvers(w.works)] == [False, False]
    assert "to.txt" in caplog.text


@pytest.mark.parametrize(("step", "done"), [(Step.APPROVED, "approved"), (Step.RETURNED, "returned")])
def test_a_link_is_for_one_decision_in_her_name(asking, there, step, done):
    w = asking()
    act(w, Step.SUBMITTED, "lan")
    ask_approvers(w.works)
    mai, hoa = links(there)
    assert verdict(w, mai) is Verdict.OPEN
    say(w, mai, step, "Thêm nguồn")
    assert book(w) == [("submitted", "lan"), (done, "mai")]
    for link, why in ((mai, Verdict.USED), (hoa, Verdict.DECIDED)):
        assert verdict(w, link) is why
        for again in (Step.APPROVED, Step.RETURNED):
            with pytest.raises(Stop):
                say(w, link, again, "khác")
    act(w, Step.SUBMITTED, "lan")
    assert verdict(w, hoa) is Verdict.SUBMITTED_AGAIN
    with pytest.raises(Stop):
        say(w, hoa)
    assert len(book(w)) == 3


def test_each_ground_has_its_own_words_and_notes_nothing(asking, there, tmp_path):
    w = asking()
    act(w, Step.SUBMITTED, "lan")
    ask_approvers(w.works)
    mai, _ = links(there)

    def refused(why, here=""):
        with pytest.raises(Stop) as stopped:
            say(w, mai, here=here)
        assert verdict(w, mai, here) is why
        assert book(w) == [("submitted", "lan")]
        return stopped.value.say("vi")

    said = [refused(Verdict.ANOTHER_PERSON, here="hoa")]
    people(tmp_path, lan="writer")
    said.append(refused(Verdict.REMOVED))
    people(tmp_path, **{**ROLES, "mai": "viewer"})
    said.append(refused(Verdict.DEMOTED))
    users = load_users(w.works.folder)[0]
    other = User(role="approver", password="another")
    save_users(w.works.folder, Users({**users.people, "mai": other}))
    said.append(refused(Verdict.ACCOUNT_CHANGED))
    people(tmp_path, "mai", "hoa")
    before = w.read.posts[0].text
    change(w, "Lời khác.")
    said.append(refused(Verdict.CHANGED))
    w.read = replace(w.read, posts=())
    said.append(refused(Verdict.CHANGED))
    w.read = calendar(post("a", START + HOUR, before))
    w.clock.instant += LASTING - timedelta(seconds=1)
    assert verdict(w, mai) is Verdict.OPEN
    w.clock.instant += timedelta(seconds=1)
    said.append(refused(Verdict.EXPIRED))
    w.clock.instant = START - HOUR  # a clock that was ahead when it was sent gives no longer life
    said.append(refused(Verdict.EXPIRED))
    assert len(set(said)) == 6


def test_guesses_and_another_messages_secret_open_nothing(asking, there):
    w = asking()
    act(w, Step.SUBMITTED, "lan")
    ask_approvers(w.works)
    (one, mai), (two, hoa) = (link.split("-", 1) for link in links(there))
    for link in (
        f"{one}-{hoa}",
        f"{two}-{mai}",
        f"{one}-{mai[:-1]}",
        f"{one}-{mai}x",
        f"{one}-",
        one,
        "",
        f"99-{mai}",
        f"{'9' * 15}-{mai}",
        f"{'9' * 40}-{mai}",
        f"²-{mai}",
        f"{one}-{mai}\n",
        f" {one}-{mai}",
    ):
        assert find(w.works.ledger, link) is None
    assert find(w.works.ledger, f"{one}-{mai}").person == "mai"


def test_a_message_without_a_link_is_opened_by_nothing(asking, there):
    w = asking(address="")
    act(w, Step.SUBMITTED, "lan")
    ask_approvers(w.works)
    for secret in ("", "x" * 43, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649"):
        assert find(w.works.ledger, f"1-{secret}") is None


def test_the_secret_is_in_the_message_alone(asking, there, caplog, tmp_path):
    caplog.set_level(logging.DEBUG)
    w = asking()
    act(w, Step.SUBMITTED, "lan")
    ask_approvers(w.works)
    say(w, links(there)[0])
    w.works.close()
    kept = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    for link in links(there):
        secret = link.split("-", 1)[1]
        assert secret.encode() not in kept
        assert secret not in caplog.text


def test_what_nobody_answers_for_48_hours_may_be_submitted_again_and_asks_again(asking, there):
    w = asking(post("a", START + 100 * HOUR))
    act(w, Step.SUBMITTED, "lan")
    ask_approvers(w.works)
    w.clock.instant += LASTING - HOUR
    act(w, Step.SUBMITTED, "lan")
    assert ask_approvers(w.works) == []
    w.clock.instant += HOUR
    act(w, Step.SUBMITTED, "lan")
    assert len(ask_approvers(w.works)) == 2
    assert [verdict(w, link) for link in links(there)] == [Verdict.SUBMITTED_AGAIN] * 2 + [Verdict.OPEN] * 2


def test_of_two_decisions_at_once_one_is_noted(asking, there):
    w = asking()
    act(w, Step.SUBMITTED, "lan")
    ask_approvers(w.works)
    mai, hoa = links(there)
    w.works.edition()
    start, said = threading.Barrier(8), []

    def press(link, step):
        start.wait()
        try:
            say(w, link, step, "vì thế")
        except Stop:
            return
        said.append(link)

    tries = [(link, step) for link in (mai, hoa) for step in (Step.APPROVED, Step.RETURNED)] * 2
    threads = [threading.Thread(target=press, args=one) for one in tries]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert (len(said), len(book(w))) == (1, 2)


def test_who_was_asked_is_not_asked_again_by_a_program_that_looked_before(asking, there):
    w = asking()
    act(w, Step.SUBMITTED, "lan")
    ((submission, _),) = w.works.ledger.unanswered(START - HOUR)
    ask_approvers(w.works)
    w.clock.wait(24 * 3600)
    with w.works.ledger.writing("loa") as writing:
        assert writing.asks.begin(submission, "mai", "x", "x") is None
    act(w, Step.RETURNED, "mai", remark="Thêm nguồn")
    with w.works.ledger.writing("loa") as writing:
        assert writing.asks.begin(submission, "cam", "x", "x") is None


def test_two_programs_that_ask_at_once_send_one_message_each(asking, there):
    w = asking()
    act(w, Step.SUBMITTED, "lan")
    w.works.edition()
    threads = [threading.Thread(target=ask_approvers, args=(w.works,)) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert len(there.messages) == 2


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="needs SIGKILL")
@pytest.mark.parametrize(("where", "before", "after"), [("ask-noted", 0, 1), ("ask-sent", 1, 2)])
def test_a_kill_between_note_and_send_loses_no_message_and_doubles_no_decision(
    asking, there, tmp_path, desk, where, before, after
):
    w = asking()
    people(tmp_path, "mai")
    act(w, Step.SUBMITTED, "lan")
    w.works.close()

    given = [str(tmp_path), w.clock.now().isoformat(), desk.address]
    killed = subprocess.run(
        [sys.executable, "-c", ASK, *given], env={**os.environ, "LOA_FAULT_POINT": where}, check=False
    )
    assert killed.returncode == -signal.SIGKILL
    assert len(there.messages) == before
    w.open()
    assert ask_approvers(w.works) == []  # it may still be under way
    w.clock.wait(600)
    assert len(ask_approvers(w.works)) == 1
    assert len(links(there)) == after
    assert {verdict(w, link) for link in links(there)} == {Verdict.OPEN}
    say(w, links(there)[0])
    for link in links(there):
        with pytest.raises(Stop):
            say(w, link)
    assert book(w) == [("submitted", "lan"), ("approved", "mai")]


WORDS = ("Lời thứ nhất.", "Lời thứ hai.", "Lời thứ ba.")
DECISIONS = [Step.APPROVED, Step.RETURNED]
MOVES = st.one_of(
    st.tuples(st.just("change"), st.sampled_from(WORDS)),
    st.tuples(st.just("wait"), st.sampled_from([0, 1, 24, 47, 48, -30])),
    st.tuples(st.just("submit"), st.sampled_from(["lan", "mai"])),
    st.tuples(st.just("ask"), st.none()),
    st.tuples(st.just("answer"), st.tuples(st.integers(0, 20), st.sampled_from(DECISIONS))),
    st.tuples(st.just("role"), st.sampled_from(["approver", "writer", None])),
)


@pytest.fixture(scope="module")
def one_receiver():
    with receiver() as server:
        yield server


@hypothesis(
    max_examples=examples(12),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(moves=st.lists(MOVES, min_size=4, max_size=14))
@pytest.mark.slow
def test_no_sequence_of_changes_links_and_times_approves_what_was_not_shown(
    tmp_path_factory, desk, one_receiver, moves
):
    folder = tmp_path_factory.mktemp("world")
    reach(folder, one_receiver.alerts)
    people(folder, "mai", "hoa")
    clock = FixedClock(START)
    rules = settings(approval="required", desk={"address": desk.address})
    w = World(folder, clock, Page(clock), Painter(), calendar(post("a", START, WORDS[0])), rules)
    one_receiver.messages.clear()
    shown: list[tuple[str, str, object, str]] = []  # each link, what its message says, when, to whom
    for move, given_to in [("submit", "lan"), ("ask", None), *moves]:
        if move == "change":
            change(w, given_to)
        elif move == "wait":
            clock.instant += given_to * HOUR
        elif move == "submit":
            try:
                act(w, Step.SUBMITTED, given_to)
            except Stop:
                continue
        elif move == "ask":
            before = len(one_receiver.messages)
            told = ask_approvers(w.works)
            for message, one in zip(one_receiver.messages[before:], told, strict=True):
                text = next(words for words in WORDS if words in message["message"])
                shown.append((LINK.search(message["message"])[2], text, clock.now(), one.person))
        elif move == "role":
            people(folder, "mai", "hoa", **{k: v for k, v in {**ROLES, "mai": given_to}.items() if v})
        elif shown:
            number, step = given_to
            link, text, at, person = shown[number % len(shown)]
            decisions = w.works.ledger.approvals(["a"])["a"]
            asked = [one for one in decisions if one.step is Step.SUBMITTED][-1]
            try:
                say(w, link, step, "vì thế")
            except Stop:
                assert w.works.ledger.approvals(["a"])["a"] == decisions
                continue
            last = w.works.ledger.approvals(["a"])["a"][-1]
            assert (last.who, last.step) == (person, step)
            assert w.read.posts[0].text == text  # what is approved is what the message showed
            assert last.seen == asked.seen
            assert decisions[-1] == asked  # nothing came between
            assert asked.who != person
            assert clock.now() - at < LASTING
            assert load_users(w.works.folder)[0].people[person].role == "approver"
    used = {}
    with closing(sqlite3.connect(w.works.ledger.where)) as raw:
        for submission, count in raw.execute(
            "SELECT submission, count(used_at) FROM approval_asks GROUP BY submission"
        ):
            used[submission] = count
    assert max(used.values(), default=0) <= 1
    w.works.close()


@pytest.mark.slow
def test_serve_asks_about_what_was_submitted_from_wherever(asking, there):
    w = asking(post("a", START + 100 * HOUR))
    act(w, Step.SUBMITTED, "lan")
    arrived = threading.Event()
    there.on_message = lambda: (arrived.set(), w.works.stopping.set())
    w.works.begin()
    serve(w.works)
    assert arrived.is_set()


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({}, "dự định đăng vào giờ trống gần nhất."),
        ({"evergreen": 60}, "lên nhiều lần vào giờ trống, cách nhau ít nhất 60 ngày."),
        ({"status": "statement"}, "tuyên bố soạn sẵn: chỉ lên khi mọi việc đăng đang tạm dừng"),
    ],
)
def test_the_message_says_when_and_how_often_it_goes_out(asking, there, more, said):
    w = asking(post("a", None, **more), language="vi")
    act(w, Step.SUBMITTED, "lan")
    ask_approvers(w.works)
    assert said in there.messages[0]["message"]
