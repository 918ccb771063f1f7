"""Where posts go: each channel's block written by a form, its secrets kept apart, and a try of it."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from scheduler.channels.guiding import checked
from scheduler.channels.site.homes.address import is_remote, parse_home
from scheduler.desk.live.visit import Visit
from scheduler.desk.pages.examining import Line
from scheduler.desk.writing.setup.asked import (
    ASKED,
    STEP_OF,
    Asked,
    State,
    left_behind,
    missing_of,
    state_of,
)
from scheduler.desk.writing.setup.giving import Giver
from scheduler.desk.writing.setup.homes import check_home
from scheduler.desk.writing.setup.keeping import Kept
from scheduler.desk.writing.setup.office import Faulty, OfficeFile, open_settings_file, without_empty
from scheduler.desk.writing.setup.step import SetupPages
from scheduler.files import WorkFolder
from scheduler.kinds.registry import kind_of
from scheduler.problems import Stop, Text
from scheduler.secrets import Secret
from scheduler.settings.loading import read_settings
from scheduler.settings.model import Settings

_TYPED = "env:LOA_TYPED_JUST_NOW"  # never holds anything: a guide then asks for what was typed
_LONGEST = 4000  # characters of a field: tokens are long

Typed = Mapping[str, str]
Sent = tuple[str, Typed]  # the channel whose form was sent, and what it held


@dataclass(frozen=True, slots=True)
class ChannelForm:
    """One channel as its form shows it; of secrets only whether they are kept."""

    name: str
    title: str
    fields: tuple[Asked, ...]
    values: Typed
    kept: frozenset[str]
    state: State
    tried: list[Line]
    is_in_vain: bool  # and what the try found keeps posts from going out
    is_typed: bool


@dataclass(eq=False)
class ChannelsSetup(SetupPages):
    """What the pages of the channels answer."""

    steps: ClassVar[tuple[str, ...]] = ("facebook", "website")

    def routes(self) -> list[Route]:
        """Their addresses."""
        return [
            *(Route(f"/setup/{step}", self.page, methods=["GET"]) for step in self.steps),
            *(Route(f"/setup/{step}", self.save, methods=["POST"]) for step in self.steps),
            *(Route(f"/setup/{step}/try", self.tries, methods=["POST"]) for step in self.steps),
        ]

    def page(self, request: Request) -> Response:
        """The forms of a step, with what the settings have; no secret is shown."""
        visit, refusal = self.may(request)
        step = request.url.path.rpartition("/")[2]
        return refusal or self.shown(visit, step, open_settings_file(self.folder))

    async def save(self, request: Request) -> Response:
        """Write a channel's block, and keep its secrets once that is saved."""
        return await self.sent(request, self._saved)

    async def tries(self, request: Request) -> Response:
        """Try a channel out; nothing of it is to be seen there."""
        return await self.sent(request, self._tried)

    def _named(self, given: FormData) -> str:
        """The channel that the form is about; '' for none of this page's."""
        name = str(given.get("channel", ""))
        return name if STEP_OF.get(name) in self.steps else ""

    def _tried(self, visit: Visit, given: FormData) -> Response:
        name = self._named(given)
        if not name:
            return self.pages.nothing_here(visit)
        self.pages.examinations.try_channel(name, visit.now)
        return RedirectResponse(f"/setup/{STEP_OF[name]}#channel-{name}", 303)

    def _saved(self, visit: Visit, given: FormData) -> Response:
        name, file = self._named(given), open_settings_file(self.folder)
        if not name:
            return self.pages.nothing_here(visit)
        step = STEP_OF[name]
        typed = {one.key: str(given.get(one.key, "")).strip()[:_LONGEST] for one in ASKED[name]}

        def again(**context: Any) -> Response:
            return self.shown(visit, step, file, typed=(name, typed), **context)

        def save() -> str:
            had = file.value.get(name)
            is_practice = self.pages.practised is not None
            check_home(
                self.folder.root, name, had if isinstance(had, dict) else {}, typed, is_practice=is_practice
            )
            data, settings = _settings_with(self.folder, file, name, typed, is_practice=is_practice)
            secrets = self._secrets(settings, name, typed, is_live=bool(given.get("live")))
            saved = self.save_with(file, data, f"/setup/{step}", secrets)
            if state_of(settings, name, self.folder.root) == "done":
                self.pages.examinations.try_channel(name, visit.now)
            return saved

        return self.kept(visit, given, file.mark, save, f"/setup/{step}", again, anchor=f"#channel-{name}")

    def _secrets(self, settings: Settings, name: str, typed: Typed, *, is_live: bool) -> list[Kept]:
        """The secrets that are to be kept, and where, once the channel's own guide is content with them.

        Raises:
            Stop: it is not, and why.
        """
        block = settings.channels[name]
        given = {one.key: typed[one.key] for one in ASKED[name] if one.place and typed[one.key]}
        guided = "token" if name == "facebook" else "password"  # what its guide looks at
        guide = kind_of(name).guide
        if name == "facebook" and "app_secret" in given and "token" not in given:
            raise Stop(_NOT_ALONE)
        if guide is None or guided not in given:
            return [(getattr(block, key), checked(value)) for key, value in given.items()]
        if name == "facebook" and not is_live:
            raise Stop(_NOT_LIVE)
        giver = Giver(self.folder.root, settings.zone, typed, is_live=is_live)
        new = "app_secret" in given
        guide(block.model_copy(update={"app_secret": _TYPED}) if new else block, giver)
        app = [(getattr(block, "app_secret"), Secret(given["app_secret"]))] if new else []  # noqa: B009
        return [*giver.kept, *app]

    def shown(
        self,
        visit: Visit,
        step: str,
        file: OfficeFile,
        *,
        typed: Sent = ("", {}),
        **context: Any,
    ) -> Response:
        """The page of *step*; *typed* is what was sent for a channel, of which no secret comes back."""
        names = [name for name, at in STEP_OF.items() if at == step]
        forms = [self._form(visit, name, file.value.get(name), typed) for name in names]
        can_try = self.pages.examinations.examiner is not None
        return self.step(
            visit, step, "setup_channels", mark=file.mark, forms=forms, can_try=can_try, **context
        )

    def _form(self, visit: Visit, name: str, entry: object, typed: Sent) -> ChannelForm:
        settings, root = visit.reading.settings, self.folder.root
        had = entry if isinstance(entry, dict) else {}
        values = typed[1] if typed[0] == name else had
        block = settings.channels.get(name) if settings else None
        gone = missing_of(block, name, root) if block else frozenset(had)
        tried = self.pages.examinations.channels.get(name)
        return ChannelForm(
            name,
            kind_of(name).title.say(visit.language),
            tuple(one for one in ASKED[name] if not one.is_fetched),
            {one.key: "" if one.place else str(values.get(one.key, "")) for one in ASKED[name]},
            frozenset(one.key for one in ASKED[name] if one.place and one.key in had) - gone,
            state_of(settings, name, root),
            tried.lines(visit.language) if tried else [],
            tried is not None and not tried.is_sound,
            typed[0] == name,
        )


def _settings_with(
    folder: WorkFolder, file: OfficeFile, name: str, typed: Typed, *, is_practice: bool
) -> tuple[bytes, Settings]:
    """The settings with that channel's block, and as they then read.

    Raises:
        Faulty: they would not be sound.
        Unwritable: the file leaves no place for it.
    """
    wanted = copy.deepcopy(file.value)
    entry = wanted.get(name)
    block = dict(entry) if isinstance(entry, dict) else {}
    left = left_behind(name, block, typed, folder.root)
    is_given = name != "website" or (is_remote(typed["folder"]) and "key" not in block)
    lacks = {one.key: _ANEW for one in ASKED[name] if one.key in left and not one.is_fetched}
    if is_given and any(not typed[key] for key in lacks):
        raise Faulty(fields=lacks)
    for one in ASKED[name]:
        if one.is_fetched and one.key in left:  # it opens the former account
            block[one.key] = f"file:config/ma-zalo-oa-{typed['oa']}.txt"
        elif not one.place:
            block[one.key] = typed[one.key]
        elif typed[one.key] and str(block.get(one.key, "env:")).startswith("env:"):
            block[one.key] = one.place  # where a program can write
        elif one.is_needed:
            block.setdefault(one.key, one.place)
    had = entry.get("folder") if isinstance(entry, dict) else None
    if name == "website" and typed["folder"] != had:
        block.pop("only_public", None)
        home = parse_home(typed["folder"])  # as it is connected to: SFTP:// is the same scheme
        if home and home.scheme == "sftp" and not is_practice:
            block["only_public"] = "true"  # whatever its name leads to later
    wanted[name] = without_empty(block, *(one.key for one in ASKED[name] if not one.place))
    data = file.changed(wanted)
    settings, problems = read_settings(folder, data)
    if settings is None:
        raise Faulty.of(problems)
    return data, settings


_ANEW = Text(
    "Chỗ đăng đã đổi: nhập lại mật khẩu hoặc mã của chỗ mới. Mật khẩu cũ không được gửi sang đó.",
    "It leads to another place now: type the new one's password or token. The former is not sent there.",
)
_NOT_ALONE = Text(
    "Dán cả mã ngắn hạn cùng mã bí mật của ứng dụng, để Loa thử hai mã với Facebook rồi mới lưu.",
    "Paste a short token along with the app's secret: Loa tries both with Facebook before it keeps them.",
)
_NOT_LIVE = Text(
    "Chưa nối: ứng dụng phải ở chế độ Chính thức (Live), nếu không thì bà con không thấy bài. Gạt công tắc ở "
    "developers.facebook.com rồi đánh dấu ô ấy.",
    "Not connected: the app has to be in Live mode, else nobody else sees what it posts. Turn it on at "
    "developers.facebook.com, then tick the box.",
)
