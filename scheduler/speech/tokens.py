"""What of a text is said otherwise than it is written: one pattern, whose alternatives are tried in order."""

from __future__ import annotations

import re

from scheduler.speech.abbreviations import ABBREVIATIONS, BEFORE_STOP, UNITS

_LETTER = r"[^\W\d_]"
CAPITAL = "A-ZĐĂÂÊÔƠƯ"
_UNIT = "|".join(map(re.escape, sorted(UNITS, key=len, reverse=True)))
_KNOWN = "|".join(map(re.escape, sorted(ABBREVIATIONS, key=len, reverse=True)))
_HOST = r"(?:[A-Za-z0-9-]+\.)+(?:vn|com|org|net|edu|gov|info|me|io|page|link)"
_WITH_YEAR = r"\d{4}-\d{2}-\d{2}|\d{1,2}(?P<by>[/.-])\d{1,2}(?P=by)\d{4}"
_GROUPED = r"\d{1,3}(?:\.\d{3})+(?!\d)|\d{1,3}(?:,\d{3}){2,}(?!\d)|\d{1,3}(?:[ ]\d{3}){2,}(?!\d)"
_PHONE = r"(?:0\d\d|1[89]00)"  # how one begins
_SIGN = rf"[{CAPITAL}][\w&]*"

TOKENS = re.compile(
    rf"""
    (?P<mail>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)
  | (?P<link>(?:https?://|www\.)[^\s<>"“”]+|(?<![\w.@-]){_HOST}(?![\w-])(?:/[^\s<>"“”]*)?)
  | (?P<tag>\#(?=[^\W\d])\w+)
  | (?P<phone>(?<!\w)
      (?:\(0\d{{2,3}}\)[ .–-]?\d(?:[ .–-]?\d){{6,7}}|\(?\+84\)?(?:\s?\(0\))?(?:[ .–-]?\d){{9,10}}
        |02(?:[ .–-]?\d){{9}}|0\d(?:[ .–-]?\d){{8}}
        |1[89]00(?:(?:[ .-]?\d){{6}}(?!\s*(?:giờ|phút|ngày|/))|(?:[ .-]?\d){{4}}))
      (?!\w|[.,](?!{_PHONE})\d))
  | (?P<days>(?<![\w/])(?P<first>\d{{1,2}})\s*[–—-]\s*(?P<last>\d{{1,2}}/\d{{1,2}}(?:/\d{{4}})?)(?![\w/]))
  | (?P<date>(?<![\w/.,])(?:{_WITH_YEAR}|\d{{1,2}}/(?:\d{{1,2}}|\d{{4}})(?!/))(?!\w|[.,]\d|-\d(?!\d?/))
      |(?<=[Nn]gày[ ])\d{{1,2}}-\d{{1,2}}(?![\w/-]|[.,]\d))
  | (?P<time>(?<![\w:])(?P<hour>[01]?\d|2[0-4])
      (?:\s?[:hg]\s?(?P<minute>[0-5]\d)(?:\s?(?:p|phút)\b)?|\s?h)(?![\w:]))
  | (?P<paper>(?<![\w/])(?P<number>\d+)
      (?:(?P<year>/\d{{2,4}})?/(?P<signs>{_SIGN}(?:-{_SIGN})*)|-(?P<kind>{_SIGN})/(?P<body>{_SIGN})))
  | (?P<roman>(?<!\w)[IVXL]+(?!\w))
  | (?P<amount>(?P<minus>(?<![\w)\]])-(?=\d))?(?P<whole>{_GROUPED}|\d+)(?:,(?P<part>\d+))?
      (?:(?P<gap>[ ]?)(?P<unit>{_UNIT})(?:(?!\w)|(?<=\dm)(?=\d\d?(?!\w))))?)
  | (?P<per>(?<=/)(?:{_UNIT})(?!\w))
  | (?P<known>(?<!{_LETTER})(?:{_KNOWN})(?![^\W_]|&{_LETTER}))
  | (?P<short>(?<!\w)[{"".join(BEFORE_STOP)}](?=\.?[ ]?\d+(?!\w)|\.[ ]?[{CAPITAL}]))
  | (?P<capitals>(?<!{_LETTER})[{CAPITAL}]{{2,}}(?![^\W_]))
  | (?P<coded>(?<!{_LETTER})(?:{_KNOWN}|[{CAPITAL}]+)(?=\d))
  | (?P<word>{_LETTER}+)
  | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)
