"""What all tests share: those in a browser are there where the extra `browser` is installed."""

from __future__ import annotations

import os
import tempfile
from importlib.util import find_spec

# What a machine remembers of ledgers lies outside the folders of work: not in this person's own.
os.environ["LOA_STATE"] = tempfile.mkdtemp(prefix="loa-state-")

collect_ignore = [] if find_spec("playwright") else ["browser"]
