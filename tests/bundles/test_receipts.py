"""A receipt counts as it was signed, by the key that its office always signs by; the latest one counts."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.bundles.gathering import gather, still_public
from scheduler.bundles.keys import Known
from scheduler.bundles.receipts import Place, Receipt, Reported, read_receipt, seal_receipt
from scheduler.channels.site.proof.signing import make_key, read_key
from scheduler.cli.receiving import _cells
from scheduler.problems import Stop
from tests.bundles.offices import NOW

XA, OTHER = read_key(make_key()), read_key(make_key())
UNITS = {"dai-tam": "Hội LHPN xã Đại Tâm", "my-xuyen": "Hội LHPN xã Mỹ Xuyên"}
STANDS = Place("Hội", "website", "https://a.example/1", NOW, is_public=True)


def receipt(key=XA, **says):
    posts = (Reported("mot", 1, False, False, (STANDS,)),)
    plain = Receipt(1, "thang", 1, "Hội LHPN xã Đại Tâm", "", key.public.words, NOW, posts)
    return msgspec.structs.replace(plain, **says)


def gathered(folder, known=None, edition=2):
    return gather(folder, "thang", edition, UNITS, known or Known())


def said(found):
    return [why.en for _, why in found.refused]


@given(data=st.data())
def test_no_byte_of_a_receipt_can_say_something_else(tmp_path_factory, data):
    whole, own = seal_receipt(receipt(), XA), receipt()
    at = data.draw(st.integers(0, len(whole) - 1))
    changed = whole[:at] + data.draw(st.binary(max_size=2)) + whole[at + data.draw(st.integers(0, 2)) :]
    path = tmp_path_factory.getbasetemp() / "a.json"
    path.write_bytes(changed)
    try:
        found = read_receipt(path)
    except Stop:
        return
    assert found == own  # a space beside what is signed


def test_the_latest_of_an_office_counts_and_who_has_not_answered_is_told(tmp_path):
    for number, made_at in enumerate((NOW + timedelta(1), NOW)):
        one = receipt(made_at=made_at, edition=2 - number)
        (tmp_path / f"{number}.json").write_bytes(seal_receipt(one, XA))
    (tmp_path / "anh.jpg").write_bytes(b"x")
    found = gathered(tmp_path)
    assert {office: one.edition for office, one in found.receipts.items()} == {"Hội LHPN xã Đại Tâm": 2}
    assert (found.silent, found.refused) == (["Hội LHPN xã Mỹ Xuyên"], [])


def test_another_key_a_forged_one_and_an_edition_that_never_was_do_not_count(tmp_path):
    (tmp_path / "1.json").write_bytes(seal_receipt(receipt(), XA))
    known = gathered(tmp_path).known
    later = receipt(OTHER, made_at=NOW + timedelta(1))
    (tmp_path / "2.json").write_bytes(seal_receipt(later, OTHER))
    (tmp_path / "3.json").write_bytes(seal_receipt(receipt(OTHER), XA))
    (tmp_path / "4.json").write_bytes(seal_receipt(receipt(edition=9), XA))
    (tmp_path / "5.json").write_text("{}")
    found = gathered(tmp_path, known)
    assert found.receipts["Hội LHPN xã Đại Tâm"].key == XA.public.words
    words = said(found)
    for number, part in enumerate(("ANOTHER KEY", "BAD SIGNATURE", "never made", "no receipt")):
        assert part in words[number]


@pytest.mark.parametrize(
    "says",
    [
        {"office": "a\x1b[2J"},
        {"office": ""},
        {"unit": "../x"},
        {"made_at": NOW.replace(tzinfo=None)},
        {"posts": (Reported("mot", 1, False, False, (msgspec.structs.replace(STANDS, address="a\nb"),)),)},
        {"posts": (Reported("-", 1, False, False, ()),)},
    ],
    ids=str,
)
def test_what_a_screen_or_a_table_would_obey_is_refused(tmp_path, says):
    path = tmp_path / "a.json"
    path.write_bytes(seal_receipt(receipt(**says), XA))
    with pytest.raises(Stop):
        read_receipt(path)


def test_what_its_giver_withdrew_later_is_asked_for_too_and_no_cell_is_a_formula():
    assert [one.post for one in still_public(receipt(), ["mot"])] == ["mot"]
    assert still_public(receipt(), []) == []
    assert _cells(["=1+1", "@a", 5, "Hội"]) == ["'=1+1", "'@a", "5", "Hội"]
