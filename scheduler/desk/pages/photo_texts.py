"""What is said of photos and cards without their files' names, and of sizes by what people call them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath

from scheduler.desk.pages.writing_texts import TEMPLATES
from scheduler.problems import Problem, Text

_SIZES: Mapping[str, Text] = {
    "portrait": Text("thẻ đứng", "the portrait card"),
    "square": Text("thẻ vuông", "the square card"),
    "wide": Text("thẻ ngang", "the wide card"),
    "story": Text("tin 24 giờ", "the 24-hour story"),
}
_ON_A_PHONE = Text("điện thoại", "a phone")
PHOTO_WRONG: Mapping[str, Text] = {  # by a problem's code
    "card-photo-missing": Text("Không tìm thấy ảnh “{name}”", "There is no photo “{name}”"),
    "card-photo-outside": Text("Ảnh “{name}” không nằm trong kho ảnh", "“{name}” is none of the kept photos"),
    "card-photo-small": Text(
        "Ảnh “{name}” hơi nhỏ, lên {size} sẽ mờ", "The photo “{name}” is small and will be blurred on {size}"
    ),
    "card-photo-unsure": Text(
        "Ảnh “{name}” chỉ hiện {part} % trên {size}, mà Loa chưa rõ chỗ nào phải thấy",
        "Of the photo “{name}” {size} shows {part} % alone, and it is not clear which part must be seen",
    ),
    "card-photo-dark": Text("Ảnh “{name}” hơi tối", "The photo “{name}” is rather dark"),
    "card-photo-bright": Text("Ảnh “{name}” sáng quá", "The photo “{name}” is too bright"),
    "card-photo-flat": Text("Ảnh “{name}” nhạt màu, thiếu sáng tối", "The photo “{name}” is flat"),
    "card-too-long": Text("Chữ dài quá, không vừa {size}", "The text is too long for {size}"),
    "card-word-too-long": Text(
        "“{word}” dài quá một dòng của {size}", "“{word}” is longer than a line of {size}"
    ),
}
_EVEN = Text(
    "Bấm “Cân lại sáng tối” ở ngay dưới ảnh, hoặc chọn ảnh khác.",
    "Press “Level its light” right beneath the photo, or take another.",
)
PHOTO_WAYS: Mapping[str, Text] = {
    "card-photo-missing": Text(
        "Chọn ảnh khác, hoặc bấm “Thêm ảnh từ máy”.", "Choose another, or add it from this machine."
    ),
    "card-photo-outside": Text("Bấm “Thêm ảnh từ máy”, chọn ảnh ấy.", "Add that photo from this machine."),
    "card-photo-format": Text(
        "Mở ảnh trên điện thoại hay máy tính, lưu lại thành ảnh JPG, rồi chọn ảnh ấy.",
        "Open it on the phone or the computer, save it as JPG and choose that one.",
    ),
    "card-photo-unsure": Text(
        "Bấm lên ảnh, vào đúng chỗ phải thấy.", "Press on the photo, on what must be seen."
    ),
    "card-photo-dark": Text(
        "Bấm “Làm sáng ảnh” ở ngay dưới ảnh, hoặc chọn ảnh khác.",
        "Press “Brighten it” right beneath the photo, or take another.",
    ),
    "card-photo-bright": _EVEN,
    "card-photo-flat": _EVEN,
    "card-word-too-long": Text(
        "Viết ngắn lại; địa chỉ trang mạng thì để trong nội dung bài.",
        "Make it shorter; an address belongs into the text.",
    ),
}


def shown_values(problem: Problem) -> Mapping[str, object]:
    """What *problem* names, as people call it: a size, a design, a photo without its folder and ending."""
    values = dict(problem.values)
    for key, words in (("size", _SIZES), ("template", TEMPLATES)):
        values |= {key: words[str(values[key])]} if str(values.get(key)) in words else {}
    if problem.code == "card-photo-small":  # of a plain photo no card's size is named
        values.setdefault("size", _ON_A_PHONE)
    if problem.code.startswith("card-photo-"):
        values |= {key: PurePosixPath(str(values[key])).stem for key in ("name", "spelt") if key in values}
    return values
