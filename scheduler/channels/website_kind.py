"""Websites made of files as a kind of channel; the site itself is `website.py`, loaded when one is opened."""

from __future__ import annotations

import glob
import hashlib
import os
import posixpath
import re
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Annotated, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, model_validator

from scheduler.channels.site.homes.address import HomeAddress, is_remote, parse_home
from scheduler.kinds.fields import LocalPath, PublicAddress, Reference, ServiceAddress, Words
from scheduler.kinds.kind import Can, ChannelBlock, ChannelKind, Limits, Own, OwnPlace
from scheduler.kinds.metric import Measure, Metric
from scheduler.problems import Message, Stop, Text
from scheduler.reader.shape import fault, text_of

if TYPE_CHECKING:
    from scheduler.channels.opening import Opening
    from scheduler.channels.website import WebsiteChannel

_COPIES = "var/sites"  # where sites are made that are carried to a home elsewhere, with what is known of it
_VISITS = "var/visits"  # where it is kept how far each site's logs were counted
_HUBS = "var/hubs"  # where it is kept how each site's hub was told last
PAGE_VIEWS = Metric("page_views", Measure.VIEWS, is_total=False)
SITE_VIEWS = Metric("site_views", Measure.VIEWS, is_total=False)
TEXT_LIMIT = 100_000  # characters; a guard against accidents, not a rule of the web


WIDGET, WIDGET_SCRIPT = "widget.html", "widget.js"  # of the site's folder: its news on other pages
WIDGET_HEIGHTS = 660, 480  # pixels that it takes in a column, and across a page

_OFFICES = {"config", "posts", "assets", ".git"}  # folders of work in which nothing is public
_OWN = {  # below var
    "aside", "cache", "cards", "dang-tay", "excel", "films", "hubs", "log", "reports", "seen", "state",
    "trash", "versions", "visits",
}  # fmt: skip


def _folder(value: str) -> str:
    is_local = not re.match("[^:]{2,}:", value)  # a colon comes after a disk's letter alone
    if not is_local and parse_home(value) is None:
        raise fault(NOT_A_HOME, value=text_of(value))
    if is_local and _is_offices(_lexical(value)):
        raise fault(OFFICES_FOLDER, value=text_of(value))
    return value


def _lexical(path: str) -> PurePosixPath:
    """*path* without what leads back and forth, as Windows too compares it."""
    return PurePosixPath(posixpath.normpath(path.replace(chr(92), "/")).lower())


def _is_offices(path: PurePosixPath) -> bool:
    """Whether what must not be public lies there: tokens, the calendar, the ledger, or all of it."""
    parts = path.parts
    is_own = parts[:1] == ("var",) and (len(parts) == 1 or parts[1] in _OWN)
    return parts in {("/",), ()} or is_own or set(parts) == {".."} or parts[0] in _OFFICES


def _host_key(value: str) -> str:
    if not re.fullmatch(r"SHA256:[A-Za-z0-9+/]{43}", value):
        raise fault(NOT_A_FINGERPRINT, value=text_of(value))
    return value


def _key_print(value: str) -> str:
    if not re.fullmatch(r"SHA256:[A-Za-z0-9+/]{43}", value):
        raise fault(NOT_A_KEY_PRINT, value=text_of(value))
    return value


class WebsiteSettings(ChannelBlock):
    """The website's folder, its public *address* (ends with /), how many posts its feeds *keep*.

    The folder may be on another machine; *password* and *key* then say where the secrets lie.
    """

    place_key, of_its_place = (
        "folder",
        (
            "password",
            "key",
            "host_key",
            "only_public",
            "certificate",
            "endpoint",
            "access_log",
        ),
    )

    folder: Annotated[Words, AfterValidator(_folder)] = Field(
        "var/site",
        description="Thư mục chứa trang web trên máy này, hoặc trên máy chủ: sftp://tên@máy/thư/mục, "
        "ftps://…, webdavs://…, s3://mã-khóa@thùng/thư/mục.",
    )
    address: PublicAddress = Field(description="Địa chỉ của trang web trên mạng, đầy đủ từ https://")
    keep: Annotated[int, Field(ge=1, le=1000)] = Field(
        60,
        description="Số bài giữ trong bản tin. Trang đầu có 9 bài mới nhất; bài cũ hơn ở trang lưu trữ.",
    )
    hub: ServiceAddress | None = Field(
        None,
        description="Địa chỉ trung tâm báo tin (WebSub): bài vừa lên là báo, để nơi theo dõi bản tin đọc "
        "ngay. Không ghi thì không báo.",
    )
    password: Reference | None = Field(
        None,
        description="Nơi cất mật khẩu của máy chủ (với s3: khóa bí mật): env:TÊN_BIẾN, file:ĐƯỜNG_DẪN, "
        "keyring:TÊN. Không ghi mật khẩu vào đây.",
    )
    key: Reference | None = Field(
        None, description="Với sftp: nơi cất khóa riêng SSH, ví dụ file:config/id_ed25519 (quyền 600)."
    )
    host_key: Annotated[Words, AfterValidator(_host_key)] | None = Field(
        None, description="Với sftp: dấu khóa của máy chủ, SHA256:…, do người quản trị máy chủ cho biết."
    )
    only_public: bool = Field(
        False,
        description="true: chỉ nối tới máy chủ (sftp) khi tên máy ấy dẫn ra internet. Trang Thiết lập tự ghi "
        "dòng này; máy trong mạng nội bộ thì bỏ đi.",
    )
    certificate: LocalPath | None = Field(
        None, description="Tệp chứng thư (PEM) để tin máy chủ, khi máy chủ dùng chứng thư tự cấp."
    )
    endpoint: ServiceAddress | None = Field(
        None, description="Với s3: địa chỉ dịch vụ; không ghi thì là Amazon."
    )

    signing_key: Reference | None = Field(
        None,
        description="Nơi cất khóa ký danh sách bài, ví dụ file:config/khoa-ky (loa proof --make-key tự tạo). "
        "Có dòng này thì mỗi bài có trang xác minh.",
    )
    old_signing_keys: tuple[Annotated[Words, AfterValidator(_key_print)], ...] = Field(
        (), description="Dấu (SHA256:…) của những khóa ký trước đây mà khóa này thay."
    )
    show_approver: bool = Field(False, description="true: trang xác minh ghi tên người duyệt bài.")
    utm: bool = Field(
        False,
        description="true: link về trang web này, trong bài ở kênh khác, ghi thêm utm_… để biết người đọc "
        "đến từ đâu.",
    )
    proof_code: bool = Field(
        False, description="true: mã QR trên thẻ dẫn tới trang xác minh của bài (khi bài không ghi link)."
    )

    access_log: LocalPath | None = Field(
        None,
        description="Nhật ký truy cập của máy chủ web, để đếm lượt xem: /var/log/nginx/loa-*.log; tệp đã "
        "xoay vòng và .gz cũng được đọc. Không lưu địa chỉ hay dấu vết của người đọc.",
    )

    @model_validator(mode="after")
    def _has_what_its_home_asks(self) -> Self:
        home = self.remote
        if home is None:
            return self
        if not self.password and not (home.scheme == "sftp" and self.key):
            raise fault(NO_PASSWORD, scheme=home.scheme)
        return self

    @property
    def remote(self) -> HomeAddress | None:
        """Where the folder is, if it is on another machine."""
        return parse_home(self.folder) if is_remote(self.folder) else None

    def own_places(self) -> tuple[OwnPlace, ...]:
        """Host and path, without the port, which changes from one rehearsal to the next; and the folder."""
        parts = urlsplit(self.address)
        remote = self.remote
        folder = remote.identity if remote else str(PurePosixPath(self.folder.replace(chr(92), "/")))
        return (
            OwnPlace(
                "address",
                f"website:{parts.hostname or ''}{parts.path}",
                Text(f"địa chỉ {self.address}", f"the address {self.address}"),
            ),
            OwnPlace(
                "folder", f"folder:{folder}", Text(f"thư mục {self.folder}", f"the folder {self.folder}")
            ),
        )

    @property
    def public_folder(self) -> str:
        """The folder, where it is on this machine."""
        return "" if self.remote else self.folder

    @property
    def home(self) -> str:
        """Its public address."""
        return self.address

    @property
    def widget(self) -> str:
        """Its public address: the widget lies in its folder."""
        return self.address

    @property
    def counted(self) -> str:
        """Its address, if links to it say so."""
        return self.address if self.utm else ""

    def proof(self, post: str, unit: str) -> str:
        """Its page of proof, where codes lead there."""
        from scheduler.channels.site.proof.lists import proof_page  # noqa: PLC0415 - loaded where it is asked for
        from scheduler.channels.site.records import name_of  # noqa: PLC0415

        if not (self.signing_key and self.proof_code):
            return ""
        return self.address + proof_page(name_of(f"{post}@/{unit}/"))


def _open(block: WebsiteSettings, opening: Opening) -> WebsiteChannel:
    from scheduler.channels.site.feeds import FILES  # noqa: PLC0415 - as below
    from scheduler.channels.site.hub import Hub  # noqa: PLC0415 - as below
    from scheduler.channels.website import ProvedWebsite, WebsiteChannel  # noqa: PLC0415 - pictures and templates are large

    remote, folder, store = block.remote, opening.folder / block.folder, None
    if remote:
        from scheduler.channels.site.homes.opening import open_store  # noqa: PLC0415 - as above

        folder = opening.folder / _COPIES / remote.copy_name / "site"
        store = open_store(remote, block, opening)
    else:  # written from the root, or by a link
        at, office = (Path(os.path.realpath(one)) for one in (folder, opening.folder))
        if office.is_relative_to(at) or any(at.is_relative_to(office / one) for one in _OFFICES):
            raise Stop(OFFICES_FOLDER.wrong, value=block.folder)
    name = hashlib.sha256(block.page_key.encode()).hexdigest()[:16]
    visits = None
    if block.access_log:
        from scheduler.channels.site.visits import Visits  # noqa: PLC0415 - as below

        pattern = os.path.join(glob.escape(str(opening.folder)), block.access_log)  # noqa: PTH118 - no path
        visits = Visits(pattern, block.address, opening.zone, opening.folder / _VISITS / f"{name}.json")
    hub = None
    if block.hub:
        topics = [block.address + name for name in FILES]
        hub = Hub(block.hub, topics, opening.folder / _HUBS / f"{name}.json")
    given = folder, block, opening.title, opening.language, opening.zone, opening.clock, store
    if block.signing_key is None:
        return WebsiteChannel(*given, hub=hub, visits=visits, directory=opening.directory)
    from scheduler.channels.site.proof.opening import open_sealing  # noqa: PLC0415 - an extra

    sealing = open_sealing(block.signing_key, block.old_signing_keys, opening)
    return ProvedWebsite(*given, hub=hub, visits=visits, sealing=sealing, directory=opening.directory)


NO_OWN_SITE = Message.of(
    "unit-site",
    "mục website của đơn vị chưa ghi {key} riêng",
    "the unit's website block has no {key} of its own",
    "Ghi cả folder và address của riêng đơn vị; chưa có trang riêng thì xóa mục website.",
    "Give it a folder and an address of its own; if it has no site, delete its website block.",
)

NOT_A_HOME = Message.of(
    "site-home",
    "“{value}” không phải là một nơi đặt trang web",
    "“{value}” is no home for a website",
    "Viết một thư mục trên máy này (var/site), hoặc sftp://tên@máy-chủ/thư/mục, "
    "ftps://tên@máy-chủ/thư/mục, webdavs://tên@máy-chủ/thư/mục, s3://mã-khóa@thùng/thư/mục; mật khẩu "
    "không ghi ở đây mà ở dòng "
    "password.",
    "Write a folder of this machine (var/site), or sftp://user@host/path, ftps://user@host/path, "
    "webdavs://user@host/path, s3://key-id@bucket/path; the password goes not here but into password.",
)
OFFICES_FOLDER = Message.of(
    "site-office",
    "“{value}” chứa cài đặt, lịch bài hay ảnh gốc của Hội: đặt trang web ở đó thì ai cũng đọc được, cả "
    "mật khẩu",
    "“{value}” holds the office's settings, calendar or pictures: as a website anybody could read them, "
    "secrets too",
    "Đặt trang web trong thư mục riêng, chỉ có trang web: folder: var/site",
    "Give the website a folder of its own: folder: var/site",
)
NOT_A_FINGERPRINT = Message.of(
    "host-key",
    "“{value}” không phải là dấu khóa của máy chủ",
    "“{value}” is no host key's fingerprint",
    "Dấu khóa có dạng SHA256: và 43 ký tự; người quản trị máy chủ xem bằng ssh-keygen -lf. Chưa biết "
    "thì bỏ dòng này và chạy loa doctor: Loa nêu khóa đã thấy, để đem hỏi.",
    "It is SHA256: and 43 characters; who runs the server sees it by ssh-keygen -lf. If it is not "
    "known, leave it out and run loa doctor, which shows the key that it saw, to be asked about.",
)
NOT_A_KEY_PRINT = Message.of(
    "key-print",
    "“{value}” không phải là dấu của một khóa ký",
    "“{value}” is no signing key's fingerprint",
    "Dấu khóa có dạng SHA256: và 43 ký tự; chép từ trang xác minh của trang web hoặc từ lệnh loa proof.",
    "It is SHA256: and 43 characters; copy it from the website's page of proof, or from loa proof.",
)
NO_PASSWORD = Message.of(
    "site-password",
    "nơi đặt trang web {scheme}:// cần mật khẩu",
    "a home {scheme}:// needs a password",
    "Thêm vào mục website dòng password: nơi cất mật khẩu (env:… hoặc file:…); với sftp có thể dùng "
    "key: file:… (khóa riêng SSH).",
    "Add below website password: where it lies (env:NAME or file:PATH); for sftp it may be key: "
    "file:PATH (a private SSH key).",
)

KIND = ChannelKind(
    name="website",
    animates=True,
    title=Text("Trang web", "Website"),
    said=Text("trang web", "the website"),
    place="trang web",
    block=WebsiteSettings,
    usual=True,
    limits=Limits(text=TEXT_LIMIT, inline=False),
    open=_open,
    own=(Own(("folder", "address"), NO_OWN_SITE),),
    aliases=frozenset({"web", "trang-web"}),
    can=frozenset({Can.EDIT, Can.WITHDRAW}),
    metrics=(PAGE_VIEWS,),
    page_metrics=(SITE_VIEWS,),
    form=r"[^\x00-\x1f\x7f]+|(-----BEGIN|PuTTY)[ -~\r\n]+",  # a password of any letters, or a private key
    access=Text("Khóa ký", "Signing key"),
    is_sound=Text("ký được danh sách bài", "it signs the lists of posts"),
    reached=Text("thư mục của trang đọc được", "the site's folder can be read"),
)
