from tests.delivery.conftest import world

__all__ = ["world"]
