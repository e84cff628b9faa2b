"""The drawer beside the table of runs: those chosen, side by side."""

from math import isfinite

import streamlit as st

from console import figures, marks, screens
from console.markup import cut
from console.parts.run_search import chosen, keep_chosen
from console.services import bench
from console.untrusted import plain
from console.widgets import chart, paragraph, section, select, table
from console.wording import listed, say, say_n
from lifecycle import runs
from lifecycle.records import Run
from lifecycle.runs import RunComparison

SHORT = 14
"""Characters of a run's name beside a line of a chart."""


def show() -> None:
    """Compare the chosen runs: learning curves, last values, parameters that differ."""
    found = runs.compare(bench(), chosen())
    n = len(found.runs)
    with st.container(horizontal=True, vertical_alignment="center"):
        section(say_n("{n} run compared", "{n} runs compared", n))
        st.button(say("Untick all"), key="k-untick", type="tertiary", on_click=keep_chosen, args=([],))
    names = labels(found.runs)
    with st.container(gap=None):
        for run in found.runs:
            show_name(run, names[run.id])
    if found.metrics:
        default = next(iter(found.curves or found.metrics))
        metric = select(say("Metric"), {m: m for m in found.metrics}, name="metric", default=default)
        show_metric(found, metric, names)
    else:
        paragraph(say("None of these runs has a metric."), quiet=True)
    show_params(found, names)


def labels(found: tuple[Run, ...]) -> dict[str, str]:
    """Map run → a short label that no other run has."""
    return {run.id: f"{n} {cut(run.name, SHORT)}" for n, run in enumerate(found, start=1)}


def show_name(run: Run, label: str) -> None:
    """Show one of the runs: its number, its name, and the way to its evaluation if it mirrors one."""
    number = label.partition(" ")[0]
    deleted = say("deleted") if run.is_deleted else ""
    evaluation = runs.evaluation_of(run)
    if evaluation:
        name = f"{number} · {plain(run.name)}"
        screens.link("evaluate", name, {"evaluation": evaluation}, icon=":material/arrow_outward:")
    else:
        paragraph(marks.strong(number, " · ", run.name), " ", marks.muted(run.user, " ", deleted))


def show_metric(found: RunComparison, metric: str, names: dict[str, str]) -> None:
    """Draw how a metric went over the steps, where it did, and its last values."""
    curves = {
        names[id]: [point for point in points if isfinite(point[1])]
        for id, points in found.curves.get(metric, {}).items()
    }
    curves = {name: points for name, points in curves.items() if points}
    last = {names[id]: value for id, value in found.metrics[metric].items()}
    if curves:
        caption = say("{metric} over the steps of each run.", metric=metric)
        drawn = figures.learning_curves(curves, metric=metric, step=say("step"))
        chart(drawn, caption=caption, key="k-curves")
    finite = {name: value for name, value in last.items() if isfinite(value)}
    if finite:
        caption = say("Last value of {metric} in each run.", metric=metric)
        chart(figures.metric_bars(finite, metric=metric), caption=caption, key="k-bars")
    if len(finite) < len(last):
        missing = listed(sorted(last.keys() - finite.keys()))
        paragraph(say("Not a number at the end: {runs}.", runs=missing), quiet=True)


def show_params(found: RunComparison, names: dict[str, str]) -> None:
    """List the parameters that are not the same in all of the runs."""
    section(say("Parameters that differ"))
    if not found.params:
        paragraph(say("All parameters are the same."), quiet=True)
        return
    rows = [(name, *(given.get(run.id, "–") for run in found.runs)) for name, given in found.params.items()]
    table(
        (say("parameter"), *(names[run.id] for run in found.runs)),
        rows,
        caption=say("Parameters that differ"),
    )
