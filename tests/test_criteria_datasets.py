from datetime import timedelta

import pytest

from lifecycle import gates, messages
from lifecycle.records import DatasetKind, Ref, Result, Verdict
from tests.builders import NOON, a_golden, a_version
from tests.deciding import a_card, a_policy, an_evidence, judged, row_of, seen

CHECKED = "{id: clean, type: dataset_checked, owner: data}"
CHECKED_LATELY = "{id: clean, type: dataset_checked, owner: data, max_age: 180d}"
GOLDEN = "{id: golden, type: golden_set, owner: data, min_cases: 100, max_age: 90d}"
EXACT = f"{{id: golden, type: golden_set, owner: data, digest: {'a' * 64}}}"
DAY = timedelta(days=1)


def aged(days, **changes):
    return a_golden(created_at=NOON - days * DAY, **changes)


def training(**changes):
    return aged(
        **{
            "days": 10,
            "name": "support-logs",
            "number": 2,
            "kind": DatasetKind.TRAINING,
            "digest": "t" * 64,
            "rows": 900,
            **changes,
        }
    )


TUNED = {"version": a_version(14, training=Ref("support-logs", 2), training_digest="t" * 64)}


@pytest.mark.parametrize(
    ("rule", "changes", "result", "words"),
    [
        (CHECKED, {}, Result.PASS, "support-golden@1: no finding, 0 minutes old"),
        (CHECKED, {"golden": aged(900)}, Result.PASS, "support-golden@1: no finding, 900 days old"),
        (CHECKED_LATELY, {"golden": aged(180)}, Result.PASS, "support-golden@1: no finding, 180 days old"),
        (CHECKED_LATELY, {"golden": aged(180.01)}, Result.FAIL, "support-golden@1: no finding, 180 days"),
        (
            CHECKED,
            {"golden": aged(1, counts={"checks.pii": 2, "checks.same": 1})},
            Result.FAIL,
            "support-golden@1: 3 findings, 24 hours old",
        ),
        (CHECKED, {"golden": None}, Result.MISSING, "support-golden is not there"),
        (
            CHECKED,
            TUNED | {"training": training()},
            Result.PASS,
            "support-golden@1: no finding, 0 minutes old; support-logs@2: no finding, 10 days old",
        ),
        (
            CHECKED,
            TUNED | {"training": training(counts={"checks.pii": 1})},
            Result.FAIL,
            "support-golden@1: no finding, 0 minutes old; support-logs@2: 1 finding, 10 days old",
        ),
        (CHECKED_LATELY, TUNED | {"training": training(days=200)}, Result.FAIL, "support-golden@1: no"),
        (CHECKED, TUNED, Result.MISSING, "support-golden@1: no finding, 0 minutes old; support-logs@2 is"),
    ],
)
def test_what_a_version_is_made_and_measured_with_must_be_clean_and_fresh(rule, changes, result, words):
    card = a_card("1" * 100, bundle_digest=TUNED["version"].digest)
    row = row_of(judged(a_policy(rule), an_evidence(card, **changes)), "clean")

    assert row.result is result
    assert seen(row).startswith(words)


def test_without_training_data_the_row_says_what_was_checked():
    alone = row_of(judged(a_policy(CHECKED), an_evidence()), "clean")
    assert seen(alone).endswith("; only the golden set was checked, as v14 names no training data")
    assert seen(alone, "ja").endswith("v14 に学習データの指定がないため、確認したのはゴールデンセットのみ")
    nothing = row_of(judged(a_policy(CHECKED), an_evidence(golden=None)), "clean")
    tuned = row_of(judged(a_policy(CHECKED), an_evidence(**TUNED, training=training())), "clean")
    assert not any("only" in seen(row) for row in (nothing, tuned))


def test_the_rows_of_all_datasets_are_counted():
    decision = judged(a_policy(CHECKED_LATELY), an_evidence(**TUNED, training=training()))
    row = row_of(decision, "clean")

    assert row.n == 1_000
    assert messages.say(row.rule_code, **row.rule_params) == (
        "no finding in the golden set and the training data; at most 180 days old"
    )


@pytest.mark.parametrize(
    ("changes", "result", "words"),
    [
        ({}, Result.PASS, "support-golden@1: 100 cases, 0 minutes old"),
        ({"golden": aged(89)}, Result.PASS, "support-golden@1: 100 cases, 89 days old"),
        ({"golden": aged(91)}, Result.FAIL, "support-golden@1: 100 cases, 91 days old"),
        ({"golden": a_golden(rows=99)}, Result.FAIL, "support-golden@1: 99 cases"),
        ({"golden": None}, Result.MISSING, "support-golden is not there"),
    ],
)
def test_the_golden_set_must_be_big_and_fresh(changes, result, words):
    row = row_of(judged(a_policy(GOLDEN), an_evidence(**changes)), "golden")

    assert row.result is result
    assert seen(row).startswith(words)
    assert messages.say(row.rule_code, **row.rule_params) == (
        "the newest support-golden; at least 100 cases; at most 90 days old"
    )


def test_a_policy_can_insist_on_one_golden_set():
    policy = a_policy(EXACT)
    meant = a_golden(digest="a" * 64, number=3)
    card = a_card("1" * 100, golden_digest="a" * 64, golden=meant.ref)
    right = judged(policy, an_evidence(card, golden=meant))

    assert policy.environment("production").golden_digest == "a" * 64
    assert right.verdict is Verdict.READY
    assert messages.say(right.rows[0].rule_code, **right.rows[0].rule_params) == (
        "at least 1 case of the support-golden that the policy names, scored as it says"
    )
    wrong = judged(policy, an_evidence(golden=meant))
    assert wrong.verdict is Verdict.BLOCKED
    assert "support-golden@1, which is not the support-golden that the policy names" in gates.sentence(wrong)
    assert judged(policy, an_evidence(golden=None)).verdict is Verdict.BLOCKED


def test_a_warning_about_another_golden_set_does_not_decide_which_one_counts():
    policy = a_policy(EXACT.replace("owner: data", "owner: data, severity: warn"))
    decision = judged(policy, an_evidence())

    assert policy.environment("production").golden_digest == ""
    assert decision.verdict is Verdict.READY
    assert row_of(decision, "golden").result is Result.FAIL
    assert seen(row_of(decision, "golden")) == "support-golden@1 has the digest gggggggg…"
