"""Tells how many calls of a plan were answered before."""

from lifecycle import prompts
from lifecycle.evaluation.job import body_parameters
from lifecycle.evaluation.outcome import call_digest
from lifecycle.evaluation.planning import Plan
from lifecycle.records import Row, RowState
from lifecycle.workbench import Workbench

MOST = 5_000
"""For more calls than that it is not told: it would take longer than a click may."""
PAGE = 500


def known_calls(bench: Workbench, planned: Plan) -> int | None:
    """Count the calls of a plan that got an answer in an earlier evaluation; None for more than `MOST`.

    Raises:
        NotFound, Unavailable: the version's prompt is gone, or is no longer what was frozen.
    """
    if planned.calls > MOST:
        return None
    version = planned.version
    content = prompts.content(bench, prompts.find(bench, version.app, version.prompt))
    parameters = body_parameters(content, version.parameters)
    calls = [
        call_digest(planned.endpoint, version, parameters, repetition, messages)
        for case in planned.cases
        for messages in (prompts.render(content, case.inputs),)
        for repetition in range(planned.repetitions)
    ]
    found: set[str] = set()
    with bench.ledger.read() as tx:
        for first in range(0, len(calls), PAGE):
            wanted = {"call_digest": calls[first : first + PAGE], "state": RowState.ANSWERED, "cached": False}
            found |= tx.tally(Row, "call_digest", **wanted).keys()
    return sum(call in found for call in calls)
