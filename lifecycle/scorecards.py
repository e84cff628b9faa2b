"""Sums up one evaluation: from rows and cases to metrics, slices and failures.

The unit is the case: repetitions of a case are averaged first, because answers to the same question
are not independent (Miller 2024, arXiv:2411.00640). A case whose call or scorer failed is an error,
one that was never asked is missing; neither is ever a score.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from lifecycle import scorers, stats
from lifecycle.errors import Invalid
from lifecycle.records import Case, Estimate, Row, RowState, Scorecard, ScorerSpec
from lifecycle.scorers import ScorerInfo

ERRORS = ScorerInfo("errors", "lower", "pass_fail", "")
STATISTICS: Mapping[str, tuple[str, ...]] = {
    "latency_ms": ("p50", "p95"),
    "tokens": ("mean",),
    "cost_usd": ("per_1000",),
    "errors": ("rate",),
}
PERCENTILES: Mapping[str, float] = {"p50": 0.5, "p95": 0.95}
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
class Sample:
    """What one scorer said about the cases it applies to.

    `scores` holds the mean over the repetitions of each case that has a score, in the order of the
    golden set; `values` every single score of those cases.
    """

    info: ScorerInfo
    scores: Mapping[str, float]
    values: Sequence[float]
    errors: frozenset[str] = frozenset()
    missing: frozenset[str] = frozenset()

    @property
    def unanswered(self) -> frozenset[str]:
        """The cases that have no score, for whatever reason."""
        return self.errors | self.missing

    def only(self, ids: Collection[str]) -> "Sample":
        """Leave out every case but these; each kept case counts with its mean."""
        kept = {id: score for id, score in self.scores.items() if id in ids}
        wanted = frozenset(ids)
        return replace(
            self,
            scores=kept,
            values=tuple(kept.values()),
            errors=self.errors & wanted,
            missing=self.missing & wanted,
        )

    def filled(self, score: float) -> "Sample":
        """Suppose that every unanswered case had this score."""
        supposed = dict.fromkeys(sorted(self.unanswered), score)
        return replace(
            self,
            scores={**self.scores, **supposed},
            values=(*self.values, *supposed.values()),
            errors=frozenset(),
            missing=frozenset(),
        )


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
    """Estimate a statistic: order statistics for a percentile, Wilson for passes, else Student's t."""
    if statistic in PERCENTILES:
        return stats.percentile(sample.values, PERCENTILES[statistic], confidence)
    scores = stats.finite(list(sample.scores.values()))
    if is_pass_fail(sample.info, scores):
        return stats.wilson(int(scores.sum()), scores.size, confidence)
    found = stats.mean_t(scores * SCALES.get(statistic, 1.0), confidence)
    return found if sample.info.unit else stats.within(found, 0.0, 1.0)


def is_pass_fail(info: ScorerInfo, scores: stats.Values) -> bool:
    """Whether the scores are nothing but passes and failures; means over repetitions are not."""
    return info.kind == "pass_fail" and bool(np.isin(scores, (0.0, 1.0)).all())


def statistics(scorer: str) -> tuple[str, ...]:
    """Name the statistics that are reckoned for a scorer."""
    return STATISTICS.get(scorer, ("mean",))


def describe(name: str) -> ScorerInfo:
    """Tell what a scorer, or `errors`, measures.

    Raises:
        Invalid: there is none of that name.
    """
    return ERRORS if name == ERRORS.name else scorers.describe(name)


def metric_names(specs: Iterable[ScorerSpec]) -> tuple[str, ...]:
    """Name the metrics that an evaluation with these scorers has."""
    names = dict.fromkeys([*(spec.name for spec in specs), *scorers.MEASURES, ERRORS.name])
    return tuple(f"{name}.{statistic}" for name in names for statistic in statistics(name))


def deciding(specs: Iterable[ScorerSpec]) -> tuple[str, ...]:
    """Name the scorers that say whether an answer passes: the pass/fail ones, else the first.

    Raises:
        Invalid: there is no scorer at all.
    """
    names = [spec.name for spec in specs]
    if not names:
        raise Invalid("scorecards.no_scorer")
    return tuple(name for name in names if scorers.describe(name).kind == "pass_fail") or (names[0],)


def passed(row: Row | None, specs: Iterable[ScorerSpec]) -> bool | None:
    """Tell whether every deciding scorer that scored a row let it pass; None if none of them did."""
    said = [row.scores[name] for name in deciding(specs) if row and name in row.scores]
    return all(score == 1 for score in said) if said else None


def headline(card: Scorecard) -> str:
    """Name the scorer that speaks for the whole evaluation: its first pass/fail scorer."""
    return deciding(card.evaluation.scorers)[0]


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


def failures(card: Scorecard) -> list[Row]:
    """List the rows that went wrong: failed calls first, then failed scores; in each critical first.

    A score fails when a deciding scorer (see `deciding`) gave 0.
    """
    critical = {case.id for case in card.cases if case.critical}
    names = deciding(card.evaluation.scorers)
    wrong = [
        row
        for row in card.rows
        if row.state is RowState.FAILED or any(row.scores.get(name) == 0 for name in names)
    ]
    return sorted(
        wrong, key=lambda row: (row.state is not RowState.FAILED, row.case_id not in critical, row.position)
    )


def samples(card: Scorecard) -> dict[str, Sample]:
    """Give the sample of every scorer of the evaluation, of the measures and of `errors`."""
    rows = rows_by_case(card)
    own = {spec.name: spec for spec in card.evaluation.scorers}
    measures = {name: ScorerSpec(name=name) for name in scorers.MEASURES}
    found = {
        name: collect(scorers.describe(name), readings(card, rows, scorers.build(spec)))
        for name, spec in {**own, **measures}.items()
    }
    return {**found, ERRORS.name: collect(ERRORS, calls(card, rows))}


def rows_by_case(card: Scorecard) -> dict[str, list[Row]]:
    """Group the rows by case, repetitions in order; every case of the card has an entry."""
    rows: dict[str, list[Row]] = {case.id: [] for case in card.cases}
    for row in card.rows:
        rows[row.case_id].append(row)
    return rows


Reading = tuple[str, list[float], bool]
"""A case, its scores (one for each repetition that has one), and whether something failed."""


def readings(card: Scorecard, rows: Mapping[str, list[Row]], scorer: scorers.Scorer) -> Iterator[Reading]:
    """Read one scorer's scores, case by case, where it applies.

    A measure reads the row itself. An answered row says whether another scorer applied; without one
    the scorer is asked.
    """
    name, is_measure = scorer.name, scorer.name in scorers.MEASURES
    for case in card.cases:
        answers = rows[case.id]
        said = [
            scorers.score_row([scorer], case, row) if is_measure else (row.scores, row.score_errors)
            for row in answers
        ]
        scores = [given[name] for given, _ in said if name in given]
        broken = any(name in wrong for _, wrong in said)
        answered = any(row.state is RowState.ANSWERED for row in answers)
        if scores or broken or (not answered and scorer.applies(case)):
            yield case.id, scores, broken or any(row.state is RowState.FAILED for row in answers)


def calls(card: Scorecard, rows: Mapping[str, list[Row]]) -> Iterator[Reading]:
    """Read whether each case's calls failed (1) or not (0)."""
    over = {RowState.ANSWERED, RowState.FAILED}
    for case in card.cases:
        yield (
            case.id,
            [float(row.state is RowState.FAILED) for row in rows[case.id] if row.state in over],
            False,
        )


def collect(info: ScorerInfo, given: Iterable[Reading]) -> Sample:
    """Make a sample of the readings; a case of which one repetition failed is an error, not a score."""
    scores: dict[str, float] = {}
    values: list[float] = []
    errors: set[str] = set()
    missing: set[str] = set()
    for id, found, failed in given:
        if failed:
            errors.add(id)
        elif found:
            scores[id] = sum(found) / len(found)
            values.extend(found)
        else:
            missing.add(id)
    return Sample(
        info=info, scores=scores, values=values, errors=frozenset(errors), missing=frozenset(missing)
    )
