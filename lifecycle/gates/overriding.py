"""Overrides: two people take it on themselves that a criterion counts as passed."""

from collections.abc import Iterable
from dataclasses import replace

from lifecycle.criteria import CriterionRow
from lifecycle.gates.verdicts import Decision
from lifecycle.policies import EnvironmentRule
from lifecycle.records import Override, Result

CLOSED = frozenset({Result.FAIL, Result.INCONCLUSIVE, Result.MISSING})
"""Results that keep a gate shut and may be overridden."""


def can_be_overridden(rule: EnvironmentRule, id: str) -> bool:
    """Whether the policy lets anybody override the row of this id, should it not pass.

    Never those of evidence and approvals: an evaluation is made, an approval given.
    """
    known = {criterion.id for criterion in rule.criteria} | ({"passage"} if rule.from_ else set())
    return rule.override is not None and id in known and id not in rule.override.never


def askable(rule: EnvironmentRule, decision: Decision) -> list[CriterionRow]:
    """List the rows that keep a gate closed and that the policy lets be overridden.

    Without evidence that speaks of the version there are none: no override would open the gate.
    """
    if decision.rows[0].result is not Result.PASS:
        return []
    return [
        row
        for row in decision.rows
        if row.severity == "block" and row.result in CLOSED and can_be_overridden(rule, row.id)
    ]


def overridden(row: CriterionRow, rule: EnvironmentRule, overrides: Iterable[Override]) -> CriterionRow:
    """Let a row that does not pass count as passed if an override says so; it keeps what was seen."""
    if row.result not in CLOSED or not can_be_overridden(rule, row.id):
        return row
    given = next((override for override in overrides if override.criterion == row.id), None)
    return replace(row, result=Result.OVERRIDDEN, override=given) if given else row
