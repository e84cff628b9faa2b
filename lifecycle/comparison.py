"""Two scorecards on the same golden set: is the candidate better, and where not?

Everything is paired by case. A difference is always candidate - baseline; whether that is an
improvement depends on the metric's direction.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np

from lifecycle import scorecards, scorers, stats
from lifecycle.errors import Invalid
from lifecycle.records import Case, Estimate, Row, RowState, Scorecard
from lifecycle.scorecards import PERCENTILES, SCALES, Metric, Sample

Outcome = Literal["better", "worse", "same", "missing"]
Finding = Literal["improved", "regressed", "same", "cannot_tell"]

READING_ORDER: tuple[Outcome, ...] = ("worse", "better", "missing", "same")
AXIS_VALUES = 12
"""So many values of a tag can still be read beside each other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricDifference:
    """One metric on both sides.

    `baseline` and `candidate` speak of every case their side answered, `difference` (in the metric's
    unit) and the counts of cases only of those both answered.
    """

    name: str
    baseline: Metric
    candidate: Metric
    difference: Estimate
    better: int
    same: int
    worse: int
    verdict: Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseDifference:
    """One case on both sides; `differences` is scorer → candidate - baseline where both have a score."""

    case: Case
    baseline_row: Row | None
    candidate_row: Row | None
    outcome: Outcome
    differences: Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class SliceDifference:
    """The headline scorer on the cases of one tag value; `baseline` and `candidate` are their means."""

    tag: str
    value: str
    n: int
    baseline: float
    candidate: float
    difference: Estimate
    better: int
    worse: int
    verdict: Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class Crossing:
    """The headline scorer where two tags meet: its mean gain over `n` cases, more is better."""

    row: str
    column: str
    n: int
    gain: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What the candidate changes; the four counts are of cases and add up to all of them."""

    baseline: Scorecard
    candidate: Scorecard
    metrics: tuple[MetricDifference, ...]
    cases: tuple[CaseDifference, ...]
    slices: tuple[SliceDifference, ...]
    better: int
    worse: int
    same: int
    missing: int
    worse_critical: int
    sentence_code: str
    sentence_params: Mapping[str, Any]

    @property
    def errors(self) -> int:
        """How many calls failed, on both sides together."""
        rows = (*self.baseline.rows, *self.candidate.rows)
        return sum(row.state is RowState.FAILED for row in rows)


def compare(baseline: Scorecard, candidate: Scorecard, *, confidence: float = 0.95) -> Comparison:
    """Tell whether the candidate differs from the baseline on the cases both answered.

    A case is better or worse when a deciding scorer (see `scorecards.deciding`) says so, and worse
    when two disagree: an answer that has the right facts and now also a forbidden one got worse. A
    case that one side did not answer is missing, never scored.

    Args:
        baseline: what is there now.
        candidate: another evaluation on the same golden set with the same scorers.
        confidence: of the intervals, 0.5..0.999.

    Returns:
        Every metric both sides have with its difference: Tango's score interval for shares of
        passes (Tango 1998), a paired t for other means, a seeded bootstrap over cases for percentiles.

    Raises:
        Invalid: golden sets or scorers differ, no case is shared, or a score is not finite.
    """
    check_comparable(baseline, candidate)
    before, after = scorecards.samples(baseline), scorecards.samples(candidate)
    metrics = tuple(compare_metrics(before, after, confidence))
    head = scorecards.headline(candidate)
    speaking = next((metric for metric in metrics if metric.candidate.scorer == head), None)
    if speaking is None:
        raise Invalid("comparison.nothing_shared", scorer=head)
    cases = tuple(compare_cases(baseline, candidate, before, after))
    outcomes = [case.outcome for case in cases]
    worse_critical = sum(case.outcome == "worse" and case.case.critical for case in cases)
    code, params = sentence(baseline, candidate, speaking, outcomes.count("worse"), worse_critical)
    return Comparison(
        baseline=baseline,
        candidate=candidate,
        metrics=metrics,
        cases=cases,
        slices=tuple(compare_slices(candidate.cases, before[head], after[head], confidence)),
        better=outcomes.count("better"),
        worse=outcomes.count("worse"),
        same=outcomes.count("same"),
        missing=outcomes.count("missing"),
        worse_critical=worse_critical,
        sentence_code=code,
        sentence_params=params,
    )


def check_comparable(baseline: Scorecard, candidate: Scorecard) -> None:
    """Refuse two evaluations that do not measure the same thing.

    Raises:
        Invalid: the golden sets or the scorers differ.
    """
    before, after = baseline.evaluation, candidate.evaluation
    if before.golden_digest != after.golden_digest:
        raise Invalid("comparison.different_golden", baseline=str(before.golden), candidate=str(after.golden))
    if before.scorers_digest != after.scorers_digest:
        raise Invalid("comparison.different_scorers", baseline=before.version, candidate=after.version)


def compare_metrics(
    before: Mapping[str, Sample], after: Mapping[str, Sample], confidence: float
) -> Iterator[MetricDifference]:
    """Compare every metric that both sides have and that at least one shared case speaks for."""
    for name, sample in after.items():
        for statistic in scorecards.statistics(name):
            baseline = scorecards.metric(before[name], statistic, confidence)
            candidate = scorecards.metric(sample, statistic, confidence)
            found = difference(before[name], sample, statistic, confidence)
            if baseline is None or candidate is None or found is None:
                continue
            better, same, worse = count(before[name], sample)
            yield MetricDifference(
                name=candidate.name,
                baseline=baseline,
                candidate=candidate,
                difference=found,
                better=better,
                same=same,
                worse=worse,
                verdict=verdict(found, sample, better + worse),
            )


def shared_cases(before: Sample, after: Sample) -> list[str]:
    """List the cases that both sides scored."""
    return [id for id in after.scores if id in before.scores]


def paired(before: Sample, after: Sample) -> tuple[stats.Values, stats.Values]:
    """Give the scores of the cases that both sides scored, in the same order."""
    ids = shared_cases(before, after)
    return (
        np.array([before.scores[id] for id in ids], dtype=np.float64),
        np.array([after.scores[id] for id in ids], dtype=np.float64),
    )


def difference(
    before: Sample,
    after: Sample,
    statistic: str,
    confidence: float,
    groups: Mapping[str, str] | None = None,
) -> Estimate | None:
    """Estimate candidate - baseline of one statistic on the shared cases, None if there are none.

    `groups` gives each case the group in which cases are alike; without it, and for percentiles, every
    case stands for itself.

    Raises:
        Invalid: a score is not a finite number.
    """
    old, new = paired(before, after)
    if not old.size:
        return None
    ids = shared_cases(before, after)
    if statistic in PERCENTILES:
        first, then = ([side.repetitions[id] for id in ids] for side in (before, after))
        return stats.percentile_differences(first, then, PERCENTILES[statistic], confidence)
    gaps = (new - old) * SCALES.get(statistic, 1.0)
    if after.info.kind == "pass_fail":
        alone, alike = stats.paired_shares, stats.clustered_shares
    else:
        alone, alike = stats.paired_t, stats.clustered_t
    found = alike(gaps, [groups[id] for id in ids], confidence) if groups else alone(gaps, confidence)
    lowest, highest = after.info.range
    return found if after.info.unit else stats.within(found, lowest - highest, highest - lowest)


def count(before: Sample, after: Sample) -> tuple[int, int, int]:
    """Count the shared cases that got better, stayed the same, got worse."""
    old, new = paired(before, after)
    rose, fell = int((new > old).sum()), int((new < old).sum())
    better, worse = (rose, fell) if after.info.direction == "higher" else (fell, rose)
    return better, old.size - rose - fell, worse


def improvement(found: Estimate, direction: str) -> Estimate:
    """Turn a difference so that more is better."""
    if direction == "higher":
        return found
    low = None if found.high is None else -found.high
    high = None if found.low is None else -found.low
    return replace(found, value=-found.value, low=low, high=high)


def verdict(found: Estimate, sample: Sample, changed: int) -> Finding:
    """Say what a difference means: only an interval that leaves zero out says better or worse.

    `same` is said only when not one of the shared cases changed.
    """
    if not changed:
        return "same"
    gain = improvement(found, sample.info.direction)
    if gain.low is not None and gain.low > 0:
        return "improved"
    if gain.high is not None and gain.high < 0:
        return "regressed"
    return "cannot_tell"


def compare_cases(
    baseline: Scorecard, candidate: Scorecard, before: Mapping[str, Sample], after: Mapping[str, Sample]
) -> Iterator[CaseDifference]:
    """Compare case by case, in the order of the golden set."""
    old_rows, new_rows = answers(baseline), answers(candidate)
    deciding = scorecards.deciding(candidate.evaluation.scorers)
    for case in {case.id: case for case in (*candidate.cases, *baseline.cases)}.values():
        differences = {
            name: sample.scores[case.id] - before[name].scores[case.id]
            for name, sample in after.items()
            if case.id in sample.scores and case.id in before[name].scores
        }
        yield CaseDifference(
            case=case,
            baseline_row=old_rows.get(case.id),
            candidate_row=new_rows.get(case.id),
            outcome=outcome(
                differences[name] * (1 if after[name].info.direction == "higher" else -1)
                for name in deciding
                if name in differences
            ),
            differences=differences,
        )


def outcome(gains: Iterable[float]) -> Outcome:
    """Sum up what the deciding scorers say about one case; no word from them is missing."""
    said = list(gains)
    if not said:
        return "missing"
    if min(said) < 0:
        return "worse"
    return "better" if max(said) > 0 else "same"


def regressions(found: Comparison) -> list[CaseDifference]:
    """List the cases that got worse: critical ones first, then those that lost most, summed over scores.

    Only the scorers of the evaluation count, not what was measured of time, tokens and money.
    """
    specs = found.candidate.evaluation.scorers
    signs = {spec.name: 1 if scorers.describe(spec).direction == "higher" else -1 for spec in specs}

    def gain(case: CaseDifference) -> float:
        return sum(sign * case.differences.get(name, 0.0) for name, sign in signs.items())

    worse = [case for case in found.cases if case.outcome == "worse"]
    return sorted(worse, key=lambda case: (not case.case.critical, gain(case)))


def answers(card: Scorecard) -> dict[str, Row]:
    """Give the row to show for each case: its first answered one, else its first."""
    shown: dict[str, Row] = {}
    for row in card.rows:
        held = shown.setdefault(row.case_id, row)
        if held.state is not RowState.ANSWERED and row.state is RowState.ANSWERED:
            shown[row.case_id] = row
    return shown


def compare_slices(
    cases: Iterable[Case], before: Sample, after: Sample, confidence: float
) -> Iterator[SliceDifference]:
    """Compare one scorer's mean on each tag value that has a shared case."""
    shared = before.scores.keys() & after.scores.keys()
    for (tag, value), ids in scorecards.tagged(cases).items():
        old, new = before.only(ids & shared), after.only(ids & shared)
        found = difference(old, new, "mean", confidence)
        if found is None:
            continue
        better, _, worse = count(old, new)
        means = [float(np.mean(side)) for side in paired(old, new)]
        yield SliceDifference(
            tag=tag,
            value=value,
            n=found.n,
            baseline=means[0],
            candidate=means[1],
            difference=found,
            better=better,
            worse=worse,
            verdict=verdict(found, new, better + worse),
        )


def axes(cases: Iterable[Case]) -> tuple[str, ...]:
    """Name the tags to lay slices out over: none, one, or two with the one of fewer values first.

    A tag must tell cases apart and have few enough values to be read; those that most cases carry win.
    """
    values: dict[str, set[str]] = {}
    carried: Counter[str] = Counter()
    for case in cases:
        for tag, value in case.tags.items():
            values.setdefault(tag, set()).add(value)
            carried[tag] += 1
    fit = [tag for tag, found in values.items() if 1 < len(found) <= AXIS_VALUES]
    best = sorted(fit, key=lambda tag: (-carried[tag], len(values[tag]), tag))[:2]
    return tuple(sorted(best, key=lambda tag: len(values[tag])))


def crossed(found: Comparison, tags: Sequence[str]) -> tuple[Crossing, ...]:
    """Give the headline scorer's gain for each meeting of one or two tags, in alphabetical order.

    With one tag every row is named like the tag. Cases that only one side scored are left out.
    """
    head = scorecards.headline(found.candidate)
    infos = scorecards.infos(found.candidate.evaluation.scorers)
    sign = 1 if infos[head].direction == "higher" else -1
    gains: dict[tuple[str, str], list[float]] = {}
    for each in found.cases:
        place = each.case.tags
        if head in each.differences and all(tag in place for tag in tags):
            row = place[tags[0]] if len(tags) > 1 else tags[0]
            gains.setdefault((row, place[tags[-1]]), []).append(sign * each.differences[head])
    return tuple(
        Crossing(row=row, column=column, n=len(cell), gain=sum(cell) / len(cell))
        for (row, column), cell in sorted(gains.items())
    )


def worst_first(found: Comparison, outcome: Outcome | None = None) -> list[CaseDifference]:
    """List the cases, or those of one outcome: worse, better, missing, same; in each critical ones first."""
    kept = (each for each in found.cases if outcome in {None, each.outcome})
    return sorted(kept, key=lambda each: (READING_ORDER.index(each.outcome), not each.case.critical))


def smallest_shown(metric: MetricDifference) -> float | None:
    """Give the smallest difference that so many cases, disagreeing this often, probably show, 0..1.

    None for what is no share of passes.
    """
    n = metric.better + metric.same + metric.worse
    if metric.candidate.kind != "pass_fail" or not n:
        return None
    return stats.smallest_detectable(n, (metric.better + metric.worse) / n)


def sentence(
    baseline: Scorecard, candidate: Scorecard, speaking: MetricDifference, worse: int, worse_critical: int
) -> tuple[str, dict[str, Any]]:
    """Say in one sentence what the headline metric says, and how many cases got worse."""
    before, after = baseline.evaluation, candidate.evaluation
    if before.id == after.id:
        return "comparison.itself", {"version": after.version}
    found = speaking.difference
    head = speaking.verdict if speaking.verdict == "same" or found.low is not None else "too_few"
    tail = "none" if not worse else "critical" if worse_critical else "harmless"
    return f"comparison.{head}_{tail}", {
        "baseline": before.version,
        "candidate": after.version,
        "points": stats.points(found.value),
        "low": stats.points(found.low or 0.0),
        "high": stats.points(found.high or 0.0),
        "confidence": 100 * found.confidence,
        "n": found.n,
        "worse": worse,
        "worse_critical": worse_critical,
    }
