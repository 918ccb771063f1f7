"""Settings: what an office decides, read from config/settings.yaml with the calendar's own care."""

from scheduler.settings.loading import load_settings
from scheduler.settings.model import (
    Brand,
    FacebookSettings,
    Late,
    Settings,
    WebsiteSettings,
    parse_duration,
)

__all__ = [
    "Brand",
    "FacebookSettings",
    "Late",
    "Settings",
    "WebsiteSettings",
    "load_settings",
    "parse_duration",
]
