"""Photos that the staff bring: looked at by their content, made anew without their metadata, named safely."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from scheduler.calendar.entry import as_id
from scheduler.cards.developing import developed
from scheduler.cards.pictures import ENDINGS, PhotoFault
from scheduler.desk.live.visit import Visit
from scheduler.desk.pages.answering import Answers
from scheduler.desk.pages.texts import speaker
from scheduler.desk.people import csrf
from scheduler.files import WorkFolder, write_whole
from scheduler.names import composed
from scheduler.problems import Language

MOST_BYTES = 20 * 1024 * 1024


@dataclass(eq=False)
class Photos(Answers):
    """What the address to which photos are sent answers; they go into *folder*."""

    folder: WorkFolder

    def __post_init__(self) -> None:
        self._developing = asyncio.Lock()

    def routes(self) -> list[Route]:
        """It."""
        return [Route("/photos", self.photo, methods=["POST"])]

    async def photo(self, request: Request) -> Response:
        """Keep a photo; JSON with the name that a card uses."""
        try:
            given = await csrf.read_form(request)
        except csrf.OutOfDate:
            return JSONResponse({}, 403)
        visit = self.visit(request)
        language = visit.language
        say = speaker(language)
        sent = given.get("photo")
        if not isinstance(sent, UploadFile):
            return JSONResponse({"error": say("no_photo")}, 422)
        async with self._developing:  # one at a time; whoever waits keeps neither a thread nor the photo
            data = await sent.read(MOST_BYTES + 1)
            await given.close()
            if len(data) > MOST_BYTES:
                return JSONResponse({"error": say("too_big", most=MOST_BYTES >> 20)}, 413)
            try:
                below = f"/{visit.reading.unit.id}" if visit.is_narrow else ""
                name = await asyncio.to_thread(keep_photo, self.folder, sent.filename or "", data, below)
            except PhotoFault as fault:
                return JSONResponse({"error": _of_photo(fault, sent.filename or "", language)}, 415)
            except OSError as error:
                return JSONResponse({"error": error.strerror or str(error)}, 507)
        return JSONResponse({"name": name})


def keep_photo(folder: WorkFolder, name: str, data: bytes, below: str = "") -> str:
    """Keep the photo under assets/photos; gives the name that cards use, `photos/….jpg` (or .png).

    *below*: the folder there ('' or `/my-xuyen`).

    Raises:
        PhotoFault: it is none that can be read, whatever its name says.
        OSError: it cannot be written.
    """
    made = developed(data)
    stem = as_id(name.replace("\\", "/").rpartition("/")[2].rpartition(".")[0])[:60] or "anh"
    photos = folder.assets / f"photos{below}"
    ending = "png" if made.startswith(b"\x89PNG") else "jpg"
    for number in range(1, 1000):
        path = photos / (f"{stem}.{ending}" if number == 1 else f"{stem}-{number}.{ending}")
        if not path.exists() or path.read_bytes() == made:
            write_whole(path, made)
            return f"photos{below}/{path.name}"
    raise OSError(f"{stem}: too many of that name")


def may_see_photo(visit: Visit, name: str) -> bool:
    """Whether the reader is shown that photo; of some units alone: those that she brought, and those of posts
    that she sees."""
    if not visit.is_narrow:
        return True
    parts = name.split("/")
    if parts[0] == "photos" and len(parts) > 2 and parts[1] in visit.reading.calendar.units:
        return not {"..", ".", ""} & set(parts)
    cards = (card for post in visit.reading.posts for card in post.cards)
    return any(name == value or name in value for card in cards for value in card.fields.values())


def photos_of(folder: WorkFolder) -> list[str]:
    """The photos that a card may name."""
    found = (folder.assets / "photos").rglob("*") if (folder.assets / "photos").is_dir() else ()
    return sorted(
        composed(path.relative_to(folder.assets).as_posix())
        for path in found
        if path.suffix.lower() in ENDINGS
    )


def _of_photo(fault: PhotoFault, name: str, language: Language) -> str:
    """Why it cannot be used, and what to do."""
    values = {"name": name[:80], **fault.values}
    said = fault.message.wrong.say(language, **values)
    return f"{said[:1].upper()}{said[1:]}. {fault.message.way_out.say(language, **values)}"
