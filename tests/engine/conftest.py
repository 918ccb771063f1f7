from tests.delivery.conftest import broken_file, unforeseen, world

__all__ = ["broken_file", "unforeseen", "world"]
