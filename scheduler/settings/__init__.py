"""Settings: what an office decides, read from config/settings.yaml with the calendar's own care."""

from scheduler.kinds.fields import parse_duration
from scheduler.settings.closed import Blackout, Closed
from scheduler.settings.loading import hide_secrets, load_settings
from scheduler.settings.model import AlertsSettings, Brand, Late, Settings
from scheduler.settings.overriding import override
from scheduler.settings.week import Slots, SlotsSettings

__all__ = [
    "AlertsSettings",
    "Blackout",
    "Brand",
    "Closed",
    "Late",
    "Settings",
    "Slots",
    "SlotsSettings",
    "hide_secrets",
    "load_settings",
    "override",
    "parse_duration",
]
