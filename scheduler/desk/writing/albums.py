"""Plain photos on the write form: in place of cards and back, their order, one taken out and brought back."""

from __future__ import annotations

from dataclasses import replace

from scheduler.cards.design.filling import IMAGE
from scheduler.desk.people.given import number
from scheduler.desk.writing.form import Form
from scheduler.desk.writing.pictures_given import MOST

SWITCH, BROUGHT, UNDO = "pictures", "photos", "undo-photo"
_UP, _DOWN, _OUT = "photo-up-", "photo-down-", "photo-out-"
_KEPT = (IMAGE, "alt", "crop", "focus", "light", "children_seen")  # what a card's photo has as well
_NEW_CARD = "tip"


def is_of_photos(action: str) -> bool:
    """Whether that button's press is one of those here."""
    return action in (SWITCH, BROUGHT, UNDO) or action.startswith((_UP, _DOWN, _OUT))


def changed(form: Form, action: str, *, to_photos: bool) -> Form:
    """*form* after that press; as it was where there is nothing to do."""
    if action == SWITCH:
        return form if to_photos == form.is_album else _switched(form)
    if action == UNDO:
        return _undone(form)
    photos = list(form.cards)
    for head, step in ((_UP, -1), (_DOWN, 1)):
        place = number(action.removeprefix(head)) if action.startswith(head) else None
        if place is not None and place < len(photos) and 0 <= place + step < len(photos):
            photos[place], photos[place + step] = photos[place + step], photos[place]
    if action.startswith(_OUT):
        place = number(action.removeprefix(_OUT))
        if place is not None and place < len(photos):
            out = {**photos.pop(place), "at": str(place)}
            return replace(form, cards=tuple(photos), taken_out=(out,))
    return replace(form, cards=tuple(photos))


def _switched(form: Form) -> Form:
    """The other kind of pictures: what was there of it before, else made of the photos that there are."""
    if form.put_by:
        return replace(form, is_album=not form.is_album, cards=form.put_by, put_by=form.cards, taken_out=())
    kept = [{key: card[key] for key in _KEPT if card.get(key)} for card in form.cards if card.get(IMAGE)]
    if form.is_album:
        cards = [{"template": "story", **photo} for photo in kept] or [{"template": _NEW_CARD}]
    else:
        cards = [{"template": "", **photo} for photo in kept]
    return replace(form, is_album=not form.is_album, cards=tuple(cards), put_by=form.cards, taken_out=())


def _undone(form: Form) -> Form:
    if not form.taken_out or len(form.cards) >= MOST:
        return form
    photo = dict(form.taken_out[0])
    place = number(str(photo.pop("at", ""))) or 0
    photos = list(form.cards)
    photos.insert(min(place, len(photos)), photo)
    return replace(form, cards=tuple(photos), taken_out=())
