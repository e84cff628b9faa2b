"""Reads the lists of texts that a case expects in an answer."""

from collections.abc import Mapping

from lifecycle.records import Case


def texts_of(case: Case, key: str) -> tuple[str, ...]:
    """List the texts under a key of `expected`; one text alone counts as a list, blank ones as none."""
    given = case.expected.get(key) if isinstance(case.expected, Mapping) else None
    items = given if isinstance(given, list | tuple) else [given]
    return tuple(str(item) for item in items if item is not None and str(item).strip())
