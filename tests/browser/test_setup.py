"""From nothing to a post that was practised, by keyboard alone, without a terminal or a file."""

import pytest
from playwright.sync_api import expect

from scheduler.cli.examining import examiner
from scheduler.files import WorkFolder
from scheduler.rehearsal.practice import Practice
from scheduler.settings.loading import load_settings


@pytest.fixture
def bare(tmp_path):
    """A folder of work as `new` makes it: no colours, no place to post to."""
    for name in ("config", "posts", "assets"):
        (tmp_path / "work" / name).mkdir(parents=True)
    (tmp_path / "work" / "config" / "settings.yaml").write_text(
        "# Cài đặt\norganisation: Hội (ghi tên)\n", "utf-8"
    )
    return WorkFolder(tmp_path / "work")


@pytest.mark.parametrize(("width", "language"), [(1280, "vi"), (390, "vi")])
def test_from_nothing_to_the_first_practised_post(window, desk_of, bare, width, language):
    with Practice(bare) as practice:
        desk = desk_of(bare, practise=practice.publish, examiner=examiner(bare))
        reader = window(desk.address, width, language)
        page = reader.open("/setup")
        assert page.locator(".setup-step.done").count() == 0
        reader.press('a[href="/setup/brand"]')
        page.wait_for_url("**/setup/brand")
        sample = page.locator("#sample-card")
        first = sample.get_attribute("src")
        reader.type_into("[name=organisation]", "Hội LHPN xã Đại Tâm")
        expect(sample).not_to_have_attribute("src", first)
        reader.press("#brand button")
        expect(page.locator("#said")).to_contain_text("Đã lưu")
        assert load_settings(bare)[0].organisation == "Hội LHPN xã Đại Tâm"
        reader.is_sound()

        reader.open("/setup/lines")
        reader.type_into("#new-line [name=name]", "Công an xã")
        reader.type_into("#new-line [name=number]", "113")
        reader.press("#new-line button")
        expect(page.locator("#lines")).to_contain_text("Công an xã")

        reader.open("/setup/website")
        reader.type_into("#website-address", "https://phunu.example.vn/tin/")
        reader.press("#channel-website .setup-form button")
        expect(page.locator("#channel-website > .state")).to_have_text("Đã nối")
        expect(page.locator("#channel-website .findings .fine").first).to_be_visible()
        reader.is_sound()

        reader.open("/write")
        reader.type_into("[name=title]", "Chào bà con")
        reader.type_into("[data-field=text]", "Trang của Hội mở hôm nay.")
        reader.type_into("[name=card-0-headline]", "Chào bà con")
        reader.type_into("[name=card-0-alt]", "Thẻ chào bà con")
        page.locator("aside button[value=submit]").click()
        expect(page.locator("h1")).to_have_text("Chào bà con")
        reader.open("/setup/first")
        reader.press('form[action^="/practice/"] button')
        page.wait_for_url("**#practised")
        reader.open("/setup")
        expect(page.locator("#step-first")).to_have_class("setup-step done")
        reader.is_sound()


@pytest.mark.parametrize("width", [1280, 390])
def test_a_unit_has_colours_and_hours_of_its_own_and_sees_its_card(window, desk_of, folder, width):
    (folder.config / "units.yaml").write_text(
        "units:\n  - {id: my-xuyen, name: Hội LHPN xã Mỹ Xuyên}\n", "utf-8"
    )
    desk = desk_of(folder, examiner=examiner(folder))
    reader = window(desk.address, width, "vi")
    page = reader.open("/setup/units?unit=my-xuyen")
    for part in ("brand", "slots", "zalo"):
        reader.press(f"#unit-{part} > summary")
    page.locator("#brand [name=primary]").fill("#005f73")
    expect(page.locator("#sample-cards")).to_be_visible()
    page.locator("#how-daily").select_option("own")
    page.locator("#hours-daily").fill("7h30")
    reader.is_sound()
    reader.press("#unit-slots button")
    expect(page.locator("#said")).to_contain_text("Đã lưu")
    assert 'daily: ["07:30"]' in (folder.config / "units.yaml").read_text("utf-8").replace("'", '"')
