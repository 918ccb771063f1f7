"""What `doctor` looks at of a Loa that runs for good: time, access, alerts, the carrier, copies."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import closing
from datetime import UTC, datetime, timedelta

from sqlalchemy import URL

from scheduler.channels.channel import (
    Ages,
    Channel,
    ChannelError,
    Ending,
    FailureKind,
    Health,
    Measures,
    Moderates,
    Pings,
)
from scheduler.channels.hearing import Doubtful, Hearing, ask_time
from scheduler.cli.findings import Finding, fault, fine, warning
from scheduler.clock import SystemClock, as_read
from scheduler.delivery.backup import copies
from scheduler.delivery.leases import workers_of
from scheduler.delivery.ledger import Ledger
from scheduler.delivery.store import Where
from scheduler.engine.alerts import Sender
from scheduler.engine.approval_messages import is_reachable, may_ask
from scheduler.engine.lock import carrying, last_sign
from scheduler.engine.pulse import QUIET
from scheduler.engine.timekeeping import span
from scheduler.files import WorkFolder
from scheduler.kinds.registry import kind_of
from scheduler.locales import day_text, time_text
from scheduler.problems import Stop, Text
from scheduler.settings.model import Settings
from scheduler.settings.users import load_users

_APART = timedelta(minutes=2)  # between this machine's clock and that of others
_COPY_OLD = timedelta(days=3)
_DEAF = timedelta(days=1)  # a hub's failures are told after that


def clock(settings: Settings) -> list[Finding]:
    """The machine's clock beside those of its channels; nothing is said where none answers."""
    hearing = Hearing(SystemClock())
    for name, block in settings.channels.items():
        try:
            if block.clock and ask_time(block.clock, hearing):
                break
        except Doubtful:
            if kind_of(name).proves_time:
                return [fault(_CLOCK, _DOUBTFUL.filled(channel=kind_of(name).said), _SET_CLOCK)]
    apart = hearing.apart
    if apart is None:
        return []
    if abs(apart) < _APART:
        return [fine(_CLOCK, Text("khớp với giờ trên mạng", "agrees with the net's"))]
    said = _AHEAD if apart > timedelta(0) else _BEHIND
    return [fault(_CLOCK, said.filled(by=span(abs(apart))), _SET_CLOCK)]


def access(channel: Channel) -> list[Finding]:
    """How a channel's token and its version stand, by the channel's own word."""
    kind = kind_of(channel.name)
    what = _ACCESS.filled(what=kind.access, place=channel.describe())
    found = _ends(what, channel.endings()) if isinstance(channel, Ages) else []
    if not isinstance(channel, Health):
        return found
    try:
        checkup = channel.checkup()
    except ChannelError as error:
        return [
            *found,
            warning(what, _UNKNOWN.filled(channel=kind.title, code=error.failure.code), kind.untold),
        ]
    faults = [fault(what, failure.why, failure.todo) for failure in checkup.faults]
    told = [*faults, *_ends(what, checkup.endings)]
    told += [warning(what, one.why, one.todo) for one in checkup.remarks]
    return [*found, *(told or [fine(what, kind.is_sound)])]


def hub(channel: Channel) -> list[Finding]:
    """Whether who is told of what is new took it within the last day; nothing is said where all goes well."""
    unheard = channel.unheard() if isinstance(channel, Pings) else None
    if unheard is None or SystemClock().now() - unheard.since < _DEAF:
        return []
    said = _NOT_TAKEN.filled(hub=unheard.who, since=time_text(as_read(unheard.since)), why=unheard.why)
    return [warning(_HUB.filled(place=channel.describe()), said, _SEE_TO_HUB)]


def figures(channel: Channel) -> list[Finding]:
    """Why a place does not tell what comes of posts; nothing is said where it does, or may do later."""
    if not isinstance(channel, Measures) or not channel.tells_figures:
        return []
    try:
        channel.page_figures()
    except ChannelError as error:
        failure = error.failure
        if failure.kind in {FailureKind.CREDENTIAL, FailureKind.CERTAIN}:
            return [warning(_FIGURES.filled(place=channel.describe()), failure.why, failure.todo)]
    return []


def _ends(what: Text, endings: Iterable[Ending]) -> list[Finding]:
    """What ends, and whether it is soon."""
    now = SystemClock().now()
    found: list[Finding] = []
    for ending in endings:
        said = _ENDS.filled(what=ending.what, day=day_text(ending.at))
        if ending.at <= now:
            found.append(fault(what, said, ending.todo))
        elif ending.at - now < timedelta(days=ending.early):
            found.append(warning(what, said, ending.todo))
        else:
            found.append(fine(what, said))
    return found


def carrier(ledger: Where) -> list[Finding]:
    """Whether a program carries now, and whether its rounds go well; of a shared ledger, who does."""
    if isinstance(ledger, URL):
        return _workers(ledger)
    sign = last_sign(ledger)
    try:
        with carrying(ledger):
            pass
    except Stop as stop:
        said = stop.words
        if stop.status != 3:
            return [fault(_CARRIER, said, None)]
        if sign is None or SystemClock().now() - sign < QUIET:
            return [fine(_CARRIER, _RUNS.filled(at=_local(sign)) if sign else said)]
        return [fault(_CARRIER, _STUCK.filled(at=_local(sign)), _RESTART)]
    if sign is not None:
        return [warning(_CARRIER, _CUT_OFF.filled(at=_local(sign)), _START)]
    return [fine(_CARRIER, Text("không có chương trình nào đang đăng", "no program carries now"))]


def _workers(where: URL) -> list[Finding]:
    try:
        ledger = Ledger.open(where, SystemClock())
    except Stop:  # told where it belongs
        return []
    with closing(ledger):
        seen = workers_of(ledger)
    alive = [one for one in seen if one.is_alive]
    found = [
        fine(
            _CARRIER, _WORKER.filled(host=one.host, pid=one.pid, role=_ROLES[one.role], at=_local(one.since))
        )
        for one in alive
        if one.role in _ROLES
    ]
    found += [
        warning(_CARRIER, _SILENT.filled(host=one.host, pid=one.pid, at=_local(one.seen_at)), _START_WORKER)
        for one in seen
        if not one.is_alive
    ]
    if not any(one.role == "coordinator" for one in alive):
        found.append(warning(_CARRIER, Text("không máy nào điều phối", "nobody coordinates"), _START_WORKER))
    return found


def backup(ledger: Where) -> list[Finding]:
    """Whether there is a copy of the ledger that is not too old."""
    if isinstance(ledger, URL):
        return [fine(_COPY, _BY_ITS_KEEPER)]
    kept = copies(ledger)
    if not kept:
        return [
            fine(_COPY, Text("chưa có, Loa chép mỗi ngày khi chạy", "none yet; made daily while Loa runs"))
        ]
    newest = as_read(datetime.fromtimestamp(kept[0].stat().st_mtime, UTC))
    said = _COPIES.filled(count=len(kept), day=day_text(newest))
    if SystemClock().now() - newest > _COPY_OLD:
        return [warning(_COPY, said, _RUN_DAILY)]
    return [fine(_COPY, said)]


def alerts(folder: WorkFolder, settings: Settings, *, send: bool) -> list[Finding]:
    """Whether alerts have somewhere to go; *send*: a message and a sign of life go out to try them."""
    teller = Sender(folder, settings)
    try:
        count = len(teller.addresses())
        teller.addresses(is_for_leader=True)
    except Stop as stop:
        return [fault(_ALERTS, stop.words, None)]
    if not count:
        found = [warning(_ALERTS, Text("chưa có nơi nhận", "they go nowhere"), _ADD_ALERTS)]
    elif not send:
        found = [fine(_ALERTS, _RECEIVERS.filled(count=count))]
    else:
        found = _tried(teller, settings)
    if settings.alerts.dead_man is None:
        return [*found, warning(_DEAD_MAN, Text("chưa có", "there is none"), _ADD_DEAD_MAN)]
    if send:
        heard = teller.ping()
        return [*found, fine(_DEAD_MAN, _HEARD) if heard else fault(_DEAD_MAN, _UNHEARD, _SEE_ADDRESS)]
    return found


def desk(folder: WorkFolder, settings: Settings, channels: Iterable[Channel]) -> list[Finding]:
    """Whether the links of messages lead to the desk; nothing is said where none is sent."""
    is_for_approvers = settings.approval == "required" and may_ask(load_users(folder)[0])
    has_alerts = settings.alerts.to and any(isinstance(channel, Moderates) for channel in channels)
    if not is_for_approvers and not has_alerts:
        return []
    address = settings.desk.address
    if address is None:
        return [warning(_DESK, Text("chưa có địa chỉ", "it has no address"), _ADD_ADDRESS)]
    said = Text(address, address)
    return [fine(_DESK, said)] if is_reachable(address) else [warning(_DESK, _SILENT.filled(at=said), _OPEN)]


def _tried(teller: Sender, settings: Settings) -> list[Finding]:
    language = settings.language
    try:
        taken = teller.send(_TEST_TITLE.say(language, name=settings.organisation), _TEST.say(language))
    except Stop as stop:
        return [fault(_ALERTS, stop.words, None)]
    if taken:
        return [
            fine(
                _ALERTS,
                Text("đã gửi tin thử, chị xem đã nhận được chưa", "a test went out; see whether it came"),
            )
        ]
    return [fault(_ALERTS, Text("không nơi nào nhận tin thử", "no receiver took the test"), _SEE_ADDRESS)]


def _local(instant: datetime) -> Text:
    return time_text(as_read(instant))


_CLOCK = Text("Đồng hồ so với giờ trên mạng", "Clock beside the net's")
_AHEAD = Text("nhanh hơn {by}", "{by} ahead")
_BEHIND = Text("chậm hơn {by}", "{by} behind")
_DOUBTFUL = Text(
    "theo giờ của máy thì chứng thư của {channel} không có hiệu lực: nhiều khả năng ngày giờ bị sai",
    "by this machine's date {channel}'s certificate is not valid: most likely the date is wrong",
)
_SET_CLOCK = Text(
    "Chỉnh lại giờ, hoặc bật “tự đặt giờ” trong cài đặt ngày giờ của máy.",
    "Set the clock, or let the machine set it by itself.",
)
_FIGURES = Text("Số liệu của {place}", "Figures of {place}")
_HUB = Text("Báo tin mới của {place}", "Telling of what is new at {place}")
_NOT_TAKEN = Text(
    "{hub} không nhận từ {since} ({why}); bài vẫn lên bình thường",
    "{hub} has not taken it since {since} ({why}); posts go out all the same",
)
_SEE_TO_HUB = Text(
    "Xem lại website.hub; nơi ấy không còn thì xóa dòng này.",
    "See to website.hub; if it is no more, delete the line.",
)
_ACCESS = Text("{what} của {place}", "{what} of {place}")
_UNKNOWN = Text("{channel} không cho biết ({code})", "{channel} did not say ({code})")
_ENDS = Text("{what} dùng được đến {day}", "{what}: until {day}")
_CARRIER = Text("Chương trình trực", "Who carries")
_RUNS = Text("Loa đang trực, lượt gần nhất tốt lúc {at}", "Loa serves; its last good round was at {at}")
_STUCK = Text(
    "Loa đang mở nhưng không lượt nào tốt từ {at}", "Loa is open, but no round went well since {at}"
)
_RESTART = Text("Xem var/log/loa.log, rồi tắt và mở lại Loa.", "See var/log/loa.log, then start Loa again.")
_CUT_OFF = Text("Loa bị tắt ngang, lượt cuối lúc {at}", "Loa was cut off; its last round was at {at}")
_START = Text("Chạy lại: loa serve", "Start it again: loa serve")
_COPY = Text("Bản sao của sổ", "Copies of the ledger")
_ROLES = {
    "coordinator": Text("điều phối và đăng", "coordinates and carries"),
    "worker": Text("đăng", "carries"),
    "painter": Text("vẽ thẻ", "paints"),
}
_WORKER = Text("{host} (tiến trình {pid}) {role}, từ {at}", "{host} (process {pid}) {role}, since {at}")
_SILENT = Text(
    "{host} (tiến trình {pid}) không báo gì từ {at}", "{host} (process {pid}) was last heard of at {at}"
)
_START_WORKER = Text("Chạy lại trên máy ấy: loa worker", "Start it again there: loa worker")
_BY_ITS_KEEPER = Text(
    "nằm trên máy chủ PostgreSQL: người quản trị máy chủ sao lưu mỗi ngày (docs/van-hanh.md)",
    "on a PostgreSQL server: whoever keeps it backs it up daily (docs/van-hanh.md)",
)
_COPIES = Text("có {count} bản, mới nhất ngày {day}", "{count}, the newest of {day}")
_RUN_DAILY = Text(
    "Loa chép sổ mỗi ngày khi đang trực: để loa serve chạy, hoặc đặt lịch loa publish --due.",
    "Loa copies it daily while it runs: let loa serve run, or plan loa publish --due.",
)
_ALERTS = Text("Tin báo", "Alerts")
_RECEIVERS = Text(
    "{count} nơi nhận; gửi thử: loa doctor --alerts", "{count} receivers; try them: loa doctor --alerts"
)
_ADD_ALERTS = Text(
    "Không bắt buộc. Muốn Loa nhắn khi có việc, thêm mục alerts vào cài đặt (docs/van-hanh.md).",
    "Not needed. To be told when something needs you, add alerts to the settings (docs/van-hanh.md).",
)
_DESK = Text("Trang làm việc mở từ điện thoại", "The desk, from a phone")
_ADD_ADDRESS = Text(
    "Tin nhắn duyệt bài và tin báo bình luận không có liên kết. Ghi địa chỉ mở được từ điện thoại vào cài "
    "đặt: desk: {address: https://…}",
    "Messages about approvals and comments have no link. Put the address that a phone can open into the "
    "settings: desk: {address: https://…}",
)
_SILENT = Text("{at} không trả lời như trang làm việc của Loa", "{at} does not answer as Loa's desk does")
_OPEN = Text(
    "Xem loa serve có đang chạy không, và tên máy ấy có trong desk.hosts chưa. Chưa mở được thì tin nhắn "
    "duyệt bài không kèm liên kết.",
    "See whether loa serve runs, and desk.hosts has that name. Until it answers, messages about approvals "
    "have no link.",
)
_DEAD_MAN = Text("Báo khi Loa ngừng chạy", "Told when Loa stops")
_ADD_DEAD_MAN = Text(
    "Không bắt buộc. Thêm alerts.dead_man để được nhắn khi máy tắt hay Loa ngừng (docs/van-hanh.md).",
    "Not needed. Add alerts.dead_man to be told when the machine or Loa stops (docs/van-hanh.md).",
)
_HEARD = Text("địa chỉ đã trả lời", "the address answers")
_UNHEARD = Text("địa chỉ không trả lời", "the address does not answer")
_SEE_ADDRESS = Text(
    "Xem lại địa chỉ đã cất, và mạng của máy.", "See the address that is kept, and the network."
)
_TEST_TITLE = Text("Loa – {name}: tin thử", "Loa – {name}: a test")
_TEST = Text("Nhận được tin này là tin báo của Loa đã tới.", "If you read this, Loa's alerts arrive.")
