"""Customer-service logs as a Japanese spreadsheet program writes them, from the file to a frozen dataset."""

import csv
import io
import re
import shutil

import pytest
from playwright.sync_api import expect

from lifecycle import datasets
from lifecycle.records import Ref
from tests.browser.harness import Walker, chromium, console, opened, settle

pytestmark = [pytest.mark.browser, pytest.mark.whole]

ROWS = 20_000


@pytest.fixture(scope="module")
def home(demo_home, tmp_path_factory):
    place = tmp_path_factory.mktemp("logs") / "home"
    shutil.copytree(demo_home.parent, place)
    return place / ".kanmon"


def logs(version: int) -> bytes:
    written = io.StringIO(newline="")
    table = csv.writer(written)
    table.writerow(["お問い合わせ", "模範回答", "分類"])
    for number in range(ROWS):
        answer = "申し訳ございません。" * (number % 3) + f"受付番号 {number:05} で承りました。"
        table.writerow(
            [f"第 {version} 版 注文 {number:05} の①返品はできますか", answer, ("返品", "配送")[number % 2]]
        )
    return written.getvalue().encode("cp932")


@pytest.mark.parametrize(("locale", "number"), [("ja-JP", 2), ("en-US", 3)])
def test_twenty_thousand_rows_of_cp932_are_mapped_checked_and_frozen(home, locale, number):
    with console(home) as url, chromium() as browser:
        context = browser.new_context(locale=locale, viewport={"width": 1280, "height": 900})
        walker = Walker(context.new_page(), url, f"{locale[:2]}-light")
        walker.open("datasets?add=file", "ken")
        walker.upload("お問い合わせ.csv", logs(number))
        walker.sees(re.compile("cp932"))
        walker.shot("datasets-columns")
        choose(walker, walker.say("Customer's question"), "お問い合わせ")
        choose(walker, walker.say("Ideal response"), "模範回答")
        walker.sees(re.compile("20,000"))
        walker.sees(re.compile("受付番号 00000"))
        walker.shot("datasets-checked")
        walker.press(walker.say("Freeze as {ref}", ref=f"support-logs@{number}"))
        walker.page.wait_for_url(re.compile("dataset=support-logs"))
        walker.sees(re.compile("受付番号 00000"))
        walker.shot("datasets-kept")
        context.close()
    with opened(home) as bench:
        kept = datasets.find(bench, "support-bot", Ref(name="support-logs", number=number))
    assert kept.rows == ROWS


def choose(walker: Walker, label: str, option: str) -> None:
    walker.page.get_by_role("combobox", name=label).click()
    walker.page.get_by_role("option", name=option, exact=True).click()
    settle(walker.page)
    expect(walker.page.get_by_role("combobox", name=label)).to_be_visible()
