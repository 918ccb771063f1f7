"""Reads YAML for people who do not know YAML: text stays text, every mistake has its place and a way out.

`read` turns a file's bytes into plain values, `validate` brings them into a pydantic model, and a
validator says what is wrong with `fault`. Below all rooms; it knows nothing of posts.
"""

from scheduler.reader.document import Document
from scheduler.reader.later import Later
from scheduler.reader.opening import load, unread
from scheduler.reader.places import Places
from scheduler.reader.reading import read
from scheduler.reader.shape import (
    explain,
    fault,
    meant,
    nearest,
    odd_characters,
    plain,
    text_of,
    unknown_empty,
    validate,
)

__all__ = [
    "Document",
    "Later",
    "Places",
    "explain",
    "fault",
    "load",
    "meant",
    "nearest",
    "odd_characters",
    "plain",
    "read",
    "text_of",
    "unknown_empty",
    "unread",
    "validate",
]
