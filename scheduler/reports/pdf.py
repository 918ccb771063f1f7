"""The Word file as a PDF, by LibreOffice, where that is installed."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from contextlib import suppress
from datetime import date
from hashlib import sha256
from pathlib import Path

from scheduler.problems import Stop, Text

PATIENCE = 180.0  # seconds
_PLACES = (
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    r"C:\Program Files\LibreOffice\program\soffice.exe",
)


def office() -> str | None:
    """Where LibreOffice is; None where it is not."""
    found = shutil.which("soffice") or shutil.which("libreoffice")
    return found or next((place for place in _PLACES if Path(place).is_file()), None)


def has_font() -> bool:
    """Whether this machine has the decree's font, or one of the same widths, with all Vietnamese letters.

    Debian's Liberation Serif has not: its words are then of two fonts.
    """
    program = shutil.which("fc-match")
    if program is None:
        return True  # Windows and macOS bring it
    asked = [program, "-f", "%{family}", "Times New Roman:lang=vi"]
    done = subprocess.run(  # nosec B603 # noqa: S603 - a program of this machine
        asked, capture_output=True, check=False, timeout=PATIENCE
    )
    return done.stdout.decode(errors="replace").partition(",")[0] in {"Times New Roman", "Tinos"}


def as_pdf(word: bytes, made: date, patience: float = PATIENCE) -> bytes:
    """That Word file, dated *made*, as a PDF; twice the same is the same file.

    Raises:
        Stop: there is no LibreOffice, or it did not make one in *patience* seconds.
    """
    program = office()
    if program is None:
        raise Stop(NO_OFFICE)
    with tempfile.TemporaryDirectory(prefix="loa-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        (folder / "bao-cao.docx").write_bytes(word)
        # A profile of its own: one that is open in a window would be asked instead, and answers nothing.
        child = subprocess.Popen(  # nosec B603 # noqa: S603 - a program of this machine, and files of ours
            [
                program, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless",
                "--norestore", "--nologo", "--convert-to", "pdf", "--outdir", name,
                str(folder / "bao-cao.docx"),
            ],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )  # fmt: skip
        try:
            child.wait(patience)
        except subprocess.TimeoutExpired:
            raise Stop(_TOO_LONG, seconds=round(patience)) from None
        finally:
            _end(child)
        try:
            return _with_fixed_times((folder / "bao-cao.pdf").read_bytes(), made)
        except FileNotFoundError:
            raise Stop(_NOTHING, status_there=child.returncode) from None


def _with_fixed_times(data: bytes, made: date) -> bytes:
    """*data* without LibreOffice's clock and chance; of the same length, since a PDF counts its own bytes."""
    data = _DATE.sub(rb"\g<1>%s" % f"{made:%Y%m%d}000000".encode(), data)
    data = _XMP_DATE.sub(rb"\g<1>%s" % f"{made}T00:00:00".encode(), data)
    own = sha256(_IDS.sub(b"", data)).hexdigest().upper()[:32].encode()
    return _IDS.sub(lambda ids: _HEX.sub(own, ids[0]), data)


_DATE = re.compile(rb"(/(?:CreationDate|ModDate)\(D:)\d{14}")
_XMP_DATE = re.compile(rb"(<xmp:(?:Create|Modify|Metadata)Date>)\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d")
_HEX = re.compile(rb"[0-9A-F]{32}")
_IDS = re.compile(rb"/ID\s*\[\s*<[0-9A-F]{32}>\s*<[0-9A-F]{32}>|/DocChecksum\s*/[0-9A-F]{32}")


def _end(child: subprocess.Popen[bytes]) -> None:
    """End it and what it started: its launcher leaves the office itself behind."""
    with suppress(ProcessLookupError, PermissionError):
        if sys.platform == "win32":
            child.kill()
        else:
            os.killpg(child.pid, signal.SIGKILL)
    child.wait()


NO_OFFICE = Text(
    "Máy này chưa có LibreOffice nên không làm được tệp PDF. Cài LibreOffice (libreoffice.org), hoặc mở tệp "
    "Word rồi chọn Lưu thành PDF.",
    "This machine has no LibreOffice, so no PDF can be made. Install it (libreoffice.org), or open the Word "
    "file and save it as PDF.",
)
NO_FONT = Text(
    "Máy này thiếu phông Times New Roman nên chữ có dấu trong PDF không đều. Cài phông cùng cỡ chữ: "
    "apt install fonts-croscore",
    "This machine lacks Times New Roman, so letters with accents look different in the PDF. Install a font "
    "of the same widths: apt install fonts-croscore",
)
_TOO_LONG = Text(
    "LibreOffice làm hơn {seconds} giây chưa xong nên Loa cho dừng. Mở tệp Word rồi chọn Lưu thành PDF.",
    "LibreOffice took more than {seconds} seconds over the PDF and was stopped. Open the Word file and save "
    "it as PDF.",
)
_NOTHING = Text(
    "LibreOffice không làm được tệp PDF (mã {status_there}). Mở tệp Word rồi chọn Lưu thành PDF.",
    "LibreOffice made no PDF (status {status_there}). Open the Word file and save it as PDF.",
)
