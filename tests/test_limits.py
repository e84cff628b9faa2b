import asyncio
import dataclasses
import functools
import gzip
import json
import os
import socket
import threading
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifecycle import chat, evaluation, history
from lifecycle.chat import Patience
from lifecycle.errors import Conflict, Invalid, Refused
from lifecycle.evaluation import engine
from lifecycle.evaluation.budget import Budget
from lifecycle.messages import say
from lifecycle.records import Actor, Evaluation, EvaluationState, RowState, Version
from lifecycle.settings import load_endpoints, save_endpoints
from tests.builders import KEN, a_version
from tests.endpoint import Answer, endpoint
from tests.evaluating import GOLDEN, rows_of, run, set_the_stage, start
from tests.skipping import skip

__all__ = ["endpoint"]

AKI = Actor(person="aki")
DEAR = {"usd_per_million_in": 1e6, "usd_per_million_out": 1e6}
"""A token costs a dollar."""


@pytest.fixture
def impatient(monkeypatch):
    """Calls are given up after moments."""
    hurry = Patience(deadline_s=0.15, refused_s=0.05, first_pause_s=0.02, longest_pause_s=0.05)
    monkeypatch.setattr(chat, "open_chat", functools.partial(chat.open_chat, patience=hurry))


def answered(bench, evaluation):
    return sum(row.state is RowState.ANSWERED for row in rows_of(bench, evaluation))


def estimate_of(bench):
    return evaluation.plan(bench, app="support-bot", version=1, golden=GOLDEN).cost_usd


def asked(endpoint):
    """How often each question was asked."""
    return Counter(endpoint.questions())


# What it may cost


def test_more_than_it_may_cost_is_refused_before_anything_is_asked(bench, endpoint):
    set_the_stage(bench, endpoint.url, cases=5, **DEAR)
    estimate = estimate_of(bench)
    with pytest.raises(Invalid) as refusal:
        start(bench, max_cost_usd=estimate - 1)
    assert refusal.value.code == "evaluation.too_dear"
    assert evaluation.listing(bench, "support-bot") == []
    assert run(bench, start(bench, max_cost_usd=estimate)).state is EvaluationState.FINISHED


@pytest.mark.parametrize(
    ("prices", "missing"),
    [
        ({}, "usd_per_million_in, usd_per_million_out"),
        ({"usd_per_million_in": 1.0}, "usd_per_million_out"),
        ({"usd_per_million_out": 1.0}, "usd_per_million_in"),
    ],
)
def test_a_ceiling_on_what_nobody_knows_the_cost_of_is_refused(bench, endpoint, prices, missing):
    set_the_stage(bench, endpoint.url, cases=2, **prices)
    with pytest.raises(Invalid) as refusal:
        start(bench, max_cost_usd=1_000.0)
    assert refusal.value.code == "evaluation.no_price"
    assert f"gives no {missing} for shop" in refusal.value.say("en")
    assert refusal.value.say("ja")
    assert evaluation.listing(bench, "support-bot") == []
    assert run(bench, start(bench)).state is EvaluationState.FINISHED


def test_a_ceiling_is_not_lost_with_a_price_that_is_taken_away(bench, endpoint):
    set_the_stage(bench, endpoint.url, cases=2, **DEAR)
    started = start(bench, max_cost_usd=10_000.0)
    shop = load_endpoints(bench.settings.home)["shop"]
    save_endpoints(bench.settings.home, {"shop": dataclasses.replace(shop, usd_per_million_out=None)})
    done = run(bench, started)
    assert (done.state, done.stop_code) == (EvaluationState.STOPPED, "evaluation.no_price")
    assert endpoint.calls == []


@pytest.mark.parametrize("limit", [0, -1, float("inf"), float("nan")])
def test_a_limit_that_is_none_is_refused(bench, endpoint, limit):
    set_the_stage(bench, endpoint.url, cases=1)
    for name in ("max_cost_usd", "max_minutes"):
        with pytest.raises(Invalid):
            start(bench, **{name: limit})


def tokens(endpoint, tokens_in, tokens_out):
    """Let the endpoint count so many tokens for each call."""
    usage = {"prompt_tokens": tokens_in, "completion_tokens": tokens_out}
    message = {"role": "assistant", "content": "はい"}
    body = {"choices": [{"message": message, "finish_reason": "stop"}], "usage": usage}
    endpoint.decide = lambda number, _: Answer(raw=json.dumps(body).encode(), delay_s=0.02)


@pytest.mark.parametrize("concurrency", [1, 16])
@pytest.mark.parametrize("dearer", [1, 4, 20])
def test_it_stops_before_it_has_spent_more(bench, endpoint, concurrency, dearer):
    set_the_stage(bench, endpoint.url, cases=60, concurrency=concurrency, **DEAR)
    estimate = estimate_of(bench)
    tokens(endpoint, 0, round(dearer * estimate / 60))
    done = run(bench, start(bench, max_cost_usd=estimate * 1.01))
    spent = evaluation.progress(bench, done.id).cost_usd
    calls = len(endpoint.calls)
    assert spent <= estimate * 1.01
    assert answered(bench, done) == calls
    if dearer == 1:
        assert done.state is EvaluationState.FINISHED
    else:
        assert (done.state, done.stop_code) == (EvaluationState.STOPPED, "evaluation.cost_reached")
        assert 0 < calls < 60
        assert say(done.stop_code, "ja", **done.stop_params)


def test_an_estimate_that_is_met_exactly_is_no_reason_to_stop(bench, endpoint):
    set_the_stage(bench, endpoint.url, cases=70, usd_per_million_in=0.1, usd_per_million_out=0.7)
    estimate = estimate_of(bench)
    assert run(bench, start(bench, max_cost_usd=estimate)).state is EvaluationState.FINISHED


@given(
    st.integers(1, 30),
    st.lists(st.floats(0.001, 5), min_size=1, max_size=40),
    st.floats(0.01, 30),
    st.floats(0.001, 300),
)
def test_a_budget_is_kept_however_wrong_the_estimates_are(hands, prices, dearer, limit):
    budget, left = Budget(limit), iter(prices)

    async def pay_on():
        for price in left:
            if not await budget.take(price):
                return
            await asyncio.sleep(price)
            budget.give_back(price)
            budget.pay(price, dearer * price)

    async def pay():
        await asyncio.gather(*(pay_on() for _ in range(hands)))

    skip(pay())
    assert budget.spent_usd <= max(limit, dearer * prices[0]) * (1 + 1e-6)
    if dearer <= 1 and sum(prices) <= limit:
        assert budget.spent_usd == pytest.approx(dearer * sum(prices))


# How long it may take


def test_an_evaluation_that_takes_too_long_stops_and_keeps_its_answers(bench, endpoint):
    set_the_stage(bench, endpoint.url, cases=500, concurrency=4)
    endpoint.decide = lambda number, body: Answer(delay_s=0.05)
    done = run(bench, start(bench, max_minutes=0.5 / 60))
    assert (done.state, done.stop_code) == (EvaluationState.STOPPED, "evaluation.out_of_time")
    assert 0 < answered(bench, done) < 500
    (event,) = history.events(bench, "support-bot", actions=["evaluation.stopped"])
    assert (event.subject, event.actor) == (done.id, "worker")
    assert say(done.stop_code, "en", **done.stop_params)


# Who may go on, and from where


@pytest.mark.parametrize("ended", [EvaluationState.STOPPED, EvaluationState.CANCELLED])
def test_what_ended_early_is_resumed_where_it_ended(bench, endpoint, ended):
    set_the_stage(bench, endpoint.url, cases=60)
    good = ["質問 3", "質問 4", "質問 5"]
    endpoint.decide = lambda number, body: Answer(
        status=200 if body["messages"][-1]["content"] in good else 400
    )
    started = start(bench)
    stopped = run(bench, started)
    assert (stopped.state, stopped.stop_code) == (EvaluationState.STOPPED, "evaluation.refused_in_a_row")
    with bench.ledger.write() as tx:
        tx.change(Evaluation, {"id": started.id}, state=ended)
    before = asked(endpoint)
    assert {question: before[question] for question in good} == dict.fromkeys(good, 1)

    endpoint.decide = lambda number, body: Answer()
    with pytest.raises(Refused):
        evaluation.resume(bench, started.id, AKI)
    again = evaluation.resume(bench, started.id, KEN)
    assert (again.state, again.stop_code, again.stop_params) == (EvaluationState.WAITING, "", {})
    assert RowState.FAILED not in {row.state for row in rows_of(bench, started)}
    assert run(bench, again).state is EvaluationState.FINISHED
    assert {question: asked(endpoint)[question] for question in good} == dict.fromkeys(good, 1)
    assert answered(bench, started) == 60
    assert {row.error_code for row in rows_of(bench, started)} == {""}
    (event,) = history.events(bench, "support-bot", actions=["evaluation.resumed"])
    assert (event.actor, event.subject) == ("ken", started.id)
    assert history.verify(bench) is None


def test_what_still_goes_on_or_is_complete_cannot_be_resumed(bench, endpoint):
    set_the_stage(bench, endpoint.url, cases=1)
    started = start(bench)
    with pytest.raises(Conflict):
        evaluation.resume(bench, started.id, KEN)
    run(bench, started)
    with pytest.raises(Conflict) as refusal:
        evaluation.resume(bench, started.id, KEN)
    assert refusal.value.say("ja")


# Several at a time


def second_version(bench, **endpoint):
    """Version 2, at an endpoint of its own."""
    other = dataclasses.replace(load_endpoints(bench.settings.home)["shop"], name="other", **endpoint)
    save_endpoints(bench.settings.home, {**load_endpoints(bench.settings.home), "other": other})
    with bench.ledger.write() as tx:
        first = tx.one(Version, number=1)
        prompt = {"prompt": first.prompt, "prompt_digest": first.prompt_digest}
        tx.add(a_version(2, **prompt, endpoint="other", model="m"))


def nobody() -> str:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return f"http://127.0.0.1:{taken.getsockname()[1]}/v1"


def serve(bench):
    asyncio.run(engine.serve(bench, threading.Event(), "w1", until_idle=True))


def test_a_dead_endpoint_stops_its_evaluation_and_no_other(bench, endpoint, impatient):
    set_the_stage(bench, endpoint.url, cases=60)
    endpoint.decide = lambda number, body: Answer(delay_s=0.05)
    second_version(bench, base_url=nobody(), concurrency=32)
    dead, alive = start(bench, version=2), start(bench)
    serve(bench)
    dead, alive = evaluation.find(bench, dead.id), evaluation.find(bench, alive.id)
    assert (dead.state, dead.stop_code) == (EvaluationState.STOPPED, "evaluation.refused_in_a_row")
    assert alive.state is EvaluationState.FINISHED
    assert set(evaluation.progress(bench, dead.id).error_kinds) == {"chat.no_connection"}
    assert answered(bench, alive) == len(endpoint.calls) == 60


def test_two_evaluations_at_one_endpoint_share_its_places(bench, endpoint):
    set_the_stage(bench, endpoint.url, cases=40, concurrency=3)
    endpoint.decide = lambda number, body: Answer(delay_s=0.03)
    started = [start(bench), start(bench)]
    serve(bench)
    assert [evaluation.find(bench, each.id).state for each in started] == [EvaluationState.FINISHED] * 2
    assert (endpoint.busiest, len(endpoint.calls)) == (3, 80)


def test_evaluations_beyond_the_first_few_wait_their_turn_and_are_all_done(bench, endpoint):
    set_the_stage(bench, endpoint.url, cases=5)
    started = [start(bench) for _ in range(7)]
    serve(bench)
    assert {evaluation.find(bench, each.id).state for each in started} == {EvaluationState.FINISHED}
    assert len(endpoint.calls) == 35


# Answers that are none, each under its own name

COMPLETION = '{{"choices": [{{"message": {message}, "finish_reason": {finish}}}], "usage": {usage}}}'


def completion(message='{"role": "assistant", "content": "はい"}', finish='"stop"', usage="null"):
    return Answer(raw=COMPLETION.format(message=message, finish=finish, usage=usage).encode())


BAD = {
    "chat.not_json": Answer(raw="<html><body>502 だめ</body></html>".encode(), content_type="text/html"),
    "chat.no_choice": Answer(raw=b'{"id": "x", "choices": []}'),
    "chat.malformed": Answer(raw=b'{"id": "x", "choices": [{"message": '),
    "chat.no_text": completion('{"role": "assistant", "content": null}'),
    "chat.bad_encoding": Answer(raw=b'{"choices": [{"message": {"content": "\xff\xfe"}}]}'),
    "chat.too_large": Answer(raw=b'{"choices": [{"message": {"content": "' + b"x" * 10_000_000 + b'"}}]}'),
    "chat.broken": Answer(cut=True),
    "chat.server_error": Answer(status=503),
    "chat.bad_request": Answer(status=422),
    "chat.rate_limited": Answer(status=429, headers={"Retry-After": "9999"}),
    "chat.timeout": Answer(hang=True),
}


def test_each_bad_answer_is_counted_under_its_own_name_and_the_rest_goes_on(bench, endpoint, impatient):
    set_the_stage(bench, endpoint.url, cases=44, concurrency=16, timeout_s=2.0)
    bad = {f"質問 {4 * place}": (code, answer) for place, (code, answer) in enumerate(BAD.items())}
    endpoint.decide = lambda number, body: bad.get(body["messages"][-1]["content"], ("", Answer()))[1]
    done = run(bench, start(bench))
    rows = rows_of(bench, done)
    assert done.state is EvaluationState.FINISHED
    assert {f"質問 {row.position}": row.error_code for row in rows if row.error_code} == {
        question: code for question, (code, _) in bad.items()
    }
    assert {row.state for row in rows if not row.error_code} == {RowState.ANSWERED}
    kinds = evaluation.progress(bench, done.id).error_kinds
    assert {code: count for code, (count, _) in kinds.items()} == dict.fromkeys(BAD, 1)
    for code, (_, params) in kinds.items():
        assert say(code, "ja", **params)


ODD = {
    "counted in words": completion(usage='{"prompt_tokens": "7", "completion_tokens": "3"}'),
    "counted in fractions": completion(usage='{"prompt_tokens": 7.5, "completion_tokens": 3}'),
    "counted below zero": completion(usage='{"prompt_tokens": -7, "completion_tokens": 3}'),
    "counted beyond all numbers": completion(
        usage='{"prompt_tokens": 1e400, "completion_tokens": 1' + "0" * 30 + "}"
    ),
    "counted as true": completion(usage='{"prompt_tokens": true, "completion_tokens": [3]}'),
    "ended by a number": completion(finish="5"),
    "ended by a list": completion(finish='["stop"]'),
    "ended by an object": completion(finish='{"type": "stop"}'),
    "ended with a NUL": completion(finish='"st\\u0000op"'),
    "ended with half a pair": completion(finish='"\\ud83d"'),
    "said with a NUL": completion('{"role": "assistant", "content": "はい\\u0000"}'),
    "said in parts": completion(
        '{"content": [{"type": "text", "text": "は"}, {"type": "text", "text": "い"}]}'
    ),
    "refused": completion('{"content": null, "refusal": "できません"}'),
    "cut off": completion(finish='"length"'),
    "of another type": Answer(raw=completion().raw, content_type="text/plain"),
    "of no type": Answer(raw=completion().raw, content_type=""),
}
"""Answers that are odd, and answers all the same."""


def test_an_odd_answer_is_an_answer(bench, endpoint):
    prices = {"usd_per_million_in": 1.0, "usd_per_million_out": 0.0}
    set_the_stage(bench, endpoint.url, cases=len(ODD), **prices)
    answers = dict(zip((f"質問 {place}" for place in range(len(ODD))), ODD.values(), strict=True))
    endpoint.decide = lambda number, body: answers[body["messages"][-1]["content"]]
    done = run(bench, start(bench, max_cost_usd=1.0))
    rows = dict(zip(ODD, rows_of(bench, done), strict=True))
    assert done.state is EvaluationState.FINISHED
    assert {name: row.error_code for name, row in rows.items() if row.error_code} == {}
    assert len(endpoint.calls) == len(ODD)
    assert {row.tokens_in for name, row in rows.items() if name.startswith("counted")} == {None}
    assert {row.cost_usd for name, row in rows.items() if name.startswith("counted")} == {None}
    assert [rows[name].finish_reason for name in ("refused", "cut off")] == ["refusal", "length"]
    assert [rows[name].finish_reason for name in list(ODD)[5:10]] == ["", "", "", "st\ufffdop", "?"]
    assert (rows["said in parts"].answer, rows["said with a NUL"].answer) == ("はい", "はい\ufffd")
    assert evaluation.scorecard(bench, done.id).rows == tuple(rows.values())


NO_COMPLETION = [
    b"",
    b"null",
    b"3",
    b'"text"',
    b"[" * 100_000,
    b'{"choices": 5}',
    b'{"choices": "none"}',
    b'{"choices": {"0": {}}}',
    b'{"choices": [null]}',
    b'{"choices": [{"message": null}]}',
    b'{"choices": [{"message": [1]}]}',
    b'{"choices": [{"message": {"content": 5}}]}',
    b'{"choices": [{"message": {"content": [5]}}]}',
    b'{"choices": [{"message": {"content": [{"type": "text", "text": 5}]}}]}',
    b'{"choices": [{"message": {"content": null, "refusal": {"a": 1}}}]}',
]


def test_what_is_no_chat_completion_is_a_failure_with_a_name(bench, endpoint, impatient):
    set_the_stage(bench, endpoint.url, cases=2 * len(NO_COMPLETION), concurrency=8)
    answers = {f"質問 {2 * place}": Answer(raw=raw) for place, raw in enumerate(NO_COMPLETION)}
    endpoint.decide = lambda number, body: answers.get(body["messages"][-1]["content"], Answer())
    rows = rows_of(bench, run(bench, start(bench)))
    assert {row.error_code for row in rows[::2]} == {"chat.malformed"}
    assert all(say(row.error_code, "ja", **row.error_params) for row in rows[::2])
    assert {row.state for row in rows[1::2]} == {RowState.ANSWERED}


@pytest.mark.parametrize(
    "retry_after", ["nan", "inf", "-inf", "1e999", "Mon, 01 Jan 0001 00:00:00 -0000", "\u00e9"]
)
def test_whatever_stands_in_retry_after_a_call_ends(bench, endpoint, impatient, retry_after):
    set_the_stage(bench, endpoint.url, cases=2)
    endpoint.answer_in_turn(Answer(status=429, headers={"Retry-After": retry_after}), Answer())
    assert run(bench, start(bench)).state is EvaluationState.FINISHED


@pytest.mark.parametrize(
    "base_url",
    [
        "http://" + "a" * 300 + ".example/v1",
        "http://\u3042\u3044..invalid/v1",
    ],
)
def test_an_address_at_which_nobody_can_be_is_a_named_failure(bench, impatient, base_url):
    set_the_stage(bench, base_url, cases=2)
    done = run(bench, start(bench))
    assert {row.error_code for row in rows_of(bench, done)} == {"chat.no_connection"}


@pytest.mark.parametrize(
    "base_url",
    [
        "http://",
        "nowhere",
        "ftp://127.0.0.1/v1",
        "http://127.0.0.1:99999/v1",
        "http://[::1/v1",
        "http://x y/v1",
        "http://127.0.0.1:9/v1\u0000",
    ],
)
def test_what_is_no_address_is_refused_where_it_is_written_down(bench, base_url):
    set_the_stage(bench, base_url, cases=2)
    with pytest.raises(Invalid, match="line 3: this is not the address of an endpoint"):
        start(bench)


@pytest.mark.parametrize("key", ["sk-two\nlines", "sk-\u65e5\u672c", "sk-\udcff"])
def test_a_key_that_cannot_be_sent_stops_the_evaluation_with_a_name(bench, endpoint, monkeypatch, key):
    set_the_stage(bench, endpoint.url, cases=2, key_env="SHOP_KEY")
    monkeypatch.setattr("os.environ", {**os.environ, "SHOP_KEY": key})
    done = run(bench, start(bench))
    assert (done.state, done.stop_code) == (EvaluationState.STOPPED, "chat.odd_key")
    assert endpoint.calls == []


def test_an_answer_that_unpacks_to_more_than_a_model_says_is_given_up(bench, endpoint, impatient):
    bomb = gzip.compress(b" " * 200_000_000, 1)
    endpoint.decide = lambda number, body: Answer(raw=bomb, headers={"Content-Encoding": "gzip"})
    set_the_stage(bench, endpoint.url, cases=1)
    (row,) = rows_of(bench, run(bench, start(bench)))
    assert row.error_code == "chat.too_large"
