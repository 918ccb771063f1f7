"""Into which file of the calendar the rows of a workbook go."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath

from scheduler.calendar.entry import as_id
from scheduler.calendar.yaml_text import Entry
from scheduler.desk.live.visit import Visit
from scheduler.desk.writing.drafting import defaults_of, path_of
from scheduler.desk.writing.excel_plans import Plan
from scheduler.desk.writing.excel_rows import Target
from scheduler.files import WorkFolder


def campaigns_of(visit: Visit) -> Mapping[str, str]:
    """The campaigns of the calendar by the file that each has."""
    posts = visit.reading.posts
    return {
        post.file: post.campaign.title or post.campaign.id
        for post in posts
        if post.campaign.title or post.campaign.id
    }


def target_of(folder: WorkFolder, visit: Visit, plan: Plan) -> Target:
    """The campaign that was chosen for *plan*, else a file of its own."""
    into = plan.into or ""
    campaigns = campaigns_of(visit)
    if into in campaigns:
        return Target(into, _defaults(folder, into))
    stem = as_id(PurePosixPath(plan.name).stem)[:60] or "excel"
    names = (f"posts/{stem}{f'-{one}' if one > 1 else ''}.yaml" for one in range(1, 100))
    file = next((name for name in names if _is_free(folder, campaigns, name)), f"posts/{stem}.yaml")
    return Target(file, {})


def _is_free(folder: WorkFolder, campaigns: Mapping[str, str], file: str) -> bool:
    """Whether posts of no campaign may stand in *file*."""
    path = path_of(folder, file)
    if path is None:
        return False
    return not path.exists() or (file not in campaigns and not _defaults(folder, file))


def _defaults(folder: WorkFolder, file: str) -> Entry:
    path = path_of(folder, file)
    return defaults_of(file, path.read_bytes()) if path is not None and path.is_file() else {}
