"""One more pass over a file, for what a check does not look for: a rule, put to rows that are read quickly.

Each row is read for what it says; what is wrong with it is left to the check.
"""

from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

from lifecycle.checks.profiles import Profile
from lifecycle.checks.reading import Take, quick, read
from lifecycle.checks.reading.source import Source
from lifecycle.checks.rows import Fault, Path, Row, Rule
from lifecycle.checks.rules.talk import speaker_of

Found: TypeAlias = tuple[Fault, Row]
"""A fault and the row it was found in."""


def rows(
    source: Source, profile: Profile, mapping: Mapping[str, str] | None = None, take: Take = quick.rows
) -> Iterator[Row]:
    """Go through the rows that are objects, in order, whatever else is wrong with the file."""
    for row in read(source, profile, mapping, take=take).rows:
        if isinstance(row, Row) and isinstance(row.value, dict):
            yield row


def found(
    source: Source,
    profile: Profile,
    rule: Rule,
    mapping: Mapping[str, str] | None = None,
    take: Take = quick.rows,
) -> Iterator[Found]:
    """Put every row before one rule."""
    for row in rows(source, profile, mapping, take):
        for fault in rule(row):
            yield fault, row


def questions(value: dict[str, Any], profile: Profile) -> Iterator[str]:
    """Give what customers say in a row, in order, blank texts left out."""
    return (text for name, text in profile.texts(value) if speaker_of(name) == "user" and text.strip())


def leaves(value: Any, path: Path = ()) -> Iterator[tuple[Path, str]]:
    """Go through all texts of a value with their paths, in order; keys are none."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for key, each in value.items():
            yield from leaves(each, (*path, key))
    elif isinstance(value, list):
        for at, each in enumerate(value):
            yield from leaves(each, (*path, at))


def path_of(value: Any, text: str) -> Path:
    """Find where a text stands in a value first; the whole value if it was put together."""
    return next((path for path, each in leaves(value) if each == text), ())
