from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lifecycle import gates, messages
from lifecycle.records import Result, Verdict
from tests.builders import a_case, a_scorecard, a_version
from tests.deciding import (
    CRITICAL,
    FACTS,
    FAST,
    NOT_WORSE,
    a_card,
    a_policy,
    an_evidence,
    asked_twice,
    judged,
    row_of,
    seen,
)


@pytest.mark.parametrize(
    ("marks", "result"),
    [
        ("1" * 80 + "0" * 20, Result.PASS),
        ("1" * 74 + "0" * 26, Result.INCONCLUSIVE),
        ("1" * 66 + "0" * 34, Result.INCONCLUSIVE),
        ("1" * 55 + "0" * 45, Result.FAIL),
    ],
)
def test_a_bound_passes_fails_or_cannot_tell(marks, result):
    assert row_of(judged(a_policy(), an_evidence(marks)), "facts").result is result


@pytest.mark.parametrize(("passes", "result"), [(70, Result.PASS), (69, Result.FAIL)])
def test_a_point_is_held_against_the_value_itself(passes, result):
    policy = a_policy(FACTS.replace("bound: lower", "bound: point"))

    assert row_of(judged(policy, an_evidence("1" * passes + "0" * (100 - passes))), "facts").result is result


@pytest.mark.parametrize("wrong", [0, 1, 2])
def test_a_wrong_answer_among_repetitions_opens_no_gate_that_a_perfect_version_leaves_shut(wrong):
    evidence = an_evidence(asked_twice(a_card("1" * 20), wrong))

    row = row_of(judged(a_policy(FACTS.replace("0.7", "0.9")), evidence), "facts")

    assert row.result is Result.INCONCLUSIVE


@pytest.mark.parametrize("flaky", [0, 1, 3])
def test_too_few_cases_do_not_show_that_nothing_got_worse_however_flaky_both_sides_are(flaky):
    before, after = (asked_twice(a_card("111", version), flaky) for version in (12, 14))
    evidence = an_evidence(after, incumbent=a_version(12), baseline=before)

    assert row_of(judged(a_policy(NOT_WORSE), evidence), "not-worse").result is Result.INCONCLUSIVE


def test_an_error_neither_passes_nor_fails_when_it_could_change_the_result():
    decision = judged(a_policy(), an_evidence("1" * 77 + "." * 23))

    row = row_of(decision, "facts")
    assert row.result is Result.MISSING
    assert seen(row) == "100.0 %, but 23 cases without an answer could change the result"
    assert decision.verdict is Verdict.INSUFFICIENT_EVIDENCE


@pytest.mark.parametrize(
    ("marks", "result"), [("1" * 97 + ".", Result.PASS), ("0" * 90 + "." * 2, Result.FAIL)]
)
def test_a_result_that_no_error_could_change_stands(marks, result):
    assert row_of(judged(a_policy(), an_evidence(marks)), "facts").result is result


@pytest.mark.parametrize(
    ("before", "after", "result"),
    [
        ("1" * 200, "1" * 200, Result.PASS),
        ("1" * 200, "0" * 40 + "1" * 160, Result.FAIL),
        ("1" * 200, "0" * 4 + "1" * 196, Result.INCONCLUSIVE),
        ("0" * 20 + "1" * 180, "1" * 200, Result.PASS),
        ("1" * 20, "1" * 20, Result.INCONCLUSIVE),
        ("1" * 200, "." * 20 + "1" * 180, Result.MISSING),
        ("." * 20 + "1" * 180, "1" * 200, Result.PASS),
        ("." * 20 + "1" * 180, "0" * 20 + "1" * 180, Result.MISSING),
        ("1" * 200, "." + "1" * 199, Result.PASS),
    ],
)
def test_not_worse_is_a_one_sided_test_against_the_margin(before, after, result):
    assert row_of(judged(a_policy(NOT_WORSE), an_evidence(after, before)), "not-worse").result is result


def test_a_regression_is_told_in_points_with_its_sign():
    decision = judged(a_policy(NOT_WORSE), an_evidence("0" * 40 + "1" * 160, "1" * 200))

    assert seen(row_of(decision, "not-worse")).startswith("-20.0 points (-25.0 to -15.8)")
    assert "at most 3.0 points worse than v12" in gates.sentence(decision)
    assert "not worse than production: right facts in the answer" in gates.sentence(decision)


def test_answers_missing_on_the_other_side_are_counted_too():
    decision = judged(a_policy(NOT_WORSE), an_evidence("0" * 20 + "1" * 180, "." * 20 + "1" * 180))

    assert seen(row_of(decision, "not-worse")) == (
        "+0.0 points, but 20 cases without an answer could change the result"
    )


def test_an_error_does_not_hide_that_the_rest_is_inconclusive():
    row = row_of(judged(a_policy(), an_evidence("1" * 74 + "0" * 25 + ".")), "facts")

    assert row.result is Result.INCONCLUSIVE
    assert seen(row) == "74.7 % (67.0 to 81.2)"


def test_more_tokens_are_worse():
    slower = "{id: not-worse, type: no_regression, owner: product, metric: tokens.mean, margin: 2}"
    card = a_card("1" * 50)
    longer = replace(card, rows=tuple(replace(row, tokens_out=20) for row in card.rows))

    worse = row_of(judged(a_policy(slower), an_evidence(longer, "1" * 50)), "not-worse")
    better = row_of(
        judged(
            a_policy(slower),
            replace(
                an_evidence("1" * 50, "1" * 50),
                baseline=replace(longer, evaluation=a_card("1", 12).evaluation),
            ),
        ),
        "not-worse",
    )

    assert (worse.result, worse.observed.value) == (Result.FAIL, 15)
    assert (better.result, better.observed.value) == (Result.PASS, -15)


def test_an_empty_environment_has_nothing_to_be_worse_than():
    decision = judged(a_policy(NOT_WORSE), an_evidence())

    assert row_of(decision, "not-worse").result is Result.NOT_APPLICABLE
    assert seen(row_of(decision, "not-worse")) == "production is empty"
    assert decision.verdict is Verdict.READY


def test_the_version_that_is_already_there_is_not_compared_with_itself():
    card = a_card("1" * 100)
    there = an_evidence(card, incumbent=a_version(14), baseline=card)

    decision = judged(a_policy(NOT_WORSE), there)

    assert row_of(decision, "not-worse").result is Result.NOT_APPLICABLE
    assert gates.sentence(decision) == "v14 is in production and meets every required criterion."


@pytest.mark.parametrize(
    "baseline",
    [None, a_card("1" * 100, 12, golden_digest="h" * 64), a_card("1" * 100, 12, scorers_digest="t" * 64)],
)
def test_an_incumbent_without_comparable_evidence_leaves_the_question_open(baseline):
    decision = judged(a_policy(NOT_WORSE), replace(an_evidence("1" * 100, "1" * 100), baseline=baseline))

    assert row_of(decision, "not-worse").result is Result.MISSING
    assert "v12 in production has not been evaluated" in gates.sentence(decision)


def test_critical_cases_that_all_pass_say_how_sure_that_makes_us():
    row = row_of(judged(a_policy(CRITICAL), an_evidence(a_card("1" * 40, critical=range(20)))), "critical")

    assert row.result is Result.PASS
    assert seen(row) == "0 of 20 failed; up to 15.0 % of such questions may still fail"
    assert (row.observed.value, row.observed.high, row.n) == (0.0, 0.15, 20)


@pytest.mark.parametrize(
    ("marks", "critical", "result", "words"),
    [
        ("11.1", {1, 2}, Result.MISSING, "1 of 2 without an answer or a score: c2"),
        ("01.1", {0, 2}, Result.FAIL, "1 of 2 failed: c0"),
        ("0111", {1, 2}, Result.PASS, "0 of 2 failed"),
        ("1111", set(), Result.MISSING, "the golden set has no critical case"),
        ("0" * 9, set(range(9)), Result.FAIL, "9 of 9 failed: c0, c1, c2, c3, c4 …"),
    ],
)
def test_one_critical_failure_closes_the_gate_and_a_missing_answer_is_no_pass(marks, critical, result, words):
    row = row_of(judged(a_policy(CRITICAL), an_evidence(a_card(marks, critical=critical))), "critical")

    assert row.result is result
    assert seen(row).startswith(words)


def test_a_critical_case_that_nothing_scored_is_missing():
    card = a_scorecard({"c1": {}}, 14, cases=(a_case("c1", critical=True),))

    assert row_of(judged(a_policy(CRITICAL), an_evidence(card)), "critical").result is Result.MISSING


@pytest.mark.parametrize(
    ("n", "latency_ms", "result"),
    [
        (59, 2_000.0, Result.PASS),
        (58, 2_000.0, Result.INCONCLUSIVE),
        (100, 3_000.0, Result.FAIL),
        (20, 3_000.0, Result.FAIL),
    ],
)
def test_latency_is_judged_by_the_bound_of_p95(n, latency_ms, result):
    card = a_card("1" * n)
    card = replace(card, rows=tuple(replace(row, latency_ms=latency_ms) for row in card.rows))

    row = row_of(judged(a_policy(FAST), an_evidence(card)), "fast")

    assert row.result is result
    assert messages.say(row.rule_code, **row.rule_params) == "95 % of answers within 2,500 ms (95 % sure)"


def test_too_few_answers_for_a_latency_bound_say_how_many_are_needed():
    row = row_of(judged(a_policy(FAST), an_evidence("1" * 58)), "fast")

    assert seen(row) == "100 ms, but 58 cases cannot show an upper bound (59 needed)"


@pytest.mark.parametrize(("n", "result"), [(58, Result.INCONCLUSIVE), (59, Result.PASS)])
def test_asking_the_same_again_gives_no_tighter_bound_of_latency(n, result):
    card = a_card("1" * n)
    again = [replace(row, repetition=r) for row in card.rows for r in range(3)]

    row = row_of(judged(a_policy(FAST), an_evidence(replace(card, rows=tuple(again)))), "fast")

    assert (row.result, row.n) == (result, n)


def test_a_call_that_failed_may_have_been_slower_than_any():
    assert row_of(judged(a_policy(FAST), an_evidence("1" * 80 + "." * 20)), "fast").result is Result.MISSING
    assert row_of(judged(a_policy(FAST), an_evidence("1" * 199 + ".")), "fast").result is Result.PASS


MARKS = st.text("01.", min_size=1, max_size=80)


@settings(max_examples=40, deadline=None)
@given(MARKS)
def test_answering_what_was_not_answered_never_overturns_a_result(marks):
    """Pass and fail are promises: whatever the missing answers turn out to be, they stand."""
    policy = a_policy(FACTS)
    result = row_of(judged(policy, an_evidence(marks)), "facts").result

    if result in {Result.PASS, Result.FAIL} and "." in marks:
        for answer in "01":
            full = an_evidence(marks.replace(".", answer))
            assert row_of(judged(policy, full), "facts").result is result


@settings(max_examples=40, deadline=None)
@given(st.text("01", min_size=1, max_size=80), st.text("01", min_size=80, max_size=80))
def test_a_better_answer_never_makes_a_gate_stricter(marks, before):
    order = [Result.FAIL, Result.INCONCLUSIVE, Result.PASS]
    policy, before = a_policy(FACTS, NOT_WORSE), before[: len(marks)]
    worse = judged(policy, an_evidence(marks, before))
    better = judged(policy, an_evidence(marks.replace("0", "1", 1), before))

    for id in ("facts", "not-worse"):
        assert order.index(row_of(better, id).result) >= order.index(row_of(worse, id).result)


GROUPED = NOT_WORSE.replace("margin: 0.03", "margin: 0.05, cluster_by: topic")


def by_topic(after, before, topics, rule=GROUPED):
    """Judge two versions on cases of which so many, one after the other, have the same topic."""
    card, baseline = (
        a_card(marks, version, tags=lambda at: {"topic": f"t{at % topics}"} if topics else {})
        for marks, version in ((after, 14), (before, 12))
    )
    evidence = an_evidence(card, incumbent=a_version(12), baseline=baseline)
    return row_of(judged(a_policy(rule), evidence), "not-worse")


@pytest.mark.parametrize(
    ("topics", "result", "words"),
    [
        (100, Result.PASS, "+0.0 points (-2.6 to +2.6)"),
        (60, Result.PASS, "+0.0 points (-4."),
        (20, Result.INCONCLUSIVE, "+0.0 points (-1"),
        (1, Result.INCONCLUSIVE, "+0.0 points, but the cases do not differ in topic, which leaves nothing"),
        (0, Result.INCONCLUSIVE, "+0.0 points, but the cases do not differ in topic"),
    ],
)
def test_cases_of_one_topic_are_no_independent_witnesses(topics, result, words):
    row = by_topic("1" * 100, "1" * 100, topics)

    assert row.result is result
    assert seen(row).startswith(words)


def test_the_rule_says_that_cases_of_one_topic_count_as_alike():
    row = by_topic("1" * 100, "1" * 100, 50)

    assert messages.say(row.rule_code, **row.rule_params) == (
        "at most 5.0 points worse than v12 (95 % sure; cases of one topic count as alike)"
    )


def test_a_loss_in_one_topic_is_less_sure_than_one_that_is_spread():
    """Ten of 200 cases fell: one from each of ten topics, or all of one."""
    spread = by_topic("0" * 10 + "1" * 190, "1" * 200, 20)
    lumped = by_topic("".join("0" if at % 20 == 0 else "1" for at in range(200)), "1" * 200, 20)

    assert spread.observed.value == lumped.observed.value == -0.05
    assert lumped.observed.low < spread.observed.low


def test_other_metrics_know_topics_too():
    rule = GROUPED.replace("contains.mean", "tokens.mean").replace("0.05", "5")
    row = by_topic("1" * 300, "1" * 300, 100, rule)

    assert (row.result, row.observed.low, row.observed.high) == (Result.PASS, 0, 0)
    assert by_topic("1" * 300, "1" * 300, 1, rule).result is Result.INCONCLUSIVE


@settings(max_examples=40, deadline=None)
@given(st.text("01", min_size=2, max_size=80), st.text("01", min_size=80, max_size=80), st.integers(1, 9))
def test_a_better_answer_never_turns_a_pass_by_topics_into_a_fail(marks, before, topics):
    rule = GROUPED.replace("0.05", "0.2")
    found, better = (
        by_topic(each, before[: len(marks)], topics, rule) for each in (marks, marks.replace("0", "1", 1))
    )

    assert (found.result, better.result) != (Result.PASS, Result.FAIL)


EVERYTHING = (
    FACTS,
    NOT_WORSE.replace("0.03", "0.2"),
    CRITICAL,
    FAST,
    "{id: slices, type: slices, owner: product, metric: contains.mean, by: [topic], margin: 0.3}",
    "{id: cost, type: cost, owner: engineering, most_usd: 5, growth: 0.2}",
    "{id: whole, type: run_integrity, owner: engineering, max_errors: 0.1}",
)


@settings(max_examples=25, deadline=None)
@given(st.text("01.", min_size=60, max_size=100), st.text("01", min_size=100, max_size=100), st.data())
def test_an_answer_that_is_lost_opens_no_row(marks, before, data):
    """A version cannot become releasable by not answering."""
    at = data.draw(st.integers(0, len(marks) - 1))
    worse = marks[:at] + "." + marks[at + 1 :]

    def rows(given):
        card, baseline = (
            a_card(each, version, critical={0, 1}, tags=lambda at: {"topic": "ab"[at % 2]})
            for each, version in ((given, 14), (before[: len(given)], 12))
        )
        evidence = an_evidence(card, incumbent=a_version(12), baseline=baseline)
        return judged(a_policy(*EVERYTHING), evidence).rows

    for found, then in zip(rows(marks), rows(worse), strict=True):
        assert then.result is not Result.PASS or found.result is Result.PASS
