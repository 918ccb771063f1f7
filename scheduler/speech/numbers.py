"""Numbers and dates in Vietnamese words, as they are said in Sóc Trăng: ngàn and lẻ, hai mươi bốn."""

from __future__ import annotations

import re
from collections.abc import Sequence

_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_LAST = {1: "mốt", 5: "lăm"}  # after hai mươi and more
_SCALES = ("", "ngàn", "triệu")
_BILLION = 10**9
_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50}
MOST_DIGITS = 18  # a longer number is no amount that anybody says: it is read digit by digit


def cardinal(number: int) -> str:
    """*number* (0 or more) in words: 105 is một trăm lẻ năm, 2026 hai ngàn không trăm hai mươi sáu."""
    if number < 1000:
        return _below_thousand(number, is_first=True)
    high, low = divmod(number, _BILLION)
    words = [cardinal(high), "tỷ"] if high else []
    for power in (2, 1, 0):
        group = low // 1000**power % 1000
        if group:
            words += [_below_thousand(group, is_first=not words), _SCALES[power]]
    return " ".join(word for word in words if word)


def _below_thousand(number: int, *, is_first: bool) -> str:
    """A group of three digits; one that is not the *first* of its number says its hundreds, none too."""
    hundreds, rest = divmod(number, 100)
    if not hundreds and is_first:
        return _below_hundred(rest)
    said = f"{_DIGITS[hundreds]} trăm"
    if not rest:
        return said
    return f"{said} lẻ {_DIGITS[rest]}" if rest < 10 else f"{said} {_below_hundred(rest)}"


def _below_hundred(number: int) -> str:
    tens, ones = divmod(number, 10)
    if not tens:
        return _DIGITS[ones]
    said = "mười" if tens == 1 else f"{_DIGITS[tens]} mươi"
    if not ones:
        return said
    last = "lăm" if ones == 5 else _DIGITS[ones] if tens == 1 else _LAST.get(ones, _DIGITS[ones])
    return f"{said} {last}"


def one_by_one(digits: str) -> str:
    """Each of *digits* by itself: 111 is một một một."""
    return " ".join(_DIGITS[int(digit)] for digit in digits)


def said_number(whole: str, fraction: str = "") -> str:
    """*whole* (digits alone) and the digits behind the comma: 2,5 is hai phẩy năm."""
    is_code = len(whole) > MOST_DIGITS or (len(whole) > 2 and whole.startswith("0"))
    said = one_by_one(whole) if is_code else cardinal(int(whole))
    if not fraction:
        return said
    is_short = len(fraction) <= 2 and not fraction.startswith("0")
    return f"{said} phẩy {cardinal(int(fraction)) if is_short else one_by_one(fraction)}"


def grouped(number: str) -> str:
    """A telephone number (digits alone), digit by digit, in the groups in which people say it."""
    sizes = {7: (4, 3), 8: (4, 4), 10: (4, 3, 3), 11: (4, 4, 3)}.get(len(number), (len(number),))
    if number.startswith(("024", "028")) and len(number) == 11:
        sizes = (3, 4, 4)
    elif number.startswith(("1800", "1900")):
        sizes = (4, 4) if len(number) == 8 else (4, len(number) - 4)
    parts, at = [], 0
    for size in sizes:
        parts.append(one_by_one(number[at : at + size]))
        at += size
    return ", ".join(part for part in parts if part)


def roman(letters: str) -> int:
    """The number that *letters* (I, V, X, L) write; 0 where they write none."""
    values = [_ROMAN[letter] for letter in letters]
    number = sum(-one if one < max(values[at:]) else one for at, one in enumerate(values))
    return number if 0 < number < 90 and _written(number) == letters else 0


def _written(number: int) -> str:
    signs = ((50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
    found = ""
    for value, sign in signs:
        count, number = divmod(number, value)
        found += sign * count
    return found


def fourth(number: int) -> str:
    """*number* behind thứ, tháng, quý or phần: four has a word of its own there."""
    return "tư" if number == 4 else cardinal(number)


def day_of_month(number: int) -> str:
    """Which of a month's days; the first ten have a word before, or "năm tháng" would be five months."""
    return f"mùng {cardinal(number)}" if number <= 10 else cardinal(number)


def said_date(written: str, called: str) -> str | None:
    """A day, with *called* before it, or a month of a year; None where *written* is none."""
    numbers = [int(number) for number in re.findall(r"\d+", written)]
    if written[:4].isdigit():
        numbers.reverse()
    if len(numbers) == 2 and numbers[1] > 99:
        numbers.insert(0, 0)
    day, month, *years = numbers
    if not (1 <= month <= 12 and day <= 31 and (day or years)):
        return None
    said = f"{called}{day_of_month(day)} " if day else ""
    year = f" năm {cardinal(years[0])}" if years else ""
    return f"{said}tháng {fourth(month)}{year}"


def over(numbers: Sequence[str]) -> str:
    """What stands on both sides of a slash."""
    return " trên ".join(said_number(number) for number in numbers)
