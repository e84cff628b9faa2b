"""Decides by the ends of an interval: only a whole interval on one side of a limit says yes or no."""

from lifecycle import comparison
from lifecycle.policies import Operator
from lifecycle.records import Estimate, Result

LEVEL = 0.05
"""How often a yes or a no may be wrong when the truth is exactly at the limit."""
CONFIDENCE = 1 - 2 * LEVEL
"""Of the two-sided intervals whose ends hold at that level."""
WORST_FIRST = (Result.FAIL, Result.INCONCLUSIVE, Result.MISSING, Result.PASS, Result.NOT_APPLICABLE)
"""Of several results in one row the first counts."""


def held(found: Estimate, operator: Operator, value: float) -> Result:
    """Hold a whole interval against a value, which itself is good enough."""

    def good(number: float | None) -> bool | None:
        if number is None:
            return None
        return number >= value if operator == ">=" else number <= value

    worst, best = (found.low, found.high) if operator == ">=" else (found.high, found.low)
    if good(worst):
        return Result.PASS
    return Result.FAIL if good(best) is False else Result.INCONCLUSIVE


def not_worse(found: Estimate | None, direction: str, margin: float) -> Result:
    """Hold a difference against a margin: not worse if the gain's whole interval is above -margin."""
    if found is None:
        return Result.MISSING
    gain = comparison.improvement(found, direction)
    if gain.low is not None and gain.low > -margin:
        return Result.PASS
    return Result.FAIL if gain.high is not None and gain.high < -margin else Result.INCONCLUSIVE
