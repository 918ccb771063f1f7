"""What a kind says of itself is what its channel does once it is open."""

from __future__ import annotations

from pathlib import Path

import pytest

from scheduler.calendar.model import PROVINCE, ChannelName
from scheduler.channels.channel import Comments, Edits, Moderates, Schedules, Withdraws
from scheduler.channels.outlets import Outlets
from scheduler.clock import FixedClock
from scheduler.files import WorkFolder
from scheduler.kinds import registry
from scheduler.kinds.kind import Can
from scheduler.kinds.registry import find_kind, kind_of, names
from scheduler.settings.model import Settings
from tests.channels.making import START
from tests.channels.zalo_office import keep_pair

BLOCKS = {
    "facebook": {"page": "1", "token": "env:LOA_TEST_TOKEN"},
    "stories": {"page": "1"},
    "website": {"address": "https://phunu.example.vn/tin/"},
    "zalo": {
        "oa": "4318",
        "app_id": "1780",
        "app_secret": "env:LOA_TEST_TOKEN",
        "token": "file:zalo-token.txt",
    },
    "gmf": {"groups": {"Chi hội trưởng": "f414c8f76fa586fbdfb4"}},
    "followers": {"oa": "4318", "monthly": 20},
    "wordpress": {"address": "https://hoi.example.vn", "user": "loa", "password": "env:LOA_TEST_TOKEN"},
    "liferay": {
        "address": "https://hoi.example.vn",
        "site": "20121",
        "user": "loa",
        "password": "env:LOA_TEST_TOKEN",
    },
    "groups": {"places": {"Nhóm Zalo ấp 3": "https://zalo.me/g/abc"}},
    "broadcast": {"places": {"Loa xã Mỹ Xuyên": ""}},
    "portal": {"places": {"Cổng TTĐT xã Mỹ Xuyên": "https://myxuyen.example.vn/quan-tri"}},
    "loudspeaker": {"folder": "var/loa"},
}
ABILITIES = {
    Can.SCHEDULE: Schedules,
    Can.EDIT: Edits,
    Can.WITHDRAW: Withdraws,
    Can.COMMENT: Comments,
    Can.MODERATE: Moderates,
}


@pytest.mark.parametrize("name", BLOCKS)
def test_a_channel_can_what_its_kind_says_and_no_more(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(registry, "MODULES", (*registry.MODULES, "tests.channels.loudspeaker"))
    monkeypatch.setenv("LOA_TEST_TOKEN", "EAAtoken0123")
    keep_pair(tmp_path / "zalo-token.txt")
    settings = Settings.whole().model_validate({"organisation": "Hội", **BLOCKS})
    kind, outlets = kind_of(name), Outlets(WorkFolder(tmp_path), settings, {}, FixedClock(START))
    channel = outlets.get(PROVINCE, ChannelName(name))
    assert channel is not None
    assert (channel.name, channel.limits) == (kind.name, kind.limits)
    assert channel.page_key == settings.channels[name].page_key
    assert {can for can, protocol in ABILITIES.items() if isinstance(channel, protocol)} == kind.can
    assert (Can.COMMENT in kind.can) == (kind.limits.comment > 0)
    takes_ahead = Can.SCHEDULE in kind.can
    assert takes_ahead == (kind.most_waiting > 0) == (kind.handover[0] < kind.handover[1])


def test_every_kind_has_a_block_here_and_none_is_lost() -> None:
    assert {*names(), "loudspeaker"} == BLOCKS.keys()


def test_the_settings_have_a_key_for_each_kind_and_names_are_their_own() -> None:
    assert Settings.whole().model_fields.keys() - Settings.model_fields.keys() == set(names())
    assert find_kind("loudspeaker") is None
    with pytest.raises(LookupError):
        kind_of("loudspeaker")
