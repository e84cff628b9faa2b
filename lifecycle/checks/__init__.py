"""Checks a dataset file: names every fault with its line, column and path, and never stops early.

    report = checks.check(content, filename="support.csv")
    report.valid, report.errors, report.findings

Whatever the bytes, the answer is a report. A reader turns bytes into rows (`reading`), a rule is a small
function over one row (`rules`), a profile a table of rules and severities (`profiles`). Rows that cannot
have a fault pass through a sieve (`sieve`), so that a large file takes little more than reading it.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from lifecycle.checks import reading
from lifecycle.checks.checking import check, require_valid
from lifecycle.checks.opening import SPEAKERS, Opened, Passage, Sample, opened, samples
from lifecycle.checks.profiles import GOLDEN, LOGS_CSV, PROFILES, profile_of
from lifecycle.checks.reading.content import MAX_BYTES, require_size
from lifecycle.checks.reading.source import MEGABYTE, File, Source
from lifecycle.checks.report import MAX_KEPT, Report, to_csv
from lifecycle.checks.rows import NOTHING, Row
from lifecycle.checks.rules import golden, logs
from lifecycle.checks.rules.logs import LogRow, Logs
from lifecycle.checks.targets import fits
from lifecycle.records import Case

__all__ = [
    "MAX_BYTES",
    "MAX_KEPT",
    "MEGABYTE",
    "PROFILES",
    "SPEAKERS",
    "File",
    "LogRow",
    "Logs",
    "Opened",
    "Passage",
    "Report",
    "Sample",
    "Source",
    "check",
    "columns_of",
    "fits",
    "guess_profile",
    "is_csv",
    "opened",
    "profile_of",
    "read_cases",
    "read_logs",
    "require_size",
    "require_valid",
    "samples",
    "to_csv",
    "values",
]


def is_csv(file: File, profile: str) -> bool:
    """Tell whether a file is read as CSV for a profile, so that its columns can be mapped.

    Raises:
        Invalid: there is no such profile.
    """
    return not reading.takes_json(Source(file), profile_of(profile))


def guess_profile(file: File, filename: str = "") -> str:
    """Name the profile that a file was probably made for."""
    return reading.guess_profile(Source(file), filename)


def columns_of(file: File) -> tuple[str, ...]:
    """Give the column names of a CSV file, for people to map; empty if it has none."""
    return reading.columns_of(Source(file))


def values(
    file: File, profile: str, mapping: Mapping[str, str] | None = None
) -> Iterator[tuple[int, dict[str, Any]]]:
    """Go through the rows of a valid file: the line each begins on and its value, keys in order."""
    chosen = profile_of(profile)
    for row in reading.read(Source(file), chosen, mapping).rows:
        if isinstance(row, Row) and row.value is not NOTHING:
            order = [*chosen.keys, *(key for key in row.value if key not in chosen.keys)]
            yield row.line, {key: row.value[key] for key in order if key in row.value}


def read_cases(file: File) -> tuple[Case, ...]:
    """Read a golden set, JSON Lines or CSV.

    Raises:
        Invalid: it has errors; the first is named.
    """
    require_valid(check(file, profile=GOLDEN.name))
    return tuple(golden.to_case(value) for _, value in values(file, GOLDEN.name))


def read_logs(file: File, mapping: Mapping[str, str] | None = None) -> Logs:
    """Read customer-service logs, CSV or the JSON Lines they were frozen as.

    Raises:
        Invalid: they have errors; the first is named.
    """
    report = require_valid(check(file, profile=LOGS_CSV.name, mapping=mapping))
    rows = tuple(LogRow(line=line, **value) for line, value in values(file, LOGS_CSV.name, mapping))
    tags = dict.fromkeys(name for row in rows for name in row.tags)
    return Logs(columns=(*logs.COLUMNS, *tags), rows=rows, encoding=report.encoding)
