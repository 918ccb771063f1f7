"""Group chats that a Zalo OA owns (GMF) as a kind of channel; ordinary Zalo groups are `groups_kind.py`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated

from pydantic import AfterValidator, Field

from scheduler.kinds.fields import Words
from scheduler.kinds.kind import ChannelBlock, ChannelKind, Limits, Own, OwnPlace
from scheduler.problems import Message, Text
from scheduler.reader.shape import fault, text_of

if TYPE_CHECKING:
    from scheduler.channels.opening import Opening
    from scheduler.channels.zalo.groups import GroupsOfOa

TEXT_LIMIT = 2_000  # characters of a message


def _groups(value: Mapping[str, str]) -> Mapping[str, str]:
    if not value:
        raise fault(NO_GROUP)
    for group in value.values():
        if not (group.isascii() and group.isalnum()):
            raise fault(NOT_A_GROUP, value=text_of(group))
    return value


class GmfSettings(ChannelBlock):
    """The groups, by name; the account is that of the same unit's `zalo`."""

    groups: Annotated[Mapping[Words, str], AfterValidator(_groups)] = Field(
        description="Những nhóm do OA lập (GMF): tên, rồi số nhóm theo Zalo (khác số trên đường dẫn)."
    )

    def own_places(self) -> tuple[OwnPlace, ...]:
        """Each group."""
        return tuple(
            OwnPlace("groups", f"gmf:{group}", Text(f"nhóm {name}", f"the group {name}"))
            for name, group in self.groups.items()
        )

    @property
    def page_name(self) -> str:
        """The groups, by name."""
        return ", ".join(self.groups)


def _open(block: GmfSettings, opening: Opening) -> GroupsOfOa:
    from scheduler.channels.zalo.groups import open_groups  # noqa: PLC0415 - requests takes long to load

    return open_groups(block, opening)


NOT_A_GROUP = Message(
    "gmf-group",
    Text("“{value}” không phải là số của một nhóm", "“{value}” is no group's id"),
    Text(
        "Số nhóm gồm chữ và số; chạy loa doctor để xem những nhóm mà OA có.",
        "It has letters and digits; loa doctor shows the groups that the OA has.",
    ),
)
NO_GROUP = Message(
    "gmf-nowhere",
    Text("chưa ghi nhóm nào", "no group is named"),
    Text('Ghi ít nhất một nhóm, như: Chi hội trưởng: "f414c8f76fa586fbdfb4"', "Name at least one group."),
)
NO_OWN_GROUPS = Message(
    "unit-gmf",
    Text("mục gmf của đơn vị chưa ghi {key} riêng", "the unit's gmf block has no {key} of its own"),
    Text(
        "Ghi groups của riêng đơn vị; chưa có nhóm nào thì xóa mục gmf.",
        "Give it groups of its own; if it has none, delete its gmf block.",
    ),
)

KIND = ChannelKind(
    name="gmf",
    title=Text("Nhóm của Zalo OA", "Groups of the Zalo OA"),
    said=Text("nhóm của Zalo OA", "the Zalo OA's groups"),
    place="nhóm của Zalo OA (GMF)",
    block=GmfSettings,
    limits=Limits(text=TEXT_LIMIT, inline=True),
    open=_open,
    own=(Own(("groups",), NO_OWN_GROUPS),),
    aliases=frozenset({"nhom-oa", "nhom-zalo-oa", "zalo-gmf"}),
    beside="zalo",
    forgets=True,
    untold=Text(
        "Xem mạng của máy; máy phải ở Việt Nam. Nhóm của OA cần gói Nâng cao hoặc Premium.",
        "Check the network; the machine must be in Vietnam. Groups need the package Nâng cao or Premium.",
    ),
    reached=Text("OA trả lời, các nhóm đọc được", "the OA answers, its groups can be read"),
)
