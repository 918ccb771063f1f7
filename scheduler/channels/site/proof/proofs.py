"""What the site shows so that anybody can check a post: signed lists by month, their head, the public key."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from urllib.parse import urlsplit

from scheduler.channels.site.catalogue import Catalogue, Entry
from scheduler.channels.site.proof import lists
from scheduler.channels.site.proof.lists import Withdrawn
from scheduler.channels.site.proof.signing import PublicKey, Refused, SigningKey, read_signers, signers_line
from scheduler.channels.site.proof.withdrawn import Withdrawals
from scheduler.channels.site.store import digest_of
from scheduler.problems import Text


@dataclass(frozen=True, slots=True)
class Sealing:
    """By what a site's lists are signed: the *key*, or why there is none; *old*: the fingerprints of keys
    whose place it takes, as somebody wrote them into the settings."""

    key: SigningKey | None
    why: Text | None = None
    old: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Seal:
    """What pages say of the key."""

    who: str  # by which name `ssh-keygen -I` asks for it
    fingerprint: str  # '' where none is published yet
    old: tuple[str, ...]


class Proofs:
    """The proofs of the site in *folder*, at *address*; *title* is what it calls itself."""

    def __init__(self, folder: Path, title: str, address: str, sealing: Sealing) -> None:
        self._folder = folder
        self._about = (title, address)
        self._address = address
        self._sealing = sealing
        self.withdrawals = Withdrawals(folder)

    @property
    def print(self) -> str:
        """Of all that the lists are made from besides the posts."""
        key = self._sealing.key
        return repr((key.public.fingerprint if key else "", self._sealing.old))

    @property
    def seal(self) -> Seal:
        """The key as it is published, or will be."""
        key, published = self._sealing.key, self.published()
        shown = key.public if key and self.trouble() is None else published[0] if published else None
        return Seal(who_of(self._address), shown.fingerprint if shown else "", self._sealing.old)

    def published(self) -> list[PublicKey]:
        """The keys that the site has shown so far; OSError: the disk refuses."""
        with suppress(FileNotFoundError):
            return read_signers((self._folder / lists.KEY).read_bytes())
        return []

    def trouble(self) -> Text | None:
        """Why nothing is signed now: the key is not there, or the public knows another one."""
        key = self._sealing.key
        if key is None:
            return self._sealing.why
        known = [one for one in self.published() if one.fingerprint not in self._sealing.old]
        if known and key.public not in known:
            return _OTHER_KEY.filled(here=key.public.fingerprint, there=known[0].fingerprint)
        return None

    def gone(self, month: str, entries: Sequence[Entry]) -> list[Withdrawn]:
        """What was taken down of *month*, whose *entries* are public: those are not gone."""
        public = {one.name for one in entries}
        return [one for one in self.withdrawals.of_month(month) if one.name not in public]

    def find_gone(self, name: str) -> Withdrawn | None:
        """The post of that name, if it was taken down."""
        months = reversed(self.withdrawals.months())
        found = (one for month in months for one in self.withdrawals.of_month(month))
        return next((one for one in found if one.name == name), None)

    def all_gone(self) -> Iterator[Withdrawn]:
        """All that was taken down, also what is public again."""
        for month in self.withdrawals.months():
            yield from self.withdrawals.of_month(month)

    def months(self, catalogue: Catalogue) -> list[str]:
        """The months that have a list, oldest first."""
        return sorted({*catalogue.months, *self.withdrawals.months()})

    def makers(self, catalogue: Catalogue) -> dict[str, Callable[[], bytes]]:
        """Every list with its signature, and the key; none while something is wrong with the key."""
        key = self._sealing.key
        if key is None or self.trouble():
            return {}
        known = cache(self._known_sums)
        made: set[str] = set()

        @cache
        def of_month(month: str) -> bytes:
            made.add(month)
            entries = catalogue.of_month(month)
            return lists.month_list(self._about, month, entries, self.gone(month, entries))

        @cache
        def head() -> bytes:
            sums = {}
            for month in self.months(catalogue):
                file = lists.month_file(month)
                fresh = month in made or file not in known()
                sums[file] = digest_of(of_month(month)) if fresh else known()[file]
            return lists.head_list(self._about, sums)

        makers: dict[str, Callable[[], bytes]] = {
            lists.month_file(month): partial(of_month, month) for month in self.months(catalogue)
        }
        makers[lists.HEAD] = head
        for file, make in list(makers.items()):
            makers[file + lists.SIGNATURE] = partial(lambda make: key.sign(make()), make)
        makers[lists.KEY] = lambda: signers_line(who_of(self._address), key.public).encode()
        return makers

    def _known_sums(self) -> dict[str, str]:
        """What the head said last, if it is sound; {}: nothing is known."""
        key = self._sealing.key
        with suppress(OSError, Refused):
            head = (self._folder / lists.HEAD).read_bytes()
            if key:
                key.public.check(head, (self._folder / f"{lists.HEAD}{lists.SIGNATURE}").read_bytes())
                return lists.read_sums(head)
        return {}


def who_of(address: str) -> str:
    """The name under which the key of the site at *address* is known: its host."""
    return urlsplit(address).hostname or address


_OTHER_KEY = Text(
    "Khóa ký ở máy này ({here}) không phải khóa mà trang web đã công bố ({there}), nên danh sách bài "
    "không được ký nữa",
    "The signing key here ({here}) is not the one that the website shows ({there}), so the list of posts "
    "is not signed any more",
)
