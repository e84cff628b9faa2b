"""What calls cost: estimated before, reckoned after. Tokens before a call are rough, and called so."""

from collections.abc import Sequence

from lifecycle.chat import Reply, estimate
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


def price_usd(endpoint: Endpoint, tokens_in: int, tokens_out: int) -> float:
    """Reckon what so many tokens cost; 0 where no prices are given."""
    return (tokens_in * endpoint.usd_per_million_in + tokens_out * endpoint.usd_per_million_out) / 1e6


def estimated_usd(job: Job, row: Row, messages: Sequence[Block]) -> float:
    """Estimate what a row will cost: the judges it is due, and its call unless it is answered already."""
    given = Answered(job.case_of(row), row, messages)
    judges = sum(judge_usd(judge, job.judge_endpoints[name], given) for name, judge in job.due(row).items())
    if row.state is RowState.ANSWERED or not has_prices(job.endpoint):
        return judges
    return judges + price_usd(job.endpoint, estimate(messages), answer_tokens(given.case))


def judge_usd(judge: Judge, endpoint: Endpoint, given: Answered) -> float:
    """Estimate what one judge will cost; an answer that is not there yet is taken to be an average one."""
    if not has_prices(endpoint):
        return 0.0
    missing = 0 if given.row.state is RowState.ANSWERED else answer_tokens(given.case)
    tokens_in = estimate(judge.messages(given)) + missing
    return judge.votes * price_usd(endpoint, tokens_in, JUDGEMENT_TOKENS)


def paid_usd(before: Row, done: Row, estimated: float) -> float:
    """Tell what was paid for a row since it stood as `before`; what was estimated if that is not known."""
    answer = 0.0 if before.state is RowState.ANSWERED else done.cost_usd
    judges = (done.judge_cost_usd or 0.0) - (before.judge_cost_usd or 0.0)
    is_counted = done.judge_cost_usd != before.judge_cost_usd or done.judgements == before.judgements
    return estimated if answer is None or not is_counted else answer + judges


def cost_usd(endpoint: Endpoint, reply: Reply) -> float | None:
    """Reckon what a reply cost; None if prices are known and the tokens are not."""
    if not has_prices(endpoint):
        return 0.0
    if reply.tokens_in is None or reply.tokens_out is None:
        return None
    return price_usd(endpoint, reply.tokens_in, reply.tokens_out)


def has_prices(endpoint: Endpoint) -> bool:
    """Whether calls cost anything that we know of."""
    return bool(endpoint.usd_per_million_in or endpoint.usd_per_million_out)
