"""What can be counted of what is public, and by which name a channel tells it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from scheduler.problems import Text


class Measure(Enum):
    """What a report counts, whatever a channel calls it."""

    VIEWS = "views"  # how often it was seen
    REACH = "reach"  # by how many people
    CLICKS = "clicks"
    REACTIONS = "reactions"
    COMMENTS = "comments"
    SHARES = "shares"
    FOLLOWERS = "followers"  # of a page, not of a post


MEASURE_NAMES = {
    Measure.VIEWS: Text("Lượt xem", "Views"),
    Measure.REACH: Text("Người xem", "People reached"),
    Measure.CLICKS: Text("Lượt bấm", "Clicks"),
    Measure.REACTIONS: Text("Cảm xúc", "Reactions"),
    Measure.COMMENTS: Text("Bình luận", "Comments"),
    Measure.SHARES: Text("Chia sẻ", "Shares"),
    Measure.FOLLOWERS: Text("Người theo dõi", "Followers"),
}


@dataclass(frozen=True, slots=True)
class Metric:
    """One figure that a channel tells."""

    name: str  # the channel's own: post_media_view
    measure: Measure
    is_total: bool = True  # each day's value is the sum since the beginning; False: it is that day's own
