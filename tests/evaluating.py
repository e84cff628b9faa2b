"""Sets the stage for an evaluation: a golden set, a prompt, a policy, an endpoint and a version."""

import asyncio
import dataclasses
import json
import subprocess
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import pytest

from lifecycle import datasets, prompts
from lifecycle.evaluation import engine
from lifecycle.records import (
    Block,
    Case,
    DatasetKind,
    Endpoint,
    Evaluation,
    PromptContent,
    PromptVersion,
    Ref,
    Row,
    Version,
)
from lifecycle.settings import save_endpoints
from lifecycle.workbench import Workbench
from tests.builders import KEN, NOON, a_version

GOLDEN = Ref("support-golden", 1)
SHOP_RULES = PromptContent(blocks=(Block(role="system", text="返品は30日以内です。"),))

POLICY = """
application: support-bot
golden: {name: support-golden}
scorers:
  - name: contains
  - name: declines
environments:
  production:
    criteria:
      - {id: facts, type: threshold, owner: product, metric: contains.mean, operator: ">=", value: 0.5}
"""


def some_cases(count: int) -> tuple[Case, ...]:
    return tuple(
        Case(id=f"c{i:03}", inputs={"question": f"質問 {i}"}, expected={"contains": ["はい"]})
        for i in range(count)
    )


def to_jsonl(cases: Iterable[Case]) -> bytes:
    lines = ({"id": c.id, "inputs": dict(c.inputs), "expected": c.expected} for c in cases)
    return b"".join(json.dumps(line, ensure_ascii=False).encode() + b"\n" for line in lines)


def set_the_stage(
    bench: Workbench,
    base_url: str,
    cases: int | tuple[Case, ...] = 10,
    content: PromptContent = SHOP_RULES,
    **endpoint: Any,
) -> Version:
    """Everything that `evaluation.start` reads, for version 1 of support-bot; no MLflow is needed."""
    golden = to_jsonl(some_cases(cases) if isinstance(cases, int) else cases)
    datasets.freeze(bench, golden, app="support-bot", name=GOLDEN.name, kind=DatasetKind.GOLDEN, by=KEN)
    bench.settings.policies.mkdir(exist_ok=True)
    (bench.settings.policies / "support-bot.yaml").write_text(POLICY, encoding="utf-8")
    shop = Endpoint(name="shop", base_url=base_url, **{"timeout_s": 5.0, "concurrency": 4, **endpoint})
    save_endpoints(bench.settings.home, {"shop": shop})
    prompt = PromptVersion(
        app="support-bot",
        name="support-reply",
        number=1,
        digest=bench.objects.freeze(prompts.to_bytes(content)),
        variables=prompts.variables(content),
        author="ken",
        reason="first",
        created_at=NOON,
    )
    version = a_version(1, prompt_digest=prompt.digest, endpoint="shop", model="m-1")
    with bench.ledger.write() as tx:
        tx.add(prompt)
        tx.add(version)
    return version


def start(bench: Workbench, **changes: Any) -> Evaluation:
    from lifecycle import evaluation

    return evaluation.start(
        bench, **{"app": "support-bot", "version": 1, "golden": GOLDEN, "by": KEN, **changes}
    )


def run(
    bench: Workbench, evaluation: Evaluation, stop: threading.Event | None = None, worker: str = "w1"
) -> Evaluation:
    """Work on one evaluation until it is over."""
    return engine.run(bench, evaluation.id, stop or threading.Event(), worker=worker)


@contextmanager
def beside(work: Callable[[threading.Event], object]) -> Iterator[threading.Event]:
    """Let something work beside the block, until the event is set or the block ends."""
    stop = threading.Event()
    thread = threading.Thread(target=work, args=(stop,))
    thread.start()
    try:
        yield stop
    finally:
        stop.set()
        thread.join(15)
        assert not thread.is_alive()


def running(bench: Workbench, evaluation: Evaluation) -> AbstractContextManager[threading.Event]:
    """Work on one evaluation beside the block."""
    return beside(lambda stop: run(bench, evaluation, stop))


def at_work(bench: Workbench) -> AbstractContextManager[threading.Event]:
    """Work off whatever is asked for beside the block, as a worker does."""
    return beside(lambda stop: asyncio.run(engine.serve(bench, stop, "w1")))


@contextmanager
def cut_off_from_mlflow(bench: Workbench) -> Iterator[Workbench]:
    """A workbench whose MLflow cannot be opened, so that a worker's child is soon done with it."""
    (no_folder := bench.settings.home / "no-folder").touch()
    made = Workbench(dataclasses.replace(bench.settings, tracking_uri=f"sqlite:///{no_folder}/mlflow.db"))
    yield made
    made.ledger.close()


@pytest.fixture
def processes() -> Iterator[list["subprocess.Popen[bytes]"]]:
    """Processes that are not there any more after the test."""
    started: list[subprocess.Popen[bytes]] = []
    yield started
    for process in started:
        with process:
            process.kill()


def rows_of(bench: Workbench, evaluation: Evaluation) -> list[Row]:
    """Its rows in the order of the golden set."""
    with bench.ledger.read() as tx:
        return tx.all(Row, evaluation=evaluation.id)


def wait_until(condition: Callable[[], Any], seconds: float = 20.0) -> None:
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "it never happened"
        time.sleep(0.02)
