"""What becomes of a row: answered, answered before, or failed; and what a call is known by."""

import dataclasses
import json
from collections.abc import Mapping, Sequence
from typing import Any

from lifecycle import scorers
from lifecycle.chat import Reply
from lifecycle.digests import digest_of
from lifecycle.errors import Invalid, LifecycleError
from lifecycle.evaluation.costs import cost_usd
from lifecycle.evaluation.job import Job
from lifecycle.records import Block, Endpoint, Row, RowState, Version

Messages = Sequence[Block]


def called(row: Row, job: Job, messages: Messages) -> Row:
    """Note on a row which call it makes."""
    digest = call_digest(job.endpoint, job.version, job.parameters, row.repetition, messages)
    return dataclasses.replace(row, call_digest=digest)


def call_digest(
    endpoint: Endpoint, version: Version, parameters: Mapping[str, Any], repetition: int, messages: Messages
) -> str:
    """Tell what a call is known by: the SHA-256 over messages, model, parameters and endpoint.

    The repetition is part of it, so that one answer never stands for two repetitions.
    """
    said = [(block.role, block.text) for block in messages]
    where = (endpoint.name, endpoint.base_url, version.model)
    call = [where, parameters, repetition, said]
    return digest_of(json.dumps(call, sort_keys=True).encode())


def answered(row: Row, reply: Reply, job: Job, messages: Messages) -> Row:
    """Note an answer with what it took, and score it."""
    return scored(
        dataclasses.replace(
            row,
            state=RowState.ANSWERED,
            answer=reply.text,
            finish_reason=reply.finish_reason,
            latency_ms=reply.latency_ms,
            tokens_in=reply.tokens_in,
            tokens_out=reply.tokens_out,
            cost_usd=cost_usd(job.endpoint, reply.tokens_in, reply.tokens_out),
            attempts=reply.attempts,
        ),
        job,
        messages,
    )


def reused(row: Row, before: Row, job: Job, messages: Messages) -> Row:
    """Note the answer that this very call got in an earlier evaluation, and score it anew.

    Its cost is that of then; where no price was known then, by the prices of now.
    """
    cost = before.cost_usd
    if cost is None:
        cost = cost_usd(job.endpoint, before.tokens_in, before.tokens_out)
    return scored(
        dataclasses.replace(
            row,
            state=RowState.ANSWERED,
            cached=True,
            answer=before.answer,
            finish_reason=before.finish_reason,
            latency_ms=before.latency_ms,
            tokens_in=before.tokens_in,
            tokens_out=before.tokens_out,
            cost_usd=cost,
        ),
        job,
        messages,
    )


def recorded(row: Row, job: Job, messages: Messages) -> Row:
    """Note the answer that was given elsewhere, and score it.

    Raises:
        Invalid: there is none for this case and repetition; an error, not a zero.
    """
    given = (job.recorded or {}).get(row.case_id, ())
    if row.repetition >= len(given):
        raise Invalid("evaluation.answer_missing", case=row.case_id)
    answer = given[row.repetition]
    return scored(dataclasses.replace(row, state=RowState.ANSWERED, answer=answer), job, messages)


def unjudged(row: Row) -> Row:
    """Take an answer as it was given and scored, for the judges that failed."""
    return dataclasses.replace(row, state=RowState.ANSWERED)


def scored(row: Row, job: Job, messages: Messages) -> Row:
    """Score an answered row by every rule; what the model was told decides what it can have leaked."""
    scores, errors = scorers.score_row(job.scorers, job.case_of(row), row, messages)
    return dataclasses.replace(row, scores=scores, score_errors=errors)


def failed(row: Row, error: LifecycleError) -> Row:
    """Note a failed call: an error to be counted, never scored."""
    return dataclasses.replace(
        row,
        state=RowState.FAILED,
        error_code=error.code,
        error_params=error.params,
        attempts=error.params.get("attempts", 0),
    )
