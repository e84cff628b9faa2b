"""Estimates: from samples to metrics with their intervals, overall, by slice, and over repetitions."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from lifecycle import stats
from lifecycle.records import Case, Estimate, Scorecard
from lifecycle.scorecards.naming import statistics
from lifecycle.scorecards.sampling import Sample, samples
from lifecycle.scorers import ScorerInfo

PERCENTILES: Mapping[str, float] = {"p50": 0.5, "p95": 0.95, "p99": 0.99}
SCALES: Mapping[str, float] = {"per_1000": 1_000.0}


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """One number of a scorecard, named `scorer.statistic`.

    `estimate` is in the scorer's unit; an empty `unit` means a share of 0..1. `asked` cases is
    `ok + errors + missing`.
    """

    name: str
    scorer: str
    statistic: str
    direction: str
    kind: str
    unit: str
    estimate: Estimate
    asked: int
    ok: int
    errors: int
    missing: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Consistency:
    """How alike the answers to one case are, by one scorer.

    `all_pass` tells for k = 1, 2, … up to `repetitions` (the fewest that a case has) how often k answers
    to a case all pass, 0..1; it is empty where nothing passes or fails. `spread` is the standard deviation
    within a case, in the scorer's unit.
    """

    scorer: str
    repetitions: int
    all_pass: tuple[Estimate, ...]
    spread: float


def metrics(card: Scorecard, confidence: float = 0.95) -> dict[str, Metric]:
    """Give every metric of a scorecard, the policy's scorers first, then measures and `errors.rate`.

    A scorer that scored nothing has no metric.

    Raises:
        Invalid: a score is not a finite number.
    """
    found = (
        metric(sample, statistic, confidence)
        for sample in samples(card).values()
        for statistic in statistics(sample.info.name)
    )
    return {m.name: m for m in found if m is not None}


def metric_values(card: Scorecard) -> dict[str, float]:
    """Give the metrics as plain numbers by name."""
    return {name: found.estimate.value for name, found in metrics(card).items()}


def metric(sample: Sample, statistic: str, confidence: float = 0.95) -> Metric | None:
    """Estimate one metric of a sample, None if it holds no score."""
    if not sample.scores:
        return None
    info = sample.info
    unanswered = len(sample.errors), len(sample.missing)
    return Metric(
        name=f"{info.name}.{statistic}",
        scorer=info.name,
        statistic=statistic,
        direction=info.direction,
        kind=info.kind,
        unit=info.unit,
        estimate=estimate(sample, statistic, confidence),
        asked=len(sample.scores) + sum(unanswered),
        ok=len(sample.scores),
        errors=unanswered[0],
        missing=unanswered[1],
    )


def estimate(sample: Sample, statistic: str, confidence: float) -> Estimate:
    """Estimate a statistic: order statistics for a percentile, else the mean of the cases."""
    if statistic in PERCENTILES:
        values = [value for given in sample.repetitions.values() for value in given]
        return stats.percentile(values, PERCENTILES[statistic], confidence, repetitions=sample.most)
    return average(
        sample.info, stats.finite(list(sample.scores.values())), confidence, SCALES.get(statistic, 1.0)
    )


def average(info: ScorerInfo, scores: stats.Values, confidence: float, scale: float = 1.0) -> Estimate:
    """Estimate the mean of one score a case: Wilson for shares of passes, else Student's t, times `scale`.

    What the scorer declares decides, never the scores: a flaky case must not change the kind of interval.
    """
    if info.kind == "pass_fail":
        return stats.wilson(float(scores.sum()), scores.size, confidence)
    found = stats.mean_t(scores * scale, confidence)
    return found if info.unit else stats.within(found, *info.range)


def consistency(sample: Sample, confidence: float = 0.95) -> Consistency | None:
    """Tell how alike repeated answers are, None if no case has two scores.

    pass^k of a case is estimated without bias from all its repetitions (see `stats.all_pass`) and
    averaged over the cases.

    Raises:
        Invalid: a score is not a finite number.
    """
    given = list(sample.repetitions.values())
    spread = stats.spread_within(given)
    if spread is None:
        return None
    fewest = min(map(len, given))
    rates = (
        [stats.all_pass(round(stats.finite(scores).sum()), len(scores), k) for scores in given]
        for k in range(1, fewest + 1)
        if sample.info.kind == "pass_fail"
    )
    return Consistency(
        scorer=sample.info.name,
        repetitions=fewest,
        all_pass=tuple(average(sample.info, stats.finite(each), confidence) for each in rates),
        spread=spread,
    )


def slices(card: Scorecard, scorer: str) -> dict[tuple[str, str], Metric]:
    """Give a scorer's metric for each (tag, value) of the cases, in their order; empty ones left out."""
    sample = samples(card)[scorer]
    statistic = statistics(scorer)[0]
    found = {where: metric(sample.only(ids), statistic) for where, ids in tagged(card.cases).items()}
    return {where: m for where, m in found.items() if m is not None}


def tagged(cases: Iterable[Case]) -> dict[tuple[str, str], set[str]]:
    """Group case ids by (tag, value), in alphabetical order."""
    groups: dict[tuple[str, str], set[str]] = defaultdict(set)
    for case in cases:
        for tag, value in case.tags.items():
            groups[tag, value].add(case.id)
    return {where: groups[where] for where in sorted(groups)}
