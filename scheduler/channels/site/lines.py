"""The hotlines of one post, as its page shows them on a day."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from markupsafe import Markup

from scheduler.calendar.model import Hotline


@dataclass(frozen=True, slots=True)
class OfPost:
    """The lines of a post that can be called; and those that have ended, each with whom to call instead."""

    lines: tuple[Hotline, ...]
    ended: tuple[tuple[Hotline, Hotline | None], ...] = ()


def without_calls(html: Markup, numbers: Iterable[str]) -> Markup:
    """*html* in which nobody calls one of *numbers* by a tap: each is struck through."""
    said = "|".join(map(re.escape, numbers))
    if not said:
        return html
    struck = re.sub(rf'<a href="tel:(?:{said})">(.*?)</a>', r"<s>\1</s>", str(html))
    return Markup(struck)  # noqa: S704  # nosec B704 - its words were escaped
