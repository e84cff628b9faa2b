import dataclasses
import io
import json
import sqlite3
from contextlib import closing
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifecycle import history, projection, prompts, versions
from lifecycle.digests import canonical
from lifecycle.errors import Unavailable
from lifecycle.records import Errand, Evaluation, Event, Placement
from lifecycle.workbench import Workbench
from tests.builders import KEN, NOON, an_evaluation

APP, NAME = "support-bot", "support-reply"


@pytest.fixture
def ready(mlflow_bench: Workbench) -> Workbench:
    """Three versions, each with its own version of one prompt."""
    for number in (1, 2, 3):
        save(mlflow_bench, NAME, f"Rules, edition {number}.")
    return mlflow_bench


def save(bench, name, text):
    content = prompts.read(text.encode())
    saved = prompts.save(bench, app=APP, name=name, content=content, by=KEN, reason="x")
    return versions.create(bench, app=APP, prompt=saved.ref, model="practice-1", endpoint="practice", by=KEN)


def place(bench, version, environment="production"):
    """Move an environment as a promotion does: placement, event and errand in one transaction."""
    with bench.ledger.write() as tx:
        before = tx.one(Placement, app=APP, environment=environment)
        tx.remove(Placement, app=APP, environment=environment)
        tx.add(Placement(app=APP, environment=environment, version=version, moved_by="ken", moved_at=NOON))
        history.record(
            bench,
            tx,
            KEN,
            "promotion.promoted",
            app=APP,
            subject=environment,
            before=before.version if before else None,
            after=version,
            environment=environment,
        )
        return projection.send(
            bench,
            tx,
            "alias",
            app=APP,
            subject=environment,
            environment=environment,
            version=version,
            prompt=NAME,
            prompt_number=version,
        )


def placement(bench, environment="production"):
    with bench.ledger.read() as tx:
        return tx.one(Placement, app=APP, environment=environment)


def errand(bench, id):
    with bench.ledger.read() as tx:
        return tx.one(Errand, id=id)


def shown(bench, environment="production"):
    return bench.store.models.at(APP, environment), bench.store.prompts.at(NAME, environment)


def stages(bench):
    found = bench.store.connection.client.search_model_versions(f"name = '{APP}'")
    return {int(version.version): version.tags["kanmon.stage"] for version in found}


def with_store(bench, tracking_uri):
    """The same ledger beside another store."""
    return Workbench(dataclasses.replace(bench.settings, tracking_uri=tracking_uri))


def test_an_errand_is_pending_until_it_is_carried_out(ready: Workbench):
    sent = place(ready, 2)
    assert projection.pending(ready) == [sent]
    assert shown(ready) == (None, None)
    assert [done.id for done in projection.catch_up(ready)] == [sent.id]
    assert projection.pending(ready) == []
    assert errand(ready, sent.id).done_at
    assert shown(ready) == (2, 2)
    assert placement(ready).verified


def test_plain_mlflow_loads_what_is_in_production(ready: Workbench):
    import mlflow

    from lifecycle.store.connection import global_address

    place(ready, 2)
    projection.catch_up(ready)
    with global_address(ready.settings.tracking_uri):
        import mlflow.genai

        assert mlflow.genai.load_prompt("prompts:/support-reply@production").template == "Rules, edition 2."
        assert mlflow.MlflowClient().get_model_version_by_alias(APP, "production").version == 2
        assert mlflow.models.get_model_info("models:/support-bot@production").model_id
        place(ready, 3)
        projection.catch_up(ready)
        assert mlflow.genai.load_prompt("prompts:/support-reply@production").template == "Rules, edition 3."


def test_stages_follow_the_environments(ready: Workbench):
    for version, environment in ((1, "staging"), (1, "production"), (2, "staging"), (2, "production")):
        place(ready, version, environment)
    place(ready, 3, "staging")
    projection.catch_up(ready)
    assert stages(ready) == {1: "Archived", 2: "Production", 3: "Staging"}


def test_a_version_that_never_moved_has_no_stage(ready: Workbench):
    place(ready, 1)
    projection.catch_up(ready)
    assert stages(ready) == {1: "Production", 2: "None", 3: "None"}


@given(st.lists(st.tuples(st.sampled_from(["staging", "production", "canary"]), st.integers(1, 4))))
def test_every_version_that_moved_has_the_stage_of_where_it_stands(moves):
    held = dict(moves)
    events = [an_event(environment, version) for environment, version in moves]
    placements = [Placement(app=APP, environment=name, version=held[name]) for name in held]
    found = projection.stages(placements, events)
    assert set(found) <= {version for _, version in moves}
    for version in {version for _, version in moves}:
        stands = {name for name, number in held.items() if number == version}
        wanted = "Production" if "production" in stands else "Staging" if "staging" in stands else None
        assert found.get(version) == (wanted or (None if stands else "Archived"))


def an_event(environment, version):
    return Event(
        number=1,
        at=NOON,
        actor="ken",
        identity="declared",
        action="promotion.promoted",
        app=APP,
        subject=environment,
        after=version,
        details={"environment": environment},
        previous="",
        hash="",
    )


def test_a_late_errand_cannot_bring_an_old_version_back(ready: Workbench):
    late = place(ready, 1)
    place(ready, 2)
    projection.catch_up(ready)
    with ready.ledger.write() as tx:
        tx.change(Errand, {"id": late.id}, done_at=None)
    projection.catch_up(ready)
    assert shown(ready) == (2, 2)


def test_an_alias_that_somebody_moved_is_set_right(ready: Workbench):
    place(ready, 2)
    projection.catch_up(ready)
    ready.store.models.point(APP, "production", 3)
    place(ready, 2)
    projection.catch_up(ready)
    assert shown(ready) == (2, 2)


def test_an_emptied_environment_loses_its_aliases(ready: Workbench):
    place(ready, 2)
    projection.catch_up(ready)
    place(ready, None)
    projection.catch_up(ready)
    assert shown(ready) == (None, None)
    assert stages(ready)[2] == "Archived"


def test_another_prompt_of_the_application_loses_the_alias(ready: Workbench):
    other = save(ready, "short-reply", "Short rules.")
    place(ready, 2)
    projection.catch_up(ready)
    place(ready, other.number)
    projection.catch_up(ready)
    assert ready.store.prompts.at("short-reply", "production") == 1
    assert shown(ready) == (other.number, None)


def test_without_a_placement_the_errand_says_what_to_show(ready: Workbench):
    params = {"environment": "staging", "version": 1, "prompt": NAME, "prompt_number": 1}
    with ready.ledger.write() as tx:
        projection.send(ready, tx, "alias", app=APP, subject="staging", **params)
    projection.catch_up(ready)
    assert shown(ready, "staging") == (1, 1)


def test_a_silent_store_keeps_the_errand_and_its_reason(ready: Workbench):
    sent = place(ready, 2)
    with pytest.raises(Unavailable) as caught:
        projection.catch_up(with_store(ready, "http://127.0.0.1:1"))
    (kept,) = projection.pending(ready)
    assert (kept.id, kept.attempts, kept.error) == (sent.id, 1, caught.value.say())
    assert not placement(ready).verified
    assert [done.id for done in projection.catch_up(ready)] == [sent.id]
    assert errand(ready, sent.id).error == ""


def test_one_that_cannot_be_carried_out_waits_and_the_others_go_on(ready: Workbench):
    place(ready, 2, "staging")
    ready.store.connection.client.delete_model_version(APP, "2")
    good = place(ready, 3)
    assert [done.id for done in projection.catch_up(ready)] == [good.id]
    (waiting,) = projection.pending(ready)
    assert "2" in waiting.error
    assert waiting.claimed_until > ready.now()
    assert projection.catch_up(ready) == []
    assert projection.pending(ready) == [waiting]


def test_in_a_hurry_those_that_wait_are_tried_too(ready: Workbench):
    ready.store.connection.client.delete_model_version(APP, "2")
    sent = place(ready, 2)
    projection.catch_up(ready)
    place(ready, 3)
    assert sent.id in {done.id for done in projection.catch_up(ready, hurry=True)}
    assert shown(ready) == (3, 3)


def test_a_store_of_a_newer_mlflow_keeps_the_errand_and_says_why(ready: Workbench):
    place(ready, 2)
    newer = ready.settings.home / "newer.db"
    with closing(sqlite3.connect(ready.settings.home / "mlflow.db")) as db:
        db.execute("VACUUM INTO ?", [str(newer)])
    with closing(sqlite3.connect(newer)) as db, db:
        db.execute("UPDATE alembic_version SET version_num = 'fffffffffff1'")
    again = with_store(ready, f"sqlite:///{newer}")
    assert projection.catch_up(again) == []
    (waiting,) = projection.pending(again)
    assert "newer MLflow" in waiting.error


def test_an_errand_that_another_process_has_is_left_to_it(ready: Workbench):
    sent = place(ready, 2)
    assert projection.claim(ready, sent)
    assert not projection.claim(ready, sent)
    assert projection.catch_up(ready) == []
    afterwards = ready.now() + projection.CLAIM + timedelta(seconds=1)
    later = Workbench(ready.settings, now=lambda: afterwards)
    assert [done.id for done in projection.catch_up(later)] == [sent.id]


@pytest.fixture
def evaluated(ready: Workbench) -> Evaluation:
    """A finished evaluation of version 1 whose answers are frozen: two answered, one failed."""
    cases = [
        {"id": "c1", "inputs": {"question": "返品できますか"}, "expected": "30日以内なら可能です。"},
        {"id": "c2", "inputs": {"question": "Refund?"}, "expected": {"contains": ["14 days"]}},
        {"id": "c3", "inputs": {"question": "?"}},
    ]
    common = {
        "repetition": 0,
        "answer": "",
        "error_code": "",
        "error_params": {},
        "latency_ms": None,
        "tokens_in": None,
        "tokens_out": None,
        "cost_usd": None,
        "scores": {},
    }
    rows = [
        {**common, "case_id": "c1", "answer": "はい。", "latency_ms": 12.5, "tokens_in": 7, "tokens_out": 3}
        | {"scores": {"contains": 1.0, "latency_ms": 12.5}},
        {**common, "case_id": "c2", "answer": "No.", "latency_ms": 10.0, "scores": {"chrf": 0.25}},
        {**common, "case_id": "c3", "error_code": "chat.timeout"},
    ]
    golden, answers = (
        ready.objects.freeze(b"".join(canonical(line) + b"\n" for line in lines)) for lines in (cases, rows)
    )
    version = versions.find(ready, APP, 1)
    made = an_evaluation(
        1,
        bundle_digest=version.digest,
        golden_digest=golden,
        answers_digest=answers,
        cases=3,
        practice=True,
        started_at=NOON,
        finished_at=NOON + timedelta(seconds=5),
    )
    with ready.ledger.write() as tx:
        tx.add(made)
        metrics = {"contains.mean": 1.0, "latency_ms.p95": 12.5, "errors.rate": 1 / 3}
        projection.send(
            ready, tx, "evaluation", app=APP, subject=made.id, evaluation=made.id, metrics=metrics
        )
    projection.catch_up(ready)
    with ready.ledger.read() as tx:
        found = tx.one(Evaluation, id=made.id)
    assert found
    return found


@pytest.fixture
def plain(ready: Workbench):
    from mlflow import MlflowClient

    return MlflowClient(ready.settings.tracking_uri, ready.settings.tracking_uri)


def test_plain_mlflow_sees_the_whole_evaluation(evaluated: Evaluation, plain):
    run = plain.get_run(evaluated.run_id)
    assert run.info.run_name == "v1 on support-golden@1"
    assert (run.info.status, run.info.end_time - run.info.start_time) == ("FINISHED", 5000)
    assert plain.get_experiment(run.info.experiment_id).name == APP
    assert run.data.metrics == pytest.approx(
        {"contains.mean": 1.0, "latency_ms.p95": 12.5, "errors.rate": 1 / 3}
    )
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


def test_the_run_names_the_golden_set_by_our_digest(evaluated: Evaluation, plain):
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


def test_the_metrics_stand_at_the_version_and_the_prompt_at_the_run(evaluated: Evaluation, plain):
    model_id = plain.get_model_version(APP, "1").source.removeprefix("models:/")
    metrics = plain.get_logged_model(model_id).metrics
    assert {metric.key for metric in metrics} == {"contains.mean", "latency_ms.p95", "errors.rate"}
    assert {metric.dataset_digest for metric in metrics} == {evaluated.golden_digest[:32]}
    assert {metric.run_id for metric in metrics} == {evaluated.run_id}
    assert NAME in plain.get_run(evaluated.run_id).data.tags["mlflow.linkedPrompts"]


def test_the_answers_are_a_parquet_file(evaluated: Evaluation, plain, tmp_path):
    from pyarrow import parquet

    file = plain.download_artifacts(evaluated.run_id, "answers.parquet", str(tmp_path))
    table = parquet.read_table(file)
    assert table.column_names == [
        "case_id",
        "repetition",
        "question",
        "expected",
        "answer",
        "error",
        "latency_ms",
        "tokens",
        "cost_usd",
        "chrf",
        "contains",
    ]
    first, second, third = table.to_pylist()
    assert (first["question"], first["expected"]) == ("返品できますか", "30日以内なら可能です。")
    assert (first["tokens"], first["contains"], first["chrf"]) == (10, 1.0, None)
    assert json.loads(second["expected"]) == {"contains": ["14 days"]}
    assert (third["error"], third["answer"], third["contains"], third["expected"]) == (
        "chat.timeout",
        "",
        None,
        "",
    )


def test_an_evaluation_is_shown_once(evaluated: Evaluation, ready: Workbench, plain):
    with ready.ledger.write() as tx:
        projection.send(
            ready, tx, "evaluation", app=APP, subject=evaluated.id, evaluation=evaluated.id, metrics={}
        )
    projection.catch_up(ready)
    experiment = plain.get_experiment_by_name(APP).experiment_id
    assert len(plain.search_runs([experiment])) == 1


def test_an_evaluation_that_was_removed_needs_no_run(ready: Workbench):
    with ready.ledger.write() as tx:
        projection.send(ready, tx, "evaluation", app=APP, subject="e9", evaluation="e9", metrics={})
    assert len(projection.catch_up(ready)) == 1


def test_a_table_without_rows_still_has_its_columns():
    from pyarrow import parquet

    table = parquet.read_table(io.BytesIO(projection.to_parquet([])))
    assert table.num_rows == 0
    assert "case_id" in table.column_names
