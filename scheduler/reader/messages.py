"""What the reader tells people: the code of each fault, what is wrong, and what to write instead."""

from __future__ import annotations

from scheduler.problems import Message, Text

# -- what lies there --------------------------------------------------------------------------------

UNREADABLE = Message.of(
    "file-unreadable",
    "không mở được tệp này ({why})",
    "this file cannot be opened ({why})",
    "Kiểm tra quyền đọc của tệp, hoặc đóng chương trình đang giữ tệp.",
    "Check that it may be read, or close the program that holds it.",
)
NOT_A_FILE = Message.of(
    "not-a-file",
    "chỗ này không phải là một tệp thường (có thể là thư mục, ống dẫn hay thiết bị)",
    "this is no regular file (a folder, perhaps, a pipe, or a device)",
    "Xóa hoặc dời nó đi, rồi chép tệp thật vào đây.",
    "Delete it or move it away, then put the real file here.",
)
LINK_CIRCLE = Message.of(
    "link-circle",
    "lối tắt này trỏ vòng về chính nó",
    "this link leads back to itself",
    "Xóa lối tắt, rồi chép tệp thật vào đây.",
    "Delete the link, then put the real file here.",
)
LINK_LOST = Message.of(
    "link-lost",
    "lối tắt này trỏ tới một tệp không còn nữa",
    "this link leads to a file that is not there",
    "Xóa lối tắt, rồi chép tệp thật vào đây.",
    "Delete the link, then put the real file here.",
)
TOO_LARGE = Message.of(
    "file-too-large",
    "tệp lớn hơn {most} MB nên không được đọc",
    "the file is larger than {most} MB and is not read",
    "Chia lịch thành nhiều tệp, chẳng hạn mỗi tháng một tệp, và xem tệp có đúng là lịch không.",
    "Split the calendar into several files, one a month for instance; see whether it is a calendar at all.",
)
UNREAD = Message.of(
    "file-unread",
    "có gì đó trong tệp này mà Loa không đọc nổi ({why}), nên cả tệp chưa dùng được",
    "something in this file is beyond Loa ({why}), so none of it is used",
    "Xem lại chỗ vừa sửa trong tệp. Nếu không thấy gì lạ, gửi tệp này cho người hỗ trợ.",
    "Look at what was changed last. If nothing is odd there, send the file to whoever helps you.",
)

# -- characters and encodings -----------------------------------------------------------------------

UTF_16 = Message.of(
    "encoding-utf16",
    "tệp được lưu theo mã UTF-16, không phải UTF-8",
    "the file is saved as UTF-16, not UTF-8",
    "Mở tệp bằng Notepad, chọn Lưu thành (Save as), mục Mã hóa (Encoding) chọn UTF-8, rồi lưu lại.",
    "Save the file again with the encoding UTF-8.",
)
WINDOWS_1258 = Message.of(
    "encoding-windows-1258",
    "tệp được lưu theo bảng mã Windows-1258 (hoặc bảng mã cũ tương tự), không phải UTF-8",
    "the file is saved in the old Windows-1258 encoding, not UTF-8",
    "Mở tệp bằng phần mềm đã dùng để soạn, lưu lại với mã hóa UTF-8, rồi xem lại dấu của từng chữ.",
    "Open it in the program that wrote it, save it as UTF-8, and look over the accents.",
)
TCVN3 = Message.of(
    "encoding-tcvn3",
    "tệp dùng bảng mã TCVN3 (phông .VnTime), không phải Unicode UTF-8",
    "the file is in the old TCVN3 encoding (.VnTime fonts), not in Unicode UTF-8",
    "Chuyển mã sang Unicode (UniKey: Ctrl+Shift+F6, từ TCVN3 sang Unicode), rồi lưu lại bằng UTF-8.",
    "Convert it to Unicode (UniKey's toolkit: from TCVN3 to Unicode) and save it as UTF-8.",
)
NUL = Message.of(
    "character-nul",
    "có ký tự rỗng (NUL, {character}) ở đây: tệp bị hỏng hoặc không phải tệp chữ",
    "there is a NUL character ({character}) here: the file is damaged or not a text file",
    "Xóa ký tự này và gõ lại đoạn chữ quanh đó.",
    "Delete it and type the words around it again.",
)
ODD_LINE_BREAK = Message.of(
    "character-line-break",
    "có dấu ngắt dòng không nhìn thấy ({character}) ở đây, thường do dán từ Word hoặc trang web",
    "there is an invisible line break ({character}) here, often pasted from Word or a web page",
    "Xóa nó rồi bấm Enter để xuống dòng, hoặc gõ một dấu cách.",
    "Delete it and press Enter, or type a space.",
)
DAMAGED = Message.of(
    "character-damaged",
    "có chữ bị hỏng mã ({character}) ở đây",
    "a letter here is damaged ({character})",
    "Gõ lại chữ này và lưu tệp với mã hóa UTF-8.",
    "Type the letter again and save the file as UTF-8.",
)
INVISIBLE = Message.of(
    "character-invisible",
    "có ký tự điều khiển không nhìn thấy ({character}) ở đây",
    "there is an invisible control character ({character}) here",
    "Xóa ký tự này và gõ lại đoạn chữ quanh đó.",
    "Delete it and type the words around it again.",
)

# -- structure --------------------------------------------------------------------------------------

DUPLICATE_KEY = Message.of(
    "duplicate-key",
    "mục “{key}” được ghi hai lần (lần đầu ở dòng {first})",
    "the key “{key}” is written twice (first on line {first})",
    "Chỉ giữ một mục “{key}”, gộp hoặc xóa mục kia.",
    "Keep one “{key}” and delete the other.",
)
KEY_NOT_TEXT = Message.of(
    "key-not-text",
    "tên mục ở đây không phải là chữ",
    "the key here is not a word",
    "Ghi tên mục là một từ, ví dụ: title: Mật khẩu mạnh.",
    "Write a word before the colon, such as title: Mật khẩu mạnh.",
)
MERGE = Message.of(
    "merge",
    "“<<” (gộp mục của YAML) không dùng ở đây",
    "“<<” (YAML's merge) is not used here",
    "Ghi các mục ra đầy đủ, hoặc đặt mục dùng chung vào defaults ở đầu tệp.",
    "Write the keys out, or put what is shared under defaults at the top.",
)
ANCHOR = Message.of(
    "anchor",
    "dấu {sign} ở đầu nội dung có nghĩa riêng trong YAML (neo, tham chiếu), nên không dùng ở đây",
    "a {sign} that begins a value has a meaning of its own in YAML (anchor, alias): not used here",
    'Nếu {sign} là một phần của nội dung, đặt cả nội dung trong ngoặc kép thẳng: "{sign}…".',
    'If {sign} belongs to the words, put all of them between straight quotes: "{sign}…".',
)
TAG = Message.of(
    "tag",
    "dấu ! ở đầu nội dung có nghĩa riêng trong YAML (kiểu dữ liệu), nên không dùng ở đây",
    "a ! that begins a value has a meaning of its own in YAML (a tag): not used here",
    'Nếu ! là một phần của nội dung, đặt cả nội dung trong ngoặc kép thẳng: "!…".',
    'If ! belongs to the words, put all of them between straight quotes: "!…".',
)
DOCUMENTS = Message.of(
    "documents",
    "dòng --- hoặc ... chia tệp làm nhiều phần; phần sau sẽ không được đọc",
    "a line --- or ... cuts the file in parts; what follows would not be read",
    "Xóa dòng này.",
    "Delete this line.",
)
TOO_DEEP = Message.of(
    "too-deep",
    "các mục lồng vào nhau quá sâu",
    "keys lie too deep within each other",
    "Kiểm tra lại khoảng thụt đầu dòng và các dấu ngoặc quanh đây.",
    "Check the indentation and the brackets around here.",
)
TAB = Message.of(
    "tab",
    "đầu dòng có phím Tab; YAML chỉ nhận dấu cách",
    "the line is indented with a tab; YAML takes only spaces",
    "Thay Tab bằng dấu cách, thẳng hàng với các mục khác.",
    "Replace the tab by spaces, in line with the other keys.",
)
COLON_CUTS = Message.of(
    "colon",
    "dấu “: ” ở đây cắt câu làm đôi: phần trước bị hiểu là tên một mục",
    "the “: ” here cuts the sentence in two: what stands before it is taken for a key",
    'Đặt cả câu trong ngoặc kép thẳng: "{words}", hoặc dùng | rồi viết ở dòng dưới.',
    'Put the whole sentence between straight quotes: "{words}", or use | and write it below.',
)
COLON_NEEDS_SPACE = Message.of(
    "colon-space",
    "thiếu dấu cách sau “{key}:”",
    "there is no space after “{key}:”",
    "Viết {key}: rồi một dấu cách rồi mới đến nội dung.",
    "Write {key}: then a space, then the value.",
)
NO_COLON = Message.of(
    "no-colon",
    "dòng này không có dạng “tên mục: nội dung”",
    "this line is not of the form “key: value”",
    "Thêm dấu hai chấm và dấu cách sau tên mục; nếu là chữ nối tiếp, dùng | và thụt vào.",
    "Put a colon and a space after the key; if the text goes on here, use | and indent it.",
)
HASHTAG_LOST = Message.of(
    "hash",
    "“{words}” đứng sau dấu cách nên YAML coi là ghi chú và bỏ mất",
    "“{words}” stands after a space, so YAML takes it for a comment and drops it",
    'Đặt cả nội dung trong ngoặc kép thẳng "…", hoặc dùng | rồi viết ở dòng dưới; '
    "nếu đúng là ghi chú, viết “# ” có dấu cách.",
    'Put the whole value between straight quotes "…", or use | and write it below; '
    "if it is a comment, write “# ” with a space.",
)
BREAK_LOST = Message.of(
    "folded-lines",
    "dòng này sẽ bị nối liền vào dòng trên khi đăng, vì nội dung không viết dưới dấu |",
    "this line will be joined to the one above it, since the text does not stand below a |",
    "Viết “{head}”, rồi viết nội dung ở các dòng dưới, thụt vào hai dấu cách: dòng nào ra dòng ấy.",
    "Write “{head}”, and the text on the lines below, indented by two spaces: every line is kept.",
    "warning",
)
GAP_LOST = Message.of(
    "folded-lines",
    "dòng trống ngay trên dòng này sẽ mất khi đăng, vì nội dung không viết dưới dấu |",
    "the blank line above this one will be lost, since the text does not stand below a |",
    "Viết “{head}”, rồi viết nội dung ở các dòng dưới, thụt vào hai dấu cách: dòng trống được giữ nguyên.",
    "Write “{head}”, and the text on the lines below, indented by two spaces: blank lines are kept.",
    "warning",
)
BRACES_FIRST = Message.of(
    "braces",
    "nội dung bắt đầu bằng {{ nên YAML hiểu là ngoặc của nó",
    "the value begins with {{, which YAML takes for its own brackets",
    'Đặt cả nội dung trong ngoặc kép thẳng, ví dụ: "{{ unit.name }} luôn bên bạn", '
    "hoặc dùng | rồi viết ở dòng dưới.",
    'Put the whole value between straight quotes, such as "{{ unit.name }} …", or use | and write it below.',
)
CURLY_QUOTE = Message.of(
    "curly-quote",
    "dấu ngoặc kép cong {sign} không có tác dụng trong YAML (Word tự đổi dấu thẳng thành dấu cong)",
    "the curly quote {sign} means nothing to YAML (Word turns straight quotes into curly ones)",
    "Thay bằng dấu thẳng \" hoặc ' ở cả hai đầu.",
    "Write a straight \" or ' at both ends.",
)
QUOTE_OPEN = Message.of(
    "quote-open",
    "dấu ngoặc {sign} mở ở đây mà không đóng lại",
    "the quote {sign} opened here is never closed",
    "Thêm {sign} ở cuối nội dung. Muốn viết nhiều dòng thì dùng | và viết ở dòng dưới.",
    "Put {sign} at the end of the value. For several lines use | and write below.",
)
QUOTE_INSIDE = Message.of(
    "quote-inside",
    "còn chữ đứng sau dấu ngoặc {sign} đóng",
    "there are words after the closing {sign}",
    'Đặt cả nội dung trong một cặp dấu ngoặc; dấu " bên trong viết là “ ”, hoặc dùng | rồi viết ở dòng dưới.',
    'Put the whole value between one pair of quotes, with “ ” inside instead of ", '
    "or use | and write it below.",
)
ESCAPE = Message.of(
    "escape",
    "trong ngoặc kép, dấu \\ có nghĩa riêng và ở đây viết chưa đúng",
    "between double quotes a \\ has a meaning of its own, and this one has none",
    "Dùng dấu ngoặc đơn thẳng '…' thay cho \"…\", hoặc bỏ dấu \\.",
    "Use straight single quotes '…' instead of \"…\", or leave out the \\.",
)
ESCAPED_CONTROL = Message.of(
    "character-escaped",
    "cách viết với dấu \\ ở đây tạo ra một ký tự không hiển thị được",
    "the \\ here makes a character that cannot be shown",
    "Xóa nó, hoặc gõ thẳng chữ cần viết.",
    "Delete it, or type the letter itself.",
)
BAR_LINE = Message.of(
    "bar",
    "sau dấu {sign} không được có chữ trên cùng dòng",
    "no words may follow {sign} on its line",
    "Xuống dòng sau {sign} rồi viết nội dung, thụt vào hai dấu cách.",
    "Begin the text on the next line, indented by two spaces.",
)
SIGN_FIRST = Message.of(
    "sign",
    "nội dung không thể bắt đầu bằng {sign}",
    "a value cannot begin with {sign}",
    'Đặt cả nội dung trong ngoặc kép thẳng: "{sign}…".',
    'Put the whole value between straight quotes: "{sign}…".',
)
DASH_FIRST = Message.of(
    "dash",
    "dấu - mở một danh sách, nhưng không thể đứng ngay sau dấu hai chấm",
    "a - begins a list, but cannot follow the colon on the same line",
    'Nếu là danh sách: xuống dòng rồi viết từng dòng "- …". Nếu là câu chữ: đặt trong ngoặc kép "- …".',
    'For a list, write each "- …" on a line of its own. For words, put them between quotes "- …".',
)
BRACKET_OPEN = Message.of(
    "bracket",
    "dấu {sign} mở ở đây mà không đóng lại, hoặc thiếu dấu phẩy giữa các phần",
    "the {sign} opened here is never closed, or a comma is missing inside",
    'Viết đủ cặp {sign} {closing}; nếu {sign} là một phần của câu, đặt cả câu trong ngoặc kép "…".',
    'Close it with {closing}; if {sign} belongs to the words, put all of them between quotes "…".',
)
BRACKET_STRAY = Message.of(
    "bracket-stray",
    "dấu {sign} ở đây không có dấu mở tương ứng",
    "the {sign} here closes nothing",
    'Xóa dấu {sign}; nếu nó là một phần của câu, đặt cả câu trong ngoặc kép "…".',
    'Delete the {sign}; if it belongs to the words, put all of them between quotes "…".',
)
COMMA = Message.of(
    "comma",
    "không có gì giữa hai dấu phẩy",
    "there is nothing between two commas",
    'Xóa bớt một dấu phẩy; nếu nó là một phần của câu, đặt cả câu trong ngoặc kép "…".',
    'Delete one; if it belongs to the words, put all of them between quotes "…".',
)
INDENT = Message.of(
    "indent",
    "dòng này thụt vào không thẳng hàng với các dòng cùng cấp",
    "this line is not indented like the others of its level",
    "Thụt dòng này bằng đúng số dấu cách của các mục cùng cấp ở trên.",
    "Indent it by as many spaces as the keys of the same level above.",
)
ITEM_INDENT = Message.of(
    "indent-item",
    "dấu - mở bài này không thẳng hàng với dấu - của các bài khác (cột {column})",
    "the - that begins this item does not stand under the others (column {column})",
    "Dời dấu - và các dòng của bài này cho thẳng hàng với các bài khác.",
    "Move the - and the lines of this item in line with the others.",
)
SYNTAX = Message.of(
    "yaml",
    "chỗ này không đúng cách viết YAML",
    "this is not YAML",
    "Xem lại dấu hai chấm, dấu ngoặc và khoảng thụt ở dòng này và dòng ngay trên; "
    'câu có dấu lạ thì đặt trong ngoặc kép thẳng "…".',
    "Look at colons, quotes and indentation here and on the line above; "
    'put words with unusual signs between straight quotes "…".',
)

# -- shape ------------------------------------------------------------------------------------------

MISSING = Message.of(
    "missing",
    "thiếu mục “{key}”",
    "the key “{key}” is missing",
    "Thêm một dòng: {key}: …",
    "Add a line: {key}: …",
)
MEANT = Text("Có phải chị muốn viết {nearest}? ", "Did you mean {nearest}? ")
UNKNOWN_KEY = Message.of(
    "unknown-key",
    "không có mục nào tên là “{key}”",
    "there is no key “{key}”",
    "Có phải chị muốn viết {nearest}? Các mục dùng được: {known}.",
    "Did you mean {nearest}? Known keys: {known}.",
)
UNKNOWN_KEY_FAR = Message.of(
    "unknown-key",
    "không có mục nào tên là “{key}”",
    "there is no key “{key}”",
    "Xóa dòng này, hoặc dùng một trong các mục: {known}.",
    "Delete it, or use one of: {known}.",
)
NOT_A_CHOICE = Message.of(
    "choice",
    "“{value}” không phải là một giá trị dùng được ở đây",
    "“{value}” is not one of the possible values",
    "Viết một trong các giá trị: {choices}.",
    "Write one of: {choices}.",
)
WANTS_TEXT = Message.of(
    "not-text",
    "chỗ này cần một dòng chữ, không phải danh sách hay nhóm mục",
    "words are wanted here, not a list or a group of keys",
    'Viết nội dung ngay sau dấu hai chấm; nếu có dấu lạ thì đặt trong ngoặc kép thẳng "…".',
    'Write the words after the colon, between straight quotes "…" if they hold unusual signs.',
)
WANTS_LIST = Message.of(
    "not-list",
    "chỗ này cần một danh sách",
    "a list is wanted here",
    "Viết trong ngoặc vuông, ngăn bằng dấu phẩy: [một, hai]; hoặc mỗi phần một dòng, mở đầu bằng “- ”.",
    "Write it between brackets, with commas: [one, two]; or each on its own line after “- ”.",
)
WANTS_MAPPING = Message.of(
    "not-mapping",
    "chỗ này cần một nhóm mục “tên: nội dung”",
    "a group of “key: value” is wanted here",
    "Xuống dòng, thụt vào hai dấu cách, rồi viết từng mục: tên: nội dung.",
    "Write each key on its own line below, indented by two spaces.",
)
WANTS_NUMBER = Message.of(
    "not-number",
    "“{value}” không phải là số",
    "“{value}” is not a number",
    "Viết một số, ví dụ: 60.",
    "Write a number, such as 60.",
)
WANTS_YES_NO = Message.of(
    "not-yes-no",
    "“{value}” không phải là có hoặc không",
    "“{value}” is neither yes nor no",
    "Viết yes hoặc no.",
    "Write yes or no.",
)
OUT_OF_RANGE = Message.of(
    "out-of-range",
    "số {value} nằm ngoài khoảng cho phép",
    "the number {value} is out of range",
    "Số phải thỏa: {limits}.",
    "It must be {limits}.",
)
TOO_FEW = Message.of(
    "too-few",
    "có quá ít: cần ít nhất {limit}, đang có {count}",
    "too few: at least {limit}, there are {count}",
    "Thêm cho đủ {limit}.",
    "Add until there are {limit}.",
)
TOO_MANY = Message.of(
    "too-many",
    "có quá nhiều: nhiều nhất {limit}, đang có {count}",
    "too many: at most {limit}, there are {count}",
    "Bớt đi cho còn {limit}.",
    "Leave out some, until there are {limit}.",
)
EMPTY_TEXT = Message.of(
    "empty",
    "mục này đang để trống",
    "this is empty",
    "Viết nội dung vào đây.",
    "Write the words here.",
)
PATTERN = Message.of(
    "pattern",
    "“{value}” viết chưa đúng dạng",
    "“{value}” is not in the right form",
    "Dạng đúng: {pattern}.",
    "The right form is {pattern}.",
)
INVALID = Message.of(
    "invalid",
    "giá trị ở đây chưa đúng",
    "the value here is not right",
    "Xem lại giá trị này: {detail}.",
    "Look at it again: {detail}.",
)

# -- dates and times --------------------------------------------------------------------------------

AT_FORM = Message.of(
    "at-form",
    "“{value}” không phải là giờ đăng",
    "“{value}” is not a time to publish at",
    "Viết năm-tháng-ngày giờ:phút, ví dụ: {example}",
    "Write year-month-day hour:minute, such as {example}",
)
NO_SUCH_DATE = Message.of(
    "no-such-date",
    "không có ngày {value}",
    "there is no such date: {value}",
    "Xem lại lịch: {why}.",
    "Look at the calendar: {why}.",
)
NO_SUCH_YEAR = Message.of(
    "year-far",
    "năm trong “{value}” không dùng được",
    "the year of “{value}” cannot be used",
    "Viết năm từ {first} đến {last}, bốn chữ số.",
    "Write a year from {first} to {last}.",
)
NO_SUCH_TIME = Message.of(
    "no-such-time",
    "không có giờ {value}",
    "there is no such time: {value}",
    "Giờ từ 00 đến 23, phút từ 00 đến 59.",
    "Hours go from 00 to 23, minutes from 00 to 59.",
)
DATE_FORM = Message.of(
    "date-form",
    "“{value}” không phải là một ngày",
    "“{value}” is not a date",
    "Viết năm-tháng-ngày, ví dụ: {example}",
    "Write year-month-day, such as {example}",
)
CLOCK_FORM = Message.of(
    "clock-form",
    "“{value}” không phải là giờ trong ngày",
    "“{value}” is not a time of day",
    'Viết giờ:phút, trong ngoặc kép, ví dụ: "{example}"',
    'Write hour:minute between quotes, such as "{example}"',
)
