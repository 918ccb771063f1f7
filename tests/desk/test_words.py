import ast
import re
from collections import Counter
from pathlib import Path
from string import Formatter

import pytest

import scheduler.desk
from scheduler.delivery.states import State
from scheduler.desk.pages import standing, texts
from scheduler.desk.pages.khmer import KHMER
from scheduler.desk.pages.standing import BEGUN
from scheduler.desk.pages.texts import WORDS, speaker
from scheduler.problems import Text

TEMPLATES = Path(scheduler.desk.__file__).parent / "templates"


def placeholders(sentence):
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


def test_both_languages_say_the_same_things():
    assert len(WORDS) > 500
    for name, text in WORDS.items():
        if name.endswith("_one"):
            assert placeholders(text.vi) | placeholders(text.en) <= placeholders(WORDS[name[:-4]].vi), name
        else:
            assert placeholders(text.vi) == placeholders(text.en), name
        assert text.vi.strip(), name
        assert text.en.strip(), name


def test_the_pages_use_words_that_exist_and_no_word_is_left_over():
    pages = "".join(page.read_text("utf-8") for page in TEMPLATES.glob("*.html"))
    files = [file for file in TEMPLATES.parent.rglob("*.py") if file.name != "texts.py"]
    code = "".join(file.read_text("utf-8") for file in files)
    quoted = set(re.findall(r"""["']([a-z_0-9]+)["']""", pages + code))
    begun = set(re.findall(r"""say\(["']([a-z_0-9]+)["'] ~""", pages))
    said = set(re.findall(r"""say\(["']([a-z_0-9]+)["'][,)]""", pages))
    assert said <= set(WORDS)
    names = {name.removesuffix("_one") for name in WORDS}
    left_over = {name for name in names - quoted if not name.startswith(tuple(begun))}
    assert not left_over


def test_one_of_a_thing_is_said_in_the_singular():
    assert speaker("en")("posts", n=1) == "1 post"
    assert speaker("en")("posts", n=2) == "2 posts"
    assert speaker("vi")("posts", n=1) == "1 bài"


def test_a_great_count_is_written_as_its_language_writes_it():
    assert speaker("vi")("units_count", n=3321).startswith("3.321 ")
    assert speaker("en")("units_count", n=3321).startswith("3,321 ")


def test_every_state_of_the_ledger_has_a_word():
    assert set(BEGUN) == set(State)


def test_each_sentence_has_a_name_of_its_own():
    tree = ast.parse(Path(texts.__file__).read_text("utf-8"))
    (merged,) = (
        one.value for one in tree.body if isinstance(one, ast.AnnAssign) and one.target.id == "WORDS"
    )
    rooms = [vars(texts)[one.id] for key, one in zip(merged.keys, merged.values, strict=True) if key is None]
    own = [key.value for key in merged.keys if key is not None]
    names = Counter([*own, *(name for room in rooms for name in room)])
    assert len(rooms) > 5
    assert [name for name, count in names.items() if count > 1] == []


def _listed(column):
    """The words in that column of docs/chu-dung.md, one by one."""
    page = (Path(__file__).parents[2] / "docs" / "chu-dung.md").read_text("utf-8")
    rows = [line.split("|")[1:-1] for line in page.splitlines() if line.startswith("| ")][1:]
    return [word.strip() for row in rows for word in row[column].split(",")]


@pytest.mark.parametrize("word", _listed(0))
def test_the_desk_says_the_words_of_the_list(word):
    assert any(word.casefold() in text.vi.casefold() for text in WORDS.values())


@pytest.mark.parametrize("word", _listed(3))
def test_the_desk_says_none_of_the_words_that_it_is_not_to_say(word):
    said = (re.sub(r"{\w+}", "", text.vi) for text in WORDS.values())
    found = [one for one in said if re.search(rf"(?<!\w){re.escape(word)}(?!\w)", one, re.I)]
    assert found == []


def test_each_khmer_word_is_of_a_word_that_the_desk_says():
    vietnamese = {text.vi for text in WORDS.values()}
    tables = (standing.BEGUN, standing.APPROVALS)
    found = [*(one for table in tables for one in table.values()), *vars(standing).values()]
    found += [one for table in vars(standing).values() if isinstance(table, dict) for one in table.values()]
    words = (one[0] if isinstance(one, tuple) else one for one in found)
    states = {one.vi for one in words if isinstance(one, Text)}
    assert [said for said in KHMER if said not in vietnamese | states] == []


def test_each_state_is_said_in_khmer_letters():
    for said in KHMER.values():
        assert re.fullmatch(r"[\u1780-\u17ff\u200b ]+", said)
    for table in (standing.BEGUN, standing.APPROVALS):
        assert [word.vi for word, _ in table.values() if word.vi not in KHMER] == []
