"""A practice Zalo OA with a website beside it, and an account that is opened on both."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from scheduler.channels.channel import Outgoing
from scheduler.channels.site.pictures import write_pictures
from scheduler.channels.zalo.account import POLLS, ZaloChannel
from scheduler.channels.zalo.drafts import Drafts
from scheduler.channels.zalo.openapi import OpenApi
from scheduler.channels.zalo.tokens import Pair, Tokens
from scheduler.channels.zalo_kind import ZaloSettings
from scheduler.clock import Clock
from scheduler.files import write_whole
from scheduler.rehearsal.server import Rehearsal
from scheduler.rehearsal.zalo import APP_ID, OA_ID
from scheduler.secrets import Secret
from tests.channels.making import START, outgoing

__all__ = ["POLLS"]

TIMEOUT = (2.0, 2.0)
TITLE = "Hội LHPN tỉnh Sóc Trăng"


def keep_pair(path: Path, access: str = "access-0123456789", ends: datetime | None = None) -> None:
    """A pair of tokens as Loa keeps it, for nobody in particular."""
    made = {"access_token": access, "refresh_token": "renewing-0123456789", "expires_in": "90000"}
    pair = Pair.given(made, (ends or START) - timedelta(hours=25 if ends else 0))
    write_whole(path, pair.dump().reveal().encode(), private=True)


def kept(folder: Path) -> dict[str, Any]:
    """The pair as it lies in the folder."""
    return dict(json.loads((folder / "zalo-token.txt").read_text(encoding="utf-8")))


def settings_for(rehearsal: Rehearsal, **changes: Any) -> ZaloSettings:
    given = {
        "oa": OA_ID,
        "app_id": APP_ID,
        "app_secret": "env:LOA_ZALO_SECRET",
        "token": "file:zalo-token.txt",
        "api_url": rehearsal.address,
        "oauth_url": rehearsal.address,
    }
    return ZaloSettings.model_validate(given | changes)


class Office:
    """A folder with the tokens of the practice OA, whose pictures stand on the practice website."""

    def __init__(self, folder: Path, rehearsal: Rehearsal, site: Path) -> None:
        self.folder = folder
        self.rehearsal = rehearsal
        self.site = site
        self.part = ""  # of the website, with a slash at its end
        self.block = settings_for(rehearsal)
        if not (folder / "zalo-token.txt").exists():
            self.connect()

    def connect(self, **changes: Any) -> None:
        """A new pair of tokens lies there, as after `connect zalo`."""
        pair = Pair.given(self.rehearsal.zalo_pair() | changes, self.rehearsal.clock.now())
        write_whole(self.folder / "zalo-token.txt", pair.dump().reveal().encode(), private=True)

    def tokens(self, clock: Clock | None = None) -> Tokens:
        api = OpenApi(self.block.api_url, self.block.oauth_url, timeout=TIMEOUT)
        secret = Secret(self.rehearsal.app_secret)
        return Tokens(self.block, self.folder, api, secret, clock or self.rehearsal.clock)

    def open(self) -> ZaloChannel:
        drafts = Drafts(self.folder / "zalo.json")
        home = f"{self.rehearsal.site_address}{self.part}"
        return ZaloChannel(self.block, self.tokens(), drafts, home, TITLE, self.rehearsal.clock)

    def post(self, name: str, *, shown: bool = True, **changes: Any) -> Outgoing:
        """A post of its own, whose pictures stand on the website already."""
        name = f"{name}-{self.folder.name}"
        title = changes.pop("title", f"Bài {name} của {self.folder.name}")
        made = replace(outgoing(name, channel="zalo", title=title, **changes), due=self.rehearsal.clock.now())
        wording = replace(made.wording, body=made.wording.text)
        made = replace(made, wording=wording)
        if shown:
            write_pictures(self.site, made, ("wide", "portrait"))
        return made

    def articles(self, title: str) -> list[tuple[str, str]]:
        """Id and status of what the OA has under that title."""
        return [(one["id"], one["status"]) for one in self.rehearsal.articles() if one["title"] == title]
