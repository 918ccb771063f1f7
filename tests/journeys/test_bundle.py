"""Posts that a province gives and a commune takes, on the command line from end to end."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import yaml

from tests.journeys.office import Office, dump

FILE = "posts/tu-tinh/thang.yaml"


@pytest.fixture
def offices(tmp_path, practice):
    found = []
    for name, said in (("tinh", "Hội LHPN tỉnh"), ("xa", "Hội LHPN xã Đại Tâm")):
        one = Office(tmp_path / name, practice if name == "xa" else None, ahead=0, language="vi")
        one.settings["organisation"] = said
        one.write("config/settings.yaml", dump(one.settings))
        found.append(one)
    tinh, xa = found
    tinh.plan(
        "thang",
        *(
            tinh.post(one, f"Lời {one}. {{{{ unit.name }}}} luôn bên bạn.")
            for one in ("mot", "hai", "ba", "bon")
        ),
    )
    return tinh, xa


def entries(office):
    return {
        one["id"]: one for one in yaml.load((office.root / FILE).read_text("utf-8"), yaml.BaseLoader)["posts"]
    }


def change(office, id_, file=FILE, **keys):
    value = yaml.load((office.root / file).read_text("utf-8"), yaml.BaseLoader)
    for one in value["posts"]:
        one.update(keys if one["id"] == id_ else {})
    office.write(file, dump(value))


def until():
    return f"{datetime.now(UTC) + timedelta(days=60):%Y-%m-%d}"


@pytest.mark.slow
def test_a_bundle_goes_from_the_province_to_the_commune_and_what_is_withdrawn_comes_down(offices, tmp_path):
    tinh, xa = offices
    first, second, told = tmp_path / "1.zip", tmp_path / "2.zip", tmp_path / "phieu"
    is_given_and_taken(tinh, xa, first)
    is_changed_and_withdrawn(tinh, xa, second)
    assert xa.run("bundle", "take", first).status == 1  # an older one
    is_told(tinh, xa, told)
    assert xa.run("withdraw", "thang-hai", "--why", "Tỉnh rút").status == 0
    assert xa.feed() == ["Bài bon", "Bài mot"]
    assert len(xa.messages()) == 2
    taken = xa.run("bundle", "take", second)
    assert (taken.status, [*entries(xa)]) == (0, ["thang-mot", "thang-bon"]), taken.said
    is_told_again(tinh, xa, told)


def is_given_and_taken(tinh, xa, first):
    assert tinh.run("bundle", "make", "thang", "mot").status == 1  # no key yet
    number = tinh.run("bundle", "key", "--make").out.strip()
    assert tinh.run("bundle", "key", "--make").status == 1
    words = ("--file", "posts/thang.yaml", "--title", "Tháng 12", "--until", until(), "--out", first)
    made = tinh.run("bundle", "make", "thang", *words)
    assert (made.status, made.out.strip()) == (0, str(first)), made.err
    looked = xa.run("bundle", "check", first)
    assert (looked.status, "Bài hai" in looked.out, "chưa ai ở đây so" in looked.err) == (0, True, True)
    alone = xa.run("bundle", "take", first)
    assert (alone.status, number in alone.said) == (1, False)  # she has to hear it
    assert not (xa.root / FILE).exists()
    taken = xa.run("bundle", "take", first, "--number", number, "--leave-out", "ba")
    assert (taken.status, [*entries(xa)]) == (0, ["thang-mot", "thang-hai", "thang-bon"]), taken.err
    assert xa.run("bundle", "take", first).status == 0  # twice is as once
    assert xa.run("publish", "thang-mot", "--now").status != 0  # a draft
    for one in ("thang-mot", "thang-hai", "thang-bon"):
        change(xa, one, status="ready")
    change(xa, "thang-mot", text="Xã nói: lời mot.")
    assert xa.run("publish", "thang-mot", "thang-hai", "thang-bon", "--now").status == 0
    assert xa.feed() == ["Bài bon", "Bài hai", "Bài mot"]
    assert len(xa.messages()) == 3  # on its page as well


def is_changed_and_withdrawn(tinh, xa, second):
    for one in ("mot", "bon"):
        change(tinh, one, "posts/thang.yaml", text=f"Tỉnh sửa lời {one}.")
    gone = ("--withdraw", "hai", "--why", "Sai số điện thoại")
    made = tinh.run("bundle", "make", "thang", *gone, "--out", second)
    assert (made.status, "Đã sửa so với bản trước: mot, bon" in made.err) == (0, True), made.err
    taken = xa.run("bundle", "take", second)
    assert taken.status == 1
    assert "CẦN GỠ: bài “thang-hai”" in taken.err
    assert "Bài “thang-mot” đã công khai theo bản của chị" in taken.err
    assert "Bài “thang-bon” đã công khai mà nơi ra vừa sửa" in taken.err
    assert entries(xa)["thang-hai"]["status"] == entries(xa)["thang-bon"]["status"] == "draft"
    change(xa, "thang-bon", status="ready")  # once she has looked
    assert xa.run("update", "thang-bon", "--why", "Tỉnh sửa").status == 0
    assert any("Tỉnh sửa lời bon." in post["message"] for post in xa.practice.posts())
    assert entries(xa)["thang-mot"]["text"] == "Xã nói: lời mot."


def is_told(tinh, xa, told):
    units = [
        {"id": "dai-tam", "name": "Hội LHPN xã Đại Tâm"},
        {"id": "my-xuyen", "name": "Hội LHPN xã Mỹ Xuyên"},
    ]
    tinh.write("config/units.yaml", dump({"units": units}))
    told.mkdir()
    assert xa.run("bundle", "receipt", "thang").status == 1  # no key yet
    assert xa.run("bundle", "key", "--make").status == 0
    written = xa.run("bundle", "receipt", "thang", "--out", told / "xa.json")
    assert (written.status, "CẦN GỠ: bài “thang-hai”" in written.err) == (1, True), written.err
    table = tinh.run("bundle", "received", "thang", told)
    assert (table.status, "CHƯA GỠ: Hội LHPN xã Đại Tâm còn bài “hai”" in table.err) == (1, True), table.said
    rows = tinh.run("bundle", "received", "thang", told, "--format", "json").json
    counted = {
        row["office"]: [row[key] for key in ("edition", "public", "own", "left_out", "still_public")]
        for row in rows
    }
    assert counted == {"Hội LHPN xã Đại Tâm": [2, 3, 1, 1, 1], "Hội LHPN xã Mỹ Xuyên": [0, 0, 0, 0, 0]}
    lines = tinh.run("bundle", "received", "thang", told, "--format", "csv").out.splitlines()
    assert any("https://dai-tam.example/tin/" in line and line.endswith(",public") for line in lines)
    assert lines[-1].endswith(",no answer")


def is_told_again(tinh, xa, told):
    assert xa.run("bundle", "receipt", "thang", "--out", told / "xa-2.json").status == 0
    assert tinh.run("bundle", "received", "thang", told).status == 0
    (told / "gia.json").write_bytes(
        (told / "xa.json").read_bytes().replace(b"dai-tam.example", b"dai-tam.exampel")
    )
    table = tinh.run("bundle", "received", "thang", told)
    assert (table.status, "gia.json: SAI CHỮ KÝ" in table.err) == (1, True), table.said


@pytest.mark.slow
def test_the_wrong_file_is_refused_in_words(offices, tmp_path):
    _, xa = offices
    (tmp_path / "cong-van.zip").write_bytes(b"PK\x03\x04")
    (tmp_path / "anh.jpg").write_bytes(b"\xff\xd8")
    for name in ("cong-van.zip", "anh.jpg", "khong-co.zip", "."):
        for words in (("check",), ("take", "--number", "1")):
            done = xa.run("bundle", words[0], tmp_path / name, *words[1:])
            assert done.status in {1, 2}
            assert done.err.strip()
    assert not (xa.root / "config/bundles").exists()
