"""Looks across rows: the same row twice, and one question with conflicting answers.

Customer service is full of templates, so both are warnings. Of each row 24 bytes are remembered: its
line and Python's hash of what it asks and of what it answers, 64 bits each, seeded anew for each
process. That two of a million different questions share a hash happens once in 37 million files.
"""

from array import array
from collections.abc import Callable, Hashable, Iterator
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from lifecycle.checks.rows import Stretch

Exchange: TypeAlias = Callable[[dict[str, Any]], tuple[Hashable, Hashable]]
"""Gives what a row asks and what it answers; nothing is asked where the first is empty."""


class Again(NamedTuple):
    """Rows that repeat earlier ones in one way: a code, how many, and the lines of the first of them.

    `pairs` are the line of the earliest row that asks the same and that of the row, in the order of
    the file.
    """

    code: str
    times: int
    pairs: list[tuple[int, int]]


class Repeats:
    """Remembers rows by what they say, not by their bytes."""

    def __init__(self, exchange: Exchange) -> None:
        self.exchange = exchange
        self.lines, self.asked, self.answered = array("q"), array("q"), array("q")

    def add(self, line: int, value: dict[str, Any]) -> None:
        """Remember one row."""
        asked, answered = self.exchange(value)
        if asked:
            self.lines.append(line)
            self.asked.append(hash(asked))
            self.answered.append(hash(answered))

    def take(self, stretch: Stretch) -> None:
        """Remember the rows of a stretch."""
        self.lines.extend(range(stretch.line, stretch.line + stretch.rows))
        self.asked.frombytes(stretch.asked.tobytes())
        self.answered.frombytes(stretch.answered.tobytes())

    def join(self, later: "Repeats", lines: int) -> None:
        """Remember what another part of the file told, which begins after so many lines."""
        self.lines.frombytes((as_numbers(later.lines) + lines).tobytes())
        self.asked.extend(later.asked)
        self.answered.extend(later.answered)

    def found(self, limit: int) -> Iterator[Again]:
        """Compare each row with the first that asks the same, and name so many of each kind."""
        lines, asked, answered = map(as_numbers, (self.lines, self.asked, self.answered))
        order = np.argsort(asked)
        is_other = np.ones(len(order), bool)
        is_other[1:] = asked[order[1:]] != asked[order[:-1]]
        earliest = np.minimum.reduceat(order, np.flatnonzero(is_other))[np.cumsum(is_other) - 1]
        first, second = earliest[order != earliest], order[order != earliest]
        is_same = answered[first] == answered[second]
        for code, which in (("rows.duplicate", is_same), ("rows.conflict", ~is_same)):
            of_file = np.argsort(second[which])[:limit]
            pairs = (lines[first[which][of_file]].tolist(), lines[second[which][of_file]].tolist())
            yield Again(code, int(np.count_nonzero(which)), list(zip(*pairs, strict=True)))


def as_numbers(remembered: "array[int]") -> NDArray[np.int64]:
    """See what is remembered as an array of numpy."""
    return np.frombuffer(remembered, np.int64)
