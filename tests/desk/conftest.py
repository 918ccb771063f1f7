import shutil
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from starlette.testclient import TestClient

from scheduler.calendar.model import PROVINCE, ChannelName, PostId
from scheduler.clock import FixedClock
from scheduler.delivery.key import FIRST, Key
from scheduler.delivery.ledger import Ledger
from scheduler.delivery.reasons import CLAIM, INTENT, LATE, RECEIPT, UPLOADED
from scheduler.delivery.states import State
from scheduler.desk.opening import open_desk
from scheduler.desk.people import sessions
from scheduler.desk.people.sessions import hash_of
from scheduler.files import WorkFolder
from scheduler.settings.users import User, Users

ROOT = Path(__file__).parents[2]
FIRST_DAY = datetime(2026, 11, 30, 1, 0, tzinfo=UTC)  # the day before the month of posts begins

PASSWORD = "hoa sen trong bùn"
ROLES = {"lan": "writer", "mai": "approver", "cam": "viewer"}

SETTINGS = """\
organisation: Hội LHPN tỉnh Sóc Trăng
audiences: {cha-me: Cha mẹ, giao-vien: Giáo viên}
topics: {ky-nang-so: Kỹ năng số, duong-day-nong: Đường dây nóng}
facebook: {page: "102938475610293", token: env:LOA_FACEBOOK_TOKEN, version: v26.0}
website: {folder: var/site, address: "https://phunu.soctrang.gov.vn/tin/"}
checks: {hotline-unverified: off}
"""
HOTLINES = """\
tong-dai-111: {name: Tổng đài Quốc gia bảo vệ trẻ em, number: "111"}
hoi-phu-nu-tinh: {name: Hội LHPN tỉnh Sóc Trăng, number: "0377672444"}
"""
POSTS = """\
campaign: {id: an-toan-mang, title: Bảo vệ trẻ em trên môi trường mạng}
defaults:
  channels: [facebook, website]
  hotlines: [tong-dai-111]
posts:
  - id: mat-khau-manh
    at: 2026-12-01 07:30
    title: Mật khẩu mạnh cho con
    text: |
      Cùng con đặt mật khẩu dài, dễ nhớ.

      Cần giúp đỡ, gọi {{ hotline('tong-dai-111') }}. {{ unit.name }} luôn bên bạn.
    audience: cha-me
    topic: ky-nang-so
    hashtags: [AnToanMang]
    source: Công văn 267/BTV-BTGCSLP
    card: {template: tip, headline: Đặt *mật khẩu mạnh*, body: Dài và dễ nhớ., alt: Thẻ nhắc mật khẩu mạnh}
  - id: nguoi-la-nhan-tin
    at: 2026-12-02 19:30
    title: Người lạ nhắn tin xin ảnh
    text: Nếu người lạ xin ảnh, con đừng gửi và kể ngay với cha mẹ.
    audience: giao-vien
    topic: duong-day-nong
    card: {template: tip, headline: Đừng gửi ảnh, alt: Thẻ nhắc đừng gửi ảnh}
  - id: ban-nhap
    at: 2026-12-09 07:30
    title: Bài còn đang viết
    text: Chưa xong.
    status: draft
    card: {template: tip, headline: Chưa xong, alt: Thẻ nháp}
"""


def client_of(folder, *, now=FIRST_DAY):
    return TestClient(open_desk(folder, clock=FixedClock(now)), base_url="http://127.0.0.1:8765")


@pytest.fixture(scope="session", autouse=True)
def hasher():
    """The product's own; meanwhile hashes are as cheap as they can be: each desk with a login makes one."""
    with pytest.MonkeyPatch.context() as patch:
        own = sessions._HASHER
        patch.setattr(sessions, "_HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        yield own


@pytest.fixture(scope="session")
def hashed():
    return hash_of(PASSWORD)


@pytest.fixture
def users(hashed):
    """A writer, an approver and a viewer, all with PASSWORD."""
    return Users({name: User(role=role, password=hashed) for name, role in ROLES.items()})


@pytest.fixture
def clock():
    """A clock to move."""
    return FixedClock(FIRST_DAY)


def carry(folder, post, channel, *, address, waits=False):
    """Let the folder's ledger hold that delivery as published, or as handed over where it still *waits*."""
    with ledger_of(folder) as ledger, ledger.writing("test") as book:
        row = book.begin(key_of(post, channel), channel, FIRST_DAY, State.CLAIMED, reason=CLAIM)
        row = book.move(row, State.PREPARED, reason=UPLOADED)
        row = book.move(row, State.SENDING, reason=INTENT)
        book.move(
            row,
            State.HANDED_OVER if waits else State.PUBLISHED,
            reason=RECEIPT,
            remote_id=f"{post}-1",
            address=address,
            public_at=FIRST_DAY,
        )


def hold(folder, post, channel):
    """Let the folder's ledger hold that delivery back, as too late."""
    reason = LATE.filled(due="1/12 07:30", post=post)
    with ledger_of(folder) as ledger, ledger.writing("test") as book:
        book.begin(key_of(post, channel), channel, FIRST_DAY, State.HELD, reason=reason)


def ledger_of(folder):
    return closing(Ledger.open(folder.var / "ledger.db", FixedClock(FIRST_DAY)))


def key_of(post, channel):
    return Key(PostId(post), FIRST, PROVINCE, ChannelName(channel))


@pytest.fixture
def folder(tmp_path):
    """A small folder of work: two sound posts and a draft."""
    for name in ("config", "posts", "assets"):
        (tmp_path / name).mkdir()
    (tmp_path / "config" / "settings.yaml").write_text(SETTINGS, "utf-8")
    (tmp_path / "config" / "hotlines.yaml").write_text(HOTLINES, "utf-8")
    (tmp_path / "posts" / "2026-12.yaml").write_text(POSTS, "utf-8")
    return WorkFolder(tmp_path)


@pytest.fixture
def posts(folder):
    """Change the calendar's one file: `posts(old, new)`."""
    file = folder.posts / "2026-12.yaml"

    def change(old, new):
        text = file.read_text("utf-8")
        assert old in text
        file.write_text(text.replace(old, new), "utf-8")

    return change


@pytest.fixture(scope="session")
def month(tmp_path_factory):
    """The real month of posts, in a folder of its own."""
    root = tmp_path_factory.mktemp("month")
    for name in ("config", "posts", "assets"):
        shutil.copytree(ROOT / name, root / name)
    return WorkFolder(root)
