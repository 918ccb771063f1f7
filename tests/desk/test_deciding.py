import re
from datetime import timedelta

import pytest

from scheduler.calendar.model import UnitId
from scheduler.delivery.change_reasons import WITHDRAW_ASKED, with_retry
from scheduler.delivery.follow_ups import Kind, Progress
from scheduler.delivery.key import Key
from scheduler.delivery.reason import Reason
from scheduler.delivery.reasons import LATE, tried_out
from scheduler.delivery.states import State
from scheduler.problems import Text
from tests.desk.conftest import FIRST_DAY, carry, client_of, hold, key_of, ledger_of
from tests.web_server import Said, web_server

ID = "mat-khau-manh"


@pytest.fixture
def asking(folder):
    settings = folder.config / "settings.yaml"
    settings.write_text(settings.read_text("utf-8") + "approval: required\n", "utf-8")
    return folder


def fields(desk, address=f"/post/{ID}"):
    page = desk.get(address).text
    return {
        "csrf": re.search(r'name="csrf" value="(\w+)"', page)[1],
        "seen": (re.search(r'name="seen" value="(\w+)"', page) or ["", ""])[1],
        "who": "Nguyễn Thị Mai",
    }


def step(desk, name, **more):
    return desk.post(f"/decide/{ID}", data={**fields(desk), "step": name, **more})


def act(desk, name, **more):
    return desk.post("/act", data={**fields(desk), "act": name, "why": "sai ngày", **more})


def steps_of(folder):
    with ledger_of(folder) as ledger:
        return [(one.step.value, one.who, one.remark) for one in ledger.approvals([ID]).get(ID, [])]


def state_of(folder, channel="website"):
    with ledger_of(folder) as ledger:
        row = ledger.delivery(key_of(ID, channel))
        return row.state if row else None


def test_a_post_is_submitted_returned_and_approved_on_its_page(asking):
    desk = client_of(asking)
    assert "Chưa trình duyệt" in desk.get(f"/post/{ID}").text
    assert "Chờ duyệt" in step(desk, "submit").text
    said = step(desk, "return", remark="Thêm nguồn").text
    assert "Bị trả lại để sửa" in said
    assert "Thêm nguồn" in said
    assert "Đã duyệt. Bài sẽ lên đúng giờ." in step(desk, "approve").text
    assert [one[0] for one in steps_of(asking)] == ["submitted", "returned", "approved"]
    assert {one[1] for one in steps_of(asking)} == {"Nguyễn Thị Mai"}


def test_what_waits_for_the_approver_is_what_was_submitted(asking):
    desk = client_of(asking)
    step(desk, "submit")

    def found(state):
        return re.findall(r'<li class="post [a-z]+" id="post-([^"]+)"', desk.get(f"/?state={state}").text)

    assert found("waiting") == [ID]
    assert '<a class="urgent" href="/?state=waiting">1 bài chờ duyệt</a>' in desk.get("/").text
    assert found("new") == ["nguoi-la-nhan-tin"]
    assert "<small>Mật khẩu mạnh cho con – chưa duyệt</small>" in desk.get("/").text
    step(desk, "approve")
    assert "<small>Mật khẩu mạnh cho con</small>" in desk.get("/").text


def test_of_a_series_the_next_date_can_be_held_and_what_is_out_be_taken_down(folder, posts):
    posts("    at: 2026-12-01 07:30\n", "    at: 2026-12-01 07:30\n    repeat: FREQ=WEEKLY;COUNT=3\n")
    for channel in ("facebook", "website"):
        carry(folder, ID, channel, address="")
    page = client_of(folder, now=FIRST_DAY + timedelta(days=1)).get(f"/post/{ID}").text
    assert set(re.findall(r'name="act" value="(\w+)"', page)) == {"now", "hold", "update", "withdraw"}


def test_a_link_that_leads_nowhere_is_shown_and_asks_before_the_post_is_let_out(asking, posts):
    with web_server() as web:
        settings = asking.config / "settings.yaml"
        text = settings.read_text("utf-8")
        settings.write_text(text.replace("https://phunu.soctrang.gov.vn/tin/", web.address), "utf-8")
        posts(f"id: {ID}\n", f"id: {ID}\n    link: {web.address}x\n")
        desk = client_of(asking)
        assert "không mở được" not in desk.get(f"/post/{ID}").text
        refused = step(desk, "submit")
        assert (refused.status_code, f"{web.address}x" in refused.text) == (409, True)
        assert steps_of(asking) == []
        page = desk.get(f"/post/{ID}").text
        assert "Liên kết không mở được" in page
        assert 'name="links_known"' in page
        assert "Chờ duyệt" in step(desk, "submit", links_known="1").text
        web.says["/x"] = Said()
        assert steps_of(asking) == [("submitted", "Nguyễn Thị Mai", "")]


def test_what_changed_after_it_was_opened_is_not_approved(asking, posts):
    seen = fields(client_of(asking))["seen"]
    posts("Dài và dễ nhớ.", "Dài, dễ nhớ, khó đoán.")
    answer = step(client_of(asking), "approve", seen=seen)
    assert answer.status_code == 409
    assert "vừa được sửa" in answer.text
    assert steps_of(asking) == []


def test_the_form_of_an_approved_post_says_what_a_change_means(asking):
    said, desk = "Sửa rồi lưu thì phải duyệt lại mới lên", client_of(asking)
    step(desk, "submit")
    assert said not in desk.get(f"/write/{ID}").text
    step(desk, "approve")
    assert said in desk.get(f"/write/{ID}").text
    assert said not in desk.get("/write").text


def test_a_change_after_the_approval_asks_again(asking, posts):
    step(client_of(asking), "approve")
    posts("Công văn 267/BTV-BTGCSLP", "Công văn 268/BTV-BTGCSLP")
    page = client_of(asking).get(f"/post/{ID}").text
    assert "Đã sửa, cần duyệt lại" in page
    assert "Đăng ngay" not in page
    assert f'href="/post/{ID}#approval">Trình duyệt' in client_of(asking).get("/deliveries").text


@pytest.mark.parametrize(
    ("more", "status"),
    [
        ({"csrf": "x"}, 403),
        ({"who": "  "}, 422),
        ({"step": "publish"}, 404),
        ({"step": "return", "remark": ""}, 409),
        ({"seen": "<script>"}, 409),
    ],
)
def test_a_bad_decision_is_refused_in_words_and_changes_nothing(asking, more, status):
    answer = (
        step(client_of(asking), "approve", **more)
        if "step" not in more
        else step(client_of(asking), more["step"], remark="")
    )
    assert answer.status_code == status
    assert "Traceback" not in answer.text
    assert "<script>alert" not in answer.text
    assert steps_of(asking) == []


def test_a_post_that_nobody_wrote_is_not_decided(asking):
    desk = client_of(asking)
    answer = desk.post("/decide/%3Cscript%3Ealert(1)%3C", data={**fields(desk), "step": "approve"})
    assert answer.status_code == 404
    assert "<script>alert" not in answer.text


def test_without_the_setting_no_page_asks_for_approval(folder):
    page = client_of(folder).get(f"/post/{ID}").text
    assert "/decide/" not in page
    assert "duyệt" not in page.split("<main")[1]


def test_a_post_is_held_and_let_go_again(folder):
    desk = client_of(folder)
    assert "Đã giữ lại." in act(desk, "hold", post=ID).text
    assert state_of(folder) is State.HELD
    page = desk.get("/deliveries?state=held").text
    assert "Nguyễn Thị Mai" in page
    act(desk, "retry", key=str(key_of(ID, "website")))
    assert state_of(folder) is State.CLAIMED
    history = desk.get("/history", params={"key": str(key_of(ID, "website"))}).text
    assert history.count("<li>") == 2


def test_a_held_post_is_let_go_on_its_own_page_and_what_is_advised_there_is_a_button(folder):
    desk = client_of(folder)
    page = act(desk, "hold", post=ID).text
    assert "bấm “Cho đăng”" in page
    assert "loa retry" not in page
    assert 'name="act" value="retry"' in page
    assert "Đã cho đăng." in act(desk, "retry", post=ID).text
    page = desk.get(f"/post/{ID}").text
    assert "Sẽ đăng" in page
    assert "Đang chuẩn bị" not in page


def test_submitted_held_and_let_go_it_still_waits_for_its_approval(asking):
    desk = client_of(asking)
    step(desk, "submit")
    act(desk, "hold", post=ID)
    act(desk, "retry", post=ID)
    page = desk.get(f"/post/{ID}").text
    assert "Chờ duyệt" in page
    assert "Đang chuẩn bị" not in page
    assert '<a class="urgent" href="/?state=waiting">1 bài chờ duyệt</a>' in desk.get("/").text


def test_what_went_out_earlier_says_when(folder):
    carry(folder, ID, "website", address="https://phunu.example/1")  # a day before its time
    assert "Lên lúc Thứ Hai, 30/11/2026 · 08:00" in client_of(folder).get(f"/post/{ID}").text


def test_publish_now_is_an_order_in_the_ledger(folder):
    act(client_of(folder), "now", post=ID)
    with ledger_of(folder) as ledger:
        row = ledger.delivery(key_of(ID, "website"))
    assert (row.state, row.waived) == (State.CLAIMED, "ordered")


@pytest.mark.parametrize("name", ["skip", "hold_again"])
def test_what_is_done_with_one_delivery_is_not_done_with_a_post(folder, name):
    """Such a form was never made here; it ended in the last thing that can be done, which is to publish."""
    for more in ({"post": ID}, {"post": ID, "key": "mat-khau-manh"}):
        assert act(client_of(folder), name, **more).status_code == 404
    assert state_of(folder) is None


@pytest.mark.parametrize("name", ["hold", "now", "update", "withdraw"])
def test_what_is_done_with_a_post_lets_no_single_delivery_go_on(folder, name):
    """A writer may hold: sent with a delivery's key that let a held one go on, which is an approver's."""
    hold(folder, ID, "website")
    assert act(client_of(folder), name, key=str(key_of(ID, "website"))).status_code == 404
    assert state_of(folder) is State.HELD


def test_publish_now_does_not_go_round_the_approval(asking):
    answer = act(client_of(asking), "now", post=ID)
    assert answer.status_code == 409
    assert "chưa được duyệt" in answer.text
    assert state_of(asking) is None


def test_a_delivery_is_skipped_with_its_reason(folder):
    hold(folder, ID, "website")
    desk = client_of(folder)
    assert act(desk, "skip", key=str(key_of(ID, "website")), why="").status_code == 422
    assert state_of(folder) is State.HELD
    act(desk, "skip", key=str(key_of(ID, "website")))
    assert state_of(folder) is State.SKIPPED
    assert "sai ngày" in desk.get("/deliveries").text


def test_what_is_public_can_be_mended_or_taken_down_not_held(folder):
    carry(folder, ID, "website", address="https://phunu.example/1")
    desk = client_of(folder)
    page = desk.get(f"/post/{ID}").text
    assert 'value="withdraw"' in page
    assert 'value="hold"' not in page
    assert "Đã ghi: gỡ bài xuống." in act(desk, "withdraw", post=ID).text
    act(desk, "withdraw", post=ID)  # twice pressed is once asked
    with ledger_of(folder) as ledger:
        assert [row.kind.value for row, _ in ledger.follow_ups()] == ["withdraw"]


def test_what_went_on_while_the_rest_was_taken_down_is_told(folder, monkeypatch):
    carry(folder, ID, "website", address="https://phunu.example/1")
    monkeypatch.setattr("scheduler.engine.deciding.just_sent", lambda _: [key_of(ID, "facebook")])
    answer = act(client_of(folder), "withdraw", post=ID)
    assert answer.status_code == 409
    assert f"{key_of(ID, 'facebook')}: bài đang được gửi" in answer.text
    with ledger_of(folder) as ledger:
        assert [row.kind.value for row, _ in ledger.follow_ups()] == ["withdraw"]


@pytest.mark.parametrize(
    "more",
    [{"act": "rm"}, {"post": "../../x"}, {"post": "", "key": "a@b"}, {"key": "x@first/province/website"}],
)
def test_an_act_on_nothing_changes_nothing(folder, more):
    answer = act(client_of(folder), more.get("act", "hold"), **{"post": "", **more})
    assert answer.status_code in {404, 409}
    with ledger_of(folder) as ledger:
        assert ledger.count() == 0


UNITS = """\
units:
  - id: my-xuyen
    name: Hội LHPN xã Mỹ Xuyên
    website: {address: "https://myxuyen.example/tin/", folder: var/my-xuyen}
  - {id: ap-muoi, name: Chi hội ấp Mười, parent: my-xuyen}
"""


@pytest.fixture
def province(folder, posts):
    (folder.config / "units.yaml").write_text(UNITS, "utf-8")
    posts("  hotlines: [tong-dai-111]\n", "  hotlines: [tong-dai-111]\n  units: [province, my-xuyen]\n")
    return folder


def test_the_units_stand_as_a_tree_with_their_pages_and_what_became_of_their_posts(province):
    carry(province, ID, "website", address="https://phunu.example/1")
    page = client_of(province).get("/units?unit=province").text
    for piece in ("xã Mỹ Xuyên", "myxuyen.example", "ấp Mười", "depth-2", "Đã đăng 1", "102938475610293"):
        assert piece in page
    below = client_of(province).get("/units?unit=my-xuyen").text
    assert "ấp Mười" in below
    assert 'id="u-province"' not in below


def test_a_post_is_shown_as_any_of_its_units_says_it(province):
    desk = client_of(province)
    assert "Hội LHPN xã Mỹ Xuyên luôn bên bạn" in desk.get(f"/post/{ID}?unit=my-xuyen").text
    assert "Hội LHPN tỉnh Sóc Trăng luôn bên bạn" in desk.get(f"/post/{ID}?unit=nowhere").text


def test_what_is_held_at_another_unit_is_seen_in_the_list(province):
    with ledger_of(province) as ledger, ledger.writing("test") as book:
        key = key_of(ID, "website")
        there = Key(key.post, key.occurrence, UnitId("my-xuyen"), key.channel)
        reason = LATE.filled(due="1/12 07:30", post=ID)
        book.begin(there, "website:x", FIRST_DAY, State.HELD, reason=reason)
    assert "1 lượt ở đơn vị khác đang giữ lại" in client_of(province).get("/?state=attention").text


def test_the_sheet_has_every_text_whole_with_room_to_sign(folder):
    page = client_of(folder).get("/sheet?from=2026-12-01&to=2026-12-31").text
    for piece in (
        "Phiếu duyệt bài đăng",
        "1/12 – 31/12/2026 · 2 bài",
        "Cần giúp đỡ, gọi 111. Hội LHPN tỉnh Sóc Trăng luôn bên bạn.",
        "Công văn 267/BTV-BTGCSLP",
        "Đồng ý đăng",
        "Người duyệt",
    ):
        assert piece in page
    assert "Bài còn đang viết" not in page  # a draft is not signed
    assert page.count('class="tickbox"') == 4


@pytest.mark.parametrize(
    "query", ["", "?from=2026-13-01&to=x", "?from=2026-12-31&to=2026-12-01", "?from=0001-01-01&to=9999-12-31"]
)
def test_a_sheet_of_no_days_is_that_of_the_next_posts_week(folder, query):
    assert "30/11 – 6/12/2026 · 2 bài" in client_of(folder).get(f"/sheet{query}").text


def change(folder, kind, progress, channel="facebook"):
    """Let a change of what is public there stand at *progress*."""
    refused = Reason("facebook:100", Text("Facebook không nhận", "Facebook refused"), Text("", ""))
    with ledger_of(folder) as ledger, ledger.writing("Chị Lan") as book:
        row = ledger.delivery(key_of(ID, channel))
        asked = book.follow_ups.ask(row, kind, reason=WITHDRAW_ASKED.filled(who="Lan", why="sai số"))
        if progress is not Progress.WAITING:
            reason = with_retry(refused, row.key) if progress is Progress.HELD else refused
            book.follow_ups.step(asked, row, progress, reason=reason)


@pytest.mark.parametrize(
    ("kind", "progress", "word"),
    [
        (Kind.WITHDRAW, Progress.WAITING, "Đang gỡ xuống"),
        (Kind.WITHDRAW, Progress.HELD, "Chưa gỡ được"),
        (Kind.EDIT, Progress.SENDING, "Đang đưa bản sửa lên"),
        (Kind.EDIT, Progress.HELD, "Chưa đưa được bản sửa lên"),
        (Kind.COMMENT, Progress.HELD, "Vướng bình luận đầu tiên"),
    ],
)
def test_what_is_asked_of_a_public_post_and_not_done_yet_is_shown_wherever_it_stands(
    folder, kind, progress, word
):
    desk = client_of(folder)
    carry(folder, ID, "facebook", address="https://facebook.com/1")
    assert word not in desk.get("/").text  # and what was shown before does not stay
    change(folder, kind, progress)
    shown = [desk.get(page).text for page in ("/", f"/post/{ID}", "/deliveries")]
    assert [word in page for page in shown] == [True] * 3
    is_held = progress is Progress.HELD
    assert ['value="again"' in page for page in shown] == [False, is_held, is_held]
    assert [("Facebook không nhận" in page) for page in shown[1:]] == [progress is not Progress.WAITING] * 2
    assert ("bấm “Thử lại”" in shown[1]) is is_held
    attention = desk.get("/?state=attention").text
    assert (f'id="post-{ID}"' in attention) is is_held


def test_a_change_that_is_held_is_tried_again_by_a_button_of_the_post(folder):
    carry(folder, ID, "facebook", address="https://facebook.com/1")
    hold(folder, ID, "website")
    change(folder, Kind.WITHDRAW, Progress.HELD)
    assert "Đã ghi: thử lại." in act(client_of(folder), "again", post=ID).text
    with ledger_of(folder) as ledger:
        assert [one.progress for one, _ in ledger.follow_ups()] == [Progress.WAITING]
    assert state_of(folder, "website") is State.HELD  # that was not asked


@pytest.fixture
def handed_over(folder):
    """A post waits on the page for its time, and the page would not let go of it."""
    carry(folder, ID, "facebook", address="https://facebook.com/1", waits=True)
    change(folder, Kind.WITHDRAW, Progress.HELD)
    return folder


def test_what_cannot_be_taken_back_from_the_page_asks_for_a_look_before_it_goes_out(handed_over):
    desk = client_of(handed_over)
    for page in ("/?state=attention", f"/post/{ID}", "/deliveries"):
        assert "Chưa gỡ được" in desk.get(page).text


def test_a_held_post_is_let_go_at_once_and_nothing_is_asked_of_it_any_more(handed_over):
    with ledger_of(handed_over) as ledger, ledger.writing("Mai") as book:
        row = ledger.delivery(key_of(ID, "facebook"))
        book.move(row, State.HELD, reason=LATE.filled(due="7:30", post=ID))
    assert "Đã cho đăng." in act(client_of(handed_over), "retry", post=ID).text
    assert state_of(handed_over, "facebook") is State.CLAIMED
    with ledger_of(handed_over) as ledger:
        assert ledger.follow_ups() == []


def test_a_command_amid_the_words_becomes_a_button_and_leaves_its_full_stop(folder):
    reason = tried_out(LATE.filled(due="7:30", post=ID), 24, ID)
    with ledger_of(folder) as ledger, ledger.writing("test") as book:
        book.begin(key_of(ID, "facebook"), "facebook", FIRST_DAY, State.HELD, reason=reason)
    shown = client_of(folder).get(f"/post/{ID}").text
    assert "Nếu vẫn muốn đăng, bấm “Cho đăng”. Sửa xong, bấm “Cho đăng”" in shown


def test_all_that_is_held_of_a_post_is_tried_again_once(folder):
    for channel in ("facebook", "website"):
        carry(folder, ID, channel, address="https://page.example/1")
        for kind in (Kind.EDIT, Kind.WITHDRAW):
            change(folder, kind, Progress.HELD, channel)
    client = client_of(folder)
    assert "Đã ghi: thử lại." in act(client, "again", post=ID).text
    with ledger_of(folder) as ledger:
        assert [one.progress for one, _ in ledger.follow_ups()] == [Progress.WAITING] * 4
    assert act(client, "again", post=ID).status_code == 409


def test_try_again_of_a_page_that_is_old_lets_no_held_post_go(folder):
    hold(folder, ID, "facebook")
    client = client_of(folder)
    assert act(client, "again", key=str(key_of(ID, "facebook"))).status_code == 409
    assert state_of(folder, "facebook") is State.HELD


def test_a_comment_that_is_about_to_be_said_needs_no_word(folder):
    desk = client_of(folder)
    carry(folder, ID, "facebook", address="https://facebook.com/1")
    change(folder, Kind.COMMENT, Progress.WAITING)
    assert "Vướng bình luận" not in desk.get("/").text
    assert "Đã đăng" in desk.get("/").text
