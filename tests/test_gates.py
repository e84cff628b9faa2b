from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lifecycle import gates, messages, policies, scorers
from lifecycle.errors import Invalid, NotFound
from lifecycle.gates import Evidence
from lifecycle.records import Approval, Result, Verdict
from tests.builders import NOON, a_case, a_scorecard, a_version

FACTS = (
    "{id: facts, type: threshold, owner: product, metric: contains.mean, operator: '>=', "
    "value: 0.7, bound: lower}"
)
NOT_WORSE = "{id: not-worse, type: no_regression, owner: product, metric: contains.mean, margin: 0.03}"
CRITICAL = "{id: critical, type: critical_cases, owner: CS}"
FAST = "{id: fast, type: latency, owner: engineering, value: 2500}"
WARNING = (
    "{id: warning, type: threshold, severity: warn, owner: product, metric: contains.mean, operator: '>=', "
    "value: 1}"
)


def a_policy(*criteria, approvals="{count: 0}", min_cases=1, environment="production"):
    rules = "".join(f"      - {criterion}\n" for criterion in criteria or (FACTS,))
    return policies.parse(
        f"""\
application: support-bot
golden: {{name: support-golden, min_cases: {min_cases}}}
scorers: [{{name: contains}}]
environments:
  {environment}:
    criteria:
{rules}    approvals: {approvals}
""".encode(),
        "p.yaml",
    )


def a_card(marks, version=14, critical=(), **changes):
    """A scorecard from one character a case: `1` passed, `0` failed, `.` a failed call."""
    scored = {"1": {"contains": 1.0}, "0": {"contains": 0.0}, ".": None}
    cases = tuple(
        a_case(f"c{i}", expected={"contains": ["x"]}, critical=i in critical) for i in range(len(marks))
    )
    given = {case.id: scored[mark] for case, mark in zip(cases, marks, strict=True)}
    return a_scorecard(given, version, cases=cases, **changes)


def asked_twice(card, flaky):
    """Repeat every row once; the first `flaky` cases fail then."""
    rows = (
        replace(row, repetition=r, scores={"contains": float(r == 0 or row.position >= flaky)})
        for row in card.rows
        for r in range(2)
    )
    return replace(card, rows=tuple(rows))


def an_evidence(marks="1" * 100, before=None, **changes):
    card = a_card(marks) if isinstance(marks, str) else marks
    return Evidence(
        **{
            "version": a_version(14),
            "scorecard": card,
            "incumbent": a_version(12) if before else None,
            "baseline": a_card(before, 12) if before else None,
            "golden_digest": "g" * 64,
            "scorers_digest": "s" * 64,
            **changes,
        }
    )


def an_approval(person="hana", role="approver"):
    return Approval(
        request="r1",
        person=person,
        role=role,
        bundle_digest="b",
        evidence_digest="e",
        policy_digest="p",
        created_at=NOON,
    )


def judged(policy, evidence):
    """Judge, and see that every text of the decision can be said in both languages."""
    decision = gates.judge(policy, "production", evidence)
    for language in messages.LANGUAGES:
        assert gates.sentence(decision, language)
        for row in decision.rows:
            assert messages.say(row.label_code, language, **row.label_params)
            assert messages.say(row.rule_code, language, **row.rule_params)
            assert messages.say(row.observed_code, language, **row.observed_params)
            assert messages.say(row.meaning_code, language, **row.meaning_params)
    return decision


def row_of(decision, id):
    return next(row for row in decision.rows if row.id == id)


def seen(row, language="en"):
    return messages.say(row.observed_code, language, **row.observed_params)


def test_an_open_gate_says_so_in_one_sentence():
    decision = judged(a_policy(), an_evidence())

    assert decision.verdict is Verdict.READY
    assert gates.sentence(decision) == "v14 may go to production: every criterion is met."
    assert [row.id for row in decision.rows] == ["evidence", "facts", "approvals"]
    assert decision.policy_digest == a_policy().digest


def test_a_closed_gate_names_the_first_failing_criterion_in_both_languages():
    decision = judged(a_policy(FACTS, CRITICAL), an_evidence(a_card("0" * 60 + "1" * 40, critical={0, 99})))

    assert decision.verdict is Verdict.HOLD
    assert gates.sentence(decision) == (
        "v14 should not go to production: “right facts in the answer” is not met (required: at least "
        "70.0 % (95 % sure); found: 40.0 % (32.3 to 48.2)), and 1 other criterion fails too."
    )
    assert gates.sentence(decision, "ja") == (
        "v14 は production にリリースできません。「必要な情報を含む」が基準を満たしていません"
        "（基準: 70.0 % 以上（確度 95 %）、結果: 40.0 %（32.3〜48.2））。ほかに 1 件の基準も不合格です。"
    )
    assert seen(row_of(decision, "critical")) == "1 of 2 failed: c0"


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


def test_inconclusive_is_not_a_yes():
    decision = judged(a_policy(), an_evidence("1" * 74 + "0" * 26))

    assert decision.verdict is Verdict.INSUFFICIENT_EVIDENCE
    assert gates.sentence(decision).startswith(
        "It cannot be told yet whether v14 may go to production: “right facts"
    )


def test_without_an_evaluation_everything_is_missing():
    decision = judged(a_policy(FACTS, CRITICAL, FAST), an_evidence(None))

    assert decision.verdict is Verdict.INSUFFICIENT_EVIDENCE
    assert {row.result for row in decision.rows[:-1]} == {Result.MISSING}
    assert "v14 has not been evaluated yet" in gates.sentence(decision)


def test_too_few_cases_are_not_evidence_enough():
    decision = judged(a_policy(min_cases=200), an_evidence())

    assert decision.verdict is Verdict.INSUFFICIENT_EVIDENCE
    assert "100 cases of support-golden@1" in gates.sentence(decision)
    assert row_of(decision, "facts").result is Result.PASS


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"version": a_version(14, digest="d" * 64)}, "another bundle than v14"),
        ({"golden_digest": "h" * 64}, "not the newest support-golden"),
        ({"scorers_digest": "t" * 64}, "other scorers than the policy's"),
    ],
)
def test_evidence_about_something_else_blocks_and_judges_nothing(changes, words):
    decision = judged(a_policy(FACTS, CRITICAL), an_evidence("0" * 100, **changes))

    assert decision.verdict is Verdict.BLOCKED
    assert words in gates.sentence(decision)
    assert row_of(decision, "facts").result is Result.MISSING


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


def test_warnings_never_decide():
    decision = judged(a_policy(FACTS, WARNING), an_evidence("1" * 95 + "0" * 5))

    assert row_of(decision, "warning").result is Result.FAIL
    assert decision.verdict is Verdict.READY


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
    assert gates.sentence(decision) == "v14 is in production and meets every criterion."


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


@pytest.mark.parametrize(
    ("rule", "given_by", "result", "words"),
    [
        ("{count: 0}", (), Result.PASS, "0 of 0"),
        ("{count: 1, roles: [approver]}", (), Result.OPEN, "0 of 1, 1 more needed"),
        ("{count: 1, roles: [approver]}", (an_approval(),), Result.PASS, "1 of 1: hana"),
        ("{count: 1, roles: [approver]}", (an_approval(role="admin"),), Result.PASS, "1 of 1: hana"),
        ("{count: 1, roles: [admin]}", (an_approval(),), Result.OPEN, "0 of 1, 1 more needed"),
        ("{count: 2}", (an_approval(), an_approval()), Result.OPEN, "1 of 2, 1 more needed"),
        ("{count: 1}", (an_approval("ken", "admin"),), Result.OPEN, "0 of 1, 1 more needed"),
        (
            "{count: 2, teams: [CS]}",
            (an_approval(),),
            Result.OPEN,
            "1 of 2, still needed: somebody from CS",
        ),
        (
            "{count: 1, teams: [CS]}",
            (an_approval(),),
            Result.OPEN,
            "1 of 1, still needed: somebody from CS",
        ),
        ("{count: 2, teams: [CS]}", (an_approval(), an_approval("mei")), Result.PASS, "2 of 2: hana, mei"),
    ],
)
def test_approvals_come_from_distinct_other_people_of_the_right_role_and_team(rule, given_by, result, words):
    evidence = gates.with_approvals(
        an_evidence(authors_and_requester=frozenset({"ken"})), given_by, {"hana": "product", "mei": "CS"}
    )
    decision = judged(a_policy(approvals=rule), evidence)

    assert decision.rows[-1].id == "approvals"
    assert decision.rows[-1].result is result
    assert seen(decision.rows[-1]).startswith(words)
    assert decision.verdict is (Verdict.NEEDS_REVIEW if result is Result.OPEN else Verdict.READY)


def test_only_approvals_open_is_said_as_such():
    decision = judged(a_policy(approvals="{count: 1}"), an_evidence())

    assert gates.sentence(decision) == (
        "v14 meets every criterion for production. Approvals so far: 0 of 1, 1 more needed."
    )


def test_an_approval_does_not_heal_a_failure():
    evidence = gates.with_approvals(an_evidence("0" * 100), (an_approval(),))

    assert judged(a_policy(approvals="{count: 1}"), evidence).verdict is Verdict.HOLD


def test_an_environment_that_the_policy_does_not_name_is_refused():
    with pytest.raises(NotFound):
        gates.judge(a_policy(), "moon", an_evidence())


def test_a_score_that_is_not_finite_is_refused():
    card = a_scorecard({"c1": {"contains": float("nan")}}, 14)

    with pytest.raises(Invalid):
        gates.judge(a_policy(), "production", an_evidence(card))


def test_every_scorer_says_what_its_failure_means_to_customers():
    for name in (*scorers.REGISTRY, "errors"):
        for language in messages.LANGUAGES:
            assert messages.say(f"gates.meaning.{name}", language)
            assert messages.say(f"scorer.{name}", language)


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
