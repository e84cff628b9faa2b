"""Sums up one evaluation: from rows and cases to metrics, slices, failures and the headline in words.

The unit is the case, because answers to the same question are not independent (Miller 2024,
arXiv:2411.00640): a mean takes the mean of each case, a percentile all answers with the bounds that so
many cases allow. A case whose call or scorer failed is an error, one that was never asked is missing;
neither is ever a score.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from math import isfinite
from typing import Any

from lifecycle import scorers, stats
from lifecycle.errors import Invalid
from lifecycle.records import Case, Estimate, Row, RowState, Scorecard, ScorerSpec
from lifecycle.scorers import ScorerInfo
from lifecycle.scorers.scorer import SHARE

ERRORS = ScorerInfo("errors", "errors", "lower", "pass_fail", "")
STATISTICS: Mapping[str, tuple[str, ...]] = {
    "latency_ms": ("p50", "p95", "p99"),
    "tokens": ("mean",),
    "cost_usd": ("per_1000",),
    "errors": ("rate",),
    "hallucination": ("rate",),
}
TAKEN = frozenset({*scorers.REGISTRY, *STATISTICS})
"""Names that mean something already."""
PERCENTILES: Mapping[str, float] = {"p50": 0.5, "p95": 0.95, "p99": 0.99}
SCALES: Mapping[str, float] = {"per_1000": 1_000.0}

Message = tuple[str, Mapping[str, Any]]
"""A code of the catalogue with its parameters."""


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
    golden set; `repetitions` every single score of those cases, in the same order.
    """

    info: ScorerInfo
    scores: Mapping[str, float]
    repetitions: Mapping[str, Sequence[float]]
    errors: frozenset[str] = frozenset()
    missing: frozenset[str] = frozenset()

    @property
    def unanswered(self) -> frozenset[str]:
        """The cases that have no score, for whatever reason."""
        return self.errors | self.missing

    @property
    def most(self) -> int:
        """The most repetitions that a case has, 0 without a score."""
        return max(map(len, self.repetitions.values()), default=0)

    def only(self, ids: Collection[str]) -> "Sample":
        """Leave out every case but these."""
        wanted = frozenset(ids)
        return replace(
            self,
            scores={id: score for id, score in self.scores.items() if id in wanted},
            repetitions={id: given for id, given in self.repetitions.items() if id in wanted},
            errors=self.errors & wanted,
            missing=self.missing & wanted,
        )

    def turned(self, info: ScorerInfo) -> "Sample":
        """Count what falls short of the best, 1, in place of what reaches it."""
        return replace(
            self,
            info=info,
            scores={id: 1 - score for id, score in self.scores.items()},
            repetitions={id: [1 - score for score in given] for id, given in self.repetitions.items()},
        )

    def filled(self, score: float) -> "Sample":
        """Suppose that every unanswered case had this score each time."""
        supposed = sorted(self.unanswered)
        each_time = (score,) * max(self.most, 1)
        return replace(
            self,
            scores={**self.scores, **dict.fromkeys(supposed, score)},
            repetitions={**self.repetitions, **dict.fromkeys(supposed, each_time)},
            errors=frozenset(),
            missing=frozenset(),
        )


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """A case that went wrong, with the rows that did.

    `is_error` tells that a call or a scorer failed; `score` is the mean of all scores of the case, 1 is
    best, None if it has none.
    """

    case: Case
    rows: tuple[Row, ...]
    is_error: bool
    score: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Completeness:
    """How much of an evaluation is there.

    A case is `answered` when each of its repetitions is. `failed` calls gave an error, `unasked` ones
    were never made, and of `unscored` answers a scorer could not say anything.
    """

    cases: int
    answered: int
    failed: int
    unasked: int
    unscored: int

    @property
    def is_complete(self) -> bool:
        """Whether every call was answered and every answer scored."""
        return not (self.failed or self.unasked or self.unscored)


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


def shortfall(found: Metric) -> Message | None:
    """Say how many cases an upper bound of a percentile needs, None if it has one or is no percentile."""
    seen = found.estimate
    if found.statistic not in PERCENTILES or seen.high is not None:
        return None
    needed = stats.needed_for_percentile(PERCENTILES[found.statistic], seen.confidence)
    return "scorecards.too_few", {"statistic": found.statistic, "n": seen.n, "needed": needed}


def statistics(scorer: str) -> tuple[str, ...]:
    """Name the statistics that are reckoned for a scorer."""
    return STATISTICS.get(scorer, ("mean",))


def infos(specs: Iterable[ScorerSpec]) -> dict[str, ScorerInfo]:
    """Tell what is scored and measured in an evaluation with these scorers, by name, `errors` last.

    Raises:
        Invalid: there is no such scorer.
    """
    own = {spec.name: spec for spec in specs}
    measures = {name: ScorerSpec(name=name) for name in scorers.MEASURES}
    found = {name: scorers.describe(spec) for name, spec in {**own, **measures}.items()}
    return {**found, **{info.name: info for info in complements(own).values()}, ERRORS.name: ERRORS}


def complements(specs: Mapping[str, ScorerSpec]) -> dict[str, ScorerInfo]:
    """Tell of which scorers it is shown how often they say no, and as what; of one kind the first."""
    found: dict[str, ScorerInfo] = {}
    for name, spec in specs.items():
        called = scorers.known(spec).complement
        if called and called not in {info.name for info in found.values()}:
            found[name] = ScorerInfo(called, called, "lower", "pass_fail", "")
    return found


def metric_names(specs: Iterable[ScorerSpec]) -> tuple[str, ...]:
    """Name the metrics that an evaluation with these scorers has."""
    return tuple(f"{name}.{statistic}" for name in infos(specs) for statistic in statistics(name))


def deciding(specs: Iterable[ScorerSpec]) -> tuple[str, ...]:
    """Name the scorers that say whether an answer passes: the pass/fail ones, else the first.

    Raises:
        Invalid: there is no scorer at all.
    """
    given = tuple(specs)
    if not given:
        raise Invalid("scorecards.no_scorer")
    strict = (spec.name for spec in given if scorers.describe(spec).kind == "pass_fail")
    return tuple(strict) or (given[0].name,)


def passed(row: Row | None, specs: Iterable[ScorerSpec]) -> bool | None:
    """Tell whether every deciding scorer that scored a row let it pass; None if none of them did."""
    said = [row.scores[name] for name in deciding(specs) if row and name in row.scores]
    return all(score == 1 for score in said) if said else None


def headline(card: Scorecard) -> str:
    """Name the scorer that speaks for the whole evaluation: its first pass/fail scorer."""
    return deciding(card.evaluation.scorers)[0]


def completeness(card: Scorecard) -> Completeness:
    """Count what is there of an evaluation, and what is not."""
    rows, times = rows_by_case(card), card.evaluation.repetitions
    answered = [sum(row.state is RowState.ANSWERED for row in rows[case.id]) for case in card.cases]
    failed = sum(row.state is RowState.FAILED for row in card.rows)
    return Completeness(
        cases=len(card.cases),
        answered=sum(n >= times for n in answered),
        failed=failed,
        unasked=max(0, times * len(card.cases) - sum(answered) - failed),
        unscored=sum(bool(row.score_errors) for row in card.rows),
    )


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
    """List the rows that went wrong, in the order of `failing_cases`."""
    return [row for failed in failing_cases(card) for row in failed.rows]


def failing_cases(card: Scorecard) -> list[Failure]:
    """List the cases that went wrong, as a person should read them.

    Errors stand first, then critical cases, then those with the lowest scores, the rest in the order of
    the golden set; in errors, too, the critical ones stand first.
    """
    names = deciding(card.evaluation.scorers)
    rows = rows_by_case(card)
    means = mean_scores(card)
    found = []
    for case in card.cases:
        wrong = tuple(row for row in rows[case.id] if is_error(row) or is_failure(row, names))
        if wrong:
            error = any(map(is_error, wrong))
            found.append(Failure(case=case, rows=wrong, is_error=error, score=means.get(case.id)))
    return sorted(found, key=lambda each: (not each.is_error, not each.case.critical, each.score or 0.0))


def is_error(row: Row) -> bool:
    """Whether the call failed, or a scorer could not score the answer."""
    return row.state is RowState.FAILED or bool(row.score_errors)


def is_failure(row: Row, names: Iterable[str]) -> bool:
    """Whether one of these scorers gave 0."""
    return any(row.scores.get(name) == 0 for name in names)


def mean_scores(card: Scorecard) -> dict[str, float]:
    """Give each case that was scored the mean of all its scores by the evaluation's scorers, 1 is best.

    Scores of another range are stretched to 0..1; what has no end, such as a time, is left out.
    """
    ends = {
        name: info.range if info.direction == "higher" else info.range[::-1]
        for name, info in infos(card.evaluation.scorers).items()
        if isfinite(info.range[1])
    }
    given: dict[str, list[float]] = defaultdict(list)
    for row in card.rows:
        for name, score in row.scores.items():
            if name in ends:
                worst, best = ends[name]
                given[row.case_id].append((score - worst) / (best - worst))
    return {id: sum(scores) / len(scores) for id, scores in given.items()}


def samples(card: Scorecard) -> dict[str, Sample]:
    """Give the sample of every scorer of the evaluation, of the measures and of `errors`."""
    rows = rows_by_case(card)
    own = {spec.name: spec for spec in card.evaluation.scorers}
    measures = {name: ScorerSpec(name=name) for name in scorers.MEASURES}
    found = {
        name: collect(scorers.describe(spec), readings(card, rows, name, scorers.build(spec)))
        for name, spec in {**own, **measures}.items()
    }
    turned = {info.name: found[name].turned(info) for name, info in complements(own).items()}
    return {**found, **turned, ERRORS.name: collect(ERRORS, calls(card, rows))}


def rows_by_case(card: Scorecard) -> dict[str, list[Row]]:
    """Group the rows by case, repetitions in order; every case of the card has an entry."""
    rows: dict[str, list[Row]] = {case.id: [] for case in card.cases}
    for row in card.rows:
        rows[row.case_id].append(row)
    return rows


Reading = tuple[str, list[float], bool]
"""A case, its scores (one for each repetition that has one), and whether something failed."""


def readings(
    card: Scorecard, rows: Mapping[str, list[Row]], name: str, scorer: scorers.Scorer
) -> Iterator[Reading]:
    """Read one scorer's scores, case by case, where it applies.

    A measure reads the row itself. An answered row says whether another scorer applied; without one
    the scorer is asked.
    """
    is_measure = scorer.name in scorers.MEASURES
    for case in card.cases:
        answers = rows[case.id]
        said = [
            scorers.score_row({name: scorer}, case, row) if is_measure else (row.scores, row.score_errors)
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
    repetitions: dict[str, Sequence[float]] = {}
    errors: set[str] = set()
    missing: set[str] = set()
    for id, found, failed in given:
        if failed:
            errors.add(id)
        elif found:
            repetitions[id] = found
        else:
            missing.add(id)
    return Sample(
        info=info,
        scores={id: sum(found) / len(found) for id, found in repetitions.items()},
        repetitions=repetitions,
        errors=frozenset(errors),
        missing=frozenset(missing),
    )
