"""Starts, cancels and resumes evaluations; asking is done elsewhere, by a worker."""

import dataclasses
import math
from collections.abc import Sequence

from lifecycle import history, scorers
from lifecycle.errors import Conflict, Invalid
from lifecycle.evaluation import recorded
from lifecycle.evaluation.ending import keep_answers
from lifecycle.evaluation.job import require_prices
from lifecycle.evaluation.planning import Plan, plan
from lifecycle.evaluation.progress import find, unjudged
from lifecycle.records import Actor, Case, Evaluation, EvaluationState, Ref, Row, RowState
from lifecycle.workbench import Workbench

MAX_MINUTES = 6 * 60.0
"""How long an evaluation may take when nobody says otherwise."""


def start(
    bench: Workbench,
    *,
    app: str,
    version: int,
    golden: Ref | None = None,
    by: Actor,
    repetitions: int = 1,
    reuse: bool = False,
    max_cost_usd: float | None = None,
    max_minutes: float | None = MAX_MINUTES,
    answers: bytes | None = None,
) -> Evaluation:
    """Write down an evaluation with all its rows; a worker picks it up.

    Args:
        bench: the workbench.
        app: the application.
        version: the number of the version that answers.
        golden: the golden set; without a number the one that the policy means (see `plan`).
        by: who asks for it.
        repetitions: how often each case is asked.
        reuse: take the answer that the very same call (messages, model, parameters, endpoint,
            repetition) got in an earlier evaluation, instead of asking again.
        max_cost_usd: stop before more is spent; None for no limit.
        max_minutes: stop when a worker has been at it for longer; None for no limit.
        answers: score these (as `recorded.read` takes them) instead of asking the endpoint.

    Raises:
        Refused: the role does not allow it.
        NotFound, Invalid: as `plan`; or it would cost more than it may, or nobody knows what it would
            cost, or the answers cannot be read.
    """
    bench.permit(by, app, "evaluation.start")
    planned = plan(bench, app=app, version=version, golden=golden, repetitions=repetitions)
    if answers is not None:
        recorded.read(answers)
    check_limits(max_cost_usd, max_minutes)
    if max_cost_usd is not None:
        check_cost(planned, max_cost_usd, is_recorded=answers is not None)
    evaluation = dataclasses.replace(
        to_evaluation(bench, planned, by), reuse=reuse, max_cost_usd=max_cost_usd, max_minutes=max_minutes
    )
    if answers is None:
        asked = planned.endpoint
        evaluation = dataclasses.replace(
            evaluation, endpoint=asked.name, address=asked.address, practice=asked.is_practice
        )
    else:
        evaluation = dataclasses.replace(evaluation, recorded=bench.objects.freeze(answers))
    write_down(bench, evaluation, planned, by)
    return evaluation


def check_limits(*limits: float | None) -> None:
    """Refuse limits that are none."""
    if any(limit is not None and not 0 < limit < math.inf for limit in limits):
        raise Invalid("evaluation.bad_limit")


def check_cost(planned: Plan, limit_usd: float, *, is_recorded: bool) -> None:
    """Refuse what is expected to cost more than it may, and what nobody knows the cost of."""
    require_prices(planned.judges if is_recorded else (planned.endpoint, *planned.judges))
    cost_usd = planned.judges_usd if is_recorded else planned.cost_usd
    if cost_usd is not None and cost_usd > limit_usd:
        raise Invalid("evaluation.too_dear", cost=cost_usd, limit=limit_usd)


def to_evaluation(bench: Workbench, planned: Plan, by: Actor) -> Evaluation:
    """Make a plan an evaluation that waits, without limits."""
    return Evaluation(
        id=bench.new_id(),
        app=planned.version.app,
        version=planned.version.number,
        bundle_digest=planned.version.digest,
        golden=planned.golden.ref,
        golden_digest=planned.golden.digest,
        scorers=planned.scorers,
        scorers_digest=scorers.digest(planned.scorers),
        cases=len(planned.cases),
        repetitions=planned.repetitions,
        judge_addresses={judge.name: judge.address for judge in planned.judges},
        requested_by=by.person,
        created_at=bench.now(),
    )


def write_down(bench: Workbench, evaluation: Evaluation, planned: Plan, by: Actor) -> None:
    """Keep an evaluation with all its rows, and who asked for it."""
    with bench.ledger.write() as tx:
        tx.add(evaluation)
        tx.add(*to_rows(evaluation, planned.cases))
        history.record(
            bench,
            tx,
            by,
            "evaluation.started",
            app=evaluation.app,
            subject=evaluation.id,
            version=evaluation.version,
            golden=str(evaluation.golden),
            golden_digest=evaluation.golden_digest,
            scorers_digest=evaluation.scorers_digest,
            calls=planned.calls,
        )


def to_rows(evaluation: Evaluation, cases: Sequence[Case]) -> list[Row]:
    """List the rows in the order of the golden set, the repetitions of a case side by side."""
    asked = [(case, repetition) for case in cases for repetition in range(evaluation.repetitions)]
    return [
        Row(evaluation=evaluation.id, position=position, case_id=case.id, repetition=repetition)
        for position, (case, repetition) in enumerate(asked)
    ]


def cancel(bench: Workbench, id: str, by: Actor) -> Evaluation:
    """End an evaluation early; the answers it has are kept.

    One that nobody works on yet is cancelled at once, else its worker stops within a second.

    Raises:
        NotFound: there is no such evaluation.
        Refused: the role does not allow it.
        Conflict: it is over already.
    """
    found = find(bench, id)
    bench.permit(by, found.app, "evaluation.cancel")
    with bench.ledger.write() as tx:
        now = bench.now()
        waiting, running = (
            {"id": id, "state": s} for s in (EvaluationState.WAITING, EvaluationState.RUNNING)
        )
        done = tx.change(Evaluation, waiting, state=EvaluationState.CANCELLED, finished_at=now) or tx.change(
            Evaluation, running, state=EvaluationState.CANCELLING
        )
        if not done:
            raise Conflict("evaluation.over", evaluation=id)
        keep_answers(tx, id)
        history.record(bench, tx, by, "evaluation.cancelled", app=found.app, subject=id)
    return find(bench, id)


def resume(bench: Workbench, id: str, by: Actor) -> Evaluation:
    """Go on with an evaluation that was cancelled or stopped, where it ended.

    Failed calls are tried again, and judges that failed are asked again, about the answers there are.

    Raises:
        NotFound: there is no such evaluation.
        Refused: the role does not allow it.
        Conflict: it still goes on, or it is complete.
    """
    found = find(bench, id)
    bench.permit(by, found.app, "evaluation.start")
    with bench.ledger.write() as tx:
        ended = {"id": id, "state": [EvaluationState.CANCELLED, EvaluationState.STOPPED]}
        again = {"state": EvaluationState.WAITING, "stop_code": "", "stop_params": {}}
        if not tx.change(Evaluation, ended, **again, started_at=None, finished_at=None):
            raise Conflict("evaluation.cannot_resume", evaluation=id)
        failed = {"evaluation": id, "state": RowState.FAILED}
        tx.change(Row, failed, state=RowState.WAITING, error_code="", error_params={}, attempts=0)
        back = [dataclasses.replace(row, state=RowState.WAITING) for row in unjudged(bench, found)]
        tx.finish(back, {"state": RowState.ANSWERED})
        kept = tx.count(Row, evaluation=id, state=RowState.ANSWERED)
        tx.change(Evaluation, {"id": id}, done_before=kept)
        history.record(bench, tx, by, "evaluation.resumed", app=found.app, subject=id)
    return find(bench, id)
