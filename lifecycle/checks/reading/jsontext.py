"""Looks closely at one JSON text: where each value stands, and what a parser forgives but we do not.

Only for lines with a fault: a parser in C reads the others. Everything but `nesting` and
`complaint` expects a text that the parser has accepted.
"""

import json
import math
import re
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from lifecycle.checks.reading import characters
from lifecycle.checks.reading.content import MAX_TEXT
from lifecycle.checks.rows import Path, Span, path_text, visible

MAX_DEPTH = 64
WORD_64 = range(-(2**63), 2**64)

TOKEN = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"?+|[{}\[\],]|[^\s"{}\[\],:]+')
UNIT = re.compile(r"\\u[dD][89abAB]..\\u[dD][c-fC-F]..|\\u....|\\.|.", re.DOTALL)
"""What stands for one character in a string token; the first is its opening quotation mark."""
PICTURE = '"data:image/'
"""How a picture begins that is written as a text; it is no text to be read, so its length is no fault."""
SURROGATE = re.compile("[\ud800-\udfff]")
TRAILING_COMMA = re.compile(r",\s*+(?=[}\]])")

COMPLAINTS = {
    "Extra data": "json.extra_data",
    "Unterminated string": "json.cut_off",
    "Invalid control character": "json.control_character",
    "Invalid \\": "json.bad_escape",
}


class Node(NamedTuple):
    """A key or a value (of a container its opening bracket) and where it stands, offset from 0."""

    path: Path
    offset: int
    token: str
    is_key: bool = False


class Oddity(NamedTuple):
    """Something a parser forgives: a code of the catalogue and where it stands, in a text also how far."""

    code: str
    node: Node
    params: dict[str, str]
    span: Span | None = None


def walk(text: str) -> Iterator[Node]:
    """Go through the keys and values of a JSON text in order."""
    path: list[str | int] = []
    wants_key: list[bool] = []
    for match in TOKEN.finditer(text):
        token = match[0]
        if token in "}]":
            wants_key.pop()
            path.pop()
        elif token == ",":
            if isinstance(path[-1], int):
                path[-1] += 1
            else:
                wants_key[-1] = True
        elif wants_key and wants_key[-1]:
            path[-1] = str(json.loads(token))
            wants_key[-1] = False
            yield Node(tuple(path), match.start(), token, is_key=True)
        else:
            yield Node(tuple(path), match.start(), token)
            if token in "{[":
                path.append("" if token == "{" else 0)
                wants_key.append(token == "{")


def offset_of(text: str, path: Path, span: Span | None = None) -> int:
    """Tell where a value stands, or the nearest one around it if it is missing; offset from 0.

    With a span, where that begins in a string. Of two equal keys the last counts, as it does for the parser.
    """
    depth, best = 0, Node((), 0, "")
    for node in walk(text):
        if not node.is_key and len(node.path) >= depth and node.path == path[: len(node.path)]:
            depth, best = len(node.path), node
    return best.offset + (written_length(best.token, span[0]) if span else 0)


def written_length(token: str, characters: int) -> int:
    """Tell how far the first characters of a string token reach in it, with its opening quotation mark."""
    return sum(len(unit[0]) for unit in islice(UNIT.finditer(token), characters + 1))


def stretch(text: str, offset: int, characters: int) -> str:
    """Give so many characters of a string as they are written, from a place within it on."""
    return "".join(unit[0] for unit in islice(UNIT.finditer(text, offset), characters))


def nesting(text: str) -> int:
    """Tell how deep brackets are nested, at least as far as the text is JSON."""
    depth = deepest = 0
    for match in TOKEN.finditer(text):
        depth += (match[0] in "{[") - (match[0] in "}]")
        deepest = max(depth, deepest)
    return deepest


def oddities(text: str) -> Iterator[Oddity]:
    """Tell what JSON parsers let pass or read differently from each other.

    Equal keys in an object, NaN and Infinity, numbers outside of 64 bits, lone surrogates, U+0000,
    odd characters and very long texts.
    """
    seen: set[Path] = set()
    for node in walk(text):
        if node.is_key:
            if node.path in seen:
                yield Oddity("json.key.twice", node, {"key": visible(str(node.path[-1]), 60)})
                seen = {path for path in seen if path[: len(node.path)] != node.path}
            seen.add(node.path)
        for code, span, value in oddness(node.token):
            params = {"value": value, "path": path_text(node.path) or "-"}
            offset = node.offset + (written_length(node.token, span[0]) if span else 0)
            yield Oddity(code, node._replace(offset=offset), params, span)


def oddness(token: str) -> Iterator[tuple[str, Span | None, str]]:
    """Tell what is odd about one token: a code, the place in it if it is a string, and what stands there."""
    if token.startswith('"'):
        yield from odd_string(token)
    elif token in {"NaN", "Infinity", "-Infinity"}:
        yield "json.not_a_number", None, token
    elif token[0] in "-0123456789" and is_too_large(token):
        yield "json.number.too_large", None, visible(token, 60)


def odd_string(token: str) -> Iterator[tuple[str, Span | None, str]]:
    """Tell what is odd about a string token."""
    shown = visible(token, 60)
    if len(token) > MAX_TEXT and not token.startswith(PICTURE):
        yield "text.too_long", None, shown
    text = json.loads(token)
    if SURROGATE.search(text):
        yield "json.lone_surrogate", None, shown
    if "\0" in text:
        yield "text.nul", None, shown
    for code, at, odd in characters.odd(text):
        yield code, (at, at + len(odd)), visible(odd)


def is_too_large(number: str) -> bool:
    """Tell whether a JSON number fits neither a 64-bit integer nor a double."""
    if re.fullmatch(r"-?\d+", number):
        return len(number) > 20 or int(number) not in WORD_64
    return not math.isfinite(float(number))


def complaint(text: str, error: json.JSONDecodeError) -> tuple[str, int]:
    """Give the code of what makes a text no JSON, and where; the parser's English stays behind.

    Recognises the mistakes that people and programs make most.
    """
    at = error.pos
    near = TRAILING_COMMA.search(text, max(0, at - 200), at + 200)
    if near and near.start() <= at <= near.end():
        return "json.trailing_comma", near.start()
    if not text[at:].strip():
        return "json.cut_off", at
    if text[at] in "'‘’“”":
        return "json.wrong_quotes", at
    return next(
        (code for start, code in COMPLAINTS.items() if error.msg.startswith(start)), "json.broken"
    ), at
