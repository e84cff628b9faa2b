"""Characters that nobody meant to write: invisible, controlling, or left over from a wrong decoding.

What a text may hold that looks so and is right is left alone: the joiners inside emoji and of scripts
that need them, line ends and tabs, and an accented letter before a mark („Spaß“, «CAFÉ»), though these are
bytes of UTF-8 as well.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

Bytes: TypeAlias = NDArray[np.uint8]

CONTROL = "\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f"
INVISIBLE = "\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\U000e0000-\U000e007f"
"""Zero width, direction marks (Unicode TR 9) and the tags that can carry a hidden text (Unicode TR 36)."""
WINDOWS = "\u20ac\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u017d" + (
    "\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u017e\u0178"
)
"""What cp1252 has where Latin-1 has controls."""
MORE = f"[\x80-\xbf{WINDOWS}]"
LATIN = f"[ÂÃ]{MORE}|[\xc4-\xdf]{MORE}+|[\xe0-\xef]{MORE}{{2}}|[\xf0-\xf4]{MORE}{{3}}"
"""The bytes of one character in UTF-8, read one by one; more than two of Ä to ß are none of UTF-8."""
ODD = re.compile(
    f"(?P<control>[{CONTROL}])|(?P<invisible>[{INVISIBLE}])|(?P<replaced>\ufffd)"
    f"|(?P<latin>{LATIN})"
    "|(?P<japanese>[縺繧繝][^縺繧繝]{0,2}[縺繧繝])"  # UTF-8 kana begin with E3 81, 82, 83; read as cp932
)
CODES = {
    "control": "text.control",
    "invisible": "text.invisible",
    "replaced": "text.mojibake",
    "latin": "text.mojibake",
    "japanese": "text.mojibake",
}
RUN = re.compile(LATIN)
QUOTES = "«»‹›“”‘’\xa0"
BETWEEN = "\x85\x8a\x8e\x91\x92\x95-\x97\x9a\x9e\xa0\xad…ŠŽ‘’•–—šž´·"
"""What may stand between accented letters."""
BEHIND = "\x86\x87\x8b\x93\x94\x99\x9b†‡‹“”™›¡ª«®©°²³¹º»¿"
"""What may stand behind the last letter of a word."""
WORD_END = re.compile(f"(?!ï»¿)[\xc2-\xf4][{BETWEEN}{BEHIND}]+|[×Ø][¼½¾]")
"""Runs that a text may have; the first exception is a byte order mark."""
MISREAD = re.compile(
    f"(?:(?<![„‚{QUOTES}])|(?<=[ÂÃ][{QUOTES}])|(?=.[^{QUOTES}]))"  # a letter that is named: «Â»
    "(?:[Ââ]|(?<![A-ZÀ-ÖØ-Þ])Ã|Ã(?![…–—”™»›•](?!\\w)))"  # a word in capitals: MAÇÃ…
    f"|[\xc2-\xdf][{BEHIND}][\xc2-\xdf]{MORE}"
)
"""Where such a run begins that is no end of a word all the same."""


class Oddity(NamedTuple):
    """The first character of its kind in a text: the code, and where it stands from 0."""

    code: str
    at: int
    character: str


def odd(text: str) -> Iterator[Oddity]:
    """Name each kind of odd character in a text once, where it stands first."""
    told, at, runs = set(), 0, misread(text)
    while match := ODD.search(text, at):
        is_odd = match.lastgroup != "latin" or match.start() in runs
        is_text = not is_odd and WORD_END.fullmatch(match[0])
        at = match.start() + 1 if is_text else match.end()
        code = CODES[str(match.lastgroup)]
        if is_odd and code not in told:
            told.add(code)
            yield Oddity(code, match.start(), match[0])


def misread(text: str) -> dict[int, str]:
    """Give what was meant by characters of Western Europe that are bytes of UTF-8, by where they begin.

    Runs that may as well be the end of a word are taken for bytes only beside others that are bytes for
    certain, and only if nothing else in the text is beyond ASCII.
    """
    read = {run: decoded_again(run[0], "cp1252") for run in RUN.finditer(text)}
    runs = [run for run, meant in read.items() if meant != run[0]]
    certain = [run for run in runs if not WORD_END.fullmatch(run[0]) or MISREAD.match(text, run.start())]
    if certain and sum(not character.isascii() for character in text) == sum(len(run[0]) for run in runs):
        certain = runs
    return {run.start(): read[run] for run in certain}


def decoded_again(text: str, encoding: str) -> str:
    """Take a text for the bytes of UTF-8 in another encoding; if they are none, it stays as it is."""
    try:
        return b"".join(byte_of(character, encoding) for character in text).decode()
    except UnicodeError:
        return text


def byte_of(character: str, encoding: str) -> bytes:
    """Encode a character; what cp1252 has no character for is a control of Latin-1 (WHATWG, Encoding)."""
    try:
        return character.encode(encoding)
    except UnicodeEncodeError:
        return character.encode("latin-1")


def may_be_odd(data: Bytes) -> bool:
    """Whether `odd` could find anything in a text, from its bytes in UTF-8.

    Some texts in which there is nothing are suspected; none in which there is something is passed.
    """
    controls = np.count_nonzero(data < 0x20) - np.count_nonzero(data == 0x0A)
    if controls and controls != np.count_nonzero(data == 0x09) + np.count_nonzero(data == 0x0D):
        return True
    return bool(np.count_nonzero(data == 0x7F)) or may_be_odd_beyond_ascii(data)


def may_be_odd_beyond_ascii(data: Bytes) -> bool:
    """Say the same of a text in which no control of ASCII stands."""
    is_lead = data == LEADS[0]
    for lead in LEADS[1:]:
        is_lead |= data == lead
    at = np.flatnonzero(is_lead)
    first, second, third = (data.take(at + n, mode="clip").astype(np.intp) for n in range(3))
    return bool(SUSPECTS[PLACE_OF[first] + (second << 8) + third].any())


def suspects() -> dict[int, NDArray[np.bool_]]:
    """For the first byte of odd characters beyond ASCII, tell which two bytes after it are suspect."""
    found: dict[int, NDArray[np.bool_]] = {}
    latin_1, punctuation = map(chr, range(0x80, 0x100)), map(chr, range(0x2000, 0x2070))
    for character in (*latin_1, *punctuation, *"\ufeff\ufffd\U000e0000\U000e0040縺繧繝"):
        if not re.match(f"[{CONTROL}{INVISIBLE}\ufffd縺繧繝]", character):
            continue
        lead, second, *third = character.encode()[:3]
        table = found.setdefault(lead, np.zeros(0x10000, bool))
        table[[second << 8 | byte for byte in (third or range(0x100))]] = True
    latin = found.setdefault(0xC3, np.zeros(0x10000, bool))
    leads = {character.encode()[0] for character in f"\x80\xbf{WINDOWS}"}
    latin[[second << 8 | lead for second in range(0x82, 0xB5) for lead in leads]] = True
    return found


TABLES = suspects()
LEADS = tuple(TABLES)
SUSPECTS = np.concatenate([*TABLES.values()])
PLACE_OF = np.zeros(0x100, np.intp)
PLACE_OF[[*LEADS]] = np.arange(len(LEADS)) << 16
"""Where the table of a first byte begins in `SUSPECTS`."""
