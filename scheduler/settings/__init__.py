"""Settings: what an office decides, read from config/settings.yaml with the calendar's own care."""

from scheduler.settings.closed import Blackout, Closed
from scheduler.settings.loading import hide_secrets, load_settings
from scheduler.settings.model import (
    CHANNELS,
    HANDOVER,
    AlertsSettings,
    Brand,
    FacebookSettings,
    Late,
    Settings,
    WebsiteSettings,
    parse_duration,
)
from scheduler.settings.overriding import override
from scheduler.settings.week import Slots, SlotsSettings

__all__ = [
    "CHANNELS",
    "HANDOVER",
    "AlertsSettings",
    "Blackout",
    "Brand",
    "Closed",
    "FacebookSettings",
    "Late",
    "Settings",
    "Slots",
    "SlotsSettings",
    "WebsiteSettings",
    "hide_secrets",
    "load_settings",
    "override",
    "parse_duration",
]
