"""How much a message or a row counts in training.

Sources: OpenAI's best practices (0 or 1 on assistant messages) and schema; Together's file check (0 or 1,
whole, on any message but 1 on none with pictures) and data preparation (a row's weight is not negative);
Fireworks' weighted training (0 or 1 on a message; any number on the row, then on all rows);
mistral-finetune reads it on assistant messages only; TRL never reads it.
"""

from collections.abc import Callable, Collection, Iterator
from typing import Any

from lifecycle.checks.rows import Fault, Row
from lifecycle.checks.rules.talk import CHAT, Places, messages_of, role_of
from lifecycle.checks.rules.words import kind_of


def is_whole(weight: Any) -> bool:
    """Whether a weight is the integer 0 or 1."""
    return type(weight) is int and weight in (0, 1)


def is_flag(weight: Any) -> bool:
    """Whether a weight is 0, 1, false or true."""
    return isinstance(weight, int) and weight in (0, 1)


def is_equal(weight: Any) -> bool:
    """Whether a weight equals 0 or 1, as 1.0 and true do."""
    return isinstance(weight, int | float) and weight in (0, 1)


def weights_are_0_or_1(
    row: Row, places: Places = CHAT, *, roles: Collection[str] = ("assistant",), fits: Callable[[Any], bool]
) -> Iterator[Fault]:
    """A weight stands where it counts and is 0 or 1; not all that could be learned is left out."""
    found = [(path, message) for path, message in messages_of(row.value, places)]
    for path, message in found:
        if "weight" not in message:
            continue
        if roles and role_of(message) not in roles:
            yield Fault("chat.weight.role", (*path, "weight"), {"roles": ", ".join(roles)})
        elif not fits(message["weight"]):
            yield Fault("chat.weight.value", (*path, "weight"))
    learned = [(path, message.get("weight", 1)) for path, message in found if role_of(message) == "assistant"]
    if learned and all(is_equal(weight) and weight == 0 for _, weight in learned):
        yield Fault("chat.weight.nothing", (*learned[-1][0], "weight"))


def weight_is_not_read(row: Row, places: Places = CHAT) -> Iterator[Fault]:
    """A weight on a message has no effect at all."""
    for path, message in messages_of(row.value, places):
        if "weight" in message:
            yield Fault("chat.weight.ignored", (*path, "weight"))


def pictures_do_not_weigh(row: Row, places: Places = CHAT) -> Iterator[Fault]:
    """A message with pictures is not to be learned, so its weight is not 1."""
    for path, message in messages_of(row.value, places):
        content = message.get("content")
        parts = content if isinstance(content, list) else []
        if message.get("weight") == 1 and any(
            isinstance(p, dict) and p.get("type") == "image_url" for p in parts
        ):
            yield Fault("chat.image.weight", (*path, "weight"))


def row_weight_is_a_number(row: Row, *, least: float | None = None) -> Iterator[Fault]:
    """The weight of a whole row is a number, not less than the least."""
    weight = row.value.get("weight", 1)
    if kind_of(weight) != "number" or (least is not None and weight < least):
        yield Fault("row.weight", ("weight",))
