"""Draws metrics: of one evaluation with their intervals, or of two with their differences around zero."""

from collections.abc import Iterable, Sequence

from console import marks
from console.markup import Child, Html, join, tag
from console.widgets import Column, table
from console.wording import count, explain, metric, metric_difference, say, word
from lifecycle import comparison, scorecards
from lifecycle.comparison import MetricDifference
from lifecycle.records import Estimate
from lifecycle.scorecards import Metric

NAME = "15.5rem"
BAR = "11rem"
ROOM = 1.15
"""How much longer the scale is than the longest interval."""


def differences(found: Sequence[MetricDifference], *, baseline: int, candidate: int) -> None:
    """Show what the candidate changes, a row for each metric; bars of one unit share their scale."""
    titles = (
        Column(title=say("metric"), width=NAME),
        f"v{baseline}",
        f"v{candidate}",
        say("difference"),
        Column(title=say("95 % interval"), width=BAR),
        say("better / same / worse"),
        say("verdict"),
    )
    told = [each for each in found if each.candidate.scorer != "cost_usd" or is_paid(each)]
    table(titles, [difference_row(each, reach(each, told)) for each in told], caption=say("Differences"))


def is_paid(found: MetricDifference) -> bool:
    """Whether a measure says anything: what is free on both sides does not."""
    return found.baseline.estimate.value > 0 or found.candidate.estimate.value > 0


def difference_row(found: MetricDifference, most: float) -> list[Child]:
    """Make one row; `most` is where the scale ends on both sides of zero."""
    side, gap = found.candidate, found.difference
    tone = marks.DIFFERENCES[found.verdict]
    bar = marks.interval_bar(
        gap.low, gap.value, gap.high, scale=(-most, most), text=difference_text(found), tone=tone, zero=True
    )
    return [
        metric_name(side),
        written(found.baseline),
        written(side),
        marks.strong(metric_difference(gap.value, side.unit, side.kind)),
        bar,
        " / ".join(count(n) for n in (found.better, found.same, found.worse)),
        marks.lines(marks.difference_label(found.verdict, verdict_word(found)), power_note(found)),
    ]


def reach(of: MetricDifference, found: Iterable[MetricDifference]) -> float:
    """Tell how far from zero the metrics of a kind reach, the interval included."""
    kind = (of.candidate.unit, of.candidate.kind)
    alike = [each.difference for each in found if (each.candidate.unit, each.candidate.kind) == kind]
    ends = [abs(end) for gap in alike for end in (gap.low, gap.value, gap.high) if end is not None]
    return ROOM * max(ends) or 1.0


def difference_text(found: MetricDifference) -> str:
    """Say a difference with its interval, as one reads it."""
    gap, unit, kind = found.difference, found.candidate.unit, found.candidate.kind
    value = metric_difference(gap.value, unit, kind)
    if gap.low is None or gap.high is None:
        return value
    low, high = (metric_difference(end, unit, kind) for end in (gap.low, gap.high))
    return say("{value} (95 % interval {low} to {high})", value=value, low=low, high=high)


def verdict_word(found: MetricDifference) -> str:
    """Say improved or regressed in the metric's own word; empty where the common one is best."""
    words = {
        ("latency_ms", "improved"): say("faster"),
        ("latency_ms", "regressed"): say("slower"),
        ("cost_usd", "improved"): say("cheaper"),
        ("cost_usd", "regressed"): say("dearer"),
        ("tokens", "improved"): say("fewer"),
        ("tokens", "regressed"): say("more"),
    }
    return words.get((found.candidate.scorer, found.verdict), "")


def power_note(found: MetricDifference) -> str | None:
    """Say what so many cases can show at all, where nothing was shown."""
    least = comparison.smallest_shown(found) if found.verdict == "cannot_tell" else None
    return None if least is None else say("this set shows ≥ {points} points", points=f"{100 * least:.0f}")


def one(found: Sequence[Metric]) -> None:
    """Show the metrics of one evaluation; only shares, which have a scale of 0 to 100 %, get a bar."""
    titles = (
        Column(title=say("metric"), width=NAME),
        say("value"),
        Column(title=say("95 % interval"), width=BAR),
        "",
        Column(title=say("cases scored"), align="right"),
        Column(title=say("failed"), align="right"),
        Column(title=say("not asked"), align="right"),
    )
    rows = [
        [
            metric_name(each),
            strong(each),
            share_bar(each),
            interval(each),
            count(each.ok),
            count(each.errors),
            count(each.missing),
        ]
        for each in found
    ]
    table(titles, rows, caption=say("Metrics"))


def strong(found: Metric) -> Html:
    """Write a metric's value in bold, on one line."""
    return tag("b", written(found), class_="k-short")


def share_bar(found: Metric) -> Html | None:
    """Draw a share with its interval; other units have no scale."""
    if found.unit:
        return None
    seen = found.estimate
    text = f"{written(found)}, {interval_text(seen, found.unit, found.kind)}"
    return marks.interval_bar(seen.low, seen.value, seen.high, scale=(0.0, 1.0), text=text)


def interval(found: Metric) -> Child:
    """Write a metric's interval; where it lacks a bound, why."""
    seen = found.estimate
    if seen.low is not None and seen.high is not None:
        return interval_text(seen, found.unit, found.kind)
    lacking = scorecards.shortfall(found)
    return marks.muted(explain(lacking[0], **lacking[1]) if lacking else say("too few cases for an interval"))


def interval_text(seen: Estimate, unit: str, kind: str) -> str:
    """Write an interval; a dash where none can be given."""
    if seen.low is None or seen.high is None:
        return "–"
    return say("{low} to {high}", low=metric(seen.low, unit, kind), high=metric(seen.high, unit, kind))


def metric_name(found: Metric) -> Html:
    """Name a metric, with its statistic where that is not the mean, and which way is better."""
    statistics = {"p50": "p50", "p95": "p95", "p99": "p99", "per_1000": say("per 1,000")}
    name = " ".join(filter(None, (word(found.scorer, "scorer"), statistics.get(found.statistic, ""))))
    rising = found.direction == "higher"
    better = say("higher is better") if rising else say("lower is better")
    return join(
        name, "\u00a0", tag("span", "↑" if rising else "↓", role="img", title=better, aria_label=better)
    )


def written(found: Metric) -> str:
    """Write a metric's value with its unit."""
    return metric(found.estimate.value, found.unit, found.kind)
