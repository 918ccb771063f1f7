"""Small real values for the channels' tests."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from PIL import Image

from scheduler.calendar.model import Hotline, PostId
from scheduler.calendar.wording import Wording
from scheduler.channels.calling import TIMEOUT
from scheduler.channels.channel import Media, Outgoing
from scheduler.channels.directory import Directory
from scheduler.channels.facebook import FacebookChannel
from scheduler.channels.facebook_kind import FacebookSettings
from scheduler.channels.hearing import Hearing
from scheduler.channels.site.homes.store import Store
from scheduler.channels.site.proof.proofs import Sealing
from scheduler.channels.site.proof.signing import SigningKey
from scheduler.channels.site.visits import Visits
from scheduler.channels.website import ProvedWebsite, WebsiteChannel
from scheduler.channels.website_kind import WebsiteSettings
from scheduler.clock import Clock, FixedClock
from scheduler.problems import Language
from scheduler.secrets import Secret
from tests.channels.graph_server import PAGE

TOKEN = "EAAtoken0SECRET0of0the0page0123456789"
APP_SECRET = "appsecret0123456789abcdef"
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
START = datetime(2026, 12, 1, 0, 30, tzinfo=UTC)
TEXT = "Cùng con đặt mật khẩu dài.\n\nCần giúp đỡ, gọi 111 hoặc 0377 672 444."
LINE_111 = Hotline("tong-dai-111", "Tổng đài Quốc gia bảo vệ trẻ em", "111", hours="24/7")


def picture(size: str = "portrait", alt: str = "Tấm thẻ", colour: str = "#9b1459") -> Media:
    width, height = {"portrait": (1080, 1350), "wide": (1200, 630), "story": (1080, 1920)}[size]
    out = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(out, "JPEG")
    return Media(out.getvalue(), "image/jpeg", width, height, size, alt)


PORTRAIT, WIDE = picture(), picture("wide")


def outgoing(
    post: str = "mat-khau-manh",
    *,
    channel: str = "website",
    occurrence: str = "first",
    title: str = "Mật khẩu mạnh cho con",
    text: str = TEXT,
    link: str = "",
    media: tuple[Media, ...] = (WIDE, PORTRAIT),
    expires: date | None = None,
    topic: str = "Kỹ năng số",
    hotlines: tuple[Hotline, ...] = (LINE_111,),
) -> Outgoing:
    return Outgoing(
        key=f"{post}@{occurrence}/province/{channel}",
        post=PostId(post),
        occurrence=occurrence,
        wording=Wording(title, text, ("BaoVeTreEm", "AnToanMang"), link),
        media=media,
        due=START,
        audience="Cha mẹ",
        topic=topic,
        source="Quyết định số 830/QĐ-TTg",
        expires=expires,
        hotlines=hotlines,
    )


def facebook(
    address: str,
    *,
    token: str = TOKEN,
    app_secret: str | None = None,
    version: str = "v26.0",
    timeout: tuple[float, float] = TIMEOUT,
    clock: Clock | None = None,
    hearing: Hearing | None = None,
) -> FacebookChannel:
    settings = FacebookSettings(page=PAGE, token="env:LOA_TEST_TOKEN", version=version, graph_url=address)
    secret = Secret(app_secret) if app_secret else None
    return FacebookChannel(settings, Secret(token), secret, clock or FixedClock(START), timeout, hearing)


ADDRESS = "https://phunu.soctrang.gov.vn/tin/"
TITLE = "Hội LHPN tỉnh Sóc Trăng"


def website(
    folder: Path,
    clock: Clock | None = None,
    *,
    address: str = ADDRESS,
    keep: int = 60,
    title: str = TITLE,
    language: Language = "vi",
    store: Store | None = None,
    sealing: Sealing | None = None,
    visits: Visits | None = None,
    show_approver: bool = False,
    directory: Directory = lambda _: (LINE_111,),
) -> WebsiteChannel:
    settings = WebsiteSettings(folder=str(folder), address=address, keep=keep, show_approver=show_approver)
    given = folder, settings, title, language, ZONE, clock or FixedClock(START), store
    if sealing:
        return ProvedWebsite(*given, sealing=sealing, directory=directory)
    return WebsiteChannel(*given, visits=visits, directory=directory)


def signing_key(number: int = 1) -> SigningKey:
    """A key that is the same each time: no test's outcome hangs on chance."""
    return SigningKey(Ed25519PrivateKey.from_private_bytes(bytes([number]) * 32))


SEALING = Sealing(signing_key())


def files_of(folder: Path) -> dict[str, bytes]:
    """Every file below *folder*, by its relative name."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
