"""Every page, in every state, for every reader: sound in Chromium, sound to axe, nothing sticks out."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import READERS
from tests.browser.pages import own_part, pages_of
from tests.browser.states import STATES, empty, long_titles, sound

AT_ONCE = 10  # Tabs, before it is asked what they reached
LOOKED_AT = [
    pytest.param(state, *reader, id="-".join((*map(str, reader), state.__name__)))
    for state in STATES
    for reader in (READERS if state in (sound, long_titles) else [(390, "vi")])
]


_sound: dict[str, set[str]] = {}  # what the pages of the sound state have of their own, by language


def own_parts(desk, language):
    """What each page of *desk* has of its own, by its path."""
    pages = pages_of(desk.app, desk.address, language)
    return {path: own_part(page, desk.address) for path, page in pages.items()}


@pytest.mark.parametrize(("state", "width", "language"), LOOKED_AT)
def test_every_page_is_sound(window, desk_of, folder, state, width, language):
    """What shows word by word what it shows in the sound state is looked at there alone; what has least room,
    in Vietnamese, stands for both readers but where the room is what matters.
    """
    if language not in _sound:
        _sound[language] = set(own_parts(desk_of(folder), language).values())
    state(folder)
    desk = desk_of(folder)
    known = _sound[language] if state is not sound else ()
    paths = [path for path, own in own_parts(desk, language).items() if own not in known]
    assert len(paths) >= (25 if state is sound else 5)
    reader = window(desk.address, width, language)
    for path in paths:
        reader.open(path)
        reader.is_sound()


@pytest.mark.parametrize(("width", "language"), READERS)
def test_every_control_is_reached_by_tab_and_shows_it(window, desk_of, folder, width, language):
    desk = desk_of(folder)
    reader = window(desk.address, width, language)
    for path in pages_of(desk.app, desk.address):
        page = reader.open(path)
        if path.startswith("/write"):
            page.wait_for_load_state("networkidle")  # its first look has come
        wanted = page.evaluate(_CONTROLS)
        assert wanted, path
        for _ in range(len(wanted) * 6 // AT_ONCE + 2):  # a date field has several stops of its own
            for _ in range(AT_ONCE):
                page.keyboard.press("Tab")
            missed, unshown, is_round = page.evaluate(_TABBED)
            if is_round or not missed:
                break
        assert [wanted[one] for one in missed] == [], path
        assert [wanted[one] for one in unshown] == [], path


@pytest.mark.parametrize(("width", "language"), READERS)
def test_the_real_month_is_sound_and_light(window, desk_of, month, width, language):
    reader = window(desk_of(month).address, width, language)
    for path in ("/", "/month", "/problems"):
        page = reader.open(path)
        for image in page.locator("img[loading=lazy]").all():
            image.scroll_into_view_if_needed()
        reader.until("[...document.images].every(one => one.complete && one.naturalWidth > 0)")
        reader.is_sound()


def test_all_can_be_read_without_scripts(window, desk_of, folder):
    reader = window(desk_of(folder).address, 1280, "vi", java_script_enabled=False)
    page = reader.page
    page.goto(reader.address)
    page.get_by_role("link", name="Mật khẩu mạnh cho con").first.click()
    expect(page.locator("main")).to_contain_text(re.compile("0377|111"))
    page.locator("#tools a").first.click()
    page.locator("[name=title]").fill("Không cần kịch bản")
    page.locator("aside button[value=save]").click()
    page.wait_for_url("**/post/mat-khau-manh*")
    expect(page.locator("h1")).to_have_text("Không cần kịch bản")


def test_the_card_stays_in_sight_while_its_words_and_its_drawing_are_chosen(window, desk_of, folder):
    reader = window(desk_of(folder).address, 1280, "vi")
    page = reader.open("/write/mat-khau-manh")
    page.locator("[name=card-0-alt]").scroll_into_view_if_needed()
    expect(page.locator("#pictures img")).to_be_in_viewport(ratio=0.9)
    reader.press("#field-card-0-illustration summary")
    reader.tab_to("[name=card-0-illustration]")
    page.keyboard.press("ArrowRight")
    expect(page.locator("#field-card-0-illustration [data-chosen]")).to_have_text("Ổ khóa")
    page.locator("[name=card-0-illustration]:checked").scroll_into_view_if_needed()
    expect(page.locator("#pictures img")).to_be_in_viewport(ratio=0.9)
    shown = "!one.checkVisibility() || one.closest('.drawings') || one.naturalWidth > 0"
    reader.until(f"[...document.images].every(one => {shown})")
    reader.is_sound()
    page.on("dialog", lambda dialog: dialog.accept())


def test_an_empty_calendar_leads_to_the_first_post(window, desk_of, folder):
    empty(folder)
    reader = window(desk_of(folder).address, 390, "vi")
    reader.open("/")
    reader.press("#first a.button")
    reader.page.wait_for_selector("form#write")
    reader.is_sound()


# How a control and what holds it are drawn is kept in `looks`: with the focus, that must have changed.
_LOOK = """one => [one, one.parentElement, one.closest('li')].filter(Boolean).map((it) => {
  const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(it);
  return outlineStyle + outlineWidth + boxShadow;
}).join()"""

_CONTROLS = f"""() => {{
  const look = {_LOOK};
  const kinds = 'a[href], button, input, select, textarea, summary, [tabindex="0"]';
  const all = [...document.querySelectorAll(kinds)]
    .filter(one => one.checkVisibility() && !one.disabled && one.tabIndex >= 0 && one.type !== 'hidden')
    .filter(one => one.type !== 'radio' || one.checked);
  const looks = all.map(look);
  const [missed, unshown] = [new Set(all.keys()), new Set(all.keys())];
  const tabbed = window.tabbed = {{ missed, unshown, isRound: false }};
  document.addEventListener('focusin', (event) => {{
    const number = all.indexOf(event.target);
    if (number < 0) return;
    tabbed.isRound ||= !missed.delete(number);
    if (look(event.target) !== looks[number]) unshown.delete(number);
  }});
  return all.map(one => one.outerHTML.slice(0, 160));
}}"""

_TABBED = (
    "() => [[...tabbed.missed], [...tabbed.unshown].filter(one => !tabbed.missed.has(one)), tabbed.isRound]"
)
