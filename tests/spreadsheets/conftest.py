"""The same small folder of work."""

from tests.calendar.conftest import folder, read, settings, write

__all__ = ["folder", "read", "settings", "write"]
