"""Delivery: getting a post there exactly once. Gives `Ledger`, `due` and `Courier`."""
