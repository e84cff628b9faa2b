"""The frozen form of an evaluation's rows: JSON lines in the order of the golden set."""

import json
from collections.abc import Iterable, Iterator

from pydantic import TypeAdapter

from lifecycle.digests import canonical
from lifecycle.records import Row

PASSING = {"evaluation", "claimed_by", "claimed_until"}
"""Left out: they say who worked, not what was answered."""
ROW = TypeAdapter(Row)


def to_lines(rows: Iterable[Row]) -> Iterator[bytes]:
    """Write rows as canonical JSON lines, so that equal answers are equal bytes."""
    return (canonical(ROW.dump_python(row, mode="json", exclude=PASSING)) + b"\n" for row in rows)


def from_lines(lines: Iterable[bytes], evaluation: str) -> list[Row]:
    """Read rows back as those of an evaluation."""
    return [ROW.validate_python({**json.loads(line), "evaluation": evaluation}) for line in lines]
