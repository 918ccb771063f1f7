"""Whatever is sent to whichever address: never a 5xx, and a refusal changes nothing."""

from __future__ import annotations

import re
import shutil
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.routing import Route
from starlette.testclient import TestClient

from scheduler.clock import FixedClock
from scheduler.desk.app import create_app
from scheduler.desk.live.streams import Live
from scheduler.desk.login import HERE, door_of
from scheduler.desk.opening import open_desk
from scheduler.files import WorkFolder
from scheduler.settings.loading import load_settings
from scheduler.settings.users import User, Users, save_users
from tests.desk.asking import Sent, ask, form, forms_in, several_parts, state_of, words_asked_for
from tests.desk.conftest import FIRST_DAY, HOTLINES, PASSWORD, POSTS, ROLES, SETTINGS, carry, client_of, hold
from tests.examples import examples

WORDS = words_asked_for()
POST_IDS = ("mat-khau-manh", "nguoi-la-nhan-tin", "ban-nhap", "hang-tuan")
KEYS = ("mat-khau-manh/1/province/facebook", "nguoi-la-nhan-tin/1/province/website")
SERIES = """\
  - id: hang-tuan
    at: 2026-12-03 08:00
    title: Lời nhắc hằng tuần
    text: Hỏi con hôm nay vui không.
    repeat: FREQ=WEEKLY;COUNT=5
    card: {template: tip, headline: Hỏi con, alt: Thẻ nhắc hỏi con}
"""
ODD = st.sampled_from(
    [
        "",
        " ",
        "\x00",
        "a\x00b",
        "ế" * 5000,
        "9" * 5000,
        "-1",
        "0",
        "1",
        "1e400",
        "NaN",
        "²",
        "٣",
        "null",
        "[" * 30_000,
        '{"a":' * 5000,
        '{"at": [1], "repeat": {"x": 1}, "channels": 3, "card": [], "cards": {"a": 1}}',
        '{"title": NaN, "at": Infinity, "card": {"template": ["tip"]}}',
        '{"title": "\\ud800", "channels": {"facebook": null}, "hotlines": {}}',
        "\ud800",
        "9999-12-31",
        "9999-12",
        "0001-01-01",
        "0000-00",
        "2199-12-31",
        "2026-02-30",
        "2026-12",
        "2026-12-05",
        "2026-W01-1",
        "20261205",
        "2026-12-05\n",
        "00:00",
        "24:00",
        "23:59",
        "7:5",
        "FREQ=DAILY",
        "FREQ=DAILY;COUNT=99999999999999999999",
        "FREQ=WEEKLY;UNTIL=99991231",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=SECONDLY;INTERVAL=0",
        "FREQ=WEEKLY;BYDAY=MO,TU;BYSETPOS=400",
        "other",
        "posts/2026-12.yaml",
        "posts/2026-12.yaml/x.yaml",
        "posts/" + "a" * 300 + ".yaml",
        "posts/con\x00.yaml",
        "posts/../config/settings.yaml",
        "posts/moi/bai.yml",
        "posts",
        "{{ hotline('x') }} {{ unit.name }} {{ {% }}",
        "{{" * 1500,
        "&a *a !!python/object:os.system ? | > - : #",
        "<script>alert(1)</script>",
        "\u202e\u200b\ufeff\u00ad",
        "💥" * 500,
        "province",
        "all",
        "facebook",
        "take-at",
        "take-cards",
        "take-card-x",
        "remove-card-0",
        "remove-card-²",
        "remove-card-" + "9" * 5000,
        "add-card",
        "look",
        "save",
        "http://[",
        "//evil.example",
        "a/b/c/d",
        "draft",
        "km",
        *POST_IDS,
        *KEYS,
    ]
)
VALUES = st.one_of(ODD, st.text(max_size=40), st.integers(-3, 4000).map(str))
NAMES = st.one_of(
    st.sampled_from(WORDS),
    st.integers(-1, 11).flatmap(
        lambda number: st.sampled_from([f"card-{number}-{word}" for word in ("template", "photo", "items")])
    ),
    st.text(max_size=10),
)
FIELDS = st.lists(st.tuples(NAMES, VALUES), max_size=4)
WHO = ["here"] * 5 + ["approver"] * 3 + ["viewer", "stranger"]
METHODS = ["GET"] * 12 + ["POST", "HEAD", "PUT", "DELETE", "OPTIONS", "get", "LOA"]
ODD_BYTES = st.sampled_from(
    [b"", b"\xff\xfe", b"http://[", b"*/*", b"text/html", b'"', b"x" * 4000, b"loa-session=;;=", b"lang=\xff"]
)
HEADERS = st.lists(
    st.tuples(
        st.sampled_from([b"accept", b"referer", b"cookie", b"if-none-match", b"range", b"x-forwarded-for"]),
        ODD_BYTES,
    ),
    max_size=2,
)
KINDS = st.sampled_from(
    [
        b"",
        b"multipart/form-data",
        b"multipart/form-data; boundary=",
        b"multipart/form-data; boundary=loa",
        b"multipart/form-data; boundary=" + b"x" * 500,
        b"multipart/form-data; boundary=\xff\xfe",
        b"application/x-www-form-urlencoded",
        b"application/json",
        b"text/\xff; =;",
    ]
)
RUBBISH = st.one_of(
    st.binary(max_size=300),
    st.sampled_from(
        [
            b"--loa",
            b"--loa\r\n\r\nx\r\n--loa--",
            b"--loa\r\nContent-Disposition: form-data\r\n\r\nx\r\n--loa--\r\n",
            b'--loa\r\nContent-Disposition: form-data; name="csrf"; filename="x"\r\n\r\nx\r\n--loa--\r\n',
            b"--loa\r\nContent-Disposition: \xff\r\n\r\nx\r\n--loa--\r\n",
            b"--loa\r\nX\r\n",
            b"a=%zz&%ff=%00&=&&&;",
            b"&" * 5000,
            b"a=1&" * 3000,
        ]
    ),
)
CHARSETS = st.sampled_from(
    [b"", b"", b"", b"utf-16", b"utf-7", b"raw_unicode_escape", b"idna", b"zlib", b"x" * 99]
)


class Office:
    """A folder of work with a delivery held and one published, and the desk over it, for whoever asks."""

    def __init__(self, root, hashed):
        self.pristine, self.folder = root / "pristine", WorkFolder(root / "work")
        self.forms = {}
        made = WorkFolder(self.pristine)
        for name in ("config", "posts", "assets/photos"):
            (made.root / name).mkdir(parents=True)
        settings = SETTINGS + "approval: required\ndesk: {hosts: [loa.hoi.vn]}\n"
        (made.config / "settings.yaml").write_text(settings, "utf-8")
        (made.config / "hotlines.yaml").write_text(HOTLINES, "utf-8")
        (made.posts / "2026-12.yaml").write_text(POSTS + SERIES, "utf-8")
        save_users(made, Users({role: User(role=role, password=hashed) for role in ("viewer", "approver")}))
        carry(made, "mat-khau-manh", "facebook", address="https://www.facebook.com/1")
        hold(made, "nguoi-la-nhan-tin", "website")
        self.renew()

    def renew(self):
        """Everything as in the beginning."""
        shutil.rmtree(self.folder.root, ignore_errors=True)
        shutil.copytree(self.pristine, self.folder.root)
        self.before = state_of(self.folder)
        self._apps = {}

    def forms_of(self, who):
        """What she sends from the desk's own pages as in the beginning, by address, without her word."""
        if who not in self.forms:
            self.forms[who] = own_forms(self, who)
        return self.forms[who]

    def word_of(self, who):
        """What each of her forms has besides."""
        return "csrf", self.app(who)[2]

    def forget(self, who):
        """She logged out: the next request finds her at her desk again."""
        self._apps.pop(who, None)

    def app(self, who):
        """The desk for *who*: `here`, a role, or a stranger; with the headers and the word that she has."""
        if who not in self._apps:
            door = HERE if who == "here" else door_of(self.folder, load_settings(self.folder)[0], "0.0.0.0")
            app = open_desk(self.folder, clock=FixedClock(FIRST_DAY), door=door, practise=lambda _: {})
            headers = _logged_in(app, who) if who in ROLES.values() else ()
            word = _word(app, "/login" if who == "stranger" else "/month", headers)
            self._apps[who] = app, headers, word
        return self._apps[who]


@pytest.fixture(scope="module")
def office(tmp_path_factory, hashed):
    return Office(tmp_path_factory.mktemp("office"), hashed)


def _word(app, address, headers=()):
    return re.search(rb'name="csrf" value="(\w+)"', ask(app, Sent("GET", address.encode(), headers)).body)[
        1
    ].decode()


def _logged_in(app, who):
    more, body = form([("csrf", _word(app, "/login")), ("name", who), ("password", PASSWORD)])
    answer = ask(app, Sent("POST", b"/login", more, body))
    return ((b"cookie", answer.headers["set-cookie"].partition(";")[0].encode()),)


def routes_of(app):
    return [route for route in app.routes if isinstance(route, Route) and route.path != "/events"]


def own_forms(office, who):
    """What each address is sent by the desk's own pages."""
    app, headers, _ = office.app(who)
    found = {}
    for address in (*_pages_of(app), "/nowhere"):
        page = ask(app, Sent("GET", address.encode(), headers)).body.decode("utf-8", "replace")
        for one in forms_in(address, page):
            if one.method == "POST":
                presses = one.buttons if one.action != "/act" else []
                fields = [field for field in one.fields if field[0] != "csrf"]
                found.setdefault(one.action, []).extend([*fields, press] for press in presses or [("", "")])
    found["/write/look"] = found.get("/write", [])
    return {action: fields for action, fields in found.items() if fields} | {"/photos": [[]]}


def _pages_of(app):
    """Every address that shows something."""
    for route in routes_of(app):
        if "GET" in route.methods and "number:int" not in route.path:
            for post in POST_IDS if "{post}" in route.path else ("",):
                yield route.path.replace("{post}", post).replace("{name}", "desk.css")
    yield from (f"/history?key={key}" for key in KEYS)


def _filled(draw, path):
    """*path* with something in each of its places."""

    def value(found):
        kind = found[1]
        if kind.endswith(":int"):
            return draw(st.sampled_from(["0", "1", "-1", "9" * 5000, "²", "x"]))
        known = {
            "post": POST_IDS,
            "size": ("wide", "square"),
            "name": ("desk.css", "lotus", "BeVietnamPro-Regular.ttf"),
        }
        return draw(st.one_of(st.sampled_from(known.get(kind, POST_IDS)), VALUES))

    parts = re.sub(r"\{([a-z:]+)\}", lambda found: _quoted(value(found)), path)
    return parts.encode("ascii")


def _quoted(words):
    return form([("", words)])[1][0].decode()[1:]


@st.composite
def changed(draw, fields, word):
    """A form of the desk with a few fields set to something else, left out, or sent twice."""
    fields = [*fields]
    for _ in range(draw(st.integers(0, 3))):
        at = draw(st.integers(0, max(0, len(fields) - 1)))
        match draw(st.sampled_from(["set", "set", "set", "drop", "again", "more"])):
            case "set" if fields:
                fields[at] = fields[at][0], draw(VALUES)
            case "drop" if fields:
                del fields[at]
            case "again" if fields:
                fields.insert(at, (fields[at][0], draw(VALUES)))
            case _:
                fields.append((draw(NAMES), draw(VALUES)))
    return [*fields, ("csrf", word if draw(st.sampled_from([True] * 20 + [False])) else draw(VALUES))]


@st.composite
def requests(draw, office):
    who = draw(st.sampled_from(WHO))
    app, headers, word = office.app(who)
    routes = routes_of(app)
    senders = [route for route in routes if "POST" in route.methods]
    route = draw(st.sampled_from(senders if draw(st.booleans()) else routes))
    target = _filled(draw, route.path)
    method = (
        draw(st.sampled_from(METHODS))
        if "POST" not in route.methods
        else draw(st.sampled_from(["POST"] * 15 + ["PUT"]))
    )
    query = form(draw(FIELDS))[1][0]
    target += b"?" + query if query else b""
    headers += tuple(draw(HEADERS))
    if method != "POST":
        return who, Sent(method, target, headers)
    given = [
        fields
        for action, found in office.forms_of(who).items()
        for fields in found
        if route.path_regex.match(action) and "POST" in route.methods
    ]
    known = draw(st.sampled_from(given)) if given else []
    fields = draw(changed(known, word))
    match draw(st.sampled_from(["form"] * 4 + ["parts", "parts", "rubbish"])):
        case "form":
            more, body = form(fields)
        case "parts":
            data = draw(st.one_of(st.binary(max_size=40), st.sampled_from(PHOTOS)))
            files = [(draw(st.sampled_from(["photo", "photo", "title"])), draw(VALUES), data)]
            more, body = several_parts(
                fields, files if draw(st.booleans()) or "photo" in route.path else [], charset=draw(CHARSETS)
            )
        case _:
            more, body = ((b"content-type", draw(KINDS)),), (draw(RUBBISH), draw(RUBBISH))
    return who, Sent(
        method, target, (*headers, *more), body, is_whole=draw(st.sampled_from([True] * 29 + [False]))
    )


PHOTOS = [b"\x89PNG\r\n\x1a\n" + b"\0" * 30, b"\xff\xd8\xff\xe0" + b"\0" * 30, b"RIFF\x10\0\0\0WEBPVP8 "]


@pytest.mark.slow
def test_no_request_ends_in_a_fault_and_no_refusal_changes_anything(office):
    @settings(
        max_examples=examples(10),
        suppress_health_check=list(HealthCheck),
    )
    @given(asked=requests(office))
    def holds(asked):
        who, sent = asked
        app = office.app(who)[0]
        answer = ask(app, sent)
        assert answer.status < 500, answer
        after = state_of(office.folder)
        if after != office.before:
            try:
                assert answer.status < 400, "it was refused, and yet something changed"
                assert sent.method == "POST"
                for address in _pages_of(app):  # what was kept can be shown
                    shown = ask(app, Sent("GET", address.encode(), office.app(who)[1]))
                    assert shown.status < 500, address
            finally:
                office.renew()
        if sent.target.startswith(b"/logout"):
            office.forget(who)

    holds()


FORM_CASES = {
    "count": ("cards", "9" * 5000, 200),
    "button": ("action", "remove-card-" + "9" * 5000, 200),
    "odd digit": ("action", "remove-card-²", 200),
    "array": ("base", "[" * 30_000, 200),
    "object": ("base", '{"a":' * 5000, 200),
    "half a letter": ("base", '{"title": "\\ud800"}', 200),
    "invisible": ("title", "a\x1bb", 422),
    "drawing": ("card-0-illustration", "a" * 5000, 303),  # it is kept as a draft, and told there
    "rule": ("repeat_every", "FREQ=WEEKLY;BYDAY=MO;BYSETPOS=400", 303),
    "late year": ("date", "9999-12-31", 303),
    "early year": ("date", "0001-01-01", 303),
    "file": ("file", "posts/" + "a" * 300 + ".yaml", 404),
    "file below a file": ("file", "posts/2026-12.yaml/a.yaml", 404),
    "file with an invisible letter": ("file", "posts/a\x00.yaml", 404),
}


@pytest.mark.parametrize(("field", "value", "status"), FORM_CASES.values(), ids=FORM_CASES)
@pytest.mark.parametrize("address", ["/write", "/write/look"])
def test_an_odd_field_is_told_in_words_and_changes_nothing_but_a_draft(office, address, field, value, status):
    app = office.app("here")[0]
    fields = next(one for one in office.forms_of("here")["/write"] if dict(one)["post"] == "")
    action = "save" if status in {422, 303} else "look"
    given = [*(one for one in fields if one[0] not in {field, "action"}), ("action", action), (field, value)]
    given.append(office.word_of("here"))
    answer = ask(app, Sent("POST", address.encode(), *form(given)))
    assert answer.status in {status, 200 if address == "/write/look" else status}
    if answer.status != 303:
        assert state_of(office.folder) == office.before
        return
    try:
        shown = ask(app, Sent("GET", answer.headers["location"].encode()))
        assert (shown.status, 'name="status" value="draft"' in shown.body.decode()) == (200, True)
    finally:
        office.renew()


@pytest.mark.parametrize(
    "address",
    [
        "/month?m=9999-12",
        "/month?m=0000-00",
        "/month?m=0001-01",
        "/sheet?from=9999-12-30&to=9999-12-31",
        "/sheet?from=0001-01-01&to=0001-01-02",
        "/write?day=9999-12-31",
        "/?said=moved&day=9999-12-31",
        "/?from=-1",
        "/card/mat-khau-manh/" + "9" * 5000 + "/wide.jpg",
    ],
)
def test_an_odd_address_shows_something_or_nothing(office, address):
    assert ask(office.app("here")[0], Sent("GET", address.encode())).status in {200, 404}


@pytest.mark.parametrize("referer", [b"http://[", b"http://[::1", b"\xff"])
def test_an_odd_referer_is_none(office, referer):
    sent = Sent("POST", b"/act", ((b"referer", referer), (b"accept", b"text/html")))
    assert ask(office.app("stranger")[0], sent).status == 303


def test_a_full_year_still_has_a_form(folder):
    days = (FIRST_DAY.date() + timedelta(days=ahead) for ahead in range(410))
    posts = "".join(f"  - {{id: b{n}, at: {day} 07:30, title: B, text: B}}\n" for n, day in enumerate(days))
    (folder.posts / "2026-12.yaml").write_text(f"posts:\n{posts}", "utf-8")
    assert client_of(folder).get("/write").status_code == 200


def test_a_file_that_has_vanished_with_its_post_is_told(office):
    app = office.app("here")[0]
    fields = next(one for one in office.forms_of("here")["/write"] if dict(one)["post"] == "hang-tuan")
    (office.folder.posts / "2026-12.yaml").unlink()
    given = [*(one for one in fields if one[0] != "action"), ("action", "take-at"), office.word_of("here")]
    answer = ask(app, Sent("POST", b"/write", *form(given)))
    office.renew()
    assert answer.status == 422
    assert "hang-tuan" in answer.body.decode()


def test_a_fault_of_the_program_is_told_in_words():
    def read():
        return "not a reading at all"

    quiet = TestClient(create_app(Live(read)), base_url="http://127.0.0.1", raise_server_exceptions=False)
    answer = quiet.get("/")
    assert answer.status_code == 500
    assert "Lịch vẫn như cũ." in answer.text
    assert "gửi tệp nhật ký" in answer.text
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
