"""Asks, scores and keeps: works an evaluation off and loses nothing when it is killed.

A worker claims rows in the ledger under a lease, asks them all at once up to the endpoint's
concurrency, and writes what is done about every 0.1 s in one transaction. A row counts only for the
worker whose claim it still carries, so a row asked twice counts once. After a kill the rows without
an answer are claimed again; nothing that is written is asked again.
"""

import asyncio
import dataclasses
import os
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from threading import Event
from typing import Any

from lifecycle import chat, history, projection, scorecards, scorers
from lifecycle.chat import Chat, Reply
from lifecycle.errors import LifecycleError
from lifecycle.evaluation import answers
from lifecycle.evaluation.cards import scorecard
from lifecycle.evaluation.job import Job, cost_usd, prepare
from lifecycle.evaluation.progress import find
from lifecycle.ledger import Writing
from lifecycle.prompts import render
from lifecycle.records import Actor, Evaluation, EvaluationState, Row, RowState
from lifecycle.workbench import Workbench

LEASE = timedelta(seconds=30)
RENEW_S = 10.0
TICK_S = 0.1
LOOK_S = 0.3
"""How often the ledger is asked whether somebody cancelled."""
AHEAD = 4
"""Rows held for each call that can be under way; more are claimed when half of them are gone."""
DRY_S = 1.0
"""How long no rows are looked for after none were left."""
STOP_GRACE_S = 8.0
"""How long calls under way may still end when the worker is told to stop."""
END_GRACE_S = 0.2
"""The same when the evaluation was cancelled or stopped by its own rule."""
REFUSALS = 20
"""So many failed calls in a row stop an evaluation."""

LIVE = [EvaluationState.WAITING, EvaluationState.RUNNING, EvaluationState.CANCELLING]
FREE = {"state": RowState.WAITING, "claimed_by": "", "claimed_until": None}


@dataclass(frozen=True, slots=True)
class Ending:
    """Why a shift is over before the rows are: a final state, or `running` for a worker that leaves."""

    state: EvaluationState
    code: str = ""
    params: dict[str, Any] = field(default_factory=dict)


def run(bench: Workbench, id: str, stop: Event, *, worker: str) -> Evaluation:
    """Work on an evaluation until it is over or `stop` is set, and tell how it stands then.

    `worker` names who claims rows, different for each process. What cannot work (no key, an
    endpoint that is gone) stops the evaluation with its code; it is no failure of the worker.

    Raises:
        NotFound: there is no such evaluation.
        Unavailable: the ledger does not answer; the evaluation can be run again.
    """
    evaluation = begin(bench, id)
    if evaluation.state is EvaluationState.CANCELLING:
        end(bench, evaluation, Ending(EvaluationState.CANCELLED))
    elif evaluation.state is EvaluationState.RUNNING:
        try:
            job = prepare(bench, evaluation)
            opened = chat.open_chat(job.endpoint, os.environ)
        except LifecycleError as error:
            end(bench, evaluation, Ending(EvaluationState.STOPPED, error.code, error.params))
        else:
            asyncio.run(Shift(bench, job, opened, stop, worker).work())
    return find(bench, id)


def begin(bench: Workbench, id: str) -> Evaluation:
    """Move an evaluation from waiting to running; one that is further stays as it is."""
    with bench.ledger.write() as tx:
        where = {"id": id, "state": EvaluationState.WAITING}
        tx.change(Evaluation, where, state=EvaluationState.RUNNING, started_at=bench.now())
    return find(bench, id)


def take_back(bench: Workbench, id: str) -> int:
    """Free every claimed row of an evaluation; only for one who knows that nobody else works on it."""
    with bench.ledger.write() as tx:
        return tx.change(Row, {"evaluation": id, "state": RowState.CLAIMED}, **FREE)


class Shift:
    """One worker's time on one evaluation."""

    def __init__(self, bench: Workbench, job: Job, open_chat: Chat, stop: Event, worker: str) -> None:
        self.bench = bench
        self.job = job
        self.id = job.evaluation.id
        self.chat = open_chat
        self.stop = stop
        self.worker = worker
        self.pending: asyncio.Queue[Row] = asyncio.Queue()
        self.asking = 0
        self.done: list[Row] = []
        self.refusals = 0
        self.ending: Ending | None = None
        self.renewed = self.looked = self.dry_until = time.monotonic()

    @property
    def mine(self) -> dict[str, Any]:
        """What marks a row as claimed by this worker."""
        return {"evaluation": self.id, "state": RowState.CLAIMED, "claimed_by": self.worker}

    async def work(self) -> None:
        """Ask until every row is done or something ends the shift; what is done is always kept."""
        askers = [asyncio.create_task(self.keep_asking()) for _ in range(self.job.endpoint.concurrency)]
        try:
            async with self.chat:
                try:
                    while self.ending is None and await self.keep_up():
                        await asyncio.wait(askers, timeout=TICK_S, return_when=asyncio.FIRST_COMPLETED)
                        for asker in (each for each in askers if each.done()):
                            asker.result()  # raises the fault of ours that ended it
                    await self.let_end()
                finally:
                    for asker in askers:
                        asker.cancel()
                    await asyncio.gather(*askers, return_exceptions=True)
        finally:
            self.exchange(self.take_done(), wanted=0)
            self.hand_back()
        if self.ending is None:
            finish(self.bench, self.job.evaluation)
        elif self.ending.state.is_final:
            end(self.bench, self.job.evaluation, self.ending)

    async def keep_asking(self) -> None:
        """Ask one row after the other until the shift ends."""
        while self.ending is None:
            row = await self.pending.get()
            self.asking += 1
            try:
                await self.ask(row)
            finally:
                self.asking -= 1

    async def ask(self, row: Row) -> None:
        """Ask one row; a failed call is a failed row, a hopeless one ends the shift."""
        case = self.job.cases[row.case_id]
        try:
            messages = render(self.job.content, case.inputs)
            reply = await self.chat.ask(
                messages, model=self.job.version.model, parameters=self.job.parameters
            )
        except LifecycleError as error:
            if chat.is_fatal(error):
                self.ending = self.ending or Ending(EvaluationState.STOPPED, error.code, error.params)
                return
            self.done.append(to_failed(row, error))
            self.refusals += 1
            if self.refusals >= REFUSALS:
                params = {"calls": self.refusals, "endpoint": self.job.endpoint.name}
                code = "evaluation.refused_in_a_row"
                self.ending = self.ending or Ending(EvaluationState.STOPPED, code, params)
        else:
            self.refusals = 0
            self.done.append(to_answered(row, reply, self.job))

    async def keep_up(self) -> bool:
        """Write what is done, claim what comes next, hear what others want; false when all is done."""
        if self.stop.is_set():
            self.ending = Ending(EvaluationState.RUNNING)
        elif time.monotonic() - self.looked >= LOOK_S:
            self.looked = time.monotonic()
            now = await asyncio.to_thread(find, self.bench, self.id)
            if now.state is EvaluationState.CANCELLING:
                self.ending = Ending(EvaluationState.CANCELLED)
        if self.ending:
            return True
        done, wanted = self.take_done(), self.room()
        if done or wanted or time.monotonic() - self.renewed >= RENEW_S:
            for row in await asyncio.to_thread(self.exchange, done, wanted=wanted):
                self.pending.put_nowait(row)
        return bool(self.pending.qsize() or self.asking or self.done) or await asyncio.to_thread(self.is_open)

    def room(self) -> int:
        """Tell how many rows to claim: none while half the stock is there, or none were left just now."""
        stock = AHEAD * self.job.endpoint.concurrency
        held = self.pending.qsize() + self.asking
        return stock - held if held <= stock / 2 and time.monotonic() >= self.dry_until else 0

    def take_done(self) -> list[Row]:
        """Take the rows that are done and not written yet."""
        done, self.done = self.done, []
        return done

    def exchange(self, done: Sequence[Row], *, wanted: int) -> list[Row]:
        """Write finished rows, renew the lease of the others and claim up to `wanted` more, all or none."""
        until = self.bench.now() + LEASE
        try:
            with self.bench.ledger.write() as tx:
                tx.finish(done, {"state": RowState.CLAIMED, "claimed_by": self.worker})
                if time.monotonic() - self.renewed >= RENEW_S:
                    tx.change(Row, self.mine, claimed_until=until)
                    self.renewed = time.monotonic()
                return self.claim(tx, wanted) if wanted > 0 else []
        except LifecycleError:
            self.done = [*done, *self.done]  # not written: still ours to write
            raise

    def claim(self, tx: Writing, wanted: int) -> list[Row]:
        """Claim the next rows; those of a worker that let its lease run out when no others are left."""
        now = self.bench.now()
        rows = tx.all(Row, limit=wanted, evaluation=self.id, state=RowState.WAITING)
        if not rows:
            claimed = tx.all(Row, evaluation=self.id, state=RowState.CLAIMED)
            others = (row for row in claimed if row.claimed_by != self.worker)
            rows = [row for row in others if (row.claimed_until or now) < now][:wanted]
            self.dry_until = time.monotonic() + (0 if rows else DRY_S)
        where = {"evaluation": self.id, "position": [row.position for row in rows]}
        claim = {"state": RowState.CLAIMED, "claimed_by": self.worker, "claimed_until": now + LEASE}
        tx.change(Row, where, **claim)
        return rows

    def is_open(self) -> bool:
        """Whether a row is left, perhaps with another worker."""
        with self.bench.ledger.read() as tx:
            return tx.count(Row, evaluation=self.id, state=[RowState.WAITING, RowState.CLAIMED]) > 0

    async def let_end(self) -> None:
        """Ask nothing more, and give the calls under way a moment to end."""
        while not self.pending.empty():
            self.pending.get_nowait()
        leaving = self.ending is not None and self.ending.state is EvaluationState.RUNNING
        until = time.monotonic() + (STOP_GRACE_S if leaving else END_GRACE_S)
        while self.asking and time.monotonic() < until:
            await asyncio.sleep(TICK_S / 2)
            if self.done:
                await asyncio.to_thread(self.exchange, self.take_done(), wanted=0)

    def hand_back(self) -> None:
        """Free the rows that were claimed and not asked, or not answered in time."""
        with self.bench.ledger.write() as tx:
            tx.change(Row, self.mine, **FREE)


def to_failed(row: Row, error: LifecycleError) -> Row:
    """Note a failed call: an error to be counted, never scored."""
    return dataclasses.replace(
        row,
        state=RowState.FAILED,
        error_code=error.code,
        error_params=error.params,
        attempts=error.params.get("attempts", 0),
    )


def to_answered(row: Row, reply: Reply, job: Job) -> Row:
    """Note an answer with what it took, and score it."""
    answered = dataclasses.replace(
        row,
        state=RowState.ANSWERED,
        answer=reply.text,
        latency_ms=reply.latency_ms,
        tokens_in=reply.tokens_in,
        tokens_out=reply.tokens_out,
        cost_usd=cost_usd(job.endpoint, reply),
        attempts=reply.attempts,
    )
    scores, errors = scorers.score_row(job.scorers, job.cases[row.case_id], answered)
    return dataclasses.replace(answered, scores=scores, score_errors=errors)


def end(bench: Workbench, evaluation: Evaluation, ending: Ending) -> None:
    """Close an evaluation that is not complete; its answers stay in the ledger."""
    by = Actor(person=evaluation.requested_by)
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
        if closed and ending.state is EvaluationState.STOPPED:
            history.record(bench, tx, by, "evaluation.stopped", **about, code=ending.code)


def give_up(bench: Workbench, evaluation: Evaluation, error: LifecycleError) -> Evaluation:
    """Stop an evaluation that cannot go on, with the error as its reason."""
    end(bench, evaluation, Ending(EvaluationState.STOPPED, error.code, error.params))
    with bench.ledger.read() as tx:
        return tx.one(Evaluation, id=evaluation.id) or evaluation


def finish(bench: Workbench, evaluation: Evaluation) -> None:
    """Freeze the rows and close the evaluation, unless it was cancelled at the last moment."""
    card = scorecard(bench, evaluation.id)
    digest = bench.objects.freeze(answers.to_lines(card.rows))
    metrics = scorecards.metric_values(card)
    by = Actor(person=evaluation.requested_by)
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
            history.record(bench, tx, by, "evaluation.finished", **about, answers_digest=digest)
            projection.send(bench, tx, "evaluation", **about, evaluation=evaluation.id, metrics=metrics)
    if not closed:
        end(bench, evaluation, Ending(EvaluationState.CANCELLED))
