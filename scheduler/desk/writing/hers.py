"""What whoever looks after some units alone may write: their posts, in their own file, with their photos."""

from __future__ import annotations

from starlette.datastructures import FormData

from scheduler.calendar.model import Post
from scheduler.calendar.writing import Unwritable, entry_in
from scheduler.cards.design.filling import photo_fields_of
from scheduler.desk.live.visit import Visit
from scheduler.desk.pages.dates import is_day
from scheduler.desk.writing.drafting import Draft, defaults_of, units_in
from scheduler.desk.writing.form import Form
from scheduler.desk.writing.fresh import own_file
from scheduler.desk.writing.uploads import may_see_photo
from scheduler.problems import Text


def file_given(visit: Visit, given: FormData) -> str:
    """Into which file a form goes: the one that it names; of such a reader, her post's or her unit's own."""
    file, post = str(given.get("file", "")), str(given.get("post", ""))
    if not visit.is_narrow:
        return file
    day = str(given.get("date", ""))
    return visit.reading.file_of(post) if post else own_file(visit, day if is_day(day) else "khong-ngay")


def is_all_hers(visit: Visit, form: Form, draft: Draft) -> bool:
    """Whether what would be saved, as its file then has it, is for no unit that the reader does not look
    after."""
    if not visit.is_narrow:
        return True
    assert draft.post is not None, "the caller saw to it"
    entry = entry_in(form.file, draft.data, draft.post.id)
    named = units_in({**defaults_of(form.file, draft.data), **entry})
    return visit.person.looks_after(named) and visit.person.looks_after(draft.post.units)


def check_pictures(visit: Visit, draft: Draft) -> Draft:
    """Let *draft* pass whose photos and film the reader may see: it would show them to her.

    Raises:
        Unwritable: one of them is another unit's.
    """
    if visit.is_narrow and draft.post is not None and not _may_see(visit, draft.post):
        raise Unwritable(_NOT_HER_PHOTO)
    return draft


def _may_see(visit: Visit, post: Post) -> bool:
    templates = visit.reading.gallery.templates if visit.reading.gallery else {}
    named = [
        str(card.fields[name])
        for card in post.cards
        for name in photo_fields_of(card, templates.get(card.template))
        if card.fields.get(name)
    ]
    films = {one.film for one in visit.reading.posts}
    return all(may_see_photo(visit, name) for name in named) and (not post.film or post.film in films)


_NOT_HER_PHOTO = Text(
    "Ảnh hay phim này không phải của đơn vị chị, nên chưa dùng được. Chọn ảnh khác, hoặc tải ảnh của chị "
    "lên.",
    "This photo or film is not your unit's, so it is not used. Choose another one, or bring your own.",
)
