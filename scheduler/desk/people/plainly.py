"""What is told where no page of the desk can be made: by itself, in both languages, with the way back."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from starlette.responses import HTMLResponse

from scheduler.problems import Text

_BACK = """\
<p class="buttons"><a class="button" href="/">
Về lịch đăng · <span lang="en">Back to the calendar</span></a></p>
"""
_PAGE = """\
<!doctype html>
<html lang="vi">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light">
<title>{title} · Loa</title>
<link rel="icon" href="/static/lotus.svg" type="image/svg+xml">
<link rel="stylesheet" href="/static/desk.css">
<link rel="stylesheet" href="/static/phone.css">
</head>
<body>
<main class="phone">
<p class="office"><img src="/static/lotus.svg" alt="" width="32" height="32"> Loa</p>
<h1>{title}</h1>
<p class="lead">{more}</p>
{back}<div class="small" lang="en"><p><strong>{title_en}</strong></p><p>{more_en}</p></div>
</main>
</body>
</html>
"""


def told(
    status: int, title: Text, more: Text, *, headers: Mapping[str, str] | None = None, back: bool = True
) -> HTMLResponse:
    """A page that says what is the matter and (*more*) what to do; *back*: with the way to the calendar."""
    said = {"title": title.vi, "more": more.vi, "title_en": title.en, "more_en": more.en}
    page = _PAGE.format(back=_BACK if back else "", **{name: escape(words) for name, words in said.items()})
    return HTMLResponse(page, status, headers)
