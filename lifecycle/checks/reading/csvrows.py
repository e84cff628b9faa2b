"""Reads CSV: strings only, so that no leading zero and no "NA" is lost, and physical line numbers.

A quoted field may hold line ends; a finding names the line on which its field begins. Its column is
the number of the field, as a spreadsheet counts, and its path the name of the column. Quotation marks
are taken strictly (RFC 4180): a forgotten one would swallow rows without a word.
"""

import csv
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias

from lifecycle.checks.reading import characters
from lifecycle.checks.reading.content import MAX_TEXT, Encoding, lines_of
from lifecycle.checks.reading.source import Source
from lifecycle.checks.rows import Fault, Path, Place, Row, Span, visible

DELIMITERS = ",\t;"
UNREADABLE = ("csv.column.missing", "csv.quote", "csv.carriage_return")

csv.field_size_limit(2**31 - 1)  # the module's own limit would raise; ours is a finding


class Record(NamedTuple):
    """The fields of one record and the physical line it begins on; `fault` if it cannot be read."""

    line: int
    cells: list[str]
    fault: Fault | None = None


ToValue: TypeAlias = Callable[[Mapping[str, str], Mapping[str, str]], tuple[Any, Mapping[Path, str]]]


class Columns(NamedTuple):
    """What a profile makes of columns.

    `mapping` gives the file's name of a column where it is not ours. `to_value` takes the cells by the
    file's names and the mapping; it gives the JSON value that rules look at, and tells from which column
    each of its parts came. A file that is not decoded has replacement characters of our own.
    """

    required: Sequence[str]
    mapping: Mapping[str, str]
    to_value: ToValue
    is_decoded: bool = True


class Header(NamedTuple):
    """The first record: where it stands, its column names without white space around them."""

    line: int
    names: tuple[str, ...]
    faults: tuple[Fault, ...] = ()


def records(source: Source, encoding: Encoding) -> Iterator[Record]:
    """Give every record, blank ones too; an unreadable one is a fault and reading goes on."""
    taken: list[str] = []
    delimiter = delimiter_of(next(filter(str.strip, lines_of(source, encoding)), ""))
    reader = csv.reader(noting(lines_of(source, encoding), taken), delimiter=delimiter, strict=True)
    while True:
        taken.clear()
        line = reader.line_num + 1
        try:
            yield Record(line, next(reader))
        except StopIteration:
            return
        except csv.Error as err:
            yield Record(line, [], Fault(code_of(err), place=Place(line, 0, "", visible(taken[0]))))


def noting(lines: Iterator[str], taken: list[str]) -> Iterator[str]:
    """Go through lines, noting down each as it is taken."""
    for line in lines:
        taken.append(line)
        yield line


def delimiter_of(line: str) -> str:
    """Tell what separates fields: whichever of comma, tab and semicolon the first line has most of."""
    return max(DELIMITERS, key=line.count)


def code_of(error: csv.Error) -> str:
    """Give the code of a complaint of the `csv` module."""
    return "csv.carriage_return" if "new-line character" in str(error) else "csv.quote"


def header_of(found: Iterator[Record], required: Sequence[str]) -> Header:
    """Take the header off the records and name its faults; blank lines before it are passed over."""
    first = next((record for record in found if record.fault or any(record.cells)), Record(1, []))
    names = tuple(cell.strip() for cell in first.cells)
    faults = [first.fault] if first.fault else column_faults(first.line, names, required)
    return Header(first.line, names, tuple(faults))


def column_faults(line: int, columns: Sequence[str], required: Sequence[str]) -> Iterator[Fault]:
    """Tell which columns are missing, named twice or not at all."""
    shown = visible(", ".join(columns))
    for name in required:
        if name not in columns:
            yield Fault(
                "csv.column.missing", (), {"column": name, "found": shown}, Place(line, 0, name, shown)
            )
    for name, times in Counter(columns).items():
        number = columns.index(name) + 1
        if not name:
            yield Fault("csv.column.blank", (), {"number": number}, Place(line, number, "", shown))
        elif times > 1:
            again = columns.index(name, number) + 1
            params = {"column": visible(name, 60), "first": number, "second": again}
            yield Fault("csv.column.twice", (), params, Place(line, again, visible(name, 60), shown))


def rows(found: Iterator[Record], columns: Columns) -> Iterator[Row]:
    """Give the header's faults as a first row, then a row for each record.

    Without all required columns nothing can be said about the records, so there are none.
    """
    header = header_of(found, [columns.mapping.get(name, name) for name in columns.required])
    yield Row(line=header.line, faults=header.faults)
    if not any(fault.code in UNREADABLE for fault in header.faults):
        for record in found:
            yield row(record, header.names, columns)


def row(record: Record, names: Sequence[str], columns: Columns) -> Row:
    """Turn one record into a row."""
    if record.fault:
        return Row(line=record.line, faults=[record.fault])
    if not any(record.cells):
        return Row(line=record.line, faults=[Fault("line.blank", place=Place(record.line, 1))])
    if len(record.cells) != len(names):
        return Row(line=record.line, faults=[ragged(record, len(names))])
    value, origins = columns.to_value(dict(zip(names, record.cells, strict=True)), columns.mapping)

    def locate(path: Path, _span: Span | None) -> Place:
        name = next((origins[path[:n]] for n in range(len(path), 0, -1) if path[:n] in origins), None)
        return Place(record.line) if name is None else cell_place(record, names, names.index(name))

    faults = [*cell_faults(record, names, columns.is_decoded)]
    return Row(line=record.line, value=value, faults=faults, locate=locate)


def ragged(record: Record, expected: int) -> Fault:
    """Say that a record has more or fewer fields than the header."""
    found = len(record.cells)
    at = Place(record.line, min(found, expected) + 1, "", visible(", ".join(record.cells)))
    return Fault("csv.ragged", (), {"expected": expected, "found": found}, at)


def cell_faults(record: Record, names: Sequence[str], is_decoded: bool) -> Iterator[Fault]:
    """Tell what no cell may hold, whatever the file is for."""
    for index, cell in enumerate(record.cells):
        if len(cell) > MAX_TEXT:
            params = {"value": visible(cell, 60), "path": visible(names[index], 60)}
            yield Fault("text.too_long", (), params, cell_place(record, names, index))
        if "\0" in cell:
            params = {"value": visible(cell, 60), "path": visible(names[index], 60)}
            yield Fault("text.nul", (), params, cell_place(record, names, index))
        for code, at, odd in characters.odd(cell if is_decoded else cell.replace("\ufffd", " ")):
            params = {"value": visible(odd), "path": visible(names[index], 60)}
            yield Fault(code, (), params, cell_place(record, names, index), (at, at + len(odd)))


def cell_place(record: Record, names: Sequence[str], index: int) -> Place:
    """Name the place of one cell: the physical line on which it begins."""
    line = record.line + sum(cell.count("\n") for cell in record.cells[:index])
    return Place(line, index + 1, visible(names[index], 60), visible(record.cells[index]))
