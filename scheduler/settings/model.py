"""The settings as values: each key's type, its default, and what makes it wrong."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, BeforeValidator, Field

from scheduler.reader import fault, nearest, text_of
from scheduler.settings import words
from scheduler.settings.block import Block
from scheduler.settings.closed import Blackout, Closed
from scheduler.settings.rules import LEVELS, RuleLevel, all_levels, rule_name
from scheduler.settings.week import Slots, SlotsSettings

_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_DURATION = re.compile(r"([0-9]{1,6})([smhd])")
_REFERENCE = re.compile(r"env:(?P<variable>[A-Za-z_]\w*)|file:\S.*|keyring:(?P<entry>[\w.-]+)", re.ASCII)
# A secret behind `env:` instead of a variable's name: too long, of hex digits, or mixed.
_LIKE_A_SECRET = re.compile(r".{49,}|[0-9a-f]{24,}|(?=.*[0-9])(?=.*[a-z])(?=.*[A-Z]).{16,}", re.ASCII)
_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")
_KEY = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def parse_duration(value: object) -> timedelta:
    """`30s`, `10m`, `6h`, `7d` as a length of time.

    Raises:
        PydanticCustomError: anything else.
    """
    if isinstance(value, timedelta):
        return value
    found = _DURATION.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        raise fault(words.NOT_A_DURATION, value=text_of(value))
    return timedelta(seconds=int(found[1]) * _SECONDS[found[2]])


def _colour(value: str) -> str:
    if not _COLOUR.fullmatch(value):
        raise fault(words.NOT_A_COLOUR, value=text_of(value))
    return value


def _reference(value: str) -> str:
    found = _REFERENCE.fullmatch(value)
    name = (found["variable"] or found["entry"] or "") if found else ""
    if found is None or _LIKE_A_SECRET.fullmatch(name):
        raise fault(words.SECRET_INSIDE)  # the value is never part of the words
    return value


def _zone(value: str) -> str:
    names = available_timezones()
    if value not in names:
        raise fault(words.NO_ZONE, value=text_of(value), nearest=nearest(value, names) or "Asia/Ho_Chi_Minh")
    return value


def _page(value: str) -> str:
    if not (value.isascii() and value.isdigit()):
        raise fault(words.NOT_A_PAGE, value=text_of(value))
    return value


def _version(value: str) -> str:
    if not re.fullmatch(r"v[0-9]{1,3}\.[0-9]", value):
        raise fault(words.NOT_A_VERSION, value=text_of(value))
    return value


def _graph_url(value: str) -> str:
    scheme, host = _web_address(value)
    if scheme == "http" and not _is_loopback(host):
        raise fault(words.PLAIN_HTTP, value=text_of(value))
    return value.rstrip("/")


def _public_address(value: str) -> str:
    _web_address(value)
    return value if value.endswith("/") else value + "/"


def _web_address(value: str) -> tuple[str, str]:
    """The scheme and host of a whole web address without user, query or fragment."""
    try:
        parts = urlsplit(value)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        raise fault(words.NOT_AN_ADDRESS, value=text_of(value)) from None
    odd = parts.query or parts.fragment or parts.username or re.search(r"\s", value)
    if parts.scheme not in ("http", "https") or not host or odd:
        raise fault(words.NOT_AN_ADDRESS, value=text_of(value))
    return parts.scheme, host


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _local_path(value: str) -> str:
    if "://" in value:
        raise fault(words.LATER_PLACE, value=value.partition("://")[0] + "://…")
    return value


def _keys(value: Mapping[str, str]) -> Mapping[str, str]:
    for key in value:
        if not _KEY.fullmatch(key):
            raise fault(words.NOT_A_KEY, value=text_of(key))
    return value


Words = Annotated[str, Field(min_length=1)]
Colour = Annotated[str, AfterValidator(_colour)]
Duration = Annotated[timedelta, BeforeValidator(parse_duration)]
Reference = Annotated[str, AfterValidator(_reference)]
RuleName = Annotated[str, AfterValidator(rule_name)]
Vocabulary = Annotated[Mapping[str, Words], AfterValidator(_keys)]


class Brand(Block):
    """The office's colours (`#rrggbb`), and its name and mark on cards.

    *name* '' means the organisation's; *logo* is a picture's path under assets/, '' for none.
    """

    name: str = ""
    logo: str = ""
    primary: Colour = "#8E1B5B"
    deep: Colour = "#4A0E33"
    accent: Colour = "#F2A93B"
    paper: Colour = "#FFF7F0"
    ink: Colour = "#2B1222"


class Late(Block):
    """What happens to a post whose time passed while nothing ran."""

    publish_within: Duration = timedelta(hours=6)
    spacing: Duration = timedelta(minutes=10)


class FacebookSettings(Block):
    """The page; *token* and *app_secret* say where the secrets lie (`scheduler.secrets`)."""

    page: Annotated[str, AfterValidator(_page)]
    token: Reference
    app_secret: Reference | None = None
    version: Annotated[str, AfterValidator(_version)] = "v26.0"
    graph_url: Annotated[str, AfterValidator(_graph_url)] = "https://graph.facebook.com"

    @property
    def page_key(self) -> str:
        """What tells this page from every other place: 'facebook:' and its id."""
        return f"facebook:{self.page}"


class WebsiteSettings(Block):
    """The website's folder, its public *address* (ends with /), and how many items its feeds *keep*."""

    folder: Annotated[Words, AfterValidator(_local_path)] = "var/site"
    address: Annotated[str, AfterValidator(_public_address)]
    keep: Annotated[int, Field(ge=1, le=1000)] = 60

    @property
    def page_key(self) -> str:
        """'website:', host and path; without the port, which changes from one rehearsal to the next."""
        parts = urlsplit(self.address)
        return f"website:{parts.hostname or ''}{parts.path}"


class Settings(Block):
    """All of config/settings.yaml; a channel whose block is missing is off (None)."""

    organisation: Words
    time_zone: Annotated[str, AfterValidator(_zone)] = "Asia/Ho_Chi_Minh"
    language: Literal["vi", "en"] = "vi"
    brand: Brand | None = None
    audiences: Vocabulary = Field(default_factory=dict)
    topics: Vocabulary = Field(default_factory=dict)
    slots: SlotsSettings | None = None
    blackout: Blackout = Blackout()
    late: Late = Late()
    checks: Annotated[Mapping[RuleName, RuleLevel], AfterValidator(all_levels)] = Field(default=LEVELS)
    consents_withdrawn: tuple[Words, ...] = ()  # as the posts name them; such a post may not stay public
    ledger: Annotated[Words, AfterValidator(_local_path)] = "var/ledger.db"
    facebook: FacebookSettings | None = None
    website: WebsiteSettings | None = None

    @property
    def zone(self) -> ZoneInfo:
        """The zone in which the calendar's times are written."""
        return ZoneInfo(self.time_zone)

    @property
    def channels(self) -> tuple[str, ...]:
        """The names of the channels that are on."""
        return tuple(name for name in ("facebook", "website") if getattr(self, name) is not None)

    @property
    def closed(self) -> Closed:
        """The days without slots."""
        return self.blackout.closed

    def slots_of(self, channel: str) -> Slots:
        """The week of the posts without a time that go to *channel*; an empty one when no slots are set."""
        return self.slots.of(channel) if self.slots else Slots()
