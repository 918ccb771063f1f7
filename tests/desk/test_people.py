import re
from datetime import timedelta

import pytest
from argon2 import extract_parameters
from argon2.profiles import RFC_9106_LOW_MEMORY
from starlette.testclient import TestClient

from scheduler.desk.login import COOKIE, HERE, door_of
from scheduler.desk.opening import open_desk
from scheduler.desk.people.sessions import FREE_TRIES, IDLE, LASTING, LONGEST_WAIT, Logins, hash_of
from scheduler.problems import Stop
from scheduler.settings.loading import load_settings
from scheduler.settings.users import User, Users, load_users, save_users
from tests.desk.conftest import PASSWORD
from tests.desk.test_writing import fields_of

AT = "http://loa.hoi.vn"


@pytest.fixture
def office(folder, users):
    """The folder with users and a name for others, and a clock to move."""
    save_users(folder, users)
    settings = folder.config / "settings.yaml"
    settings.write_text(settings.read_text("utf-8") + "desk: {hosts: [loa.hoi.vn]}\n", "utf-8")
    return folder


@pytest.fixture
def desk(office, clock):
    door = door_of(office, load_settings(office)[0], "0.0.0.0")
    client = TestClient(open_desk(office, clock=clock, door=door), base_url=AT, follow_redirects=False)
    client.headers["accept"] = "text/html"
    return client


def word(desk, address="/login"):
    return re.search(r'name="csrf" value="(\w+)"', desk.get(address).text)[1]


def log_in(desk, name, password=PASSWORD, address="/login"):
    return desk.post(address, data={"csrf": word(desk), "name": name, "password": password})


def test_a_password_is_kept_at_the_cost_that_the_standard_advises(hasher):
    assert extract_parameters(hasher.hash(PASSWORD)) == RFC_9106_LOW_MEMORY


def test_on_this_machine_nobody_logs_in(office, folder):
    assert door_of(folder, None, None) == HERE
    assert not door_of(folder, None, "127.0.0.1").asks_login


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.2", "127.1.2.3"])
def test_every_address_of_this_machine_alone_answers_under_its_own_name(folder, host):
    door = door_of(folder, load_settings(folder)[0], host)
    client = TestClient(open_desk(folder, door=door), base_url=f"http://{host}:8765")
    assert client.get("/").status_code == 200
    assert client.get("/", headers={"host": "127.9.9.9:8765"}).status_code == 400


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.5", "::"])
def test_without_users_no_other_machine_can_open_it(folder, host):
    with pytest.raises(Stop, match="user add"):
        door_of(folder, load_settings(folder)[0], host)


def test_a_name_for_others_asks_for_login_even_behind_a_server_on_this_machine(office):
    door = door_of(office, load_settings(office)[0], None)
    assert (door.host, door.asks_login) == ("127.0.0.1", True)
    assert "loa.hoi.vn" in door.names


def test_listening_everywhere_needs_a_name(folder, hashed):
    save_users(folder, Users({"mai": User(role="approver", password=hashed)}))
    with pytest.raises(Stop, match="hosts"):
        door_of(folder, load_settings(folder)[0], "0.0.0.0")
    with pytest.raises(Stop, match="IP"):
        door_of(folder, load_settings(folder)[0], "may-hoi")


@pytest.mark.parametrize(
    "address", ["/", "/post/mat-khau-manh", "/month", "/sheet", "/write", "/deliveries", "/nowhere"]
)
def test_a_stranger_is_led_to_the_login_and_sees_nothing(desk, address):
    answer = desk.get(address)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/login?next={address}")
    assert "Mật khẩu mạnh" not in answer.text


@pytest.mark.parametrize("address", ["/events", "/card/mat-khau-manh/0/wide.jpg", "/metrics"])
def test_a_stranger_gets_no_stream_card_or_figures(desk, address):
    assert desk.get(address, headers={"accept": "*/*"}).status_code == 401


@pytest.mark.parametrize(
    "address",
    ["/write", "/move/mat-khau-manh", "/clean/x", "/undo", "/photos", "/act", "/decide/x"],
)
def test_a_stranger_can_send_nothing(desk, folder, address):
    before = (folder.posts / "2026-12.yaml").read_bytes()
    answer = desk.post(address, data={"csrf": "x"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/login?next=/")
    assert desk.post(address, data={"csrf": "x"}, headers={"accept": "*/*"}).status_code == 401
    assert (folder.posts / "2026-12.yaml").read_bytes() == before


@pytest.mark.parametrize(
    ("sent", "back"),
    [
        (("GET", "/month?m=2026-12", ""), "/month?m=2026-12"),
        (("GET", "/?text=m%E1%BA%ADt&state=planned", ""), "/?text=m%E1%BA%ADt&state=planned"),
        (("POST", "/act", f"{AT}/post/mat-khau-manh?said=now"), "/post/mat-khau-manh"),
        (("POST", "/act", "https://evil.example/month"), "/"),
        (("POST", "/act", ""), "/"),
    ],
)
def test_whoever_logs_in_again_is_back_where_she_was(desk, sent, back):
    method, address, referer = sent
    answer = desk.request(method, address, headers={"Referer": referer})
    assert answer.status_code == 303
    assert log_in(desk, "mai", address=answer.headers["location"]).headers["location"] == back


def test_a_writer_is_sent_to_an_approver_where_only_an_approver_has_the_button(desk):
    log_in(desk, "mai")
    sent = {"csrf": word(desk, "/"), "act": "hold", "post": "mat-khau-manh", "why": "chờ số liệu"}
    assert desk.post("/act", data=sent).status_code == 303
    assert ": bấm “Cho đăng”" in desk.get("/post/mat-khau-manh").text
    log_in(desk, "lan")
    page = desk.get("/post/mat-khau-manh").text
    assert "nhờ người duyệt bấm “Cho đăng”" in page
    assert "loa retry" not in page


def test_the_login_page_tells_nothing_of_the_calendar(desk):
    page = desk.get("/login")
    assert page.status_code == 200
    assert 'autocomplete="current-password"' in page.text
    assert "/deliveries" not in page.text


def test_a_person_logs_in_looks_and_leaves(desk):
    answer = log_in(desk, "mai", address="/login?next=/month")
    assert (answer.status_code, answer.headers["location"]) == (303, "/month")
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert desk.get("/").status_code == 200
    assert "Mật khẩu mạnh" in desk.get("/").text
    desk.post("/logout", data={"csrf": word(desk, "/")})
    assert desk.get("/").status_code == 303


@pytest.mark.parametrize("name", ["Mai", "MAI", " mai "])
def test_a_name_is_one_whatever_its_capitals(desk, users, name):
    assert log_in(desk, name).status_code == 303
    assert users.name_of(name) == "mai"


@pytest.mark.parametrize("name", ["mài", "ma i", "mái", "Lân"])
def test_letters_with_marks_are_another_name(desk, users, name):
    assert log_in(desk, name).status_code == 403
    assert users.name_of(name) == name


@pytest.mark.parametrize("way", ["//evil.example", "https://evil.example", "/\\evil.example", "/%0d%0aX: y"])
def test_the_login_leads_nowhere_else(desk, way):
    assert log_in(desk, "mai", address=f"/login?next={way}").headers["location"] == "/"


@pytest.mark.parametrize(
    ("name", "password"), [("mai", "sai"), ("nobody", PASSWORD), ("", ""), ("mai", "x" * 100_000)]
)
def test_a_wrong_password_and_an_unknown_name_are_told_alike(desk, name, password):
    answer = log_in(desk, name, password)
    assert answer.status_code == 403
    assert f'value="{name}"' in answer.text
    assert "Tên hoặc mật khẩu chưa đúng" in answer.text
    assert COOKIE not in answer.headers.get("set-cookie", "")


@pytest.mark.parametrize("count", [100, pytest.param(1_000, marks=pytest.mark.slow)])
def test_a_thousand_logins_are_refused_before_anything_is_hashed(desk, monkeypatch, count):
    hashed = []
    real = Logins.is_right
    monkeypatch.setattr(Logins, "is_right", lambda *given: hashed.append(given) or real(*given))
    csrf = word(desk)
    statuses = [
        desk.post("/login", data={"csrf": csrf, "name": f"x{n}", "password": "sai"}).status_code
        for n in range(count)
    ]
    assert statuses == [403] * FREE_TRIES + [429] * (count - FREE_TRIES)
    assert len(hashed) == FREE_TRIES


def at(address, app):
    client = TestClient(app, base_url=AT, follow_redirects=False, client=(address, 50_000))
    client.headers["accept"] = "text/html"
    return client


TOO_LONG = "x" * 2000  # wrong without a hash, which takes its time


def guess(desk, name="mai", **headers):
    given = {"csrf": word(desk), "name": name, "password": TOO_LONG}
    return desk.post("/login", data=given, headers=headers)


def test_wrong_guesses_keep_the_guesser_waiting_and_nobody_else(desk, clock):
    guesser, mai = at("203.0.113.9", desk.app), at("203.0.113.10", desk.app)
    waits = []
    for _ in range(28):
        answer = guess(guesser)
        if answer.status_code == 429:
            waits.append(int(answer.headers["retry-after"]))
            assert f"{waits[-1]} giây" in answer.text
            clock.instant += timedelta(seconds=waits[-1])
    assert waits[:4] == [1, 2, 4, 8]
    assert max(waits) == LONGEST_WAIT.total_seconds()
    assert log_in(mai, "mai").status_code == 303
    assert {guess(guesser).status_code, log_in(guesser, "mai").status_code} >= {429}


def test_a_guess_from_many_addresses_locks_nobody_out(clock, hashed):
    logins, users = Logins(clock), Users({"mai": User(role="approver", password=hashed)})
    assert logins.pause() == 0
    for n in range(40):
        assert logins.wait_of(f"198.51.100.{n}", "mai") == 0
        assert not logins.is_right("mai", TOO_LONG, users)
    assert 0 < logins.pause() < 1
    assert logins.wait_of("203.0.113.10", "mai") == 0
    assert logins.is_right("mai", PASSWORD, users)
    clock.instant += timedelta(minutes=1)
    assert logins.pause() == 0


def test_one_line_of_ipv6_is_one_guesser(clock):
    logins = Logins(clock)
    for n in range(FREE_TRIES):
        assert logins.wait_of(f"2001:db8::{n}", "mai") == 0
    assert logins.wait_of("2001:db8::abcd", "mai") > 0
    assert logins.wait_of("2001:db8:0:1::1", "mai") == 0
    for _ in range(FREE_TRIES):
        logins.wait_of("::ffff:203.0.113.1", "mai")
    assert logins.wait_of("203.0.113.1", "mai") > 0


def test_logging_in_does_not_buy_new_guesses_at_others(clock):
    logins = Logins(clock)
    for _ in range(FREE_TRIES):
        logins.wait_of("203.0.113.9", "mai")
    logins.forget("203.0.113.9", "lan")
    assert logins.wait_of("203.0.113.9", "mai") > 0
    logins.forget("203.0.113.9", "mai")
    assert logins.wait_of("203.0.113.9", "mai") == 0


def test_ten_thousand_tries_keep_little(clock):
    logins = Logins(clock)
    for n in range(10_000):
        logins.wait_of(f"10.0.{n // 250}.{n % 250}", "mai")
        logins.wait_of("203.0.113.9", f"x{n}")
    assert logins.wait_of("203.0.113.9", "mai") > 0
    clock.instant += timedelta(hours=1, minutes=16)
    assert logins.wait_of("203.0.113.9", "mai") == 0


@pytest.mark.parametrize(
    ("named", "is_slowed"), [([], True), (["10.0.0.0/8"], True), (["203.0.113.1"], False)]
)
def test_a_forwarded_address_counts_only_from_a_named_proxy(office, clock, named, is_slowed):
    settings = office.config / "settings.yaml"
    text = settings.read_text("utf-8").replace(
        "hosts: [loa.hoi.vn]", f"hosts: [loa.hoi.vn], proxies: {named}"
    )
    settings.write_text(text, "utf-8")
    door = door_of(office, load_settings(office)[0], None)
    desk = at("203.0.113.1", open_desk(office, clock=clock, door=door))
    statuses = {
        guess(desk, **{"X-Forwarded-For": f"198.51.100.{n}"}).status_code for n in range(FREE_TRIES + 1)
    }
    assert (429 in statuses) is is_slowed


@pytest.mark.parametrize("named", ["caddy", "0.0.0.0/0", "10.0.0.0/33", ""])
def test_a_proxy_is_an_address(office, named):
    settings = office.config / "settings.yaml"
    text = settings.read_text("utf-8").replace(
        "hosts: [loa.hoi.vn]", f'hosts: [loa.hoi.vn], proxies: ["{named}"]'
    )
    settings.write_text(text, "utf-8")
    assert "network" in {problem.code for problem in load_settings(office)[1]}


@pytest.mark.parametrize("role", ["approver", "viewer"])
def test_a_changed_password_ends_her_sessions(desk, office, role):
    mai, elsewhere, lan = (at("203.0.113.1", desk.app) for _ in range(3))
    for client, name in ((mai, "mai"), (elsewhere, "mai"), (lan, "lan")):
        assert log_in(client, name).status_code == 303
    people = dict(load_users(office)[0].people)
    people["mai"] = User(role=role, password=hash_of("một mật khẩu khác"))
    save_users(office, Users(people))
    assert [client.get("/").status_code for client in (mai, elsewhere, lan)] == [303, 303, 200]
    assert log_in(mai, "mai").status_code == 403
    assert log_in(mai, "mai", "một mật khẩu khác").status_code == 303
    assert elsewhere.get("/").status_code == 303


@pytest.mark.parametrize(("wait", "ends"), [(IDLE, False), (IDLE + timedelta(seconds=1), True)])
def test_a_session_ends_when_nobody_uses_it(desk, clock, wait, ends):
    log_in(desk, "mai")
    clock.instant += wait
    assert (desk.get("/").status_code == 303) is ends


def test_a_page_left_open_keeps_nobody_logged_in(desk, clock):
    log_in(desk, "mai")
    desk.app.state.live.end()  # each stream tells the version and ends
    step = IDLE / 3
    for _ in range(3):
        clock.instant += step
        assert desk.get("/events").text.startswith("data: ")
    clock.instant += timedelta(seconds=1)
    assert desk.get("/events", headers={"accept": "*/*"}).status_code == 401
    assert desk.get("/").status_code == 303


def test_a_session_ends_after_a_day_of_work_however_busy(desk, clock):
    log_in(desk, "mai")
    for _ in range(int(LASTING / timedelta(hours=1))):
        clock.instant += timedelta(hours=1)
        assert desk.get("/").status_code == 200
    clock.instant += timedelta(minutes=1)
    assert desk.get("/").status_code == 303


def test_a_person_who_is_removed_is_out_at_once(desk, office):
    log_in(desk, "mai")
    people = dict(load_users(office)[0].people)
    del people["mai"]
    save_users(office, Users(people))
    assert desk.get("/").status_code == 303


def test_a_viewer_looks_and_changes_nothing(desk):
    log_in(desk, "cam")
    page = desk.get("/post/mat-khau-manh").text
    assert 'href="/write' not in page
    assert 'action="/act"' not in page
    assert desk.get("/sheet").status_code == 200
    csrf = word(desk, "/")
    for address in ("/write", "/act", "/act/hotline", "/decide/mat-khau-manh", "/photos", "/finish/ban-nhap"):
        assert desk.post(address, data={"csrf": csrf}).status_code == 403
    page = desk.get("/write")
    assert page.status_code == 403
    assert "nhờ người quản lý người dùng cho chị thêm quyền" in page.text
    assert 'href="/"' in page.text


def test_whatever_a_desk_takes_a_viewer_may_send_nothing_but_what_changes_nothing(desk):
    """Asked of every address that there is: one that nobody thought of is refused."""
    log_in(desk, "cam")
    csrf = word(desk, "/")
    sent = {route.path for route in routes_of(desk.app) if "POST" in (route.methods or ())}
    may = {"/login", "/logout", "/remark/{post}", "/remark-done/{post}", "/link/{post}", "/practice/{post}"}
    may.add("/phone/{link}")  # who has the link that was sent decides by it
    tried = {
        path: desk.post(re.sub(r"{\w+(:\w+)?}", "mat-khau-manh", path), data={"csrf": csrf}).status_code
        for path in sent - may
    }
    assert "/finish/{post}" in tried
    assert {path: status for path, status in tried.items() if status != 403} == {}


def routes_of(app):
    while not hasattr(app, "routes"):
        app = app.app
    return app.routes


def test_a_writer_writes(desk, folder):
    log_in(desk, "lan")
    fields = fields_of(desk.get("/write/mat-khau-manh").text)
    assert "Mật khẩu" in desk.post("/write/look", data=fields).json()["ways"]
    answer = desk.post("/write", data={**fields, "title": "Mật khẩu dài", "action": "save"})
    assert answer.status_code == 303
    assert "title: Mật khẩu dài" in (folder.posts / "2026-12.yaml").read_text("utf-8")


def test_the_word_of_one_session_is_not_another_s(desk):
    log_in(desk, "lan")
    hers = word(desk, "/")
    log_in(desk, "mai")
    assert desk.post("/undo", data={"csrf": hers, "save": "x"}).status_code == 403


@pytest.mark.parametrize("origin", ["http://loa.hoi.vn", "https://loa.hoi.vn"])
def test_its_own_origin_may_send_whether_tls_ends_before_it_or_not(desk, origin):
    csrf = word(desk)
    answer = desk.post(
        "/login", data={"csrf": csrf, "name": "mai", "password": PASSWORD}, headers={"Origin": origin}
    )
    assert answer.status_code == 303


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Host": "evil.example"}, 400),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "https://loa.hoi.vn.evil.example"}, 403),
        ({"Content-Length": str(200 * 1024 * 1024)}, 413),
        ({}, 403),  # without the form's word
    ],
)
def test_bad_requests_are_refused_and_nobody_gets_in(desk, headers, status):
    answer = desk.post("/login", content=b"name=mai", headers=headers)
    assert answer.status_code == status
    assert "Traceback" not in answer.text
    assert COOKIE not in answer.headers.get("set-cookie", "")


def test_capitals_in_the_users_file_are_no_other_name_and_no_second_one(office, hashed):
    entry = f'{{role: viewer, password: "{hashed}"}}'
    (office.config / "users.yaml").write_text(f"Mai: {entry}\n", "utf-8")
    users, problems = load_users(office)
    assert (list(users.people), problems) == (["mai"], [])
    (office.config / "users.yaml").write_text(f"mai: {entry}\nMAI: {entry}\n", "utf-8")
    assert [problem.code for problem in load_users(office)[1]] == ["user-twice"]


def test_the_users_file_is_for_its_owner_and_its_mistakes_show_no_hash(office, hashed):
    file = office.config / "users.yaml"
    assert file.stat().st_mode & 0o077 == 0
    file.write_text(f'mai: {{role: boss, password: "{hashed}"}}\nMai Lan: {{role: viewer}}\n', "utf-8")
    users, problems = load_users(office)
    assert users.people == {}
    assert {problem.code for problem in problems} >= {"choice", "user-name"}
    said = "".join(problem.as_text("vi") + problem.as_text("en") for problem in problems)
    assert hashed not in said
    with pytest.raises(Stop, match="errors"):
        door_of(office, load_settings(office)[0], "0.0.0.0")


def test_where_an_approver_is_reached_is_kept_and_an_address_in_its_place_is_shown_to_nobody(office, hashed):
    reached = User(role="approver", password=hashed, receivers=("file:config/nhan.txt", "env:LOA_MAI"))
    save_users(office, Users({"mai": reached}))
    assert load_users(office) == (Users({"mai": reached}), [])
    token = "123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"
    file = office.config / "users.yaml"
    for address in (f"tgram://{token}/42", f"mailto://mai:{token}@hoi.vn"):
        file.write_text(f'mai: {{role: approver, password: "x", receivers: ["{address}"]}}\n', "utf-8")
        users, problems = load_users(office)
        assert (users.people, len(problems)) == ({}, 1)
        assert "AAHdqTcv" not in problems[0].as_text("vi") + repr(problems[0].line_text)
