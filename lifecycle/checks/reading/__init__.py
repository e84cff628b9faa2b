"""Turns a file into rows: tells what it is, and chooses the reader."""

import re
from collections.abc import Callable, Iterator, Mapping
from itertools import chain
from typing import NamedTuple, TypeAlias

from lifecycle.checks.profiles import GOLDEN, LOGS_CSV, OPENAI_CHAT, OPENAI_DPO, TRL, Profile
from lifecycle.checks.reading import csvrows, jsonl
from lifecycle.checks.reading.content import UTF_16, Encoding, encoding_of, whole_file_faults
from lifecycle.checks.reading.source import Block, Source
from lifecycle.checks.rows import Fault, Row, Stretch

TELLTALE = {"messages": OPENAI_CHAT, "inputs": GOLDEN, "user_query": LOGS_CSV}
PAIRS = {"preferred_output": OPENAI_DPO, "chosen": TRL}
KEY, PAIR_KEY = (re.compile('"(' + "|".join(keys) + r')"\s*:') for keys in (TELLTALE, PAIRS))
OPENING = re.compile(r"\s*[\[{]")
SPREAD_OUT = re.compile(r"\s*(?:\[\s*\{|\[|\{)[ \t\r]*\n")
LINES_TRIED = 10

Take: TypeAlias = Callable[[Block], Iterator[Row | Stretch]]
"""Makes rows of some lines of JSON."""


class Reading(NamedTuple):
    """A file under way: how it is decoded, faults that speak of all of it, and its rows in order.

    `is_lines` tells that every line is a row, so that the file can be read in parts.
    """

    encoding: Encoding
    faults: tuple[Fault, ...]
    rows: Iterator[Row | Stretch] = iter(())
    is_lines: bool = False


def guess_profile(source: Source, filename: str = "") -> str:
    """Tell what a file probably is: rows with `messages` are chat, rows with `inputs` golden.

    Rows with a preferred or chosen answer are pairs, whatever else they have. A CSV file is logs, unless
    its header has the columns of a golden set.
    """
    head = head_of(source)
    if is_json(head) or filename.lower().endswith((".jsonl", ".json", ".ndjson")):
        found = PAIR_KEY.search(head) or KEY.search(head)
        return {**TELLTALE, **PAIRS}[found[1]].name if found else OPENAI_CHAT.name
    head_alone = Source(source.head, encoding=source.encoding)
    columns = names_of(head_alone, encoding_of(head_alone))
    is_golden = {"id", "question"} <= set(columns) and "user_query" not in columns
    return GOLDEN.name if is_golden else LOGS_CSV.name


def columns_of(source: Source) -> tuple[str, ...]:
    """Give the column names of a CSV file, for people to map; empty if it has none that can be read."""
    encoding = encoding_of(source)
    return () if encoding.is_wrong_choice else names_of(source, encoding)


def names_of(source: Source, encoding: Encoding) -> tuple[str, ...]:
    """Give the column names of a CSV file, or of its beginning."""
    return csvrows.header_of(csvrows.records(source, encoding), ()).names


def head_of(source: Source) -> str:
    """Give the beginning of a file as text, good enough to recognise it."""
    encoding = "utf-16" if source.head.startswith(UTF_16) else "utf-8"
    return source.head.decode(encoding, errors="replace").lstrip("\ufeff")


def is_json(head: str) -> bool:
    """Tell whether a file begins like JSON or JSON Lines."""
    return OPENING.match(head) is not None


def takes_json(source: Source, profile: Profile) -> bool:
    """Tell whether a file is read as JSON Lines for a profile, from how it begins."""
    return is_json(head_of(source)) or not profile.columns


def has_json(head: str) -> bool:
    """Tell whether any of the first ten lines begins like JSON, so that the others may be accidents."""
    lines = [line for line in head.split("\n") if line.strip()]
    return any(map(is_json, lines[:LINES_TRIED]))


def read(
    source: Source,
    profile: Profile,
    mapping: Mapping[str, str] | None = None,
    *,
    limit: int | None = None,
    take: Take = jsonl.rows,
) -> Reading:
    """Read a file for a profile; whatever the bytes, it gives rows with faults and never raises.

    There are no rows in an encoding that a person chose and that does not fit.

    Args:
        source: the file.
        profile: what it should be.
        mapping: for CSV, our column names → those of the file, where they differ.
        limit: the largest file that is read, in bytes.
        take: what makes rows of lines of JSON.
    """
    faults = tuple(whole_file_faults(source, limit))
    if not faults and takes_json(source, profile):
        faults = tuple(json_faults(source))
        if not faults:
            encoding = Encoding("utf-8-sig" if source.head.startswith(jsonl.BOM) else "utf-8")
            lines = chain.from_iterable(map(take, source.blocks()))
            return Reading(encoding, tuple(line_end_faults(source)), lines, is_lines=True)
    if faults or profile.from_cells is None:
        return Reading(Encoding(""), faults)
    encoding = encoding_of(source)
    if encoding.is_wrong_choice:
        return Reading(encoding, encoding.faults)
    columns = csvrows.Columns(
        profile.columns, mapping or {}, profile.from_cells, is_decoded=not encoding.faults
    )
    rows = csvrows.rows(csvrows.records(source, encoding), columns)
    return Reading(encoding, encoding.faults, rows)


def json_faults(source: Source) -> Iterator[Fault]:
    """Tell why a file cannot be read as JSON Lines at all; at most one fault."""
    head = head_of(source)
    if source.head.startswith(UTF_16):
        yield Fault("file.utf16")
    elif SPREAD_OUT.match(head):
        yield Fault("file.one_document")
    elif not has_json(head):
        yield Fault("file.not_json")


def line_end_faults(source: Source) -> Iterator[Fault]:
    """Tell of line ends that other programs may not expect."""
    if source.head.partition(b"\n")[0].endswith(b"\r"):
        yield Fault("file.crlf")
    if source.read(source.size - 1, 1) != b"\n":
        yield Fault("file.no_final_newline")
