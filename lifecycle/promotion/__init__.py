"""Moves environments: the promotion through the gate, and the way back.

Each move is one conditional transaction: it names the version that the person saw (`expecting`), and
of two that race one wins. The MLflow aliases follow after the commit and are read back; should MLflow
not answer, the move stands, and the outbox catches up later. A rollback pins the environment: only a
request that names the pin can move it on.
"""

from lifecycle.promotion.moves import Move, check_open, name, overtaken, promote, roll_back
from lifecycle.promotion.targets import WayBack, targets, way_back

__all__ = [
    "Move",
    "WayBack",
    "check_open",
    "name",
    "overtaken",
    "promote",
    "roll_back",
    "targets",
    "way_back",
]
