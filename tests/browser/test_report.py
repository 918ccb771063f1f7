"""The report with its tables and chart: sound in Chromium, sound to axe, nothing sticks out."""

import pytest

from tests.browser.conftest import READERS
from tests.reports.office import Office


@pytest.mark.parametrize(("width", "language"), READERS)
def test_a_report_with_figures_and_the_rows_behind_them_are_sound(window, desk_of, tmp_path, width, language):
    office = Office(tmp_path)
    office.publish(office.key("mat-khau", "website"), "2026-10-01 07:30", text="Gọi 111.")
    office.publish(office.key("nguoi-la", "facebook"), "2026-10-02 19:30", "2026-10-03 19:30")
    office.hold(office.key("lua-dao", "website"), "2026-10-20 19:30", "2026-10-21 08:00")
    office.ledger.close()
    reader = window(desk_of(office.folder).address, width, language)
    for path in (
        "/report?period=2026-Q4",
        "/report/rows?period=2026-Q4&by=out&is=",
        "/report?period=2026-02",
    ):
        reader.open(path)
        reader.is_sound()
