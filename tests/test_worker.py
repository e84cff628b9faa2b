import asyncio
import dataclasses
import signal
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Iterator

import pytest

from lifecycle import evaluation, worker
from lifecycle.errors import Unavailable
from lifecycle.evaluation import engine
from lifecycle.records import EvaluationState, Row, RowState
from lifecycle.settings import save_endpoints
from lifecycle.workbench import Workbench
from tests.builders import KEN
from tests.endpoint import Answer, endpoint
from tests.evaluating import set_the_stage, start

__all__ = ["endpoint"]


@pytest.fixture
def bench(bench, tmp_path) -> Iterator[Workbench]:
    """A workbench whose MLflow cannot be opened: the worker must not care, and fails fast."""
    (tmp_path / "no-folder").touch()
    nowhere = f"sqlite:///{tmp_path / 'no-folder' / 'mlflow.db'}"
    made = Workbench(dataclasses.replace(bench.settings, tracking_uri=nowhere))
    yield made
    made.ledger.close()


@pytest.fixture
def processes():
    started: list[subprocess.Popen[bytes]] = []
    yield started
    for process in started:
        process.kill()
        process.wait()
        if process.stdin:
            process.stdin.close()


def in_thread(bench, **options):
    stop = threading.Event()
    thread = threading.Thread(target=worker.main, args=(bench,), kwargs={"stop": stop, **options})
    thread.start()
    return thread, stop


def wait_until(condition, seconds=20.0):
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "it never happened"
        time.sleep(0.02)


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
    first, stop_first = in_thread(bench)
    wait_until(lambda: worker.is_alive(bench))
    second, stop_second = in_thread(bench)
    wait_until(lambda: "This one waits" in log_of(bench))
    assert log_of(bench).count("starts") == 1
    stop_first.set()
    first.join(5)
    wait_until(lambda: log_of(bench).count("starts") == 2)
    assert worker.is_alive(bench)
    stop_second.set()
    second.join(5)
    assert not worker.is_alive(bench)


def test_until_idle_ends_when_nothing_is_left_whoever_did_it(bench):
    worker.main(bench, until_idle=True)
    first, stop = in_thread(bench)
    wait_until(lambda: worker.is_alive(bench))
    worker.main(bench, until_idle=True)
    stop.set()
    first.join(5)


def test_a_running_worker_picks_up_what_is_asked_for_and_stops_what_is_cancelled(bench, endpoint):
    set_the_stage(bench, endpoint.url, cases=3, timeout_s=600)
    endpoint.decide = lambda number, body: Answer(hang=True)
    thread, stop = in_thread(bench)
    started = start(bench)
    wait_until(lambda: endpoint.calls)
    evaluation.cancel(bench, started.id, KEN)
    wait_until(lambda: evaluation.find(bench, started.id).state is EvaluationState.CANCELLED, 2)
    stop.set()
    thread.join(5)


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
