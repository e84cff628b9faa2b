"""Rows of evaluations as MLflow traces: what was asked, what was answered, how it scored.

A trace is written in two steps, its description with the scores, then its span, which makes it whole.
Descriptions are a transaction each, spans many at a time: a quarter of what MLflow's tracing API takes.
"""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from mlflow.entities import (
    AssessmentError,
    AssessmentSource,
    Feedback,
    Span,
    SpanType,
    TraceInfo,
    TraceLocation,
    TraceState,
)
from mlflow.tracing.client import TracingClient
from mlflow.tracing.constant import (
    AssessmentMetadataKey,
    CostKey,
    SpanAttributeKey,
    TokenUsageKey,
    TraceMetadataKey,
    TraceTagKey,
)
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.trace import SpanContext, Status, StatusCode, TraceFlags

from lifecycle.digests import digest_of
from lifecycle.errors import Invalid
from lifecycle.records import Trace
from lifecycle.store.connection import OURS, Connection
from lifecycle.store.evaluations import EVALUATION, milliseconds

BATCH = 100
PAGE = 500
CODE, JUDGE = "CODE", "LLM_JUDGE"
"""MLflow's words for a score that a program or a judge gave, not a person."""


class Traces:
    """The traces that show rows of evaluations, in the experiment named like the application."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def log(self, traces: Iterable[Trace], *, app: str, run_id: str, model_id: str) -> Iterator[int]:
        """Write the traces of one evaluation that do not stand already, and tell after each batch how many.

        Raises:
            Invalid: the server is older than MLflow 3.4 and takes no spans.
        """
        experiment = self.connection.experiment(app)
        client = TracingClient(self.connection.uri)
        wanted = list(traces)
        known = self.known(experiment, wanted[0].evaluation.id) if wanted else {}
        missing = [trace for trace in wanted if not known.get(trace_id(trace))]
        for start in range(0, len(missing), BATCH):
            batch = missing[start : start + BATCH]
            with self.connection.speaking():
                for trace in batch:
                    if trace_id(trace) not in known:
                        client.start_trace(to_info(trace, experiment, run_id, model_id))
                try:
                    client.log_spans(experiment, [to_span(trace) for trace in batch])
                except NotImplementedError as err:
                    where = self.connection.where
                    raise Invalid("store.refused", where=where, reason=str(err)) from err
            yield len(batch)

    def known(self, experiment: str, evaluation: str) -> dict[str, bool]:
        """Tell of each trace that was begun whether it is whole."""
        found: dict[str, bool] = {}
        token = None
        while True:
            with self.connection.speaking() as client:
                page = client.search_traces(
                    locations=[experiment],
                    filter_string=f"tags.`{EVALUATION}` = '{evaluation}'",
                    max_results=PAGE,
                    page_token=token,
                    include_spans=False,
                )
            found |= {each.info.trace_id: TraceTagKey.SPANS_LOCATION in each.info.tags for each in page}
            token = page.token
            if not token:
                return found


def trace_id(trace: Trace) -> str:
    """Give the trace's id, always the same, so that no second try writes it twice."""
    return f"tr-{digest_of(trace.name.encode())[:32]}"


def to_info(trace: Trace, experiment: str, run_id: str, model_id: str) -> TraceInfo:
    """Describe a trace: when, how it ended, what it belongs to, and its scores."""
    row, evaluation = trace.row, trace.evaluation
    tags = {
        TraceTagKey.TRACE_NAME: title(trace),
        OURS: evaluation.app,
        EVALUATION: evaluation.id,
        "kanmon.version": str(evaluation.version),
        "kanmon.case": row.case_id,
        "kanmon.repetition": str(row.repetition),
        "kanmon.golden_sha256": evaluation.golden_digest,
        "kanmon.language": trace.language,
        "kanmon.error": row.error_code,
        "kanmon.cached": "true" if row.cached else "",
    }
    return TraceInfo(
        trace_id=trace_id(trace),
        trace_location=TraceLocation.from_experiment_id(experiment),
        request_time=milliseconds(trace.started_at),
        execution_duration=milliseconds(trace.ended_at) - milliseconds(trace.started_at),
        state=TraceState.ERROR if row.error_code else TraceState.OK,
        trace_metadata={TraceMetadataKey.SOURCE_RUN: run_id, TraceMetadataKey.MODEL_ID: model_id},
        tags={name: value for name, value in tags.items() if value},
        assessments=list(to_feedback(trace, run_id)),
    )


def to_feedback(trace: Trace, run_id: str) -> Iterator[Feedback]:
    """Give each score as an assessment, and each scorer that failed as one with an error."""
    about: dict[str, Any] = {"metadata": {AssessmentMetadataKey.SOURCE_RUN_ID: run_id}}
    for name, score in trace.row.scores.items():
        kind = JUDGE if name in trace.row.judgements else CODE
        yield Feedback(name=name, value=score, source=AssessmentSource(kind, name), **about)
    for name, fault in trace.row.score_errors.items():
        error = AssessmentError(error_code=fault.code)
        yield Feedback(name=name, error=error, source=AssessmentSource(CODE, name), **about)


def to_span(trace: Trace) -> Span:
    """Give the call itself: messages, model and parameters in, the answer out, tokens and cost."""
    row = trace.row
    id = digest_of(trace.name.encode())
    asked = [{"role": block.role, "content": block.text} for block in trace.messages]
    message = {"role": "assistant", "content": row.answer}
    answer = {"choices": [{"message": message, "finish_reason": row.finish_reason or None}]}
    attributes = {
        SpanAttributeKey.REQUEST_ID: trace_id(trace),
        SpanAttributeKey.SPAN_TYPE: SpanType.CHAT_MODEL,
        SpanAttributeKey.MESSAGE_FORMAT: "openai",
        SpanAttributeKey.INPUTS: {"messages": asked, "model": trace.version.model, **trace.parameters},
        SpanAttributeKey.OUTPUTS: None if row.error_code else answer,
        SpanAttributeKey.MODEL: trace.version.model,
        SpanAttributeKey.MODEL_PROVIDER: trace.version.endpoint,
        SpanAttributeKey.CHAT_USAGE: usage(trace),
        SpanAttributeKey.LLM_COST: None if row.cost_usd is None else {CostKey.TOTAL_COST: row.cost_usd},
    }
    told = {
        name: json.dumps(value, ensure_ascii=False) for name, value in attributes.items() if value is not None
    }
    told.setdefault(SpanAttributeKey.LLM_COST, "")  # not known: where nothing stands, MLflow makes one up
    return Span(
        ReadableSpan(
            name=title(trace),
            context=SpanContext(int(id[:32], 16), int(id[32:48], 16), False, TraceFlags(TraceFlags.SAMPLED)),
            attributes=told,
            resource=Resource({}),
            status=Status(StatusCode.ERROR, row.error_code) if row.error_code else Status(StatusCode.OK),
            start_time=milliseconds(trace.started_at) * 1_000_000,
            end_time=milliseconds(trace.ended_at) * 1_000_000,
        )
    )


def usage(trace: Trace) -> dict[str, int] | None:
    """Count the tokens, None unless the endpoint counted both."""
    tokens_in, tokens_out = trace.row.tokens_in, trace.row.tokens_out
    if tokens_in is None or tokens_out is None:
        return None
    return {
        TokenUsageKey.INPUT_TOKENS: tokens_in,
        TokenUsageKey.OUTPUT_TOKENS: tokens_out,
        TokenUsageKey.TOTAL_TOKENS: tokens_in + tokens_out,
    }


def title(trace: Trace) -> str:
    """Name a trace for the eye: `support-bot v3`."""
    return f"{trace.evaluation.app} v{trace.version.number}"
