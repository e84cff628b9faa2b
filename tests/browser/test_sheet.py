"""The sheet for an auditor, as it comes out of a printer."""

import re
import shutil

import pytest
from playwright.sync_api import expect

from tests.browser.harness import chromium, console, settle

pytestmark = [pytest.mark.browser, pytest.mark.whole]
WHITE = "rgb(255, 255, 255)"


@pytest.fixture(scope="module")
def site(demo_home, tmp_path_factory):
    place = tmp_path_factory.mktemp("sheet") / "home"
    shutil.copytree(demo_home.parent, place)
    with console(place / ".kanmon") as url, chromium() as browser:
        yield url, browser


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_on_paper_there_is_the_sheet_and_nothing_of_the_console(site, theme):
    url, browser = site
    page = browser.new_context(color_scheme=theme, locale="en-US").new_page()
    page.goto(f"{url}/history?as=hana&at=2030-01-01")
    settle(page)
    expect(page.get_by_test_id("stSidebar")).to_be_hidden()
    expect(page.get_by_text("Back to History")).to_be_visible()

    page.emulate_media(media="print")
    expect(page.get_by_text("Back to History")).to_be_hidden()
    for told in (re.compile("What was live"), re.compile("Hana Sato"), "Policy as it was"):
        expect(page.get_by_text(told).first).to_be_visible()
    cell = page.locator("td").first
    ink, ground = (
        cell.evaluate(f"cell => getComputedStyle(cell).{name}") for name in ("color", "backgroundColor")
    )
    assert ground == WHITE
    assert sum(map(int, re.findall(r"\d+", ink)[:3])) < 200, "dark on white, whatever the theme"
    pages = len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4", print_background=True)))
    assert 1 <= pages <= 3
    page.context.close()
