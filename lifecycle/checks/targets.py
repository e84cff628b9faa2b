"""Tells for which targets a file is fine: its rows, read once, are put before the rules of each."""

from collections import Counter
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from lifecycle.checks.checking import tell_of_all_rows
from lifecycle.checks.profiles import PROFILES, Profile
from lifecycle.checks.reading import read
from lifecycle.checks.reading.content import MAX_BYTES
from lifecycle.checks.reading.source import File, Source
from lifecycle.checks.rows import NOTHING, Row
from lifecycle.checks.rules.talk import PLAIN
from lifecycle.checks.sieve import Shape
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
    reading = read(source, TARGETS[0], limit=limit)
    judges = [Judge(profile) for profile in TARGETS]
    for judge in judges:
        judge.take(Row(line=0, faults=reading.faults), None)
    for row in reading.rows:
        if isinstance(row, Row):
            shape = shape_of(row.value)
            for judge in judges:
                judge.take(row, shape)
    source.require_unchanged()
    return {judge.tally.profile.name: judge.errors() for judge in judges}


class Judge:
    """Counts what is wrong for one target. Of plain rows only the shape counts, so each is judged once."""

    def __init__(self, profile: Profile) -> None:
        self.tally = Tally(profile, 0)
        self.rules = profile.make_rules()
        self.found_in_shape = lru_cache(4096)(self.try_rules)

    def try_rules(self, shape: Shape) -> Counter[str]:
        """Count the faults of a row of this shape; rules see of a text only if it is blank."""
        row = Row(line=1, value={"messages": [{"role": role, "content": "x"} for role in shape]})
        return self.found(row)

    def found(self, row: Row) -> Counter[str]:
        """Count the faults of a row."""
        return Counter(fault.code for fault in faults_of(row, self.rules))

    def take(self, row: Row, shape: Shape | None) -> None:
        """Count the faults of one row, and note its kind."""
        counts = self.tally.findings.counts
        counts.update(fault.code for fault in row.faults)
        if row.value is NOTHING:
            return
        self.tally.statistics.rows += 1
        counts.update(self.found_in_shape(shape) if shape else self.found(row))
        if isinstance(row.value, dict):
            self.tally.note_kind(row.line, row.value)

    def errors(self) -> int:
        """Count what keeps the file from being taken, once all rows were seen."""
        tell_of_all_rows(self.tally)
        weight = self.tally.profile.severity
        counts = self.tally.findings.counts
        return sum(times for code, times in counts.items() if weight(code) is Severity.ERROR)


def shape_of(value: Any) -> Shape | None:
    """Give the roles of a row of plain messages that all say something; None for any other."""
    given = value.get("messages") if isinstance(value, dict) and len(value) == 1 else None
    if not isinstance(given, list) or not all(map(is_plain, given)):
        return None
    return tuple(message["role"] for message in given)


def is_plain(message: Any) -> bool:
    """Whether a message is a role and a text that is not blank, and nothing else."""
    return (
        isinstance(message, dict)
        and message.keys() == PLAIN
        and isinstance(message["role"], str)
        and isinstance(message["content"], str)
        and bool(message["content"].strip())
    )
