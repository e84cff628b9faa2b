"""Answers that were given elsewhere: scored like any others, without an endpoint.

Nobody here saw who gave them, so they are good to look at and to compare, and no evidence for a gate.
"""

import csv
import io
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from lifecycle.errors import Invalid
from lifecycle.text import storable
from lifecycle.workbench import Workbench

COLUMNS = {"id", "answer"}

Answers = Mapping[str, Sequence[str]]
"""Case id → its answers, one for each repetition, in their order."""


def read(content: bytes) -> Answers:
    """Read recorded answers: CSV with the columns `id` and `answer`, or JSON lines with these keys.

    An id that stands there again is the next repetition of its case.

    Raises:
        Invalid: it is neither; the first bad line is named.
    """
    found: dict[str, list[str]] = defaultdict(list)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as err:
        raise Invalid("evaluation.answers_encoding") from err
    rows = from_jsonl(text) if text.lstrip().startswith("{") else from_csv(text)
    for line, row in rows:
        if not isinstance(row, dict) or not all(isinstance(row.get(name), str) for name in COLUMNS):
            raise Invalid("evaluation.answers_line", line=line)
        found[row["id"]].append(storable(row["answer"]))
    if not found:
        raise Invalid("evaluation.answers_empty")
    return found


def from_jsonl(text: str) -> Iterator[tuple[int, Any]]:
    """Read JSON lines with their numbers, from 1."""
    for line, row in enumerate(text.split("\n"), start=1):
        if row.strip():
            try:
                yield line, json.loads(row)
            except (ValueError, RecursionError) as err:
                raise Invalid("evaluation.answers_line", line=line) from err


def from_csv(text: str) -> Iterator[tuple[int, Any]]:
    """Read CSV rows with the number of their last line."""
    reader = csv.DictReader(io.StringIO(text, newline=""))
    try:
        for row in reader:
            yield reader.line_num, row
    except csv.Error as err:
        raise Invalid("evaluation.answers_line", line=reader.line_num) from err


def load(bench: Workbench, digest: str) -> Answers:
    """Read recorded answers back."""
    return read(bench.objects.read(digest))
