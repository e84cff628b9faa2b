import asyncio
import itertools
import logging
import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifecycle import evaluation
from lifecycle.chat import Chat, Gate, Reply, calling
from lifecycle.errors import Unavailable
from lifecycle.records import Block, Endpoint, EvaluationState
from tests.endpoint import Answer, TokenBucket, endpoint
from tests.evaluating import run, set_the_stage, start
from tests.skipping import now, skip

__all__ = ["endpoint"]

log = logging.getLogger(__name__)

HELLO = (Block(role="user", text="返品できますか？"),)


async def pass_through(gate: Gate, takes_s: float = 0.0, tokens: int = 0) -> float:
    """Enter, stay and leave; tells when it entered."""
    at = await gate.enter(tokens)
    try:
        await asyncio.sleep(takes_s)
        gate.went_well()
    finally:
        gate.leave()
    return at


@given(st.integers(1, 40), st.lists(st.floats(0, 5), min_size=1, max_size=60))
def test_never_more_are_inside_than_allowed_and_all_come_through(concurrency, stays):
    inside = most = 0

    async def visit(gate, stay):
        nonlocal inside, most
        await gate.enter()
        inside += 1
        most = max(most, inside)
        await asyncio.sleep(stay)
        inside -= 1
        gate.went_well()
        gate.leave()

    async def all_visit():
        gate = Gate(concurrency, now=now)
        await asyncio.gather(*(visit(gate, stay) for stay in stays))

    skip(all_visit())
    assert most <= min(concurrency, len(stays))
    assert inside == 0


@given(
    st.floats(1, 6000),
    st.integers(1, 20),
    st.lists(st.tuples(st.floats(0, 3), st.floats(0, 3)), min_size=2, max_size=40),
)
def test_it_is_never_faster_than_its_limit_whenever_calls_come(per_minute, concurrency, visits):
    async def visit(gate, comes_s, stays_s):
        await asyncio.sleep(comes_s)
        return await pass_through(gate, stays_s)

    async def all_visit():
        gate = Gate(concurrency, requests_per_minute=per_minute, now=now)
        return await asyncio.gather(*(visit(gate, *each) for each in visits))

    entered = sorted(skip(all_visit()))
    gaps = [after - before for before, after in itertools.pairwise(entered)]
    assert min(gaps) >= 60 / per_minute - 1e-6


@pytest.mark.parametrize("per_minute", [1, 60, 600, 6000])
def test_it_keeps_the_pace_of_its_limit(per_minute):
    async def all_visit():
        gate = Gate(16, requests_per_minute=per_minute, now=now)
        return await asyncio.gather(*(pass_through(gate, 0.01) for _ in range(100)))

    assert max(skip(all_visit())) == pytest.approx(99 * 60 / per_minute)


@given(st.lists(st.integers(0, 500), min_size=2, max_size=40), st.floats(60, 60_000))
def test_tokens_have_a_pace_of_their_own(tokens, per_minute):
    async def all_visit():
        gate = Gate(16, tokens_per_minute=per_minute, now=now)
        return await asyncio.gather(*(pass_through(gate, 0.0, each) for each in tokens))

    last_s = max(skip(all_visit()))
    assert sum(tokens) - max(tokens) <= last_s * per_minute / 60 + 1e-6
    assert last_s * per_minute / 60 <= sum(tokens) + 1e-6


def test_what_an_answer_took_beyond_its_estimate_is_waited_for():
    async def visits():
        gate = Gate(1, tokens_per_minute=60, now=now)
        await gate.enter(10)
        gate.went_well(20)
        gate.leave()
        return await gate.enter(1)

    assert skip(visits()) == pytest.approx(30)


@given(st.integers(1, 4), st.lists(st.floats(0, 2), min_size=1, max_size=30), st.floats(30, 600))
def test_who_gives_up_waiting_gives_the_place_back(concurrency, patience_s, per_minute):
    async def impatient(gate, seconds):
        try:
            async with asyncio.timeout(seconds):
                await pass_through(gate, 1.0)
        except TimeoutError:
            return

    async def visits():
        gate = Gate(concurrency, requests_per_minute=per_minute, now=now)
        await asyncio.gather(*(impatient(gate, seconds) for seconds in patience_s))
        for _ in range(concurrency):
            await gate.enter()
        return gate.free.locked()

    assert skip(visits())


def test_it_begins_with_a_few_calls_and_lets_more_in_as_answers_come():
    inside, most = 0, []

    async def visit(gate):
        nonlocal inside
        await gate.enter()
        inside += 1
        await asyncio.sleep(1.0)
        most.append(inside)
        inside -= 1
        gate.went_well()
        gate.leave()

    async def visits():
        gate = Gate(64, now=now)
        await asyncio.gather(*(visit(gate) for _ in range(200)))

    skip(visits())
    assert most[0] < 64
    assert max(most) == 64


class Limited:
    """A client in front of a token bucket, in the time of the event loop."""

    def __init__(self, per_s, burst, retry_after_s=None, latency_s=0.005, seed=0):
        self.per_s, self.burst, self.latency_s = per_s, burst, latency_s
        self.retry_after = {} if retry_after_s is None else {"retry_after_s": retry_after_s}
        self.left, self.at, self.random = burst, 0.0, random.Random(seed)
        self.calls = self.refused = 0

    async def attempt(self, messages, model, parameters):
        self.calls += 1
        if not self.lets_through():
            self.refused += 1
            await asyncio.sleep(0.002)
            raise Unavailable("chat.rate_limited", endpoint="shop", reason="", **self.retry_after)
        await asyncio.sleep(self.latency_s * self.random.uniform(0.8, 1.2))
        return Reply(text="はい", latency_ms=1.0)

    def lets_through(self):
        self.left = min(self.burst, self.left + (now() - self.at) * self.per_s)
        self.at = now()
        self.left -= 1 if (through := self.left >= 1) else 0
        return through

    @property
    def wasted(self):
        return self.refused / self.calls


class ByTheMinute(Limited):
    """Lets `burst` calls through in each minute of the clock, and says when the next one begins."""

    def lets_through(self):
        if now() // 60 != self.at // 60:
            self.left = self.burst
        self.at = now()
        self.left -= 1 if (through := self.left >= 1) else 0
        self.retry_after = {"retry_after_s": 60 - now() % 60}
        return through


class Shedding(Limited):
    """Refuses a share of the calls at random, however slowly they come."""

    def lets_through(self):
        return self.random.random() >= self.per_s


def ask_all(monkeypatch, client, calls=200, concurrency=16):
    """Ask so many questions at once through the one policy; tells the replies, the failures and the time."""

    async def asking():
        monkeypatch.setattr(calling.time, "monotonic", now)
        chat = Chat(Endpoint(name="shop", base_url="", concurrency=concurrency), client)
        chat.gate = Gate(concurrency, now=now)
        left = iter(range(calls))

        async def ask_on():
            return [await ask_one() for _ in left]

        async def ask_one():
            try:
                return await chat.ask(HELLO, model="m-1")
            except Unavailable as error:
                return error

        came = await asyncio.gather(*(ask_on() for _ in range(concurrency)))
        answers = [each for some in came for each in some]
        return answers, now()

    answers, took_s = skip(asking())
    lost = [each for each in answers if isinstance(each, Unavailable)]
    assert len(answers) == calls
    return lost, took_s


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("latency_s", [0.005, 0.05, 0.3])
@pytest.mark.parametrize("retry_after_s", [None, 1.0])
def test_a_limit_loses_no_call_and_wastes_few(monkeypatch, retry_after_s, latency_s, seed):
    client = Limited(20, 20, retry_after_s, latency_s, seed)
    lost, took_s = ask_all(monkeypatch, client)
    assert lost == []
    assert client.wasted <= 0.1
    assert took_s < 2 * 200 / 20


@pytest.mark.parametrize("concurrency", [1, 16, 256])
@pytest.mark.parametrize("latency_s", [0.005, 4.0])
@pytest.mark.parametrize(("per_s", "burst"), [(100, 100), (20, 1), (5, 5), (1, 1), (1, 60)])
def test_whatever_the_limit_it_is_found_and_used(monkeypatch, per_s, burst, latency_s, concurrency):
    client = Limited(per_s, burst, None, latency_s)
    lost, took_s = ask_all(monkeypatch, client, 400, concurrency)
    soonest_s = max((400 - burst) / per_s, 400 * latency_s / concurrency)
    assert lost == []
    assert client.wasted < 0.35
    assert took_s < 3 * soonest_s + 20


@pytest.mark.parametrize("per_minute", [20, 60, 600])
def test_a_limit_by_the_minute_that_tells_when_it_ends_loses_no_call(monkeypatch, per_minute):
    client = ByTheMinute(0, per_minute, latency_s=1.0)
    lost, took_s = ask_all(monkeypatch, client, 4 * per_minute)
    assert lost == []
    assert client.wasted < 0.35
    assert took_s < 6 * 60


@pytest.mark.parametrize("seed", range(5))
def test_an_endpoint_that_refuses_at_random_is_not_asked_ever_more_slowly(monkeypatch, seed):
    lost, took_s = ask_all(monkeypatch, Shedding(0.1, 0, 0.1, 0.05, seed), 1000)
    assert lost == []
    assert took_s < 200


@pytest.mark.parametrize("seed", range(5))
def test_the_silence_that_an_endpoint_asks_for_is_not_taken_for_its_slowness(monkeypatch, seed):
    client = Shedding(0.1, 0, retry_after_s=1.0, latency_s=0.05, seed=seed)
    lost, took_s = ask_all(monkeypatch, client)
    assert lost == []
    assert took_s < 1.0 * client.refused + 25


def test_an_endpoint_that_refuses_everything_is_found_out_in_minutes(monkeypatch):
    lost, took_s = ask_all(monkeypatch, Limited(0, 0), 16)
    assert len(lost) == 16
    assert took_s < 6 * 60


def test_what_the_endpoint_asks_for_holds_for_all_calls():
    async def visits():
        gate = Gate(4, now=now)
        entered = await gate.enter()
        gate.went_too_fast(entered, 30.0)
        return await asyncio.gather(*(pass_through(gate) for _ in range(3)))

    assert min(skip(visits())) == pytest.approx(30)


def test_a_limit_of_its_own_is_never_grown_beyond():
    async def visits():
        gate = Gate(4, requests_per_minute=60, now=now)
        for _ in range(8):
            gate.went_too_fast(await gate.enter(), 0.0)
            gate.leave()
        slowest = gate.rate
        for _ in range(200):
            await pass_through(gate)
        return slowest, gate.rate

    slowest, rate = skip(visits())
    assert 0 < slowest < 1
    assert rate == 1


def test_calls_that_were_under_way_at_a_cut_do_not_cut_again():
    async def visits():
        gate = Gate(64, now=now)
        entered = [await gate.enter() for _ in range(6)]
        await asyncio.sleep(0.1)
        rates = []
        for at in entered:
            gate.went_too_fast(at, 0.0)
            rates.append(gate.rate)
        return rates

    rates = skip(visits())
    assert rates[:3] == [math.inf] * 3
    assert len(set(rates[3:])) == 1
    assert rates[3] < math.inf


LIMITED = [(retry_after, delay_s) for retry_after in (None, 1.0) for delay_s in (0.005, 0.05)]


def test_an_evaluation_at_a_limited_endpoint_is_complete(bench, endpoint):
    endpoint.decide = bucket = TokenBucket(200, 20, retry_after=0.1)
    set_the_stage(bench, endpoint.url, cases=60, concurrency=16)
    assert_complete(bench, run(bench, start(bench)))
    assert bucket.refused > 0


@pytest.mark.slow
@pytest.mark.parametrize(("retry_after", "delay_s"), LIMITED)
def test_a_real_limit_of_20_a_second_loses_nothing_and_wastes_a_tenth(bench, endpoint, retry_after, delay_s):
    endpoint.decide = bucket = TokenBucket(20, 20, retry_after, delay_s)
    set_the_stage(bench, endpoint.url, cases=200, concurrency=16)
    assert_complete(bench, run(bench, start(bench)))
    log.info("%d of %d calls refused", bucket.refused, len(endpoint.calls))
    assert bucket.refused <= 0.1 * len(endpoint.calls)


def assert_complete(bench, done):
    progress = evaluation.progress(bench, done.id)
    assert done.state is EvaluationState.FINISHED
    assert (progress.answered, progress.failed, progress.waiting) == (done.cases, 0, 0)


@pytest.mark.parametrize(
    ("limit", "most"),
    [({"requests_per_minute": 600}, 10), ({"tokens_per_minute": 6000}, 10)],
)
def test_a_limit_in_the_settings_keeps_an_endpoint_from_ever_refusing(bench, endpoint, limit, most):
    endpoint.decide = bucket = TokenBucket(most * 1.05, 2)
    set_the_stage(bench, endpoint.url, cases=12, concurrency=16, **limit)
    assert run(bench, start(bench)).state is EvaluationState.FINISHED
    assert bucket.refused == 0
    assert len(endpoint.calls) == 12


def test_a_call_that_is_cancelled_while_it_waits_for_its_turn_leaves_no_trace(endpoint):
    async def asking():
        at = Endpoint(name="shop", base_url=endpoint.url, concurrency=1)
        from lifecycle.chat.lean import LeanClient

        async with Chat(at, LeanClient(at, endpoint.url, "")) as chat:
            asked = [asyncio.create_task(chat.ask(HELLO, model="m-1")) for _ in range(3)]
            while not endpoint.calls:
                await asyncio.sleep(0.01)
            for each in asked[:2]:
                each.cancel()
            await asyncio.gather(*asked, return_exceptions=True)
            return (await asked[2]).text

    endpoint.answer_in_turn(Answer(hang=True), Answer())
    assert asyncio.run(asking()) == "はい"
