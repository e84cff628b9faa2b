"""JSON values in words: their kind, their one canonical text, and what somebody probably meant."""

import difflib
import json
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from lifecycle.checks.rows import visible

KINDS = {bool: "boolean", int: "number", float: "number", str: "string", list: "array", dict: "object"}


def kind_of(value: Any) -> str:
    """Name the kind of a JSON value as JSON does: null, boolean, number, string, array, object."""
    return KINDS.get(type(value), "null")


def canonical(value: Any) -> str:
    """Write a JSON value in the one way in which equal values are equal texts."""
    return json.dumps(value, sort_keys=True)


def closest(word: str, known: Iterable[str], nicknames: Mapping[str, str] = {}) -> str:
    """Give the known word that was probably meant, all of them (with commas) when none is near."""
    choices = tuple(known)
    folded = word.strip().casefold()
    if folded in nicknames:
        return nicknames[folded]
    return visible(nearest(folded[:100], choices) or ", ".join(choices) or "-")


@lru_cache(4096)
def nearest(word: str, choices: tuple[str, ...]) -> str:
    """Give the nearest of some words, empty if none is near; the same slip is found in many rows."""
    return next(iter(difflib.get_close_matches(word, choices, n=1, cutoff=0.6)), "")
