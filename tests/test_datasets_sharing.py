"""Golden sets go to LangSmith and come back, through its real SDK."""

import dataclasses
import json

import pytest

from lifecycle import datasets
from lifecycle.datasets import sharing
from lifecycle.errors import ConfigError, Conflict, Invalid, NotFound, Refused
from lifecycle.records import Actor, DatasetKind, Ref
from tests.builders import KEN
from tests.smith import smith

__all__ = ["smith"]

APP = "support-bot"
CASES = (
    {"inputs": {"question": "返品できますか", "plan": "pro"}, "id": "b", "expected": "はい"},
    {"id": "a", "inputs": {"question": "q"}, "expected": {"contains": ["14 days"]}, "critical": False},
    {
        "id": "c",
        "inputs": {"question": "x"},
        "expected": {"answer": "y"},
        "tags": {"topic": "z"},
        "decline": True,
    },
)


def content(*cases):
    return b"".join(map(datasets.to_line, cases))


@pytest.fixture
def here(bench, smith):
    bench.settings = dataclasses.replace(bench.settings, langsmith_url=smith.url)
    return bench


def freeze(bench, *cases, kind=DatasetKind.GOLDEN, name="golden"):
    return datasets.freeze(bench, content(*cases), app=APP, name=name, kind=kind, by=KEN)


def pull(bench, source, name="golden", by=KEN):
    return sharing.pull(bench, source, app=APP, name=name, by=by, note="from LangSmith")


def test_a_golden_set_is_pushed_once_with_its_digest(here, smith):
    golden = freeze(here, *CASES)
    name = sharing.push(here, golden)
    assert sharing.push(here, golden) == name == f"golden@1 {golden.digest[:8]}"
    (dataset,) = smith.datasets.values()
    assert dataset["metadata"]["kanmon_golden_sha256"] == golden.digest
    assert {each["metadata"]["case_id"] for each in smith.examples.values()} == {"a", "b", "c"}
    assert smith.called("POST /examples/bulk") == 1
    assert smith.keys == {"lsv2_pt_test"}


def test_what_comes_back_unchanged_is_the_same_version(here):
    name = sharing.push(here, freeze(here, *CASES))
    with pytest.raises(Conflict) as same:
        pull(here, name)
    assert same.value.code == "datasets.unchanged"
    copy = pull(here, name, name="copy")
    found = {case.id: case for case in datasets.cases(here, copy)}
    assert found["b"].inputs == CASES[0]["inputs"]
    assert (found["b"].expected, found["a"].expected, found["c"].expected) == (
        "はい",
        {"contains": ["14 days"]},
        "y",
    )
    assert (found["c"].tags, found["c"].decline) == ({"topic": "z"}, True)


def test_what_was_changed_there_becomes_the_next_version(here, smith):
    name = sharing.push(here, freeze(here, *CASES))
    changed, gone = (
        next(id for id, each in smith.examples.items() if each["metadata"]["case_id"] == wanted)
        for wanted in ("a", "c")
    )
    smith.examples[changed]["metadata"]["critical"] = True
    del smith.examples[gone]
    dataset = next(iter(smith.datasets))
    own = "11111111-1111-4111-8111-111111111111"
    smith.examples[own] = {**smith.examples[changed], "id": own, "metadata": None, "outputs": None}
    assert smith.examples[own]["dataset_id"] == dataset

    made = pull(here, name)

    assert (made.number, made.rows, made.note, made.author) == (2, 3, "from LangSmith", "ken")
    lines = [json.loads(line) for line in datasets.content(here, made).splitlines()]
    assert lines[0] == CASES[0]
    assert lines[1] == {**CASES[1], "critical": True}
    assert lines[2] == {"id": own, "inputs": {"question": "q"}}


def test_a_dataset_that_is_not_there_is_named(here):
    with pytest.raises(NotFound) as missing:
        pull(here, "nowhere")
    assert missing.value.code == "langsmith.no_dataset"


def test_examples_that_are_no_cases_are_refused_by_the_check(here, smith):
    name = sharing.push(here, freeze(here, *CASES))
    for each in smith.examples.values():
        each["metadata"] = {"case_id": "same"}
    with pytest.raises(Invalid) as refused:
        pull(here, name)
    assert refused.value.params["finding"] == "golden.id.twice"
    assert datasets.find(here, APP, Ref("golden")).number == 1


def test_only_golden_sets_are_pushed_and_only_editors_pull(here, smith):
    logs = freeze(here, {"user_query": "a", "ideal_response": "b"}, kind=DatasetKind.LOGS, name="logs")
    with pytest.raises(Invalid):
        sharing.push(here, logs)
    with pytest.raises(Refused):
        pull(here, "golden@1", by=Actor(person="aki"))
    with pytest.raises(Conflict) as refused:
        pull(here, sharing.push(here, freeze(here, *CASES)), name="logs")
    assert refused.value.code == "datasets.other_kind"


def test_without_a_key_nothing_is_asked(bench):
    golden = freeze(bench, *CASES)
    for ask in (lambda: sharing.push(bench, golden), lambda: pull(bench, "x")):
        with pytest.raises(ConfigError) as refused:
            ask()
        assert refused.value.code == "langsmith.no_key"
