"""What calls cost: estimated before, reckoned after. Tokens before a call are rough, and called so.

A price that nobody wrote down is not known, and never 0.
"""

from collections.abc import Iterable, Sequence

from lifecycle.chat import estimate
from lifecycle.chat.calling import BYTES_PER_TOKEN
from lifecycle.evaluation.job import Job
from lifecycle.records import Block, Case, Endpoint, Row, RowState
from lifecycle.scorers import Answered, Judge

ANSWER_TOKENS = 100
"""Taken for an answer whose case has no reference."""
JUDGEMENT_TOKENS = 100
"""Taken for what a judge says."""


def answer_tokens(case: Case) -> int:
    """Estimate how many tokens the answer to a case has."""
    return len(case.reference.encode()) // BYTES_PER_TOKEN or ANSWER_TOKENS


def price_usd(endpoint: Endpoint, tokens_in: int, tokens_out: int) -> float | None:
    """Reckon what so many tokens cost; None where a price is not known."""
    if endpoint.usd_per_million_in is None or endpoint.usd_per_million_out is None:
        return None
    return (tokens_in * endpoint.usd_per_million_in + tokens_out * endpoint.usd_per_million_out) / 1e6


def estimated_usd(job: Job, row: Row, messages: Sequence[Block]) -> float | None:
    """Estimate what a row will cost: the judges it is due, and its call unless it is answered already.

    None where a price is not known.
    """
    given = Answered(job.case_of(row), row, messages)
    prices = [judge_usd(judge, job.judge_endpoints[name], given) for name, judge in job.due(row).items()]
    if row.state is not RowState.ANSWERED:
        prices.append(call_usd(job.endpoint, messages, given.case))
    return added(prices)


def call_usd(endpoint: Endpoint, messages: Sequence[Block], case: Case) -> float | None:
    """Estimate what one answer will cost."""
    if not counts_tokens(endpoint):
        return price_usd(endpoint, 0, 0)
    return price_usd(endpoint, estimate(messages), answer_tokens(case))


def judge_usd(judge: Judge, endpoint: Endpoint, given: Answered) -> float | None:
    """Estimate what one judge will cost; an answer that is not there yet is taken to be an average one."""
    if not counts_tokens(endpoint):
        return price_usd(endpoint, 0, 0)
    missing = 0 if given.row.state is RowState.ANSWERED else answer_tokens(given.case)
    tokens_in = estimate(judge.messages(given)) + missing
    price = price_usd(endpoint, tokens_in, JUDGEMENT_TOKENS)
    return None if price is None else judge.votes * price


def added(prices: Iterable[float | None]) -> float | None:
    """Add prices up; None where one is not known."""
    total = 0.0
    for price in prices:
        if price is None:
            return None
        total += price
    return total


def paid_usd(before: Row, done: Row, estimated: float) -> float:
    """Tell what was paid for a row since it stood as `before`; what was estimated if that is not known."""
    answer = 0.0 if before.state is RowState.ANSWERED else done.cost_usd
    judges = (done.judge_cost_usd or 0.0) - (before.judge_cost_usd or 0.0)
    is_counted = done.judge_cost_usd != before.judge_cost_usd or done.judgements == before.judgements
    return estimated if answer is None or not is_counted else answer + judges


def cost_usd(endpoint: Endpoint, tokens_in: int | None, tokens_out: int | None) -> float | None:
    """Reckon what a reply cost; None where a price is not known, or the tokens that it is for."""
    if not counts_tokens(endpoint):
        return price_usd(endpoint, 0, 0)
    if tokens_in is None or tokens_out is None:
        return None
    return price_usd(endpoint, tokens_in, tokens_out)


def counts_tokens(endpoint: Endpoint) -> bool:
    """Whether tokens have a price, so that it matters how many they are."""
    return bool(endpoint.usd_per_million_in or endpoint.usd_per_million_out)
