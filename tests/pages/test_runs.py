"""Runs, with those of somebody who never heard of Kanmon."""

import math
import time

import pytest
from pandas import DataFrame

from console.parts import run_comparison, run_search, run_table
from lifecycle import runs
from tests.pages.conftest import english_in, text_of

APP = "support-bot"


@pytest.fixture
def others(full):
    """A plain MLflow client of somebody else, on the same store."""
    from mlflow import MlflowClient

    return MlflowClient(full.settings.tracking_uri, full.settings.tracking_uri)


@pytest.fixture
def trainings(others):
    """Id of an experiment with thirty runs; every third failed, the newest comes first."""
    from mlflow.entities import Metric, Param

    experiment = others.create_experiment("fine-tuning")
    for n in range(30):
        run = others.create_run(
            experiment, run_name=f"lora **{n}**", start_time=1_000_000 + n, tags={"mlflow.user": "tomo"}
        )
        others.log_batch(
            run.info.run_id,
            metrics=[Metric("loss", 3.0 / (step + 1) + n, 0, step) for step in range(4)]
            + [Metric("eval/f1", n / 100, 0, 0)],
            params=[Param("lr", str(n)), Param("base", "practice-1")],
        )
        others.set_terminated(run.info.run_id, "FAILED" if n % 3 == 0 else "FINISHED")
    return experiment


def ids(others, experiment):
    """Name → id of the runs of an experiment."""
    return {run.info.run_name: run.info.run_id for run in others.search_runs([experiment])}


def shown(at) -> DataFrame:
    return at.dataframe[0].value


def box(at, label):
    return next(
        each
        for kind in ("selectbox", "multiselect", "text_input")
        for each in at.get(kind)
        if each.label == label
    )


def set_to(at, label, value):
    box(at, label).set_value(value).run()
    assert not at.exception
    return at


def press(at, label):
    next(button for button in at.button if button.label == label).click().run()
    assert not at.exception
    return at


@pytest.mark.usefixtures("empty")
def test_without_an_application_the_first_step_is_offered(open_page):
    assert "No application yet" in text_of(open_page("runs"))


def test_the_applications_own_evaluations_come_first_with_their_numbers(full, open_page):
    at = open_page("runs")
    mine = next(each for each in runs.experiments(full) if each.name == APP)
    page = runs.search(full, experiments=[mine.id])
    assert list(shown(at)["name"]) == [run.name for run in page.runs]
    for metric in ("chrf.mean", "contains.mean", "cost_usd.per_1000"):
        assert list(shown(at)[f"metrics.{metric}"]) == [run.metrics[metric] for run in page.runs]
    assert "practice model" in text_of(at)


def test_other_peoples_runs_are_turned_page_by_page(trainings, open_page):
    at = open_page("runs", experiment=trainings)
    assert list(shown(at)["name"])[:2] == ["lora **29**", "lora **28**"]
    assert set(shown(at)["user"]) == {"tomo"}
    assert "Runs 1 to 25" in text_of(at)
    press(at, "Next")
    assert list(shown(at)["name"]) == [f"lora **{n}**" for n in (4, 3, 2, 1, 0)]
    assert "Runs 26 to 30" in text_of(at)
    assert next(each for each in at.button if each.label == "Next").disabled
    press(at, "Previous")
    assert "Runs 1 to 25" in text_of(at)


def test_filters_and_order_stand_in_the_address_and_begin_at_the_first_page(trainings, open_page):
    at = press(open_page("runs", experiment=trainings), "Next")
    set_to(at, "Status", "FAILED")
    assert set(shown(at)["status"]) == {"failed"}
    assert "page" not in at.query_params
    set_to(at, "Order", "low.loss")
    assert list(shown(at)["name"])[:2] == ["lora **0**", "lora **3**"]
    set_to(at, "Name contains", "LORA **2")
    assert list(shown(at)["name"]) == ["lora **21**", "lora **24**", "lora **27**"]
    set_to(at, "MLflow filter (for experts)", "metrics.`eval/f1` > 0.22")
    assert list(shown(at)["name"]) == ["lora **24**", "lora **27**"]
    assert at.query_params["status"] == "FAILED"
    assert at.query_params["name"] == "LORA **2"
    assert at.query_params["order"] == "low.loss"
    set_to(at, "Name contains", "nobody")
    assert "No run fits" in text_of(at)
    press(at, "Clear the filters")
    assert len(shown(at)) == 25


def test_any_metric_or_parameter_is_a_column_and_none_is_a_choice_too(trainings, open_page):
    at = open_page("runs", experiment=trainings)
    set_to(at, "Columns", ["params.lr", "metrics.loss"])
    assert list(shown(at).columns)[:3] == ["name", "params.lr", "metrics.loss"]
    assert shown(at)["params.lr"][0] == "29"
    assert at.query_params["columns"] == ["params.lr", "metrics.loss"]
    set_to(at, "Columns", [])
    assert list(shown(at).columns) == ["name", "status", "user", "started"]
    at = open_page("runs", experiment=trainings, columns=["status", "metrics.nowhere"])
    assert list(shown(at).columns) == ["name", "metrics.nowhere", "status", "user", "started"]


def test_a_filter_that_mlflow_cannot_read_is_a_card_and_stays_typed(trainings, open_page):
    at = set_to(open_page("runs", experiment=trainings), "MLflow filter (for experts)", "loss is good")
    page = text_of(at)
    assert "MLflow cannot search like this" in page
    assert "Write filters like" in page
    assert box(at, "MLflow filter (for experts)").value == "loss is good"
    for broken in ({"page": "xx"}, {"order": "low.`"}):
        assert "MLflow cannot search like this" in text_of(open_page("runs", experiment=trainings, **broken))


def test_two_runs_of_the_address_are_compared(others, trainings, open_page):
    of = ids(others, trainings)
    at = open_page("runs", experiment=trainings, runs=[of["lora **29**"], of["lora **1**"]], metric="loss")
    page = text_of(at)
    assert "2 runs compared" in page
    assert "1 · lora **29**" in page
    assert "loss over the steps of each run." in page
    assert "Last value of loss in each run." in page
    assert '<th class="k-left k-short" scope="row">lr</th>' in page
    assert "base</th>" not in page
    assert len(at.get("plotly_chart")) == 2
    press(at, "Untick all")
    assert "Tick two or more runs to compare them." in text_of(at)
    assert "runs" not in at.query_params


def test_runs_of_ours_lead_to_their_evaluation(full, open_page):
    mine = next(each for each in runs.experiments(full) if each.name == APP)
    found = runs.search(full, experiments=[mine.id]).runs
    at = open_page("runs", runs=[run.id for run in found])
    links = [each.proto for each in at.get("page_link")]
    assert sum("v3 on support" in link.label for link in links) == 1
    assert "prompt" in text_of(at)


def test_runs_that_are_gone_or_bare_or_diverged_are_said_in_words(others, trainings, open_page):
    of = ids(others, trainings)
    page = text_of(open_page("runs", experiment=trainings, runs=[of["lora **29**"], "f" * 32]))
    assert "There is no run" in page
    assert "Runs 1 to 25" in page
    bare = [others.create_run(trainings, run_name="bare").info.run_id for _ in range(2)]
    page = text_of(open_page("runs", experiment=trainings, runs=bare))
    assert "None of these runs has a metric." in page
    assert "All parameters are the same." in page
    for step, loss in enumerate((1.0, math.nan)):
        others.log_metric(bare[0], "loss", loss, step=step)
    page = text_of(open_page("runs", experiment=trainings, runs=[*bare, of["lora **1**"]], metric="loss"))
    assert "Not a number at the end: 1 bare." in page


def test_ticks_of_this_page_join_those_of_another(monkeypatch):
    ticked = {run_table.KEY: {"selection": {"rows": [2, 0]}}}
    kept = []
    monkeypatch.setattr(run_table.st, "session_state", ticked)
    monkeypatch.setattr(run_table, "chosen", lambda: ["elsewhere", "b", "c"])
    monkeypatch.setattr(run_table, "keep_chosen", kept.extend)
    run_table.take(["a", "b", "c"])
    assert kept == ["elsewhere", "c", "a"]


def test_labels_of_runs_are_short_and_never_equal(full):
    mine = next(each for each in runs.experiments(full) if each.name == APP)
    found = runs.search(full, experiments=[mine.id]).runs
    labels = run_comparison.labels((*found,)).values()
    assert [label[:1] for label in labels] == ["1", "2", "3"]
    assert sorted(label[2:] for label in labels) == ["v1 on support…", "v2 on support…", "v3 on support…"]


def test_an_order_of_the_address_is_written_for_mlflow():
    assert run_search.written("high.a.b") == "metrics.`a.b` DESC"
    assert run_search.written("oldest") == "attributes.start_time ASC"
    assert run_search.written("newest") == run_search.written("nonsense") == run_search.written("high.") == ""


def test_a_store_that_is_down_is_a_card_within_seconds(full, open_page, monkeypatch):
    monkeypatch.setenv("MLFLOW_TRACKING_URI", "http://127.0.0.1:9")
    begun = time.monotonic()
    page = text_of(open_page("runs"))
    assert time.monotonic() - begun < 15
    assert "http://127.0.0.1:9" in page
    assert 'role="alert"' in page


@pytest.mark.usefixtures("japanese")
def test_a_japanese_page_has_no_english_sentence(others, trainings, open_page):
    of = ids(others, trainings)
    page = text_of(open_page("runs", experiment=trainings, runs=[of["lora **29**"], of["lora **1**"]]))
    page += text_of(open_page("runs", experiment=trainings, filter="params.lr = 'none'"))
    assert english_in(page) == []
    assert "2 件の比較" in page
