"""The process that does the long work: runs evaluations, one worker for each ledger.

The ledger's lock keeps a second worker waiting, also one of another home on the same server, and tells
everybody else that one is there. The worker imports neither MLflow nor pandas: a child process
reconciles.
"""

import asyncio
import logging
import math
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any

from lifecycle import messages, reconcile, requests
from lifecycle.errors import LifecycleError, Unavailable
from lifecycle.evaluation import engine
from lifecycle.ledger.only_worker import OnlyWorker
from lifecycle.records import Evaluation
from lifecycle.workbench import Workbench

log = logging.getLogger(__name__)

POLL_S = 0.3
LOOK_S = 2.0
"""How often errands are looked for that nobody has tried yet."""
LEFT_S = 60.0
"""After how long those that are left are tried again."""
AGAIN_S = 600.0
"""After how long everything is reconciled again: MLflow may have been changed past the gate."""
SWEEP_S = 30.0
"""How often release requests are ended that are over of themselves."""
FIRST_S = 5.0
"""How long a worker leaves a house alone that is just being opened."""
LOG_BYTES = 2_000_000


def start(bench: Workbench, *options: str) -> "subprocess.Popen[bytes]":
    """Start a worker process on this home; `options` as of `kanmon worker`.

    With `--watch-stdin` it ends when the caller closes the child's `stdin`, or dies, and not by the
    caller's Ctrl-C.
    """
    watching = "--watch-stdin" in options
    stdin = subprocess.PIPE if watching else subprocess.DEVNULL
    return launch(bench, "worker", *options, stdin=stdin, start_new_session=watching)


def launch(bench: Workbench, *command: str, **options: Any) -> "subprocess.Popen[bytes]":
    """Start `python -m lifecycle …` on this home; what it prints goes to the log folder."""
    settings = bench.settings
    env = {
        **os.environ,
        "KANMON_HOME": str(settings.home),
        "KANMON_POLICIES": str(settings.policies),
        "KANMON_LEDGER_URL": settings.ledger_url,
        "MLFLOW_TRACKING_URI": settings.tracking_uri,
    }
    line = [sys.executable, "-m", "lifecycle", *command]
    with (log_folder(bench) / f"{command[0]}.out").open("ab") as out:
        return subprocess.Popen(
            line, stdout=out, stderr=out, env=env, cwd=Path(__file__).parents[1], **options
        )


def is_alive(bench: Workbench) -> bool:
    """Tell whether a worker is at this ledger right now; cheap."""
    return bench.ledger.only_worker().holder() is not None


def main(
    bench: Workbench,
    *,
    until_idle: bool = False,
    watch_stdin: bool = False,
    stop: threading.Event | None = None,
) -> None:
    """Run evaluations as they are asked for, the oldest first, until told to stop.

    SIGTERM and SIGINT stop it: calls under way get 8 s, the rest of the rows goes back.

    Args:
        bench: the workbench of the home.
        until_idle: return as soon as no evaluation is left, whoever did the work.
        watch_stdin: stop when standard input ends, which it does when the parent dies.
        stop: set it to stop.

    Raises:
        Unavailable: the ledger does not answer, and `until_idle` says that somebody waits for us.
    """
    stop = stop or threading.Event()
    if watch_stdin:
        threading.Thread(target=wait_for_end_of_input, args=(stop,), daemon=True).start()
    lock = bench.ledger.only_worker()
    with logging_to_file(bench), stopping_on_signals(stop):
        try:
            if wait_for_turn(bench, lock, stop, until_idle):
                work(bench, lock, stop, until_idle)
        finally:
            lock.give_back()


def wait_for_turn(bench: Workbench, lock: OnlyWorker, stop: threading.Event, until_idle: bool) -> bool:
    """Wait until no other worker holds the lock; false if there is nothing to wait for any more."""
    said = False
    while not lock.take():
        if stop.is_set() or (until_idle and not engine.unfinished(bench)):
            return False
        with suppress(Unavailable):
            if not said and (holder := lock.holder()):
                log.warning(messages.say("worker.waiting", "en", holder=holder))
                said = True
        stop.wait(POLL_S)
    return True


def work(bench: Workbench, lock: OnlyWorker, stop: threading.Event, until_idle: bool) -> None:
    """Run evaluations as the only worker of this ledger, for as long as it is the only one."""
    outside = Outside(bench, AGAIN_S if until_idle else FIRST_S)
    me = f"{os.uname().nodename}:{os.getpid()}:{bench.new_id()}"
    sweeper = Sweeper(bench)
    log.info("worker %s starts", me)

    def look_around() -> None:
        outside.catch_up()
        sweeper.look()
        if not lock.take():
            log.error(messages.say("worker.replaced", "en", holder=lock.holder() or "-"))
            stop.set()

    work_off = engine.serve(bench, stop, me, until_idle=until_idle, on_end=outside.hear, on_turn=look_around)
    asyncio.run(work_off)
    sweeper.end()
    if not stop.is_set():  # else whoever reconciles next does it: errands wait in the ledger
        outside.end()
    log.info("worker %s ends", me)


class Outside:
    """Reconciles what is outside with the ledger, in a child process, one at a time.

    The child is never interrupted: what it writes takes moments, and half of it would stay.
    """

    def __init__(self, bench: Workbench, first_s: float) -> None:
        """Begin; after `first_s` everything is reconciled even if nothing happened."""
        self.bench = bench
        self.is_due = False
        self.looked = time.monotonic()
        self.reconciled = self.looked - AGAIN_S + first_s
        self.left: set[str] = set()
        """The errands that were not done at the last look."""
        self.tried: set[str] = set()
        """Those of them that the child was told of."""
        self.child: subprocess.Popen[bytes] | None = None

    def hear(self, ended: Evaluation) -> None:
        """Look for errands at once: an evaluation that ended leaves some."""
        self.looked = -math.inf

    def catch_up(self) -> None:
        """Start the child if something is due and none runs; tell the log if the last one failed."""
        now = time.monotonic()
        if now - self.looked > LOOK_S:
            self.looked = now
            self.is_due = self.is_due or self.is_time(now - self.reconciled)
        if self.child and self.child.poll() is not None:
            if self.child.returncode:
                log.error("not everything was reconciled (exit %d): see reconcile.out", self.child.returncode)
            self.child = None
        if self.is_due and not self.child:
            self.is_due, self.reconciled, self.tried = False, now, self.left
            self.child = launch(self.bench, "reconcile", stdin=subprocess.DEVNULL, start_new_session=True)

    def is_time(self, since_s: float) -> bool:
        """Whether to reconcile, so many seconds after the last time: at once for a new errand."""
        errands = reconcile.pending(self.bench)
        self.left = {errand.id for errand in errands}
        is_new = any(errand.id not in self.tried and not errand.claimed_until for errand in errands)
        return is_new or since_s > AGAIN_S or (bool(errands) and since_s > LEFT_S)

    def end(self) -> None:
        """Wait until everything that is due was tried."""
        self.catch_up()
        while self.is_due or self.child:
            if self.child:
                self.child.wait()
            self.catch_up()


class Sweeper:
    """Ends release requests that are over of themselves, in a thread beside the work, now and then."""

    def __init__(self, bench: Workbench) -> None:
        self.bench = bench
        self.swept = time.monotonic()
        self.thread: threading.Thread | None = None

    def look(self) -> None:
        """Sweep if it is time."""
        now = time.monotonic()
        if now - self.swept > SWEEP_S and not (self.thread and self.thread.is_alive()):
            self.swept = now
            self.thread = threading.Thread(target=self.sweep)
            self.thread.start()

    def sweep(self) -> None:
        """Sweep once, and tell the log if it cannot be done."""
        try:
            requests.sweep(self.bench)
        except LifecycleError as error:
            log.warning("release requests were not looked at: %s", error)

    def end(self) -> None:
        """Wait until a sweep under way is done."""
        if self.thread:
            self.thread.join()


@contextmanager
def stopping_on_signals(stop: threading.Event) -> Iterator[None]:
    """Let SIGTERM and SIGINT set `stop` while the block runs; only the main thread can."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    for number in before:
        signal.signal(number, lambda *_: stop.set())
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def logging_to_file(bench: Workbench) -> Iterator[None]:
    """Write what `lifecycle` logs to `logs/worker.log`, and warnings to standard error too."""
    path = log_folder(bench) / "worker.log"
    kept: logging.Handler = RotatingFileHandler(path, maxBytes=LOG_BYTES, backupCount=3, encoding="utf-8")
    shown = logging.StreamHandler()
    shown.setLevel(logging.WARNING)
    logger = logging.getLogger("lifecycle")
    for handler in (kept, shown):
        handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
        logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    try:
        yield
    finally:
        for handler in (kept, shown):
            logger.removeHandler(handler)
            handler.close()


def wait_for_end_of_input(stop: threading.Event) -> None:
    """Set `stop` when standard input ends."""
    while os.read(sys.stdin.fileno(), 4096):
        pass
    stop.set()


def log_folder(bench: Workbench) -> Path:
    """Give the folder of logs, made if need be."""
    folder = bench.settings.home / "logs"
    folder.mkdir(exist_ok=True)
    return folder
