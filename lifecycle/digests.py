"""What content is known by: SHA-256 over bytes, and over JSON values in their one canonical form."""

import hashlib
from typing import Any

import rfc8785


def digest_of(content: bytes) -> str:
    """Give the SHA-256 of some bytes, 64 lowercase hex characters."""
    return hashlib.sha256(content).hexdigest()


def canonical(value: Any) -> bytes:
    """Write a JSON value in its one canonical form (RFC 8785), so that equal values are equal bytes."""
    return rfc8785.dumps(value)
