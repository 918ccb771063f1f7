"""All that is said of what is wrong in a channel's block, list or variant: every word and every place.

`python -m tests.calendar.test_channel_messages` writes the golden file anew. Where all kinds are named it
says <channels>: a new kind changes no line of it.
"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

import pytest

from scheduler.calendar.loading import read_calendar
from scheduler.files import WorkFolder, write_whole
from scheduler.kinds import registry
from scheduler.kinds.registry import names
from scheduler.settings.loading import load_settings
from tests.calendar.conftest import HOTLINES, SETTINGS

GOLDEN = Path(__file__).parent / "golden" / "channel_messages.json"

OFFICE = "organisation: Hội LHPN tỉnh\n"
WRONG_SETTINGS = {
    "no mapping": "facebook: 12\nwebsite: [a]\n",
    "empty": "facebook:\nwebsite:\n",
    "empty mapping": "facebook: {}\nwebsite: {}\n",
    "nothing fits": """\
facebook:
  page: my-page
  token: EAABsbCS1iHgBO7ZCZBqkZAq3xN0ZDfake
  app_secret: bi-mat
  app_id: x1
  version: 26
  graph_url: http://graph.facebook.com
  handover: 40d
website:
  folder: sftp://host/site
  address: phunu.vn
  keep: 5000
""",
    "unknown keys": 'facebook: {page: "1", token: env:A, tokn: x, versions: v26.0}\n'
    "website: {adress: https://a.vn/, màu: đỏ}\n",
    "slips at the root": 'facebok: {page: "1", token: env:A}\nweb: {address: https://a.vn/}\n'
    'tiktok: {oa: "1"}\n',
    "unknown version": 'facebook: {page: "1", token: env:A, version: v72.0}\n',
    "old version": 'facebook: {page: "1", token: env:A, version: v3.0, handover: 5m}\n',
    "handover": 'facebook: {page: "1", token: env:A, handover: tuần}\n',
    "addresses": 'facebook: {page: "1", token: env:A, graph_url: "https://u@graph.facebook.com"}\n'
    "website: {address: https://a.vn/?x=1, folder: '', keep: 0}\n",
    "slots": 'slots: {daily: ["07:30"], facebook: {thu2: ["08:00"]}, website: {daily: ["9h", "09:00"]}, '
    "facebok: {}, tiktok: {daily: []}}\n",
    "slots of another kind": 'slots: {facebook: ["07:30"], website: }\n',
    "odd characters": 'facebook: {page: "1\u200b", token: env:A}\nwebsite: {address: "https://a.vn/\u202e"}\n',
}
WRONG_UNITS = {
    "no page": "  - {id: a, name: A, facebook: {token: env:A}}\n",
    "no token": '  - {id: a, name: A, facebook: {page: "7"}}\n',
    "no token and a wrong key": '  - {id: a, name: A, facebook: {page: "7", version: x, bla: 1}}\n',
    "empty blocks": "  - {id: a, name: A, facebook: {}, website: {}}\n",
    "blocks without a value": "  - id: a\n    name: A\n    facebook:\n    website:\n",
    "no mapping": "  - {id: a, name: A, facebook: 7, website: [x]}\n",
    "no folder": "  - {id: a, name: A, website: {address: https://a.vn/}}\n",
    "no address": "  - {id: a, name: A, website: {folder: var/a}}\n",
    "wrong values": "  - {id: a, name: A, facebook: {page: x, token: y, graph_url: http://a.vn}, "
    "website: {folder: s3://x, address: a, keep: 0}}\n",
    "the province's own": '  - {id: a, name: A, facebook: {page: "1", token: env:A}, '
    "website: {folder: var/site, address: https://phunu.example.vn/tin/}}\n",
    "one for two": '  - {id: a, name: A, facebook: {page: "7", token: env:A}, '
    "website: {folder: var/a, address: https://a.vn/}}\n"
    '  - {id: b, name: B, facebook: {page: "7", token: env:B}, '
    "website: {folder: 'var\\a', address: https://a.vn:99}}\n",
    "slips": '  - {id: a, name: A, facebok: {page: "7"}, web: {folder: x}, '
    'slots: {facebook: {thu3: ["07:00"]}, tiktok: {}}}\n',
    "the province has no block here": '  - {id: province, facebook: {page: "9"}, website: {keep: 3}}\n',
}
POST = "posts:\n  - id: a\n    at: 2026-12-01 07:30\n    title: b\n    text: c\n"
WRONG_CHANNELS = {
    "a word": "channels: facebook",
    "none": "channels: []",
    "nothing": "channels:",
    "unknown": "channels: [facebok, website]",
    "far": "channels: [tiktok]",
    "not yet": "channels: [facebook, handoff]",
    "a list in the list": "channels: [[facebook]]",
    "no variant": "channels: {facebook: đỏ, website: [a]}",
    "wrong keys": "channels: {facebook: {txt: a, title: ''}, website: {hashtags: a b, link: x}}",
    "unknown in a mapping": "channels: {facebook: {}, webste: {text: a}}",
    "unknown hotline in a variant": "channels: {facebook: {text: \"{{ hotline('x') }}\"}}",
    "empty and unknown": "channels:\n      facebook:\n      tiktok:\n",
}


def told(folder: Path) -> dict[str, Any]:
    """Every problem of each of these, in both languages, with its place and the span it marks."""
    work = WorkFolder(folder)
    for part in ("config", "posts", "assets"):
        (folder / part).mkdir()
    (work.config / "hotlines.yaml").write_text(HOTLINES, encoding="utf-8")
    said: dict[str, Any] = {}
    for name, text in WRONG_SETTINGS.items():
        (work.config / "settings.yaml").write_bytes((OFFICE + text).encode())
        said[f"settings: {name}"] = [_all(one) for one in load_settings(work)[1]]
    (work.config / "settings.yaml").write_bytes(SETTINGS.encode())
    settings, _ = load_settings(work)
    assert settings is not None
    (work.posts / "a.yaml").write_bytes(POST.encode())
    for name, text in WRONG_UNITS.items():
        (work.config / "units.yaml").write_bytes(f"units:\n{text}".encode())
        said[f"units: {name}"] = [_all(one) for one in read_calendar(work, settings).problems]
    (work.config / "units.yaml").unlink()
    for name, text in WRONG_CHANNELS.items():
        (work.posts / "a.yaml").write_bytes(f"{POST}    {text}\n".encode())
        said[f"posts: {name}"] = [_all(one) for one in read_calendar(work, settings).problems]
    return said


def _all(problem: Any) -> dict[str, Any]:
    return {
        "code": problem.code,
        "place": [str(problem.place), problem.place.length, problem.line_text, problem.post],
        "vi": [problem.wrong("vi"), problem.way_out("vi")],
        "en": [problem.wrong("en"), problem.way_out("en")],
    }


def _written(said: dict[str, Any]) -> str:
    return (json.dumps(said, ensure_ascii=False, indent=1) + "\n").replace(", ".join(names()), "<channels>")


def test_every_message_about_a_channel_stands_where_it_stood(tmp_path: Path) -> None:
    said = told(tmp_path)
    assert _written(said) == GOLDEN.read_text(encoding="utf-8")
    silent = {name for name, problems in said.items() if not problems}
    assert silent == {"settings: empty", "units: blocks without a value", "posts: nothing"}  # as if not there


def test_a_new_kind_changes_no_message(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "MODULES", (*registry.MODULES, "tests.channels.loudspeaker"))
    assert _written(told(tmp_path)) == GOLDEN.read_text(encoding="utf-8")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as made:
        write_whole(GOLDEN, _written(told(Path(made))).encode())
