"""The states that a folder of work can be in, odd ones too: each makes one out of a sound folder."""

from __future__ import annotations

from scheduler.files import WorkFolder
from tests.desk.conftest import carry, hold

LONG = (
    "Nghiêng-ngả-khuỷu-tay-" * 6
    + "Nghĩ ngợi kỹ lưỡng trước khi chia sẻ hình ảnh riêng tư của trẻ em lên mạng xã hội " * 2
)
KHMER = """\
  - id: khmer
    at: 2026-12-03 07:30
    title: ការពារកុមារនៅលើបណ្តាញអ៊ីនធឺណិត
    language: km
    text: កុំផ្ញើរូបភាពទៅអ្នកដែលមិនស្គាល់ ហើយប្រាប់ឪពុកម្តាយភ្លាម។
    audience: cha-me
    topic: ky-nang-so
    card: {template: tip, headline: កុំផ្ញើរូបភាព, alt: ការពារកុមារ}
"""


def _change(folder: WorkFolder, old: str, new: str) -> None:
    file = folder.posts / "2026-12.yaml"
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")


def sound(folder: WorkFolder) -> None:
    """As it is."""


def empty(folder: WorkFolder) -> None:
    """No post yet: the first steps."""
    (folder.posts / "2026-12.yaml").unlink()


def problems(folder: WorkFolder) -> None:
    """An unknown field, and a hotline that nobody knows."""
    _change(folder, "hashtags: [AnToanMang]", "hastags: [AnToanMang]")
    _change(folder, "text: Nếu người lạ", "text: \"{{ hotline('la') }} Nếu người lạ")
    _change(folder, "kể ngay với cha mẹ.", 'kể ngay với cha mẹ."')


def unreadable(folder: WorkFolder) -> None:
    """Settings that cannot be read at all."""
    (folder.config / "settings.yaml").write_text("organisation: [Hội\n", "utf-8")


def held(folder: WorkFolder) -> None:
    """One delivery is out, one is held back."""
    carry(folder, "mat-khau-manh", "facebook", address="https://www.facebook.com/1")
    hold(folder, "nguoi-la-nhan-tin", "website")


def long_titles(folder: WorkFolder) -> None:
    """Titles and hashtags without a place to break, and text like HTML."""
    _change(folder, "title: Mật khẩu mạnh cho con", f"title: {LONG}")
    _change(folder, "[AnToanMang]", f"[{'AnToanMang' * 12}]")
    _change(folder, "Cùng con đặt", "<b>&amp; <script>alert(1)</script> " + "ngoằn" * 60 + " Cùng con đặt")


def khmer(folder: WorkFolder) -> None:
    """A post in Khmer."""
    file = folder.posts / "2026-12.yaml"
    file.write_text(file.read_text("utf-8") + KHMER, "utf-8")


STATES = [sound, empty, problems, unreadable, held, long_titles, khmer]
