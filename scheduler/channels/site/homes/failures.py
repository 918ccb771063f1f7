"""What a home's trouble means for a delivery, in the words that the officer reads."""

from __future__ import annotations

from scheduler.channels.channel import Failure, FailureKind
from scheduler.channels.site.homes.store import HomeError, Trouble
from scheduler.channels.site.records import clean
from scheduler.problems import Text
from scheduler.reader.shape import text_of
from scheduler.secrets import starred

_LONGEST = 300  # letters of a server's own words
_A_PERSONS = {  # nothing but a person's hand mends them
    Trouble.REFUSED,
    Trouble.HOST_KEY,
    Trouble.CERTIFICATE,
    Trouble.OTHER_SITE,
    Trouble.EMPTIED,
}


def failure_of(error: HomeError, kind: FailureKind) -> Failure:
    """The failure of a call that would be of *kind* if a disk had failed."""
    if kind is FailureKind.CERTAIN and error.trouble in _A_PERSONS:
        kind = FailureKind.CREDENTIAL
    detail = text_of(clean(starred(error.detail)), _LONGEST)
    words = _WORDS[error.trouble]
    why, todo = (text.filled(detail=detail) for text in words)
    rest = "" if "{detail}" in words[0].vi else detail  # it is not said twice
    return Failure(kind, f"website:{error.trouble.value}", why, todo, detail=rest)


_WORDS = {
    Trouble.AWAY: (
        Text("Không nối được tới máy chủ của trang web", "The website's server cannot be reached"),
        Text(
            "Xem mạng của máy này và máy chủ có đang chạy không. Nối lại được thì Loa tự làm tiếp.",
            "Check this machine's network, and whether the server is up. Then Loa goes on by itself.",
        ),
    ),
    Trouble.REFUSED: (
        Text(
            "Máy chủ của trang web không nhận tên đăng nhập, mật khẩu hoặc khóa",
            "The website's server does not take the user, password or key",
        ),
        Text(
            "Xem lại tên người dùng trong website.folder và mật khẩu (website.password) hoặc khóa "
            "(website.key); nếu vẫn không được, hỏi người quản trị máy chủ.",
            "Check the user in website.folder and the password (website.password) or key (website.key), "
            "or ask who runs the server.",
        ),
    ),
    Trouble.HOST_KEY: (
        Text(
            "Máy chủ đưa ra khóa {detail}, không khớp với website.host_key; Loa chưa gửi gì",
            "The server shows the key {detail}, which website.host_key does not name; nothing was sent",
        ),
        Text(
            "Hỏi người quản trị máy chủ, không qua chính đường mạng này, xem {detail} có đúng là khóa của "
            "máy chủ không. Đúng thì ghi vào mục website trong config/settings.yaml dòng host_key với "
            "phần "
            "SHA256:… ấy. Không đúng thì đừng ghi: có thể có kẻ đứng giữa.",
            "Ask who runs the server, by another way than this network, whether {detail} is its key. If "
            "it is, write that SHA256:… as host_key below website in config/settings.yaml. If not, do "
            "not: "
            "somebody may stand between.",
        ),
    ),
    Trouble.CERTIFICATE: (
        Text(
            "Chứng thư của máy chủ không tin được: {detail}",
            "The server's certificate is not to be trusted: {detail}",
        ),
        Text(
            "Xem tên máy chủ trong website.folder. Nếu máy chủ dùng chứng thư tự cấp, xin người quản trị "
            "tệp chứng thư (PEM) rồi ghi tên tệp vào website.certificate.",
            "Check the host in website.folder. If its certificate is its own, ask for the PEM file and "
            "name it in website.certificate.",
        ),
    ),
    Trouble.NO_FOLDER: (
        Text("Trên máy chủ không có thư mục của trang web", "The server has no such folder for the website"),
        Text(
            "Xem đường dẫn trong website.folder; nếu đúng, nhờ người quản trị tạo thư mục ấy.",
            "Check the path in website.folder; if it is right, have that folder made.",
        ),
    ),
    Trouble.FORBIDDEN: (
        Text(
            "Máy chủ không cho đọc hoặc ghi trong thư mục của trang web",
            "The server does not allow reading or writing in the website's folder",
        ),
        Text(
            "Nhờ người quản trị cho tài khoản này quyền đọc và ghi trong thư mục đó.",
            "Have this user given the right to read and write there.",
        ),
    ),
    Trouble.FULL: (
        Text(
            "Máy chủ không nhận thêm tệp: có lẽ đã hết chỗ hoặc hết hạn mức",
            "The server takes no more files: it is probably full, or the quota is used up",
        ),
        Text(
            "Nhờ người quản trị dọn chỗ hoặc tăng hạn mức. Có chỗ thì Loa tự làm tiếp.",
            "Have room made, or the quota raised. Then Loa goes on by itself.",
        ),
    ),
    Trouble.OTHER_SITE: (
        Text(
            "Thư mục website.folder đang chứa một trang web khác",
            "The folder website.folder holds another website",
        ),
        Text(
            "Chọn một thư mục trống cho website.folder trong config/settings.yaml.",
            "Choose an empty folder for website.folder in config/settings.yaml.",
        ),
    ),
    Trouble.EMPTIED: (
        Text(
            "Trang web trên máy chủ không còn gì, dù Loa đã đăng bài ở đó",
            "Nothing is left of the website on the server, though posts were published there",
        ),
        Text(
            "Có thể ổ đĩa của máy chủ chưa được gắn: nhờ người quản trị gắn lại hoặc chép lại bản sao "
            "lưu. Chỉ khi muốn bắt đầu một trang trống, xóa thư mục {detail} trên máy này.",
            "The server's disk may not be mounted: have it mounted, or the backup put back. Only to begin "
            "with an empty site, delete the folder {detail} on this machine.",
        ),
    ),
    Trouble.ODD: (
        Text("Máy chủ của trang web trả lời lạ: {detail}", "An odd answer of the website's server: {detail}"),
        Text(
            "Thử lại sau; nếu cứ lặp lại, gửi dòng này cho người quản trị máy chủ.",
            "Try again later; if it goes on, show this line to who runs the server.",
        ),
    ),
}
