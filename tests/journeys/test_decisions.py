"""What a person decides on the command line: hold, retry, skip, update, withdraw, freeze, thaw."""

from __future__ import annotations

import getpass

import pytest

from tests.journeys.office import Office, dump, loa, sleep_until, wait_until

DATE = "first/province"


@pytest.fixture
def office(tmp_path, practice):
    return Office(tmp_path / "office", practice, ahead=3600, language="vi")


def key(post, channel="facebook"):
    return f"{post}@{DATE}/{channel}"


@pytest.mark.slow
def test_a_held_post_waits_for_a_person_and_goes_on_by_retry(office):
    office.plan("lich", office.post("giu"))
    done = office.run("hold", "giu", "--why", "chờ {số liệu}", "--by", "Chị Lan", "--format", "json")
    assert done.status == 0, done.err
    assert [row["state"] for row in done.json] == ["held", "held"]
    assert "Chị Lan giữ lại: chờ {số liệu}" in done.json[0]["why"]
    assert {row["todo"].rpartition(": ")[2] for row in done.json} == {"loa retry giu"}
    done = office.run("retry", "giu", "--format", "json")
    assert (done.status, [row["state"] for row in done.json]) == (0, ["planned"] * 2)
    again = office.run("retry", "giu")
    assert again.status == 1
    assert "không có lượt nào đang giữ lại" in again.err
    assert office.run("publish", "--due").status == 0
    assert office.messages() == [], "its time has not come"
    early = office.run("publish", "giu")
    assert (early.status, office.messages()) == (2, [])
    assert "chưa đến giờ" in early.err
    assert "loa publish giu --now" in early.err
    assert office.run("publish", "--now", "giu").status == 0
    assert office.messages() == office.feed() == ["Bài giu"]


def test_words_that_no_file_could_hold_and_names_of_spaces_are_taken_as_they_can_be(office):
    office.plan("lich", office.post("giu"))
    done = office.run("hold", "giu", "--why", "sai \udcff", "--by", "  ", "--format", "json")
    assert done.status == 0, done.err
    assert done.json[0]["why"] == f"bài do {getpass.getuser()} giữ lại: sai \ufffd"


@pytest.mark.slow
def test_what_is_skipped_is_not_published_and_what_is_public_cannot_be(office):
    office.plan("lich", office.post("bo"))
    done = office.run("skip", key("bo"), "--why", "trùng bài", "--by", "Chị Lan", "--format", "json")
    assert (done.status, done.json[0]["state"]) == (0, "skipped")
    office.run("publish", "--now", "bo", "--channel", "website")
    done = office.run("skip", key("bo", "website"), "--why", "x", "--format", "json")
    assert done.status == 1
    assert "đã đăng" in done.err
    assert office.run("skip", "bo", "--why", "x").status == 2
    assert office.run("skip", key("khong-co"), "--why", "x").status == 1


@pytest.mark.slow
def test_an_edited_text_is_shown_as_differing_and_carried_by_update(office):
    office.plan("lich", office.post("sua", first_comment="Hỏi thêm thì gọi {{ hotline('tong-dai-111') }}."))
    assert office.run("publish", "--now", "sua").status == 0
    (before,) = office.practice.posts()
    assert before["comments"] == ["Hỏi thêm thì gọi 111."]
    assert office.run("update", "sua", "--format", "json").status == 0
    office.plan("lich", office.post("sua", "Lời đã sửa cho đúng số liệu.", first_comment="Hỏi thêm."))
    assert {row["todo"] for row in office.standings().values()} == {"Đưa bản mới lên: loa update sua"}
    done = office.run("update", "sua", "--why", "sai số liệu", "--by", "Chị Lan", "--format", "json")
    assert done.status == 0, done.err
    assert [(row["state"], row["why"]) for row in done.json] == [("published", None)] * 2
    (post,) = office.practice.posts()
    assert (post["id"], "Lời đã sửa" in post["message"]) == (before["id"], True)
    assert post["comments"] == ["Hỏi thêm thì gọi 111."], "a comment is said once"
    assert "Lời đã sửa" in (office.root / "var/site/bai/sua.html").read_text("utf-8")
    log = office.run("status", "--corrections", "--format", "json").json
    assert [(one["key"], one["what"], one["who"], one["why"]) for one in log] == [
        (key("sua"), "edit", "Chị Lan", "sai số liệu"),
        (key("sua", "website"), "edit", "Chị Lan", "sai số liệu"),
    ]
    assert all(one["mended"] >= one["asked"] for one in log)


@pytest.mark.slow
def test_a_changed_card_needs_a_decision_and_then_stands_there_once(office):
    office.plan("lich", office.post("the"))
    office.run("publish", "--now", "the")
    (before,) = office.practice.posts()
    card = {"template": "tip", "headline": "Thẻ mới", "alt": "Tấm thẻ mới"}
    office.plan("lich", office.post("the", card=card))
    done = office.run("update", "the", "--channel", "facebook")
    assert done.status == 1
    assert "loa update the --anew" in done.err
    assert office.practice.posts() == [before]
    done = office.run("update", "the", "--anew", "--channel", "facebook", "--format", "json")
    assert done.status == 0, done.err
    (post,) = office.practice.posts()
    assert post["id"] != before["id"]
    assert post["pictures"] != before["pictures"]
    assert office.standings()[key("the")]["remote_id"] == post["id"]


@pytest.mark.slow
def test_what_is_withdrawn_is_nowhere_and_stays_so(office):
    office.plan("lich", office.post("go"), office.post("o-lai"))
    office.run("publish", "--now", "go", "o-lai")
    done = office.run("withdraw", "go", "--why", "gia đình rút đồng ý", "--by", "Chị Hoa", "--format", "json")
    assert done.status == 0, done.err
    assert [row["state"] for row in done.json] == ["withdrawn", "withdrawn"]
    assert "Chị Hoa cho gỡ bài: gia đình rút đồng ý" in done.json[0]["why"]
    assert office.messages() == office.feed() == ["Bài o-lai"]
    office.run("publish", "--now", "go")
    office.run("publish", "--due")
    assert office.messages() == office.feed() == ["Bài o-lai"]
    assert office.run("withdraw", "go", "--why", "x").status == 1


@pytest.mark.slow
def test_without_the_net_a_withdrawal_waits_and_is_done_by_the_next_wake_up(office):
    office.plan("lich", office.post("mang"))
    office.run("publish", "--now", "mang")
    office.practice.arm("refuse", "delete")
    done = office.run("withdraw", "mang", "--why", "sai", "--format", "json")
    assert done.status == 1
    assert "đang chờ gỡ" in office.standings()[key("mang")]["why"]
    with office.serving():
        wait_until(lambda: office.practice.posts() == [])
        wait_until(lambda: office.standings()[key("mang")]["state"] == "withdrawn")
    assert office.practice.posts() == []


@pytest.mark.slow
def test_frozen_nothing_goes_out_and_each_late_post_is_a_persons_choice(tmp_path, practice):
    office = Office(tmp_path / "office", practice, ahead=-600, language="vi")
    office.plan("lich", office.post("tre"), office.post("cho-mai", at=office.minute.replace(year=2099)))
    office.run("publish", "cho-mai", "--dry-run")
    with office.serving() as program:
        program.process.terminate()  # the ledger is born after the post's time: order decides about it
    office.run("hold", "tre")
    office.run("retry", key("tre"))
    office.run("retry", key("tre", "website"))
    done = office.run("freeze", "--why", "quốc tang", "--by", "Chị Hoa", "--format", "json")
    assert (done.status, len(done.json)) == (0, 2)
    done = office.run("publish", "--due")
    assert "Chị Hoa" in done.err
    assert office.run("publish", "cho-mai").status == 1
    assert office.messages() == office.feed() == []
    assert "quốc tang" in office.run("status").err
    assert "quốc tang" in office.run("doctor").said
    done = office.run("thaw", "--format", "json")
    assert (done.status, {row["decision"] for row in done.json}) == (1, {"hold"})
    assert {row["state"] for row in office.standings().values()} == {"held"}
    office.run("publish", "--due")
    assert office.messages() == []
    office.run("freeze", "--why", "lần nữa")
    assert office.run("thaw", "--publish-late").status == 0
    assert office.run("thaw").status == 0


@pytest.mark.slow
def test_freezing_takes_hold_of_a_serve_that_runs(tmp_path, practice):
    office = Office(tmp_path / "office", practice, ahead=20, language="vi")
    office.begin()
    office.plan("lich", office.post("dong-bang"))
    with office.serving():
        assert office.run("freeze", "--why", "bão").status == 0
        sleep_until(office.minute)
        wait_until(office.standings)
        assert {row["state"] for row in office.standings().values()} == {"planned"}
        assert office.messages() == office.feed() == []
        office.run("thaw", "--publish-late")
        wait_until(lambda: office.messages() == office.feed() == ["Bài dong-bang"])


@pytest.mark.slow
def test_a_serve_that_is_frozen_lets_the_called_statement_out_once_and_nothing_else(tmp_path, practice):
    office = Office(tmp_path / "office", practice, ahead=20, language="vi")
    office.begin()
    said = office.post("tuyen-bo", status="statement")
    del said["at"]
    office.plan("lich", office.post("bai"), said)
    with office.serving():
        assert office.run("freeze", "--why", "bão").status == 0
        assert office.run("statement", "tuyen-bo", "--by", "Chị Mai", "--yes").status == 1, "not approved"
        assert office.run("approve", "tuyen-bo", "--by", "Chị Mai").status == 0
        assert office.run("statement", "tuyen-bo", "--by", "Chị Mai").status == 2, (
            "nobody is there to be asked"
        )
        done = office.run("statement", "tuyen-bo", "--by", "Chị Mai", "--yes")
        assert done.status == 0, done.err
        wait_until(lambda: office.messages() == office.feed() == ["Bài tuyen-bo"])
        assert "đã lên" in office.run("statement", "tuyen-bo", "--by", "Chị Mai", "--yes").err
        public = office.run("public", "--format", "json").json
        assert [(row["post"], row["state"]) for row in public] == [("tuyen-bo", "public")] * 2
        assert all(row["address"] for row in public)
    assert office.messages() == ["Bài tuyen-bo"]


_COMMANDS = ("hold", "retry", "skip", "update", "withdraw", "freeze", "thaw", "statement", "public", "advice")


@pytest.mark.parametrize("command", _COMMANDS)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_each_command_has_its_help_in_both_languages(tmp_path, command, language):
    done = loa(command, "--help", "--lang", language, folder=tmp_path)
    assert done.status == 0
    assert ("Cách dùng" in done.out) == (language == "vi")


def test_without_a_channel_every_decision_says_why_nothing_was_done(tmp_path):
    office = Office(tmp_path / "office", ahead=3600, language="vi")
    del office.settings["website"]
    office.write("config/settings.yaml", dump(office.settings))
    office.plan("lich", office.post("bai"))
    for words in (("hold", "bai"), ("retry", "bai"), ("publish", "bai")):
        done = office.run(*words)
        assert (done.status, "Chưa nối kênh nào" in done.err) == (1, True), words


def test_of_a_draft_and_of_a_post_without_a_place_it_is_said_which_it_is(tmp_path):
    office = Office(tmp_path / "office", ahead=3600, language="vi")
    office.plan("lich", office.post("nhap", status="draft"), office.post("trang", channels=["facebook"]))
    done = office.run("hold", "nhap", "trang")
    assert done.status == 1
    assert "bài “nhap”: bài không có trong lịch, còn để nháp hoặc đang có lỗi" in done.err
    assert "bài “trang”: bài chưa chọn kênh nào, hoặc đơn vị của bài chưa nối kênh ấy" in done.err
