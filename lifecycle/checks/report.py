"""What a check found: findings, counts and statistics of one file."""

import csv
import io
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from lifecycle import messages
from lifecycle.checks.rows import Fault, Place, Row
from lifecycle.messages import Language
from lifecycle.records import Finding, Severity
from lifecycle.text import harmless

MAX_KEPT = 100
CSV_COLUMNS = ("line", "column", "path", "severity", "code", "message", "hint", "excerpt")


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What is wrong with a file, and what is in it.

    `findings` stand in the order of the file, at most 100 of each code; `counts` knows them all.
    `encoding` is empty when none fits. `rows` counts those that could be read.
    """

    file: str
    profile: str
    encoding: str
    rows: int
    findings: tuple[Finding, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)
    statistics: Mapping[str, Any] = field(default_factory=dict)

    @property
    def valid(self) -> bool:
        """Whether the file can be frozen: warnings allowed, errors not."""
        return self.errors == 0

    @property
    def errors(self) -> int:
        """How many errors there are, those not stored too."""
        return self.count(Severity.ERROR)

    @property
    def warnings(self) -> int:
        """How many warnings there are, those not stored too."""
        return self.count(Severity.WARNING)

    def count(self, severity: Severity) -> int:
        """Count the findings of one severity; a code has the same one everywhere in a report."""
        codes = {finding.code for finding in self.findings if finding.severity == severity}
        return sum(self.counts[code] for code in codes)

    def to_document(self) -> dict[str, Any]:
        """Give the JSON form that `check --json` prints."""
        return {
            "file": self.file,
            "profile": self.profile,
            "encoding": self.encoding,
            "rows": self.rows,
            "valid": self.valid,
            "errors": self.errors,
            "warnings": self.warnings,
            "findings": [finding_document(finding) for finding in self.findings],
            "counts_by_code": dict(self.counts),
            "statistics": dict(self.statistics),
        }


def finding_document(finding: Finding) -> dict[str, Any]:
    """Give the JSON form of one finding, with its texts in both languages."""
    return {
        "line": finding.line,
        "column": finding.column,
        "path": finding.path,
        "severity": finding.severity.value,
        **messages.to_document(finding.code, finding.params),
        "excerpt": finding.excerpt,
    }


def to_csv(report: Report, language: Language = "en") -> bytes:
    """Write the findings for a spreadsheet: UTF-8 with byte order mark, no cell that acts as a formula."""
    written = io.StringIO(newline="")
    writer = csv.writer(written)
    writer.writerow(CSV_COLUMNS)
    for found in report.findings:
        severity = messages.say(f"severity.{found.severity}", language)
        message = messages.say(found.code, language, **found.params)
        advice = messages.screen_hint(found.code, language, **found.params)
        cells = (found.path, severity, found.code, message, advice, found.excerpt)
        writer.writerow([found.line, found.column, *map(harmless, cells)])
    return written.getvalue().encode("utf-8-sig")


class Findings:
    """Collects the findings of one file: counts all, keeps the first 100 of each code."""

    def __init__(self, warnings: Collection[str]) -> None:
        self.warnings = warnings
        self.kept: list[Finding] = []
        self.counts: Counter[str] = Counter()

    def add(self, fault: Fault, row: Row) -> None:
        """Take a fault in; its place is only looked up if it will be kept."""
        self.counts[fault.code] += 1
        if self.counts[fault.code] > MAX_KEPT:
            return
        place: Place = fault.place or row.locate(fault.path)
        self.kept.append(
            Finding(
                code=fault.code,
                severity=Severity.WARNING if fault.code in self.warnings else Severity.ERROR,
                line=place.line,
                column=place.column,
                path=place.path,
                params=fault.params,
                excerpt=place.excerpt,
            )
        )

    def in_order(self) -> tuple[Finding, ...]:
        """Give what was kept in the order of the file."""
        return tuple(sorted(self.kept, key=lambda found: (found.line, found.column, found.code)))
