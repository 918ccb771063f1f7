"""The calendar: sound posts go on, and every mistake of every file is told at its line."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import pytest

from scheduler.calendar.model import PROVINCE, Card, ChannelVariant
from scheduler.desk.writing.drafting import path_of
from scheduler.files import WorkFolder
from scheduler.problems import Language
from scheduler.spreadsheets.importing import is_calendar_file
from tests.calendar.conftest import Read, Write, codes

WHOLE = """\
campaign:
  id: an-toan-mang-2026
  title: Bảo vệ trẻ em trên môi trường mạng
  programme: Quyết định số 830/QĐ-TTg
defaults:
  channels: [facebook, website]
  audience: cha-me
  hotlines: [tong-dai-111]
  card: {template: tip, mood: man}
posts:
  - id: mat-khau-manh
    at: 2026-12-01 07:30
    title: Mật khẩu mạnh cho con
    text: |
      Cùng con đặt mật khẩu dài.
      Cần giúp đỡ, gọi {{ hotline('tong-dai-111') }}. {{ unit.name }} luôn bên bạn.
    topic: mat-khau
    hashtags: [BaoVeTreEm, "#AnToanMang"]
    card:
      template: checklist
      headline: 3 bước
      points: [Dài hơn 12 ký tự, Không dùng ngày sinh]
      alt: Tấm thẻ
    source: Quyết định 830/QĐ-TTg
  - id: nhac-so-111
    at: 2026-12-06 19:30
    title: Gọi 111
    text: Gọi 0377672444 khi cần.
    hotlines: []
    audience: hoc-sinh
    cards:
      - {headline: Một}
      - {headline: Hai, mood: sen}
    link: https://phunu.example.vn/a
    channels:
      facebook: {text: Lời riêng}
      website:
    status: draft
    consent: Phiếu 12/2026
    expires: 2027-01-31
"""


def test_a_whole_file_is_read(read: Read) -> None:
    calendar = read(WHOLE)
    assert calendar.problems == ()
    first, second = calendar.posts
    assert first.at == datetime(2026, 12, 1, 7, 30, tzinfo=timezone(timedelta(hours=7)))
    assert first.text.startswith("Cùng con")
    assert first.campaign.programme == "Quyết định số 830/QĐ-TTg"
    assert list(first.channels) == ["facebook", "website"]
    assert (first.audience, first.topic, first.hotlines) == ("cha-me", "mat-khau", ("tong-dai-111",))
    assert first.hashtags == ("BaoVeTreEm", "AnToanMang")
    assert first.cards == (
        Card(
            "checklist",
            {"headline": "3 bước", "points": ("Dài hơn 12 ký tự", "Không dùng ngày sinh")},
            alt="Tấm thẻ",
            mood="man",
        ),
    )
    assert (second.audience, second.hotlines) == ("hoc-sinh", ())
    assert [(card.template, card.mood, card.fields["headline"]) for card in second.cards] == [
        ("tip", "man", "Một"),
        ("tip", "sen", "Hai"),
    ]
    assert second.channels == {"facebook": ChannelVariant(text="Lời riêng"), "website": ChannelVariant()}
    assert (second.status, second.expires, second.link) == (
        "draft",
        date(2027, 1, 31),
        "https://phunu.example.vn/a",
    )
    assert calendar.units[PROVINCE].name == "Hội LHPN tỉnh Sóc Trăng"
    assert calendar.hotlines["hoi-phu-nu-tinh"].display == "0377 672 444"
    assert str(first.place("card", "headline")) == "posts/a.yaml:21:17"
    assert str(first.place("hotlines", 0)) == "posts/a.yaml:8:14"


def test_only_id_title_and_text_must_be_given_besides_a_time(read: Read) -> None:
    calendar = read("posts:\n- {id: a, at: 2026-12-01 07:30, title: b, text: c}\n")
    assert calendar.problems == ()
    assert list(calendar.posts[0].channels) == ["facebook", "website"]
    assert calendar.posts[0].cards == ()


def test_files_of_any_depth_are_read_in_the_order_of_their_names(read: Read, write: Write) -> None:
    post = "posts:\n- {{id: {id}, at: 2026-12-01 07:30, title: b, text: c}}\n"
    write("posts/2026/b.yaml", post.format(id="b"))
    write("posts/2025/c.yaml", post.format(id="c"))
    write("posts/.#a.yaml", "][")
    write("posts/.git/HEAD", "][")
    write("posts/a.yaml.bak", "][")
    write("posts/Thumbs.db", "][")
    assert [post.id for post in read(post.format(id="a"), "posts/2026/a.yaml").posts] == ["c", "a", "b"]


@pytest.mark.parametrize(
    ("name", "cure"),
    [
        ("a.yaml.txt", "đổi đuôi tệp thành .yaml"),
        ("a.TXT", "đổi đuôi tệp thành .yaml"),
        ("thang12", "chuyển tệp ra khỏi thư mục posts"),
        ("a.docx", "biểu mẫu viết bài"),
        ("a.RTF", "biểu mẫu viết bài"),
        ("sub/a.XLSX", "loa import posts/sub/a.XLSX"),
        ("a.xlsm", "loa import posts/a.xlsm"),
        ("a.ods", "Excel Workbook"),
        ("a.csv", "Excel Workbook"),
        ("anh.JPG", "assets/photos"),
    ],
)
def test_no_file_of_another_ending_is_passed_over_in_silence(read: Read, name: str, cure: str) -> None:
    (problem,) = read("posts: []\n", f"posts/{name}").problems
    assert (problem.code, problem.place.file) == ("file-ending", f"posts/{name}")
    assert cure in problem.way_out()


@pytest.mark.parametrize("name", ["thang12.YAML", "thang12.yml", "thang12.Yml"])
def test_a_calendar_is_read_whatever_the_capitals_of_its_ending(read: Read, name: str) -> None:
    post = "posts:\n- {id: a, at: 2026-12-01 07:30, title: b, text: c}\n"
    calendar = read(post, f"posts/{name}")
    assert [post.id for post in calendar.posts] == ["a"]
    assert calendar.problems == ()
    assert is_calendar_file(f"posts/{name}")
    assert path_of(WorkFolder(Path("x")), f"posts/{name}") == Path("x/posts") / name


@pytest.mark.parametrize("name", ["CON.yaml", "nul.YAML", "2026:12.yaml", "a?.yaml"])
def test_no_file_is_begun_under_a_name_that_windows_keeps_for_itself(name, tmp_path):
    assert path_of(WorkFolder(tmp_path), f"posts/{name}") is None


def test_two_posts_of_one_id_are_both_held_and_each_names_the_other(read: Read, write: Write) -> None:
    post = "posts:\n- {{id: {id}, at: 2026-12-01 07:30, title: b, text: c}}\n"
    write("posts/b.yaml", post.format(id="x"))
    calendar = read(post.format(id="x") + post.format(id="y").partition("\n")[2])
    assert [post.id for post in calendar.posts] == ["y"]
    first, second = calendar.problems
    assert (str(first.place), str(second.place)) == ("posts/a.yaml:2:8", "posts/b.yaml:2:8")
    assert "posts/b.yaml:2" in first.wrong("vi")
    assert "posts/a.yaml:2" in second.wrong("vi")


def test_an_id_is_also_double_when_one_of_the_two_posts_has_another_mistake(read: Read) -> None:
    calendar = read(POSTS.replace("id: b", "id: a").replace("text: c}", "text: {{ x }}}", 1))
    assert [code for code, _ in codes(calendar)] == ["duplicate-id", "braces", "duplicate-id"]
    assert calendar.posts == ()


def test_an_id_in_quotes_with_space_around_it_is_the_same_id(read: Read) -> None:
    post = "- {{id: {id}, at: 2026-12-01 07:30, title: b, text: c}}\n"
    calendar = read("posts:\n" + "".join(post.format(id=id_) for id_ in ("a", '" a "')))
    assert [code for code, _ in codes(calendar)] == ["duplicate-id"] * 2
    assert list(calendar.posts) == []


TWENTY = [
    # (what is written in place of a sound line, its code)
    ("    title: Lưu ý: đừng chia sẻ", "colon"),
    ("    title:Thiếu dấu cách", "colon-space"),
    ("    title: Gọi 111 #BaoVeTreEm", "hash"),
    ("    title: {{ unit.name }} luôn bên bạn", "braces"),
    ("    title: “Mẹ ơi: nghe con”", "curly-quote"),
    ('    title: "Không đóng ngoặc', "quote-open"),
    ('    title: "Mật khẩu" của con', "quote-inside"),
    ("\ttitle: Tab", "tab"),
    ("    title: *Mật khẩu* mạnh", "anchor"),
    ("    title: !Chú ý", "tag"),
    ("    title: a\n    title: b", "duplicate-key"),
    ("    titel: Sai tên mục", "unknown-key"),
    ("    title: x\u2028y", "character-line-break"),
    ("    title: b\n    at: 2026-02-30 07:30", "no-such-date"),
    ("    title: b\n    at: 1/12/2026 7h30", "at-form"),
    ("    title: b\n    audience: chame", "unknown-audience"),
    ("    title: Gọi {{ hotline('tong-dai-11') }}", "unknown-hotline"),
    ("    title: Của {{ unit.nam }}", "unit-field"),
    ("    title: Gọi {{ hotline(111) }}", "placeholder"),
    ("    title: b\n    card: {headline: không có mẫu}", "missing"),
    ("    title: b\n    channels: [handoff]", "later"),
    ("    title: b\n    hashtags: [Bao Ve]", "hashtag-form"),
    ("    title: b\n    channels: [facebok]", "unknown-channel"),
    ("    title: b\n    link: phunu.vn", "link-form"),
    ("    title: b\n    hashtags: BaoVe", "not-list"),
    ("    title: b\n    status: nháp", "choice"),
]


def test_more_than_twenty_mistakes_are_all_told_and_the_sound_posts_beside_them_read(
    read: Read, write: Write
) -> None:
    expected = []
    for file in range(3):
        lines = ["posts:"]
        for number, (written, code) in enumerate(TWENTY[file::3]):
            lines += [
                f"  - id: hay-{file}-{number}",
                "    at: 2026-12-01 07:30",
                "    title: a",
                "    text: b",
            ]
            at = [] if " at: " in written else ["    at: 2026-12-01 07:30"]
            lines += [f"  - id: sai-{file}-{number}", "    text: b", *at, *written.split("\n")]
            expected.append((f"posts/{file}.yaml", len(lines), code, f"sai-{file}-{number}"))
        write(f"posts/{file}.yaml", "\n".join(lines) + "\n")
    calendar = read()
    told = [(one.place.file, one.place.line, one.code, one.post) for one in calendar.problems]
    assert told == expected
    assert len({code for _, _, code, _ in told}) == len(TWENTY)
    sound = [f"hay-{file}-{number}" for file in range(3) for number in range(len(TWENTY[file::3]))]
    assert [post.id for post in calendar.posts] == sound


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize(("written", "code"), TWENTY)
def test_each_is_shown_with_its_line_a_caret_and_a_way_out(
    read: Read, written: str, code: str, language: Language
) -> None:
    at = "" if " at: " in written else "    at: 2026-12-01 07:30\n"
    problem = next(
        one for one in read(f"posts:\n  - id: a\n{at}    text: b\n{written}\n").problems if one.code == code
    )
    shown = problem.as_text(language).split("\n")
    assert len(shown) == 4
    assert shown[0].startswith("posts/a.yaml:")
    assert "^" in shown[2]
    assert shown[3].strip()
    assert "Traceback" not in shown[0]
    assert "pydantic" not in "".join(shown)


# -- what a file shares -----------------------------------------------------------------------------

POSTS = """\
posts:
- {id: a, at: 2026-12-01 07:30, title: b, text: c}
- {id: b, at: 2026-12-01 07:30, title: b, text: c, audience: hoc-sinh}
"""


@pytest.mark.parametrize(
    ("heading", "code"),
    [
        ("defaults: {statu: draft}\n", "unknown-key"),
        ("default: {status: draft}\n", "unknown-key"),
        ("default:\n", "unknown-key"),
        ("defaults: {status: draft\n", "bracket"),
        ("defaults: [status]\n", "not-mapping"),
        ("defaults:\n  source: Số #830\n", "hash"),
        ("defaults: {}\ndefaults: {status: draft}\n", "duplicate-key"),
        ("một dòng lạc\n", "no-colon"),
    ],
)
def test_what_nobody_can_know_of_the_defaults_holds_the_whole_file(
    read: Read, heading: str, code: str
) -> None:
    calendar = read(heading + POSTS)
    assert calendar.posts == ()
    assert {one.code for one in calendar.problems} == {code, "file-held"}
    held = next(one for one in calendar.problems if one.code == "file-held")
    assert held.values["count"] == 2


def test_a_wrong_default_holds_only_the_posts_that_take_it_and_is_told_once(read: Read) -> None:
    calendar = read("defaults: {audience: chame, topic: mat-khau}\n" + POSTS)
    assert [post.id for post in calendar.posts] == ["b"]
    assert codes(calendar) == [("unknown-audience", 1), ("file-held", 1)]
    assert calendar.posts[0].topic == "mat-khau"


@pytest.mark.parametrize(
    "campaign",
    ["campaign: {titel: x}\n", "campaign: {title: x\n", "campaign: x\n", "campaign:\n  title: a: b\n"],
)
def test_a_mistake_in_the_heading_is_told_and_holds_nothing(read: Read, campaign: str) -> None:
    calendar = read(campaign + POSTS)
    assert [post.id for post in calendar.posts] == ["a", "b"]
    assert len(calendar.problems) == 1
    assert calendar.posts[0].campaign.title == ""


def test_a_key_of_the_last_post_that_slipped_to_the_margin_holds_that_post(read: Read) -> None:
    calendar = read(POSTS + "status: draft\n")
    assert [post.id for post in calendar.posts] == ["a"]
    assert codes(calendar) == [("unknown-key", 4)]


@pytest.mark.parametrize(
    "slipped",
    ["title: b", "một dòng", "hết: rồi", "text: |", "- một", "{", "'", "\ttitle: b", "   x: y", "---"],
)
def test_a_line_that_slipped_to_the_margin_holds_only_its_post(read: Read, slipped: str) -> None:
    lines = [f"  - id: {id_}\n    at: 2026-12-01 07:30\n    title: b\n    text: c\n" for id_ in "abc"]
    lines[1] = lines[1].replace("    text:", f"{slipped}\n    text:")
    calendar = read("posts:\n" + "".join(lines))
    assert [post.id for post in calendar.posts] == ["a", "c"]
    assert {problem.post for problem in calendar.problems} == {"b"}


@pytest.mark.parametrize("stray", ["  lạc đường", "“", "  {{", "@", "  *a"])
def test_a_stray_line_above_the_posts_is_told_and_holds_nothing(read: Read, stray: str) -> None:
    calendar = read(f"posts:\n{stray}\n" + POSTS.partition("\n")[2])
    assert [post.id for post in calendar.posts] == ["a", "b"]
    assert [line for _, line in codes(calendar)] == [2]


@pytest.mark.parametrize("text", ["abc\n", "- id: a\n", "'x'\n"])
def test_a_file_that_is_no_calendar_is_said(read: Read, text: str) -> None:
    assert codes(read(text)) == [("file-shape", 1)]


def test_an_entry_that_is_no_post_is_said(read: Read) -> None:
    calendar = read(POSTS + "- hết\n")
    assert codes(calendar) == [("post-shape", 4)]
    assert len(calendar.posts) == 2


def test_a_post_whose_id_line_is_broken_is_still_named(read: Read) -> None:
    calendar = read("posts:\n  - id: abc: d\n    at: 2026-12-01 07:30\n    title: b\n    text: c\n")
    assert [(one.code, one.post) for one in calendar.problems] == [("colon", "abc")]


@pytest.mark.parametrize("text", ["# chưa có gì\n", "posts:\n", "posts: []\n", "campaign: {title: x}\n"])
def test_a_calendar_without_posts_yet_is_no_mistake(read: Read, text: str) -> None:
    assert read(text).problems == ()


def test_a_folder_without_posts_is_said(read: Read, folder: WorkFolder) -> None:
    folder.posts.rmdir()
    assert codes(read()) == [("posts-missing", 1)]


def test_a_file_in_another_encoding_does_not_stop_the_others(read: Read, folder: WorkFolder) -> None:
    (folder.posts / "b.yaml").write_bytes(POSTS.encode("utf-16"))
    calendar = read(POSTS)
    assert len(calendar.posts) == 2
    assert [(one.code, one.place.file) for one in calendar.problems] == [("encoding-utf16", "posts/b.yaml")]
