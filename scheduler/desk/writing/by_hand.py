"""What each address answers that people post by hand with; what they say goes into the ledger."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from urllib.parse import quote

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response
from starlette.routing import Route

from scheduler.channels.article import html_of_article, word_of_article
from scheduler.channels.by_hand_kind import ByHandSettings
from scheduler.channels.packs import Pack, Packs
from scheduler.delivery.key import Key
from scheduler.desk.live.visit import Visit
from scheduler.desk.pages.by_hand import code_of, given_views, pack_view, script_for
from scheduler.desk.pages.rendering import Pages
from scheduler.desk.pages.texts import speaker
from scheduler.desk.people import csrf
from scheduler.desk.people.given import number
from scheduler.desk.people.safety import LOOPBACK
from scheduler.desk.writing.deciding import Decider
from scheduler.engine import by_hand
from scheduler.engine.works import Works
from scheduler.files import WorkFolder, read_file
from scheduler.problems import Stop
from scheduler.queries.by_hand import Given
from scheduler.speech.word_file import word_file
from scheduler.word_files import MIME, archive


class ByHandDesk:
    """*works* opens what saying something needs; *touch* tells open pages to look again."""

    def __init__(
        self,
        folder: WorkFolder,
        works: Callable[[], AbstractContextManager[Works]],
        pages: Pages,
        visit: Callable[[Request], Visit],
        touch: Callable[[], None],
    ) -> None:
        self._folder = folder
        self._works = works
        self._pages = pages
        self._visit = visit
        self._touch = touch

    def routes(self) -> list[Route]:
        """Their addresses."""
        return [
            Route("/by-hand", self.list_all),
            Route("/by-hand/one", self.show),
            Route("/by-hand/picture", self.picture),
            Route("/by-hand/code.svg", self.code),
            Route("/by-hand/script.txt", self.script),
            Route("/by-hand/script.docx", self.document),
            Route("/by-hand/article.docx", self.article),
            Route("/by-hand/article.zip", self.article),
            Route("/act/by-hand", self.say, methods=["POST"]),
        ]

    def list_all(self, request: Request) -> Response:
        """What is still to do, and what was said."""
        visit = self._visit(request)
        to_do, said = given_views(visit)
        return self._pages.by_hand(visit, to_do, said)

    def show(self, request: Request) -> Response:
        """One of them, with all that is needed."""
        visit = self._visit(request)
        one = _given(visit)
        if one is None:
            return self._pages.nothing_here(visit)
        pack = self._pack(one, visit)
        view = pack_view(one, pack, visit) if pack else None
        address = _phone_address(request, visit)
        return self._pages.given(visit, str(one.key), view, is_reachable=bool(address))

    def picture(self, request: Request) -> Response:
        """A picture of it (`n` from 1), to be saved."""
        visit = self._visit(request)
        one, place = _given(visit), number(visit.wanted.get("n"))
        packs, pack = (self._packs(one, visit), self._pack(one, visit)) if one else (None, None)
        try:
            file = packs.file(pack, place) if packs and pack and place is not None else None
            data = read_file(file) if file and file.suffix != ".mp4" else b""
        except OSError:  # it was taken away
            file = None
        if file is None or pack is None or not file.is_file():
            return Response(status_code=404)
        named = _named(file.name if pack.article else f"{pack.id}-{file.name}", "inline")
        if file.suffix == ".mp4":  # a phone asks for a part of it after another
            return FileResponse(file, media_type="video/mp4", headers=named)
        kind = "image/png" if file.suffix == ".png" else "image/jpeg"
        return Response(data, media_type=kind, headers=named)

    def code(self, request: Request) -> Response:
        """The QR code that brings a phone to it."""
        visit = self._visit(request)
        address = _phone_address(request, visit) if _given(visit) else ""
        return (
            Response(code_of(address), media_type="image/svg+xml") if address else Response(status_code=404)
        )

    def script(self, request: Request) -> Response:
        """The script to be read aloud, as plain text."""
        visit = self._visit(request)
        one = _given(visit)
        pack = self._pack(one, visit) if one else None
        script = script_for(pack) if pack else None
        if pack is None or script is None:
            return Response(status_code=404)
        words = script.text.replace("\n", "\r\n").encode("utf-8-sig")  # as Windows' editor reads it
        return Response(words, media_type="text/plain; charset=utf-8", headers=_named(f"{pack.id}.txt"))

    def document(self, request: Request) -> Response:
        """The script as a Word file."""
        visit = self._visit(request)
        one = _given(visit)
        pack = self._pack(one, visit) if one else None
        script = script_for(pack) if pack else None
        if pack is None or script is None:
            return Response(status_code=404)
        headers = _named(f"{pack.id}.docx")
        return Response(word_file(script), media_type=MIME, headers=headers)

    def article(self, request: Request) -> Response:
        """An article as a Word file, or that in a zip with its pictures and its HTML."""
        visit = self._visit(request)
        one = _given(visit)
        packs, pack = (self._packs(one, visit), self._pack(one, visit)) if one else (None, None)
        if packs is None or pack is None or pack.article is None:
            return Response(status_code=404)
        pictures: dict[str, bytes] = {}
        for place, picture in enumerate(pack.pictures, 1):
            file = packs.file(pack, place)
            if file is None or picture.is_film:  # a film is saved by itself
                continue
            with suppress(OSError):  # one was taken away: the rest is given
                pictures[picture.file] = read_file(file)
        word = word_of_article(pack, pack.article, pictures)
        if request.url.path.endswith(".docx"):
            return Response(word, media_type=MIME, headers=_named(f"{pack.id}.docx"))
        html = html_of_article(pack, pack.article, pictures=True)
        files = {**pictures, "bai-viet.docx": word, "noi-dung.html": html.encode()}
        return Response(archive(files), media_type="application/zip", headers=_named(f"{pack.id}.zip"))

    async def say(self, request: Request) -> Response:
        """Somebody says that it is posted, is not after all, or is taken down."""
        given = await csrf.read_form(request)
        visit = self._visit(request)
        say = speaker(visit.language)
        who = Decider.who(visit, given)
        if not who:
            return self._pages.refused(visit, say("bh_who_missing"), status=422)
        try:
            return await asyncio.to_thread(self._said, visit, given, who)
        except Stop as stop:
            return self._pages.refused(visit, stop.say(visit.language), status=409)
        except OSError:
            return self._pages.refused(visit, say("bh_no_folder"), status=503)

    def _said(self, visit: Visit, given: FormData, who: str) -> Response:
        say, act = speaker(visit.language), str(given.get("act", ""))
        try:
            key = Key.parse(str(given.get("key", "")))
        except ValueError:
            return self._pages.nothing_here(visit)
        places = [str(place) for place in given.getlist("place")]
        if act == "done" and not places:
            return self._pages.refused(visit, say("bh_no_place"), status=422)
        with self._works() as works:
            if act == "done":
                did = by_hand.say_done(works, who, key, places)
            elif act == "back":
                did = by_hand.take_back(works, who, key)
            elif act == "down":
                did = by_hand.say_down(works, who, key)
            else:
                return self._pages.nothing_here(visit)
        self._touch()
        if not did:
            return self._pages.refused(visit, say("too_late"), status=409)
        where = "/by-hand?" if act == "down" else f"/by-hand/one?key={quote(str(key), safe='')}&"
        return RedirectResponse(f"{where}said={act}", 303)

    def _packs(self, one: Given, visit: Visit) -> Packs | None:
        unit = visit.reading.calendar.units.get(one.key.unit)
        block = unit.channels.get(one.key.channel) if unit else None
        if not isinstance(block, ByHandSettings) or block.page_key != one.page_key:
            return None
        return Packs(self._folder.root / block.folder)

    def _pack(self, one: Given, visit: Visit) -> Pack | None:
        packs = self._packs(one, visit)
        try:
            return packs.find(one.pack) if packs else None
        except OSError:
            return None


def _given(visit: Visit) -> Given | None:
    try:
        key = Key.parse(visit.wanted.get("key", ""))
    except ValueError:
        return None
    return visit.ledger.given(key)


def _phone_address(request: Request, visit: Visit) -> str:
    """The page's address as a phone reaches it; '' where only this machine does."""
    host = request.url.netloc
    if re.sub(r":\d+$", "", host) in LOOPBACK:
        hosts = visit.reading.settings.desk.hosts if visit.reading.settings else ()
        if not hosts:
            return ""
        port = f":{request.url.port}" if request.url.port else ""
        host = f"{hosts[0]}{port}"
    key = quote(visit.wanted.get("key", ""), safe="")
    return f"{request.url.scheme}://{host}/by-hand/one?key={key}"


def _named(name: str, how: str = "attachment") -> dict[str, str]:
    return {"Content-Disposition": f'{how}; filename="{name}"'}
