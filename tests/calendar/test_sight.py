"""What is read at sight is what the parser reads, whatever is written."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as rules
from hypothesis import strategies as st
from yaml import YAMLError

from scheduler.reader.sight import read_at_sight
from scheduler.reader.source import Source, open_source
from scheduler.reader.values import Reading, read_values
from tests.examples import examples

ROOT = Path(__file__).parents[2]

AS_STAFF_WRITE = """\
# Tuần 1

campaign:
  id: tuan-1
defaults:
  channels: [facebook, website]

posts:
  - id: mot
    at: 2026-12-01 07:30
    title: “Má ơi?” con hỏi, và *má trả lời*
    text: |
      Dòng một: #khong-phai-ghi-chu

        thụt vào
      {{ unit.name }}, gọi {{ hotline('tong-dai-111') }}

    card: {template: tip, headline: Kể với *người em tin*}
    source: 'Công văn 267'

  # bài thứ hai
  - id: "hai"
    title: 111
    units:
      - my-xuyen
      - "soc-trang"
    cards:
      - template: cover
        headline: Một
      - {template: tip, body: Hai}
"""

# What a mark too many or too few can be.
PIECES = (
    *":#-?,[]{}&*!|>'\"%@` \n_~.(\\<=1a",
    *(
        "\n  - ",
        "\n    ",
        "\n      ",
        "- ",
        ": ",
        " #",
        "---\n",
        "...\n",
        "| \n",
        "|-\n",
        ">\n",
        "\t",
        "\r\n",
    ),
    *(
        "\u00a0",
        "\u0301",
        "\u200b",
        "\u0085",
        "\ufeff",
        "🌸",
        "“",
        "ế",
        "null",
        "<<: ",
        "key:\n",
        "\n\n",
        "\n \n",
        "\n \n      # ",
        "\n   \n      #",
    ),
)


def seeds() -> list[str]:
    """Whole files, and their posts by twos and threes: an edit of those is near everything else."""
    found = [AS_STAFF_WRITE]
    for path in sorted((ROOT / "posts").rglob("*.yaml")):
        head, *entries = path.read_text(encoding="utf-8").split("\n  - ")
        found += [
            "\n  - ".join([head if number % 2 else "posts:", *entries[number : number + 3]]).rstrip() + "\n"
            for number in range(0, len(entries), 3)
        ]
    return found


def read_by_the_parser(source: Source) -> Reading | YAMLError:
    try:
        return read_values(source, source.text, 0, "posts")
    except YAMLError as error:
        return error


edits = st.tuples(
    st.floats(0, 1, exclude_max=True), st.sampled_from((0, 0, 1, 2, 6)), st.sampled_from(("", *PIECES))
)


@given(st.sampled_from(seeds()), st.lists(edits, max_size=4))
@rules(max_examples=examples(300))
def test_what_is_read_at_sight_is_what_the_parser_reads(
    text: str, made: list[tuple[float, int, str]]
) -> None:
    for where, cut, piece in made:
        at = int(where * len(text))
        text = text[:at] + piece + text[at + cut :]
    source, _ = open_source("posts/x.yaml", text.encode())
    assert source is not None
    seen = read_at_sight(source, "posts")
    if seen is not None:
        read = read_by_the_parser(source)
        assert seen == read
        assert repr(seen) == repr(read)  # the order of the keys too


def test_files_as_staff_write_them_are_read_at_sight() -> None:
    source = Source("posts/x.yaml", AS_STAFF_WRITE)
    seen = read_at_sight(source, "posts")
    assert seen is not None
    assert isinstance(seen.value, dict)
    assert seen.value["posts"][0]["title"] == "“Má ơi?” con hỏi, và *má trả lời*"
    assert [source.text[start:end][:7] for start, end in seen.items] == ["id: mot", 'id: "ha']


@pytest.mark.parametrize(
    "doubtful",
    [
        "a: b # ghi chú\n",
        "a: b #hashtag\n",
        "a: b: c\n",
        "a: b\n  c\n",
        "a: b \n",
        "a:\n",
        "a:\nb: c\n",
        "a: b\na: c\n",
        "a: {b: c, b: d}\n",
        "a: {b: c, d: }\n",
        "a: [b, c\n",
        "a: [b,c]\n",
        'a: "b\\n"\n',
        "a: 'b''c'\n",
        "a: |-\n  b\n",
        "a: |\n\n  b\n",
        "a: |\nb: c\n",
        "a: |\n    b\n  \n    #hashtag\n",  # words of the text, and no comment
        "posts: [b, c]\n",
        "".join(f"{' ' * depth}a:\n" for depth in range(29)) + " " * 29 + "- a: [b]\n",  # too deep
        "a: >\n  b\n",
        "a: *b\n",
        "a: &b c\n",
        "a: !!str b\n",
        "a: null",
        "a:\tb\n",
        "a: b\r\n",
        "a:\n- b\n",
        "a:\n  b: c\n   d: e\n",
        "- a\n",
        "---\na: b\n",
        "<<: a\n",
        "a: nguye\u0302\u0303n\n",
        "",
    ],
)
def test_what_could_be_meant_otherwise_is_left_to_the_parser(doubtful: str) -> None:
    source, _ = open_source("posts/x.yaml", doubtful.encode())
    assert source is not None
    assert read_at_sight(source, "posts") is None
