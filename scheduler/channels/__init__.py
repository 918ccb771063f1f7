"""Channels: where a post goes, each behind the protocol of `channel.py`.

A channel is one file with its `ChannelKind`, and one line in `scheduler.kinds.registry`; `outlets.py` opens
each unit's. Facebook's is in several: `facebook_kind.py` says what it is, `facebook.py` is the page,
`facebook_sdk.py` the only file that knows the SDK, `facebook_failures.py` what each refusal means. So is the
website's: `website_kind.py`, `website.py`, and `site/`, which makes its pages and feeds. Nothing is imported
here: the settings need the kinds, and no more.
"""
