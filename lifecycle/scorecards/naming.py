"""Names what an evaluation is scored and measured by, and which scorers decide."""

from collections.abc import Iterable, Mapping

from lifecycle import scorers
from lifecycle.errors import Invalid
from lifecycle.records import Scorecard, ScorerSpec
from lifecycle.scorers import ScorerInfo

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


def infos(specs: Iterable[ScorerSpec]) -> dict[str, ScorerInfo]:
    """Tell what is scored and measured in an evaluation with these scorers, by name, `errors` last.

    Raises:
        Invalid: there is no such scorer.
    """
    found = everything(specs)
    told = {name: scorers.describe(spec) for name, spec in found.items()}
    return {**told, **{info.name: info for info in complements(found).values()}, ERRORS.name: ERRORS}


def everything(specs: Iterable[ScorerSpec]) -> dict[str, ScorerSpec]:
    """Give the scorers of an evaluation by name, and the measures that each evaluation has after them."""
    return {spec.name: spec for spec in specs} | {name: ScorerSpec(name=name) for name in scorers.MEASURES}


def complements(specs: Mapping[str, ScorerSpec]) -> dict[str, ScorerInfo]:
    """Tell of which scorers it is shown how often they say no, and as what; of one kind the first."""
    found: dict[str, ScorerInfo] = {}
    for name, spec in specs.items():
        called = scorers.known(spec).complement
        if called and called not in {info.name for info in found.values()}:
            found[name] = ScorerInfo(called, called, "lower", "pass_fail", "")
    return found


def statistics(scorer: str) -> tuple[str, ...]:
    """Name the statistics that are reckoned for a scorer."""
    return STATISTICS.get(scorer, ("mean",))


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


def headline(card: Scorecard) -> str:
    """Name the scorer that speaks for the whole evaluation: its first pass/fail scorer."""
    return deciding(card.evaluation.scorers)[0]
