"""Aliases in MLflow: what they have to name, what stands behind them, and what was changed past the gate.

The ledger says what stands where. In MLflow anybody can move an alias, and write over the tags in which it
keeps what a prompt says; so the number that an alias names is half of what has to be looked at.
"""

from lifecycle.aliases.due import Alias, is_arriving, subject, wanted_in
from lifecycle.aliases.findings import (
    GONE,
    REPAIRED,
    bypassed,
    note,
    standing,
    take_note,
    tell_repaired,
)
from lifecycle.aliases.looking import CHANGED, FOUND, Look, look_at
from lifecycle.aliases.setting import set_right

__all__ = [
    "CHANGED",
    "FOUND",
    "GONE",
    "REPAIRED",
    "Alias",
    "Look",
    "bypassed",
    "is_arriving",
    "look_at",
    "note",
    "set_right",
    "standing",
    "subject",
    "take_note",
    "tell_repaired",
    "wanted_in",
]
