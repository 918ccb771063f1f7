"""The JSON Schema of a calendar's file, made from the model, so that editors complete and check.

`python -m scheduler.calendar.schema` writes config/calendar.schema.json; a test compares the two.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pydantic import Field

from scheduler.calendar.entry import CampaignEntry, Entry, PostEntry
from scheduler.files import write_whole

FILE = Path("config/calendar.schema.json")


class _File(Entry):
    campaign: CampaignEntry | None = Field(None, description="Đợt truyền thông mà tệp này thuộc về.")
    defaults: PostEntry | None = Field(
        None, description="Điều mọi bài trong tệp giống nhau; bài nào ghi riêng thì theo bài đó."
    )
    posts: list[PostEntry] = Field(description="Các bài của tệp này, mỗi bài bắt đầu bằng “- id:”.")


def calendar_schema() -> dict[str, Any]:
    """The schema of one file of posts/, as JSON Schema 2020-12, described in Vietnamese."""
    schema = _File.model_json_schema(mode="validation")
    kinds = schema["$defs"]
    kinds["DefaultsEntry"] = {
        **{key: value for key, value in kinds["PostEntry"].items() if key != "required"},
        "properties": {key: value for key, value in kinds["PostEntry"]["properties"].items() if key != "id"},
    }
    kinds["DefaultsEntry"]["properties"]["card"] = {"type": "object"}
    schema["properties"]["defaults"] = {
        "$ref": "#/$defs/DefaultsEntry",
        "description": schema["properties"]["defaults"]["description"],
    }
    del kinds["CardEntry"]["required"]  # the template may come from the defaults
    names = {"items": {"enum": list(kinds["ChannelsEntry"]["properties"])}, "type": "array"}
    channels = kinds["PostEntry"]["properties"]["channels"]
    channels["anyOf"] = [names, {"$ref": "#/$defs/ChannelsEntry"}]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Lịch nội dung",
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
    """*schema* without what pydantic adds for programs: titles of keys, defaults, null, class docs."""

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
            if key not in ("title", "default") and not (key == "description" and "properties" in node)
        }
        if len(result.get("anyOf", ())) == 1:
            (only,) = result.pop("anyOf")
            result = {**only, **result}
        return result

    cleaned: dict[str, Any] = clean(schema)
    return cleaned


def schema_text() -> str:
    """The schema as the file holds it."""
    return json.dumps(calendar_schema(), ensure_ascii=False, indent=2) + "\n"


if __name__ == "__main__":
    write_whole(FILE, schema_text().encode())
