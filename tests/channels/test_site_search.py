"""What the search reads: every post that is public and current, none that was taken down; no large file."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

from scheduler.channels.site.catalogue import FOUND, Entry, Month
from scheduler.channels.site.search import MOST, parts_of, searches
from scheduler.clock import FixedClock
from tests.channels.making import START, website
from tests.channels.test_site_archive import filled, publish
from tests.channels.test_site_pages import Page

DAY = timedelta(days=1)
TITLE = "Một tựa bài dài vừa phải, có dấu " * 3


def found(folder: Path) -> dict[str, list[list[str]]]:
    """The rows of each file, in the order in which the search page reads them."""
    (form,) = Page(folder / "tim.html").all("form")
    parts = dict(part.split(":") for part in form["data-parts"].split())
    rows = {name: json.loads((folder / name).read_bytes())["posts"] for name in parts}
    assert {name: len(posts) for name, posts in rows.items()} == {
        name: int(count) for name, count in parts.items()
    }
    assert sorted(parts) == sorted(f"tim/{path.name}" for path in (folder / "tim").glob("*"))
    return rows


def test_a_post_is_found_by_its_title_topic_reader_words_and_tags(tmp_path: Path) -> None:
    publish(website(tmp_path), "khmer", language="km", title="ការពារ", topic="Mật khẩu", audience="Học sinh")
    assert found(tmp_path) == {
        "tim/2026-12.json": [
            ["bai/khmer.html", "1/12/2026", "ការពារ", "Mật khẩu", "Học sinh",
             "Cùng con đặt mật khẩu dài. Cần giúp đỡ, gọi 111 hoặc 0377 672 444.",
             "BaoVeTreEm AnToanMang", "km"],
        ],
    }  # fmt: skip


def test_the_newest_month_is_read_first_and_a_post_more_changes_its_own_month_alone(tmp_path: Path) -> None:
    clock = filled(tmp_path, 9)
    before = {path.name: path.read_bytes() for path in (tmp_path / "tim").iterdir()}
    assert list(found(tmp_path)) == ["tim/2027-02.json", "tim/2027-01.json", "tim/2026-12.json"]
    publish(website(tmp_path, clock), "moi")
    after = {path.name: path.read_bytes() for path in (tmp_path / "tim").iterdir()}
    assert {name for name in after if before.get(name) != after[name]} == {"2027-03.json"}


def test_what_was_taken_down_edited_or_is_over_is_not_found(tmp_path: Path) -> None:
    channel = website(tmp_path)
    publish(channel, "go")
    publish(channel, "su-kien", expires=date(2026, 12, 2))
    publish(channel, "o-lai")
    channel.withdraw("go")
    assert [row[0] for row in found(tmp_path)["tim/2026-12.json"]] == ["bai/su-kien.html", "bai/o-lai.html"]
    website(tmp_path).tidy(START + 2 * DAY)
    assert [row[0] for row in found(tmp_path)["tim/2026-12.json"]] == ["bai/o-lai.html"]
    website(tmp_path, FixedClock(START + 2 * DAY)).withdraw("o-lai")
    assert found(tmp_path) == {}, "a month without a current post has no file"


def test_a_word_deep_in_a_long_text_is_found_and_no_number_is_cut(tmp_path: Path) -> None:
    channel = website(tmp_path)
    publish(channel, "dai", text="Cùng con đặt mật khẩu dài.\n\n" * 60 + "Tận cùng: sâu thẳm.")
    publish(channel, "qua-dai", text="Gọi 0377 672 444. " * 300)
    publish(channel, "khmer", text="ការពារកុមារ" * 300, title="T" * 99)
    publish(channel, "ten-dai", text="Chữ", title="Tên " * 999)
    rows = [row for rows in found(tmp_path).values() for row in rows]
    long, longer, khmer, titled = (row[5] for row in rows)
    assert long.endswith("Tận cùng: sâu thẳm.")
    assert longer.endswith(" Gọi…")
    assert khmer.startswith("ការពារកុមារ")
    assert titled == "…", "a title that long leaves no room"
    assert all(len("".join(row[2:7]).encode()) <= FOUND + 10 for row in rows[:3])


def test_ten_thousand_posts_make_no_large_file() -> None:
    entries = {
        f"{2020 + number // 12}-{number % 12 + 1:02}": [
            Entry(
                f"bai-{number}-{one}", "", START, START, TITLE,
                "Chủ đề", "Người đọc", about="a" * FOUND, tags=("BaoVeTreEm", "AnToanMang"),
                is_over=one == 7,
            )
            for one in range(700)
        ]
        for number in range(15)
    }  # fmt: skip
    months = {month: Month(len(posts), len(posts) - 1, START) for month, posts in entries.items()}
    files = {name: make() for name, make in searches(months, entries.get, lambda _: "1/12/2026").items()}
    assert {name: count for name, _, _, count in parts_of(months) if name.startswith("tim/2020-01")} == {
        "tim/2020-01.json": MOST,
        **{f"tim/2020-01-{part}.json": MOST for part in range(2, 699 // MOST + 1)},
        f"tim/2020-01-{699 // MOST + 1}.json": 699 % MOST,
    }
    assert sum(len(json.loads(data)["posts"]) for data in files.values()) == 15 * 699 > 10_000
    assert max(map(len, files.values())) < 300_000
