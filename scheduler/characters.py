"""Characters that nobody meant to publish: bullets of Word's own fonts, turned lines, hidden marks.

They come with what is pasted from Word, from the web or from a chat. Each is told where it stands, and
`cleaned` takes them out or puts in what was meant. Khmer needs its zero-width spaces and joiners, emoji their
joiners and flags: those stay.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from scheduler.folding import EMOJI, is_plain
from scheduler.problems import Message, Text

_KHMER = "\u1780-\u17ff\u19e0-\u19ff"
_PICTURES = f"{EMOJI}\u00a9\u00ae\u203c\u2049\u2122\u2190-\u2bff\u3030\u303d\ufe0f\U0001f000-\U0001f2ff"
_FOUND = re.compile(
    f"(?P<kept>(?<=[{_KHMER}])[\u200b-\u200d]+|[\u200b-\u200d]+(?=[{_KHMER}])"
    f"|(?<=[{_PICTURES}])\u200d(?=[{_PICTURES}])|\U0001f3f4[\U000e0020-\U000e007f]+)"
    "|(?P<private>[\ue000-\uf8ff\U000f0000-\U0010ffff])"
    "|(?P<turning>[\u202a-\u202e\u2066-\u2069])"
    "|(?P<hidden>[\u00ad\u034f\u061c\u115f\u1160\u180e\u200b-\u200f\u2060-\u2065\u206a-\u206f\u3164\uffa0"
    "\ufff9-\ufffb\U000e0000-\U000e0fff])"
)
_BULLET = re.compile(r"^[ \t]*(?P<sign>[\ue000-\uf8ff])[ \t\u00a0]*", re.MULTILINE)
# What Word puts in for what is typed (:) and -->) or chosen as a bullet, of its fonts Symbol and Wingdings.
_MEANT = {
    "\uf020": " ", "\uf04a": "☺", "\uf04c": "☹", "\uf0a7": "▪", "\uf0b7": "•", "\uf0d8": "➢", "\uf0df": "←",
    "\uf0e0": "→", "\uf0fb": "✗", "\uf0fc": "✓", "\uf0fe": "☑",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Odd:
    """A character that does not belong into a text: what is told of it, and which of the same it is."""

    message: Message
    character: str
    nth: int
    values: dict[str, Any]


def odd_in(text: str) -> Iterator[Odd]:
    """The first of each such character of *text*; those that turn the line round are told as one."""
    if is_plain(text):
        return
    found = [one for one in _FOUND.finditer(text) if one.lastgroup != "kept"]
    alike: dict[str, list[re.Match[str]]] = {}
    for one in found:
        alike.setdefault("" if one.lastgroup == "turning" else one[0], []).append(one)
    for first, *others in alike.values():
        character = first[0]
        more = _MORE.filled(count=len(others)) if others else ""
        values: dict[str, Any] = {"character": f"U+{ord(character):04X}", "more": more}
        message = HIDDEN
        if first.lastgroup == "private":
            message = PRIVATE
            is_bullet = any(bullet["sign"] == character for bullet in _BULLET.finditer(text))
            values["what"] = _A_BULLET if is_bullet else _A_SIGN
        elif first.lastgroup == "turning":
            message = TURNING
        else:
            values["what"] = _NAMES.get(character, _A_MARK)
        yield Odd(message, character, text.count(character, 0, first.start()), values)


def cleaned(text: str) -> str:
    """*text* without them: bullets as •, what Word's fonts show as the character that looks so."""
    if is_plain(text):
        return text
    text = _BULLET.sub(lambda found: _MEANT.get(found["sign"], "•").strip() + " ", text)
    return _FOUND.sub(lambda found: found[0] if found["kept"] else _MEANT.get(found[0], ""), text)


def shown(line: str) -> str:
    """*line* as it can be shown, a character for each: what is odd in it would shift or turn the line."""
    if is_plain(line):
        return line
    return _FOUND.sub(lambda found: found[0] if found["kept"] else "\ufffd", line)


_MORE = Text(" và {count} chỗ nữa", " and {count} times more")
_A_BULLET = Text("dấu đầu dòng của Word", "a bullet of Word's own")
_A_SIGN = Text("ký hiệu riêng của một phông chữ (Symbol, Wingdings…)", "a sign of one font alone (Symbol…)")
_A_MARK = Text("ký tự ẩn", "a hidden character")
_JOINER = Text("dấu nối ẩn", "a hidden joiner")
_DIRECTION = Text("dấu chỉ hướng chữ ẩn", "a hidden mark of direction")
_NAMES = {
    "\u00ad": Text("dấu gạch nối ẩn", "a soft hyphen"),
    "\u200b": Text("khoảng trống ẩn", "a zero-width space"),
    "\u200c": Text("dấu tách ẩn", "a hidden non-joiner"),
    "\u200d": _JOINER,
    "\u2060": _JOINER,
    "\u200e": _DIRECTION,
    "\u200f": _DIRECTION,
    "\u061c": _DIRECTION,
}
BY_HAND = Text("Xóa ký tự này rồi gõ lại chữ quanh đó.", "Delete it and type the words around it again.")
_PRESS = "Mở bài trên trang làm việc rồi bấm “Làm sạch ký tự lạ”"
_PRESS_EN = "Open the post on the desk and press “Take out odd characters”"
PRIVATE = Message(
    "broken-character",
    Text(
        "có {what} ({character}) ở đây{more}: người đọc chỉ thấy một ô vuông",
        "there is {what} ({character}) here{more}: readers see an empty box",
    ),
    Text(
        f"{_PRESS}; hoặc xóa đi rồi gõ • hay dấu gạch đầu dòng.",
        f"{_PRESS_EN}; or delete it and type • or a dash.",
    ),
)
TURNING = Message(
    "broken-character",
    Text(
        "có ký tự đảo chiều chữ ({character}) ở đây{more}: lời phía sau có thể hiện ngược từ phải sang trái",
        "there is a character that turns the line round ({character}) here{more}",
    ),
    Text(f"{_PRESS}; hoặc xóa rồi gõ lại đoạn chữ ấy.", f"{_PRESS_EN}; or type those words again."),
)
HIDDEN = Message(
    "hidden-character",
    Text(
        "có {what} ({character}) ở đây{more}: mắt không thấy, nhưng làm đứt chữ khi tìm kiếm, khi máy đọc",
        "there is {what} ({character}) here{more}: not seen, but it splits words in a search or read aloud",
    ),
    Text(f"{_PRESS}; hoặc xóa rồi gõ lại chữ ấy.", f"{_PRESS_EN}; or type the word again."),
    "warning",
)
