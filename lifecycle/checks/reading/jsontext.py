"""Looks closely at one JSON text: where each value stands, and what a parser forgives but we do not.

Only for lines with a fault: a parser in C reads the others. Everything but `nesting` and
`complaint` expects a text that the parser has accepted.
"""

import json
import math
import re
from collections.abc import Iterator
from typing import NamedTuple

from lifecycle.checks.reading import characters
from lifecycle.checks.reading.content import MAX_TEXT
from lifecycle.checks.rows import Path, path_text, visible

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
    """Something a parser forgives: a code of the catalogue and where it stands."""

    code: str
    node: Node
    params: dict[str, str]


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


def offset_of(text: str, path: Path) -> int:
    """Tell where a value stands, or the nearest one around it if it is missing; offset from 0.

    Of two equal keys the last counts, as it does for the parser.
    """
    best = (0, 0)
    for node in walk(text):
        depth = len(node.path)
        if not node.is_key and depth >= best[0] and node.path == path[:depth]:
            best = (depth, node.offset)
    return best[1]


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
        for code, offset, value in oddness(node.token):
            params = {"value": value, "path": path_text(node.path) or "-"}
            yield Oddity(code, node._replace(offset=node.offset + offset), params)


def oddness(token: str) -> Iterator[tuple[str, int, str]]:
    """Tell what is odd about one token: a code, the place in it, and what stands there."""
    if token.startswith('"'):
        yield from odd_string(token)
    elif token in {"NaN", "Infinity", "-Infinity"}:
        yield "json.not_a_number", 0, token
    elif token[0] in "-0123456789" and is_too_large(token):
        yield "json.number.too_large", 0, visible(token, 60)


def odd_string(token: str) -> Iterator[tuple[str, int, str]]:
    """Tell what is odd about a string token."""
    shown = visible(token, 60)
    if len(token) > MAX_TEXT and not token.startswith(PICTURE):
        yield "text.too_long", 0, shown
    text = json.loads(token)
    if SURROGATE.search(text):
        yield "json.lone_surrogate", 0, shown
    if "\0" in text:
        yield "text.nul", 0, shown
    units = UNIT.findall(token)
    for code, at, character in characters.odd(text):
        yield code, sum(map(len, units[: at + 1])), visible(character)


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
