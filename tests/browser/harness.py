"""A real console in front of a real browser."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, expect, sync_playwright

from console.language import CATALOGUE
from lifecycle import settings
from lifecycle.messages import Language
from lifecycle.workbench import Workbench
from tests.conftest import SETTINGS

ROOT = Path(__file__).parent.parent.parent
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
START_S = 60
SHOTS = os.environ.get("KANMON_SHOTS", "")
"""Where to keep pictures of the way; none are kept without it."""


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


@contextmanager
def console(home: Path, **env: str) -> Iterator[str]:
    """Start the console on a home and give its address; it and its worker are gone afterwards."""
    port = free_port()
    clean = {name: value for name, value in os.environ.items() if name not in SETTINGS}
    server = subprocess.Popen(
        [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)],
        cwd=ROOT,
        env={**clean, "KANMON_HOME": str(home), **env},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_for(f"http://127.0.0.1:{port}/healthz", server)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        try:
            server.wait(15)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def wait_for(url: str, server: subprocess.Popen) -> None:
    """Wait until the console answers."""
    deadline = time.monotonic() + START_S
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=1):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.05)
    raise RuntimeError(f"the console did not start at {url}")


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start an installed Chromium or Chrome."""
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        raise RuntimeError(f"no browser found; install one of: {', '.join(NAMES)}")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


def settle(page: Page) -> None:
    """Wait until the page has drawn everything: connected, script over, nothing stale."""
    page.wait_for_function(
        """() => {
            const app = document.querySelector('[data-testid="stApp"]');
            return app && app.dataset.testScriptState === 'notRunning'
                && app.dataset.testConnectionState === 'CONNECTED'
                && !document.querySelector('[data-stale="true"], [data-testid="stSkeleton"]');
        }""",
        timeout=30_000,
    )


@contextmanager
def opened(home: Path) -> Iterator[Workbench]:
    """Open the ledger of a home for a look."""
    bench = Workbench(settings.load({"KANMON_HOME": str(home)}, home))
    try:
        yield bench
    finally:
        bench.ledger.close()


class Walker:
    """Somebody in front of the console, in one language and one light."""

    def __init__(self, page: Page, url: str, name: str) -> None:
        self.page, self.url, self.name = page, url, name
        self.language: Language = "ja" if name.startswith("ja") else "en"

    def say(self, text: str, **params: object) -> str:
        """Give a sentence of the console as this walker reads it."""
        return (CATALOGUE[text] if self.language == "ja" else text).format(**params)

    def open(self, path: str, person: str) -> None:
        mark = "&" if "?" in path else "?"
        self.page.goto(f"{self.url}/{path}{mark}as={person}")
        settle(self.page)
        expect(self.page.get_by_test_id("stException")).to_have_count(0)

    def upload(self, name: str, content: bytes) -> None:
        chooser = self.page.locator('[data-testid="stFileUploader"] input[type="file"]')
        chooser.set_input_files({"name": name, "mimeType": "text/csv", "buffer": content})
        settle(self.page)

    def press(self, label: str | re.Pattern[str]) -> None:
        """Click, and give the script time to begin; what must come of it, the caller waits for."""
        self.page.get_by_role("button", name=label, exact=isinstance(label, str)).first.click()
        self.page.wait_for_timeout(100)
        settle(self.page)

    def choose(self, text: str | re.Pattern[str]) -> None:
        self.page.get_by_test_id("stMain").get_by_text(text, exact=isinstance(text, str)).first.click()
        settle(self.page)

    def confirm(self, label: str, reason: str = "") -> None:
        dialog = self.page.get_by_role("dialog")
        expect(dialog).to_be_visible()
        if reason:
            dialog.get_by_role("textbox").fill(reason)
            dialog.get_by_role("textbox").blur()
            settle(self.page)
        dialog.get_by_role("button", name=label, exact=True).click()
        expect(dialog).to_be_hidden(timeout=20_000)
        settle(self.page)

    def sees(self, text: str | re.Pattern[str]) -> None:
        try:
            expect(self.page.get_by_test_id("stMain").get_by_text(text).first).to_be_visible(timeout=20_000)
        except AssertionError:
            told = " | ".join(self.page.locator("[role=alert], [role=status]").all_inner_texts())
            state = self.page.get_by_test_id("stApp").get_attribute("data-test-script-state")
            raise AssertionError(f"not seen: {text} at {self.page.url}, {state}, told: {told}") from None

    def shot(self, name: str) -> None:
        if SHOTS:
            Path(SHOTS).mkdir(parents=True, exist_ok=True)
            settle(self.page)
            self.page.wait_for_timeout(400)
            self.page.screenshot(path=f"{SHOTS}/{name}-{self.name}.png")
