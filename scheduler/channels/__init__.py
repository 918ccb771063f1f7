"""Channels: where a post goes, one file each, behind the protocol of `channel.py`.

Gives `Outlets`, which opens each unit's channels, and the protocol. Facebook: `facebook.py` (the page),
`facebook_sdk.py` (the only file that knows the SDK), `facebook_failures.py` (what each refusal means). The
website: `website.py`, and `site/`, which makes its pages and feeds.
"""

from scheduler.channels.channel import Channel
from scheduler.channels.facebook import FacebookChannel
from scheduler.channels.outlets import Outlets
from scheduler.channels.website import WebsiteChannel

__all__ = ["Channel", "FacebookChannel", "Outlets", "WebsiteChannel"]
