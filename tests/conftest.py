"""What all tests share: those that need the extra `browser` or `dev` are there where it is installed."""

from __future__ import annotations

import os
import tempfile
from importlib.util import find_spec

# What a machine remembers of ledgers lies outside the folders of work: not in this person's own.
os.environ["LOA_STATE"] = tempfile.mkdtemp(prefix="loa-state-")

_NEEDED = {"browser": "playwright", "test_audit.py": "pip_audit"}
collect_ignore = [tests for tests, package in _NEEDED.items() if not find_spec(package)]
