"""The script for Word: what is read stands there in its order, whatever is in it, under styles of its own."""

from __future__ import annotations

import zipfile
from io import BytesIO
from xml.etree import ElementTree

from scheduler.speech.script import script_of
from scheduler.speech.word_file import word_file

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def lines_of(data: bytes) -> list[tuple[str, str]]:
    """The paragraphs of a Word file, each with its style, as somebody who knows the format reads them."""
    with zipfile.ZipFile(BytesIO(data)) as file:
        assert file.testzip() is None
        styles = ElementTree.fromstring(file.read("word/styles.xml"))
        known = {one.get(f"{W}styleId") for one in styles.iter(f"{W}style")}
        found = []
        for one in ElementTree.fromstring(file.read("word/document.xml")).iter(f"{W}p"):
            style = one.find(f"{W}pPr/{W}pStyle").get(f"{W}val")
            assert style in known
            found.append((style, "".join(text.text or "" for text in one.iter(f"{W}t"))))
    return found


def test_all_that_is_read_stands_in_it_in_its_order():
    script = script_of("Hỏi & đáp <1>", "Gọi 111.\n\nXem #AnToan ở DVCTT.", {"111"})
    script = script.with_translation("លេខ ១១១", "ទូរសព្ទ ១១១")
    assert lines_of(word_file(script)) == [
        ("Normal", "BÀI ĐỌC TRÊN LOA"),
        ("Title", "Hỏi và đáp nhỏ hơn một lớn hơn"),
        ("Normal", f"Thời lượng: {script.length.vi}."),
        ("Normal", "Gọi một một một."),
        ("Normal", "Xem ở dê vê xê tê tê."),
        ("Note", "Đọc từng chữ cái, xem lại: DVCTT"),
        ("Note", "Không đọc: #AnToan"),
        ("Heading1", "Bản tiếng Khmer"),
        ("Normal", "លេខ ១១១"),
        ("Normal", "ទូរសព្ទ ១១១"),
    ]


def test_signs_of_xml_in_what_is_not_read_harm_nothing():
    script = script_of("Thử", "xem\x0b https://a.vn/?b=<c>&d=%22 nhé").with_translation("ក\x01", "ខ")
    assert ("Note", "Không đọc: https://a.vn/?b=") in lines_of(word_file(script))


def test_the_same_script_is_the_same_file():
    assert word_file(script_of("Một", "Hai")) == word_file(script_of("Một", "Hai"))
