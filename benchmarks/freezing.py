"""How long a million chat rows take to be frozen, and how much it takes to tell two such versions apart."""

import random
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks import checker, stage
from benchmarks.figure import Figure
from lifecycle import datasets
from lifecycle.records import DatasetKind, DatasetVersion, Endpoint
from lifecycle.workbench import Workbench, open_workbench

ROWS, ODD, SEED = 1_000_000, 0.002, 7
"""One row in 500 of the later version is another, one in 500 came, one in 500 went."""


def measure() -> list[Figure]:
    """Freeze two versions of a dataset in a home of its own, and tell them apart."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / ".kanmon"
        home.mkdir()
        bench = open_workbench({"KANMON_HOME": str(home)})
        stage.make(bench, 1, Endpoint(name="bench", base_url="http://127.0.0.1:9/v1"))
        before, taken = frozen(bench, Path(folder), checker.lines(ROWS))
        after, _ = frozen(bench, Path(folder), edited(checker.lines(ROWS)))
        contents = [datasets.content(bench, each) for each in (before, after)]
        begun = time.process_time()
        found = datasets.diff(contents[0], contents[1], DatasetKind.TRAINING)
        spent = time.process_time() - begun
        bench.ledger.close()
    differing = len(found.changed) + len(found.added) + len(found.removed)
    return [
        Figure(f"freezing {ROWS:,} rows, from begin to end", f"{taken:.1f} s", "≤ 6 s"),
        Figure(
            f"diff of two such versions, {differing:,} rows of which differ, CPU", f"{spent:.2f} s", "≤ 1 s"
        ),
    ]


def frozen(bench: Workbench, folder: Path, rows: Iterator[bytes]) -> tuple[DatasetVersion, float]:
    """Freeze rows from a file as the next version; give it, and how many seconds it took."""
    path = folder / "rows.jsonl"
    with path.open("wb") as file:
        file.writelines(rows)
    with path.open("rb") as file:
        begun = time.perf_counter()
        made = datasets.freeze(
            bench,
            file,
            app=stage.APP,
            name="rows",
            kind=DatasetKind.TRAINING,
            by=stage.KEN,
            limit=path.stat().st_size,
        )
        return made, time.perf_counter() - begun


def edited(rows: Iterator[bytes]) -> Iterator[bytes]:
    """Change, add and remove some rows."""
    dice = random.Random(SEED)
    for row in rows:
        chance = dice.random()
        if chance < ODD:
            yield row.replace(
                b'"assistant", "content": "', b'"assistant", "content": "\xe3\x81\xaf\xe3\x81\x84'
            )
        elif chance < 2 * ODD:
            yield row
            yield row.replace(b'"user", "content": "', b'"user", "content": "?')
        elif chance >= 3 * ODD:
            yield row
