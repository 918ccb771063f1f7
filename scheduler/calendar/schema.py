"""What an editor needs to complete and check while typing: a JSON Schema for each kind of file.

They are made from the models. `python -m scheduler.calendar.schema` writes them, and the settings of VS Code
that say which file is of which kind; a test compares.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, Field

from scheduler.calendar.entry import CampaignEntry, Entry, HotlineEntry, PostEntry, ProvinceEntry, unit_entry
from scheduler.calendar.listing import ENDINGS
from scheduler.files import write_whole
from scheduler.flagging.loading import CommentsBlock
from scheduler.kinds.kind import capital
from scheduler.kinds.registry import kinds
from scheduler.settings.model import Brand, Settings
from scheduler.settings.week import SlotsSettings

_ID = "^[a-z0-9]+(-[a-z0-9]+)*$"


class _File(Entry):
    campaign: CampaignEntry | None = Field(None, description="Đợt truyền thông mà tệp này thuộc về.")
    defaults: PostEntry | None = Field(
        None, description="Điều mọi bài trong tệp giống nhau; bài nào ghi riêng thì theo bài đó."
    )
    posts: list[PostEntry] = Field(description="Các bài của tệp này, mỗi bài bắt đầu bằng “- id:”.")


def calendar_schema() -> dict[str, Any]:
    """The schema of one file of posts/, as JSON Schema 2020-12, described in Vietnamese."""
    schema = _of(_File)
    parts = schema["$defs"]
    parts["ChannelsEntry"] = {
        "additionalProperties": False,
        "properties": {
            kind.name: {
                "anyOf": [{"$ref": "#/$defs/VariantEntry"}, {"type": "null"}],
                "description": f"{capital(kind.place)}; {{}} nếu không có gì khác.",
            }
            for kind in kinds()
        },
        "type": "object",
    }
    schema["$defs"] = parts = dict(sorted(parts.items()))
    parts["DefaultsEntry"] = {
        **{key: value for key, value in parts["PostEntry"].items() if key != "required"},
        "properties": {key: value for key, value in parts["PostEntry"]["properties"].items() if key != "id"},
    }
    parts["DefaultsEntry"]["properties"]["card"] = {
        "type": "object",
        "description": "Điều mọi thẻ giống nhau: template, mood…",
    }
    schema["properties"]["defaults"] = {
        "$ref": "#/$defs/DefaultsEntry",
        "description": schema["properties"]["defaults"]["description"],
    }
    del parts["CardEntry"]["required"]  # the template may come from the defaults
    names = {"items": {"enum": list(parts["ChannelsEntry"]["properties"])}, "type": "array"}
    channels = parts["PostEntry"]["properties"]["channels"]
    channels["anyOf"] = [names, {"$ref": "#/$defs/ChannelsEntry"}]
    return _finished("Lịch nội dung", schema)


def settings_schema() -> dict[str, Any]:
    """The schema of config/settings.yaml."""
    return _finished("Cài đặt", _of(Settings.whole()))


def hotlines_schema() -> dict[str, Any]:
    """The schema of config/hotlines.yaml."""
    entry = _of(HotlineEntry)
    names = {"pattern": _ID}
    return _finished(
        "Danh bạ đường dây nóng", {"type": "object", "propertyNames": names, "additionalProperties": entry}
    )


def units_schema() -> dict[str, Any]:
    """The schema of config/units.yaml; a unit's own blocks are those of the settings, each key by itself."""
    parts: dict[str, Any] = {}
    unit = _of(unit_entry())
    own: dict[str, type[BaseModel]] = {"brand": Brand}
    own |= {kind.name: kind.block for kind in kinds()}
    for key, model in (own | {"slots": SlotsSettings.whole()}).items():
        block = _of(model)
        parts |= block.pop("$defs", {})
        block.pop("required", None)
        parts[model.__name__] = block
        words = unit["properties"][key]["description"]
        unit["properties"][key] = {"$ref": f"#/$defs/{model.__name__}", "description": words}
    is_province = {"properties": {"id": {"const": "province"}}, "required": ["id"]}
    entry = {"if": is_province, "then": _of(ProvinceEntry), "else": unit}
    units = {"type": "array", "items": entry, "description": "Các đơn vị, mỗi đơn vị bắt đầu bằng “- id:”."}
    root = {"type": "object", "properties": {"units": units}, "additionalProperties": False}
    return _finished("Các đơn vị", {"$defs": parts, **root})


def comments_schema() -> dict[str, Any]:
    """The schema of config/comments.yaml."""
    return _finished("Lời cần xem trong bình luận", _of(CommentsBlock))


def _of(model: type[BaseModel]) -> dict[str, Any]:
    schema = model.model_json_schema(mode="validation")
    for kind in (schema, *schema.get("$defs", {}).values()):
        kind.pop("description", None)  # what a class says of itself is for programmers
    return schema


def _finished(title: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": title,
        **_plain(_as_typed(schema)),
    }


def _as_typed(node: Any) -> Any:
    """*node* with the kinds an editor sees: `points: [111]` is a number to it and text to the calendar."""
    if isinstance(node, list):
        return [_as_typed(one) for one in node]
    if not isinstance(node, dict):
        return node
    result = {key: _as_typed(value) for key, value in node.items()}
    if result.get("type") == "string" and not result.keys() & {"enum", "const", "pattern"}:
        result["type"] = ["string", "number", "boolean"]
    return result


def _plain(schema: dict[str, Any]) -> dict[str, Any]:
    """*schema* without what pydantic adds for programs: titles of keys, defaults, null."""

    def clean(node: Any, *, is_names: bool = False) -> Any:
        if isinstance(node, list):
            return [clean(one) for one in node if one != {"type": "null"}]
        if not isinstance(node, dict):
            return node
        if is_names:
            return {key: clean(value) for key, value in node.items()}
        result = {
            key: clean(value, is_names=key in ("properties", "$defs"))
            for key, value in node.items()
            if key not in ("title", "default")
        }
        if len(result.get("anyOf", ())) == 1:
            (only,) = result.pop("anyOf")
            result = {**only, **result}
        return result

    cleaned: dict[str, Any] = clean(schema)
    return cleaned


def editor_files() -> Mapping[str, str]:
    """All of these files, by their path in a folder of work."""
    return {path: json.dumps(value, ensure_ascii=False, indent=2) + "\n" for path, value in _values().items()}


def _values() -> dict[str, dict[str, Any]]:
    return {
        "config/calendar.schema.json": calendar_schema(),
        "config/settings.schema.json": settings_schema(),
        "config/hotlines.schema.json": hotlines_schema(),
        "config/units.schema.json": units_schema(),
        "config/comments.schema.json": comments_schema(),
        ".vscode/settings.json": {
            "yaml.schemas": {
                "config/calendar.schema.json": [f"posts/**/*{ending}" for ending in ENDINGS],
                **{
                    f"config/{name}.schema.json": f"config/{name}.yaml"
                    for name in ("settings", "hotlines", "units", "comments")
                },
            },
            "[yaml]": {"editor.insertSpaces": True, "editor.tabSize": 2, "editor.wordWrap": "on"},
        },
        ".vscode/extensions.json": {"recommendations": ["redhat.vscode-yaml"]},
    }


if __name__ == "__main__":
    for path, text in editor_files().items():
        write_whole(Path(path), text.encode())
