"""What tests of gates and criteria share: small policies, scorecards from marks, decisions."""

from dataclasses import replace
from datetime import timedelta

from lifecycle import gates, messages, policies
from lifecycle.gates import Evidence
from lifecycle.records import Approval, Override
from tests.builders import ENDPOINTS, NOON, a_case, a_golden, a_scorecard, a_version

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


def a_policy(*criteria, approvals="{count: 0}", min_cases=1, environment="production", rules=()):
    """A policy of one environment, with more of its rules in `rules`; staging stands before it."""
    judged = "".join(f"      - {criterion}\n" for criterion in criteria or (FACTS,))
    more = "".join(f"    {rule}\n" for rule in rules)
    return policies.parse(
        f"""\
application: support-bot
golden: {{name: support-golden, min_cases: {min_cases}}}
scorers: [{{name: contains}}]
environments:
  staging:
    criteria: [{{id: any, type: run_integrity, owner: CS}}]
  {environment}:
    criteria:
{judged}    approvals: {approvals}
{more}""".encode(),
        "p.yaml",
    )


def a_card(marks, version=14, critical=(), tags=None, **changes):
    """A scorecard from one character a case: `1` passed, `0` failed, `.` a failed call.

    `tags` gives a case's tags by its place.
    """
    scored = {"1": {"contains": 1.0}, "0": {"contains": 0.0}, ".": None}
    cases = tuple(
        a_case(
            f"c{i}",
            expected={"contains": ["x"]},
            critical=i in critical,
            tags=tags(i) if tags else {},
        )
        for i in range(len(marks))
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
            "golden": a_golden(),
            "endpoints": ENDPOINTS,
            "scorers_digest": "s" * 64,
            "now": NOON,
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


def an_override(criterion="facts", **changes):
    return Override(
        **{
            "id": "o1",
            "app": "support-bot",
            "environment": "production",
            "version": 14,
            "criterion": criterion,
            "reason": "the golden set lags behind the new return rules",
            "bundle_digest": "b",
            "evidence_digest": "e",
            "policy_digest": "p",
            "asked_by": "hana",
            "asked_at": NOON,
            "confirmed_by": "mei",
            "confirmed_at": NOON,
            "expires_at": NOON + timedelta(hours=24),
            **changes,
        }
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
            for slice in row.slices:
                assert messages.say(slice.observed_code, language, **slice.observed_params)
    return decision


def row_of(decision, id):
    return next(row for row in decision.rows if row.id == id)


def seen(row, language="en"):
    return messages.say(row.observed_code, language, **row.observed_params)
