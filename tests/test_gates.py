from dataclasses import replace
from datetime import timedelta
from typing import get_args

import pytest

from lifecycle import criteria, gates, messages, policies, scorers
from lifecycle.errors import Invalid, NotFound
from lifecycle.gates import Stay
from lifecycle.records import Event, Result, Verdict
from tests.builders import NOON, a_golden, a_scorecard, a_version
from tests.conftest import PEOPLE
from tests.deciding import (
    CRITICAL,
    FACTS,
    FAST,
    WARNING,
    a_card,
    a_policy,
    an_approval,
    an_evidence,
    an_override,
    judged,
    row_of,
    seen,
)

KNOWN = {person.id: person for person in PEOPLE}


def test_an_open_gate_says_so_in_one_sentence():
    decision = judged(a_policy(), an_evidence())

    assert decision.verdict is Verdict.READY
    assert gates.sentence(decision) == "v14 may go to production: every required criterion is met."
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
        ({"golden": a_golden(digest="h" * 64)}, "not the newest support-golden"),
        ({"scorers_digest": "t" * 64}, "other scorers than the policy's"),
    ],
)
def test_evidence_about_something_else_blocks_and_judges_nothing(changes, words):
    decision = judged(a_policy(FACTS, CRITICAL), an_evidence("0" * 100, **changes))

    assert decision.verdict is Verdict.BLOCKED
    assert words in gates.sentence(decision)
    assert row_of(decision, "facts").result is Result.MISSING


def test_warnings_never_decide():
    decision = judged(a_policy(FACTS, WARNING), an_evidence("1" * 95 + "0" * 5))

    assert row_of(decision, "warning").result is Result.FAIL
    assert decision.verdict is Verdict.READY


@pytest.mark.parametrize(
    ("rule", "given_by", "result", "words"),
    [
        ("{count: 0}", (), Result.PASS, "0 of 0"),
        ("{count: 1, roles: [approver]}", (), Result.OPEN, "0 of 1, 1 more needed"),
        ("{count: 1, roles: [approver]}", (an_approval(),), Result.PASS, "1 of 1: Hana Sato"),
        ("{count: 1, roles: [approver]}", (an_approval(role="admin"),), Result.PASS, "1 of 1: Hana Sato"),
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
        (
            "{count: 2, teams: [CS]}",
            (an_approval(), an_approval("mei")),
            Result.PASS,
            "2 of 2: Hana Sato, Mei Tanaka",
        ),
    ],
)
def test_approvals_come_from_distinct_other_people_of_the_right_role_and_team(rule, given_by, result, words):
    evidence = an_evidence(approvals=given_by, authors_and_requester=frozenset({"ken"}), people=KNOWN)
    decision = judged(a_policy(approvals=rule), evidence)

    assert decision.rows[-1].id == "approvals"
    assert decision.rows[-1].result is result
    assert seen(decision.rows[-1]).startswith(words)
    assert decision.verdict is (Verdict.NEEDS_REVIEW if result is Result.OPEN else Verdict.READY)


def test_a_yes_under_another_spelling_of_the_authors_id_does_not_count():
    evidence = an_evidence(approvals=(an_approval("Ken"),), authors_and_requester=frozenset({"ken"}))
    assert judged(a_policy(approvals="{count: 1}"), evidence).rows[-1].result is Result.OPEN


def test_only_approvals_open_is_said_as_such():
    decision = judged(a_policy(approvals="{count: 1}"), an_evidence())

    assert gates.sentence(decision) == (
        "v14 meets every required criterion for production. Approvals so far: 0 of 1, 1 more needed."
    )


def test_an_approval_does_not_heal_a_failure():
    evidence = an_evidence("0" * 100, approvals=(an_approval(),))

    assert judged(a_policy(approvals="{count: 1}"), evidence).verdict is Verdict.HOLD


def test_an_approval_that_has_expired_is_told_until_another_one_is_there():
    policy = a_policy(approvals="{count: 1, expire: 7d}")
    lapsed = judged(policy, an_evidence(expired=(an_approval(),), people=KNOWN))
    again = judged(policy, an_evidence(approvals=(an_approval("mei"),), expired=(an_approval(),)))

    assert lapsed.verdict is Verdict.NEEDS_REVIEW
    assert seen(lapsed.rows[-1]) == "0 of 1, 1 more needed; expired: Hana Sato"
    assert seen(lapsed.rows[-1], "ja") == "1 人中 0 人（あと 1 人必要）、期限切れ: Hana Sato"
    assert (again.verdict, seen(again.rows[-1])) == (Verdict.READY, "1 of 1: mei"), "no name is known"


def hours(*ends):
    """Stays of so many hours, the last still going on; None: MLflow never showed it."""
    stays, at = [], NOON - timedelta(hours=sum(each or 0 for each in ends))
    for place, each in enumerate(ends, start=1):
        until = at + timedelta(hours=each or 0)
        since = None if each is None else at
        stays.append(Stay(since=since, until=None if place == len(ends) else until))
        at = until
    return tuple(stays)


@pytest.mark.parametrize(
    ("soak", "stays", "is_taken_back", "result", "words"),
    [
        ("24h", (), False, Result.MISSING, "v14 has not been in staging"),
        ("24h", hours(23.99), False, Result.MISSING, "23 hours in staging"),
        ("24h", hours(24), False, Result.PASS, "24 hours in staging"),
        ("24h", hours(100, 1), False, Result.PASS, "4 days in staging"),
        ("24h", hours(23, 23), False, Result.MISSING, "23 hours in staging"),
        ("24h", hours(None), False, Result.MISSING, "MLflow has not shown v14 in staging yet"),
        ("24h", hours(100, None), False, Result.PASS, "4 days in staging"),
        ("24h", (), True, Result.MISSING, "v14 was rolled back from staging"),
        ("24h", hours(None), True, Result.MISSING, "MLflow has not shown v14 in staging yet"),
        ("24h", hours(2), True, Result.MISSING, "2 hours in staging"),
        ("24h", hours(30), True, Result.PASS, "30 hours in staging"),
        ("", hours(0), False, Result.PASS, "0 minutes in staging"),
        ("", hours(None), False, Result.MISSING, "MLflow has not shown v14 in staging yet"),
        ("", (), False, Result.MISSING, "v14 has not been in staging"),
    ],
)
def test_a_version_passes_the_environment_before_for_so_long_at_a_stretch(
    soak, stays, is_taken_back, result, words
):
    rules = ("from: staging", *([f"soak: {soak}"] if soak else []))
    gone = a_rollback(NOON - timedelta(days=9)) if is_taken_back else None
    decision = judged(a_policy(rules=rules), an_evidence(stays=stays, taken_back=gone))

    assert [row.id for row in decision.rows] == ["evidence", "passage", "facts", "approvals"]
    assert (decision.rows[1].result, seen(decision.rows[1])) == (result, words)
    assert decision.verdict is (Verdict.READY if result is Result.PASS else Verdict.INSUFFICIENT_EVIDENCE)


def test_a_passage_that_is_missing_says_what_is_needed():
    decision = judged(a_policy(rules=("from: staging", "soak: 24h")), an_evidence(stays=hours(12)))

    assert gates.sentence(decision) == (
        "It cannot be told yet whether v14 may go to production: “time in staging” is open (required: in "
        "staging for at least 24 hours at a stretch; found: 12 hours in staging)."
    )
    assert gates.sentence(decision, "ja") == (
        "v14 を production にリリースできるか、まだ判断できません。「staging での稼働」が確認できていません"
        "（基準: staging で連続 24 時間以上稼働、結果: staging で 12 時間稼働）。"
    )


def a_rollback(at):
    return Event(
        number=7,
        at=at,
        actor="mei",
        identity="local",
        action="promotion.rolled_back",
        app="support-bot",
        subject="support-bot@staging",
        before=14,
        after=12,
        details={"environment": "staging"},
        previous="",
        hash="",
    )


OVERRIDABLE = "override: {roles: [release_manager]}"
SAVE_CRITICAL = "override: {roles: [release_manager], never: [critical]}"


@pytest.mark.parametrize(
    ("marks", "was"),
    [
        ("0" * 100, Result.FAIL),
        ("1" * 74 + "0" * 26, Result.INCONCLUSIVE),
        ("1" * 77 + "." * 23, Result.MISSING),
    ],
)
def test_what_does_not_pass_can_be_overridden_and_keeps_what_was_seen(marks, was):
    policy = a_policy(rules=(OVERRIDABLE,))
    before = row_of(judged(policy, an_evidence(marks)), "facts")
    decision = judged(policy, an_evidence(marks, overrides=(an_override(),)))
    row = row_of(decision, "facts")

    assert before.result is was
    assert row == replace(before, result=Result.OVERRIDDEN, override=an_override())
    assert decision.verdict is Verdict.READY
    assert gates.sentence(decision) == (
        "v14 may go to production. Overridden: “right facts in the answer”. "
        "Every other required criterion is met."
    )
    assert gates.sentence(decision, "ja") == (
        "v14 は production にリリースできます。例外承認: 「必要な情報を含む」。"
        "それ以外の必須の基準はすべて満たしています。"
    )


def test_an_override_leaves_approvals_due_and_is_told_with_them():
    policy = a_policy(approvals="{count: 1}", rules=(OVERRIDABLE,))
    decision = judged(policy, an_evidence("0" * 100, overrides=(an_override(),)))

    assert decision.verdict is Verdict.NEEDS_REVIEW
    assert gates.sentence(decision) == (
        "v14 meets every required criterion for production but those overridden: "
        "“right facts in the answer”. Approvals so far: 0 of 1, 1 more needed."
    )


def test_an_override_of_what_is_there_is_told_too():
    card = a_card("0" * 100)
    there = an_evidence(card, incumbent=a_version(14), baseline=card, overrides=(an_override(),))

    assert gates.sentence(judged(a_policy(rules=(OVERRIDABLE,)), there)) == (
        "v14 is in production. Overridden: “right facts in the answer”. "
        "It meets every other required criterion."
    )


def test_a_missing_passage_can_be_overridden():
    policy = a_policy(rules=("from: staging", "soak: 24h", OVERRIDABLE))
    decision = judged(policy, an_evidence(overrides=(an_override("passage"),)))

    assert decision.rows[1].result is Result.OVERRIDDEN
    assert decision.verdict is Verdict.READY


@pytest.mark.parametrize(
    ("rules", "criterion"),
    [
        ((SAVE_CRITICAL,), "critical"),
        ((OVERRIDABLE,), "evidence"),
        ((OVERRIDABLE,), "approvals"),
        ((OVERRIDABLE,), "passage"),
        ((OVERRIDABLE,), "other"),
        ((), "facts"),
    ],
)
def test_what_the_policy_does_not_let_anybody_override_stays_as_it_is(rules, criterion):
    policy = a_policy(FACTS, CRITICAL, approvals="{count: 1}", rules=rules)
    evidence = an_evidence(a_card("0" * 100, critical={0}))
    found, overridden = (
        judged(policy, each) for each in (evidence, replace(evidence, overrides=(an_override(criterion),)))
    )

    assert not gates.can_be_overridden(policy.environment("production"), criterion)
    assert overridden == found


def test_an_override_does_not_heal_evidence_about_something_else():
    policy = a_policy(rules=(OVERRIDABLE,))
    evidence = an_evidence(golden=a_golden(digest="h" * 64), overrides=(an_override(),))

    assert judged(policy, evidence).verdict is Verdict.BLOCKED


def test_what_passes_needs_no_override():
    decision = judged(a_policy(rules=(OVERRIDABLE,)), an_evidence(overrides=(an_override(),)))

    assert row_of(decision, "facts").result is Result.PASS
    assert gates.sentence(decision) == "v14 may go to production: every required criterion is met."


def test_every_type_of_criterion_has_a_judge():
    kinds = get_args(get_args(policies.AnyCriterion)[0])

    assert set(criteria.JUDGES) == set(kinds)


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
