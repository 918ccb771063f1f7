"""What each address answers that people post by hand with; what they say goes into the ledger."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
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
from scheduler.desk.pages.texts import speaker
from scheduler.desk.people.given import key_of, number
from scheduler.desk.people.safety import LOOPBACK
from scheduler.desk.writing.deciding import Decides
from scheduler.engine import by_hand
from scheduler.engine.works import Works
from scheduler.files import WorkFolder, read_file
from scheduler.queries.by_hand import Given
from scheduler.speech.word_file import word_file
from scheduler.word_files import MIME, archive


@dataclass(eq=False)
class ByHandDesk(Decides):
    """What lies in *folder* for people to post, and what they say of it."""

    folder: WorkFolder

    def routes(self) -> list[Route]:
        """Their addresses."""
        return [
            Route("/by-hand", self.list_all),
            Route("/by-hand/one", self.show),
            Route("/by-hand/picture", self.picture),
            Route("/by-hand/code.svg", self.code),
            Route("/by-hand/script.txt", self.script),
            Route("/by-hand/script.docx", self.script),
            Route("/by-hand/article.docx", self.article),
            Route("/by-hand/article.zip", self.article),
            Route("/act/by-hand", self.say, methods=["POST"]),
        ]

    def list_all(self, request: Request) -> Response:
        """What is still to do, and what was said."""
        visit = self.visit(request)
        to_do, said = given_views(visit)
        return self.pages.page("by_hand.html", visit, page="by-hand", to_do=to_do, said_rows=said)

    def show(self, request: Request) -> Response:
        """One of them, with all that is needed."""
        visit, one, _, pack = self._opened(request)
        if one is None:
            return self.pages.nothing_here(visit)
        view = pack_view(one, pack, visit) if pack else None
        address = _phone_address(request, visit)
        return self.pages.page(
            "given.html",
            visit,
            page="by-hand",
            key=str(one.key),
            view=view,  # None: what was given is there no more
            is_reachable=bool(address),  # whether a phone can open the page
        )

    def picture(self, request: Request) -> Response:
        """A picture of it (`n` from 1), to be saved."""
        visit, _, packs, pack = self._opened(request)
        place = number(visit.wanted.get("n"))
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
        visit = self.visit(request)
        address = _phone_address(request, visit) if _given(visit) else ""
        return (
            Response(code_of(address), media_type="image/svg+xml") if address else Response(status_code=404)
        )

    def script(self, request: Request) -> Response:
        """The script to be read aloud: as plain text, or as a Word file."""
        pack = self._opened(request)[-1]
        script = script_for(pack) if pack else None
        if pack is None or script is None:
            return Response(status_code=404)
        if request.url.path.endswith(".docx"):
            return Response(word_file(script), media_type=MIME, headers=_named(f"{pack.id}.docx"))
        words = script.text.replace("\n", "\r\n").encode("utf-8-sig")  # as Windows' editor reads it
        return Response(words, media_type="text/plain; charset=utf-8", headers=_named(f"{pack.id}.txt"))

    def article(self, request: Request) -> Response:
        """An article as a Word file, or that in a zip with its pictures and its HTML."""
        _, _, packs, pack = self._opened(request)
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
        return await self.answer(request, self._said, "bh_who_missing")

    def _said(self, visit: Visit, _: str, given: FormData, who: str) -> Response:
        say, act = speaker(visit.language), str(given.get("act", ""))
        key = key_of(given.get("key"))
        places = [str(place) for place in given.getlist("place")]
        if key is None or act not in _ACTS:
            return self.pages.nothing_here(visit)
        if act == "done" and not places:
            return self.pages.refused(visit, say("bh_no_place"), status=422)
        try:
            with self.works() as works:
                did = _ACTS[act](works, who, key, places)
        except OSError:
            return self.pages.refused(visit, say("bh_no_folder"), status=503)
        self.touch()
        if not did:
            return self.pages.refused(visit, say("too_late"), status=409)
        where = "/by-hand?" if act == "down" else f"/by-hand/one?key={quote(str(key), safe='')}&"
        return RedirectResponse(f"{where}said={act}", 303)

    def _opened(self, request: Request) -> tuple[Visit, Given | None, Packs | None, Pack | None]:
        """What the address asks for, its place's packs as the settings are now, and its own among them."""
        visit = self.visit(request)
        one = _given(visit)
        unit = visit.reading.calendar.units.get(one.key.unit) if one else None
        block = unit.channels.get(one.key.channel) if unit and one else None
        if one is None or not isinstance(block, ByHandSettings) or block.page_key != one.page_key:
            return visit, one, None, None
        packs = Packs(self.folder.root / block.folder)
        with suppress(OSError):
            return visit, one, packs, packs.find(one.pack)
        return visit, one, packs, None


_ACTS: Mapping[str, Callable[[Works, str, Key, Sequence[str]], bool]] = {
    "done": by_hand.say_done,
    "back": lambda works, who, key, _: by_hand.take_back(works, who, key),
    "down": lambda works, who, key, _: by_hand.say_down(works, who, key),
}


def _given(visit: Visit) -> Given | None:
    key = key_of(visit.wanted.get("key"))
    return visit.ledger.given(key) if key else None


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
