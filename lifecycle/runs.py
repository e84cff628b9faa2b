"""Runs of any MLflow experiment, training and evaluation, other people's too: found and compared.

Reads only. What a run says is MLflow's word, never evidence for a gate.
"""

import re
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

from lifecycle.errors import Invalid
from lifecycle.records import Experiment, Run, RunPage
from lifecycle.workbench import Workbench

T = TypeVar("T")

MAX_PAGE = 500
MAX_RUNS = 20
MAX_POINTS = 2000
"""Of one curve: more than a screen has pixels."""
AT_ONCE = 8
EVALUATION_TAG = "kanmon.evaluation"
"""Marks a run that mirrors an evaluation of ours, and holds its id."""
PRACTICE_TAG = "kanmon.practice"
STATUSES = ("RUNNING", "SCHEDULED", "FINISHED", "FAILED", "KILLED")

Point = tuple[int, float]
"""A step and the value there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunComparison:
    """Runs side by side; the inner keys are ids of runs, one that lacks the name is left out.

    `params` holds only those that differ, `metrics` the last values, `curves` the values over the
    steps of every metric that was logged at more than one step, at most 2,000 points each.
    """

    runs: tuple[Run, ...]
    params: Mapping[str, Mapping[str, str]]
    metrics: Mapping[str, Mapping[str, float]]
    curves: Mapping[str, Mapping[str, tuple[Point, ...]]]


def experiments(bench: Workbench) -> list[Experiment]:
    """List the experiments, the newest first."""
    return bench.store.runs.experiments()


def search(
    bench: Workbench,
    *,
    experiments: Sequence[str],
    filter: str = "",
    order: str = "",
    page: str = "",
    limit: int = 50,
    deleted: bool = False,
) -> RunPage:
    """Give one page of runs, the newest first if no order is given.

    Args:
        bench: the workbench.
        experiments: ids of experiments; of none there are no runs.
        filter: as MLflow writes it, `metrics.accuracy > 0.9 and params.model = 'a'`.
        order: `metrics.accuracy DESC`; see `by_metric`.
        page: the `next_page` of the page before.
        limit: runs on a page, 1..500.
        deleted: whether deleted runs are listed too.

    Raises:
        Invalid: MLflow cannot read the filter, order or page, or the limit is out of range.
    """
    if not 1 <= limit <= MAX_PAGE:
        raise Invalid("runs.bad_limit", limit=MAX_PAGE, given=limit)
    if not experiments:
        return RunPage(runs=())
    return bench.store.runs.search(
        experiments, filter=filter, order=order, page=page, limit=limit, deleted=deleted
    )


def by_metric(name: str, *, descending: bool = True) -> str:
    """Write the order that puts the best of a metric first; any name is taken, dots too."""
    return f"metrics.`{name}` {'DESC' if descending else 'ASC'}"


def condition(*, name: str = "", status: str = "", filter: str = "") -> str:
    """Write a filter for `search`: all that is given must hold; empty when nothing is.

    Args:
        name: stands in the run's name, in any case. MLflow has no way to write a quotation mark inside a
            value, so each stands for any one character.
        status: of MLflow, such as FINISHED.
        filter: a filter as MLflow writes it.
    """
    wild = re.sub(r"['\"`\\]", "_", name.strip())
    parts = (
        f"attributes.run_name ILIKE '%{wild}%'" if wild else "",
        f"attributes.status = '{status}'" if status else "",
        filter.strip(),
    )
    return " and ".join(part for part in parts if part)


def evaluation_of(run: Run) -> str:
    """Give the id of the evaluation that a run mirrors, empty for every other run."""
    return run.tags.get(EVALUATION_TAG, "")


def is_practice(run: Run) -> bool:
    """Tell whether the practice model gave the numbers of a run."""
    return run.tags.get(PRACTICE_TAG) == "true"


def compare(bench: Workbench, run_ids: Sequence[str]) -> RunComparison:
    """Put two or more runs side by side; deleted ones and ones without metrics are fine.

    Raises:
        Invalid: fewer than 2 or more than 20 runs.
        NotFound: there is no such run.
    """
    ids = list(dict.fromkeys(run_ids))
    if len(ids) < 2:
        raise Invalid("runs.too_few")
    if len(ids) > MAX_RUNS:
        raise Invalid("runs.too_many", limit=MAX_RUNS, given=len(ids))
    with ThreadPoolExecutor(AT_ONCE) as pool:
        runs = tuple(pool.map(bench.store.runs.find, ids))
    return RunComparison(
        runs=runs,
        params=differing(by_name({run.id: run.params for run in runs}), len(runs)),
        metrics=by_name({run.id: run.metrics for run in runs}),
        curves=curves(bench, runs),
    )


def by_name(values: Mapping[str, Mapping[str, T]]) -> dict[str, dict[str, T]]:
    """Turn {run: {name: value}} into {name: {run: value}}, by name."""
    names = sorted({name for given in values.values() for name in given})
    return {name: {id: given[name] for id, given in values.items() if name in given} for name in names}


def differing(params: Mapping[str, Mapping[str, str]], runs: int) -> Mapping[str, Mapping[str, str]]:
    """Keep the parameters that are not the same in all of the runs; a missing one differs."""
    return {
        name: given for name, given in params.items() if len(given) < runs or len(set(given.values())) > 1
    }


def curves(bench: Workbench, runs: Sequence[Run]) -> dict[str, dict[str, tuple[Point, ...]]]:
    """Collect the learning curves; a metric whose last step is 0 has none and is not asked for."""
    wanted = [(name, run.id) for run in runs for name, step in sorted(run.steps.items()) if step > 0]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        found = list(pool.map(lambda pair: bench.store.runs.history(pair[1], pair[0]), wanted))
    collected: dict[str, dict[str, tuple[Point, ...]]] = {}
    for (name, id), points in zip(wanted, found, strict=True):
        if len(points) > 1:
            collected.setdefault(name, {})[id] = thinned(points)
    return collected


def thinned(points: Sequence[Point], limit: int = MAX_POINTS) -> tuple[Point, ...]:
    """Leave at most `limit` points (from 4 on) of a curve, in order.

    The first and the last stay; between them every stretch keeps its lowest and its highest point, so
    that a spike is never lost.
    """
    if len(points) <= limit:
        return tuple(points)
    inner = points[1:-1]
    stretches = (limit - 2) // 2
    kept = [points[0]]
    for number in range(stretches):
        first, last = (len(inner) * at // stretches for at in (number, number + 1))
        places = range(first, last)
        extremes = {min(places, key=lambda at: inner[at][1]), max(places, key=lambda at: inner[at][1])}
        kept.extend(inner[at] for at in sorted(extremes))
    return (*kept, points[-1])
