"""An officer's seven journeys by touch, as the bench goes them; by keyboard most are elsewhere here."""

import pytest

from bench.journeys import GOAL, JOURNEYS, go
from bench.walking import TOUCH


@pytest.mark.parametrize("name", JOURNEYS)
def test_a_journey_is_gone_on_a_phone_without_a_terminal(chromium, tmp_path, name):
    steps = go(chromium, TOUCH, name, tmp_path)
    assert 0 < sum(step.person for step in steps) < GOAL
