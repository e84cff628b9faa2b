"""What lives as long as the server: the home, the log, the worker process, warm imports."""

import asyncio
import importlib
import os
import subprocess
import sys
import threading
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

from console import incidents, routes
from lifecycle import settings

WORKER = (sys.executable, "-m", "lifecycle", "worker", "--watch-stdin")
ROOT = Path(__file__).parent.parent
HEAVY = ("pandas", "plotly.graph_objects", "mlflow", "langchain_openai")
PATIENCE_S = 5.0
LONGEST_WAIT_S = 60.0


@asynccontextmanager
async def lifespan(app: object) -> AsyncGenerator[None, None]:
    """Open the house before the first visitor, and close it after the last.

    Makes the home if there is none, and names it in the environment for pages and worker alike.
    """
    home = settings.make_home(os.environ, Path.cwd())
    os.environ["KANMON_HOME"] = str(home)
    incidents.keep_log(home)
    threading.Thread(target=warm, daemon=True, name="warm").start()
    watch = asyncio.create_task(keep_working(home / "logs" / "worker.log"))
    try:
        yield
    finally:
        watch.cancel()
        await asyncio.gather(watch, return_exceptions=True)


def warm() -> None:
    """Import what takes seconds, so that no visitor waits for it."""
    for name in HEAVY:
        importlib.import_module(name)


async def keep_working(log: Path) -> None:
    """Run the worker, and run it again when it died, each time after twice the wait up to a minute."""
    wait_s = 1.0
    while True:
        worker = start_worker(log)
        try:
            while worker.poll() is None:
                await asyncio.sleep(0.5)
        finally:
            await asyncio.to_thread(stop_worker, worker)
        incidents.LOG.warning("the worker ended with %s; starting again in %.0f s", worker.returncode, wait_s)
        await asyncio.sleep(wait_s)
        wait_s = min(LONGEST_WAIT_S, 2 * wait_s)


def start_worker(log: Path) -> subprocess.Popen[bytes]:
    """Start the process that does the long work; it ends when its standard input closes."""
    path = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
    with log.open("ab") as output:
        worker = subprocess.Popen(
            WORKER,
            stdin=subprocess.PIPE,
            stdout=output,
            stderr=output,
            env={**os.environ, "PYTHONPATH": path},
            start_new_session=True,
        )
    routes.WORKER_STARTS.inc()
    routes.WORKER.set(1)
    return worker


def stop_worker(worker: subprocess.Popen[bytes]) -> None:
    """Close the worker's standard input and give it a few seconds to put its work down."""
    routes.WORKER.set(0)
    if worker.stdin:
        worker.stdin.close()
    try:
        worker.wait(PATIENCE_S)
    except subprocess.TimeoutExpired:
        worker.kill()
        worker.wait()
