"""What a kind of channel is: its names, its block in the settings, what it takes, needs and can."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import Enum
from typing import Any, ClassVar, Self

from scheduler.kinds.block import Block
from scheduler.kinds.film import FilmShape
from scheduler.kinds.metric import Metric
from scheduler.problems import Message, Text


@dataclass(frozen=True, slots=True)
class Limits:
    """What a channel can carry: characters of text, and whether title, hashtags and link stand in it."""

    text: int
    inline: bool  # title, hashtags and link are part of the text (Facebook), not apart (a web page)
    comment: int = 0  # characters of a first comment below it; 0: it takes none
    title: int = 0  # characters of a title; 0: it has no limit of its own


class Can(Enum):
    """What a channel can do besides publishing and finding again what it published."""

    SCHEDULE = "schedule"  # take posts ahead and make them public by itself
    EDIT = "edit"
    WITHDRAW = "withdraw"
    COMMENT = "comment"
    MODERATE = "moderate"  # show what others say below a post, hide it and answer it


class PackForm(Enum):
    """What a person is given, where she posts by hand, to make of a post."""

    MESSAGE = "message"  # is pasted into a chat, title and link within
    SCRIPT = "script"  # is read aloud, or printed
    ARTICLE = "article"  # is pasted into the editor of a portal


@dataclass(frozen=True, slots=True)
class OwnPlace:
    """Something of a block that one unit alone may have: its key there, what it is known by, its words."""

    key: str
    identity: str  # no other place has it: 'facebook:102938475610293'
    shown: Text


@dataclass(frozen=True, slots=True)
class Doubt:
    """A warning about what stands below *key* of a block."""

    key: str
    message: Message
    values: dict[str, Any]


class ChannelBlock(Block):
    """What an office decides about one channel; a unit's own stands over the province's, key by key."""

    # A block that gives the first key itself takes none of the others over: what opens one place is never
    # shown to another.
    place_key: ClassVar[str] = ""
    of_its_place: ClassVar[tuple[str, ...]] = ()

    def over(self, other: Self) -> Self:
        """As of any block, but for what opens another place than *other*'s."""
        block = super().over(other)
        own = self.of_its_place if self.place_key in self.model_fields_set else ()
        return block.model_copy(update={key: getattr(self, key) for key in own})

    def own_places(self) -> tuple[OwnPlace, ...]:
        """What one unit alone may have; the first is the place where its posts stand."""
        raise NotImplementedError

    @property
    def page_key(self) -> str:
        """What tells this place from every other, of whatever kind: posts there are spaced and compared."""
        return self.own_places()[0].identity

    @property
    def page_name(self) -> str:
        """The place as it stands in the block."""
        return str(getattr(self, self.own_places()[0].key))

    @property
    def home(self) -> str:
        """The public address that a card may lead to; '' for none."""
        return ""

    @property
    def counted(self) -> str:
        """The public address whose readers are counted by from where they came; '' for none."""
        return ""

    def proof(self, post: str, unit: str) -> str:
        """Where it is proved that *post* is the *unit*'s, for the code of its card; '' for none."""
        del post, unit
        return ""

    @property
    def public_folder(self) -> str:
        """The folder of this machine that anybody can read by it; '' for none."""
        return ""

    @property
    def widget(self) -> str:
        """The public folder of the files that show its news on other pages; '' where it has none."""
        return ""

    @property
    def clock(self) -> str:
        """The address of who is asked what the time is; '' for nobody."""
        return self.home

    @property
    def at_most(self) -> tuple[int, int] | None:
        """How many posts it takes in a day, and in a month; None where nobody counts them."""
        return None

    def day_of(self, at: datetime) -> date:
        """The day that what goes out *at* then counts for, both as the office's clock says."""
        return at.date()

    def doubts(self) -> Iterable[Doubt]:
        """What looks wrong in it and may be right."""
        return ()


def home_of(channels: Mapping[str, ChannelBlock]) -> str:
    """The first address among *channels* that a card may lead to; '' where there is none."""
    return next((block.home for block in channels.values() if block.home), "")


@dataclass(frozen=True, slots=True)
class Own:
    """Keys that a unit's block needs of its own, whatever the province's has, and what is said if not."""

    keys: tuple[str, ...]
    message: Message  # its {key} is filled with those that are absent
    is_asked_last: bool = False  # of a block that is sound otherwise


@dataclass(frozen=True, slots=True)
class ChannelKind:
    """A kind of place where posts go."""

    name: str  # its key in settings, units, posts and the ledger; it never changes
    title: Text  # by itself: Trang web; Website
    said: Text  # within a sentence: trang web; the website
    place: str  # one of them, in the Vietnamese of workbooks and editors: trang Facebook
    block: type[ChannelBlock]
    limits: Limits
    open: Callable[[Any, Any], Any]  # (a block, `channels.opening.Opening`) → a `Channel`; may raise Stop
    own: tuple[Own, ...] = ()
    aliases: frozenset[str] = frozenset()  # how else people write it in a sheet, in the form of ids
    can: frozenset[Can] = frozenset()
    media_kept: timedelta | None = None  # how long what was prepared stays there unused; None: for good
    metrics: tuple[Metric, ...] = ()  # what it tells of a post afterwards
    page_metrics: tuple[Metric, ...] = ()  # and of itself
    handover: tuple[timedelta, timedelta] = (timedelta(0), timedelta(0))  # how long ahead it takes posts
    most_waiting: int = 0  # posts that may wait there at once
    pictured_by: str = ""  # the channel whose public pictures it shows: it has none without
    is_of_pictures: bool = False  # it shows pictures or a film, and nothing of a post that has none
    beside: str = ""  # the channel of the same unit whose settings it needs too
    sends_on: str = ""  # the channel whose posts it sends on: never by itself, only where a post names it
    forgets: bool = (
        False  # nobody can ask there what was said: without its file in var it would be said again
    )
    usual: bool = False  # it is offered to offices that have none yet
    by_hand: bool = False  # a person posts there what she is given, and says so: nothing there is ever proved
    pack: PackForm = PackForm.MESSAGE  # what she is given there
    proves_time: bool = False  # nothing is carried before it, or another, has told the time
    fold: Callable[[str], tuple[str, str]] | None = None  # a text → what is seen at once, and what is not
    previews_links: bool = (
        False  # a post with a link and no picture shows what the link's page says of itself
    )
    # (a film, a block or None) → why it would not be shown there, None where it would; its {name} is filled
    refuses_film: Callable[[FilmShape, Any], tuple[Message, dict[str, Any]] | None] | None = None
    # the sizes in which a card that moves goes there, the one that it likes best first
    moving: tuple[str, ...] = ("portrait", "square", "story")
    animates: bool = False  # its pages show a picture that moves by itself, beside the film
    guide: Callable[[Any, Any], None] | None = None  # (a block or None, `channels.guiding.Guide`)
    form: str = "[!-~]+"  # what its passwords and keys look like, as a regular expression
    access: Text = field(default=Text("Mã truy cập", "Token"))  # what it tells of how its access stands
    is_sound: Text = field(default=Text("đủ quyền, không hết hạn", "complete, and it does not end"))
    untold: Text | None = None  # what helps where it does not say how its access stands
    reached: Text = field(default=Text("mở được", "it answers"))  # what `doctor` says of one that answers


def capital(words: str) -> str:
    """*words* as a sentence begins."""
    return words[:1].upper() + words[1:]
