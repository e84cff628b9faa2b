"""Tells what went wrong with rows, and why, also while the others are still asked."""

from collections.abc import Iterable, Mapping

from lifecycle import prompts, scorecards, scorers, versions
from lifecycle.records import Case, Evaluation, Row, RowState
from lifecycle.scorers import Reason
from lifecycle.workbench import Workbench

LOOKED_AT = 200
"""So many answers are looked through for the first failures, so that one may look every second."""


def wrong_so_far(bench: Workbench, evaluation: Evaluation, limit: int = 3) -> list[Row]:
    """List the first answers that a deciding scorer failed, in the order of the golden set.

    They are looked for among the first `LOOKED_AT` answers.
    """
    names = scorecards.deciding(evaluation.scorers)
    with bench.ledger.read() as tx:
        answered = tx.all(Row, limit=LOOKED_AT, evaluation=evaluation.id, state=RowState.ANSWERED)
    return [row for row in answered if scorecards.is_failure(row, names)][:limit]


def reasons(
    bench: Workbench, evaluation: Evaluation, cases: Mapping[str, Case], rows: Iterable[Row]
) -> dict[int, Mapping[str, Reason]]:
    """Tell why answered rows do not pass: position → the reason of each scorer that gave it a 0.

    Raises:
        NotFound, Unavailable: the version's prompt is gone, or is no longer what was frozen.
    """
    version = versions.find(bench, evaluation.app, evaluation.version)
    content = prompts.content(bench, prompts.find(bench, evaluation.app, version.prompt))
    built = scorers.build_all(evaluation.scorers)
    return {
        row.position: scorers.reasons(
            built, cases[row.case_id], row, prompts.render(content, cases[row.case_id].inputs)
        )
        for row in rows
        if row.state is RowState.ANSWERED
    }
