"""Kanmon, for the profile that the command line names."""

import sys
from pathlib import Path

from judging import Verdict, judge

sys.path.insert(0, str(Path(__file__).parents[3]))

from lifecycle import checks


def check(path: Path) -> Verdict:
    """Check a file; of its errors the first line is told."""
    with path.open("rb") as file:
        report = checks.check(file, profile=sys.argv[2], filename=path.name)
    first = next((found.line for found in report.findings if found.severity == "error"), None)
    return report.valid, first


judge(check)
