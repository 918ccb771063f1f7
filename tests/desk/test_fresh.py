"""What a page shows is what the ledger and the calendar say now, whoever wrote it and whatever was kept."""

import os
import random
import re
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx2 as httpx
import pytest
from starlette.testclient import TestClient

from scheduler.calendar.model import ChannelName, PostId, UnitId
from scheduler.channels.channel import Failure, FailureKind, Glance
from scheduler.clock import FixedClock
from scheduler.delivery.approvals import Step
from scheduler.delivery.change_reasons import WITHDRAW_ASKED
from scheduler.delivery.decisions import pause_unread
from scheduler.delivery.follow_ups import STEPS, Kind
from scheduler.delivery.hindrances import FROZEN, THAWED
from scheduler.delivery.key import FIRST, Key
from scheduler.delivery.ledger import Ledger
from scheduler.delivery.outside_reasons import Found
from scheduler.delivery.reasons import CLAIM, INTENT, LATE, RECEIPT, UPLOADED
from scheduler.delivery.states import State
from scheduler.desk.opening import open_desk
from scheduler.desk.server import serving
from scheduler.problems import Text
from tests.desk.conftest import FIRST_DAY, carry, client_of, hold, ledger_of
from tests.desk.test_deciding import UNITS
from tests.desk.test_server import PATIENCE, Listener, first_look, until
from tests.journeys.office import loa

IDS = ("mat-khau-manh", "nguoi-la-nhan-tin", "hang-tuan", "cho-luot")
MORE = """\
  - id: hang-tuan
    at: 2026-12-01 06:30
    repeat: FREQ=WEEKLY;COUNT=4
    title: Nhắc hằng tuần
    text: Đổi mật khẩu.
  - id: cho-luot
    title: Bài chờ lượt
    text: Khi nào có chỗ.
"""
POOL = """\
  - id: kho-mot
    evergreen: 14
    title: Bài kho một
    text: Nhắc điều một. https://vwu.vn/mot
  - id: kho-hai
    evergreen: 14
    title: Bài kho hai
    text: Nhắc điều hai.
"""
FACEBOOK = "facebook:102938475610293"
PAGES = (
    "/", "/?state=attention", "/?state=published", "/?text=mat%20khau", "/?unit=my-xuyen", "/month?m=2026-12",
    "/month?m=2027-01", "/deliveries", "/deliveries?state=held", "/deliveries?unit=my-xuyen", "/units",
    "/write", "/sheet?from=2026-12-01&to=2026-12-31", *(f"/post/{post}" for post in IDS),
    "/deliveries?post=hang-tuan", "/history?key=mat-khau-manh@first/province/website", "/problems",
)  # fmt: skip


@pytest.fixture
def office(folder, posts):
    """Two units, a series, and a post in the queue."""
    (folder.config / "units.yaml").write_text(UNITS, "utf-8")
    posts("  hotlines: [tong-dai-111]\n", "  hotlines: [tong-dai-111]\n  units: [province, my-xuyen]\n")
    posts("  - id: ban-nhap\n", MORE + "  - id: ban-nhap\n")
    return folder


def shown(desk, page):
    text = desk.get(page).text
    text = re.sub(r'data-version="[^"]*"|name="csrf" value="\w*"|saved=\w+', "", text)
    return re.sub(r'<span id="note">.*?</span>', "", text)


@pytest.fixture
def pool(office, posts):
    """The same with one slot a day, and two posts that take it whenever nobody else does."""
    settings = office.config / "settings.yaml"
    settings.write_text(settings.read_text("utf-8") + 'slots: {daily: ["07:30"]}\n', "utf-8")
    posts("  - id: ban-nhap\n", POOL + "  - id: ban-nhap\n")
    return office


@pytest.mark.parametrize("seed", range(int(os.environ.get("LOA_EXAMPLES", "1"))))
@pytest.mark.slow
def test_whatever_happens_an_open_desk_shows_what_a_fresh_one_shows(pool, seed):
    office = pool
    chance = random.Random(seed)
    if seed % 2:
        settings = office.config / "settings.yaml"
        settings.write_text(settings.read_text("utf-8") + "approval: required\n", "utf-8")
    clock = FixedClock(FIRST_DAY)
    warm = TestClient(open_desk(office, clock=clock), base_url="http://127.0.0.1:8765")
    for page in PAGES:
        shown(warm, page)
    for _ in range(12):
        happens = chance.choice(
            [moved, moved, decided, stopped, redated, time_passes, paused, followed, seen]
        )
        told = happens(chance, office, warm, clock)
        fresh = client_of(office, now=clock.now())
        expected = {page: shown(fresh, page) for page in PAGES}
        for page in chance.sample([*expected], len(expected)):
            assert shown(warm, page) == expected[page], f"{page} after {told}"


def moved(chance, office, *_):
    """A delivery begins, or goes on."""
    key = Key(
        PostId(chance.choice(IDS)),
        chance.choice([FIRST, "2026-12-08"]),
        UnitId(chance.choice(["province", "my-xuyen"])),
        ChannelName(chance.choice(["facebook", "website"])),
    )
    reason = LATE.filled(due="1/12 07:30", post=key.post)
    with ledger_of(office) as ledger, ledger.writing("may khac") as book:
        row = ledger.delivery(key)
        if row is None:
            state = chance.choice([State.CLAIMED, State.HELD, State.SKIPPED])
            book.begin(key, str(key), FIRST_DAY + timedelta(days=1), state, reason=reason, owner="may-2")
        elif row.state in {State.HELD, State.SKIPPED}:
            book.move(row, State.CLAIMED, reason=CLAIM, owner=chance.choice(["", "may-2"]))
        elif row.state is State.CLAIMED:
            row = book.move(row, State.PREPARED, reason=UPLOADED)
            row = book.move(row, State.SENDING, reason=INTENT)
            out = {"remote_id": str(key), "address": f"https://x.vn/{row.id}", "public_at": FIRST_DAY}
            book.move(row, State.PUBLISHED, reason=RECEIPT, **out)
        elif row.state is State.PUBLISHED:
            book.move(row, State.WITHDRAWN, reason=reason)
    return key


def decided(chance, office, desk, _):
    """A person submits, approves or returns a post, as it reads now or as it did."""
    post = chance.choice(IDS[:3])
    seen = re.search(r'name="seen" value="(\w+)"', desk.get(f"/post/{post}").text)
    step = chance.choice(list(Step))
    with ledger_of(office) as ledger, ledger.writing("Mai") as book:
        book.decide(PostId(post), step, seen[1] if seen and chance.random() < 0.8 else "0" * 64, "vì thế")
    return post, step


def paused(chance, office, *_):
    """A page lets nothing through any more, or does again."""
    with ledger_of(office) as ledger:
        is_paused = FACEBOOK in ledger.paused()
        with ledger.writing("may-2") as book:
            return book.resume(FACEBOOK, reason=CLAIM) if is_paused else book.pause(FACEBOOK, unread())


def followed(chance, office, *_):
    """What is public is to be changed, or that goes on."""
    with ledger_of(office) as ledger:
        rows = ledger.deliveries(states=[State.PUBLISHED])
        row = chance.choice(rows) if rows else None
        asked = [change for change, delivery in ledger.follow_ups() if delivery == row]
        with ledger.writing("may-2") as book:
            if row and asked:
                progress = chance.choice(sorted(STEPS[asked[0].progress], key=str))
                book.follow_ups.step(
                    asked[0], row, progress, reason=LATE.filled(due="1/12", post=row.key.post)
                )
            elif row:
                kind = chance.choice([*Kind])
                book.follow_ups.ask(row, kind, reason=WITHDRAW_ASKED, why="sai ngày", text="lời")
    return row


def seen(chance, office, *_):
    """A stranger looks at what is public."""
    with ledger_of(office) as ledger, ledger.writing("may-2") as book:
        for row in ledger.deliveries(states=[State.PUBLISHED]):
            book.outside.note(row.id, chance.choice([*Glance]))


def stopped(chance, office, *_):
    """Everything is stopped, or goes on."""
    with ledger_of(office) as ledger, ledger.writing("Hoa") as book:
        return book.facts.freeze("quốc tang", reason=FROZEN) or book.facts.thaw(reason=THAWED)


def redated(chance, _, desk, __):
    """A post is moved to another day, on the desk."""
    post, day = chance.choice(IDS[:2]), f"2026-12-{chance.randint(1, 28):02}"
    put(desk, post, day)
    return post, day


def put(desk, post, day):
    page = desk.get("/month?m=2026-12").text
    at = re.search(rf'id="mover-{post}".*?name="at" value="([^"]+)"', page, re.DOTALL)
    word = re.search(r'name="csrf" value="(\w+)"', page)[1]
    desk.post(f"/move/{post}", data={"csrf": word, "day": day, "at": at[1] if at else ""})


def time_passes(chance, _, __, clock):
    """Some minutes, or a day."""
    clock.wait(chance.choice([30, 60, 3600, 86400 * 2]))
    return clock.now()


def test_what_is_held_at_another_unit_meanwhile_is_seen_in_the_list(office):
    desk = client_of(office)
    said = "1 lượt ở đơn vị khác đang giữ lại"
    assert said not in desk.get("/").text
    key = Key(PostId("mat-khau-manh"), FIRST, UnitId("my-xuyen"), ChannelName("website"))
    reason = LATE.filled(due="1/12 07:30", post=key.post)
    with ledger_of(office) as ledger, ledger.writing("may-2") as book:
        book.begin(key, "website:x", FIRST_DAY, State.HELD, reason=reason)
    assert said in desk.get("/").text


def test_a_time_that_passes_is_seen_at_its_minute_though_nothing_was_written(folder):
    clock = FixedClock(datetime(2026, 12, 1, 0, 29, 59, tzinfo=UTC))
    desk = TestClient(open_desk(folder, clock=clock), base_url="http://127.0.0.1:8765")
    assert "Đã qua giờ, chưa đăng" not in desk.get("/").text
    clock.wait(1)
    assert desk.get("/").text.count("Đã qua giờ, chưa đăng") == 2


def test_why_a_post_is_past_its_time_is_told_where_its_page_lets_nothing_through(folder):
    desk = client_of(folder, now=FIRST_DAY + timedelta(days=1))
    assert "chưa đọc hết" not in desk.get("/post/mat-khau-manh").text
    with ledger_of(folder) as ledger, ledger.writing("may-2") as book:
        book.pause(FACEBOOK, unread())
    text = desk.get("/post/mat-khau-manh").text
    assert text.count("Chưa đọc hết được những gì đã đăng ở đó (danh sách thiếu)") == 1
    assert "loa doctor" in text


def unread():
    """Nothing goes out on a page whose posts could not all be read."""
    why, nothing = Text("danh sách thiếu", "the list lacks some"), Text("", "")
    return pause_unread(Failure(FailureKind.DOUBTFUL, "x", why, nothing), None, FIRST_DAY)


def test_a_page_that_stops_and_goes_on_is_seen_in_the_list_of_posts_past_their_time(folder):
    hold(folder, "nguoi-la-nhan-tin", "website")
    desk = client_of(folder, now=FIRST_DAY + timedelta(days=1))
    before = shown(desk, "/")
    with ledger_of(folder) as ledger, ledger.writing("may-2") as book:
        book.pause(FACEBOOK, unread())
    stands = shown(desk, "/")
    assert "1 lượt đang giữ lại" in before
    assert "2 lượt đang giữ lại" in stands
    assert "chưa đọc hết được" in stands
    with ledger_of(folder) as ledger, ledger.writing("may-2") as book:
        book.resume(FACEBOOK, reason=CLAIM)
    assert shown(desk, "/") == before


def test_what_a_post_of_the_pool_waits_for_is_seen_in_the_list_whatever_changed_it(pool):
    """Nothing of its own changed: others took its slot, a slot passed, a link died."""
    clock = FixedClock(FIRST_DAY)
    desk = TestClient(open_desk(pool, clock=clock), base_url="http://127.0.0.1:8765")

    def turn():
        page = desk.get("/").text.partition("Bài kho một")[2]
        found = re.search(r"giữa hai lần; (.*?)</p>", page)[1]
        return found.replace("lần tới dự kiến ", "")

    assert turn() == "Thứ Năm, 3/12/2026 · 07:30"
    put(desk, "mat-khau-manh", "2026-12-22")  # whose slot is free now
    assert turn() == "Thứ Tư, 2/12/2026 · 07:30"
    due = datetime(2026, 12, 2, 0, 30, tzinfo=UTC)
    clock.wait((due - timedelta(minutes=9) - clock.now()).total_seconds())
    assert turn() == "Thứ Năm, 3/12/2026 · 07:30"  # the queued post has not gone out, and takes that slot
    clock.wait(600)
    assert turn() == "Thứ Sáu, 4/12/2026 · 07:30"
    with closing(Ledger.open(pool.var / "ledger.db", clock)) as ledger, ledger.writing("may-2") as book:
        book.outside.note_link("https://vwu.vn/mot", Found.DEAD)
    assert "không mở được nữa" in turn()


def test_a_post_that_left_the_pool_says_why_without_the_names_that_files_have(pool, posts):
    posts("  - id: kho-mot\n", "  - id: kho-mot\n    expires: 2026-11-01\n")
    posts("  - id: kho-hai\n", "  - id: kho-hai\n    status: draft\n")
    page = client_of(pool).get("/post/kho-mot").text
    about = page.partition("Bài dùng lại, nghỉ 14 ngày giữa hai lần; ")[2].partition("</p>")[0]
    assert "đã hết hạn từ ngày 1/11/2026" in about
    assert not re.search(r"expires|evergreen|status|season", about)


def test_what_another_process_decides_is_on_the_next_page_and_told_to_open_ones(folder, posts, monkeypatch):
    posts("2026-12-02 19:30", f"{datetime.now(UTC) + timedelta(days=3):%Y-%m-%d} 19:30")
    looked = first_look(monkeypatch)
    carry(folder, "mat-khau-manh", "facebook", address="https://www.facebook.com/1")
    with serving(open_desk(folder), port=0) as address:
        assert "Đang giữ lại" not in httpx.get(address).text
        listener = Listener(address)
        assert looked.wait(PATIENCE)
        told = len(listener.versions)
        given = ["hold", "nguoi-la-nhan-tin", "--why", "chờ ảnh mới", "--by", "Chị Lan"]
        done = loa(*given, folder=folder.root)
        assert done.status == 0, done.said
        assert "Đang giữ lại" in httpx.get(address).text
        assert "chờ ảnh mới" in httpx.get(address + "post/nguoi-la-nhan-tin").text
        until(lambda: len(listener.versions) > told)


def test_a_ledger_that_is_put_back_is_shown_at_once(folder):
    ledger = folder.var / "ledger.db"
    carry(folder, "mat-khau-manh", "facebook", address="https://www.facebook.com/1")
    copy = ledger.read_bytes()
    hold(folder, "nguoi-la-nhan-tin", "facebook")
    desk = client_of(folder)
    assert "Đang giữ lại" in desk.get("/").text
    put_back(ledger, copy)
    assert "Đang giữ lại" not in desk.get("/").text
    hold(folder, "mat-khau-manh", "website")  # as many lines as before
    page = desk.get("/deliveries?state=held").text
    assert "mat-khau-manh" in page
    assert "nguoi-la-nhan-tin" not in page


def test_a_ledger_that_is_copied_over_the_open_one_is_shown_at_once(folder):
    ledger = folder.var / "ledger.db"
    carry(folder, "mat-khau-manh", "facebook", address="https://www.facebook.com/1")
    copy = ledger.read_bytes()
    hold(folder, "nguoi-la-nhan-tin", "facebook")
    desk = client_of(folder)
    for _ in range(2):
        assert "Đang giữ lại" in desk.get("/").text
    for beside in ("-wal", "-shm"):
        ledger.with_name(f"{ledger.name}{beside}").unlink()
    ledger.write_bytes(copy)  # the same file still, as `cp` leaves it
    assert "Đang giữ lại" not in desk.get("/").text
    hold(folder, "mat-khau-manh", "website")
    page = desk.get("/deliveries?state=held").text
    assert "mat-khau-manh" in page
    assert "nguoi-la-nhan-tin" not in page


def put_back(ledger: Path, data: bytes) -> None:
    for beside in (ledger.with_name(f"{ledger.name}-wal"), ledger.with_name(f"{ledger.name}-shm")):
        beside.unlink(missing_ok=True)
    part = ledger.with_name("part")
    part.write_bytes(data)
    part.replace(ledger)
