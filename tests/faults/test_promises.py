"""Every test that docs/delivery-faults.md names is there."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
TABLE = (ROOT / "docs" / "delivery-faults.md").read_text(encoding="utf-8")


def test_every_row_of_the_table_names_tests_that_exist():
    rows = [line for line in TABLE.splitlines() if line.startswith("| ") and "it happens" not in line]
    assert len(rows) >= 15
    for row in rows:
        named = re.findall(r"`(tests/[\w/.]+)::(\w+)`", row)
        assert named, row
        for file, name in named:
            defined = ast.walk(ast.parse((ROOT / file).read_text(encoding="utf-8")))
            assert name in {node.name for node in defined if isinstance(node, ast.FunctionDef)}, (file, name)
