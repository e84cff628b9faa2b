"""Lets judges score answered rows, each through the gate and with the patience of its own endpoint."""

import asyncio
import dataclasses
from collections import Counter
from collections.abc import Sequence
from typing import TypeVar

from lifecycle.chat import Reply, is_fatal
from lifecycle.errors import Invalid, LifecycleError
from lifecycle.evaluation import ending
from lifecycle.evaluation.chats import DOUBTS, REFUSALS, Chats
from lifecycle.evaluation.costs import cost_usd
from lifecycle.evaluation.ending import Ending
from lifecycle.evaluation.job import Job
from lifecycle.records import Block, Judgement, Row, ScoreError
from lifecycle.scorers import Answered, judges

Number = TypeVar("Number", int, float)

UNSAID = frozenset({"length", "content_filter", "refusal"})
"""Finish reasons of what a judge did not say to its end, or not at all."""


class Judges:
    """The judges of one evaluation."""

    def __init__(self, job: Job, chats: Chats) -> None:
        self.job = job
        self.chats = chats
        self.failures: Counter[str] = Counter()
        """By judge, calls that failed in a row."""
        self.hopeless: Ending | None = None
        """Why asking on is useless, once it is: no answer has to be paid for that nobody will judge."""

    async def judge(self, row: Row, messages: Sequence[Block]) -> Row:
        """Let every judge that is due score an answered row, all at the same time.

        A judge that fails is an error of its score. Whatever was said is paid for and counts.
        """
        names = list(self.job.due(row))
        if not names:
            return row
        given = Answered(self.job.case_of(row), row, messages)
        heard = await asyncio.gather(*(self.hear(name, given) for name in names))
        came = {name: found for name, (found, _) in zip(names, heard, strict=True)}
        said = {name: found for name, found in came.items() if isinstance(found, Judgement)}
        scores = {name: self.job.judges[name].score_of(found) for name, found in said.items()}
        errors = {
            name: ScoreError(code=found.code, params=found.params)
            for name, found in came.items()
            if isinstance(found, LifecycleError)
        }
        kept = {name: error for name, error in row.score_errors.items() if name not in came}
        prices = [
            cost_usd(self.job.judge_endpoints[name], reply.tokens_in, reply.tokens_out)
            for name, (_, replies) in zip(names, heard, strict=True)
            for reply in replies
        ]
        counts = [tokens(reply) for _, replies in heard for reply in replies]
        return dataclasses.replace(
            row,
            scores={**row.scores, **scores},
            score_errors={**kept, **errors},
            judgements={**row.judgements, **said},
            judge_tokens=with_more(row.judge_tokens, total(counts)),
            judge_cost_usd=with_more(row.judge_cost_usd, total(prices)),
        )

    async def hear(self, name: str, given: Answered) -> tuple[Judgement | LifecycleError, list[Reply]]:
        """Let one judge vote as often as it does: what came of it, and every reply there was."""
        judge = self.job.judges[name]
        messages = judge.messages(given)
        came = await asyncio.gather(*(self.ask(name, messages) for _ in range(judge.votes)))
        replies = [each for each in came if isinstance(each, Reply)]
        try:
            return judge.sum_up([to_vote(each) for each in came]), replies
        except LifecycleError as error:
            return error, replies

    async def ask(self, name: str, messages: Sequence[Block]) -> Reply | LifecycleError:
        """Ask for one vote."""
        try:
            chat = await self.chats.at(self.job.judge_endpoints[name])
            reply = await chat.ask(
                messages,
                model=self.job.judges[name].model,
                parameters=judges.PARAMETERS,
                once=self.failures[name] >= DOUBTS,
            )
        except LifecycleError as error:
            self.failures[name] += 1
            self.note_failure(name, error)
            return error
        self.failures[name] = 0
        return reply

    def note_failure(self, name: str, error: LifecycleError) -> None:
        """See whether a judge's calls all fail."""
        if is_fatal(error):
            self.hopeless = self.hopeless or ending.because(error)
        elif self.failures[name] >= REFUSALS:
            params = {"calls": self.failures[name], "endpoint": self.job.judge_endpoints[name].name}
            self.hopeless = self.hopeless or ending.stopped("evaluation.refused_in_a_row", **params)


def to_vote(came: Reply | LifecycleError) -> judges.Vote:
    """Read one vote.

    Raises:
        LifecycleError: the call failed, or the judge refused or said something else.
    """
    if isinstance(came, LifecycleError):
        raise came
    if came.finish_reason in UNSAID:
        raise Invalid("scorers.no_judgement", said=came.text[: judges.EXCERPT] or came.finish_reason)
    return judges.read(came.text)


def tokens(reply: Reply) -> int | None:
    """Count the tokens of a reply in and out, None unless the endpoint counted both."""
    both = reply.tokens_in, reply.tokens_out
    return None if both[0] is None or both[1] is None else both[0] + both[1]


def total(given: Sequence[Number | None]) -> Number | None:
    """Add numbers up; None where there are none, or one is not known."""
    known = [each for each in given if each is not None]
    return sum(known) if known and len(known) == len(given) else None


def with_more(before: Number | None, now: Number | None) -> Number | None:
    """Add what is known of what came before and of what came now."""
    return now if before is None else before if now is None else before + now
