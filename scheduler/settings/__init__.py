"""Settings: what an office decides, read from config/settings.yaml with the calendar's own care."""

from scheduler.settings.closed import Blackout, Closed
from scheduler.settings.graph_versions import LAST_DAYS, NEWEST, last_day
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
    "LAST_DAYS",
    "NEWEST",
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
    "last_day",
    "load_settings",
    "override",
    "parse_duration",
]
