"""`python -m benchmarks.peers`: prints a table of what each tool takes for the same work.

The work: cases whose answers take 50 ms, at 16 and at 64 at once, three cheap scores for each; then
once more at 16 with one call that takes a minute. The tools take turns, so that what else the machine
does falls on all. Progress goes to standard error, the table to standard output.
"""

import argparse
import json
import os
import platform
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import median

from benchmarks.peers import endpoint, process, tools
from benchmarks.peers.endpoint import ANSWER_S, HANG_S
from benchmarks.peers.process import Failed

WIDTHS = (16, 64)
HEAD = ("tool", "time ÷ ideal", "CPU s", "peak MB", "calls", "given up", f"one call takes {HANG_S:.0f} s")


@dataclass(frozen=True)
class Work:
    """How many cases, how many of them at once, and which call hangs (0: none)."""

    cases: int
    width: int
    hanging: int = 0


@dataclass(frozen=True)
class Figures:
    """What one run of one tool took."""

    ratio: float
    """From the first call to the last answer, over cases / width × 50 ms: 1 is as fast as can be."""
    cpu_s: float
    peak_mb: float
    calls: int
    given_up: int
    """Cases that did not end with three good scores; every answer deserves them."""
    wait_s: float
    """From the first call to the end of the command."""


@dataclass
class Row:
    """A line of the table: the runs of one tool, and why it has no more."""

    tool: tools.Tool
    runs: dict[Work, list[Figures]] = field(default_factory=lambda: defaultdict(list))
    fault: str = ""

    def cells(self, works: list[Work], hung: Work) -> list[str]:
        """Write the medians of the rounds, one for each width, and what came of the call that hung."""
        title, fault = f"{self.tool.title} {self.tool.version}", self.fault.replace("|", "\\|")
        if not all(self.runs[work] for work in works):
            return [title, fault]

        def cell(form: str, figure: Callable[[Figures], float]) -> str:
            return " / ".join(format(median(map(figure, self.runs[work])), form) for work in works)

        return [
            title,
            cell(".2f", lambda f: f.ratio),
            cell(".1f", lambda f: f.cpu_s),
            cell(",.0f", lambda f: f.peak_mb),
            cell(",.0f", lambda f: f.calls),
            cell(",.0f", lambda f: f.given_up),
            fault or self.patience(hung),
        ]

    def patience(self, hung: Work) -> str:
        """Tell what came of the call that hung."""
        (last,) = self.runs[hung]
        return f"done after {last.wait_s:.0f} s, {last.calls:,} calls, {last.given_up:,} given up"


def main() -> None:
    """Let every tool do all the work, and print the table."""
    options = read_options()
    works = [Work(options.cases, width) for width in WIDTHS]
    hung = Work(options.cases, WIDTHS[0], hanging=options.cases // 2)
    rows = {name: Row(tools.TOOLS[name]) for name in options.only}
    for work in (*works * options.rounds, hung):
        for name, row in rows.items():
            if not row.fault:
                try:
                    row.runs[work].append(run(name, work, options.cache))
                except Failed as err:
                    row.fault = str(err)
    lines = [HEAD, ("---",) * len(HEAD), *(row.cells(works, hung) for row in rows.values())]
    print(caption(options), "", *(f"| {' | '.join(line)} |" for line in lines), sep="\n")  # noqa: T201


def read_options() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.peers")
    parser.add_argument("--cases", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", type=lambda names: names.split(","), default=list(tools.TOOLS))
    parser.add_argument("--cache", type=Path, default=Path(tempfile.gettempdir()) / "kanmon-peers")
    options = parser.parse_args()
    if unknown := set(options.only) - set(tools.TOOLS):
        parser.error(f"no such tool: {', '.join(unknown)}; there are {', '.join(tools.TOOLS)}")
    return options


def caption(options: argparse.Namespace) -> str:
    """Say under what conditions the figures came about."""
    widths, cores = " / ".join(map(str, WIDTHS)), os.cpu_count()
    return (
        f"{options.cases:,} cases at {widths} at once, {ANSWER_S * 1000:.0f} ms an answer; "
        f"medians of {options.rounds} rounds; {cores} cores, Python {platform.python_version()}."
    )


def run(name: str, work: Work, cache: Path) -> Figures:
    """Give a tool the work once, in a fresh folder against a fresh endpoint.

    Raises:
        Failed: the tool could not be installed, or did not come to its end.
    """
    tool = tools.TOOLS[name]
    own = tools.install(tool, cache / name)
    with tempfile.TemporaryDirectory() as folder, endpoint.serve(work.hanging) as root:
        home, env = Path(folder), tools.environment(own, Path(folder))
        cases = home / "cases.jsonl"
        cases.write_text("".join(f"{json.dumps(a_case(number))}\n" for number in range(work.cases)))
        words = (f"{root}/v1", str(cases), str(work.width))
        if tool.before:
            process.run(tools.command(tools.SCRIPTS / tool.before, own, *words), home, env)
        usage = process.run(tools.command(tools.SCRIPTS / tool.script, own, *words), home, env)
        seen = endpoint.traffic(root)
    figures = Figures(
        ratio=(seen.last_answer - seen.first_call) / (work.cases / work.width * ANSWER_S),
        cpu_s=usage.cpu_s,
        peak_mb=usage.peak_mb,
        calls=seen.calls,
        given_up=work.cases - int(usage.output.split()[-1]),
        wait_s=usage.ended - seen.first_call,
    )
    print(name, json.dumps({**asdict(work), **asdict(figures), **asdict(seen)}), file=sys.stderr)  # noqa: T201
    return figures


def a_case(number: int) -> dict[str, str]:
    """Make a case whose expected answer is what the endpoint says."""
    question = f"Until when can I return order {number}?"
    return {"id": f"c{number:04}", "question": question, "expected": f"You asked: {question}"}


if __name__ == "__main__":
    main()
