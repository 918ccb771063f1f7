"""What can be done with a post or a delivery besides approving it, by the names that forms use."""

ACTS = ("hold", "now", "update", "withdraw", "retry", "again", "skip", "hold_again")
WITH_REASON = frozenset({"hold", "withdraw", "skip"})
FOR_WRITERS = frozenset({"hold"})  # to hold back is never a danger; the rest is an approver's
