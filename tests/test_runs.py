from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifecycle import runs
from lifecycle.errors import Invalid, NotFound
from lifecycle.workbench import Workbench


@pytest.fixture
def others(mlflow_bench: Workbench):
    """A plain MLflow client of somebody else, on the same store."""
    from mlflow import MlflowClient

    return MlflowClient(mlflow_bench.settings.tracking_uri, mlflow_bench.settings.tracking_uri)


def a_training(client, experiment, name="run", *, losses=(), metrics=(), **params):
    run = client.create_run(experiment, run_name=name, tags={"mlflow.user": "tomo"})
    id = run.info.run_id
    for step, loss in enumerate(losses):
        client.log_metric(id, "loss", loss, step=step)
    for key, value in dict(metrics).items():
        client.log_metric(id, key, value)
    for key, value in params.items():
        client.log_param(id, key, value)
    client.set_terminated(id)
    return id


def test_runs_of_other_people_are_listed(mlflow_bench: Workbench, others):
    experiment = others.create_experiment("fine-tuning")
    id = a_training(others, experiment, "first", losses=[2.0, 1.0], lr=0.1)
    assert [found.name for found in runs.experiments(mlflow_bench)] == ["fine-tuning", "Default"]
    page = runs.search(mlflow_bench, experiments=[experiment])
    (run,) = page.runs
    assert (run.id, run.name, run.user, run.status, run.experiment) == (
        id,
        "first",
        "tomo",
        "FINISHED",
        experiment,
    )
    assert (run.params, run.metrics, run.steps) == ({"lr": "0.1"}, {"loss": 1.0}, {"loss": 1})
    assert run.started_at
    assert abs(datetime.now(UTC) - run.started_at).seconds < 60
    assert (page.metrics, page.params, page.next_page) == (("loss",), ("lr",), "")


def test_a_search_is_paged_on_the_server(mlflow_bench: Workbench, others):
    experiment = others.create_experiment("fine-tuning")
    ids = {a_training(others, experiment) for _ in range(5)}
    found, page = [], ""
    for size in (2, 2, 1):
        result = runs.search(mlflow_bench, experiments=[experiment], limit=2, page=page)
        assert len(result.runs) == size
        found += [run.id for run in result.runs]
        page = result.next_page
        assert isinstance(page, str)
    assert page == ""
    assert set(found) == ids


def test_any_metric_orders_and_filters(mlflow_bench: Workbench, others):
    experiment = others.create_experiment("fine-tuning")
    for name, value in (("low", 0.1), ("high", 0.9), ("middle", 0.5)):
        a_training(others, experiment, name, metrics={"contains.mean": value})
    a_training(others, experiment, "none")

    def names(**search):
        return [run.name for run in runs.search(mlflow_bench, experiments=[experiment], **search).runs]

    assert names(order=runs.by_metric("contains.mean")) == ["high", "middle", "low", "none"]
    assert names(order=runs.by_metric("contains.mean", descending=False)) == ["low", "middle", "high", "none"]
    assert set(names(filter="metrics.`contains.mean` > 0.3")) == {"high", "middle"}


@pytest.mark.parametrize(
    "name", ['it\'s 100% "a"', "a;b -- x", "日本語の実行", "back\\slash", "(p) and q = 'x'", "a`b"]
)
def test_a_part_of_any_name_finds_its_run(mlflow_bench: Workbench, others, name):
    experiment = others.create_experiment("names")
    found = a_training(others, experiment, f"before {name} AFTER")
    a_training(others, experiment, "another")
    condition = runs.condition(name=f" {name} after ", status="FINISHED")
    page = runs.search(mlflow_bench, experiments=[experiment], filter=condition)
    assert [run.id for run in page.runs] == [found]


def test_conditions_are_joined_and_nothing_is_no_condition(mlflow_bench: Workbench, others):
    assert runs.condition() == runs.condition(name=" ", filter=" ") == ""
    experiment = others.create_experiment("fine-tuning")
    for lr in (1, 2):
        a_training(others, experiment, "warm", lr=lr)
    condition = runs.condition(name="WARM", filter="params.lr = '2'")
    (run,) = runs.search(mlflow_bench, experiments=[experiment], filter=condition).runs
    assert run.params["lr"] == "2"


def test_a_run_that_mirrors_an_evaluation_names_it(mlflow_bench: Workbench, others):
    tags = {"kanmon.evaluation": "e1", "kanmon.practice": "true"}
    others.create_run("0", tags=tags)
    (mirror,) = runs.search(mlflow_bench, experiments=["0"]).runs
    assert (runs.evaluation_of(mirror), runs.is_practice(mirror)) == ("e1", True)
    others.create_run("0")
    plain = runs.search(mlflow_bench, experiments=["0"], order="attributes.start_time DESC").runs[0]
    assert (runs.evaluation_of(plain), runs.is_practice(plain)) == ("", False)


def test_deleted_runs_are_listed_only_when_asked_for(mlflow_bench: Workbench, others):
    experiment = others.create_experiment("fine-tuning")
    others.delete_run(a_training(others, experiment))
    assert runs.search(mlflow_bench, experiments=[experiment]).runs == ()
    (run,) = runs.search(mlflow_bench, experiments=[experiment], deleted=True).runs
    assert run.is_deleted


def test_of_no_experiment_there_are_no_runs(mlflow_bench: Workbench):
    assert runs.search(mlflow_bench, experiments=[]).runs == ()
    assert runs.search(mlflow_bench, experiments=["4711"]).runs == ()


@pytest.mark.parametrize(
    "search",
    [
        {"filter": "accuracy is good"},
        {"filter": "metrics.accuracy >> 0.9"},
        {"filter": "params.model > 3"},
        {"filter": "metrics.a = 'x'"},
        {"filter": "'; DROP TABLE runs; --"},
        {"order": "metrics. sideways"},
        {"page": "not a token"},
    ],
)
def test_a_search_that_mlflow_cannot_read_is_refused_in_words(mlflow_bench: Workbench, search):
    with pytest.raises(Invalid) as caught:
        runs.search(mlflow_bench, experiments=["0"], **search)
    assert caught.value.code == "runs.bad_search"
    assert caught.value.params["reason"]
    assert "metrics.accuracy" in caught.value.hint()


@pytest.mark.parametrize("limit", [0, -1, 501])
def test_a_page_has_a_limit(mlflow_bench: Workbench, limit):
    with pytest.raises(Invalid) as caught:
        runs.search(mlflow_bench, experiments=["0"], limit=limit)
    assert caught.value.code == "runs.bad_limit"


def test_compared_runs_show_what_differs_and_how_they_learned(mlflow_bench: Workbench, others):
    experiment = others.create_experiment("fine-tuning")
    one = a_training(others, experiment, losses=[3.0, 2.0, 1.0], metrics={"f1": 0.8}, lr=0.1, seed=1, depth=2)
    two = a_training(others, experiment, losses=[3.0, 1.5], metrics={"f1": 0.9}, lr=0.2, seed=1)
    bare = a_training(others, experiment)
    others.delete_run(bare)
    compared = runs.compare(mlflow_bench, [one, two, bare, one])
    assert [run.id for run in compared.runs] == [one, two, bare]
    assert compared.params == {
        "depth": {one: "2"},
        "lr": {one: "0.1", two: "0.2"},
        "seed": {one: "1", two: "1"},
    }
    assert compared.metrics == {"f1": {one: 0.8, two: 0.9}, "loss": {one: 1.0, two: 1.5}}
    assert compared.curves == {"loss": {one: ((0, 3.0), (1, 2.0), (2, 1.0)), two: ((0, 3.0), (1, 1.5))}}


def test_equal_parameters_are_left_out(mlflow_bench: Workbench, others):
    ids = [a_training(others, "0", lr=lr, seed=1) for lr in (1, 2)]
    assert list(runs.compare(mlflow_bench, ids).params) == ["lr"]


def test_a_comparison_needs_two_to_twenty_runs_that_exist(mlflow_bench: Workbench):
    with pytest.raises(Invalid) as caught:
        runs.compare(mlflow_bench, ["a", "a"])
    assert caught.value.code == "runs.too_few"
    with pytest.raises(Invalid) as caught:
        runs.compare(mlflow_bench, [str(number) for number in range(21)])
    assert caught.value.code == "runs.too_many"
    with pytest.raises(NotFound) as missing:
        runs.compare(mlflow_bench, ["a" * 32, "not/an id"])
    assert missing.value.code == "runs.missing"


@given(
    st.lists(st.floats(-1e6, 1e6), max_size=300).map(lambda values: list(enumerate(values))),
    st.integers(4, 50),
)
def test_a_thinned_curve_keeps_its_ends_and_extremes(points, limit):
    thin = runs.thinned(points, limit)
    assert len(thin) <= max(limit, 2)
    assert list(thin) == sorted(set(thin) & set(points))
    if points:
        assert (thin[0], thin[-1]) == (points[0], points[-1])
        values = [value for _, value in points]
        assert {min(values), max(values)} <= {value for _, value in thin}
    if len(points) <= limit:
        assert list(thin) == points
