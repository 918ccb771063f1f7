"""A text as it is read aloud: whatever is no word becomes words, by tables and rules, from left to right.

What is not said is told: links and hashtags that stand for themselves, and signs without a name. Emoji say
nothing and are left out.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection
from dataclasses import dataclass, field

from scheduler.folding import fold
from scheduler.speech import around
from scheduler.speech.abbreviations import (
    ABBREVIATIONS,
    ALSO_WORDS,
    BEFORE_STOP,
    LETTERS,
    OF_DOCUMENTS,
    SIGNS,
    TITLES,
    UNITS,
    spelled,
)
from scheduler.speech.numbers import (
    cardinal,
    day_of_month,
    fourth,
    grouped,
    one_by_one,
    over,
    roman,
    said_date,
    said_number,
)
from scheduler.speech.tokens import CAPITAL, TOKENS

_ITEM = re.compile(r"^\s*(?:[-–—•*+▪➢✓✔·]\s+|(?P<number>\d{1,2})\s*[.)/]\s+(?=\S))")
_LONGEST_SHORT = 5  # digits of a short telephone number
_LOOK_BACK = 100  # letters
_CODE = 9  # digits that nobody writes for an amount without a full stop: an account's, a card's
_SILENT = {**dict.fromkeys("()[]{}", ", "), **dict.fromkeys("'’‘\"«»*_`|", " ")}
_PICTURES = frozenset({"So", "Cn", "Co", "Cc"})  # emoji, and what is not seen
_VOWEL = re.compile(r"[AEIOUYĂÂÊÔƠƯ]")
_SAID_SIGNS = frozenset(".,;:!?…“”")
_TIGHT = re.compile(r"\s+([.,;:!?…”])")
_DOUBLED = re.compile(r"([,;:])(?:\s*[,;:])+|[,;:]\s*(?=[.!?…])|(?<=[.!?…“])\s*[,;:]|(?<=[.!?…]”)\s*[,;:]")
_SENTENCE = re.compile(r"(^[“\s]*|[.!?…][”]?\s+[“]?)(\w)")


@dataclass
class Reading:
    """What *numbers* (short telephone numbers, such as 111) and rules make of a text.

    *left_out* gathers what is not said, *spelled* which abbreviations are in no table and so said letter by
    letter.
    """

    numbers: Collection[str] = ()
    left_out: list[str] = field(default_factory=list)
    spelled: list[str] = field(default_factory=list)

    def read(self, text: str) -> list[str]:
        """The paragraphs of *text* in words; a line that has nothing to say is left out."""
        folded = fold(unicodedata.normalize("NFC", text)).text
        lines = "".join(map(_plain_number, folded)).splitlines()
        return [said for line in lines if (said := self._line(line))]

    def _line(self, line: str) -> str:
        item = _ITEM.match(line)
        start = f"{cardinal(int(item['number']))}. " if item and item["number"] else ""
        return _tidied(start + self._said(line[item.end() if item else 0 :]))

    def _said(self, text: str) -> str:
        parts, at = [], 0
        while at < len(text):
            found = TOKENS.match(text, at)
            assert found is not None, "the last alternative takes any character"
            words, at = self._token(found, text)
            parts.append(words)
        return "".join(parts)

    def _token(self, found: re.Match[str], text: str) -> tuple[str, int]:
        """What is said for *found*, and where the text goes on."""
        rule: Callable[[re.Match[str], str], str | tuple[str, int]] = getattr(self, f"_{found.lastgroup}")
        words = rule(found, text)
        if isinstance(words, tuple):
            return words
        is_apart = found.lastgroup not in {"word", "other"}
        return f" {words} " if words and is_apart else words, found.end()

    # -- rules: each gives the words, or the words and where to go on -----------------------------------

    def _word(self, found: re.Match[str], _: str) -> str:
        return found[0]

    def _mail(self, found: re.Match[str], _: str) -> str:
        return _said_address(found[0])

    def _link(self, found: re.Match[str], text: str) -> tuple[str, int]:
        address = found[0].rstrip(".,;:!?)]}…'\"")
        end = found.start() + len(address)
        self.left_out.append(address)
        is_alone = not (text[: found.start()] + text[end:]).strip(" .,;:()[]–—-")
        if is_alone:
            return "", len(text)
        host = re.sub(r"^(?:https?://)?(?:www\.)?", "", address).split("/")[0].split("?")[0].split(":")[0]
        said = _said_address(host)
        return f" {said} ", end

    def _tag(self, found: re.Match[str], _: str) -> str:
        self.left_out.append(found[0])
        return ""

    def _phone(self, found: re.Match[str], text: str) -> str:
        digits = re.sub(r"\D", "", found[0])
        rest = "," if re.match(r"\s*\d", text[found.end() :]) else ""  # another number is none of its own
        if "+" in found[0]:
            return f"cộng tám bốn, {grouped('0' + digits[2:].removeprefix('0')).removeprefix('không ')}{rest}"
        return grouped(digits) + rest

    def _days(self, found: re.Match[str], text: str) -> str | tuple[str, int]:
        last = said_date(found["last"], "ngày ")
        if last is None or not 1 <= int(found["first"]) <= 31:
            return said_number(found["first"]), found.end("first")
        before = "" if around.DAY_BEFORE.search(_before(found, text)) else "ngày "
        return f"{before}{day_of_month(int(found['first']))} đến {last}"

    def _date(self, found: re.Match[str], text: str) -> str | tuple[str, int]:
        before, after = _before(found, text), text[found.end() :]
        numbers = re.findall(r"\d+", found[0])
        if len(numbers) == 2 and around.QUARTER_BEFORE.search(before):
            return f"{fourth(int(numbers[0]))} năm {said_number(numbers[1])}"
        if len(numbers) == 2 and "-" in found[0] and int(numbers[0]) < int(numbers[1]):  # days of a month
            return f" {day_of_month(int(numbers[0]))} ", found.start() + len(numbers[0])
        odd = around.no_date(numbers, before, after) if len(numbers) == 2 else None
        if odd is not None:
            return odd
        is_mung = re.search(r"(?:mùng|mồng)\s*$", before, re.I)
        said = said_date(found[0], "" if around.DAY_BEFORE.search(before) else "ngày ")
        if said is None and found["by"] in {".", "-"}:
            return f" {said_number(numbers[0])} ", found.start() + len(numbers[0])
        if said is None:
            return over(numbers)
        is_month = said.startswith("tháng ") and around.MONTH_BEFORE.search(before)
        return said.removeprefix("mùng " if is_mung else "tháng " if is_month else "")

    def _time(self, found: re.Match[str], text: str) -> str:
        hour, minute = int(found["hour"]), found["minute"]
        if ":" in found[0] and around.RATIO.search(_before(found, text)):
            return f"{cardinal(hour)} trên {cardinal(int(minute))}"
        said = f"{cardinal(hour)} giờ"
        return f"{said} {cardinal(int(minute))} phút" if minute and int(minute) else said

    def _paper(self, found: re.Match[str], _: str) -> str:
        if found["kind"]:
            kind, body = self._sign(found["kind"]), self._sign(found["body"])
            return f"{said_number(found['number'])} {kind} trên {body}"
        signs = map(self._sign, found["signs"].split("-"))
        year = f" trên {said_number(found['year'][1:])}" if found["year"] else ""
        return f"{said_number(found['number'])}{year} trên {' '.join(signs)}"

    def _sign(self, sign: str) -> str:
        letters = sign.rstrip("0123456789")
        said = OF_DOCUMENTS.get(letters) or ABBREVIATIONS.get(letters) or self._spelled(letters)
        return f"{said} {said_number(sign[len(letters) :])}" if letters != sign else said

    def _roman(self, found: re.Match[str], text: str) -> str:
        number = roman(found[0]) if around.ROMAN_BEFORE.search(_before(found, text)) else 0
        if number == 1 and around.ORDINAL.search(_before(found, text)):
            return "nhất"
        if number:
            return fourth(number) if around.FOURTH.search(_before(found, text)) else cardinal(number)
        return found[0] if len(found[0]) == 1 else self._spelled(found[0])

    def _amount(self, found: re.Match[str], text: str) -> str | tuple[str, int]:
        before, after = _before(found, text), text[found.end() :]
        whole, part, unit = re.sub(r"[., ]", "", found["whole"]), found["part"] or "", found["unit"] or ""
        end = found.end()
        if unit and ((unit in _ATTACHED and found["gap"]) or (unit == "K" and len(whole) < 2)):
            unit, end = "", found.start("gap")
            after = text[end:]
        said = said_number(whole, part)
        if not part and not unit:
            is_bare = found["whole"].isdigit() and len(whole) >= _CODE and not around.COUNTED.match(after)
            if is_bare or self._is_called(whole, before, after):
                said = grouped(whole)
            if whole == "1" and around.ORDINAL.search(before):
                said = "nhất"
            elif whole == "4" and around.FOURTH.search(before):
                said = "tư"
            elif (
                around.DAY_BEFORE.search(before) and re.match(r"\s+tháng\b", after) and 1 <= int(whole) <= 31
            ):
                is_said = re.search(r"(?:mùng|mồng)\s*$", before, re.I)
                said = cardinal(int(whole)) if is_said else day_of_month(int(whole))
        said = f"{'âm ' if found['minus'] else ''}{said}{' ' + UNITS[unit] if unit else ''}"
        return f" {said} ", end

    def _is_called(self, whole: str, before: str, after: str) -> bool:
        """Whether *whole* is dialled or written down here, a telephone or an account, and counts nothing."""
        if whole in self.numbers and around.DIALLED.search(before):
            return True
        if around.COUNTED.match(after):
            return False
        if whole in self.numbers or around.ACCOUNT_BEFORE.search(before):
            return True
        if len(whole) > _LONGEST_SHORT:  # the rest of a telephone number: 0299.3551717/3551718
            behind = re.sub(r"\s*[/,–-]\s*$", "", before)
            return bool(around.PHONE_BEFORE.search(behind) or around.ASKED_TO_DIAL.search(before))
        is_dialled = len(whole) >= 3 and around.ASKED_TO_DIAL.search(before)
        return bool(is_dialled or (around.SHORT_NUMBER.fullmatch(whole) and around.CALLED.search(before)))

    def _per(self, found: re.Match[str], _: str) -> str:
        return UNITS[found[0]]

    def _known(self, found: re.Match[str], text: str) -> str | tuple[str, int]:
        key, end = found[0], found.end()
        if key in ALSO_WORDS and _is_shouted(text, found):
            return key.lower()
        if key == "v.v":
            rest = re.match(r"[.…]*", text[end:])
            end += rest.end() if rest else 0
            stop = "." if not text[end:].strip() or re.match(r"\s+[A-ZĐ]", text[end:]) else ""
            return f" vân vân{stop}", end
        if key in TITLES and re.match(rf"\.\s?[{CAPITAL}\d]", text[end:]):
            end += 1
        return f" {ABBREVIATIONS[key]} ", end

    def _short(self, found: re.Match[str], text: str) -> tuple[str, int]:
        stop = 1 if text[found.end() : found.end() + 1] == "." else 0
        return f" {BEFORE_STOP[found[0]]} ", found.end() + stop

    def _capitals(self, found: re.Match[str], _: str) -> str:
        is_word = _VOWEL.search(_plain(found[0])) and found[0] not in ABBREVIATIONS  # which an & follows
        return found[0] if is_word else self._spelled(found[0])

    def _coded(self, found: re.Match[str], _: str) -> str:
        is_name = len(found[0]) == 1  # as in F0
        return ABBREVIATIONS.get(found[0]) or (spelled if is_name else self._spelled)(found[0])

    def _other(self, found: re.Match[str], text: str) -> str:
        sign, before, after = found[0], _before(found, text), text[found.end() :]
        if sign.isspace() or sign in _SAID_SIGNS:
            return _stop(sign, before, after)
        said = (
            around.slash(before, after)
            if sign == "/"
            else around.dash(before, after)
            if sign in "-–—"
            else None
        )
        if said is None and sign in "'’′" and before[-1:].isdigit() and not re.search("['‘]", before):
            said = " phút "
        if said is None:
            said = _SILENT.get(sign) or (f" {SIGNS[sign]} " if sign in SIGNS else None)
        if said is not None:
            return said
        category = unicodedata.category(sign)
        if category[0] in "LM":
            return sign
        if category not in _PICTURES and not (category == "Sk" and sign > "\U0001f000"):
            self.left_out.append(sign)
        return " "

    def _spelled(self, letters: str) -> str:
        self.spelled.append(letters)
        return spelled("".join(letter for letter in letters.upper() if letter in LETTERS))


_ATTACHED = frozenset({"k", "K", "h", "p"})  # units that are meant only where they touch the number


def _before(found: re.Match[str], text: str) -> str:
    """What stands before *found*, as far as rules look back: a long line is not read anew for each word."""
    return text[max(0, found.start() - _LOOK_BACK) : found.start()]


def _plain_number(letter: str) -> str:
    """The digits of a *letter* that is a number by itself, such as ² or ⑳; any other as it is."""
    if unicodedata.category(letter) not in {"No", "Nl"}:
        return letter
    value = unicodedata.numeric(letter)
    return f"{value:.0f}" if value.is_integer() else f" {SIGNS.get(letter, '')} "


def _said_address(address: str) -> str:
    """A host or a mail address, as one dictates it."""
    words = re.sub(r"\d", lambda digit: f" {one_by_one(digit[0])} ", address)
    for sign, said in (
        ("@", "a còng"),
        (".", "chấm"),
        ("-", "gạch ngang"),
        ("_", "gạch dưới"),
        ("+", "cộng"),
    ):
        words = words.replace(sign, f" {said} ")
    return words


def _stop(sign: str, before: str, after: str) -> str:
    if sign == "." and before[-1:].isdigit() and after[:1].isdigit():
        return " chấm "
    return " " if sign.isspace() else sign + (" " if sign not in "“" and after[:1].isalnum() else "")


def _is_shouted(text: str, found: re.Match[str]) -> bool:
    """Whether a word beside it is in capitals too, and a word."""
    near = (re.search(r"(\w+) $", _before(found, text)), re.match(r" (\w+)", text[found.end() :]))
    words = (one[1] for one in near if one)
    return any(len(word) > 1 and word.isupper() and _VOWEL.search(_plain(word)) for word in words)


def _plain(word: str) -> str:
    return unicodedata.normalize("NFD", word)


def _tidied(line: str) -> str:
    """*line* with one space between words, one stop where several met, sentences begun with a capital."""
    line = " ".join(line.split())
    before = ""
    while line != before:
        before = line
        line = _DOUBLED.sub(lambda found: found[1] or "", _TIGHT.sub(r"\1", line)).strip(" ,;")
    line = line.lstrip(".,;:!?… ")
    if not re.search(r"\w", line):
        return ""
    line = re.sub(r"“\s+", "“", line)
    line = _SENTENCE.sub(lambda found: found[1] + found[2].upper(), line)
    return line if line[-1] in ".!?…”" else line.rstrip(",;:") + (":" if line[-1] == ":" else ".")
