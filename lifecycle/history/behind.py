"""What stands behind the version that an environment holds, and since when MLflow has shown what it holds."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from lifecycle.history.past import ROLLED_BACK, environment_of, require_move
from lifecycle.ledger import Reading
from lifecycle.records import Event

SHOWN = "promotion.shown"


@dataclass(frozen=True, slots=True)
class Pile:
    """The versions that an environment could go back to, and those that rollbacks took away from there."""

    held: list[Event] = field(default_factory=list)
    """How they came in; the last is the one that is there now."""
    taken_back: dict[int, Event] = field(default_factory=dict)
    """Version → the last rollback that took it away, whether it has come back since or not."""

    def roll_back(self, move: Event) -> None:
        """Take away what stood there and what the rollback goes past, and where these stood before."""
        versions = [each.after for each in self.held]
        is_known = move.after in versions
        left = len(versions) - versions[::-1].index(move.after) if is_known else -1
        gone = set(versions[left:])
        self.taken_back.update(dict.fromkeys(gone, move))
        self.held[:] = [each for each in self.held[:left] if each.after not in gone]
        if is_known:
            self.held.pop()


def pile(moves: Iterable[Event]) -> Pile:
    """Work out from the moves of an environment what stands behind the version that is there now.

    What a rollback took away comes back by a promotion alone; what it came to has stood there since.
    """
    found = Pile()
    for move in moves:
        if move.action == ROLLED_BACK:
            found.roll_back(move)
        found.held.append(move)
    return found


def shown(tx: Reading, app: str, environment: str) -> list[Event]:
    """List when MLflow was seen to show what an environment held, the oldest first.

    Raises:
        Conflict: one of these events was edited (see `require_move`).
    """
    found = tx.all(Event, order=["action", "number"], app=app, action=SHOWN)
    for event in found:
        require_move(event)
    return [event for event in found if environment_of(event) == environment]


def shown_at(move: Event, after: Event | None, shown: Iterable[Event]) -> datetime | None:
    """Tell when MLflow was first seen to show what a move brought, before the one `after` it; None: never.

    Moves that do not name the prompt are from before anybody noted it, and count as shown at once.
    """
    if "prompt" not in move.details:
        return move.at
    own = (each for each in shown if each.number > move.number)
    first = next(own, None)
    return first.at if first and (after is None or first.number < after.number) else None
