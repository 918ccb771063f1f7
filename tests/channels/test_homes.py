"""A site whose home is another machine: what is carried, and what a cut or another hand leaves."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from scheduler.channels.channel import ChannelError, FailureKind, Mark
from scheduler.channels.site.homes.manifest import is_plain
from scheduler.channels.site.homes.store import HomeError, Trouble
from tests.channels import home_servers
from tests.channels.carried import DAY, Office, failure, site, trace
from tests.channels.making import START, files_of

SLOW = pytest.mark.slow


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
    order = ["anh", "posts", "bai", "chu-de", "doi-tuong", "luu-tru", "so-do", "tim", ""]
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


@SLOW
@pytest.mark.parametrize(
    ("scene", "refuses", "proved"),
    [
        ("publish", "", ()),
        ("publish", "posix-rename", ("--proved",)),
        ("edit", "", ("--proved",)),
        ("edit", "posix-rename", ()),
        ("withdraw", "", ()),
        ("withdraw", "posix-rename", ("--proved",)),
    ],
)
def test_a_client_that_is_killed_at_any_call_leaves_a_home_that_heals(
    tmp_path: Path, scene: str, refuses: str, proved: tuple[str, ...]
) -> None:
    """Each two of them meet: how a file is put in its place does not ask which file it is."""
    home_servers.file_server()
    given = [str(tmp_path), scene, *proved, *(["-P", refuses] if refuses else [])]
    program = [sys.executable, "-m", "tests.channels.killing_home", *given]
    root = Path(__file__).parents[2]
    ran = subprocess.run(program, cwd=root, capture_output=True, text=True, check=True, timeout=500)
    seen = [json.loads(line) for line in ran.stdout.splitlines()]
    assert [one["killed"] for one in seen] == [True] * (len(seen) - 1) + [False]
    assert len(seen) > 20
    assert not [one for one in seen if one["half"] or not one["in_step"] or not one["healed"]]
