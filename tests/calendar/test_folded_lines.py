"""Line breaks that YAML takes away are told where a reader would miss them, and nowhere else."""

from __future__ import annotations

import pytest

from scheduler.reader.parsing import read

HEAD = "posts:\n  - id: a\n"


def told(text: str, file_end: str = "\n") -> list[tuple[str, str]]:
    """The line of each such problem in a post with the lines *text*, and the way out's first words."""
    data = (HEAD + text).replace("\n", file_end).encode()
    found = [one for one in read("posts/a.yaml", data, items="posts").problems if one.code == "folded-lines"]
    assert not any(one.is_error for one in found)
    return [(one.line_text.strip(), str(one.values["head"])) for one in found]


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize(
    ("text", "line", "head"),
    [
        ("    text: >\n      1. Khóa máy.\n      2. Hỏi con.\n", "2. Hỏi con.", "text: |"),
        ("    text: >-\n      Ba bước:\n      - Khóa máy.\n      - Hỏi.\n", "- Khóa máy.", "text: |"),
        ("    text: Sáng nay chợ đông.\n      - Mang áo mưa.\n", "- Mang áo mưa.", "text: |"),
        ('    text: "Sáng nay\n      • Mang áo"\n', '• Mang áo"', "text: |"),
        ("    text: 'Sáng nay\n\n      Chiều về.'\n", "Chiều về.'", "text: |"),
        ("    text: >\n      Đoạn một.\n\n      Đoạn hai.\n", "Đoạn hai.", "text: |"),
        ("    text: Một\n      a) hai\n", "a) hai", "text: |"),
        ("    text: Một\n      ✅ hai\n", "✅ hai", "text: |"),
        ("    text: Một\n      👉 hai\n", "👉 hai", "text: |"),
        ("    text: Một\n      \uf0b7 hai\n", "\ufffd hai", "text: |"),
        ("    text: Câu một.\n      Câu hai.\n         Đoạn mới.\n", "Đoạn mới.", "text: |"),
        ("    card:\n      points:\n        - Một\n            - Hai\n", "- Hai", "- |"),
        ("    card: {template: tip, body: Một\n      - Hai}\n", "- Hai}", "body: |"),
    ],
)
def test_where_a_list_or_a_paragraph_was_meant_the_line_is_named(text, line, head, line_end):
    assert told(text, line_end) == [(line, head)]


@pytest.mark.parametrize(
    "text",
    [
        "    text: |\n      1. Khóa máy.\n      2. Hỏi con.\n\n      Hết.\n",
        "    text: >\n      Một câu dài viết\n      sang dòng thứ hai.\n\n",
        "    text: >\n      Ba bước:\n        - Khóa máy.\n        - Hỏi.\n",  # deeper: kept
        "    text: Một câu dài\n      sang dòng hai\n      và dòng ba.\n",
        '    text: "Một\\n- Hai"\n',
        "    card:\n      points:\n        - Một\n        - Hai\n",
        "    card: {template: tip,\n      body: Một}\n",
        "    text: 1. Một\n    title: Hai\n",
    ],
)
def test_what_loses_nothing_is_left_alone(text):
    assert told(text) == []


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_a_file_that_does_not_parse_is_looked_at_too(line_end):
    text = "    text: [\n    first_comment: >\n      Xem:\n      1) Một\n"
    assert told(text, line_end) == [("1) Một", "first_comment: |")]


def test_the_defaults_are_looked_at_too_and_no_settings():
    data = b"defaults:\n  text: >\n    M\n    - H\nposts: []\n"
    assert [one.place.line for one in read("posts/a.yaml", data, items="posts").problems] == [4]
    assert read("config/settings.yaml", data).problems == []
