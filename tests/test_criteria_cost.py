from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lifecycle import gates, messages
from lifecycle.records import Endpoint, Result, Verdict
from tests.builders import ENDPOINTS, a_version
from tests.deciding import a_card, a_policy, an_evidence, judged, row_of, seen

CHEAP = "{id: cheap, type: cost, owner: engineering, most_usd: 5.0}"
GROWTH = "{id: cheap, type: cost, owner: engineering, growth: 0.2}"
BOTH = "{id: cheap, type: cost, owner: engineering, most_usd: 5.0, growth: 0.2}"
ORDER = [Result.FAIL, Result.INCONCLUSIVE, Result.PASS]


def priced(usd, version=14):
    """A scorecard whose answers cost so much each; None is a call that failed."""
    card = a_card("".join("." if each is None else "1" for each in usd), version)
    rows = (replace(row, cost_usd=each) for row, each in zip(card.rows, usd, strict=True))
    return replace(card, rows=tuple(rows))


def cost_row(rule, usd, before=None):
    evidence = an_evidence(priced(usd))
    if before:
        evidence = replace(evidence, incumbent=a_version(12), baseline=priced(before, 12))
    return row_of(judged(a_policy(rule), evidence), "cheap")


@pytest.mark.parametrize(
    ("usd", "result", "words"),
    [
        ([0.004] * 50, Result.PASS, "USD 4.00 (4.00 to 4.00)"),
        ([0.005] * 50, Result.PASS, "USD 5.00 (5.00 to 5.00)"),
        ([0.0051] * 50, Result.FAIL, "USD 5.10 (5.10 to 5.10)"),
        ([0.001, 0.008] * 25, Result.INCONCLUSIVE, "USD 4.50 (3.66 to 5.34)"),
        ([0.0] * 50, Result.PASS, "USD 0.00 (0.00 to 0.00)"),
        ([0.0002] * 50, Result.PASS, "USD 0.2 (0.2 to 0.2)"),
        ([0.004], Result.INCONCLUSIVE, "USD 4.00, which so few cases cannot confirm"),
        (
            [0.004] * 49 + [None],
            Result.MISSING,
            "USD 4.00, but 1 case without an answer could change the result",
        ),
        ([0.006] * 49 + [None], Result.MISSING, "USD 6.00, but 1 case"),
    ],
)
def test_1000_questions_must_surely_cost_no_more_than_that(usd, result, words):
    row = cost_row(CHEAP, usd)

    assert row.result is result
    assert seen(row).startswith(words)
    assert messages.say(row.rule_code, **row.rule_params) == "at most USD 5.00 (95 % sure)"


@pytest.mark.parametrize(
    ("before", "after", "result", "words"),
    [
        ([0.01, 0.02] * 30, [0.011, 0.022] * 30, Result.PASS, "+10.0 % (+10.0 to +10.0)"),
        ([0.01, 0.02] * 30, [0.013, 0.026] * 30, Result.FAIL, "+30.0 % (+30.0 to +30.0)"),
        ([0.01, 0.02] * 30, [0.009, 0.018] * 30, Result.PASS, "-10.0 % (-10.0 to -10.0)"),
        ([0.01] * 60, [0.005, 0.018] * 30, Result.INCONCLUSIVE, "+15.0 % (+0.9 to +29.1)"),
        ([0.0] * 60, [0.0] * 60, Result.PASS, "+0.0 % (+0.0 to +0.0)"),
        ([0.0] * 60, [0.001] * 60, Result.FAIL, "v12 in production costs nothing"),
        ([0.01] * 60, [0.01] * 59 + [None], Result.MISSING, "+0.0 %, but 1 case"),
        ([0.01] * 59 + [None], [0.01] * 60, Result.MISSING, "+0.0 %, but 1 case"),
    ],
)
def test_1000_questions_must_surely_not_cost_so_much_more_than_before(before, after, result, words):
    row = cost_row(GROWTH, after, before)

    assert row.result is result
    assert seen(row).startswith(words)
    assert messages.say(row.rule_code, **row.rule_params) == "at most 20.0 % more than v12 (95 % sure)"


def test_growth_asks_nothing_while_there_is_nothing_to_grow_from():
    row = cost_row(GROWTH, [0.004] * 50)

    assert row.result is Result.NOT_APPLICABLE
    assert messages.say(row.rule_code, **row.rule_params) == (
        "at most 20.0 % more than the version in production (95 % sure)"
    )


@pytest.mark.parametrize(
    ("before", "after", "result", "limit"),
    [
        (None, 0.004, Result.PASS, 5.0),
        (0.004, 0.0044, Result.PASS, 5.0),
        (0.002, 0.004, Result.FAIL, 0.2),
        (0.006, 0.006, Result.FAIL, 5.0),
    ],
)
def test_of_two_limits_the_worse_result_counts_and_both_are_told(before, after, result, limit):
    row = cost_row(BOTH, [after] * 50, [before] * 50 if before else None)

    assert (row.result, row.limit) == (result, limit)
    assert messages.say(row.rule_code, **row.rule_params).startswith("at most USD 5.00 (95 % sure); at most")
    assert seen(row).startswith(f"USD {1000 * after:.2f} (")
    assert ("%" if before else "production is empty") in seen(row)


def unpriced(version=14, **changes):
    """A scorecard of whose answers nobody knows what they cost."""
    card = a_card("1" * 60, version)
    return replace(card, rows=tuple(replace(row, cost_usd=None, **changes) for row in card.rows))


def at_shop(**prices):
    """Evidence of answers whose cost is not known; their endpoint has these prices now."""
    shop = Endpoint(name="practice", base_url="practice", **prices)
    return an_evidence(unpriced(), endpoints={"practice": shop})


NOW_PRICED = {"usd_per_million_in": 1.0, "usd_per_million_out": 2.0}


@pytest.mark.parametrize("rule", [CHEAP, GROWTH, BOTH])
@pytest.mark.parametrize(
    ("prices", "words"),
    [
        ({}, "endpoints.yaml gives no usd_per_million_in, usd_per_million_out for practice"),
        ({"usd_per_million_in": 1.0}, "endpoints.yaml gives no usd_per_million_out for practice"),
        (NOW_PRICED, "practice had no price when v14 was evaluated; evaluate it again"),
    ],
)
def test_a_cost_that_is_not_known_is_missing_and_says_which_price_is(rule, prices, words):
    evidence = replace(at_shop(**prices), incumbent=a_version(12), baseline=priced([0.004] * 60, 12))
    decision = judged(a_policy(rule), evidence)
    row = row_of(decision, "cheap")

    assert (row.result, row.observed) == (Result.MISSING, None)
    assert words in seen(row)
    assert decision.verdict is Verdict.INSUFFICIENT_EVIDENCE
    assert words in gates.sentence(decision)
    assert "コストが分かりません" in seen(row, "ja")


def test_tokens_that_were_not_counted_are_named_and_calls_that_failed_were_not_measured():
    uncounted = an_evidence(unpriced(tokens_in=None, tokens_out=None))
    assert "practice did not count the tokens of v14" in seen(
        row_of(judged(a_policy(CHEAP), uncounted), "cheap")
    )
    failed = row_of(judged(a_policy(CHEAP), an_evidence(a_card("." * 5))), "cheap")
    assert (failed.result, seen(failed)) == (Result.MISSING, "not measured")


@pytest.mark.parametrize("rule", [CHEAP, GROWTH])
def test_answers_whose_cost_is_not_known_are_not_told_as_cases_without_an_answer(rule):
    card = priced([0.0001] * 100)
    part = tuple(replace(row, cost_usd=None) if row.position < 60 else row for row in card.rows)
    evidence = an_evidence(
        replace(card, rows=part), incumbent=a_version(12), baseline=priced([0.0001] * 100, 12)
    )
    row = row_of(judged(a_policy(rule), evidence), "cheap")

    assert row.result is Result.MISSING
    assert "60 cases whose cost is not known could change the result" in seen(row)
    assert "コストが分からない 60 件" in seen(row, "ja")


def test_of_an_incumbent_whose_cost_is_not_known_it_is_not_known_whether_it_grew():
    before = unpriced(12)
    evidence = an_evidence(
        priced([0.004] * 60), incumbent=a_version(12, endpoint="old"), baseline=before, endpoints=ENDPOINTS
    )
    old = Endpoint(name="old", base_url="practice")
    row = row_of(judged(a_policy(GROWTH), replace(evidence, endpoints={**ENDPOINTS, "old": old})), "cheap")
    assert row.result is Result.MISSING
    assert "for old" in seen(row)


PRICES = st.lists(st.floats(0.0001, 0.02), min_size=2, max_size=30)


@settings(max_examples=40, deadline=None)
@given(PRICES, PRICES, st.floats(0.5, 1))
def test_a_version_cheaper_by_the_same_share_everywhere_is_never_judged_worse(before, after, share):
    n = min(len(before), len(after))
    found, cheaper = (
        cost_row(BOTH, [each * price for price in after[:n]], before[:n]) for each in (1.0, share)
    )

    assert ORDER.index(cheaper.result) >= ORDER.index(found.result)
