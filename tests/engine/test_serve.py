"""`serve` in real time: on time, also after a failed or a late wake-up, and ended in good order."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime, timedelta

import pytest

from scheduler.delivery.ledger import State
from scheduler.delivery.witness import Unusable, Witness
from scheduler.engine import local
from scheduler.engine.pulse import Pulse
from scheduler.engine.tick import tick
from scheduler.problems import Text
from tests.engine.serving import Watch, open_world
from tests.pace import slowness

ON_TIME = timedelta(seconds=5)
PATIENCE = 60.0  # seconds for anything that must come, on a busy machine


@pytest.fixture(autouse=True)
def born(tmp_path):
    """The ledger is born before any post is planned: what is due while a start takes long goes out late."""
    plan(tmp_path)
    world = open_world(tmp_path)
    world.works.begin()
    world.works.close()


def plan(folder, **seconds):
    """Posts by name, each that many seconds ahead; gives their times."""
    now = datetime.now(UTC)
    times = {name: now + timedelta(seconds=ahead) for name, ahead in seconds.items()}
    text = json.dumps([[name, at.isoformat()] for name, at in times.items()])
    (folder / "plan.new").write_text(text)
    (folder / "plan.new").replace(folder / "plan.json")
    return times


def is_read(folder):
    """Whether the plan as it lies there was taken over by whoever serves."""
    told = folder / "read.txt"
    return told.exists() and told.read_text() == str((folder / "plan.json").stat().st_mtime_ns)


@pytest.fixture
def serving(tmp_path):
    """Serve in a thread of this process; gives the world, with the reports and the pulse of its rounds."""
    threads, ended = [], []

    def serve(world):
        local.serve(world.works, world.watch, world.reports.append, world.pulse)
        ended.append(world)

    def start(change=lambda world: None):
        world = open_world(tmp_path)
        world.reports, world.pulse, world.watch = [], Pulse(datetime.now(UTC)), Watch(world)
        change(world)
        thread = threading.Thread(target=serve, args=(world,))
        threads.append((world, thread))
        thread.start()
        return world

    yield start
    for world, thread in threads:
        world.works.stopping.set()
        thread.join(PATIENCE)
        assert world in ended
        assert world.watch.ended.wait(PATIENCE), "its folder goes away with the test"
        world.works.close()


def wait_for(condition):
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if condition():
            return
        time.sleep(0.05)
    raise AssertionError("it did not happen in time")


def delays(world, times):
    rows = {row.key.post: row for row in world.works.ledger.deliveries()}
    return {name: rows[name].public_at - at for name, at in times.items()}


def test_a_post_goes_out_within_seconds_of_its_time(tmp_path, serving):
    times = plan(tmp_path, a=1.0, b=1.6)
    world = serving()
    wait_for(lambda: len(world.page.posts) == 2)
    wait_for(lambda: set(world.states().values()) == {"published"})
    most = ON_TIME * slowness()
    assert all(timedelta() <= delay < most for delay in delays(world, times).values())
    wait_for(lambda: world.pulse.published == 2)
    assert sum(len(report.carried) for report in world.reports) == 2


@pytest.mark.unforeseen("RuntimeError")
def test_so_does_the_next_one_after_an_exception_inside_a_wake_up(tmp_path, serving, caplog):
    times = plan(tmp_path, a=1.0, b=1.6)

    def break_once(world):
        due = world.works.backlog.due

        def broken(now):
            if now >= times["a"]:
                world.works.backlog.due = due
                raise RuntimeError("inside a wake-up")
            return due(now)

        world.works.backlog.due = broken

    world = serving(break_once)
    wait_for(lambda: list(world.states().values()) == ["published", "published"])
    assert "a wake-up failed" in caplog.text
    assert max(delays(world, times).values()) < ON_TIME * slowness()


@pytest.mark.slow
def test_a_machines_memory_that_cannot_be_written_for_a_while_ends_nothing_and_holds_nothing(
    tmp_path, serving, monkeypatch
):
    plan(tmp_path, a=0.5)
    add, broken = Witness.add, [True] * 2

    def full(witness, *words, **more):
        if broken:
            broken.pop()
            raise Unusable(Text("đĩa đầy", "the disk is full"))
        return add(witness, *words, **more)

    monkeypatch.setattr(Witness, "add", full)
    world = serving()
    wait_for(lambda: list(world.states().values()) == ["published"])
    assert world.row("a").doubtful_rounds == world.row("a").cut_offs == 0
    assert not world.works.stopping.is_set()


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGSTOP")
@pytest.mark.slow
def test_and_the_next_one_after_a_wake_up_that_came_late(tmp_path):
    process = start_process(tmp_path)
    try:
        world = open_world(tmp_path)
        times = plan(tmp_path, a=6.0, b=11.0)
        wait_for(lambda: is_read(tmp_path))
        process.send_signal(signal.SIGSTOP)  # the machine sleeps over the first post's time
        asleep = datetime.now(UTC)
        assert world.states() == {}, "it went to sleep before the first post was due"
        time.sleep(max(0.0, (times["a"] - datetime.now(UTC)).total_seconds()) + 1.5)
        slept = datetime.now(UTC) - asleep
        process.send_signal(signal.SIGCONT)
        wait_for(lambda: list(world.states().values()) == ["published", "published"])
        late = delays(world, times)
        most = ON_TIME * slowness()
        assert timedelta(seconds=1) < late["a"] < timedelta(seconds=1.5) + most
        assert late["b"] < min(slept, most), "it does not oversleep by as long as it slept"
        world.works.close()
    finally:
        process.kill()
        process.communicate()


def test_a_changed_calendar_is_carried_at_once(tmp_path, serving):
    plan(tmp_path, later=3600)
    world = serving()
    wait_for(lambda: world.reports and is_read(tmp_path))
    times = plan(tmp_path, later=3600, now=0.5)
    wait_for(lambda: world.states() == {"now": "published"})
    del times["later"]
    assert delays(world, times)["now"] < ON_TIME * slowness(), "and not at the next wake-up, 30 s later"


def test_wake_ups_go_on_after_the_clock_was_set_back(tmp_path, serving, monkeypatch):
    monkeypatch.setattr(local, "_GLANCE", 0.1)
    plan(tmp_path, a=1.5)

    real, ahead, told = local._now, [timedelta(hours=2)], []

    def now():  # as seen by one that ran before the change
        told.append(real() + ahead[0])
        return told[-1]

    monkeypatch.setattr(local, "_now", now)
    world = serving()
    wait_for(lambda: told)  # by which the first wake-up was planned
    ahead[0] = timedelta()
    wait_for(lambda: world.states() == {"a": "published"})


def start_process(folder):
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.engine.serving", str(folder)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout.readline() == "serving\n"
    return process


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGTERM")
@pytest.mark.parametrize(
    ("number", "slow", "seconds"),
    [
        pytest.param(signal.SIGINT, [0, 0], local.GRACE, id="interrupted, idle", marks=pytest.mark.slow),
        pytest.param(signal.SIGTERM, [0, 0], local.GRACE, id="idle", marks=pytest.mark.slow),
        pytest.param(signal.SIGTERM, [2, 0], 6, id="in an upload"),
        pytest.param(signal.SIGTERM, [60, 0], 10, id="in an upload that hangs", marks=pytest.mark.slow),
        pytest.param(signal.SIGTERM, [0, 60], 10, id="in a public call that hangs", marks=pytest.mark.slow),
    ],
)
@pytest.mark.sqlite
def test_a_signal_ends_it_in_good_order(tmp_path, number, slow, seconds):
    (tmp_path / "slow.json").write_text(json.dumps(slow))
    plan(tmp_path, a=1.5 if any(slow) else 3600)
    process = start_process(tmp_path)
    world = open_world(tmp_path)
    if any(slow):
        wait_for((tmp_path / ("calling" if slow[1] else "uploading")).exists)
        assert world.states() == {"a": "sending" if slow[1] else "claimed"}
    began = time.monotonic()
    process.send_signal(number)
    out, err = process.communicate(timeout=PATIENCE)
    took = time.monotonic() - began
    assert took < seconds * slowness()
    assert (process.returncode, out) == (0, "ended\n"), err
    assert "Traceback" not in err
    if any(slow):
        world.page.during_prepare = world.page.during_publish = lambda: None
        expected = State.SENDING if slow[1] else State.PREPARED if slow == [2, 0] else State.CLAIMED
        assert world.works.ledger.deliveries()[0].state is expected
        tick(world.works)
        state = world.works.ledger.deliveries()[0].state
        assert state is (State.UNCONFIRMED if slow[1] else State.PUBLISHED)
    world.works.close()


@pytest.mark.unforeseen("RuntimeError")
def test_a_worker_goes_on_after_a_failure_and_what_is_asked_for_meanwhile_is_done_after():
    in_hand, go_on, done = threading.Event(), threading.Event(), threading.Semaphore(0)

    def work():
        in_hand.set()
        go_on.wait(10)
        done.release()
        raise RuntimeError

    worker = local._Worker(work, "test")
    assert [one.daemon for one in threading.enumerate() if one.name == "test"] == [True], "it delays no stop"
    worker.ask()
    assert in_hand.wait(10)
    worker.ask()
    go_on.set()
    assert done.acquire(timeout=10)
    assert done.acquire(timeout=10), "asked for during the first, done after it, though that one failed"
    worker.end()
    worker.ask()
    assert not done.acquire(timeout=0.1), "it has ended"
