"""The templates, with what they say by themselves: words as HTML, and a first post to copy."""

from __future__ import annotations

from datetime import date, timedelta

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from scheduler.cards.sizes import PIXELS
from scheduler.desk.live.reading import Reading
from scheduler.desk.pages.excerpt import line_of
from scheduler.desk.pages.file_texts import only_in_files
from scheduler.desk.pages.pictures import THUMBNAIL
from scheduler.desk.pages.problem_texts import ODD, way_here, wrong_here
from scheduler.desk.pages.setup import connect_address
from scheduler.desk.pages.standing import channel_name
from scheduler.kinds.registry import kind_of

_HASHTAG = Markup('<span class="hashtag">{}</span>')


def templates() -> Environment:
    """All of them; each is compiled once."""
    made = Environment(
        loader=PackageLoader("scheduler.desk", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(paragraphs=_paragraphs, sentence=_sentence)
    made.globals.update(
        sizes=PIXELS,
        thumbnail=THUMBNAIL,
        line_of=line_of,
        kind_of=kind_of,
        channel_name=channel_name,
        connect_address=connect_address,
        odd=ODD,
        only_in_files=only_in_files,
        wrong_here=wrong_here,
        way_here=way_here,
        language_names={"vi": "Tiếng Việt", "en": "English", "km": "ភាសាខ្មែរ"},
    )
    return made


def example_of(reading: Reading, today: date) -> tuple[str, str]:
    """A first post to copy, in this office's own words: the name of its file, and its YAML."""
    settings = reading.settings
    if settings is None:
        return "", ""
    day = today + timedelta(days=1)
    hotline = next(iter(reading.calendar.hotlines), "")
    lines = [
        "posts:",
        "  - id: bai-dau-tien",
        f"    at: {day} 07:30",
        "    title: Mật khẩu mạnh cho con",
        "    text: |",
        "      Cùng con đặt một mật khẩu dài, dễ nhớ, không dùng ngày sinh.",
        *([f"      Cần giúp đỡ, gọi {{{{ hotline('{hotline}') }}}}."] if hotline else []),
        f"    channels: [{', '.join(kind.name for kind in reading.channels)}]",
        *([f"    audience: {next(iter(settings.audiences))}"] if settings.audiences else []),
        *([f"    topic: {next(iter(settings.topics))}"] if settings.topics else []),
        *([f"    hotlines: [{hotline}]"] if hotline else []),
        "    hashtags: [AnToanMang]",
        "    card:",
        "      template: tip",
        "      headline: Đặt *mật khẩu mạnh* cùng con",
        "      body: Dài, dễ nhớ, không dùng ngày sinh.",
        "      alt: Tấm thẻ nhắc cha mẹ cùng con đặt mật khẩu mạnh",
    ]
    return f"{day:%Y-%m}.yaml", "\n".join(lines) + "\n"


def _sentence(words: str) -> str:
    """*words* with a capital at their head; messages begin small, for terminals put their place before."""
    return words[:1].upper() + words[1:]


def _paragraphs(text: str) -> Markup:
    """*text* as paragraphs, hashtags coloured; everything else escaped."""
    return Markup("").join(
        Markup("<p>{}</p>").format(Markup("<br>").join(_tagged(line) for line in block.split("\n")))
        for block in text.split("\n\n")
        if block.strip()
    )


def _tagged(line: str) -> Markup:
    return Markup(" ").join(
        _HASHTAG.format(piece) if piece.startswith("#") and piece != "#" else escape(piece)
        for piece in line.split(" ")
    )
