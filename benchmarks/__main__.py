"""`make bench`: runs every benchmark and prints its figures, one table."""

import tempfile
from pathlib import Path

from benchmarks import checker, checks, console, demo, engine, freezing, ledger, mirror
from lifecycle.cli.front import table


def main() -> None:
    """Load the demo in a fresh home, measure console and ledger over it, then all that needs no demo."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / ".kanmon"
        figures = [*demo.measure(home), *console.measure(home), *ledger.measure(home)]
        figures += [
            *engine.measure(),
            *mirror.measure(),
            *checker.measure(),
            *checks.measure(),
            *freezing.measure(),
        ]
    for line in table([(f.name, f.value, f.target) for f in figures], ("figure", "measured", "target")):
        print(line)  # noqa: T201


if __name__ == "__main__":
    main()
