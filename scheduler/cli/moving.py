"""The ledger moves: from this machine's file to a server that many machines share, or back."""

from __future__ import annotations

from scheduler.cli.app import OK, WRONG_USE, Session, argument, command
from scheduler.problems import Stop, Text


@command(
    "Chuyển sổ đăng bài sang chỗ khác: máy chủ PostgreSQL, hoặc trở lại một tệp. Không đăng gì.",
    "Move the ledger to another place: a PostgreSQL server, or back to a file. Nothing is published.",
)
@argument("to", "CHỖ_MỚI", "PLACE")
def move(session: Session, to: str) -> int:
    """Copies all of it, compares each row, and says what to write into the settings."""
    from pydantic import TypeAdapter, ValidationError

    from scheduler.channels.outlets import Outlets
    from scheduler.cli.opening import ledger_of, open_calendar, open_settings
    from scheduler.clock import SystemClock
    from scheduler.delivery.store import where_of
    from scheduler.delivery.witness import state_folder
    from scheduler.engine.lock import carrying
    from scheduler.engine.moving import move as move_ledger
    from scheduler.kinds.fields import LedgerPlace

    settings = open_settings(session)
    try:
        TypeAdapter(LedgerPlace).validate_python(to)
    except ValidationError:
        raise Stop(_NO_PLACE, status=WRONG_USE) from None
    here, there = ledger_of(session, settings), where_of(session.folder.root, to)
    if here == there:
        raise Stop(_THERE_ALREADY, status=WRONG_USE)
    units = open_calendar(session, settings).units
    with carrying(here):
        clock = SystemClock()
        count = move_ledger(
            here, there, Outlets(session.folder, settings, units, clock), state_folder(), clock
        )
    session.tell(_MOVED, count=count, to=to)
    return OK


_NO_PLACE = Text(
    "Viết một đường dẫn trên máy (var/ledger.db), hoặc địa chỉ một máy chủ PostgreSQL không kèm mật khẩu: "
    "postgresql+psycopg://TÊN@MÁY/CƠ_SỞ_DỮ_LIỆU?passfile=ĐƯỜNG_DẪN",
    "Write a path on this machine (var/ledger.db), or a PostgreSQL server without a password: "
    "postgresql+psycopg://NAME@HOST/DATABASE?passfile=PATH",
)
_THERE_ALREADY = Text("Sổ đăng bài đang nằm ở chỗ ấy rồi.", "The ledger lies there already.")
_MOVED = Text(
    'Đã chép và đối chiếu {count} dòng. Giờ sửa config/settings.yaml thành:  ledger: "{to}"\n'
    "Sổ cũ còn nguyên để giữ, nhưng không đăng bằng nó nữa.",
    'Copied and compared {count} rows. Now change config/settings.yaml to:  ledger: "{to}"\n'
    "The old ledger stays as it is, to keep; nothing is published by it any more.",
)
