"""All that answers at the addresses of the set-up."""

from __future__ import annotations

from collections.abc import Callable

from starlette.requests import Request

from scheduler.desk.live.visit import Visit
from scheduler.desk.pages.answering import Answers
from scheduler.desk.pages.rendering import Pages
from scheduler.desk.writing.saves import Saves
from scheduler.desk.writing.setup.approval import ApprovalSetup
from scheduler.desk.writing.setup.brand import BrandSetup
from scheduler.desk.writing.setup.channels import ChannelsSetup
from scheduler.desk.writing.setup.ending import LastSetup
from scheduler.desk.writing.setup.lines import LinesSetup
from scheduler.desk.writing.setup.overview import SetupOverview
from scheduler.desk.writing.setup.people import PeopleSetup
from scheduler.desk.writing.setup.receivers import ReceiversSetup
from scheduler.desk.writing.setup.slots import SlotsSetup
from scheduler.desk.writing.setup.units import UnitsSetup
from scheduler.desk.writing.setup.zalo import ZaloSetup
from scheduler.files import WorkFolder


def setup_answers(
    pages: Pages, visit: Callable[[Request], Visit], folder: WorkFolder, saves: Saves
) -> list[Answers]:
    """Each of its pages."""
    kinds = (
        SetupOverview, BrandSetup, LinesSetup, PeopleSetup, ChannelsSetup, ZaloSetup, LastSetup,
        ApprovalSetup, ReceiversSetup, SlotsSetup, UnitsSetup,
    )  # fmt: skip
    return [kind(pages, visit, folder, saves) for kind in kinds]
