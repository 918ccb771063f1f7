"""The house rules by name, each with its level unless an office sets another (`checks:` in the settings)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from scheduler.problems import Level
from scheduler.reader.shape import fault, meant, nearest, text_of
from scheduler.settings import messages

RuleLevel = Level | Literal["off"]

# Errors are what must not go out: it harms a child, misleads who calls, or looks broken to everybody.
LEVELS: Mapping[str, RuleLevel] = {
    "hotline-unknown": "error",
    "hotline-expired": "error",
    "hotline-unverified": "warning",  # as an error it holds the posts that name such a line
    "children-unsure": "error",
    "children-unasked": "error",
    "consent-missing": "error",
    "child-consent-missing": "error",
    "consent-withdrawn": "error",
    "child-named": "error",
    "id-number": "error",
    "home-address": "error",
    "source-missing": "warning",
    "alt-missing": "warning",
    "text-too-long": "error",
    "many-hashtags": "warning",
    "bare-link": "warning",
    "all-caps": "warning",
    "unfinished": "error",
    "lone-star": "warning",
    "old-encoding": "error",
    "broken-character": "error",
    "hidden-character": "warning",
    "page-tag": "error",
    "stray-accent": "warning",
    "wrong-language": "warning",
    "khmer-unread": "warning",
    "day-spelling": "warning",
    "translation-unknown": "error",
    "translation-differs": "error",
    "translation-old": "warning",
    "near-duplicate": "warning",
    "too-close": "warning",
    "too-many": "warning",
    "same-card": "warning",
    "not-covered": "warning",
}


def rule_name(value: str) -> str:
    """*value*, which names a rule.

    Raises:
        PydanticCustomError: no rule has that name.
    """
    if value not in LEVELS:
        known = ", ".join(LEVELS)
        raise fault(messages.NO_RULE, name=text_of(value), meant=meant(nearest(value, LEVELS)), known=known)
    return value


def all_levels(given: Mapping[str, RuleLevel]) -> Mapping[str, RuleLevel]:
    """Every rule's level: as *given*, else its own."""
    return {**LEVELS, **given}
