"""A file to check: bytes at hand, or an open file that is read a block at a time and never held whole."""

import io
import os
from collections.abc import Callable, Iterator, Mapping
from typing import BinaryIO, NamedTuple, TypeAlias

import numpy as np

from lifecycle.errors import Conflict, Invalid

HEAD = 65_536
MEGABYTE = 1024 * 1024
BLOCK = 120 * 1024
"""How much is read at a time, in bytes: what is made of it stays near the processor."""
MAX_LINE = 16 * MEGABYTE
"""The longest line that is read, in bytes: a picture of 10 MB has room in it; of a longer one the rest is
passed over."""
ENCODINGS: Mapping[str, str] = {
    "utf-8": "UTF-8",
    "cp932": "Shift_JIS (cp932)",
    "euc_jp": "EUC-JP",
    "iso2022_jp": "ISO-2022-JP (JIS)",
    "utf-16": "UTF-16",
    "cp1252": "Windows-1252",
}
"""What a person can say that the encoding of a CSV file is → what people call it.

UTF-8 is taken with a byte order mark or without; UTF-16 without one has the lower byte first.
"""

File: TypeAlias = "bytes | BinaryIO | Source"


class Block(NamedTuple):
    r"""Whole lines of a file, each with its `\n` but for the last of the file.

    `line` is the number of the first, from 1. A block that `is_cut` is the beginning of one long line.
    """

    line: int
    content: bytes
    is_cut: bool = False


class Source:
    """A file that can be read from any place, as often as needed, by more than one process."""

    def __init__(
        self, file: File, *, encoding: str = "", tell: Callable[[int], object] | None = None
    ) -> None:
        """Take a file.

        Args:
            file: bytes, a file on disk that is open to be read, or a source.
            encoding: how CSV is to be read, one of `ENCODINGS`; empty: as `file` if that is a source, else
                as found by rule. JSON Lines are read as UTF-8 whatever is said here.
            tell: called now and then with how many bytes were read, from 0 again for each time through;
                None: as `file` if that is a source, else not.

        Raises:
            Invalid: there is no such encoding.
        """
        if encoding and encoding not in ENCODINGS:
            raise Invalid("checks.unknown_encoding", encoding=encoding, known=", ".join(ENCODINGS))
        self.encoding: str = encoding
        self.tell: Callable[[int], object] = tell or (file.tell if isinstance(file, Source) else nothing)
        self.content: bytes | None = None
        self.handle: int = -1
        if isinstance(file, Source):
            self.content, self.handle = file.content, file.handle
            self.encoding = encoding or file.encoding
        elif isinstance(file, bytes):
            self.content = file
        else:
            self.handle = file.fileno()
        self.stamp: tuple[int, int] = file.stamp if isinstance(file, Source) else self.stamped()
        self.size = self.stamp[0]
        """How many bytes the file had when it was opened."""

    def stamped(self) -> tuple[int, int]:
        """Give size and time of change, which tell a changed file from the one that was opened."""
        if self.content is not None:
            return len(self.content), 0
        now = os.fstat(self.handle)
        return now.st_size, now.st_mtime_ns

    def require_unchanged(self) -> None:
        """Let pass a file that is as it was when it was opened.

        Raises:
            Conflict: somebody wrote to it meanwhile.
        """
        if self.stamped() != self.stamp:
            raise Conflict("file.changed")

    def read(self, at: int, size: int) -> bytes:
        """Give so many bytes from a place on, fewer at the end."""
        if self.content is not None:
            return self.content[at : at + size]
        return os.pread(self.handle, size, at)

    @property
    def head(self) -> bytes:
        """The beginning of the file, enough to recognise it by."""
        return self.read(0, HEAD)

    def chunks(self, begin: int = 0, end: int | None = None) -> Iterator[bytes]:
        """Go through the bytes between two places, in order."""
        at, end = begin, self.size if end is None else end
        while at < end and (read := self.read(at, min(BLOCK, end - at))):
            at += len(read)
            self.tell(at)
            yield read

    def blocks(self, begin: int = 0, end: int | None = None) -> Iterator[Block]:
        """Go through the lines between two places that are beginnings of lines, counted from the first."""
        line, at, size = 1, begin, BLOCK
        end = self.size if end is None else end
        while at < end and (read := self.read(at, min(size, end - at))):
            whole = len(read) if at + len(read) >= end else read.rfind(b"\n") + 1
            if whole:
                content = read[:whole]
                yield Block(line, content)
                line, at, size = line + line_ends(content), at + whole, BLOCK
            elif size < MAX_LINE:
                size = min(2 * size, MAX_LINE)
            else:
                yield Block(line, read, is_cut=True)
                line, at, size = line + 1, self.line_from(at + 1), BLOCK
            self.tell(at)

    def line_from(self, at: int) -> int:
        """Tell where the first line begins that does so at a place or after it."""
        while at and (before := self.read(at - 1, BLOCK)):
            found = before.find(b"\n")
            if found >= 0:
                return at + found
            at += len(before)
        return min(at, self.size)

    def stream(self) -> io.BufferedReader:
        """Open the file anew, from its beginning."""
        return io.BufferedReader(Stream(self))


def nothing(_place: int) -> None:
    """Tell nobody."""


def line_ends(content: bytes) -> int:
    r"""Count the `\n` in some bytes, eight times as fast as `bytes.count`."""
    return int(np.count_nonzero(np.frombuffer(content, np.uint8) == 0x0A))


class Stream(io.RawIOBase):
    """A source read in order, for what wants to read so."""

    def __init__(self, source: Source) -> None:
        self.source, self.at = source, 0

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: "memoryview") -> int:  # type: ignore[override]
        """Fill a buffer with the bytes that come next; 0 at the end."""
        self.source.tell(self.at)
        read = self.source.read(self.at, len(buffer))
        buffer[: len(read)] = read
        self.at += len(read)
        return len(read)
