"""What a channel is: the protocol each one keeps, what it is given, what it gives back, how it fails."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from enum import Enum
from io import BufferedReader, BytesIO
from pathlib import Path
from typing import Literal, Protocol, runtime_checkable

from scheduler.calendar.model import ChannelName, Hotline, PostId
from scheduler.calendar.wording import Wording
from scheduler.kinds.kind import Limits
from scheduler.problems import Text


@dataclass(frozen=True, slots=True)
class Media:
    """A painted card, or a film, as a channel sends it; width and height in pixels."""

    source: bytes | Path  # a film stays in its file: who can sends it from there
    mime: str  # image/jpeg, image/png or video/mp4
    width: int
    height: int
    size: str  # the template's size: portrait, square, wide; of a film: film
    alt: str
    length: float = 0.0  # seconds; 0 for an image
    poster: bytes = b""  # a video's still picture, a JPEG
    moving: bytes = b""  # of a card that moves: the same as a WebP, for a page where it plays by itself
    captions: str = ""  # what is read in it, as WebVTT

    @property
    def data(self) -> bytes:
        """All of it, read anew where it lies in a file."""
        return self.source if isinstance(self.source, bytes) else self.source.read_bytes()

    def open(self) -> BytesIO | BufferedReader:
        """It, to be read in pieces."""
        return BytesIO(self.source) if isinstance(self.source, bytes) else self.source.open("rb")

    @property
    def kind(self) -> Literal["image", "video"]:
        """What the mime type says that it is."""
        return "video" if self.mime.startswith("video/") else "image"

    @property
    def suffix(self) -> str:
        """The file ending: .jpg, .png or .mp4."""
        return {"image/png": ".png", "video/mp4": ".mp4"}.get(self.mime, ".jpg")

    @property
    def sha256(self) -> str:
        """The hash by which files of it are named and known again."""
        return hashlib.sha256(self.data).hexdigest()


@dataclass(frozen=True, slots=True)
class Outgoing:
    """All that a channel needs to make one occurrence of a post public."""

    key: str  # POST@OCCURRENCE/UNIT/CHANNEL
    post: PostId
    occurrence: str
    wording: Wording
    media: tuple[Media, ...]  # of all sizes the channel asked for, card by card
    due: datetime  # aware
    audience: str = ""  # the words people read
    topic: str = ""
    source: str = ""
    language: str = "vi"
    expires: date | None = None
    hotlines: tuple[Hotline, ...] = ()  # the post's own, for a page to show as buttons to call
    scheduled: datetime | None = None  # aware: the channel itself makes it public then; None: at once
    draft: str = ""  # the id that an earlier `prepare` of it gave, to be filled anew
    approved_by: str = ""  # who let it out, as it reads now; '' where nobody had to
    translation: Wording | None = None  # in Khmer, where a unit that speaks it is given it beside

    def shown_in(self, sizes: Collection[str]) -> list[Media]:
        """Its pictures of those *sizes*, and its film."""
        return [one for one in self.media if one.size in sizes or one.kind == "video"]


@dataclass(frozen=True, slots=True)
class Prepared:
    """What lies ready there, seen by nobody: the media's ids, in order, and the post's own id where the
    channel gives it beforehand ('' where only the public call does)."""

    media: tuple[str, ...] = ()
    draft: str = ""


UNTOLD = datetime(2000, 1, 1, tzinfo=UTC)
_NEVER = datetime(2100, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Receipt:
    """The proof that a delivery is public, or who will make it so: the channel itself at a time to come, or a
    person."""

    remote_id: str
    address: str  # where a person can look at it; '' when the channel did not say
    at: datetime  # aware: when it became public, or will; `UNTOLD` for a time that cannot be
    waits: bool = False  # the channel's own scheduler holds it until then
    is_worked_on: bool = False  # … or makes it public as soon as it is through with it, as with a film
    is_with_person: bool = False  # it was given to a person, who makes it public

    def __post_init__(self) -> None:
        """What a server says of the time may be the year 1 or 9999, which no zone's time has room for."""
        if not UNTOLD <= self.at < _NEVER:
            object.__setattr__(self, "at", UNTOLD)


@dataclass(frozen=True, slots=True)
class Trace:
    """What is known of a public call whose answer was lost: enough to recognise its result."""

    key: str
    since: datetime  # when the intent was written, aware
    media: frozenset[str]  # every media id that this delivery ever used
    text: str  # exactly what was sent
    drafts: tuple[str, ...] = ()  # every id that the channel gave it beforehand


@dataclass(frozen=True, slots=True)
class Seen:
    """A post as a page shows it, public or waiting for its time, whoever made it."""

    receipt: Receipt
    text: str  # '' where it has none
    media: frozenset[str]  # the ids of its pictures


@dataclass(frozen=True, slots=True)
class Mark:
    """Which ledger a place was filled from last: its id, its generation, and from where it was carried."""

    ledger: str
    generation: int
    seat: str


class FailureKind(Enum):
    """What a failure means for the delivery; the courier decides by nothing else."""

    CERTAIN = "certain"  # refused: surely not public, may be tried again
    DOUBTFUL = "doubtful"  # may be public: look before anything else
    DUPLICATE = "duplicate"  # refused, since it stands there already: look far back, never send it again
    THROTTLED = "throttled"  # surely not public; wait as long as the channel says
    CREDENTIAL = "credential"  # the unit's channel pauses until the token is mended
    CONTENT = "content"  # this post is refused for what it holds
    POLICY = "policy"  # the unit's channel pauses at once: a person must look


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a call failed, in the words the officer reads, with what she can do."""

    kind: FailureKind
    code: str  # stable, for the ledger and the tests: 'facebook:190/463', 'network', ...
    why: Text
    todo: Text
    wait_seconds: float = 0.0  # THROTTLED: how long at least
    detail: str = ""  # the channel's own words, with no secret in them
    values: Mapping[str, str | Text] = field(default_factory=dict, compare=False)  # filled into the sentences


class ChannelError(Exception):
    """A channel's call failed; only *failure* counts."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(f"{failure.code}: {failure.why.en}")
        self.failure = failure


class Gone(ChannelError):  # noqa: N818 - not a fault: someone was quicker
    """What was to be changed stands there no more: it was taken down."""


class Channel(Protocol):
    """A kind of place where posts go; one file each. A post goes there in three moments: it is prepared,
    as often as need be, revealed by one call, and confirmed when that call's answer was lost."""

    @property
    def name(self) -> ChannelName:
        """As the calendar writes it: facebook, website."""

    @property
    def page_key(self) -> str:
        """Which place of that kind: 'facebook:102938475610293'; posts on one page are spaced and compared."""

    @property
    def limits(self) -> Limits:
        """What it can carry."""

    @property
    def sizes(self) -> Sequence[str]:
        """The card sizes it shows, in the order it wants them."""

    def prepare(self, outgoing: Outgoing) -> Prepared:
        """Upload all that can be there before anything is public; may be repeated.

        Raises:
            ChannelError: nothing is public, whatever the kind.
        """

    def reveal(self, outgoing: Outgoing, prepared: Prepared) -> Receipt:
        """The one public call, tried once. Of the same draft, a second one is the same as one.

        Raises:
            ChannelError: of kind DOUBTFUL whenever it may have become public.
        """

    def confirm(self, traces: Sequence[Trace]) -> list[tuple[Receipt, ...]]:
        """For each of *traces*, what is public of its delivery (or scheduled there): by its drafts' ids where
        the channel gave them, else by one complete read of the place. A ledger that was lost knew the drafts:
        a channel that does not keep `Lists` finds its post by the key alone too, or it is published again.

        Raises:
            ChannelError: a read failed or was cut: nothing is proved.
        """

    def describe(self) -> str:
        """The place in a person's words, for tables."""


@dataclass(frozen=True, slots=True)
class Ending:
    """Something that ends by itself: a stable code, when (aware), what it is, and what to do before."""

    code: str  # 'token', 'data-access', 'version'
    at: datetime
    what: Text
    todo: Text
    early: int = 14  # days before, from which on it is told


@dataclass(frozen=True, slots=True)
class Checkup:
    """How a channel's access stands: what ends and when, what is wrong with it already, and what is worth
    knowing."""

    endings: tuple[Ending, ...] = ()
    faults: tuple[Failure, ...] = ()
    remarks: tuple[Failure, ...] = ()


@runtime_checkable
class Health(Protocol):
    """A channel that can tell how its access stands, without publishing anything."""

    def checkup(self) -> Checkup:
        """Ask the channel itself.

        Raises:
            ChannelError: it did not say.
        """


@runtime_checkable
class TriesOut(Protocol):
    """A channel that can try whether it could publish, with nothing to be seen of it."""

    def try_out(self) -> Text:
        """Reach the place and write there; gives what was found, in a person's words.

        Raises:
            ChannelError: it could not be reached or written.
        """


@runtime_checkable
class Ages(Protocol):
    """A channel that knows by itself, asking nobody, what of it ends."""

    def endings(self) -> tuple[Ending, ...]:
        """What ends by a day that is known beforehand."""


@runtime_checkable
class Tidies(Protocol):
    """A channel that keeps something in order between deliveries, such as a folder of files."""

    def tidy(self, now: datetime) -> None:
        """Heal what a kill left and take out what has expired at *now*; cheap when nothing changed."""


@dataclass(frozen=True, slots=True)
class Unheard:
    """Who did not take what it was told, since when (aware), and why, in no person's words."""

    who: str
    since: datetime
    why: str


@runtime_checkable
class Pings(Protocol):
    """A channel that tells somebody when what it shows has changed; nothing depends on that."""

    def pending_ping(self, now: datetime) -> Callable[[], None] | None:
        """What would tell it, to be called from any thread; None where there is nothing to tell."""

    def unheard(self) -> Unheard | None:
        """Who did not take it the last time; None where all went well."""


@runtime_checkable
class KeepsAccess(Protocol):
    """A channel whose access ends by itself, and is renewed whether anything goes out or not."""

    def keep_access(self) -> None:
        """Renew it if it ends soon; cheap while it does not.

        Raises:
            ChannelError: it could not be renewed.
        """


@runtime_checkable
class Shows(Protocol):
    """A channel that tells what it shows, so that what a person took down there is noticed."""

    def shown(self, remote_id: str) -> str | None:
        """The text that stands there under that id; None if it certainly is there no more.

        Raises:
            ChannelError: it could not be read: nothing is proved.
        """

    def standing(self, since: datetime) -> frozenset[str]:
        """The ids of all that is public there and became so since *since*, by complete reads.

        Raises:
            ChannelError: a read failed or was cut: nothing is proved.
        """


class Glance(Enum):
    """What somebody without any secret sees of a post at its public address."""

    SEEN = "seen"
    LOGIN = "login"  # who is not logged in is asked to be: nothing is proved
    STRANGE = "strange"  # something else answers: nothing is proved
    SILENT = "silent"  # nobody answers just now
    INSIDE = "inside"  # the address is of a private network
    GONE = "gone"  # there is no such post for strangers
    NOT_LISTED = "not-listed"  # its page is there, and the feed does not have it


@runtime_checkable
class ShowsStrangers(Protocol):
    """A channel that shows its posts to anybody, at the address of their receipts."""

    @property
    def page_key(self) -> str:
        """As of the channel."""

    def as_stranger(self, address: str, text: str) -> Glance | None:
        """Look there once as a stranger does, at the post that says *text*, with no secret and at no other
        place's address; None: there is no network, and nothing is known. Never raises for what answers."""


@dataclass(frozen=True, slots=True)
class Figure:
    """What one metric tells; *value* None: the channel was asked and does not tell."""

    metric: str  # as in `ChannelKind.metrics` or `page_metrics`
    value: int | None
    at: datetime | None = None  # aware: within the day that it is of; None: it stands so now


@dataclass(frozen=True, slots=True)
class Standing:
    """A post that is public there: its id, and every id that the channel gave beforehand, the latest last."""

    remote_id: str
    drafts: tuple[str, ...] = ()


@runtime_checkable
class Measures(Protocol):
    """A channel that tells what came of what it shows. It is only read, and stops nothing."""

    @property
    def name(self) -> ChannelName:
        """As of the channel."""

    @property
    def page_key(self) -> str:
        """As of the channel."""

    @property
    def tells_figures(self) -> bool:
        """Whether it can tell any as it is set up."""

    def figures(self, posts: Sequence[Standing]) -> Iterator[tuple[Standing, Sequence[Figure]]]:
        """Of one post after another all that is told of it by now; each metric is asked apart.

        Raises:
            ChannelError: between two posts: the others are to be asked later, after its `wait_seconds`.
        """

    def page_figures(self) -> Sequence[Figure]:
        """What it tells of itself.

        Raises:
            ChannelError: to be asked later.
        """


@runtime_checkable
class Lists(Protocol):
    """A channel that tells all that it shows, so that what this ledger did not make is noticed."""

    def seen(self, since: datetime) -> list[Seen]:
        """What became public there since *since*, and all that waits there, by complete reads.

        Raises:
            ChannelError: a read failed or was cut: nothing is proved.
        """


@runtime_checkable
class Remembers(Protocol):
    """A channel whose place can keep a ledger's mark beside what it shows."""

    def mark(self) -> Mark | None:
        """The mark that it has; None: none.

        Raises:
            ChannelError: it cannot be read.
        """

    def set_mark(self, mark: Mark) -> None:
        """Keep that mark.

        Raises:
            ChannelError: it cannot be written.
        """


@runtime_checkable
class Edits(Shows, Protocol):
    """A channel where what is public can be mended; the same edit twice is the same as once."""

    @property
    def replaces_pictures(self) -> bool:
        """Whether an edit carries the pictures too, not the words alone."""

    def edit(self, remote_id: str, outgoing: Outgoing) -> None:
        """Let what stands there say what *outgoing* says.

        Raises:
            Gone: it is there no more.
            ChannelError: of kind DOUBTFUL whenever it may have happened.
        """


@runtime_checkable
class Withdraws(Shows, Protocol):
    """A channel where what is public, or scheduled, can be taken down; what is gone stays gone."""

    def withdraw(self, remote_id: str) -> None:
        """Take it down.

        Raises:
            Gone: it was there no more.
            ChannelError: of kind DOUBTFUL whenever it may have happened.
        """


@runtime_checkable
class Schedules(Withdraws, Protocol):
    """A channel that takes posts ahead (`Outgoing.scheduled`) and makes them public by itself.

    What waits there is taken back by `withdraw`, and `confirm` finds it too, with its time to come.
    """

    @property
    def handover(self) -> timedelta:
        """How long before their time posts are handed over; zero: none are."""

    def look_up(self, remote_id: str) -> Receipt | None:
        """That post as it stands now, public or waiting for its time; None if there is none of that id.

        Raises:
            ChannelError: it could not be read: nothing is proved.
        """


@runtime_checkable
class Comments(Shows, Protocol):
    """A channel where a post takes comments. The same comment twice stands there twice."""

    def comment(self, remote_id: str, text: str) -> str:
        """Comment on that post, tried once; gives the comment's id.

        Raises:
            Gone: the post is there no more.
            ChannelError: of kind DOUBTFUL whenever it may have happened.
        """

    def find_comments(self, remote_id: str, text: str) -> tuple[str, ...]:
        """The ids of our own comments there that say *text*, oldest first, from complete reads alone.

        Raises:
            Gone: the post is there no more.
            ChannelError: a read failed or was cut: nothing is proved.
        """


@dataclass(frozen=True, slots=True)
class Comment:
    """What somebody said below a post: never who. *thread*: the comment that an answer to it goes below."""

    id: str
    text: str
    at: datetime  # aware
    thread: str
    is_hidden: bool = False


@runtime_checkable
class Moderates(Comments, Protocol):
    """A channel where others comment on a post, and the page may hide what they say, and answer it."""

    @property
    def page_key(self) -> str:
        """As of the channel."""

    def comments_of(self, remote_id: str) -> Iterator[Sequence[Comment]]:
        """What others said below that post, the newest first, a page of it at a time.

        Raises:
            Gone: the post is there no more.
            ChannelError: a read failed; what was given before stands.
        """

    def set_hidden(self, comment_id: str, *, hidden: bool) -> None:
        """Hide it from the public, or show it again; the same twice is the same as once.

        Raises:
            Gone: it is there no more.
            ChannelError: of kind DOUBTFUL whenever it may have happened.
        """

    def is_hidden(self, comment_id: str) -> bool | None:
        """Whether it is hidden; None if it certainly is there no more.

        Raises:
            ChannelError: it could not be read: nothing is proved.
        """
