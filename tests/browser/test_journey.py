"""The whole road with mouse and keyboard, as the people who walk it, in a real browser."""

import re
import shutil

import pytest
from playwright.sync_api import expect

from lifecycle import history
from tests.browser.harness import ROOT, Walker, chromium, console, opened, settle

pytestmark = [pytest.mark.browser, pytest.mark.whole]


@pytest.fixture(scope="module")
def home(demo_home, tmp_path_factory):
    place = tmp_path_factory.mktemp("journey") / "home"
    shutil.copytree(demo_home.parent, place)
    return place / ".kanmon"


@pytest.fixture(scope="module")
def site(home):
    with console(home) as url, chromium() as browser:
        yield url, browser


@pytest.fixture
def walker(site):
    url, browser = site
    context = browser.new_context(locale="en-US", viewport={"width": 1280, "height": 900})
    yield Walker(context.new_page(), url, "en-light")
    context.close()


def test_from_logs_to_production_and_back(walker, home):
    page = walker.page
    freeze_the_logs(walker)
    write_a_prompt(walker)
    bundle_and_evaluate(walker)
    compare(walker)
    vote_blind(walker)
    release_and_roll_back(walker)

    walker.open("history", "aki")
    walker.sees("rolled back")
    walker.sees("wrong fees")
    walker.shot("history")

    compare_runs(walker)

    walker.open("", "hana")
    walker.sees("v2")
    walker.shot("home")
    assert page.url.startswith(walker.url)

    with opened(home) as bench:
        with bench.ledger.read() as tx:
            moves = history.moves(tx, "support-bot", "production")
        assert [(move.before, move.after) for move in moves][-2:] == [(2, 4), (4, 2)]
        assert moves[-2].details["approved_by"] == ["mei"]
        assert history.verify(bench) is None


def freeze_the_logs(walker: Walker) -> None:
    walker.open("datasets?add=file", "ken")
    walker.upload("broken.csv", b"question,answer\nwhere?,here\n")
    walker.sees(re.compile("user_query"))
    walker.shot("datasets-broken")
    walker.open("datasets?add=file", "ken")
    walker.page.get_by_test_id("stFileUploaderDeleteBtn").get_by_role("button").click() if (
        walker.page.get_by_test_id("stFileUploaderDeleteBtn").count()
    ) else None
    settle(walker.page)
    logs = (ROOT / "examples" / "logs.csv").read_bytes().splitlines(keepends=True)[:40]
    walker.upload("logs.csv", b"".join(logs))
    walker.choose("Build training data")
    walker.sees("Freeze as support-chat@2")
    walker.shot("datasets-build")
    walker.press("Freeze as support-chat@2")
    walker.sees(re.compile("support-chat@2 is frozen"))
    walker.shot("datasets-frozen")


def write_a_prompt(walker: Walker) -> None:
    walker.open("prompts?number=3", "ken")
    walker.shot("prompts")
    walker.press("Write a new version")
    walker.page.wait_for_url(re.compile("write="))
    text = walker.page.get_by_role("textbox", name="Text").first
    expect(text).to_be_visible()
    rules = text.input_value()
    text.fill(rules + "\nIf the replacement is out of stock, we refund the price within 5 business days.")
    reason = walker.page.get_by_role("textbox", name="Reason (required)")
    reason.fill("Say what happens without stock")  # while the console takes the text in
    walker.sees(re.compile("out of stock, we refund the price within 5"))
    settle(walker.page)
    expect(reason).to_have_value("Say what happens without stock")
    reason.blur()
    settle(walker.page)
    walker.shot("prompts-write")
    walker.press("Save as v4. Nothing goes live.")
    walker.sees(re.compile("support-reply@4 is saved"))


def bundle_and_evaluate(walker: Walker) -> None:
    page = walker.page
    walker.open("versions?create=yes&prompt=support-reply@4", "ken")
    walker.shot("versions-create")
    walker.press("Create the version")
    walker.sees(re.compile("v4 was created"))
    walker.open("evaluate?version=4", "ken")
    walker.shot("evaluate-start")
    walker.press(re.compile("^Start"))
    page.wait_for_url(re.compile("evaluation="))
    page.reload()
    settle(page)
    walker.sees(re.compile("Evaluation of v4"))
    expect(page.get_by_test_id("stMain").get_by_text("finished").first).to_be_visible(timeout=60_000)
    walker.shot("evaluate-done")


def compare(walker: Walker) -> None:
    page = walker.page
    walker.open("compare?baseline=2&candidate=4", "ken")
    walker.sees(re.compile("v4 is better than v2"))
    walker.shot("compare")
    walker.choose(re.compile(r"^▼ \d+ worse"))
    page.wait_for_url(re.compile("outcome=worse"))
    first = page.url
    page.get_by_test_id("stMain").locator("h1").click()
    page.keyboard.press("j")
    page.wait_for_url(lambda url: url != first)
    settle(page)
    walker.shot("compare-case")


def vote_blind(walker: Walker) -> None:
    page = walker.page
    walker.open("review?baseline=2&candidate=4", "ken")
    walker.shot("review-open")
    walker.press("Open blind review")
    page.wait_for_url(re.compile("round="))
    round = re.search("round=([0-9a-f]+)", page.url)[1]
    walker.open(f"review?round={round}", "rin")
    for place, key in enumerate("1209", start=1):
        walker.sees(re.compile(f"^{place} of"))
        page.wait_for_timeout(600)
        walker.shot("review-vote")
        for tell in ("v2", "v4", "baseline", "candidate"):
            expect(page.get_by_test_id("stMain").get_by_text(re.compile(rf"\b{tell}\b"))).to_have_count(0)
        page.keyboard.press(key)
        walker.sees(re.compile(f"^{place + 1} of"))
    walker.open(f"review?round={round}&view=votes", "ken")
    walker.press("Close the round")
    walker.confirm("Close the round")
    walker.sees(re.compile("sign test"))
    walker.shot("review-result")


def release_and_roll_back(walker: Walker) -> None:
    walker.open("release?version=3&to=production", "hana")
    walker.press("Withdraw the request")
    walker.confirm("Withdraw the request", "v4 is better still")
    walker.open("release?version=4&to=production", "ken")
    walker.press("Request v4 for production")
    walker.confirm("Request the release", "Says what happens without stock")
    expect(walker.page.get_by_role("button", name="Promote v4 to production")).to_be_disabled()
    walker.open("release?version=4&to=production", "mei")
    walker.shot("release")
    walker.press("Approve")
    walker.confirm("Approve")
    walker.press("Promote v4 to production")
    walker.confirm("Promote v4 to production")
    walker.sees(re.compile("v4 is in production"))
    walker.shot("release-promoted")
    walker.press("Roll back to v2")
    walker.confirm("Roll back to v2", "wrong fees")
    walker.sees(re.compile("production is back on v2"))


def compare_runs(walker: Walker) -> None:
    """The grid is drawn on a canvas: its first column holds the boxes to tick, a row is 35 px high."""
    page = walker.page
    walker.open("runs", "ken")
    expect(page.get_by_text("v4 on support-golden@1").first).to_be_attached()
    for row in (1, 3):
        page.get_by_test_id("stDataFrame").click(position={"x": 16, "y": 35 * row + 17})
        settle(page)
    page.wait_for_url(re.compile("runs=.*runs="))
    walker.sees(re.compile("Parameters that differ"))
    walker.shot("runs")


@pytest.mark.parametrize(("locale", "scheme"), [("ja-JP", "light"), ("en-US", "dark"), ("ja-JP", "dark")])
def test_every_screen_opens_in_both_languages_and_lights(site, locale, scheme):
    url, browser = site
    context = browser.new_context(locale=locale, color_scheme=scheme, viewport={"width": 1280, "height": 900})
    outside = []
    context.on("request", lambda request: outside.append(request.url) if url[7:] not in request.url else None)
    walker = Walker(context.new_page(), url, f"{locale[:2]}-{scheme}")
    for screen in (
        "",
        "datasets",
        "prompts",
        "versions",
        "evaluate",
        "compare",
        "review",
        "runs",
        "release",
        "history",
    ):
        walker.open(screen, "hana")
        expect(walker.page.get_by_test_id("stMain").locator("h1")).to_be_visible()
        walker.shot(screen or "home")
    assert [each for each in outside if not each.startswith(("data:", "blob:"))] == []
    context.close()


def test_every_screen_fits_a_phone(site):
    url, browser = site
    context = browser.new_context(locale="ja-JP", viewport={"width": 390, "height": 844})
    walker = Walker(context.new_page(), url, "ja-phone")
    for screen in ("", "compare", "review", "release"):
        walker.open(screen, "mei")
        walker.shot(screen or "home")
        wide = walker.page.evaluate(
            "document.documentElement.scrollWidth > document.documentElement.clientWidth + 1"
        )
        assert not wide, screen
    context.close()


def test_a_reload_keeps_the_language_and_the_person(site):
    url, browser = site
    context = browser.new_context(locale="en-US")
    page = context.new_page()
    walker = Walker(page, url, "en")
    walker.open("release", "mei")
    page.get_by_role("link", name="日本語").click()
    expect(page.get_by_test_id("stSidebar").get_by_text("ホーム")).to_be_visible(timeout=20_000)
    expect(page.locator("html")).to_have_attribute("lang", "ja")
    page.reload()
    settle(page)
    expect(page.get_by_test_id("stSidebar").get_by_text("ホーム")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "ja")
    person = page.get_by_test_id("stSidebar").get_by_role("combobox").last
    expect(person).to_have_value("Mei Tanaka")
    context.close()
