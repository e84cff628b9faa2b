"""Judges a version for an environment: policy + evidence → verdict and one sentence. Pure.

The facts come from above; each criterion is judged in `criteria`. Here stand the two rows that every
gate has, evidence and approvals, and the order of the verdicts.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from lifecycle import access, criteria, messages, scorecards
from lifecycle.criteria import CriterionRow, Facts, Params, both
from lifecycle.messages import Language
from lifecycle.policies import ApprovalRule, Policy
from lifecycle.records import Approval, Result, Scorecard, Verdict, Version
from lifecycle.scorers import ScorerInfo


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Everything a gate looks at, as it stands at one moment.

    `approvals` are those that still count by their digests; who may not approve is told by
    `authors_and_requester`, and `teams` maps people to teams. `golden_digest` is that of the newest
    frozen version of the policy's golden set.
    """

    version: Version
    scorecard: Scorecard | None
    incumbent: Version | None
    baseline: Scorecard | None
    approvals: tuple[Approval, ...] = ()
    authors_and_requester: frozenset[str] = frozenset()
    golden_digest: str
    scorers_digest: str
    teams: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What came of a gate: every row, `evidence` first and `approvals` last, and one sentence."""

    verdict: Verdict
    rows: tuple[CriterionRow, ...]
    sentence_code: str
    sentence_params: Params
    policy_digest: str


def judge(policy: Policy, environment: str, evidence: Evidence) -> Decision:
    """Judge a version for an environment.

    The verdict is the first that applies: blocked (the evidence does not speak of this bundle, golden
    set or scorers), hold (something failed), insufficient_evidence (something is inconclusive or
    missing), needs_review (only approvals are open), ready. Rows that only warn never decide.

    Raises:
        NotFound: the policy does not name the environment.
        Invalid: a score is not a finite number.
    """
    rule = policy.environment(environment)
    first = evidence_row(policy, evidence)
    infos = scorecards.infos(policy.scorers)
    facts = gather(environment, evidence, infos, fits=first.result is not Result.FAIL)
    rows = (
        first,
        *(criteria.judge(criterion, facts) for criterion in rule.criteria),
        approvals_row(rule.approvals, evidence),
    )
    verdict = verdict_of(rows)
    code, params = explain(verdict, rows, facts)
    return Decision(
        verdict=verdict, rows=rows, sentence_code=code, sentence_params=params, policy_digest=policy.digest
    )


def with_approvals(
    evidence: Evidence, approvals: tuple[Approval, ...], teams: Mapping[str, str] | None = None
) -> Evidence:
    """Add the approvals that count, and the teams of those who gave them."""
    return replace(evidence, approvals=approvals, teams=evidence.teams if teams is None else teams)


def sentence(decision: Decision, language: Language = "en") -> str:
    """Say the decision in one sentence."""
    return messages.say(decision.sentence_code, language, **decision.sentence_params)


def gather(environment: str, evidence: Evidence, infos: Mapping[str, ScorerInfo], *, fits: bool) -> Facts:
    """Make the evidence ready; a scorecard that does not fit is no evidence."""
    card, incumbent, baseline = evidence.scorecard, evidence.incumbent, evidence.baseline
    comparable = baseline and incumbent and not misfit(evidence, baseline, incumbent)
    return Facts(
        environment=environment,
        version=evidence.version,
        incumbent=incumbent,
        infos=infos,
        card=card if fits else None,
        before=scorecards.samples(baseline) if baseline and comparable else None,
        after=scorecards.samples(card) if card and fits else None,
    )


def misfit(evidence: Evidence, card: Scorecard | None, version: Version) -> str:
    """Name what a scorecard does not speak of: bundle, golden or scorers; empty if it fits."""
    if card is None:
        return ""
    found = card.evaluation
    if found.bundle_digest != version.digest:
        return "bundle"
    if found.golden_digest != evidence.golden_digest:
        return "golden"
    return "" if found.scorers_digest == evidence.scorers_digest else "scorers"


def verdict_of(rows: tuple[CriterionRow, ...]) -> Verdict:
    """Give the first verdict that applies; rows that only warn are not asked."""
    results = {row.result for row in rows if row.severity == "block"}
    if rows[0].result is Result.FAIL:
        return Verdict.BLOCKED
    if Result.FAIL in results:
        return Verdict.HOLD
    if results & {Result.INCONCLUSIVE, Result.MISSING}:
        return Verdict.INSUFFICIENT_EVIDENCE
    return Verdict.NEEDS_REVIEW if Result.OPEN in results else Verdict.READY


DECIDERS: Mapping[Verdict, frozenset[Result]] = {
    Verdict.BLOCKED: frozenset({Result.FAIL}),
    Verdict.HOLD: frozenset({Result.FAIL}),
    Verdict.INSUFFICIENT_EVIDENCE: frozenset({Result.INCONCLUSIVE, Result.MISSING}),
    Verdict.NEEDS_REVIEW: frozenset({Result.OPEN}),
    Verdict.READY: frozenset(),
}


def explain(verdict: Verdict, rows: tuple[CriterionRow, ...], facts: Facts) -> tuple[str, Params]:
    """Choose the sentence: it names the first row that decided, and counts the others."""
    version, incumbent = facts.version, facts.incumbent
    params = {"version": version.number, "environment": facts.environment}
    deciders = [row for row in rows if row.severity == "block" and row.result in DECIDERS[verdict]]
    if not deciders:
        there = incumbent is not None and incumbent.number == version.number
        return ("gates.sentence.ready_there" if there else "gates.sentence.ready"), params
    row, others = deciders[0], len(deciders) - 1
    told = {
        **params,
        "others": others,
        **both("label", row.label_code, row.label_params),
        **both("rule", row.rule_code, row.rule_params),
        **both("observed", row.observed_code, row.observed_params),
    }
    if row.type == "evidence" or verdict is Verdict.NEEDS_REVIEW:
        return f"gates.sentence.{verdict}_{row.type}", told
    return f"gates.sentence.{verdict}{'_more' if others else ''}", told


def evidence_row(policy: Policy, evidence: Evidence) -> CriterionRow:
    """Say whether there is a scorecard, and whether it speaks of this version under this policy."""
    card, golden = evidence.scorecard, policy.golden
    wrong = misfit(evidence, card, evidence.version)
    result, code = Result.PASS, "gates.observed.evidence"
    if card is None:
        result, code = Result.MISSING, "gates.observed.not_evaluated"
    elif wrong:
        result, code = Result.FAIL, f"gates.observed.other_{wrong}"
    elif len(card.cases) < golden.min_cases:
        result, code = Result.MISSING, "gates.observed.evidence"
    return CriterionRow(
        id="evidence",
        type="evidence",
        result=result,
        label_code="gates.label.evidence",
        rule_code="gates.rule.evidence",
        rule_params={"golden": golden.name, "min_cases": golden.min_cases},
        observed_code=code,
        observed_params={
            "version": evidence.version.number,
            "golden": golden.name,
            "seen": str(card.evaluation.golden) if card else "",
            "cases": len(card.cases) if card else 0,
        },
        n=len(card.cases) if card else None,
        meaning_code="gates.meaning.evidence",
    )


def approvals_row(rule: ApprovalRule, evidence: Evidence) -> CriterionRow:
    """Count the people who said yes: distinct, of the right role, neither author nor requester."""
    lowest = min(rule.roles, key=access.ROLES.index, default=access.ACTIONS["request.approve"])
    able = access.ROLES[access.ROLES.index(lowest) :]
    people = sorted(
        {given.person for given in evidence.approvals if given.role in able} - evidence.authors_and_requester
    )
    absent = sorted(set(rule.teams) - {evidence.teams.get(person, "") for person in people})
    needed = max(rule.count - len(people), len(absent))
    code = "approvals_none" if not rule.count else "approvals_teams" if rule.teams else "approvals"
    seen_code = "approved" if not needed else "approvals_absent" if absent else "approvals_open"
    return CriterionRow(
        id="approvals",
        type="approvals",
        result=Result.OPEN if needed else Result.PASS,
        label_code="gates.label.approvals",
        rule_code=f"gates.rule.{code}",
        rule_params={
            "count": rule.count,
            "teams": ", ".join(rule.teams),
            **both("role", f"role.{lowest}"),
        },
        observed_code=f"gates.observed.{seen_code}",
        observed_params={
            "given": len(people),
            "count": rule.count,
            "needed": needed,
            "people": ", ".join(people) or "–",
            "absent": ", ".join(absent),
        },
        n=len(people),
        meaning_code="gates.meaning.approvals",
    )
