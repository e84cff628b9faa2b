"""`python -m benchmarks.checkers`: prints what checkers of training files make of the same files.

The files are those of the tests, made by code, each for a target that the checker is made for; a good file
has no error for that target. One large file without an error tells what a check costs, the start of the
checker not counted. Progress goes to standard error, the table to standard output.
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.checker import lines as rows_of_shop
from benchmarks.peers import process, tools
from benchmarks.peers.process import Failed
from benchmarks.peers.tools import Tool
from tests.checks.corpus import Example, corpus

SCRIPTS = Path(__file__).parent / "scripts"
ROWS = 200_000
HEAD = (
    *("checker", "files for", "bad found", "right line", "good called bad", "crashes"),
    f"CPU s of {ROWS:,} good rows",
)


@dataclass(frozen=True)
class Checker:
    """A checker: the target whose files it is given, and what has to be installed for it."""

    title: str
    target: str
    script: str
    pip: tuple[str, ...] = ()


CHECKERS = {
    "cookbook": Checker("OpenAI cookbook loop", "openai-chat", "cookbook_loop.py"),
    "together-1": Checker("Together 1.5.35", "together", "together_files.py", ("together==1.5.35",)),
    "together-2": Checker("Together 2.14.0", "together", "together_files.py", ("together==2.14.0",)),
    "together-3": Checker("Together 3.1.1", "together", "together_files.py", ("together==3.1.1",)),
    "mistral-common": Checker(
        "mistral-common 1.13.1", "mistral", "mistral_validator.py", ("mistral-common==1.13.1",)
    ),
    "mistral-finetune": Checker(
        "mistral-finetune", "mistral", "mistral_validator.py", ("mistral-finetune==1.0.0",)
    ),
}


def main() -> None:
    """Let every checker and Kanmon judge the same files, and print the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.checkers")
    parser.add_argument("--cache", type=Path, default=Path(tempfile.gettempdir()) / "kanmon-checkers")
    cache = parser.parse_args().cache
    lines = [HEAD, ("---",) * len(HEAD)]
    for target in dict.fromkeys(checker.target for checker in CHECKERS.values()):
        files = [example for example in corpus() if example.profile == target]
        ours = Checker("Kanmon", target, "kanmon_check.py")
        for name, checker in {"kanmon": ours, **CHECKERS}.items():
            if checker.target == target:
                lines.append(row(name, checker, files, cache))
                print(*lines[-1], sep=" | ", file=sys.stderr)  # noqa: T201
    print(*(f"| {' | '.join(line)} |" for line in lines), sep="\n")  # noqa: T201


def row(name: str, checker: Checker, files: Sequence[Example], cache: Path) -> tuple[str, ...]:
    """Make the line of a checker: its figures, or why it has none."""
    large = Example("large", checker.target, b"".join(rows_of_shop(ROWS)), ())
    try:
        told = judged(name, checker, files, cache)
        [of_large] = judged(name, checker, [large], cache).values()
    except Failed as err:
        return checker.title, checker.target, str(err), *[""] * (len(HEAD) - 3)
    bad = [example for example in files if not example.valid]
    good = [example for example in files if example.valid]
    found = [each for each in bad if told[each.name].get("good") is False]
    placed = [each for each in found if told[each.name]["line"] in lines_of(each)]
    alarms = sum(told[each.name].get("good") is False for each in good)
    crashes = sum("crash" in each for each in told.values())
    return (
        checker.title,
        checker.target,
        f"{len(found)} of {len(bad)}",
        f"{len(placed)} of {len(bad)}",
        f"{alarms} of {len(good)}",
        f"{crashes} of {len(files)}",
        f"{of_large['cpu_s']:.2f}" if of_large.get("good") else "called bad",
    )


def lines_of(example: Example) -> set[int | None]:
    """Name the lines of the errors of a file; one of the whole file has none."""
    lines: set[int | None] = {found.line for found in example.found if found.severity == "error"}
    return lines | ({None} if 0 in lines else set())


def judged(name: str, checker: Checker, files: Sequence[Example], cache: Path) -> dict[str, dict[str, Any]]:
    """Give what a checker says of each file.

    Raises:
        Failed: it cannot be installed, or does not come to its end.
    """
    own = tools.install(Tool(checker.title, checker.script, checker.pip), cache / name)
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        names = {f"{number:04}.jsonl": example for number, example in enumerate(files)}
        for file, example in names.items():
            (home / file).write_bytes(example.content)
        line = [*tools.command(SCRIPTS / checker.script, own), folder, checker.target]
        usage = process.run(line, home, tools.environment(own, home))
    told = [json.loads(line) for line in usage.output.splitlines() if line.startswith("{")]
    return {names[each["file"]].name: each for each in told}


if __name__ == "__main__":
    main()
