"""What a button of the write form that saves nothing makes of the form: a card, a photo, a design, a mend."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from scheduler.calendar.writing import cleaned_value, entry_in
from scheduler.cards.design.template import Template
from scheduler.desk.people.given import number
from scheduler.desk.writing import albums
from scheduler.desk.writing.drafting import Draft
from scheduler.desk.writing.form import Form, taken
from scheduler.desk.writing.pictures_given import MOST
from scheduler.desk.writing.redesign import left_in, redesigned


@dataclass(frozen=True, slots=True)
class Pressed:
    """The form after a button was pressed; *judged* is what is held against the rules: a new card is no
    mistake yet. *is_begun*: nobody has asked what it lacks. *left*: what its cards said in other designs."""

    form: Form
    judged: Form
    is_begun: bool
    left: tuple[str, ...] = ()


def press(
    form: Form,
    given: Mapping[str, Any],
    templates: Mapping[str, Template],
    data: bytes,
    drafted: Callable[[Form], Draft | None],
) -> Pressed:
    """*form* after the button that was *given* with it; *data* is its file's content, *drafted* tries it out.

    Raises:
        Unwritable: its file, or the form, cannot be read.
    """
    action = str(given["action"])
    if albums.is_of_photos(action):
        changed = albums.changed(form, action, to_photos=given.get("pictures") == "photos")
        return Pressed(changed, changed, is_begun=form.is_new)
    if action == "template":
        form = redesigned(form, given, templates)
        return Pressed(form, form, form.is_new, left_in(form, given))
    if action == "add-card":
        more = (*form.cards, {"template": "tip"}) if len(form.cards) < MOST else form.cards
        return Pressed(replace(form, cards=more), form, is_begun=form.is_new)
    changed = _changed(form, action, data, drafted)
    return Pressed(changed, changed, is_begun=False)


def _changed(form: Form, action: str, data: bytes, drafted: Callable[[Form], Draft | None]) -> Form:
    if action.startswith("remove-card-"):
        place = number(action.removeprefix("remove-card-"))
        return replace(form, cards=tuple(card for at, card in enumerate(form.cards) if at != place))
    if action == "clean":
        return replace(form, values=cleaned_value(form.values), cards=tuple(cleaned_value(form.cards)))
    if action.startswith("mend-"):
        draft = drafted(form)
        told = dict(enumerate(draft.told if draft else ())).get(number(action[5:]) or 0)
        return told.mend.done(form) if told and told.mend else form
    if action.startswith("take-") and form.post:
        return taken(form, entry_in(form.file, data, form.post), action[5:])
    return form
