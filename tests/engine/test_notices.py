"""What must be mended outside the calendar is shown on the desk while it stands, and no longer."""

from __future__ import annotations

import pytest

from scheduler.channels.channel import FailureKind
from scheduler.delivery.hindrances import ACCESS, TOKEN_TAKEN_UP
from scheduler.delivery.reason import Reason
from scheduler.engine.notices import notices
from scheduler.engine.tick import tick
from scheduler.problems import Text
from tests.delivery.practice import START, failure, post

ENDS = Reason(f"{ACCESS}token/2026-12-03/3", Text("mã sắp hết hạn", "it ends soon"), Text("Đổi mã.", "Anew."))


def shown(w):
    return [
        (str(one.place), one.code, one.is_error, one.wrong("vi"), one.way_out("vi"))
        for one in notices(w.works)
    ]


def remark(w, page, reason):
    with w.works.ledger.writing("loa") as book:
        book.remark(page, reason)


def test_what_is_said_of_a_pages_access_stands_until_its_token_is_taken_up(world):
    w = world()
    remark(w, "", Reason(f"{ACCESS}asked/2026-12-01", Text("", ""), Text("", "")))
    remark(w, "facebook:1", TOKEN_TAKEN_UP)
    assert shown(w) == []
    remark(w, "facebook:1", ENDS)
    remark(w, "facebook:2", ENDS)
    said = ("config/settings.yaml:1:1", ENDS.code, False, "mã sắp hết hạn", "Đổi mã.")
    assert shown(w) == [said, said]
    remark(w, "facebook:1", TOKEN_TAKEN_UP)
    assert shown(w) == [said]


@pytest.mark.parametrize("kind", FailureKind)
def test_a_page_that_stopped_is_shown_where_a_person_must_mend_it(world, kind):
    w = world(post("a", START))
    w.page.prepare_faults = [failure(kind)]
    tick(w.works)
    said = ("config/settings.yaml:1:1", "test", False, "trang facebook:1 tạm ngừng đăng: vì sao", "làm gì")
    assert shown(w) == ([said] if kind in {FailureKind.CREDENTIAL, FailureKind.POLICY} else [])
