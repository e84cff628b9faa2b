"""Rows that ask nearly the same are put together; a cluster never holds what is not near to any of it."""

import json
import random
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifecycle import checks, messages
from lifecycle.checks.passes import near
from lifecycle.checks.passes.similarity import are_near, grams
from lifecycle.checks.profiles import LOGS_CSV, OPENAI_CHAT
from lifecycle.checks.report import more
from lifecycle.records import Severity
from lifecycle.text import normalise
from tests.checks.test_leakage import families

LONG = "先週届いたワンピースを返したいのですが、いつまでなら返品できますか？"
CLOSE = LONG.replace("？", "。")
ENGLISH = "Until when can I return the dress that arrived last week, please?"


def chat(*questions):
    rows = (
        {"messages": [{"role": "user", "content": q}, {"role": "assistant", "content": "a"}]}
        for q in questions
    )
    return "".join(json.dumps(row) + "\n" for row in rows).encode()


def clusters(*questions):
    return near.clusters(chat(*questions), OPENAI_CHAT)


@pytest.mark.parametrize(
    ("questions", "lines"),
    [
        ([], []),
        (["a"], []),
        (["a", "a", "b"], []),
        ([LONG, "別の話", CLOSE], [(1, 3)]),
        ([LONG, ENGLISH, CLOSE, LONG, ENGLISH[:-1]], [(1, 3, 4), (2, 5)]),
        (["ab", "ab?"], []),
        ([" ", LONG, CLOSE], [(2, 3)]),
    ],
)
def test_rows_that_ask_nearly_the_same_are_put_together(questions, lines):
    assert [cluster.lines for cluster in clusters(*questions)] == lines


def test_a_cluster_tells_how_many_ways_there_are_and_the_most_frequent():
    (found,) = clusters(LONG, CLOSE, f"{CLOSE} ", "x")
    assert (found.size, found.texts, found.text) == (3, 2, CLOSE)


def test_a_cluster_is_a_note_at_its_first_row():
    file = chat("x", *[LONG, CLOSE] * 8)
    report = more(checks.check(file), near.told(near.clusters(file, OPENAI_CHAT)))
    (told,) = (finding for finding in report.findings if finding.code == "rows.near")

    assert (told.line, told.severity) == (2, Severity.INFO)
    assert messages.say(told.code, **told.params) == (
        f"16 rows ask nearly the same in 2 ways (lines 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, …): “{LONG}”"
    )
    assert "16 行あります（言い回し 2 通り" in messages.say(told.code, "ja", **told.params)


def test_logs_are_put_together_too():
    logs = f"user_query,ideal_response\n{LONG},はい\n{CLOSE},はい\n".encode()
    assert [cluster.lines for cluster in near.clusters(logs, LOGS_CSV)] == [(2, 3)]


@given(families())
def test_what_is_in_no_cluster_by_comparing_all_with_all_is_in_none(questions):
    plain = {line: normalise(text) for line, text in enumerate(questions, start=1)}
    pairs = {(a, b) for a, b in combinations(plain, 2) if are_near(grams(plain[a]), grams(plain[b]))}
    for cluster in clusters(*questions):
        reached, waiting = set(), {cluster.lines[0]}
        while waiting:
            reached |= waiting
            waiting = {c for a, b in pairs for c in (a, b) if {a, b} & reached} - reached
        assert set(cluster.lines) <= reached
        assert cluster.texts == len({plain[line] for line in cluster.lines}) > 1


def test_of_a_thousand_pairs_that_differ_in_a_character_all_are_found():
    some = random.Random(1)
    texts = ["".join(some.choices("あいうえおかきくけこ返品交換送料", k=60)) for _ in range(1_000)]
    found = clusters(*texts, *(f"{text[:30]}x{text[30:]}" for text in texts))
    assert {cluster.lines for cluster in found} == {(n, n + 1_000) for n in range(1, 1_001)}


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20))))
def test_what_was_joined_has_one_root_and_nothing_else_has(pairs):
    together, groups = near.Joined(21), [{n} for n in range(21)]
    for one, other in pairs:
        together.join(one, other)
        both = next(g for g in groups if one in g) | next(g for g in groups if other in g)
        groups = [g for g in groups if not g & both] + [both]
    assert all({together.root(n) for n in group} == {min(group)} for group in groups)
