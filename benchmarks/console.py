"""How fast the console is: its start, and the switch to each page against a page with nothing on it."""

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Page

from benchmarks.figure import Figure
from console.screens import SCREENS
from tests.browser import harness

ROUNDS = 5
LINKS = ".st-key-k-nav a"
BLANK_LINKS = '[data-testid="stSidebarNav"] a'
BLANK = """\
import streamlit as st

def one():
    st.header("one")

def two():
    st.header("two")

st.navigation([st.Page(one, default=True), st.Page(two)]).run()
"""


def measure(home: Path) -> list[Figure]:
    """Start the console over a home with the demo and switch through its pages."""
    started = time.perf_counter()
    with harness.console(home) as url:
        start_s = time.perf_counter() - started
        with harness.chromium() as browser, blank() as blank_url:
            page = browser.new_page(viewport={"width": 1280, "height": 800})
            base = switch_ms(page, blank_url, BLANK_LINKS, [("two", 1), ("", 0)])
            names = [screen.url_path for screen in SCREENS]
            switches = {name: time_page(page, url, names, name) for name in names}
    slowest = max(switches, key=switches.__getitem__)
    return [
        Figure("console answers after", f"{start_s:.1f} s"),
        Figure("switch to a blank page (median)", f"{base:.0f} ms"),
        Figure(
            "switch between pages (median)",
            f"{statistics.median(switches.values()):.0f} ms",
            f"≤ {base + 150:.0f} ms",
        ),
        Figure(f"slowest page ({slowest or 'home'})", f"{switches[slowest]:.0f} ms"),
    ]


def time_page(page: Page, url: str, names: list[str], name: str) -> float:
    """Give the median of switching to a page from another one, in milliseconds."""
    other = "history" if name != "history" else "datasets"
    return switch_ms(page, url, LINKS, [(each, names.index(each)) for each in (name, other)])


def switch_ms(page: Page, url: str, links: str, places: list[tuple[str, int]]) -> float:
    """Go to and fro by the navigation's links and give the median time to the first of two places.

    A place is the end of its address and the position of its link; the first round warms up.
    """
    page.goto(url)
    harness.settle(page)
    times = []
    for _ in range(ROUNDS + 1):
        for path, position in reversed(places):
            started = time.perf_counter()
            page.locator(links).nth(position).click()
            page.wait_for_url(lambda address, path=path: urlsplit(address).path.strip("/") == path)
            harness.settle(page)
            taken = (time.perf_counter() - started) * 1000
        times.append(taken)
    return statistics.median(times[1:])


@contextmanager
def blank() -> Iterator[str]:
    """Serve an app of two pages with a heading each."""
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "blank.py"
        script.write_text(BLANK, encoding="utf-8")
        port = harness.free_port()
        options = ["--server.port", str(port), "--server.headless", "true"]
        server = subprocess.Popen(
            [sys.executable, "-m", "streamlit", "run", str(script), *options],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            harness.wait_for(f"http://127.0.0.1:{port}/_stcore/health", server)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait()
