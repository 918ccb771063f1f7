from __future__ import annotations

import pytest

from scheduler.delivery.key import Key
from tests.delivery.practice import key


def test_a_key_is_read_as_it_is_written():
    assert str(key("a")) == "a@first/province/facebook"
    assert Key.parse(str(key("a"))) == key("a")


@pytest.mark.parametrize(
    "wrong",
    [
        "",
        "a",
        "a@first",
        "a@first/xa",
        "a@first/xa/page/x",
        "@first/xa/page",
        "a@/xa/page",
        "a@first//page",
        "a@first/xa/",
    ],
)
def test_what_is_no_whole_key_is_refused(wrong):
    with pytest.raises(ValueError, match="not POST@OCCURRENCE/UNIT/CHANNEL"):
        Key.parse(wrong)
