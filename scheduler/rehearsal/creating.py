"""What makes something: uploading a picture, posting on the page, and all that Facebook refuses there."""

from __future__ import annotations

import io
import warnings
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from PIL import Image

from scheduler.rehearsal import refusals
from scheduler.rehearsal.parameters import Parameters
from scheduler.rehearsal.refusals import Refused, invalid
from scheduler.rehearsal.world import PHOTO_LIFE, Comment, PagePost, Photo, Story, Upload, World

MOST_BYTES = 10 * 1024 * 1024
MOST_CHARACTERS = 63_206
MOST_OF_A_COMMENT = 8_000
MOST_OF_ALT = 1_000
MOST_OF_A_LINK = 2_048
SOONEST = timedelta(minutes=10)
LATEST = timedelta(days=30)

# A picture's format by Pillow's name, and the file ending it is kept under.
_SUFFIXES = {"JPEG": ".jpg", "PNG": ".png", "GIF": ".gif", "BMP": ".bmp", "TIFF": ".tiff"}


def add_photo(world: World, given: Parameters) -> tuple[Photo, PagePost | None]:
    """POST /{page}/photos: keep the picture; published ones are a post at once.

    Raises:
        Refused: as Facebook would.
        OSError: the disk would not take it; nothing happened.
    """
    given.only("caption", "published", "temporary", "alt_text_custom")
    published = given.flag("published", default=True)
    temporary = given.flag("temporary", default=False)
    if temporary and published:
        raise Refused(invalid("A temporary photo must not be published"))
    if len(given.files) != 1:
        raise Refused(refusals.NO_PICTURE)
    data = given.files[0]
    suffix, size = _examined(data)
    caption = _cleaned(given.text("caption"))
    if published:
        _check_text(world, caption)
    alt = given.text("alt_text_custom")
    if len(alt) > MOST_OF_ALT:
        raise Refused(refusals.too_long("alt_text_custom", MOST_OF_ALT))
    upload = Upload(data, suffix, *size, alt, caption, temporary)
    photo = world.add_photo(upload)
    if not published:
        return photo, None
    return photo, world.add_post(caption, link="", photos=[photo.id], public_at=world.time.now())


def add_story(world: World, given: Parameters) -> Story:
    """POST /{page}/photo_stories: show a picture that was uploaded, and is shown nowhere else.

    Raises:
        Refused: as Facebook would.
        OSError: the disk would not take it; nothing happened.
    """
    given.only("photo_id")
    photo = world.photos.get(given.text("photo_id"))
    if photo is None or world.time.now() - photo.uploaded > PHOTO_LIFE:
        raise Refused(refusals.UNKNOWN_PHOTO)
    if photo.id in world.used:
        raise Refused(refusals.PHOTO_TAKEN)
    return world.tell_story(photo.id, is_film=False)


def add_post(world: World, given: Parameters, *, sees_same_text: bool = True) -> PagePost:
    """POST /{page}/feed: put a post on the page, at once or at its scheduled time.

    *sees_same_text* is False where Facebook's guess at duplicates fails, as it does at times.

    Raises:
        Refused: as Facebook would.
        OSError: the disk would not take it; nothing happened.
    """
    given.only(
        "message",
        "link",
        "published",
        "scheduled_publish_time",
        "unpublished_content_type",
        lists=["attached_media"],
    )
    message = _cleaned(given.text("message"))
    link = given.text("link")
    public_at = _public_at(world, given)
    scheduled = public_at is not None and public_at > world.time.now()
    photos = _photos(world, given, scheduled=scheduled)
    if not message and not link and not photos:
        raise Refused(refusals.EMPTY_POST)
    if link and not _is_address(link):
        raise Refused(refusals.BAD_LINK)
    _check_text(world, message, sees_same_text=sees_same_text and public_at is not None)
    return world.add_post(message, link=link, photos=photos, public_at=public_at)


def edit_post(world: World, post: PagePost, given: Parameters) -> None:
    """POST /{post}: give it other words.

    Raises:
        Refused: as Facebook would.
        OSError: the disk would not take it; nothing happened.
    """
    given.only("message")
    message = _cleaned(given.text("message"))
    if not message and not post.photos:
        raise Refused(refusals.EMPTY_POST)
    _check_text(world, message, sees_same_text=False)
    world.edit_post(post, message)


def add_comment(world: World, post: PagePost, given: Parameters, parent: str = "") -> Comment:
    """POST /{post}/comments: comment on it as the page, or answer the comment *parent*.

    Raises:
        Refused: as Facebook would; a scheduled post takes no comments.
        OSError: the disk would not take it; nothing happened.
    """
    given.only("message")
    message = _cleaned(given.text("message"))
    if not post.is_public(world.time.now()):
        raise Refused(refusals.unknown_object(post.id, "POST"))
    if not message:
        raise Refused(invalid("Missing message or attachment"))
    if len(message) > MOST_OF_A_COMMENT:
        raise Refused(refusals.too_long("message", MOST_OF_A_COMMENT))
    return world.add_comment(post, message, parent=parent)


def _public_at(world: World, given: Parameters) -> datetime | None:
    now = world.time.now()
    published = given.flag("published", default=True)
    at = given.instant("scheduled_publish_time")
    kind = given.text("unpublished_content_type")
    if kind not in {"", "SCHEDULED"}:
        raise Refused(invalid(f"unpublished_content_type {kind} is not practised here"))
    if at is None:
        if kind:
            raise Refused(refusals.BAD_TIME)
        return now if published else None
    if published:
        raise Refused(refusals.PUBLISHED_AND_SCHEDULED)
    if not SOONEST <= at - now <= LATEST:
        raise Refused(refusals.BAD_TIME)
    return at


def _photos(world: World, given: Parameters, *, scheduled: bool) -> list[str]:
    """The ids of the attached pictures, each checked."""
    photos: list[str] = []
    for entry in given.objects("attached_media"):
        name = entry.get("media_fbid")
        if not isinstance(name, str) or set(entry) != {"media_fbid"}:
            raise Refused(invalid('Each entry of attached_media must be {"media_fbid": "<photo id>"}'))
        photo = world.photos.get(name)
        if photo is None or world.time.now() - photo.uploaded > PHOTO_LIFE:
            raise Refused(refusals.UNKNOWN_PHOTO)
        if name in world.used or name in photos:
            raise Refused(refusals.PHOTO_TAKEN)
        if scheduled and not photo.temporary:
            raise Refused(invalid("Photos of a scheduled post must be uploaded with temporary=true"))
        photos.append(name)
    if photos and scheduled and given.text("unpublished_content_type") != "SCHEDULED":
        raise Refused(invalid("unpublished_content_type=SCHEDULED must be included with attached_media"))
    return photos


def _check_text(world: World, message: str, *, sees_same_text: bool = True) -> None:
    if len(message) > MOST_CHARACTERS:
        raise Refused(refusals.TOO_LONG)
    if message and sees_same_text and world.same_text_lately(message):
        raise Refused(refusals.SAME_TEXT)


def _examined(data: bytes) -> tuple[str, tuple[int, int]]:
    """File ending and size in pixels of a picture that Facebook takes."""
    if not data:
        raise Refused(refusals.NO_PICTURE)
    if len(data) > MOST_BYTES:
        raise Refused(refusals.BAD_PICTURE)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # a picture that only warns of being a bomb is refused as well
            with Image.open(io.BytesIO(data), formats=list(_SUFFIXES)) as picture:
                animated = getattr(picture, "is_animated", False)
                picture.load()
                suffix, size = _SUFFIXES[picture.format or ""], picture.size
    except Exception:  # noqa: BLE001 - Pillow raises many kinds; whatever it is, it is no picture
        raise Refused(refusals.BAD_PICTURE) from None
    if animated and suffix == ".gif":
        raise Refused(refusals.BAD_PICTURE)
    return suffix, size


def _is_address(link: str) -> bool:
    try:
        parts = urlsplit(link)
    except ValueError:
        return False
    is_web = parts.scheme in {"http", "https"} and bool(parts.hostname)
    return is_web and len(link) <= MOST_OF_A_LINK and not any(c.isspace() for c in link)


def _cleaned(text: str) -> str:
    """Facebook keeps a text without white space at its ends, lines parted by one character."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()
