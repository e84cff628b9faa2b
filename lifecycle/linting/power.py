"""Tells what a criterion can show with so many cases, and warns where they are too few for it.

Bounds are those of the criteria (see `criteria.bounds`). A difference of shares "will probably show"
with a probability of 80 % if the two versions disagree on one case in ten (see
`stats.smallest_detectable`). As much margin is needed for a version that is equally good to pass.
"""

from bisect import bisect_left
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from math import ceil
from typing import Any

from lifecycle import scorecards, scorers, stats
from lifecycle.criteria.bounds import CONFIDENCE
from lifecycle.criteria.telling import amount
from lifecycle.linting.line import Line, warning
from lifecycle.policies import (
    Criterion,
    CriticalCases,
    GoldenSet,
    Latency,
    NoRegression,
    Policy,
    Slices,
    Threshold,
)
from lifecycle.records import Case
from lifecycle.scorecards import PERCENTILES


@dataclass(frozen=True, kw_only=True)
class Golden:
    """The golden set of a policy; `cases` is None where it is not known."""

    policy: Policy
    cases: Collection[Case] | None

    @cached_property
    def infos(self) -> Mapping[str, scorers.ScorerInfo]:
        """What every scorer measures."""
        return scorecards.infos(self.policy.scorers)

    @cached_property
    def built(self) -> Mapping[str, scorers.Scorer]:
        """The scorers of the policy."""
        return scorers.build_all(self.policy.scorers)

    def scored_by(self, scorer: str) -> list[Case] | None:
        """List the cases to which a scorer applies; a measure applies to all."""
        if self.cases is None:
            return None
        known = self.built.get(scorer)
        return [case for case in self.cases if known is None or known.applies(case)]

    def size(self, cases: Collection[Any] | None) -> "Size":
        """Count cases that are known; else as many as the policy asks for."""
        least = self.policy.golden.min_cases
        n = least if cases is None else len(cases)
        return Size(n=n, least=min(n, least))


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """So many cases there are, and so few the policy lets count."""

    n: int
    least: int


def of(criterion: Criterion, golden: Golden) -> Iterator[Line]:
    """Tell what a criterion can show; nothing of one that is no matter of chance."""
    tell = POWERS.get(type(criterion))
    return tell(criterion, golden) if tell else iter(())


def of_value(criterion: Threshold | Latency, golden: Golden) -> Iterator[Line]:
    """Tell from where on a metric passes by its bound; a point has none."""
    scorer, statistic = criterion.metric.split(".")
    size = golden.size(golden.scored_by(scorer))
    if criterion.bound == "point":
        return
    if statistic in PERCENTILES:
        yield from of_percentile(statistic, size)
    elif golden.infos[scorer].kind == "pass_fail":
        at_least = criterion.operator == ">="
        yield from of_share(criterion.value, size, at_least=at_least)
    else:
        yield Line("linting.shows.spread")


def of_percentile(statistic: str, size: Size) -> Iterator[Line]:
    """Tell whether so many cases give a percentile a bound at all."""
    needed = stats.needed_for_percentile(PERCENTILES[statistic], CONFIDENCE)
    if size.n >= needed:
        yield Line("linting.shows.bound", {"n": size.n, "needed": needed})
    if size.least < needed:
        yield warning("linting.warns.no_bound", least=size.least, needed=needed)


def of_share(value: float, size: Size, *, at_least: bool) -> Iterator[Line]:
    """Tell which share of passes has a bound (Wilson's) on the good side of a value."""
    share = value if at_least else 1 - value
    if share >= 1:
        yield warning("linting.warns.never")
        return
    passes = bisect_left(
        range(size.n + 1), share, key=lambda passed: stats.wilson(passed, size.n, CONFIDENCE).low or 0.0
    )
    if passes <= size.n:
        seen = (passes if at_least else size.n - passes) / size.n
        code = "linting.shows.from" if at_least else "linting.shows.up_to"
        yield Line(code, {"n": size.n, **amount("value", seen, "")})
    needed = needed_for_share(share)
    if size.least < needed:
        yield warning("linting.warns.out_of_reach", least=size.least, needed=needed)


def needed_for_share(share: float) -> int:
    """Give the fewest cases, all of which pass, whose bound reaches a share below 1: n / (n + z²)."""
    return max(1, ceil(share / (1 - share) * stats.normal(CONFIDENCE) ** 2))


def of_no_regression(criterion: NoRegression, golden: Golden) -> Iterator[Line]:
    """Tell which difference from the version that is there will probably show."""
    scorer, statistic = criterion.metric.split(".")
    cases, tag = golden.scored_by(scorer), criterion.cluster_by
    if statistic in PERCENTILES:
        yield from of_percentile(statistic, golden.size(cases))
    elif golden.infos[scorer].kind != "pass_fail":
        yield Line("linting.shows.spread")
    elif not tag:
        size = golden.size(cases)
        yield Line("linting.shows.difference", difference(size.n))
        yield from of_margin(criterion.margin, size.least)
    elif cases is None:
        yield Line("linting.shows.groups_unknown", {"tag": tag})
    else:
        size = golden.size({case.tags.get(tag, "") for case in cases})
        yield Line("linting.shows.groups", {"tag": tag, **difference(size.n)})


def of_slices(criterion: Slices, golden: Golden) -> Iterator[Line]:
    """Tell of each slice which difference will probably show in it."""
    scorer, least = criterion.metric.split(".")[0], criterion.min_cases
    cases = golden.scored_by(scorer)
    if golden.infos[scorer].kind != "pass_fail":
        yield Line("linting.shows.spread")
        return
    if cases is None:
        yield Line("linting.shows.slice_least", difference(least))
        yield from of_margin(criterion.margin, least)
        return
    groups = {where: len(ids) for where, ids in scorecards.tagged(cases).items() if where[0] in criterion.by}
    for tag in sorted(set(criterion.by) - {tag for tag, _ in groups}):
        yield warning("linting.warns.no_tag", tag=tag)
    for (tag, value), n in groups.items():
        code = "slice" if n >= least else "slice_small"
        yield Line(f"linting.shows.{code}", {"tag": tag, "value_of": value, "least": least, **difference(n)})
    yield from of_small_slices(criterion, [n for n in groups.values() if n >= least])


def of_small_slices(criterion: Slices, deciding: list[int]) -> Iterator[Line]:
    """Warn of slices too small for the margin, where `deciding` is how many cases each has that counts."""
    if not deciding:
        yield warning("linting.warns.no_slice", least=criterion.min_cases)
        return
    needed = needed_for(criterion.margin)
    small = [n for n in deciding if needed is None or n < needed]
    if small and needed:
        margin = amount("margin", criterion.margin, "", "margin")
        yield warning("linting.warns.slices", small=len(small), n=len(deciding), needed=needed, **margin)
    elif small:
        yield warning("linting.warns.no_margin")


def of_margin(margin: float, least: int) -> Iterator[Line]:
    """Warn of a margin that so few cases leave inconclusive even for a version that is equally good."""
    needed = needed_for(margin)
    if needed is None:
        yield warning("linting.warns.no_margin")
    elif least < needed:
        yield warning(
            "linting.warns.margin", least=least, needed=needed, **amount("margin", margin, "", "margin")
        )


def needed_for(margin: float) -> int | None:
    """Give the fewest cases that probably show a difference as large as a margin, None if none do."""
    return stats.needed_to_detect(min(margin, 1.0), confidence=CONFIDENCE) if margin else None


def difference(n: int) -> dict[str, Any]:
    """Say what n cases will probably show."""
    return {"n": n, **amount("value", stats.smallest_detectable(n, confidence=CONFIDENCE), "", "margin")}


def of_critical(criterion: CriticalCases, golden: Golden) -> Iterator[Line]:
    """Tell how many critical questions may still fail when none did (rule of three)."""
    if golden.cases is None:
        return
    n = sum(case.critical for case in golden.cases)
    if n:
        yield Line("linting.shows.critical", {"n": n, "most": 100 * stats.rule_of_three(n)})
    else:
        yield warning("linting.warns.no_critical", id=criterion.id)


def of_golden(criterion: GoldenSet, golden: Golden) -> Iterator[Line]:
    """Warn of a golden set that is too small for its own criterion."""
    if golden.cases is not None and len(golden.cases) < criterion.min_cases:
        yield warning("linting.warns.too_few", cases=len(golden.cases), least=criterion.min_cases)


POWERS: Mapping[type[Criterion], Callable[[Any, Golden], Iterator[Line]]] = {
    Threshold: of_value,
    Latency: of_value,
    NoRegression: of_no_regression,
    Slices: of_slices,
    CriticalCases: of_critical,
    GoldenSet: of_golden,
}
