"""What all tests share: those that need the extra `browser` or `dev` are there where it is installed."""

from __future__ import annotations

from importlib.util import find_spec

_NEEDED = {"browser": "playwright", "test_audit.py": "pip_audit"}
collect_ignore = [tests for tests, package in _NEEDED.items() if not find_spec(package)]
