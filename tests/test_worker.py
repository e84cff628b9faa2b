import asyncio
import math
import signal
import threading
import time
from collections import Counter
from collections.abc import Iterator

import pytest

from lifecycle import evaluation, history, projection, requests, smoke, worker
from lifecycle.errors import Unavailable
from lifecycle.evaluation import engine
from lifecycle.records import Errand, EvaluationState, RequestState, Row, RowState, SmokeState
from lifecycle.settings import save_endpoints
from lifecycle.workbench import Workbench
from tests import road
from tests.builders import KEN
from tests.endpoint import Answer, endpoint
from tests.evaluating import beside, cut_off_from_mlflow, processes, set_the_stage, start, wait_until

__all__ = ["endpoint", "processes"]


@pytest.fixture
def bench(bench) -> Iterator[Workbench]:
    with cut_off_from_mlflow(bench) as made:
        yield made


@pytest.fixture(autouse=True)
def nobody_looks_outside_first(monkeypatch):
    """A worker of a thread leaves, and nobody would wait for its child."""
    monkeypatch.setattr(worker, "FIRST_S", math.inf)


def in_thread(bench):
    return beside(lambda stop: worker.main(bench, stop=stop))


def states_of(bench, evaluation):
    with bench.ledger.read() as tx:
        return tx.tally(Row, "state", evaluation=evaluation.id)


def log_of(bench):
    return (bench.settings.home / "logs" / "worker.log").read_text(encoding="utf-8")


def test_a_killed_workers_evaluation_goes_on_without_asking_finished_cases_again(bench, endpoint, processes):
    set_the_stage(bench, endpoint.url, cases=80)
    endpoint.decide = lambda number, body: Answer(delay_s=0.05)
    started = start(bench)
    processes.append(worker.start(bench))
    wait_until(lambda: evaluation.progress(bench, started.id).answered >= 15)
    processes[0].send_signal(signal.SIGKILL)
    processes[0].wait()
    with bench.ledger.read() as tx:
        kept = tx.all(Row, evaluation=started.id, state=RowState.ANSWERED)
    asked_before = len(endpoint.calls)
    assert len(kept) < 80

    worker.main(bench, until_idle=True)

    assert evaluation.find(bench, started.id).state is EvaluationState.FINISHED
    assert states_of(bench, started) == {RowState.ANSWERED: 80}
    asked = Counter(endpoint.questions())
    assert len(asked) == 80
    assert {asked[f"質問 {row.position}"] for row in kept} == {1}
    assert len(endpoint.calls) == 80 + asked_before - len(kept)
    assert asked_before - len(kept) <= 16
    assert (bench.settings.home / "logs" / "reconcile.out").read_text()


def test_a_terminated_worker_lets_calls_end_hands_the_rest_back_and_is_gone(bench, endpoint, processes):
    set_the_stage(bench, endpoint.url, cases=30, timeout_s=600)
    endpoint.decide = lambda number, body: Answer(delay_s=1.0)
    started = start(bench)
    processes.append(worker.start(bench))
    wait_until(lambda: len(endpoint.calls) >= 4)
    processes[0].terminate()
    assert processes[0].wait(10) == 0
    assert states_of(bench, started) == {RowState.ANSWERED: 4, RowState.WAITING: 26}
    assert evaluation.find(bench, started.id).state is EvaluationState.RUNNING
    assert not worker.is_alive(bench)


def test_a_worker_ends_when_its_parents_pipe_closes(bench, processes):
    processes.append(worker.start(bench, "--watch-stdin"))
    wait_until(lambda: worker.is_alive(bench))
    processes[0].stdin.close()
    assert processes[0].wait(10) == 0


def test_a_second_worker_waits_says_so_and_takes_over(bench):
    assert not worker.is_alive(bench)
    with in_thread(bench) as stop_first:
        wait_until(lambda: worker.is_alive(bench))
        with in_thread(bench):
            wait_until(lambda: "This one waits" in log_of(bench))
            assert log_of(bench).count("starts") == 1
            stop_first.set()
            wait_until(lambda: log_of(bench).count("starts") == 2)
            assert worker.is_alive(bench)
    assert not worker.is_alive(bench)


class BehindAnother:
    """The lock of a ledger that is away while another worker has it."""

    def __init__(self):
        self.take = iter([False, True]).__next__

    def holder(self):
        raise Unavailable("ledger.silent", where="here", reason="connection lost")


def test_a_worker_that_waits_for_its_turn_waits_for_the_ledger_too(bench):
    assert worker.wait_for_turn(bench, BehindAnother(), threading.Event(), False)


def test_until_idle_ends_when_nothing_is_left_whoever_did_it(bench):
    worker.main(bench, until_idle=True)
    with in_thread(bench):
        wait_until(lambda: worker.is_alive(bench))
        worker.main(bench, until_idle=True)


def test_a_running_worker_picks_up_what_is_asked_for_and_stops_what_is_cancelled(bench, endpoint):
    set_the_stage(bench, endpoint.url, cases=3, timeout_s=600)
    endpoint.decide = lambda number, body: Answer(hang=True)
    with in_thread(bench):
        started = start(bench)
        wait_until(lambda: endpoint.calls)
        evaluation.cancel(bench, started.id, KEN)
        wait_until(lambda: evaluation.find(bench, started.id).state is EvaluationState.CANCELLED, 5)


def test_an_evaluation_whose_endpoint_is_gone_stops_with_the_reason(bench, endpoint):
    set_the_stage(bench, endpoint.url, cases=2)
    broken = start(bench)
    save_endpoints(bench.settings.home, {})
    worker.main(bench, until_idle=True)
    stopped = evaluation.find(bench, broken.id)
    assert (stopped.state, stopped.stop_code) == (EvaluationState.STOPPED, "settings.no_endpoint")


def test_a_fault_of_ours_stops_its_evaluation_and_no_other(bench, endpoint, monkeypatch):
    set_the_stage(bench, endpoint.url, cases=2)
    first, second = start(bench), start(bench)
    prepare = engine.prepare

    def fail_once(bench, found):
        if found.id == first.id:
            raise TypeError("nobody thought of this")
        return prepare(bench, found)

    monkeypatch.setattr(engine, "prepare", fail_once)
    worker.main(bench, until_idle=True)
    assert evaluation.find(bench, first.id).stop_code == "evaluation.fault"
    assert evaluation.find(bench, second.id).state is EvaluationState.FINISHED
    assert "nobody thought of this" in log_of(bench)


def test_a_ledger_that_is_away_while_an_evaluation_is_prepared_does_not_stop_it(bench, endpoint, monkeypatch):
    set_the_stage(bench, endpoint.url, cases=2)
    started = start(bench)
    monkeypatch.setattr(engine, "SILENT_S", 0.01)
    prepare, failures = engine.prepare, iter([Unavailable("ledger.busy", where="here")])

    def fail_once(bench, found):
        if failure := next(failures, None):
            raise failure
        return prepare(bench, found)

    monkeypatch.setattr(engine, "prepare", fail_once)
    worker.main(bench, until_idle=True)
    assert evaluation.find(bench, started.id).state is EvaluationState.FINISHED


def test_who_is_not_the_only_worker_leaves_the_rows_of_the_other_alone(bench, endpoint):
    set_the_stage(bench, endpoint.url, cases=2)
    started, stop = start(bench), threading.Event()
    with bench.ledger.write() as tx:
        theirs = {"state": RowState.CLAIMED, "claimed_by": "other", "claimed_until": bench.now()}
        tx.change(Row, {"evaluation": started.id}, **theirs)
    asyncio.run(engine.serve(bench, stop, "me", on_turn=stop.set))
    assert states_of(bench, started) == {RowState.CLAIMED: 2}
    assert endpoint.calls == []


def test_a_smoke_test_is_carried_out_soon_after_the_move_also_without_mlflow(bench, endpoint, processes):
    set_the_stage(bench, endpoint.url, cases=2)
    processes.append(worker.start(bench))
    wait_until(lambda: worker.is_alive(bench))
    with bench.ledger.write() as tx:
        about = {"after": 1, "environment": "production"}
        move = history.record(bench, tx, KEN, "promotion.promoted", app="support-bot", subject="x", **about)
        smoke.begin(bench, tx, move, 2, by=KEN)
    wait_until(lambda: smoke.latest(bench, "support-bot", "production").state is SmokeState.PASSED, 60)
    assert len(endpoint.calls) == 2


def test_the_outside_is_reconciled_for_what_is_new_then_now_and_then(bench, monkeypatch):
    launched = []

    class Child:
        returncode = 0

        def poll(self):
            return 0

    monkeypatch.setattr(worker, "launch", lambda *args, **kwargs: launched.append(args[1]) or Child())
    monkeypatch.setattr(worker, "LOOK_S", -1)
    outside = worker.Outside(bench, first_s=worker.AGAIN_S)

    def launches_after(since_s=0.0):
        outside.reconciled = time.monotonic() - since_s
        before = len(launched)
        outside.catch_up()
        return len(launched) - before

    assert launches_after() == 0, "nothing is left"
    assert launches_after(worker.AGAIN_S + 1) == 1
    with bench.ledger.write() as tx:
        for claimed_until in (None, bench.now()):
            sent = projection.send(bench, tx, "alias", app="support-bot", subject="x", environment="x")
            tx.change(Errand, {"id": sent.id}, claimed_until=claimed_until)
    assert launches_after() == 1, "one is new"
    assert launches_after() == 0, "it was tried, and the other is somebody's"
    assert launches_after(worker.LEFT_S + 1) == 1


def test_a_worker_ends_requests_that_are_over_of_themselves(bench, monkeypatch):
    monkeypatch.setattr(worker, "SWEEP_S", 0.0)
    road.stand(bench, set())
    request = road.ask(bench, 1)
    road.freeze_golden(bench, extra=["new"])
    with in_thread(bench):
        wait_until(lambda: requests.find(bench, request.id).state is RequestState.STALE)
    assert requests.find(bench, request.id).closing_code == "release.golden_since"


def test_a_sweep_that_cannot_be_done_is_told_and_the_worker_goes_on(bench, monkeypatch):
    tried = []

    def fail(bench):
        tried.append(bench)
        raise Unavailable("ledger.busy", where="here")

    monkeypatch.setattr(worker, "SWEEP_S", 0.0)
    monkeypatch.setattr(requests, "sweep", fail)
    with in_thread(bench):
        wait_until(lambda: len(tried) > 1)
    assert "release requests were not looked at" in log_of(bench)
