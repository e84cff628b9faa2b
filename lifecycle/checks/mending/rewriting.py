"""Writes a file anew that cannot be read line by line, so that it can: UTF-16, rows over several lines.

What a row says stays, to the letter. Where it is not clear what the rows are, nothing is written.
"""

import codecs
import json
import re
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from tempfile import TemporaryFile
from typing import Any, NamedTuple

from lifecycle.checks.profiles import Profile
from lifecycle.checks.reading import SPREAD_OUT, head_of, is_json, takes_json
from lifecycle.checks.reading.content import UTF_16, Encoding, codec_of, texts
from lifecycle.checks.reading.source import MAX_LINE, Source
from lifecycle.errors import Unavailable

BETWEEN = re.compile(r"[\s,\[\]\ufeff]*")
"""What may stand around the rows of a JSON document, or of a line that has several."""
INDENT = re.compile(r"[\r\n][ \t\r\n]*+")
DECODER = json.JSONDecoder()
UNCLEAR = (ValueError, RecursionError)
"""What is raised where text is no rows."""
NOTED = 50


class Found(NamedTuple):
    """A row in a JSON text: the line it begins on, as it stands there, and on one line."""

    line: int
    before: str
    after: str


class Readable(NamedTuple):
    """A file that can be read line by line, what it was written anew for, and the first rows so written."""

    source: Source
    codes: tuple[str, ...] = ()
    rows: tuple[Found, ...] = ()


def readable(source: Source, profile: Profile, files: ExitStack) -> Readable:
    """Give a file so that it can be read line by line; as a rule it is as it is.

    Args:
        source: the file.
        profile: what it should be.
        files: keeps what is written until it is closed.

    Raises:
        Unavailable: there is no room to write it.
    """
    if not takes_json(source, profile):
        found = written(with_line_feeds(source), files, source.encoding) if has_only_returns(source) else None
        return Readable(found, ("csv.carriage_return",)) if found else Readable(source)
    here, codes = source, []
    if source.head.startswith(UTF_16):
        found = written((text.encode() for text in texts(source, Encoding("utf-16"))), files)
        if not found:
            return Readable(source)
        here, codes = found, ["file.utf16"]
    is_spread = SPREAD_OUT.match(head_of(here)) is not None
    rows: list[Found] = []
    if is_spread or is_one_list(here):
        found = written(on_lines(rows_of(texts(here, Encoding("utf-8-sig")), profile), rows), files)
        if found:
            here, codes = found, [*codes, "file.one_document" if is_spread else "line.too_long"]
    return Readable(here, tuple(codes), tuple(rows))


def has_only_returns(source: Source) -> bool:
    """Whether lines end with a carriage return alone, as once on Macintosh."""
    has_return = False
    try:
        for text in texts(source, units_of(source)):
            has_return |= "\r" in text
            if "\n" in text:
                return False
    except UNCLEAR:
        return False
    return has_return


def with_line_feeds(source: Source) -> Iterator[bytes]:
    """Give a file with another line end."""
    units = units_of(source)
    return codecs.iterencode((text.replace("\r", "\n") for text in texts(source, units)), units.name)


def units_of(source: Source) -> Encoding:
    """Tell in what line ends stand: units of UTF-16, or bytes, which are the characters of Latin-1."""
    is_wide = source.head.startswith(UTF_16) or source.encoding == "utf-16"
    return Encoding(codec_of("utf-16", source.head) if is_wide else "latin-1")


def is_one_list(source: Source) -> bool:
    """Whether a file is one JSON list on a line that is too long to be read."""
    head = head_of(source)
    return is_json(head) and head.lstrip().startswith("[") and next(source.blocks()).is_cut


def written(parts: Iterable[bytes], files: ExitStack, encoding: str = "") -> Source | None:
    """Write what a file is to be; None if that is nothing, or if it turns out not to be clear."""
    try:
        file = TemporaryFile()  # noqa: SIM115 (it is closed with the others)
        files.callback(file.close)
        file.writelines(parts)
        file.flush()
    except UNCLEAR:
        return None
    except OSError as err:
        raise Unavailable("checks.no_room", reason=err.strerror or str(err)) from err
    return Source(file, encoding=encoding) if file.tell() else None


def on_lines(rows: Iterable[Found], noted: list[Found]) -> Iterator[bytes]:
    """Give rows as lines, noting the first."""
    for row in rows:
        if len(noted) < NOTED:
            noted.append(row)
        yield f"{row.after}\n".encode()


def rows_of(texts: Iterable[str], profile: Profile) -> Iterator[Found]:
    """Give the rows of a JSON text in order, whether they stand in a list, one after the other, or both.

    Raises:
        ValueError, RecursionError: something in it is no row of the target.
    """
    pieces = iter(texts)
    buffer, at, line = "", 0, 1
    while True:
        begin = at + len(BETWEEN.match(buffer, at)[0])  # type: ignore[index]
        line += buffer.count("\n", at, begin)
        at = begin
        if at == len(buffer):
            buffer, at = next(pieces, ""), 0
            if not buffer:
                return
            continue
        try:
            value, end = DECODER.raw_decode(buffer, at)
        except ValueError:
            more = taken(pieces, len(buffer) - at) if len(buffer) - at < MAX_LINE else ""
            if not more:
                raise
            buffer, at = buffer[at:] + more, 0
            continue
        if not is_row(value, profile):
            raise ValueError
        yield Found(line, buffer[at:end], on_one_line(buffer[at:end]))
        line += buffer.count("\n", at, end)
        at = end


def taken(pieces: Iterator[str], size: int) -> str:
    """Take so many characters or a few more, fewer at the end."""
    found, length = [], 0
    for piece in pieces:
        found.append(piece)
        length += len(piece)
        if length >= size:
            break
    return "".join(found)


def is_row(value: Any, profile: Profile) -> bool:
    """Whether a value is a row of a target, no message or anything else in one."""
    return isinstance(value, dict) and any(key in value for key in profile.keys)


def on_one_line(text: str) -> str:
    """Write a JSON object without line ends, which stand between its values only."""

    def gap(found: re.Match[str]) -> str:
        is_edge = text[found.start() - 1] in "{[" or text[found.end()] in "}]"
        return "" if is_edge else " "

    return INDENT.sub(gap, text)
