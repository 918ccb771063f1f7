"""What is wrong with how a file is written: only somebody who opens it can mend that."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from scheduler.problems import Problem, Text

_LINE = Text("Có một dòng Loa chưa đọc được", "There is a line that cannot be read")
_FILE = Text("Có một tệp Loa chưa đọc được", "There is a file that cannot be read")
_CHARACTER = Text("Có một chữ bị hỏng trong tệp", "A letter in the file is damaged")
_TWICE = Text("Có một mục được ghi hai lần", "Something is written twice")
_LOST = Text("Mấy chữ sau dấu # sẽ mất khi đăng", "The words after a # will be lost")
_ASK = Text(
    "Chỗ này chỉ sửa được trong tệp. Nhờ người cài đặt Loa; “Chi tiết kỹ thuật” ghi rõ chỗ nào.",
    "It can be mended in the file alone. Ask whoever set Loa up: the technical details say where.",
)
FILE_WRONG: Mapping[str, Text] = {  # by the code of a problem of scheduler/reader/messages.py
    **dict.fromkeys(
        ("file-unreadable", "not-a-file", "link-circle", "link-lost", "file-too-large", "file-unread"), _FILE
    ),
    **dict.fromkeys(("encoding-utf16", "encoding-windows-1258", "encoding-tcvn3"), _FILE),
    **dict.fromkeys(
        ("character-nul", "character-line-break", "character-damaged", "character-invisible"), _CHARACTER
    ),
    **dict.fromkeys(
        ("key-not-text", "merge", "anchor", "tag", "documents", "too-deep", "tab", "colon"), _LINE
    ),
    **dict.fromkeys(
        ("colon-space", "no-colon", "braces", "curly-quote", "quote-open", "quote-inside"), _LINE
    ),
    **dict.fromkeys(
        ("escape", "character-escaped", "bar", "sign", "dash", "bracket", "bracket-stray"), _LINE
    ),
    **dict.fromkeys(("comma", "indent", "indent-item", "yaml"), _LINE),
    "duplicate-key": _TWICE,
    "hash": _LOST,
}
FILE_WAYS: Mapping[str, Text] = dict.fromkeys(FILE_WRONG, _ASK)


def only_in_files(problems: Iterable[Problem]) -> bool:
    """Whether all errors among *problems* can be mended in a file alone: no form helps with them."""
    errors = [problem for problem in problems if problem.is_error]
    return bool(errors) and all(problem.code in FILE_WAYS for problem in errors)
