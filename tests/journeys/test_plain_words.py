"""What the command line says of channels, in the words of the desk: tables, and what has no guide."""

from __future__ import annotations

from pathlib import Path

import pytest
from click import exceptions

from scheduler.cli import connecting
from scheduler.cli.app import INTERRUPTED, WRONG_USE, main
from scheduler.cli.showing import print_rows
from scheduler.problems import Text

SETTINGS = """\
organisation: Hội LHPN tỉnh Sóc Trăng
wordpress: {address: https://phunu.example.vn, user: hoa, password: file:config/wp.txt}
"""


def status_of(folder: Path, name: str) -> object:
    with pytest.raises(SystemExit) as ended:
        main(["-C", str(folder), "--lang", "vi", "connect", name])
    return ended.value.code


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("gmf", "dùng chung mã với zalo. Chạy: loa connect zalo"),
        ("followers", "Người quan tâm OA dùng chung mã với zalo."),
        ("groups", "Nhóm chat không phải nối: đến giờ Loa giao bài ở mục Đăng tay."),
        ("liferay", "Cổng Liferay không nối bằng lệnh này. Ghi mục liferay vào cài đặt"),
        ("sms", "Không có kênh “sms”. Lệnh này nối: facebook, zalo, wordpress."),
    ],
)
def test_what_is_connected_otherwise_is_told_how(tmp_path, capsys, name, words):
    assert status_of(tmp_path, name) == WRONG_USE
    assert words in capsys.readouterr().err


def test_who_stops_at_a_question_is_told_that_nothing_is_kept(tmp_path, capsys, monkeypatch):
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "settings.yaml").write_text(SETTINGS, encoding="utf-8")

    def stops(*_: object, **__: object) -> None:
        raise exceptions.Abort

    monkeypatch.setattr(connecting._Person, "secret", stops)
    assert status_of(tmp_path, "wordpress") == INTERRUPTED
    said = capsys.readouterr().err
    assert "chưa cất gì. Muốn nối thì chạy lại: loa connect wordpress" in said
    assert [file.name for file in (tmp_path / "config").iterdir()] == ["settings.yaml"]


def test_a_table_names_channels_as_the_desk_does(capsys):
    rows = [{"channel": name} for name in ("groups", "gmf", "broadcast", "website", "gone-for-years")]
    print_rows(rows, {"channel": Text("Kênh", "Channel")}, "vi")
    shown = capsys.readouterr().out
    for title in ("Nhóm chat", "Nhóm của Zalo OA", "Loa, báo đài", "Trang web", "gone-for-years"):
        assert title in shown
