"""What `python -m docs.try_homes` prints can be pasted: each block opens its server; a post goes there."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
import requests

from docs.try_homes import SERVERS, homes
from scheduler.calendar.model import PROVINCE, ChannelName
from scheduler.channels.channel import TriesOut
from scheduler.channels.outlets import Outlets
from scheduler.clock import SystemClock
from scheduler.files import WorkFolder
from scheduler.settings.model import Settings
from tests.channels.making import outgoing

pytestmark = [pytest.mark.slow, pytest.mark.timeout(180)]


def test_each_server_takes_a_post_by_the_block_that_is_printed_for_it(tmp_path: Path) -> None:
    lacking, opened = [], []
    with tempfile.TemporaryDirectory(prefix="loa", dir="/tmp") as folder, homes(Path(folder)) as found:
        for number, (name, block) in enumerate(found):
            if isinstance(block, str):
                lacking.append(f"{name}: {block}")
                continue
            (kind,) = block
            settings = Settings.whole().model_validate({"organisation": "Hội", **block})
            office = WorkFolder(tmp_path / str(number))
            outlets = Outlets(office, settings, {}, SystemClock())
            channel = outlets.get(PROVINCE, ChannelName(kind))
            assert channel is not None, outlets.missing
            assert isinstance(channel, TriesOut)
            channel.try_out()
            post = outgoing("thu-nghiem", channel=kind)
            receipt = channel.reveal(post, channel.prepare(post))
            assert "Mật khẩu mạnh cho con" in requests.get(receipt.address, timeout=30).content.decode()
            opened.append(name)
    assert len(opened) + len(lacking) == len(SERVERS)
    if lacking:
        pytest.skip("; ".join(lacking))
