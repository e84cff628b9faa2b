"""JSON values in words: their kind, their one canonical text, and what somebody probably meant."""

import difflib
import json
from collections.abc import Iterable, Mapping
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
    choices = list(known)
    folded = word.strip().casefold()
    if folded in nicknames:
        return nicknames[folded]
    near = difflib.get_close_matches(folded[:100], choices, n=1, cutoff=0.6)
    return visible(near[0] if near else ", ".join(choices) or "-")
