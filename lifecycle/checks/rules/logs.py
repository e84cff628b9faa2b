"""Rules for customer-service logs: what a customer asked and what the ideal response was.

As CSV with the columns `user_query` and `ideal_response` (or others by a mapping, ours → theirs), all
other columns being tags; once frozen, as JSON Lines with the same two keys and `tags`.
"""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from lifecycle.checks.rows import Fault, Path, Row
from lifecycle.checks.rules.keys import row_keys_are_known
from lifecycle.checks.rules.words import kind_of

COLUMNS = ("user_query", "ideal_response")
KEYS = (*COLUMNS, "tags")


def both_sides_are_given(row: Row) -> Iterator[Fault]:
    """Both the query and the response are texts that are not blank."""
    for name in COLUMNS:
        given = row.value.get(name, "")
        if not isinstance(given, str):
            yield Fault("logs.not_text", (name,), {"column": name, "kind": kind_of(given)})
        elif not given.strip():
            yield Fault(f"logs.{name}.empty", (name,))


def tags_are_texts(row: Row) -> Iterator[Fault]:
    """Tags are an object from name to text."""
    given = row.value.get("tags", {})
    if not isinstance(given, dict) or not all(isinstance(value, str) for value in given.values()):
        yield Fault("logs.not_text", ("tags",), {"column": "tags", "kind": kind_of(given)})


RULES = (both_sides_are_given, tags_are_texts, partial(row_keys_are_known, keys=KEYS))


def texts(value: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Give the query and the response, as far as they are texts."""
    yield from ((name, value[name]) for name in COLUMNS if isinstance(value.get(name), str))


def exchange(value: dict[str, Any]) -> tuple[str, str]:
    """Give the query and the response."""
    return str(value.get("user_query", "")), str(value.get("ideal_response", ""))


def from_cells(cells: Mapping[str, str], mapping: Mapping[str, str]) -> tuple[Any, dict[Path, str]]:
    """Turn the cells of a CSV row into the JSON form, and tell where each part came from."""
    origins = {name: mapping.get(name, name) for name in COLUMNS}
    names = [name for name in cells if name and name not in origins.values()]
    value: dict[str, Any] = {ours: cells[theirs] for ours, theirs in origins.items()}
    value["tags"] = {name: cells[name] for name in names if cells[name]}
    return value, {
        **{(ours,): theirs for ours, theirs in origins.items()},
        **{("tags", name): name for name in names},
    }
