"""Tells for which targets a file is fine: its rows, read once, are put before the rules of each."""

from collections import Counter
from collections.abc import Mapping
from functools import lru_cache
from itertools import chain

from lifecycle.checks.checking import tell_of_all_rows
from lifecycle.checks.profiles import PROFILES, Profile
from lifecycle.checks.reading import read
from lifecycle.checks.reading.content import MAX_BYTES
from lifecycle.checks.reading.source import File, Source
from lifecycle.checks.rows import Row, Shape, Stretch
from lifecycle.checks.sieve import Sieve, row_of
from lifecycle.checks.tally import Tally, faults_of
from lifecycle.records import Severity

TARGETS: tuple[Profile, ...] = tuple(profile for profile in PROFILES.values() if not profile.columns)
"""The profiles of training rows, which only JSON Lines can have."""


def fits(file: File, limit: int = MAX_BYTES) -> Mapping[str, int]:
    """Count the errors that a file has for each target, by the name of its profile; fine is 0.

    Args:
        file: any bytes, or a file on disk that is open to be read.
        limit: the largest file that is read, in bytes.

    Raises:
        Conflict: the file changed while it was read.
    """
    source = Source(file)
    reading = read(source, TARGETS[0], limit=limit, take=AnyShape(TARGETS[0], repeats=False).rows)
    judges = [Judge(profile) for profile in TARGETS]
    for row in chain([Row(line=0, faults=reading.faults)], reading.rows):
        for judge in judges:
            judge.judge(row)
    source.require_unchanged()
    return {judge.profile.name: judge.errors() for judge in judges}


class AnyShape(Sieve):
    """Passes plain rows of every shape, for each target to judge the shape."""

    def try_rules(self, shape: Shape) -> bool:
        """Find nothing yet."""
        return True


class Judge(Tally):
    """Counts what is wrong for one target. Of plain rows only the shape counts, so each is judged once."""

    def __init__(self, profile: Profile) -> None:
        super().__init__(profile, 0, repeats=False)
        self.rules = profile.make_rules()
        self.found_in = lru_cache(4096)(self.try_rules)

    def try_rules(self, shape: Shape) -> Counter[str]:
        """Count the faults of a plain row of this shape."""
        return Counter(fault.code for fault in faults_of(row_of(shape), self.rules))

    def judge(self, row: Row | Stretch) -> None:
        """Count the faults of one row, or of many plain ones."""
        if isinstance(row, Row):
            self.look_at(row, self.rules)
            return
        self.pass_over(row)
        for shape, rows in row.shapes.items():
            for code, times in self.found_in(shape).items():
                self.findings.also(code, rows * times)

    def errors(self) -> int:
        """Count what keeps the file from being taken, once all rows were seen."""
        tell_of_all_rows(self)
        return sum(
            times
            for code, times in self.findings.counts.items()
            if self.profile.severity(code) is Severity.ERROR
        )
