"""What an office tells whoever gave it a bundle: a signed file of what was taken, and what is public where.

The file is JSON with two texts: what is `signed`, itself JSON in one way of writing, and the `signature`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path

import msgspec

from scheduler.bundles import receipt_texts
from scheduler.bundles.manifest import FORMAT, MOST_BUNDLE, MOST_POSTS, is_line, written
from scheduler.bundles.state import Taken, post_id
from scheduler.calendar.entry import is_id
from scheduler.channels.site.proof.signing import PublicKey, Refused, SigningKey, read_signers
from scheduler.delivery.states import State
from scheduler.files import read_file
from scheduler.problems import Stop
from scheduler.queries.deliveries import Summary

NAMESPACE = "loa-receipt"
MOST_BYTES = 5 * 2**20
_MOST_PLACES = 20_000
_LONGEST = 2_048  # characters of an address


class Place(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where a post went: the unit's name, the channel, its address there, when, and whether it stands."""

    unit: str
    channel: str
    address: str
    at: datetime | None
    is_public: bool


class Reported(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A post of the bundle there: of which edition its words are (0: left out or withdrawn), whether the
    words are the office's own, whether it was withdrawn by its giver, and where it went."""

    post: str
    edition: int
    is_own: bool
    is_gone: bool
    places: tuple[Place, ...]

    @property
    def standing(self) -> list[Place]:
        """Where it is public."""
        return [one for one in self.places if one.is_public]


class Receipt(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What *office* says of a bundle; *unit* is what the giver's list of units calls it ('': nothing
    said)."""

    format: int
    bundle: str
    edition: int
    office: str
    unit: str
    key: str
    made_at: datetime
    posts: tuple[Reported, ...]


class _Sealed(msgspec.Struct, forbid_unknown_fields=True):
    signed: str
    signature: str


def receipt_of(
    state: Taken, rows: Iterable[Summary], names: Mapping[str, str], office: str, unit: str,
    key: PublicKey, now: datetime,
) -> Receipt:  # fmt: skip
    """What is to be told of the bundle of *state*, *now* (aware); *rows* are the deliveries of its posts,
    *names* the units' names."""
    places: dict[str, list[Place]] = {}
    for row in rows:
        if row.state in _WENT:
            place = Place(
                names.get(row.key.unit, row.key.unit), row.key.channel, row.address or "", row.public_at,
                row.state is not State.WITHDRAWN,
            )  # fmt: skip
            places.setdefault(row.key.post, []).append(place)
    found = []
    for id_ in dict.fromkeys((*state.posts, *state.gone, *state.left_out)):
        taken, went = state.posts.get(id_), tuple(places.get(post_id(state.bundle, id_), ()))
        edition = taken.edition if taken else 0
        found.append(Reported(id_, edition, bool(taken and taken.is_own), id_ in state.gone, went))
    return Receipt(FORMAT, state.bundle, state.edition, office, unit, key.words, now, tuple(found))


def seal_receipt(receipt: Receipt, key: SigningKey) -> bytes:
    """The file."""
    data = written(receipt)
    sealed = _Sealed(data.decode(), key.sign(data, NAMESPACE).decode())
    return msgspec.json.format(msgspec.json.encode(sealed), indent=1) + b"\n"


def read_receipt(path: Path) -> Receipt:
    """The receipt in a file, once its signature is that of the key which it names.

    Raises:
        Stop: it is none, or was changed; the words say so.
        OSError: it cannot be read.
    """
    data = read_file(path, MOST_BYTES)
    try:
        sealed = msgspec.json.decode(data, type=_Sealed)
        signed = sealed.signed.encode()
        receipt = msgspec.json.decode(signed, type=Receipt)
        (key,) = read_signers(receipt.key.encode())
        key.check(signed, sealed.signature.encode(), NAMESPACE)
    except (ValueError, RecursionError):  # msgspec's own errors are ValueErrors
        raise Stop(receipt_texts.NO_RECEIPT) from None
    except Refused:
        raise Stop(receipt_texts.WRONG_SIGNATURE) from None
    if written(receipt) != signed or key.words != receipt.key or not _is_sound(receipt):
        raise Stop(receipt_texts.NO_RECEIPT)
    return receipt


def _is_sound(receipt: Receipt) -> bool:
    places = [place for one in receipt.posts for place in one.places]
    return (
        receipt.format == FORMAT
        and is_id(receipt.bundle)
        and len(receipt.bundle) <= MOST_BUNDLE
        and receipt.edition >= 1
        and bool(receipt.office)
        and is_line(receipt.office)
        and (not receipt.unit or (is_id(receipt.unit) and is_line(receipt.unit)))
        and receipt.made_at.tzinfo is not None
        and len(receipt.posts) <= 2 * MOST_POSTS
        and all(is_id(one.post) and is_line(one.post) and one.edition >= 0 for one in receipt.posts)
        and len(places) <= _MOST_PLACES
        and all(is_line(one.unit) and is_line(one.channel) for one in places)
        and all(len(one.address) <= _LONGEST and one.address.isprintable() for one in places)
        and all(one.at is None or one.at.tzinfo is not None for one in places)
    )


# What is public, or was, or is at a person's or a channel's hands.
_WENT = frozenset({State.PUBLISHED, State.WITHDRAWN, State.HANDED_OVER})
