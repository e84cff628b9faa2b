"""Every code of `lifecycle` in English and Japanese.

Code anywhere in the package speaks in a code with parameters (`errors.Refused("access.role", ...)`);
only here does it become words, so that console, command line and Python say the same. One file for
each concept holds its texts in a table named `TEXTS`.
"""

import string
from collections.abc import Iterable, Mapping
from typing import Any, get_args

from lifecycle.messages import (
    access,
    chat,
    checks,
    cli,
    comparison,
    datasets,
    evaluation,
    findings,
    fixing,
    gates,
    ledger,
    linting,
    mirror,
    policies,
    practice,
    prompts,
    registry,
    release,
    review,
    runs,
    scorecards,
    scorers,
    settings,
    store,
    suggestions,
    versions,
    words,
)
from lifecycle.messages.entry import Entry, Language

__all__ = [
    "CATALOGUE",
    "LANGUAGES",
    "Language",
    "hint",
    "listed",
    "say",
    "screen_hint",
    "to_document",
]

LANGUAGES: tuple[Language, ...] = get_args(Language)

CATALOGUE: Mapping[str, Entry] = {
    code: entry
    for family in (
        access,
        chat,
        checks,
        cli,
        comparison,
        datasets,
        evaluation,
        findings,
        fixing,
        gates,
        ledger,
        linting,
        mirror,
        policies,
        practice,
        prompts,
        registry,
        release,
        review,
        runs,
        scorecards,
        scorers,
        settings,
        store,
        suggestions,
        versions,
        words,
    )
    for code, entry in family.TEXTS.items()
}


COMMAS: Mapping[Language, str] = {"en": ", ", "ja": "、"}


def listed(texts: Iterable[object], language: Language = "en", /) -> str:
    """Write texts one after the other, with the comma of the language between them."""
    return COMMAS[language].join(map(str, texts))


class Words(string.Formatter):
    """Python's format language, and two things more.

    A count takes its noun: `{n:case|cases}` is `1 case` or `3 cases`. A list is written as `listed` does.
    """

    def __init__(self, language: Language) -> None:
        self.language = language

    def format_field(self, value: Any, format_spec: str) -> Any:
        """Write one parameter."""
        if isinstance(value, list | tuple):
            return listed(value, self.language)
        one, bar, many = format_spec.partition("|")
        if not bar:
            return super().format_field(value, format_spec)
        return f"{value:,} {one if value == 1 else many}"


WORDS: Mapping[Language, Words] = {language: Words(language) for language in LANGUAGES}


def say(code: str, language: Language = "en", /, **params: Any) -> str:
    """Render the text of `code` in one language.

    Raises:
        KeyError: the code is not in the catalogue, or a parameter of its text is missing. Both are
            faults of the program, never of its input.
    """
    entry = CATALOGUE[code]
    return WORDS[language].vformat(entry.ja if language == "ja" else entry.en, (), params)


def hint(code: str, language: Language = "en", /, **params: Any) -> str:
    """Render what to do next about `code`; empty for words and labels."""
    entry = CATALOGUE[code]
    return WORDS[language].vformat(entry.hint_ja if language == "ja" else entry.hint_en, (), params)


def screen_hint(code: str, language: Language = "en", /, **params: Any) -> str:
    """Render what to do next in the browser: the hint, unless that names a command."""
    entry = CATALOGUE[code]
    hinted = (entry.screen_ja or entry.hint_ja) if language == "ja" else (entry.screen_en or entry.hint_en)
    return WORDS[language].vformat(hinted, (), params)


def to_document(code: str, params: Mapping[str, Any]) -> dict[str, Any]:
    """Give the JSON form of a message: code, params, message, message_ja, hint, hint_ja."""
    return {
        "code": code,
        "params": dict(params),
        "message": say(code, "en", **params),
        "message_ja": say(code, "ja", **params),
        "hint": hint(code, "en", **params),
        "hint_ja": hint(code, "ja", **params),
    }
