"""The office's name, colours and logo, with a card that wears them while somebody chooses."""

from __future__ import annotations

import asyncio
import copy
import itertools
import secrets
import threading
from collections import OrderedDict
from dataclasses import dataclass
from typing import Any, ClassVar

from pydantic import ValidationError
from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from scheduler.calendar.model import PROVINCE, Card, Unit
from scheduler.calendar.writing import mark_of
from scheduler.cards.design.branding import worn_by
from scheduler.cards.developing import developed
from scheduler.cards.messages import BRAND_TOO_LONG, UNREADABLE
from scheduler.cards.pictures import PhotoFault
from scheduler.desk.live.visit import Visit
from scheduler.desk.pages.pictures import thumbnail
from scheduler.desk.pages.samples import painted, with_card
from scheduler.desk.pages.texts import speaker
from scheduler.desk.people import csrf
from scheduler.desk.writing.setup.office import Faulty, open_settings_file, settings_with, without_empty
from scheduler.desk.writing.setup.step import FormPage
from scheduler.files import WorkFolder, write_whole
from scheduler.problems import Text
from scheduler.settings.model import Brand

MOST_LOGO = 10 * 1024 * 1024
_PICTURES = 24  # of the sample card, kept for the pages that ask for them
_WIDTH = 540  # pixels
_COLOURS = ("primary", "accent")
_LONGEST = 200  # characters of a name
_HEADLINE = {"headline": "Mỗi tối một câu, *nghe con kể*"}
_BODY = {"body": "Hôm nay trên mạng có gì vui, có gì làm con không thoải mái?"}
# What a new post begins with, with a drawing, and with less; each in a mood of its own, as a month has them.
_SAMPLES = ({**_HEADLINE, **_BODY}, {**_HEADLINE, **_BODY, "illustration": "moon"}, _HEADLINE)

_REMARKS = {BRAND_TOO_LONG.code: "su_name_long", UNREADABLE.code: "su_hard"}  # the first that is true is said


@dataclass(eq=False)
class BrandSetup(FormPage):
    """What the page of the office's name and colours answers."""

    here: ClassVar[str] = "/setup/brand"

    def __post_init__(self) -> None:
        self._pictures: OrderedDict[str, bytes] = OrderedDict()
        self._painting = threading.Lock()

    def routes(self) -> list[Route]:
        """Its addresses."""
        return [
            *super().routes(),
            Route(f"{self.here}/look", self.look, methods=["POST"]),
            Route(f"{self.here}/card/{{name}}", self.picture, methods=["GET"]),
        ]

    def opened(self, visit: Visit) -> Response:
        """The form as the settings have it."""
        file = open_settings_file(self.folder)
        return self._form(visit, file.mark, _values_of(file.value))

    async def look(self, request: Request) -> Response:
        """The sample card with what is chosen now, as JSON; nothing is saved."""
        try:
            given = await csrf.read_form(request)
        except csrf.OutOfDate:
            return JSONResponse({}, 403)
        await given.close()
        visit = self.visit(request)
        if not visit.person.may_approve:
            return JSONResponse({}, 403)
        logo = str(given.get("logo_now", ""))
        cards, remark = await asyncio.to_thread(self._cards, visit, {**_values_given(given), "logo": logo})
        return JSONResponse({"cards": cards, "hint": speaker(visit.language)(remark) if remark else ""})

    def picture(self, request: Request) -> Response:
        """A sample card, as last painted."""
        data = self._pictures.get(request.path_params["name"])
        return Response(data, media_type="image/webp") if data else Response(status_code=404)

    def answered(self, visit: Visit, given: FormData) -> Response:
        """Write what was chosen into the settings."""
        file, values = open_settings_file(self.folder), _values_given(given)
        had = _values_of(file.value)
        values["logo"] = "" if given.get("logo_off") else had["logo"]

        def again(**context: Any) -> Response:
            return self._form(visit, file.mark, values, **context)

        def change() -> bytes:
            if not values["organisation"]:
                raise Faulty(_NO_NAME)
            sent = given.get("logo")
            if isinstance(sent, UploadFile) and sent.filename:
                values["logo"] = keep_logo(self.folder, sent.file.read(MOST_LOGO + 1))
            return settings_with(self.folder, file, _wanted(file.value, values))

        return self.saved(visit, given, file, change, self.here, again)

    def _form(self, visit: Visit, mark: str, values: dict[str, str], **context: Any) -> Response:
        cards, remark = self._cards(visit, values)
        return self.step(visit, "brand", mark=mark, values=values, cards=cards, remark=remark, **context)

    def _cards(self, visit: Visit, values: dict[str, str]) -> tuple[list[str], str]:
        """The addresses of the samples with those values (none where they cannot be painted), and the name of
        the text that says what is the matter with them ('': nothing)."""
        gallery, settings = visit.reading.gallery, visit.reading.settings
        if gallery is None or settings is None:
            return [], ""
        chosen = without_empty({key: values[key] for key in ("name", "logo", *_COLOURS)}, "name", "logo")
        rest = settings.brand.model_dump(exclude_unset=True) if settings.brand else {}
        try:
            brand = Brand(**{**without_empty({**rest, "name": "", "logo": ""}, "name", "logo"), **chosen})
        except ValidationError:
            return [], ""
        unit = Unit(PROVINCE, values["organisation"] or settings.organisation, brand=brand)
        found, codes = list[str](), set[str]()
        for fields, mood in zip(_SAMPLES, itertools.cycle(worn_by(brand)), strict=False):
            post = with_card(Card("tip", fields, "Thẻ mẫu", mood))
            with self._painting:  # one at a time
                card = painted(gallery, post, unit)
            # At all sizes: the name has to have room in each.
            codes |= {one.code for one in gallery.problems(post, unit)}
            if card is not None:
                found.append(self._kept(card))
        remark = next((said for code, said in _REMARKS.items() if code in codes), "")
        return found if len(found) == len(_SAMPLES) else [], remark

    def _kept(self, card: bytes) -> str:
        """The address at which a card can be had for a while."""
        name = secrets.token_hex(8)
        self._pictures[name] = thumbnail(card, _WIDTH)
        while len(self._pictures) > _PICTURES:
            self._pictures.popitem(last=False)
        return f"{self.here}/card/{name}"


def keep_logo(folder: WorkFolder, data: bytes) -> str:
    """Keep the picture under assets/; gives the name that settings use.

    Raises:
        Faulty: it is none that can be read.
        OSError: it cannot be written.
    """
    try:
        if len(data) > MOST_LOGO:
            raise Faulty(_NO_PICTURE)
        made = developed(data)
    except PhotoFault:
        raise Faulty(_NO_PICTURE) from None
    ending = "png" if made.startswith(b"\x89PNG") else "jpg"
    name = f"bieu-trung-{mark_of(made)[:8]}.{ending}"
    write_whole(folder.assets / name, made)
    return name


def _values_of(settings: dict[str, Any]) -> dict[str, str]:
    """What the form shows of the settings."""
    brand = settings.get("brand")
    brand = brand if isinstance(brand, dict) else {}
    colours = {key: str(brand.get(key) or Brand.model_fields[key].default) for key in _COLOURS}
    name = str(settings.get("organisation", ""))
    return {"organisation": name, **{key: str(brand.get(key, "")) for key in ("name", "logo")}, **colours}


def _values_given(given: FormData) -> dict[str, str]:
    keys = ("organisation", "name", *_COLOURS)
    return {key: " ".join(str(given.get(key, "")).split())[:_LONGEST] for key in keys}


def _wanted(settings: dict[str, Any], values: dict[str, str]) -> dict[str, Any]:
    """The settings with what was chosen; a colour that is as shipped, and was not written, is not written."""
    wanted, had = copy.deepcopy(settings), settings.get("brand")
    brand = dict(had) if isinstance(had, dict) else {}
    for key in _COLOURS:
        shipped = Brand.model_fields[key].default
        if key in brand or values[key].upper() != shipped:
            same = str(brand.get(key, "")).upper() == values[key].upper()
            brand[key] = brand[key] if same else values[key]
    brand |= {"name": values["name"], "logo": values["logo"]}
    wanted |= {"organisation": values["organisation"], "brand": without_empty(brand, "name", "logo")}
    return without_empty(wanted, "brand")


_NO_NAME = Text("Chưa ghi tên đơn vị.", "The organisation has no name yet.")
_NO_PICTURE = Text(
    "Ảnh này không dùng làm biểu trưng được. Chọn một ảnh PNG hoặc JPG, nhẹ hơn 10 MB.",
    "That picture cannot be a logo. Take a PNG or JPG below 10 MB.",
)
