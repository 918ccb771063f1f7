"""No sequence of operations, by two programs with old views, reaches an illegal state or forgets an event."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule

from scheduler.clock import FixedClock
from scheduler.delivery.changes import publish_anew
from scheduler.delivery.follow_ups import STEPS, Kind, Progress
from scheduler.delivery.ledger import MOVES, ClaimLost, IllegalMove, Ledger, State
from scheduler.delivery.reasons import CLAIM
from scheduler.delivery.states import BEGINNINGS
from tests.delivery.practice import START, key
from tests.examples import examples

names = st.sampled_from(["a", "b", "c"])
states = st.sampled_from(list(State))


class Book(RuleBasedStateMachine):
    views = Bundle("views")  # what some program once read: perhaps old

    def __init__(self):
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.path = Path(self.folder.name) / "ledger.db"
        self.clock = FixedClock(START)
        self.ledger = Ledger.open(self.path, self.clock)
        self.expected = {}  # name: the states it went through
        self.claims = {}  # name: the fence

    def teardown(self):
        self.ledger.close()
        self.folder.cleanup()

    @rule(target=views, name=names, state=states)
    def begin(self, name, state):
        try:
            with self.ledger.writing("x") as book:
                view = book.begin(key(name), "facebook:1", START, state, reason=CLAIM)
        except IllegalMove:
            assert state not in BEGINNINGS
            return None
        except ClaimLost:
            assert name in self.expected
            return None
        assert name not in self.expected
        self.expected[name] = [state]
        return view

    @rule(target=views, view=views, state=states)
    def move(self, view, state):
        if view is None:
            return None
        changes = {"remote_id": f"{view.key.post}-{view.fence}"} if state is State.PUBLISHED else {}
        trail = self.expected[view.key.post]
        try:
            with self.ledger.writing("x") as book:
                moved = book.move(view, state, reason=CLAIM, **changes)
        except IllegalMove:
            assert state not in MOVES[view.state]
            return view
        except ClaimLost:
            return view
        assert state in MOVES[trail[-1]], "an old view moved it"
        assert moved.fence == view.fence + (state is State.CLAIMED)
        trail.append(state)
        return moved

    @rule(target=views, view=views, data=st.data())
    def go_on(self, view, data):
        """A step that the table allows, so that the far ends of it are reached too."""
        if view is None or not MOVES[view.state]:
            return view
        return self.move(view, data.draw(st.sampled_from(sorted(MOVES[view.state], key=str))))

    @rule(target=views, view=views)
    def take_over(self, view):
        if view is None:
            return None
        try:
            with self.ledger.writing("y") as book:
                taken = book.take_over(view, reason=CLAIM)
        except (IllegalMove, ClaimLost):
            return view
        self.expected[view.key.post].append(view.state)
        return taken

    @rule(target=views, view=views)
    def publish_anew(self, view):
        if view is None:
            return None
        try:
            with self.ledger.writing("x") as book:
                anew = publish_anew(book, view, view.due)
        except IllegalMove:
            assert State.CLAIMED not in MOVES[view.state]
            return view
        except ClaimLost:
            return view
        assert anew.remote_id is None
        assert view.remote_id is None or view.remote_id in anew.former_ids
        self.expected[view.key.post].append(State.CLAIMED)
        return anew

    @rule(view=views, kind=st.sampled_from(list(Kind)), anew=st.booleans())
    def ask(self, view, kind, anew):
        row = view and self.ledger.delivery(view.key)
        if row is None:
            return
        under_way = [
            one
            for one, delivery in self.ledger.follow_ups()
            if delivery.id == row.id and one.kind is kind and one.progress is Progress.SENDING
        ]
        try:
            with self.ledger.writing("x") as book:
                book.follow_ups.ask(row, kind, reason=CLAIM, is_anew=anew)
        except ClaimLost:
            assert under_way
            return
        assert not under_way
        self.expected[row.key.post].append(row.state)

    @rule(place=st.integers(0, 5), progress=st.sampled_from(list(Progress)), old=st.booleans())
    def step(self, place, progress, old):
        waiting = self.ledger.follow_ups()
        if not waiting:
            return
        row, delivery = waiting[place % len(waiting)]
        if old:
            row = replace(row, fence=row.fence - 1)
        try:
            with self.ledger.writing("x") as book:
                book.follow_ups.step(row, delivery, progress, reason=CLAIM)
        except IllegalMove:
            assert progress is not row.progress
            assert progress not in STEPS[row.progress]
            return
        except ClaimLost:
            assert old
            return
        assert not old
        self.expected[delivery.key.post].append(delivery.state)

    @invariant()
    def one_of_a_kind_is_open(self):
        opened = [(delivery.id, row.kind) for row, delivery in self.ledger.follow_ups()]
        assert len(opened) == len(set(opened))

    @rule(view=views, state=states)
    def power_cut_in_the_middle_of_a_move(self, view, state):
        if view is None:
            return
        try:
            with self.ledger.writing("x") as book:
                book.move(view, state, reason=CLAIM, remote_id="cut" if state is State.PUBLISHED else None)
                raise KeyboardInterrupt  # noqa: TRY301 - the power cut itself
        except (KeyboardInterrupt, IllegalMove, ClaimLost):
            pass

    @rule()
    def restart(self):
        self.ledger.close()
        self.clock.wait(timedelta(hours=1).total_seconds())
        self.ledger = Ledger.open(self.path, self.clock)

    @invariant()
    def the_book_is_complete(self):
        events = {}
        for event in self.ledger.events():
            trail = events.setdefault(event.key.post, [])
            assert event.before is (trail[-1] if trail else None), "an event is missing between two"
            trail.append(event.after)
        assert events == self.expected
        for row in self.ledger.deliveries():
            assert row.state is self.expected[row.key.post][-1]


TestBook = Book.TestCase
TestBook.settings = settings(max_examples=examples(10), stateful_step_count=25)
