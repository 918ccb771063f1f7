"""What an entry that cannot be read is called."""

import pytest

from scheduler.calendar.recovering import name_of


@pytest.mark.parametrize(
    ("written", "called"),
    [
        ('- id: a\n  title: "Gọi 111\n  text: x y\n', "Gọi 111"),
        ("- id: a\n  title: |\n    Gọi 111\n  text: x y\n", "Gọi 111"),
        ("- title: Gọi: 111\n", "Gọi: 111"),
        ("- id: a\n  title:\n  text: |\n    Con kể với mẹ.\n", "Bài chưa đọc được (“Con kể với mẹ.”)"),
        ("- id: a\n  audience cha-me\n", "Bài chưa đọc được (“audience cha-me”)"),
        ("- {\n", "Bài chưa đọc được"),
        ("", "Bài chưa đọc được"),
    ],
)
def test_it_is_called_by_its_title_else_by_its_words(written, called):
    assert name_of(None, written, "vi") == called


def test_a_title_that_could_be_read_is_taken_as_it_is():
    assert name_of({"title": "Gọi\n111"}, "- title: khác\n", "vi") == "Gọi 111"
