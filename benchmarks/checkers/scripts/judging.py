"""Puts the files of a folder before a checker, and prints for each what came of it and what it took."""

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

Verdict = tuple[bool, int | None]
"""Whether a file is called good, and the line that is named if it is not."""


def judge(check: Callable[[Path], Verdict]) -> None:
    """Check each file of the folder that the command line names; a crash is an answer too."""
    for path in sorted(Path(sys.argv[1]).glob("*.jsonl")):
        told: dict[str, object] = {"file": path.name}
        begun = time.process_time()
        try:
            told["good"], told["line"] = check(path)
        except Exception as err:  # noqa: BLE001 (whatever it is, it is what a user gets)
            told["crash"] = type(err).__name__
        told["cpu_s"] = time.process_time() - begun
        print(json.dumps(told))  # noqa: T201
