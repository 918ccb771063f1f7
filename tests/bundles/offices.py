"""Two offices on the disk: one that gives bundles, one that takes them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import yaml

from scheduler.bundles.applying import apply
from scheduler.bundles.keys import number_of
from scheduler.bundles.making import Edition, keep_made
from scheduler.bundles.making import Wish as Given
from scheduler.bundles.making import make as make_edition
from scheduler.bundles.parcel import Parcel, packed, read_parcel
from scheduler.bundles.plan import Here, Plan, Wish
from scheduler.bundles.taking import planned
from scheduler.channels.site.proof.signing import SigningKey, make_key, read_key
from scheduler.checks.rules import read_checked
from scheduler.files import WorkFolder
from scheduler.settings.loading import load_settings

KEY: SigningKey = read_key(make_key())
NUMBER = number_of(KEY.public)
NOW = datetime(2026, 12, 1, 8, tzinfo=UTC)
UNTIL = date(2026, 12, 31)


def a_post(id_: str, **keys: Any) -> dict[str, Any]:
    said = f"Lời của bài {id_}. Gọi {{{{ hotline('hoi-tinh') }}}}. {{{{ unit.name }}}} luôn bên bạn."
    return {"id": id_, "at": "2026-12-10 10:00", "title": f"Bài {id_}", "text": said, **keys}


class Desk:
    """An office in *root*, with *slots* for its posts and *lines* in its directory."""

    def __init__(self, root: Path, name: str, lines: dict[str, str], **settings: Any) -> None:
        self.folder = WorkFolder(root)
        site = {"folder": "var/site", "address": "https://xa.example/"}
        shared = {"organisation": name, "time_zone": "Asia/Ho_Chi_Minh", "website": site}
        self.write("config/settings.yaml", {**shared, **settings})
        self.write("config/hotlines.yaml", {key: {"name": key, "number": one} for key, one in lines.items()})
        (root / "posts").mkdir()
        self.begun: Collection[str] = ()

    def write(self, file: str, value: Any) -> None:
        path = self.folder.root / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(yaml.safe_dump(value, allow_unicode=True, sort_keys=False, width=9999), "utf-8")

    def plan(self, *posts: dict[str, Any]) -> None:
        self.write("posts/lich.yaml", {"posts": list(posts)})

    def read(self, file: str) -> Any:
        return yaml.load((self.folder.root / file).read_text("utf-8"), yaml.BaseLoader)

    def posts(self, file: str = "posts/tu-tinh/thang.yaml") -> dict[str, dict[str, Any]]:
        return {one["id"]: one for one in self.read(file)["posts"]}

    def change(self, id_: str, file: str = "posts/tu-tinh/thang.yaml", **keys: Any) -> None:
        value = self.read(file)
        (entry,) = (one for one in value["posts"] if one["id"] == id_)
        entry.update(keys)
        self.write(file, value)

    @property
    def settings(self) -> Any:
        return load_settings(self.folder)[0]

    def give(self, *ids: str, by: SigningKey | None = None, **wish: Any) -> Edition:
        calendar = read_checked(self.folder, self.settings)
        given = Given("thang", "Tháng 12", UNTIL, ids, **wish)
        edition = make_edition(self.folder, calendar, self.settings.organisation, given, by or KEY, NOW)
        keep_made(self.folder, edition)
        return edition

    def here(self, now: datetime = NOW) -> Here:
        calendar = read_checked(self.folder, self.settings)
        begun = self.begun
        return Here(self.folder, self.settings, calendar, lambda ids: set(ids) & set(begun), "mai", now)

    def take(self, given: Edition | Parcel, now: datetime = NOW, number: str = NUMBER, **wish: Any) -> Plan:
        parcel = given if isinstance(given, Parcel) else self.opened(given)
        here = self.here(now)
        plan = planned(here, parcel, Wish(number, **wish))
        apply(plan, here)
        return plan

    def opened(self, edition: Edition) -> Parcel:
        path = self.folder.root.parent / f"{edition.manifest.edition}.zip"
        path.write_bytes(packed(edition.files))
        return read_parcel(path)

    def state(self) -> dict[str, bytes]:
        """Every file of the folder but those of the program's own."""
        root = self.folder.root
        files = (
            path for path in root.rglob("*") if path.is_file() and "var" not in path.relative_to(root).parts
        )
        return {path.relative_to(root).as_posix(): path.read_bytes() for path in files}


def province(root: Path) -> Desk:
    found = Desk(root / "tinh", "Hội LHPN tỉnh", {"hoi-tinh": "0377672444", "tong-dai-111": "111"})
    found.plan(a_post("mot"), a_post("hai", at="2026-12-11 10:00"), a_post("ba", at="2026-12-12 10:00"))
    return found


def commune(root: Path, **settings: Any) -> Desk:
    return Desk(root / "xa", "Hội LHPN xã Đại Tâm", {"tong-dai-111": "111"}, language="vi", **settings)
