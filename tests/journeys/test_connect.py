"""`connect facebook`: the whole guide against the practice page, and every wrong turn with its cure."""

from __future__ import annotations

import os
import select
import stat
import subprocess
import sys

import pytest

from scheduler.rehearsal.accounts import APP_ID, OTHER_PAGE, SCOPES
from tests.journeys.office import PATIENCE, PROGRAM, Done, Office, dump

TOKEN = "config/token.txt"


@pytest.fixture
def office(tmp_path, practice):
    office = Office(tmp_path / "office", practice, language="vi")
    office.settings["facebook"] |= {"app_secret": "file:config/app-secret.txt", "app_id": APP_ID}
    office.write("config/settings.yaml", dump(office.settings))
    office.write_secret("config/app-secret.txt", practice.app_secret)
    (office.root / TOKEN).unlink()
    return office


def connect(office: Office, *words: str, given: str) -> Done:
    """Run the guide, its secrets coming through stdin; none of them may show."""
    said = office.run("connect", "facebook", *words, given=given)
    for secret in (*given.split(), office.practice.app_secret, kept(office)):
        assert not secret or secret not in said.said
    return said


def kept(office: Office) -> str:
    path = office.root / TOKEN
    return path.read_text().strip() if path.exists() else ""


def test_a_short_token_becomes_the_pages_own_and_lasting_one_and_posts(office, practice):
    done = connect(office, "--live", given=practice.log_in() + "\n")
    assert done.status == 0, done.said
    assert "Đã nối trang" in done.err
    assert kept(office).startswith("EAA")
    assert kept(office) != practice.token
    assert stat.S_IMODE((office.root / TOKEN).stat().st_mode) == 0o600
    office.plan("lich", office.post("dau-tien", channels=["facebook"]))
    assert office.run("publish", "dau-tien").status == 0
    assert office.messages() == ["Bài dau-tien"]


def test_an_app_secret_that_is_nowhere_yet_is_asked_for_and_kept(office, practice):
    (office.root / "config" / "app-secret.txt").unlink()
    done = connect(office, "--live", given=f"{practice.log_in()}\n{practice.app_secret}\n")
    assert done.status == 0, done.said
    secret = office.root / "config" / "app-secret.txt"
    assert secret.read_text().strip() == practice.app_secret
    assert stat.S_IMODE(secret.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("login", "words"),
    [
        ({"scopes": ["pages_show_list", "pages_read_engagement"]}, "pages_manage_posts"),
        ({"tasks": ["ANALYZE"]}, "chưa được quyền tạo nội dung"),
        ({"pages": [OTHER_PAGE[0]]}, OTHER_PAGE[1]),
        ({"pages": []}, "chưa cho ứng dụng dùng trang nào"),
    ],
)
def test_what_a_person_or_her_token_lacks_is_told_with_the_cure(office, practice, login, words):
    done = connect(office, "--live", given=practice.log_in(**login) + "\n")
    assert (done.status, kept(office)) == (1, ""), done.said
    assert words in done.err


def test_wrong_secrets_and_a_wrong_kind_of_token_are_told_apart(office, practice):
    assert "đã hết hạn" in connect(office, "--live", given=practice.token + "\n").err
    assert "chép thiếu" in connect(office, "--live", given="EAAchepThieuMotNua1234\n").err
    assert "không biết ứng dụng" in connect(office, "--live", "--app-id", "77", given="EAAxyz12345678\n").err
    office.write_secret("config/app-secret.txt", "khong-phai-ma-nay")
    assert "App secret" in connect(office, "--live", given=practice.log_in() + "\n").err
    assert "Chưa nhận được mã" in connect(office, "--live", given="\n").err
    assert kept(office) == ""


def test_an_app_in_development_mode_is_refused_before_any_secret_is_asked(office, practice):
    done = connect(office, given=practice.log_in() + "\n")
    assert (done.status, kept(office)) == (2, "")
    assert "chế độ Phát triển" in done.err


def test_a_variable_of_the_environment_is_refused_with_the_line_to_write(office):
    office.settings["facebook"] |= {"token": "env:LOA_FACEBOOK_TOKEN"}
    office.write("config/settings.yaml", dump(office.settings))
    done = connect(office, "--live", given="EAAkhongdung1234567\n")
    assert done.status == 1
    assert "token: file:config/token.txt" in done.err


@pytest.mark.parametrize(
    ("fault", "call"),
    [
        pytest.param(fault, call, marks=pytest.mark.slow if (n + m) % 2 else ())
        for n, fault in enumerate(("html-502", "error-500-before", "cut-before", "empty-object"))
        for m, call in enumerate(("access_token", "accounts", "debug_token"))
    ],
)
def test_a_facebook_that_does_not_answer_leaves_nothing_behind(office, practice, fault, call):
    practice.arm(fault, call)
    done = connect(office, "--live", given=practice.log_in() + "\n")
    assert (done.status, kept(office)) == (1, ""), done.said
    assert [one.name for one in (office.root / "config").iterdir() if "token" in one.name] == []


@pytest.mark.skipif(sys.platform == "win32", reason="no terminal to open")
def test_at_a_keyboard_it_asks_step_by_step_and_shows_no_secret(office, practice):
    import pty

    short = practice.log_in()
    parent, child = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, PROGRAM, "connect", "facebook"],
        cwd=office.root,
        env={**os.environ, **office.env},
        stdin=child,
        stdout=child,
        stderr=child,
    )
    os.close(child)
    said = type_in(parent, ("(Live)?", "y"), ("Mã ngắn hạn (", short))
    assert process.wait(PATIENCE) == 0, said
    assert "Graph API Explorer" in said
    assert short not in said
    assert kept(office) not in said
    assert "Đã nối trang" in said


def type_in(terminal: int, *answers: tuple[str, str]) -> str:
    """Answer each question when it stands there; gives all that was shown until the end."""
    shown = b""
    waiting = list(answers)
    while select.select([terminal], [], [], PATIENCE)[0]:
        try:
            some = os.read(terminal, 65_536)
        except OSError:  # the other side is gone
            break
        shown += some
        if waiting and waiting[0][0] in shown.decode(errors="ignore").split("\n")[-1]:
            os.write(terminal, waiting.pop(0)[1].encode() + b"\n")
        if not some:
            break
    os.close(terminal)
    return shown.decode()


def test_a_token_that_may_not_read_figures_connects_all_the_same_and_is_told(office, practice):
    lacking = [scope for scope in SCOPES if scope != "read_insights"]
    done = connect(office, "--live", given=practice.log_in(scopes=lacking) + "\n")
    assert done.status == 0, done.said
    assert "thiếu quyền xem số liệu (read_insights)" in done.said
    (told,) = [one for one in office.run("doctor", "--format", "json").json if "read_insights" in str(one)]
    assert told["level"] == "warning"
    office.plan("lich", office.post("dau-tien", channels=["facebook"]))
    assert office.run("publish", "dau-tien").status == 0


def test_what_came_of_posts_is_shown_and_what_is_not_known_is_no_0(office, practice):
    office.write_secret(TOKEN, practice.token)
    assert "Chưa có bài nào" in office.run("insights").said
    office.plan("lich", office.post("dau-tien", channels=["facebook"]))
    assert office.run("publish", "dau-tien").status == 0
    shown = office.run("insights", "dau-tien")
    assert "không có số liệu" in shown.out
    assert " 0 " not in shown.out
    (row,) = office.run("insights", "--format", "json").json
    assert (row["post"], row["channel"], row["views"], row["as_of"]) == ("dau-tien", "facebook", None, None)
    unknown = office.run("insights", "khong-co")
    assert (unknown.status, "khong-co" in unknown.err) == (2, True)


def test_an_access_log_that_cannot_be_read_is_told_by_doctor(office):
    office.settings["website"] |= {"access_log": "nhat-ky/loa-*.log"}
    office.write("config/settings.yaml", dump(office.settings))
    (told,) = [one for one in office.run("doctor", "--format", "json").json if "nhật ký" in str(one)]
    assert told["level"] == "warning"
    office.write("nhat-ky/loa-web.log", "")
    assert not [one for one in office.run("doctor", "--format", "json").json if "nhật ký" in str(one)]
