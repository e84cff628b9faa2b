"""The rows that every gate has of itself: evidence, passage, approvals."""

from datetime import timedelta

from lifecycle import access
from lifecycle.criteria import CriterionRow, Params, both, joined, lasting
from lifecycle.gates.facts import Evidence, misfit
from lifecycle.policies import Approvals, EnvironmentRule, Policy
from lifecycle.records import Result


def evidence_row(policy: Policy, rule: EnvironmentRule, evidence: Evidence) -> CriterionRow:
    """Say whether there is a scorecard, and whether it speaks of this version under this policy."""
    card, golden = evidence.scorecard, policy.golden
    wrong, exact = misfit(evidence, card, evidence.version), "_exact" if rule.golden_digest else ""
    result, code = Result.PASS, "gates.observed.evidence"
    if card is None:
        result, code = Result.MISSING, "gates.observed.not_evaluated"
    elif wrong:
        result, code = Result.FAIL, f"gates.observed.other_{wrong}{exact if wrong == 'golden' else ''}"
    elif len(card.cases) < golden.min_cases:
        result, code = Result.MISSING, "gates.observed.evidence"
    found: Params = {
        "version": evidence.version.number,
        "endpoint": card.evaluation.moved(evidence.endpoints) if card else None,
        "golden": golden.name,
        "seen": str(card.evaluation.golden) if card else "",
        "cases": len(card.cases) if card else 0,
    }
    tries = [] if card is None or wrong else told_tries(evidence)
    return CriterionRow(
        id="evidence",
        type="evidence",
        result=result,
        label_code="gates.label.evidence",
        rule_code=f"gates.rule.evidence{exact}",
        rule_params={"golden": golden.name, "min_cases": golden.min_cases},
        observed_code="gates.observed.value" if tries else code,
        observed_params=joined("value", [(code, found), *tries]) if tries else found,
        n=len(card.cases) if card else None,
        meaning_code="gates.meaning.evidence",
    )


def told_tries(evidence: Evidence) -> list[tuple[str, Params]]:
    """Say how often a bundle was evaluated on this golden set, where that was more than once.

    The newest finished evaluation counts, never a chosen one; asked often enough, chance lets any pass.
    """
    tries, baseline = evidence.tries, evidence.baseline_tries
    told: list[tuple[str, Params]] = []
    if tries.before:
        told.append(("gates.observed.tries", {"n": tries.before + 1, "before": tries.before}))
    if tries.ended_early:
        told.append(("gates.observed.tries_early", {"early": tries.ended_early}))
    if baseline.before and evidence.incumbent:
        counts = {"n": baseline.before + 1, "incumbent": evidence.incumbent.number}
        told.append(("gates.observed.tries_baseline", counts))
    return told


def passage_row(rule: EnvironmentRule, evidence: Evidence) -> CriterionRow:
    """Say whether customers had this very bundle in the environment before, as long at a stretch as asked."""
    lasted = [stay.lasted(evidence.now) for stay in evidence.stays]
    longest = max((time for time in lasted if time is not None), default=None)
    code = "there"
    if longest is None:
        code = "not_shown" if lasted else "rolled_back" if evidence.taken_back else "never_there"
    elif longest < rule.soak and any(stay.is_broken_off for stay in evidence.stays):
        code = "broken_off"
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


def approvers(rule: Approvals, evidence: Evidence) -> set[str]:
    """Give those whose yes counts: of the right role, neither author nor requester."""
    able = access.able("request.approve", rule.roles)
    return {
        each.person
        for each in evidence.approvals
        if each.role in able and not access.is_among(each.person, evidence.authors_and_requester)
    }


def absent_teams(rule: Approvals, evidence: Evidence) -> list[str]:
    """Name the teams that must say yes and of which nobody has, in alphabetical order."""
    return sorted(set(rule.teams) - evidence.teams(approvers(rule, evidence)))


def still_needed(rule: Approvals, evidence: Evidence) -> int:
    """Count the approvals that are still due."""
    return max(rule.count - len(approvers(rule, evidence)), len(absent_teams(rule, evidence)))


def approvals_row(rule: Approvals, evidence: Evidence) -> CriterionRow:
    """Count the people who said yes: distinct, of the right role, neither author nor requester."""
    able = access.able("request.approve", rule.roles)
    people, absent = approvers(rule, evidence), absent_teams(rule, evidence)
    needed = still_needed(rule, evidence)
    expired = {given.person for given in evidence.expired} - people if needed else set()
    code = "approvals_none" if not rule.count else "approvals_teams" if rule.teams else "approvals"
    seen_code = "approved" if not needed else "approvals_absent" if absent else "approvals_open"
    texts: list[tuple[str, Params]] = [
        (
            f"gates.observed.{seen_code}",
            {
                "given": len(people),
                "count": rule.count,
                "needed": needed,
                "people": evidence.names(people) or ["–"],
                "absent": absent,
            },
        )
    ]
    if expired:
        texts.append(("gates.observed.approvals_expired", {"people": evidence.names(expired)}))
    return CriterionRow(
        id="approvals",
        type="approvals",
        result=Result.OPEN if needed else Result.PASS,
        label_code="gates.label.approvals",
        rule_code=f"gates.rule.{code}",
        rule_params={
            "count": rule.count,
            "teams": rule.teams,
            **both("role", f"role.{able[0]}"),
        },
        observed_code="gates.observed.value",
        observed_params=joined("value", texts),
        n=len(people),
        meaning_code="gates.meaning.approvals",
    )
