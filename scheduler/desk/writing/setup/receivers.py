"""Who is told by which way: people when something concerns them, the office and its leader when something
needs a person. What was typed is kept as a secret, and no page has it again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from scheduler.desk.live.visit import Visit
from scheduler.desk.writing.saves import Undoing
from scheduler.desk.writing.setup.office import (
    Faulty,
    OfficeFile,
    open_settings_file,
    open_users_file,
    settings_with,
    users_with,
)
from scheduler.desk.writing.setup.step import FormPage
from scheduler.desk.writing.setup.ways import FILES, OTHER, WAYS, address_of, way_of
from scheduler.engine.sending import addresses, send
from scheduler.files import WorkFolder
from scheduler.problems import Stop, Text
from scheduler.secrets import Secret, SecretMissing, fetch, forget, keep
from scheduler.settings.users import as_user_name, read_users

_LONGEST = 400  # characters of a field
_OFFICE = {
    "to": "tin-bao",
    "leader": "tin-lanh-dao",
}  # the keys of `alerts`, and what their places are called
_PERSON = "person-"  # before a user's name


@dataclass(frozen=True, slots=True)
class Told:
    """One way by which somebody is told, of which nothing secret is shown."""

    place: str
    ways: tuple[str, ...]  # of `WAYS`, or `other`; none where its place holds nothing
    tried: str  # what a try came to, in words


@dataclass(eq=False)
class ReceiversSetup(FormPage):
    """What the page of the receivers answers."""

    here: ClassVar[str] = "/setup/receivers"
    tried: dict[tuple[str, str], Text] = field(default_factory=dict)  # by whom and place

    def routes(self) -> list[Route]:
        """Its addresses."""
        return [*super().routes(), Route(f"{self.here}/try", self.tries, methods=["POST"])]

    def opened(self, visit: Visit) -> Response:
        """Everybody, with the ways by which she is told, and a form for one more."""
        return self._shown(visit, open_settings_file(self.folder), open_users_file(self.folder))

    async def tries(self, request: Request) -> Response:
        """Send a message for a try."""
        return await self.sent(request, self._tried)

    def _tried(self, visit: Visit, given: FormData) -> Response:
        whom, place = str(given.get("whom", "")), str(given.get("place", ""))
        had = _receivers(open_settings_file(self.folder), open_users_file(self.folder))
        settings = visit.reading.settings
        if settings is None or place not in had.get(whom, ()):
            return self.pages.nothing_here(visit)
        said = _BODY.filled(organisation=settings.organisation).say(settings.language)
        try:
            to = addresses([place], self.folder.root)
            is_sent = send(to, _TITLE.say(settings.language), said) == len(to) > 0
            self.tried[whom, place] = (_SENT if is_sent else _NOT_SENT).filled(at=visit.moment(visit.now))
        except Stop as stop:
            self.tried[whom, place] = stop.words
        return RedirectResponse(f"{self.here}#{whom}", 303)

    def answered(self, visit: Visit, given: FormData) -> Response:
        """Add a way, or take one away."""
        settings, users = open_settings_file(self.folder), open_users_file(self.folder)
        act, whom, way = (str(given.get(name, "")) for name in ("act", "whom", "way"))
        had = _receivers(settings, users)
        if act not in {"add", "remove"} or whom not in had or (act == "add" and way not in WAYS):
            return self.pages.nothing_here(visit)
        fields = [one.key for asked in WAYS.values() for one in asked]
        values = {key: str(given.get(key, "")).strip()[:_LONGEST] for key in fields}

        def again(**context: Any) -> Response:
            return self._shown(visit, settings, users, typed={"whom": whom, "way": way, **values}, **context)

        def save() -> str:
            if act == "add":
                return self._add(settings, users, had, whom, way, address_of(way, values))
            return self._remove(settings, users, had, whom, str(given.get("place", "")))

        return self.kept(visit, given, _mark(settings, users), save, self.here, again, anchor=f"#{whom}")

    def _add(
        self,
        settings: OfficeFile,
        users: OfficeFile,
        had: Mapping[str, Sequence[str]],
        whom: str,
        way: str,
        address: Secret,
    ) -> str:
        """The name of the save; the secret is kept last, and the files are as they were where it cannot be.

        Raises:
            Faulty, Unwritable, Conflict, Stop, OSError: nothing is kept.
        """
        place = f"file:config/{_OFFICE.get(whom) or 'nhan-' + whom.removeprefix(_PERSON)}-{FILES[way]}.txt"
        wanted = list(dict.fromkeys((*had[whom], place)))
        file, data = self._file_with(settings, users, whom, wanted)
        saved = self.save_with(file, data, self.here, [(place, address)])
        self.tried.pop((whom, place), None)
        return saved

    def _remove(
        self,
        settings: OfficeFile,
        users: OfficeFile,
        had: Mapping[str, Sequence[str]],
        whom: str,
        place: str,
    ) -> str:
        """The same without that place; what no other names is forgotten too, until it is taken back.

        Raises:
            Faulty, Unwritable, Conflict, Stop, OSError: nothing is removed.
        """
        if place not in had[whom]:
            raise Faulty(_GONE)
        file, data = self._file_with(settings, users, whom, [one for one in had[whom] if one != place])
        is_ours = place.startswith(("file:config/nhan-", "file:config/tin-"))
        others = [one for name, places in had.items() if name != whom for one in places]
        held = _held(place, self.folder) if is_ours and place not in others else None
        root = self.folder.root
        undoing = Undoing(lambda: keep(place, held, root)) if held else None
        saved = file.save(self.saves, data, self.here, undoing)
        if held:
            forget(place, held, root)
        return saved

    def _file_with(
        self, settings: OfficeFile, users: OfficeFile, whom: str, places: list[str]
    ) -> tuple[OfficeFile, bytes]:
        """The file that says by which *places* she is told, and its bytes once it does."""
        if whom in _OFFICE:
            value = settings.value
            alerts = value.get("alerts")
            rest = {**(alerts if isinstance(alerts, dict) else {}), whom: places}
            rest = {key: one for key, one in rest.items() if one or key != whom}
            wanted = {key: one for key, one in value.items() if key != "alerts" or rest}
            return settings, settings_with(
                self.folder, settings, {**wanted, "alerts": rest} if rest else wanted
            )
        people = users.value
        key = next(one for one in people if as_user_name(str(one)) == whom.removeprefix(_PERSON))
        entry = {**people[key], "receivers": places}
        if not places:
            del entry["receivers"]
        return users, users_with(users, {**people, key: entry})

    def _shown(
        self,
        visit: Visit,
        settings: OfficeFile,
        users: OfficeFile,
        *,
        typed: Mapping[str, str] | None = None,
        **context: Any,
    ) -> Response:
        receivers = _receivers(settings, users)
        shown = {whom: [self._told(visit, whom, one) for one in had] for whom, had in receivers.items()}
        return self.step(
            visit,
            "receivers",
            mark=_mark(settings, users),
            receivers=shown,
            person_mark=_PERSON,
            ways=WAYS,
            typed=typed or {"whom": "", "way": ""},
            is_typed=typed is not None,
            **context,
        )

    def _told(self, visit: Visit, whom: str, place: str) -> Told:
        tried = self.tried.get((whom, place))
        held = _held(place, self.folder)
        lines = [one for one in held.reveal().splitlines() if one.strip()] if held else []
        ways = tuple(dict.fromkeys(way_of(one.strip()) for one in lines if not one.startswith("#")))
        return Told(place, ways or ((OTHER,) if lines else ()), tried.say(visit.language) if tried else "")


def _receivers(settings: OfficeFile, users: OfficeFile) -> dict[str, list[str]]:
    """The places of each who may be told: the people, then the office and its leader."""
    people = read_users(users.data)[0].people
    alerts = settings.value.get("alerts")
    office = alerts if isinstance(alerts, dict) else {}
    return {
        **{f"{_PERSON}{name}": list(user.receivers) for name, user in people.items()},
        **{
            key: [str(one) for one in found] if isinstance(found := office.get(key), list) else []
            for key in _OFFICE
        },
    }


def _held(place: str, folder: WorkFolder) -> Secret | None:
    try:
        return fetch(place, folder.root)
    except SecretMissing:
        return None


def _mark(settings: OfficeFile, users: OfficeFile) -> str:
    return f"{settings.mark} {users.mark}"


_TITLE = Text("Loa – tin thử", "Loa – a try")
_BODY = Text(
    "Đây là tin thử của Loa, {organisation}. Chị nhận được tin này là đã nối xong.",
    "This is a try of Loa, {organisation}. Whoever reads it is connected.",
)
_SENT = Text("Đã gửi tin thử lúc {at}. Xem máy đã nhận chưa.", "A try was sent {at}. See whether it came.")
_NOT_SENT = Text(
    "Gửi thử lúc {at} chưa được: xem lại mã và địa chỉ, rồi nhập lại ở dưới.",
    "The try at {at} was not taken: look at what was typed, and give it again below.",
)
_GONE = Text("Không còn nơi nhận tin ấy; có người vừa bỏ.", "It is there no more: somebody took it away.")
