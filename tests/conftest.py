"""What all tests share: those that need the extra `browser` or `dev` are there where it is installed."""

from __future__ import annotations

import gc
import inspect
import os
import re
import shutil
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path

import hypothesis
import pytest

from tests import once, postgres
from tests.examples import examples

# The tests start hundreds of Pythons: where a machine keeps nothing compiled, each would compile all of Loa.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

_NEEDED = {"browser": "playwright", "test_audit.py": "pip_audit"}
collect_ignore = [tests for tests, package in _NEEDED.items() if not find_spec(package)]

_ON_POSTGRESQL = os.environ.get("LOA_TEST_LEDGER") == "postgresql"
_MEMORY = Path("/dev/shm")
_ROOM = {True: 2 << 30, False: 6 << 30}  # bytes that the fast suite, and any other run, may fill


def pytest_configure(config):
    """The tests' folders lie in memory where there is room, and nothing waits for a disk.

    No test pulls the plug out: what a kill leaves is the same wherever it lies.
    """
    fast = config.option.markexpr == "not slow"
    # How long an example takes says only how busy the machine is.
    number = examples(20 if fast else 100)
    hypothesis.settings.register_profile("loa", deadline=None, max_examples=number)
    hypothesis.settings.load_profile("loa")
    gc.disable()  # nothing that is collected goes away again
    if fast and "browser" not in collect_ignore:
        collect_ignore.append("browser")  # all of it is slow, and so is its import
    memory = _MEMORY if _MEMORY.is_dir() and shutil.disk_usage(_MEMORY).free > _ROOM[fast] else None
    if memory:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(memory))
    # What a machine remembers of ledgers lies outside the folders of work: not in this person's own.
    os.environ["LOA_STATE"] = tempfile.mkdtemp(prefix="loa-state-", dir=memory)
    server = Path(memory or tempfile.gettempdir(), f"loa-pg-{os.getpid()}")
    os.environ.setdefault("LOA_TEST_SERVER", str(server))  # one for all processes of this run
    if _ON_POSTGRESQL:
        postgres.instead_of_files()


# Files with tests of half a minute and more, the longest first.
_LONG = (
    "test_endurance", "test_storm", "test_demo", "test_decisions", "test_serve", "test_secrets",
    "test_home_servers", "test_homes", "test_whole_cards", "test_surroundings",
)  # fmt: skip


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config, items):
    """A property without a number of its own is tried in both suites, in the slow one with more examples.

    There the long ones begin first: one that began last would keep all but one processor waiting.
    """
    if config.option.markexpr != "slow":
        return
    for item in items:
        if _has_no_number(item):
            item.add_marker("slow")
    items.sort(key=lambda item: _LONG.index(item.path.stem) if item.path.stem in _LONG else len(_LONG))


def _has_no_number(item):
    test = getattr(item, "obj", None)
    own = getattr(test, "_hypothesis_internal_use_settings", None)  # a state machine has its own elsewhere
    return own is not None and own.max_examples == hypothesis.settings.default.max_examples


def pytest_ignore_collect(collection_path, config):
    """The fast suite does not import a file of which all is slow."""
    if config.option.markexpr == "not slow" and collection_path.suffix == ".py":
        text = collection_path.read_text("utf-8")
        return bool(re.search(r"^pytestmark = .*\bslow\b", text, re.M)) or None
    return None


@pytest.hookimpl(tryfirst=True)
def pytest_pycollect_makeitem(collector, obj):
    """Nor does it make an item for each case of a slow test, to leave them out one by one."""
    marks = getattr(obj, "pytestmark", ()) if inspect.isfunction(obj) else ()
    is_slow = any(mark.name == "slow" for mark in marks)
    return [] if is_slow and collector.config.option.markexpr == "not slow" else None


def pytest_collection_finish():
    """Cycles are looked for among what the tests make, seldom, and no more in all that was collected."""
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)
    gc.enable()


def pytest_unconfigure():
    shutil.rmtree(os.environ["LOA_STATE"], ignore_errors=True)
    if "PYTEST_XDIST_WORKER" not in os.environ:
        postgres.stop_shared()


@pytest.fixture(autouse=True)
def only_on_sqlite(request):
    """`LOA_TEST_LEDGER=postgresql` tries the same tests on a real server, but for what is about a file."""
    if _ON_POSTGRESQL and request.node.get_closest_marker("sqlite"):
        pytest.skip("of a file")
    yield
    postgres.drop_made()


@pytest.fixture(scope="module", autouse=True)
def memory_of_ledgers(request):
    """Each file's own, as each office has a machine's: a wake-up looks through all that it remembers."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LOA_STATE", str(Path(os.environ["LOA_STATE"]) / request.module.__name__))
        yield


@pytest.fixture(scope="session", autouse=True)
def once_for_all():
    """What each test would compile anew, and no test is about."""
    with pytest.MonkeyPatch.context() as patch:
        once.keep(patch)
        yield
