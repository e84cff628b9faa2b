"""Rows that may have one of several forms, and what stands in those without messages.

Sources: Together's data preparation and file check (`text`; `prompt` and `completion`; `messages`;
preference pairs; one form a file); Fireworks' pages on fine-tuning, one for chats and one for pairs;
mistral-finetune (`messages`, or `text` for pretraining, each in a file of its own); TRL's dataset formats,
`apply_chat_template` and `maybe_extract_prompt` (sides are all texts or all lists of messages); datasets
keeps one type a column.
"""

from collections.abc import Collection, Iterator
from typing import Any, TypeAlias

from lifecycle.checks.rows import Fault, Row, visible
from lifecycle.checks.rules import listed, pairs
from lifecycle.checks.rules.words import kind_of

Shapes: TypeAlias = tuple[tuple[str, ...], ...]
"""The forms that a row may have: the keys that make each."""

TOGETHER: Shapes = (
    ("messages",),
    ("prompt", "completion"),
    ("text",),
    pairs.KEYS,
)
FIREWORKS: Shapes = (("messages",), pairs.KEYS)
MISTRAL: Shapes = (("messages",), ("text",))
TRL: Shapes = (
    ("messages",),
    ("prompt",),
    ("prompt", "completion"),
    ("prompt", "completion", "label"),
    ("prompt", "completions", "labels"),
    ("prompt", "chosen", "rejected"),
    ("chosen", "rejected"),
    ("text",),
    ("conversations",),
)


def names(shapes: Shapes) -> tuple[str, ...]:
    """Give the keys that make any of some forms."""
    return tuple(dict.fromkeys(key for shape in shapes for key in shape))


def shape_of(value: dict[str, Any], shapes: Shapes) -> tuple[str, ...]:
    """Give those keys of a row that make its form."""
    return tuple(key for key in names(shapes) if key in value)


def row_has_one_shape(row: Row, shapes: Shapes) -> Iterator[Fault]:
    """A row has exactly the keys of one form, others aside."""
    found = shape_of(row.value, shapes)
    if not any(set(found) == set(shape) for shape in shapes):
        params = {
            "found": visible(", ".join(found or row.value)) or "-",
            "shapes": " / ".join(" + ".join(shape) for shape in shapes),
        }
        yield Fault("row.shape", (), params)


def sides_are_texts(
    row: Row, keys: Collection[str], *, parts: bool = False, messages: bool = False
) -> Iterator[Fault]:
    """What stands at these keys is a text; or a list, of parts of one or of messages."""
    for key in keys:
        given = row.value.get(key, "x")
        if isinstance(given, list) and messages:
            yield from listed.messages_are_listed(row, ((key,),))
        elif isinstance(given, list) and parts:
            if not all(isinstance(part, dict) and "type" in part for part in given):
                yield Fault("side.not_text", (key,), {"name": key, "kind": kind_of(given)})
        elif not isinstance(given, str):
            yield Fault("side.not_text", (key,), {"name": key, "kind": kind_of(given)})
        elif not given.strip():
            yield Fault("side.empty", (key,), {"name": key})


def sides_are_alike(row: Row, keys: Collection[str]) -> Iterator[Fault]:
    """What stands at these keys is of one type: all texts, or all lists."""
    found = {kind_of(row.value[key]): key for key in reversed(list(keys)) if key in row.value}
    if {"string", "array"} <= found.keys():
        later = max(found["string"], found["array"], key=list(keys).index)
        yield Fault("side.mixed", (later,), {"name": later})


def label_is_a_choice(row: Row) -> Iterator[Fault]:
    """The label of an answer tells whether it is wanted: true or false."""
    if not isinstance(row.value.get("label", True), bool):
        yield Fault("side.label", ("label",), {"kind": kind_of(row.value["label"])})


def kind_by_shape(value: dict[str, Any], shapes: Shapes) -> str:
    """Name the form of a row; a file has one only."""
    return " + ".join(shape_of(value, shapes))


def fireworks_kind(value: dict[str, Any]) -> str:
    """Tell pairs from chats, and chats with a weight of their own from those without; a file has one only."""
    pair = shape_of(value, (pairs.KEYS,))
    return " + ".join(pair) or ("weight" if "weight" in value else "no weight")


def trl_kind(value: dict[str, Any]) -> str:
    """Name the form of a row with the type of each column; a file has one only. Null is of any type."""
    found = shape_of(value, TRL)
    is_clear = all(value[key] is not None for key in found)
    return " + ".join(f"{key}: {kind_of(value[key])}" for key in found) if is_clear else ""
