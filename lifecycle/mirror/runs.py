"""A finished evaluation as an MLflow run, its answers as a Parquet file."""

import io
import json
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from lifecycle.evaluation import scorecard
from lifecycle.mirror.material import find
from lifecycle.records import Case, Errand, Evaluation, Scorecard, Version
from lifecycle.scorecards import metric_values
from lifecycle.workbench import Workbench

if TYPE_CHECKING:
    from lifecycle.store import EvaluationRun


def show_run(bench: Workbench, errand: Errand) -> None:
    """Write the MLflow run of a finished evaluation, once; nothing for one that was removed since."""
    found = find(bench, errand)
    if found is None:
        return
    run = bench.store.evaluations.log(to_run(bench, *found))
    with bench.ledger.write() as tx:
        tx.change(Evaluation, {"id": found[0].id}, run_id=run)


def to_run(bench: Workbench, evaluation: Evaluation, version: Version) -> "EvaluationRun":
    """Say of an evaluation what MLflow shows."""
    from lifecycle.store import EvaluationRun

    card = scorecard(bench, evaluation.id)
    return EvaluationRun(
        evaluation=evaluation.id,
        app=evaluation.app,
        name=f"v{version.number} on {evaluation.golden}",
        model_id="" if evaluation.recorded else bench.store.models.model_id(evaluation.app, version.number),
        prompt=version.prompt,
        golden=evaluation.golden,
        golden_digest=evaluation.golden_digest,
        started_at=evaluation.started_at or evaluation.created_at,
        finished_at=evaluation.finished_at or bench.now(),
        params={
            "version": f"v{version.number}",
            "prompt": str(version.prompt),
            "model": version.model,
            "endpoint": version.endpoint,
            "golden_set": str(evaluation.golden),
            "scorers": ", ".join(scorer.name for scorer in evaluation.scorers),
            "scorers_digest": evaluation.scorers_digest,
            "repetitions": str(evaluation.repetitions),
        },
        metrics={name: value for name, value in metric_values(card).items() if value is not None},
        tags={
            "kanmon.version": str(version.number),
            "kanmon.bundle_digest": version.digest,
            "kanmon.answers_digest": evaluation.answers_digest,
            "kanmon.practice": str(evaluation.practice).lower(),
            "kanmon.recorded": str(bool(evaluation.recorded)).lower(),
            "kanmon.reuse": str(evaluation.reuse).lower(),
            "mlflow.user": evaluation.requested_by,
        },
        answers=to_parquet(answer_rows(card)),
    )


def answer_rows(card: Scorecard) -> Iterator[dict[str, Any]]:
    """Go through the answers, each beside its question; a score is a column of its own."""
    cases = {case.id: case for case in card.cases}
    for row in card.rows:
        case = cases[row.case_id]
        tokens = [count for count in (row.tokens_in, row.tokens_out) if count is not None]
        yield {
            **row.scores,
            "case_id": case.id,
            "repetition": row.repetition,
            "question": case.question,
            "expected": expectation(case),
            "answer": row.answer,
            "error_code": row.error_code,
            "latency_ms": row.latency_ms,
            "tokens": sum(tokens) if tokens else None,
            "cost_usd": row.cost_usd,
        }


def expectation(case: Case) -> str:
    """Write what was expected as one text: an object as JSON, nothing as nothing."""
    if case.expected is None or isinstance(case.expected, str):
        return case.expected or ""
    return json.dumps(case.expected, ensure_ascii=False)


def to_parquet(rows: Iterable[dict[str, Any]]) -> bytes:
    """Write rows as a Parquet file: the fixed columns first, then the scores by name."""
    import pyarrow  # type: ignore[import-untyped]
    from pyarrow import parquet

    fixed = (
        ("case_id", pyarrow.string()),
        ("repetition", pyarrow.int64()),
        ("question", pyarrow.string()),
        ("expected", pyarrow.string()),
        ("answer", pyarrow.string()),
        ("error_code", pyarrow.string()),
        ("latency_ms", pyarrow.float64()),
        ("tokens", pyarrow.int64()),
        ("cost_usd", pyarrow.float64()),
    )
    content = list(rows)
    scores = sorted({name for row in content for name in row} - {name for name, _ in fixed})
    schema = pyarrow.schema([*fixed, *((name, pyarrow.float64()) for name in scores)])
    file = io.BytesIO()
    parquet.write_table(pyarrow.Table.from_pylist(content, schema=schema), file)
    return file.getvalue()
