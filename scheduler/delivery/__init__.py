"""Delivery: getting a post there exactly once. Gives `Ledger`, `due` and `Courier`.

`plan` says what is due, `courier` carries one delivery, `reconcile` finds out what a lost answer meant,
and the ledger remembers: its states and legal moves are one page, `states`.
"""
