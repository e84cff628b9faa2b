"""The list of screens: what there is, in which order, at which address, and the ways between them."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

import streamlit as st

from console.wording import mark, say

PAGES = Path(__file__).parent.parent / "pages"


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    """One screen: its name is the page's file and address, its title and group are said in `say`."""

    name: str
    title: str
    group: str = ""
    icon: str

    @property
    def file(self) -> Path:
        """The page's script."""
        return PAGES / f"{self.name}.py"

    @property
    def url_path(self) -> str:
        """The page's address below the root; Home is the root itself."""
        return "" if self.name == HOME else self.name


HOME = "home"
KEPT = ("app", "as")
"""What every link carries along."""
BUILD, EVIDENCE, RELEASE = mark("Build"), mark("Evidence"), mark("Release")

SCREENS = (
    Screen(name=HOME, title=mark("Home"), icon=":material/home:"),
    Screen(name="datasets", title=mark("Datasets"), group=BUILD, icon=":material/table_rows:"),
    Screen(name="prompts", title=mark("Prompts"), group=BUILD, icon=":material/edit_note:"),
    Screen(name="versions", title=mark("Versions"), group=BUILD, icon=":material/deployed_code:"),
    Screen(name="evaluate", title=mark("Evaluate"), group=EVIDENCE, icon=":material/play_circle:"),
    Screen(name="compare", title=mark("Compare"), group=EVIDENCE, icon=":material/compare_arrows:"),
    Screen(name="review", title=mark("Review"), group=EVIDENCE, icon=":material/how_to_vote:"),
    Screen(name="runs", title=mark("Runs"), group=EVIDENCE, icon=":material/stacked_line_chart:"),
    Screen(name="release", title=mark("Release"), group=RELEASE, icon=":material/rocket_launch:"),
    Screen(name="history", title=mark("History"), group=RELEASE, icon=":material/history:"),
)


def built() -> list[Screen]:
    """List the screens whose page exists, in order."""
    return [screen for screen in SCREENS if screen.file.exists()]


def find(name: str) -> Screen:
    """Give a screen by its name."""
    return next(screen for screen in SCREENS if screen.name == name)


def to_page(screen: Screen) -> st.Page:
    """Make Streamlit's page of a screen."""
    title = f"{say(screen.title)} · Kanmon"
    return st.Page(screen.file, title=title, url_path=screen.url_path, default=screen.name == HOME)


def address(params: Mapping[str, object]) -> dict[str, str | list[str]]:
    """Give the query parameters of a link: application and person stay what they are; None is left out."""
    kept = {name: st.query_params[name] for name in KEPT if name in st.query_params}
    given = {
        name: [str(each) for each in value] if isinstance(value, list | tuple) else str(value)
        for name, value in params.items()
        if value is not None
    }
    return {**kept, **given}


def link(
    name: str, label: str, params: Mapping[str, object] | None = None, *, icon: str | None = None
) -> None:
    """Draw a link to a screen: `screens.link("compare", say("Compare"), {"baseline": 12})`.

    A screen that is not built yet gives no link.
    """
    screen = find(name)
    if screen.file.exists():
        st.page_link(to_page(screen), label=label, icon=icon, query_params=address(params or {}))


def go(name: str, /, **params: object) -> NoReturn:
    """Leave for another screen at once: `screens.go("evaluate", version=14)`."""
    st.switch_page(to_page(find(name)), query_params=address(params))
