"""What all tests share: those in a browser are there where the extra `browser` is installed."""

from __future__ import annotations

from importlib.util import find_spec

collect_ignore = [] if find_spec("playwright") else ["browser"]
