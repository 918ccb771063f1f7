"""The log of corrections, for people and scripts: `status --corrections`."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from scheduler.problems import Text

if TYPE_CHECKING:
    from scheduler.cli.app import Session
    from scheduler.engine.works import Works


def print_corrections(
    session: Session, works: Works, unit: str | None, since: datetime | None, shape: str
) -> None:
    """What was asked since *since* (aware), and when it was mended: a table, or a list of objects
    `{key, what, who, why, asked, mended}`."""
    from scheduler.cli.showing import local, print_found
    from scheduler.queries.corrections import corrections

    zone = works.settings.zone
    found = corrections(works.ledger, unit=unit, since=since)
    rows = [
        {
            "key": str(one.key),
            "what": one.what,
            "who": one.who,
            "why": one.why,
            "asked": one.asked.astimezone(zone).isoformat(timespec="seconds"),
            "mended": one.mended.astimezone(zone).isoformat(timespec="seconds") if one.mended else None,
        }
        for one in found
    ]
    shown = [
        {
            **row,
            "what": _WHAT[one.what].say(session.language),
            "asked": local(one.asked, zone),
            "mended": local(one.mended, zone) or _NOT_YET.say(session.language),
        }
        for row, one in zip(rows, found, strict=True)
    ]
    print_found(session, shape, rows, shown, _COLUMNS, _NONE)


_NONE = Text("Chưa có lần đính chính nào.", "Nothing was ever corrected.")
_NOT_YET = Text("chưa xong", "not yet")
_WHAT = {
    "edit": Text("sửa", "edit"),
    "withdraw": Text("gỡ", "taken down"),
    "anew": Text("gỡ rồi đăng lại", "published anew"),
}
_COLUMNS = {
    "asked": Text("Yêu cầu lúc", "Asked"),
    "key": Text("Lần đăng", "Delivery"),
    "what": Text("Việc", "What"),
    "who": Text("Người quyết định", "Who decided"),
    "why": Text("Sai ở đâu, vì sao", "What was wrong"),
    "mended": Text("Xong lúc", "Mended"),
}
