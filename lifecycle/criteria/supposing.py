"""Supposes what was not answered: at its worst and at its best."""

from lifecycle.records import Result
from lifecycle.scorecards import Sample

ENDLESS = 1e12
"""More milliseconds, tokens or dollars than any answer takes: what an unanswered one may have taken."""


def extremes(sample: Sample) -> tuple[Sample, Sample]:
    """Suppose that every unanswered case had the lowest score there is, and that it had the highest."""
    low, high = sample.info.range
    return sample.filled(low), sample.filled(min(high, ENDLESS))


def either_way(before: Sample, after: Sample) -> list[tuple[Sample, Sample]]:
    """Give two samples as they are and, if a case is unanswered, as far apart as they may be, both ways."""
    if not before.unanswered | after.unanswered:
        return [(before, after)]
    return [(before, after), *zip(reversed(extremes(before)), extremes(after), strict=True)]


def agreed(first: Result, *supposed: Result) -> Result:
    """Give the first result if it stands whatever was supposed, else missing.

    What is inconclusive already cannot become less certain.
    """
    return first if first is Result.INCONCLUSIVE or set(supposed) <= {first} else Result.MISSING
