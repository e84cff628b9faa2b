"""How an evaluation begins to run and ends: the only places that move its state while it is worked on."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from lifecycle import history, projection
from lifecycle.errors import LifecycleError
from lifecycle.evaluation import answers
from lifecycle.evaluation.progress import find
from lifecycle.ledger import SOME, Writing
from lifecycle.records import WORKER, Evaluation, EvaluationState, Row, RowState
from lifecycle.workbench import Workbench

LIVE = [EvaluationState.WAITING, EvaluationState.RUNNING, EvaluationState.CANCELLING]
PAGE = 1_000
"""Rows read at a time when they are frozen."""


@dataclass(frozen=True, slots=True)
class Ending:
    """Why work is over before the rows are: a final state, or `running` for a worker that leaves."""

    state: EvaluationState
    code: str = ""
    params: dict[str, Any] = field(default_factory=dict)


LEFT = Ending(EvaluationState.RUNNING)
CANCELLED = Ending(EvaluationState.CANCELLED)


def stopped(code: str, **params: Any) -> Ending:
    """End by a rule of the evaluation's own."""
    return Ending(EvaluationState.STOPPED, code, params)


def because(error: LifecycleError) -> Ending:
    """End because going on is useless."""
    return stopped(error.code, **error.params)


def begin(bench: Workbench, id: str) -> Evaluation:
    """Move an evaluation from waiting to running; one that is further stays as it is."""
    with bench.ledger.write() as tx:
        where = {"id": id, "state": EvaluationState.WAITING}
        tx.change(Evaluation, where, state=EvaluationState.RUNNING, started_at=bench.now())
    return find(bench, id)


def end(bench: Workbench, evaluation: Evaluation, ending: Ending) -> None:
    """Close an evaluation that is not complete; its answers stay in the ledger."""
    about = {"app": evaluation.app, "subject": evaluation.id}
    with bench.ledger.write() as tx:
        closed = tx.change(
            Evaluation,
            {"id": evaluation.id, "state": LIVE},
            state=ending.state,
            stop_code=ending.code,
            stop_params=ending.params,
            finished_at=bench.now(),
        )
        if closed:
            keep_answers(tx, evaluation.id)
        if closed and ending.state is EvaluationState.STOPPED:
            history.record(bench, tx, WORKER, "evaluation.stopped", **about, code=ending.code)


def keep_answers(tx: Writing, id: str) -> None:
    """Let answers count that were to be judged again."""
    unjudged = {"evaluation": id, "state": RowState.WAITING, "score_errors": SOME}
    tx.change(Row, unjudged, state=RowState.ANSWERED)


def finish(bench: Workbench, evaluation: Evaluation) -> None:
    """Freeze the rows and close the evaluation, unless it was cancelled at the last moment."""
    digest = bench.objects.freeze_parts(answers.to_lines(rows_of(bench, evaluation)))
    about = {"app": evaluation.app, "subject": evaluation.id}
    with bench.ledger.write() as tx:
        closed = tx.change(
            Evaluation,
            {"id": evaluation.id, "state": EvaluationState.RUNNING},
            state=EvaluationState.FINISHED,
            answers_digest=digest,
            finished_at=bench.now(),
        )
        if closed:
            history.record(bench, tx, WORKER, "evaluation.finished", **about, answers_digest=digest)
            projection.send(bench, tx, "evaluation", **about, evaluation=evaluation.id)
    if not closed:
        end(bench, evaluation, CANCELLED)


def rows_of(bench: Workbench, evaluation: Evaluation) -> Iterator[Row]:
    """Go through the rows in the order of the golden set, never all of them in memory."""
    for first in range(0, evaluation.cases * evaluation.repetitions, PAGE):
        with bench.ledger.read() as tx:
            yield from tx.all(Row, evaluation=evaluation.id, position=list(range(first, first + PAGE)))
