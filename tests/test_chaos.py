import contextlib
import dataclasses
import errno
import itertools
import logging
import os
import random
import resource
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from datetime import timedelta

import pytest

from lifecycle import evaluation, history, worker
from lifecycle.errors import Unavailable
from lifecycle.evaluation import answers, shift
from lifecycle.ledger import open_ledger
from lifecycle.messages import say
from lifecycle.records import Application, EvaluationState, RowState
from lifecycle.workbench import Workbench, utc_now
from tests.builders import NOON
from tests.endpoint import Answer, Chaos, endpoint
from tests.evaluating import (
    at_work,
    cut_off_from_mlflow,
    processes,
    rows_of,
    run,
    set_the_stage,
    some_cases,
    start,
    wait_until,
)
from tests.postgres import a_database, a_server

__all__ = ["endpoint", "processes"]

log = logging.getLogger(__name__)


def asked(endpoint):
    """How often each question was asked."""
    return Counter(endpoint.questions())


def assert_whole(bench, done, count):
    """Every case stands once, in the order of the golden set, answered or with the name of its failure."""
    assert done.state is EvaluationState.FINISHED
    rows = rows_of(bench, done)
    assert [row.case_id for row in rows] == [case.id for case in some_cases(count)]
    for row in rows:
        assert row.state is (RowState.FAILED if row.error_code else RowState.ANSWERED)
        assert bool(row.answer) != bool(row.error_code)
        assert not row.error_code or say(row.error_code, "ja", **row.error_params)
    frozen = answers.from_lines(bench.objects.lines(done.answers_digest), done.id)
    assert frozen == rows == list(evaluation.scorecard(bench, done.id).rows)
    progress = evaluation.progress(bench, done.id)
    assert (progress.answered + progress.failed, progress.waiting) == (count, 0)
    assert history.verify(bench) is None
    return rows


# An endpoint that does everything wrong now and then


def weather_a_storm(bench, endpoint, chaos, count, timeout_s):
    endpoint.decide = chaos
    set_the_stage(bench, endpoint.url, cases=count, concurrency=16, timeout_s=timeout_s)
    rows = assert_whole(bench, run(bench, start(bench)), count)
    for row in rows:
        assert row.error_code or row.answer == f"はい 質問 {row.position}"
    attempts = sum(row.attempts for row in rows)
    log.info("%d calls, %s", len(endpoint.calls), Counter(row.error_code for row in rows))
    assert attempts == len(endpoint.calls)
    assert all(asked(endpoint)[f"質問 {row.position}"] == row.attempts for row in rows)


def test_in_a_storm_every_case_is_answered_or_its_failure_has_a_name(bench, endpoint):
    weather_a_storm(bench, endpoint, Chaos(5, (0.05, 0.1, 0.2)), 150, timeout_s=1.0)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_in_a_long_storm_every_case_is_answered_or_its_failure_has_a_name(bench, endpoint, seed):
    weather_a_storm(bench, endpoint, Chaos(seed, (0.1, 0.5, 1.0), 0.05), 1000, timeout_s=5.0)


# A clock that jumps


def test_a_clock_that_jumps_makes_nothing_be_asked_twice(bench, endpoint, monkeypatch):
    jumped = timedelta()
    monkeypatch.setattr(bench, "now", lambda: utc_now() + jumped)
    set_the_stage(bench, endpoint.url, cases=24)

    def decide(number, body):
        nonlocal jumped
        jumped = timedelta(hours={4: 5, 20: -9, 23: 30}.get(number, jumped / timedelta(hours=1)))
        return Answer(delay_s=0.2)

    endpoint.decide = decide
    assert_whole(bench, run(bench, start(bench)), 24)
    assert set(asked(endpoint).values()) == {1}


# A ledger that does not answer


@contextlib.contextmanager
def keeping_quiet(ledger, share):
    """Let a share of the writes be kept, and its word be lost on the way back."""
    write, luck, calls = ledger.write, random.Random(3), itertools.count()

    @contextlib.contextmanager
    def and_say_nothing():
        with write() as tx:
            yield tx
        if next(calls) > 2 and luck.random() < share:
            raise Unavailable("ledger.silent", where="nowhere", reason="connection lost")

    ledger.write = and_say_nothing
    yield
    del ledger.write


def test_what_the_ledger_kept_without_a_word_is_neither_lost_nor_asked_twice(bench, endpoint, monkeypatch):
    monkeypatch.setattr(shift, "SILENT_S", 0.05)
    monkeypatch.setattr(shift, "DRY_S", 0.1)
    set_the_stage(bench, endpoint.url, cases=100, concurrency=2)
    endpoint.decide = lambda number, body: Answer(text=f"はい {number}", delay_s=0.005)
    started = start(bench)
    with keeping_quiet(bench.ledger, share=0.4):
        done = run(bench, started)
    assert_whole(bench, done, 100)
    assert set(asked(endpoint).values()) == {1}


@pytest.fixture
def impatient_bench(bench, monkeypatch):
    """A workbench that waits for the ledger for a moment only."""
    monkeypatch.setattr("lifecycle.ledger.PATIENCE_S", 0.2)
    made = Workbench(bench.settings)
    made.ledger.close()
    yield made
    made.ledger.close()


HOLD = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None, timeout=30)
connection.execute("BEGIN EXCLUSIVE")
print("held", flush=True)
sys.stdin.read()
connection.execute("ROLLBACK")
"""


@contextlib.contextmanager
def held_by_another(bench):
    """Let another process keep the write lock of the ledger while the block runs."""
    url = bench.settings.ledger_url
    if not url.startswith("sqlite:"):
        with contextlib.closing(open_ledger(url)) as other, other.write():
            yield
        return
    line = [sys.executable, "-c", HOLD, url.removeprefix("sqlite:///")]
    with subprocess.Popen(line, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout.readline() == b"held\n"
        yield
        process.stdin.close()


def go_on_after(bench, endpoint, outage, cases=120, seconds=0.6):
    """Let the ledger go away in the middle of an evaluation, and assert that nothing came of it."""
    is_away = threading.Event()

    def decide(number, body):
        if number > 20:
            is_away.wait(60)
        return Answer(text=f"はい {number}", delay_s=0.02)

    endpoint.decide = decide
    set_the_stage(bench, endpoint.url, cases=cases, timeout_s=60)
    with at_work(bench):
        started = start(bench)
        wait_until(lambda: len(endpoint.calls) > 20)
        with outage:
            seen = len(endpoint.calls)
            is_away.set()
            wait_until(lambda: len(endpoint.calls) > seen)
            silence(endpoint, seconds)
            assert len(endpoint.calls) < cases
        wait_until(lambda: evaluation.find(bench, started.id).state.is_final, 60)
    assert_whole(bench, evaluation.find(bench, started.id), cases)
    assert set(asked(endpoint).values()) == {1}


def silence(endpoint, seconds=0.6):
    """Wait until no call came for so long: what was claimed is asked, nothing new can be claimed."""
    calls, since = -1, time.monotonic()
    while time.monotonic() - since < seconds:
        if len(endpoint.calls) != calls:
            calls, since = len(endpoint.calls), time.monotonic()
        time.sleep(0.05)


def test_a_ledger_that_somebody_keeps_locked_is_waited_for(impatient_bench, endpoint):
    go_on_after(impatient_bench, endpoint, held_by_another(impatient_bench))


@contextlib.contextmanager
def stopped(server):
    server.stop()
    yield
    server.start()


@pytest.fixture
def own_server():
    """A PostgreSQL server that a test may stop."""
    with a_server() as server:
        yield server


@pytest.mark.slow
def test_a_database_server_that_is_restarted_is_waited_for(bench, endpoint, own_server):
    made = Workbench(dataclasses.replace(bench.settings, ledger_url=a_database(own_server, "own")))
    with made.ledger.write() as tx:
        tx.add(Application(name="support-bot", title="Support bot", created_by="yuki", created_at=NOON))
    go_on_after(made, endpoint, stopped(own_server), seconds=10.0)
    made.ledger.close()


def test_a_full_disk_when_the_answers_are_frozen_is_waited_for(bench, endpoint, monkeypatch):
    monkeypatch.setattr(shift, "SILENT_S", 0.05)
    set_the_stage(bench, endpoint.url, cases=5)
    started = start(bench)
    fsync, full = os.fsync, iter([True] * 5)

    def no_space(file):
        if next(full, False):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        fsync(file)

    monkeypatch.setattr(os, "fsync", no_space)
    assert_whole(bench, run(bench, started), 5)
    assert next(full, None) is None
    assert not list((bench.settings.home / "objects").glob("part-*"))
    assert len(endpoint.calls) == 5


# Processes that are killed


@pytest.fixture
def without_mlflow(bench):
    with cut_off_from_mlflow(bench) as made:
        yield made


@pytest.mark.skipif(not hasattr(resource, "prlimit"), reason="needs Linux")
def test_a_worker_whose_disk_was_full_goes_on_when_there_is_room(without_mlflow, endpoint, processes):
    bench = without_mlflow
    if not bench.settings.ledger_url.startswith("sqlite:"):
        pytest.skip("a server has its own disk")
    endpoint.decide = lambda number, body: Answer(text=f"はい {number} " + "x" * 10_000, delay_s=0.02)
    set_the_stage(bench, endpoint.url, cases=120)
    started = start(bench)
    processes.append(worker.start(bench))
    wait_until(lambda: evaluation.progress(bench, started.id).answered >= 10)
    size = (bench.settings.home / "ledger.db-wal").stat().st_size
    resource.prlimit(processes[0].pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
    silence(endpoint)
    assert evaluation.progress(bench, started.id).answered < 120
    resource.prlimit(processes[0].pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY,) * 2)
    wait_until(lambda: evaluation.find(bench, started.id).state.is_final)
    assert processes[0].poll() is None
    assert len(endpoint.calls) == 120
    assert {row.state for row in rows_of(bench, started)} == {RowState.ANSWERED}


def kept(bench, evaluation):
    """The rows whose answers are written: where they stand, and what they say."""
    return {row.position: row.answer for row in rows_of(bench, evaluation) if row.state is RowState.ANSWERED}


def kill_again_and_again(bench, endpoint, processes, rounds, cases):
    """Kill a worker at random moments and let the next one go on; counts the answers lost each time."""
    luck, concurrency = random.Random(rounds), 8
    endpoint.decide = lambda number, body: Answer(text=f"はい {number}", delay_s=0.03)
    set_the_stage(bench, endpoint.url, cases=cases, concurrency=concurrency)
    started = start(bench)
    before, lost = {}, []
    for _ in range(rounds):
        calls_before, once = len(endpoint.calls), asked(endpoint)
        processes.append(worker.start(bench))
        wait_until(lambda calls=calls_before: len(endpoint.calls) > calls)
        time.sleep(luck.uniform(0, 0.4))
        processes[-1].kill()
        processes[-1].wait()
        silence(endpoint, 0.2)
        after = kept(bench, started)
        assert {position: after[position] for position in before} == before
        again = asked(endpoint)
        assert all(again[f"質問 {position}"] == once[f"質問 {position}"] for position in before)
        lost.append(len(endpoint.calls) - calls_before - (len(after) - len(before)))
        before = after
    assert max(lost) <= shift.AHEAD * concurrency
    with at_work(bench):
        wait_until(lambda: evaluation.find(bench, started.id).state.is_final, 60)
    assert_whole(bench, evaluation.find(bench, started.id), cases)
    assert {position: kept(bench, started)[position] for position in before} == before
    assert len(endpoint.calls) == cases + sum(lost)
    log.info("answers lost in each kill: %s", lost)


def test_a_worker_that_is_killed_loses_no_answer_that_is_written(without_mlflow, endpoint, processes):
    kill_again_and_again(without_mlflow, endpoint, processes, rounds=2, cases=150)


@pytest.mark.slow
def test_a_worker_that_is_killed_twenty_times_loses_no_answer_that_is_written(
    without_mlflow, endpoint, processes
):
    kill_again_and_again(without_mlflow, endpoint, processes, rounds=20, cases=1500)


PARENT = """
from lifecycle import worker
from lifecycle.workbench import open_workbench
child = worker.start(open_workbench(), "--watch-stdin")
print("started", flush=True)
child.wait()
"""


def test_a_worker_whose_parent_is_killed_goes_with_it_and_loses_nothing(without_mlflow, endpoint, processes):
    bench, settings = without_mlflow, without_mlflow.settings
    endpoint.decide = lambda number, body: Answer(delay_s=0.3)
    set_the_stage(bench, endpoint.url, cases=200)
    started = start(bench)
    env = {
        **os.environ,
        "KANMON_HOME": str(settings.home),
        "KANMON_LEDGER_URL": settings.ledger_url,
        "MLFLOW_TRACKING_URI": settings.tracking_uri,
    }
    processes.append(subprocess.Popen([sys.executable, "-c", PARENT], env=env, stdout=subprocess.PIPE))
    assert processes[0].stdout.readline() == b"started\n"
    wait_until(lambda: len(endpoint.calls) >= 8)
    processes[0].kill()
    processes[0].wait()
    wait_until(lambda: not worker.is_alive(bench), 10)
    states = Counter(row.state for row in rows_of(bench, started))
    assert set(states) == {RowState.ANSWERED, RowState.WAITING}
    assert states[RowState.ANSWERED] == len(endpoint.calls)
    assert evaluation.find(bench, started.id).state is EvaluationState.RUNNING


@pytest.mark.slow
def test_a_worker_that_is_told_to_stop_is_gone_in_ten_seconds_whatever_hangs(
    without_mlflow, endpoint, processes
):
    bench = without_mlflow
    endpoint.decide = lambda number, body: Answer(hang=number > 6)
    set_the_stage(bench, endpoint.url, cases=50, timeout_s=600)
    started = start(bench)
    processes.append(worker.start(bench))
    wait_until(lambda: len(endpoint.calls) >= 10)
    processes[0].send_signal(signal.SIGTERM)
    assert processes[0].wait(10) == 0
    assert Counter(row.state for row in rows_of(bench, started)) == {
        RowState.ANSWERED: 6,
        RowState.WAITING: 44,
    }
