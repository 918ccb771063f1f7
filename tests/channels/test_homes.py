"""A site whose home is another machine: real servers, and what a cut, a refusal or another hand leaves."""

from __future__ import annotations

import json
import logging
import os
import shutil
import subprocess
import sys
import threading
import traceback
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from scheduler.channels.channel import ChannelError, FailureKind, Gone, Mark, Trace
from scheduler.channels.site.homes import store
from scheduler.channels.site.homes.failures import failure_of
from scheduler.channels.site.homes.manifest import is_plain
from scheduler.channels.site.homes.store import HomeError, Kept, Store, Trouble
from scheduler.channels.website import WebsiteChannel
from scheduler.clock import FixedClock
from scheduler.secrets import Secret
from tests.channels import home_servers
from tests.channels.home_servers import KINDS, PASSWORD, Server
from tests.channels.making import PORTRAIT, START, files_of, outgoing, picture, website

MINUTE, DAY = 60, 86_400
SLOW = pytest.mark.slow


class Counted:
    """A store that counts what is asked of it."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.calls: list[tuple[str, str]] = []

    def __getattr__(self, verb: str) -> Callable[..., object]:
        def ask(name: str, *more: bytes) -> object:
            self.calls.append((verb, name))
            return getattr(self.store, verb)(name, *more)

        return ask

    def close(self) -> None:
        self.store.close()

    def taken(self, verb: str) -> list[str]:
        """What *verb* was asked of, but the manifest's own; all calls are forgotten."""
        found = [name for one, name in self.calls if one == verb and not name.startswith(".loa/")]
        self.calls.clear()
        return found


class Office:
    """A site's copy in *folder*, and its home; `again` is another process on the same machine."""

    def __init__(self, folder: Path, open_store: Callable[[], Store]) -> None:
        self.folder = folder
        self.clock = FixedClock(START)
        self._open_store = open_store
        self.again()

    def again(self) -> WebsiteChannel:
        if hasattr(self, "channel"):
            self.channel.close()
        self.store = Counted(self._open_store())
        self.channel = website(self.folder, self.clock, store=self.store)
        return self.channel

    def publish(self, post: str, **what: object):
        self.clock.wait(MINUTE)
        going = outgoing(post, **what)
        return self.channel.reveal(going, self.channel.prepare(going))

    def made(self) -> dict[str, bytes]:
        return {name: data for name, data in files_of(self.folder).items() if not name.startswith(".loa/")}


@pytest.fixture(scope="module")
def ssh(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with home_servers.sftp(tmp_path_factory.mktemp("ssh")) as server:
        yield server


@pytest.fixture
def home(ssh: Server, tmp_path: Path) -> Path:
    folder = tmp_path / "home"
    folder.mkdir()
    return folder


@pytest.fixture
def office(ssh: Server, home: Path, tmp_path: Path) -> Iterator[Office]:
    one = Office(tmp_path / "var" / "site", lambda: ssh.opened(path=str(home)))
    yield one
    one.channel.close()


def site(folder: Path) -> dict[str, bytes]:
    return {name: data for name, data in files_of(folder).items() if not name.startswith(".loa/")}


def trace(post: str) -> Trace:
    return Trace(f"{post}@first/province/website", START, frozenset(), "")


def failure(call: Callable[[], object]):
    with pytest.raises(ChannelError) as caught:
        call()
    return caught.value.failure


def live(office: Office, seen: Callable[[], dict[str, bytes]]) -> None:
    """Publish, edit, withdraw, expire; after each the home holds what the folder does."""
    office.publish("bai-1", title="Một", expires=date(2026, 12, 2))
    assert seen() == office.made()
    office.publish("bai-2", title="Hai", link="https://phunu.example.vn/?a=1")
    assert seen() == office.made()
    before = seen()
    office.channel.edit("bai-1", outgoing("bai-1", title="Một, đã sửa", media=(picture(colour="#063038"),)))
    assert seen() == office.made()
    assert "Một, đã sửa".encode() in seen()["rss.xml"]
    assert len(before.keys() - seen().keys()) == 3  # its three pictures of before
    office.channel.edit("bai-1", outgoing("bai-1", title="Một", expires=date(2026, 12, 2)))
    office.clock.wait(3 * DAY)
    office.channel.tidy(office.clock.now())
    assert seen() == office.made()
    assert b"bai-1.html" not in seen()["rss.xml"]
    assert office.channel.standing(START) == {"bai-1", "bai-2"}
    assert office.channel.shown("bai-1") == outgoing().wording.text
    office.channel.withdraw("bai-2")
    assert seen() == office.made()
    assert not [name for name in seen() if "bai-2" in name]
    assert office.channel.shown("bai-2") is None
    with pytest.raises(Gone):
        office.channel.withdraw("bai-2")


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


def test_a_post_that_was_taken_down_does_not_come_back_from_what_a_cut_left(
    office: Office, home: Path
) -> None:
    office.publish("bai-1")
    record = home / "posts" / "bai-1.json"
    shutil.copy2(record, record.with_name(".bai-1.json.old"))
    office.channel.withdraw("bai-1")
    assert office.channel.shown("bai-1") is None
    assert not record.exists()


def test_a_home_writes_nothing_outside_of_the_folder(office: Office, home: Path) -> None:
    office.publish("bai-1")
    (home.parent / "x.json").write_bytes(b"from elsewhere")
    manifest = home / ".loa" / "manifest.json"
    known = json.loads(manifest.read_bytes())
    known["changed"]["posts/../../x.json"] = "?"
    manifest.write_bytes(json.dumps(known).encode())
    office.publish("bai-2")
    assert not (office.folder.parent / "x.json").exists()
    assert site(home) == office.made()


@pytest.mark.parametrize("name", ["/a", "../a", "posts/../a", "posts/..", "a/b/c", "posts/..\\a", "C:a", ""])
def test_a_name_that_leads_elsewhere_is_not_plain(name: str) -> None:
    assert not is_plain(name)
    assert is_plain("posts/bai-1.2026-12-01.xa-a.json")


def test_a_file_name_of_other_letters_is_told_and_nothing_more(office: Office, home: Path) -> None:
    (home / os.fsdecode(b"\xe1nh.txt")).touch()
    failed = failure(lambda: office.publish("bai-1"))
    assert (failed.kind, failed.code) == (FailureKind.CERTAIN, "website:odd")
    assert "utf-8" in failed.why.vi


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


@SLOW
def test_a_second_go_asks_nothing_and_one_post_sends_what_it_changed(office: Office, home: Path) -> None:
    for number in range(12):
        office.publish(f"bai-{number}", topic=f"Chủ đề {number % 5}")
    office.channel.tidy(office.clock.now())
    office.store.calls.clear()
    office.channel.tidy(office.clock.now())
    assert office.store.calls == []
    office.again().tidy(office.clock.now())
    assert office.store.calls == []
    before = site(home)
    office.publish("bai-moi")
    sent = office.store.taken("write")
    places = [name.rpartition("/")[0] for name in sent]
    order = ["anh", "posts", "bai", "chu-de", "doi-tuong", "luu-tru", "so-do", ""]
    assert places == sorted(places, key=order.index)
    changed = {name for name, data in site(home).items() if before.get(name) != data}
    assert sorted(sent) == sorted(changed)
    assert len(changed) < len(before) / 2


def test_what_never_came_home_is_not_public_and_does_not_become_so(office: Office, home: Path) -> None:
    office.publish("bai-1")
    (home / ".loa" / ".manifest.json.part").symlink_to("/dev/full")
    before = site(home)
    failed = failure(lambda: office.publish("bai-2"))
    assert (failed.kind, failed.code) == (FailureKind.CERTAIN, "website:full")
    assert "hết chỗ" in failed.why.vi
    (home / ".loa" / ".manifest.json.part").unlink()
    office.again().tidy(office.clock.now())
    now = site(home)
    assert {name for name in now if "bai-2" in name and "/bai-2-" not in name} == set()  # but the pictures
    assert all(now[name] == data for name, data in before.items())
    assert office.channel.confirm([trace("bai-2")]) == [()]
    assert now == office.made()
    office.publish("bai-2")
    assert site(home) == office.made()


@SLOW
def test_a_full_disk_in_the_middle_leaves_it_in_doubt_and_is_healed(office: Office, home: Path) -> None:
    office.publish("bai-1")
    (home / ".rss.xml.part").symlink_to("/dev/full")
    assert failure(lambda: office.publish("bai-2")).kind is FailureKind.DOUBTFUL
    assert len(office.channel.confirm([trace("bai-2")])[0]) == 1
    assert site(home) == office.made()


@SLOW
def test_a_copy_that_was_lost_is_made_anew_from_its_home(office: Office, home: Path) -> None:
    for number in range(3):
        office.publish(f"bai-{number}")
    before = site(home)
    shutil.rmtree(office.folder.parent)
    office.again().tidy(office.clock.now())
    assert site(home) == before
    assert office.store.taken("write") == []
    office.channel.tidy(office.clock.now())
    assert office.store.calls == []
    office.publish("bai-moi")
    assert before.keys() < site(home).keys()
    assert office.channel.standing(START) == {"bai-0", "bai-1", "bai-2", "bai-moi"}
    office.channel.withdraw("bai-0")
    assert not [name for name in site(home) if "bai-0" in name]


@SLOW
@pytest.mark.parametrize("damage", ["missing", "damaged", "no base", "another's"])
def test_a_manifest_that_cannot_be_used_is_made_from_what_is_there(
    office: Office, home: Path, damage: str
) -> None:
    office.publish("bai-1")
    office.publish("bai-2")
    manifest = home / ".loa" / "manifest.json"
    if damage == "missing":
        manifest.unlink()
    elif damage == "damaged":
        manifest.write_bytes(manifest.read_bytes()[:40])
    elif damage == "no base":
        next((home / ".loa").glob("base-*")).unlink()
        manifest.write_bytes(manifest.read_bytes().replace(b'"nonce":"', b'"nonce":"0'))
    else:
        manifest.write_bytes(b'{"hello": "world"}')
    (home / "index.html").write_bytes(b'<meta name="generator" content="Loa">half')
    (home / "bai" / "bai-9.html").write_bytes(b"left of a post that is no more")
    (home / "anh" / "cua-toi.png").write_bytes(b"a person's own")
    (home / "ghi-chu.txt").write_bytes(b"a person's own")
    (home / "luu-tru" / "ghi-chu.html").write_bytes(b"a person's own")
    office.store.calls.clear()
    office.publish("bai-3")
    now = site(home)
    own = {"anh/cua-toi.png", "ghi-chu.txt", "luu-tru/ghi-chu.html"}
    assert {name: data for name, data in now.items() if name not in own} == office.made()
    assert own <= now.keys()
    assert "posts/bai-1.json" not in office.store.taken("write")


@SLOW
def test_what_another_hand_did_is_found_on_the_next_day(office: Office, home: Path) -> None:
    for number in range(3):
        office.publish(f"bai-{number}")
    (home / "posts" / "bai-0.json").unlink()  # taken down by hand
    (home / "rss.xml").write_bytes(b"cut")
    (home / "bai" / "bai-1.html").unlink()
    (home / "bai" / ".bai-1.html.part").write_bytes(b"left by a kill")
    assert office.channel.shown("bai-0") is None
    office.clock.wait(DAY)
    office.channel.tidy(office.clock.now())
    assert site(home) == office.made()
    assert not (home / "bai" / "bai-0.html").exists()
    assert office.channel.standing(START) == {"bai-1", "bai-2"}


@SLOW
def test_a_record_that_the_manifest_does_not_know_is_public_all_the_same(office: Office, home: Path) -> None:
    office.publish("bai-1")
    shutil.copytree(home / ".loa", home / "older")
    office.publish("bai-2")
    shutil.rmtree(home / ".loa")
    (home / "older").rename(home / ".loa")  # a backup that was put back in part
    office.publish("bai-3")
    assert office.channel.standing(START) == {"bai-1", "bai-2", "bai-3"}
    assert site(home) == office.made()


def test_somebody_elses_site_is_never_written_over(office: Office, home: Path) -> None:
    (home / "posts").mkdir()
    (home / "posts" / "chao.json").write_bytes(b"{}")
    (home / "index.html").write_bytes(b"<html>Cua xa khac</html>")
    before = files_of(home)
    calls = [lambda: office.publish("bai-1"), lambda: office.channel.set_mark(Mark("a", 1, "b"))]
    for call in (*calls, office.channel.try_out):
        failed = failure(call)
        assert (failed.kind, failed.code) == (FailureKind.CREDENTIAL, "website:other-site")
    with pytest.raises(ChannelError):
        office.channel.tidy(office.clock.now())
    assert files_of(home) == before


def test_who_could_not_read_the_mark_neither_publishes_nor_writes_over_it(
    office: Office, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.channel.set_mark(Mark("so-cai-khac", 9, "may-khac"))
    read = office.store.store.read

    def lost(name: str) -> bytes | None:
        if name == "loa.json":
            raise HomeError(Trouble.AWAY, "a moment ago")
        return read(name)

    monkeypatch.setattr(office.store.store, "read", lost)
    assert failure(office.channel.mark).code == "website:away"
    monkeypatch.undo()
    for call in (lambda: office.publish("bai-1"), lambda: office.channel.set_mark(Mark("toi", 1, "day"))):
        failed = failure(call)
        assert (failed.kind, failed.code) == (FailureKind.CERTAIN, "website:away")
    assert office.channel.mark() == Mark("so-cai-khac", 9, "may-khac")
    office.publish("bai-1")
    assert (home / "posts" / "bai-1.json").is_file()


@pytest.mark.parametrize("cut", [".loa/manifest.json", "posts/bai-1.json"])
def test_a_first_post_that_was_cut_is_no_home_that_was_emptied(
    office: Office, home: Path, monkeypatch: pytest.MonkeyPatch, cut: str
) -> None:
    write = office.store.store.write

    def full(name: str, data: bytes) -> None:
        if name == cut:
            raise HomeError(Trouble.FULL, name)
        write(name, data)

    monkeypatch.setattr(office.store.store, "write", full)
    assert failure(lambda: office.publish("bai-1")).code == "website:full"
    office.again().tidy(office.clock.now())
    office.publish("bai-1")
    assert site(home) == office.made()


def test_a_home_of_which_only_the_hidden_files_are_left_was_emptied(office: Office, home: Path) -> None:
    office.publish("bai-1")
    for one in home.iterdir():  # as rm -r * does it
        if one.name != ".loa":
            shutil.rmtree(one) if one.is_dir() else one.unlink()
    asked = (
        lambda: office.publish("bai-2"),
        lambda: office.channel.standing(START),
        lambda: office.channel.shown("bai-1"),
        lambda: office.clock.wait(DAY) or office.channel.tidy(office.clock.now()),
    )
    assert {failure(one).code for one in asked} == {"website:emptied"}
    assert (office.folder / "posts" / "bai-1.json").is_file()
    shutil.rmtree(office.folder.parent)
    office.again().tidy(office.clock.now())
    office.publish("bai-3")
    assert site(home) == office.made()
    assert office.channel.standing(START) == {"bai-3"}


@SLOW
def test_a_home_that_was_emptied_proves_nothing_and_is_not_begun_anew(office: Office, home: Path) -> None:
    office.publish("bai-1")
    shutil.move(home, home.with_name("away"))
    home.mkdir()  # where a disk is no longer mounted
    for call in (
        lambda: office.channel.confirm([trace("bai-1")]),
        lambda: office.channel.shown("bai-1"),
        lambda: office.channel.standing(START),
        lambda: office.publish("bai-2"),
    ):
        assert failure(call).code == "website:emptied"
    assert files_of(home) == {}
    home.rmdir()
    assert failure(lambda: office.publish("bai-2")).code == "website:no-folder"
    shutil.move(home.with_name("away"), home)
    office.publish("bai-2")
    assert site(home) == office.made()


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


@SLOW
@pytest.mark.parametrize("refuses", ["", "posix-rename"])
@pytest.mark.parametrize("scene", ["publish", "edit", "withdraw"])
@pytest.mark.parametrize("proved", [(), ("--proved",)])
def test_a_client_that_is_killed_at_any_call_leaves_a_home_that_heals(
    tmp_path: Path, scene: str, refuses: str, proved: tuple[str, ...]
) -> None:
    with home_servers.sftp(tmp_path, refuses=refuses) as server:
        keys = server.folder.with_name("ssh")
        given = [str(tmp_path), str(server.port), str(keys), scene, *proved]
        program = [sys.executable, "-m", "tests.channels.killing_home", *given]
        root = Path(__file__).parents[2]
        ran = subprocess.run(program, cwd=root, capture_output=True, text=True, check=True, timeout=500)
    seen = [json.loads(line) for line in ran.stdout.splitlines()]
    assert [one["killed"] for one in seen] == [True] * (len(seen) - 1) + [False]
    assert len(seen) > 20
    assert not [one for one in seen if one["half"] or not one["in_step"] or not one["healed"]]
