"""Each fault, seen from a client's side of a real socket: what arrives, and whether the post stands."""

from __future__ import annotations

import time

import pytest
import requests

from scheduler.problems import Stop
from scheduler.rehearsal.faults import FaultBook, Kind


def stands(api, text: str) -> bool:
    return text in api.messages()


@pytest.mark.parametrize(("fault", "made"), [("refuse", False), ("cut-before", False), ("cut-after", True)])
def test_a_cut_connection_gives_no_answer_at_all(api, fault, made):
    api.world.arm(fault, "feed")
    text = f"Đứt mạng: {fault}"
    with pytest.raises(requests.ConnectionError):
        api.feed(message=text)
    assert stands(api, text) is made
    assert api.feed(message="Sau khi nối lại: " + fault).status_code == 200  # it struck once


def test_a_refused_connection_is_reset_while_a_big_picture_is_sent(api):
    api.world.arm("refuse", "photos")
    with pytest.raises(requests.ConnectionError):
        api.photos(b"\x00" * 9_000_000, published="false")


@pytest.mark.parametrize(("fault", "made"), [("error-500-before", False), ("error-500-after", True)])
def test_error_500_says_code_2_whether_or_not_the_post_was_made(api, fault, made):
    api.world.arm(fault, "feed")
    answer = api.feed(message=f"Lỗi máy chủ: {fault}")
    assert answer.status_code == 500
    error = answer.json()["error"]
    assert (error["code"], error["is_transient"], error["type"]) == (2, True, "OAuthException")
    assert stands(api, f"Lỗi máy chủ: {fault}") is made


@pytest.mark.parametrize("made", [False, True])
def test_a_gateways_html_page(api, made):
    api.world.arm("html-502", "feed", done=made)
    answer = api.feed(message=f"Cổng lỗi {made}")
    assert answer.status_code == 502
    assert answer.headers["content-type"].startswith("text/html")
    assert stands(api, f"Cổng lỗi {made}") is made


def test_truncated_json_is_a_200_that_cannot_be_read(api):
    api.world.arm("truncated-json", "feed")
    answer = api.feed(message="Cụt")
    assert answer.status_code == 200
    with pytest.raises(requests.exceptions.JSONDecodeError):
        answer.json()
    assert stands(api, "Cụt")


def test_an_answer_without_content_type_really_lacks_it(api):
    api.world.arm("no-content-type", "feed")
    answer = api.feed(message="Không nhãn")
    assert "content-type" not in answer.headers
    assert answer.json()["id"]
    assert stands(api, "Không nhãn")


def test_the_old_content_type(api):
    api.world.arm("text-javascript", "feed")
    answer = api.feed(message="Nhãn cũ")
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.json()["id"]


def test_an_empty_object_after_the_post_was_made(api):
    api.world.arm("empty-object", "feed")
    assert api.feed(message="Rỗng").json() == {}
    assert stands(api, "Rỗng")


def test_a_late_answer_comes_after_the_client_has_gone(api):
    api.world.arm("late", "feed", seconds=1.5)
    began = time.monotonic()
    with pytest.raises(requests.ReadTimeout):
        api.feed(message="Chậm", timeout=0.3)
    assert time.monotonic() - began < 1.2
    assert stands(api, "Chậm")


@pytest.mark.parametrize(
    ("fault", "code", "subcode"),
    [("throttle", 80001, None), ("expired-token", 190, 463), ("policy-block", 368, None)],
)
def test_refusals_on_demand(api, fault, code, subcode):
    api.world.arm(fault, "feed", minutes=7)
    answer = api.feed(message=f"Bị từ chối: {fault}")
    assert answer.status_code == 400
    error = answer.json()["error"]
    assert (error["code"], error.get("error_subcode")) == (code, subcode)
    minutes = '"estimated_time_to_regain_access": 7'
    assert (minutes in answer.headers["x-business-use-case-usage"]) is (fault == "throttle")
    assert not stands(api, f"Bị từ chối: {fault}")


def test_slow_edges_hide_a_new_post_until_it_is_old_enough(api):
    post = api.feed(message="Hiện chậm").json()["id"]
    api.world.arm("slow-edges", "published_posts", seconds=60)
    api.world.clock.wait(59)
    assert post not in api.on_page("published_posts").text
    api.world.clock.wait(1)
    assert post in api.on_page("published_posts").text


def test_a_duplicate_that_facebook_does_not_notice(api):
    api.feed(message="Hai lần")
    api.world.arm("same-text-unseen", "feed")
    assert api.feed(message="Hai lần").status_code == 200
    assert api.messages().count("Hai lần") == 2


def test_a_fault_strikes_only_its_call_and_as_often_as_asked(api):
    api.world.arm("error-500-before", "published_posts", count=2)
    assert api.on_page("scheduled_posts").status_code == 200
    assert [api.on_page("published_posts").status_code for _ in range(3)] == [500, 500, 200]


def test_the_switches_are_never_hit_by_a_fault(api):
    api.world.arm("refuse", count=None)
    assert api.world.clock.now()
    assert api.world.posts() is not None
    api.world.disarm()
    assert api.get("me").status_code == 200


def test_one_fault_can_be_taken_away_by_its_number(api):
    faults = api.world.address + "/_rehearsal/faults"
    first = requests.post(faults, json={"fault": "throttle", "count": None}, timeout=9).json()
    second = requests.post(faults, json={"fault": "html-502", "path": "me"}, timeout=9)
    assert second.status_code == 400
    assert "path" in second.json()["error"]
    assert [fault["id"] for fault in requests.get(faults, timeout=9).json()] == [first["id"]]
    assert requests.delete(f"{faults}/{first['id']}", timeout=9).json() == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"fault": "earthquake"},
        {"fault": "late", "count": 0},
        {"fault": "late", "count": True},
        {"fault": "late", "chance": 1.5},
        {"fault": "late", "seconds": "ten"},
        {"fault": "cut-after", "done": False},
        {"fault": "late", "cuont": 1},
        {},
    ],
)
def test_a_fault_that_cannot_be_meant_is_refused(wrong):
    with pytest.raises(Stop):
        FaultBook().arm(wrong)


def test_chance_is_drawn_from_the_seed_so_that_a_run_can_be_repeated():
    def run(seed: int) -> list[bool]:
        book = FaultBook()
        book.arm({"fault": "late", "chance": 0.5, "count": None, "seed": seed})
        return [book.strike("feed") is not None for _ in range(40)]

    assert run(3) == run(3)
    assert run(3) != run(4)
    assert 8 < sum(run(3)) < 32


def test_faults_strike_in_the_order_they_were_armed():
    book = FaultBook()
    book.arm({"fault": "late", "path": "feed"})
    book.arm({"fault": "refuse"})
    kinds = [fault.kind for fault in iter(lambda: book.strike("feed"), None)]
    assert kinds == [Kind.LATE, Kind.REFUSE]
