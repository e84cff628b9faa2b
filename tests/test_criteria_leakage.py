"""A golden set that stands in the training data closes the gate."""

import json

import pytest

from lifecycle import applications, evidence, linting, messages
from lifecycle.checks.passes.leakage import Leaked
from lifecycle.errors import Invalid
from lifecycle.records import DatasetKind, DatasetVersion, Ref, Result, Verdict
from tests.builders import NOON, a_golden, a_version
from tests.deciding import a_card, a_policy, an_evidence, judged, row_of, seen
from tests.road import POLICY, add_version, golden_lines, stand, write_policy

ANY = "{id: unseen, type: leakage, owner: data}"
FEW = "{id: unseen, type: leakage, owner: data, max_near: 1}"
TUNED = a_version(14, training=Ref("support-logs", 2), training_digest="t" * 64)
TRAINING = a_golden(name="support-logs", number=2, kind=DatasetKind.TRAINING, digest="t" * 64, rows=900)
CLEAN = "support-logs@2 has no question of support-golden@1"


@pytest.mark.parametrize(
    ("rule", "changes", "result", "words"),
    [
        (ANY, {}, Result.PASS, CLEAN),
        (ANY, {"leaked": Leaked(near=("c1", "c2"))}, Result.PASS, f"{CLEAN}; 2 nearly: c1, c2"),
        (FEW, {"leaked": Leaked(near=("c1",))}, Result.PASS, f"{CLEAN}; 1 nearly: c1"),
        (FEW, {"leaked": Leaked(near=("c1", "c2"))}, Result.FAIL, f"{CLEAN}; 2 nearly: c1, c2"),
        (
            FEW,
            {"leaked": Leaked(exact=("c1",))},
            Result.FAIL,
            "support-logs@2 has 1 question of support-golden@1: c1",
        ),
        (
            ANY,
            {"leaked": Leaked(exact=tuple(f"c{n}" for n in range(7)), near=("c9",))},
            Result.FAIL,
            "support-logs@2 has 7 questions of support-golden@1: c0, c1, c2, c3, c4 …; 1 nearly: c9",
        ),
        (ANY, {"leaked": None}, Result.MISSING, "support-golden@1 and support-logs@2 cannot be compared"),
        (ANY, {"training": None, "leaked": None}, Result.MISSING, "support-logs@2 is not there"),
        (ANY, {"golden": None, "leaked": None}, Result.MISSING, "support-golden is not there"),
    ],
)
def test_no_question_of_the_golden_set_may_have_been_learnt(rule, changes, result, words):
    given = {"version": TUNED, "training": TRAINING, "leaked": Leaked(), **changes}
    row = row_of(
        judged(a_policy(rule), an_evidence(a_card("1" * 100, bundle_digest=TUNED.digest), **given)), "unseen"
    )

    assert row.result is result
    assert seen(row).startswith(words)


@pytest.mark.parametrize("golden", [a_golden(), None])
def test_a_version_without_training_data_has_learnt_no_question(golden):
    row = row_of(judged(a_policy(ANY), an_evidence(golden=golden)), "unseen")
    assert row.result is Result.NOT_APPLICABLE
    assert seen(row) == "v14 names no training data"


def test_a_policy_is_explained_and_asks_for_no_less_than_none():
    (chapter,) = (each for each in linting.lint(a_policy(FEW)) if each.environment == "production")
    (rule,) = (each for each in chapter.rules if each.id == "unseen")
    assert messages.say(rule.says.code, **rule.says.params) == (
        "golden set unseen in training: no question of the golden set in the training data; "
        "at most 1 nearly in it"
    )
    with pytest.raises(Invalid):
        a_policy(FEW.replace("1}", "-1}"))


def chat(questions):
    rows = (
        {"messages": [{"role": "user", "content": q}, {"role": "assistant", "content": "a"}]}
        for q in questions
    )
    return "".join(json.dumps(row) + "\n" for row in rows).encode()


def tuned(bench, questions):
    """A version that was tuned on some questions, and the policy that asks."""
    stand(bench, set())
    write_policy(bench, POLICY.replace("    approvals", f"      - {ANY}\n    approvals"))
    frozen = DatasetVersion(
        app="support-bot",
        name="logs",
        number=1,
        kind=DatasetKind.TRAINING,
        digest=bench.objects.freeze(chat(questions)),
        rows=len(questions),
        author="ken",
        created_at=NOON,
    )
    with bench.ledger.write() as tx:
        tx.add(frozen)
    return add_version(bench, number=2, training=frozen.ref, training_digest=frozen.digest), frozen


def judged_leakage(bench, version):
    policy = applications.policy(bench, "support-bot")
    gathered = evidence.gather(bench, policy, version, "production")
    return gathered.leaked, row_of(judged(policy, gathered), "unseen").result


def asked_in(golden):
    return [json.loads(line)["inputs"]["question"] for line in golden.splitlines()]


def test_the_gate_compares_the_frozen_files(bench):
    question = asked_in(golden_lines())[0]
    version, _ = tuned(bench, ["something else entirely", f" {question.upper()} "])
    leaked, result = judged_leakage(bench, version)

    assert len(leaked.exact) >= 1
    assert result is Result.FAIL
    assert evidence.decide(bench, "support-bot", version.number, "production").verdict is not Verdict.READY


def test_clean_training_data_passes(bench):
    version, _ = tuned(bench, ["something else entirely"])
    assert judged_leakage(bench, version) == (Leaked(), Result.PASS)


def test_a_file_that_is_lost_is_no_pass_though_it_was_compared_before(bench):
    version, frozen = tuned(bench, ["something else entirely"])
    assert judged_leakage(bench, version)[1] is Result.PASS
    bench.objects.path(frozen.digest).unlink()
    assert judged_leakage(bench, version) == (None, Result.MISSING)


def test_a_file_that_was_changed_is_not_compared(bench):
    version, frozen = tuned(bench, ["something else entirely"])
    bench.objects.path(frozen.digest).write_bytes(chat(["harmless"]))
    assert judged_leakage(bench, version) == (None, Result.MISSING)


def test_two_frozen_files_are_compared_once(bench):
    version, _ = tuned(bench, ["something else entirely"])
    before = evidence.leaked_between.cache_info().misses
    for _ in range(3):
        judged_leakage(bench, version)
    assert evidence.leaked_between.cache_info().misses == before + 1


def test_nothing_is_compared_unless_the_policy_asks(bench):
    version, _ = tuned(bench, ["something else entirely"])
    write_policy(bench, POLICY)
    assert (
        evidence.gather(bench, applications.policy(bench, "support-bot"), version, "production").leaked
        is None
    )
