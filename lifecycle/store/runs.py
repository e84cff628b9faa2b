"""Runs of any experiment, other people's too: read only, paged on the server."""

from collections.abc import Sequence
from datetime import UTC, datetime

from mlflow import entities
from mlflow.entities import ViewType

from lifecycle.errors import Invalid, NotFound
from lifecycle.records import Experiment, Run, RunPage
from lifecycle.store.connection import Connection

MAX_EXPERIMENTS = 5000


class Runs:
    """The runs of an MLflow store."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def experiments(self) -> list[Experiment]:
        """List the experiments, the newest first."""
        with self.connection.speaking() as client:
            found = client.search_experiments(max_results=MAX_EXPERIMENTS, order_by=["creation_time DESC"])
        return [Experiment(id=str(each.experiment_id), name=each.name) for each in found]

    def search(
        self, experiments: Sequence[str], *, filter: str, order: str, page: str, limit: int, deleted: bool
    ) -> RunPage:
        """Give one page of runs; `filter`, `order` and `page` as MLflow writes them.

        Raises:
            Invalid: MLflow cannot read the filter, the order or the page's token.
        """
        self.connection.analyze()
        try:
            with self.connection.speaking() as client:
                found = client.search_runs(
                    list(experiments),
                    filter_string=filter,
                    run_view_type=ViewType.ALL if deleted else ViewType.ACTIVE_ONLY,
                    max_results=limit,
                    order_by=[order] if order else None,
                    page_token=page or None,
                )
        except Invalid as err:
            raise Invalid("runs.bad_search", filter=filter, order=order, reason=err.params["reason"]) from err
        token = found.token or ""  # bytes from a database, text from a server
        next_page = token.decode() if isinstance(token, bytes) else token
        return RunPage(runs=tuple(map(to_run, found)), next_page=next_page)

    def find(self, id: str) -> Run:
        """Find one run, a deleted one too.

        Raises:
            NotFound: there is none of that id.
        """
        try:
            with self.connection.speaking() as client:
                return to_run(client.get_run(id))
        except (NotFound, Invalid) as err:
            raise NotFound("runs.missing", run=id) from err

    def history(self, id: str, metric: str) -> list[tuple[int, float]]:
        """List the values of a metric as (step, value), by step."""
        with self.connection.speaking() as client:
            points = client.get_metric_history(id, metric)
        return sorted((point.step, point.value) for point in points)


def to_run(run: entities.Run) -> Run:
    """Give MLflow's run as a record."""
    return Run(
        id=run.info.run_id,
        name=run.info.run_name or run.info.run_id,
        experiment=str(run.info.experiment_id),
        status=run.info.status,
        user=run.data.tags.get("mlflow.user", run.info.user_id or ""),
        started_at=to_moment(run.info.start_time),
        finished_at=to_moment(run.info.end_time),
        is_deleted=run.info.lifecycle_stage == "deleted",
        params=run.data.params,
        metrics=run.data.metrics,
        steps={metric.key: metric.step for metric in run.data.to_proto().metrics},
        tags=run.data.tags,
    )


def to_moment(milliseconds: int | None) -> datetime | None:
    """Read MLflow's milliseconds since 1970; 0 and None are no moment."""
    return datetime.fromtimestamp(milliseconds / 1000, UTC) if milliseconds else None
