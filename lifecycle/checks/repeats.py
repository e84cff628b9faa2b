"""Rules that look across rows: the same row twice, and one question with conflicting answers.

Customer service is full of templates, so both are warnings. They remember 16 bytes of each row.
"""

import hashlib
from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

from lifecycle.checks.rows import Fault, Row, Rule

Exchange: TypeAlias = Callable[[dict[str, Any]], tuple[str, str]]
"""Gives what a row asks and what it answers."""


def fingerprint(text: str) -> bytes:
    """Give 16 bytes that stand for a text."""
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()


def rows_differ(exchange: Exchange) -> Rule:
    """Make the rule that finds rows repeated, and questions answered in more than one way.

    Rows are compared by what they say, not by their bytes, and each with the first of its kind.
    """
    seen: dict[bytes, tuple[int, bytes]] = {}

    def rule(row: Row) -> Iterator[Fault]:
        asked, answered = exchange(row.value)
        if not asked.strip():
            return
        mine = fingerprint(answered)
        first, answer = seen.setdefault(fingerprint(asked), (row.line, mine))
        if first != row.line:
            code = "rows.duplicate" if answer == mine else "rows.conflict"
            yield Fault(code, (), {"first": first, "second": row.line})

    return rule
