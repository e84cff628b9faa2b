"""The rows that every gate has of itself: evidence, passage, approvals."""

from datetime import timedelta

from lifecycle import access
from lifecycle.criteria import CriterionRow, Params, both, joined, lasting
from lifecycle.gates.facts import Evidence, golden_digest, misfit
from lifecycle.policies import Approvals, EnvironmentRule, Policy
from lifecycle.records import Result


def evidence_row(policy: Policy, rule: EnvironmentRule, evidence: Evidence) -> CriterionRow:
    """Say whether there is a scorecard, and whether it speaks of this version under this policy."""
    card, golden = evidence.scorecard, policy.golden
    wrong, exact = misfit(evidence, card, evidence.version), "_exact" if golden_digest(rule) else ""
    result, code = Result.PASS, "gates.observed.evidence"
    if card is None:
        result, code = Result.MISSING, "gates.observed.not_evaluated"
    elif wrong:
        result, code = Result.FAIL, f"gates.observed.other_{wrong}{exact if wrong == 'golden' else ''}"
    elif len(card.cases) < golden.min_cases:
        result, code = Result.MISSING, "gates.observed.evidence"
    return CriterionRow(
        id="evidence",
        type="evidence",
        result=result,
        label_code="gates.label.evidence",
        rule_code=f"gates.rule.evidence{exact}",
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


def passage_row(rule: EnvironmentRule, evidence: Evidence) -> CriterionRow:
    """Say whether this very bundle stood in the environment before, for as long at a stretch as asked.

    A rollback takes back what was known of it: only what stood there afterwards counts.
    """
    stays, last = evidence.stays, 0
    for at, stay in enumerate(stays, start=1):
        last = at if stay.is_rolled_back else last
    longest = max((stay.lasted(evidence.now) for stay in stays[last:]), default=None)
    code = "never_there" if not stays else "rolled_back" if longest is None else "there"
    return CriterionRow(
        id="passage",
        type="passage",
        result=Result.PASS if longest is not None and longest >= rule.soak else Result.MISSING,
        label_code="gates.label.passage",
        label_params={"environment": rule.from_},
        rule_code="gates.rule.passage_soak" if rule.soak else "gates.rule.passage",
        rule_params={"environment": rule.from_, **lasting("time", rule.soak)},
        observed_code=f"gates.observed.{code}",
        observed_params={
            "version": evidence.version.number,
            "environment": rule.from_,
            **lasting("time", longest or timedelta()),
        },
        meaning_code="gates.meaning.passage",
    )


def approvals_row(rule: Approvals, evidence: Evidence) -> CriterionRow:
    """Count the people who said yes: distinct, of the right role, neither author nor requester."""
    able = access.able("request.approve", rule.roles)
    people = sorted(
        {given.person for given in evidence.approvals if given.role in able} - evidence.authors_and_requester
    )
    absent = sorted(set(rule.teams) - {evidence.teams.get(person, "") for person in people})
    needed = max(rule.count - len(people), len(absent))
    expired = sorted({given.person for given in evidence.expired} - set(people)) if needed else []
    code = "approvals_none" if not rule.count else "approvals_teams" if rule.teams else "approvals"
    seen_code = "approved" if not needed else "approvals_absent" if absent else "approvals_open"
    texts: list[tuple[str, Params]] = [
        (
            f"gates.observed.{seen_code}",
            {
                "given": len(people),
                "count": rule.count,
                "needed": needed,
                "people": ", ".join(people) or "–",
                "absent": ", ".join(absent),
            },
        )
    ]
    if expired:
        texts.append(("gates.observed.approvals_expired", {"people": ", ".join(expired)}))
    return CriterionRow(
        id="approvals",
        type="approvals",
        result=Result.OPEN if needed else Result.PASS,
        label_code="gates.label.approvals",
        rule_code=f"gates.rule.{code}",
        rule_params={
            "count": rule.count,
            "teams": ", ".join(rule.teams),
            **both("role", f"role.{able[0]}"),
        },
        observed_code="gates.observed.value",
        observed_params=joined("value", texts),
        n=len(people),
        meaning_code="gates.meaning.approvals",
    )
