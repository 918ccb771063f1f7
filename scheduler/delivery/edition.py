"""One reading of the calendar, and how its posts are made ready for a channel."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import astuple
from datetime import date, datetime, time, timedelta, tzinfo
from typing import TYPE_CHECKING

import msgspec

from scheduler.calendar.messages import EXPIRED
from scheduler.calendar.model import CONTENT, ChannelName, Hotline, Post, PostId, Unit
from scheduler.calendar.wording import Wording, lines_of, word
from scheduler.channels.channel import Channel, Media, Outgoing
from scheduler.checks.consent import never_asked
from scheduler.checks.hotlines import stopped_lines
from scheduler.delivery.agenda import Agenda, Planned
from scheduler.delivery.reason import Reason
from scheduler.delivery.reasons import COMMENT_TOO_LONG, TITLE_TOO_LONG, TOO_LONG, of_problems
from scheduler.kinds.registry import is_by_hand, kind_of
from scheduler.links import uncounted
from scheduler.locales import day_text
from scheduler.problems import Problem
from scheduler.settings.rules import LEVELS

if TYPE_CHECKING:  # what paints is heavy, and is given
    from scheduler.cards.gallery import Gallery, PaintedCard


class Edition:
    """The calendar as it reads at one moment, with the painter that has its hotlines.

    *audiences* and *topics* give the words that people read for the settings' keys, *zone* says which day
    it is when a post goes out, *levels* how much each house rule weighs.
    """

    def __init__(
        self,
        agenda: Agenda,
        painter: Gallery,
        audiences: Mapping[str, str],
        topics: Mapping[str, str],
        zone: tzinfo,
        levels: Mapping[str, object] = LEVELS,
    ) -> None:
        self.agenda = agenda
        self._painter = painter
        self._zone = zone
        self._levels = levels
        self._audiences = audiences
        self._topics = topics
        self._seen: dict[PostId, str] = {}
        self._worded: tuple[object, Wording] | None = None  # the last one: a delivery asks for it many times

    @property
    def is_torn(self) -> bool:
        """Whether a whole file of the calendar cannot be read, so that what was in it is not known."""
        return any(problem.is_error and not problem.post for problem in self.agenda.calendar.problems)

    def obstacle(
        self,
        planned: Planned,
        channel: Channel,
        now: datetime,
        *,
        is_public: bool = False,
        cards: str = "",
    ) -> Reason | None:
        """Why this post cannot go to that channel as it stands *now*; None when it can.

        *is_public*: it went out on its day, and is only worded anew; *cards*: their print as they are public,
        as far as that is known.
        """
        problems = [
            problem
            for problem in self._painter.problems(planned.post, planned.unit, channel.sizes)
            if problem.is_error
        ]
        problems += self.stopped(planned, now, is_public=is_public)
        if not is_public or (cards and cards != self.prints(planned, channel)[1]):
            problems += never_asked(planned.post, self._levels)
        if problems:
            return of_problems(problems)
        wording, limits = self.wording(planned, channel), channel.limits
        for reason, text, limit in (
            (TOO_LONG, wording.text, limits.text),
            (COMMENT_TOO_LONG, wording.first_comment, limits.comment),
            (TITLE_TOO_LONG, wording.title, limits.title or len(wording.title)),
        ):
            if len(text) > limit:
                return reason.filled(
                    length=len(text), limit=limit, channel=kind_of(channel.name).said, post=planned.post.id
                )
        return None

    def stopped(self, planned: Planned, now: datetime, *, is_public: bool = False) -> Iterator[Problem]:
        """What speaks against the day of *planned*: its own last one, its hotlines'; *is_public* as in
        `obstacle`.

        Of a series or a queued post, only now is it known on which day it goes out.
        """
        hotlines, today, day = self.agenda.calendar.hotlines, self.day(now), self._day(planned)
        day = day if is_public else max(day, today)  # one that was kept back is read today
        expires = planned.post.expires
        if expires is not None and day > expires and not is_public:
            values = {"expires": day_text(expires), "day": day_text(day)}
            yield planned.post.problem(EXPIRED, "expires", **values)
        yield from stopped_lines(planned.post, hotlines, day, planned.unit, self._levels, today)

    def flaw(self, post: Post) -> Reason | None:
        """What is wrong with its cards or its film, as they are shown to the staff; None when nothing is."""
        unit = self.agenda.calendar.unit_of(post)
        problems = [problem for problem in self._painter.problems(post, unit) if problem.is_error]
        return of_problems(problems) if problems else None

    def fingerprint(self, planned: Planned, channel: Channel) -> str:
        """Of everything in the post that a reader would see there."""
        wording = self.wording(planned, channel)
        parts = (
            wording.title,
            wording.text,
            wording.hashtags,
            wording.link,
            *self._beside(planned.post),
            [(line.name, line.number) for line in self._hotlines(planned)],
            self._painter.fingerprint(planned.post, planned.unit),
            *((wording.first_comment,) if wording.first_comment else ()),
            *self._translated(planned, channel),
        )
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()

    def prints(self, planned: Planned, channel: Channel) -> tuple[str, str]:
        """Of the words that a reader sees there, and of what the calendar puts on the cards.

        Unlike `fingerprint` they do not change with the program or with what a template looks like: they
        tell whether what is public still says what the calendar says.
        """
        wording, post = self.wording(planned, channel), planned.post
        words: list[object] = [same_words(uncounted(wording.text))]
        if not channel.limits.inline:
            words += [
                wording.title,
                wording.hashtags,
                uncounted(wording.link),
                *self._beside(post),
                [(line.name, line.number) for line in self._hotlines(planned)],
            ]
        words += self._translated(planned, channel)
        cards: list[object] = [
            (
                *(card.template, dict(card.fields), card.alt, card.mood, card.ground),
                *filter(None, (card.motion, card.occasion, card.qr)),
            )
            for card in post.cards
        ]
        if post.film:
            cards.append((post.film, post.film_alt))
        return _print(words), _print(cards)

    def seen(self, post: Post) -> str:
        """Of what a person approves in *post*: its wording for each unit and channel, and its cards.

        Where two readings agree in it, one program paints and words the same, whenever the post goes out.
        How the program paints is no part of it. Worked out once for each reading.
        """
        found = self._seen.get(post.id)
        if found is None:
            found = self._seen[post.id] = self._look_at(post)
        return found

    def _look_at(self, post: Post) -> str:
        hotlines = self.agenda.calendar.hotlines
        units = self.agenda.calendar.units_of(post)
        worded = [
            (unit.id, unit.name, channel, *astuple(word(post, unit, hotlines, channel, limits)))
            for unit in units
            for channel, limits in ((one, kind_of(one).limits) for one in post.channels)
        ]
        called = dict.fromkeys((*post.hotlines, *(key for unit in units for key in unit.hotlines[:1])))
        parts = (
            worded,
            *self._beside(post),
            [hotlines[key].shown for key in called if key in hotlines],
            self._painter.content(post, units),
            *(
                ("in turning colours",)
                if post.evergreen and not all(card.keeps_mood for card in post.cards)
                else ()
            ),
            *(("only when called",) if post.is_statement else ()),
        )
        return hashlib.sha256(json.dumps(parts, default=str).encode()).hexdigest()

    def reading(self) -> str:
        """A print of the calendar's posts, units and hotlines: the same wherever they read the same."""
        calendar = self.agenda.calendar
        posts = [[getattr(post, name) for name in CONTENT] for post in calendar.posts]
        read = msgspec.json.encode(
            (posts, calendar.units, calendar.hotlines), order="deterministic", enc_hook=repr
        )
        return hashlib.sha256(read).hexdigest()

    def text(self, planned: Planned, channel: Channel) -> str:
        """Exactly what would be sent there."""
        return self.wording(planned, channel).text

    def outgoing(self, planned: Planned, channel: Channel) -> Outgoing:
        """What the channel is given; paints the cards where they are not kept yet.

        Raises:
            LookupError: a card was not painted: all pictures, or no post.
        """
        post = planned.post
        painted = self._painter.paint(post, planned.unit, channel.sizes)
        film = self._film(planned, channel, painted)
        if len(painted) != len(post.cards) * len(channel.sizes):
            raise LookupError(f"{len(painted)} pictures of {len(post.cards)} cards in {channel.sizes}")
        return Outgoing(
            key=str(planned.key),
            post=post.id,
            occurrence=planned.occurrence,
            wording=self.wording(planned, channel),
            media=(
                *(
                    Media(card.data, card.mime, card.width, card.height, card.size, card.alt)
                    for card in painted
                ),
                *film,
            ),
            due=planned.due,
            audience=self._audiences.get(post.audience, ""),
            topic=self._topics.get(post.topic, ""),
            source=post.source,
            language=post.language,
            expires=post.expires,
            hotlines=self._hotlines(planned),
            translation=self._translation(planned, channel),
        )

    def picture_print(self, planned: Planned, channel: Channel) -> str:
        """Of all that its pictures there depend on."""
        painted = self._painter.fingerprint(planned.post, planned.unit)
        return _print([painted, list(channel.sizes)])

    def paint(self, planned: Planned, channel: Channel) -> None:
        """Let its cards lie there as they go out.

        Raises:
            LookupError, ValueError: one cannot be painted.
        """
        self._painter.paint(planned.post, planned.unit, channel.sizes)

    def cards(self, post: Post) -> Sequence[PaintedCard]:
        """Its cards as they are shown to the staff, upright.

        Raises:
            ValueError: a card cannot be painted.
        """
        return self._painter.paint(post, self.agenda.calendar.unit_of(post), ("portrait",))

    def make_film(self, post: Post, unit: Unit, channel: ChannelName) -> None:
        """Let the film be there that its card goes out as on *channel*, if it moves there.

        Raises:
            LookupError, OSError: as what paints it tells.
        """
        for size in self._painter.film_sizes(post, (channel,)):
            self._painter.film(post, unit, size)
            if kind_of(channel).animates:
                self._painter.moving_picture(post, unit, size)

    def _film(self, planned: Planned, channel: Channel, painted: Sequence[PaintedCard]) -> tuple[Media, ...]:
        """The post's film, or its card as one; the poster is the card, in the size that fits it best."""
        post, unit, painter = planned.post, planned.unit, self._painter
        size = "" if post.film else next(iter(painter.film_sizes(post, (channel.name,))), "")
        if not post.film and not size:
            return ()
        film = painter.film(post, unit, size)
        shape = film.shape
        if size:
            painted = painter.paint(post, unit, (size,))
        poster = min(painted, key=lambda card: abs(card.width / card.height - shape.width / shape.height))
        animates = size and kind_of(channel.name).animates
        return (
            Media(
                film.source,
                "video/mp4",
                shape.width,
                shape.height,
                "film",
                post.film_alt or post.cards[0].alt,
                shape.length,
                poster.data,
                painter.moving_picture(post, unit, size) if animates else b"",
                film.captions,
            ),
        )

    def _beside(self, post: Post) -> tuple[str, ...]:
        """What is told of *post* beside its words."""
        audience, topic = self._audiences.get(post.audience, ""), self._topics.get(post.topic, "")
        return audience, topic, post.source, str(post.expires)

    def _translated(self, planned: Planned, channel: Channel) -> list[str]:
        found = self._translation(planned, channel)
        return [found.title, found.body] if found else []

    def _translation(self, planned: Planned, channel: Channel) -> Wording | None:
        """The post in Khmer, where a unit that speaks it is given it to be posted by hand."""
        post, unit, calendar = planned.post, planned.unit, self.agenda.calendar
        if unit.language != "km" or post.language == "km" or not is_by_hand(channel.name):
            return None
        of_it = (one for one in calendar.posts if one.translation_of.partition("#")[0] == post.id)
        found = next((one for one in of_it if one.language == "km"), None)
        return word(found, unit, calendar.hotlines, channel.name, channel.limits) if found else None

    def _hotlines(self, planned: Planned) -> tuple[Hotline, ...]:
        hotlines = self.agenda.calendar.hotlines
        return lines_of(planned.post, planned.unit, hotlines, self._day(planned))

    def _day(self, planned: Planned) -> date:
        return self.day(planned.due)  # a slot that the ledger remembers is in UTC

    def day(self, instant: datetime) -> date:
        """The local day of *instant* (aware)."""
        return instant.astimezone(self._zone).date()

    def start_of_rest(self, now: datetime, days: int) -> datetime:
        """Since when nothing may have gone out of what rests for so many *days* and goes out *now*."""
        return datetime.combine(self.day(now) - timedelta(days - 1), time(), self._zone)

    def wording(self, planned: Planned, channel: Channel) -> Wording:
        """The words of the post there; its `text` is exactly what would be sent."""
        asked = planned, channel.name, channel.limits
        worded = self._worded  # another thread may ask meanwhile
        if worded is None or worded[0] != asked:
            hotlines = self.agenda.calendar.hotlines
            worded = self._worded = (
                asked,
                word(planned.post, planned.unit, hotlines, channel.name, channel.limits),
            )
        return worded[1]


def same_words(text: str) -> str:
    """*text* as it is compared: white space does not count."""
    return " ".join(text.split())


def _print(value: object) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()


def message_of(post: Post) -> str:
    """What a post says, whatever the channel: to tell one message from another."""
    return f"{post.title}\n{post.text}"
