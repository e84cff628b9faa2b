import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifecycle import datasets, evaluation, history, scorecards
from lifecycle.errors import Conflict, Invalid, NotFound, Refused
from lifecycle.evaluation import answers, engine
from lifecycle.evaluation.costs import cost_usd
from lifecycle.evaluation.shift import LEAVE_S
from lifecycle.messages import say
from lifecycle.records import (
    Actor,
    Block,
    Case,
    DatasetKind,
    Endpoint,
    Errand,
    Evaluation,
    EvaluationState,
    PromptContent,
    Ref,
    Row,
    RowState,
    Version,
)
from lifecycle.settings import save_endpoints
from tests.builders import KEN, NOON, a_row, an_evaluation
from tests.endpoint import Answer, endpoint
from tests.evaluating import (
    GOLDEN,
    POLICY,
    rows_of,
    run,
    running,
    set_the_stage,
    some_cases,
    start,
    to_jsonl,
    wait_until,
)

__all__ = ["endpoint"]

AKI = Actor(person="aki")


def is_in(bench, started, state):
    return evaluation.find(bench, started.id).state is state


def ask_each_question_of_the_case(number, body):
    return Answer(text=f"はい、{body['messages'][-1]['content']}ですね。", delay_s=0.02)


def test_an_evaluation_is_written_down_with_its_rows_and_its_event(bench, endpoint):
    version = set_the_stage(bench, endpoint.url, cases=3)
    started = start(bench, repetitions=2)
    assert started.state is EvaluationState.WAITING
    assert (started.bundle_digest, started.golden, started.cases) == (version.digest, GOLDEN, 3)
    assert [spec.name for spec in started.scorers] == ["contains", "declines"]
    assert [(row.case_id, row.repetition) for row in rows_of(bench, started)] == [
        (id, repetition) for id in ("c000", "c001", "c002") for repetition in (0, 1)
    ]
    (event,) = history.events(bench, "support-bot", actions=["evaluation.started"])
    assert (event.actor, event.subject, event.details["calls"]) == ("ken", started.id, 6)
    assert endpoint.calls == []


def test_a_plan_tells_what_it_would_cost_and_changes_nothing(bench, endpoint):
    set_the_stage(bench, endpoint.url, cases=4, usd_per_million_in=1000, usd_per_million_out=2000)
    planned = evaluation.plan(bench, app="support-bot", version=1, golden=GOLDEN, repetitions=3)
    assert planned.calls == 12
    assert planned.tokens_out == 12 * 100
    assert 12 * 5 < planned.tokens_in < 12 * 20
    assert planned.cost_usd == pytest.approx(planned.tokens_in / 1000 + planned.tokens_out / 500)
    assert evaluation.listing(bench, "support-bot") == []


def test_who_may_only_look_starts_nothing(bench, endpoint):
    set_the_stage(bench, endpoint.url)
    with pytest.raises(Refused):
        start(bench, by=AKI)
    assert evaluation.listing(bench, "support-bot") == []


def test_a_case_that_leaves_a_variable_open_is_named(bench, endpoint):
    content = PromptContent(blocks=(Block(role="system", text="{{shop}} の規則に従ってください。"),))
    cases = (
        Case(id="a", inputs={"question": "?", "shop": "花屋"}),
        Case(id="b", inputs={"question": "?"}),
    )
    set_the_stage(bench, endpoint.url, cases=cases, content=content)
    with pytest.raises(Invalid) as refusal:
        start(bench)
    assert refusal.value.code == "evaluation.missing_variable"
    assert (refusal.value.params["case"], refusal.value.params["variables"]) == ("b", "shop")
    assert "shop" in refusal.value.say("ja")


@pytest.mark.parametrize(
    ("changes", "kind", "code"),
    [
        ({"version": 9}, NotFound, None),
        ({"golden": Ref("nothing")}, NotFound, None),
        ({"repetitions": 0}, Invalid, "evaluation.bad_repetitions"),
        ({"golden": Ref("support-logs")}, Invalid, "evaluation.not_golden"),
    ],
)
def test_what_cannot_be_evaluated_is_refused_before_anything_is_written(bench, endpoint, changes, kind, code):
    set_the_stage(bench, endpoint.url)
    from lifecycle import datasets

    logs = "user_query,ideal_response\n返品は？,30日以内です\n".encode()
    datasets.freeze(bench, logs, app="support-bot", name="support-logs", kind=DatasetKind.LOGS, by=KEN)
    with pytest.raises(kind) as refusal:
        start(bench, **changes)
    assert code in {None, refusal.value.code}
    assert evaluation.listing(bench, "support-bot") == []


def test_every_case_is_asked_once_scored_and_frozen_in_golden_order(bench, endpoint):
    set_the_stage(bench, endpoint.url, cases=30, usd_per_million_in=1.0, usd_per_million_out=2.0)
    endpoint.decide = ask_each_question_of_the_case
    done = run(bench, start(bench))
    assert done.state is EvaluationState.FINISHED
    assert done.finished_at >= done.started_at
    assert sorted(endpoint.questions()) == sorted(case.question for case in some_cases(30))
    assert 1 < endpoint.busiest <= 4
    card = evaluation.scorecard(bench, done.id)
    assert [row.case_id for row in card.rows] == [case.id for case in card.cases]
    first = card.rows[0]
    assert (first.answer, first.state, first.attempts) == ("はい、質問 0ですね。", RowState.ANSWERED, 1)
    assert first.scores == {"contains": 1.0, "declines": 1.0}
    assert first.cost_usd == pytest.approx((7 * 1.0 + 3 * 2.0) / 1e6)
    assert bench.objects.read(done.answers_digest).count(b"\n") == 30
    assert list(card.rows) == answers.from_lines(bench.objects.lines(done.answers_digest), done.id)


def test_finishing_stands_in_the_history_and_goes_to_mlflow_in_one_step(bench, endpoint):
    set_the_stage(bench, endpoint.url, cases=2)
    done = run(bench, start(bench))
    (event,) = history.events(bench, "support-bot", actions=["evaluation.finished"])
    assert (event.subject, event.details["answers_digest"]) == (done.id, done.answers_digest)
    with bench.ledger.read() as tx:
        (errand,) = tx.all(Errand, app="support-bot", kind="evaluation")
    assert (errand.subject, errand.params["evaluation"]) == (done.id, done.id)
    assert history.verify(bench) is None


def test_the_prompts_settings_and_the_versions_parameters_reach_the_endpoint(bench, endpoint):
    content = PromptContent(
        blocks=(Block(role="system", text="短く。"), Block(role="user", text="{{question}}")),
        settings={"temperature": 0.5, "top_p": 1},
        response_format={"type": "json_object"},
    )
    set_the_stage(bench, endpoint.url, cases=1, content=content)
    with bench.ledger.write() as tx:
        tx.change(Version, {"number": 1}, parameters={"temperature": 0})
    run(bench, start(bench))
    sent = endpoint.calls[0]
    assert (sent["model"], sent["temperature"], sent["top_p"]) == ("m-1", 0, 1)
    assert sent["response_format"] == {"type": "json_object"}
    assert sent["messages"] == [
        {"role": "system", "content": "短く。"},
        {"role": "user", "content": "質問 0"},
    ]


def test_a_failed_call_is_an_error_and_never_a_zero(bench, endpoint):
    set_the_stage(bench, endpoint.url, cases=6)
    endpoint.decide = lambda _, body: Answer(
        status=400 if body["messages"][-1]["content"] == "質問 2" else 200
    )
    done = run(bench, start(bench))
    assert done.state is EvaluationState.FINISHED
    failed = evaluation.scorecard(bench, done.id).rows[2]
    assert (failed.state, failed.error_code, failed.attempts) == (RowState.FAILED, "chat.bad_request", 1)
    assert failed.scores == failed.score_errors == {}
    progress = evaluation.progress(bench, done.id)
    assert (progress.answered, progress.failed, progress.waiting) == (5, 1, 0)
    (count, params) = progress.error_kinds["chat.bad_request"]
    assert count == 1
    assert "shop" in say("chat.bad_request", "ja", **params)
    assert [row.case_id for row in progress.failing] == ["c002"]


@pytest.mark.parametrize(
    ("prices", "tokens", "usd"),
    [
        ((1.0, 10.0), 1_000_000, 11.0),
        ((1.0, 10.0), None, None),
        ((0.0, 0.0), None, 0.0),
        ((0.0, 0.0), 1_000_000, 0.0),
        ((None, None), 1_000_000, None),
        ((None, None), None, None),
        ((1.0, None), 1_000_000, None),
        ((0.0, None), 1_000_000, None),
        ((None, 10.0), 1_000_000, None),
    ],
)
def test_what_is_not_known_is_no_price_and_only_a_price_of_0_is_free(prices, tokens, usd):
    at = Endpoint(name="shop", base_url="", usd_per_million_in=prices[0], usd_per_million_out=prices[1])
    assert cost_usd(at, tokens, tokens) == usd


def test_without_prices_no_cost_is_known_anywhere(bench, endpoint):
    set_the_stage(bench, endpoint.url, cases=3)
    assert evaluation.plan(bench, app="support-bot", version=1, golden=GOLDEN).cost_usd is None
    done = run(bench, start(bench))
    card = evaluation.scorecard(bench, done.id)
    assert {row.cost_usd for row in card.rows} == {None}
    assert evaluation.progress(bench, done.id).cost_usd is None
    assert "cost_usd.per_1000" not in scorecards.metrics(card)
    code, params = scorecards.lacking_cost(card)
    assert "not known" in say(code, "en", **params)


def test_the_practice_model_is_free_and_says_so(bench):
    set_the_stage(bench, "practice", cases=3)
    with bench.ledger.write() as tx:
        tx.change(Version, {"number": 1}, model="practice-1")
    assert evaluation.plan(bench, app="support-bot", version=1, golden=GOLDEN).cost_usd == 0.0
    done = run(bench, start(bench, max_cost_usd=0.01))
    card = evaluation.scorecard(bench, done.id)
    assert {row.cost_usd for row in card.rows} == {0.0}
    assert scorecards.metric_values(card)["cost_usd.per_1000"] == 0.0
    assert scorecards.lacking_cost(card) is None


def test_an_evaluation_keeps_which_endpoint_was_asked_and_where_it_stood(bench, endpoint):
    set_the_stage(bench, endpoint.url, cases=1)
    done = run(bench, start(bench))
    assert (done.endpoint, done.address) == ("shop", endpoint.url)
    elsewhere = start(bench, answers=b"id,answer\nc000,a\n")
    assert (elsewhere.endpoint, elsewhere.address) == ("", "")


@pytest.mark.parametrize("resumed", [False, True])
def test_answers_of_two_addresses_are_never_mixed(bench, endpoint, resumed):
    set_the_stage(bench, endpoint.url, cases=3)
    started = start(bench)
    if resumed:
        evaluation.cancel(bench, started.id, KEN)
        started = evaluation.resume(bench, started.id, KEN)
    moved = endpoint.url.replace("127.0.0.1", "localhost")
    save_endpoints(bench.settings.home, {"shop": Endpoint(name="shop", base_url=moved)})
    done = run(bench, started)
    assert (done.state, done.stop_code) == (EvaluationState.STOPPED, "evaluation.endpoint_moved")
    assert endpoint.calls == []
    assert "shop" in say(done.stop_code, "ja", **done.stop_params)
    assert run(bench, start(bench)).state is EvaluationState.FINISHED


def test_an_evaluation_of_which_nobody_kept_where_it_asked_does_not_go_on(bench, endpoint):
    set_the_stage(bench, endpoint.url, cases=3)
    started = start(bench)
    with bench.ledger.write() as tx:
        tx.change(Evaluation, {"id": started.id}, address="")
    done = run(bench, started)
    assert (done.state, done.stop_code) == (EvaluationState.STOPPED, "evaluation.endpoint_unkept")
    assert done.stop_params == {"endpoint": "shop"}
    assert endpoint.calls == []


def freeze(bench, cases):
    return datasets.freeze(
        bench,
        to_jsonl(some_cases(cases)),
        app="support-bot",
        name=GOLDEN.name,
        kind=DatasetKind.GOLDEN,
        by=KEN,
    )


def pin(bench, *digests):
    """Let the policy's environments insist on golden sets by their digests."""
    rule = "{{id: golden, type: golden_set, owner: data, digest: '{}'}}"
    environments = "".join(
        f"  e{number}:\n    criteria:\n      - {rule.format(digest)}\n"
        for number, digest in enumerate(digests)
    )
    (bench.settings.policies / "support-bot.yaml").write_text(POLICY + environments, encoding="utf-8")


def test_the_golden_set_that_the_policy_pins_is_the_one_that_is_meant(bench, endpoint):
    set_the_stage(bench, endpoint.url, cases=2)
    first = datasets.find(bench, "support-bot", GOLDEN)
    second, third = freeze(bench, 3), freeze(bench, 4)

    def planned(golden):
        return evaluation.plan(bench, app="support-bot", version=1, golden=golden).golden

    name = Ref(GOLDEN.name)
    assert planned(None) == planned(name) == third
    pin(bench, first.digest)
    assert planned(None) == planned(name) == first
    assert planned(second.ref) == second, "whoever names a number gets it"
    assert start(bench, golden=None).golden == start(bench, golden=name).golden == first.ref
    pin(bench, second.digest, first.digest)
    assert planned(None) == second
    pin(bench, "a" * 64)
    assert planned(None) == third


def test_one_hanging_call_does_not_hold_up_the_rest(bench, endpoint):
    set_the_stage(bench, endpoint.url, cases=40, timeout_s=600)
    endpoint.decide = lambda number, body: Answer(hang=body["messages"][-1]["content"] == "質問 1")
    started = start(bench)
    with running(bench, started):
        wait_until(lambda: evaluation.progress(bench, started.id).answered == 39)
        evaluation.cancel(bench, started.id, KEN)
        wait_until(lambda: is_in(bench, started, EvaluationState.CANCELLED))


@pytest.mark.parametrize(("status", "code"), [(401, "chat.wrong_key"), (404, "chat.unknown_model")])
def test_a_wrong_key_or_model_stops_the_evaluation_at_once(bench, endpoint, status, code):
    set_the_stage(bench, endpoint.url, cases=50)
    endpoint.decide = lambda number, body: Answer(status=status)
    done = run(bench, start(bench))
    assert (done.state, done.stop_code) == (EvaluationState.STOPPED, code)
    assert say(done.stop_code, "ja", **done.stop_params)
    assert len(endpoint.calls) <= 2 * 4
    assert {row.state for row in rows_of(bench, done)} == {RowState.WAITING}
    assert len(history.events(bench, "support-bot", actions=["evaluation.stopped"])) == 1


def test_a_missing_key_stops_it_without_a_call(bench, endpoint):
    set_the_stage(bench, endpoint.url, key_env="KANMON_TEST_NO_SUCH_KEY")
    done = run(bench, start(bench))
    assert (done.state, done.stop_code) == (EvaluationState.STOPPED, "chat.no_key")
    assert endpoint.calls == []


def test_twenty_failed_calls_in_a_row_stop_it(bench, endpoint):
    set_the_stage(bench, endpoint.url, cases=100)
    endpoint.decide = lambda number, body: Answer(status=400)
    done = run(bench, start(bench))
    assert (done.state, done.stop_code) == (EvaluationState.STOPPED, "evaluation.refused_in_a_row")
    assert 20 <= evaluation.progress(bench, done.id).failed < 20 + 8
    assert len(endpoint.calls) < 20 + 8
    assert "20" in say(done.stop_code, "en", **done.stop_params)


def test_scattered_failures_do_not_stop_it(bench, endpoint):
    set_the_stage(bench, endpoint.url, cases=60)
    endpoint.decide = lambda number, body: Answer(status=400 if number % 2 else 200)
    done = run(bench, start(bench))
    assert done.state is EvaluationState.FINISHED
    assert evaluation.progress(bench, done.id).failed == 30


def test_cancelling_waits_for_no_call_and_keeps_what_is_done(bench, endpoint):
    set_the_stage(bench, endpoint.url, cases=100, timeout_s=600)
    endpoint.decide = lambda number, body: Answer(hang=number > 10)
    started = start(bench)
    with running(bench, started):
        wait_until(lambda: evaluation.progress(bench, started.id).answered == 10)
        assert evaluation.cancel(bench, started.id, KEN).state is EvaluationState.CANCELLING
        wait_until(lambda: is_in(bench, started, EvaluationState.CANCELLED), LEAVE_S / 2)
    progress = evaluation.progress(bench, started.id)
    assert (progress.answered, progress.waiting) == (10, 90)
    assert {row.state for row in rows_of(bench, started)} == {RowState.ANSWERED, RowState.WAITING}
    assert evaluation.newest(bench, "support-bot", 1) is None


def test_an_evaluation_nobody_works_on_is_cancelled_at_once_and_only_once(bench, endpoint):
    set_the_stage(bench, endpoint.url)
    started = start(bench)
    with pytest.raises(Refused):
        evaluation.cancel(bench, started.id, AKI)
    assert evaluation.cancel(bench, started.id, KEN).state is EvaluationState.CANCELLED
    assert run(bench, started).state is EvaluationState.CANCELLED
    assert endpoint.calls == []
    with pytest.raises(Conflict):
        evaluation.cancel(bench, started.id, KEN)


def test_a_cancelled_evaluation_whose_worker_died_ends_with_the_next_one(bench, endpoint):
    set_the_stage(bench, endpoint.url)
    started = start(bench)
    with bench.ledger.write() as tx:
        tx.change(Evaluation, {"id": started.id}, state=EvaluationState.CANCELLING)
    assert run(bench, started).state is EvaluationState.CANCELLED
    assert endpoint.calls == []


def test_a_worker_that_leaves_hands_its_rows_back_and_the_next_one_goes_on(bench, endpoint):
    set_the_stage(bench, endpoint.url, cases=40)
    endpoint.decide = lambda number, body: Answer(delay_s=0.05)
    started = start(bench)
    with running(bench, started):
        wait_until(lambda: evaluation.progress(bench, started.id).answered >= 8)
    left = evaluation.find(bench, started.id)
    assert left.state is EvaluationState.RUNNING
    assert RowState.CLAIMED not in {row.state for row in rows_of(bench, started)}
    assert evaluation.progress(bench, started.id).answered == len(endpoint.calls) < 40
    assert run(bench, started, worker="w2").state is EvaluationState.FINISHED
    assert len(endpoint.calls) == 40


def test_rows_of_a_lost_worker_are_claimed_when_their_lease_is_over(bench, endpoint):
    set_the_stage(bench, endpoint.url, cases=5)
    started = start(bench)
    lost = {
        "state": RowState.CLAIMED,
        "claimed_by": "lost",
        "claimed_until": bench.now() - timedelta(seconds=1),
    }
    with bench.ledger.write() as tx:
        tx.change(Row, {"evaluation": started.id, "position": [1, 2]}, **lost)
    assert run(bench, started).state is EvaluationState.FINISHED
    assert len(endpoint.calls) == 5


def test_a_row_counts_only_for_the_worker_that_holds_its_claim(bench, endpoint):
    set_the_stage(bench, endpoint.url, cases=1)
    started = start(bench)
    endpoint.decide = lambda number, body: Answer(text="遅い答え", delay_s=0.5)
    with running(bench, started):
        wait_until(lambda: endpoint.calls)
        theirs = {"state": RowState.ANSWERED, "claimed_by": "", "claimed_until": None, "answer": "先の答え"}
        with bench.ledger.write() as tx:
            tx.change(Row, {"evaluation": started.id, "position": 0}, **theirs)
        wait_until(lambda: is_in(bench, started, EvaluationState.FINISHED))
    assert [row.answer for row in rows_of(bench, started)] == ["先の答え"]


def test_progress_tells_rate_and_what_remains(bench, endpoint):
    set_the_stage(bench, endpoint.url, cases=40, timeout_s=600)
    started = start(bench)
    before = evaluation.progress(bench, started.id)
    assert (before.rows, before.waiting, before.rate_per_s, before.remaining_s) == (40, 40, None, None)
    endpoint.decide = lambda number, body: Answer(hang=number > 20)
    with running(bench, started):
        wait_until(lambda: evaluation.progress(bench, started.id).answered == 20)
        during = evaluation.progress(bench, started.id)
        assert during.rate_per_s > 0
        assert during.remaining_s == pytest.approx(20 / during.rate_per_s)
        evaluation.cancel(bench, started.id, KEN)
        wait_until(lambda: is_in(bench, started, EvaluationState.CANCELLED))


def test_the_newest_finished_evaluation_is_found_by_what_it_speaks_of(bench, endpoint):
    set_the_stage(bench, endpoint.url, cases=1)
    older, newer = (run(bench, start(bench)) for _ in range(2))
    find = evaluation.newest
    assert find(bench, "support-bot", 1).id == newer.id
    assert find(bench, "support-bot", 1, newer.golden_digest, newer.scorers_digest).id == newer.id
    assert find(bench, "support-bot", 1, newer.golden_digest, "0" * 64) is None
    assert find(bench, "support-bot", 2) is None
    assert [e.id for e in evaluation.listing(bench, "support-bot", 1)] == [newer.id, older.id]


def test_an_unknown_evaluation_is_not_found(bench):
    for look in (evaluation.find, evaluation.progress, evaluation.scorecard):
        with pytest.raises(NotFound):
            look(bench, "0" * 12)


def test_a_preview_of_some_cases_tells_for_each_what_came_of_it(bench, endpoint):
    set_the_stage(bench, endpoint.url)
    draft = PromptContent(blocks=(Block(role="system", text="{{shop}} の下書き"),))
    cases = [
        Case(id="good", inputs={"question": "返品", "shop": "みなと"}),
        Case(id="bad", inputs={"question": "返品"}),
    ]
    ask = {"app": "support-bot", "content": draft, "cases": cases, "endpoint": "shop", "model": "m-1"}
    good, bad = evaluation.preview(bench, by=KEN, **ask)
    assert (good.case.id, good.error) == ("good", None)
    assert good.reply.latency_ms > 0
    assert (bad.reply, bad.error.code) == (None, "prompts.missing_variable")
    assert evaluation.listing(bench, "support-bot") == []
    with pytest.raises(Refused):
        evaluation.preview(bench, by=AKI, **ask)
    with pytest.raises(NotFound):
        evaluation.preview(bench, by=KEN, **{**ask, "endpoint": "nowhere"})


def test_some_cases_are_spread_over_the_whole_set():
    cases = some_cases(10)
    assert [case.id for case in evaluation.some_cases(cases, 3)] == ["c000", "c003", "c006"]
    assert evaluation.some_cases(cases[:2], 3) == cases[:2]


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


@given(texts, st.dictionaries(texts, st.floats(0, 1), max_size=3), st.floats(0, 1e6))
def test_frozen_answers_come_back_as_they_were(answer, scores, latency_ms):
    rows = [
        a_row("c1", 0, answer=answer, scores=scores, latency_ms=latency_ms),
        a_row("c2", 1, state=RowState.FAILED, error_code="chat.timeout", error_params={"seconds": 30.0}),
    ]
    assert answers.from_lines(answers.to_lines(rows), "e1") == rows


def test_asking_needs_neither_mlflow_nor_pandas():
    code = (
        "import sys, lifecycle.worker, lifecycle.chat.lean;"
        "print(sorted({'mlflow', 'pandas', 'streamlit', 'langchain_core', 'openai'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=Path(engine.__file__).parents[2],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "[]"


def finished(bench, version, minute, **changes):
    """A finished evaluation of some golden set by some scorers."""
    at = NOON + timedelta(minutes=minute)
    made = an_evaluation(
        version,
        id=f"e{version}-{minute}",
        created_at=at,
        started_at=at,
        finished_at=at + timedelta(seconds=10),
        **changes,
    )
    with bench.ledger.write() as tx:
        tx.add(made)
    return made


def test_a_pair_is_the_newest_two_that_can_be_compared(bench):
    before = finished(bench, 1, 0)
    finished(bench, 1, 1, golden_digest="other")
    after = finished(bench, 2, 2)
    newer = finished(bench, 2, 3, scorers_digest="others")

    assert evaluation.pair(bench, "support-bot", 1, 2) == (before, after)
    assert evaluation.pair(bench, "support-bot", 3, 2) == (None, newer)


def test_the_time_a_plan_takes_is_guessed_from_the_last_evaluation_of_its_endpoint(bench):
    set_the_stage(bench, "http://localhost:9/v1", cases=10)
    planned = evaluation.plan(bench, app="support-bot", version=1, golden=GOLDEN, repetitions=3)
    assert evaluation.expected_s(bench, planned) is None

    finished(bench, 1, 0, cases=20)
    assert evaluation.expected_s(bench, planned) == pytest.approx(15.0)
