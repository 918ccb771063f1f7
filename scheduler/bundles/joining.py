"""An edition's posts put into the calendar's file of their bundle: which come, which stay hers, which go."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from scheduler.bundles import taking_texts
from scheduler.bundles.contents import Contents, photos_of
from scheduler.bundles.fitting import Office, fitted, own_hour
from scheduler.bundles.merging import Came, merged
from scheduler.bundles.plan import Here, Plan, Row
from scheduler.bundles.state import Gone, TakenPost, file_of, post_id
from scheduler.calendar.directory import directory_of
from scheduler.calendar.file import read_part
from scheduler.calendar.model import Campaign, Post
from scheduler.calendar.trash import take_out
from scheduler.calendar.versions import entries
from scheduler.calendar.writing import add_posts, change_post, changes_between, entry_in
from scheduler.calendar.yaml_text import Entry, file_lines, yaml_text
from scheduler.problems import Text
from scheduler.settings.model import Settings
from scheduler.settings.week import Slots


class Joining:
    """The posts of an edition put into the calendar's file of its bundle."""

    def __init__(
        self, here: Here, plan: Plan, contents: Contents, left: set[str], wanted: Collection[str]
    ) -> None:
        self._here, self._plan, self._contents, self._left, self._wanted = here, plan, contents, left, wanted
        self._bundle = plan.manifest.bundle
        self._file = file_of(self._bundle)
        self._hers = dict(entries(self._file, plan.old))
        every = (*here.calendar.posts, *here.calendar.faulty)
        self._posts: Mapping[str, Post] = {post.id: post for post in every if post.file != self._file}
        self._family: dict[str, list[Post]] = {}
        for post in every:
            if post.continues:
                self._family.setdefault(post.continues, []).append(post)
        self._unread = here.calendar.unread
        self._times = {post.at.replace(tzinfo=None) for post in self._posts.values() if post.at}
        self.used: set[str] = set()

    def run(self) -> None:
        """Put all of it into the plan."""
        plan, office = self._plan, self._office()
        fit = self._sound({id_: fitted(entry, office) for id_, entry in self._contents.posts.items()})
        ours = (*plan.now.posts, *plan.now.gone, *plan.manifest.withdrawn, *self._contents.posts)
        begun = set(self._here.begun([post_id(self._bundle, one) for one in dict.fromkeys(ours)]))
        added: list[Entry] = []
        for id_, entry in fit.items():
            if id_ in self._left and id_ not in plan.now.posts:
                self._row(id_, entry["title"], taking_texts.LEFT_OUT)
            else:
                new = self._with_hour(id_, entry)
                added += self._come(id_, new, entry["id"] in begun)
        for id_ in dict.fromkeys(one for one in ours if one not in self._contents.posts):
            self._go(id_, post_id(self._bundle, id_) in begun)
        if added:
            plan.new = self._grown(added)

    def _come(self, id_: str, new: Entry, is_begun: bool) -> list[Entry]:
        """Put a post of the edition into the file; gives it where it is to be added."""
        plan, name = self._plan, new["id"]
        known, hers = plan.now.posts.get(id_), self._hers.get(name)
        raw_at = self._contents.posts[id_].get("at", "")
        if hers is None:
            if name in self._posts or name in self._unread:
                self._row(id_, new["title"], taking_texts.ELSEWHERE)
                return []
            if known is not None and id_ not in self._wanted:
                del plan.now.posts[id_]
                self._left.add(id_)  # she has deleted it
            if id_ in self._left:
                self._row(id_, new["title"], taking_texts.LEFT_OUT)
                return []
            plan.now.posts[id_] = TakenPost(plan.manifest.edition, raw_at, new)
            plan.now.gone.pop(id_, None)
            self.used |= photos_of(self._contents.posts[id_])
            self._row(id_, new["title"], taking_texts.NEW)
            return [new]
        if id_ in self._left:
            self._leave(id_, name, new["title"], is_begun)
            return []
        result = merged(known.base if known else new, hers, new)
        if result.came is not Came.OWN:
            self.used |= photos_of(self._contents.posts[id_])
        edition = known.edition if known and result.came is Came.OWN else plan.manifest.edition
        plan.now.posts[id_] = TakenPost(edition, raw_at, new, result.is_own)
        plan.now.gone.pop(id_, None)
        changes = changes_between(hers, result.entry)
        if result.came is not Came.SAME and changes:
            plan.new = change_post(self._file, plan.new, name, changes)
        what = _WHAT[result.came]
        if result.came is Came.SAME and result.is_own:
            what = taking_texts.OWN_SAME
        needs = is_begun and result.came in {Came.CHANGED, Came.OWN}
        if needs:
            plan.told.append(_PUBLIC[result.came].filled(id=name))
        self._row(id_, new["title"], what, is_open=needs)
        return []

    def _leave(self, id_: str, name: str, title: str, is_begun: bool) -> None:
        if is_begun:
            self._plan.told.append(taking_texts.LEFT_PUBLIC.filled(id=name))
            self._row(id_, title, taking_texts.LEFT_OUT, is_open=True)
            return
        self._take_out(name)
        self._plan.now.posts.pop(id_, None)
        self._row(id_, title, taking_texts.LEFT_OUT)

    def _go(self, id_: str, is_begun: bool) -> None:
        """A post that the giver has withdrawn: out of the calendar; where it is public, a draft, and she is
        asked."""
        plan, name = self._plan, post_id(self._bundle, id_)
        known, former = plan.now.posts.pop(id_, None), plan.now.gone.get(id_)
        why = plan.manifest.withdrawn.get(id_, former.why if former else "")
        if known is None and former is None and name not in self._hers and not is_begun:
            return  # it was withdrawn before it came here
        plan.now.gone[id_] = former or Gone(plan.manifest.edition, why)
        related = [*self._family.get(name, ()), *([self._posts[name]] if name in self._posts else ())]
        for post in related:
            if post.status == "draft":
                continue
            if post.file == self._file:
                self._make_draft(post.id, why)
            else:
                plan.elsewhere.append((post.file, post.id, why))
        hers = self._hers.get(name)
        if hers is not None and is_begun:
            self._make_draft(name, why)
        elif hers is not None:
            self._take_out(name)
        if is_begun:
            plan.told.append(taking_texts.WITHDRAW.filled(id=name, why=why))
        if known is not None or hers is not None or is_begun:
            title = known.base.get("title", id_) if known else (hers or {}).get("title", id_)
            self._row(id_, title, taking_texts.WITHDRAWN, is_open=is_begun)

    def _take_out(self, name: str) -> None:
        gone, self._plan.new = take_out(self._file, self._plan.new, name, self._here.who, self._here.now)
        self._plan.deleted.append(gone)

    def _make_draft(self, name: str, why: str) -> None:
        self._plan.new = drafted(self._file, self._plan.new, name, why, self._here.settings)

    def _with_hour(self, id_: str, entry: Entry) -> Entry:
        """*entry* at her hour; where the giver has not moved it, at the one that it was given before."""
        plan = self._plan
        known, at = plan.now.posts.get(id_), entry.get("at", "")
        if not at or not plan.now.is_own_hours:
            return entry
        was_own = plan.before is not None and plan.before.is_own_hours
        if known is not None and known.at == at and known.base.get("at") and was_own:
            hour = str(known.base["at"])
        else:
            hour = own_hour(at, self._slots, self._times)
        self._times.add(datetime.fromisoformat(hour))
        return {**entry, "at": hour}

    @property
    def _slots(self) -> Slots:
        slots = self._here.settings.slots
        return slots.of("") if slots else Slots()

    def _office(self) -> Office:
        plan = self._plan
        beside = self._contents.posts.keys()
        return Office(self._here.settings, self._bundle, plan.now.lines, beside, plan.manifest.valid_until)

    def _sound(self, fit: dict[str, Entry]) -> dict[str, Entry]:
        """Those of *fit* that her calendar can hold; the others are told, and stay as they were."""
        calendar = self._here.calendar
        directory = directory_of(self._plan.new_lines)
        directory = replace(directory, units=calendar.units)
        data = yaml_text(file_lines(Campaign(), list(fit.values()))).encode()
        part = read_part(self._file, data, self._here.settings, directory)
        wrong = {one.post: one for one in part.problems if one.is_error}
        sound = {}
        for id_, entry in fit.items():
            problem = wrong.get(entry["id"])
            if problem is None and "" not in wrong:
                sound[id_] = entry
            else:
                why = problem or wrong[""]
                values = {"why": _in_words(why.wrong("vi")), "reason": _in_words(why.wrong("en"))}
                told = taking_texts.FAULTY.filled(**values)
                self._row(id_, entry.get("title", id_), told, is_open=True)
        return sound

    def _grown(self, added: Sequence[Entry]) -> bytes:
        data = self._plan.new
        if data:
            return add_posts(self._file, data, added)
        about = self._contents.campaign
        campaign = Campaign(*(str(about.get(key, "")) for key in ("id", "title", "programme")))
        return yaml_text(file_lines(campaign, added)).encode()

    def _row(self, id_: str, title: object, what: Text, *, is_open: bool = False) -> None:
        self._plan.rows.append(Row(id_, post_id(self._bundle, id_), str(title), what, is_open))


def drafted(file: str, data: bytes, name: str, why: str, settings: Settings) -> bytes:
    """*data* with that post a draft that says who withdrew it, for the office alone.

    Raises:
        Unwritable: the file leaves no place for it.
    """
    entry = entry_in(file, data, name)
    said = taking_texts.NOTE.say(settings.language, why=why)
    note = str(entry.get("note", ""))
    note = note if said in note else "\n".join(filter(None, (note.strip(), said)))
    return change_post(file, data, name, changes_between(entry, {**entry, "status": "draft", "note": note}))


def _in_words(said: str) -> str:
    return "".join(one if one.isprintable() else " " for one in said)


_WHAT = {
    Came.SAME: taking_texts.SAME,
    Came.MOVED: taking_texts.MOVED,
    Came.CHANGED: taking_texts.CHANGED,
    Came.OWN: taking_texts.OWN,
}
_PUBLIC = {Came.CHANGED: taking_texts.UPDATE, Came.OWN: taking_texts.OWN_PUBLIC}
