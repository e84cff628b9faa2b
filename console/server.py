"""What lives as long as the server: the home, the log, the worker process, warm imports."""

import asyncio
import importlib
import os
import subprocess
import threading
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

from console import incidents, routes
from lifecycle import settings, worker
from lifecycle.workbench import Workbench, open_workbench

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
    watch = asyncio.create_task(keep_working(open_workbench()))
    try:
        yield
    finally:
        watch.cancel()
        await asyncio.gather(watch, return_exceptions=True)


def warm() -> None:
    """Import what takes seconds, so that no visitor waits for it."""
    for name in HEAVY:
        importlib.import_module(name)


async def keep_working(bench: Workbench) -> None:
    """Run the worker, and run it again when it died, each time after twice the wait up to a minute."""
    wait_s = 1.0
    while True:
        process = worker.start(bench, "--watch-stdin")
        routes.WORKER_STARTS.inc()
        routes.WORKER.set(1)
        try:
            while process.poll() is None:
                await asyncio.sleep(0.5)
        finally:
            await asyncio.to_thread(stop_worker, process)
        incidents.LOG.warning(
            "the worker ended with %s; starting again in %.0f s", process.returncode, wait_s
        )
        await asyncio.sleep(wait_s)
        wait_s = min(LONGEST_WAIT_S, 2 * wait_s)


def stop_worker(process: subprocess.Popen[bytes]) -> None:
    """Close the worker's standard input and give it a few seconds to put its work down."""
    routes.WORKER.set(0)
    if process.stdin:
        process.stdin.close()
    try:
        process.wait(PATIENCE_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
