import pytest
from starlette.testclient import TestClient

from scheduler.desk.app import create_app
from scheduler.desk.live.streams import Live
from tests.desk.conftest import client_of

HERE = "http://127.0.0.1:8765"


@pytest.fixture
def desk(folder):
    return client_of(folder)


@pytest.mark.parametrize("host", ["127.0.0.1:8765", "localhost:8765", "LOCALHOST", "[::1]:8765", "127.0.0.1"])
def test_this_machine_is_answered(desk, host):
    assert desk.get("/", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:8765",
        "127.0.0.1.evil.example",
        "127.0.0.1:8765@evil.example",
        "0.0.0.0",
        "",
    ],
)
@pytest.mark.parametrize("address", ["/", "/events", "/static/desk.css", "/nowhere"])
def test_a_foreign_name_for_this_machine_is_refused(desk, host, address):
    assert desk.get(address, headers={"Host": host}).status_code == 400


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "http://127.0.0.1:9999", "https://127.0.0.1:8765"]
)
def test_a_page_of_another_origin_is_refused(desk, origin):
    assert desk.get("/", headers={"Origin": origin}).status_code == 403


def test_another_site_may_link_here_but_not_load_a_part(desk):
    linked = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}
    loaded = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"}
    assert desk.get("/", headers=linked).status_code == 200
    assert desk.get("/", headers=loaded).status_code == 403


def test_its_own_origin_is_answered(desk):
    assert desk.get("/", headers={"Origin": HERE}).status_code == 200


def test_a_browser_that_shows_a_picture_alone_finds_the_sign_it_asks_for(desk):
    answer = desk.get("/favicon.ico")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("image/svg+xml")


@pytest.mark.parametrize("address", ["/", "/problems", "/nowhere", "/static/desk.js", "/card/x/0/wide.jpg"])
def test_every_answer_carries_the_strict_headers(desk, address):
    headers = desk.get(address).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize("address", ["/", "/post/mat-khau-manh", "/problems", "/nowhere"])
def test_pages_need_no_inline_script_or_style_and_no_other_host(desk, address):
    html = desk.get(address).text
    assert "<script>" not in html
    assert "style=" not in html
    assert " onclick" not in html
    assert "//fonts" not in html
    for piece in html.split('src="')[1:]:
        assert piece.startswith("/"), piece[:80]


@pytest.mark.parametrize(
    "address",
    [
        "/static/../app.py",
        "/static/%2e%2e/app.py",
        "/static/..%2fapp.py",
        "/static/fonts/../../app.py",
        "/static/fonts/..%2f..%2fapp.py",
        "/card/..%2f..%2fconfig/0/wide.jpg",
        "/post/..%2f..%2fconfig%2fsettings.yaml",
        "/static/%00",
    ],
)
def test_no_address_leads_out_of_the_desk(desk, address):
    assert desk.get(address).status_code == 404


def test_a_script_in_an_address_is_only_text(desk):
    script = "<script>alert(1)</script>"
    for answer in (
        desk.get(f"/post/{script}"),
        desk.get("/", params={"text": script, "audience": script}),
        desk.get("/", params={"x": script, "lang": "en"}),
    ):
        assert "<script>alert" not in answer.text


def test_a_script_in_a_post_is_only_text(folder, posts):
    posts("title: Mật khẩu mạnh cho con", "title: <script>alert(1)</script>")
    posts("Dài và dễ nhớ.", "<b>Dài</b>")
    desk = client_of(folder)
    for address in ("/", "/post/mat-khau-manh"):
        assert "<script>alert" not in desk.get(address).text
        assert "&lt;script&gt;alert" in desk.get(address).text


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_nothing_here_can_be_written_to(desk, method):
    assert desk.request(method, "/").status_code == 405


def test_an_error_of_the_program_shows_no_traceback():
    def read():
        return "not a reading at all"

    quiet = TestClient(create_app(Live(read)), base_url=HERE, raise_server_exceptions=False)
    answer = quiet.get("/")
    assert answer.status_code == 500
    assert "reading" not in answer.text
    assert "Traceback" not in answer.text


def test_what_is_too_big_is_refused_before_it_is_read(desk):
    sent = 0

    def body():
        nonlocal sent
        for _ in range(200):
            sent += 1
            yield b"x" * 1024 * 1024

    answer = desk.post("/photos", content=body(), headers={"Content-Length": str(200 * 1024 * 1024)})
    assert answer.status_code == 413
    assert "Một lần chỉ gửi được 25 MB." in answer.text


def test_a_body_without_an_end_is_cut_off(desk):
    endless = (b"x" * 1024 * 1024 for _ in range(60))
    answer = desk.post(
        "/photos", content=endless, headers={"Content-Type": "multipart/form-data; boundary=x"}
    )
    assert answer.status_code in {400, 403, 413}


def test_what_a_form_was_sent_to_is_no_page_to_open_and_nothing_is_said_to_be_lost(desk):
    answer = desk.get("/act")
    assert answer.status_code == 404
    assert "Không có trang này" in answer.text
    assert "Chưa lưu được" not in answer.text
