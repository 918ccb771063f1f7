"""What Facebook answers when it refuses: message, type, code and status of each refusal used here.

The words and numbers are Meta's (documentation of v26.0 and recorded answers); where only the rehearsal
refuses, because it is stricter than Facebook, the message says so plainly.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

_META_ZONE = ZoneInfo("America/Los_Angeles")  # Facebook's messages speak in its own time


@dataclass(frozen=True, slots=True)
class Refusal:
    """One error body of the Graph API and the status it comes with."""

    message: str
    code: int
    status: int = 400
    type: str = "OAuthException"
    subcode: int | None = None
    transient: bool | None = None
    title: str = ""
    explanation: str = ""

    def body(self) -> dict[str, Any]:
        """Facebook's envelope, in Facebook's order."""
        error: dict[str, Any] = {"message": self.message, "type": self.type}
        if self.transient:
            error["is_transient"] = True
        error["code"] = self.code
        if self.subcode is not None:
            error["error_subcode"] = self.subcode
        if self.transient is False:
            error["is_transient"] = False
        if self.title:
            error["error_user_title"] = self.title
            error["error_user_msg"] = self.explanation
        error["fbtrace_id"] = trace_id()
        return {"error": error}

    def headers(self) -> dict[str, str]:
        """The header that goes with a refusal of a 4xx status."""
        if self.status >= 500:
            return {}
        kind = "invalid_token" if self.code in {102, 190} else "invalid_request"
        said = self.message.replace('"', "'").encode("ascii", "replace").decode()
        return {"www-authenticate": f'OAuth "Facebook Platform" "{kind}" "{said}"'}


class Refused(Exception):  # noqa: N818 - it is an answer of the API, not an error of the rehearsal
    """The call is answered by *refusal*."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.message)
        self.refusal = refusal


def trace_id() -> str:
    """A new fbtrace_id: 23 characters of the alphabet that Facebook uses."""
    return "A" + secrets.token_urlsafe(18)[:22]


def invalid(what: str, *, subcode: int | None = None, title: str = "", explanation: str = "") -> Refusal:
    """Error 100: a parameter is wrong; *what* names it."""
    transient = None if subcode is None else False
    return Refusal(
        f"(#100) {what}", 100, subcode=subcode, transient=transient, title=title, explanation=explanation
    )


def unknown_parameter(name: str) -> Refusal:
    """Stricter than Facebook, which would pass over it: a typing mistake must not go unnoticed."""
    return invalid(f"Unknown parameter: {name} (the rehearsal knows only what this call documents)")


def too_long(name: str, most: int) -> Refusal:
    """Stricter than Facebook's documentation, which names no limit: what people find is held here."""
    return invalid(f"Param {name} parameter too long (the rehearsal takes {most} characters)")


def unknown_object(identifier: str, method: str) -> Refusal:
    """100/33: no such object, or not for this token."""
    return Refusal(
        f"Unsupported {method.lower()} request. Object with ID '{identifier}' does not exist, cannot be "
        "loaded due to missing permissions, or does not support this operation. Please read the Graph API "
        "documentation at https://developers.facebook.com/docs/graph-api",
        100,
        type="GraphMethodException",
        subcode=33,
    )


def unknown_path(path: str) -> Refusal:
    """2500: the object has no such edge."""
    return Refusal(f"Unknown path components: /{path}", 2500)


def unknown_field(name: str, node: str) -> Refusal:
    """100: `fields` names one that this kind of node lacks."""
    return invalid(f"Tried accessing nonexisting field ({name}) on node type ({node})")


def bad_syntax(what: str, at: int) -> Refusal:
    """2500: `fields` cannot be read."""
    return Refusal(f'Syntax error "{what}" at character {at}: fields', 2500)


def unsupported_version(latest: str) -> Refusal:
    """2635: an unknown or ended version, or none at all."""
    return Refusal(
        "(#2635) You are calling a deprecated version of the Ads API. Please update to the latest version: "
        f"{latest}.",
        2635,
    )


def withdrawn(what: str, since: date) -> Refusal:
    """What apps made since that day cannot use. Meta's own words are not known; these say it plainly."""
    return invalid(f"{what} is not available to apps created since {since} (the rehearsal's words)")


def expired_session(then: datetime, now: datetime) -> Refusal:
    """190/463, in Facebook's own time and words."""
    said = f"Session has expired on {_meta_time(then)}. The current time is {_meta_time(now)}."
    return Refusal(f"Error validating access token: {said}", 190, subcode=463)


def _meta_time(instant: datetime) -> str:
    return instant.astimezone(_META_ZONE).strftime("%A, %d-%b-%y %H:%M:%S %Z")


NO_TOKEN = Refusal("An access token is required to request this resource.", 104)
WRONG_TOKEN = Refusal("Invalid OAuth access token - Cannot parse access token", 190, status=401)
WRONG_PROOF = Refusal(
    "Invalid appsecret_proof provided in the API argument", 100, type="GraphMethodException"
)
EMPTY_POST = Refusal("(#197) The post is empty. Please enter a message to share.", 197)
BAD_LINK = Refusal("(#1500) The url you supplied is invalid", 1500)
TOO_LONG = invalid("Name parameter too long")
SAME_TEXT = Refusal("(#506) Duplicate status message", 506)
NO_PICTURE = Refusal("(#324) Requires upload file", 324)
BAD_PICTURE = Refusal("(#324) Missing or invalid image file", 324)
BAD_TIME = invalid("The specified scheduled publish time is invalid.")
PUBLISHED_AND_SCHEDULED = invalid("You cannot specify a scheduled publish time on a published post")
PHOTO_TAKEN = invalid(
    "Invalid parameter",
    subcode=1366051,
    title="Photos Already Posted",
    explanation="These photos were already posted.",
)
UNKNOWN_PHOTO = invalid(
    "Object does not exist, cannot be loaded due to missing permission or reviewable feature, or does not "
    "support this operation. The media_fbid is unknown here or its upload has expired."
)
EMPTY_UPLOAD = Refusal(
    "(#6000) There was a problem uploading your video file. Please try again with another file.", 6000
)
BAD_FILM = Refusal("(#352) The video file you selected is in a format that we don't support.", 352)
BROKEN = Refusal(
    "An unexpected error has occurred. Please retry your request later.",
    2,
    status=500,
    transient=True,
)
NO_APP = Refusal("Error validating application. Cannot get application info due to a system error.", 101)
WRONG_SECRET = Refusal("Error validating client secret.", 1)
NOT_THE_PAGE = Refusal(
    "(#200) Unpublished posts must be posted to a page as the page itself.", 200, status=403
)
NO_SCOPE = Refusal(
    "(#200) If posting to a group, requires app being installed in the group, and either "
    "publish_to_groups permission with user token, or both pages_read_engagement and pages_manage_posts "
    "permission with page token; If posting to a page, requires both pages_read_engagement and "
    "pages_manage_posts as an admin with sufficient administrative permission",
    200,
    status=403,
)
NO_COMMENTS = Refusal(
    "(#10) This endpoint requires the 'pages_read_user_content' permission or the 'Page Public Content "
    "Access' feature.",
    10,
    status=403,
)
DEAD_METRIC = invalid("The value must be a valid insights metric")
NO_METRIC = Refusal("(#3001) Invalid query", 3001, subcode=1504028)
NO_INSIGHTS = Refusal("(#10) Application does not have permission for this action", 10, status=403)
POLICY = Refusal(
    "The action attempted has been deemed abusive or is otherwise disallowed",
    368,
    transient=False,
    title="You’re Temporarily Blocked",
    explanation="It looks like you were misusing this feature by going too fast. You’ve been temporarily "
    "blocked from using it.",
)
THROTTLED = Refusal(
    "(#80001) There have been too many calls to this Page account. Wait a bit and try again. For more info, "
    "please refer to https://developers.facebook.com/docs/graph-api/overview/rate-limiting.",
    80001,
)
