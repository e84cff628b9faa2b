"""What there is to tell of an evaluation: read from the ledger and the frozen files, no place is asked."""

from collections.abc import Iterator

from lifecycle import prompts
from lifecycle.digests import digest_of
from lifecycle.evaluation import scorecard
from lifecycle.evaluation.job import body_parameters
from lifecycle.records import Errand, Evaluation, RowState, Trace, Version
from lifecycle.settings import Traces
from lifecycle.workbench import Workbench

SHARE = 0.05
"""How many of the rows that did not fail are sampled."""


def find(bench: Workbench, errand: Errand) -> tuple[Evaluation, Version] | None:
    """Find the evaluation an errand speaks of, with its version; None if it was removed since."""
    with bench.ledger.read() as tx:
        evaluation = tx.one(Evaluation, id=errand.params["evaluation"])
        version = tx.one(Version, app=errand.app, number=evaluation.version) if evaluation else None
    return (evaluation, version) if evaluation and version else None


def traces(bench: Workbench, evaluation: Evaluation, version: Version, rows: Traces) -> Iterator[Trace]:
    """Go through the chosen rows of an evaluation, in the order of the golden set.

    When each was asked is not kept, so the time the evaluation took is spread evenly over its rows.
    Those of answers that were given elsewhere have no messages and no parameters: nobody knows them.
    """
    card = scorecard(bench, evaluation.id)
    content = prompts.content(bench, prompts.find(bench, evaluation.app, version.prompt))
    parameters = {} if evaluation.recorded else body_parameters(content, version.parameters)
    cases = {case.id: case for case in card.cases}
    started_at = evaluation.started_at or evaluation.created_at
    apart = ((evaluation.finished_at or started_at) - started_at) / max(len(card.rows), 1)
    for row in card.rows:
        failed = row.state is RowState.FAILED
        if is_traced(evaluation.id, row.case_id, rows, failed=failed):
            case = cases[row.case_id]
            yield Trace(
                evaluation=evaluation,
                version=version,
                case=case,
                row=row,
                messages=() if evaluation.recorded else prompts.render(content, case.inputs),
                parameters=parameters,
                started_at=started_at + row.position * apart,
            )


def is_traced(evaluation: str, case: str, rows: Traces, *, failed: bool) -> bool:
    """Tell whether a row gets a trace; the sample is the same every time, with all repetitions of a case."""
    if rows is Traces.ALL or rows is Traces.NONE:
        return rows is Traces.ALL
    luck = int(digest_of(f"{evaluation}/{case}".encode())[:8], 16) / 2**32
    return failed or (rows is Traces.SAMPLED and luck < SHARE)
