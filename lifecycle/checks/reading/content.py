"""What kind of bytes a file is: too large, empty, another file type, and which encoding a text has.

A person may say which encoding it is. Else it is found by rule, never by a statistical guess: a byte order
mark, then ISO-2022-JP (it announces itself by escapes), then UTF-8, then cp932 against EUC-JP by strict
decoding and the share of kana, which a wrong decoding of Japanese does not have.
"""

import codecs
import io
import math
import re
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import NamedTuple

from lifecycle.checks.reading.source import ENCODINGS, MEGABYTE, Source
from lifecycle.checks.rows import Fault, Place, around, visible
from lifecycle.errors import Invalid

MAX_BYTES = 200 * MEGABYTE
"""The largest file that is held in memory."""
MAX_TEXT = 1_000_000
"""The longest single text in characters, far beyond what any model reads."""

MAGIC = {
    b"%PDF": "PDF",
    b"PK\x03\x04": "ZIP",
    b"\x1f\x8b": "GZIP",
    b"7z\xbc\xaf\x27\x1c": "7z",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"PAR1": "Parquet",
    b"SQLite format 3": "SQLite",
}
SPREADSHEETS = (b"\xd0\xcf\x11\xe0", b"PK\x03\x04")
DIRECTORY = 65_536
"""A ZIP archive tells what is in it at its end; so many bytes of it are looked at."""
UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
NOT_THIS, UNKNOWN = "file.not_this_encoding", "file.unknown_encoding"
"""What is told of a text that does not fit the encoding that a person chose, or any."""
CONTROLS = bytes(set(range(32)) - set(b"\t\n\f\r\x1b"))

KANA = re.compile("[ぁ-んァ-ヶー]")
HALF_WIDTH_KANA = re.compile("[\uff61-\uff9f]")


class Encoding(NamedTuple):
    """How a text is read; what is none has no name. Where it does not fit, `faults` tell the first place."""

    name: str
    faults: tuple[Fault, ...] = ()

    @property
    def errors(self) -> str:
        """What a decoder does with what does not fit: it puts a replacement character there."""
        return "replace" if self.faults else "strict"

    @property
    def is_wrong_choice(self) -> bool:
        """Whether a person chose it and it does not fit: what rows say would be made of misread bytes."""
        return any(fault.code == NOT_THIS for fault in self.faults)


def require_size(size: int, limit: int = MAX_BYTES) -> None:
    """Let a file of so many bytes pass, before anybody reads it.

    Raises:
        Invalid: it is larger than the limit.
    """
    if size > limit:
        raise Invalid("file.too_large", **in_megabytes(size, limit))


def in_megabytes(size: int, limit: int) -> dict[str, float]:
    """Write a size that is over the limit, rounded up so that it is never told as the limit itself."""
    return {"megabytes": math.ceil(size / MEGABYTE), "limit": limit / MEGABYTE}


def whole_file_faults(source: Source, limit: int | None) -> Iterator[Fault]:
    """Tell what keeps a file from being read at all; at most one fault."""
    head = source.head
    if limit is not None and source.size > limit:
        yield Fault("file.too_large", (), in_megabytes(source.size, limit))
    elif not any(chunk.strip(b" \t\r\n\xef\xbb\xbf") for chunk in source.chunks()):
        yield Fault("file.empty")
    elif head.startswith(SPREADSHEETS) and (head[:1] == b"\xd0" or b"xl/" in directory(source)):
        yield Fault("file.spreadsheet")
    elif kind := next((name for magic, name in MAGIC.items() if head.startswith(magic)), None):
        yield Fault("file.wrong_type", (), {"kind": kind})
    elif is_binary(head) and not head.startswith(UTF_16) and source.encoding != "utf-16":
        yield Fault("file.binary", place=Place(excerpt=visible(head[:40].decode("latin-1"))))


def directory(source: Source) -> bytes:
    """Give the bytes in which a ZIP archive names its files."""
    return source.head + source.read(max(0, source.size - DIRECTORY), DIRECTORY)


def is_binary(head: bytes) -> bool:
    """Tell whether several bytes, more than one in a hundred, are control characters that no text has."""
    controls = len(head) - len(head.translate(None, CONTROLS))
    return controls > 1 and controls * 100 > len(head)


def encoding_of(source: Source) -> Encoding:
    """Take the encoding that a person chose, else find that of a text by the rules above.

    When nothing fits strictly, it is to be read as UTF-8 with a replacement character at each broken
    place, unless another reading looks more Japanese.
    """
    head = source.head
    if source.encoding:
        name = codec_of(source.encoding, head)
        named = ENCODINGS[source.encoding]
        return strictly(source, name) or misfit(source, name, NOT_THIS, encoding=named)
    if head.startswith(codecs.BOM_UTF8):
        return strictly(source, "utf-8-sig") or broken(source)
    if head.startswith(UTF_16):
        return strictly(source, "utf-16") or broken(source)
    if any(b"\x1b$" in chunk for chunk in source.chunks()) and (found := strictly(source, "iso2022_jp")):
        return found
    if found := strictly(source, "utf-8"):
        return found
    asian = [found for name in ("cp932", "euc_jp") if (found := strictly(source, name))]
    return max([broken(source), *asian], key=lambda each: kana_score(texts(source, each)))


def codec_of(chosen: str, head: bytes) -> str:
    """Give the codec for an encoding that a person chose, with or without a byte order mark as the file."""
    if chosen == "utf-8" and head.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    return "utf-16-le" if chosen == "utf-16" and not head.startswith(UTF_16) else chosen


def texts(source: Source, encoding: Encoding) -> Iterator[str]:
    """Decode a file piece by piece."""
    decoder = codecs.getincrementaldecoder(encoding.name)(encoding.errors)
    for chunk in source.chunks():
        yield decoder.decode(chunk)
    yield decoder.decode(b"", final=True)


def lines_of(source: Source, encoding: Encoding) -> Iterator[str]:
    r"""Go through the lines of a text; they end at `\n` only."""
    yield from io.TextIOWrapper(source.stream(), encoding.name, errors=encoding.errors, newline="\n")


def line_of(source: Source, encoding: Encoding, number: int) -> str:
    """Give one line of a text without its end, empty where there is none; lines count from 1."""
    return next(islice(lines_of(source, encoding), number - 1, None), "").rstrip("\r\n")


def strictly(source: Source, name: str) -> Encoding | None:
    """Decode without mercy, or give None."""
    encoding = Encoding(name)
    try:
        for _ in texts(source, encoding):
            pass
    except UnicodeDecodeError:
        return None
    return encoding


def broken(source: Source) -> Encoding:
    """Read a text as UTF-8 that is none."""
    return misfit(source, "utf-8-sig", UNKNOWN)


def misfit(source: Source, name: str, code: str, **told: str) -> Encoding:
    """Read a text in an encoding that it does not fit; tell the first place where it does not."""
    line, column, byte = first_misfit(source, name)
    forgiving = Encoding(name, (Fault(code),))
    place = Place(line, column, "", around(line_of(source, forgiving, line), column - 1))
    return Encoding(name, (Fault(code, (), told | byte, place),))


def first_misfit(source: Source, name: str) -> tuple[int, int, dict[str, str]]:
    """Find line, column and byte of the first place where a text does not fit an encoding."""
    decoder = codecs.getincrementaldecoder(name)()
    line, column, byte = 1, 1, dict[str, str]()
    for chunk in chain(source.chunks(), [b""]):
        _, state = decoder.getstate()
        try:
            text = decoder.decode(chunk, final=not chunk)
        except UnicodeDecodeError as err:
            decoder.setstate((b"", state))
            text, byte = decoder.decode(err.object[: err.start]), byte_of(err)
        line += text.count("\n")
        column = len(text) - text.rindex("\n") if "\n" in text else column + len(text)
        if byte:
            break
    return line, column, byte


def byte_of(err: UnicodeDecodeError) -> dict[str, str]:
    """Name the byte that could not be decoded, as `0x83`."""
    return {"byte": f"0x{err.object[err.start]:02X}"}


def kana_score(texts: Iterable[str]) -> float:
    """Tell how Japanese a text in pieces looks, -1..1: share of kana less shares of half-width kana and `�`.

    EUC-JP read as cp932 is full of half-width katakana, cp932 read as EUC-JP of neither kind.
    """
    score = length = 0
    for text in texts:
        score += len(KANA.findall(text)) - len(HALF_WIDTH_KANA.findall(text)) - text.count("\ufffd")
        length += len(text)
    return score / max(1, length)
