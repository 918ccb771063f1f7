"""What cells say in words and files in keys: audiences, topics, statuses, channels, units, hotlines."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from scheduler.calendar.entry import as_id
from scheduler.calendar.model import ALL_UNITS, PROVINCE, Hotline, Unit, offered
from scheduler.calendar.numbers import digits
from scheduler.kinds.kind import ChannelKind
from scheduler.kinds.registry import kinds
from scheduler.settings.model import Settings

STATUSES = {"ready": "Sẵn sàng", "draft": "Nháp", "statement": "Tuyên bố soạn sẵn"}
LANGUAGES = {"vi": "Tiếng Việt", "km": "Tiếng Khmer"}
UNITS = {str(PROVINCE): "Tỉnh", str(ALL_UNITS): "Tất cả"}
# Without Hủy and Hoãn, which without accents are people's names.
_DRAFTS = frozenset(
    ["nhap", "ban-nhap", "draft", "chua-duyet", "cho-duyet", "khong-duyet", "khong-dang", "chua-dang"]
)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The keys of a folder of work by what they hold (`audience`, `status`, …), each with its words; and the
    *channels* that its posts may name."""

    words: Mapping[str, Mapping[str, str]]
    hotlines: Mapping[str, Hotline] = field(default_factory=dict)
    channels: tuple[ChannelKind, ...] = ()
    learnt: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # the office's own, by `word_key`

    def said(self, kind: str, key: str) -> str:
        """The words of *key*; the key itself where the words would not lead back to it."""
        words = self.words.get(kind, {}).get(key, "")
        return words if words and self.key(kind, words) == key else key

    def key(self, kind: str, written: str) -> str:
        """The key that was *written* as itself or in its words; what is neither stays as it is."""
        known = self.words.get(kind, {})
        if written in known:
            return written
        own = self.learnt.get(kind, {}).get(word_key(written), "")
        if own in known:
            return own
        found = [key for key, words in known.items() if as_id(words) == as_id(written) != ""]
        return found[0] if len(found) == 1 else written

    def channel(self, written: str) -> str:
        """The channel that was *written*: Facebook, fb, Trang web."""
        name = as_id(written)
        return next((kind.name for kind in kinds() if name == kind.name or name in kind.aliases), written)

    def channels_of(self, written: str) -> list[str]:
        """The channels that the word *written* means; an office's own may mean several."""
        found = self.channel(written)
        known = {kind.name for kind in kinds()}
        if found in known:
            return [found]
        own = self.learnt.get("channels", {}).get(word_key(written), "").split(",")
        return own if set(own) <= known else [written]

    def hotline(self, written: str) -> str:
        """The key of the line that was *written* as its key, name or number, its 0 lost or not."""
        if written in self.hotlines:
            return written
        number = digits(written)
        bare = re.sub(r"[\s.\-]", "", written)
        for key, line in self.hotlines.items():
            if line.number in (number, f"0{bare}") or as_id(line.name) == as_id(written) != "":
                return key
        return written


def word_key(written: str) -> str:
    """What was *written*, as it is remembered: accents, case and spaces do not matter."""
    return as_id(written)


def says_draft(value: object) -> bool:
    """Whether a cell says that its post shall not go out, in whatever column."""
    return isinstance(value, str) and as_id(value) in _DRAFTS


def vocabulary(
    settings: Settings | None,
    hotlines: Mapping[str, Hotline],
    units: Iterable[Unit] = (),
    learnt: Mapping[str, Mapping[str, str]] | None = None,
) -> Vocabulary:
    """The words of a folder of work with *units*, and those that were *learnt* there; without *settings* only
    what all folders know."""
    words: dict[str, Mapping[str, str]] = {"status": STATUSES, "language": LANGUAGES, "units": UNITS}
    if settings is not None:
        words |= {"audience": settings.audiences, "topic": settings.topics}
    return Vocabulary(words, hotlines, offered(units), learnt or {})
