"""Messages to people, through Apprise: to whatever takes one, without an address ever in the log."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from scheduler.problems import Stop, Text
from scheduler.secrets import Secret, fetch

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that goes along where the receiver takes one."""

    name: str
    mime: str
    data: bytes


def addresses(references: Iterable[str], root: Path) -> list[Secret]:
    """What those places hold; a place may hold several, a line each.

    Raises:
        SecretMissing: one cannot be read.
    """
    found = []
    for reference in references:
        lines = fetch(reference, root).reveal().splitlines()
        found += [Secret(line.strip()) for line in lines if line.strip() and not line.startswith("#")]
    return found


def is_address(address: Secret) -> bool:
    """Whether messages can be sent to it, as far as its form tells; nothing is sent.

    Raises:
        Stop: what sends messages is not installed.
    """
    try:
        import apprise  # noqa: PLC0415 - as below
    except ImportError:
        raise Stop(_NO_APPRISE) from None
    logging.getLogger("apprise").setLevel(logging.CRITICAL)  # its lines may hold an address
    return apprise.Apprise.instantiate(address.reveal(), suppress_exceptions=True) is not None


def send(to: Sequence[Secret], title: str, body: str, pictures: Sequence[Picture] = ()) -> int:
    """How many of those addresses took the message.

    Raises:
        Stop: what sends messages is not installed.
    """
    try:
        import apprise  # noqa: PLC0415 - an extra: `pip install loa[alerts]`
        from apprise.attachment.memory import AttachMemory  # noqa: PLC0415
    except ImportError:
        raise Stop(_NO_APPRISE) from None
    logging.getLogger("apprise").setLevel(logging.CRITICAL)  # its lines may hold an address
    taken = 0
    for number, address in enumerate(to, 1):
        sender = apprise.Apprise()
        along = apprise.AppriseAttachment()
        for one in pictures:
            along.add(AttachMemory(content=one.data, name=one.name, mimetype=one.mime))  # type: ignore[no-untyped-call]
        is_known = sender.add(address.reveal())
        if is_known and sender.notify(
            body, title, body_format=apprise.NotifyFormat.TEXT, attach=along if pictures else None
        ):
            taken += 1
        else:
            log.warning("alerts: receiver %d did not take the message", number)
    return taken


_NO_APPRISE = Text(
    "Chưa cài phần gửi tin báo, nên tin báo chỉ nằm trong nhật ký. Chạy: pip install apprise",
    "What sends alerts is not installed, so they stand in the log alone. Run: pip install apprise",
)
