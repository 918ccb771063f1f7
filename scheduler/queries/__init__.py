"""What people are shown of the ledger: a question reads only what is shown, by an index.

What carries asks `Ledger` itself; pages, `status`, the log of corrections and reports ask here
(docs/decisions/0022-what-is-shown-is-asked-for.md).
"""

from scheduler.queries.corrections import Correction, corrections
from scheduler.queries.deliveries import (
    URGENT,
    Counts,
    Summary,
    count_held,
    count_published,
    counts,
    counts_of,
    held_by_post,
    latest,
    of_posts,
    of_units,
    states_of_post,
    summary,
)
from scheduler.queries.revision import Revision, changed_posts, revision

__all__ = [
    "URGENT",
    "Correction",
    "Counts",
    "Revision",
    "Summary",
    "changed_posts",
    "corrections",
    "count_held",
    "count_published",
    "counts",
    "counts_of",
    "held_by_post",
    "latest",
    "of_posts",
    "of_units",
    "revision",
    "states_of_post",
    "summary",
]
