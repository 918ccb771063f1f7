"""Telephone numbers as people type them: found in a text, read as digits, and written in their one form."""

from __future__ import annotations

import re
from collections.abc import Mapping

from scheduler.calendar.model import Hotline

_ASCII = str.maketrans("០១២៣៤៥៦៧៨៩", "0123456789")
_BETWEEN = " .\\-\u00a0\u2011\u202f"  # what may stand between two digits of one number
_SEPARATORS = re.compile(rf"[\s()+{_BETWEEN}]")
# Vietnamese numbers: emergency and short codes, 1800/1900 service numbers, 10 or 11 digits with their 0.
_NUMBER = re.compile(r"[1-9][0-9]{2,4}|1[89]00[0-9]{4,6}|0[0-9]{9,10}")

# Three digits close together: what every number has and most posts lack, found in no time.
THREE_DIGITS = re.compile(rf"[0-9០-៩](?:[{_BETWEEN})]{{0,2}}[0-9០-៩]){{2}}")
# What is typed like a telephone number, also with a digit too few or too many. A web address is one whole,
# and 01.12.2026 is a date.
PHONE = re.compile(
    r"(?P<address>https?://\S+)"
    r"|(?<!\w)(?<![^\W\d]/)(?<!\d[.,])"
    r"(?!\d{1,2}[.\-](?:0?[1-9]|1[0-2])[.\-](?:19|20)\d\d(?!\d))"
    rf"(?:(?:\(\+84\)|\+84)(?:[{_BETWEEN}]?\(0\))?(?:[{_BETWEEN}]?\d){{8,11}}"
    rf"|\(0\d{{2,3}}\)(?:[{_BETWEEN}]?\d){{6,8}}"
    rf"|[0០](?:[{_BETWEEN}]?\d){{8,11}}"
    rf"|1[89]00(?:[{_BETWEEN}]?\d{{2}}){{2,3}})(?!\w)"
)


def digits(number: str) -> str:
    """The digits of a *number* as people write it: 0377 672 444, 0299.3551717, +84 377 672 444.

    '' when it is no Vietnamese telephone number.
    """
    found = bare(number)
    return found if _NUMBER.fullmatch(found) else ""


def bare(number: str) -> str:
    """*number* without what stands between its digits, with 0 for +84, however many digits it has."""
    is_abroad = number.lstrip("( ").startswith("+84")
    found = _SEPARATORS.sub("", number).translate(_ASCII)
    return "0" + found[2:].removeprefix("0") if is_abroad else found


def in_one_form(text: str, hotlines: Mapping[str, Hotline]) -> str:
    """*text* with each number of the directory that was typed by hand as the directory writes it."""
    if not THREE_DIGITS.search(text):
        return text

    def written(found: re.Match[str]) -> str:
        if found["address"]:
            return found[0]
        number = bare(found[0])
        return next((line.display for line in hotlines.values() if line.number == number), found[0])

    return PHONE.sub(written, text)
