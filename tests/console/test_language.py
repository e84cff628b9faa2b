import ast
import string
from collections import Counter
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from console import language

ROOT = Path(__file__).parent.parent.parent
SOURCES = [ROOT / "app.py", *sorted((ROOT / "console").rglob("*.py")), *sorted((ROOT / "pages").glob("*.py"))]
CATALOGUES = sorted(language.FOLDER.glob("ja/*.po"))
KEY_OF = {"say": 0, "mark": 0, "say_n": 1}


def calls(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in KEY_OF:
            yield node.args[KEY_OF[node.func.id]], node


def said(path):
    """Every sentence written in a file, with its line."""
    return [
        (argument.value, f"{path.name}:{node.lineno}")
        for argument, node in calls(path)
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
    ]


def entries():
    for path in CATALOGUES:
        with path.open("rb") as file:
            for entry in read_po(file, abort_invalid=True):
                if entry.id:
                    yield path.name, entry.id, entry.string


def placeholders(text):
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


SAID = dict(pair for path in SOURCES for pair in said(path))


def test_every_sentence_of_the_console_has_japanese():
    missing = {text: where for text, where in SAID.items() if not language.CATALOGUE.get(text)}
    assert not missing


def test_no_entry_of_a_catalogue_is_left_over():
    assert not [(file, text) for file, text, _ in entries() if text not in SAID]


def test_both_languages_take_the_same_parameters():
    assert not [text for _, text, ja in entries() if placeholders(text) != placeholders(ja)]


def test_a_sentence_is_translated_once():
    assert not [text for text, times in Counter(text for _, text, _ in entries()).items() if times > 1]


def test_sentences_are_written_where_they_are_said():
    built = (ast.JoinedStr, ast.IfExp, ast.BinOp, ast.Call)
    assert not [
        f"{path.name}:{node.lineno}"
        for path in SOURCES
        for argument, node in calls(path)
        if isinstance(argument, built)
    ]


@pytest.mark.parametrize(
    ("cookie", "locale", "expected"),
    [
        (None, None, "en"),
        (None, "ja-JP", "ja"),
        (None, "ja", "ja"),
        (None, "fr-FR", "en"),
        ("en", "ja-JP", "en"),
        ("ja", "en-US", "ja"),
        ("xx", "ja-JP", "ja"),
    ],
)
def test_a_persons_wish_beats_the_browser(cookie, locale, expected):
    assert language.chosen(cookie, locale) == expected
