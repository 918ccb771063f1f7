"""The font of icons that stand for emoji on cards, made of the table below: `python -m docs.make_icons`.

Each icon is an SVG path on 100×100, filled by winding: a hole runs the other way round. The font is kept
beside the others' code (cards/typesetting/icons.otf), so that a card's glyph is a glyph like any other; only
this program needs fontTools.
"""

from __future__ import annotations

from pathlib import Path

from fontTools.fontBuilder import FontBuilder
from fontTools.misc.transform import Transform
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.pens.transformPen import TransformPen
from fontTools.svgLib.path import parse_path

FONT = Path(__file__).parent.parent / "scheduler" / "cards" / "typesetting" / "icons.otf"
_ONTO_LINE = Transform(8.6, 0, 0, -8.6, 45, 800)  # as high as capitals, and a little over both ends
_ADVANCE = 950


def _disc(x: float, y: float, r: float, *, hole: bool = False) -> str:
    turn = 0 if hole else 1
    return f"M{x - r} {y}A{r} {r} 0 0 {turn} {x + r} {y}A{r} {r} 0 0 {turn} {x - r} {y}Z"


def _bar(x: float, y: float, w: float, h: float, *, hole: bool = False) -> str:
    return f"M{x} {y}V{y + h}H{x + w}V{y}Z" if hole else f"M{x} {y}H{x + w}V{y + h}H{x}Z"


_HANDSET = (
    "M22 20C27 15 35 15 38 21L44 34C46 38 45 42 42 45L38 49C42 57 45 60 52 64L57 59C60 56 64 55 68 57L80 63"
    "C86 66 86 74 81 79C75 85 67 87 59 84C38 76 23 60 16 41C13 33 16 26 22 20Z"
)
_PERSON = "M10 92C10 66 26 54 50 54S90 66 90 92Z"
ICONS = {
    "❤♥💕💖💗💓💙💚💛💜🧡💝💞": ""
    "M50 88C22 68 10 52 10 36A21 21 0 0 1 50 27A21 21 0 0 1 90 36C90 52 78 68 50 88Z",
    "⭐🌟": "M50 6L62 38L96 39L69 60L79 93L50 73L21 93L31 60L4 39L38 38Z",
    "✨": "M44 14L53 42L80 52L53 62L44 90L35 62L8 52L35 42ZM80 8L84 20L96 24L84 28L80 40L76 28L64 24L76 20Z",
    "🌸🌺🌷🌹🌻🌼💐🏵": "".join(_disc(x, y, 19) for x, y in ((50, 23), (77, 42), (67, 75), (33, 75), (23, 42)))
    + _disc(50, 51, 20) + _disc(50, 51, 9, hole=True) * 2,
    "🌱🌿🍀🍃🌾🌳🌴": "M46 94V58C18 58 8 38 8 12C36 12 50 26 52 46C56 32 68 22 92 22C92 48 78 66 54 66V94Z",
    "✅✔☑": "M14 52L27 39L42 54L74 18L88 31L43 80Z",
    "❌✖✗": "M20 33L33 20L50 37L67 20L80 33L63 50L80 67L67 80L50 63L33 80L20 67L37 50Z",
    "➡👉": "M10 42H58V20L92 50L58 80V58H10Z",
    "⬇👇": "M42 10V58H20L50 92L80 58H58V10Z",
    "📞☎📱📲": _HANDSET,
    "📍📌": "M50 94C28 70 18 56 18 40A32 32 0 0 1 82 40C82 56 72 70 50 94Z" + _disc(50, 40, 13, hole=True),
    "⏰🕒🕖🕗🕘⌚⏳⏱🕐": _disc(50, 50, 42) + "M44 22V54L68 68L74 58L56 48V22Z",
    "🔔": "M50 8C54 8 57 11 57 15C74 19 80 32 80 48C80 62 84 68 90 74V80H10V74C16 68 20 62 20 48"
    "C20 32 26 19 43 15C43 11 46 8 50 8ZM38 85H62A12 10 0 0 1 38 85Z",
    "📢📣": "M8 38H34L78 12V84L34 60H32L40 90H26L16 60H8ZM84 34A16 16 0 0 1 84 62Z",
    "🎁": ""
    "M10 30H45V44H10ZM55 30H90V44H55ZM15 50H45V90H15ZM55 50H85V90H55ZM50 28C30 26 26 10 36 8"
    "C46 6 50 18 50 28Z"
    "M50 28C50 18 54 6 64 8C74 10 70 26 50 28Z",
    "🏠🏡🏘": "M50 8L94 48H82V90H60V62H40V90H18V48H6Z",
    "🏫🏛🏢🏥": "M50 6L94 32V42H6V32ZM14 48H26V78H14ZM44 48H56V78H44ZM74 48H86V78H74ZM6 82H94V92H6Z",
    "📚📖📕📗📘📙": ""
    "M47 22C36 14 22 12 8 14V78C22 76 36 78 47 86ZM53 22C64 14 78 12 92 14V78C78 76 64 78 53 86Z",
    "✏📝🖊✍": "M12 88L18 62L66 14L86 34L38 82ZM72 8L78 4L96 22L92 28Z",
    "🔒🔐🔓": "M16 44H26V34A24 24 0 0 1 74 34V44H84V90H16ZM38 44H62V34A12 12 0 0 0 38 34Z",
    "🔑🗝": _disc(28, 50, 22) + _disc(28, 50, 9, hole=True) + "M46 44H94V68H82V56H74V66H64V56H46Z",
    "📷📸🎥": "M8 28H28L36 16H64L72 28H92V84H8Z" + _disc(50, 54, 20, hole=True) + _disc(50, 54, 11),
    "💬🗨💭🗣": "M8 14H92V70H46L22 92V70H8Z",
    "⚠": "M50 8L96 88H4ZM44 36L46 62H54L56 36Z" + _disc(50, 73, 6, hole=True),
    "🚫⛔🛑": _disc(50, 50, 43) + _bar(22, 42, 56, 16, hole=True),
    "❓❔": "M24 38C24 18 36 8 52 8C68 8 80 18 80 34C80 54 60 54 60 70H44C44 50 62 48 62 35C62 27 58 24 52 24"
    "C45 24 41 29 41 38Z" + _disc(52, 85, 10),
    "❗‼❕": "M40 8H60L56 64H44Z" + _disc(50, 82, 11),
    "📅🗓📆": "M8 18H26V8H36V18H64V8H74V18H92V90H8Z" + _bar(16, 36, 68, 46, hole=True)
    + "".join(_bar(x, y, 12, 10) for x in (24, 44, 64) for y in (44, 62)),
    "☀🌞🌅": _disc(50, 50, 22)
    + "M45 4H55V20H45ZM45 80H55V96H45ZM4 45H20V55H4ZM80 45H96V55H80ZM14 21L21 14L33 26"
    "L26 33ZM67 74L74 67L86 79L79 86ZM79 14L86 21L74 33L67 26ZM26 67L33 74L21 86L14 79Z",
    "🌙🌛": "M62 8A44 44 0 1 0 92 72A38 38 0 0 1 62 8Z",
    "💧🌧☔🌊💦": "M50 6C68 34 80 48 80 64A30 30 0 0 1 20 64C20 48 32 34 50 6Z",
    "💰💵💸🪙💳": "M6 24H94V78H6Z" + _disc(50, 51, 17, hole=True) + _disc(50, 51, 8)
    + _disc(19, 51, 5, hole=True) + _disc(81, 51, 5, hole=True),
    "💊💉🏥🩺": "M36 8H64V36H92V64H64V92H36V64H8V36H36Z",
    "👩👨👧👦👶🧒👵👴👱🙋🙎": _disc(50, 28, 22) + _PERSON,
    "👪👫👭👬"
    "👥": _disc(30, 34, 17) + _disc(70, 34, 17) + "M4 88C4 66 14 56 30 56C40 56 46 60 50 66C54 60 60 56 70 56"
    "C86 56 96 66 96 88Z",
    "✋🖐🤚👋🙌": ""
    "M22 54V30A6 6 0 0 1 34 30V46H36V16A6 6 0 0 1 48 16V44H50V12A6 6 0 0 1 62 12V44H64V20A6 6 0 0 1 76 20"
    "V56L84 44A7 7 0 0 1 94 52L78 80C72 90 64 94 52 94C32 94 22 82 22 64Z",
    "👍": ""
    "M8 44H28V90H8ZM34 44L50 8C60 8 62 18 60 26L56 38H86C94 38 94 48 90 50C94 54 92 62 88 63"
    "C91 68 88 74 84 75"
    "C86 84 80 90 72 90H46L34 84Z",
    "🎵🎶🎤": "M34 14L86 6V70A15 12 0 1 1 74 58V28L46 33V80A15 12 0 1 1 34 68Z",
    "💡": ""
    "M50 6C70 6 82 20 82 38C82 52 72 58 68 70H32C28 58 18 52 18 38C18 20 30 6 50 6Z"
    "M34 75H66V83H34ZM40 87H60V95H40Z",
    "🔥": "M52 4C54 26 82 40 82 66A32 30 0 0 1 18 66C18 50 28 44 30 30C38 36 40 42 41 48C50 36 54 22 52 4Z",
    "🍚🍜🍲🥣": "M6 46H94C94 66 82 78 70 82V90H30V82C18 78 6 66 6 46ZM20 40C22 24 36 16 50 16S78 24 80 40Z",
    "🎂🍰": "M46 8H54V28H46ZM20 34H80V54H20ZM8 60H92V90H8Z",
    "🎉🎊🎈": ""
    "M30 34L66 70L8 92ZM52 8H62V22H52ZM78 14L86 20L74 36L66 30ZM80 48H94V58H80Z"
    "M30 10H40V20H30ZM86 74H96V84H86Z",
    "✉📧📩💌": "M6 20H94L50 54ZM6 30L50 64L94 30V82H6Z",
    "🛡": "M50 6L88 20V48C88 70 74 86 50 96C26 86 12 70 12 48V20Z",
    "💻🖥": "M14 16H86V70H14ZM4 76H96V86H4Z" + _bar(24, 26, 52, 34, hole=True),
    "🔍🔎": _disc(42, 42, 32) + _disc(42, 42, 18, hole=True) + "M68 60L94 86L84 96L58 70Z",
    "🏆🏅🥇🎖": ""
    "M24 8H76V36C76 52 66 62 56 64V78H72V90H28V78H44V64C34 62 24 52 24 36ZM4 16H19V42C10 40 4 32 4 16Z"
    "M81 16H96C96 32 90 40 81 42Z",
    "🔗🌐": ""
    "M40 56L58 38L64 44L46 62ZM14 66A22 22 0 0 1 20 46L32 34L40 42L28 54A10 10 0 0 0 44 70L56 58L64 66L52 78"
    "A22 22 0 0 1 14 66ZM86 34A22 22 0 0 1 80 54L68 66L60 58L72 46A10 10 0 0 0 56 30L44 42"
    "L36 34L48 22A22 22 0 0 1 86 34Z",
}  # fmt: skip
_SKINS = "\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff"  # behind a person: nothing is drawn for them


def make() -> FontBuilder:
    """The font."""
    builder = FontBuilder(1000, isTTF=False)
    names = [".notdef", "space", "skin", *(f"icon{number}" for number in range(len(ICONS)))]
    builder.setupGlyphOrder(names)
    signs = {ord(sign): f"icon{number}" for number, each in enumerate(ICONS) for sign in each}
    builder.setupCharacterMap({32: "space", **{ord(sign): "skin" for sign in _SKINS}, **signs})
    glyphs = {name: T2CharStringPen(0 if name == "skin" else 500, None) for name in names[:3]}
    for number, path in enumerate(ICONS.values()):
        pen = glyphs[f"icon{number}"] = T2CharStringPen(_ADVANCE, None)
        parse_path(path, TransformPen(pen, _ONTO_LINE))
    strings = {name: pen.getCharString() for name, pen in glyphs.items()}
    builder.setupCFF("LoaIcons", {"FullName": "Loa Icons"}, strings, {})
    widths = {name: 0 if name == "skin" else 500 if name in names[:3] else _ADVANCE for name in names}
    builder.setupHorizontalMetrics({name: (width, 0) for name, width in widths.items()})
    builder.setupHorizontalHeader(ascent=900, descent=-200)
    builder.setupNameTable({"familyName": "Loa Icons", "styleName": "Regular"})
    builder.setupOS2(sTypoAscender=900, usWinAscent=900, usWinDescent=200)
    builder.setupPost()
    builder.updateHead(created=0, modified=0)
    builder.font.recalcTimestamp = False
    return builder


if __name__ == "__main__":
    make().save(FONT)
