"""What the write form comes to while somebody types: what is wrong, how followers see it, its days."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from functools import partial
from typing import Any
from urllib.parse import quote

from msgspec import structs

from scheduler.calendar.model import ChannelName, Post, Unit
from scheduler.calendar.wording import word
from scheduler.cards.design.placing import CROP, FOCUS, LEVELLED, LIGHT, crop_of, focus_of
from scheduler.cards.gallery import Gallery, PaintedCard
from scheduler.cards.messages import can_be_looked_at
from scheduler.cards.pictures import WHOLE, PhotoFault
from scheduler.cards.seeing import Part
from scheduler.desk.live.visit import Visit
from scheduler.desk.pages.dates import is_day
from scheduler.desk.pages.followers import followed, sizes_of
from scheduler.desk.pages.pictures import thumbnail
from scheduler.desk.pages.rendering import Pages
from scheduler.desk.pages.rule_words import rule_in_words
from scheduler.desk.pages.series import dates_in_words
from scheduler.desk.pages.texts import speaker
from scheduler.desk.writing.drafting import Draft
from scheduler.desk.writing.form import Form
from scheduler.desk.writing.mends import Mend
from scheduler.desk.writing.offers import offers_of
from scheduler.desk.writing.pictures_given import photo_fields
from scheduler.desk.writing.quick import day_in_words, far_in_words, quick_days
from scheduler.kinds.registry import kinds
from scheduler.problems import Language

_PICTURES = 400  # of drafts, known to the pages that may ask for them
_NEXT = 5  # days of a series are named
_WIDTH = 540  # pixels of a draft's picture


@dataclass(eq=False)
class Preview:
    """What a draft comes to; nothing of it is saved."""

    pages: Pages

    def __post_init__(self) -> None:
        self._pictures: OrderedDict[str, Callable[[], PaintedCard]] = OrderedDict()
        self._lock = threading.Lock()
        self._painting = threading.Lock()  # a page asks for all of its pictures at once

    def picture(self, name: str) -> bytes | None:
        """A draft's card as WebP, painted now; None where it is not known, or can be painted no more."""
        paint = self._pictures.get(name)
        if paint is None:
            return None
        try:
            with self._painting:
                return thumbnail(paint().data, _WIDTH)
        except (ValueError, OSError, LookupError):
            return None

    def of(self, visit: Visit, form: Form, draft: Draft, way: str) -> Mapping[str, Any]:
        """All of it, as JSON; *way*: the place that is looked at."""
        say = speaker(visit.language)
        when, day_said = self._when(visit, draft), day_in_words(draft.post, visit) if draft.post else ""
        return {
            "told": [
                {
                    "field": one.field,
                    "level": "error" if one.problem.is_error else "warning",
                    "wrong": one.wrong(visit.language),
                    "hint": one.way_out(visit.language),
                    "asks": one.asks,
                    "mend": _mend(one.mend, visit.language),
                }
                for one in draft.told
            ],
            "heading": say("form_problems", n=len(draft.told)) if draft.told else "",
            "sound": say("sound_now") if not draft.told and not day_said else "",
            "odd": any(one.is_odd for one in draft.told),
            "offers": [
                one.as_json(visit.language)
                for one in (offers_of(form, draft.post, visit.reading, visit.today) if draft.post else ())
            ],
            "ways": self.followers(visit, draft, way),
            "photos": self._framed(visit, form),
            "length": self._length(visit, draft),
            "id": form.own_id if form.is_new and form.values["title"] else "",
            "when": f"{when.removesuffix('.')}. {day_said}" if day_said else when,
            "series": self._series(visit, form, draft),
            "quick": [asdict(one) for one in quick_days(visit, form)],
        }

    def _series(self, visit: Visit, form: Form, draft: Draft) -> str:
        """How it repeats as a sentence, and its next days."""
        post = draft.post
        if post is None:
            return ""
        words = self.rule(visit, form)
        dates = dates_in_words(post, visit, max(post.at, visit.now) if post.at else None, _NEXT)
        return ". ".join(one for one in (words, dates) if one)

    def rule(self, visit: Visit, form: Form) -> str:
        """How it repeats, as a sentence."""
        day = form.values["date"]
        is_known = form.values["repeat"] and is_day(day)
        return (
            rule_in_words(form.values["repeat"], date.fromisoformat(day), visit.language) if is_known else ""
        )

    def _when(self, visit: Visit, draft: Draft) -> str:
        """The day and time in words, since browsers write days in many orders; and whether it is past."""
        post, settings = draft.post, visit.reading.settings
        if post is None or post.at is None or settings is None:
            return ""
        said, say = visit.moment(post.at), speaker(visit.language)
        if post.at > visit.now or visit.ledger.has_begun(post.id):
            return ". ".join(one for one in (said, far_in_words(post.at, visit)) if one)
        is_late = visit.now - post.at > settings.late.publish_within
        return say("f_when_past" if is_late else "f_when_now", when=said)

    def followers(self, visit: Visit, draft: Draft, way: str = "") -> str:
        """The draft as followers see it on *way*, as HTML."""
        post = draft.post
        if post is None:
            return ""
        if lacking := _lacking(draft):
            say = speaker(visit.language)
            words = {name: say(f"no_{name}_yet") for name in lacking}
            post = structs.replace(post, **words)
            draft = replace(draft, post=post)
        seen = followed(post, visit, way, self.pages.links)
        shots = {size: self._shots(visit, draft, size) for size in sizes_of(seen)}
        return self.pages.followers(visit, seen, shots, post.source, lacking)

    def _shots(self, visit: Visit, draft: Draft, size: str) -> list[str]:
        """Addresses of the draft's cards in *size*, painted when asked for; none where they cannot be."""
        post, gallery = draft.post, visit.reading.gallery
        if post is None or gallery is None or not post.cards:
            return []
        unit = visit.reading.unit_of(post)
        if not can_be_looked_at(gallery.problems(post, unit)):
            return []
        fingerprint = gallery.fingerprint(post, unit)
        names = []
        for number in range(len(post.cards)):
            # The same card has the same address: a page that shows it already asks for nothing.
            name = hashlib.sha256(f"{fingerprint}/{size}/{number}".encode()).hexdigest()[:32]
            with self._lock:
                self._pictures[name] = partial(_painted, gallery, post, unit, size, number)
                self._pictures.move_to_end(name)
                while len(self._pictures) > _PICTURES:
                    self._pictures.popitem(last=False)
            names.append(f"/write/card/{name}")
        return names

    def _framed(self, visit: Visit, form: Form) -> list[Mapping[str, Any]]:
        """The photos of the form's cards: where each is seen, its point, and whether it is to be levelled.

        A point is of the card itself, or the middle of what was found on the photo.
        """
        gallery = visit.reading.gallery
        found: list[Mapping[str, Any]] = []
        for number_, card in enumerate(form.cards):
            for field in photo_fields(card, gallery.templates if gallery else {}):
                name = card.get(field)
                if gallery is None or not isinstance(name, str) or not name:
                    continue
                part = crop_of({CROP: tuple(card.get(CROP) or ())}) or WHOLE
                try:
                    photo = gallery.photo(name, part)
                except PhotoFault:  # told beside the field
                    continue
                seen, own = photo.seen, focus_of(tuple(card.get(FOCUS) or ()))
                box = seen.subject if seen else None
                found.append(
                    {
                        "field": f"card-{number_}-{field}",
                        "address": f"/photo/{quote(name.removeprefix('assets/'))}",
                        "point": own or (_middle(box, part) if box else None),
                        "isOwn": own is not None,
                        "isSeen": bool(seen and seen.by),
                        "isPoor": bool(seen and seen.light),
                        "isLevelled": card.get(LIGHT) == LEVELLED,
                    }
                )
        return found

    def _length(self, visit: Visit, draft: Draft) -> str:
        """How long it is on each channel that folds long texts, and how much is seen there at once."""
        post, say = draft.post, speaker(visit.language)
        if post is None or _lacking(draft):  # what stands for it is not hers
            return ""
        unit, hotlines = visit.reading.unit_of(post), visit.reading.calendar.hotlines
        told = []
        for kind in kinds():
            if kind.fold is None or kind.name not in post.channels:
                continue
            try:
                text = word(post, unit, hotlines, ChannelName(kind.name), kind.limits).text
            except LookupError:
                return ""
            shown, _ = kind.fold(text)
            title = kind.said.say(visit.language)
            told.append(say("length_now", channel=title, n=len(text), shown=len(shown)))
        return " ".join(told)


def _painted(gallery: Gallery, post: Post, unit: Unit, size: str, number: int) -> PaintedCard:
    return gallery.paint(post, unit, (size,))[number]  # the others have files then


def _middle(box: Part, part: Part) -> tuple[float, float]:
    """The middle of *box*, which lies in that *part* of a photo, as a point of the whole photo."""
    left, top, right, bottom = part
    across, down = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return left + across * (right - left), top + down * (bottom - top)


def _lacking(draft: Draft) -> set[str]:
    """Which of title and text are not written yet."""
    return {one.field for one in draft.told if one.problem.code == "missing"} & {"title", "text"}


def _mend(mend: Mend | None, language: Language) -> Mapping[str, str] | None:
    return {"field": mend.field, "value": mend.value, "say": mend.say(language)} if mend else None
