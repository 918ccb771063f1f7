"""Settings: what an office decides, with every mistake in words and no secret in any of them."""

from __future__ import annotations

import pickle
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.files import WorkFolder
from scheduler.kinds.fields import parse_duration
from scheduler.problems import Problem, Text
from scheduler.settings.loading import load_settings
from scheduler.settings.model import Settings

ROOT = Path(__file__).parents[1]
TOKEN = "EAABsbCS1iHgBO7ZCZBqkZAq3xN0ZDfakeTOKEN1234567890abcdefgh"

WHOLE = """\
organisation: Hội LHPN tỉnh Sóc Trăng
time_zone: Asia/Ho_Chi_Minh
language: vi
brand: {primary: "#8E1B5B", deep: "#4A0E33", accent: "#F2A93B", paper: "#FFF7F0", ink: "#2B1222"}
audiences: {cha-me: Cha mẹ, giao-vien: Giáo viên}
topics: {ky-nang-so: Kỹ năng số}
late: {publish_within: 6h, spacing: 10m}
approval: none
ledger: var/ledger.db
facebook:
  page: "102938475610293"
  token: env:LOA_FACEBOOK_TOKEN
  app_secret: file:secrets/app
  version: v26.0
  graph_url: https://graph.facebook.com
website:
  folder: var/site
  address: https://phunu.soctrang.gov.vn/tin
  keep: 60
"""


def load(folder: Path, text: str) -> tuple[Settings | None, list[Problem]]:
    (folder / "config").mkdir(parents=True, exist_ok=True)
    (folder / "config" / "settings.yaml").write_bytes(text.encode())
    return load_settings(WorkFolder(folder))


def test_everything_of_the_design_is_read(tmp_path: Path) -> None:
    settings, problems = load(tmp_path, WHOLE)
    assert problems == []
    assert settings is not None
    assert settings.zone.key == "Asia/Ho_Chi_Minh"
    assert settings.audiences["cha-me"] == "Cha mẹ"
    assert settings.late.publish_within == timedelta(hours=6)
    assert settings.brand is not None
    assert settings.brand.ink == "#2B1222"
    assert settings.facebook is not None
    assert settings.facebook.page == "102938475610293"
    assert settings.website is not None
    assert (settings.website.address, settings.website.keep) == ("https://phunu.soctrang.gov.vn/tin/", 60)
    assert tuple(settings.channels) == ("facebook", "website")


def test_settings_reach_another_process_as_they_are(tmp_path: Path) -> None:
    settings, _ = load(tmp_path, WHOLE + 'slots: {daily: ["07:30"], facebook: {sat: []}}\n')
    there = pickle.loads(pickle.dumps(settings))
    assert (there, type(there)) == (settings, type(settings))
    assert there.slots.of("facebook").week[5] == ()


def test_only_the_organisation_must_be_given(tmp_path: Path) -> None:
    settings, problems = load(tmp_path, "organisation: Hội\n")
    assert problems == []
    assert settings is not None
    assert settings.channels == {}
    assert (settings.language, settings.ledger, settings.brand) == ("vi", "var/ledger.db", None)


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    settings, (problem,) = load_settings(WorkFolder(tmp_path))
    assert settings is None
    assert (problem.code, problem.place.file) == ("settings-missing", "config/settings.yaml")


@pytest.mark.parametrize(
    ("line", "code", "column"),
    [
        ("organization: x", "unknown-key", 1),
        ("organization:", "unknown-key", 1),
        ("time_zone: Asia/Ho_Chi_Min", "time-zone", 12),
        ("language: fr", "choice", 11),
        ('brand: {primary: "#8E1B5"}', "colour", 18),
        ("brand: {primary: #8E1B5B}", "hash", 18),
        ("brand: {logo: khong-co.png}", "logo-missing", 15),
        ("audiences: {Cha mẹ: Cha mẹ}", "key", 12),
        ("late: {spacing: 10 phút}", "duration", 17),
        ("late: {spacing: 600}", "duration", 17),
        ("approval: maybe", "choice", 11),
        ("slots: [07:30]", "not-mapping", 8),
        ("slots: {daily: 07:30}", "not-list", 16),
        ("slots: {daily: [07:30, 7h30]}", "clock-form", 24),
        ("slots: {sat: [24:00]}", "no-such-time", 15),
        ("slots: {daily: [19:30, 07:30, 19:30]}", "slot-twice", 31),
        ("slots: {website: {sun: [08:30, 08:30]}}", "slot-twice", 32),
        ("slots: {saturday: [07:30]}", "unknown-key", 9),
        ("slots: {thu2: [07:30]}", "weekday", 9),
        ("slots: {facebook: {chủ nhật: [07:30]}}", "weekday", 20),
        ("slots: {tiktok: {daily: [07:30]}}", "unknown-key", 9),
        ("blackout: {holidays: vn}", "country", 22),
        ("blackout: {days: 2026-12-25}", "not-list", 18),
        ("blackout: {days: [25/12/2026]}", "days-form", 19),
        ("blackout: {days: [2026-12-25-2026-12-26]}", "days-form", 19),
        ("blackout: {days: [2027-02-30]}", "no-such-date", 19),
        ("blackout: {days: [2027-01-01, 2027-02-12..2027-02-05]}", "days-backwards", 31),
        ("blackout: {days: [{day: 2027-02-12..2027-02-05}]}", "days-backwards", 25),
        ("blackout: {days: [{why: Tết}]}", "missing", 19),
        ("ledger: mysql://a/b", "not-a-ledger", 9),
        ("ledger: postgresql+psycopg://db.example.vn", "not-a-ledger", 9),
        ("ledger: postgresql+psycopg://loa@db.example.vn/loa?options=-c", "not-a-ledger", 9),
        ("ledger: postgresql+psycopg://loa:hoa-sen@db.example.vn/loa", "password-in-file", 9),
        ("ledger: postgresql+psycopg://loa@db.example.vn/loa?password=hoa-sen", "password-in-file", 9),
        ("facebook: {page: trang, token: env:A}", "facebook-page", 18),
        ('facebook: {page: "1"}', "missing", 11),
        ('facebook: {page: "1", token: env:A, version: "26"}', "graph-version", 46),
        ('facebook: {page: "1", token: env:A, graph_url: http://example.org}', "plain-http", 48),
        ('facebook: {page: "1", token: env:A, graph_url: graph}', "address", 48),
        ("website: {folder: var/site}", "missing", 10),
        ("website: {address: phunu.vn}", "address", 20),
        ("website: {address: https://a.vn/?x=1}", "address", 20),
        ("website: {address: https://a.vn, folder: sftp://a/b}", "site-home", 42),
        ("website: {address: https://a.vn, keep: nhiều}", "not-number", 40),
        ("website: {address: https://a.vn, keep: 0}", "out-of-range", 40),
    ],
)
def test_each_mistake_is_told_at_its_place(tmp_path: Path, line: str, code: str, column: int) -> None:
    settings, problems = load(tmp_path, f"organisation: Hội\n{line}\n")
    assert settings is None
    told = {(one.code, one.place.line, one.place.column) for one in problems}
    assert (code, 2, column) in told or (line.startswith("organization") and (code, 2, 1) in told)


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    _, problems = load(
        tmp_path, 'time_zone: x\nlate: {spacing: 5}\nfacebook: {page: a, token: "b"}\nlanguage: "en\n'
    )
    assert [(one.code, one.place.line) for one in problems] == [
        ("missing", 1),
        ("time-zone", 1),
        ("duration", 2),
        ("facebook-page", 3),
        ("secret-in-file", 3),
        ("quote-open", 4),
    ]


def test_a_version_that_loa_does_not_know_is_told_and_taken(tmp_path: Path) -> None:
    settings, problems = load(tmp_path, WHOLE.replace("v26.0", "v72.0"))
    assert settings is not None
    assert settings.facebook is not None
    assert settings.facebook.version == "v72.0"
    (problem,) = problems
    assert (problem.code, problem.is_error, str(problem.place)) == (
        "graph-version-unknown",
        False,
        "config/settings.yaml:14:12",
    )
    assert "v27.0" in problem.way_out()


@pytest.mark.parametrize(
    ("written", "days"), [("7d", 7), ("29d", 29), ("0d", 0), ("30d", None), ("5m", None), ("tuần", None)]
)
def test_facebook_keeps_posts_a_quarter_of_an_hour_to_29_days(
    tmp_path: Path, written: str, days: int | None
) -> None:
    settings, problems = load(tmp_path, WHOLE.replace("version: v26.0", f"handover: {written}"))
    if days is None:
        assert [str(problem.place) for problem in problems] == ["config/settings.yaml:14:13"]
    else:
        assert settings is not None
        assert settings.facebook is not None
        assert settings.facebook.handover == timedelta(days=days)


@pytest.mark.parametrize(
    "lines",
    [
        f"  token: {TOKEN}",
        f'  token: "{TOKEN}"',
        f"  token: {TOKEN}\n  app_secret: 0123456789abcdef0123456789abcdef",
        f"  token: env:{TOKEN}",
        f"  tokn: {TOKEN}",
        f"  token:{TOKEN}",
        f"  token: 'a\n  x: {TOKEN}",
        f"  token: [{TOKEN}]",
        f"  token: {{{TOKEN}: {TOKEN}}}",
        f"  token: env:A\n  {TOKEN}: x",
        f"  token: env:A\n  {TOKEN}",
        f"  page: {TOKEN}\n  token: env:A",
        f"  token: env:A: {TOKEN}",
        f"  token: {TOKEN[:12]}: mat-khau",
        f"  app_secret: ngan-{TOKEN[:9]} b: c",
    ],
)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_secret_in_the_file_is_refused_and_never_shown(tmp_path: Path, lines: str, language: str) -> None:
    settings, problems = load(tmp_path, f'organisation: Hội\nfacebook:\n  page: "1"\n{lines}\n')
    assert settings is None
    shown = "\n".join(
        one.as_text(language) + str(one.as_json(language)) + one.as_github(language)  # type: ignore[arg-type]
        for one in problems
    )
    assert TOKEN[:9] not in shown
    assert "0123456789abcdef" not in shown
    assert shown


def test_the_words_for_a_secret_say_where_it_belongs(tmp_path: Path) -> None:
    _, (problem,) = load(tmp_path, f'organisation: Hội\nfacebook:\n  page: "1"\n  token: {TOKEN}\n')
    assert problem.code == "secret-in-file"
    assert problem.line_text == "  token: ***"
    assert "env:" in problem.way_out("vi")


@pytest.mark.parametrize("host", ["http://127.0.0.1:8400", "http://localhost:8400/", "http://[::1]:1"])
def test_the_rehearsal_may_speak_plain_http(tmp_path: Path, host: str) -> None:
    settings, problems = load(
        tmp_path, f'organisation: H\nfacebook: {{page: "1", token: env:A, graph_url: "{host}"}}\n'
    )
    assert problems == []
    assert settings is not None
    assert settings.facebook is not None
    assert settings.facebook.graph_url == host.rstrip("/")


@pytest.mark.parametrize(
    ("line", "hint"),
    [
        ("slots: {daily: [7h30]}", '"07:30"'),
        ("slots: {daily: [19 giờ]}", '"19:00"'),
        ("slots: {thứ 2: [07:30]}", "Viết mon."),
        ("slots: {thu7: [07:30]}", "Viết sat."),
        ("slots: {Thứ Bảy: [07:30]}", "Viết sat."),
        ("slots: {CN: [07:30]}", "Viết sun."),
        ("slots: {hằng ngày: [07:30]}", "Viết daily."),
        ("slots: {sunday: [07:30]}", "viết sun?"),
        ("blackout: {holidays: Việt Nam}", ": VN."),
        ("blackout: {holidays: Lào}", ": LA."),
        ("blackout: {holidays: cambodia}", ": KH."),
        ("blackout: {days: [2027-02-12..2027-02-05]}", "2027-02-05..2027-02-12"),
    ],
)
def test_slots_and_closed_days_have_a_hint(tmp_path: Path, line: str, hint: str) -> None:
    _, (problem,) = load(tmp_path, f"organisation: H\n{line}\n")
    assert hint in problem.way_out("vi")
    assert problem.place.line == 2


@pytest.mark.parametrize(
    ("written", "hint"), [("Asia/Hochiminh", "Asia/Ho_Chi_Minh"), ("+07:00", "Asia/Ho_Chi_Minh")]
)
def test_a_time_zone_has_a_hint(tmp_path: Path, written: str, hint: str) -> None:
    _, (problem,) = load(tmp_path, f"organisation: H\ntime_zone: {written}\n")
    assert hint in problem.way_out("vi")


@given(st.integers(0, 999_999), st.sampled_from("smhd"))
def test_durations_are_a_number_and_a_unit(number: int, unit: str) -> None:
    seconds = {"s": 1, "m": 60, "h": 3600, "d": 86400}[unit]
    assert parse_duration(f"{number}{unit}") == timedelta(seconds=number * seconds)


# -- slots and closed days --------------------------------------------------------------------------


def week_of(settings: Settings | None, channel: str) -> list[list[str]]:
    assert settings is not None
    assert settings.slots is not None
    return [[f"{one:%H:%M}" for one in times] for times in settings.slots.of(channel).week]


def test_a_weekdays_own_slots_replace_the_daily_and_a_channels_own_both_key_by_key(tmp_path: Path) -> None:
    settings, problems = load(
        tmp_path,
        "organisation: H\n"
        "slots:\n"
        '  daily: ["19:30", "07:30"]\n'
        '  sat: ["08:30"]\n'
        "  sun: []\n"
        '  facebook: {daily: ["20:00"], sun: ["09:00"]}\n'
        "  website: {fri: []}\n",
    )
    assert problems == []
    assert week_of(settings, "facebook") == [*[["20:00"]] * 5, ["08:30"], ["09:00"]]
    assert week_of(settings, "website") == [*[["07:30", "19:30"]] * 4, [], ["08:30"], []]


def test_without_slots_there_are_none(tmp_path: Path) -> None:
    settings, _ = load(tmp_path, "organisation: H\n")
    assert settings is not None
    assert settings.slots is None
    assert settings.closed.why(date(2027, 2, 6)) is None


def test_closed_days_are_the_offices_and_the_countrys_by_name(tmp_path: Path) -> None:
    settings, problems = load(
        tmp_path,
        "organisation: H\n"
        "blackout:\n"
        "  holidays: VN\n"
        "  days:\n"
        "    - 2026-12-25\n"
        "    - {day: 2027-02-06 .. 2027-02-07, why: Trực Tết}\n",
    )
    assert problems == []
    assert settings is not None
    closed = settings.closed
    assert closed.why(date(2026, 12, 24)) is None
    assert closed.why(date(2026, 12, 25)) == Text("theo lịch của cơ quan", "by the office's own calendar")
    assert closed.why(date(2027, 2, 5)) == Text("Giao thừa Tết Nguyên Đán", "Lunar New Year's Eve")
    assert closed.why(date(2027, 2, 7)) == Text("Trực Tết", "Trực Tết")  # the office's word comes first
    assert closed.why(date(2027, 2, 8)) == Text("Mùng ba Tết Nguyên Đán", "Third Day of Lunar New Year")
    assert closed.why(date(2027, 9, 2)) == Text("Quốc khánh", "National Day")
    assert closed.why_office(date(2027, 2, 8)) is None


def test_another_countrys_holidays_are_named_in_english_at_least(tmp_path: Path) -> None:
    settings, _ = load(tmp_path, "organisation: H\nblackout: {holidays: DE}\n")
    assert settings is not None
    assert settings.closed.why(date(2026, 12, 25)) == Text("Christmas Day", "Christmas Day")


def test_reading_the_settings_loads_no_holidays() -> None:
    script = (
        "import sys; from pathlib import Path; from scheduler.files import WorkFolder;"
        "from scheduler.settings.loading import load_settings;"
        "settings, _ = load_settings(WorkFolder(Path('.')));"
        "assert settings.closed.country == 'VN'; print({'holidays', 'dateutil'} & sys.modules.keys())"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert done.stdout == "set()\n"


def test_settings_are_frozen(tmp_path: Path) -> None:
    settings, _ = load(tmp_path, WHOLE)
    with pytest.raises(ValueError, match="frozen"):
        settings.language = "en"  # type: ignore[misc, union-attr]


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("https://loa.hoi.vn", ""),
        ("https://loa.hoi.vn:8443/", ""),
        ("http://192.168.1.5:8765", ""),
        ("http://[fd00::5]:8765", ""),
        ("http://localhost:8765", ""),
        ("http://loa.hoi.vn", "desk-unencrypted"),
        ("http://8.8.8.8", "desk-unencrypted"),
        ("https://loa.hoi.vn/duyet", "desk-root"),
        ("https://mai:x@loa.hoi.vn", "address"),
        ("https://loa.hoi.vn?a=1", "address"),
        ("loa.hoi.vn", "address"),
    ],
)
def test_links_that_approve_go_to_the_desks_own_encrypted_root(
    tmp_path: Path, address: str, code: str
) -> None:
    settings, problems = load(tmp_path, WHOLE + f"desk: {{address: '{address}'}}\n")
    assert [problem.code for problem in problems] == ([code] if code else [])
    assert code or (settings is not None and settings.desk.address == address.rstrip("/"))
