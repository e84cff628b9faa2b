import ast
import importlib
import pkgutil
import re
import string
import unicodedata
from pathlib import Path

import pytest

from lifecycle import messages
from lifecycle.messages import CATALOGUE, checks, findings

ROOT = Path(__file__).parent.parent
KANA = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")
CODE = re.compile(r"[a-z_]+(\.[a-z0-9_]+)+")


def fields(text):
    return {name.split(".")[0].split("[")[0] for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("code", CATALOGUE)
def test_a_text_exists_in_both_languages(code):
    entry = CATALOGUE[code]
    assert entry.en.strip()
    assert entry.ja.strip()
    assert bool(entry.hint_en) == bool(entry.hint_ja)
    assert bool(entry.screen_en) == bool(entry.screen_ja)
    assert not KANA.search(entry.en + entry.hint_en + entry.screen_en)


COMMAND = re.compile(r"`kanmon\b")
ONLY_IN_A_TERMINAL = {"demo.failed", "evaluation.none", "store.alias_not_kept"}


@pytest.mark.parametrize("code", CATALOGUE)
def test_no_hint_in_the_browser_names_a_command(code):
    entry = CATALOGUE[code]
    said = entry.en + entry.ja + (entry.screen_en or entry.hint_en) + (entry.screen_ja or entry.hint_ja)
    assert bool(COMMAND.search(said)) == (code in ONLY_IN_A_TERMINAL)
    assert not entry.screen_en or COMMAND.search(entry.hint_en), (
        "a second hint only where the first cannot serve"
    )


def test_a_hint_of_the_browser_leads_to_a_screen_where_that_of_the_terminal_names_a_command():
    params = {"app": "support-bot", "version": 9}
    assert "kanmon version list support-bot" in messages.hint("versions.missing", **params)
    assert messages.screen_hint("versions.missing", **params) == "The Versions page lists those there are."
    assert "「バージョン」" in messages.screen_hint("versions.missing", "ja", **params)
    assert messages.screen_hint("access.stranger", person="x") == messages.hint("access.stranger", person="x")


@pytest.mark.parametrize("code", CATALOGUE)
def test_what_somebody_else_said_stands_in_brackets_within_japanese(code):
    for name in ("reason", "said", "rationale"):
        assert CATALOGUE[code].ja.count(f"{{{name}}}") == CATALOGUE[code].ja.count(f"「{{{name}}}」")


def test_every_code_is_given_once():
    found = pkgutil.walk_packages(messages.__path__, f"{messages.__name__}.")
    files = [importlib.import_module(module.name) for module in found if not module.ispkg]
    given = [code for file in files for code in getattr(file, "TEXTS", {})]
    assert sorted(given) == sorted(CATALOGUE)


def test_a_message_is_rendered_in_either_language():
    params = {"app": "support-bot"}
    assert "support-bot" in messages.say("settings.no_app", "en", **params)
    assert "アプリケーション" in messages.say("settings.no_app", "ja", **params)
    assert set(messages.to_document("settings.no_app", params)) == {
        "code",
        "params",
        "message",
        "message_ja",
        "hint",
        "hint_ja",
    }


@pytest.mark.parametrize(
    ("language", "texts", "said"),
    [("en", ["a", "b"], "a, b"), ("ja", ["a", "b"], "a、b"), ("ja", ["a"], "a"), ("en", (), "")],
)
def test_a_list_is_written_with_the_comma_of_the_language(language, texts, said):
    assert messages.listed(texts, language) == said
    assert messages.say("failure.contains", language, texts=texts).endswith(f": {said}")


def raised_errors():
    """Every `raise Kind("code", name=…)` of the package, with the names of its parameters."""
    kinds = {"ConfigError", "NotFound", "Invalid", "Conflict", "Refused", "Unavailable"}
    for path in sorted((ROOT / "lifecycle").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args):
                continue
            if node.func.id in kinds and isinstance(node.args[0], ast.Constant):
                given = {keyword.arg for keyword in node.keywords}
                yield pytest.param(node.args[0].value, given, id=f"{path.stem}:{node.lineno}")


@pytest.mark.parametrize(("code", "given"), list(raised_errors()))
def test_every_raised_code_has_a_text_and_gets_its_parameters(code, given):
    entry = CATALOGUE[code]
    needed = set().union(*map(fields, entry))
    assert None in given or needed <= given
    assert entry.hint_en, "an error says what to do next"


def test_every_kind_of_finding_has_a_short_name_of_its_own():
    named = {code.removeprefix("finding."): entry for code, entry in findings.TEXTS.items()}
    assert named.keys() == {code for code in checks.TEXTS if not code.startswith("checks.")}
    for language in messages.LANGUAGES:
        names = [getattr(entry, language) for entry in named.values()]
        assert len({*names}) == len(names)
        assert max(map(width, names)) <= 36


def width(text):
    """Count columns: a wide character takes two."""
    return sum(1 + (unicodedata.east_asian_width(each) in "FW") for each in text)
