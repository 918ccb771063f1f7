from tests.delivery.conftest import broken_file, world

__all__ = ["broken_file", "world"]
