"""The audit log as a file: JSON lines that prove themselves, or a table for a spreadsheet."""

import csv
import io
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from lifecycle.digests import canonical
from lifecycle.errors import Conflict
from lifecycle.history.chain import HASHED, UNREADABLE, content
from lifecycle.records import Event
from lifecycle.text import harmless

COLUMNS = (*HASHED, "hash")
BYTE_ORDER_MARK = "\ufeff"


def to_jsonl(events: Iterable[Event]) -> Iterator[bytes]:
    """Write each event as a line of canonical JSON: without `hash`, it is what its hash was made of.

    Raises:
        Conflict: an event holds what no event was written with, such as a number beyond counting.
    """
    for event in events:
        with naming(event):
            line = canonical({**content(event), "hash": event.hash})
        yield line + b"\n"


def to_csv(events: Iterable[Event]) -> Iterator[bytes]:
    """Write events for a spreadsheet: UTF-8 with byte order mark, no cell that acts as a formula.

    What is no text (before, after, details) stands there as JSON.

    Raises:
        Conflict: as `to_jsonl`.
    """
    written = io.StringIO(newline="")
    writer = csv.writer(written)
    written.write(BYTE_ORDER_MARK)
    writer.writerow(COLUMNS)
    for event in events:
        with naming(event):
            writer.writerow(map(cell, {**content(event), "hash": event.hash}.values()))
            part = take(written)
        yield part
    yield take(written)


@contextmanager
def naming(event: Event) -> Iterator[None]:
    """Name the event that cannot be written."""
    try:
        yield
    except (ValueError, RecursionError) as err:
        raise Conflict(UNREADABLE, number=event.number, reason=str(err)) from err


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
