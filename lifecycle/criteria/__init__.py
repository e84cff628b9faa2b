"""Judges one criterion: a rule of the policy, held against what was measured. Pure.

Three rules hold everywhere. Missing is not a pass: without a number there is no yes. An error is not
a zero: unanswered cases are neither passes nor failures, so a result stands only if it would be the
same whichever way they had gone (worst and best case, Manski 2003). Inconclusive is not a yes: a
bound decides only when the whole interval lies on one side.

Bounds are one-sided at 5 %, the ends of 90 % intervals. One file for each type of criterion, which
knows no other: its `judge` makes one row of the gate table out of the criterion and the facts.
"""

from collections.abc import Callable, Mapping
from typing import Any

from lifecycle import policies
from lifecycle.criteria import (
    cost,
    critical_cases,
    dataset_checked,
    golden_set,
    latency,
    leakage,
    no_regression,
    run_integrity,
    slices,
    threshold,
)
from lifecycle.criteria.facts import Facts
from lifecycle.criteria.rows import CriterionRow, Params, SliceRow
from lifecycle.criteria.telling import both, joined, lasting, told_reused

__all__ = [
    "JUDGES",
    "CriterionRow",
    "Facts",
    "Params",
    "SliceRow",
    "both",
    "joined",
    "judge",
    "lasting",
    "told_reused",
]

JUDGES: Mapping[type[policies.Criterion], Callable[[Any, Facts], CriterionRow]] = {
    policies.Threshold: threshold.judge,
    policies.NoRegression: no_regression.judge,
    policies.Slices: slices.judge,
    policies.CriticalCases: critical_cases.judge,
    policies.Latency: latency.judge,
    policies.Cost: cost.judge,
    policies.DatasetChecked: dataset_checked.judge,
    policies.GoldenSet: golden_set.judge,
    policies.Leakage: leakage.judge,
    policies.RunIntegrity: run_integrity.judge,
}


def judge(criterion: policies.Criterion, facts: Facts) -> CriterionRow:
    """Judge one criterion.

    Raises:
        Invalid: a score is not a finite number.
    """
    return JUDGES[type(criterion)](criterion, facts)
