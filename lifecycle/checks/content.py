"""What kind of bytes a file is: too large, empty, another file type, and which encoding a text has.

Encodings are found by rule, never by a statistical guess: a byte order mark, then ISO-2022-JP (it
announces itself by escapes), then UTF-8, then cp932 against EUC-JP by strict decoding and the share of
kana, which a wrong decoding of Japanese does not have.
"""

import codecs
import math
import re
from collections.abc import Iterator
from typing import NamedTuple

from lifecycle.checks.rows import Fault, Place, around, visible
from lifecycle.errors import Invalid

MEGABYTE = 1024 * 1024
MAX_BYTES = 200 * MEGABYTE
MAX_TEXT = 1_000_000
"""The longest single text in characters, far beyond what any model reads."""

HEAD = 65_536

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
UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
CONTROLS = bytes(set(range(32)) - set(b"\t\n\f\r\x1b"))

KANA = re.compile("[ぁ-んァ-ヶー]")
HALF_WIDTH_KANA = re.compile("[\uff61-\uff9f]")


class Text(NamedTuple):
    """A decoded file; `faults` tell where it could not be decoded."""

    text: str
    encoding: str
    faults: list[Fault]


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


def whole_file_faults(content: bytes, limit: int) -> Iterator[Fault]:
    """Tell what keeps a file from being read at all; at most one fault."""
    head = content[:HEAD]
    if len(content) > limit:
        yield Fault("file.too_large", (), in_megabytes(len(content), limit))
    elif not content.strip(b" \t\r\n\xef\xbb\xbf"):
        yield Fault("file.empty")
    elif head.startswith(SPREADSHEETS) and (head[:1] == b"\xd0" or b"xl/" in content):
        yield Fault("file.spreadsheet")
    elif kind := next((name for magic, name in MAGIC.items() if head.startswith(magic)), None):
        yield Fault("file.wrong_type", (), {"kind": kind})
    elif is_binary(head) and not head.startswith(UTF_16):
        yield Fault("file.binary", place=Place(excerpt=visible(head[:40].decode("latin-1"))))


def is_binary(head: bytes) -> bool:
    """Tell whether more than one byte in a hundred is a control character that no text has."""
    return (len(head) - len(head.translate(None, CONTROLS))) * 100 > len(head)


def decode(content: bytes) -> Text:
    """Turn a file into text by the rules above.

    When nothing fits strictly, the UTF-8 reading is given with a replacement character at each broken
    place, the first of which is named.
    """
    if content.startswith(codecs.BOM_UTF8):
        return strictly(content, "utf-8-sig") or broken(content.removeprefix(codecs.BOM_UTF8))
    if content.startswith(UTF_16):
        return strictly(content, "utf-16") or broken(content)
    if b"\x1b$" in content and (found := strictly(content, "iso2022_jp")):
        return found
    if found := strictly(content, "utf-8"):
        return found
    asian = [found for name in ("cp932", "euc_jp") if (found := strictly(content, name))]
    return max([broken(content), *asian], key=lambda found: kana_score(found.text))


def strictly(content: bytes, encoding: str) -> Text | None:
    """Decode without mercy, or give None."""
    try:
        return Text(content.decode(encoding), encoding, [])
    except UnicodeDecodeError:
        return None


def broken(content: bytes) -> Text:
    """Decode as UTF-8 with replacement characters and name the first broken place."""
    text = content.decode("utf-8", errors="replace")
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as err:
        before = content[: err.start].decode("utf-8")
        line = before.count("\n") + 1
        start = before.rfind("\n") + 1
        column = len(before) - start + 1
        excerpt = around(text[start : start + column + HEAD].split("\n")[0], column - 1)
        place = Place(line, column, "", excerpt)
        return Text(text, "", [Fault("file.unknown_encoding", (), byte_of(err), place)])
    return Text(text, "utf-8", [])


def byte_of(err: UnicodeDecodeError) -> dict[str, str]:
    """Name the byte that could not be decoded, as `0x83`."""
    return {"byte": f"0x{err.object[err.start]:02X}"}


def kana_score(text: str) -> float:
    """Tell how Japanese a decoding looks, -1..1: share of kana less shares of half-width kana and `�`.

    EUC-JP read as cp932 is full of half-width katakana, cp932 read as EUC-JP of neither kind.
    """
    kana, half = len(KANA.findall(text)), len(HALF_WIDTH_KANA.findall(text))
    return (kana - half - text.count("\ufffd")) / max(1, len(text))
