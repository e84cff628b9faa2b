"""An evaluation as somebody sees it who comes and goes: it goes on by itself, and asks nothing twice."""

import json
import re
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Locator, expect

from lifecycle import datasets, demo, evaluation, messages, settings, versions
from lifecycle.records import Actor, DatasetKind, Endpoint, EvaluationState, Ref
from lifecycle.workbench import Workbench
from tests.browser.harness import Walker, chromium, console, settle
from tests.endpoint import Answer, FakeEndpoint
from tests.evaluating import wait_until

pytestmark = [pytest.mark.browser, pytest.mark.whole]

KEN = Actor(person="ken")
CASES, CONCURRENCY = 200, 8
LINES = (demo.EXAMPLES / "golden.jsonl").read_bytes().splitlines(keepends=True)[:CASES]
GOLDEN = f"{demo.GOLDEN}@2"
TRANSPARENT = "rgba(0, 0, 0, 0)"
EVASIVE = "確認のうえ、担当者より折り返しご連絡いたします。"
KEPT = 130
"""So many answers were there when it was cancelled."""


class Clerk:
    """Answers as many calls as were allowed; the others wait."""

    def __init__(self, answers: dict[str, str]) -> None:
        self.answers = answers
        self.allowed = threading.Semaphore(0)
        self.answered: list[str] = []

    def allow(self, calls: int) -> None:
        self.allowed.release(calls)

    def __call__(self, number: int, body: dict[str, Any]) -> Answer:
        self.allowed.acquire()
        question = body["messages"][-1]["content"]
        self.answered.append(question)
        return Answer(text=self.answers[question])


@pytest.fixture(scope="module")
def endpoint() -> Iterator[FakeEndpoint]:
    made = FakeEndpoint()
    yield made
    made.close()


@pytest.fixture(scope="module")
def bench(
    demo_home: Path, endpoint: FakeEndpoint, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Workbench]:
    """The demo with a golden set of 200 cases, and a version that asks the endpoint."""
    place = tmp_path_factory.mktemp("evaluation") / "home"
    shutil.copytree(demo_home.parent, place)
    made = Workbench(settings.load({"KANMON_HOME": str(place / ".kanmon")}, place))
    golden = {"name": demo.GOLDEN, "kind": DatasetKind.GOLDEN, "filename": "golden.jsonl"}
    datasets.freeze(made, b"".join(LINES), app=demo.APP, by=KEN, **golden)
    prices = {"usd_per_million_in": 0.4, "usd_per_million_out": 1.6}
    shop = Endpoint(name="shop", base_url=endpoint.url, timeout_s=300, concurrency=CONCURRENCY, **prices)
    settings.save_endpoints(made.settings.home, {"shop": shop})
    parts = {"prompt": Ref(demo.PROMPT, 3), "model": "shop-mini", "endpoint": "shop"}
    versions.create(made, app=demo.APP, by=KEN, **parts)
    yield made
    made.ledger.close()


@pytest.fixture(scope="module")
def site(bench: Workbench) -> Iterator[tuple[str, Browser]]:
    with console(bench.settings.home) as url, chromium() as browser:
        yield url, browser


@pytest.fixture
def clerk(endpoint: FakeEndpoint) -> Clerk:
    """Who answers at the endpoint, which nobody asked before."""
    endpoint.calls.clear()
    cases = [json.loads(line) for line in LINES]
    answers = {case["inputs"]["question"]: case["expected"]["answer"] for case in cases}
    evasive = {case["inputs"]["question"]: EVASIVE for case in cases[::9]}
    endpoint.decide = Clerk(answers | evasive)
    return endpoint.decide


@contextmanager
def tab(url: str, browser: Browser, locale: str, scheme: str) -> Iterator[Walker]:
    """Open a browser's tab without a past, and close it."""
    context = browser.new_context(locale=locale, color_scheme=scheme, viewport={"width": 1280, "height": 900})
    yield Walker(context.new_page(), url, f"{locale[:2]}-{scheme}")
    context.close()


@pytest.mark.parametrize(("locale", "scheme"), [("en-US", "light"), ("ja-JP", "dark")])
def test_an_evaluation_is_left_found_again_cancelled_resumed_and_finished(
    site, bench, endpoint, clerk, locale, scheme
):
    def state():
        return evaluation.find(bench, id).state

    with tab(*site, locale, scheme) as walker:
        id = start(walker)
        watch(walker, clerk)
    clerk.allow(KEPT - 100)
    wait_until(lambda: evaluation.progress(bench, id).answered == KEPT)
    with tab(*site, locale, scheme) as walker:
        find_again(walker, id)
        wait_until(lambda: len(endpoint.calls) == KEPT + CONCURRENCY)
        cancel(walker)
        assert state() is EvaluationState.CANCELLED
        kept, begun = clerk.answered.copy(), len(endpoint.calls)
        resume(walker)
        clerk.allow(CASES)
        finish(walker)
        assert state() is EvaluationState.FINISHED
    assert begun == KEPT + CONCURRENCY, "no call after the cancel"
    assert sorted(kept + endpoint.questions()[begun:]) == sorted(clerk.answers), "no case twice"


def start(walker: Walker) -> str:
    """Go through the four steps; give the id of what was started."""
    page, say = walker.page, walker.say
    walker.open("", "ken")
    page.get_by_test_id("stSidebar").get_by_role("link", name=say("Evaluate")).click()
    walker.sees(say("Check and start"))
    settle(page)
    page.get_by_role("combobox", name=say("Version to evaluate")).click()
    page.get_by_role("option", name=re.compile("^v4")).click()
    settle(page)
    page.get_by_role("combobox", name=say("Golden set to answer")).fill(GOLDEN)
    page.keyboard.press("Enter")
    walker.sees(say("{n} to {endpoint}", n=CASES, endpoint="shop"))
    walker.shot("evaluation-1-steps")
    walker.press(say("Start: ask {n} questions", n=CASES))
    page.wait_for_url(re.compile("evaluation="))
    walker.sees(so_far(walker, 0))
    walker.shot("evaluation-2-started")
    return parse_qs(urlsplit(page.url).query)["evaluation"][0]


def watch(walker: Walker, clerk: Clerk) -> None:
    """See it go on, and go on after a reload."""
    clerk.allow(60)
    walker.sees(so_far(walker, 60))
    walker.shot("evaluation-3-live")
    bar, framed = (
        walker.page.get_by_test_id("stProgressBarTrack"),
        walker.page.locator(".st-key-k-card-live"),
    )
    assert colour(bar) != colour(framed), "what is left to do can be seen"
    assert colour(walker.page.get_by_role("link", name=walker.say("All evaluations"))) == TRANSPARENT
    walker.page.reload()
    walker.sees(so_far(walker, 60))
    clerk.allow(40)
    walker.sees(so_far(walker, 100))
    walker.shot("evaluation-4-reloaded")


def find_again(walker: Walker, id: str) -> None:
    """Find it among what is under way, and open it."""
    walker.open("evaluate", "ken")
    walker.sees(so_far(walker, KEPT))
    walker.shot("evaluation-5-queue")
    walker.page.get_by_role("link", name=f"v4 · {GOLDEN}").click()
    walker.page.wait_for_url(re.compile(id))
    walker.sees(so_far(walker, KEPT))
    walker.sees(EVASIVE)


def cancel(walker: Walker) -> None:
    """Cancel it with the keyboard; what was answered can be read."""
    page, say = walker.page, walker.say
    page.get_by_role("button", name=say("Cancel this evaluation")).press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("button", name=say("Let it go on"))).to_be_visible()
    walker.shot("evaluation-6-cancel")
    dialog.get_by_role("button", name=say("Yes, cancel the evaluation")).press("Enter")
    walker.sees(say("Cancelled. What was answered until then is shown below; it is no evidence."))
    answered = {"answered": KEPT, "cases": CASES, "unasked": CASES - KEPT}
    walker.sees(messages.say("scorecards.answered_unasked", walker.language, **answered))
    walker.sees(EVASIVE)
    walker.shot("evaluation-7-cancelled")


def resume(walker: Walker) -> None:
    """Go on where it ended."""
    counts = {"answered": KEPT, "open": CASES - KEPT}
    walker.sees(walker.say("{answered} answered are kept; {open} open are asked.", **counts))
    walker.press(walker.say("Resume"))
    walker.sees(so_far(walker, KEPT))
    walker.shot("evaluation-8-resumed")


def finish(walker: Walker) -> None:
    """See it end; the headline stands on top."""
    everything = messages.say("scorecards.answered", walker.language, answered=CASES, cases=CASES)
    headline = walker.page.locator(".k-sentence")
    expect(headline).to_contain_text(everything, timeout=20_000)
    expect(headline).to_contain_text("v4: ")
    expect(headline).to_be_in_viewport()
    walker.shot("evaluation-9-finished")


def colour(place: Locator) -> str:
    return place.evaluate("element => getComputedStyle(element).backgroundColor")


def so_far(walker: Walker, done: int) -> re.Pattern[str]:
    return re.compile("^" + re.escape(walker.say("{done} of {total}", done=done, total=CASES)))
