"""LangSmith, for those who compare there too: the only home of its SDK.

An evaluation is an experiment on a dataset that is made once for each digest of a golden set. Ids of
examples, runs and feedback follow from what they speak of, so a second try writes nothing twice. The
SDK swallows what goes wrong while it sends runs; here it comes out, without the password of an address.
"""

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from operator import itemgetter
from types import TracebackType
from typing import Any, Self
from uuid import UUID, uuid5

from langsmith import Client
from langsmith.schemas import Dataset, Example, TracerSession
from langsmith.utils import LangSmithAuthError, LangSmithError, LangSmithRetry, LangSmithUserError

from lifecycle.digests import digest_of
from lifecycle.errors import ConfigError, NotFound, Unavailable
from lifecycle.records import Case, DatasetVersion, Evaluation, Ref, Trace, Version
from lifecycle.text import without_password

logging.getLogger("langsmith").setLevel(logging.CRITICAL)  # its log names the address with the password

DIGEST = "kanmon_golden_sha256"
WHOLE = "kanmon_whole"
"""Marks an experiment whose rows are all there."""
BATCH = 100
TIMEOUT_MS = (5_000, 20_000)
"""To connect, and to answer."""
TRY_AGAIN = LangSmithRetry(
    total=3,
    connect=0,
    read=0,
    status_forcelist=(429, 500, 502, 503, 504),
    allowed_methods=None,
    backoff_factor=0.5,
    raise_on_status=False,
)
"""What is busy is asked again soon; what does not answer is left to the next errand."""


class LangSmith:
    """An open LangSmith; its key is `LANGSMITH_API_KEY`. Close it: it keeps a thread.

    Every method raises `Unavailable` (`langsmith.silent`) when LangSmith does not answer or take what
    it is sent, and `ConfigError` (`langsmith.no_access`) when it does not know the key.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self.faults: list[Exception] = []
        with self.understanding():
            self.client = Client(
                api_url=url,
                timeout_ms=TIMEOUT_MS,
                retry_config=TRY_AGAIN,
                tracing_mode="langsmith",
                tracing_sampling_rate=1.0,
                tracing_error_callback=self.faults.append,
                omit_traced_runtime_info=True,
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.client.close(timeout=0 if error else None)

    def log(
        self, evaluation: Evaluation, version: Version, cases: Sequence[Case], traces: Iterable[Trace]
    ) -> Iterator[int]:
        """Write an evaluation unless it stands whole already, and tell after each batch of rows how many."""
        with self.understanding():
            digest = evaluation.golden_digest
            dataset = self.dataset(evaluation.app, evaluation.golden, digest, cases)
            experiment = self.experiment(evaluation, version, dataset)
        if WHOLE in experiment.metadata:
            return
        for batch in batches(traces):
            with self.understanding():
                self.send(batch, dataset, experiment)
            yield len(batch)
        with self.understanding():
            self.client.update_project(
                experiment.id,
                end_time=evaluation.finished_at,
                metadata={**about(evaluation, version), WHOLE: True},
            )

    def push(self, golden: DatasetVersion, cases: Sequence[Case]) -> str:
        """Make the dataset of a golden set, or complete the one that is there, and give its name."""
        with self.understanding():
            return self.dataset(golden.app, golden.ref, golden.digest, cases).name

    def pull(self, name: str) -> list[dict[str, Any]]:
        """Give the examples of a dataset as cases of a golden set, by their ids.

        Raises:
            NotFound: there is no dataset of this name.
        """
        with self.understanding():
            found = next(self.client.list_datasets(dataset_name=name, limit=1), None)
            examples = list(self.client.list_examples(dataset_id=found.id)) if found else []
        if found is None:
            raise NotFound("langsmith.no_dataset", dataset=name, where=without_password(self.url))
        return sorted(map(from_example, examples), key=itemgetter("id"))

    def dataset(self, app: str, golden: Ref, digest: str, cases: Sequence[Case]) -> Dataset:
        """Give the dataset of a golden set's digest, made if there is none, with every case in it."""
        found = next(self.client.list_datasets(metadata={DIGEST: digest}, limit=1), None)
        made = found or self.client.create_dataset(
            f"{golden} {digest[:8]}",
            description=f"Golden set of {app}, SHA-256 {digest}",
            metadata={DIGEST: digest, "kanmon_app": app},
        )
        if made.example_count != len(cases):
            known = {example.id for example in self.client.list_examples(dataset_id=made.id)}
            missing = [to_example(made, case) for case in cases if example_id(made, case) not in known]
            if missing:
                self.client.create_examples(dataset_id=made.id, examples=missing)
        return made

    def experiment(self, evaluation: Evaluation, version: Version, dataset: Dataset) -> TracerSession:
        """Give the experiment of an evaluation, made if there is none."""
        name = f"{evaluation.app} v{version.number} on {evaluation.golden} ({evaluation.id})"
        found = next(self.client.list_projects(name=name, limit=1), None)
        return found or self.client.create_project(
            name, reference_dataset_id=dataset.id, metadata=about(evaluation, version)
        )

    def send(self, batch: Sequence[Trace], dataset: Dataset, experiment: TracerSession) -> None:
        """Send some rows with their scores and wait until they are there."""
        self.client.multipart_ingest(create=[to_run(trace, dataset, experiment) for trace in batch])
        for trace in batch:
            run = run_id(trace, experiment)
            for name, score in trace.row.scores.items():
                self.client.create_feedback(
                    run_id=run,
                    trace_id=run,
                    session_id=experiment.id,
                    feedback_id=uuid5(run, name),
                    key=name,
                    score=score,
                    start_time=trace.started_at,
                    stop_after_attempt=1,
                )
        self.client.flush()
        if self.faults:
            raise LangSmithError(str(self.faults[0])) from self.faults[0]

    @contextmanager
    def understanding(self) -> Iterator[None]:
        """Translate what the SDK raises: its own errors, a broken connection, an answer that is no JSON."""
        try:
            yield
        except (LangSmithError, OSError, ValueError) as err:
            said = str(err).strip().split("\n")[0]  # the lines after it tell of the key
            told = {"where": without_password(self.url), "reason": without_password(said)[:120]}
            if isinstance(err, LangSmithAuthError | LangSmithUserError):
                raise ConfigError("langsmith.no_access", **told) from err
            raise Unavailable("langsmith.silent", **told) from err


def about(evaluation: Evaluation, version: Version) -> dict[str, Any]:
    """Say what an experiment measured."""
    return {
        "app": evaluation.app,
        "version": version.number,
        "bundle_digest": version.digest,
        "prompt": str(version.prompt),
        "model": version.model,
        "endpoint": version.endpoint,
        "evaluation": evaluation.id,
        "golden_set": str(evaluation.golden),
        DIGEST: evaluation.golden_digest,
        "scorers_digest": evaluation.scorers_digest,
        "repetitions": evaluation.repetitions,
        "practice": evaluation.practice,
        "kanmon.recorded": bool(evaluation.recorded),
        "kanmon.reuse": evaluation.reuse,
    }


def to_example(dataset: Dataset, case: Case) -> dict[str, Any]:
    """Give a case as an example: its id, tags and marks are metadata."""
    expected = case.expected if isinstance(case.expected, Mapping) else {"answer": case.reference}
    return {
        "id": example_id(dataset, case),
        "inputs": dict(case.inputs),
        "reference_outputs": None if case.expected is None else dict(expected),
        "metadata": {
            **case.tags,
            "case_id": case.id,
            "critical": case.critical,
            "decline": case.decline,
        },
    }


def from_example(example: Example) -> dict[str, Any]:
    """Give an example as a case: metadata that are texts are tags; without an id of a case it has its own.

    An answer that stands alone is the reference answer.
    """
    about = dict(example.metadata or {})
    outputs = example.outputs or None
    case = {
        "id": str(about.pop("case_id", example.id)),
        "inputs": example.inputs or {},
        "expected": outputs["answer"] if outputs and outputs.keys() == {"answer"} else outputs,
        "critical": about.pop("critical", False) is True,
        "decline": about.pop("decline", False) is True,
        "tags": {name: text for name, text in about.items() if isinstance(text, str)},
    }
    return {name: value for name, value in case.items() if value or name in {"id", "inputs"}}


def to_run(trace: Trace, dataset: Dataset, experiment: TracerSession) -> dict[str, Any]:
    """Give a row as a run beside the example it answers."""
    row, id = trace.row, run_id(trace, experiment)
    told = given_elsewhere(trace) if trace.evaluation.recorded else called(trace)
    return {
        "id": id,
        "trace_id": id,
        "dotted_order": f"{trace.started_at:%Y%m%dT%H%M%S%f}Z{id}",
        "session_id": experiment.id,
        "reference_example_id": example_id(dataset, trace.case),
        "start_time": trace.started_at,
        "end_time": trace.ended_at,
        "error": row.error_code or None,
        **told,
        "outputs": None if row.error_code else told["outputs"],
    }


def called(trace: Trace) -> dict[str, Any]:
    """Give an answer as that of a chat model to what it was sent."""
    version = trace.version
    model = {
        "ls_provider": version.endpoint,
        "ls_model_name": version.model,
        "ls_model_type": "chat",
    }
    return {
        "name": f"{trace.evaluation.app} v{version.number}",
        "run_type": "llm",
        "inputs": {"messages": [{"role": block.role, "content": block.text} for block in trace.messages]},
        "outputs": completion(trace),
        "extra": {
            "invocation_params": {"model": version.model, **trace.parameters},
            "metadata": {**model, **about_row(trace)},
        },
    }


def given_elsewhere(trace: Trace) -> dict[str, Any]:
    """Give an answer beside its question: nobody here knows who gave it."""
    return {
        "name": trace.evaluation.app,
        "run_type": "chain",
        "inputs": dict(trace.case.inputs),
        "outputs": {"answer": trace.row.answer},
        "extra": {"metadata": about_row(trace)},
    }


def about_row(trace: Trace) -> dict[str, Any]:
    """Say which row it is."""
    row = trace.row
    return {
        "case_id": row.case_id,
        "repetition": row.repetition,
        "language": trace.language,
        "cached": row.cached,
    }


def completion(trace: Trace) -> dict[str, Any]:
    """Give an answer as a chat completion has it, with what it took."""
    message = {"role": "assistant", "content": trace.row.answer}
    choice = {"message": message, "finish_reason": trace.row.finish_reason or None}
    return {"choices": [choice], "usage_metadata": usage(trace)}


def usage(trace: Trace) -> dict[str, Any]:
    """Give what is known of tokens and cost."""
    row = trace.row
    both = None if row.tokens_in is None or row.tokens_out is None else row.tokens_in + row.tokens_out
    found = {
        "input_tokens": row.tokens_in,
        "output_tokens": row.tokens_out,
        "total_tokens": both,
        "total_cost": row.cost_usd,
    }
    return {name: value for name, value in found.items() if value is not None}


def example_id(dataset: Dataset, case: Case) -> UUID:
    """Give the id of a case in a dataset, always the same."""
    return uuid5(dataset.id, case.id)


def run_id(trace: Trace, experiment: TracerSession) -> UUID:
    """Give the id of a row in an experiment, always the same: a UUID of version 7, as LangSmith wants."""
    rest = digest_of(f"{experiment.id}/{trace.name}".encode())
    return UUID(f"{milliseconds(trace.started_at):012x}7{rest[:3]}8{rest[3:18]}")


def milliseconds(moment: datetime) -> int:
    """Give a moment in milliseconds since 1970."""
    return round(moment.timestamp() * 1000)


def batches(traces: Iterable[Trace]) -> Iterator[list[Trace]]:
    """Cut the rows into batches."""
    batch: list[Trace] = []
    for trace in traces:
        batch.append(trace)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
