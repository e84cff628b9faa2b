"""Cases of a golden set are edited, added and retired; the rest keeps its bytes."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifecycle import checks, datasets
from lifecycle.errors import Conflict, Invalid
from lifecycle.records import DatasetKind
from tests.builders import KEN

FIRST = b'{"inputs": {"question": "q1"}, "id": "a",  "critical": false}\n'
SECOND = b'{"id": "b", "inputs": {"question": "q2", "plan": "pro"}, "tags": {"topic": "x"}}\n'


def case(id, question="q", **more):
    return {"id": id, "inputs": {"question": question}, **more}


def write(was, **form):
    usual = {
        "id": was.get("id", ""),
        "question": was.get("inputs", {}).get("question", ""),
        "expected": datasets.from_expected(was.get("expected")),
        "tags": datasets.from_tags(was.get("tags", {})),
        "critical": was.get("critical", False),
        "decline": was.get("decline", False),
    }
    return datasets.rewritten(was, **usual | form)


def test_what_is_not_edited_keeps_its_bytes():
    content = FIRST + SECOND
    assert datasets.apply(content, {}) == content
    assert datasets.apply(content, {"a": json.loads(FIRST)}) == content


def test_cases_are_edited_in_place_added_at_the_end_and_retired():
    edits = {"a": case("a", "new"), "+1": case("c"), "b": None, "+2": case("d")}
    edited = datasets.apply(FIRST + SECOND, edits)
    assert [json.loads(line) for line in edited.splitlines()] == [case("a", "new"), case("c"), case("d")]


def test_a_case_that_is_gone_and_stays_retired_is_no_edit():
    assert datasets.apply(FIRST, {"b": None}) == FIRST


def test_a_form_keeps_what_it_does_not_show():
    now = write(json.loads(SECOND), question="q3", tags=" topic : y \n\nlang: ja", critical=True)
    assert now == {
        "id": "b",
        "inputs": {"question": "q3", "plan": "pro"},
        "tags": {"topic": "y", "lang": "ja"},
        "critical": True,
    }


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("within 30 days", "within 30 days"),
        ('{"contains": ["30"]}', {"contains": ["30"]}),
        ("30", "30"),
        ('{"contains": ', '{"contains": '),
    ],
)
def test_what_is_expected_is_text_or_an_object(typed, expected):
    assert write(case("a"), expected=typed)["expected"] == expected


def test_a_blank_expectation_is_none():
    assert "expected" not in write(case("a"), expected=" \n")


EXPECTED = st.one_of(
    st.none(),
    st.just(""),
    st.sampled_from(["a", "返品\n二行目"]),
    st.fixed_dictionaries({"contains": st.lists(st.just("x"), max_size=2)}),
)
CASES = st.fixed_dictionaries(
    {"id": st.just("a"), "inputs": st.fixed_dictionaries({"question": st.text()})},
    optional={
        "expected": EXPECTED,
        "tags": st.dictionaries(st.sampled_from(["t", "言語"]), st.sampled_from(["", "x", "a: b"])),
        "critical": st.booleans(),
        "decline": st.booleans(),
    },
)


@given(CASES)
def test_a_form_in_which_nothing_was_typed_changes_nothing(was):
    assert write(was) == was


def freeze(bench, content, **more):
    golden = DatasetKind.GOLDEN
    return datasets.freeze(bench, content, app="support-bot", name="golden", kind=golden, by=KEN, **more)


def test_edits_of_a_version_that_is_not_the_newest_are_not_frozen(bench):
    freeze(bench, FIRST)
    freeze(bench, FIRST + SECOND)
    with pytest.raises(Conflict) as refused:
        freeze(bench, SECOND, expecting=1)
    assert refused.value.code == "datasets.moved"
    assert refused.value.params == {"dataset": "golden", "newest": 2, "seen": 1}
    assert freeze(bench, SECOND, expecting=2).number == 3


def test_a_new_case_with_an_id_that_is_taken_is_refused_in_words(bench):
    edited = datasets.apply(FIRST, {"+1": write({}, id="a", question="q")})
    assert not checks.check(edited, profile="golden").valid
    with pytest.raises(Invalid) as refused:
        freeze(bench, edited)
    assert refused.value.params["finding"] == "golden.id.twice"


def test_a_new_case_can_be_told_before_it_has_an_id():
    edited = datasets.apply(FIRST, {"+1": write({}, question="q1")})
    assert len(datasets.diff(FIRST, edited, DatasetKind.GOLDEN).added) == 1
