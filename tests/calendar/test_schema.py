"""The editors' schema is what the model says, and agrees with it."""

from __future__ import annotations

from pathlib import Path

import jsonschema
import pytest
import yaml

from scheduler.calendar.schema import FILE, calendar_schema, schema_text

ROOT = Path(__file__).parents[2]


def test_the_file_is_the_one_that_the_model_makes() -> None:
    assert (ROOT / FILE).read_text(encoding="utf-8") == schema_text(), (
        "run: python -m scheduler.calendar.schema"
    )


def test_every_key_is_described_in_vietnamese() -> None:
    schema = calendar_schema()
    for kind in ("PostEntry", "CampaignEntry", "VariantEntry", "ChannelsEntry", "CardEntry"):
        for key, value in schema["$defs"][kind]["properties"].items():
            assert any(letter > "\x7f" for letter in value["description"]), (kind, key)


@pytest.mark.parametrize("path", sorted((ROOT / "posts").glob("*.yaml")), ids=lambda path: path.name)
def test_the_sample_calendar_agrees_with_it(path: Path) -> None:
    loaded = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    jsonschema.Draft202012Validator(calendar_schema()).validate(loaded)


@pytest.mark.parametrize(
    "wrong",
    [
        {"posts": [{"id": "a", "title": "b"}]},
        {"posts": [{"id": "A", "title": "b", "text": "c"}]},
        {"posts": [{"id": "a", "title": "b", "text": "c", "at": "2026-12-01"}]},
        {"posts": [{"id": "a", "title": "b", "text": "c", "channels": ["fax"]}]},
        {"posts": [{"id": "a", "title": "b", "text": "c", "titel": "d"}]},
        {"posts": [{"id": "a", "title": "b", "text": "c", "status": "x"}]},
        {"posts": [], "default": {}},
    ],
)
def test_what_the_program_refuses_the_editor_marks(wrong: object) -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft202012Validator(calendar_schema()).validate(wrong)
