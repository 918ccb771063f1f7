"""The days on which nothing goes out of the queue: public holidays, and the office's own."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema

from scheduler.kinds.block import Block
from scheduler.problems import Text
from scheduler.reader.moments import parse_date
from scheduler.reader.shape import fault, nearest, text_of
from scheduler.settings import messages

if TYPE_CHECKING:  # the package is large, and an office that keeps no holidays never needs it
    from holidays import HolidayBase

_SPAN = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:\s*\.\.\s*([0-9]{4}-[0-9]{2}-[0-9]{2}))?")
_SPAN_SCHEMA = {"type": "string", "pattern": f"^{_SPAN.pattern}$"}
_HOME = "VN"  # which is known to be there: the package costs each command 40 ms

Span = tuple[date, date]


@dataclass(frozen=True, slots=True)
class Closed:
    """The closed days: *office* has its own, from a first to a last day, each with its words.

    *country* is the one whose public holidays are kept, by its code of two letters; '' for none.
    """

    office: tuple[tuple[Span, Text], ...] = ()
    country: str = ""

    def why(self, day: date) -> Text | None:
        """What keeps *day* closed: the office's reason or the holiday's name; None when it is open."""
        return self.why_office(day) or (_holiday(self.country, day) if self.country else None)

    def why_office(self, day: date) -> Text | None:
        """The office's own reason to close on *day*."""
        return next((why for (first, last), why in self.office if first <= day <= last), None)


def _holiday(country: str, day: date) -> Text | None:
    vietnamese, english = _holidays(country)
    return Text(vietnamese[day], english[day]) if day in vietnamese else None


@cache
def _holidays(country: str) -> tuple[HolidayBase, HolidayBase]:
    """The holidays of *country* in Vietnamese, as far as the package names them so, and in English."""
    from holidays import country_holidays  # noqa: PLC0415 - above

    return country_holidays(country, language="vi"), country_holidays(country, language="en_US")


def _country(value: str) -> str:
    if value == _HOME:
        return value
    from holidays.registry import COUNTRIES  # noqa: PLC0415 - above

    codes = {code: code for _, code, *_ in COUNTRIES.values()}
    if value not in codes:
        names = {name: code for name, (_, code, *_) in COUNTRIES.items()} | codes
        raise fault(
            messages.NO_COUNTRY, value=text_of(value), nearest=names.get(nearest(value, names), _HOME)
        )
    return value


def _span(value: object) -> Span:
    found = _SPAN.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        raise fault(messages.NOT_DAYS, value=text_of(value))
    first = parse_date(found[1])
    last = parse_date(found[2]) if found[2] else first
    if last < first:
        raise fault(messages.DAYS_BACKWARDS, first=first, last=last)
    return first, last


def _with_words(value: Any) -> Any:
    """A day or a span alone, as the group of keys that it may be."""
    return {"day": value} if isinstance(value, str) else value


def _or_alone(schema: dict[str, Any]) -> None:
    """For editors: a day may stand alone."""
    schema["items"] = {"anyOf": [_SPAN_SCHEMA, schema["items"]]}


class ClosedDays(Block):
    """A day, or the days from a first to a last one, and *why* it is closed."""

    day: Annotated[Span, BeforeValidator(_span), WithJsonSchema(_SPAN_SCHEMA)] = Field(
        description="Một ngày 2026-12-25, hoặc từ ngày đến ngày: 2027-02-05..2027-02-12."
    )
    why: str = Field("", description="Vì sao nghỉ.")


class Blackout(Block):
    """The closed days as they are written: a country's *holidays*, and the office's own *days*."""

    holidays: Annotated[str, AfterValidator(_country)] | None = Field(
        None, description="Ngày lễ của nước nào: VN; không ghi thì không tính ngày lễ."
    )
    days: tuple[Annotated[ClosedDays, BeforeValidator(_with_words)], ...] = Field(
        (), description="Những ngày nghỉ riêng của cơ quan.", json_schema_extra=_or_alone
    )

    @cached_property
    def closed(self) -> Closed:
        """The same, to be asked day by day."""
        office = tuple((one.day, Text(one.why, one.why) if one.why else _CLOSED) for one in self.days)
        return Closed(office, self.holidays or "")


_CLOSED = Text("theo lịch của cơ quan", "by the office's own calendar")
