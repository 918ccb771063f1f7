"""The reader: text stays text, every mistake has its place and its words, and nothing makes it fall."""

from __future__ import annotations

import re
import unicodedata
from typing import Annotated

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from scheduler.problems import Message, Text
from scheduler.reader.document import Document
from scheduler.reader.parsing import read
from scheduler.reader.shape import fault, nearest, validate


def value_of(text: str) -> object:
    document = read("f.yaml", text.encode())
    assert document.problems == []
    return document.value


def only_problem(text: str | bytes, items: str = "") -> tuple[str, int, int]:
    document = read("f.yaml", text.encode() if isinstance(text, str) else text, items=items)
    assert len(document.problems) == 1, [problem.as_text("en") for problem in document.problems]
    (problem,) = document.problems
    assert not re.search(r"(?<!\{)\{[a-z_]+\}", problem.wrong("vi") + problem.way_out("en"))  # all filled in
    return problem.code, problem.place.line, problem.place.column


# -- text stays text --------------------------------------------------------------------------------


def test_scalars_stay_text() -> None:
    text = "phone: 0377672444\ntime: 07:30\nword: no\nnumber: 1_000\ndate: 2026-12-01\nnull: ~\nfloat: 1e3\n"
    assert value_of(text) == {
        "phone": "0377672444",
        "time": "07:30",
        "word": "no",
        "number": "1_000",
        "date": "2026-12-01",
        "null": "~",
        "float": "1e3",
    }


def test_an_empty_plain_value_is_no_key_and_an_empty_quoted_one_is_text() -> None:
    assert value_of("a:\nb: ''\nc: [x, y,]\nd: {e: , f: z}\n") == {"b": "", "c": ["x", "y"], "d": {"f": "z"}}


def test_an_empty_file_is_an_empty_mapping() -> None:
    assert value_of("") == {}
    assert value_of("# chỉ có ghi chú\n") == {}


def test_text_is_brought_to_nfc_also_from_escapes_and_in_keys() -> None:
    decomposed = unicodedata.normalize("NFD", "Mật khẩu")
    document = read("f.yaml", f'{decomposed}: {decomposed}\nescaped: "a\\u0301"\n'.encode())
    assert document.value == {"Mật khẩu": "Mật khẩu", "escaped": "á"}
    assert document.places.place("Mật khẩu").column == len(decomposed) + 3


def test_a_byte_order_mark_is_not_part_of_the_first_key() -> None:
    assert read("f.yaml", b"\xef\xbb\xbfa: b\n").value == {"a": "b"}


def test_windows_line_ends_do_not_shift_lines() -> None:
    assert only_problem("a: b\r\nc: d\r\na: e\r\n") == ("duplicate-key", 3, 1)


# -- mistakes of writing ----------------------------------------------------------------------------

MISTAKES = {
    "colon": ("title: Lưu ý: không chia sẻ\n", ("colon", 1, 13)),
    "colon in a second line": ("title: Gọi\n  nhé: ngay\nx: y\n", ("colon", 2, 6)),
    "colon in a list": ("a: [b, Lưu ý: gọi: ngay]\n", ("colon", 1, 18)),
    "colon in braces": ("a: {b: Lưu ý: gọi}\n", ("colon", 1, 13)),
    "colon without space": ("title:Mật khẩu\nx: y\n", ("colon-space", 1, 6)),
    "no colon": ("a: b\nĐây là chữ\nc: d\n", ("no-colon", 2, 1)),
    "no colon in the first line": ("abc\ndef: x\n", ("no-colon", 1, 1)),
    "text under its bar indented too little": ("text: |\n    abc\n  def\nc: d\n", ("no-colon", 3, 3)),
    "hashtag": ("text: Gọi 111 #BaoVeTreEm\n", ("hash", 1, 15)),
    "hashtag on its own line": ("text: Gọi\n  #Bao\n  ngay\nb: c\n", ("hash", 2, 3)),
    "hashtag in a list": ("tags: [#Bao, An]\n", ("hash", 1, 8)),
    "hashtag as a value": ("tags: #Bao\n", ("hash", 1, 7)),
    "a colour without quotes": ("brand: {deep: #4A0E33}\n", ("hash", 1, 15)),
    "braces": ("text: {{ unit.name }} luôn\nb: c\n", ("braces", 1, 7)),
    "braces alone": ("text: {{ unit.name }}\nb: c\n", ("braces", 1, 7)),
    "braces in a list": ("text: [{{ unit.name }} luôn]\n", ("braces", 1, 8)),
    "curly quotes": ("title: “Chú ý: đừng”\n", ("curly-quote", 1, 8)),
    "curly quotes in a list": ("points: [a, “b: c”, d, e: ]]\n", ("curly-quote", 1, 13)),
    "open double quote": ('title: "Mẹ\nb: c\n', ("quote-open", 1, 8)),
    "open single quote": ("a: b\ntitle: 'Mẹ\nb: c\n", ("quote-open", 2, 8)),
    "words after a quote": ('title: "Mật khẩu" mạnh\nb: c\n', ("quote-inside", 1, 19)),
    "apostrophe": ("a: 'it's'\n", ("quote-inside", 1, 8)),
    "escape": ('a: "C:\\qua"\n', ("escape", 1, 7)),
    "escaped control": ('a: "\\0"\n', ("character-escaped", 1, 4)),
    "tab": ("a:\n\tb: c\n", ("tab", 2, 1)),
    "tab after spaces": ("a:\n  b: c\n  \td: e\n", ("tab", 3, 3)),
    "tab in a block": ("a: |\n\tb\n", ("tab", 2, 1)),
    "star": ("title: *Mật khẩu* mạnh\n", ("anchor", 1, 8)),
    "alias": ("a: *x\n", ("anchor", 1, 4)),
    "anchor": ("a: &x b\n", ("anchor", 1, 4)),
    "anchor of a list": ("a: &x [b]\n", ("anchor", 1, 4)),
    "merge": ("a: b\n<<: {c: d}\n", ("merge", 2, 1)),
    "tag": ("a: !!int 3\n", ("tag", 1, 4)),
    "exclamation": ("title: !Chú ý\n", ("tag", 1, 8)),
    "at sign": ("title: @cha mẹ\n", ("sign", 1, 8)),
    "percent": ("title: %50\n", ("sign", 1, 8)),
    "backtick": ("title: `x`\n", ("sign", 1, 8)),
    "dash": ("title: - abc\n", ("dash", 1, 8)),
    "bar": ("text: | Cùng con\n  b\n", ("bar", 1, 9)),
    "open bracket": ("a: [b, c\nd: e\n", ("bracket", 1, 4)),
    "open brace": ("a: b\nc: {d: e\nf: g\n", ("bracket", 2, 4)),
    "stray bracket": ("a: [b, c]]\n", ("bracket-stray", 1, 10)),
    "two commas": ("a: [b, , c]\n", ("comma", 1, 8)),
    "indent": ("a: b\n  c: d\n", ("indent", 2, 3)),
    "item's indent": ("  - a: b\n   - c: d\n", ("indent", 2, 4)),
    "second document": ("a: b\n---\nc: d\n", ("documents", 2, 1)),
    "end of document": ("a: b\n...\nc: d\n", ("documents", 2, 1)),
    "duplicate": ("a: b\nc: d\na: e\n", ("duplicate-key", 3, 1)),
    "duplicate below": ("x:\n  a: b\n  a: e\n", ("duplicate-key", 3, 3)),
    "a list as key": ("? [a]\n: b\n", ("key-not-text", 1, 3)),
    "nul": ("a: x\x00y\n", ("character-nul", 1, 5)),
    "line separator": ("a: x\u2028y\n", ("character-line-break", 1, 5)),
    "next line": ("a: b\nc: ạ\x85y\n", ("character-line-break", 2, 5)),
    "control": ("a: x\x07y\n", ("character-invisible", 1, 5)),
    "a lost letter": ("a: M\ufffdt khẩu\n", ("character-damaged", 1, 5)),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_each_mistake_has_its_own_words_at_its_place(name: str) -> None:
    text, expected = MISTAKES[name]
    assert only_problem(text) == expected


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_keeps_its_column_behind_letters_of_several_bytes(name: str) -> None:
    text, (code, line, column) = MISTAKES[name]
    assert only_problem(f"# Ghi chú: ạ ế ộ 😀\n{text}") == (code, line + 1, column)


def test_a_comment_is_no_lost_hashtag() -> None:
    assert value_of("a: b  # ghi chú\n#tắt: cả dòng\ntext: |\n  Gọi 111 #Bao\nq: 'x #y'\nz: a#b\n") == {
        "a": "b",
        "text": "Gọi 111 #Bao\n",
        "q": "x #y",
        "z": "a#b",
    }


def test_one_damaged_byte_is_told_at_its_place_and_the_rest_is_read() -> None:
    data = "a: Mật khẩu mạnh\nb: c\n".encode().replace("ậ".encode(), b"\xe9")
    document = read("f.yaml", data)
    assert [(one.code, str(one.place)) for one in document.problems] == [("character-damaged", "f.yaml:1:5")]
    assert isinstance(document.value, dict)
    assert document.value["b"] == "c"


@pytest.mark.parametrize(
    ("data", "code", "place"),
    [
        ("a: Mật khẩu\n".encode("utf-16"), "encoding-utf16", "f.yaml:1:1"),
        ("a: Mật khẩu mạnh\n".encode("utf-16-le"), "encoding-utf16", "f.yaml:1:1"),
        (
            unicodedata.normalize("NFD", "x: y\na: Mot đêm nghe mưa, càng mưa càng nhớ\n")
            .replace("\u0302", "")
            .replace("\u031b", "")
            .encode("cp1258", errors="replace"),
            "encoding-windows-1258",
            "f.yaml:2:8",
        ),
        # “Mật khẩu mạnh cho trẻ em” as TCVN3 has it
        (
            b"x: y\na: M\xcbt kh\xc8u m\xb9nh \xae\xd3 b\xb6o v\xd6 tr\xce em\n",
            "encoding-tcvn3",
            "f.yaml:2:5",
        ),
    ],
)
def test_a_file_in_another_encoding_is_named(data: bytes, code: str, place: str) -> None:
    document = read("f.yaml", data)
    assert [(one.code, str(one.place)) for one in document.problems] == [(code, place)]
    assert document.value is None


def test_too_many_brackets_are_a_problem_not_a_crash() -> None:
    assert only_problem("a: " + "[" * 500 + "]" * 500)[0] == "too-deep"
    assert only_problem("[" * 5000)[0] == "too-deep"


# -- one bad item -----------------------------------------------------------------------------------

POSTS = """\
campaign: {{title: x}}
posts:
  - id: a
    text: sound
{bad}
  - id: c
    text: |
      also sound
defaults: {{status: ready}}
"""


@pytest.mark.parametrize(
    ("bad", "code", "line"),
    [
        ("  - id: b\n    title: Lưu ý: cẩn thận", "colon", 6),
        ('  - id: b\n    title: "mở\n    text: không đóng', "quote-open", 6),
        ("  - id: b\n    points: [một, hai\n    text: c", "bracket", 6),
        ("  - id: b\n\ttext: c", "tab", 6),
        ("   - id: b\n     text: c", "indent-item", 5),
        ("  - id: b\n    text: |\n      a\n   b", "no-colon", 8),
        ("  - id: b\ndedented", "no-colon", 6),
        ("  - id: b\n    text: Gọi 111 #Ngay\n      hôm nay", "hash", 6),
    ],
)
def test_one_bad_item_does_not_stop_the_others(bad: str, code: str, line: int) -> None:
    document = read("f.yaml", POSTS.format(bad=bad).encode(), items="posts")
    assert [(one.code, one.place.line) for one in document.problems] == [(code, line)]
    assert isinstance(document.value, dict)
    first, _, last = document.value["posts"]
    assert (first, last) == ({"id": "a", "text": "sound"}, {"id": "c", "text": "also sound\n"})
    assert document.item_at(document.problems[0].place) == 1
    assert document.value["campaign"] == {"title": "x"}
    assert document.value["defaults"] == {"status": "ready"}
    places = document.at("posts", 2)
    lost = bad.count("\n") + 1
    assert (places.place("text").line, places.place("id").column) == (6 + lost, 9)
    assert document.places.place("defaults", "status").column == 20


def test_several_bad_items_are_all_told() -> None:
    text = "posts:\n- id: a\n  x: y: z\n- id: b\n  'q\n- id: c\n- id: d\n  t: [\n"
    document = read("f.yaml", text.encode(), items="posts")
    assert [(one.code, one.place.line) for one in document.problems] == [
        ("colon", 3),
        ("quote-open", 5),
        ("bracket", 8),
    ]
    assert document.value == {"posts": [{"id": "a"}, {}, {"id": "c"}, {"id": "d"}]}
    assert [list(document.unread(number)) for number in range(4)] == [["x"], ["id"], [], ["t"]]


def test_several_mistakes_of_one_item_are_all_told_and_its_sound_keys_have_places() -> None:
    text = "posts:\n  - id: a\n    x: y: z\n    u: &b c\n    id: d\n    v: 'w\n    card: {b: c}\n"
    document = read("f.yaml", text.encode(), items="posts")
    assert [(one.code, one.place.line) for one in document.problems] == [
        ("colon", 3),
        ("anchor", 4),
        ("duplicate-key", 5),
        ("quote-open", 6),
    ]
    assert document.value == {"posts": [{"id": "a", "card": {"b": "c"}}]}
    assert str(document.at("posts", 0).place("card", "b")) == "f.yaml:7:15"


def test_a_broken_heading_leaves_the_items() -> None:
    document = read("f.yaml", b"defaults: {a: b\nposts:\n  - id: a\n", items="posts")
    assert [(one.code, one.place.line) for one in document.problems] == [("bracket", 1)]
    assert document.value == {"posts": [{"id": "a"}]}
    assert list(document.unread()) == ["defaults"]


# -- places -----------------------------------------------------------------------------------------

NESTED = """\
# đầu tệp
posts:
  - id: a
    card:
      points: [một, "hai", 'ba']
    text: |
      Gọi 111 nhé.
      Rồi gọi 111 nữa.
  -
    id: b
    text: gấp
      lại
"""


@pytest.mark.parametrize(
    ("path", "place"),
    [
        (("posts", 0, "id"), "f.yaml:3:9"),
        (("posts", 0, "card", "points", 1), "f.yaml:5:21"),
        (("posts", 0, "card", "absent"), "f.yaml:5:7"),
        (("posts", 0, "absent", "deeper"), "f.yaml:3:5"),
        (("posts", 0, "text"), "f.yaml:6:11"),
        (("posts", 1, "id"), "f.yaml:10:9"),
        (("absent",), "f.yaml:2:1"),
        ((), "f.yaml:2:1"),
    ],
)
def test_a_value_is_found_and_for_an_absent_one_what_lies_above(
    path: tuple[str | int, ...], place: str
) -> None:
    assert str(read("f.yaml", NESTED.encode(), items="posts").places.place(*path)) == place
    assert str(read("f.yaml", NESTED.encode()).places.place(*path)) == place


def test_words_are_found_inside_a_text() -> None:
    places = read("f.yaml", NESTED.encode(), items="posts").at("posts", 0)
    assert str(places.find("111", "text")) == "f.yaml:7:11"
    assert str(places.find("111", "text", nth=1)) == "f.yaml:8:15"
    assert str(places.find("113", "text")) == "f.yaml:6:11"


def test_what_an_item_does_not_say_is_found_where_all_items_say_it() -> None:
    document = read("f.yaml", b"defaults: {card: {mood: x}}\nposts:\n  - card: {alt: y}\n", items="posts")
    places = document.at("posts", 0, otherwise=("defaults",))
    assert str(places.place("card", "mood")) == "f.yaml:1:25"
    assert str(places.place("card", "alt")) == "f.yaml:3:17"
    assert str(places.place("absent")) == "f.yaml:3:5"


# -- shape ------------------------------------------------------------------------------------------

ODD = Message("odd", Text("“{value}” lẻ", "“{value}” is odd"), Text("Thêm 1.", "Add 1."))


class _Inner(BaseModel):
    model_config = ConfigDict(extra="forbid")
    hashtags: list[str] = []
    size: Annotated[int, Field(ge=1, le=9)] = 1


class _Outer(BaseModel):
    model_config = ConfigDict(extra="forbid")
    title: str
    inner: _Inner | None = None
    inners: list[_Inner] = []


@pytest.mark.parametrize(
    ("text", "code", "place"),
    [
        ("inner: {}\n", "missing", "f.yaml:1:1"),
        ("title: a\ninner:\n  hastags: [b]\n", "unknown-key", "f.yaml:3:3"),
        ("title: a\n“inner”: b\n", "curly-quote", "f.yaml:2:1"),
        ("title: a\ninner: b\n", "not-mapping", "f.yaml:2:8"),
        ("title: [a]\n", "not-text", "f.yaml:1:8"),
        ("title: a\ninners:\n  - hashtags: b\n", "not-list", "f.yaml:3:15"),
        ("title: a\ninners:\n  - {}\n  - hashtags:\n      - Lưu ý: gọi\n", "colon", "f.yaml:5:9"),
        ("title: a\ninner: {size: x}\n", "not-number", "f.yaml:2:15"),
        ("title: a\ninner: {size: 10}\n", "out-of-range", "f.yaml:2:15"),
        ("[a]\n", "not-mapping", "f.yaml:1:1"),
    ],
)
def test_what_does_not_fit_the_model_is_told_in_words(text: str, code: str, place: str) -> None:
    document = read("f.yaml", text.encode())
    model, problems = validate(_Outer, document.value, document.places)
    assert model is None
    assert [(one.code, str(one.place)) for one in problems] == [(code, place)]
    assert "pydantic" not in problems[0].as_text("vi") + problems[0].as_text("en")


def test_an_unknown_key_is_given_the_nearest_known_one_of_its_own_level() -> None:
    document = read("f.yaml", b"title: a\ninner:\n  Hash-tag: [b]\n")
    _, (problem,) = validate(_Outer, document.value, document.places)
    assert "hashtags" in problem.way_out("vi")
    assert "inners" not in problem.way_out("vi")


def test_a_validator_says_its_own_words() -> None:
    def even(value: str) -> str:
        if len(value) % 2:
            raise fault(ODD, value=value)
        return value

    class Even(BaseModel):
        word: Annotated[str, Field(), AfterValidator(even)]

    document = read("f.yaml", b"word: abc\n")
    _, (problem,) = validate(Even, document.value, document.places)
    assert (
        problem.as_text("vi") == "f.yaml:1:7: “abc” lẻ\n    1 | word: abc\n      |       ^^^\n      Thêm 1."
    )


@pytest.mark.parametrize(
    ("word", "expected"),
    [("hastag", "hashtags"), ("Hash tags", "hashtags"), ("tiêu-đề", ""), ("doi-tuong", "đối tượng")],
)
def test_nearest_forgives_case_accents_and_separators(word: str, expected: str) -> None:
    assert nearest(word, ["hashtags", "title", "đối tượng"]) == expected


# -- anything a person can type ---------------------------------------------------------------------

TYPED = st.text(
    st.characters(
        codec="utf-8",
        exclude_categories=["Cc", "Cs"],
        exclude_characters="\u2028\u2029\ufeff\ufffd\ufffe\uffff",
    ),
    max_size=60,
)
LINES = st.lists(TYPED.filter(lambda line: line.strip(" \t") == line and line != ""), min_size=1, max_size=4)


@given(LINES)
def test_any_lines_survive_in_a_block(lines: list[str]) -> None:
    text = "posts:\n  - text: |\n" + "".join(f"      {line}\n" for line in lines) + "    id: z\n"
    document = read("f.yaml", text.encode(), items="posts")
    expected = unicodedata.normalize("NFC", "\n".join(lines) + "\n")
    assert document.value == {"posts": [{"text": expected, "id": "z"}]}


@given(TYPED)
def test_any_line_survives_in_single_quotes(words: str) -> None:
    document = read("f.yaml", f"a: '{words.replace(chr(39), chr(39) * 2)}'\nb: c\n".encode())
    assert document.value == {"a": unicodedata.normalize("NFC", words), "b": "c"}


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=80))
def test_no_text_at_all_makes_it_fall(text: str) -> None:
    check_sanity(read("f.yaml", text.encode(), items="posts"))


SMALL = NESTED.encode()


@given(st.lists(st.tuples(st.integers(0, len(SMALL) - 1), st.integers(0, 255)), min_size=1, max_size=4))
def test_flipped_bytes_never_raise_and_a_broken_file_has_a_problem_with_a_line(
    flips: list[tuple[int, int]],
) -> None:
    data = bytearray(SMALL)
    for index, byte in flips:
        data[index] = byte
    document = read("f.yaml", bytes(data), items="posts")
    check_sanity(document)
    try:
        yaml.load(bytes(data), Loader=yaml.CBaseLoader)
    except (yaml.YAMLError, UnicodeDecodeError, ValueError):
        assert document.problems


def check_sanity(document: Document) -> None:
    lines = len(document.source.starts)
    for problem in document.problems:
        assert 1 <= problem.place.line <= max(lines, 1) or document.value is None
        assert problem.place.column >= 1
        assert problem.as_text("vi")
        assert problem.as_text("en")
        assert problem.as_json("vi")["hint"]
