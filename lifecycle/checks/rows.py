"""What readers give and rules take: one row of a file, and the faults that are found in it.

A reader turns bytes into rows; a rule is a small function that looks at one row and tells the faults
it sees. Rules speak of a place by its path in the value; only the row knows where in the file that is.
"""

import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

Path: TypeAlias = tuple[str | int, ...]
Shape: TypeAlias = tuple[str, ...]
"""The roles of a row's messages, in order."""

Span: TypeAlias = tuple[int, int]
"""Where a stretch of a text begins and ends, in characters from 0."""

NOTHING: Any = object()
"""The value of a row that could not be read."""

EXCERPT = 120
BEFORE = 20
HIDDEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


class Place(NamedTuple):
    """A place in a file: line and column count from 1, 0 means all of it."""

    line: int = 0
    column: int = 0
    path: str = ""
    excerpt: str = ""


class Fault(NamedTuple):
    """Something a rule objects to: a code of the catalogue and where in the row it is.

    `path` leads to the value, or to one that is missing, and `span` to a stretch of it if it is a text.
    `place` is given by readers, who speak of bytes and characters instead; `excerpt` by who hides a part.
    """

    code: str
    path: Path = ()
    params: Mapping[str, Any] = {}
    place: Place | None = None
    span: Span | None = None
    excerpt: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row of a file.

    `value` is the JSON value, `NOTHING` if it could not be read; `faults` are those of its bytes.
    """

    line: int
    value: Any = NOTHING
    faults: Iterable[Fault] = ()
    locate: Callable[[Path, Span | None], Place] = field(default=lambda _path, _span: Place())


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Rows without a fault that follow each other, as numbers only.

    `shapes` counts rows by their roles, `characters` by role what was said; `asked` and `answered` are
    what `repeats` remembers of each row.
    """

    line: int
    rows: int
    shapes: Mapping[Shape, int]
    characters: Counter[str]
    asked: NDArray[np.int64]
    answered: NDArray[np.int64]


Rule: TypeAlias = Callable[[Row], Iterator[Fault]]


def path_text(path: Path) -> str:
    """Write a path as people do: `messages[2].role`; a key that is no plain word is quoted."""
    parts = []
    for step in path:
        if isinstance(step, int):
            parts.append(f"[{step}]")
        else:
            parts.append(f".{step}" if step.isidentifier() else f"[{visible(repr(step), 40)}]")
    return "".join(parts).removeprefix(".")


def visible(text: str, limit: int = EXCERPT) -> str:
    """Give the beginning of a text, at most `limit` characters, with nothing invisible in it.

    Control and format characters, line separators and lone surrogates stand as escapes, so that the
    text can be shown, stored and encoded anywhere and cannot reorder what is around it.
    """
    shown = "".join(
        c.encode("unicode_escape").decode() if unicodedata.category(c) in HIDDEN else c
        for c in text[: limit + 1]
    )
    return shown if len(shown) <= limit else shown[: limit - 1] + "…"


def around(text: str, offset: int) -> str:
    """Give an excerpt of a line that shows what stands at an offset."""
    start = max(0, offset - BEFORE)
    return visible(("…" if start else "") + text[start : start + 2 * EXCERPT])
