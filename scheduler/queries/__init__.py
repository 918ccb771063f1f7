"""What people are shown of the ledger: a question reads only what is shown, by an index.

What carries asks `Ledger` itself; pages, `status`, the log of corrections and reports ask here
(docs/decisions/0022-what-is-shown-is-asked-for.md).
"""
