"""What editors are told is what the models say, and agrees with them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from scheduler.calendar.schema import editor_files

ROOT = Path(__file__).parents[2]
FILES = editor_files()
SCHEMAS = {
    Path(path).name.removesuffix(".schema.json"): json.loads(text)
    for path, text in FILES.items()
    if path.endswith(".schema.json")
}
UNITS = """\
units:
  - id: province
    hotlines: [tong-dai-111]
  - id: my-xuyen
    name: Hội LHPN xã Mỹ Xuyên
    brand: {name: Hội LHPN Mỹ Xuyên}
    facebook: {page: "102938475610293"}
    website: {folder: var/site/my-xuyen}
    slots: {daily: ["08:00"], sat: []}
    declines: [mat-khau-manh]
"""


class _Editor(yaml.BaseLoader):
    """Knows numbers, and else only words."""


_Editor.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(r"^[0-9]+$"), list("0123456789"))
_Editor.add_constructor("tag:yaml.org,2002:int", lambda _, node: int(node.value))


def agree(kind: str, value: object) -> None:
    jsonschema.Draft202012Validator(SCHEMAS[kind]).validate(value)


def typed(text: str) -> object:
    """*text* as an editor sees it, by YAML 1.2: `off`, a date and a time are words there."""
    return yaml.load(text, Loader=_Editor)


def described(node: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Every key of a schema with its description."""
    if isinstance(node, dict):
        for key, value in node.get("properties", {}).items():
            if isinstance(value, dict) and not value.keys() & {"const"} and "enum" not in value:
                yield f"{path}/{key}", value.get("description", "")
        for key, value in node.items():
            yield from described(value, f"{path}/{key}")


@pytest.mark.parametrize("path", FILES)
def test_each_file_is_the_one_that_the_models_make(path: str) -> None:
    assert (ROOT / path).read_text(encoding="utf-8") == FILES[path], (
        "run: python -m scheduler.calendar.schema"
    )


@pytest.mark.parametrize("kind", SCHEMAS)
def test_every_key_is_described_in_vietnamese(kind: str) -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMAS[kind])
    found = dict(described(SCHEMAS[kind]))
    assert len(found) > 3
    assert [path for path, words in found.items() if not any(letter > "\x7f" for letter in words)] == []


@pytest.mark.parametrize("path", sorted((ROOT / "posts").glob("*.yaml")), ids=lambda path: path.name)
def test_the_sample_calendar_agrees_with_it(path: Path) -> None:
    agree("calendar", typed(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize("kind", ["settings", "hotlines"])
def test_the_sample_settings_and_hotlines_agree(kind: str) -> None:
    agree(kind, typed((ROOT / f"config/{kind}.yaml").read_text(encoding="utf-8")))


def test_units_agree_and_take_from_the_settings_what_they_like() -> None:
    agree("units", typed(UNITS))


SETTINGS = "organisation: Hội\n"


@pytest.mark.parametrize(
    "lines",
    [
        "late: {publish_within: 6h, spacing: 10m}",
        'slots: {daily: ["07:30", "19:30"], sun: [], facebook: {daily: ["19:30"]}}',
        "blackout: {holidays: VN, days: [2026-12-25, 2027-02-05..2027-02-12, {day: 2027-01-01, why: Tết}]}",
        "checks: {near-duplicate: off, alt-missing: error}",
    ],
)
def test_what_the_settings_may_say_no_editor_marks(lines: str) -> None:
    agree("settings", typed(SETTINGS + lines))


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("calendar", "posts: [{id: a, title: b}]"),
        ("calendar", "posts: [{id: A, title: b, text: c}]"),
        ("calendar", "posts: [{id: a, title: b, text: c, at: 2026-12-01}]"),
        ("calendar", "posts: [{id: a, title: b, text: c, channels: [fax]}]"),
        ("calendar", "posts: [{id: a, title: b, text: c, titel: d}]"),
        ("calendar", "posts: [{id: a, title: b, text: c, status: x}]"),
        ("calendar", "{posts: [], default: {}}"),
        ("settings", "time_zone: Asia/Ho_Chi_Minh"),
        ("settings", SETTINGS + "late: {publish_within: 6 giờ}"),
        ("settings", SETTINGS + "slots: {daily: [7h30]}"),
        ("settings", SETTINGS + "slots: {thu2: []}"),
        ("settings", SETTINGS + "blackout: {days: [25/12/2026]}"),
        ("settings", SETTINGS + "checks: {near-duplicates: off}"),
        ("settings", SETTINGS + "checks: {near-duplicate: no}"),
        ("settings", SETTINGS + "brand: {primary: đỏ}"),
        ("hotlines", "Tổng đài: {name: a, number: '111'}"),
        ("hotlines", "a: {name: a}"),
        ("hotlines", "a: {name: a, number: '111', valid_until: 31/12/2026}"),
        ("units", "units: [{id: a}]"),
        ("units", "units: [{id: province, facebook: {}}]"),
        ("units", "units: [{id: a, name: b, website: {adress: c}}]"),
        ("units", "unit: []"),
    ],
)
def test_what_the_program_refuses_the_editor_marks(kind: str, text: str) -> None:
    with pytest.raises(jsonschema.ValidationError):
        agree(kind, typed(text))


def test_vs_code_knows_which_file_is_of_which_kind() -> None:
    kinds = json.loads(FILES[".vscode/settings.json"])["yaml.schemas"]
    assert {f"config/{name}.schema.json" for name in SCHEMAS} == kinds.keys()
