"""Rows of a finished evaluation as MLflow traces."""

from lifecycle import projection
from lifecycle.errors import Conflict
from lifecycle.mirror import material
from lifecycle.records import Errand
from lifecycle.settings import Traces
from lifecycle.workbench import Workbench


def show_traces(bench: Workbench, errand: Errand) -> None:
    """Write the traces that were wanted when the evaluation finished; nothing for one removed since.

    A trace in MLflow is one of the version's, so answers that were given elsewhere have none.

    Raises:
        Conflict: the evaluation has no MLflow run yet.
    """
    found = material.find(bench, errand)
    if found is None:
        return
    evaluation, version = found
    if evaluation.recorded:
        return
    if not evaluation.run_id:
        raise Conflict("mirror.no_run", evaluation=evaluation.id)
    wanted = material.traces(bench, evaluation, version, Traces(errand.params["rows"]))
    model_id = bench.store.models.model_id(evaluation.app, version.number)
    for _ in bench.store.traces.log(wanted, app=evaluation.app, run_id=evaluation.run_id, model_id=model_id):
        projection.hold(bench, errand)
