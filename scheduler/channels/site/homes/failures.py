"""What a home's trouble means for a delivery, in the words that the officer reads."""

from __future__ import annotations

from collections.abc import Mapping

from scheduler.channels.channel import Failure, FailureKind
from scheduler.channels.meaning import Row
from scheduler.channels.site.homes.store import HomeError, Trouble
from scheduler.channels.site.records import clean
from scheduler.reader.shape import text_of
from scheduler.secrets import starred

_LONGEST = 300  # letters of a server's own words


def failure_of(error: HomeError, kind: FailureKind) -> Failure:
    """The failure of a call that would be of *kind* if a disk had failed."""
    row = _TABLE[error.trouble]
    kind = row.kind if kind is FailureKind.CERTAIN else kind
    detail = text_of(clean(starred(error.detail)), _LONGEST)
    why, todo = (text.filled(detail=detail) for text in (row.why, row.todo))
    rest = "" if "{detail}" in row.why.vi else detail  # it is not said twice
    return Failure(kind, f"website:{error.trouble.value}", why, todo, detail=rest)


# CREDENTIAL: nothing but a person's hand mends it.
_TABLE: Mapping[Trouble, Row] = {
    Trouble.AWAY: Row.of(
        FailureKind.CERTAIN,
        "Không nối được tới máy chủ của trang web",
        "The website's server cannot be reached",
        "Xem mạng của máy này và máy chủ có đang chạy không. Nối lại được thì Loa tự làm tiếp.",
        "Check this machine's network, and whether the server is up. Then Loa goes on by itself.",
    ),
    Trouble.REFUSED: Row.of(
        FailureKind.CREDENTIAL,
        "Máy chủ của trang web không nhận tên đăng nhập, mật khẩu hoặc khóa",
        "The website's server does not take the user, password or key",
        "Xem lại tên người dùng trong website.folder và mật khẩu (website.password) hoặc khóa "
        "(website.key); nếu vẫn không được, hỏi người quản trị máy chủ.",
        "Check the user in website.folder and the password (website.password) or key (website.key), "
        "or ask who runs the server.",
    ),
    Trouble.HOST_KEY: Row.of(
        FailureKind.CREDENTIAL,
        "Máy chủ đưa ra khóa {detail}, không khớp với website.host_key; Loa chưa gửi gì",
        "The server shows the key {detail}, which website.host_key does not name; nothing was sent",
        "Hỏi người quản trị máy chủ, không qua chính đường mạng này, xem {detail} có đúng là khóa của "
        "máy chủ không. Đúng thì ghi vào mục website trong config/settings.yaml dòng host_key với "
        "phần "
        "SHA256:… ấy. Không đúng thì đừng ghi: có thể có kẻ đứng giữa.",
        "Ask who runs the server, by another way than this network, whether {detail} is its key. If "
        "it is, write that SHA256:… as host_key below website in config/settings.yaml. If not, do "
        "not: "
        "somebody may stand between.",
    ),
    Trouble.CERTIFICATE: Row.of(
        FailureKind.CREDENTIAL,
        "Chứng thư của máy chủ không tin được: {detail}",
        "The server's certificate is not to be trusted: {detail}",
        "Xem tên máy chủ trong website.folder. Nếu máy chủ dùng chứng thư tự cấp, xin người quản trị "
        "tệp chứng thư (PEM) rồi ghi tên tệp vào website.certificate.",
        "Check the host in website.folder. If its certificate is its own, ask for the PEM file and "
        "name it in website.certificate.",
    ),
    Trouble.PRIVATE: Row.of(
        FailureKind.CREDENTIAL,
        "Tên máy chủ {detail} nay dẫn vào mạng nội bộ, nên Loa không nối",
        "The name {detail} leads into a private network now, so it is not connected to",
        "Hỏi người quản trị tên miền ấy. Đúng là máy của cơ quan thì người quản trị máy này bỏ dòng "
        "only_public ở mục website trong config/settings.yaml.",
        "Ask who runs that name. If it is the office's own, whoever runs this machine takes only_public "
        "out of website in config/settings.yaml.",
    ),
    Trouble.NO_FOLDER: Row.of(
        FailureKind.CERTAIN,
        "Trên máy chủ không có thư mục của trang web",
        "The server has no such folder for the website",
        "Xem đường dẫn trong website.folder; nếu đúng, nhờ người quản trị tạo thư mục ấy.",
        "Check the path in website.folder; if it is right, have that folder made.",
    ),
    Trouble.FORBIDDEN: Row.of(
        FailureKind.CERTAIN,
        "Máy chủ không cho đọc hoặc ghi trong thư mục của trang web",
        "The server does not allow reading or writing in the website's folder",
        "Nhờ người quản trị cho tài khoản này quyền đọc và ghi trong thư mục đó.",
        "Have this user given the right to read and write there.",
    ),
    Trouble.FULL: Row.of(
        FailureKind.CERTAIN,
        "Máy chủ không nhận thêm tệp: có lẽ đã hết chỗ hoặc hết hạn mức",
        "The server takes no more files: it is probably full, or the quota is used up",
        "Nhờ người quản trị dọn chỗ hoặc tăng hạn mức. Có chỗ thì Loa tự làm tiếp.",
        "Have room made, or the quota raised. Then Loa goes on by itself.",
    ),
    Trouble.OTHER_SITE: Row.of(
        FailureKind.CREDENTIAL,
        "Thư mục website.folder đang chứa một trang web khác",
        "The folder website.folder holds another website",
        "Chọn một thư mục trống cho website.folder trong config/settings.yaml.",
        "Choose an empty folder for website.folder in config/settings.yaml.",
    ),
    Trouble.EMPTIED: Row.of(
        FailureKind.CREDENTIAL,
        "Trang web trên máy chủ không còn gì, dù Loa đã đăng bài ở đó",
        "Nothing is left of the website on the server, though posts were published there",
        "Có thể ổ đĩa của máy chủ chưa được gắn: nhờ người quản trị gắn lại hoặc chép lại bản sao "
        "lưu. Chỉ khi muốn bắt đầu một trang trống, xóa thư mục {detail} trên máy này.",
        "The server's disk may not be mounted: have it mounted, or the backup put back. Only to begin "
        "with an empty site, delete the folder {detail} on this machine.",
    ),
    Trouble.ODD: Row.of(
        FailureKind.CERTAIN,
        "Máy chủ của trang web trả lời lạ: {detail}",
        "An odd answer of the website's server: {detail}",
        "Thử lại sau; nếu cứ lặp lại, gửi dòng này cho người quản trị máy chủ.",
        "Try again later; if it goes on, show this line to who runs the server.",
    ),
}
