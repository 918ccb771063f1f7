"""Several pages of one office: another page is a unit, and what it does not say itself is the office's."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from scheduler.calendar.model import UnitId
from scheduler.cards.design.branding import brand_of
from scheduler.delivery.agenda import Agenda
from tests.calendar.conftest import codes
from tests.calendar.test_units import AP_MOT, MY_XUYEN, Units, ids, post, units, worded  # noqa: F401

OFFICE = MY_XUYEN.replace("    declines: [chi-tinh]\n", "")
PAGE = """\
  - {id: me-va-be, name: Trang Mẹ và bé, office: my-xuyen, facebook: {page: "78", token: env:LOA_ME_VA_BE}}
"""
CAMPAIGN = """\
  - {id: chien-dich, name: Trang chiến dịch, office: province, facebook: {page: "79", token: env:LOA_CD}}
"""


def test_what_a_page_does_not_say_is_its_offices(units: Units) -> None:  # noqa: F811
    text = '"{{ unit.name }} ({{ unit.parent }}): {{ unit.hotline }}"'
    calendar = units(PAGE, OFFICE, AP_MOT, posts=post("units: me-va-be", text))
    assert calendar.problems == ()
    office, page = calendar.units[UnitId("my-xuyen")], calendar.units[UnitId("me-va-be")]
    assert (page.name, page.signature, page.parent) == ("Trang Mẹ và bé", office.name, "my-xuyen")
    assert (page.brand, page.slots, page.hotlines) == (office.brand, office.slots, office.hotlines)
    assert worded(calendar, "me-va-be") == worded(calendar, "my-xuyen")
    assert list(page.channels) == ["facebook"]
    assert page.channels["facebook"].page_key == "facebook:78"
    assert page.channels["facebook"].version == office.channels["facebook"].version


def test_a_provinces_page_signs_with_the_provinces_name_on_its_cards_too(units: Units) -> None:  # noqa: F811
    calendar = units(CAMPAIGN, posts=post("units: chien-dich", '"{{ unit.name }}, {{ unit.parent }}"'))
    page = calendar.units[UnitId("chien-dich")]
    assert brand_of(page) == "Hội LHPN tỉnh Sóc Trăng"
    assert worded(calendar, "chien-dich") == "Hội LHPN tỉnh Sóc Trăng, Hội LHPN tỉnh Sóc Trăng"


@pytest.mark.parametrize(
    ("named", "found"),
    [
        ("all", ["province", "my-xuyen"]),
        ("[all, chien-dich]", ["province", "my-xuyen", "chien-dich"]),
        ("[province, chien-dich]", ["province", "chien-dich"]),
        ("me-va-be", ["me-va-be"]),
    ],
)
def test_a_post_goes_to_a_page_only_where_it_names_it(
    units: Units,  # noqa: F811
    named: str,
    found: list[str],
) -> None:
    calendar = units(OFFICE, PAGE, CAMPAIGN, posts=post(f"units: {named}"))
    assert [unit.id for unit in calendar.units_of(calendar.posts[0])] == found


def test_to_each_page_of_an_office_goes_one_delivery_of_its_own(units: Units) -> None:  # noqa: F811
    more = "channels: [facebook]\n    units: [province, chien-dich]"
    calendar = units(CAMPAIGN, posts=post(more))
    agenda = Agenda(calendar)
    (occurrence,) = agenda.between(datetime(2026, 11, 30, tzinfo=UTC), datetime(2026, 12, 2, tzinfo=UTC))
    planned = list(agenda.unfold(occurrence))
    assert [str(one.key) for one in planned] == ["a@first/province/facebook", "a@first/chien-dich/facebook"]
    pages = {one.unit.channels["facebook"].page_key for one in planned}
    assert pages == {"facebook:79", calendar.units[UnitId("province")].channels["facebook"].page_key}


@pytest.mark.parametrize(
    ("entry", "code"),
    [
        (PAGE.replace("office: my-xuyen", "office: my-xuyenn"), "unknown-parent"),
        (PAGE.replace("office: my-xuyen", "office: me-va-be"), "page-above"),
        (PAGE.replace("office: my-xuyen", "office: my-xuyen, parent: province"), "office-and-parent"),
        (PAGE.replace('"78"', '"77"'), "unit-taken"),
        (PAGE.replace(", token: env:LOA_ME_VA_BE", ""), "unit-token"),
        (PAGE.replace("name: Trang Mẹ và bé, ", ""), "missing"),
    ],
)
def test_a_mistake_in_a_page_costs_that_page_alone(units: Units, entry: str, code: str) -> None:  # noqa: F811
    calendar = units(OFFICE, entry)
    assert [found for found, _ in codes(calendar)] == [code]
    assert ids(calendar) == ["province", "my-xuyen"]


def test_a_page_is_above_nobody(units: Units) -> None:  # noqa: F811
    below = AP_MOT.replace("parent: my-xuyen", "parent: me-va-be")
    calendar = units(OFFICE, PAGE, below)
    assert [found for found, _ in codes(calendar)] == ["page-above"]


def test_a_page_waits_for_its_office_to_be_mended(units: Units) -> None:  # noqa: F811
    calendar = units(OFFICE.replace('page: "77"', "page: abc"), PAGE)
    assert [found for found, _ in codes(calendar)] == ["facebook-page", "faulty-office"]
    assert ids(calendar) == ["province"]
