"""The rows of a file that have no error, as a file of their own: warnings may stay."""

import io
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, islice, pairwise
from typing import Any

from lifecycle.checks.profiles import Profile, profile_of
from lifecycle.checks.reading import Reading, jsonl, read
from lifecycle.checks.reading.content import lines_of as decoded_lines
from lifecycle.checks.reading.source import Block, File, Source
from lifecycle.checks.rows import Fault, Row, Stretch
from lifecycle.checks.sieve import Sieve
from lifecycle.checks.tally import OF_STRETCH, faults_of
from lifecycle.records import Severity

DROPPED = "file.bom"
"""What clean rows do not have, however much it weighs; the row behind it stays."""


def clean(
    file: File, profile: str, mapping: Mapping[str, str] | None = None, *, limit: int | None = None
) -> Iterator[bytes]:
    """Give the rows of a file that have no error, in order, a block of the file at a time.

    Of JSON Lines these are the lines, byte by byte, but for a byte order mark and blank lines. A CSV file
    keeps its header, its separator and its quotation marks, and is UTF-8 with byte order mark, which
    spreadsheets recognise; if something is wrong with its header, no row is clean. Cells are the file's own,
    so that nothing is lost when they are read again.

    Rows are compared only with those that stay: of two with one id the first that has no other error does,
    and its kind is that of the whole file. There may be too few or too many of them for the target.

    Args:
        file: any bytes, or a file on disk that is open to be read.
        profile: a name of `PROFILES`.
        mapping: for CSV, our column names → those of the file, where they differ.
        limit: the largest file that is read, in bytes; a larger one has no clean rows.

    Raises:
        Invalid: there is no such profile; never because of the content.
        Conflict: the file changed while it was read.
    """
    source, chosen = Source(file), profile_of(profile)
    reading = read(source, chosen, mapping, limit=limit)
    judge = Judge(chosen)
    if reading.is_lines:
        sieve = Sieve(chosen, repeats=False)
        yield from filter(None, (b"".join(clean_lines(block, sieve, judge)) for block in source.blocks()))
    else:
        yield from clean_records(reading, decoded_lines(source, reading.encoding), judge)
    source.require_unchanged()


def clean_lines(block: Block, sieve: Sieve, judge: "Judge") -> Iterator[bytes]:
    """Give the lines of some rows of JSON that have no error."""
    lines = io.BytesIO(block.content).readlines()
    for row in sieve.rows(block):
        begin = row.line - block.line
        if isinstance(row, Stretch):
            yield from lines[begin : begin + row.rows] if judge.is_like(OF_STRETCH) else ()
        elif judge.passes(row):
            yield lines[begin].removeprefix(jsonl.BOM) if row.line == 1 else lines[begin]


def clean_records(reading: Reading, lines: Iterator[str], judge: "Judge") -> Iterator[bytes]:
    """Give the header and the records that have no error; nothing if that is wrong or there are none."""
    rows = (row for row in reading.rows if isinstance(row, Row))
    header = next(rows, None)
    if header is None or judge.objects_to(header.faults):
        return
    texts = with_text(rows, lines)
    head = next(texts)[1].encode("utf-8-sig")
    for row, text in texts:
        is_decoded = not reading.encoding.faults or "\ufffd" not in text
        if row and is_decoded and judge.passes(row):
            yield head + text.encode()
            head = b""


def with_text(rows: Iterator[Row], lines: Iterator[str]) -> Iterator[tuple[Row | None, str]]:
    """Give each record of a CSV file with the lines that it stands on, and first None with those before."""
    at = 1
    for row, following in pairwise(chain((None,), rows, (None,))):
        begin, at = at, following.line if following else 0
        yield row, "".join(islice(lines, at - begin if at else None))


class Judge:
    """Tells rows without an error from the others; it remembers what rows must differ or agree in."""

    def __init__(self, profile: Profile) -> None:
        self.profile = profile
        self.across = tuple(make() for make in profile.across)
        self.kind = ""

    def passes(self, row: Row) -> bool:
        """Whether a row has no error, and none beside those that passed before."""
        if not isinstance(row.value, dict) or self.objects_to(row.faults):
            return False
        return (
            not self.objects_to(faults_of(row, self.profile.rules))
            and self.is_like(row.value)
            and not self.objects_to(faults_of(row, self.across))
        )

    def objects_to(self, faults: Iterable[Fault]) -> bool:
        """Whether an error is among some faults."""
        weight = self.profile.severity
        return any(fault.code != DROPPED and weight(fault.code) is Severity.ERROR for fault in faults)

    def is_like(self, value: dict[str, Any]) -> bool:
        """Whether a row is of the kind of the first, which may be any."""
        kind = self.profile.kind_of(value)
        self.kind = self.kind or kind
        return kind in ("", self.kind)
