"""Two people decide at the same moment: the second one is told, and confirms nothing that is past."""

import pytest
from playwright.sync_api import expect

from lifecycle import evidence, promotion
from lifecycle.records import Actor
from tests.browser.harness import chromium, console, settle

pytestmark = [pytest.mark.browser, pytest.mark.whole]


def test_a_rollback_that_came_second_says_what_happened_and_shows_what_holds_now(demo_bench):
    with console(demo_bench.settings.home) as url, chromium() as browser:
        page = browser.new_page(locale="en-US", viewport={"width": 1280, "height": 700})
        page.goto(f"{url}/release?version=2&as=mei")
        settle(page)
        page.get_by_role("button", name="Roll back to v1").click()
        dialog = page.get_by_role("dialog")
        dialog.get_by_role("button", name="Roll back to v1").click()
        expect(dialog.get_by_role("alert")).to_contain_text("A reason is needed.")

        by = Actor(person="hana")
        promotion.roll_back(demo_bench, "support-bot", "production", by=by, expecting=2, reason="first")
        dialog.get_by_role("textbox").fill("second")
        dialog.get_by_role("button", name="Roll back to v1").click()
        expect(dialog).to_be_hidden()
        told = page.get_by_role("alert")
        expect(told).to_contain_text(
            "production changed since you looked: expected v2, found v1 (moved by Hana Sato)"
        )
        expect(told).to_be_in_viewport()
        expect(page.get_by_text("v2 was rolled back from production by Hana Sato")).to_be_attached()
        expect(page.get_by_role("button", name="Roll back")).to_have_count(0)
        assert evidence.placement(demo_bench, "support-bot", "production").moved_by == "hana"
