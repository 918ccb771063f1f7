"""What a call shows: the `fields` grammar, the nodes it picks from, and the edges with their cursors."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar
from urllib.parse import urlencode, urlsplit

from scheduler.rehearsal import refusals
from scheduler.rehearsal.filming import film_node
from scheduler.rehearsal.parameters import Parameters
from scheduler.rehearsal.refusals import Refused, invalid
from scheduler.rehearsal.world import EDGE_LAG, Comment, Film, PagePost, Photo, Story, World

Node = dict[str, Any]
T = TypeVar("T", PagePost, Comment, Story)
Fields = Mapping[str, "Fields | None"]

# Every field that a kind of node has here, with the kind of node it leads to ('' for a plain value).
_KINDS: dict[str, dict[str, str]] = {
    "PagePost": {
        "id": "",
        "message": "",
        "created_time": "",
        "updated_time": "",
        "permalink_url": "",
        "is_published": "",
        "scheduled_publish_time": "",
        "status_type": "",
        "full_picture": "",
        "from": "Profile",
        "attachments": "StoryAttachment",
    },
    "StoryAttachment": {
        "description": "",
        "media": "StoryAttachmentMedia",
        "media_type": "",
        "subattachments": "StoryAttachment",
        "target": "StoryAttachmentTarget",
        "title": "",
        "type": "",
        "url": "",
    },
    "StoryAttachmentMedia": {"image": "ImageSource"},
    "ImageSource": {"height": "", "src": "", "width": ""},
    "StoryAttachmentTarget": {"id": "", "url": ""},
    "Story": {
        "post_id": "",
        "status": "",
        "creation_time": "",
        "media_type": "",
        "media_id": "",
        "url": "",
    },
    "Comment": {
        "id": "",
        "message": "",
        "created_time": "",
        "permalink_url": "",
        "is_hidden": "",
        "from": "Profile",
        "parent": "Comment",
    },
    "Profile": {"id": "", "name": ""},
    "Page": {"id": "", "name": "", "link": "", "is_published": ""},
    "Video": {
        "id": "",
        "description": "",
        "status": "",
        "published": "",
        "post_id": "",
        "permalink_url": "",
        "scheduled_publish_time": "",
    },
}
_BY_DEFAULT: dict[str, tuple[str, ...]] = {
    "PagePost": ("created_time", "message", "id"),
    "StoryAttachment": ("description", "media", "subattachments", "target", "title", "type", "url"),
    "Page": ("name", "id"),
    "Comment": ("created_time", "from", "message", "id"),
    "Video": ("description", "id"),
}
_VISITOR = 7_000_000_000_000_000  # from there on the ids of visitors
_ALWAYS = {"PagePost": "id", "Page": "id", "Comment": "id", "Video": "id"}


@dataclass(frozen=True, slots=True)
class Reader:
    """Shows the world as Facebook does; *base* is the server's own address, without a slash at its end."""

    world: World
    base: str

    def page(self, fields: str) -> Node:
        """GET /{page} and /me."""
        whole = {
            "name": self.world.page_name,
            "link": f"{self.base}/",
            "is_published": True,
            "id": self.world.page_id,
        }
        return _pick(whole, "Page", parse_fields(fields))

    def post(self, post: PagePost, fields: str) -> Node:
        """GET /{post}."""
        return _pick(self._post(post), "PagePost", parse_fields(fields))

    def film(self, film: Film, fields: str) -> Node:
        """GET /{video}."""
        return _pick(film_node(film, self.world.time.now()), "Video", parse_fields(fields))

    def edge(self, name: str, given: Parameters, path: str, lag: timedelta = EDGE_LAG) -> Node:
        """GET /{page}/published_posts or /scheduled_posts: one page of it, with its cursors.

        A post that is public for less than *lag* is not on the edge yet.

        Raises:
            Refused: a parameter that the edge does not know, a limit over 100, a cursor of nobody.
        """
        if name == "published_posts":
            given.only("limit", "after", "before", "since", "until")
            now = self.world.time.now()
            posts = [post for post in self.world.public_posts() if post.shown_time + lag <= now]
        else:
            given.only("limit", "after", "before")
            now = self.world.time.now()
            posts = [post for post in self.world.scheduled_posts() if post.created + lag <= now]
        since, until = given.instant("since"), given.instant("until")
        posts = [
            post
            for post in posts
            if (since is None or post.shown_time >= since) and (until is None or post.shown_time <= until)
        ]
        return self._listed(posts, "PagePost", self._post, given, path)

    def stories(self, given: Parameters, path: str, lag: timedelta = EDGE_LAG) -> Node:
        """GET /{page}/stories, without an archive: one page of those that can be seen, the newest first.

        Raises:
            Refused: as `edge`.
        """
        given.only("limit", "after", "before", "since", "until")
        now = self.world.time.now()
        stories = [one for one in self.world.public_stories() if one.public_at + lag <= now]
        return self._listed(stories, "Story", self._story, given, path)

    def comments(
        self, below: PagePost | Comment, given: Parameters, path: str, lag: timedelta = EDGE_LAG
    ) -> Node:
        """GET /{post}/comments, or those below another comment: one page of them; one younger than *lag* is
        not there yet.

        Raises:
            Refused: as `edge`.
        """
        given.only("limit", "after", "before", "order", "filter")
        order, which = given.text("order"), given.text("filter")
        if order not in {"", "chronological", "reverse_chronological"} or which not in {
            "",
            "toplevel",
            "stream",
        }:
            raise Refused(invalid(f"order {order}, filter {which} are not practised here"))
        now = self.world.time.now()
        post, parent = (below.post, below.id) if isinstance(below, Comment) else (below.id, "")
        comments = [
            one
            for one in self.world.comments.get(post, ())
            if one.created + lag <= now and (one.parent == parent or (which == "stream" and not parent))
        ]
        if order == "reverse_chronological":
            comments.reverse()
        return self._listed(comments, "Comment", self._comment, given, path)

    def _listed(
        self, nodes: Sequence[T], kind: str, whole: Callable[[T], Node], given: Parameters, path: str
    ) -> Node:
        """One page of *nodes* with its cursors."""
        fields = parse_fields(given.text("fields"))
        _pick({"id": ""}, kind, fields)  # a wrong name is refused though there be nothing to show
        limit = given.number("limit", default=25, least=1, most=100)
        first, last = _window(nodes, given, limit)
        shown = nodes[first:last]
        answer: Node = {"data": [_pick(whole(node), kind, fields) for node in shown]}
        if shown:
            before, after = _cursor(shown[0]), _cursor(shown[-1])
            paging: Node = {"cursors": {"before": before, "after": after}}
            if last < len(nodes):
                paging["next"] = self._next(path, given, limit, after=after)
            if first > 0:
                paging["previous"] = self._next(path, given, limit, before=before)
            answer["paging"] = paging
        return answer

    def photo_address(self, photo: Photo) -> str:
        """Where a picture can be looked at."""
        return f"{self.base}/pictures/{photo.file}"

    def post_address(self, post: PagePost) -> str:
        """Where a post can be looked at, as on www.facebook.com."""
        return f"{self.base}/{post.id}"

    def comment(self, comment: Comment, fields: str) -> Node:
        """GET /{comment}."""
        return _pick(self._comment(comment), "Comment", parse_fields(fields))

    def _comment(self, comment: Comment) -> Node:
        who = {"name": comment.by, "id": str(_VISITOR + len(comment.by))} if comment.by else {}
        return {
            **({"parent": {"id": comment.parent}} if comment.parent else {}),
            "is_hidden": comment.is_hidden,
            "created_time": _written(comment.created),
            "from": who or {"name": self.world.page_name, "id": self.world.page_id},
            "message": comment.message,
            "permalink_url": f"{self.base}/{comment.post}?comment_id={comment.id.rpartition('_')[2]}",
            "id": comment.id,
        }

    def _story(self, story: Story) -> Node:
        return {
            "post_id": story.id,
            "status": "published",
            "creation_time": str(int(story.created.timestamp())),
            "media_type": "video" if story.is_film else "photo",
            "media_id": story.media,
            "url": f"{self.base}/?tin={story.id}",
        }

    def _post(self, post: PagePost) -> Node:
        photos = [self.world.photos[photo] for photo in post.photos]
        public = post.is_public(self.world.time.now())
        node: Node = {"created_time": facebook_time(post), "updated_time": facebook_time(post)}
        if post.edited:
            node["updated_time"] = _written(post.edited)
        if post.message:
            node["message"] = post.message
        node |= {
            "permalink_url": self.post_address(post),
            "is_published": public,
            "status_type": "added_photos" if photos else "mobile_status_update",
            "from": {"name": self.world.page_name, "id": self.world.page_id},
        }
        if post.film:
            node["status_type"] = "added_video"
        elif post.link and not photos:
            node["status_type"] = "shared_story"
        if post.public_at and not public:
            node["scheduled_publish_time"] = int(post.public_at.timestamp())
        if photos:
            node["full_picture"] = self.photo_address(photos[0])
        attachments = self._attachments(post, photos)
        if attachments:
            node["attachments"] = {"data": attachments}
        node["id"] = post.id
        return node

    def _attachments(self, post: PagePost, photos: Sequence[Photo]) -> list[Node]:
        """One picture as itself; several as an album of subattachments; a link only without pictures."""
        if len(photos) == 1:
            return [{"description": post.message, **self._photo(photos[0])}]
        if photos:
            address = self.post_address(post)
            first = self._photo(photos[0])
            return [
                {
                    "description": post.message,
                    "media": first["media"],
                    "media_type": "album",
                    "subattachments": {"data": [self._photo(photo) for photo in photos]},
                    "target": {"id": post.id.rpartition("_")[2], "url": address},
                    "title": f"Photos from {self.world.page_name}'s post",
                    "type": "album",
                    "url": address,
                }
            ]
        if post.film:
            address = self.post_address(post)
            return [
                {
                    "media_type": "video",
                    "target": {"id": post.film, "url": address},
                    "type": "video_inline",
                    "url": address,
                }
            ]
        if post.link:
            return [
                {
                    "media_type": "link",
                    "target": {"url": post.link},
                    "title": urlsplit(post.link).hostname,
                    "type": "share",
                    "url": post.link,
                }
            ]
        return []

    def _photo(self, photo: Photo) -> Node:
        address = self.photo_address(photo)
        return {
            "media": {"image": {"height": photo.height, "src": address, "width": photo.width}},
            "media_type": "photo",
            "target": {"id": photo.id, "url": address},
            "type": "photo",
            "url": address,
        }

    def _next(self, path: str, given: Parameters, limit: int, **cursor: str) -> str:
        kept = {name: given.text(name) for name in _KEPT}
        query = {name: value for name, value in kept.items() if value}
        return f"{self.base}/{path}?{urlencode(query | {'limit': limit} | cursor)}"


_KEPT = ("fields", "since", "until", "order", "filter", "access_token")


def facebook_time(post: PagePost) -> str:
    """created_time as Facebook writes it: whole seconds in UTC, `+0000` without a colon."""
    return _written(post.shown_time)


def _written(instant: datetime) -> str:
    return instant.strftime("%Y-%m-%dT%H:%M:%S+0000")


def parse_fields(text: str) -> Fields | None:
    """`id,attachments{target{id}}` as a tree; None if nothing was asked for.

    Raises:
        Refused: it cannot be read.
    """
    if not text:
        return None
    fields, end = _parse_level(text, 0)
    if end < len(text):
        raise Refused(refusals.bad_syntax("Expected end of string.", end))
    return fields


def _parse_level(text: str, at: int) -> tuple[Fields, int]:
    fields: dict[str, Fields | None] = {}
    while True:
        name = re.compile(r"\s*([a-z_]+)\s*").match(text, at)
        if name is None:
            raise Refused(refusals.bad_syntax("Expected name.", at))
        at = name.end()
        below: Fields | None = None
        if text[at : at + 1] == "{":
            below, at = _parse_level(text, at + 1)
            if text[at : at + 1] != "}":
                raise Refused(refusals.bad_syntax("Expected }.", at))
            at += 1
        fields[name[1]] = below
        if text[at : at + 1] != ",":
            return fields, at
        at += 1


def _pick(node: Node, kind: str, wanted: Fields | None) -> Node:
    """The wanted fields of *node*; those it has no value for are left out, as Facebook does."""
    known = _KINDS[kind]
    if wanted is None:
        wanted = dict.fromkeys(_BY_DEFAULT.get(kind, tuple(known)))
    picked: Node = {}
    for name, below in wanted.items():
        if name not in known:
            raise Refused(refusals.unknown_field(name, kind))
        if below is not None and not known[name]:
            raise Refused(refusals.unknown_field(next(iter(below)), name))
        if name in node:
            picked[name] = _pick_below(node[name], known[name], below)
    always = _ALWAYS.get(kind)
    if always and always not in picked:
        picked[always] = node[always]
    return picked


def _pick_below(value: Any, kind: str, wanted: Fields | None) -> Any:
    if not kind:
        return value
    if "data" in value:
        return {"data": [_pick(one, kind, wanted) for one in value["data"]]}
    return _pick(value, kind, wanted)


def _window(posts: Sequence[T], given: Parameters, limit: int) -> tuple[int, int]:
    """First and last index (exclusive) of the page that the cursors name."""
    places = {post.id: index for index, post in enumerate(posts)}
    if given.given("before"):
        last = places[_post_id(given.text("before"), places)]
        return max(0, last - limit), last
    first = 0
    if given.given("after"):
        first = places[_post_id(given.text("after"), places)] + 1
    return first, min(len(posts), first + limit)


def _cursor(post: PagePost | Comment | Story) -> str:
    return base64.urlsafe_b64encode(post.id.encode()).decode().rstrip("=")


def _post_id(cursor: str, places: Mapping[str, int]) -> str:
    try:
        name = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
    except (binascii.Error, ValueError):
        name = ""
    if name not in places:
        raise Refused(invalid("Invalid cursors values"))
    return name
