"""Says in a sentence what an evaluation came to: codes of the catalogue with their parameters."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from lifecycle import stats
from lifecycle.records import RowState, Scorecard
from lifecycle.scorecards.counting import completeness
from lifecycle.scorecards.measuring import PERCENTILES, Metric, metric
from lifecycle.scorecards.naming import headline, statistics
from lifecycle.scorecards.sampling import Sample, samples
from lifecycle.scorers.scorer import SHARE

Message = tuple[str, Mapping[str, Any]]
"""A code of the catalogue with its parameters."""


def sentences(card: Scorecard, confidence: float = 0.95) -> tuple[Message, Message]:
    """Say what an evaluation came to: whether it is complete, and what its headline scorer says.

    Raises:
        Invalid: as `headline` and `metrics`.
    """
    there = completeness(card)
    lacking = [name for name in ("failed", "unasked", "unscored") if getattr(there, name)]
    code = "_".join(["scorecards.answered", *lacking])
    return (code, asdict(there)), told(samples(card)[headline(card)], confidence)


def told(sample: Sample, confidence: float = 0.95) -> Message:
    """Say one scorer's first metric: how many cases pass, or what share or mean it is.

    Raises:
        Invalid: a score is not a finite number.
    """
    info = sample.info
    found = metric(sample, statistics(info.name)[0], confidence)
    if found is None:
        return "scorecards.no_score", {"scorer": info.name}
    seen, scale = found.estimate, 100 if info.range == SHARE else 1
    if info.kind == "pass_fail":
        code = "passes" if set(sample.scores.values()) <= {0.0, 1.0} else "share"
    else:
        code = "measured" if info.unit else "mean"
    return f"scorecards.{code}" + ("" if seen.low is not None and seen.high is not None else "_alone"), {
        "scorer": info.name,
        "unit": info.unit,
        "most": scale * info.range[1],
        "n": seen.n,
        "passes": round(seen.value * seen.n),
        "value": scale * seen.value,
        "low": scale * (seen.low or 0.0),
        "high": scale * (seen.high or 0.0),
        "confidence": 100 * seen.confidence,
    }


def lacking_cost(card: Scorecard) -> Message | None:
    """Say that no answer's cost is known; None if one is, or nothing was asked."""
    answered = [row for row in card.rows if row.state is RowState.ANSWERED]
    if card.evaluation.recorded or not answered or any(row.cost_usd is not None for row in answered):
        return None
    return "scorecards.no_cost", {}


def shortfall(found: Metric) -> Message | None:
    """Say how many cases an upper bound of a percentile needs, None if it has one or is no percentile."""
    seen = found.estimate
    if found.statistic not in PERCENTILES or seen.high is not None:
        return None
    needed = stats.needed_for_percentile(PERCENTILES[found.statistic], seen.confidence)
    return "scorecards.too_few", {"statistic": found.statistic, "n": seen.n, "needed": needed}
