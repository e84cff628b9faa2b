"""Turns a file into rows: tells what it is, and chooses the reader."""

import io
import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from lifecycle.checks import csvrows, jsonl
from lifecycle.checks.content import HEAD, MAX_BYTES, UTF_16, decode, whole_file_faults
from lifecycle.checks.profiles import GOLDEN, LOGS_CSV, OPENAI_CHAT, Profile
from lifecycle.checks.rows import Fault, Row

TELLTALE = {"messages": OPENAI_CHAT, "inputs": GOLDEN, "user_query": LOGS_CSV}
KEY = re.compile('"(' + "|".join(TELLTALE) + r')"\s*:')
OPENING = re.compile(r"\s*[\[{]")
SPREAD_OUT = re.compile(r"\s*(?:\[\s*\{|\[|\{)[ \t\r]*\n")
LINES_TRIED = 10


class Reading(NamedTuple):
    """A file under way: its encoding, and its rows in order (those of line 0 speak of all of it)."""

    encoding: str
    rows: Iterator[Row]


def guess_profile(content: bytes, filename: str = "") -> str:
    """Tell what a file probably is: rows with `messages` are chat, rows with `inputs` golden.

    A CSV file is logs, unless its header has the columns of a golden set.
    """
    head = head_of(content)
    if is_json(head) or filename.lower().endswith((".jsonl", ".json", ".ndjson")):
        found = KEY.search(head)
        return TELLTALE[found[1]].name if found else OPENAI_CHAT.name
    columns = columns_of(content[:HEAD])
    is_golden = {"id", "question"} <= set(columns) and "user_query" not in columns
    return GOLDEN.name if is_golden else LOGS_CSV.name


def columns_of(content: bytes) -> tuple[str, ...]:
    """Give the column names of a CSV file, for people to map; empty if it has none."""
    return csvrows.header_of(csvrows.records(decode(content).text), ()).names


def head_of(content: bytes) -> str:
    """Give the beginning of a file as text, good enough to recognise it."""
    head = content[:HEAD]
    encoding = "utf-16" if head.startswith(UTF_16) else "utf-8"
    return head.decode(encoding, errors="replace").lstrip("\ufeff")


def is_json(head: str) -> bool:
    """Tell whether a file begins like JSON or JSON Lines."""
    return OPENING.match(head) is not None


def takes_json(head: str, profile: Profile) -> bool:
    """Tell whether a file is read as JSON Lines for a profile, from how it begins."""
    return is_json(head) or not profile.columns


def has_json(head: str) -> bool:
    """Tell whether any of the first ten lines begins like JSON, so that the others may be accidents."""
    lines = [line for line in head.split("\n") if line.strip()]
    return any(map(is_json, lines[:LINES_TRIED]))


def read(
    content: bytes, profile: Profile, mapping: Mapping[str, str] | None = None, limit: int = MAX_BYTES
) -> Reading:
    """Read a file for a profile; whatever the bytes, it gives rows with faults and never raises.

    Args:
        content: the file.
        profile: what it should be.
        mapping: for CSV, our column names → those of the file, where they differ.
        limit: the largest file that is read, in bytes.
    """
    faults = list(whole_file_faults(content, limit))
    head = head_of(content)
    if not faults and takes_json(head, profile):
        faults = list(json_faults(content, head))
        if not faults:
            encoding = "utf-8-sig" if content.startswith(jsonl.BOM) else "utf-8"
            return Reading(encoding, jsonl.rows(io.BytesIO(content)))
    if faults or profile.from_cells is None:
        return Reading("", iter([Row(line=0, faults=faults)]))
    text, encoding, faults = decode(content)
    columns = csvrows.Columns(profile.columns, mapping or {}, profile.from_cells)
    return Reading(encoding, with_faults(faults, csvrows.rows(text, columns)))


def json_faults(content: bytes, head: str) -> Iterator[Fault]:
    """Tell why a file cannot be read as JSON Lines at all; at most one fault."""
    if content.startswith(UTF_16):
        yield Fault("file.utf16")
    elif SPREAD_OUT.match(head):
        yield Fault("file.one_document")
    elif not has_json(head):
        yield Fault("file.not_json")


def with_faults(faults: list[Fault], rows: Iterator[Row]) -> Iterator[Row]:
    """Put faults of the whole file before its rows."""
    yield Row(line=0, faults=faults)
    yield from rows
