"""A text without the characters that nobody meant to write, see `reading.characters`.

What was decoded wrongly is decoded again where that gives a text (as ftfy does); what is left alone are
the tags of a flag and, beside letters written from right to left, the marks of direction.
"""

import re

from lifecycle.checks.reading.characters import CONTROL, INVISIBLE, ODD, RUN, decoded_again, misread

ESCAPE = re.compile(r"\x1b\[[0-9;?]*[@-~]")
"""How a terminal is told to change colour (ECMA-48, control sequence)."""
PAGE = re.compile("[\x0b\x0c]")
C1 = re.compile("[\x80-\x84\x86-\x9f]")
CONTROLS = re.compile(f"[{CONTROL}]")
FLAG_OR_INVISIBLE = re.compile(
    f"(?P<kept>\U0001f3f4[\U000e0020-\U000e007e]+\U000e007f)|(?P<mark>[\u200e\u200f\u202a-\u202e\u2066-\u2069])|[{INVISIBLE}]"
)
RIGHT_TO_LEFT = re.compile(
    "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
)


def legible(text: str) -> str:
    """Give a text without odd characters, as far as it is clear what was meant; again it changes nothing."""
    while (found := once(text)) != text:
        text = found
    return text


def once(text: str) -> str:
    """Mend one layer of what went wrong."""
    if any(match.lastgroup == "japanese" for match in ODD.finditer(text)):
        text = decoded_again(text, "cp932")
    meant = misread(text)
    text = RUN.sub(lambda run: meant.get(run.start(), run[0]), text)
    text = PAGE.sub(" ", ESCAPE.sub("", text))
    text = CONTROLS.sub("", C1.sub(lambda found: found[0].encode("latin-1").decode("cp1252", "ignore"), text))
    kept = ("kept", "mark") if RIGHT_TO_LEFT.search(text) else ("kept",)
    return FLAG_OR_INVISIBLE.sub(lambda found: found[0] if found.lastgroup in kept else "", text)
