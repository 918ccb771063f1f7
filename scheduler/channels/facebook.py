"""A Facebook page: pictures first, unpublished; then one public call; if need be, a look at the page.
A film has an id of its own before it is shown, and is asked for by that: `facebook_films.py`.

What is public can be mended (its words alone), taken down and commented on; `facebook_reading.py` has what
is read of the page.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

from scheduler import asking
from scheduler.calendar.model import ChannelName
from scheduler.channels import facebook_outside
from scheduler.channels.calling import TIMEOUT
from scheduler.channels.channel import (
    ChannelError,
    Checkup,
    Ending,
    Failure,
    FailureKind,
    Figure,
    Glance,
    Media,
    Outgoing,
    Prepared,
    Receipt,
    Seen,
    Standing,
    Trace,
)
from scheduler.channels.facebook_comments import PageComments
from scheduler.channels.facebook_failures import busy, failure_of, harmless, odd_answer
from scheduler.channels.facebook_films import PageFilms, film_of, films_in, is_film
from scheduler.channels.facebook_insights import PageInsights
from scheduler.channels.facebook_kind import KIND
from scheduler.channels.facebook_reading import (
    ODD,
    PAGES_AT_MOST,
    POST_ID,
    id_in,
    next_cursor,
    node_of,
    read,
    same_text,
    shape_of,
)
from scheduler.channels.facebook_sdk import CallFailed, Graph
from scheduler.channels.facebook_tokens import (
    DATA_ACCESS,
    ENDS,
    NEW_VERSION,
    READS_COMMENTS,
    RENEW,
    TOKEN,
    UNREAD_COMMENTS,
    VERSION,
    TokenFacts,
    app_graph,
    faults_of,
    look_at,
)
from scheduler.channels.facebook_usage import BUSY, Usage
from scheduler.channels.facebook_versions import NEWEST, last_day
from scheduler.channels.glances import glance_of
from scheduler.channels.hearing import TOLERANCE, Hearing
from scheduler.clock import Clock
from scheduler.problems import Text
from scheduler.secrets import Secret

if TYPE_CHECKING:
    from scheduler.channels.facebook_kind import FacebookSettings

SCHEDULED, PUBLISHED = "scheduled_posts", "published_posts"
LOOK_BACK = TOLERANCE + timedelta(minutes=2)  # this machine's clock may be ahead of Facebook's

_ANSWERS = Text("trang “{name}” trả lời, mã dùng được", "the page “{name}” answers, the token works")
_WHO = "kiem tra bai cong khai"
_MOST_OF_A_PAGE = 2_000_000  # bytes
_FIELDS = "id,message,created_time,permalink_url,attachments{target,media_type,subattachments{target}}"
_OWN_FIELDS = "id,created_time,permalink_url,is_published,scheduled_publish_time"
_PER_PAGE = "25"  # with attachments, more makes Graph answer that it is too much data
_PHOTO_ID = re.compile(r"[0-9]{1,40}")
_FACEBOOK_YEARS = 2004, 2200


class FacebookChannel(PageComments):
    """One page, through its own access token. Keeps the protocol `Channel`, and those of `PageComments`."""

    name = ChannelName(KIND.name)
    limits = KIND.limits
    sizes: Sequence[str] = ("portrait",)
    tells_figures = True

    def __init__(
        self,
        settings: FacebookSettings,
        token: Secret,
        app_secret: Secret | None,
        clock: Clock,
        timeout: tuple[float, float] = TIMEOUT,
        hearing: Hearing | None = None,
    ) -> None:
        """*timeout*: seconds to connect, and of silence while reading an answer; *hearing* hears the time."""
        self._page_key = settings.page_key
        self.handover = settings.handover
        self._address = settings.graph_url
        self._clock = clock
        self._usage = Usage(settings.page, clock)
        super().__init__(
            Graph(
                settings.graph_url, settings.version, token, app_secret, timeout, hearing, usage=self._usage
            ),
            settings.page,
        )
        self._films = PageFilms(self._graph, settings.page, settings.app_id or "", clock, self._permalink)
        self._insights = PageInsights(self._graph, settings.page, self._usage)
        self._token = token
        self._version = settings.version
        self._app = settings.app_id or ""
        self._about_tokens = self._graph
        if self._app and app_secret:
            self._about_tokens = app_graph(settings, self._app, app_secret)

    @property
    def page_key(self) -> str:
        """As its settings have it."""
        return self._page_key

    def describe(self) -> str:
        """The page in a person's words."""
        return f"Facebook {self._page}"

    def try_out(self) -> Text:
        """Ask the page what it is called.

        Raises:
            ChannelError: it did not say.
        """
        body = read(self._graph, self._page, quote(self._page, safe=""), {"fields": "name"})
        name = str(body.get("name") or self._page) if isinstance(body, dict) else self._page
        return _ANSWERS.filled(name=name)

    def prepare(self, outgoing: Outgoing) -> Prepared:
        """Upload the pictures unpublished; Facebook deletes those that no post takes up within 24 hours.

        Raises:
            ChannelError: one was not taken; nothing is public.
        """
        wait = self._usage.wait_for_turn()
        if wait:
            raise ChannelError(busy(self._usage.percent, wait))
        film = film_of(outgoing)
        if film is not None:
            return self._films.prepare(film, outgoing.draft)
        ahead = outgoing.scheduled is not None
        return Prepared(
            tuple(self._upload(one, ahead=ahead) for one in outgoing.media if one.size in self.sizes)
        )

    def reveal(self, outgoing: Outgoing, prepared: Prepared) -> Receipt:
        """The one public call: a post with the text and those pictures, at once or at its scheduled time.

        Facebook shows a link's preview or pictures, not both; the link stands in the text anyway. No
        `fields` are asked for: were reading them to fail, the answer to a post that exists would be an error.

        Raises:
            ChannelError: by the table of failures; DOUBTFUL for whatever it does not know.
        """
        film = film_of(outgoing)
        if film is not None:
            return self._films.reveal(film, outgoing, prepared.draft)
        args = {"message": outgoing.wording.text}
        if prepared.media:
            args["attached_media"] = json.dumps([{"media_fbid": photo} for photo in prepared.media])
        elif outgoing.wording.link:
            args["link"] = outgoing.wording.link
        if outgoing.scheduled is not None:
            args |= {
                "published": "false",
                "scheduled_publish_time": f"{outgoing.scheduled.timestamp():.0f}",
                "unpublished_content_type": "SCHEDULED",
            }
        failure: Failure
        try:
            body = self._graph.post(f"{quote(self._page, safe='')}/feed", args).body
        except CallFailed as failed:
            failure = failure_of(failed, self._page)
        else:
            post = id_in(body, POST_ID)
            if post:
                ahead = outgoing.scheduled
                at = ahead or self._clock.now()
                return Receipt(post, self._permalink(post), at, waits=ahead is not None)
            failure = odd_answer(shape_of(body))
        raise ChannelError(failure)

    def confirm(self, traces: Sequence[Trace]) -> list[tuple[Receipt, ...]]:
        """For each of *traces*, every post, public or scheduled, with its picture, or its text since then.

        Raises:
            ChannelError: a read failed or was cut, so nothing is proved.
        """
        searched = [trace for trace in traces if not trace.drafts or trace.media - films_in(trace)]
        seen: dict[str, _SeenPost] = {}
        if searched:
            since = min(trace.since for trace in searched) - LOOK_BACK
            # What becomes public between the two reads is on the second edge, or on both.
            seen = {post.id: post for edge in (SCHEDULED, PUBLISHED) for post in self._posts(edge, since)}
        return [
            (
                *self._films.confirm(trace),
                *(
                    self._receipt(post)
                    for post in seen.values()
                    if trace in searched and post.is_of(trace, words)
                ),
            )
            for trace, words in ((trace, same_text(trace.text)) for trace in traces)
        ]

    def look_up(self, remote_id: str) -> Receipt | None:
        """That post, public or waiting for its time; None if it is there no more.

        Raises:
            ChannelError: it could not be read.
        """
        if is_film(remote_id):
            return self._films.look_up(remote_id)
        node = node_of(self._graph, self._page, remote_id, _OWN_FIELDS)
        if node is None:
            return None
        if not isinstance(node.get("is_published"), bool):
            raise ChannelError(odd_answer(shape_of(node)))
        try:
            post = _SeenPost.of(node, waits=not node["is_published"])
        except ODD:
            raise ChannelError(odd_answer(shape_of(node))) from None
        return self._receipt(post)

    def standing(self, since: datetime) -> frozenset[str]:
        """The ids of all that is public there since *since*.

        Raises:
            ChannelError: a read failed or was cut, so nothing is proved.
        """
        return frozenset(post.id for post in self._posts(PUBLISHED, since))

    def seen(self, since: datetime) -> list[Seen]:
        """All that is public there since *since*, and all that waits for its time.

        Raises:
            ChannelError: a read failed or was cut, so nothing is proved.
        """
        posts = {post.id: post for edge in (SCHEDULED, PUBLISHED) for post in self._posts(edge, since)}
        return [
            Seen(self._receipt(post), post.message, post.media)
            for post in posts.values()
            if post.waits or post.at >= since
        ]

    def checkup(self) -> Checkup:
        """When the token and the access to data end, and what is wrong with it by now.

        Facebook tells the app itself; without the app's id and secret in the settings the token asks about
        itself, which Facebook may refuse.

        Raises:
            ChannelError: Facebook did not say.
        """
        facts = look_at(self._token, self._about_tokens, self._page)
        faults = faults_of(facts, self._page, self._app)
        endings = [
            Ending(code, at, what, RENEW)
            for code, at, what in (
                ("token", facts.ends, TOKEN),
                ("data-access", facts.data_ends, DATA_ACCESS),
            )
            if at is not None and facts.is_valid
        ]
        return Checkup(
            tuple(endings),
            tuple(
                Failure(FailureKind.CREDENTIAL, f"facebook:{fault.code}", fault.why, fault.todo)
                for fault in faults
                if fault.code != ENDS.code  # told as an ending, in time
            ),
            tuple(self._remarks(facts)),
        )

    def _remarks(self, facts: TokenFacts) -> Iterator[Failure]:
        """What is worth knowing, and stops nothing."""
        if self._usage.percent >= BUSY:
            yield busy(self._usage.percent, 0.0)
        if facts.is_valid and READS_COMMENTS not in facts.scopes:
            yield UNREAD_COMMENTS

    def figures(self, posts: Sequence[Standing]) -> Iterator[tuple[Standing, Sequence[Figure]]]:
        """What came of *posts*.

        Raises:
            ChannelError: to be asked later.
        """
        return self._insights.figures(posts)

    def page_figures(self) -> Sequence[Figure]:
        """What the page tells of itself.

        Raises:
            ChannelError: to be asked later.
        """
        return self._insights.page_figures()

    def endings(self) -> tuple[Ending, ...]:
        """The day when Facebook takes this version of its API no more, where it is known."""
        last = last_day(self._version)
        if last is None:
            return ()
        at = datetime.combine(last, time(), UTC)
        what = VERSION.filled(version=self._version)
        return (Ending("version", at, what, NEW_VERSION.filled(version=NEWEST), early=90),)

    def _upload(self, picture: Media, *, ahead: bool) -> str:
        args = {"published": "false"}
        if ahead:
            args["temporary"] = "true"  # asked for by Facebook where the post has a time to come
        if picture.alt:
            args["alt_text_custom"] = picture.alt
        file = (f"card{picture.suffix}", picture.data, picture.mime)
        failure: Failure
        try:
            body = self._graph.post(f"{quote(self._page, safe='')}/photos", args, file).body
        except CallFailed as failed:
            failure = failure_of(failed, self._page)
        else:
            photo = id_in(body, _PHOTO_ID)
            if photo:
                return photo
            failure = odd_answer(shape_of(body))
        raise ChannelError(harmless(failure))

    def _posts(self, edge: str, since: datetime) -> Iterator[_SeenPost]:
        """The posts of *edge*, newest first, until a whole page of them is older than *since*.

        The next page is asked for by its cursor alone: the ready-made address that Facebook gives for it
        may hold a token, and another host.
        """
        fields = _FIELDS if edge == PUBLISHED else f"{_FIELDS},scheduled_publish_time"
        args = {"fields": fields, "limit": _PER_PAGE}
        asked: list[dict[str, str]] = []
        while True:
            body = read(self._graph, self._page, f"{quote(self._page, safe='')}/{edge}", args)
            try:
                posts = _seen_posts(body["data"], waits=edge == SCHEDULED)
                cursor = next_cursor(body.get("paging") or {})
            except ODD:
                raise ChannelError(odd_answer(shape_of(body))) from None
            yield from posts
            past = edge == PUBLISHED and posts and all(post.at < since for post in posts)
            if cursor is None or past:
                return
            if not cursor or cursor in asked or len(asked) == PAGES_AT_MOST:
                raise ChannelError(odd_answer(f"{edge}: no way to the next page"))
            asked.append(cursor)
            args = {"fields": fields, "limit": _PER_PAGE} | cursor

    def as_stranger(self, address: str, text: str) -> Glance | None:
        """What Facebook shows at a post's permalink to who is not logged in."""
        is_practice = asking.is_this_machine(self._address)
        here = address.startswith(self._address) if is_practice else facebook_outside.is_facebooks(address)
        if not here:
            return Glance.STRANGE
        answer = asking.ask(address, who=_WHO, most=_MOST_OF_A_PAGE, is_private_allowed=is_practice)
        return glance_of(answer, lambda page: facebook_outside.read(page, text))

    def _receipt(self, post: _SeenPost) -> Receipt:
        return Receipt(post.id, post.address or self._permalink(post.id), post.at, waits=post.waits)

    def _permalink(self, post: str) -> str:
        """Where a post can be seen; the rehearsal stands in for Facebook's website as well."""
        host = urlsplit(self._address).hostname or ""
        public = host == "facebook.com" or host.endswith(".facebook.com")
        return f"{'https://www.facebook.com' if public else self._address.rstrip('/')}/{post}"


@dataclass(frozen=True, slots=True)
class _SeenPost:
    """A post as an edge shows it."""

    id: str
    message: str
    words: str  # as they are compared
    at: datetime  # when it became public, or will
    address: str
    media: frozenset[str]
    waits: bool  # it is not public yet

    def is_of(self, trace: Trace, words: str) -> bool:
        """Whether that delivery made it: it has one of its pictures, or was made since with its *words*."""
        is_same = bool(words) and self.words == words and self.at >= trace.since - LOOK_BACK
        return is_same or not self.media.isdisjoint(trace.media)

    @classmethod
    def of(cls, node: Mapping[str, Any], *, waits: bool) -> _SeenPost:
        """Read *node*.

        Raises:
            ODD: it is not of Facebook's form.
        """
        at = datetime.strptime(node["created_time"], "%Y-%m-%dT%H:%M:%S%z")
        if "scheduled_publish_time" in node:
            at = datetime.fromtimestamp(int(node["scheduled_publish_time"]), UTC)
        if not isinstance(node["id"], str) or not POST_ID.fullmatch(node["id"]):
            raise TypeError("a post's id is a text of two numbers")
        if not _FACEBOOK_YEARS[0] <= at.year <= _FACEBOOK_YEARS[1]:
            raise ValueError("a post of no time that Facebook has seen")
        address = node.get("permalink_url")
        message = node.get("message") or ""
        media = frozenset(_targets(node.get("attachments") or {}))
        return cls(
            node["id"],
            message,
            same_text(message),
            at,
            address if isinstance(address, str) and address.startswith("http") else "",
            media,
            waits,
        )


def _seen_posts(data: object, *, waits: bool) -> list[_SeenPost]:
    if not isinstance(data, list):
        raise TypeError("an edge gives a list")
    return [_SeenPost.of(node, waits=waits) for node in data]


def _targets(attachments: Mapping[str, Any]) -> Iterator[str]:
    """The media ids of a post's attachments: one picture as itself, several as subattachments."""
    for attachment in attachments.get("data", ()):
        target = (attachment.get("target") or {}).get("id")
        if target:
            yield str(target)
        yield from _targets(attachment.get("subattachments") or {})
