"""A text without the characters that nobody meant to write, see `reading.characters`.

What was decoded wrongly is decoded again where that gives a text (as ftfy does); what is left alone are
the tags of a flag and, beside letters written from right to left, the marks of direction.
"""

import re

from lifecycle.checks.reading.characters import CONTROL, INVISIBLE, ODD, WINDOWS

ESCAPE = re.compile(r"\x1b\[[0-9;?]*[@-~]")
"""How a terminal is told to change colour (ECMA-48, control sequence)."""
PAGE = re.compile("[\x0b\x0c]")
C1 = re.compile("[\x80-\x84\x86-\x9f]")
CONTROLS = re.compile(f"[{CONTROL}]")
LATIN = re.compile(f"[\u00c2-\u00f4][\u0080-\u00bf{WINDOWS}]+")
FLAG_OR_INVISIBLE = re.compile(
    f"(?P<kept>\U0001f3f4[\U000e0020-\U000e007e]+\U000e007f)|(?P<mark>[\u200e\u200f\u202a-\u202e\u2066-\u2069])|[{INVISIBLE}]"
)
RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")


def legible(text: str) -> str:
    """Give a text without odd characters, as far as it is clear what was meant; again it changes nothing."""
    while (found := once(text)) != text:
        text = found
    return text


def once(text: str) -> str:
    """Mend one layer of what went wrong."""
    if any(match.lastgroup == "japanese" for match in ODD.finditer(text)):
        text = decoded_again(text, "cp932")
    text = LATIN.sub(lambda run: decoded_again(run[0], "cp1252"), text)
    text = PAGE.sub(" ", ESCAPE.sub("", text))
    text = CONTROLS.sub("", C1.sub(lambda found: found[0].encode("latin-1").decode("cp1252", "ignore"), text))
    return FLAG_OR_INVISIBLE.sub(lambda found: kept(found, text), text)


def kept(found: re.Match[str], text: str) -> str:
    """Give what is left of an invisible character: nothing, unless it has a meaning where it stands."""
    if found["mark"]:
        return found["mark"] if RIGHT_TO_LEFT.search(text) else ""
    return found["kept"] or ""


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
