"""Answers must come in time."""

from lifecycle.criteria import holding
from lifecycle.criteria.facts import Facts
from lifecycle.criteria.rows import CriterionRow
from lifecycle.policies import Latency


def judge(criterion: Latency, facts: Facts) -> CriterionRow:
    """Hold the 95th percentile of the time of all answers against a value.

    Below 59 cases it has no upper bound, which the row says; a call that failed may have been slower
    than any.
    """
    return holding.judge(criterion, facts)
