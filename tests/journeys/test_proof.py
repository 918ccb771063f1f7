"""Whether a post is the union's, on the command line: the key is made once, and anybody can check."""

from __future__ import annotations

import functools
import http.server
import stat
import sys
import threading

import pytest

from tests.journeys.office import REHEARSAL_SITE, Office, dump, loa


@pytest.fixture
def office(tmp_path):
    one = Office(tmp_path / "office", ahead=0, language="vi")
    one.settings["website"]["signing_key"] = "file:config/khoa-ky"
    one.write("config/settings.yaml", dump(one.settings))
    return one


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@pytest.mark.slow
def test_a_key_is_made_once_and_a_post_is_checked_offline_and_at_the_site(office, tmp_path):
    assert office.run("proof").status == 1
    office.plan("lich", office.post("mot"))
    assert office.run("publish", "mot", "--now").status == 0  # without a key it goes out all the same
    site = office.root / REHEARSAL_SITE
    assert not list(site.glob("xac-minh/*.txt"))
    made = office.run("proof", "--make-key")
    assert made.status == 0, made.err
    assert made.out.startswith('dai-tam.example namespaces="loa" ssh-ed25519 ')
    assert stat.S_IMODE((office.root / "config/khoa-ky").stat().st_mode) == 0o600
    doctor = office.run("doctor").said
    assert "Khóa ký của " in doctor
    assert "Mã truy cập" not in doctor
    again = office.run("proof", "--make-key")
    assert (again.status, "không tạo khóa mới" in again.err) == (1, True)
    assert office.run("proof").out == made.out

    assert office.run("publish", "--due").status == 0
    (month,) = site.glob("xac-minh/2*.txt")
    assert (site / "xac-minh/khoa.txt").read_text() == made.out
    assert "có chữ ký của Hội" in office.run("verify", month).out
    anybody = tmp_path / "ai-do"
    anybody.mkdir()
    card = next(site.glob("anh/mot-*.jpg"))
    for file in (month, month.with_name(f"{month.name}.sig"), month.with_name("khoa.txt"), card):
        (anybody / file.name).write_bytes(file.read_bytes())
    done = loa("verify", card.name, folder=anybody)
    assert (done.status, done.out[:4]) == (0, "ĐÚNG"), done
    assert "So dấu này" in done.err  # the key lay with the list
    (anybody / "giả.jpg").write_bytes(card.read_bytes() + b".")
    assert loa("verify", "giả.jpg", folder=anybody).status == 1
    (anybody / month.name).write_bytes(month.read_bytes().replace(b"mot", b"hai"))
    done = loa("verify", month.name, folder=anybody)
    assert (done.status, done.out[:11]) == (1, "SAI CHỮ KÝ:"), done

    handler = functools.partial(Quiet, directory=site)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        at = f"http://127.0.0.1:{server.server_port}"
        done = loa("verify", f"{at}/bai/mot.html", folder=anybody)
        assert (done.status, done.out[:4]) == (0, "ĐÚNG"), done
        (site / "posts/mot.json").write_bytes(b"{}")
        assert loa("verify", f"{at}/xac-minh/mot.html", folder=anybody).out.startswith("KHÁC")
        server.shutdown()
    assert loa("verify", f"{at}/bai/mot.html", folder=anybody).out == ""  # nobody answers: nothing is said


@pytest.mark.skipif(sys.platform == "win32", reason="nothing answers at 0.0.0.0")
def test_a_copy_of_the_site_is_no_proof_whatever_its_pages_say(office, tmp_path):
    office.plan("lich", office.post("mot"))
    assert office.run("proof", "--make-key").status == 0
    assert office.run("publish", "mot", "--now").status == 0
    site = office.root / REHEARSAL_SITE
    (site / "bai/mot.html").write_text("Chuyển tiền vào tài khoản này", encoding="utf-8")
    handler = functools.partial(Quiet, directory=site)
    with http.server.ThreadingHTTPServer(("", 0), handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        at = f"http://0.0.0.0:{server.server_port}"  # no loopback address, as a rehearsal has one
        for page in ("bai/mot.html", "xac-minh/danh-sach.txt"):
            done = office.run("verify", f"{at}/{page}")
            assert (done.status, done.out) == (1, "")
            assert "dai-tam.example" in done.err
            assert "KHÔNG PHẢI ĐỊA CHỈ CỦA HỘI" in done.err
        server.shutdown()
