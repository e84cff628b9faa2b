"""Runs of any experiment, as MLflow keeps them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Experiment:
    """A named collection of runs."""

    id: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A training or evaluation run.

    `metrics` are the last values; `steps` the last step of each, 0 where nothing was counted.
    `status` is MLflow's: RUNNING, SCHEDULED, FINISHED, FAILED, KILLED.
    """

    id: str
    name: str
    experiment: str
    """Id of its experiment."""
    status: str
    user: str
    started_at: datetime | None
    finished_at: datetime | None
    is_deleted: bool
    params: Mapping[str, str]
    metrics: Mapping[str, float]
    steps: Mapping[str, int]
    tags: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class RunPage:
    """One page of a search; `next_page` is the token of the next one, empty on the last."""

    runs: tuple[Run, ...]
    next_page: str = ""

    @property
    def metrics(self) -> tuple[str, ...]:
        """Every metric that a run of the page has, by name: what can be a column."""
        return tuple(sorted({name for run in self.runs for name in run.metrics}))

    @property
    def params(self) -> tuple[str, ...]:
        """Every parameter that a run of the page has, by name."""
        return tuple(sorted({name for run in self.runs for name in run.params}))
