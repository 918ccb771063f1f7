"""Delivery: getting a post there exactly once. Gives `Ledger`, `due` and `Courier`.

`plan` says what is due, `courier` carries one delivery, `reconcile` finds out what a lost answer meant,
and the ledger remembers: its states and legal moves are one page, `states`.
"""

from scheduler.delivery.agenda import Agenda
from scheduler.delivery.courier import Courier
from scheduler.delivery.key import Key
from scheduler.delivery.ledger import Delivery, Ledger, State
from scheduler.delivery.plan import due

__all__ = ["Agenda", "Courier", "Delivery", "Key", "Ledger", "State", "due"]
