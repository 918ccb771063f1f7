"""Channels: where a post goes, one file each, behind the protocol of `channel.py`.

Gives `open_channels`, the protocol and its values. Facebook: `facebook.py` (the page), `facebook_sdk.py`
(the only file that knows the SDK), `facebook_failures.py` (what each refusal means). The website:
`website.py`, and `site/`, which makes its pages and feeds.
"""

from __future__ import annotations

import re
from pathlib import Path

from scheduler.calendar.model import ChannelName
from scheduler.channels.channel import Channel
from scheduler.channels.facebook import FacebookChannel
from scheduler.channels.website import WebsiteChannel
from scheduler.clock import Clock
from scheduler.files import WorkFolder
from scheduler.problems import Stop, Text
from scheduler.secrets import fetch
from scheduler.settings import FacebookSettings, Settings

__all__ = ["Channel", "FacebookChannel", "WebsiteChannel", "open_channels"]


def open_channels(
    folder: WorkFolder, settings: Settings, clock: Clock
) -> tuple[dict[ChannelName, Channel], list[Stop]]:
    """The channels that *settings* name, and why any of them cannot be used.

    A missing secret leaves out its own channel only. Nothing is called or written here.
    """
    channels: dict[ChannelName, Channel] = {}
    missing: list[Stop] = []
    if settings.facebook is not None:
        try:
            channels[FacebookChannel.name] = _facebook(folder, settings.facebook, clock)
        except Stop as stop:
            missing.append(stop)
    if settings.website is not None:
        site = Path(settings.website.folder)
        channels[WebsiteChannel.name] = WebsiteChannel(
            site if site.is_absolute() else folder.root / site,
            settings.website,
            settings.organisation,
            settings.language,
            settings.zone,
            clock,
        )
    return channels, missing


def _facebook(folder: WorkFolder, settings: FacebookSettings, clock: Clock) -> FacebookChannel:
    token = fetch(settings.token, folder.root)
    app_secret = fetch(settings.app_secret, folder.root) if settings.app_secret else None
    for secret, key in ((token, "token"), (app_secret, "app_secret")):
        if secret is not None and not re.fullmatch(r"[!-~]+", secret.reveal()):
            raise Stop(_STRANGE_SECRET, key=key)
    return FacebookChannel(settings, token, app_secret, clock)


_STRANGE_SECRET = Text(
    "Mã mà facebook.{key} chỉ tới có khoảng trắng hoặc chữ có dấu, không phải mã của Facebook. Chép lại mã.",
    "What facebook.{key} points at has blanks or accented letters: no secret of Facebook's. Copy it again.",
)
