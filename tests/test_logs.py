"""The log's last net: no secret this program holds and nothing like a token, wherever in a line it stands."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import quote
from zoneinfo import ZoneInfo

import pytest

from scheduler.cli.logs import KEEP, Starred, log_to
from scheduler.clock import keep_time_of
from scheduler.files import WorkFolder
from scheduler.secrets import Secret

HELD = Secret("mật-khẩu|riêng/của+Hội==")
FORM = Starred("%(levelname)s %(message)s")


@pytest.mark.parametrize(
    "line",
    [
        HELD.reveal(),
        quote(HELD.reveal(), safe=""),
        "EAAGm0PX4ZCpsBAKZB4nXy",
        "https://graph.facebook.com/v26.0/me?access_token=khongaibiet123&limit=1",
        "input_token=khongaibiet123",
        "client_secret=khongaibiet123",
        "appsecret_proof=khongaibiet123",
        "Authorization: Bearer khongaibiet123",
    ],
)
def test_a_secret_in_a_message_or_in_a_traceback_is_stars(line):
    secret = line.partition("=")[2].partition("&")[0] if "=khong" in line else line.rpartition(" ")[2]
    try:
        int(line)
    except ValueError:
        record = logging.LogRecord("loa", logging.ERROR, __file__, 1, "hỏng: %s", (line,), sys.exc_info())
    written = FORM.format(record)
    assert secret not in written
    assert written.count("***") == 2
    assert "hỏng: " in written


@pytest.mark.parametrize("zone", ["Asia/Ho_Chi_Minh", "UTC", "America/St_Johns"])
def test_a_line_tells_the_time_of_the_settings_zone_with_its_offset(monkeypatch, zone):
    monkeypatch.setattr("scheduler.clock._Office.zone", None)
    keep_time_of(ZoneInfo(zone))
    record = logging.LogRecord("loa", logging.INFO, __file__, 1, "x", (), None)
    line = Starred("%(asctime)s").format(record)
    told = datetime.fromisoformat(line)
    assert told.utcoffset() == datetime.now(ZoneInfo(zone)).utcoffset()
    assert abs(told.timestamp() - record.created) < 0.01


def test_a_log_is_begun_each_day_and_the_oldest_is_given_up_after_thirty(tmp_path: Path):
    folder = WorkFolder(tmp_path)
    (folder.var / "log").mkdir(parents=True)
    today = datetime.now().astimezone()
    for days in range(1, KEEP + 6):
        day = today - timedelta(days=days)
        (folder.var / "log" / f"loa.log.{day:%Y-%m-%d}").write_text("cũ\n")
    newest = folder.var / "log" / "loa.log"
    newest.write_text("hôm qua\n")
    yesterday = (today - timedelta(days=1)).timestamp()
    os.utime(newest, (yesterday, yesterday))
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    try:
        log_to(folder)
        logging.getLogger("scheduler.thu").info("hôm nay")
    finally:
        for handler in set(root.handlers) - set(before):
            root.removeHandler(handler)
            handler.close()
        root.setLevel(level)
    kept = sorted(path.name for path in (folder.var / "log").iterdir())
    assert len(kept) == KEEP + 1
    assert newest.read_text("utf-8").endswith("hôm nay\n")
    assert "hôm qua" not in newest.read_text("utf-8")


def test_the_screen_shows_warnings_alone_while_the_log_keeps_more(tmp_path: Path):
    code = (
        "import logging, sys; from pathlib import Path\n"
        "from scheduler.cli.logs import log_to, log_to_stderr\n"
        "from scheduler.files import WorkFolder; log_to_stderr(); log_to(WorkFolder(Path(sys.argv[1])))\n"
        "logging.getLogger('loa').info('đã đăng'); logging.getLogger('loa').warning('đồng hồ sai')\n"
        "logging.getLogger('watchfiles.main').info('1 change detected')"
    )
    done = subprocess.run([sys.executable, "-c", code, tmp_path], capture_output=True, check=True, text=True)
    assert "đồng hồ sai" in done.stderr
    assert "đã đăng" not in done.stderr
    kept = (tmp_path / "var" / "log" / "loa.log").read_text("utf-8")
    assert "đã đăng" in kept
    assert "change detected" not in kept


def test_a_folder_that_cannot_hold_a_log_stops_nothing(tmp_path: Path, caplog):
    (tmp_path / "var").write_text("a file where the folder should be")
    log_to(WorkFolder(tmp_path))
    assert "no log is kept" in caplog.text


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a disk that is always full")
def test_a_disk_that_fills_up_puts_no_trace_on_the_screen(tmp_path: Path):
    code = (
        "import logging, sys; from pathlib import Path\n"
        "from scheduler.cli.logs import log_to\n"
        "from scheduler.files import WorkFolder; log_to(WorkFolder(Path(sys.argv[1])))\n"
        "logging.getLogger().handlers[-1].setStream(open('/dev/full', 'w'))\n"
        "logging.getLogger('loa').warning('đồng hồ sai'); print('xong')\n"
        "sys.stdout.flush(); import os; os._exit(0)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], capture_output=True, encoding="utf-8", check=True
    )
    assert ran.stdout == "xong\n"
    assert "Traceback" not in ran.stderr
