"""From rows to a verdict, and to the sentence that tells it."""

from collections.abc import Mapping
from dataclasses import dataclass

from lifecycle import messages
from lifecycle.criteria import CriterionRow, Facts, Params, both
from lifecycle.messages import Language
from lifecycle.records import Result, Verdict

DECIDERS: Mapping[Verdict, frozenset[Result]] = {
    Verdict.BLOCKED: frozenset({Result.FAIL}),
    Verdict.HOLD: frozenset({Result.FAIL}),
    Verdict.INSUFFICIENT_EVIDENCE: frozenset({Result.INCONCLUSIVE, Result.MISSING}),
    Verdict.NEEDS_REVIEW: frozenset({Result.OPEN}),
    Verdict.READY: frozenset(),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What came of a gate: every row, `evidence` first and `approvals` last, and one sentence."""

    verdict: Verdict
    rows: tuple[CriterionRow, ...]
    sentence_code: str
    sentence_params: Params
    policy_digest: str


def sentence(decision: Decision, language: Language = "en") -> str:
    """Say the decision in one sentence."""
    return messages.say(decision.sentence_code, language, **decision.sentence_params)


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


def explain(verdict: Verdict, rows: tuple[CriterionRow, ...], facts: Facts) -> tuple[str, Params]:
    """Choose the sentence: it names the first row that decided, and counts the others.

    One that lets a version through names what was overridden.
    """
    blocking = [row for row in rows if row.severity == "block"]
    version, incumbent = facts.version, facts.incumbent
    params = {"version": version.number, "environment": facts.environment}
    passed_over = [row for row in blocking if row.result is Result.OVERRIDDEN]
    tail = "_overridden" if passed_over else ""
    params |= names(passed_over)
    deciders = [row for row in blocking if row.result in DECIDERS[verdict]]
    if not deciders:
        there = incumbent is not None and incumbent.number == version.number
        return f"gates.sentence.ready{'_there' if there else ''}{tail}", params
    row, others = deciders[0], len(deciders) - 1
    told = {
        **params,
        "others": others,
        **both("label", row.label_code, row.label_params),
        **both("rule", row.rule_code, row.rule_params),
        **both("observed", row.observed_code, row.observed_params),
    }
    if verdict is Verdict.NEEDS_REVIEW:
        return f"gates.sentence.needs_review_{row.type}{tail}", told
    if row.type == "evidence":
        return f"gates.sentence.{verdict}_evidence", told
    return f"gates.sentence.{verdict}{'_more' if others else ''}", told


def names(rows: list[CriterionRow]) -> dict[str, str]:
    """Name rows by their labels, in both languages."""
    said = [both("label", row.label_code, row.label_params) for row in rows]
    return {
        "overridden": messages.listed((f"“{each['label']}”" for each in said), "en"),
        "overridden_ja": messages.listed((f"「{each['label_ja']}」" for each in said), "ja"),
    }
