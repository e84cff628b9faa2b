"""Finds personal data in the texts of a file (see `personal`); no finding repeats what it is.

Whatever is found has an `@` or seven digits with little between them. A block of lines is searched for
that at once, and only lines that have it are read.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress

import msgspec
import numpy as np
from numpy.typing import NDArray

from lifecycle import personal
from lifecycle.checks import passes
from lifecycle.checks.profiles import Profile
from lifecycle.checks.reading import quick
from lifecycle.checks.reading.source import Block, File, Source, line_ends
from lifecycle.checks.rows import Fault, Path, Row, Rule, around
from lifecycle.checks.sieve import Plain, as_bytes

DIGIT = rb"(?:[0-9]|\xef\xbc[\x90-\x99])"
GAP = rb"(?:[ ()-]|\xe3\x80\x80|\xef\xbc[\x88\x89\x8d]|\xe2\x80[\x90-\x95]|\xe2\x88\x92|\xe3\x83\xbc|\xef\xbd\xb0)"  # noqa: E501
"""A space, a bracket or a dash, of any width, in UTF-8."""
SUSPECT = re.compile(rb"@|\xef\xbc\xa0|" + DIGIT + rb"(?:" + GAP + rb"{0,2}" + DIGIT + rb"){6}")
DIGITS, REACH = 7, 6 * (3 + 2 * 3)
"""So many digits, the last so many bytes after the first where all are of full width and far apart."""
PLAIN, ENCODER = msgspec.json.Decoder(Plain), msgspec.json.Encoder()


def find(file: File, profile: Profile, mapping: Mapping[str, str] | None = None) -> Iterator[passes.Found]:
    """Find personal data in a file, row by row, each with its line and path, in any text of a row.

    Args:
        file: JSON Lines or CSV.
        profile: what it is.
        mapping: for CSV, our column names → those of the file, where they differ.
    """
    return passes.found(Source(file), profile, nothing_personal(profile), mapping, take=suspects)


def nothing_personal(profile: Profile) -> Rule:
    """Give the rule: no text of a row has personal data; the excerpt shows asterisks in its place.

    What the system says is told once, however many rows begin with it.
    """
    told: set[str] = set()

    def rule(row: Row) -> Iterator[Fault]:
        system = {text for name, text in profile.texts(row.value) if name == "system"}
        for path, text in passes.leaves(row.value):
            if text not in told:
                yield from personal_in(path, text)
            if text in system:
                told.add(text)

    return rule


def personal_in(path: Path, text: str) -> Iterator[Fault]:
    """Tell the personal data of one text."""
    if is_suspect(text):
        data = sorted(personal.find(text), key=lambda each: each.start)
        hidden = [*text]
        for each in data:
            hidden[each.start : each.end] = "*" * (each.end - each.start)
        shown = "".join(hidden)
        for each in data:
            span, excerpt = (each.start, each.end), around(shown, each.start)
            yield Fault(f"text.personal.{each.kind}", path, span=span, excerpt=excerpt)


def is_suspect(text: str) -> bool:
    """Whether a text may have personal data."""
    return SUSPECT.search(text.encode("utf-8", "replace")) is not None


def suspects(block: Block) -> Iterator[Row]:
    """Give rows only for the lines that may have personal data."""
    content = b"" if block.is_cut else block.content
    shown = unescaped(content) if b"\\u" in content else content
    if shown is None:
        yield from quick.rows(block)
        return
    data = as_bytes(shown)
    numbers = np.unique(np.searchsorted(np.flatnonzero(data == 0x0A), places(data))).tolist()
    if numbers:
        lines, shown_lines = content.split(b"\n"), shown.split(b"\n")
        for number in numbers:
            if SUSPECT.search(shown_lines[number]):
                yield quick.row(block.line + number, lines[number])


def unescaped(content: bytes) -> bytes | None:
    """Write lines of JSON without needless escapes, line by line; None if one is no JSON."""
    for decoder in (PLAIN, quick.DECODER):
        with suppress(msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            shown = ENCODER.encode_lines(decoder.decode_lines(content))
            return shown if line_ends(shown) == line_ends(content.rstrip(b"\n")) + 1 else None
    return None


def places(data: NDArray[np.uint8]) -> NDArray[np.intp]:
    """Tell where `@` stands, of any width, and where so many digits begin that are near to each other."""
    wide = np.flatnonzero(data == 0xEF)
    second, third = (data.take(wide + n, mode="clip") for n in (1, 2))
    wide, third = wide[second == 0xBC], third[second == 0xBC]
    digits = np.flatnonzero(data - np.uint8(0x30) < 10)
    if len(wide):
        digits = np.sort(np.concatenate([digits, wide[third - np.uint8(0x90) < 10]]))
    first = digits[: max(0, len(digits) - DIGITS + 1)]
    runs = first[digits[DIGITS - 1 :] - first <= REACH]
    return np.concatenate([np.flatnonzero(data == 0x40), wide[third == 0xA0], runs])
