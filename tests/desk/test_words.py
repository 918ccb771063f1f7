import ast
import re
from collections import Counter
from pathlib import Path
from string import Formatter

import pytest

import scheduler.desk
from scheduler.delivery.states import State
from scheduler.desk.pages import texts
from scheduler.desk.pages.standing import BEGUN
from scheduler.desk.pages.texts import WORDS, speaker

TEMPLATES = Path(scheduler.desk.__file__).parent / "templates"


def placeholders(sentence):
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


@pytest.mark.parametrize("name", WORDS)
def test_both_languages_say_the_same_things(name):
    text = WORDS[name]
    if name.endswith("_one"):
        assert placeholders(text.vi) | placeholders(text.en) <= placeholders(WORDS[name[:-4]].vi)
    else:
        assert placeholders(text.vi) == placeholders(text.en)
    assert text.vi.strip()
    assert text.en.strip()


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
