"""What channels have in common that are a person: their block of the settings, and how one is opened."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

from pydantic import AfterValidator, Field

from scheduler.kinds.fields import Duration, LocalPath, Words
from scheduler.kinds.kind import ChannelBlock, OwnPlace
from scheduler.problems import Message, Text
from scheduler.reader.shape import fault, text_of

if TYPE_CHECKING:
    from scheduler.channels.by_hand import ByHand
    from scheduler.channels.opening import Opening

LONGEST = 20_000  # characters; a guard against accidents: a person sees at once what does not fit
TO_TAKE_DOWN = "by-hand:take-down"  # the failure of a withdrawal that waits for a person's word


def _places(value: Mapping[str, str]) -> Mapping[str, str]:
    for name, address in value.items():
        if ";" in name or not name.strip():
            raise fault(NOT_A_PLACE, value=text_of(name))
        if address and not re.fullmatch(r"(?:https?://|mailto:|tel:)[^\s<>\"]+", address):
            raise fault(NOT_TO_OPEN, value=text_of(address))
    if not value:
        raise fault(NO_PLACES)
    return value


class ByHandSettings(ChannelBlock):
    """Where a person posts (a name and the address that opens it, '' for none), the folder of the packs, and
    after how long she is reminded, and the leader told."""

    places: Annotated[Mapping[Words, str], AfterValidator(_places)] = Field(
        description='Những nơi đăng tay: tên, rồi địa chỉ để mở (https://zalo.me/g/…); chưa có thì để "".'
    )
    folder: LocalPath = Field(description="Thư mục chứa các bài giao người đăng.")
    remind: Duration = Field(
        timedelta(hours=3), description="Sau bao lâu chưa ai báo đã đăng thì nhắc, ví dụ 3h."
    )
    tell_leader: Duration = Field(
        timedelta(days=1),
        description="Nhắc rồi mà bao lâu nữa chưa ai báo thì báo lãnh đạo, ví dụ 1d.",
    )

    def own_places(self) -> tuple[OwnPlace, ...]:
        """The folder: two units' packs in one would be posted twice."""
        shown = Text(f"thư mục {self.folder}", f"the folder {self.folder}")
        return (OwnPlace("folder", f"packs:{self.folder.replace(chr(92), '/').rstrip('/')}", shown),)

    @property
    def page_name(self) -> str:
        """Where it goes, by name."""
        return ", ".join(self.places)


def open_by_hand(block: ByHandSettings, opening: Opening) -> ByHand:
    """The channel; what it stands on is loaded only now."""
    from scheduler.channels.by_hand import ByHand  # noqa: PLC0415 - `check` needs none of it

    return ByHand(block, opening)


NOT_A_PLACE = Message(
    "by-hand-place",
    Text("“{value}” không dùng làm tên nơi đăng được", "“{value}” cannot name a place"),
    Text("Viết tên ngắn, không có dấu chấm phẩy.", "Write a short name without a semicolon."),
)
NOT_TO_OPEN = Message.of(
    "by-hand-address",
    "“{value}” không phải địa chỉ mở được",
    "“{value}” is no address that a phone opens",
    'Viết như https://zalo.me/g/abcdef, mailto:bao@soctrang.vn; chưa có thì để "".',
    'Write it like https://zalo.me/g/abcdef, mailto:a@b.vn; "" for none.',
)
NO_PLACES = Message(
    "by-hand-nowhere",
    Text("chưa ghi nơi nào để đăng tay", "no place is named"),
    Text('Ghi ít nhất một nơi, như: Nhóm Zalo ấp 3: ""', 'Name at least one, like: Zalo group: ""'),
)
NO_OWN = Message.of(
    "unit-by-hand",
    "mục này của đơn vị chưa ghi {key} riêng",
    "the unit's block has no {key} of its own",
    "Ghi folder và places của riêng đơn vị; chưa có nơi nào thì xóa mục này.",
    "Give it a folder and places of its own; if it has none, delete the block.",
)
