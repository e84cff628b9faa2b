from lifecycle import evaluation
from lifecycle.records import Row, RowState
from tests.endpoint import endpoint
from tests.evaluating import set_the_stage, some_cases, start

__all__ = ["endpoint"]

WRONG = {"state": RowState.ANSWERED, "answer": "いいえ", "scores": {"contains": 0.0}}
RIGHT = {"state": RowState.ANSWERED, "answer": "はい", "scores": {"contains": 1.0}}


def test_the_first_wrong_answers_are_known_before_all_are_asked(bench, endpoint):
    set_the_stage(bench, endpoint.url, cases=6)
    made = start(bench)
    assert evaluation.wrong_so_far(bench, made) == []
    with bench.ledger.write() as tx:
        tx.change(Row, {"evaluation": made.id, "position": [0, 2]}, **RIGHT)
        tx.change(Row, {"evaluation": made.id, "position": [1, 3, 4]}, **WRONG)
    assert [row.position for row in evaluation.wrong_so_far(bench, made, limit=2)] == [1, 3]


def test_a_wrong_answer_has_the_reason_of_each_scorer_that_failed_it_and_a_failed_call_none(bench, endpoint):
    set_the_stage(bench, endpoint.url, cases=3)
    made = start(bench)
    with bench.ledger.write() as tx:
        tx.change(Row, {"evaluation": made.id, "position": 0}, **RIGHT)
        tx.change(Row, {"evaluation": made.id, "position": 1}, **WRONG)
        tx.change(Row, {"evaluation": made.id, "position": 2}, state=RowState.FAILED)
    with bench.ledger.read() as tx:
        rows = tx.all(Row, evaluation=made.id)
    found = evaluation.reasons(bench, made, {case.id: case for case in some_cases(3)}, rows)
    assert found.keys() == {0, 1}
    assert found[0] == {}
    assert {name: reason.code for name, reason in found[1].items()} == {"contains": "failure.contains"}


def test_progress_counts_what_was_reused_and_how_answers_ended_and_reused_ones_cost_nothing(bench, endpoint):
    set_the_stage(bench, endpoint.url, cases=5)
    made = start(bench)
    paid = {**RIGHT, "cost_usd": 0.25}
    with bench.ledger.write() as tx:
        tx.change(Row, {"evaluation": made.id, "position": [0, 1]}, **paid, finish_reason="stop")
        tx.change(Row, {"evaluation": made.id, "position": 2}, **paid, finish_reason="length")
        tx.change(Row, {"evaluation": made.id, "position": 3}, **paid, finish_reason="stop", cached=True)
        tx.change(Row, {"evaluation": made.id, "position": 4}, **paid, judge_cost_usd=0.5)
    seen = evaluation.progress(bench, made.id)
    assert seen.reused == 1
    assert seen.endings == {"stop": 3, "length": 1, "": 1}
    assert seen.cost_usd == 4 * 0.25 + 0.5
