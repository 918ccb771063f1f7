"""Loa: a calendar says what and when, a card is painted, a channel carries it out, a ledger remembers."""
