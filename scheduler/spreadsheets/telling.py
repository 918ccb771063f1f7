"""What the calendar's reader and the house rules tell, in the words of somebody who sits before Excel.

They speak of keys and lines of a file; she has columns and cells.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from scheduler.problems import Problem, Text
from scheduler.spreadsheets.columns import index
from scheduler.spreadsheets.vocabulary import Vocabulary

_WRONG: Mapping[str, Text] = {  # by the problem's code
    "missing": Text("còn thiếu “{column}”", "“{column}” is missing"),
    "unknown-audience": Text("Loa chưa biết “{value}” là ai", "Loa does not know who “{value}” is"),
    "unknown-topic": Text("Loa chưa biết chủ đề “{value}”", "Loa does not know the topic “{value}”"),
    "unknown-channel": Text("Loa chưa biết “{value}” là nơi nào", "Loa does not know the place “{value}”"),
    "later": Text("Loa chưa làm được “{key}”", "Loa cannot do “{key}” yet"),
    "card-field-missing": Text("thẻ còn thiếu một mục phải có", "the card lacks a field that it needs"),
    "source-missing": Text(
        "con số hoặc văn bản luật ở đây cần dẫn nguồn", "a figure or a legal text here needs a source"
    ),
    "key-in-text": Text("“{line}” nằm lẫn trong nội dung bài", "“{line}” stands among the post's words"),
    "after-with-at": Text(
        "bài đã có giờ đăng nên “Đăng từ ngày” không có tác dụng",
        "the post has a time, so that “Đăng từ ngày” means nothing",
    ),
    "repeat-without-at": Text(
        "bài lặp lại mà chưa có ngày giờ đăng đầu tiên", "a post that repeats needs its first day and time"
    ),
    "at-missing": Text(
        "bài chưa có ngày giờ đăng, mà cơ quan chưa đặt khung giờ nào",
        "the post has no time, and the office has set no slots",
    ),
    "card-and-cards": Text("bài có hai cách ghi thẻ", "the post has two kinds of cards"),
}
_WAYS: Mapping[str, Text] = {
    "missing": Text("Điền vào ô ấy.", "Fill the cell in."),
    "id-form": Text(
        "Để trống ô này: Loa tự đặt mã theo tiêu đề. Hoặc ghi: {nearest}",
        "Leave the cell empty: the id is made of the title. Or write: {nearest}",
    ),
    "unknown-audience": Text("Chọn một trong: {known}.", "Choose one of: {known}."),
    "unknown-topic": Text("Chọn một trong: {known}.", "Choose one of: {known}."),
    "unknown-channel": Text("Các kênh: {known}.", "The channels: {known}."),
    "unknown-hotline": Text("Danh bạ có: {known}.", "The directory has: {known}."),
    "no-channels": Text(
        "Ghi tên kênh, hoặc để trống: mọi kênh.", "Name a channel, or leave it empty for all."
    ),
    "channels-form": Text("Ghi tên các kênh, cách nhau bằng dấu phẩy.", "Name the channels, with commas."),
    "age-form": Text("Ghi tuổi của từng em: 6, 9.", "Write each child's age in years: 6, 9."),
    "expires-early": Text(
        "Ghi một ngày sau ngày đăng, hoặc xóa ô này.", "Write a later day, or empty the cell."
    ),
    "film-and-cards": Text(
        "Ghi đúng một mẫu thẻ cho bài (cột Mẫu thẻ).", "Give the post one card (column Mẫu thẻ)."
    ),
    "film-alt": Text(
        "Kể lại đoạn phim ở cột Lời tả phim.", "Tell what the film shows, in the column Lời tả phim."
    ),
    "later": Text("Xóa ô này.", "Empty the cell."),
    "unfinished": Text("Điền cho xong, hoặc xóa chỗ ấy.", "Fill it in, or delete it."),
    "key-in-text": Text("Bỏ dòng ấy, hoặc viết khác đi.", "Take that line out, or word it differently."),
    "after-with-at": Text("Xóa một trong hai ô.", "Empty one of the two cells."),
    "repeat-without-at": Text("Điền Ngày đăng và Giờ đăng.", "Fill in Ngày đăng and Giờ đăng."),
    "at-missing": Text("Điền Ngày đăng và Giờ đăng.", "Fill in Ngày đăng and Giờ đăng."),
    "slots-missing": Text("Điền Ngày đăng và Giờ đăng.", "Fill in Ngày đăng and Giờ đăng."),
    "pictures-missing": Text(
        "Chọn mẫu thẻ cho bài, hoặc bỏ bớt kênh.", "Give the post a card, or leave that channel out."
    ),
    "article-missing": Text(
        "Thêm kênh còn thiếu, hoặc bỏ kênh này.", "Add that channel, or leave this one out."
    ),
    "closed-day": Text(
        "Nếu vẫn muốn đăng thì để nguyên; nếu không, đổi Ngày đăng.",
        "Leave it if that is meant; else change Ngày đăng.",
    ),
    "placeholder-here": Text("Viết thẳng chữ cần hiện.", "Write the words themselves."),
    "card-and-cards": Text("Chỉ giữ một.", "Keep one."),
    "card-field-missing": Text(
        "Điền cột của thẻ ấy, hoặc bỏ mẫu thẻ.", "Fill that column in, or leave the card out."
    ),
    "source-missing": Text(
        "Điền cột Nguồn, ví dụ: Luật Trẻ em 2016, điều 54.",
        "Fill in the column Nguồn, such as: Luật Trẻ em 2016, điều 54.",
    ),
    "alt-missing": Text(
        "Điền cột Lời tả ảnh, hoặc viết sau ở trang của bài.",
        "Fill in the column Lời tả ảnh, or write it later on the post's page.",
    ),
    "consent-missing": Text(
        "Xin phép cha mẹ, rồi điền cột Cha mẹ đồng ý.", "Ask the parents, then fill in Cha mẹ đồng ý."
    ),
    "child-consent-missing": Text(
        "Hỏi em, em chịu thì điền cột Trẻ em đồng ý.", "Ask the child, then fill in Trẻ em đồng ý."
    ),
    "hotline-unverified": Text(
        "Bài cứ nhận. Gọi thử số này rồi xác nhận ở Danh bạ đường dây nóng.",
        "Take it all the same. Call the number, then confirm it in the directory of hotlines.",
    ),
    "khmer-unread": Text(
        "Nhờ người đọc thạo tiếng Khmer xem lại, rồi điền cột Người đọc lại tiếng Khmer.",
        "Ask somebody who reads Khmer, then fill in Người đọc lại tiếng Khmer.",
    ),
    "hotline-unknown": Text(
        "Xem lại từng chữ số. Là số riêng của ai đó thì bỏ đi.",
        "Look at each digit. Leave out anybody's private number.",
    ),
    "card-photo-missing": Text(
        "Xem lại tên ảnh, hoặc tải ảnh lên ở trang Viết bài rồi ghi tên ảnh ấy.",
        "Look at the photo's name, or upload it on the page Write and put its name here.",
    ),
}


def in_excel(problem: Problem, words: Vocabulary) -> Problem:
    """*problem* with the words that a workbook has for it; the same where there are none."""
    message = problem.message
    code = message.code
    if code not in _WRONG and code not in _WAYS:
        return problem
    told = replace(message, wrong=_WRONG.get(code, message.wrong), way_out=_WAYS.get(code, message.way_out))
    return replace(problem, message=told, values={**problem.values, **_values(problem, words)})


def _values(problem: Problem, words: Vocabulary) -> dict[str, object]:
    if problem.code == "missing":
        return {"column": heading_of(str(problem.values.get("key", "")))}
    if problem.code == "unknown-channel":
        vi = ", ".join(kind.said.vi for kind in words.channels)
        return {"known": Text(vi, ", ".join(kind.said.en for kind in words.channels))}
    if problem.code == "unknown-hotline":
        return {"known": "; ".join(f"{line.display} ({line.name})" for line in words.hotlines.values())}
    kind = problem.code.removeprefix("unknown-")
    return {"known": ", ".join(words.words.get(kind, {}).values()) or "–"} if kind != problem.code else {}


def heading_of(key: str) -> str:
    """The heading of the column that holds *key*, of a post or else of its card."""
    columns = index().by_path
    found = columns.get((key,)) or columns.get(("card", key))
    return found.heading if found else key
