import pytest

from tests.cards.making import Studio


@pytest.fixture
def studio(tmp_path):
    """A small folder of work whose cards can be told of and painted."""
    return Studio(tmp_path)
