"""What can be wrong with a post's card, and the way out."""

from __future__ import annotations

from collections.abc import Iterable

from scheduler.problems import Message, Problem, Text

UNKNOWN_TEMPLATE = Message(
    "card-template",
    Text("không có mẫu thẻ tên “{name}”", "there is no card template “{name}”"),
    Text("Chọn một trong các mẫu: {known}.", "Choose one of: {known}."),
)
FAULTY_TEMPLATE = Message(
    "card-template-faulty",
    Text("mẫu thẻ “{name}” còn lỗi", "the card template “{name}” has mistakes of its own"),
    Text("Sửa các lỗi đã nêu của tệp mẫu {name}.yaml, hoặc chọn mẫu khác.",
         "Mend what is told of {name}.yaml, or choose another template."),
)  # fmt: skip
UNKNOWN_FIELD = Message(
    "card-field",
    Text("mẫu “{template}” không có mục “{name}”", "the template “{template}” has no field “{name}”"),
    Text(
        "Có phải chị muốn ghi “{nearest}”? Mẫu này có: {known}.", "Did you mean “{nearest}”? It has: {known}."
    ),
)
MISSING_FIELD = Message(
    "card-field-missing",
    Text("thẻ mẫu “{template}” còn thiếu mục “{name}”", "a card of “{template}” needs the field “{name}”"),
    Text("Thêm vào dưới card: một dòng “{name}: …”.", "Add a line “{name}: …” under card:."),
)
SAYS_NOTHING = Message(
    "card-field-unseen",
    Text(
        "mục “{name}” của thẻ có chỗ không có chữ nào nhìn thấy được",
        "a text of the card's field “{name}” has nothing to see",
    ),
    Text("Gõ lại chỗ ấy, hoặc bỏ đi.", "Type it again, or take it out."),
)
NEEDS_LIST = Message(
    "card-field-list",
    Text("mục “{name}” của thẻ cần một danh sách", "the card's field “{name}” takes a list"),
    Text("Ghi [ý thứ nhất, ý thứ hai], hoặc mỗi ý một dòng, bắt đầu bằng dấu “- ”.", "Write [one, two]."),
)
NEEDS_TEXT = Message(
    "card-field-text",
    Text("mục “{name}” của thẻ cần một câu, không phải danh sách", "the card's field “{name}” takes a text"),
    Text("Ghi một câu sau dấu hai chấm.", "Write one text after the colon."),
)
COUNT = Message(
    "card-field-count",
    Text("mục “{name}” có {count} ý; mẫu này nhận từ {least} đến {most} ý",
         "the field “{name}” has {count} entries; this template takes {least} to {most}"),
    Text("Bớt hoặc thêm ý, hay tách thành hai bài.", "Take some out, add some, or make two posts of it."),
)  # fmt: skip
TOO_MANY_SIGNS = Message(
    "card-field-signs",
    Text("mục “{name}” có {count} ký tự; mẫu này nhận nhiều nhất {most}",
         "the field “{name}” has {count} characters; this template takes {most} at most"),
    Text("Ghi ngắn lại, như 3, 15 hay 90%.", "Write a short one, such as 3, 15 or 90%."),
)  # fmt: skip
NOT_ONE_OF = Message(
    "card-field-choice",
    Text("mục “{name}” không nhận “{value}”", "the field “{name}” does not take “{value}”"),
    Text("Có phải chị muốn ghi “{nearest}”? Chọn một trong: {known}.",
         "Did you mean “{nearest}”? Choose one of: {known}."),
)  # fmt: skip
NOT_A_DAY = Message(
    "card-field-day",
    Text("“{value}” không phải là ngày có trong lịch", "“{value}” is not a day of the calendar"),
    Text(
        "Ghi như 12/12/2026; thứ trong tuần thì máy tự tính.", "Write it as 12/12/2026; the weekday follows."
    ),
)
TOO_LONG = Message(
    "card-too-long",
    Text("chữ dài quá, không vừa thẻ ({size})", "the text is too long for the card ({size})"),
    Text(
        "Rút còn khoảng {length} ký tự (nay là {count}).",
        "Shorten it to about {length} characters (now {count}).",
    ),
)
WORD_TOO_LONG = Message(
    "card-word-too-long",
    Text("“{word}” dài quá một dòng của thẻ ({size})", "“{word}” is longer than a line of the card ({size})"),
    Text("Viết ngắn lại, hoặc thêm dấu cách ở chỗ xuống dòng được; địa chỉ trang mạng thì để ở mục text.",
         "Shorten it, or put a space where a line may end; a web address is better in the post's text."),
)  # fmt: skip
NO_GLYPH = Message(
    "card-glyph",
    Text(
        "phông chữ của thẻ không vẽ được ký tự “{sign}” ({code})", "no font of the card has “{sign}” ({code})"
    ),
    Text("Bỏ ký tự này hoặc thay bằng chữ.", "Take it out, or say it in words."),
)
UNKNOWN_DRAWING = Message(
    "card-illustration",
    Text("không có hình vẽ tên “{name}”", "there is no illustration “{name}”"),
    Text(
        "Có phải chị muốn ghi “{nearest}”? Các hình có sẵn: {known}.",
        "Did you mean “{nearest}”? There are: {known}.",
    ),
)
DRAWING_NO_PLACE = Message(
    "card-drawing-unseen",
    Text("thẻ {card} sẽ không có hình “{drawing}”: mẫu “{template}” không có chỗ cho hình vẽ",
         "card {card} will not show the drawing “{drawing}”: the template “{template}” has no place for one"),
    Text("Bỏ hình ấy khỏi thẻ, hoặc chọn một mẫu có hình vẽ: {known}.",
         "Take the drawing off the card, or choose a template that has one: {known}."),
    "warning",
)  # fmt: skip
DRAWING_BEHIND_PHOTO = Message(
    DRAWING_NO_PLACE.code,
    Text("thẻ {card} sẽ không có hình “{drawing}”: ảnh đã chiếm chỗ của hình vẽ",
         "card {card} will not show the drawing “{drawing}”: the photo stands in its place"),
    Text("Chỉ giữ một thứ: bỏ ảnh thì hình vẽ hiện ra, còn muốn giữ ảnh thì bỏ hình vẽ.",
         "Keep one of the two: without the photo the drawing is shown; else take the drawing off."),
    "warning",
)  # fmt: skip
UNKNOWN_MOOD = Message(
    "card-mood",
    Text("mẫu “{template}” không có sắc màu “{name}”", "the template “{template}” has no mood “{name}”"),
    Text("Chọn một trong: {known}; bỏ trống thì Loa tự chọn.", "Choose one of {known}, or leave it out."),
)
UNKNOWN_OCCASION = Message.of(
    "card-occasion",
    "không có dịp nào tên “{name}”",
    "there is no occasion “{name}”",
    "Chọn một trong: {known}; none: không dịp nào; bỏ trống thì theo ngày đăng.",
    "Choose one of {known}; none for none; without it the day of the post decides.",
)
NO_QR_ADDRESS = Message.of(
    "card-qr",
    "qr: link cần địa chỉ, mà bài chưa có link và đơn vị chưa có trang web",
    "qr: link needs an address; the post has no link, and the unit no website",
    "Thêm link: https://… vào bài, hoặc ghi thẳng địa chỉ vào qr.",
    "Add link: https://… to the post, or write the address as qr.",
)
QR_TOO_LONG = Message.of(
    "card-qr",
    "địa chỉ dài quá: mã QR trên thẻ ({size}) sẽ nhỏ đến mức điện thoại không đọc được",
    "the address is too long: phones could not read its QR code on the card ({size})",
    "Dùng địa chỉ ngắn hơn (bỏ phần sau dấu “?”), hoặc mẫu event, end có mã lớn hơn.",
    "Use a shorter one (without what follows a “?”), or event or end, whose code is larger.",
)
UNKNOWN_GROUND = Message(
    "card-ground",
    Text("mẫu “{template}” không có nền “{name}”", "the template “{template}” has no ground “{name}”"),
    Text("Chọn một trong: {known}; bỏ trống thì Loa tự chọn.", "Choose one of {known}, or leave it out."),
)
UNKNOWN_HOTLINE = Message(
    "card-hotline",
    Text("danh bạ không có đường dây “{name}”", "the directory has no hotline “{name}”"),
    Text("Chọn một trong: {known}.", "Choose one of: {known}."),
)
NO_HOTLINE = Message(
    "card-hotline-missing",
    Text("thẻ mẫu “{template}” cần một đường dây nóng", "a card of “{template}” needs a hotline"),
    Text("Thêm vào bài: hotlines: [{known}].", "Add to the post: hotlines: [{known}]."),
)
HOTLINE_TOO_LONG = Message(
    "card-hotline-long",
    Text("tên đường dây nóng dài quá, không vừa thẻ ({size})",
         "the hotlines' names are too long for the card ({size})"),
    Text("Rút gọn tên trong config/hotlines.yaml: {known}.", "Shorten in config/hotlines.yaml: {known}."),
)  # fmt: skip
BRAND_TOO_LONG = Message(
    "card-brand",
    Text("tên “{name}” dài quá, không vừa đầu thẻ ({size})",
         "the name “{name}” is too long for the card's head ({size})"),
    Text("Ghi tên ngắn hơn vào mục brand: name của config/settings.yaml (đơn vị: config/units.yaml).",
         "Give a shorter one as brand: name in config/settings.yaml (a unit's in config/units.yaml)."),
)  # fmt: skip
BAD_LOGO = Message(
    "card-logo",
    Text("không mở được hình biểu trưng {name}", "the logo {name} cannot be opened"),
    Text("Dùng tệp PNG, JPEG, WebP, hoặc SVG mà chữ đã chuyển thành nét vẽ.",
         "Use a PNG, JPEG or WebP file, or an SVG whose words are outlines."),
)  # fmt: skip
LOGO_LARGE = Message(
    "card-logo",
    Text("hình biểu trưng {name} quá lớn", "the logo {name} is too large"),
    Text("Thu nhỏ còn khoảng 1000 điểm ảnh mỗi chiều rồi lưu lại thành PNG.",
         "Scale it down to about 1000 pixels a side, and save it as PNG."),
)  # fmt: skip
LOGO_LONG = Message(
    "card-logo",
    Text("hình biểu trưng {name} dài và hẹp quá, trên thẻ chỉ còn một vệt",
         "the logo {name} is so long and narrow that a card would show a mere streak"),
    Text("Cắt lấy phần chính của biểu trưng, chiều dài không quá mười hai lần chiều hẹp.",
         "Cut out the main part of it, at most twelve times as long as it is narrow."),
)  # fmt: skip
LOGO_EMPTY = Message(
    "card-logo",
    Text("hình biểu trưng {name} trống, không thấy nét nào", "there is nothing to see on the logo {name}"),
    Text("Mở tệp ra xem lại rồi lưu lại; biểu trưng trắng thì cần nền trong suốt.",
         "Look at the file and save it again; a white mark needs a transparent ground."),
)  # fmt: skip
LOGO_SMALL = Message(
    "card-logo",
    Text("hình biểu trưng {name} nhỏ quá: phần có nét chỉ {width}×{height} điểm ảnh, trên thẻ sẽ nhòe",
         "the logo {name} is too small: what is seen of it has {width}×{height} pixels, which a card blurs"),
    Text("Dùng tệp lớn hơn, mỗi chiều từ {least} điểm ảnh trở lên, hoặc tệp SVG.",
         "Use a larger file, of {least} pixels a side or more, or an SVG."),
)  # fmt: skip
NO_FONT = Message(
    "card-font",
    Text("không có phông chữ assets/{name}", "there is no font assets/{name}"),
    Text("Chép tệp .ttf hoặc .otf (hoặc cả thư mục các độ đậm) vào thư mục assets, hoặc xóa dòng font.",
         "Put the .ttf or .otf file, or the folder of its weights, into assets, or delete the line font."),
)  # fmt: skip
BAD_FONT = Message(
    "card-font",
    Text("không mở được phông chữ {name}", "the font {name} cannot be opened"),
    Text("Dùng tệp .ttf hoặc .otf, hoặc thư mục chứa các tệp ấy; khi chưa sửa, thẻ dùng phông của Loa.",
         "Use a .ttf or .otf file, or a folder of them; till then cards are set in Loa's own."),
)  # fmt: skip
FONT_LARGE = Message(
    "card-font",
    Text("phông chữ {name} quá nặng", "the font {name} is too large"),
    Text("Dùng tệp nhẹ hơn {most} MB; khi chưa sửa, thẻ dùng phông của Loa.",
         "Use a file below {most} MB; till then cards are set in Loa's own."),
)  # fmt: skip
FONT_LACKS = Message(
    "card-font",
    Text("phông chữ {name} thiếu {count} chữ hoặc dấu tiếng Việt: {letters}",
         "the font {name} lacks {count} letters or signs of Vietnamese: {letters}"),
    Text("Chọn phông có đủ chữ Việt; khi chưa sửa, thẻ dùng phông của Loa.",
         "Choose one with all of Vietnamese; till then cards are set in Loa's own."),
)  # fmt: skip
BRAND_CONTRAST = Message(
    "card-brand-colours",
    Text("màu {key} {value} của “{name}” khó đọc trên thẻ: tương phản với {against} chỉ {ratio}:1, "
         "cần ít nhất {needed}:1",
         "{key} {value} of “{name}” is hard to read on cards: its contrast with {against} is {ratio}:1, "
         "{needed}:1 or more is needed"),
    Text("Ghi dưới brand: {key}: \"{tone}\", màu gần nhất đọc rõ; khi chưa sửa, thẻ cũng lấy màu này.",
         "Write {key}: \"{tone}\" under brand, the nearest tone that passes; cards take it till then."),
    "warning",
)  # fmt: skip
DRAWING_NAME = Message.of(
    "card-drawing-name",
    "hình vẽ {name} có tên tệp không dùng được trong bài",
    "the drawing {name} has a file name that posts cannot use",
    "Đổi tên tệp: chỉ chữ thường không dấu, số và dấu nối, ví dụ cho-noi.svg.",
    "Rename it: small letters without accents, digits and hyphens, such as cho-noi.svg.",
    "warning",
)
DRAWING_FORMAT = Message.of(
    "card-drawing-format",
    "{name} không phải là hình vẽ SVG hay PNG",
    "{name} is no SVG or PNG drawing",
    "Lưu lại thành .svg hoặc .png (đuôi viết thường); ảnh chụp thì để trong assets/photos.",
    "Save it as .svg or .png (in small letters); photos belong into assets/photos.",
    "warning",
)
DRAWING_SMALL = Message.of(
    "card-drawing-small",
    "hình vẽ {name} nhỏ quá, lên thẻ sẽ mờ",
    "the drawing {name} is too small and would be blurred on a card",
    "Dùng hình có cạnh dài ít nhất 600 điểm ảnh, tốt nhất là SVG.",
    "Use one at least 600 pixels long, an SVG at best.",
    "warning",
)
DRAWING_HEAVY = Message.of(
    "card-drawing",
    "hình vẽ “{name}” nặng quá 1 MB",
    "the drawing “{name}” is larger than 1 MB",
    "Lưu lại cho gọn (bỏ ảnh chụp nhúng bên trong), hoặc xuất thành PNG.",
    "Save it plainly (without photos in it), or export it as PNG.",
)
DRAWING_CALLS = Message.of(
    "card-drawing",
    "hình vẽ “{name}” có chữ, mã lệnh hoặc gọi tệp bên ngoài",
    "the drawing “{name}” has text, a script, or calls something outside its file",
    "Chuyển chữ thành nét vẽ, bỏ mã lệnh và liên kết, hoặc xuất thành PNG.",
    "Turn words into outlines, take out scripts and links, or export it as PNG.",
)
BAD_DRAWING = Message(
    "card-drawing",
    Text("không vẽ được hình “{name}” của thẻ", "the card's drawing “{name}” cannot be painted"),
    Text(
        "Mở tệp {name} trong assets/drawings bằng phần mềm vẽ: còn xem được thì xuất lại thành PNG (bỏ tệp "
        ".svg), không thì dùng hình khác.",
        "Open the file {name} of assets/drawings in a drawing program: if it shows there, export it as PNG "
        "(and take the .svg away), else use another drawing.",
    ),
)
BAD_TEMPLATE = Message(
    "card-template-wrong",
    Text("mẫu thẻ “{template}” ({size}) gọi “{name}” mà không có màu, hình hay lựa chọn nào tên như vậy",
         "the template “{template}” ({size}) names “{name}”: no such colour, drawing or choice"),
    Text("Sửa tệp assets/templates/{template}.yaml, hoặc chọn mẫu khác.",
         "Mend assets/templates/{template}.yaml, or choose another template."),
)  # fmt: skip
NO_PHOTO = Message(
    "card-photo-missing",
    Text("không có ảnh “{name}” trong thư mục assets", "there is no photo “{name}” in assets"),
    Text("Chép ảnh vào assets/photos rồi ghi, ví dụ, photos/ten-anh.jpg. Đang có: {known}.",
         "Copy it to assets/photos and write, say, photos/name.jpg. There are: {known}."),
)  # fmt: skip
PHOTO_CASE = Message(
    "card-photo-missing",
    Text("không có ảnh “{name}”, chỉ có “{spelt}”, khác chữ hoa chữ thường",
         "there is no photo “{name}”, but “{spelt}”, which differs in capitals"),
    Text("Ghi đúng như tên tệp: {spelt}", "Write it as the file is called: {spelt}"),
)  # fmt: skip
PHOTO_OUTSIDE = Message(
    "card-photo-outside",
    Text("ảnh “{name}” nằm ngoài thư mục assets", "the photo “{name}” lies outside assets"),
    Text("Chép ảnh vào assets/photos rồi ghi photos/ten-anh.jpg.",
         "Copy it to assets/photos and write photos/name.jpg."),
)  # fmt: skip
PHOTO_FORMAT = Message(
    "card-photo-format",
    Text("ảnh “{name}” không phải là tệp JPEG, PNG hay WebP",
         "the photo “{name}” is no JPEG, PNG or WebP file"),
    Text("Mở ảnh trên máy rồi lưu lại thành JPG (ảnh .heic của iPhone cũng vậy).",
         "Open it and save it as JPG (.heic of an iPhone too)."),
)  # fmt: skip
PHOTO_HEIC = Message(
    "card-photo-format",
    Text("máy này chưa đọc được ảnh “{name}”: đó là ảnh HEIC của iPhone",
         "what reads “{name}” is not installed here: it is a HEIC photo of an iPhone"),
    Text("Mở ảnh trên điện thoại, xuất hay lưu lại thành JPG rồi chọn ảnh ấy (hoặc vào Cài đặt › Camera › "
         "Định dạng, chọn Tương thích nhất rồi chụp lại). Muốn dùng thẳng ảnh HEIC thì nhờ người cài máy "
         "chạy: pip install 'loa[photos]'.",
         "Save it as JPG on the phone and choose that one (or set Settings › Camera › Formats to Most "
         "Compatible and take it again). To use HEIC itself, ask whoever set this machine up to run: "
         "pip install 'loa[photos]'."),
)  # fmt: skip
PHOTO_HEIC_BROKEN = Message(
    "card-photo-broken",
    Text("ảnh HEIC “{name}” không đọc được: tệp bị hỏng hoặc chép chưa hết",
         "the HEIC photo “{name}” cannot be read: it is broken or cut off"),
    Text("Mở ảnh trên điện thoại, xuất hay lưu lại thành JPG rồi chọn ảnh ấy; không mở được thì chụp lại.",
         "Open it on the phone, save it as JPG and choose that one; if it does not open, take it again."),
)  # fmt: skip
PHOTO_BROKEN = Message(
    "card-photo-broken",
    Text("ảnh “{name}” bị hỏng hoặc chép chưa hết", "the photo “{name}” is broken or cut off"),
    Text("Chép lại từ máy ảnh hoặc điện thoại; nếu vẫn vậy thì dùng ảnh khác.",
         "Copy it again from where it came, or use another one."),
)  # fmt: skip
PHOTO_LARGE = Message(
    "card-photo-large",
    Text("ảnh “{name}” quá lớn: trên {most} triệu điểm ảnh",
         "the photo “{name}” has more than {most} million pixels"),
    Text("Thu nhỏ ảnh còn khoảng 4000 điểm ảnh chiều dài rồi lưu lại thành JPG.",
         "Scale it down to about 4000 pixels along its length, and save it as JPG."),
)  # fmt: skip
PHOTO_HEAVY = Message(
    "card-photo-heavy",
    Text("tệp ảnh “{name}” quá lớn: trên {most} MB", "the photo “{name}” is larger than {most} MB"),
    Text("Thu nhỏ ảnh còn khoảng 4000 điểm ảnh chiều dài rồi lưu lại thành JPG.",
         "Scale it down to about 4000 pixels along its length, and save it as JPG."),
)  # fmt: skip
PHOTO_SMALL = Message(
    "card-photo-small",
    Text("ảnh “{name}” sẽ mờ: chỉ có {width}×{height} điểm ảnh, còn cỡ {size} cần {wide}×{high}",
         "the photo “{name}” will be blurred: it has {width}×{height} pixels, {size} needs {wide}×{high}"),
    Text("Dùng ảnh gốc trong máy chụp, đừng dùng ảnh tải lại từ Zalo hay Facebook.",
         "Take the original from the phone, not one that went through Zalo or Facebook."),
    "warning",
)  # fmt: skip
PLAIN_SMALL = Message(
    "card-photo-small",
    Text("ảnh “{name}” chỉ có {width}×{height} điểm ảnh, xem trên điện thoại sẽ mờ",
         "the photo “{name}” has only {width}×{height} pixels and will be blurred on a phone"),
    Text("Dùng ảnh gốc trong máy chụp, đừng dùng ảnh tải lại từ Zalo hay Facebook.",
         "Take the original from the phone, not one that went through Zalo or Facebook."),
    "warning",
)  # fmt: skip
_UNSURE = Text(
    "ảnh “{name}” chỉ hiện {part} % ở cỡ {size}, mà Loa chưa rõ chỗ nào phải thấy",
    "of the photo “{name}” {size} shows {part} % alone, and it is not clear which part must be seen",
)
PHOTO_UNSURE = Message(
    "card-photo-unsure",
    _UNSURE,
    Text("Bấm lên chỗ ấy ở trang Sửa bài, hoặc ghi dưới thẻ, ví dụ, focus: [0.5, 0.3].",
         "Press on it where the post is edited, or write, say, focus: [0.5, 0.3] under the card."),
    "warning",
)  # fmt: skip
PHOTO_UNSEEN = Message(
    "card-photo-unsure",
    _UNSURE,
    Text("Bấm lên chỗ ấy ở trang Sửa bài; hoặc nhờ người cài máy chạy pip install 'loa[photos]': Loa tự tìm.",
         "Press on it where the post is edited; or run pip install 'loa[photos]': it finds faces."),
    "warning",
)  # fmt: skip
_LEVEL = Text(
    "Ghi light: levelled dưới thẻ để cân lại sáng tối, hoặc chọn ảnh khác.",
    "Write light: levelled under the card to have its light mended, or take another one.",
)
PHOTO_DARK = Message(
    "card-photo-dark", Text("ảnh “{name}” quá tối", "the photo “{name}” is very dark"), _LEVEL, "warning"
)
PHOTO_BRIGHT = Message(
    "card-photo-bright", Text("ảnh “{name}” quá sáng", "the photo “{name}” is very bright"), _LEVEL, "warning"
)
PHOTO_FLAT = Message(
    "card-photo-flat",
    Text("ảnh “{name}” bạc màu, sáng tối gần như nhau",
         "the photo “{name}” is flat: its lights and darks are nearly the same"),
    _LEVEL,
    "warning",
)  # fmt: skip
NOT_A_POINT = Message(
    "card-focus",
    Text("không hiểu mục “{name}”: cần hai số từ 0 đến 1", "“{name}” takes two numbers from 0 to 1"),
    Text("Ghi [ngang, dọc] tính từ góc trên bên trái, ví dụ [0.5, 0.3].",
         "Write [across, down] from the upper left corner, for example [0.5, 0.3]."),
)  # fmt: skip
NOT_A_CROP = Message(
    "card-crop",
    Text("không hiểu mục “{name}”: cần bốn số từ 0 đến 1, còn lại ít nhất một phần mười ảnh mỗi chiều",
         "“{name}” takes four numbers from 0 to 1, with a tenth of the photo left each way at least"),
    Text("Ghi [trái, trên, phải, dưới], ví dụ [0.1, 0, 0.9, 0.8]; bỏ mục này thì dùng cả ảnh.",
         "Write [left, top, right, bottom], for example [0.1, 0, 0.9, 0.8]; without it all is used."),
)  # fmt: skip
NOT_AN_ADDRESS = Message(
    "card-link",
    Text("“{value}” không phải là một địa chỉ trang mạng đầy đủ", "“{value}” is no whole web address"),
    Text("Ghi cả https://, ví dụ https://phunu.soctrang.gov.vn/tin/.",
         "Write it with https://, for example https://phunu.soctrang.gov.vn/tin/."),
)  # fmt: skip
LINK_TOO_LONG = Message(
    "card-link-long",
    Text("địa chỉ dài quá: mã QR sẽ nhỏ đến mức điện thoại không đọc được ({size})",
         "the address is too long: phones could not read its QR code ({size})"),
    Text("Dùng địa chỉ ngắn hơn (bỏ phần sau dấu “?”).", "Use a shorter one (without what follows a “?”)."),
)  # fmt: skip
_HARD_TO_READ = Text(
    "chữ trên mẫu “{template}” ({size}) khó đọc: tương phản chỉ {ratio}:1, cần ít nhất {needed}:1",
    "text on “{template}” ({size}) is hard to read: contrast {ratio}:1, {needed}:1 or more is needed",
)
UNREADABLE = Message(
    "card-contrast",
    _HARD_TO_READ,
    Text("Đổi màu {colour} của chữ thành {tone}, hoặc đổi nền, trong assets/templates/{template}.yaml.",
         "In assets/templates/{template}.yaml, change the text's {colour} to {tone}, or what is behind it."),
)  # fmt: skip
UNREADABLE_BRAND = Message(
    UNREADABLE.code,
    _HARD_TO_READ,
    Text("Chữ ấy màu {key} {colour} của mục brand (config/settings.yaml hoặc units.yaml): "
         "màu gần nhất đọc rõ ở đó là {tone}. Hoặc chọn mẫu khác.",
         "It is in brand's {key} {colour} (config/settings.yaml or units.yaml): the nearest tone that passes "
         "there is {tone}. Or choose another template."),
)  # fmt: skip
UNREADABLE_PHOTO = Message(
    UNREADABLE.code,
    _HARD_TO_READ,
    Text("Chọn ảnh ít chi tiết hơn ở chỗ có chữ, hoặc mẫu khác.",
         "Take a photo that is calmer where the text stands, or another template."),
)  # fmt: skip
ONE_LAYER = Message(
    "template-layer",
    Text("mỗi mục dưới layers chỉ được có một lớp; ở đây có {count}",
         "each entry of layers has one layer; here are {count}"),
    Text("Tách mỗi lớp ra một dòng riêng, bắt đầu bằng dấu “- ”. Các lớp: {known}.",
         "Give each an entry of its own, beginning with “- ”. There are: {known}."),
)  # fmt: skip
ONE_FORM = Message(
    "template-shape",
    Text("một shape cần đúng một hình: circle, ring, polygon hoặc path",
         "a shape is one of circle, ring, polygon, path"),
    Text("Bỏ bớt, hoặc thêm, ví dụ, circle: [540, 400, 120].", "Say, for example, circle: [540, 400, 120]."),
)  # fmt: skip
BOX_OF_FOUR = Message(
    "template-box",
    Text("khung cần bốn số nguyên: trái, trên, phải, dưới", "a box is four whole numbers"),
    Text("Ghi, ví dụ, [72, 680, -72, -175]; số phải và dưới từ 0 trở xuống tính từ mép bên kia.",
         "Write [left, top, right, bottom]; a right or bottom edge of 0 or less counts from the far edge."),
)  # fmt: skip
BOX_OUTSIDE = Message(
    "template-box-outside",
    Text("khung {box} không nằm gọn trong thẻ {width} × {height}",
         "the box {box} does not lie within the card of {width} × {height}"),
    Text("Mép trái phải nhỏ hơn mép phải, mép trên nhỏ hơn mép dưới, và không vượt quá thẻ.",
         "Left comes before right, top before bottom, and none goes beyond the card."),
)  # fmt: skip
NO_COLOUR = Message(
    "template-colour",
    Text("không có màu tên “{name}”", "there is no colour “{name}”"),
    Text('Dùng: {known}; hoặc, trong ngoặc kép, "#9B1459", "mix(main, deep, 30%)".',
         'Use {known}; or, in quotes, "#9B1459", "mix(main, deep, 30%)".'),
)  # fmt: skip
NO_GROUND = Message(
    "template-ground",
    Text("không có nền tên “{name}”", "there is no ground “{name}”"),
    Text("Dùng một trong: {known}.", "Use one of: {known}."),
)
NO_CHOICE = Message(
    "template-choice",
    Text("“${name}” không có trong mục vary", "“${name}” is not among the choices of vary"),
    Text("Thêm “{name}” vào vary, hoặc dùng: {known}.", "Add “{name}” to vary, or use: {known}."),
)
NO_FIELD = Message(
    "template-field",
    Text("mẫu không khai mục “{name}” dưới fields", "the template declares no field “{name}”"),
    Text("Thêm “{name}: {{}}” vào fields, hoặc dùng: {known}.",
         "Add “{name}: {{}}” to fields, or use: {known}."),
)  # fmt: skip
NO_DRAWING = Message(
    "template-drawing",
    Text("không có hình vẽ hay gạch nào tên “{name}”", "there is no drawing or tile “{name}”"),
    Text("Có phải chị muốn ghi “{nearest}”? Hình nằm trong assets/drawings.",
         "Did you mean “{nearest}”? Drawings lie in assets/drawings."),
)  # fmt: skip
NO_SIZE = Message(
    "template-size",
    Text("mẫu thiếu cỡ “{name}”", "the template lacks the size “{name}”"),
    Text("Thêm dưới sizes: {name}, với canvas {canvas} và các lớp của nó.",
         "Add it under sizes, with canvas {canvas} and its layers."),
)  # fmt: skip
NO_MOOD = Message(
    "template-mood",
    Text("không có sắc màu tên “{name}”", "there is no mood “{name}”"),
    Text("Chọn trong: {known}.", "Choose among: {known}."),
)


def can_be_looked_at(problems: Iterable[Problem]) -> bool:
    """Whether the cards can be painted, though a text of theirs is hard to read: shown, and marked so."""
    return all(problem.code == UNREADABLE.code for problem in problems if problem.is_error)
