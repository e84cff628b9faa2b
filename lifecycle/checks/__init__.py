"""Checks a dataset file: names every fault with its line, column and path, and never stops early.

    report = checks.check(content, filename="support.csv")
    report.valid, report.errors, report.findings

Whatever the bytes, the answer is a report. A rule is a small function over one row, a profile is a
table of rules and severities (`profiles`), a reader turns bytes into rows (`jsonl`, `csvrows`).
"""

from collections.abc import Iterator, Mapping
from typing import Any

from lifecycle import messages
from lifecycle.checks import golden, logs
from lifecycle.checks.content import MAX_BYTES, require_size
from lifecycle.checks.logs import LogRow, Logs
from lifecycle.checks.opening import SPEAKERS, Opened, Passage, Sample, opened, samples
from lifecycle.checks.profiles import GOLDEN, LOGS_CSV, PROFILES, profile_of
from lifecycle.checks.reading import columns_of, guess_profile, head_of, read, takes_json
from lifecycle.checks.report import MAX_KEPT, Findings, Report, to_csv
from lifecycle.checks.rows import NOTHING, Fault, Row, Rule, visible
from lifecycle.checks.statistics import Statistics
from lifecycle.checks.words import kind_of
from lifecycle.errors import Invalid
from lifecycle.records import Case, Severity

__all__ = [
    "MAX_BYTES",
    "MAX_KEPT",
    "PROFILES",
    "SPEAKERS",
    "LogRow",
    "Logs",
    "Opened",
    "Passage",
    "Report",
    "Sample",
    "check",
    "columns_of",
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

UNDECODED = ("line.not_utf8", "file.unknown_encoding")


def check(
    content: bytes,
    *,
    profile: str | None = None,
    filename: str = "",
    mapping: Mapping[str, str] | None = None,
    limit: int = MAX_BYTES,
) -> Report:
    """Check a file for a profile, the one it seems to be made for if none is named.

    Args:
        content: the file, any bytes.
        profile: a name of `PROFILES`, or None.
        filename: for the report, and to tell CSV from JSON Lines.
        mapping: for CSV, our column names → those of the file, where they differ.
        limit: the largest file that is read, in bytes.

    Raises:
        Invalid: there is no such profile; never because of the content.
    """
    chosen = profile_of(profile or guess_profile(content, filename))
    reading = read(content, chosen, mapping, limit)
    found, statistics, rules = Findings(chosen.warnings), Statistics(chosen), chosen.make_rules()
    for row in reading.rows:
        for fault in row.faults:
            found.add(fault, row)
        if row.value is not NOTHING:
            statistics.add(row.value)
            for fault in faults_of(row, rules):
                found.add(fault, row)
    if statistics.rows == 0 and found.counts.keys() <= chosen.warnings:
        found.add(Fault("file.no_rows"), Row(line=0))
    return Report(
        file=filename,
        profile=chosen.name,
        encoding="" if any(found.counts[code] for code in UNDECODED) else reading.encoding,
        rows=statistics.rows,
        findings=found.in_order(),
        counts=dict(found.counts),
        statistics=statistics.to_document(),
    )


def is_csv(content: bytes, profile: str) -> bool:
    """Tell whether a file is read as CSV for a profile, so that its columns can be mapped.

    Raises:
        Invalid: there is no such profile.
    """
    return not takes_json(head_of(content), profile_of(profile))


def faults_of(row: Row, rules: tuple[Rule, ...]) -> Iterator[Fault]:
    """Put a row before all rules; they expect an object."""
    if isinstance(row.value, dict):
        for rule in rules:
            yield from rule(row)
    else:
        yield Fault("row.not_an_object", (), {"kind": kind_of(row.value)})


def require_valid(report: Report) -> Report:
    """Give a report back if it has no errors.

    Raises:
        Invalid: it has; the first is named.
    """
    if report.valid:
        return report
    first = next(found for found in report.findings if found.severity == Severity.ERROR)
    raise Invalid(
        "checks.not_valid",
        file=visible(report.file) or report.profile,
        errors=report.errors,
        line=first.line,
        finding=first.code,
        first=messages.say(first.code, "en", **first.params),
        first_ja=messages.say(first.code, "ja", **first.params),
    )


def values(
    content: bytes, profile: str, mapping: Mapping[str, str] | None = None
) -> Iterator[tuple[int, dict[str, Any]]]:
    """Go through the rows of a valid file: the line each begins on and its value, keys in order."""
    chosen = profile_of(profile)
    for row in read(content, chosen, mapping).rows:
        if row.value is not NOTHING:
            order = [*chosen.keys, *(key for key in row.value if key not in chosen.keys)]
            yield row.line, {key: row.value[key] for key in order if key in row.value}


def read_cases(content: bytes) -> tuple[Case, ...]:
    """Read a golden set, JSON Lines or CSV.

    Raises:
        Invalid: it has errors; the first is named.
    """
    require_valid(check(content, profile=GOLDEN.name))
    return tuple(golden.to_case(value) for _, value in values(content, GOLDEN.name))


def read_logs(content: bytes, mapping: Mapping[str, str] | None = None) -> Logs:
    """Read customer-service logs, CSV or the JSON Lines they were frozen as.

    Raises:
        Invalid: they have errors; the first is named.
    """
    report = require_valid(check(content, profile=LOGS_CSV.name, mapping=mapping))
    rows = tuple(LogRow(line=line, **value) for line, value in values(content, LOGS_CSV.name, mapping))
    tags = dict.fromkeys(name for row in rows for name in row.tags)
    return Logs(columns=(*logs.COLUMNS, *tags), rows=rows, encoding=report.encoding)
