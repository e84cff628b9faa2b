"""Proposes how a file can be mended, and gives it mended: what needs nobody's judgement, and nothing else.

What may be mended is the table of `mends`, characters that nobody meant to write (`legible`), files that
cannot be read line by line (`rewriting`), byte order mark and line ends, blank lines, and rows that stand
there twice to the letter. What is missing, contradicts itself, is private or gives an exam away stays.
"""

import csv
import io
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from hashlib import blake2b
from typing import Any, NamedTuple

from lifecycle.checks.mending import mends
from lifecycle.checks.mending.cleaning import with_text
from lifecycle.checks.mending.legible import legible
from lifecycle.checks.mending.proposal import SHOWN, Change, Proposal, change_of
from lifecycle.checks.mending.rewriting import Readable, readable
from lifecycle.checks.profiles import Profile, profile_of
from lifecycle.checks.reading import Reading, csvrows, jsonl, read
from lifecycle.checks.reading.content import Encoding, lines_of, whole_file_faults
from lifecycle.checks.reading.source import Block, File, Source, line_ends
from lifecycle.checks.rows import Row, Stretch
from lifecycle.checks.sieve import Sieve
from lifecycle.records import Severity


def propose(
    file: File, profile: str, mapping: Mapping[str, str] | None = None, *, limit: int | None = None
) -> Proposal | None:
    """Tell what can be mended in a file; None if there is nothing.

    Args:
        file: any bytes, or a file on disk that is open to be read.
        profile: a name of `PROFILES`.
        mapping: for CSV, our column names → those of the file, where they differ.
        limit: the largest file that is read, in bytes; in a larger one nothing is mended.

    Raises:
        Invalid: there is no such profile; never because of the content.
        Conflict: the file changed while it was read.
        Unavailable: there is no room for a copy of a file that cannot be read line by line.
    """
    mending = begun(Source(file), profile_of(profile), mapping, limit)
    for _ in mending.content():
        pass
    mending.source.require_unchanged()
    return mending.proposal() if mending.counts else None


def fixed(
    file: File, profile: str, mapping: Mapping[str, str] | None = None, *, limit: int | None = None
) -> Iterator[bytes]:
    """Give a file as `propose` would have it, a piece at a time; mended again it stays as it is.

    Rows in which nothing is mended keep their bytes, but for their line ends. A CSV file in another encoding
    becomes UTF-8 with byte order mark. There are no more errors than before, but for those of rows that could
    not be read because they stood together on a line, over several, behind several byte order marks, in
    another encoding, or between carriage returns.
    Arguments and errors as of `propose`.
    """
    mending = begun(Source(file), profile_of(profile), mapping, limit)
    yield from mending.content()
    mending.source.require_unchanged()


def begun(
    source: Source, profile: Profile, mapping: Mapping[str, str] | None, limit: int | None
) -> "Mending":
    """Begin to mend a file; repeated rows stay in one that would have too few without them."""
    trial = Mending(source, profile, mapping, limit)
    if profile.min_rows > 1 and profile.severity("rows.too_few") is Severity.ERROR:
        enough = any(trial.rows >= profile.min_rows for _ in trial.content())
        return Mending(source, profile, mapping, limit, keeps_repeats=not enough)
    return trial


class Mending:
    """One time through a file; it notes what it mends."""

    def __init__(
        self,
        source: Source,
        profile: Profile,
        mapping: Mapping[str, str] | None,
        limit: int | None,
        *,
        keeps_repeats: bool = False,
    ) -> None:
        self.source, self.profile, self.mapping, self.limit = source, profile, mapping, limit
        self.keeps_repeats = keeps_repeats
        self.counts = Counter[str]()
        self.changes: list[Change] = []
        self.changed = self.gone = self.rows = 0
        self.is_spread = False
        self.known: set[bytes] = set()

    def proposal(self) -> Proposal:
        """Tell what was mended."""
        counts = dict(self.counts.most_common())
        return Proposal(counts=counts, changes=tuple(self.changes), changed=self.changed, gone=self.gone)

    def content(self) -> Iterator[bytes]:
        """Give the file mended."""
        if any(whole_file_faults(self.source, self.limit)):
            yield from self.source.chunks()
            return
        with ExitStack() as files:
            found = readable(self.source, self.profile, files)
            reading = read(found.source, self.profile, self.mapping)
            rows = (row for row in reading.rows if isinstance(row, Row))
            if reading.is_lines:
                self.note_rewriting(found)
                yield from self.lines(found.source)
            elif (
                (to_value := self.profile.from_cells)
                and (header := next(rows, None))
                and can_be_told_apart(header, reading)
            ):
                self.note_rewriting(found)
                columns = csvrows.Columns(self.profile.columns, self.mapping or {}, to_value)
                texts = with_text(rows, lines_of(found.source, reading.encoding))
                yield from self.records(texts, reading.encoding.name, columns)
            else:
                yield from self.source.chunks()

    def note_rewriting(self, found: Readable) -> None:
        """Note what a file was written anew for."""
        self.counts.update(found.codes)
        if found.rows:
            self.is_spread = True
            self.changed = sum(line_ends(chunk) for chunk in found.source.chunks())
        for row in found.rows:
            self.note(row.line, row.before, row.after)

    def lines(self, source: Source) -> Iterator[bytes]:
        """Give the lines of a file of JSON Lines; one that is too long to be read stays as it is."""
        sieve = Sieve(self.profile, repeats=False)
        at, last = 0, b"\n"
        for block in source.blocks():
            end = source.line_from(at + 1) if block.is_cut else at + len(block.content)
            parts = source.chunks(at, end) if block.is_cut else [b"".join(self.block(block, sieve))]
            for last in filter(None, parts):
                yield last
            at = end
        if source.read(source.size - 1, 1) != b"\n":
            self.counts["file.no_final_newline"] += 1
        if not last.endswith(b"\n"):
            yield b"\n"

    def block(self, block: Block, sieve: Sieve) -> Iterator[bytes]:
        """Give the lines of a block."""
        lines = [*map(self.bare, io.BytesIO(block.content))]
        for row in sieve.rows(block):
            begin = row.line - block.line
            if isinstance(row, Stretch):
                for number, line in enumerate(lines[begin : begin + row.rows], start=row.line):
                    if self.is_new(number, line):
                        yield line + b"\n"
            else:
                for line in self.row(row, lines[begin]):
                    yield line + b"\n"

    def bare(self, line: bytes) -> bytes:
        """Give a line without its end."""
        if line.endswith(b"\r\n"):
            self.counts["file.crlf"] = 1
        return line.rstrip(b"\r\n")

    def row(self, row: Row, line: bytes) -> Iterator[bytes]:
        """Give what becomes of one line of JSON."""
        seen = mends.look_at(row, line.decode("utf-8", "replace"), self.profile)
        if row.line == 1 and line.startswith(jsonl.BOM):
            self.counts["file.bom"] += 1
            while line.startswith(jsonl.BOM):
                line = line.removeprefix(jsonl.BOM)
            seen = mends.read(line.decode("utf-8", "replace"), self.profile)
        if "line.not_utf8" in codes_of(row) or not seen.codes.keys() & mends.MENDABLE:
            if self.is_new(row.line, line, asks=self.asks(seen.value)):
                yield line
        elif "line.blank" in seen.codes:
            self.drop(row.line, seen.text, "line.blank")
        else:
            yield from self.mended(row.line, seen)

    def mended(self, number: int, seen: mends.Look) -> Iterator[bytes]:
        """Give the rows that a line of JSON becomes, as a rule one."""
        reason = next((code for code in seen.codes if code in mends.LINES), "")
        texts = mends.rows_in(seen.text, self.profile) if reason else []
        parts = [mends.read(text, self.profile) for text in texts]
        found = [mends.mended(look, self.profile) for look in parts or [seen]]
        if len(parts) == 1 and not self.gets_no_worse(seen, found[0]):
            parts, found = [], [seen]
        if parts:
            self.counts[reason] += 1
        for before, after in zip(parts or [seen], found, strict=True):
            self.counts += before.codes - after.codes
        if (written := "\n".join(look.text for look in found)) != seen.text:
            self.changed += not self.is_spread
            self.note(number, seen.text, written)
        for look in found:
            line = look.text.encode()
            if self.is_new(number, line, asks=self.asks(look.value)):
                yield line

    def gets_no_worse(self, before: mends.Look, after: mends.Look) -> bool:
        """Whether a row that can be read has no more errors than its line; beside others it may get one."""
        beside = 1 if self.profile.kind or self.profile.across else 0
        return after.weight[0] + beside <= before.weight[0]

    def asks(self, value: Any) -> bool:
        """Whether a row asks anything, so that it can be asked twice."""
        return isinstance(value, dict) and bool(self.profile.exchange(value)[0])

    def is_new(self, number: int, line: bytes, *, asks: bool = True) -> bool:
        """Whether a row stays: it stands there for the first time, or asks nothing."""
        if asks and not self.keeps_repeats:
            mark = blake2b(line, digest_size=16).digest()
            if mark in self.known:
                self.drop(number, line.decode("utf-8", "replace"), "rows.duplicate")
                return False
            self.known.add(mark)
        self.rows += 1
        return True

    def records(
        self, texts: Iterator[tuple[Row | None, str]], encoding: str, columns: csvrows.Columns
    ) -> Iterator[bytes]:
        """Give the records of a CSV file, those before the header and that itself as they are."""
        head = next(texts)[1]
        if not encoding.startswith("utf-8"):
            self.counts["csv.encoding"] += 1
        yield head.encode("utf-8" if encoding == "utf-8" else "utf-8-sig")
        table = table_of(head, columns)
        for row, text in texts:
            if row and "line.blank" in (codes := mends.look_at(row, text, self.profile).codes):
                self.drop(row.line, text.rstrip("\r\n"), "line.blank")
            elif row:
                found = self.record(row, text, table) if codes.keys() & mends.TEXTS else text
                if self.is_new(row.line, found.rstrip("\r\n").encode(), asks=self.asks(row.value)):
                    yield found.encode()

    def record(self, row: Row, text: str, table: "Table") -> str:
        """Give a record with cells that can be read, if nothing is wrong with it then."""
        body = text.rstrip("\r\n")
        cells = [*map(legible, next(csv.reader([body], delimiter=table.delimiter, strict=True)))]
        mended = csvrows.row(csvrows.Record(row.line, cells), table.names, table.columns)
        old, new = (mends.look_at(each, "", self.profile) for each in (row, mended))
        if not mends.is_better(new, old, self.profile):
            return text
        written = io.StringIO(newline="")
        csv.writer(written, delimiter=table.delimiter).writerow(cells)
        after = written.getvalue().removesuffix("\r\n")
        self.counts += old.codes - new.codes
        self.changed += 1
        self.note(row.line, body, after)
        return after + text[len(body) :]

    def drop(self, line: int, text: str, code: str) -> None:
        """Note a row that goes."""
        self.gone += 1
        self.counts[code] += 1
        self.note(line, text, "")

    def note(self, line: int, before: str, after: str) -> None:
        """Note what becomes of a row, if it is among the first."""
        if len(self.changes) < SHOWN:
            self.changes.append(change_of(line, before, after))


class Table(NamedTuple):
    """How the records of a CSV file are read: what separates cells, the names of its columns, and ours."""

    delimiter: str
    names: tuple[str, ...]
    columns: csvrows.Columns


def table_of(head: str, columns: csvrows.Columns) -> Table:
    """Tell from the header of a CSV file how its records are read."""
    header = csvrows.header_of(csvrows.records(Source(head.encode()), Encoding("utf-8")), ())
    return Table(csvrows.delimiter_of(next(filter(str.strip, head.split("\n")), "")), header.names, columns)


def codes_of(row: Row) -> set[str]:
    """Give what is wrong with the bytes of a row."""
    return {fault.code for fault in row.faults}


def can_be_told_apart(header: Row, reading: Reading) -> bool:
    """Whether a CSV file was decoded, and has the columns by which its records are read."""
    is_missing = any(fault.code in csvrows.UNREADABLE for fault in header.faults)
    return not is_missing and not reading.encoding.faults
