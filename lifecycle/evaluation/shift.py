"""One worker's time on one evaluation: asks, scores and keeps, and loses nothing when it is killed.

It claims rows ahead, asks them as fast as the endpoint's gate lets it, scores what was answered in
between, and writes what is done several times a second. While the ledger does not answer, what is done
waits, and nothing new is claimed.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from threading import Event
from typing import ParamSpec, TypeVar

from lifecycle import chat
from lifecycle.chat import Reply
from lifecycle.errors import LifecycleError, Unavailable
from lifecycle.evaluation import ending, outcome
from lifecycle.evaluation.budget import Budget
from lifecycle.evaluation.chats import DOUBTS, REFUSALS, Chats
from lifecycle.evaluation.claims import Claims
from lifecycle.evaluation.costs import estimated_usd, paid_usd
from lifecycle.evaluation.ending import Ending
from lifecycle.evaluation.job import Job
from lifecycle.evaluation.judging import Judges
from lifecycle.evaluation.progress import find
from lifecycle.records import Block, EvaluationState, Row, RowState

log = logging.getLogger(__name__)

P = ParamSpec("P")
T = TypeVar("T")

TICK_S = 0.05
WRITE_S = 0.1
"""How often what is done is written."""
LOOK_S = 0.5
"""How often the ledger is asked whether somebody cancelled."""
AHEAD = 8
"""Rows held for each call that can be under way; more are claimed when half of them are gone."""
DRY_S = 1.0
"""How long no rows are looked for after none were left."""
LEAVE_S = 8.0
"""How long calls under way may still end, so that nothing is paid for in vain."""
END_S = 0.2
"""The same when somebody cancelled, and waits."""
SILENT_S = 0.5
"""How long a ledger is left alone that does not answer."""


@dataclass(frozen=True, slots=True)
class Question:
    """A claimed row with the messages it asks; answered already, it is only judged."""

    row: Row
    messages: tuple[Block, ...]

    @property
    def is_answered(self) -> bool:
        """Whether nothing but a judgement is missing."""
        return self.row.state is RowState.ANSWERED


@dataclass(frozen=True, slots=True)
class Answer:
    """A question to be scored and what was set aside for it; without a reply it was answered before."""

    question: Question
    reply: Reply | None
    price_usd: float


class Shift:
    """Works on one evaluation until every row is done or something ends it."""

    def __init__(self, claims: Claims, job: Job, chats: Chats, stop: Event) -> None:
        self.claims = claims
        self.job = job
        self.chats = chats
        self.judges = Judges(job, chats)
        self.stop = stop
        self.pending: asyncio.Queue[Question] = asyncio.Queue()
        self.answers: asyncio.Queue[Answer] = asyncio.Queue()
        self.busy = 0
        """Askers and scorers that are at it."""
        self.done: list[Row] = []
        self.refusals = 0
        self.budget = Budget(job.evaluation.max_cost_usd)
        self.ending: Ending | None = None
        self.began = self.looked = self.written = self.dry_until = time.monotonic()

    async def work(self) -> Ending | None:
        """Ask until every row is done, or something ends the shift; what is done is always kept.

        Tells what ended it, None when every row is done.

        Raises:
            Unavailable: the ledger did not answer until the end.
        """
        self.budget.spent_usd = await self.insist(self.claims.spent_usd)
        width = self.job.endpoint.concurrency
        scorers = AHEAD * width if self.job.judges else 1  # many wait for judges
        hands = [asyncio.create_task(self.keep_asking()) for _ in range(width)]
        hands += [asyncio.create_task(self.keep_scoring()) for _ in range(scorers)]
        try:
            while self.ending is None and await self.keep_up():
                pause_s = 0 if self.is_idle and self.done else TICK_S
                await asyncio.wait(hands, timeout=pause_s, return_when=asyncio.FIRST_COMPLETED)
                for hand in (each for each in hands if each.done()):
                    hand.result()  # raises the fault of ours that ended it
            await self.let_end()
        finally:
            for hand in hands:
                hand.cancel()
            await asyncio.gather(*hands, return_exceptions=True)
            await self.insist(self.claims.hand_back, self.done)
        return self.ending

    async def keep_asking(self) -> None:
        """Ask one row after the other until the shift ends."""
        while self.ending is None:
            question = await self.pending.get()
            self.busy += 1
            await self.ask(question)
            self.busy -= 1

    async def ask(self, question: Question) -> None:
        """Ask one row unless it is answered; a failed call is a failed row, a hopeless one ends the shift."""
        estimated = estimated_usd(self.job, question.row, question.messages)
        price_usd = estimated or 0.0  # not known only where there is no ceiling, see `prepare`
        if not await self.budget.take(price_usd):
            self.end(ending.stopped("evaluation.cost_reached", limit=self.job.evaluation.max_cost_usd))
            return
        if self.ending:  # while it waited for the money
            return
        try:
            reply = None if question.is_answered else await self.call(question)
        except LifecycleError as error:
            self.note_failure(question.row, error)
            self.budget.give_back(price_usd)
        else:
            self.answers.put_nowait(Answer(question, reply, price_usd))

    async def call(self, question: Question) -> Reply:
        """Ask the endpoint.

        Raises:
            LifecycleError: there was no answer.
        """
        endpoint = await self.chats.at(self.job.endpoint)
        reply = await endpoint.ask(
            question.messages,
            model=self.job.version.model,
            parameters=self.job.parameters,
            once=self.refusals >= DOUBTS,
        )
        self.refusals = 0
        return reply

    async def keep_scoring(self) -> None:
        """Score one answer after the other; the next questions go out first."""
        while True:
            answer = await self.answers.get()
            self.busy += 1
            await asyncio.sleep(0)
            await self.score(answer)
            self.busy -= 1

    async def score(self, answer: Answer) -> None:
        """Score an answer by rule, and let it be judged."""
        row, messages, price_usd = answer.question.row, answer.question.messages, answer.price_usd
        given = outcome.answered(row, answer.reply, self.job, messages) if answer.reply else row
        done = await self.judges.judge(given, messages)
        self.done.append(done)
        self.budget.give_back(price_usd)
        self.budget.pay(price_usd, paid_usd(row, done, price_usd))
        if self.judges.hopeless:
            self.end(self.judges.hopeless)

    def note_failure(self, row: Row, error: LifecycleError) -> None:
        """Keep a failed call, and end the shift when all the others would fail too."""
        if chat.is_fatal(error):
            self.end(ending.because(error))
            return
        self.done.append(outcome.failed(row, error))
        self.refusals += 1
        if self.refusals >= REFUSALS:
            params = {"calls": self.refusals, "endpoint": self.job.endpoint.name}
            self.end(ending.stopped("evaluation.refused_in_a_row", **params))

    def end(self, why: Ending) -> None:
        """End the shift; the first reason stands."""
        self.ending = self.ending or why

    async def keep_up(self) -> bool:
        """Write what is done, claim what comes next, hear what others want; false when all is done."""
        await self.look_around()
        if self.ending:
            return True
        wanted = self.room()
        is_time = self.is_idle or time.monotonic() - self.written >= WRITE_S
        if wanted or self.claims.is_due or (self.done and is_time):
            await self.exchange(wanted)
        return not self.is_idle or bool(self.done) or await self.insist(self.claims.are_open)

    @property
    def is_idle(self) -> bool:
        """Whether nothing is asked and nothing waits to be."""
        return not self.in_hand

    @property
    def in_hand(self) -> int:
        """Count the rows that are claimed and not done."""
        return self.pending.qsize() + self.answers.qsize() + self.busy

    async def look_around(self) -> None:
        """End the shift when the worker is told to stop, somebody cancelled, or the time is up."""
        minutes = self.job.evaluation.max_minutes
        if self.stop.is_set():
            self.end(ending.LEFT)
        elif minutes is not None and time.monotonic() - self.began > minutes * 60:
            self.end(ending.stopped("evaluation.out_of_time", minutes=minutes))
        elif time.monotonic() - self.looked >= LOOK_S:
            self.looked = time.monotonic()
            now = await self.insist(find, self.claims.bench, self.job.evaluation.id)
            if now.state is EvaluationState.CANCELLING:
                self.end(ending.CANCELLED)

    def room(self) -> int:
        """Tell how many rows to claim: none while half the stock is there, or none were left just now."""
        stock = AHEAD * self.job.endpoint.concurrency
        held = self.in_hand
        return stock - held if held <= stock / 2 and time.monotonic() >= self.dry_until else 0

    async def exchange(self, wanted: int) -> None:
        """Write what is done, claim so many rows, and lay out what has to be asked."""
        done, self.done = self.done, []
        try:
            claimed = await self.insist(self.claims.exchange, done, wanted)
        except Unavailable:
            self.done = [*done, *self.done]  # not written: still ours to write
            raise
        self.written = time.monotonic()
        if wanted:
            self.dry_until = self.written + (0 if claimed else DRY_S)
        await self.lay_out(claimed)

    async def lay_out(self, claimed: Sequence[Row]) -> None:
        """Lay out claimed rows, with its answer each that this very call answered before."""
        questions = [question for row in claimed if (question := self.to_question(row))]
        known: dict[str, Row] = {}
        calls = [question.row.call_digest for question in questions if not question.is_answered]
        if self.job.evaluation.reuse and calls:
            known = await self.insist(self.claims.answered_before, calls)
        for question in questions:
            row, messages = question.row, question.messages
            before = None if question.is_answered else known.get(row.call_digest)
            answered = Question(outcome.reused(row, before, self.job, messages), messages) if before else None
            self.pending.put_nowait(answered or question)

    def to_question(self, row: Row) -> Question | None:
        """Fill in the prompt; a case that leaves a variable open, or lacks its answer, is a failed row."""
        try:
            messages = self.job.messages(row)
            if row.score_errors:
                return Question(outcome.unjudged(row), messages)
            if self.job.recorded is not None:
                return Question(outcome.recorded(row, self.job, messages), messages)
        except LifecycleError as error:
            self.done.append(outcome.failed(row, error))
            return None
        return Question(outcome.called(row, self.job, messages), messages)

    async def let_end(self) -> None:
        """Ask nothing more, and give the calls under way a moment to end."""
        while not self.pending.empty():
            self.pending.get_nowait()
        until = time.monotonic() + (END_S if self.ending == ending.CANCELLED else LEAVE_S)
        while self.in_hand and time.monotonic() < until:
            await asyncio.sleep(TICK_S)
            if self.done:
                await self.exchange(0)

    async def insist(self, do: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Do something with the ledger; while it does not answer, try again until told to stop.

        Raises:
            Unavailable: it did not answer, and the worker has to go.
        """
        is_said = False
        while True:
            try:
                return await asyncio.to_thread(do, *args, **kwargs)
            except Unavailable as err:
                if self.stop.is_set():
                    raise
                if not is_said:
                    log.warning("evaluation %s waits for the ledger: %s", self.job.evaluation.id, err)
                    is_said = True
                await asyncio.sleep(SILENT_S)
