"""Reads an answer as JSON, strictly: nothing around it, no NaN, no number beyond all measure."""

import json
import math
import re
from typing import Any

from lifecycle.errors import Invalid
from lifecycle.scorers.scorer import Reason

NOTHING: Any = object()
"""What stands where nothing stands."""
MAX_DIGITS = 300
EXCERPT = 80
STEP = re.compile(
    r"""
      \.? (?P<plain> [^.\[\]'"$\s]+ )
    | \[ (?: (?P<position> [0-9]{1,9} ) | '(?P<single> [^']* )' | "(?P<double> [^"]* )" ) \]
    """,
    re.VERBOSE,
)


def read(answer: str) -> Any:
    """Give the value of a JSON text.

    Raises:
        ValueError: it is no JSON, or is nested deeper than any answer.
    """
    try:
        return json.loads(answer, parse_float=number, parse_int=whole, parse_constant=refuse)
    except RecursionError as err:
        raise ValueError("nested too deep") from err


def number(literal: str) -> float | int:
    """Read a number with a point or an exponent; 2.0 is 2, as everywhere in JSON."""
    value = float(literal)
    if math.isinf(value):
        refuse(literal)
    return int(value) if value.is_integer() and abs(value) < 2**53 else value


def whole(literal: str) -> int:
    """Read a whole number."""
    return refuse(literal) if len(literal) > MAX_DIGITS else int(literal)


def refuse(literal: str) -> Any:
    """Refuse what JSON does not know.

    Raises:
        ValueError: always.
    """
    raise ValueError(f"no JSON number: {literal[:20]}")


def not_json(err: ValueError) -> Reason:
    """Say that an answer is no JSON, and where it ceases to be."""
    line, column = (err.lineno, err.colno) if isinstance(err, json.JSONDecodeError) else (1, 1)
    return Reason("failure.not_json", {"line": line, "column": column})


def written(value: Any) -> str:
    """Write a JSON value in one way: equal for equal values, whatever the order of their keys.

    Raises:
        Invalid: it is nested deeper than can be written.
    """
    try:
        return json.dumps(value, sort_keys=True, ensure_ascii=False)
    except RecursionError as err:
        raise Invalid("scorers.too_deep") from err


def is_same(one: Any, other: Any) -> bool:
    """Whether two JSON values are equal; `other` need not have been read by `read`.

    Raises:
        Invalid: as `written`.
    """
    return written(one) == written(json.loads(written(other), parse_float=number))


def excerpt(value: Any) -> str:
    """Write the beginning of a value for a person."""
    return shortened(written(value))


def shortened(content: str) -> str:
    """Cut a text to the length of an excerpt."""
    return content if len(content) <= EXCERPT else content[: EXCERPT - 1] + "…"


def steps(path: str) -> tuple[str | int, ...]:
    """Take a path apart: `$.items[0].price`, `items[0].price` and `$['items'][0].price` are the same.

    Keys and positions from 0 only, no wildcards; `$` alone is the whole value.

    Raises:
        Invalid: it is no such path.
    """
    found: list[str | int] = []
    at = 1 if path.startswith("$") else 0
    while at < len(path) or not path:
        step = STEP.match(path, at)
        if step is None:
            raise Invalid("scorers.bad_path", path=shortened(path))
        key = step["plain"] or step["single"] or step["double"] or ""
        found.append(int(step["position"]) if step["position"] else key)
        at = step.end()
    return tuple(found)


def follow(value: Any, path: str) -> Any:
    """Give what stands at a path, `NOTHING` if nothing does.

    Raises:
        Invalid: it is no path.
    """
    for step in steps(path):
        is_there = (
            isinstance(value, list) and step < len(value)
            if isinstance(step, int)
            else isinstance(value, dict) and step in value
        )
        if not is_there:
            return NOTHING
        value = value[step]
    return value
