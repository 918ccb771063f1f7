"""What all tests share: those that need the extra `browser` or `dev` are there where it is installed."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path

import hypothesis
import pytest

from tests import once

# The tests start hundreds of Pythons: where a machine keeps nothing compiled, each would compile all of Loa.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

_NEEDED = {"browser": "playwright", "test_audit.py": "pip_audit"}
# How long an example takes says only how busy the machine is.
hypothesis.settings.register_profile("loa", deadline=None)
hypothesis.settings.load_profile("loa")
collect_ignore = [tests for tests, package in _NEEDED.items() if not find_spec(package)]

_MEMORY = Path("/dev/shm")
_ROOM = 2 << 30  # bytes; one run leaves some hundred megabytes


def pytest_configure(config):
    """The fast suite's folders lie in memory where there is room: no test of it pulls the plug out."""
    fast = config.option.markexpr == "not slow"
    if fast and "browser" not in collect_ignore:
        collect_ignore.append("browser")  # all of it is slow, and so is its import
    memory = _MEMORY if fast and _MEMORY.is_dir() and shutil.disk_usage(_MEMORY).free > _ROOM else None
    if memory:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(memory))
    # What a machine remembers of ledgers lies outside the folders of work: not in this person's own.
    os.environ["LOA_STATE"] = tempfile.mkdtemp(prefix="loa-state-", dir=memory)


def pytest_unconfigure():
    shutil.rmtree(os.environ["LOA_STATE"], ignore_errors=True)


@pytest.fixture(scope="session", autouse=True)
def once_for_all():
    """What each test would compile anew, and no test is about."""
    with pytest.MonkeyPatch.context() as patch:
        once.keep(patch)
        yield
