"""`loa report`: files in their place, and every refusal in words."""

from __future__ import annotations

import importlib.util

import pytest
from click.testing import CliRunner

from scheduler.cli.app import Session
from scheduler.cli.commands import program
from scheduler.problems import Stop
from scheduler.reports import making
from tests.reports.office import Office


@pytest.fixture
def office(tmp_path):
    opened = Office(tmp_path)
    opened.publish(opened.key("mat-khau", "website"), "2026-02-01 07:30", text="Gọi 111.")
    opened.ledger.close()
    return opened


def run(office, *words):
    session = Session(root=office.folder.root)
    return CliRunner().invoke(program, ["report", *words], obj=session, standalone_mode=False)


def refusal(office, *words):
    done = run(office, *words)
    assert isinstance(done.exception, Stop), done.output
    return done.exception.say("vi")


def test_the_files_lie_in_var_reports_under_the_names_of_the_period(office):
    done = run(office, "2026-Q1", "--format", "xlsx")
    assert done.return_value == 0, done.output
    file = office.folder.var / "reports" / "bao-cao-2026-Q1.xlsx"
    assert done.stdout.split() == [str(file)]
    before = file.read_bytes()
    run(office, "2026-Q1", "--format", "xlsx")
    assert file.read_bytes() == before


def test_a_period_without_posts_is_told_and_its_files_are_written(office, tmp_path):
    done = run(office, "2026-03", "--format", "xlsx", "--out", str(tmp_path / "ra"))
    assert "chưa có bài nào được đăng" in done.stderr
    assert (tmp_path / "ra" / "bao-cao-2026-03.xlsx").is_file()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["2190", "--format", "xlsx"], "chưa bắt đầu"),
        (["tháng mười", "--format", "xlsx"], "không phải là một kỳ báo cáo"),
        (["2026-12-05..2026-12-01", "--format", "xlsx"], "Đổi chỗ hai ngày"),
        (["2026-02", "--unit", "xa-la", "--format", "xlsx"], "xa-la"),
    ],
)
def test_what_cannot_be_reported_is_refused_in_words(office, words, said):
    assert said in refusal(office, *words)


def test_a_folder_that_cannot_be_made_is_told(office, tmp_path):
    (tmp_path / "tệp").write_text("", "utf-8")
    assert "Không tạo được thư mục" in refusal(
        office, "2026-02", "--format", "xlsx", "--out", f"{tmp_path}/tệp/a"
    )


def test_without_the_extra_nothing_is_written_and_it_is_named(office, monkeypatch):
    monkeypatch.setattr(making, "has_word", lambda: False)
    assert "pip install 'loa[report]'" in refusal(office, "2026-02")
    assert not (office.folder.var / "reports").exists()


def test_the_head_is_written_to_be_changed_and_never_over_one_that_is_there(office):
    if importlib.util.find_spec("docx") is None:
        pytest.skip("the extra `report`")
    done = run(office, "--head")
    assert done.stdout.strip().endswith("config/bao-cao.docx")
    assert "{{ ky }}" in done.stderr
    assert "Đã có config/bao-cao.docx" in refusal(office, "--head")
