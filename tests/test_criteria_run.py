from dataclasses import replace
from datetime import timedelta

import pytest

from lifecycle import messages
from lifecycle.records import Result, ScoreError
from tests.builders import NOON
from tests.deciding import a_card, a_policy, an_evidence, asked_twice, judged, row_of, seen

WHOLE = "{id: whole, type: run_integrity, owner: engineering}"
NEARLY = "{id: whole, type: run_integrity, owner: engineering, max_errors: 0.02}"


def unscored(card, at):
    """The scorer could not score some answers."""
    broken = {"contains": ScoreError(code="stats.empty")}
    rows = (replace(row, scores={}, score_errors=broken) if row.position in at else row for row in card.rows)
    return replace(card, rows=tuple(rows))


def unasked(card, n):
    return replace(card, rows=card.rows[:-n])


@pytest.mark.parametrize(
    ("rule", "card", "result", "words"),
    [
        (WHOLE, a_card("1" * 100), Result.PASS, "100 asked, 0 failed, 0 without a score"),
        (WHOLE, a_card("0" * 100), Result.PASS, "100 asked, 0 failed, 0 without a score"),
        (WHOLE, a_card("1" * 99 + "."), Result.FAIL, "100 asked, 1 failed"),
        (NEARLY, a_card("1" * 98 + ".."), Result.PASS, "100 asked, 2 failed"),
        (NEARLY, a_card("1" * 97 + "..."), Result.FAIL, "100 asked, 3 failed"),
        (NEARLY, unscored(a_card("1" * 100), {1}), Result.PASS, "100 asked, 0 failed, 1 without a score"),
        (NEARLY, unscored(a_card("1" * 98 + ".."), {1}), Result.FAIL, "100 asked, 2 failed, 1 without"),
        (NEARLY, unasked(a_card("1" * 100), 1), Result.FAIL, "1 of 100 questions never asked"),
        (WHOLE, asked_twice(a_card("1" * 50, repetitions=2), 0), Result.PASS, "100 asked"),
        (WHOLE, a_card("1" * 50, repetitions=2), Result.FAIL, "50 of 100 questions never asked"),
    ],
)
def test_what_was_asked_must_be_what_was_answered_and_what_failed(rule, card, result, words):
    row = row_of(judged(a_policy(rule), an_evidence(card)), "whole")

    assert row.result is result
    assert seen(row).startswith(words)
    assert row.n == 100


def test_the_share_of_errors_is_held_against_the_most_that_is_allowed():
    row = row_of(judged(a_policy(NEARLY), an_evidence(a_card("1" * 97 + "..."))), "whole")

    assert (row.observed.value, row.limit) == (0.03, 0.02)
    assert messages.say(row.rule_code, **row.rule_params) == "every question asked, at most 2.0 % errors"


@pytest.mark.parametrize(
    ("since", "words"),
    [
        (None, "4 asked, 0 failed, 0 without a score; 3 answers reused"),
        (
            NOON - timedelta(days=12, hours=5),
            "4 asked, 0 failed, 0 without a score; 3 answers reused, the oldest given up to 12 days ago",
        ),
    ],
)
def test_reused_answers_are_told_with_their_age(since, words):
    card = a_card("1111")
    card = replace(card, rows=tuple(replace(row, cached=row.position < 3) for row in card.rows))

    row = row_of(judged(a_policy(WHOLE), an_evidence(card, reused_since=since)), "whole")
    assert seen(row) == words
    assert row.result is Result.PASS


def test_without_an_evaluation_nothing_is_whole():
    assert row_of(judged(a_policy(WHOLE), an_evidence(None)), "whole").result is Result.MISSING
