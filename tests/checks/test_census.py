"""A file in numbers: what is counted is counted right, what is estimated says so."""

import csv
import json
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifecycle.checks.passes import census, tokens
from lifecycle.checks.profiles import GOLDEN, LOGS_CSV, OPENAI_CHAT

EXAMPLES = Path(__file__).parents[2] / "examples"
pytestmark = pytest.mark.filterwarnings("ignore:open_binary is deprecated")  # bpe-openai reads its files so
HAS_TOKENIZER = find_spec("bpe_openai") is not None


def talk(*texts):
    roles = ("user", "assistant")
    return {"messages": [{"role": roles[n % 2], "content": text} for n, text in enumerate(texts)]}


def lines(*rows):
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()


def test_turns_and_languages_are_those_of_the_customer():
    found = census.take(
        lines(
            talk("返品できますか", "Yes"),
            talk("届きません", "はい", "何日ですか", "2"),
            talk("Where is it?", "東京"),
            talk("返品送料無料", "はい"),
            talk("123", "はい"),
            talk(),
        ),
        OPENAI_CHAT,
    )
    assert (found.rows, found.turns) == (6, {0: 1, 1: 4, 2: 1})
    assert found.languages == {
        name: pytest.approx(n / 6) for name, n in {"ja": 2, "": 2, "en": 1, "ja/zh": 1}.items()
    }


@pytest.mark.parametrize(("content", "profile"), [(b"", OPENAI_CHAT), (b"[]\n{\n\xff\n", OPENAI_CHAT)])
def test_a_file_without_rows_has_nothing_in_it(content, profile):
    found = census.take(content, profile)
    assert (found.rows, found.tokens, found.tokens_of_row, found.lengths) == (0, {}, {}, {})
    assert (found.turns, found.languages, found.tags) == ({}, {}, {})


def test_the_tokens_of_a_file_are_those_of_its_roles_and_of_its_rows(monkeypatch):
    monkeypatch.setattr(tokens, "tokenizer", lambda: lambda texts: [text.split() for text in texts])
    rows = [talk(*["a b"] * n) for n in range(5)] + [talk("a " * 9, "b")]
    found = census.take(lines(*rows), OPENAI_CHAT)

    assert found.is_exact
    assert found.tokens == {"user": 2 * (1 + 1 + 2 + 2) + 9, "assistant": 2 * (1 + 1 + 2) + 1}
    assert found.tokens_of_row == {50: 4, 95: 10, 100: 10}
    assert found.lengths == {0: 1, 2: 1, 4: 2, 8: 2}
    assert sum(found.lengths.values()) == found.rows


def test_batches_add_up(monkeypatch):
    rows = [talk(f"返品 {n}", "はい") for n in range(7)]
    whole = census.take(lines(*rows), OPENAI_CHAT)
    monkeypatch.setattr(census, "BATCH", 3)
    assert census.take(lines(*rows), OPENAI_CHAT).lengths == whole.lengths


def test_tags_have_their_share_of_all_rows():
    cases = [{"id": str(n), "inputs": {"question": "q"}, "tags": {"topic": t}} for n, t in enumerate("aab")]
    found = census.take(lines(*cases, {"id": "x", "inputs": {"question": "q"}}), GOLDEN)
    assert found.tags == {"topic": {"a": 0.5, "b": 0.25}}


def test_logs_are_counted_too():
    found = census.take((EXAMPLES / "logs.csv").read_bytes(), LOGS_CSV)
    assert found.rows == found.turns[1] == 315
    assert set(found.tokens) == {"user_query", "ideal_response"}
    assert {"ja", "en"} <= found.languages.keys()


def examples(language):
    with (EXAMPLES / "logs.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["language"] == language]
    return [row[key] for row in rows for key in ("user_query", "ideal_response")]


@pytest.mark.parametrize(("language", "counted"), [("ja", 9_994), ("en", 5929)])
def test_an_estimate_comes_near_to_what_the_encoding_of_gpt_4o_gives(language, counted):
    """`counted` was told by o200k_base itself."""
    texts = examples(language)
    assert tokens.estimate(texts).sum() == pytest.approx(counted, rel=0.03)
    if HAS_TOKENIZER:
        assert tokens.count(texts).sum() == counted


@given(st.lists(st.text(max_size=30), max_size=5))
def test_texts_cost_the_same_alone_and_together(texts):
    alone = [tokens.estimate([text])[0] for text in texts]
    assert np.allclose(tokens.estimate(texts), alone)
    assert all(cost >= 0 for cost in alone)
    assert len(tokens.count(texts)) == len(texts)


def test_halves_of_surrogate_pairs_are_counted_like_any_character():
    assert tokens.count(["\ud800"])[0] > 0
