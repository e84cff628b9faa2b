"""Judges a version for an environment: policy + evidence → verdict and one sentence. Pure.

The facts come from above; each criterion is judged in `criteria`. Here stand the rows that every gate
has of itself (evidence, passage, approvals), what an override does to a row, and the order of the
verdicts.
"""

from lifecycle import criteria, scorecards
from lifecycle.gates.facts import Evidence, Stay, Tries, fitting
from lifecycle.gates.overriding import CLOSED, askable, can_be_overridden, overridden
from lifecycle.gates.rows import approvals_row, approvers, evidence_row, passage_row, still_needed
from lifecycle.gates.verdicts import Decision, explain, sentence, verdict_of
from lifecycle.policies import Policy
from lifecycle.records import Result

__all__ = [
    "CLOSED",
    "Decision",
    "Evidence",
    "Stay",
    "Tries",
    "approvers",
    "askable",
    "can_be_overridden",
    "judge",
    "sentence",
    "still_needed",
]


def judge(policy: Policy, environment: str, evidence: Evidence) -> Decision:
    """Judge a version for an environment.

    The verdict is the first that applies: blocked (the evidence does not speak of this bundle, golden
    set, scorers or endpoint), hold (something failed), insufficient_evidence (something is inconclusive or
    missing), needs_review (only approvals are open), ready. Rows that only warn never decide, and what
    two people have overridden counts as passed.

    Raises:
        NotFound: the policy does not name the environment.
        Invalid: a score is not a finite number.
    """
    rule = policy.environment(environment)
    first = evidence_row(policy, rule, evidence)
    infos = scorecards.infos(policy.scorers)
    facts = fitting(policy, environment, evidence, infos, fits=first.result is not Result.FAIL)
    between = (
        *([passage_row(rule, evidence)] if rule.from_ else []),
        *(criteria.judge(criterion, facts) for criterion in rule.criteria),
    )
    rows = (
        first,
        *(overridden(row, rule, evidence.overrides) for row in between),
        approvals_row(rule.approvals, evidence),
    )
    verdict = verdict_of(rows)
    code, params = explain(verdict, rows, facts)
    return Decision(
        verdict=verdict, rows=rows, sentence_code=code, sentence_params=params, policy_digest=policy.digest
    )
