"""Checks lists and files as anybody would, offline or at the site; it believes nothing but the key."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from urllib.parse import urlsplit

from scheduler.channels.site.proof import lists
from scheduler.channels.site.proof.lists import Listed
from scheduler.channels.site.proof.signing import PublicKey, Refused
from scheduler.channels.site.store import digest_of

Reader = Callable[[str], bytes | None]  # the file of that name in the site, or None
_POST = re.compile(r"(?:bai|xac-minh|posts)/(?P<name>[^/]+)\.(?:html|json)")
_MOST_MONTHS = 240


class Outcome(Enum):
    """What can be said."""

    GENUINE = "genuine"  # the office published just this, and it stands
    WITHDRAWN = "withdrawn"  # it did, and took it down
    LIST = "list"  # a list, and its signature is the key's
    CHANGED = "changed"  # the office's list has that post, and with other bytes
    UNKNOWN = "unknown"  # no list has it
    REFUSED = "refused"  # a signature is not the key's: nothing there may be believed
    UNSIGNED = "unsigned"  # there is no list, or no signature, to hold it against


@dataclass(frozen=True, slots=True)
class Judgement:
    """The outcome, about which list or file, and the post if one was found."""

    outcome: Outcome
    about: str
    post: Listed | None = None


def judge_list(read: Reader, name: str, keys: Sequence[PublicKey]) -> Judgement:
    """The list *name*, with its signature beside it."""
    data, signature = read(name), read(name + lists.SIGNATURE)
    if data is None or signature is None:
        return Judgement(Outcome.UNSIGNED, name)
    return Judgement(Outcome.LIST if _is_signed(data, signature, keys) else Outcome.REFUSED, name)


def judge_file(data: bytes, read: Reader, names: Sequence[str], keys: Sequence[PublicKey]) -> Judgement:
    """Any file: a record or a picture. It is looked for by its hash in the lists *names*."""
    digest = digest_of(data)
    gone: Judgement | None = None
    for name in names:
        judged = judge_list(read, name, keys)
        if judged.outcome is not Outcome.LIST:
            return judged
        for post in lists.read_posts(read(name) or b""):
            if digest in post.sums.values():
                found = Outcome.WITHDRAWN if post.is_withdrawn else Outcome.GENUINE
                if not post.is_withdrawn:
                    return Judgement(found, name, post)
                gone = Judgement(found, name, post)
    return gone or Judgement(Outcome.UNKNOWN if names else Outcome.UNSIGNED, ", ".join(names[:1]))


def judge_post(name: str, read: Reader, keys: Sequence[PublicKey]) -> Judgement:
    """The post *name* of a whole site: its month's list, the head that names that, and each of its files."""
    judged = judge_list(read, lists.HEAD, keys)
    if judged.outcome is not Outcome.LIST:
        return judged
    head = lists.read_sums(read(lists.HEAD) or b"")
    for file in list(reversed(head))[:_MOST_MONTHS]:
        month = read(file)
        if month is None:
            return Judgement(Outcome.UNSIGNED, file)
        if digest_of(month) != head[file]:  # it may just have been written
            return Judgement(Outcome.REFUSED, file)
        for post in lists.read_posts(month):
            if post.name == name:
                return _held_against(post, file, read)
    return Judgement(Outcome.UNKNOWN, name)


def post_in(address: str) -> tuple[str, str]:
    """The site's folder and the post's name in the path of one of its files; '' for none."""
    found = _POST.search(address)
    return (address[: found.start()], found["name"]) if found else ("", "")


def is_of(data: bytes, site: str) -> bool:
    """Whether the list *data* says that it is of the site at *site*: its bytes, and the pictures and records
    that it names, are as sound on a copy, whose pages may say anything.
    """
    said, asked = urlsplit(lists.address_in(data)), urlsplit(site)
    return bool(said.hostname) and (said.hostname, said.path) == (asked.hostname, asked.path)


def lists_in(names: Sequence[str]) -> Iterator[str]:
    """The months' lists among *names*, newest first."""
    months = [name for name in names if re.fullmatch(r"\d{4}-\d{2}\.txt", posixpath.basename(name))]
    yield from sorted(months, reverse=True)


def _held_against(post: Listed, file: str, read: Reader) -> Judgement:
    if post.is_withdrawn:
        return Judgement(Outcome.WITHDRAWN, file, post)
    for one, digest in post.sums.items():
        data = read(one)
        if data is None or digest_of(data) != digest:
            return Judgement(Outcome.CHANGED, one, post)
    return Judgement(Outcome.GENUINE, file, post)


def _is_signed(data: bytes, signature: bytes, keys: Sequence[PublicKey]) -> bool:
    for key in keys:
        try:
            key.check(data, signature)
        except Refused:
            continue
        return True
    return False
