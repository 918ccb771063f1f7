"""What was worked out is kept: other people's lines in the ledger do not make readers wait for it again."""

from contextlib import closing
from datetime import timedelta

from scheduler.clock import FixedClock
from scheduler.delivery.hindrances import FROZEN, THAWED
from scheduler.delivery.ledger import Ledger
from scheduler.desk.live import states
from scheduler.desk.pages import listing
from tests.desk.conftest import FIRST_DAY, client_of, hold


def test_a_line_more_in_the_ledger_does_not_work_the_advice_out_anew(folder, monkeypatch):
    asked = []
    monkeypatch.setattr(states, "advice", lambda *given: asked.append(given) or ())
    (folder.root / "var").mkdir(exist_ok=True)
    clock = FixedClock(FIRST_DAY + timedelta(hours=1))
    with closing(Ledger.open(folder.root / "var/ledger.db", clock)) as ledger:
        client = client_of(folder)
        assert client.get("/month").status_code == 200
        with ledger.writing("Hoa") as book:
            book.facts.freeze("quốc tang", reason=FROZEN)
            book.facts.thaw(reason=THAWED)
        assert client.get("/month").status_code == 200
    assert len(asked) == 1


def test_a_line_about_a_post_works_out_that_post_alone(folder, monkeypatch):
    shown = []
    made = listing.post_view
    monkeypatch.setattr(listing, "post_view", lambda post, visit: shown.append(post.id) or made(post, visit))
    hold(folder, "mat-khau-manh", "website")
    client = client_of(folder)
    client.get("/")
    shown.clear()
    hold(folder, "nguoi-la-nhan-tin", "website")
    assert "Người lạ" in client.get("/?state=attention").text
    assert shown == ["nguoi-la-nhan-tin"]


def test_a_line_that_changes_no_post_leaves_the_list_as_it_was(folder, monkeypatch):
    grouped = []
    made = listing.by_week
    monkeypatch.setattr(listing, "by_week", lambda *given: grouped.append(given) or made(*given))
    hold(folder, "mat-khau-manh", "website")
    client = client_of(folder)
    client.get("/")
    with closing(Ledger.open(folder.root / "var/ledger.db", FixedClock(FIRST_DAY))) as ledger:
        ledger.remark(FROZEN)
    client.get("/")
    assert len(grouped) == 1
