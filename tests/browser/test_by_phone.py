"""A leader's phone: the link of a message, opened without scripts at 390 px, until she has decided."""

import re

from playwright.sync_api import expect

from scheduler.delivery.approvals import Step
from scheduler.engine.approval_messages import ask_approvers
from scheduler.engine.approving import decide
from scheduler.engine.opening import open_works
from scheduler.settings.loading import load_settings
from scheduler.settings.users import User, Users, load_users, save_users
from tests.desk.conftest import ledger_of
from tests.engine.receiving import receiver

ID = "mat-khau-manh"


def links_of(folder, address, clock, hashed):
    """What mai and hoa are sent when lan submits a post."""
    with receiver() as there:
        to = folder.root / "to.txt"
        to.write_text(there.alerts)
        to.chmod(0o600)
        reached = User(role="approver", password=hashed, receivers=("file:to.txt",))
        lan = User(role="writer", password=hashed)
        save_users(folder, Users({"lan": lan, "mai": reached, "hoa": reached}))
        settings = load_settings(folder)[0]
        settings = settings.model_copy(
            update={"desk": settings.desk.model_copy(update={"address": address.rstrip("/")})}
        )
        with open_works(folder, settings, clock) as works:
            edition = works.edition()
            seen = {ID: edition.seen(edition.agenda.post(ID))}
            decide(works.ledger, edition, load_users(folder)[0], Step.SUBMITTED, seen, "lan")
            assert all(one.has_link for one in ask_approvers(works))
        return [re.search(r"/phone/\S+", told["message"])[0] for told in there.messages]


def test_a_leader_returns_and_approves_from_her_phone(desk_of, window, folder, clock, hashed):
    settings = folder.config / "settings.yaml"
    settings.write_text(settings.read_text("utf-8") + "approval: required\n", "utf-8")
    address = desk_of(folder, clock=clock).address
    mai, hoa = links_of(folder, address, clock, hashed)
    reader = window(address, 390, "vi")
    page = reader.open(mai)
    asked = []
    page.on("request", lambda request: asked.append(request.headers.get("referer", "")))
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("Mật khẩu mạnh cho con")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.locator("img").last.evaluate("image => image.naturalWidth") == 1080
    assert min(box["height"] for box in (one.bounding_box() for one in page.locator("button").all())) >= 44
    reader.is_sound()
    page.get_by_role("button", name="Trả lại").click()
    expect(page.get_by_role("alert")).to_contain_text("cần ghi sửa gì")
    page.get_by_label("Lời nhắn khi trả lại").fill("Thêm <b>nguồn</b>")
    page.get_by_role("button", name="Trả lại").click()
    expect(page.get_by_role("status")).to_contain_text("Chị đã trả lại bài này lúc")
    reader.open(mai)
    expect(page.get_by_role("status")).to_contain_text("Chị đã trả lại bài này lúc")
    assert [one for one in asked if "/phone/" in one] == []
    reader.open(hoa)
    expect(page.get_by_role("status")).to_contain_text("mai đã trả lại bài này lúc")
    with ledger_of(folder) as ledger:
        assert [one.step.value for one in ledger.approvals([ID])[ID]] == ["submitted", "returned"]
