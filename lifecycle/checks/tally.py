"""What a check has found so far in a file, or in a part of one."""

from collections.abc import Iterable, Iterator
from typing import Any

from lifecycle.checks.profiles import Profile
from lifecycle.checks.repeats import Repeats
from lifecycle.checks.report import Findings
from lifecycle.checks.rows import NOTHING, Fault, Row, Rule, Stretch
from lifecycle.checks.rules.words import kind_of
from lifecycle.checks.statistics import Statistics

OF_STRETCH: dict[str, Any] = {"messages": []}
"""A row such as those that a stretch is made of, as far as its kind goes."""


class Tally:
    """Findings, statistics, and what is remembered of each row; `lines` tells how many were read.

    `kinds` maps each kind of rows to the line of the first. Without `repeats` rows are not compared.
    """

    def __init__(self, profile: Profile, kept: int, *, repeats: bool = True) -> None:
        self.profile = profile
        self.findings = Findings(profile.severity, kept)
        self.statistics = Statistics(profile)
        self.repeats = Repeats(profile.exchange) if repeats else None
        self.kinds: dict[str, int] = {}
        self.lines = 0

    def take(self, rows: Iterable[Row | Stretch]) -> None:
        """Put rows before the profile's rules, one after the other."""
        rules = self.profile.make_rules()
        for row in rows:
            if isinstance(row, Stretch):
                self.pass_over(row)
            else:
                self.look_at(row, rules)

    def pass_over(self, stretch: Stretch) -> None:
        """Count the rows of a stretch, in which the rules find nothing."""
        self.statistics.take(stretch)
        if self.repeats:
            self.repeats.take(stretch)
        self.note_kind(stretch.line, OF_STRETCH)

    def look_at(self, row: Row, rules: tuple[Rule, ...]) -> None:
        """Put one row before all rules."""
        for fault in row.faults:
            self.findings.add(fault, row)
        if row.value is NOTHING:
            return
        self.statistics.add(row.value)
        for fault in faults_of(row, rules):
            self.findings.add(fault, row)
        if isinstance(row.value, dict):
            if self.repeats:
                self.repeats.add(row.line, row.value)
            self.note_kind(row.line, row.value)

    def note_kind(self, line: int, value: dict[str, Any]) -> None:
        """Remember the first row of each kind."""
        if kind := self.profile.kind_of(value):
            self.kinds.setdefault(kind, line)

    def join(self, later: "Tally") -> None:
        """Take in the next part of the file."""
        self.findings.join(later.findings, self.lines)
        self.statistics.join(later.statistics)
        if self.repeats and later.repeats:
            self.repeats.join(later.repeats, self.lines)
        for kind, line in later.kinds.items():
            self.kinds.setdefault(kind, line + self.lines)
        self.lines += later.lines


def faults_of(row: Row, rules: tuple[Rule, ...]) -> Iterator[Fault]:
    """Put a row before all rules; they expect an object."""
    if isinstance(row.value, dict):
        for rule in rules:
            yield from rule(row)
    else:
        yield Fault("row.not_an_object", (), {"kind": kind_of(row.value)})
