r"""Reads JSON Lines: one object a line, UTF-8; each line becomes a row, whatever its bytes.

Lines end at `\n` only: U+2028, U+0085 and a lone carriage return are characters like others.
"""

import io
import json
import math
import re
from collections.abc import Collection, Iterator
from typing import Any

from lifecycle.checks.reading import jsontext
from lifecycle.checks.reading.characters import ODD
from lifecycle.checks.reading.content import MAX_TEXT, byte_of
from lifecycle.checks.reading.source import MAX_LINE, MEGABYTE, Block, Source
from lifecycle.checks.rows import EXCERPT, NOTHING, Fault, Path, Place, Row, Span, around, path_text

BOM = b"\xef\xbb\xbf"
ODD_ESCAPE = re.compile(r"\\[bf]|\\u(?:0[01]|20|[fF][eEfF]|[dD][89a-fA-F]|7[eE])")
"""Escapes that may stand for what is odd."""


class Suspicion:
    """Hooks of the parser that notice what it forgives; `aroused` asks for a closer look."""

    def __init__(self) -> None:
        self.aroused = False
        self.decoder = json.JSONDecoder(
            object_pairs_hook=self.pairs,
            parse_int=self.integer,
            parse_float=self.real,
            parse_constant=self.constant,
        )

    def parse(self, text: str) -> Any:
        """Parse one text; afterwards `aroused` tells whether it needs a closer look."""
        self.aroused = len(text) > MAX_TEXT or bool(ODD.search(text) or ODD_ESCAPE.search(text))
        return self.decoder.decode(text)

    def pairs(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        """Notice equal keys."""
        value = dict(pairs)
        self.aroused |= len(value) < len(pairs)
        return value

    def integer(self, text: str) -> int:
        """Notice integers beyond 64 bits."""
        value = int(text) if len(text) <= 20 else 0
        self.aroused |= len(text) > 20 or value not in jsontext.WORD_64
        return value

    def real(self, text: str) -> float:
        """Notice numbers that no double can hold."""
        value = float(text)
        self.aroused |= math.isinf(value)
        return value

    def constant(self, _text: str) -> None:
        """Notice NaN and Infinity, which are no JSON."""
        self.aroused = True


def rows(block: Block) -> Iterator[Row]:
    """Give a row for each line, in order; blank lines are rows without a value."""
    suspicion = Suspicion()
    if block.is_cut:
        at = Place(block.line, 1, "", around(block.content[: 4 * EXCERPT].decode("utf-8", "replace"), 0))
        limit = {"limit": MAX_LINE // MEGABYTE}
        yield Row(line=block.line, faults=[Fault("line.too_long", (), limit, at)])
        return
    for number, raw in enumerate(io.BytesIO(block.content), start=block.line):
        yield row(number, raw.removesuffix(b"\n").removesuffix(b"\r"), suspicion)


def excerpts(source: Source, lines: Collection[int]) -> dict[int, str]:
    """Give the beginnings of some lines."""
    found = {}
    for block in source.blocks() if lines else ():
        for number, raw in enumerate(io.BytesIO(block.content), start=block.line):
            if number in lines:
                found[number] = around(raw.rstrip(b"\r\n").decode("utf-8", "replace"), 0)
    return found


def row(number: int, raw: bytes, suspicion: Suspicion) -> Row:
    """Turn the bytes of one line into a row."""
    faults: list[Fault] = []
    if number == 1 and raw.startswith(BOM):
        faults.append(Fault("file.bom", place=Place(1, 1)))
        raw = raw.removeprefix(BOM)
    text = decode(number, raw, faults)
    if not text.strip():
        faults.append(Fault("line.blank", place=Place(number, 1)))
        return Row(line=number, faults=faults)

    def locate(path: Path, span: Span | None) -> Place:
        return place(number, text, jsontext.offset_of(text, path, span), path)

    return Row(line=number, value=parse(number, text, suspicion, faults), faults=faults, locate=locate)


def decode(number: int, raw: bytes, faults: list[Fault]) -> str:
    """Read a line as UTF-8; what cannot be read becomes a replacement character and a fault."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as err:
        text = raw.decode("utf-8", errors="replace")
        offset = len(raw[: err.start].decode("utf-8"))
        faults.append(Fault("line.not_utf8", (), byte_of(err), place(number, text, offset)))
        return text


def parse(number: int, text: str, suspicion: Suspicion, faults: list[Fault]) -> Any:
    """Read a line as JSON, noting its faults; `NOTHING` if it is none."""
    if text.count("{") + text.count("[") > jsontext.MAX_DEPTH and (
        jsontext.nesting(text) > jsontext.MAX_DEPTH
    ):
        faults.append(Fault("json.too_deep", (), {"limit": jsontext.MAX_DEPTH}, place(number, text, 0)))
        return NOTHING
    try:
        value = suspicion.parse(text)
    except json.JSONDecodeError as err:
        code, offset = jsontext.complaint(text, err)
        faults.append(Fault(code, place=place(number, text, offset)))
        return NOTHING
    if suspicion.aroused:
        is_replaced = any(fault.code == "line.not_utf8" for fault in faults)
        for code, node, params, span in jsontext.oddities(text):
            if code == "text.mojibake" and is_replaced:  # it comes from what could not be read here
                continue
            at = place(number, text, node.offset, node.path)
            faults.append(Fault(code, node.path, params, at, span))
    return value


def place(line: int, text: str, offset: int, path: Path = ()) -> Place:
    """Name a place of a line by its offset from 0."""
    return Place(line, offset + 1, path_text(path), around(text, offset))
