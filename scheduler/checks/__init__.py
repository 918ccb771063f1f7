"""House rules: what an office watches for beside the form, one small function each, with a level of its own.

Gives `run` (every problem), `checked` (the calendar without the posts that have an error) and `RULES`;
those of one post alone are `EACH`, those of the whole calendar `ALL`.
"""

from scheduler.checks.rules import ALL, EACH, RULES, checked, run

__all__ = ["ALL", "EACH", "RULES", "checked", "run"]
