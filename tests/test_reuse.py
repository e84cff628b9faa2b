import dataclasses
import logging
import time

import pytest

from lifecycle import evaluation
from lifecycle.records import Case, EvaluationState, Row, RowState, Version
from lifecycle.settings import load_endpoints, save_endpoints
from tests.endpoint import Answer, endpoint
from tests.evaluating import POLICY, at_work, rows_of, run, set_the_stage, some_cases, start, wait_until

__all__ = ["endpoint"]

log = logging.getLogger(__name__)

PRICES = {"usd_per_million_in": 1.0, "usd_per_million_out": 2.0}
MEASURED = ("answer", "finish_reason", "latency_ms", "tokens_in", "tokens_out", "cost_usd")


@pytest.fixture
def numbering(endpoint):
    """An endpoint that never gives the same answer twice."""
    endpoint.decide = lambda number, body: Answer(text=f"はい、{number} 番目")
    return endpoint


def measured(rows):
    return [tuple(getattr(row, name) for name in MEASURED) for row in rows]


def change_version(bench, **changes):
    with bench.ledger.write() as tx:
        tx.change(Version, {"number": 1}, **changes)


def change_endpoint(bench, **changes):
    shop = load_endpoints(bench.settings.home)["shop"]
    save_endpoints(bench.settings.home, {"shop": dataclasses.replace(shop, **changes)})


def test_an_evaluation_that_was_run_before_makes_no_call(bench, numbering):
    set_the_stage(bench, numbering.url, cases=30, **PRICES)
    first = run(bench, start(bench))
    again = run(bench, start(bench, reuse=True))
    assert again.state is EvaluationState.FINISHED
    assert len(numbering.calls) == 30
    before, after = rows_of(bench, first), rows_of(bench, again)
    assert {row.cached for row in before} == {False}
    assert {(row.cached, row.state, row.attempts) for row in after} == {(True, RowState.ANSWERED, 0)}
    assert measured(after) == measured(before)
    assert [row.call_digest for row in after] == [row.call_digest for row in before]
    assert all(row.latency_ms > 0 and row.cost_usd > 0 for row in after)


def test_it_is_asked_anew_unless_reuse_is_wanted(bench, numbering):
    set_the_stage(bench, numbering.url, cases=5)
    run(bench, start(bench))
    run(bench, start(bench))
    assert len(numbering.calls) == 10


def test_what_was_reused_costs_nothing_again(bench, numbering):
    set_the_stage(bench, numbering.url, cases=4, **PRICES)
    first = evaluation.progress(bench, run(bench, start(bench)).id)
    again = evaluation.progress(bench, run(bench, start(bench, reuse=True)).id)
    assert first.cost_usd == pytest.approx(4 * (7 + 2 * 3) / 1e6)
    assert (again.cost_usd, again.reused) == (0.0, 4)


def test_a_reused_answer_whose_price_was_not_known_has_that_of_now(bench, numbering):
    set_the_stage(bench, numbering.url, cases=2)
    first = rows_of(bench, run(bench, start(bench)))
    assert {row.cost_usd for row in first} == {None}
    change_endpoint(bench, **PRICES)
    again = run(bench, start(bench, reuse=True))
    assert [row.cost_usd for row in rows_of(bench, again)] == pytest.approx([(7 + 2 * 3) / 1e6] * 2)
    assert evaluation.progress(bench, again.id).cost_usd == 0.0
    assert len(numbering.calls) == 2


def test_a_limit_on_the_cost_counts_only_what_this_evaluation_pays(bench, numbering):
    set_the_stage(bench, numbering.url, cases=20, usd_per_million_in=1000, usd_per_million_out=1000)
    run(bench, start(bench))
    planned = evaluation.plan(bench, app="support-bot", version=1, golden=start(bench).golden)
    again = run(bench, start(bench, reuse=True, max_cost_usd=planned.cost_usd))
    assert again.state is EvaluationState.FINISHED


def test_each_repetition_is_a_call_of_its_own(bench, numbering):
    set_the_stage(bench, numbering.url, cases=3)
    run(bench, start(bench))
    thrice = run(bench, start(bench, reuse=True, repetitions=3))
    rows = rows_of(bench, thrice)
    assert len(numbering.calls) == 3 + 6
    assert [row.cached for row in rows] == [True, False, False] * 3
    assert len({row.answer for row in rows}) == 9
    fewer = run(bench, start(bench, reuse=True, repetitions=2))
    assert len(numbering.calls) == 9
    answers = {(row.case_id, row.repetition): row.answer for row in rows}
    assert all(answers[row.case_id, row.repetition] == row.answer for row in rows_of(bench, fewer))


@pytest.mark.parametrize(
    "change",
    [
        lambda bench: change_version(bench, model="m-2"),
        lambda bench: change_version(bench, parameters={"temperature": 0.5}),
        lambda bench: change_endpoint(bench, base_url=change_of_address(bench)),
    ],
    ids=["model", "parameters", "address"],
)
def test_another_call_is_asked_anew(bench, numbering, change):
    set_the_stage(bench, numbering.url, cases=3)
    run(bench, start(bench))
    change(bench)
    again = run(bench, start(bench, reuse=True))
    assert len(numbering.calls) == 6
    assert not any(row.cached for row in rows_of(bench, again))


def change_of_address(bench):
    return load_endpoints(bench.settings.home)["shop"].base_url.replace("127.0.0.1", "localhost")


@pytest.mark.parametrize(
    "changes", [{"concurrency": 2}, {"timeout_s": 9.0}, {"requests_per_minute": 6000.0}, PRICES], ids=str
)
def test_what_does_not_reach_the_model_does_not_matter(bench, numbering, changes):
    set_the_stage(bench, numbering.url, cases=3)
    run(bench, start(bench))
    change_endpoint(bench, **changes)
    run(bench, start(bench, reuse=True))
    assert len(numbering.calls) == 3


def test_only_the_cases_that_changed_are_asked(bench, numbering):
    from lifecycle import datasets
    from lifecycle.records import DatasetKind
    from tests.builders import KEN
    from tests.evaluating import GOLDEN, to_jsonl

    cases = some_cases(5)
    set_the_stage(bench, numbering.url, cases=cases)
    run(bench, start(bench))
    changed = Case(id="c001", inputs={"question": "別の質問"}, expected={"contains": ["はい"]})
    second = datasets.freeze(
        bench,
        to_jsonl([cases[0], changed, *cases[2:]]),
        app="support-bot",
        name=GOLDEN.name,
        kind=DatasetKind.GOLDEN,
        by=KEN,
    )
    again = run(bench, start(bench, reuse=True, golden=second.ref))
    assert [row.cached for row in rows_of(bench, again)] == [True, False, True, True, True]
    assert numbering.questions()[5:] == ["別の質問"]


def test_scores_are_reckoned_anew(bench, numbering):
    set_the_stage(bench, numbering.url, cases=2)
    first = run(bench, start(bench))
    policy = bench.settings.policies / "support-bot.yaml"
    policy.write_text(POLICY.replace("  - name: declines\n", ""), encoding="utf-8")
    again = run(bench, start(bench, reuse=True))
    assert [set(row.scores) for row in rows_of(bench, first)] == [{"contains", "declines"}] * 2
    assert [set(row.scores) for row in rows_of(bench, again)] == [{"contains"}] * 2
    assert first.scorers_digest != again.scorers_digest


def test_a_reused_answer_is_never_the_source_of_another(bench, numbering):
    set_the_stage(bench, numbering.url, cases=2)
    first = run(bench, start(bench))
    again = run(bench, start(bench, reuse=True))
    with bench.ledger.write() as tx:
        tx.change(Row, {"evaluation": again.id}, answer="だれも言っていない")
        tx.change(Row, {"evaluation": first.id}, state=RowState.FAILED)
    third = run(bench, start(bench, reuse=True))
    assert len(numbering.calls) == 4
    assert not any(row.cached for row in rows_of(bench, third))


def test_a_failed_call_is_no_answer_to_reuse(bench, numbering):
    set_the_stage(bench, numbering.url, cases=3)
    numbering.answer_in_turn(Answer(status=400))
    run(bench, start(bench))
    numbering.answer_in_turn(Answer())
    run(bench, start(bench, reuse=True))
    assert len(numbering.calls) == 6


def test_of_several_earlier_answers_the_newest_is_taken(bench, numbering):
    set_the_stage(bench, numbering.url, cases=6)
    for _ in range(4):
        newest = run(bench, start(bench))
    again = run(bench, start(bench, reuse=True))
    assert measured(rows_of(bench, again)) == measured(rows_of(bench, newest))


def test_the_same_question_twice_in_one_set_is_asked_twice(bench, numbering):
    same = [dataclasses.replace(case, inputs={"question": "同じ"}) for case in some_cases(60)]
    set_the_stage(bench, numbering.url, cases=tuple(same), concurrency=1)
    once = run(bench, start(bench, reuse=True))
    assert len(numbering.calls) == 60
    assert not any(row.cached for row in rows_of(bench, once))


def test_a_worker_reuses_what_it_answered_just_now(bench, numbering):
    set_the_stage(bench, numbering.url, cases=200, concurrency=16)
    with at_work(bench):
        first = start(bench)
        wait_until(lambda: evaluation.find(bench, first.id).state.is_final)
        begun = time.perf_counter()
        again = start(bench, reuse=True)
        wait_until(lambda: evaluation.find(bench, again.id).state.is_final)
        log.info("200 cases reused in %.3f s", time.perf_counter() - begun)
    assert evaluation.find(bench, again.id).state is EvaluationState.FINISHED
    assert len(numbering.calls) == 200


def test_answers_are_reused_across_a_resume(bench, numbering):
    from tests.builders import KEN

    set_the_stage(bench, numbering.url, cases=4)
    run(bench, start(bench))
    again = start(bench, reuse=True)
    evaluation.cancel(bench, again.id, KEN)
    evaluation.resume(bench, again.id, KEN)
    assert run(bench, again).state is EvaluationState.FINISHED
    assert len(numbering.calls) == 4
    assert [row.cached for row in rows_of(bench, again)] == [True] * 4
