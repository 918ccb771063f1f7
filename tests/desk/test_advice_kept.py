"""Advice is worked out once a day: other people's lines in the ledger do not make readers wait for it."""

from contextlib import closing
from datetime import timedelta

from scheduler.clock import FixedClock
from scheduler.delivery.hindrances import FROZEN, THAWED
from scheduler.delivery.ledger import Ledger
from scheduler.desk.live import states
from tests.desk.conftest import FIRST_DAY, client_of


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
