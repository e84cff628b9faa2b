"""What content is known by: SHA-256 over bytes, and over JSON values in their one canonical form."""

import hashlib
import json
from typing import Any

import rfc8785

USUAL = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False)
"""Writes the canonical form of usual values, in a quarter of the time."""
EXACT = 2**53
"""Whole numbers below it mean the same to everybody who reads JSON."""


def digest_of(content: bytes) -> str:
    """Give the SHA-256 of some bytes, 64 lowercase hex characters."""
    return hashlib.sha256(content).hexdigest()


def canonical(value: Any) -> bytes:
    """Write a JSON value in its one canonical form (RFC 8785), so that equal values are equal bytes.

    Raises:
        ValueError, TypeError: it is no JSON value, or holds a number or a character that not every reader
            of JSON understands alike.
    """
    return USUAL.encode(value).encode() if is_usual(value) else rfc8785.dumps(value)


def is_usual(value: Any) -> bool:
    """Tell whether Python's own JSON is canonical: every name ASCII, every number whole and exact."""
    if value is None or isinstance(value, str):
        return True
    if isinstance(value, dict):
        return all(map(str.isascii, value)) and all(map(is_usual, value.values()))
    if isinstance(value, int):
        return -EXACT < value < EXACT
    return isinstance(value, list | tuple) and all(map(is_usual, value))
