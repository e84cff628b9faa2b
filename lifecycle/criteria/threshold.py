"""A metric must reach a value."""

from lifecycle.criteria import holding
from lifecycle.criteria.facts import Facts
from lifecycle.criteria.rows import CriterionRow
from lifecycle.policies import Threshold


def judge(criterion: Threshold, facts: Facts) -> CriterionRow:
    """Hold a metric against a value, by its point estimate or by a bound."""
    return holding.judge(criterion, facts)
