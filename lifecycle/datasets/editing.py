"""Edits of a golden set, kept apart from it until they are frozen: cases written anew, added or retired."""

import json
from collections.abc import Mapping
from typing import Any, TypeAlias

from lifecycle.datasets.lines import to_line

Value: TypeAlias = Mapping[str, Any]
Edits: TypeAlias = Mapping[str, Value | None]
"""Id → the case as it is to be, None to retire it. What names no case of the set is added."""


def apply(content: bytes, edits: Edits) -> bytes:
    """Give the frozen lines of a golden set with some edits.

    What is not edited keeps its bytes and its place; new cases follow at the end, in order. Nothing is
    checked here: freezing does.
    """
    lines, found = [], set()
    for line in content.splitlines(keepends=True):
        value = json.loads(line)
        id = value["id"]
        found.add(id)
        edited = edits.get(id, value)
        if edited == value:
            lines.append(line)
        elif edited is not None:
            lines.append(to_line(edited))
    added = (value for id, value in edits.items() if id not in found and value is not None)
    return b"".join([*lines, *map(to_line, added)])


def rewritten(
    value: Value, *, id: str, question: str, expected: str, tags: str, critical: bool, decline: bool
) -> Value:
    """Give a case as a person wrote it; what the form does not show stays as it was.

    Args:
        value: the case as it was, an empty object for a new one.
        id: its id.
        question: the customer's text.
        expected: the reference answer, or a JSON object of expectations; blank for none.
        tags: one a line, `name: value`.
        critical: whether it may never fail.
        decline: whether the right answer is to decline.
    """
    known = (tag.partition(":") for tag in tags.splitlines() if tag.strip())
    said: dict[str, Any] = {
        "id": id.strip(),
        "inputs": {**value.get("inputs", {}), "question": question},
        "expected": to_expected(expected),
        "tags": {name.strip(): text.strip() for name, _, text in known},
        "critical": critical,
        "decline": decline,
    }
    kept = {key: part for key, part in said.items() if part or key in value}
    return dict(value) if all(given_alike(value, kept, key) for key in kept) else kept


def given_alike(before: Value, after: Value, key: str) -> bool:
    """Whether a key says the same in both; nothing, an empty text, no tags and false are one."""
    return (before.get(key) or None) == (after.get(key) or None)


def to_expected(text: str) -> Any:
    """Read what is expected: a JSON object if it is one, else text; None if it is blank."""
    try:
        value = json.loads(text)
    except ValueError:
        value = None
    return value if isinstance(value, dict) else text if text.strip() else None


def from_expected(value: Any) -> str:
    """Write what is expected so that a person can edit it."""
    if value is None or isinstance(value, str):
        return value or ""
    return json.dumps(value, ensure_ascii=False, indent=2)


def from_tags(tags: Mapping[str, str]) -> str:
    """Write tags so that a person can edit them, one a line."""
    return "\n".join(f"{name}: {value}" for name, value in tags.items())
