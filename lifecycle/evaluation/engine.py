"""Works evaluations off, several at a time; those at one endpoint share its gate.

After a kill nothing that is written is asked again: a row is claimed by one process, and what that
process did not finish is claimed again by the next one.
"""

import asyncio
import logging
from collections.abc import Callable
from threading import Event

from lifecycle.errors import LifecycleError, Unavailable
from lifecycle.evaluation import ending
from lifecycle.evaluation.chats import Chats
from lifecycle.evaluation.claims import Claims, take_back
from lifecycle.evaluation.ending import LIVE, Ending
from lifecycle.evaluation.job import Job, prepare
from lifecycle.evaluation.progress import find
from lifecycle.evaluation.shift import Shift
from lifecycle.records import Evaluation, EvaluationState
from lifecycle.workbench import Workbench

log = logging.getLogger(__name__)

AT_ONCE = 4
"""So many evaluations go on side by side; one that waits for its endpoint keeps no other from going on."""
POLL_S, BUSY_S = 0.3, 1.0
"""How often work is looked for, with nothing to do and beside other work."""
SILENT_S = 5.0
"""How long to leave a ledger alone that did not answer."""


def run(bench: Workbench, id: str, stop: Event, *, worker: str) -> Evaluation:
    """Work on one evaluation until it is over or `stop` is set, and tell how it stands then.

    `worker` names who claims rows, different for each process. What cannot work (no key, an
    endpoint that is gone) stops the evaluation with its code; it is no failure of the worker.

    Raises:
        NotFound: there is no such evaluation.
        Unavailable: the ledger does not answer; the evaluation can be run again.
    """

    async def alone() -> None:
        chats = Chats()
        try:
            await attend(bench, find(bench, id), chats, stop, worker)
        finally:
            await chats.close()

    asyncio.run(alone())
    return find(bench, id)


async def serve(
    bench: Workbench,
    stop: Event,
    worker: str,
    *,
    until_idle: bool = False,
    on_end: Callable[[Evaluation], None] = lambda ended: None,
    on_turn: Callable[[], None] = lambda: None,
) -> None:
    """Work on evaluations as they are asked for, the oldest first, until `stop` is set.

    Only for a process that is the ledger's only worker: what another one left claimed is taken back.

    Args:
        bench: the workbench of the home.
        stop: ends it; calls under way get 8 s.
        worker: names who claims rows.
        until_idle: return as soon as no evaluation is left.
        on_end: told of each evaluation that this worker is done with, as it stands then.
        on_turn: called at each look for work, first of all; it may set `stop`.

    Raises:
        Unavailable: the ledger does not answer, and `until_idle` says that somebody waits for us.
    """
    chats = Chats()
    tasks: dict[str, asyncio.Task[Evaluation]] = {}
    try:
        while not stop.is_set():
            try:
                on_turn()
                waiting = await asyncio.to_thread(unfinished, bench)
            except Unavailable as err:
                if until_idle:
                    raise
                log.warning("no answer: %s", err)
                await pause(stop, SILENT_S)
                continue
            for evaluation in waiting[:AT_ONCE]:
                if evaluation.id not in tasks and not stop.is_set():
                    tasks[evaluation.id] = asyncio.create_task(
                        take_on(bench, evaluation, chats, stop, worker)
                    )
            if until_idle and not waiting and not tasks:
                return
            if tasks:
                await asyncio.wait(tasks.values(), timeout=BUSY_S, return_when=asyncio.FIRST_COMPLETED)
            else:
                await pause(stop, POLL_S)
            for id in [id for id, task in tasks.items() if task.done()]:
                on_end(tasks.pop(id).result())
    finally:
        await asyncio.gather(*tasks.values())
        await chats.close()


async def pause(stop: Event, seconds: float) -> None:
    """Wait, but not longer than until the end."""
    await asyncio.to_thread(stop.wait, seconds)


def unfinished(bench: Workbench) -> list[Evaluation]:
    """List the evaluations that are not over, the oldest first."""
    with bench.ledger.read() as tx:
        return tx.all(Evaluation, order=["created_at", "id"], state=LIVE)


async def take_on(
    bench: Workbench, evaluation: Evaluation, chats: Chats, stop: Event, worker: str
) -> Evaluation:
    """Take over an evaluation, whatever another worker left of it, and see it through."""
    log.info("evaluation %s: v%d on %s", evaluation.id, evaluation.version, evaluation.golden)
    try:
        await asyncio.to_thread(take_back, bench, evaluation.id)
        await attend(bench, evaluation, chats, stop, worker)
        now = await asyncio.to_thread(find, bench, evaluation.id)
        log.info("evaluation %s: %s %s", now.id, now.state, now.stop_code)
        return now
    except Unavailable as err:
        log.warning("evaluation %s is left for now: %s", evaluation.id, err)
        await pause(stop, SILENT_S)
    except LifecycleError as err:
        await give_up(bench, evaluation, ending.because(err))
    except Exception:  # a fault of ours, met by this evaluation alone: the others go on
        log.exception("evaluation %s met a fault", evaluation.id)
        await give_up(bench, evaluation, ending.stopped("evaluation.fault"))
    return evaluation


async def give_up(bench: Workbench, evaluation: Evaluation, why: Ending) -> None:
    """Stop an evaluation that cannot go on; if the ledger does not answer either, the next turn will."""
    log.error("evaluation %s cannot go on: %s", evaluation.id, why.code)
    try:
        await asyncio.to_thread(ending.end, bench, evaluation, why)
    except Unavailable as err:
        log.warning("evaluation %s is left for now: %s", evaluation.id, err)


class Hopeless(Exception):
    """An evaluation that cannot be worked on, and why."""

    def __init__(self, error: LifecycleError) -> None:
        super().__init__(error.code)
        self.why = ending.because(error)


async def get_ready(bench: Workbench, evaluation: Evaluation, chats: Chats) -> Job:
    """Read what an evaluation needs, and open the endpoints it asks.

    Raises:
        Hopeless: something is missing, or an endpoint cannot be opened.
        Unavailable: the ledger does not answer.
    """
    try:
        job: Job = await asyncio.to_thread(prepare, bench, evaluation)
    except Unavailable:
        raise
    except LifecycleError as error:
        raise Hopeless(error) from error
    try:
        for endpoint in job.asked:
            await chats.at(endpoint)
    except LifecycleError as error:
        raise Hopeless(error) from error
    return job


async def attend(bench: Workbench, evaluation: Evaluation, chats: Chats, stop: Event, worker: str) -> None:
    """Bring an evaluation to its end, or as far as this worker gets."""
    now = await asyncio.to_thread(ending.begin, bench, evaluation.id)
    if now.state is EvaluationState.CANCELLING:
        await asyncio.to_thread(ending.end, bench, now, ending.CANCELLED)
    if now.state is not EvaluationState.RUNNING:
        return
    try:
        job = await get_ready(bench, now, chats)
    except Hopeless as hopeless:
        await asyncio.to_thread(ending.end, bench, now, hopeless.why)
        return
    shift = Shift(Claims(bench, now.id, worker), job, chats, stop)
    why = await shift.work()
    if why is None:
        await shift.insist(ending.finish, bench, now)
    elif why.state.is_final:
        await shift.insist(ending.end, bench, now, why)
