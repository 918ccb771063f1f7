"""The guide's table of house rules is the registry's own, so that neither can say what the other does not."""

from pathlib import Path

from scheduler.checks.rules import RULES
from scheduler.settings.rules import LEVELS

GUIDE = Path(__file__).parents[2] / "docs/huong-dan.md"
SAID = {"error": "lỗi", "warning": "lưu ý"}


def test_the_guide_lists_every_rule_with_its_level():
    table = GUIDE.read_text(encoding="utf-8").partition("| Quy tắc | Loa báo khi | Mức |\n|---|---|---|\n")[2]
    rows = table.partition("\n\n")[0].splitlines()
    assert rows == [f"| `{name}` | {rule.about} | {SAID[LEVELS[name]]} |" for name, rule in RULES.items()]
