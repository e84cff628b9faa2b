"""What holds for every file of the screens, read without running them."""

import ast
import re
import tomllib
from pathlib import Path

import pytest

from console import palette, screens

ROOT = Path(__file__).parent.parent.parent
CONSOLE = sorted((ROOT / "console").rglob("*.py"))
PAGES = sorted((ROOT / "pages").glob("*.py"))
READS_MARKDOWN = {
    "write", "markdown", "table", "chat_message", "caption", "title", "header", "subheader",
    "error", "warning", "info", "success", "exception", "toast", "metric", "write_stream", "image",
}  # fmt: skip


def streamlit_calls(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "st":
            yield node.attr, node.lineno


@pytest.mark.parametrize("path", [*CONSOLE, *PAGES], ids=lambda path: path.name)
def test_no_text_goes_where_streamlit_reads_markdown(path):
    assert not [(name, line) for name, line in streamlit_calls(path) if name in READS_MARKDOWN]


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_a_page_draws_html_through_the_widgets(path):
    assert "html" not in {name for name, _ in streamlit_calls(path)}


@pytest.mark.parametrize("path", [*CONSOLE, *PAGES], ids=lambda path: path.name)
def test_caches_live_in_services_and_plotly_in_figures(path):
    text = path.read_text(encoding="utf-8")
    if path.name != "services.py":
        assert not re.search(r"cache_(data|resource)\b", text)
    if path.name not in {"figures.py", "server.py"}:
        assert not re.search(r"^\s*(from|import) plotly\b(?!.*Figure)", text, re.MULTILINE)


def test_every_screen_has_its_own_address():
    assert len({screen.url_path for screen in screens.SCREENS}) == len(screens.SCREENS)
    assert screens.find("home").url_path == ""


def test_every_page_is_a_screen():
    assert {path.stem for path in PAGES} <= {screen.name for screen in screens.SCREENS}


def test_palette_stylesheet_and_theme_name_the_same_colours():
    css = (ROOT / "console" / "style.css").read_text(encoding="utf-8")
    theme = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))["theme"]
    names = [name for name in palette.Palette.__slots__ if name != "categories"]
    for name in names:
        pair = f"--{name}: light-dark({getattr(palette.LIGHT, name)}, {getattr(palette.DARK, name)});"
        assert pair in css
    for mode, look in (("light", palette.LIGHT), ("dark", palette.DARK)):
        chosen = {**theme, **theme[mode]}
        assert chosen["primaryColor"] == look.primary
        assert chosen["backgroundColor"] == look.paper
        assert chosen["secondaryBackgroundColor"] == look.card
        assert chosen["textColor"] == look.ink
        assert chosen["borderColor"] == look.line
        assert tuple(chosen["chartCategoricalColors"]) == look.categories


def luminance(colour):
    parts = [byte / 255 for byte in bytes.fromhex(colour[1:])]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("look", [palette.LIGHT, palette.DARK], ids=["light", "dark"])
@pytest.mark.parametrize("name", ["ink", "muted", "primary", "good", "bad", "review", "unsure", "quiet"])
def test_every_tone_can_be_read_on_a_card(look, name):
    """WCAG 2.2, 1.4.3: at least 4.5 to 1."""
    light, dark = sorted((luminance(getattr(look, name)), luminance(look.card)), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 4.5
