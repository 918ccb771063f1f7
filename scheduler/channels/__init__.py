"""Channels: where a post goes, one file each, behind the protocol of `channel.py`."""
