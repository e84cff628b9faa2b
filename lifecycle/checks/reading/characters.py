"""Characters that nobody meant to write: invisible, controlling, or left over from a wrong decoding.

What a text may hold that looks so and is right is left alone: the joiners inside emoji and of scripts
that need them, line ends and tabs.
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
ODD = re.compile(
    f"(?P<control>[{CONTROL}])|(?P<invisible>[{INVISIBLE}])|(?P<replaced>\ufffd)"
    f"|(?P<latin>[\u00c2-\u00f4][\u0080-\u00bf{WINDOWS}]+)"
    "|(?P<japanese>[縺繧繝][^縺繧繝]{0,2}[縺繧繝])"  # UTF-8 kana begin with E3 81, 82, 83; read as cp932
)
CODES = {
    "control": "text.control",
    "invisible": "text.invisible",
    "replaced": "text.mojibake",
    "latin": "text.mojibake",
    "japanese": "text.mojibake",
}


class Oddity(NamedTuple):
    """The first character of its kind in a text: the code, and where it stands from 0."""

    code: str
    at: int
    character: str


def odd(text: str) -> Iterator[Oddity]:
    """Name each kind of odd character in a text once, where it stands first."""
    told = set()
    for match in ODD.finditer(text):
        code = CODES[str(match.lastgroup)]
        if code not in told and (match.lastgroup != "latin" or is_misread(match[0])):
            told.add(code)
            yield Oddity(code, match.start(), match[0])


def is_misread(run: str) -> bool:
    """Whether characters of Western Europe are the bytes of UTF-8 read one by one."""
    for encoding in ("cp1252", "latin-1"):
        try:
            run.encode(encoding).decode("utf-8")
        except UnicodeError:
            continue
        return True
    return False


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
