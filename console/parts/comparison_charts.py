"""Draws a comparison as charts: differences, quality against what it costs, and the shift of each case."""

from collections.abc import Sequence

import streamlit as st

from console.marks import DIFFERENCES
from console.palette import Tone
from console.parts.metric_table import is_paid
from console.widgets import card, chart, select
from console.wording import count, say, say_n, word
from lifecycle import scorecards, scorers
from lifecycle.comparison import Comparison, MetricDifference
from lifecycle.records import ScorerSpec


def charts(found: Comparison) -> None:
    """Draw the three charts of a comparison."""
    left, right = st.columns(2, gap="small")
    with left:
        difference_chart(found)
    with right:
        tradeoff_chart(found)
    shift_chart(found)


def difference_chart(found: Comparison) -> None:
    """Draw the differences of everything that is a share, in points."""
    from console import figures

    shares = [each for each in found.metrics if not each.candidate.unit]
    drawn = [
        figures.Difference(
            name=word(each.candidate.scorer, "scorer"),
            value=100 * each.difference.value,
            low=scaled(each.difference.low),
            high=scaled(each.difference.high),
            tone=tone_of(each),
        )
        for each in shares
    ]
    with card(say("Differences"), say("in points, with 95 % intervals"), key="chart-differences"):
        figure = figures.differences(drawn, axis=say("candidate − baseline, points"))
        chart(figure, caption=of_cases(found), key="chart-differences")


def tradeoff_chart(found: Comparison) -> None:
    """Draw quality against latency, or cost where something was paid."""
    from console import figures

    by_name = {each.name: each for each in found.metrics}
    quality = by_name[f"{scorecards.headline(found.candidate)}.mean"]
    costs = {
        "latency_ms.p95": say("latency p95, ms"),
        "cost_usd.per_1000": say("cost per 1,000 answers, USD"),
        "tokens.mean": say("tokens per answer"),
    }
    paid = {name: label for name, label in costs.items() if name in by_name and is_paid(by_name[name])}
    if not paid:
        return
    with card(say("Quality against what it takes"), key="chart-tradeoff"):
        chosen = select(say("against"), paid, name="against")
        price = by_name[chosen]
        spots = [
            figures.Spot(name=f"v{version}", x=x.estimate.value, y=100 * y.estimate.value, side=side)
            for side, version, x, y in (
                ("baseline", found.baseline.evaluation.version, price.baseline, quality.baseline),
                ("candidate", found.candidate.evaluation.version, price.candidate, quality.candidate),
            )
        ]
        name = word(quality.candidate.scorer, "scorer")
        figure = figures.tradeoff(spots, x=paid[chosen], y=f"{name}, %")
        chart(figure, caption=of_cases(found), key="chart-tradeoff")


def shift_chart(found: Comparison) -> None:
    """Draw how one scorer's word on each case changed, the worst first."""
    from console import figures

    specs = found.candidate.evaluation.scorers
    labels = {spec.name: word(spec.name, "scorer") for spec in specs}
    with card(say("Shift of each case"), say("the worst first"), key="chart-shift"):
        chosen = select(say("score"), labels, name="score", default=finest(specs))
        moved = [
            (each.case.id, 100 * each.differences[chosen])
            for each in found.cases
            if each.differences.get(chosen)
        ]
        figure = figures.case_shift(moved, axis=say("candidate − baseline, points"))
        changed, total = count(len(moved)), len(found.cases)
        note = say_n(
            "{changed} of {n} case changed.", "{changed} of {n} cases changed.", total, changed=changed
        )
        chart(figure, caption=note, key="chart-shift")


def finest(specs: Sequence[ScorerSpec]) -> str:
    """Choose the scorer that tells most about a single case: the first that says more than right or wrong."""
    fine = (spec.name for spec in specs if scorers.describe(spec).kind != "pass_fail")
    return next(fine, specs[0].name)


def tone_of(found: MetricDifference) -> Tone:
    """Give the colour of a metric's verdict."""
    return DIFFERENCES[found.verdict]


def scaled(end: float | None) -> float | None:
    """Turn a share into points."""
    return None if end is None else 100 * end


def of_cases(found: Comparison) -> str:
    """Name the sample size."""
    return say_n(
        "{n} case that both versions answered",
        "{n} cases that both versions answered",
        len(found.cases) - found.missing,
    )
