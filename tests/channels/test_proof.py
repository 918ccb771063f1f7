"""Whether a post is the union's: pages of proof, signed lists, and that no changed byte passes."""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.channels.channel import Health
from scheduler.channels.site.proof import lists
from scheduler.channels.site.proof.proofs import Sealing
from scheduler.channels.site.proof.signing import NotAKey, Refused, make_key, read_key, read_signers
from scheduler.channels.site.proof.verifying import Outcome, judge_file, judge_list, judge_post
from scheduler.channels.site.store import digest_of
from scheduler.clock import FixedClock
from scheduler.problems import Text
from tests.channels.making import ADDRESS, SEALING, START, files_of, outgoing, picture, signing_key, website
from tests.examples import examples

MONTH = "xac-minh/2026-12.txt"
HOST = "phunu.soctrang.gov.vn"
needs_ssh_keygen = pytest.mark.skipif(not shutil.which("ssh-keygen"), reason="OpenSSH is not installed")


def publish(folder: Path, *posts: str, clock: FixedClock | None = None, **what: object):
    channel = website(folder, clock or FixedClock(START), sealing=SEALING)
    for post in posts or ("mat-khau-manh",):
        going = outgoing(post, **what)
        channel.reveal(going, channel.prepare(going))
    return channel


def reader(folder: Path):
    return lambda name: (folder / name).read_bytes() if (folder / name).is_file() else None


def keys(folder: Path):
    return read_signers((folder / "xac-minh/khoa.txt").read_bytes())


def ssh_keygen(folder: Path, name: str, *, who: str = HOST) -> subprocess.CompletedProcess[str]:
    asked = ["ssh-keygen", "-Y", "verify", "-f", "khoa.txt", "-I", who, "-n", "loa", "-s", f"{name}.sig"]
    with (folder / name).open("rb") as data:
        return subprocess.run(
            asked, check=False, cwd=folder, stdin=data, capture_output=True, text=True, timeout=20
        )


def test_without_a_key_in_the_settings_nothing_is_different(tmp_path: Path) -> None:
    channel = website(tmp_path)
    going = outgoing()
    channel.reveal(going, channel.prepare(going))
    assert not [name for name in files_of(tmp_path) if "xac-minh" in name or "da-go" in name]
    assert "xac-minh" not in (tmp_path / "bai/mat-khau-manh.html").read_text(encoding="utf-8")
    assert not isinstance(channel, Health)


def test_each_post_has_a_page_that_says_whose_it_is_since_when_and_by_which_hashes(tmp_path: Path) -> None:
    publish(tmp_path)
    page = (tmp_path / "xac-minh/mat-khau-manh.html").read_text(encoding="utf-8")
    assert "Đúng là bài của Hội LHPN tỉnh Sóc Trăng" in page
    assert "Thứ Ba, 1/12/2026" in page
    assert ADDRESS in page  # where to look in the address bar
    assert not re.search(r"\b[0-9a-f]{64}\b", re.sub(r"(?s)<details>.*?</details>", "", page))
    assert "../bai/mat-khau-manh.html" in page
    record = (tmp_path / "posts/mat-khau-manh.json").read_bytes()
    pictures = [data for name, data in files_of(tmp_path).items() if name.startswith("anh/")]
    for data in (record, *pictures):
        assert hashlib.sha256(data).hexdigest() in page
    assert "../xac-minh/mat-khau-manh.html" in (tmp_path / "bai/mat-khau-manh.html").read_text(
        encoding="utf-8"
    )


@pytest.mark.parametrize("wanted", [True, False])
def test_who_approved_it_is_shown_only_if_the_office_wants_that(tmp_path: Path, wanted: bool) -> None:
    channel = website(tmp_path, sealing=SEALING, show_approver=wanted)
    going = replace(outgoing(), approved_by="Trần Thị Mai")
    channel.reveal(going, channel.prepare(going))
    shown = [name for name, data in files_of(tmp_path).items() if "Trần Thị Mai".encode() in data]
    assert shown == (["posts/mat-khau-manh.json", "xac-minh/mat-khau-manh.html"] if wanted else [])


@needs_ssh_keygen
def test_ssh_keygen_and_sha256sum_alone_check_a_list_and_its_files(tmp_path: Path) -> None:
    publish(tmp_path, "mot", "hai")
    for name in ("2026-12.txt", "danh-sach.txt"):
        done = ssh_keygen(tmp_path / "xac-minh", name)
        assert (done.returncode, done.stdout[:4]) == (0, "Good"), done
        assert signing_key().public.fingerprint in done.stdout
    assert ssh_keygen(tmp_path / "xac-minh", "2026-12.txt", who="ai-do.vn").returncode != 0
    summed = ["sha256sum", "--check", "--strict", "--quiet"]
    for name in (MONTH, lists.HEAD):
        done = subprocess.run(
            [*summed, name], check=False, cwd=tmp_path, capture_output=True, text=True, timeout=20
        )
        assert (done.returncode, done.stderr) == (0, ""), done
    with (tmp_path / MONTH).open("ab") as file:
        file.write(b"\n")
    assert ssh_keygen(tmp_path / "xac-minh", "2026-12.txt").returncode != 0


@needs_ssh_keygen
def test_a_key_and_a_signature_of_ssh_keygens_own_are_taken(tmp_path: Path) -> None:
    made = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "may tinh Hoi", "-f", str(tmp_path / "khoa")]
    subprocess.run(made, check=True, timeout=20)
    key = read_key((tmp_path / "khoa").read_text())
    assert read_signers((tmp_path / "khoa.pub").read_bytes()) == [key.public]
    (tmp_path / "tin").write_bytes(b"Loa\n")
    signed = [
        "ssh-keygen",
        "-q",
        "-Y",
        "sign",
        "-n",
        "loa",
        "-f",
        str(tmp_path / "khoa"),
        str(tmp_path / "tin"),
    ]
    subprocess.run(signed, check=True, capture_output=True, timeout=20)
    assert (tmp_path / "tin.sig").read_bytes() == key.sign(b"Loa\n")


LIST = lists.month_list(("Hội", ADDRESS), "2026-12", [], [])
SIGNED = signing_key().sign(LIST)


@given(st.sampled_from([LIST, SIGNED]), st.data())
@settings(max_examples=examples(60))
def test_a_byte_that_was_changed_added_or_lost_is_refused(which: bytes, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(which) - 1))
    byte = bytes([data.draw(st.integers(0, 255).filter(lambda one: one != which[at]))])
    changed = data.draw(
        st.sampled_from([which[:at] + byte + which[at + 1 :], which[:at] + byte + which[at:], which[:at]])
    )
    list_, signature = (changed, SIGNED) if which is LIST else (LIST, changed)
    with pytest.raises(Refused):
        signing_key().public.check(list_, signature)


def test_another_key_is_refused_and_ours_is_not(tmp_path: Path) -> None:
    publish(tmp_path)
    read = reader(tmp_path)
    assert keys(tmp_path) == [signing_key().public]
    assert judge_list(read, MONTH, keys(tmp_path)).outcome is Outcome.LIST
    assert judge_list(read, MONTH, [signing_key(2).public]).outcome is Outcome.REFUSED
    assert judge_list(read, MONTH, []).outcome is Outcome.REFUSED


def test_a_post_is_genuine_until_a_file_of_it_or_a_list_is_another(tmp_path: Path) -> None:
    publish(tmp_path, "mot", "hai")
    read, ours = reader(tmp_path), keys(tmp_path)
    assert judge_post("mot", read, ours).outcome is Outcome.GENUINE
    assert judge_post("ba", read, ours).outcome is Outcome.UNKNOWN
    card = next(tmp_path.glob("anh/mot-*.jpg"))
    assert judge_file(card.read_bytes(), read, [MONTH], ours).outcome is Outcome.GENUINE
    assert judge_file(card.read_bytes() + b" ", read, [MONTH], ours).outcome is Outcome.UNKNOWN
    record = tmp_path / "posts/mot.json"
    record.write_bytes(record.read_bytes().replace("dài".encode(), "ngắn".encode()))
    assert judge_post("mot", read, ours).outcome is Outcome.CHANGED
    older = (tmp_path / MONTH).read_bytes(), (tmp_path / f"{MONTH}.sig").read_bytes()
    publish(tmp_path, "ba", clock=FixedClock(START + timedelta(hours=1)))
    (tmp_path / MONTH).write_bytes(older[0])
    (tmp_path / f"{MONTH}.sig").write_bytes(older[1])
    assert judge_list(read, MONTH, ours).outcome is Outcome.LIST  # by itself it is sound
    assert judge_post("ba", read, ours).outcome is Outcome.REFUSED  # the head knows of a newer one


def test_what_was_taken_down_stands_as_such_and_says_nothing_more(tmp_path: Path) -> None:
    clock = FixedClock(START)
    publish(tmp_path, "hai", clock=clock, title="Em Lan lớp 4A")
    channel = publish(tmp_path, "mot", clock=clock, title="Em Lan lớp 4A", media=(picture(colour="#063038"),))
    card = next(tmp_path.glob("anh/mot-*.jpg")).read_bytes()
    clock.wait(3600)
    channel.withdraw("mot")
    read, ours = reader(tmp_path), keys(tmp_path)
    judged = judge_post("mot", read, ours)
    assert judged.outcome is Outcome.WITHDRAWN
    assert judged.post and judged.post.last == (START + timedelta(hours=1)).isoformat()
    assert judge_file(card, read, [MONTH], ours).outcome is Outcome.WITHDRAWN
    page = (tmp_path / "xac-minh/mot.html").read_text(encoding="utf-8")
    assert "đã gỡ xuống" in page
    left = {name: data for name, data in files_of(tmp_path).items() if "mot" in name}
    assert sorted(left) == ["xac-minh/mot.html"]
    assert "Em Lan" not in page
    assert (tmp_path / MONTH).read_text(encoding="utf-8").count("Em Lan") == 1  # of the one that stands
    assert judge_post("hai", read, ours).outcome is Outcome.GENUINE


def test_what_is_published_again_is_withdrawn_no_more(tmp_path: Path) -> None:
    clock = FixedClock(START)
    publish(tmp_path, "mot", clock=clock).withdraw("mot")
    publish(tmp_path, "mot", clock=clock)
    assert judge_post("mot", reader(tmp_path), keys(tmp_path)).outcome is Outcome.GENUINE
    clock.wait(2 * 86400)
    website(tmp_path, clock, sealing=SEALING).tidy(clock.now())
    assert not list(tmp_path.glob("da-go/*"))
    assert judge_post("mot", reader(tmp_path), keys(tmp_path)).outcome is Outcome.GENUINE


def test_a_catalogue_and_lists_that_are_lost_are_made_anew_byte_for_byte(tmp_path: Path) -> None:
    clock = FixedClock(START)
    publish(tmp_path, "mot", "hai", clock=clock).withdraw("mot")
    before = files_of(tmp_path)
    shutil.rmtree(tmp_path / ".loa")
    shutil.rmtree(tmp_path / "xac-minh")
    website(tmp_path, clock, sealing=SEALING).tidy(clock.now())
    after = files_of(tmp_path)
    assert {name: after[name] for name in before if not name.startswith(".loa/")} == {
        name: data for name, data in before.items() if not name.startswith(".loa/")
    }


def test_posts_of_before_the_key_are_listed_once_there_is_one(tmp_path: Path) -> None:
    channel = website(tmp_path)
    going = outgoing("cu")
    channel.reveal(going, channel.prepare(going))
    publish(tmp_path, "moi")
    assert judge_post("cu", reader(tmp_path), keys(tmp_path)).outcome is Outcome.GENUINE


LOST = Sealing(None, Text("mất khóa", "the key is lost"))


@pytest.mark.parametrize("sealing", [LOST, Sealing(signing_key(2))])
def test_with_a_key_that_is_lost_or_another_posts_go_out_and_the_lists_wait_and_it_is_told(
    tmp_path: Path, sealing: Sealing
) -> None:
    publish(tmp_path, "mot")
    before = {name: data for name, data in files_of(tmp_path).items() if name.endswith((".txt", ".sig"))}
    clock = FixedClock(START + timedelta(days=1))
    channel = website(tmp_path, clock, sealing=sealing)
    channel.tidy(clock.now())
    going = outgoing("hai")
    channel.reveal(going, channel.prepare(going))
    after = {name: data for name, data in files_of(tmp_path).items() if name.endswith((".txt", ".sig"))}
    assert after == before  # never a new key, never an unsigned list
    assert (tmp_path / "bai/hai.html").exists()
    assert isinstance(channel, Health)
    (fault,) = channel.checkup().faults
    assert fault.code == "website:signing-key"
    assert fault.why.vi == ("mất khóa" if sealing is LOST else channel._proofs.trouble().vi)
    back = website(tmp_path, clock, sealing=SEALING)
    back.tidy(clock.now())
    assert not back.checkup().faults
    assert judge_post("hai", reader(tmp_path), keys(tmp_path)).outcome is Outcome.GENUINE


def test_a_key_is_changed_only_by_what_somebody_wrote_into_the_settings(tmp_path: Path) -> None:
    publish(tmp_path, "mot")
    new = Sealing(signing_key(2), None, (signing_key().public.fingerprint,))
    clock = FixedClock(START + timedelta(days=1))
    channel = website(tmp_path, clock, sealing=new)
    channel.tidy(clock.now())
    assert not channel.checkup().faults
    assert keys(tmp_path) == [signing_key(2).public]
    assert judge_post("mot", reader(tmp_path), keys(tmp_path)).outcome is Outcome.GENUINE
    assert signing_key().public.fingerprint in (tmp_path / "xac-minh.html").read_text(encoding="utf-8")


def test_a_key_is_made_in_the_form_of_openssh_and_shows_itself_to_nobody() -> None:
    text = make_key()
    key = read_key(text)
    assert text.startswith("-----BEGIN OPENSSH PRIVATE KEY-----")
    assert text.split("\n")[1] not in repr(key)
    for other in ("", "ssh-rsa AAAA", text[:-80], text.replace("OPENSSH", "RSA")):
        with pytest.raises(NotAKey):
            read_key(other)


@pytest.mark.slow
def test_one_more_post_reads_and_writes_its_own_month_and_the_head(tmp_path: Path) -> None:
    clock = FixedClock(START)
    publish(tmp_path, "mot", "hai", clock=clock)
    clock.wait(40 * 86400)
    publish(tmp_path, "ba", clock=clock)
    old = (tmp_path / MONTH).read_bytes()
    stamp = (tmp_path / MONTH).stat().st_mtime_ns
    publish(tmp_path, "bon", clock=clock)
    assert (tmp_path / MONTH).stat().st_mtime_ns == stamp
    head = lists.read_sums((tmp_path / lists.HEAD).read_bytes())
    assert head[MONTH] == digest_of(old)
    assert list(head) == [MONTH, "xac-minh/2027-01.txt"]


def test_a_forged_list_does_not_play_with_the_screen() -> None:
    when = "2026-12-01T00:00:00+07:00"
    forged = f"# Loa\n# Hội\n# {ADDRESS}\n# bài mot\x1b[2J {when} {when}\n# bài hai {when} \x9b2J\n"
    assert list(lists.read_posts(forged.encode())) == []
    assert lists.read_sums(("0" * 64 + "  a\x1b[2J\n").encode()) == {}
    assert lists.address_in(forged.encode()) == ADDRESS
