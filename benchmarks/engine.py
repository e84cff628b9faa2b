"""How close an evaluation comes to the endpoint's own limit, and what its worker takes for it."""

import asyncio
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

import aiohttp
import psutil

from benchmarks import stage
from benchmarks.figure import Figure
from benchmarks.peers.endpoint import ANSWER_S, serve, traffic
from lifecycle import evaluation, worker
from lifecycle.records import Endpoint, Evaluation
from lifecycle.workbench import Workbench, open_workbench

CASES = 1_000
MANY = 100_000
LOOK_S = 0.2
ROUNDS = 3
TARGETS = {16: "≤ 1.10", 64: "≤ 1.30"}


def measure() -> list[Figure]:
    """Evaluate at 16 and at 64 at once, the same again from the cache, and a hundred times as much."""
    figures = []
    for width, target in TARGETS.items():
        rounds = [(alone(width), *evaluate(width)) for _ in range(ROUNDS)]
        floor, ratio, cpu_s, peak_mb = map(median, zip(*rounds, strict=True))
        figures += [
            Figure(f"{CASES:,} cases, {width} at once: time over the ideal", f"{ratio:.2f}", target),
            Figure("  aiohttp alone: no rows, no scores", f"{floor:.2f}"),
            Figure("  CPU of the worker, start-up included", f"{cpu_s:.2f} s", "≤ 2.0 s"),
            Figure("  its memory", f"{peak_mb:.0f} MB", "≤ 120 MB"),
        ]
    with home(max(TARGETS), CASES) as (bench, root):
        figures.append(again(bench, root))
    with home(max(TARGETS), MANY) as (bench, _):
        _, peak_mb = watch(bench, start(bench))
        figures.append(Figure(f"memory for {MANY:,} cases", f"{peak_mb:.0f} MB", "as for 1,000"))
    return figures


def alone(width: int) -> float:
    """Ask as much with nothing but an HTTP client; gives its time over the ideal, a floor for all."""
    with serve() as root:
        asyncio.run(ask_all(f"{root}/v1/chat/completions", width))
        return over_ideal(root, width)


async def ask_all(url: str, width: int) -> None:
    """Put a question a case, so many at once."""
    gate = asyncio.Semaphore(width)

    async def ask(number: int) -> None:
        question = {"role": "user", "content": f"Until when can I return order {number}?"}
        async with gate, session.post(url, json={"model": "m-1", "messages": [question]}) as response:
            await response.json()

    async with aiohttp.ClientSession() as session:
        await asyncio.gather(*map(ask, range(CASES)))


def evaluate(width: int) -> tuple[float, float, float]:
    """Evaluate in a fresh home; gives time over the ideal, and what the worker took of CPU and memory."""
    with home(width, CASES) as (bench, root):
        cpu_s, peak_mb = watch(bench, start(bench))
        return over_ideal(root, width), cpu_s, peak_mb


def over_ideal(root: str, width: int) -> float:
    """Read at the endpoint how long it took from the first call to the last answer, 1 being perfect."""
    seen = traffic(root)
    return (seen.last_answer - seen.first_call) / (CASES / width * ANSWER_S)


@contextmanager
def home(width: int, cases: int) -> Iterator[tuple[Workbench, str]]:
    """Make a home beside an endpoint that answers after 50 ms."""
    with serve() as root, tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / ".kanmon"
        place.mkdir()
        bench = open_workbench({"KANMON_HOME": str(place)})
        stage.make(bench, cases, Endpoint(name="bench", base_url=f"{root}/v1", concurrency=width))
        yield bench, root
        bench.ledger.close()


def start(bench: Workbench, *, reuse: bool = False) -> Evaluation:
    """Ask for an evaluation."""
    return evaluation.start(bench, app=stage.APP, version=1, golden=stage.GOLDEN, by=stage.KEN, reuse=reuse)


def watch(bench: Workbench, started: Evaluation) -> tuple[float, float]:
    """Let a worker do it; gives its CPU seconds and the most memory it had in MiB, its child left out."""
    child = worker.start(bench)
    process, peak = psutil.Process(child.pid), 0
    while not evaluation.find(bench, started.id).state.is_final:
        peak = max(peak, process.memory_info().rss)
        time.sleep(LOOK_S)
    times = process.cpu_times()
    child.terminate()
    child.wait()
    return times.user + times.system, peak / 2**20


def again(bench: Workbench, root: str) -> Figure:
    """Evaluate once more what did not change, in a worker that has done so before."""
    child = worker.start(bench)
    for _ in range(2):
        calls = traffic(root).calls
        started = start(bench, reuse=True)
        while not (now := evaluation.find(bench, started.id)).state.is_final:
            time.sleep(LOOK_S)
    child.terminate()
    child.wait()
    assert now.started_at
    assert now.finished_at
    took_s = (now.finished_at - now.started_at).total_seconds()
    new = traffic(root).calls - calls
    return Figure(f"the same again, reused ({new} calls)", f"{took_s:.2f} s", "≤ 0.5 s")
