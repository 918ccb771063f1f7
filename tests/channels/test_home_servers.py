"""Real servers as a site's home: each protocol's own ways, its refusals, and connections that are cut."""

from __future__ import annotations

import logging
import os
import shutil
import subprocess
import threading
import traceback
from pathlib import Path

import pytest

from scheduler.channels.channel import ChannelError, FailureKind, Mark
from scheduler.channels.site.homes import store
from scheduler.channels.site.homes.failures import failure_of
from scheduler.channels.site.homes.store import HomeError, Kept, Trouble
from scheduler.secrets import Secret
from tests.channels import home_servers
from tests.channels.carried import DAY, Office, failure, live, site, trace
from tests.channels.home_servers import KINDS, PASSWORD, Server
from tests.channels.making import PORTRAIT, files_of, outgoing, website

SLOW = pytest.mark.slow


@SLOW
@pytest.mark.parametrize("kind", KINDS)
def test_a_home_holds_what_the_folder_does_whatever_is_done(kind: str, tmp_path: Path) -> None:
    with KINDS[kind](tmp_path) as server:
        one = Office(tmp_path / "var" / "site", server.opened)
        live(one, server.site)
        one.channel.set_mark(Mark("so-cai", 3, "may"))
        assert one.again().mark() == Mark("so-cai", 3, "may")
        one.again().tidy(one.clock.now())
        assert one.channel.try_out().en == "the site's server can be read and written"
        left = [name for name in server.files() if name.endswith((".part", ".old", "thu.txt"))]
        one.channel.close()
    assert left == []


@SLOW
@pytest.mark.parametrize("kind", ["sftp", "ftps", "webdav"])
def test_a_server_that_refuses_a_name_that_is_taken_is_served_all_the_same(kind: str, tmp_path: Path) -> None:
    with KINDS[kind](tmp_path, refuses="posix-rename") as server:
        one = Office(tmp_path / "var" / "site", server.opened)
        live(one, server.site)
        left = [name for name in server.files() if name.endswith((".part", ".old"))]
        record = server.folder / "posts" / "bai-1.json"
        record.rename(record.with_name(".bai-1.json.old"))  # a cut between the two renames
        assert len(one.again().confirm([trace("bai-1")])[0]) == 1
        one.channel.close()
    assert left == []
    assert record.is_file()


@SLOW
def test_a_server_that_tells_neither_facts_nor_sizes_is_served_all_the_same(tmp_path: Path) -> None:
    with home_servers.ftps(tmp_path, lacks=("MLSD", "MLST", "SIZE")) as server:
        one = Office(tmp_path / "var" / "site", server.opened)
        live(one, server.site)
        assert "bai-1.json" in one.store.list("posts")
        one.channel.close()


@SLOW
def test_a_server_that_only_says_that_it_failed_is_served_all_the_same(tmp_path: Path) -> None:
    pytest.importorskip("paramiko", reason="needs the extra: pip install '.[sftp]'")
    from tests.channels.wordless_sftp import wordless

    with wordless(tmp_path) as server:
        one = Office(tmp_path / "var" / "site", server.opened)
        live(one, server.site)
        one.again().tidy(one.clock.now())
        one.clock.wait(DAY)
        one.channel.tidy(one.clock.now())
        assert server.site() == one.made()
        (server.folder / "posts" / "bai-9.json").mkdir()
        assert failure(lambda: one.channel.confirm([trace("bai-9")])).code == "website:odd"
        one.channel.close()


def test_a_server_that_tells_no_size_is_asked_for_the_file(
    office: Office, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paramiko = pytest.importorskip("paramiko")
    stat = paramiko.SFTPClient.stat

    def without_size(client: object, path: str) -> object:
        found = stat(client, path)
        found.st_size = None
        return found

    monkeypatch.setattr(paramiko.SFTPClient, "stat", without_size)
    office.publish("bai-1")
    assert site(home) == office.made()


@SLOW
def test_a_server_that_lists_no_hidden_files_loses_no_post(
    office: Office, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.publish("bai-1")
    before = site(home)
    record = home / "posts" / "bai-1.json"
    record.rename(record.with_name(".bai-1.json.old"))  # a cut between two renames
    office.again()
    list_all = office.store.store._files
    monkeypatch.setattr(
        office.store.store,
        "_files",
        lambda *asked: {name: size for name, size in list_all(*asked).items() if name[0] != "."},
    )
    office.clock.wait(DAY)
    office.channel.tidy(office.clock.now())
    assert site(home) == before == office.made()


@SLOW
def test_a_server_that_opens_the_door_and_says_no_more_is_not_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("paramiko", reason="needs the extra: pip install '.[sftp]'")
    from scheduler.channels.site.homes import sftp

    silent = tmp_path / "silent"
    os.mkfifo(silent)
    monkeypatch.setattr(sftp, "CONNECT", 1.0)
    monkeypatch.setattr(sftp, "ANSWER", 1.0)
    told = []
    with home_servers.sftp(tmp_path, program_of=f"cat {silent}") as server:
        one = website(tmp_path / "site", store=server.opened())
        asking = threading.Thread(target=lambda: told.append(failure(one.try_out)), daemon=True)
        asking.start()
        asking.join(30)
        os.close(os.open(silent, os.O_RDWR))
    assert [one.code for one in told] == ["website:away"]


def test_whoever_waited_long_in_vain_does_not_wait_again_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "_LONG", 0.0)
    calls = []

    def connect() -> str:
        calls.append("asked")
        raise HomeError(Trouble.AWAY, "no answer")

    kept = Kept(connect, print)
    for _ in range(3):
        with pytest.raises(HomeError, match="no answer"), kept.use():
            pass
    assert len(calls) == 1


def test_an_unknown_or_changed_host_key_stops_it_before_anything_is_sent(
    ssh: Server, home: Path, tmp_path: Path
) -> None:
    right = home_servers.fingerprint(ssh.folder.with_name("ssh") / "host.pub")
    for pinned in ("-", "SHA256:" + "A" * 43):
        one = website(tmp_path / "site", store=ssh.opened(path=str(home), host_key=pinned))
        failed = failure(lambda one=one: one.prepare(outgoing()))
        assert (failed.kind, failed.code) == (FailureKind.CREDENTIAL, "website:host-key")
        assert right in failed.why.vi
        assert right in failed.todo.vi
        assert "host_key" in failed.todo.vi
    assert files_of(home) == {}


def test_a_key_that_is_not_taken_pauses_the_place(ssh: Server, home: Path, tmp_path: Path) -> None:
    own = ssh.folder.with_name("ssh")
    for key in ((own / "host").read_text(), "-----BEGIN OPENSSH PRIVATE KEY-----\nhalf\n-----END-----"):
        one = website(tmp_path / "site", store=ssh.opened(path=str(home), key=key))
        failed = failure(lambda one=one: one.prepare(outgoing()))
        assert (failed.kind, failed.code) == (FailureKind.CREDENTIAL, "website:refused")


def test_a_key_that_is_locked_is_opened_by_its_password(ssh: Server, home: Path, tmp_path: Path) -> None:
    locked = tmp_path / "locked"
    shutil.copy2(ssh.folder.with_name("ssh") / "user", locked)
    asked = ["ssh-keygen", "-q", "-p", "-P", "", "-N", PASSWORD, "-f", str(locked)]
    subprocess.run(asked, check=True, timeout=20)
    for password, is_taken in (("sai hoàn toàn", False), (PASSWORD, True)):
        store = ssh.opened(path=str(home), key=locked.read_text(), password=password)
        one = website(tmp_path / "site", store=store)
        if is_taken:
            assert one.try_out().en == "the site's server can be read and written"
        else:
            assert failure(one.try_out).code == "website:refused"
        one.close()


def test_a_server_that_is_away_is_tried_again(ssh: Server, tmp_path: Path) -> None:
    one = website(tmp_path / "site", store=ssh.opened(port=home_servers.free_port()))
    failed = failure(lambda: one.prepare(outgoing()))
    assert (failed.kind, failed.code) == (FailureKind.CERTAIN, "website:away")
    assert failure(lambda: one.confirm([trace("bai-1")])).kind is FailureKind.DOUBTFUL


def test_a_servers_own_words_are_shown_in_one_short_line_without_the_password() -> None:
    secret = Secret(PASSWORD)  # of short words
    said = f"530 No: {secret.reveal()}\r\n\x1b[2J\x9b2J2026 INFO đã đăng {'x' * 5000}"
    failed = failure_of(HomeError(Trouble.ODD, said), FailureKind.CERTAIN)
    for text in (failed.why.vi, failed.why.en):
        assert PASSWORD not in text
        assert text.isprintable()
        assert len(text) < 400


@pytest.mark.parametrize(("trouble", "asked"), [(Trouble.REFUSED, 1), (Trouble.AWAY, 3)])
def test_whoever_is_refused_does_not_ask_again_at_once(trouble: Trouble, asked: int) -> None:
    calls = []

    def connect() -> str:
        calls.append("asked")
        raise HomeError(trouble, "no")

    kept = Kept(connect, print)
    for _ in range(3):
        with pytest.raises(HomeError, match=trouble.value), kept.use():
            pass
    assert len(calls) == asked


@SLOW
def test_a_folder_that_may_not_be_written_is_told(tmp_path: Path) -> None:
    with home_servers.sftp(tmp_path, refuses="mkdir") as server:
        one = website(tmp_path / "site", store=server.opened())
        failed = failure(lambda: one.prepare(outgoing()))
        assert (failed.kind, failed.code) == (FailureKind.CERTAIN, "website:forbidden")
        one.close()


@SLOW
@pytest.mark.parametrize("kind", ["ftps", "webdav"])
def test_a_wrong_password_a_certificate_and_a_missing_folder_are_told_apart(
    kind: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with KINDS[kind](tmp_path) as server:
        for what, code in (
            ({"password": "sai hoàn toàn"}, "website:refused"),
            ({"trusted": None}, "website:certificate"),
            ({"path": "/dav/khong-co" if kind == "webdav" else "/khong-co"}, "website:no-folder"),
        ):
            one = website(tmp_path / "site", store=server.opened(**what))
            with pytest.raises(ChannelError) as caught:
                one.prepare(outgoing())
            failed = caught.value.failure
            assert failed.code == code, failed
            told = f"{failed} {''.join(traceback.format_exception(caught.value))} {caplog.text}"
            assert PASSWORD not in told
            assert "sai hoàn toàn" not in told
            one.close()
        (server.folder / "index.html").write_bytes(b"<html>Cua xa khac</html>")
        one = website(tmp_path / "site", store=server.opened())
        assert failure(lambda: one.prepare(outgoing())).code == "website:other-site"
        one.close()


@SLOW
def test_a_bucket_that_is_not_there_is_told(tmp_path: Path) -> None:
    with KINDS["s3"](tmp_path) as server:
        one = website(tmp_path / "site", store=server.opened(bucket="khong-co"))
        assert failure(lambda: one.prepare(outgoing())).code == "website:no-folder"
        one.close()


@SLOW
@pytest.mark.parametrize("kind", KINDS)  # of ftps the commands' connection
def test_a_connection_that_is_cut_after_any_number_of_bytes_is_healed(kind: str, tmp_path: Path) -> None:
    with KINDS[kind](tmp_path) as server:
        one = Office(tmp_path / "var" / "site", server.opened)
        one.publish("bai-0")
        seen = set()
        for number, sent in enumerate((1, 3_000, 9_000, 15_000, 22_000, 40_000, 60_000, 80_000, 100_000), 1):
            post = outgoing(f"bai-{number}", title=f"Bài {number}", media=(PORTRAIT,))
            before = server.site()
            with home_servers.cut_after(server.port, sent) as port:
                cut = website(one.folder, one.clock, store=server.opened(port=port))
                try:
                    cut.reveal(post, cut.prepare(post))
                    seen.add("whole")
                except ChannelError as error:
                    seen.add(error.failure.kind.value)
                    is_public = f"posts/bai-{number}.json" in server.files()
                    assert not (is_public and error.failure.kind is FailureKind.CERTAIN)
                cut.close()
            now = server.site()
            assert all(now[name] for name in now if not Path(name).name.startswith("."))
            assert before.keys() <= now.keys()
            one.again().tidy(one.clock.now())
            if not one.channel.confirm([trace(f"bai-{number}")])[0]:
                one.publish(f"bai-{number}", title=f"Bài {number}", media=(PORTRAIT,))
            assert {name: data for name, data in server.site().items() if ".part" not in name} == one.made()
        assert {"certain", "doubtful"} <= seen
        one.channel.close()
