"""Whoever looks after some units alone sees and changes theirs, and nothing of any other unit, anywhere."""

import html
import re
from contextlib import closing
from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from PIL import Image
from starlette.routing import Route
from starlette.testclient import TestClient

from scheduler.calendar.model import ChannelName, PostId, UnitId
from scheduler.clock import FixedClock
from scheduler.delivery.by_hand import GIVEN
from scheduler.delivery.key import Key
from scheduler.delivery.ledger import Ledger
from scheduler.delivery.reasons import CLAIM, INTENT, LATE, RECEIPT, UPLOADED
from scheduler.delivery.states import State
from scheduler.desk.live.narrowing import NarrowSnapshot
from scheduler.desk.live.states import Snapshot
from scheduler.desk.login import Door
from scheduler.desk.opening import open_desk
from scheduler.settings.users import User, Users
from tests.desk.asking import state_of
from tests.desk.conftest import FIRST_DAY
from tests.desk.test_people import AT, log_in, word
from tests.desk.test_writing import fields_of

UNITS = """\
units:
  - {id: my-xuyen, name: Hội LHPN xã Mỹ Xuyên, facebook: {page: "11", token: env:LOA_T}}
  - {id: dai-tam, name: Hội LHPN xã Đại Tâm, facebook: {page: "12", token: env:LOA_T}}
"""
OWN, SHARED, OTHERS = "cua-my-xuyen", "chung-hai-xa", ("cua-dai-tam", "cua-tinh", "loi-cua-dai-tam")
POSTS = """\
defaults: {channels: [facebook], hotlines: [tong-dai-111]}
posts:
  - {id: cua-my-xuyen, at: 2026-12-01 07:30, title: Ngày hội ở Mỹ Xuyên, text: Mời chị em., units: [my-xuyen],
     audience: cha-me, topic: ky-nang-so, card: {template: tip, headline: Ngày hội, alt: Thẻ ngày hội}}
  - {id: chung-hai-xa, at: 2026-12-02 07:30, title: Bài chung hai xã, text: "{{ unit.name }} mời bà con.",
     units: [dai-tam, my-xuyen], audience: cha-me, topic: ky-nang-so,
     card: {template: tip, headline: Bài chung, alt: Thẻ bài chung}}
  - {id: cua-dai-tam, at: 2026-12-03 07:30, title: Chuyện kín của Tâm, text: Lời kín của Tâm.,
     units: [dai-tam],
     audience: cha-me, topic: ky-nang-so, card: {template: tip, headline: Thẻ kín của Tâm, alt: Ảnh kín}}
  - {id: cua-tinh, at: 2026-12-04 07:30, title: Việc kín của tỉnh, text: Lời kín của tỉnh.,
     audience: cha-me, topic: ky-nang-so, card: {template: tip, headline: Thẻ kín của tỉnh, alt: Ảnh kín}}
  - {id: loi-cua-dai-tam, at: 2026-12-05 07:30, title: Bài lỗi kín của Tâm, text: "Gọi 0377672999 nhé",
     units: [dai-tam], audience: khong-co, topic: ky-nang-so}
"""
SECRETS = ("Đại Tâm", "kín của Tâm", "kín của tỉnh", "Hội phụ nữ tỉnh nhà", "cua-dai-tam", "cua-tinh")


@pytest.fixture
def folder_of_two(folder, hashed, monkeypatch):
    """A province of two communes, each with its posts and what became of them; Hoa and Huệ look after one."""
    monkeypatch.setenv("LOA_T", "x" * 20)
    (folder.config / "units.yaml").write_text(UNITS, "utf-8")
    (folder.posts / "2026-12.yaml").write_text(POSTS, "utf-8")
    settings = folder.config / "settings.yaml"
    text = settings.read_text("utf-8").replace("Hội LHPN tỉnh Sóc Trăng", "Hội phụ nữ tỉnh nhà")
    settings.write_text(text + "approval: required\n", "utf-8")
    with closing(Ledger.open(folder.var / "ledger.db", FixedClock(FIRST_DAY))) as ledger:
        for number, (post, unit) in enumerate(
            [(OWN, "my-xuyen"), (SHARED, "my-xuyen"), (SHARED, "dai-tam"), ("cua-dai-tam", "dai-tam")]
        ):
            with ledger.writing("test") as book:
                _put(book, post, unit, number)
        with ledger.writing("mai") as book:
            for post in (OWN, SHARED, "cua-dai-tam"):
                book.remarks.add(PostId(post), f"Nhắn về {post}", [])
    return folder


def _put(book, post, unit, number):
    key = key_of(post, unit)
    if number % 2:
        book.begin(key, f"facebook:{unit}", FIRST_DAY, State.HELD, reason=LATE.filled(due="7:30", post=post))
        return
    row = book.begin(key, f"facebook:{unit}", FIRST_DAY, State.CLAIMED, reason=CLAIM)
    row = book.move(row, State.PREPARED, reason=UPLOADED)
    row = book.move(row, State.SENDING, reason=INTENT)
    book.move(row, State.PUBLISHED, reason=RECEIPT, remote_id=f"r{number}", public_at=FIRST_DAY)


def key_of(post, unit):
    return Key(PostId(post), "first", UnitId(unit), ChannelName("facebook"))


@pytest.fixture
def people(hashed):
    hers = {"password": hashed, "units": ("my-xuyen",)}
    return {
        "mai": User(role="approver", password=hashed),
        "hoa": User(role="approver", **hers),
        "hue": User(role="writer", **hers),
    }


@pytest.fixture
def desk_of(folder_of_two, people):
    """A desk on which she is logged in: `desk_of("hoa")`."""
    door = Door("0.0.0.0", frozenset({"loa.hoi.vn"}), True, lambda: Users(people))

    def practise(*_):
        raise AssertionError("nobody here may")

    clock = FixedClock(FIRST_DAY + timedelta(days=3))
    app = open_desk(folder_of_two, clock=clock, door=door, practise=practise)

    def opened(name):
        client = TestClient(app, base_url=AT, follow_redirects=False)
        client.headers["accept"] = "text/html"
        assert log_in(client, name).status_code == 303
        return client

    return opened


def told(answer):
    """All that an answer says, of a workbook too."""
    data = answer.content
    if data.startswith(b"PK"):
        with ZipFile(BytesIO(data)) as parts:
            data = b"\n".join(parts.read(name) for name in parts.namelist())
    return html.unescape(data.decode("utf-8", "replace"))


BLANKS = {"{number}": "0", "{number:int}": "0", "{size}": "wide", "{ending}": "mp4", "{kind}": "xlsx",
          "{name:path}": "photos/dai-tam/anh.jpg", "{name}": "anh", "{seen}": "0" * 64, "{key}": "a",
          "{act}": "take", "{link}": "1-a"}  # fmt: skip
ASKED = [
    "", "?unit=dai-tam", "?unit=province", "?post=cua-dai-tam", "?post=cua-tinh", "?text=kin",
    "?state=attention", "?state=held", "?from=cua-dai-tam", "?from=2026-12-01&to=2026-12-31", "?m=2026-12",
    f"?key={key_of('cua-dai-tam', 'dai-tam')}", f"?key={key_of(SHARED, 'dai-tam')}", "?sort=published",
    "?p=2", "?d=2026-12-03", "?period=2026-12&unit=dai-tam", "?period=2026-11&by=unit&is=dai-tam",
    "?period=2026-11&by=out",
    f"?said=retry&key={key_of('cua-dai-tam', 'dai-tam')}", "?day=2026-12-03", "?look=1",
]  # fmt: skip


def addresses(app, method):
    """Every address of the desk with its blanks filled in, by others' posts and those that are shared."""
    routes = [one for one in app.routes if isinstance(one, Route) and method in one.methods]
    assert len(routes) > 30
    for route in routes:
        for post in (*OTHERS, SHARED, OWN) if "{post}" in route.path else ("",):
            path = route.path.replace("{post}", post)
            for blank, words in BLANKS.items():
                path = path.replace(blank, words)
            assert "{" not in path, "a new blank: fill it in above"
            yield path, post


TOGETHER = (
    f"?unit=dai-tam&post=cua-dai-tam&key={key_of('cua-dai-tam', 'dai-tam')}&text=kin&m=2026-12&said=retry",
    "?from=2026-12-01&to=2026-12-31&d=2026-12-03&state=held&period=2026-11&by=out&sort=last&day=2026-12-03",
    f"?from=cua-dai-tam&key={key_of(SHARED, 'dai-tam')}&period=2026-11&by=unit&is=dai-tam&state=attention",
)


@pytest.mark.parametrize(
    ("name", "asked_for"),
    [("hoa", ("", *TOGETHER)), pytest.param("hue", (*ASKED, *TOGETHER), marks=pytest.mark.slow)],
)
def test_no_page_tells_her_anything_of_another_unit(desk_of, name, asked_for):
    desk = desk_of(name)
    found = []
    for path, post in addresses(desk.app, "GET"):
        if path == "/events":  # it ends with the server; it says the version alone
            continue
        is_page = not post and not path.endswith((".webp", ".jpg", ".mp4", ".ico", ".svg"))
        for asked in asked_for if is_page else ("", "?unit=dai-tam"):
            answer = desk.get(f"{path}{asked}")
            assert answer.status_code < 500, path
            if answer.status_code == 403:  # before anything is asked for
                break
            address, shown = f"{path}{asked}", told(answer)  # what she typed may come back
            found += [(address, one) for one in SECRETS if one in shown and one not in address]
    assert not found


def test_no_answer_of_the_ledger_is_forgotten_where_it_is_narrowed():
    def answers(of):
        return {name for name in vars(of) if not name.startswith("_")}

    # The ledger itself, its next look, and what is told of rows that were given before.
    assert answers(Snapshot) - answers(NarrowSnapshot) == {"book", "at", "came_of"}


def test_whoever_looks_after_all_is_told_there_what_she_is_not(desk_of):
    mai = desk_of("mai")
    for address in ("/", "/month?m=2026-12", "/problems", "/deliveries?state=published", "/units", "/remarks",
                    "/units.xlsx", "/sheet?from=2026-12-01&to=2026-12-31",
                    "/report/rows?period=2026-11&by=out", f"/post/{SHARED}"):  # fmt: skip
        shown = told(mai.get(address))
        assert [one for one in SECRETS if one in shown], address


SENT = [
    {"post": "cua-dai-tam", "act": "hold", "why": "x"}, {"post": "cua-tinh", "act": "now"},
    {"post": SHARED, "act": "withdraw", "why": "x"}, {"post": [OWN, SHARED], "act": "delete"},
    {"post": [OWN, "cua-dai-tam"], "act": "move", "days": "1"}, {"post": SHARED, "act": "submit"},
    {"key": str(key_of("cua-dai-tam", "dai-tam")), "act": "retry"}, {"save": "a" * 12, "remark": "3"},
    {"key": str(key_of(SHARED, "dai-tam")), "act": "skip", "why": "x"}, {"unit": "dai-tam", "act": "done"},
    {"units": "dai-tam", "file": "posts/2026-12.yaml", "title": "Bài lạ", "action": "save"},
    {"units": ["my-xuyen", "dai-tam"], "title": "Bài lạ"}, {"units": "all", "title": "Bài lạ"},
    {"post": "cua-dai-tam", "file": "posts/2026-12.yaml", "units": "my-xuyen", "title": "Bài lạ"},
    {"step": "submit"}, {"step": "approve"}, {"step": "return", "remark": "x"}, {"text": "lời nhắn"},
    {"day": "2026-12-20", "at": "2026-12-02 07:30"}, {"seen": "x"}, {"version": "x"}, {"name": "x"},
]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("name", ["hoa", pytest.param("hue", marks=pytest.mark.slow)])
def test_nothing_that_she_sends_changes_or_tells_what_is_another_units(desk_of, folder_of_two, name):
    desk = desk_of(name)
    before, csrf = state_of(folder_of_two), word(desk, "/")
    for path, post in addresses(desk.app, "POST"):
        if path in ("/logout", "/login") or post == OWN:
            continue
        for fields in SENT:
            answer = desk.post(path, data={"csrf": csrf, **fields})
            assert answer.status_code < 500, (path, fields)
            shown = told(answer)
            assert not [one for one in SECRETS if one in shown and one not in f"{path}{fields}"], (
                path,
                fields,
            )
        assert state_of(folder_of_two) == before, path


def test_what_is_hers_alone_she_writes_holds_and_submits_and_her_approver_approves(desk_of, folder_of_two):
    hue = desk_of("hue")
    form = {"csrf": word(hue, "/write"), "post": "", "units": "my-xuyen", "title": "Bài mới", "text": "Lời.",
            "date": "2026-12-20", "time": "07:30", "channels": "facebook", "status": "draft", "cards": "0",
            "audience": "cha-me", "topic": "ky-nang-so", "action": "draft", "language": "vi",
            "file": "posts/2026-12.yaml"}  # fmt: skip
    answer = hue.post("/write", data=form)
    assert answer.status_code == 303
    new = folder_of_two.posts / "my-xuyen-2026-12.yaml"
    assert "my-xuyen" in new.read_text("utf-8")
    assert "Bài mới" in hue.get("/").text
    assert desk_of("mai").get("/").text.count("Bài mới") > 0
    hold = {"csrf": word(hue, "/"), "post": OWN, "act": "hold", "why": "chờ"}
    assert hue.post("/act", data=hold).status_code in (303, 409)


def test_the_approver_of_a_unit_decides_about_its_posts_and_never_about_shared_ones(desk_of):
    hue, hoa = desk_of("hue"), desk_of("hoa")
    page = hue.get(f"/post/{OWN}").text
    seen = re.search(r'name="seen" value="(\w+)"', page)[1]
    sent = {"csrf": word(hue, "/"), "step": "submit", "seen": seen}
    assert hue.post(f"/decide/{OWN}", data=sent).status_code == 303
    sent = {"csrf": word(hoa, "/"), "step": "approve", "seen": seen}
    assert hoa.post(f"/decide/{OWN}", data=sent).status_code == 303
    shared = desk_of("mai").get(f"/post/{SHARED}").text
    sent["seen"] = re.search(r'name="seen" value="(\w+)"', shared)[1]
    answer = hoa.post(f"/decide/{SHARED}", data=sent)
    assert answer.status_code == 403
    assert "còn đăng ở đơn vị khác" in answer.text


def test_a_shared_post_is_shown_as_her_unit_says_it_without_what_only_others_may_do(desk_of):
    page = told(desk_of("hoa").get(f"/post/{SHARED}"))
    assert "Hội LHPN xã Mỹ Xuyên mời bà con" in page
    assert f'href="/write/{SHARED}"' not in page
    assert f"/delete/{SHARED}" not in page
    assert "Nhắn về" not in page
    assert f"/deliveries?unit=my-xuyen&post={SHARED}" in page


def test_of_a_shared_post_she_decides_about_her_own_units_delivery(desk_of, folder_of_two):
    hoa = desk_of("hoa")
    key = str(key_of(SHARED, "my-xuyen"))
    answer = hoa.post("/act", data={"csrf": word(hoa, "/"), "key": key, "act": "skip", "why": "x"})
    assert answer.status_code == 303
    with closing(Ledger.open(folder_of_two.var / "ledger.db", FixedClock(FIRST_DAY))) as ledger:
        states = {row.key.unit: row.state for row in ledger.deliveries() if row.key.post == SHARED}
    assert states == {"my-xuyen": State.SKIPPED, "dai-tam": State.PUBLISHED}


def test_an_address_that_nobody_listed_is_closed_to_her_in_words(desk_of):
    hoa = desk_of("hoa")
    for path in (
        "/crisis",
        "/trash",
        "/excel",
        "/bundle",
        "/setup",
        "/setup/people",
        "/embed",
        "/comments",
        "/metrics",
        "/new",
    ):
        answer = hoa.get(path)
        assert answer.status_code == 403, path
        assert "không thuộc phần việc của chị" in answer.text
    for path in (
        "/crisis",
        "/setup/people",
        "/act/hotline",
        "/act/comment",
        "/practice/x",
        "/trash/x",
        "/new",
    ):
        assert hoa.post(path, data={"csrf": word(hoa, "/")}).status_code == 403, path


def test_a_unit_that_the_calendar_has_no_more_shows_nothing_at_all(desk_of, people, hashed):
    people["hoa"] = User(role="approver", password=hashed, units=("khong-con",))
    hoa = desk_of("hoa")
    page = told(hoa.get("/"))
    assert not [one for one in (*SECRETS, "Mỹ Xuyên", "Bài chung") if one in page]
    assert hoa.get("/write").status_code == 403


def test_an_id_that_another_units_post_has_is_taken_for_her_too(desk_of, folder_of_two):
    hue = desk_of("hue")
    form = {
        "csrf": word(hue, "/write"),
        "units": "my-xuyen",
        "title": "Cua tinh",
        "id": "cua-tinh",
        "text": "Lời.",
        "date": "2026-12-20",
        "time": "07:30",
        "channels": "facebook",
        "action": "save",
        "cards": "0",
    }
    hue.post("/write", data=form)
    assert "cua-tinh\n" not in "".join(
        path.read_text("utf-8") for path in folder_of_two.posts.glob("my-xuyen*.yaml")
    )
    assert desk_of("mai").get("/post/cua-tinh").status_code == 200


def test_a_photo_is_hers_where_she_brought_it_or_her_posts_show_it(desk_of, folder_of_two):
    hue, photos = desk_of("hue"), folder_of_two.assets / "photos"
    for place in ("dai-tam/kin.jpg", "tinh.jpg", "my-xuyen/hoi.jpg"):
        (photos / place).parent.mkdir(parents=True, exist_ok=True)
        Image.new("RGB", (1400, 1000), "#226644").save(photos / place)
    assert hue.get("/photo/photos/my-xuyen/hoi.jpg").status_code == 200
    for name in ("dai-tam/kin.jpg", "tinh.jpg", "my-xuyen/../dai-tam/kin.jpg", "my-xuyen/%2e%2e/tinh.jpg"):
        assert hue.get(f"/photo/photos/{name}").status_code in (403, 404), name
    page = hue.get("/write").text
    assert "photos/my-xuyen/hoi.jpg" in page
    assert "photos/tinh.jpg" not in page
    form = {"csrf": word(hue, "/write"), "units": "my-xuyen", "title": "Bài", "text": "Lời.", "cards": "1",
            "date": "2026-12-20", "time": "07:30", "channels": "facebook", "action": "draft",
            "shown": "photos", "card-0-image": "photos/dai-tam/kin.jpg", "card-0-alt": "Ảnh"}  # fmt: skip
    look = hue.post("/write/look", data=form).json()
    assert "không phải của đơn vị chị" in str(look)
    assert hue.post("/write", data=form).status_code == 422
    assert not list(folder_of_two.posts.glob("my-xuyen*"))
    with BytesIO() as data:
        Image.new("RGB", (1400, 1000), "#882244").save(data, "JPEG")
        sent = {"photo": ("anh.jpg", data.getvalue(), "image/jpeg")}
        name = hue.post("/photos", data={"csrf": form["csrf"]}, files=sent).json()["name"]
    assert name == "photos/my-xuyen/anh.jpg"


def test_she_takes_back_her_own_saves_and_settles_remarks_on_her_own_posts_alone(desk_of, folder_of_two):
    hoa, mai = desk_of("hoa"), desk_of("mai")
    move = {"csrf": word(mai, "/"), "day": "2026-12-25", "at": "2026-12-03 07:30"}
    save = re.search(r"saved=(\w+)", mai.post("/move/cua-dai-tam", data=move).headers["location"])[1]
    before, csrf = state_of(folder_of_two), word(hoa, "/")
    assert hoa.post("/undo", data={"csrf": csrf, "save": save}).status_code == 403
    for number in (2, 3):  # on the shared post and on another unit's, as if they were on hers
        sent = {"csrf": csrf, "remark": str(number)}
        assert hoa.post(f"/remark-done/{OWN}", data=sent).status_code == 404
    assert state_of(folder_of_two) == before
    assert hoa.post(f"/remark-done/{OWN}", data={"csrf": csrf, "remark": "1"}).status_code == 303
    form = {**fields_of(hoa.get(f"/write/{OWN}").text), "title": "Ngày hội mới", "action": "save"}
    save = re.search(r"saved=(\w+)", hoa.post("/write", data=form).headers["location"])[1]
    assert "Ngày hội mới" in hoa.get("/").text
    assert "said=undone" in hoa.post("/undo", data={"csrf": csrf, "save": save}).headers["location"]
    assert "Ngày hội mới" not in hoa.get("/").text


def _give(book, key, due=FIRST_DAY):
    row = book.begin(key, f"groups:{key.unit}", due, State.CLAIMED, reason=CLAIM)
    row = book.move(row, State.PREPARED, reason=UPLOADED)
    row = book.move(row, State.SENDING, reason=INTENT)
    book.move(row, State.HANDED_OVER, reason=GIVEN, remote_id=f"{key.post}-{key.unit}")


def test_what_is_hers_is_not_crowded_out_by_what_is_others(folder_of_two, desk_of):
    """The lists of the whole office are cut off at a hundred or two; hers has all that is hers."""
    with closing(Ledger.open(folder_of_two.var / "ledger.db", FixedClock(FIRST_DAY))) as ledger:
        with ledger.writing("test") as book:
            for number in range(150):
                _give(book, Key(PostId(f"cu-{number}"), "first", UnitId("dai-tam"), ChannelName("groups")))
            late = Key(PostId(OWN), "first", UnitId("my-xuyen"), ChannelName("groups"))
            _give(book, late, FIRST_DAY + timedelta(days=1))
        with ledger.writing("mai") as book:
            for _ in range(250):
                book.remarks.add(PostId("cua-dai-tam"), "việc khác", [])
    hoa = desk_of("hoa")
    assert "Ngày hội ở Mỹ Xuyên" in hoa.get("/by-hand").text
    assert f"Nhắn về {OWN}" in hoa.get("/remarks").text
