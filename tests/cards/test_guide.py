"""The guide to the cards says what the program does: its tables, its examples, its pictures."""

import re

import pytest

from docs import make_card_guide
from scheduler.cards.design.template import _KINDS

GUIDE = make_card_guide.GUIDE.read_text(encoding="utf-8")


def test_the_tables_of_the_guide_are_those_of_the_templates():
    assert make_card_guide.generated() == GUIDE, "run: python -m docs.make_card_sheet"


def test_every_kind_of_layer_has_its_example():
    assert set(re.findall(r"^### (\w+)$", GUIDE, re.M)) == set(_KINDS)


@pytest.mark.parametrize(("name", "layers"), list(make_card_guide.examples()))
def test_every_example_paints_the_layer_that_it_is_about(name, layers):
    assert name.split("-")[0] in {kind for layer in layers for kind in layer}


@pytest.mark.slow
def test_every_example_can_be_painted(tmp_path):
    names = [name for name, _ in make_card_guide.example_pictures(tmp_path)]
    assert names == [name for name, _ in make_card_guide.examples()]


def test_every_picture_of_the_guide_is_there_and_small():
    for picture in re.findall(r"\]\((pictures/[^)]+)\)", GUIDE):
        assert 0 < (make_card_guide.GUIDE.parent / picture).stat().st_size < 600_000
