"""Which language a person reads, and the Japanese of every sentence of the console.

English stands in the code and is the key; `locale/ja/*.po`, one file for each page and `common.po`,
hold the Japanese. The choice is a cookie (set by the route `/language/{code}`), so that it survives a
reload, a typed address and a new tab; without one the browser's language holds.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import get_args

import streamlit as st
from babel import Locale, UnknownLocaleError
from babel.messages.pofile import read_po

from lifecycle.messages import Language

COOKIE = "kanmon_language"
LANGUAGES: Mapping[Language, str] = {"en": "EN", "ja": "日本語"}
FOLDER = Path(__file__).parent / "locale"


def current() -> Language:
    """Tell the language of the person who looks at the page; English outside a page."""
    return chosen(st.context.cookies.get(COOKIE), st.context.locale)


def chosen(cookie: str | None, locale: str | None) -> Language:
    """Choose between the person's own wish and the browser's language; English when we speak neither."""
    wishes = (cookie, (locale or "").partition("-")[0])
    return next((known for wish in wishes for known in get_args(Language) if wish == known), "en")


def region() -> Locale:
    """Give the locale that dates are written in: the browser's (en-GB), if it is of the same language."""
    language = current()
    wanted = st.context.locale or ""
    try:
        found = Locale.parse(wanted, sep="-") if wanted else None
    except (UnknownLocaleError, ValueError):
        found = None
    return found if found is not None and found.language == language else Locale(language)


def read_catalogue(folder: Path) -> dict[str, str]:
    """Read every `.po` file of a folder into English → translation; an empty one is left out."""
    entries: dict[str, str] = {}
    for path in sorted(folder.glob("*.po")):
        with path.open("rb") as file:
            found = read_po(file, abort_invalid=True)
        entries |= {str(entry.id): str(entry.string) for entry in found if entry.id and entry.string}
    return entries


CATALOGUE = read_catalogue(FOLDER / "ja")


def translated(text: str) -> str:
    """Give a sentence of the console in the current language, placeholders untouched.

    A sentence without Japanese stays English; a test fails before that reaches anybody.
    """
    return CATALOGUE.get(text, text) if current() == "ja" else text
