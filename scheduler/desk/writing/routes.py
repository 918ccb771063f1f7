"""Writing on the desk: the form, and saving it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import quote

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from scheduler.calendar.model import PostId
from scheduler.calendar.trash import Trash
from scheduler.calendar.writing import Conflict, Unwritable
from scheduler.cards.design.catalogue import fitting
from scheduler.desk.live.visit import Visit
from scheduler.desk.pages.answering import Answers
from scheduler.desk.pages.children_texts import CHILDREN
from scheduler.desk.pages.chips import chips_of
from scheduler.desk.pages.drafts import is_draft, look_of
from scheduler.desk.pages.keeping import in_words, key_in_words
from scheduler.desk.pages.repeating import DAYS, ON
from scheduler.desk.pages.samples import SAMPLES, in_order
from scheduler.desk.people import csrf
from scheduler.desk.writing.aside import Aside
from scheduler.desk.writing.buttons import press
from scheduler.desk.writing.deciding import Decider
from scheduler.desk.writing.drafting import (
    Clash,
    Draft,
    clashes,
    defaults_of,
    everywhere,
    existing,
    on_theirs,
    path_of,
    tested,
)
from scheduler.desk.writing.form import (
    Form,
    as_to_go_out,
    filled_in,
    free_id,
    has_unasked_photo,
    nameless,
)
from scheduler.desk.writing.fresh import fresh_form
from scheduler.desk.writing.hers import check_pictures, file_given, is_all_hers
from scheduler.desk.writing.pictures_given import MOST
from scheduler.desk.writing.previewing import Preview
from scheduler.desk.writing.quick import quick_days
from scheduler.desk.writing.saves import NOT_READ_BACK, Saves
from scheduler.desk.writing.uploads import may_see_photo, photos_of
from scheduler.files import WorkFolder
from scheduler.problems import Stop

log = logging.getLogger(__name__)

_SAVES = ("save", "draft", "submit")
_FEW = 8  # of the numbers and names to put in are seen at once


@dataclass(eq=False)
class Writer(Answers):
    """What each address of the write form answers."""

    folder: WorkFolder
    saves: Saves
    decider: Decider | None = None  # where people may decide here

    def __post_init__(self) -> None:
        self._preview = Preview(self.pages)
        self._aside = Aside(self.folder.var / "aside")

    def routes(self) -> list[Route]:
        """Their addresses."""
        return [
            Route("/write", self.form, methods=["GET"]),
            Route("/write", self.send, methods=["POST"]),
            Route("/write/look", self.look, methods=["POST"]),
            Route("/write/card/{name}", self.picture, methods=["GET"]),
            Route("/write/{post}", self.form, methods=["GET"]),
            Route("/finish/{post}", self.finish, methods=["POST"]),
        ]

    def form(self, request: Request) -> Response:
        """The form of a post, or of a new one (`?day=2026-12-05`, `?from=ID`)."""
        visit = self.visit(request)
        post_id = request.path_params.get("post", "")
        if visit.reading.settings is None:
            return self.pages.nothing_here(visit)
        if visit.is_narrow and not visit.reading.calendar.units:
            return self.pages.not_hers(visit)
        post = visit.reading.post(post_id)
        if post is not None and not visit.is_hers(post):
            return self.pages.not_hers(visit)
        form = self._existing(visit, post_id) if post_id else fresh_form(self.folder, visit)
        if form is None:
            return self.pages.nothing_here(visit)
        return self._page(visit, form, draft=None if form.is_new else self._as_it_stands(visit, form))

    async def send(self, request: Request) -> Response:
        """Save the form; or show it again, with another card, another design, or what is wrong."""
        given = await csrf.read_form(request)
        return await asyncio.to_thread(self._sent, request, given)

    async def finish(self, request: Request) -> Response:
        """A draft is done: it is submitted or waits for its time, as the form's own button does."""
        given = await csrf.read_form(request)
        return await asyncio.to_thread(self._finished, request, given)

    async def look(self, request: Request) -> Response:
        """What the form comes to now, as JSON: problems by field, pictures, length. Nothing is saved."""
        try:
            given = await csrf.read_form(request)
        except csrf.OutOfDate:
            return JSONResponse({}, 403)
        return await asyncio.to_thread(self._looked, request, given)

    def picture(self, request: Request) -> Response:
        """A draft's card; another card has another address."""
        data = self._preview.picture(request.path_params["name"])
        if data is None:
            return Response(status_code=404)
        headers = {"Cache-Control": "private, max-age=3600, immutable"}
        return Response(data, media_type="image/webp", headers=headers)

    # -- forms ---------------------------------------------------------------------------------------

    def _existing(self, visit: Visit, post_id: str) -> Form | None:
        found = existing(self.folder, visit.reading, post_id)
        return self._aside.into(found[0]) if found else None

    def _as_it_stands(self, visit: Visit, form: Form) -> Draft | None:
        """The post before anything was changed, so that its card is there from the first look."""
        path = path_of(self.folder, form.file)
        try:
            return None if path is None else self._draft(visit, as_to_go_out(form), path.read_bytes())
        except (OSError, Unwritable):
            return None

    # -- what is sent --------------------------------------------------------------------------------

    def _sent(self, request: Request, given: FormData) -> Response:
        visit = self.visit(request)
        opened = self._opened(visit, given)
        if opened is None:
            return self.pages.nothing_here(visit)
        (form, path, data), gallery = opened, visit.reading.gallery
        try:
            if str(given.get("action", "save")) not in _SAVES:

                def drafted(one: Form) -> Draft | None:
                    return self._draft(visit, as_to_go_out(one), data)

                pressed = press(form, given, gallery.templates if gallery else {}, data, drafted)
                form, drawn = pressed.form, drafted(pressed.judged)
                return self._page(visit, form, draft=drawn, is_quiet=pressed.is_begun, left=pressed.left)
            return self._saved(request, form, path, data, given)
        except Conflict:
            return self._sent(request, given)  # somebody saved in this very moment: once more, on theirs
        except Unwritable as stop:
            return self._page(visit, form, refusal=stop.say(visit.language), status=422)
        except OSError as error:
            return self._page(visit, form, refusal=error.strerror or str(error), status=507)

    def _saved(self, request: Request, form: Form, path: Path, data: bytes, given: FormData) -> Response:
        visit, action = self.visit(request), given.get("action")
        who = visit.person.name or " ".join(str(given.get("who", "")).split())[:80]
        is_nameless = not form.values["title"]
        if is_nameless:
            form = nameless(form)
        clash = clashes(form, data)
        if clash:
            return self._page(visit, on_theirs(form, data), clash=clash, status=409)
        draft = self._draft(visit, form, data)
        if draft is None or draft.post is None or not draft.may_be_saved:
            return self._page(visit, form, draft=draft, status=422)
        if not is_all_hers(visit, form, draft):
            return self.pages.not_hers(visit)
        address = f"/post/{quote(draft.post.id)}"
        self._aside.put(draft.post.id, form)
        token = self.saves.keep(path, data, draft.data, address, visit.person.name)
        is_mended = draft.is_sound or form.values["status"] == "draft"
        if is_nameless:
            return RedirectResponse(f"/write/{quote(draft.post.id)}?saved={token}&said=untitled", 303)
        if action == "submit" and draft.is_sound and self._submitted(request, draft.post.id, who):
            return RedirectResponse(f"{address}?saved={token}&said=sent-on", 303)
        back = address if is_mended else f"/write/{quote(draft.post.id)}"  # where each error has its field
        return RedirectResponse(f"{back}?saved={token}", 303)

    def _finished(self, request: Request, given: FormData) -> Response:
        visit, post_id = self.visit(request), request.path_params["post"]
        found, post = existing(self.folder, visit.reading, post_id), visit.reading.post(post_id)
        path = path_of(self.folder, found[0].file) if found else None
        if found is None or post is None or path is None:
            return self.pages.nothing_here(visit)
        address = f"/post/{quote(post_id)}"
        form, data = as_to_go_out(found[0]), found[1]
        try:
            draft = self._draft(visit, form, data)
            now = draft.post if draft is not None else None  # as its file has it, which may be newer
            if not is_draft(post) or (now is not None and given.get("seen") != look_of(now)):
                return RedirectResponse(f"{address}?said=draft-changed", 303)
            is_late = now is not None and now.at is not None and now.at <= visit.now
            gallery = visit.reading.gallery
            asks = gallery is None or has_unasked_photo(form, gallery.templates)
            if draft is None or not draft.is_sound or is_late or asks or not form.values["title"]:
                return self._page(visit, found[0], draft=draft, status=422)  # what it lacks is marked there
            return self._saved(request, form, path, data, FormData({**given, "action": "submit"}))
        except (Conflict, Unwritable, OSError):
            return RedirectResponse(f"{address}?said=draft-changed", 303)

    def _submitted(self, request: Request, post: PostId, who: str) -> bool:
        """Submit what was just saved, as it reads now; False where its page then says what to do."""
        visit = self.visit(request)
        try:
            return bool(who) and self.decider is not None and self.decider.submit(visit, post, who)
        except Stop:  # such as a link that leads nowhere, which the post's page shows
            return False

    def _looked(self, request: Request, given: FormData) -> Response:
        visit = self.visit(request)
        opened = self._opened(visit, given)
        if opened is None:
            return JSONResponse({}, 404)
        form, _, data = opened
        try:
            draft = self._draft(visit, as_to_go_out(form), data)
        except Unwritable as stop:
            return JSONResponse({"told": [{"field": "", "wrong": stop.say(visit.language), "hint": ""}]})
        if draft is None:
            return JSONResponse({"told": []})
        return JSONResponse(self._preview.of(visit, form, draft, str(given.get("way", ""))))

    # -- helpers -------------------------------------------------------------------------------------

    def _opened(self, visit: Visit, given: FormData) -> tuple[Form, Path, bytes] | None:
        """The form as sent, its file's path and what is in it now; None where that cannot be."""
        gallery = visit.reading.gallery
        file = file_given(visit, given)
        path = path_of(self.folder, file)
        if gallery is None or path is None:
            return None
        data = path.read_bytes() if path.is_file() else b""
        lists = {key: [str(one) for one in given.getlist(key)] for key in given}
        form = filled_in(dict(given), lists, gallery.templates, defaults_of(file, data))
        if visit.is_narrow and not form.values["units"]:
            form = replace(form, values={**form.values, "units": [visit.reading.unit.id]})
        if not form.is_new:
            form = replace(form, everywhere=everywhere(visit.reading, form.base, form.defaults))
        else:
            title = form.values["title"]
            own_id = free_id(
                title,
                lambda name: visit.is_taken(name) or name in Trash(self.folder.var / "trash").ids(),
            )
            form = replace(form, own_id=own_id)
        return form, path, data

    def _draft(self, visit: Visit, form: Form, data: bytes) -> Draft | None:
        settings = visit.reading.settings
        if settings is None:
            return None
        try:
            return check_pictures(visit, tested(form, data, visit.reading, visit.today, visit.whole))
        except Unwritable:
            raise
        except Exception as error:  # what cannot even be tried out must not get into the file
            log.exception("a form could not be tried out")
            raise Unwritable(NOT_READ_BACK) from error

    def _page(
        self,
        visit: Visit,
        form: Form,
        *,
        draft: Draft | None = None,
        clash: list[Clash] | None = None,
        refusal: str = "",
        status: int = 200,
        is_quiet: bool = False,
        left: tuple[str, ...] = (),
    ) -> Response:
        reading = visit.reading
        gallery = reading.gallery
        assert gallery is not None, "without settings there is no form"
        return self.pages.write(
            replace(visit, own=f"/write/{quote(form.post)}" if form.post and visit.own else visit.own),
            status=status,
            form=form,
            left=left,
            is_again=bool(visit.own),  # it was just sent
            told=draft.told if draft and not is_quiet else (),
            ways=self._preview.followers(visit, draft) if draft else "",
            clash=[_shown(one, visit) for one in clash or ()],
            refusal=refusal,
            templates=in_order(gallery.templates),
            sampled=SAMPLES,
            drawings=gallery.drawings,
            fitting=fitting(*_said(form), gallery.drawings),
            photos=[name for name in photos_of(self.folder) if may_see_photo(visit, name)],
            most_photos=MOST,
            chips=chips_of(reading, form.values["units"], visit.language),
            few=_FEW,
            rule_words=self._preview.rule(visit, form),
            weekday_keys=DAYS,
            repeats_on=ON,
            children_answers=CHILDREN,
            quick=quick_days(visit, form),
            approves=visit.asked is not None and visit.asked.is_of_all,
        )


def _said(form: Form) -> tuple[str, str]:
    """What its title and its text say, as far as written."""
    return form.values["title"], form.values["text"]


def _shown(clash: Clash, visit: Visit) -> Mapping[str, str]:
    said = {
        "mine": in_words(clash.key, clash.mine, visit),
        "theirs": in_words(clash.key, clash.theirs, visit),
    }
    return {"key": clash.key, "name": key_in_words(clash.key, visit), **said}
