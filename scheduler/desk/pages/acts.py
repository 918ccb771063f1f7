"""What can be done with a post or a delivery besides approving it, by the names that forms use."""

OF_POST = frozenset({"hold", "now", "update", "withdraw", "retry", "again"})
OF_DELIVERY = frozenset({"retry", "again", "skip", "hold_again"})
ACTS = OF_POST | OF_DELIVERY
WITH_REASON = frozenset({"hold", "withdraw", "skip"})
FOR_WRITERS = frozenset({"hold"})  # to hold back is never a danger; the rest is an approver's
