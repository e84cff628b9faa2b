"""What a check has found so far in a file, or in a part of one."""

from collections.abc import Iterable, Iterator

from lifecycle.checks.profiles import Profile
from lifecycle.checks.repeats import Repeats
from lifecycle.checks.report import Findings
from lifecycle.checks.rows import NOTHING, Fault, Row, Rule, Stretch
from lifecycle.checks.rules.words import kind_of
from lifecycle.checks.statistics import Statistics


class Tally:
    """Findings, statistics, and what is remembered of each row; `lines` tells how many were read."""

    def __init__(self, profile: Profile, kept: int) -> None:
        self.profile = profile
        self.findings = Findings(profile.severity, kept)
        self.statistics = Statistics(profile)
        self.repeats = Repeats(profile.exchange)
        self.lines = 0

    def take(self, rows: Iterable[Row | Stretch]) -> None:
        """Put rows before the profile's rules, one after the other."""
        rules = self.profile.make_rules()
        for row in rows:
            if isinstance(row, Stretch):
                self.statistics.take(row)
                self.repeats.take(row)
            else:
                self.look_at(row, rules)

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
            self.repeats.add(row.line, row.value)

    def join(self, later: "Tally") -> None:
        """Take in the next part of the file."""
        self.findings.join(later.findings, self.lines)
        self.statistics.join(later.statistics)
        self.repeats.join(later.repeats, self.lines)
        self.lines += later.lines


def faults_of(row: Row, rules: tuple[Rule, ...]) -> Iterator[Fault]:
    """Put a row before all rules; they expect an object."""
    if isinstance(row.value, dict):
        for rule in rules:
            yield from rule(row)
    else:
        yield Fault("row.not_an_object", (), {"kind": kind_of(row.value)})
