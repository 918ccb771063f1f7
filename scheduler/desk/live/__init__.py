"""What is shown now: the calendar as it was read, the ledger beside it, and who is told of a change."""
