"""House rules: what an office watches for beside the form, one small function each, with a level of its own.

Gives `read_checked` (a folder's calendar without the posts that have an error; `checked` is the same of a
calendar already read), `run` (every problem) and `RULES`: those of one post alone are `EACH`, those of the
whole calendar `ALL`.
"""
