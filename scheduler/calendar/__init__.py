"""The calendar: what is said and when, read from the YAML that staff write.

Gives `read_calendar` and the words of the program (`Post`, `Card`, `Hotline`, `Unit`, `Calendar`).
"""
