"""Web addresses within a text, and how links to one's own site tell from where a reader came."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.links import counted, links_in, uncounted
from tests.examples import examples

OWN = ("https://phunu.soctrang.gov.vn/tin/",)
TAGS = "utm_source=facebook&utm_medium=social&utm_campaign=mat-khau"


def tagged(text: str) -> str:
    return counted(text, OWN, "facebook", "mat-khau")


@pytest.mark.parametrize(
    ("link", "becomes"),
    [
        ("https://phunu.soctrang.gov.vn/tin/", f"https://phunu.soctrang.gov.vn/tin/?{TAGS}"),
        ("http://PHUNU.soctrang.gov.vn", f"http://PHUNU.soctrang.gov.vn?{TAGS}"),
        ("https://phunu.soctrang.gov.vn:443/a?b=1&c=%C4%91#d?e",
         f"https://phunu.soctrang.gov.vn:443/a?b=1&c=%C4%91&{TAGS}#d?e"),
        ("https://phunu.soctrang.gov.vn/a#d", f"https://phunu.soctrang.gov.vn/a?{TAGS}#d"),
        ("(xem https://phunu.soctrang.gov.vn/a).", f"(xem https://phunu.soctrang.gov.vn/a?{TAGS})."),
        ("https://phunu.soctrang.gov.vn/a?UTM_source=zalo", None),
        ("https://www.phunu.soctrang.gov.vn/a", None),
        ("https://phunu.soctrang.gov.vn.example.com/a", None),
        ("https://phunu.soctrang.gov.vn@example.com/a", None),
        ("https://example.com/?u=https://phunu.soctrang.gov.vn/", None),
        ("https://phunu.soctrang.gov.vn:8443/a", None),
        ("https://[::1/a", None),
        ("phunu.soctrang.gov.vn/a", None),
    ],
)  # fmt: skip
def test_links_to_ones_own_host_alone_are_counted(link: str, becomes: str | None) -> None:
    assert tagged(link) == (becomes or link)


def test_what_would_break_an_address_is_written_as_the_web_writes_it() -> None:
    said = counted(OWN[0], OWN, "facebook", "Tết & tháng 1#")
    assert dict(parse_qsl(urlsplit(said).query))["utm_campaign"] == "Tết & tháng 1#"
    assert urlsplit(said).fragment == ""


HOSTS = st.sampled_from(
    [
        "phunu.soctrang.gov.vn",
        "PhuNu.SocTrang.gov.vn:443",
        "xphunu.soctrang.gov.vn",
        "example.vn",
        "127.0.0.1:80",
    ]
)
PARTS = st.text("abđ/=&%20?#.,;()utm_", max_size=20)
SCHEMES = st.sampled_from(["http", "https"])
LINKS = st.builds(lambda scheme, host, rest: f"{scheme}://{host}/{rest}", SCHEMES, HOSTS, PARTS)
TEXTS = st.lists(st.one_of(LINKS, st.text(max_size=20)), max_size=6).map(" ".join)


@given(TEXTS)
@settings(max_examples=examples(300))
@pytest.mark.slow
def test_twice_is_once_and_no_other_host_or_letter_is_touched(text: str) -> None:
    once = tagged(text)
    assert tagged(once) == once
    before, after = list(links_in(text)), list(links_in(once))
    assert len(before) == len(after)
    rest = once
    for one, other in zip(before, after, strict=True):
        if one == other:
            continue
        was, now = urlsplit(one), urlsplit(other)
        assert was._replace(query="") == now._replace(query="")
        assert was.hostname == "phunu.soctrang.gov.vn"
        assert now.query in {TAGS, f"{was.query}&{TAGS}", f"{was.query}{TAGS}"}
        rest = rest.replace(other, one, 1)
    assert rest == text


@given(TEXTS)
@settings(max_examples=examples(100))
def test_whether_readers_are_counted_makes_no_other_words(text: str) -> None:
    plain = text.replace("?", "").replace("&", "")
    assert uncounted(tagged(plain)) == plain
    assert counted(text, (), "facebook", "x") == text
