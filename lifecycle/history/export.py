"""The audit log as a file: JSON lines that prove themselves, or a table for a spreadsheet."""

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Any

from lifecycle.digests import canonical
from lifecycle.history.chain import HASHED, content
from lifecycle.records import Event
from lifecycle.text import harmless

COLUMNS = (*HASHED, "hash")
BYTE_ORDER_MARK = "\ufeff"


def to_jsonl(events: Iterable[Event]) -> Iterator[bytes]:
    """Write each event as a line of canonical JSON: without `hash`, it is what its hash was made of."""
    return (canonical({**content(event), "hash": event.hash}) + b"\n" for event in events)


def to_csv(events: Iterable[Event]) -> Iterator[bytes]:
    """Write events for a spreadsheet: UTF-8 with byte order mark, no cell that acts as a formula.

    What is no text (before, after, details) stands there as JSON.
    """
    written = io.StringIO(newline="")
    writer = csv.writer(written)
    written.write(BYTE_ORDER_MARK)
    writer.writerow(COLUMNS)
    for event in events:
        writer.writerow(map(cell, {**content(event), "hash": event.hash}.values()))
        yield take(written)
    yield take(written)


def cell(value: Any) -> str:
    """Write one value; nothing stays empty."""
    if value is None:
        return ""
    return harmless(value if isinstance(value, str) else canonical(value).decode())


def take(written: io.StringIO) -> bytes:
    """Take out what was written so far."""
    text = written.getvalue()
    written.seek(0)
    written.truncate()
    return text.encode()


FORMATS = {".csv": to_csv, ".jsonl": to_jsonl}
