"""How long MLflow takes to be told of an evaluation of 10,000 cases: in the background, yet not long."""

import tempfile
import time
from pathlib import Path

from benchmarks import stage
from benchmarks.figure import Figure
from lifecycle import applications, datasets, projection, scorers
from lifecycle.evaluation import answers
from lifecycle.mirror import IN_MLFLOW
from lifecycle.records import Endpoint, Errand, Evaluation, EvaluationState, Row, RowState
from lifecycle.workbench import Workbench, open_workbench

CASES = 10_000


def measure() -> list[Figure]:
    """Finish an evaluation in a home of its own, then show MLflow its run and its traces."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / ".kanmon"
        home.mkdir()
        bench = open_workbench({"KANMON_HOME": str(home)})
        bench.store.ping()  # import and first opening are left out
        finish(bench)
        taken = {errand.kind: carry_out(bench, errand) for errand in projection.pending(bench)}
        traces = written(bench)
        bench.ledger.close()
    return [
        Figure(f"MLflow run of {CASES:,} cases", f"{taken['evaluation']:.1f} s", "≤ 3 s"),
        Figure(f"its sampled traces ({traces})", f"{taken['traces']:.1f} s"),
        Figure("one trace", f"{taken['traces'] / traces * 1000:.1f} ms"),
    ]


def finish(bench: Workbench) -> None:
    """Leave an evaluation as the engine does, with its errands."""
    version = stage.make(bench, CASES, Endpoint(name="bench", base_url="http://127.0.0.1:9/v1"))
    golden = datasets.find(bench, stage.APP, stage.GOLDEN)
    specs = applications.policy(bench, stage.APP).scorers
    made = Evaluation(
        id=bench.new_id(),
        app=stage.APP,
        version=version.number,
        bundle_digest=version.digest,
        golden=golden.ref,
        golden_digest=golden.digest,
        scorers=specs,
        scorers_digest=scorers.digest(specs),
        cases=CASES,
        state=EvaluationState.FINISHED,
        requested_by=stage.KEN.person,
        created_at=bench.now(),
        started_at=bench.now(),
        finished_at=bench.now(),
        answers_digest=bench.objects.freeze_parts(answers.to_lines(rows())),
    )
    with bench.ledger.write() as tx:
        tx.add(made)
        projection.send(bench, tx, "evaluation", app=stage.APP, subject=made.id, evaluation=made.id)


def rows() -> list[Row]:
    """Answer every case; the scores are of two scorers and differ."""
    return [
        Row(
            evaluation=stage.APP,
            position=i,
            case_id=f"c{i}",
            state=RowState.ANSWERED,
            answer=f"ご注文 {i} は、未使用でレシートがあれば30日以内に返品できます。" * 3,
            latency_ms=800.0 + i % 400,
            tokens_in=400,
            tokens_out=90,
            cost_usd=0.0004,
            attempts=1,
            scores={"contains": float(i % 3 > 0), "declines": 1.0},
        )
        for i in range(CASES)
    ]


def carry_out(bench: Workbench, errand: Errand) -> float:
    """Carry an errand out and give the seconds it took."""
    started = time.perf_counter()
    IN_MLFLOW[errand.kind](bench, errand)
    return time.perf_counter() - started


def written(bench: Workbench) -> int:
    """Count the traces that are there."""
    client = bench.store.connection.client
    experiment = bench.store.connection.experiment(stage.APP)
    return len(client.search_traces(locations=[experiment], max_results=CASES, include_spans=False))
