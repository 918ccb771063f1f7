"""What is wrong with a post and what to do about it, in the desk's own words: without keys, files, lines."""

from __future__ import annotations

import re
from collections.abc import Mapping

from scheduler.checks.consent import AGES_MISSING
from scheduler.checks.form import PHOTO_ALT_MISSING
from scheduler.desk.pages.file_texts import FILE_WAYS, FILE_WRONG
from scheduler.desk.pages.keeping_texts import KEYS
from scheduler.desk.pages.photo_texts import PHOTO_WAYS, PHOTO_WRONG, shown_values
from scheduler.problems import Language, Message, Problem, Text

WRONG: Mapping[str, Text] = {  # by a problem's code: where a file's own names would be said
    **FILE_WRONG,
    **PHOTO_WRONG,
    "folded-lines": Text(
        "Chỗ xuống dòng hay dòng trống ở đây sẽ mất khi đăng",
        "A line break or a blank line here will be lost",
    ),
    "missing": Text("Mục “{name}” còn trống", "“{name}” is still empty"),
    "card-field-missing": Text("Mục này trên thẻ còn trống", "A field of the card is still empty"),
    "source-missing": Text(
        "Con số hoặc văn bản luật ở đây cần dẫn nguồn", "A figure or a legal text here needs a source"
    ),
    "unknown-hotline": Text(
        "Một số ghi ở đây không còn trong danh bạ đường dây nóng",
        "A number here is not in the directory of hotlines",
    ),
    "faulty-hotline": Text(
        "Một số ghi ở đây đang sai trong danh bạ đường dây nóng, nên chưa dùng được",
        "A number here has a mistake in the directory of hotlines and cannot be used yet",
    ),
    "unit-field": Text("Đơn vị không có mục ghi ở đây", "A unit has nothing of that name"),
    "no-channels": Text("Chưa đánh dấu nơi nào để đăng bài", "No place is ticked where the post goes"),
    "unknown-audience": Text("Loa chưa biết “{value}” là ai", "Nobody knows who “{value}” is"),
    "unknown-topic": Text("Loa chưa biết chủ đề “{value}”", "Nobody knows the topic “{value}”"),
    "after-with-at": Text(
        "Bài đã có giờ đăng nên “Không sớm hơn” không có tác dụng",
        "The post has a time, so that “Not before” means nothing",
    ),
    "at-missing": Text("Bài chưa có ngày giờ đăng", "The post has no time yet"),
    "card-and-cards": Text("Bài có hai cách ghi thẻ", "The post has two kinds of cards"),
    "card-qr": Text("Mã QR trên thẻ cần một địa chỉ", "The card's QR code needs an address"),
    "motion-alone": Text(
        "Thẻ chuyển động chỉ dùng cho bài có đúng một thẻ và không có phim",
        "A moving card needs a post with one card and no film",
    ),
    "repeat-without-at": Text(
        "Bài lặp lại mà chưa có ngày giờ đăng lần đầu", "It repeats and has no first day and time"
    ),
    "repeat-other-day": Text(
        "Ngày đăng lần đầu ({day}) không thuộc những ngày lặp lại",
        "Its first day ({day}) is none of its days",
    ),
    "repeat-ends-early": Text("Bài lặp kết thúc trước ngày đăng lần đầu", "It ends before its first day"),
    "repeat-elsewhere": Text("Cách lặp lại chưa đúng", "How it repeats is not right"),
    "except-first": Text(
        "Ngày đăng lần đầu ({day}) lại nằm trong những ngày nghỉ", "Its first day ({day}) is left out"
    ),
    "too-close": Text(
        "Bài “{title}” lên lúc {time}, cách bài này chưa tới một giờ trên cùng một trang",
        "“{title}” goes out at {time}, within an hour of this on the same page",
    ),
    "card-crop": Text("Khung cắt ảnh chưa đúng", "The photo is not cut rightly"),
    "same-card": Text("Thẻ trông như thẻ của bài ngay trước", "The card looks like that of the post before"),
    "translation-old": Text("Bài gốc đã sửa sau khi dịch bài này", "The original was changed since"),
    "not-evergreen": Text("Mục này chỉ dành cho bài dùng lại", "That is for evergreen posts alone"),
    "evergreen-timed": Text(
        "Bài dùng lại tự lấy khung giờ trống, nên không có giờ đăng riêng",
        "An evergreen post takes a free slot and has no time of its own",
    ),
    "wrong-language": Text(
        "Tiếng của bài và chữ trong bài không khớp nhau", "The post's language and its words differ"
    ),
    "consent-withdrawn": Text(
        "Sự đồng ý cho dùng ảnh này đã được rút lại: bài không được đăng",
        "The consent to this photo was withdrawn: the post must not go out",
    ),
}
ODD = ("broken-character", "hidden-character")  # the rules whose findings one press takes out
_CLEAN = Text(
    "Bấm “Làm sạch ký tự lạ” cạnh nút Lưu bài; hoặc xóa rồi gõ lại chữ ấy.",
    "Press “Take out odd characters” beside Save; or type the word again.",
)
_PRESS = Text(
    "Xóa chỗ ấy, rồi bấm nút có số hay tên cần ghi ở dưới ô nội dung, hoặc gõ @.",
    "Delete it, then press the number or name that is meant below the text, or type @.",
)
WAYS_OUT: Mapping[str, Text] = {
    **FILE_WAYS,
    **PHOTO_WAYS,
    "folded-lines": Text(
        "Mở bài ra sửa, xuống dòng lại ở ô nội dung như ý chị, rồi lưu.",
        "Open the post, break the lines again in its text, then save.",
    ),
    **dict.fromkeys(ODD, _CLEAN),
    **dict.fromkeys(("unknown-hotline", "placeholder", "unit-field"), _PRESS),
    "card-crop": Text(
        "Bấm “Cắt ảnh” rồi kéo lại khung, hoặc “Dùng cả ảnh”.",
        "Press “Cut the photo” and draw the frame again, or “Use all of it”.",
    ),
    "pool-expired": Text(
        "Bài còn đúng thì bấm “Sửa”, dời hoặc xóa ngày hết hạn; không còn đúng thì lưu thành bản nháp.",
        "If it is still true, edit it and move or delete the day it expires; if not, save it as a draft.",
    ),
    "pool-empty": Text(
        "Thêm bài dùng lại, hoặc bấm “Sửa” mà bớt số ngày nghỉ, nới mùa và số lần mỗi năm.",
        "Add evergreen posts, or edit one: fewer days of rest, a longer season, more times a year.",
    ),
    "placeholder-here": Text("Ở mục này viết thẳng chữ cần hiện.", "Here write the words themselves."),
    "faulty-hotline": Text(
        "Sửa số ấy ở “Danh bạ đường dây nóng” (cuối trang).",
        "Mend it in the directory of hotlines (foot of this page).",
    ),
    "closed-day": Text(
        "Nếu vẫn muốn đăng thì để nguyên; nếu không, chọn ngày khác.",
        "Leave it if that is meant; else choose another day.",
    ),
    "missing": Text("Điền vào rồi lưu.", "Fill it in, then save."),
    "card-field-missing": Text("Điền vào, hoặc chọn mẫu thẻ khác.", "Fill it in, or take another design."),
    "source-missing": Text(
        "Ghi ở ô “Nguồn” (mục “Thêm”, cuối trang), ví dụ: Luật Trẻ em 2016, điều 54.",
        "Write it into “Source” (under “More”, at the end), such as: Luật Trẻ em 2016, điều 54.",
    ),
    "alt-missing": Text(
        "Điền một câu ở mục “Lời tả tấm thẻ”: thẻ vẽ gì, ghi gì.",
        "Fill in “Alt text”: one sentence that says what the card shows.",
    ),
    "hotline-unverified": Text(
        "Bài cứ lưu. Gọi thử, rồi bấm nút xác nhận ở “Danh bạ đường dây nóng” (cuối trang).",
        "Save all the same. Call it, then confirm it in the directory of hotlines (foot of this page).",
    ),
    "motion-alone": Text(
        "Chọn lại “Theo mẫu thẻ”, hoặc để bài chỉ còn một thẻ và không có phim.",
        "Choose “As its template”, or leave the post one card and no film.",
    ),
    "hotline-unknown": Text(
        "Xem lại từng chữ số, hoặc bấm nút có số cần ghi ở dưới ô này. Là số riêng của ai đó thì bỏ đi.",
        "Look at each digit, or press the number that is meant below. Leave out anybody's private number.",
    ),
    "unknown-audience": Text("Chọn lại ở mục “Viết cho”.", "Choose again under “For”."),
    "unknown-topic": Text("Chọn lại ở mục “Chủ đề”.", "Choose again under “Topic”."),
    "unknown-unit": Text("Chọn lại ở mục “Đơn vị đăng”.", "Choose again under “Published by”."),
    "channels-form": Text("Đánh dấu lại ở mục “Đăng ở đâu”.", "Tick them again under “Where”."),
    "no-channels": Text("Đánh dấu ít nhất một nơi ở mục “Đăng ở đâu”.", "Tick a place under “Where”."),
    "article-missing": Text(
        "Đánh dấu thêm nơi còn thiếu ở mục “Đăng ở đâu”, hoặc bỏ nơi này.",
        "Tick the missing place under “Where”, or leave this one out.",
    ),
    "pictures-missing": Text(
        "Thêm thẻ ảnh cho bài, hoặc bỏ nơi ấy ở mục “Đăng ở đâu”.",
        "Give the post a card, or leave that place out under “Where”.",
    ),
    "card-and-cards": Text("Giữ lại một cách ghi thẻ rồi lưu.", "Keep one of the two, then save."),
    "card-hotline-missing": Text(
        "Chọn một số ở mục “Số điện thoại ghi kèm”.", "Choose a number under “Hotlines”."
    ),
    "card-hotline-long": Text(
        "Rút gọn tên số ấy ở trang “Đường dây nóng” (Thiết lập).",
        "Shorten its name in the set-up's hotlines.",
    ),
    "card-brand": Text(
        "Ghi “Tên ngắn trên thẻ” ở Thiết lập, bước “Tên và màu của Hội”; tên một đơn vị thì ở trang của đơn "
        "vị ấy trong Thiết lập.",
        "Give a short name for cards in the set-up, with the office's name and colours; a unit's on its own "
        "page there.",
    ),
    "card-logo": Text(
        "Chọn biểu trưng khác ở Thiết lập, bước “Tên và màu của Hội”.",
        "Choose another logo in the set-up, with the office's name and colours.",
    ),
    "card-brand-colours": Text(
        "Chọn màu khác ở Thiết lập, bước “Tên và màu của Hội”.",
        "Choose other colours in the set-up, with the office's name and colours.",
    ),
    "card-contrast": Text("Chọn ảnh, sắc màu hay mẫu thẻ khác.", "Choose another photo, mood or design."),
    "card-qr": Text("Ghi địa chỉ ở mục “Liên kết”.", "Fill in “Link”."),
    "children-unsure": Text(
        "Dưới ảnh, chọn “Không có em nào” hoặc “Có”; có thì ghi tuổi từng em. Còn ngờ thì lưu nháp.",
        "Beneath the photo choose “None” or “Yes”, and name each age. In doubt keep a draft.",
    ),
    "children-unasked": Text(
        "Nhìn kỹ ảnh, rồi trả lời câu hỏi ngay dưới ảnh ở trang Sửa bài.",
        "Look at the photo, then answer the question right beneath it where the post is edited.",
    ),
    "child-consent-missing": Text(
        "Ghi rõ: em nào đồng ý, ngày nào. Em không chịu thì dùng ảnh khác.",
        "Say which child agreed, on which day. If it says no, use another photo.",
    ),
    "consent-missing": Text(
        "Ghi rõ: ai đồng ý, ngày nào, phiếu ở đâu. Chưa xin phép thì dùng ảnh khác.",
        "Say who agreed, on which day, and where the paper is. Until they were asked use another photo.",
    ),
    "consent-withdrawn": Text(
        "Thay ảnh khác; bài đã đăng thì gỡ xuống ở trang của bài.",
        "Use another photo; withdraw what is published on the post's page.",
    ),
    "after-with-at": Text("Xóa một trong hai ngày.", "Delete one of the two."),
    "at-missing": Text("Chọn ngày giờ đăng.", "Choose a day and a time."),
    "slots-missing": Text("Chọn ngày giờ đăng.", "Choose a day and a time."),
    "repeat-without-at": Text("Chọn ngày giờ đăng lần đầu.", "Choose the first day and time."),
    "repeat-other-day": Text(
        "Đổi ngày đăng lần đầu, hoặc chọn lại cách lặp.", "Change the first day, or how it repeats."
    ),
    "repeat-ends-early": Text(
        "Chọn ngày kết thúc muộn hơn, hoặc ngày đăng sớm hơn.", "Choose a later end, or an earlier first day."
    ),
    "repeat-elsewhere": Text("Chọn lại cách lặp.", "Choose again how it repeats."),
    "except-first": Text(
        "Đổi ngày đăng lần đầu, hoặc bỏ ngày ấy khỏi những ngày nghỉ.",
        "Change the first day, or take it out of the days left out.",
    ),
    "film-alt": Text("Kể lại đoạn phim ở mục “Lời tả phim”.", "Say what the film shows."),
    "film-and-cards": Text(
        "Để bài có đúng một thẻ, làm ảnh bìa.", "Leave the post one card, the film's cover."
    ),
    "no-local-line": Text(
        "Dùng một số có tên rõ, hoặc thêm số cho đơn vị ấy ở Thiết lập.",
        "Name one line, or give that unit a number in the set-up.",
    ),
    "not-covered": Text("Viết thêm một bài.", "Write one more post."),
    "hotline-expired": Text(
        "Hỏi lại nơi phụ trách rồi sửa hạn ở trang “Đường dây nóng”, hoặc dùng số khác.",
        "Ask who runs it and mend its last day among the hotlines, or use another.",
    ),
    "too-close": Text(
        "Chọn giờ khác, để mỗi bài đều có người đọc.", "Choose another hour, so that both are read."
    ),
    "near-duplicate": Text(
        "Viết lại cho khác (đổi tiêu đề thôi chưa đủ), hoặc xóa một bài.",
        "Word it differently (another title is not enough), or delete one of the two.",
    ),
    "same-card": Text(
        "Đổi hình vẽ hoặc mẫu thẻ của một trong hai bài.", "Give one another drawing or design."
    ),
    "translation-old": Text(
        "Xem lại bản dịch cho khớp bài gốc rồi lưu.", "Hold the translation against its original, then save."
    ),
    "unfinished": Text(
        "Điền cho xong hoặc xóa chỗ ấy. Chưa xong thì để bản nháp.",
        "Fill it in or delete it. What is not finished stays a draft.",
    ),
    "not-evergreen": Text(
        "Xóa mục ấy, hoặc cho bài dùng lại (ở mục “Thêm”).", "Empty it, or let the post be used again."
    ),
    "evergreen-timed": Text(
        "Xóa ngày giờ đăng, hoặc thôi dùng lại bài (ở mục “Thêm”).",
        "Delete its time, or do not let it be used again.",
    ),
    "wrong-language": Text("Chọn lại ở mục “Tiếng của bài”.", "Choose again under “Language”."),
}

# What only somebody who opens the files can use.
_OF_FILES = re.compile(
    r"\.ya?ml\b|\{\{|\b(?:config|posts|assets|photos)/|\bloa [a-z]|\b[a-z]+_[a-z_]+\b|\b(?:"
    + "|".join(
        [*KEYS, "defaults", "posts", "brand", "slots", "audiences", "topics", "fields", "alt", "canvas"]
    )
    + r"): "
)
_OF_FILES_IN_VI = re.compile(
    r"\b(?:after|at|audiences|brand|cap|cards?|channels|evergreen|except|film|hashtags|hotlines|language|motion"
    r"|repeat|season|slots|source|status|template|topics)\b"
)
_QUOTED = re.compile(r"“[^”]*”")  # what people wrote themselves
_FILE = re.compile(r" \([\w/.-]+\.ya?ml(?::\d+)*\)")
_KHMER_GOES = Text(
    "Bài vẫn lên đúng giờ. Nên nhờ người thạo tiếng Khmer xem lại bài và thẻ, rồi ghi tên và ngày đọc.",
    "The post goes out all the same. Better ask somebody who reads Khmer, then write her name and the day.",
)
_KHMER_WAITS = Text(
    "Bài chờ, chưa lên, cho đến khi người thạo tiếng Khmer xem lại bài và thẻ, và bài ghi tên, ngày đọc.",
    "The post waits until somebody who reads Khmer has looked at it, and her name and the day are written.",
)
_OF_ONE_MESSAGE: Mapping[Message, Text] = {  # where others have the same code
    AGES_MISSING: Text(
        "Ghi tuổi từng em ở ô “Các em mấy tuổi”, dưới ảnh.", "Name each age under “How old they are”."
    ),
    PHOTO_ALT_MISSING: Text(
        "Điền một câu ở mục “Lời tả bức ảnh”: trong ảnh có ai, đang làm gì.",
        "Fill in “What the photo shows”: who is in it, and what they do.",
    ),
}
_LOOK = Text(
    "Mở bài ra sửa: chỗ sai được đánh dấu ngay ở ô của nó.",
    "Open the post to mend it: what is wrong is marked beside its field.",
)
_ASK = Text(
    "Nhờ người cài đặt Loa xem “Chi tiết kỹ thuật” ở dưới.",
    "Ask whoever set Loa up to look at the technical details below.",
)
_UNSAID = Text("Có một chỗ viết chưa đúng", "Something is not written right")


def wrong_here(problem: Problem, language: Language) -> str:
    """What is wrong, without the names that files have for it."""
    key = str(problem.values.get("key", ""))
    words = wrong_words(problem, KEYS.get(key, Text(key, key)), language)
    words = without_id(_FILE.sub("", words), problem)
    return _UNSAID.say(language) if _is_of_files(words, language) else words


def wrong_words(problem: Problem, field: Text, language: Language) -> str:
    """What is wrong in the desk's own words, where it has some; *field* is where something is missing."""
    values = {"name": field, **shown_values(problem)}
    try:
        return WRONG.get(problem.code, problem.message.wrong).say(language, **values)
    except KeyError:  # two messages have one code, and this one lacks what the words name
        return problem.message.wrong.say(language, **values)


def way_of(problem: Problem) -> Text | None:
    """The desk's own words for the way out, where it has some."""
    if problem.code == "khmer-unread":
        return _KHMER_WAITS if problem.is_error else _KHMER_GOES
    return _OF_ONE_MESSAGE.get(problem.message) or WAYS_OUT.get(problem.code)


def without_id(words: str, problem: Problem) -> str:
    """*words* without the id of the other post that *problem* names."""
    if "id" not in problem.values:
        return words
    return words.replace(f" ({problem.values['id']})", "").replace(f"({problem.values['id']}, ", "(")


def way_here(problem: Problem, language: Language) -> str:
    """What to do about it here; where only files would tell, who can."""
    said = way_of(problem)
    words = said.say(language) if said else problem.way_out(language)
    return (_LOOK if problem.post else _ASK).say(language) if _is_of_files(words, language) else words


def _is_of_files(words: str, language: Language) -> bool:
    own = _QUOTED.sub("", words)
    return bool(_OF_FILES.search(own) or (language == "vi" and _OF_FILES_IN_VI.search(own)))
