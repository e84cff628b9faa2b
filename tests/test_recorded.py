import pytest

from lifecycle import evaluation, evidence
from lifecycle.errors import Invalid
from lifecycle.evaluation import recorded
from lifecycle.records import EvaluationState, RowState
from tests.endpoint import endpoint
from tests.evaluating import run, set_the_stage, start

__all__ = ["endpoint"]

JSONL = """\
{"id": "c000", "answer": "はい"}

{"id": "c001", "answer": "いいえ"}
{"id": "c000", "answer": "はい！"}""".encode()
CSV = "id,answer,note\nc000,はい,x\nc001,いいえ,\nc000,はい！,\n".encode()


@pytest.mark.parametrize(
    "content",
    [
        CSV,
        b"\xef\xbb\xbf" + CSV.replace(b"\n", b"\r\n"),
        JSONL,
    ],
    ids=["csv", "csv of a spreadsheet", "jsonl"],
)
def test_answers_are_read_with_their_repetitions_in_order(content):
    assert recorded.read(content) == {"c000": ["はい", "はい！"], "c001": ["いいえ"]}


@pytest.mark.parametrize(
    ("content", "code", "line"),
    [
        (b"", "evaluation.answers_empty", None),
        (b"id,answer\n", "evaluation.answers_empty", None),
        (b"id,text\na,b\n", "evaluation.answers_line", 2),
        (b'{"id": "a", "answer": "b"}\n{"id": "a", "answer": 3}', "evaluation.answers_line", 2),
        (b'{"id": "a", "answer": "b"}\n{"id"', "evaluation.answers_line", 2),
        (b"id,answer\na\n", "evaluation.answers_line", 2),
        (b'{"id": "a", "answer": ' + b"[" * 100_000, "evaluation.answers_line", 1),
        ("id,answer\na,はい\n".encode("cp932"), "evaluation.answers_encoding", None),
    ],
)
def test_a_file_that_holds_no_answers_is_refused_by_its_first_bad_line(bench, endpoint, content, code, line):
    with pytest.raises(Invalid) as refusal:
        recorded.read(content)
    assert (refusal.value.code, refusal.value.params.get("line")) == (code, line)
    assert refusal.value.say("ja")


def test_recorded_answers_are_scored_without_a_call_and_a_missing_one_is_an_error(bench, endpoint):
    set_the_stage(bench, endpoint.url, cases=3, key_env="KANMON_TEST_NO_SUCH_KEY")
    done = run(bench, start(bench, answers=CSV))
    rows = evaluation.scorecard(bench, done.id).rows
    assert done.state is EvaluationState.FINISHED
    assert [row.scores.get("contains") for row in rows] == [1.0, 0.0, None]
    assert (rows[2].state, rows[2].error_code) == (RowState.FAILED, "evaluation.answer_missing")
    assert endpoint.calls == []


def test_each_repetition_has_an_answer_of_its_own(bench, endpoint):
    set_the_stage(bench, endpoint.url, cases=1)
    done = run(bench, start(bench, answers=CSV, repetitions=2))
    assert [row.answer for row in evaluation.scorecard(bench, done.id).rows] == ["はい", "はい！"]


def test_recorded_answers_are_no_evidence_for_a_gate(bench, endpoint):
    set_the_stage(bench, endpoint.url, cases=2)
    run(bench, start(bench, answers=CSV))
    assert evaluation.newest(bench, "support-bot", 1) is None
    assert evidence.decide(bench, "support-bot", 1, "production").verdict != "ready"


@pytest.mark.parametrize("content", [b"", b"nothing"])
def test_a_file_without_answers_starts_nothing(bench, endpoint, content):
    set_the_stage(bench, endpoint.url, cases=2)
    with pytest.raises(Invalid):
        start(bench, answers=content)
    assert evaluation.listing(bench, "support-bot") == []


def test_half_a_surrogate_pair_in_a_recorded_answer_is_replaced():
    assert recorded.read(b'{"id": "a", "answer": "\\ud800!"}') == {"a": ["?!"]}
