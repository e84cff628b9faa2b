"""Sums up one evaluation: from rows and cases to metrics, slices, failures and the headline in words.

The unit is the case, because answers to the same question are not independent (Miller 2024,
arXiv:2411.00640): a mean takes the mean of each case, a percentile all answers with the bounds that so
many cases allow. A case whose call or scorer failed is an error, one that was never asked is missing;
neither is ever a score.
"""

from lifecycle.scorecards.counting import completeness
from lifecycle.scorecards.failing import failing_cases, is_failure, passed
from lifecycle.scorecards.measuring import (
    PERCENTILES,
    SCALES,
    Consistency,
    Metric,
    consistency,
    estimate,
    metric,
    metric_values,
    metrics,
    slices,
    tagged,
)
from lifecycle.scorecards.naming import TAKEN, deciding, headline, infos, metric_names, statistics
from lifecycle.scorecards.sampling import Sample, collect, samples
from lifecycle.scorecards.telling import lacking_cost, sentences, shortfall, told

__all__ = [
    "PERCENTILES",
    "SCALES",
    "TAKEN",
    "Consistency",
    "Metric",
    "Sample",
    "collect",
    "completeness",
    "consistency",
    "deciding",
    "estimate",
    "failing_cases",
    "headline",
    "infos",
    "is_failure",
    "lacking_cost",
    "metric",
    "metric_names",
    "metric_values",
    "metrics",
    "passed",
    "samples",
    "sentences",
    "shortfall",
    "slices",
    "statistics",
    "tagged",
    "told",
]
