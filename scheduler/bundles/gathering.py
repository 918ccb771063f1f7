"""The giver's side of receipts: those of a folder, one an office, held against the list of communes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from scheduler.bundles import receipt_texts
from scheduler.bundles.keys import Known
from scheduler.bundles.receipts import Receipt, Reported, read_receipt
from scheduler.folding import comparable
from scheduler.problems import Stop, Text

_MOST_FILES = 20_000


@dataclass(slots=True)
class Gathered:
    """The latest receipt of each office, by its name here; the offices that have not answered; what was
    *refused*, each file with why; the known keys, those that are new among them."""

    known: Known
    receipts: dict[str, Receipt] = field(default_factory=dict)
    silent: list[str] = field(default_factory=list)
    refused: list[tuple[str, Text]] = field(default_factory=list)


def gather(folder: Path, bundle: str, edition: int, units: Mapping[str, str], known: Known) -> Gathered:
    """The receipts of *bundle* that lie in *folder*; *units* are the names of those who should answer, by id.

    The first receipt of an office says by which key it signs from then on. One that tells of an edition
    which was never made (the last is *edition*) is refused, as is an older one beside a newer.

    Raises:
        OSError: the folder cannot be read.
    """
    found = Gathered(Known(dict(known.givers), dict(known.offices)))
    names = {comparable(name): name for name in units.values()}
    for path in sorted(folder.iterdir())[:_MOST_FILES]:
        if path.suffix.lower() != ".json":
            continue
        try:
            receipt = read_receipt(path)
        except Stop as stop:
            found.refused.append((path.name, stop.words))
            continue
        except OSError as error:
            found.refused.append((path.name, receipt_texts.UNREADABLE.filled(why=error.strerror or "?")))
            continue
        if receipt.bundle != bundle:
            continue
        office = units.get(receipt.unit) or names.get(comparable(receipt.office)) or receipt.office
        if receipt.edition > edition:
            found.refused.append((path.name, receipt_texts.NO_SUCH_EDITION))
            continue
        if found.known.offices.setdefault(office, receipt.key) != receipt.key:
            found.refused.append((path.name, receipt_texts.OTHER_KEY.filled(office=office)))
            continue
        before = found.receipts.get(office)
        if before is None or before.made_at < receipt.made_at:
            found.receipts[office] = receipt
    found.silent = [name for name in units.values() if name not in found.receipts]
    return found


def still_public(receipt: Receipt, withdrawn: Iterable[str]) -> list[Reported]:
    """What its giver has withdrawn, and stands there still."""
    gone = set(withdrawn)
    return [one for one in receipt.posts if (one.is_gone or one.post in gone) and one.standing]
