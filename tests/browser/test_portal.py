"""Pasting into a portal in real Chromium: what is copied is the article and nothing of the desk."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from playwright.sync_api import expect

from scheduler.channels.article import TAGS
from scheduler.engine.mending import ask_edit, ask_withdrawal
from tests.browser.conftest import READERS
from tests.channels.test_portal import Reader
from tests.desk.test_by_hand import CARD
from tests.engine.giving import HOUR, SETTINGS, Office

LONG = "CổngThôngTinĐiệnTửXãMỹXuyên" * 4
PORTAL = SETTINGS + f'portal: {{places: {{{LONG}: "https://myxuyen.example.vn/quan-tri"}}}}\n'
POSTS = f"""\
posts:
  - id: an-toan
    at: 2026-12-01 08:00
    title: Giữ mật khẩu
    text: |
      Đừng đưa mật khẩu cho người lạ & kẻ <xấu>.

      - hỏi mẹ
      - gọi {{{{ hotline('tong-dai-111') }}}}
    link: https://a.vn/{"x" * 90}?a=1&b=2
    hashtags: [AnToanMang]
    hotlines: [tong-dai-111]
    channels: [portal]
"""
COPIED = """async () => {
  const [one] = await navigator.clipboard.read();
  const as = async (type) => (await one.getType(type)).text();
  return [await as("text/html"), await as("text/plain")];
}"""
PASTED = """() => new Promise((done) => {
  const box = document.createElement("div");
  box.contentEditable = "true";
  document.body.append(box);
  box.addEventListener("paste", (event) => {
    event.preventDefault();
    done([event.clipboardData.getData("text/html"), event.clipboardData.getData("text/plain")]);
  });
  box.focus();
})"""


@pytest.fixture
def office(tmp_path):
    one = Office(tmp_path, PORTAL, POSTS + CARD)
    one.go()
    one.go(HOUR)
    yield one
    one.works.close()


def page_of(office):
    return f"/by-hand/one?key={quote(str(office.key('portal')), safe='')}"


def is_clean(found):
    """Whether a copied article is what was written, in tags that any editor keeps."""
    tags = [(tag, attributes) for tag, attributes in found.tags if tag not in {"html", "body", "meta"}]
    assert {tag for tag, _ in tags} == {"p", "ul", "li", "a", "h2"}
    assert all(attributes.keys() <= TAGS[tag] for tag, attributes in tags)
    assert "Đừng đưa mật khẩu cho người lạ & kẻ <xấu>." in found.said
    assert {one["href"] for tag, one in tags if tag == "a"} == {"tel:111", f"https://a.vn/{'x' * 90}?a=1&b=2"}


@pytest.mark.parametrize(("width", "language"), READERS)
def test_the_page_is_sound_whatever_is_to_be_done(window, desk_of, office, width, language):
    reader = window(desk_of(office.folder, clock=office.clock).address, width, language)
    for act in (lambda: None, lambda: ask_edit(office.works, office.row("portal"), "Mai", ""),
                lambda: ask_withdrawal(office.works, office.row("portal"), "Mai", "sai")):  # fmt: skip
        act()
        office.go(4 * HOUR)
        page = reader.open(page_of(office))
        for source in page.locator("details.source summary").all():
            source.click()
        reader.is_sound()


def test_one_touch_copies_the_article_as_it_was_written(window, desk_of, office):
    allowed = ["clipboard-read", "clipboard-write"]
    reader = window(desk_of(office.folder, clock=office.clock).address, 390, "vi", permissions=allowed)
    page = reader.open(page_of(office))
    reader.press("[data-copy=a-words]")
    expect(page.locator("[data-copy=a-words]")).to_have_text("Đã chép")
    html, plain = page.evaluate(COPIED)
    is_clean(Reader(html))
    assert plain.startswith("Đừng đưa mật khẩu")
    for name, words in (("a-title", "Giữ mật khẩu"), ("a-day", "01/12/2026"), ("alt-2", "Thẻ ổ khóa")):
        page.locator(f"[data-copy={name}]").click()
        expect(page.locator(f"[data-copy={name}]")).to_have_text("Đã chép")
        assert page.evaluate("navigator.clipboard.readText()") == words
    page.locator("details.source summary").click()
    page.locator("[data-copy=a-source]").click()
    expect(page.locator("[data-copy=a-source]")).to_have_text("Đã chép")
    assert page.evaluate("navigator.clipboard.readText()").startswith(
        '<p><img src="giu-mat-khau-20261201-1.jpg" alt="Thẻ ổ khóa"></p>\n'
    )


@pytest.mark.parametrize("how", ["the button", "by hand"])
def test_where_a_browser_gives_no_clipboard_it_is_the_same(window, desk_of, office, how):
    reader = window(desk_of(office.folder, clock=office.clock).address, 1280, "vi")
    reader.page.add_init_script("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
    page = reader.open(page_of(office))
    if how == "the button":
        page.locator("[data-copy=a-words]").click()
        expect(page.locator("[data-copy=a-words]")).to_have_text("Đã chép")
    else:
        page.evaluate("getSelection().selectAllChildren(document.getElementById('a-words'))")
        page.keyboard.press("ControlOrMeta+c")
    page.evaluate(f"window.pasted = ({PASTED})(); undefined")
    page.keyboard.press("ControlOrMeta+v")
    html, plain = page.evaluate("window.pasted")
    is_clean(Reader(html))
    assert plain.startswith("Đừng đưa mật khẩu")


def test_it_can_be_read_and_saved_without_scripts(window, desk_of, office):
    reader = window(desk_of(office.folder, clock=office.clock).address, 390, "vi", java_script_enabled=False)
    page = reader.page
    page.goto(reader.address + page_of(office).lstrip("/"))
    expect(page.locator("#a-words")).to_contain_text("gọi 111")
    expect(page.locator("[data-copy]").first).to_be_hidden()
    for name, file in (("Tải tất cả (.zip)", ".zip"), ("Tải tệp Word", ".docx")):
        with page.expect_download() as saved:
            page.get_by_role("link", name=name).click()
        assert saved.value.suggested_filename.endswith(file)
    with page.expect_download() as saved:
        page.get_by_role("link", name="Lưu ảnh").first.click()
    assert saved.value.suggested_filename == "giu-mat-khau-20261201-dai-dien.jpg"


def test_the_code_for_portals_is_copied_by_one_touch(window, desk_of, tmp_path):
    office = Office(tmp_path, SETTINGS + 'website: {address: "https://a.vn/tin/"}\n')
    allowed = ["clipboard-read", "clipboard-write"]
    for width, language in READERS:
        desk = desk_of(office.folder, clock=office.clock)
        reader = window(desk.address, width, language, permissions=allowed)
        page = reader.open("/")
        page.locator("#foot a[href='/embed']").click()
        page.wait_for_url("**/embed")
        reader.is_sound()
        reader.press("[data-copy=code-script]")
        expect(page.locator("[data-copy=code-script]")).to_have_text(
            "Đã chép" if language == "vi" else "Copied"
        )
        assert page.evaluate("navigator.clipboard.readText()").endswith("</script>")
    office.works.close()
