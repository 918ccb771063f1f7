"""What the calendar tells its writers: the code of each fault, what is wrong, and what to write instead."""

from __future__ import annotations

from scheduler.problems import Message, Text

# -- files ------------------------------------------------------------------------------------------

NO_FOLDER = Message.of(
    "posts-missing",
    "chưa có thư mục posts",
    "there is no folder posts",
    "Tạo thư mục posts và đặt lịch bài vào đó, hoặc chạy: loa new THƯ_MỤC",
    "Make the folder posts and put the calendar there, or run: loa new DIR",
)
FOLDER_LINK = Message.of(
    "folder-link",
    "đây là lối tắt tới một thư mục, nên các tệp trong đó không được đọc",
    "this is a link to a folder, whose files are not read",
    "Xóa lối tắt, rồi chép các tệp thật vào thư mục posts.",
    "Delete the link, then put the files themselves into posts.",
)
OTHER_ENDING = Message.of(
    "file-ending",
    "lịch chỉ đọc tệp .yaml, nên tệp này ({ending}) không được đọc",
    "only .yaml files are read, and this one ({ending}) is not",
    "Nếu là lịch bài, đổi đuôi tệp thành .yaml (Notepad: Lưu thành, chọn “All files”, gõ tên kết thúc bằng "
    ".yaml); nếu không, chuyển tệp ra khỏi thư mục posts.",
    "If it is a calendar, rename it to end with .yaml; if not, move it out of posts.",
    level="warning",
)
WORKBOOK_THERE = Message.of(
    "file-ending",
    "tệp có đuôi {ending} nên không được đọc thẳng từ đây",
    "a file that ends with {ending} is not read from here",
    "Đưa bài trong tệp vào lịch: loa import {file}",
    "Bring its posts into the calendar: loa import {file}",
    level="warning",
)
TABLE_THERE = Message.of(
    "file-ending",
    "tệp có đuôi {ending} nên không được đọc",
    "a file that ends with {ending} is not read",
    "Mở bằng Excel, lưu thành “Excel Workbook (*.xlsx)”, rồi đưa bài vào lịch: loa import TÊN_TỆP.xlsx",
    "Open it in Excel, save it as “Excel Workbook (*.xlsx)”, and bring its posts in: loa import FILE.xlsx",
    level="warning",
)
DOCUMENT_THERE = Message.of(
    "file-ending",
    "tệp có đuôi {ending} nên không được đọc",
    "a file that ends with {ending} is not read",
    "Chép các bài vào biểu mẫu viết bài (loa preview --open), hoặc vào tệp Excel mẫu rồi loa import.",
    "Copy its posts into the form (loa preview --open), or into the Excel template and then loa import.",
    level="warning",
)
PHOTO_THERE = Message.of(
    "file-ending",
    "ảnh để trong posts thì không bài nào dùng được",
    "no post can use a picture that lies in posts",
    "Chuyển ảnh sang assets/photos.",
    "Move it to assets/photos.",
    level="warning",
)
FILE_SHAPE = Message.of(
    "file-shape",
    "tệp này không có dạng một lịch bài",
    "this file is not a calendar",
    "Bắt đầu bằng một dòng “posts:”, rồi mỗi bài một mục “- id: …” thụt vào hai dấu cách.",
    "Begin with a line “posts:”, then one “- id: …” for each post, indented by two spaces.",
)
POST_SHAPE = Message.of(
    "post-shape",
    "mục này không có dạng một bài",
    "this entry is not a post",
    "Viết “- id: …”, rồi các mục khác của bài ở những dòng dưới, thẳng hàng với id.",
    "Write “- id: …”, then the post's other keys on the lines below, in line with id.",
)
HOTLINES_SHAPE = Message.of(
    "file-shape",
    "tệp này không có dạng một danh bạ",
    "this file is not a directory",
    'Mỗi đường dây một mục: tong-dai-111: {name: Tổng đài 111, number: "111"}',
    'Write one key for each line: tong-dai-111: {name: Line 111, number: "111"}',
)
HELD = Message.of(
    "file-held",
    "vì phần dùng chung của tệp còn lỗi, {count} bài trong tệp này chưa được đăng",
    "because what the whole file shares has a mistake, its {count} posts are not published",
    "Sửa lỗi ở dòng này; các bài sẽ đi tiếp ngay khi tệp được lưu.",
    "Mend this line; the posts go on as soon as the file is saved.",
)

# -- a post's keys ----------------------------------------------------------------------------------

ID_FORM = Message.of(
    "id-form",
    "mã “{value}” viết chưa đúng",
    "the id “{value}” is not in the right form",
    "Chỉ dùng chữ thường không dấu, chữ số và dấu nối, ví dụ: {nearest}",
    "Use lower-case letters a to z, digits and hyphens alone, such as {nearest}",
)
DUPLICATE_ID = Message.of(
    "duplicate-id",
    "mã bài “{id}” đã dùng ở {other}",
    "the id “{id}” is also used at {other}",
    "Đặt cho một trong hai bài một mã khác; mã của bài đã đăng thì giữ nguyên.",
    "Give one of the two another id; what has been published keeps its own.",
)
SKIPPED_TIME = Message.of(
    "skipped-time",
    "ở múi giờ {zone} không có giờ {value}: đồng hồ được vặn qua giờ ấy",
    "in {zone} there is no {value}: clocks skip it",
    "Chọn một giờ sớm hơn hoặc muộn hơn một tiếng.",
    "Choose a time an hour earlier or later.",
)
AGE_FORM = Message.of(
    "age-form",
    "“{value}” không phải là tuổi của một em",
    "“{value}” is not a child's age",
    "Viết số tuổi của từng em, ví dụ: [6, 9].",
    "Write the age of each child in years, such as [6, 9].",
)
EXPIRES_EARLY = Message.of(
    "expires-early",
    "ngày hết hạn {expires} đến trước giờ đăng",
    "it expires on {expires}, before it is published",
    "Viết một ngày sau ngày đăng, hoặc xóa dòng này.",
    "Write a day after it is published, or delete this line.",
)
EXPIRED = Message.of(
    "expired",
    "bài chỉ có giá trị đến hết ngày {expires}, mà lượt này lên ngày {day}",
    "the post is good until {expires}, and this would go out on {day}",
    "Bài còn đúng thì dời ngày hết hạn, không thì để bài lại.",
    "If it is still true, move the day it expires; if not, leave it.",
)
HASHTAG_FORM = Message.of(
    "hashtag-form",
    "“{value}” không dùng làm hashtag được",
    "“{value}” cannot be a hashtag",
    "Viết liền, chỉ gồm chữ, số và dấu gạch dưới, có ít nhất một chữ, ví dụ: {example}",
    "Write it as one word of letters, digits and underscores, such as {example}",
)
LINK_FORM = Message.of(
    "link-form",
    "“{value}” không phải là một địa chỉ web đầy đủ",
    "“{value}” is not a whole web address",
    "Viết đầy đủ, ví dụ: https://phunu.soctrang.gov.vn/bai-viet",
    "Write all of it, such as https://phunu.soctrang.gov.vn/bai-viet",
)
LINK_CHARACTER = Message.of(
    "link-form",
    "đường dẫn có ký tự lạ hoặc ký tự ẩn ({character}), người bấm vào sẽ không tới nơi",
    "the address holds an odd or hidden character ({character}): it leads nowhere",
    "Mở trang ấy bằng trình duyệt, chép lại đường dẫn từ thanh địa chỉ rồi dán vào đây.",
    "Open the page in a browser, copy the address from its bar and paste it here.",
)
LINK_LONG = Message.of(
    "link-form",
    "đường dẫn dài {length} ký tự, nên không quá {limit}",
    "the address has {length} characters; {limit} is the most",
    "Dùng đường dẫn ngắn hơn (thường bỏ được phần sau dấu “?”).",
    "Use a shorter one (what follows a “?” can often go).",
)
UNKNOWN_AUDIENCE = Message.of(
    "unknown-audience",
    "cài đặt không có đối tượng “{value}”",
    "the settings have no audience “{value}”",
    "{meant}Các đối tượng (audiences trong config/settings.yaml): {known}.",
    "{meant}Known ones (audiences in config/settings.yaml): {known}.",
)
UNKNOWN_TOPIC = Message.of(
    "unknown-topic",
    "cài đặt không có chủ đề “{value}”",
    "the settings have no topic “{value}”",
    "{meant}Các chủ đề (topics trong config/settings.yaml): {known}.",
    "{meant}Known ones (topics in config/settings.yaml): {known}.",
)
UNKNOWN_CHANNEL = Message.of(
    "unknown-channel",
    "không có kênh nào tên là “{value}”",
    "there is no channel “{value}”",
    "{meant}Các kênh: {known}.",
    "{meant}Known channels: {known}.",
)
CHANNELS_FORM = Message.of(
    "channels-form",
    "các kênh đăng viết chưa đúng",
    "the channels are not in the right form",
    "Viết thành danh sách: channels: [{all}]",
    "Write them as a list: channels: [{all}]",
)
NO_CHANNELS = Message.of(
    "no-channels",
    "bài này không được đăng lên kênh nào",
    "this post goes nowhere",
    "Viết các kênh, ví dụ: channels: [{all}]; hoặc xóa dòng này để dùng mọi kênh.",
    "Name the channels, such as channels: [{all}]; or delete this line for all of them.",
)
CARD_AND_CARDS = Message.of(
    "card-and-cards",
    "bài có cả card lẫn cards",
    "the post has both card and cards",
    "Một ảnh thì chỉ dùng card; nhiều ảnh thì chỉ dùng cards.",
    "Use card for one picture, cards for several.",
)
CARD_AND_PHOTOS = Message.of(
    "card-and-photos",
    "bài vừa có thẻ (card, cards) vừa có photos",
    "the post has both cards and photos",
    "Giữ một: card hay cards cho thẻ có chữ, hoặc photos cho ảnh không chữ.",
    "Keep one: card or cards for cards with words, or photos for plain photos.",
)
FILM_AND_CARDS = Message.of(
    "film-and-cards",
    "bài có phim thì cần đúng một thẻ, làm ảnh bìa của phim",
    "a post with a film needs one card, which is the film's poster",
    "Ghi một mục card cho bài; không dùng cards.",
    "Give the post one card, and no cards.",
)
FILM_ALT = Message.of(
    "film-alt",
    "đoạn phim chưa có lời tả cho người không xem được",
    "nothing says what the film shows, for those who cannot see it",
    "Thêm film_alt: một hai câu kể lại đoạn phim.",
    "Add film_alt: a sentence or two that tell what is in it.",
)
LATER = Message.of(
    "later",
    "mục “{key}” thuộc phiên bản sau, phiên bản này chưa làm được",
    "“{key}” comes with a later version",
    "Xóa mục này, hoặc để bài ở dạng nháp: status: draft.",
    "Delete it, or keep the post as a draft: status: draft.",
)
KEY_IN_TEXT = Message.of(
    "key-in-text",
    "dòng “{line}” nằm lọt trong nội dung bài, nên sẽ bị đăng lên như lời văn",
    "the line “{line}” lies inside the post's text and would be published with it",
    "Bớt khoảng thụt đầu dòng để nó thẳng hàng với các mục khác; nếu là lời văn, viết khác đi.",
    "Indent it less, in line with the other keys; if it is meant as text, word it differently.",
)

# -- when a post goes out ---------------------------------------------------------------------------

REPEAT_FORM = Message.of(
    "repeat-form",
    "“{value}” không phải là cách lặp lại mà Loa hiểu",
    "“{value}” is not a rule of recurrence",
    "Viết ví dụ: FREQ=WEEKLY;BYDAY=SU;COUNT=8 (tám Chủ Nhật), FREQ=MONTHLY;BYMONTHDAY=1 (ngày 1 hằng tháng).",
    "Write, for instance, FREQ=WEEKLY;BYDAY=SU;COUNT=8 (eight Sundays) or FREQ=MONTHLY;BYMONTHDAY=1.",
)
REPEAT_FREQUENCY = Message.of(
    "repeat-frequency",
    "không lặp lại theo nhịp “{value}” được",
    "nothing recurs by “{value}” here",
    "Viết FREQ=DAILY (hằng ngày), WEEKLY (hằng tuần), MONTHLY (hằng tháng) hoặc YEARLY (hằng năm).",
    "Write FREQ=DAILY, WEEKLY, MONTHLY or YEARLY.",
)
REPEAT_KEY = Message.of(
    "repeat-key",
    "cách lặp lại không có phần nào tên là “{part}”",
    "a rule of recurrence has no part “{part}”",
    "{meant}Các phần dùng được: {known}.",
    "{meant}The possible parts are {known}.",
)
REPEAT_ELSEWHERE = Message.of(
    "repeat-elsewhere",
    "“{part}” không viết trong repeat",
    "“{part}” has no place in repeat",
    "Ngày giờ lên lần đầu viết ở at; những ngày không đăng viết ở except: [2026-12-24].",
    "The first day and the time stand in at; the days left out in except: [2026-12-24].",
)
REPEAT_PART = Message.of(
    "repeat-part",
    "“{part}” trong repeat viết chưa đúng",
    "“{part}” in repeat is not in the right form",
    "Viết ví dụ: {example}",
    "Write, for instance, {example}",
)
REPEAT_PART_TWICE = Message.of(
    "repeat-part-twice",
    "“{part}” được ghi hai lần trong repeat",
    "“{part}” stands twice in repeat",
    "Chỉ giữ một; nhiều giá trị thì ngăn bằng dấu phẩy, ví dụ: BYDAY=MO,TH.",
    "Keep one; write several values with commas, such as BYDAY=MO,TH.",
)
REPEAT_ENDS_TWICE = Message.of(
    "repeat-ends-twice",
    "repeat có cả COUNT (số lần) lẫn UNTIL (ngày cuối)",
    "repeat has both COUNT and UNTIL",
    "Chỉ giữ một trong hai.",
    "Keep one of the two.",
)
REPEAT_ENDS_EARLY = Message.of(
    "repeat-ends-early",
    "repeat kết thúc (UNTIL) trước ngày đăng lần đầu ({day})",
    "repeat ends (UNTIL) before the first day ({day})",
    "Viết một ngày UNTIL muộn hơn, hoặc dời at lên sớm hơn.",
    "Write a later UNTIL, or an earlier at.",
)
REPEAT_NEVER = Message.of(
    "repeat-never",
    "không có ngày nào hợp với “{rule}”",
    "no day fits “{rule}”",
    "Xem lại các phần BY…: chúng loại trừ lẫn nhau, như ngày 30 tháng 2.",
    "Look at the BY… parts: they exclude each other, as 30 February would.",
)
REPEAT_OTHER_DAY = Message.of(
    "repeat-other-day",
    "ngày {day} ghi ở at không thuộc những ngày lặp lại",
    "{day}, which at says, is not a day of the rule",
    "Dời at sang ngày hợp lệ gần nhất: {nearest}, hoặc sửa repeat.",
    "Move at to the nearest day that is: {nearest}; or change repeat.",
)
REPEAT_QUEUED = Message.of(
    "repeat-without-at",
    "bài lặp lại mà chưa ghi at thì không biết bắt đầu từ ngày nào, giờ nào",
    "a post that repeats needs an at: its first day, and its time",
    "Thêm một dòng at, ví dụ: at: {example}; hoặc xóa repeat.",
    "Add a line such as at: {example}; or delete repeat.",
)
EXCEPT_FIRST = Message.of(
    "except-first",
    "ngày đăng lần đầu ({day}) lại nằm trong except",
    "the first day ({day}) is left out by except",
    "Dời at sang lần lặp lại kế tiếp, rồi xóa ngày này khỏi except.",
    "Move at to the next day of the series, and take this one out of except.",
)
EXCEPT_MISSES = Message.of(
    "except-misses",
    "bài này vốn không lên vào ngày {day}, nên bỏ ngày ấy không thay đổi gì",
    "the post does not go out on {day}, so that leaving it out changes nothing",
    "Xem lại ngày này (bài lặp lại: {known}), hoặc xóa đi.",
    "Look at the date again (the series: {known}), or delete it.",
    level="warning",
)
NEVER = Text("không", "none")
AFTER_WITH_AT = Message.of(
    "after-with-at",
    "bài đã có giờ đăng (at) nên after không có tác dụng",
    "the post has a time (at), so that after means nothing",
    "Xóa after; hoặc xóa at để bài chờ khung giờ trống từ ngày ghi ở after.",
    "Delete after; or delete at, and the post waits for a free slot from that day on.",
)
COOLDOWN_FORM = Message.of(
    "evergreen-form",
    "“{value}” không phải là số ngày nghỉ giữa hai lần đăng",
    "“{value}” is not a number of days between two goings",
    "Viết một số từ {least} đến {most}, ví dụ: evergreen: 60 (đăng lại sớm nhất sau 60 ngày).",
    "Write a number from {least} to {most}, such as evergreen: 60 (again after 60 days at the earliest).",
)
SEASON_FORM = Message.of(
    "season-form",
    "“{value}” không phải là một mùa",
    "“{value}” is not a season",
    "Viết tháng: 11-1 (từ tháng 11 đến hết tháng 1) hoặc 3, 10; hoặc ngày/tháng: 15/11-10/12.",
    "Write months: 11-1 (November to January) or 3, 10; or day/month: 15/11-10/12.",
)
CAP_FORM = Message.of(
    "cap-form",
    "“{value}” không phải là số lần đăng trong một năm",
    "“{value}” is not a number of times a year",
    "Viết một số từ 1 đến {most}, ví dụ: cap: 4.",
    "Write a number from 1 to {most}, such as cap: 4.",
)
EVERGREEN_TIMED = Message.of(
    "evergreen-timed",
    "bài dùng lại (evergreen) tự lấy khung giờ trống, nên không ghi {key}",
    "an evergreen post takes the slots that are free, so that it has no {key}",
    "Xóa {key}; hoặc xóa evergreen để bài lên đúng giờ đã ghi.",
    "Delete {key}; or delete evergreen, and the post keeps its own time.",
)
NOT_EVERGREEN = Message.of(
    "not-evergreen",
    "{key} chỉ dành cho bài dùng lại, mà bài này không ghi evergreen",
    "{key} is for evergreen posts alone, and this post has no evergreen",
    "Thêm evergreen: 60 (số ngày nghỉ giữa hai lần đăng), hoặc xóa {key}.",
    "Add evergreen: 60 (days between two goings), or delete {key}.",
)
STATEMENT_TIMED = Message.of(
    "statement-with-time",
    "tuyên bố soạn sẵn (status: statement) không có giờ đăng, nên không ghi {key}",
    "a prepared statement (status: statement) has no time of its own, so {key} means nothing",
    "Xóa {key}; hoặc xóa status: statement nếu đây là bài đăng thường.",
    "Delete {key}; or delete status: statement if this is an ordinary post.",
)
NO_SLOTS = Message.of(
    "at-missing",
    "bài này chưa có giờ đăng, mà cài đặt chưa có khung giờ (slots) nào để xếp",
    "this post has no time, and the settings have no slots to give it one",
    'Thêm at: {example} vào bài; hoặc thêm slots: {{daily: ["07:30", "19:30"]}} vào config/settings.yaml.',
    'Add at: {example} to the post, or slots: {{daily: ["07:30", "19:30"]}} to config/settings.yaml.',
)
NO_SLOTS_ON = Message.of(
    "slots-missing",
    "bài này chưa có giờ đăng, mà kênh {channel} của {unit} không có khung giờ nào",
    "this post has no time, and the channel {channel} of {unit} has no slots",
    "Thêm khung giờ cho {channel} (slots trong config/settings.yaml), bỏ {channel} khỏi channels, "
    "hoặc ghi at: {example}.",
    "Add slots for {channel} (slots in config/settings.yaml), take {channel} out of channels, "
    "or write at: {example}.",
)
NO_PICTURES_THERE = Message.of(
    "pictures-missing",
    "kênh {channel} lấy ảnh từ kênh {by} mà {unit} chưa có kênh {by}",
    "{channel} takes its pictures from {by}, and {unit} has no {by}",
    "Thêm mục {by} cho đơn vị (config/), hoặc bỏ {channel} khỏi channels.",
    "Give the unit its {by} (config/), or take {channel} out of channels.",
)
PICTURED_BY = Message.of(
    "pictures-missing",
    "bài lên kênh {channel} thì phải lên cả kênh {by}, nơi {channel} lấy ảnh",
    "a post on {channel} goes to {by} too, where {channel} takes its pictures",
    "Thêm {by} vào channels, hoặc bỏ {channel}.",
    "Add {by} to channels, or take {channel} out.",
)
NO_PICTURE = Message.of(
    "pictures-missing",
    "kênh {channel} cần ảnh mà bài này chưa có thẻ",
    "{channel} needs a picture, and this post has no card",
    "Thêm card hay photos cho bài, hoặc bỏ {channel} khỏi channels.",
    "Add a card or photos, or take {channel} out of channels.",
)
SENDS_ON = Message.of(
    "article-missing",
    "kênh {channel} đi kèm kênh {by}, mà bài này không lên kênh {by}",
    "{channel} goes along with {by}, and this post does not go there",
    "Thêm {by} vào channels, hoặc bỏ {channel}.",
    "Add {by} to channels, or take {channel} out.",
)
ON_CLOSED_DAY = Message.of(
    "closed-day",
    "bài này lên đúng ngày nghỉ {day} ({why})",
    "it goes out on {day}, a closed day ({why})",
    "Nếu vẫn muốn đăng thì để nguyên; nếu không, dời at sang ngày khác.",
    "Leave it if that is meant; else move at to another day.",
    level="warning",
)
SERIES_ON_CLOSED_DAY = Message.of(
    "closed-day",
    "bài lặp lại này có lần lên đúng ngày nghỉ {day} ({why})",
    "this series goes out on {day}, a closed day ({why})",
    "Nếu vẫn muốn đăng thì để nguyên; nếu không, thêm except: [{day}] vào bài.",
    "Leave it if that is meant; else add except: [{day}] to the post.",
    level="warning",
)

# -- placeholders and hotlines ----------------------------------------------------------------------

PLACEHOLDER = Message.of(
    "placeholder",
    "không hiểu “{written}”",
    "“{written}” means nothing",
    "Trong hai dấu ngoặc nhọn chỉ viết được: {forms}.",
    "Between double braces only these are possible: {forms}.",
)
PLACEHOLDER_HERE = Message.of(
    "placeholder-here",
    "“{words}” không được thay ở mục này, nên sẽ hiện ra y như vậy",
    "“{words}” is not filled in here and would be shown as it is",
    "Chỉ dùng trong title, text và first_comment; ở đây viết thẳng chữ cần hiện.",
    "Use it in title, text and first_comment alone; here write the words themselves.",
)
UNIT_FIELD = Message.of(
    "unit-field",
    "đơn vị không có mục “{field}”",
    "a unit has no “{field}”",
    "Viết {forms}.",
    "Write {forms}.",
)
UNKNOWN_HOTLINE = Message.of(
    "unknown-hotline",
    "danh bạ đường dây nóng không có “{key}”",
    "the directory of hotlines has no “{key}”",
    "{meant}Danh bạ (config/hotlines.yaml) có: {known}.",
    "{meant}The directory (config/hotlines.yaml) has: {known}.",
)
FAULTY_HOTLINE = Message.of(
    "faulty-hotline",
    "số “{key}” trong danh bạ config/hotlines.yaml còn lỗi, nên chưa dùng được",
    "the entry “{key}” of config/hotlines.yaml has a mistake and cannot be used yet",
    "Sửa số ấy trong config/hotlines.yaml.",
    "Mend it in config/hotlines.yaml.",
)
HOTLINE_NUMBER = Message.of(
    "hotline-number",
    "“{value}” không phải là số điện thoại",
    "“{value}” is not a telephone number",
    'Viết như "111", 0377 672 444 hoặc 0299.3551717: số ngắn 3 đến 5 chữ số, số 1800/1900, '
    "hoặc 10 đến 11 chữ số bắt đầu bằng 0.",
    'Write it like "111", 0377 672 444 or 0299.3551717: 3 to 5 digits, 1800/1900 numbers, '
    "or 10 to 11 digits that begin with 0.",
)
HOTLINE_KEY = Message.of(
    "hotline-key",
    "mã đường dây nóng “{value}” viết chưa đúng",
    "the hotline's key “{value}” is not in the right form",
    "Chỉ dùng chữ thường không dấu, chữ số và dấu nối, ví dụ: {nearest}",
    "Use lower-case letters a to z, digits and hyphens alone, such as {nearest}",
)
