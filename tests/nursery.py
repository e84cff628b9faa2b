"""A process that forks others, warm and ready: importing MLflow takes seconds, forking nothing.

A child has a job, and dies by SIGKILL at a named point if it is told to. Run as `python -m tests.nursery`
it reads one job a line, as JSON, lets so many children do it at once, and answers with their exit codes.
"""

import json
import os
import signal
import subprocess
import sys
import traceback
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from lifecycle import applications, projection, promotion, reconcile
from lifecycle.errors import LifecycleError
from lifecycle.ledger import Ledger
from lifecycle.records import Actor, Endpoint, Person
from lifecycle.settings import Settings
from lifecycle.store import Models, Prompts
from lifecycle.workbench import Workbench
from tests.racing import race

ROOT = Path(__file__).parent.parent
KILLED = -signal.SIGKILL
Point = tuple[str, int, str]
"""Where a child dies: the step, the how-manieth time, and `before` or `after` it."""


class Nursery:
    """The process that forks, as a test sees it."""

    def __init__(self, env: Mapping[str, str]) -> None:
        line = [sys.executable, "-m", "tests.nursery"]
        self.process = subprocess.Popen(
            line, cwd=ROOT, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def bear(self, bench: Workbench, do: str, *, die: Point | None = None, **args: Any) -> int:
        """Let a child do something on a home, and give its exit code; it dies at a point if one is given."""
        return self.bear_many(bench, do, [args], die=die)[0]

    def bear_many(
        self, bench: Workbench, do: str, children: Sequence[Mapping[str, Any]], *, die: Point | None = None
    ) -> list[int]:
        """Let several children do something at once, each as it is told, and give their exit codes."""
        settings = {name: str(value) for name, value in asdict(bench.settings).items()}
        job = {"settings": settings, "do": do, "children": children, "die": die}
        assert self.process.stdin
        assert self.process.stdout
        print(json.dumps(job), file=self.process.stdin, flush=True)
        codes: list[int] = json.loads(self.process.stdout.readline())
        return codes

    def close(self) -> None:
        self.process.communicate()


def main() -> None:
    """Fork the children of each line, and tell how they ended; what they print goes to standard error."""
    with os.fdopen(os.dup(1), "w", buffering=1) as answers:
        os.dup2(2, 1)
        for line in sys.stdin:
            job = json.loads(line)
            children = [fork(job, args) for args in job["children"]]
            ends = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
            print(json.dumps(ends), file=answers)


def fork(job: Mapping[str, Any], args: Mapping[str, Any]) -> int:
    """Let a child live its life."""
    child = os.fork()
    if child:
        return child
    try:
        os._exit(live(job, args))
    finally:  # only after an exception that nobody thought of
        traceback.print_exc()
        os._exit(1)


def live(job: Mapping[str, Any], args: Mapping[str, Any]) -> int:
    """Do a job, and give the exit code that the command line would give."""
    paths = {name: Path(job["settings"][name]) for name in ("home", "policies")}
    bench = Workbench(Settings(**{**job["settings"], **paths}))
    if job["die"]:
        Trap(*job["die"])
    try:
        JOBS[job["do"]](bench, **args)
    except LifecycleError as error:
        return error.exit_code
    return 0


def promote(bench: Workbench, by: str, **args: Any) -> None:
    promotion.promote(bench, by=Actor(person=by), **args)


def roll_back(bench: Workbench, by: str, **args: Any) -> None:
    promotion.roll_back(bench, "support-bot", "production", by=Actor(person=by), reason="wrong", **args)


def create(bench: Workbench, by: str, app: str) -> None:
    applications.create(bench, app, by=Actor(person=by))


def set_role(bench: Workbench, by: str, app: str, person: str, role: str) -> None:
    applications.set_role(bench, app, Person(id=person), role, by=Actor(person=by))


def set_endpoint(bench: Workbench, by: str, app: str, name: str, base_url: str) -> None:
    applications.set_endpoint(bench, app, Endpoint(name=name, base_url=base_url), by=Actor(person=by))


def remove(bench: Workbench, by: str, app: str) -> None:
    applications.remove(bench, app, by=Actor(person=by), reason="no longer needed")


def bring_into_line(bench: Workbench) -> None:
    reconcile.run(bench)


JOBS = {
    "promote": promote,
    "roll_back": roll_back,
    "create": create,
    "set_role": set_role,
    "set_endpoint": set_endpoint,
    "remove": remove,
    "reconcile": bring_into_line,
    "race": race,
}


# Dying


class Trap:
    """Kills this process at a point: no handler, no `finally`, no farewell."""

    def __init__(self, step: str, time: int, side: str) -> None:
        self.point = (time, side)
        self.calls = 0
        if step == "commit":
            self.lie_at_commits()
        else:
            self.lie_at(*STEPS[step])

    def reach(self, side: str) -> None:
        self.calls += side == "before"
        if (self.calls, side) == self.point:
            os.kill(os.getpid(), signal.SIGKILL)

    def lie_at(self, owner: Any, name: str) -> None:
        """Lie before and after every call of a function."""
        original = getattr(owner, name)

        def do(*args: Any, **kwargs: Any) -> Any:
            self.reach("before")
            result = original(*args, **kwargs)
            self.reach("after")
            return result

        setattr(owner, name, do)

    def lie_at_commits(self) -> None:
        """Lie where everything of a transaction is written and nothing is committed yet, and right after."""
        original = Ledger.locking

        @contextmanager
        def locking(ledger: Ledger) -> Iterator[Any]:
            with original(ledger) as connection:
                yield connection
                self.reach("before")
            self.reach("after")

        Ledger.locking = locking  # type: ignore[method-assign]


STEPS = {
    "claim": (projection, "claim"),
    "model": (Models, "point"),
    "prompt": (Prompts, "point"),
    "stages": (Models, "mark"),
    "done": (projection, "settle"),
}
"""Steps to die at beside `commit`: taking an errand, moving an alias, marking the stages, marking it done."""


if __name__ == "__main__":
    main()
