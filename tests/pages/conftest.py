"""Opens a page as a person would, in an empty home or in one with the demo."""

import contextlib
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import parse_qsl, urlencode

import pytest
from streamlit.testing.v1 import AppTest

from console import language, screens
from lifecycle import settings
from lifecycle.workbench import Workbench
from tests.conftest import SETTINGS

ROOT = Path(__file__).parent.parent.parent


@contextlib.contextmanager
def opened(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workbench]:
    for name in SETTINGS:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("KANMON_HOME", str(home))
    bench = Workbench(settings.load(os.environ, home))
    yield bench
    bench.ledger.close()


@pytest.fixture
def full(demo_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workbench]:
    """The workbench of a home with the demo, this test's own."""
    shutil.copytree(demo_home.parent, tmp_path / "full")
    with opened(tmp_path / "full" / ".kanmon", monkeypatch) as bench:
        yield bench


@pytest.fixture
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workbench]:
    """The workbench of a home in which nothing is yet."""
    home = tmp_path / "empty" / ".kanmon"
    home.mkdir(parents=True)
    with opened(home, monkeypatch) as bench:
        yield bench


@pytest.fixture
def japanese(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the page be read in Japanese."""
    monkeypatch.setattr(language, "chosen", lambda cookie, locale: "ja")


OpenPage = Callable[..., AppTest]


@pytest.fixture
def open_page() -> OpenPage:
    """Open a page by its name, as a person, with the parameters of its address."""

    def open_it(name: str, /, *, person: str = "hana", **query: object) -> AppTest:
        at = AppTest.from_file(ROOT / "console" / "main.py", default_timeout=30)
        at.session_state["k-acting-as"] = person
        for key, value in query.items():
            at.query_params[key] = [str(v) for v in value] if isinstance(value, list) else str(value)
        at.run()
        if name != "home":
            at.switch_page(f"../pages/{name}.py").run()
        assert not at.exception, at.exception
        return at

    return open_it


def text_of(at: AppTest) -> str:
    """Everything the page says, markup included."""
    parts = [at.get(kind) for kind in ("html", "markdown", "text", "code", "caption", "title", "header")]
    words = [str(getattr(each, "value", "") or getattr(each.proto, "body", "")) for p in parts for each in p]
    labels = [str(each.label) for kind in ("button", "selectbox", "text_area") for each in at.get(kind)]
    return "\n".join(word for word in words + labels if not word.startswith("<style"))


def english_in(said: str) -> list[str]:
    """Give the English sentences of the console that stand in a page that should be Japanese."""
    return [text for text, ja in language.CATALOGUE.items() if len(text) > 12 and text != ja and text in said]


def ways_of(at: AppTest) -> dict[str, str]:
    """The links of the page itself: label → parameters other than application and person."""
    found = {link.proto.label: dict(parse_qsl(link.proto.query_string)) for link in at.main.get("page_link")}
    return {
        label: urlencode({name: value for name, value in asked.items() if name not in screens.KEPT})
        for label, asked in found.items()
    }


def spoil(bench: Workbench, statement: str) -> None:
    """Change the ledger past its guards."""
    with contextlib.closing(sqlite3.connect(bench.settings.home / "ledger.db")) as ledger:
        for (name,) in ledger.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            ledger.execute(f"DROP TRIGGER {name}")
        ledger.execute(statement)
        ledger.commit()
