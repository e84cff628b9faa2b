import dataclasses
import io
import json
from contextlib import suppress
from datetime import timedelta

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifecycle import datasets, mirror, projection, prompts, scorecards, versions
from lifecycle import evaluation as evaluations
from lifecycle.errors import Unavailable
from lifecycle.evaluation import answers
from lifecycle.mirror import material, runs
from lifecycle.records import DatasetKind, Endpoint, Evaluation, Judgement, Row, RowState, ScoreError
from lifecycle.settings import Traces, save_endpoints
from lifecycle.workbench import Workbench
from tests.builders import KEN, NOON, a_row, an_evaluation
from tests.smith import smith

__all__ = ["smith"]

APP, NAME = "support-bot", "support-reply"
CASES = (
    {
        "id": "c1",
        "inputs": {"question": "返品できますか"},
        "expected": "30日以内なら可能です。",
        "tags": {"language": "ja"},
    },
    {"id": "c2", "inputs": {"question": "Refund?"}, "expected": {"contains": ["14 days"]}},
    {"id": "c3", "inputs": {"question": "?"}},
)


def three_rows() -> list[Row]:
    """Two answered, the second with a scorer that failed; the third failed."""
    first = {"answer": "はい。", "latency_ms": 12.5, "tokens_in": 7, "tokens_out": 3, "cost_usd": 0.002}
    first |= {"finish_reason": "stop", "cached": True}
    second = {"answer": "No.", "latency_ms": 10.0, "tokens_in": None, "tokens_out": None, "cost_usd": None}
    failed = dict.fromkeys(("latency_ms", "tokens_in", "tokens_out", "cost_usd"))
    fault = ScoreError(code="scorers.not_measured", params={"scorer": "contains", "case": "c2"})
    return [
        a_row("c1", 0, **first, scores={"contains": 1.0}),
        a_row("c2", 1, **second, scores={"chrf": 0.25}, score_errors={"contains": fault}),
        a_row("c3", 2, **failed, answer="", state=RowState.FAILED, error_code="chat.timeout"),
    ]


@pytest.fixture
def ready(mlflow_bench: Workbench) -> Workbench:
    """Version 1 of support-bot and a golden set of three cases."""
    content = prompts.read(b"Rules for {{question}}.")
    saved = prompts.save(mlflow_bench, app=APP, name=NAME, content=content, by=KEN, reason="x")
    versions.create(
        mlflow_bench,
        app=APP,
        prompt=saved.ref,
        model="practice-1",
        endpoint="practice",
        parameters={"temperature": 0},
        by=KEN,
    )
    lines = b"".join(json.dumps(case).encode() + b"\n" for case in CASES)
    datasets.freeze(
        mlflow_bench,
        lines,
        app=APP,
        name="support-golden",
        kind=DatasetKind.GOLDEN,
        by=KEN,
        filename="golden.jsonl",
    )
    return mlflow_bench


def with_settings(bench: Workbench, **changes) -> Workbench:
    return Workbench(dataclasses.replace(bench.settings, **changes))


def finish(bench: Workbench, rows: list[Row] | None = None, number: int = 1, **changes) -> Evaluation:
    """Leave a finished evaluation of a version as the engine does."""
    version = versions.find(bench, APP, number)
    (golden,) = datasets.versions(bench, APP)
    made = an_evaluation(
        number,
        **{
            "bundle_digest": version.digest,
            "golden": golden.ref,
            "golden_digest": golden.digest,
            "answers_digest": bench.objects.freeze_parts(answers.to_lines(rows or three_rows())),
            "cases": len(rows or CASES),
            "practice": True,
            "started_at": NOON,
            "finished_at": NOON + timedelta(seconds=6),
            **changes,
        },
    )
    with bench.ledger.write() as tx:
        tx.add(made)
        projection.send(bench, tx, "evaluation", app=APP, subject=made.id, evaluation=made.id)
    return made


def metrics_of(bench: Workbench, evaluation: Evaluation) -> dict[str, float]:
    """What the scorecard says of it."""
    return scorecards.metric_values(evaluations.scorecard(bench, evaluation.id))


def shown(bench: Workbench, **changes) -> Evaluation:
    """Finish an evaluation and carry out its errands."""
    made = finish(bench, **changes)
    mirror.catch_up(bench)
    with bench.ledger.read() as tx:
        found = tx.one(Evaluation, id=made.id)
    assert found
    return found


@pytest.fixture
def plain(ready: Workbench):
    from mlflow import MlflowClient

    return MlflowClient(ready.settings.tracking_uri, ready.settings.tracking_uri)


def traces_of(plain, evaluation: Evaluation):
    experiment = plain.get_experiment_by_name(APP).experiment_id
    found = plain.search_traces(locations=[experiment], run_id=evaluation.run_id)
    return {trace.info.tags["kanmon.case"]: trace for trace in found}


def test_plain_mlflow_sees_the_whole_evaluation(ready: Workbench, plain):
    evaluated = shown(ready)
    run = plain.get_run(evaluated.run_id)
    assert run.info.run_name == "v1 on support-golden@1"
    assert (run.info.status, run.info.end_time - run.info.start_time) == ("FINISHED", 6000)
    assert plain.get_experiment(run.info.experiment_id).name == APP
    assert run.data.metrics == pytest.approx(metrics_of(ready, evaluated))
    assert run.data.params == {
        "version": "v1",
        "prompt": "support-reply@1",
        "model": "practice-1",
        "endpoint": "practice",
        "golden_set": "support-golden@1",
        "scorers": "contains",
        "scorers_digest": "s" * 64,
        "repetitions": "1",
    }
    for tag, value in {
        "kanmon.evaluation": evaluated.id,
        "kanmon.app": APP,
        "kanmon.practice": "true",
        "kanmon.answers_digest": evaluated.answers_digest,
        "mlflow.user": "ken",
    }.items():
        assert run.data.tags[tag] == value


def test_the_run_names_the_golden_set_by_our_digest(ready: Workbench, plain):
    evaluated = shown(ready)
    (given,) = plain.get_run(evaluated.run_id).inputs.dataset_inputs
    assert (given.dataset.name, given.dataset.digest) == (
        "support-golden@v1",
        evaluated.golden_digest[:32],
    )
    assert {tag.key: tag.value for tag in given.tags} == {
        "mlflow.data.context": "evaluation",
        "sha256": evaluated.golden_digest,
    }
    assert json.loads(given.dataset.source)["tags"]["sha256"] == evaluated.golden_digest


def test_the_metrics_stand_at_the_version_and_the_prompt_at_the_run(ready: Workbench, plain):
    evaluated = shown(ready)
    model_id = plain.get_model_version(APP, "1").source.removeprefix("models:/")
    metrics = plain.get_logged_model(model_id).metrics
    assert {metric.key for metric in metrics} == set(metrics_of(ready, evaluated))
    assert {metric.dataset_digest for metric in metrics} == {evaluated.golden_digest[:32]}
    assert {metric.run_id for metric in metrics} == {evaluated.run_id}
    assert NAME in plain.get_run(evaluated.run_id).data.tags["mlflow.linkedPrompts"]


def test_plain_pandas_reads_the_answers(ready: Workbench, plain, tmp_path):
    evaluated = shown(ready)
    table = pd.read_parquet(plain.download_artifacts(evaluated.run_id, "answers.parquet", str(tmp_path)))
    assert list(table.columns) == [
        "case_id",
        "repetition",
        "question",
        "expected",
        "answer",
        "error_code",
        "latency_ms",
        "tokens",
        "cost_usd",
        "chrf",
        "contains",
    ]
    first, second, third = table.astype(object).where(table.notna(), None).to_dict("records")
    assert (first["case_id"], first["repetition"], first["question"]) == ("c1", 0, "返品できますか")
    assert (first["expected"], first["answer"]) == ("30日以内なら可能です。", "はい。")
    assert (first["latency_ms"], first["tokens"], first["cost_usd"]) == (12.5, 10, 0.002)
    assert (first["contains"], first["chrf"]) == (1.0, None)
    assert json.loads(second["expected"]) == {"contains": ["14 days"]}
    assert (second["chrf"], second["tokens"], second["error_code"]) == (0.25, None, "")
    assert (third["error_code"], third["answer"], third["contains"], third["expected"]) == (
        "chat.timeout",
        "",
        None,
        "",
    )


def test_a_table_without_rows_still_has_its_columns():
    table = pd.read_parquet(io.BytesIO(runs.to_parquet([])))
    assert len(table) == 0
    assert "case_id" in table.columns


def test_an_evaluation_is_shown_once(ready: Workbench, plain):
    evaluated = shown(with_settings(ready, traces=Traces.ALL))
    params = {"evaluation": evaluated.id}
    with ready.ledger.write() as tx:
        for kind, more in (("evaluation", {}), ("traces", {"rows": "all"})):
            projection.send(ready, tx, kind, app=APP, subject=evaluated.id, **params, **more)
    mirror.catch_up(ready)
    assert mirror.pending(ready) == []
    experiment = plain.get_experiment_by_name(APP).experiment_id
    assert len(plain.search_runs([experiment])) == 1
    found = plain.search_traces(locations=[experiment])
    assert sorted(len(trace.info.assessments) for trace in found) == [0, 1, 2]


def test_an_evaluation_that_was_removed_needs_no_run(ready: Workbench, smith):
    here = with_settings(ready, langsmith_url=smith.url)
    with here.ledger.write() as tx:
        projection.send(here, tx, "evaluation", app=APP, subject="e9", evaluation="e9")
    assert len(mirror.catch_up(here)) == 3
    assert smith.calls == []


def test_a_trace_tells_what_was_asked_and_what_came_of_it(ready: Workbench, plain):
    evaluated = shown(with_settings(ready, traces=Traces.ALL))
    trace = traces_of(plain, evaluated)["c1"]
    (span,) = trace.data.spans
    assert span.inputs == {
        "messages": [
            {"role": "system", "content": "Rules for 返品できますか."},
            {"role": "user", "content": "返品できますか"},
        ],
        "model": "practice-1",
        "temperature": 0,
    }
    (choice,) = span.outputs["choices"]
    assert (choice["message"]["content"], choice["finish_reason"]) == ("はい。", "stop")
    assert (span.span_type, span.model_name) == ("CHAT_MODEL", "practice-1")
    assert trace.info.state == "OK"
    assert trace.info.request_time == NOON.timestamp() * 1000
    assert trace.info.execution_duration == 12
    assert trace.info.token_usage == {"input_tokens": 7, "output_tokens": 3, "total_tokens": 10}
    assert trace.info.cost["total_cost"] == 0.002
    assert (trace.info.request_preview, trace.info.response_preview) == ("返品できますか", "はい。")


def test_mlflow_makes_up_no_cost_where_the_price_is_not_known(ready: Workbench, plain):
    save_endpoints(ready.settings.home, {"local": Endpoint(name="local", base_url="http://127.0.0.1:9/v1")})
    bench = with_settings(ready, traces=Traces.ALL)
    prompt, priced_by_mlflow = versions.find(bench, APP, 1).prompt, "gpt-4o-mini"
    versions.create(
        bench, app=APP, prompt=prompt, model=priced_by_mlflow, endpoint="local", parameters={}, by=KEN
    )
    first, *rest = three_rows()
    rows = [dataclasses.replace(first, cost_usd=None), *rest]
    evaluated = shown(bench, rows=rows, number=2)
    trace = traces_of(plain, evaluated)["c1"]
    assert trace.info.token_usage["total_tokens"] == 10
    assert trace.info.cost is None
    assert not trace.data.spans[0].llm_cost


def test_a_trace_belongs_to_the_run_the_version_and_the_golden_set(ready: Workbench, plain):
    evaluated = shown(with_settings(ready, traces=Traces.ALL))
    trace = traces_of(plain, evaluated)["c1"]
    model_id = ready.store.models.model_id(APP, 1)
    assert trace.info.trace_metadata["mlflow.sourceRun"] == evaluated.run_id
    assert trace.info.trace_metadata["mlflow.modelId"] == model_id
    experiment = plain.get_experiment_by_name(APP).experiment_id
    assert len(plain.search_traces(locations=[experiment], model_id=model_id)) == 3
    tags = {name: value for name, value in trace.info.tags.items() if name.startswith("kanmon.")}
    assert tags == {
        "kanmon.app": APP,
        "kanmon.evaluation": evaluated.id,
        "kanmon.version": "1",
        "kanmon.case": "c1",
        "kanmon.repetition": "0",
        "kanmon.golden_sha256": evaluated.golden_digest,
        "kanmon.language": "ja",
        "kanmon.cached": "true",
    }
    assert trace.info.tags["mlflow.traceName"] == "support-bot v1"


def test_scores_are_feedback_of_a_program_and_a_scorer_that_failed_says_why(ready: Workbench, plain):
    evaluated = shown(with_settings(ready, traces=Traces.ALL))
    found = {each.name: each for each in traces_of(plain, evaluated)["c2"].info.assessments}
    assert {each.source.source_type for each in found.values()} == {"CODE"}
    assert {each.metadata["mlflow.assessment.sourceRunId"] for each in found.values()} == {evaluated.run_id}
    assert found["chrf"].feedback.value == 0.25
    assert found["contains"].error.error_code == "scorers.not_measured"


def test_the_score_of_a_judge_is_feedback_of_a_model(ready: Workbench, plain):
    said = Judgement(grade=4, votes=(4,), rationale="Polite.")
    scores = {"contains": 1.0, "helpful": 0.75}
    rows = [a_row("c1", 0, scores=scores, judgements={"helpful": said})]
    evaluated = shown(with_settings(ready, traces=Traces.ALL), rows=rows)
    found = {each.name: each.source for each in traces_of(plain, evaluated)["c1"].info.assessments}
    assert (found["helpful"].source_type, found["contains"].source_type) == ("LLM_JUDGE", "CODE")


def test_answers_given_elsewhere_are_not_told_as_those_of_the_version(ready: Workbench, plain):
    evaluated = shown(with_settings(ready, traces=Traces.ALL), recorded="r" * 64)
    run = plain.get_run(evaluated.run_id)
    assert run.data.tags["kanmon.recorded"] == "true"
    assert run.data.metrics == pytest.approx(metrics_of(ready, evaluated))
    assert run.inputs.model_inputs == []
    assert not plain.get_logged_model(ready.store.models.model_id(APP, 1)).metrics
    assert traces_of(plain, evaluated) == {}
    assert mirror.pending(ready) == []


@pytest.mark.parametrize("reuse", [True, False])
def test_the_run_says_whether_answers_could_be_reused(ready: Workbench, plain, reuse):
    tags = plain.get_run(shown(ready, reuse=reuse).run_id).data.tags
    assert (tags["kanmon.reuse"], tags["kanmon.recorded"]) == (str(reuse).lower(), "false")


def test_the_trace_of_a_failed_row_carries_its_code(ready: Workbench, plain):
    trace = traces_of(plain, shown(with_settings(ready, traces=Traces.FAILED)))["c3"]
    (span,) = trace.data.spans
    assert (trace.info.state, trace.info.tags["kanmon.error"]) == ("ERROR", "chat.timeout")
    assert (span.status.status_code, span.status.description) == ("ERROR", "chat.timeout")
    assert (span.outputs, trace.info.execution_duration, trace.info.assessments) == (None, 0, [])


@pytest.mark.parametrize(
    ("rows", "cases"),
    [(Traces.NONE, set()), (Traces.FAILED, {"c3"}), (Traces.ALL, {"c1", "c2", "c3"})],
)
def test_the_setting_chooses_the_rows(ready: Workbench, plain, rows, cases):
    evaluated = shown(with_settings(ready, traces=rows))
    assert set(traces_of(plain, evaluated)) == cases


def test_rows_follow_each_other_through_the_time_of_the_evaluation(ready: Workbench, plain):
    found = traces_of(plain, shown(with_settings(ready, traces=Traces.ALL)))
    begun = {case: trace.info.request_time - NOON.timestamp() * 1000 for case, trace in found.items()}
    assert begun == {"c1": 0, "c2": 2000, "c3": 4000}


@given(st.text(), st.text())
def test_a_sample_is_the_same_every_time_and_holds_every_failed_row(evaluation, case):
    chosen = material.is_traced(evaluation, case, Traces.SAMPLED, failed=False)
    assert material.is_traced(evaluation, case, Traces.SAMPLED, failed=False) is chosen
    assert material.is_traced(evaluation, case, Traces.SAMPLED, failed=True)


def test_a_sample_is_a_twentieth():
    chosen = sum(material.is_traced("e1", f"c{i}", Traces.SAMPLED, failed=False) for i in range(10_000))
    assert 400 < chosen < 600


def test_traces_that_were_cut_off_half_way_are_finished(ready: Workbench, plain, monkeypatch):
    from mlflow.tracing.client import TracingClient

    here = with_settings(ready, traces=Traces.ALL)

    def cut_off(*args):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(TracingClient, "log_spans", cut_off)
        shown(here)
    later = Workbench(here.settings, now=lambda: here.now() + 2 * projection.CLAIM)
    assert [done.kind for done in mirror.catch_up(later)] == ["traces"]
    with later.ledger.read() as tx:
        evaluated = tx.one(Evaluation, id="e1")
    found = traces_of(plain, evaluated)
    assert {case: len(trace.data.spans) for case, trace in found.items()} == {"c1": 1, "c2": 1, "c3": 1}
    assert {case: len(trace.info.assessments) for case, trace in found.items()} == {"c1": 1, "c2": 2, "c3": 0}


def test_traces_wait_for_the_run(ready: Workbench):
    finish(ready)
    projection.catch_up(ready, {"traces": mirror.IN_MLFLOW["traces"]})
    left = projection.pending(ready, ["traces"])
    assert "no run in MLflow yet" in left[0].error
    assert {done.kind for done in mirror.catch_up(ready, hurry=True)} == {"evaluation", "traces"}


def in_langsmith(bench: Workbench, smith) -> Workbench:
    return with_settings(bench, langsmith_url=smith.url, traces=Traces.NONE)


@pytest.mark.parametrize("compresses", [True, False])
def test_langsmith_sees_the_evaluation_as_an_experiment(ready: Workbench, smith, compresses):
    smith.compresses = compresses
    evaluated = shown(in_langsmith(ready, smith))
    assert mirror.pending(in_langsmith(ready, smith)) == []
    assert smith.keys == {"lsv2_pt_test"}
    (dataset,), (session,) = smith.datasets.values(), smith.sessions.values()
    assert dataset["name"].startswith("support-golden@1 ")
    assert dataset["metadata"]["kanmon_golden_sha256"] == evaluated.golden_digest
    assert session["name"] == "support-bot v1 on support-golden@1 (e1)"
    assert session["reference_dataset_id"] == dataset["id"]
    about = session["extra"]["metadata"]
    assert (about["model"], about["prompt"], about["practice"]) == ("practice-1", "support-reply@1", True)
    assert about["kanmon_golden_sha256"] == evaluated.golden_digest
    assert session["end_time"] == evaluated.finished_at.isoformat()


def test_the_cases_are_examples_with_their_ids(ready: Workbench, smith):
    shown(in_langsmith(ready, smith))
    found = {example["metadata"]["case_id"]: example for example in smith.examples.values()}
    assert set(found) == {"c1", "c2", "c3"}
    assert found["c1"]["inputs"] == {"question": "返品できますか"}
    assert found["c1"]["outputs"] == {"answer": "30日以内なら可能です。"}
    assert found["c1"]["metadata"]["language"] == "ja"
    assert found["c2"]["outputs"] == {"contains": ["14 days"]}
    assert "outputs" not in found["c3"]


def test_the_rows_are_runs_with_their_scores_as_feedback(ready: Workbench, smith):
    shown(in_langsmith(ready, smith))
    examples = {example["metadata"]["case_id"]: id for id, example in smith.examples.items()}
    found = {run["extra"]["metadata"]["case_id"]: run for run in smith.runs.values()}
    assert {case: run["reference_example_id"] for case, run in found.items()} == examples
    assert {run["session_id"] for run in found.values()} == set(smith.sessions)
    first = found["c1"]
    assert first["inputs"]["messages"][-1] == {"role": "user", "content": "返品できますか"}
    (choice,) = first["outputs"]["choices"]
    assert (choice["message"]["content"], choice["finish_reason"]) == ("はい。", "stop")
    assert first["extra"]["metadata"]["cached"]
    assert first["outputs"]["usage_metadata"] == {
        "input_tokens": 7,
        "output_tokens": 3,
        "total_tokens": 10,
        "total_cost": 0.002,
    }
    assert first["extra"]["invocation_params"] == {"model": "practice-1", "temperature": 0}
    assert pd.Timestamp(first["end_time"]) - pd.Timestamp(first["start_time"]) == pd.Timedelta("12.5ms")
    assert (found["c3"]["error"], found["c3"].get("outputs")) == ("chat.timeout", None)
    scores = {(each["run_id"], each["key"]): each["score"] for each in smith.feedback.values()}
    assert scores == {(found["c1"]["id"], "contains"): 1.0, (found["c2"]["id"], "chrf"): 0.25}


def test_answers_given_elsewhere_are_runs_without_a_model(ready: Workbench, smith):
    shown(in_langsmith(ready, smith), recorded="r" * 64)
    (session,) = smith.sessions.values()
    about = session["extra"]["metadata"]
    assert (about["kanmon.recorded"], about["kanmon.reuse"]) == (True, False)
    found = {run["extra"]["metadata"]["case_id"]: run for run in smith.runs.values()}
    assert {run["reference_example_id"] for run in found.values()} == set(smith.examples)
    first = found["c1"]
    assert first["run_type"] == "chain"
    assert (first["inputs"], first["outputs"]) == ({"question": "返品できますか"}, {"answer": "はい。"})
    assert "practice-1" not in json.dumps(first)
    assert (found["c3"]["error"], found["c3"].get("outputs")) == ("chat.timeout", None)
    scores = {(each["run_id"], each["key"]): each["score"] for each in smith.feedback.values()}
    assert scores == {(first["id"], "contains"): 1.0, (found["c2"]["id"], "chrf"): 0.25}


def test_the_dataset_is_made_once_for_each_digest(ready: Workbench, smith):
    here = in_langsmith(ready, smith)
    shown(here)
    shown(here, id="e2")
    assert (len(smith.datasets), len(smith.examples), len(smith.sessions)) == (1, 3, 2)
    assert (smith.called("POST /datasets"), smith.called("POST /examples/bulk")) == (1, 1)
    assert len(smith.runs) == 6


def test_a_dataset_that_was_cut_off_half_way_is_completed(ready: Workbench, smith):
    here = in_langsmith(ready, smith)
    shown(here)
    id = next(iter(smith.examples))
    del smith.examples[id]
    next(iter(smith.datasets.values()))["example_count"] = 2
    shown(here, id="e2")
    assert id in smith.examples


def test_a_second_try_sends_nothing_that_is_there(ready: Workbench, smith):
    here = in_langsmith(ready, smith)
    shown(here)
    sent = smith.called("POST /runs/multipart")
    with here.ledger.write() as tx:
        projection.send(here, tx, "langsmith", app=APP, subject="e1", evaluation="e1")
    mirror.catch_up(here)
    assert smith.called("POST /runs/multipart") == sent
    for session in smith.sessions.values():
        del session["extra"]["metadata"]["kanmon_whole"]
    runs_before, feedback_before = set(smith.runs), set(smith.feedback)
    with here.ledger.write() as tx:
        projection.send(here, tx, "langsmith", app=APP, subject="e1", evaluation="e1")
    mirror.catch_up(here)
    assert smith.called("POST /runs/multipart") > sent
    assert (set(smith.runs), set(smith.feedback)) == (runs_before, feedback_before)


@pytest.mark.parametrize("path", ["/datasets", "/examples/bulk", "/sessions", "/runs/multipart"])
def test_a_langsmith_that_fails_never_keeps_mlflow_waiting(ready: Workbench, smith, path):
    smith.fails[path] = 400
    here = in_langsmith(ready, smith)
    finish(here)
    with pytest.raises(Unavailable) as caught:
        mirror.catch_up(here)
    assert caught.value.code == "langsmith.silent"
    (left,) = mirror.pending(here)
    assert (left.kind, left.error) == ("langsmith", caught.value.say())
    smith.fails.clear()
    assert [done.id for done in mirror.catch_up(here)] == [left.id]
    assert len(smith.runs) == 3


def test_a_langsmith_that_is_down_is_told_of_without_the_key(ready: Workbench, smith):
    smith.close()
    here = in_langsmith(ready, smith)
    finish(here)
    with pytest.raises(Unavailable) as caught:
        mirror.catch_up(here)
    assert "lsv2" not in str(caught.value)
    assert [left.kind for left in mirror.pending(here)] == ["langsmith"]


def test_a_wrong_key_is_named_and_tried_again_later(ready: Workbench, smith):
    smith.fails["/datasets"] = 401
    here = in_langsmith(ready, smith)
    finish(here)
    assert [done.kind for done in mirror.catch_up(here)] == ["evaluation"]
    (left,) = mirror.pending(here)
    assert "does not let us in" in left.error
    assert left.claimed_until > here.now()


@pytest.mark.parametrize("path", ["/datasets", "/runs/multipart"])
def test_a_password_in_the_address_of_langsmith_is_told_nobody(ready: Workbench, smith, caplog, path):
    smith.fails[path] = 401
    here = with_settings(ready, langsmith_url=smith.url.replace("://", "://me:hunter2@"))
    finish(here)
    with suppress(Unavailable):
        mirror.catch_up(here)
    (left,) = mirror.pending(here)
    assert smith.url in left.error
    assert "hunter2" not in left.error
    assert "hunter2" not in caplog.text


def test_a_process_without_the_key_leaves_langsmith_to_others(ready: Workbench, smith):
    finish(in_langsmith(ready, smith))
    assert [done.kind for done in mirror.catch_up(ready)] == ["evaluation"]
    assert mirror.pending(ready) == []
    assert [left.kind for left in mirror.pending(in_langsmith(ready, smith))] == ["langsmith"]
