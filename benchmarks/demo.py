"""How long the demo takes to load, the first time and when it stands already."""

import os
import subprocess
import sys
import time
from pathlib import Path

from benchmarks.figure import Figure


def measure(home: Path) -> list[Figure]:
    """Load the demo into a new home, then once more."""
    first, again = load(home), load(home)
    return [
        Figure("demo load", f"{first:.1f} s", "≤ 90 s"),
        Figure("demo load, second time", f"{again:.1f} s", "≤ 10 s with the console's start"),
    ]


def load(home: Path) -> float:
    """Run `kanmon demo` and give the seconds it took."""
    started = time.perf_counter()
    env = {**os.environ, "KANMON_HOME": str(home)}
    subprocess.run([sys.executable, "-m", "lifecycle", "demo"], env=env, check=True, capture_output=True)
    return time.perf_counter() - started
