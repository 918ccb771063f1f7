"""Claims: a figure, a study or a legal text is published together with where it comes from."""

from __future__ import annotations

import re
from collections.abc import Iterator

from scheduler.checks.written import CAPITALS, House, Written
from scheduler.folding import says_nothing
from scheduler.problems import Message, Problem

_CLAIM = re.compile(
    r"(?<![\d.,])(?!(?:0|100)\s?%)\d+(?:[.,]\d+)?\s?(?:%|phần trăm)"
    r"|(?<![\d/])\d{1,2}/\d{1,2}\s(?:số )?(?:trẻ|em|học sinh|phụ nữ|gia đình)(?!\w)"
    r"|(?i:cứ) \d+ (?:trẻ|em|người|học sinh|phụ nữ|gia đình)(?!\w)"
    r"|(?i:theo) (?:(?:một|các|nhiều|kết quả|số liệu) )*"
    r"(?:thống kê|khảo sát|nghiên cứu|điều tra|số liệu|báo cáo)(?!\w)"
    r"|(?i:thống kê|khảo sát|nghiên cứu|điều tra|số liệu) (?:mới |gần đây )?cho thấy"
    r"|(?i:quyết định|nghị định|nghị quyết|thông tư|chỉ thị|công văn|kế hoạch|công ước)"
    r" (?:số |liên tịch )?\d+(?:[/-][\w/-]+)?"
    rf"|(?:Bộ luật|Luật) (?:[{CAPITALS}]\w+|An ninh mạng)(?: \w+)?"
    r"|(?i:điều) \d+ (?:của )?(?:Bộ luật|Luật|Nghị định)"
)


def missing(written: Written, _: House) -> Iterator[Problem]:
    """The first claim of a post that names no source."""
    if says_nothing(written.post.source):
        for path, found in written.find(_CLAIM):
            yield written.problem(SOURCE_MISSING, path, found)
            return


SOURCE_MISSING = Message.of(
    "source-missing",
    "“{words}” là con số hoặc văn bản cần dẫn nguồn, mà bài chưa ghi source",
    "“{words}” is a figure or a legal text that needs a source, and the post has none",
    "Thêm vào bài, ví dụ: source: Luật Trẻ em 2016, điều 54",
    "Add to the post, such as source: Luật Trẻ em 2016, điều 54",
)
