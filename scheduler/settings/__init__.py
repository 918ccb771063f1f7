"""Settings: what an office decides, read from config/settings.yaml with the calendar's own care."""
