"""Runs a command and measures it with everything it starts."""

import os
import resource
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

LOOK_S = 0.1
LIMIT_S = 300.0


class Failed(Exception):
    """A command did not end well; says in one line why."""


@dataclass(frozen=True)
class Usage:
    """What a command took, the processes it started included."""

    output: str
    cpu_s: float
    """User and system time of all processes that were waited for, start-up included."""
    peak_mb: float
    """Most resident memory of the tree at any look, in MiB; pages that are shared count in each."""
    ended: float
    """When it was over, in seconds of the monotonic clock."""


def run(command: Sequence[str], folder: Path, env: Mapping[str, str]) -> Usage:
    """Run a command in a folder to its end.

    Raises:
        Failed: it ended with an error, or not within five minutes.
    """
    output, errors = folder / "output.txt", folder / "errors.txt"
    before = cpu_s()
    with output.open("wb") as out, errors.open("wb") as err:
        process = subprocess.Popen(
            command,
            cwd=folder,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=err,
            start_new_session=True,
        )
    peak_mb = watch(process)
    ended = time.monotonic()
    if process.returncode:
        raise Failed(name_of_error(errors.read_text(errors="replace") + output.read_text(errors="replace")))
    return Usage(output.read_text(), cpu_s() - before, peak_mb, ended)


def watch(process: subprocess.Popen[bytes]) -> float:
    """Wait for a process, looking at its tree now and then; gives the peak of its memory in MiB.

    Raises:
        Failed: its time is over. It is killed with all it started, as it is when we are interrupted.
    """
    limit = time.monotonic() + LIMIT_S
    root, peak = psutil.Process(process.pid), 0
    try:
        while process.poll() is None:
            peak = max(peak, resident(root))
            if time.monotonic() > limit:
                raise Failed(f"not done after {LIMIT_S:.0f} s")
            time.sleep(LOOK_S)
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
    return peak / 2**20


def resident(root: psutil.Process) -> int:
    """Add up the resident bytes of a process and its descendants."""
    try:
        return sum(memory(each) for each in (root, *root.children(recursive=True)))
    except psutil.NoSuchProcess:
        return 0


def memory(process: psutil.Process) -> int:
    """Read the resident bytes of one process, 0 if it is gone."""
    try:
        return process.memory_info().rss
    except psutil.NoSuchProcess:
        return 0


def cpu_s() -> float:
    """Give the processor seconds of all children that have ended so far."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def name_of_error(text: str) -> str:
    """Find the line that names an error: the last of a traceback, else the first that speaks of one."""
    lines = [line for line in text.splitlines() if line.strip()] or ["no word of why"]
    named = [line for line in lines if "error" in line.lower() and not line.startswith(" ")]
    return ((named or lines)[-1] if "Traceback" in text else (named or lines)[0])[:200]
