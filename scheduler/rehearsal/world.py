"""The practice page: what was uploaded, what was posted, and what of it is public by now."""

from __future__ import annotations

import hashlib
import unicodedata
from bisect import bisect_right, insort
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from scheduler.clock import SystemClock
from scheduler.files import write_whole
from scheduler.rehearsal.journal import Journal, Line
from scheduler.rehearsal.timing import PracticeTime

PAGE_ID = "102938475610293"
PAGE_NAME = "Phụ nữ Sóc Trăng"
_FIRST_NUMBER = 122_100_000_000_000
_FIRST_COMMENT = 900_000_000_000_000

PHOTO_LIFE = timedelta(hours=24)  # an upload that no post took is gone after this
SAME_TEXT = timedelta(hours=24)  # how long the same text is refused
PROCESSING = timedelta(seconds=20)  # how long Facebook works on a film before followers see it
STORY_LASTS = timedelta(hours=24)
EDGE_LAG = timedelta(seconds=3)  # a new post shows on the edges only after this


@dataclass(frozen=True, slots=True)
class Upload:
    """A picture on its way in, already examined; width and height in pixels."""

    data: bytes
    suffix: str  # .jpg, .png, ...
    width: int
    height: int
    alt: str
    caption: str
    temporary: bool


@dataclass(frozen=True, slots=True)
class Photo:
    """A picture as it was uploaded; width and height in pixels."""

    id: str
    sha256: str
    suffix: str
    width: int
    height: int
    alt: str
    caption: str
    temporary: bool
    uploaded: datetime

    @property
    def file(self) -> str:
        """Its file's name in the folder of pictures."""
        return self.sha256 + self.suffix


@dataclass(frozen=True, slots=True)
class PagePost:
    """A post of the page; *public_at* is None for one that is neither published nor scheduled."""

    id: str  # page_number
    message: str
    link: str
    photos: tuple[str, ...]
    created: datetime
    public_at: datetime | None
    edited: datetime | None = None
    film: str = ""  # the id of its film

    def is_public(self, now: datetime) -> bool:
        """Whether followers see it by *now*."""
        return self.public_at is not None and self.public_at <= now

    @property
    def shown_time(self) -> datetime:
        """What Facebook calls created_time: when it became public, or will."""
        return self.public_at or self.created


@dataclass(frozen=True, slots=True)
class Film:
    """A film: on its way in until it has all of its *size* bytes, a draft until it is *shown*."""

    id: str
    is_reel: bool
    size: int
    received: int
    sha256: str  # once it is whole
    shown: datetime | None = None  # when somebody asked to show it
    public_at: datetime | None = None  # when followers see it; None too for one that failed
    post: str = ""  # the post that shows it
    message: str = ""
    failed: str = ""  # why followers never will: processing, length, copyright

    @property
    def file(self) -> str:
        """Its file's name in the folder of pictures."""
        return f"{self.sha256}.mp4"


@dataclass(frozen=True, slots=True)
class Story:
    """A picture or a film that is shown for a day."""

    id: str
    media: str  # the picture's or film's id
    is_film: bool
    created: datetime
    public_at: datetime


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment under a post: of the page itself, or of the visitor *by*; *parent* is what it answers."""

    id: str  # post's number_number
    post: str
    message: str
    created: datetime
    by: str = ""
    parent: str = ""
    is_hidden: bool = False


class World:
    """All that the practice page holds. One thread owns it; each public thing is on disk before it counts.

    Whatever changes it raises OSError where that could not be kept; then nothing happened.
    """

    def __init__(
        self, folder: Path, *, start: datetime | None = None, real_time: bool = False, name: str = PAGE_NAME
    ) -> None:
        """Open the world kept in *folder*, or begin one at *start* (aware; the machine's time if None).

        Raises:
            Stop: its journal is damaged.
            OSError: the folder cannot be used.
        """
        self.pictures = folder / "pictures"
        self.page_id = PAGE_ID
        self.page_name = name
        self.home = ""  # the desk from which somebody came, to go back to
        self.colours: Mapping[str, str] = {}  # the office's, where they are not as shipped
        self.photos: dict[str, Photo] = {}
        self.posts: dict[str, PagePost] = {}
        self.films: dict[str, Film] = {}
        self.stories: dict[str, Story] = {}
        self.comments: dict[str, list[Comment]] = defaultdict(list)  # by post, the oldest first
        self.used: dict[str, str] = {}  # photo id: the post that took it
        self._deleted = 0
        self._deleted_comments = 0
        self._by_time: list[PagePost] = []  # those that are or will be public, the oldest first
        self._last_said: dict[str, datetime] = {}  # a text as it is compared: when it was or will be shown
        self._journal = Journal(folder / "journal.jsonl")
        last: datetime | None = None
        for line in self._journal.lines():
            at = _instant(line["at"])
            last = at if last is None else max(last, at)
            self._take_in(line)
        if last is None:
            last = (start or SystemClock().now()).astimezone(UTC)
            self._journal.add({"kind": "born", "at": last.isoformat(), "page": PAGE_ID, "name": name})
        self.time = PracticeTime(last, real=real_time, keep=self._keep_step)

    def add_photo(self, upload: Upload) -> Photo:
        """Keep an uploaded picture."""
        digest = hashlib.sha256(upload.data).hexdigest()
        write_whole(self.pictures / (digest + upload.suffix), upload.data)
        about = {key: value for key, value in asdict(upload).items() if key != "data"}
        photo: Photo = self._happens("photo", id=self._next_id(), sha256=digest, **about)
        return photo

    def begin_film(self, *, is_reel: bool) -> Film:
        """Give a film its id; its bytes are to come."""
        film: Film = self._happens("film", id=self._next_id(), reel=is_reel)
        return film

    def add_bytes(self, film: Film, data: bytes, size: int) -> Film:
        """Keep what came of *film*, which is to have *size* bytes in all."""
        part = self.pictures / f"{film.id}.part"
        before = part.read_bytes() if film.received else b""
        whole = before[: film.received] + data
        digest = hashlib.sha256(whole).hexdigest() if len(whole) == size else ""
        write_whole(self.pictures / f"{digest}.mp4" if digest else part, whole)
        if digest:
            part.unlink(missing_ok=True)
        return self._write_film(replace(film, size=size, received=len(whole), sha256=digest))

    def show_film(self, film: Film, message: str, public_at: datetime | None, failed: str) -> None:
        """Show *film* at *public_at*, or as soon as Facebook is through with it; never, if it *failed*."""
        now = self.time.now()
        at = None if failed else max(public_at or now, now + PROCESSING)
        post = self.add_post(message, link="", photos=(), public_at=at, film=film.id).id if at else ""
        self._write_film(replace(film, shown=now, public_at=at, post=post, message=message, failed=failed))

    def delete_film(self, film: Film) -> None:
        """Take *film* away, and the post that shows it."""
        self._happens("film-deleted", id=film.id)
        if film.post in self.posts:
            self.delete_post(self.posts[film.post])

    def tell_story(self, media: str, *, is_film: bool) -> Story:
        """Show a picture for a day, or a film as soon as Facebook is through with it."""
        now = self.time.now()
        at = now + PROCESSING if is_film else now
        story: Story = self._happens(
            "story", id=self._next_id(), media=media, is_film=is_film, public_at=at.isoformat()
        )
        if is_film:
            self._write_film(replace(self.films[media], shown=now, public_at=at, post=story.id))
        return story

    def public_stories(self) -> list[Story]:
        """What followers see of them now, newest first."""
        now = self.time.now()
        shown = [one for one in self.stories.values() if one.public_at <= now < one.created + STORY_LASTS]
        return sorted(shown, key=lambda one: one.public_at, reverse=True)

    def delete_photo(self, photo: Photo) -> None:
        """Take an uploaded picture away, and the story that shows it."""
        self._happens("photo-deleted", id=photo.id)

    def _write_film(self, film: Film) -> Film:
        about = asdict(film)
        for key in ("shown", "public_at"):
            about[key] = about[key].isoformat() if about[key] else None
        written: Film = self._happens("film-is", **about)
        return written

    def add_post(
        self,
        message: str,
        *,
        link: str,
        photos: Iterable[str],
        public_at: datetime | None,
        film: str = "",
    ) -> PagePost:
        """Put a post on the page."""
        post: PagePost = self._happens(
            "post",
            id=f"{self.page_id}_{self._next_id()}",
            message=message,
            link=link,
            photos=list(photos),
            public_at=public_at.isoformat() if public_at else None,
            film=film,
        )
        return post

    def edit_post(self, post: PagePost, message: str) -> None:
        """Give *post* other words."""
        self._happens("edit", id=post.id, message=message)

    def delete_post(self, post: PagePost) -> None:
        """Take *post* off the page, with its comments."""
        self._happens("delete", id=post.id)

    def add_comment(self, post: PagePost, message: str, *, by: str = "", parent: str = "") -> Comment:
        """Put a comment under *post*: of the page, or of the visitor *by*; below the comment *parent*."""
        number = sum(len(comments) for comments in self.comments.values()) + self._deleted_comments + 1
        id_ = f"{post.id.rpartition('_')[2]}_{_FIRST_COMMENT + number}"
        comment: Comment = self._happens(
            "comment", id=id_, post=post.id, message=message, by=by, parent=parent
        )
        return comment

    def comment(self, id_: str) -> Comment | None:
        """The comment of that id."""
        return next((one for those in self.comments.values() for one in those if one.id == id_), None)

    def hide_comment(self, comment: Comment, *, hidden: bool) -> None:
        """Hide it from the public, or show it again."""
        self._happens("comment-hidden", id=comment.id, hidden=hidden)

    def delete_comment(self, comment: Comment) -> None:
        """Take it away, as its author may."""
        self._happens("comment-deleted", id=comment.id)

    def public_posts(self) -> list[PagePost]:
        """What followers see now, newest first."""
        return self._by_time[: self.public_count()][::-1]

    def public_count(self) -> int:
        """How many posts followers see now."""
        return bisect_right(self._by_time, self.time.now(), key=_shown_time)

    def scheduled_posts(self) -> list[PagePost]:
        """What will be public by itself, the next one first."""
        return [
            post
            for post in self._by_time[self.public_count() :]
            if not post.film or post.shown_time - post.created > PROCESSING  # else it is worked on
        ]

    def same_text_lately(self, message: str) -> bool:
        """Whether the page carries that text already, published or scheduled within 24 hours."""
        last = self._last_said.get(same_text(message))
        return last is not None and last > self.time.now() - SAME_TEXT

    def doubles(self) -> list[list[str]]:
        """Ids of public posts that say the same (or, without a text, show the same), group by group."""
        groups: dict[object, list[str]] = defaultdict(list)
        for post in reversed(self.public_posts()):
            pictures = tuple(self.photos[photo].sha256 for photo in post.photos)
            groups[same_text(post.message) or pictures or post.film].append(post.id)
        return [ids for ids in groups.values() if len(ids) > 1]

    def close(self) -> None:
        """Let go of the journal."""
        self._journal.close()

    def _keep_step(self, instant: datetime) -> None:
        self._journal.add({"kind": "clock", "at": instant.isoformat()}, lasting=False)

    def _next_id(self) -> str:
        return str(
            _FIRST_NUMBER
            + 7
            * (len(self.photos) + len(self.posts) + len(self.films) + len(self.stories) + self._deleted + 1)
        )

    def _happens(self, kind: str, **about: Any) -> Any:
        """Write down what happens now, and take it in; gives what it made."""
        line = {"kind": kind, "at": self.time.now().isoformat(), **about}
        self._journal.add(line)
        return self._take_in(line)

    def _take_in(self, line: Line) -> Any:
        take_in = _TAKEN_IN.get(line["kind"])
        return take_in(self, line) if take_in else None

    def _take_in_born(self, line: Line) -> None:
        self.page_id, self.page_name = line["page"], line["name"]

    def _take_in_edit(self, line: Line) -> None:
        before = self.posts[line["id"]]
        after = replace(before, message=line["message"], edited=_instant(line["at"]))
        self.posts[after.id] = after
        if before.public_at is not None:
            self._by_time[self._by_time.index(before)] = after
            self._forget_text(before)
            self._last_said[same_text(after.message)] = before.public_at

    def _take_in_delete(self, line: Line) -> None:
        post = self.posts.pop(line["id"])
        self._deleted += 1
        self._deleted_comments += len(self.comments.pop(post.id, ()))
        if post.public_at is not None:
            self._by_time.remove(post)
            self._forget_text(post)

    def _take_in_comment(self, line: Line) -> Comment:
        by, parent = line.get("by", ""), line.get("parent", "")
        comment = Comment(line["id"], line["post"], line["message"], _instant(line["at"]), by, parent)
        self.comments[comment.post].append(comment)
        return comment

    def _take_in_comment_hidden(self, line: Line) -> None:
        before = self.comment(line["id"])
        if before is not None:
            those = self.comments[before.post]
            those[those.index(before)] = replace(before, is_hidden=line["hidden"])

    def _take_in_comment_deleted(self, line: Line) -> None:
        gone = self.comment(line["id"])
        if gone is not None:
            self.comments[gone.post].remove(gone)
            self._deleted_comments += 1

    def _forget_text(self, post: PagePost) -> None:
        if self._last_said.get(same_text(post.message)) == post.public_at:
            del self._last_said[same_text(post.message)]

    def _take_in_photo(self, line: Line) -> Photo:
        photo = Photo(**_about(line), uploaded=_instant(line["at"]))
        self.photos[photo.id] = photo
        return photo

    def _take_in_film(self, line: Line) -> Film:
        film = self.films[line["id"]] = Film(line["id"], line["reel"], 0, 0, "")
        return film

    def _take_in_film_is(self, line: Line) -> Film:
        values = _about(line)
        for key in ("shown", "public_at"):
            values[key] = _instant(values[key]) if values[key] else None
        film = self.films[line["id"]] = Film(**values)
        return film

    def _take_in_film_deleted(self, line: Line) -> None:
        del self.films[line["id"]]
        self._deleted += 1
        self._forget_story(line["id"])

    def _take_in_photo_deleted(self, line: Line) -> None:
        del self.photos[line["id"]]
        self._deleted += 1
        self._forget_story(line["id"])

    def _take_in_story(self, line: Line) -> Story:
        story = Story(
            line["id"],
            line["media"],
            line["is_film"],
            created=_instant(line["at"]),
            public_at=_instant(line["public_at"]),
        )
        self.stories[story.id] = story
        self.used[story.media] = story.id
        return story

    def _forget_story(self, media: str) -> None:
        story = self.stories.pop(self.used.pop(media, ""), None)
        self._deleted += story is not None

    def _take_in_post(self, line: Line) -> PagePost:
        post = PagePost(
            line["id"],
            line["message"],
            line["link"],
            tuple(line["photos"]),
            created=_instant(line["at"]),
            public_at=_instant(line["public_at"]) if line["public_at"] else None,
            film=line.get("film", ""),
        )
        self.posts[post.id] = post
        self.used.update(dict.fromkeys(post.photos, post.id))
        if post.public_at is not None:
            insort(self._by_time, post, key=_shown_time)
            text = same_text(post.message)
            self._last_said[text] = max(post.public_at, self._last_said.get(text, post.public_at))
        return post


def same_text(message: str) -> str:
    """*message* as Facebook compares it: one form of each letter, spaces and line ends alike."""
    return " ".join(unicodedata.normalize("NFC", message).split())


def _about(line: Line) -> dict[str, Any]:
    return {key: value for key, value in line.items() if key not in {"kind", "at"}}


def _shown_time(post: PagePost) -> datetime:
    return post.shown_time


def _instant(written: str) -> datetime:
    return datetime.fromisoformat(written)


_TAKEN_IN: Mapping[str, Callable[[World, Line], Any]] = {
    "born": World._take_in_born,
    "photo": World._take_in_photo,
    "photo-deleted": World._take_in_photo_deleted,
    "story": World._take_in_story,
    "film": World._take_in_film,
    "film-is": World._take_in_film_is,
    "film-deleted": World._take_in_film_deleted,
    "post": World._take_in_post,
    "edit": World._take_in_edit,
    "delete": World._take_in_delete,
    "comment": World._take_in_comment,
    "comment-hidden": World._take_in_comment_hidden,
    "comment-deleted": World._take_in_comment_deleted,
}
