"""Two versions of a dataset are told apart row by row."""

import json
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifecycle import datasets
from lifecycle.datasets import differing
from lifecycle.records import DatasetKind

GOLDEN, TRAINING, LOGS = DatasetKind.GOLDEN, DatasetKind.TRAINING, DatasetKind.LOGS


def content(*rows):
    return b"".join(map(datasets.to_line, rows))


def case(id, question="q", **more):
    return {"id": id, "inputs": {"question": question}, **more}


def chat(question, answer, system="s"):
    said = {"system": system, "user": question, "assistant": answer}
    return {"messages": [{"role": role, "content": text} for role, text in said.items()]}


def log(question, answer):
    return {"user_query": question, "ideal_response": answer, "tags": {}}


def told(before, after, kind):
    found = datasets.diff(content(*before), content(*after), kind)
    return (
        [each.values() for each in found.changed],
        [each.values()[1] for each in found.added],
        [each.values()[0] for each in found.removed],
        found.same,
    )


def test_nothing_differs_from_itself_or_when_rows_move():
    rows = [case("a"), case("b"), case("b")]
    assert told(rows, rows, GOLDEN) == ([], [], [], 3)
    assert told(rows, rows[::-1], GOLDEN) == ([], [], [], 3)
    assert told([], [], GOLDEN) == ([], [], [], 0)


def test_a_case_is_the_same_by_its_id():
    before, after = case("a", "old", expected="x"), case("a", "new", critical=True)
    assert told([before, case("b", "b")], [case("c", "c"), after], GOLDEN) == (
        [(before, after)],
        [case("c", "c")],
        [case("b", "b")],
        0,
    )


def test_a_case_with_another_id_is_the_same_by_its_question():
    assert told([case("a", "x")], [case("b", "x")], GOLDEN)[0] == [(case("a", "x"), case("b", "x"))]


def test_an_id_counts_before_a_question():
    before = [case("a", "x"), case("b", "y")]
    after = [case("c", "x"), case("b", "x")]
    assert told(before, after, GOLDEN)[0] == [(before[0], after[0]), (before[1], after[1])]


@pytest.mark.parametrize(
    ("kind", "row"), [(TRAINING, chat), (LOGS, log)], ids=["a training row", "a row of logs"]
)
def test_a_row_is_the_same_by_its_question(kind, row):
    before, after = [row("a", "1"), row("b", "2")], [row("b", "3"), row("c", "1")]
    assert told(before, after, kind) == (
        [(before[1], after[0])],
        [after[1]],
        [before[0]],
        0,
    )


def test_a_rewritten_system_prompt_changes_rows_and_makes_none_new():
    before, after = chat("a", "1"), chat("a", "1", system="another")
    assert told([before], [after], TRAINING)[0] == [(before, after)]


def test_rows_with_one_question_are_paired_in_order():
    before, after = [log("a", "1"), log("a", "2")], [log("a", "3"), log("a", "4"), log("a", "5")]
    changed, added, _, _ = told(before, after, LOGS)
    assert changed == [(before[0], after[0]), (before[1], after[1])]
    assert added == [after[2]]


def test_a_row_that_stands_there_once_more_is_new():
    assert told([log("a", "1")], [log("a", "1")] * 2, LOGS)[1:] == ([log("a", "1")], [], 1)


ROWS = st.lists(st.sampled_from("abcde").map(lambda each: log(each, each)), max_size=12)


@given(ROWS, ROWS, st.integers(1, 120))
def test_no_row_of_either_version_is_lost(before, after, block):
    try:
        differing.BLOCK, usual = block, differing.BLOCK
        found = datasets.diff(content(*before), content(*after), LOGS)
    finally:
        differing.BLOCK = usual
    old, new = (Counter(content(*rows).splitlines()) for rows in (before, after))
    gone = Counter(each.before for each in (*found.changed, *found.removed))
    came = Counter(each.after for each in (*found.changed, *found.added))
    assert gone == old - new
    assert came == new - old
    assert found.same == (old & new).total()


def test_rows_that_are_the_same_are_not_read(monkeypatch):
    rows = [datasets.to_line(log(f"{n}", "x" * 40)) for n in range(20_000)]
    after = [datasets.to_line(log("new", "y")), *rows]
    after[10_000] = datasets.to_line(log("9999", "z"))
    read = []
    loads = json.loads
    monkeypatch.setattr(differing.json, "loads", lambda line: read.append(line) or loads(line))
    found = datasets.diff(b"".join(rows), b"".join(after), LOGS)
    assert (len(found.changed), len(found.added), found.same) == (1, 1, 19_999)
    assert len(read) < 10


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (chat("q", "a"), "system: s\nuser: q\nassistant: a\n"),
        (log("q", "a") | {"tags": {"topic": "返品"}}, "user_query: q\nideal_response: a\ntopic: 返品\n"),
        (
            case("a", critical=True, expected={"contains": ["返品"]}),
            'id: a\nquestion: q\ncritical: true\ncontains: ["返品"]\n',
        ),
        (
            {"messages": [{"role": "tool", "content": "x", "name": "f"}]},
            'tool: {"content": "x", "name": "f"}\n',
        ),
        ({}, ""),
    ],
)
def test_a_row_is_written_for_people(row, expected):
    assert datasets.to_text(row) == expected
