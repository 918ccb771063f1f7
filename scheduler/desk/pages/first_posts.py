"""The posts among which somebody chooses the first one to practise."""

from __future__ import annotations

from dataclasses import dataclass

from scheduler import locales
from scheduler.calendar.model import Post
from scheduler.desk.live.visit import Visit
from scheduler.files import WorkFolder

_MOST = 6  # of her own, the newest
# The posts of a new folder (cli/starter/posts.yaml), by id: one of that title was hardly made hers.
SAMPLES = {"bai-dau-tien": "Một câu hỏi mỗi tối", "bai-thu-hai": "Ba việc trước khi đưa máy cho con"}


@dataclass(frozen=True, slots=True)
class Choice:
    """One post, in the reader's language; *print* is '' where its card cannot be painted."""

    id: str
    title: str
    when: str
    is_draft: bool
    is_sample: bool
    print: str


def choices(visit: Visit, folder: WorkFolder) -> list[Choice]:
    """Her own posts, drafts too, the one written last first; then those that came with the folder."""
    shown = [post for post in visit.reading.posts if post.status != "statement"]
    own = [post for post in shown if not _is_sample(post)]
    own.sort(key=lambda post: _written(post, folder), reverse=True)
    return [_choice(post, visit) for post in (*own[:_MOST], *filter(_is_sample, shown))]


def _is_sample(post: Post) -> bool:
    return SAMPLES.get(post.id) == post.title


def _written(post: Post, folder: WorkFolder) -> tuple[float, int]:
    """When, as far as files tell: the file saved last, and in it what was added last."""
    place = post.place()
    try:
        return (folder.root / place.file).stat().st_mtime, place.line
    except OSError:
        return 0, place.line


def _choice(post: Post, visit: Visit) -> Choice:
    when = locales.moment(visit.local(post.at), visit.language) if post.at else ""
    prints, is_draft = visit.reading.prints, post.status == "draft"
    title = visit.title_of(post.id)
    return Choice(post.id, title, when, is_draft, _is_sample(post), prints.get(post.id, ""))
