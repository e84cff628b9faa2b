"""What a check found: findings, counts and statistics of one file."""

import csv
import io
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from lifecycle import messages
from lifecycle.checks.profiles import profile_of
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
        weight = profile_of(self.profile).severity
        return sum(times for code, times in self.counts.items() if weight(code) is severity)

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


def more(report: Report, found: Iterable[tuple[Fault, Row]], kept: int = MAX_KEPT) -> Report:
    """Add what another pass over the file found, each fault with its row."""
    findings = Findings(profile_of(report.profile).severity, kept)
    findings.kept += report.findings
    findings.counts += Counter(report.counts)
    for fault, row in found:
        findings.add(fault, row)
    return replace(report, findings=findings.in_order(), counts=dict(findings.counts))


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
    """Collects the findings of one file: counts all, keeps the first `limit` of each code."""

    def __init__(self, severity: Callable[[str], Severity], limit: int) -> None:
        self.severity, self.limit = severity, limit
        self.kept: list[Finding] = []
        self.counts: Counter[str] = Counter()

    def add(self, fault: Fault, row: Row) -> None:
        """Take a fault in; its place is only looked up if it will be kept."""
        self.counts[fault.code] += 1
        if self.counts[fault.code] > self.limit:
            return
        place: Place = fault.place or row.locate(fault.path, fault.span)
        params = fault.params
        if fault.span:
            begin, end = fault.span
            params = {**params, "at": begin + 1, "length": end - begin}
        self.kept.append(
            Finding(
                code=fault.code,
                severity=self.severity(fault.code),
                line=place.line,
                column=place.column,
                path=place.path,
                params=params,
                excerpt=fault.excerpt or place.excerpt,
            )
        )

    def also(self, code: str, times: int) -> None:
        """Count more findings of a kind of which enough are kept."""
        if times:
            self.counts[code] += times

    def join(self, later: "Findings", lines: int) -> None:
        """Take in what was found in the next part of the file, which begins after so many lines."""
        known = self.counts.copy()
        self.counts += later.counts
        for finding in later.kept:
            known[finding.code] += 1
            if known[finding.code] <= self.limit:
                self.kept.append(replace(finding, line=finding.line and finding.line + lines))

    @property
    def has_errors(self) -> bool:
        """Whether anything was found that keeps the file from being frozen."""
        return any(self.severity(code) is Severity.ERROR for code in self.counts)

    def in_order(self) -> tuple[Finding, ...]:
        """Give what was kept in the order of the file."""
        return tuple(sorted(self.kept, key=lambda found: (found.line, found.column, found.code)))
