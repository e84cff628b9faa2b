"""Where a rollback may lead: to versions that stood in the environment and that MLflow showed there.

Each of them came in through the gate, and no rollback took it away. So a rollback approves nothing, and
authors may roll back, to a version of their own too.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from lifecycle import history
from lifecycle.errors import Refused
from lifecycle.policies import RollbackRule
from lifecycle.records import Event
from lifecycle.workbench import Workbench


@dataclass(frozen=True, slots=True, kw_only=True)
class WayBack:
    """Where a rollback would lead."""

    version: int
    since: datetime
    """When this version last came into the environment."""
    moved_by: str


def way_back(bench: Workbench, app: str, environment: str) -> WayBack | None:
    """Tell where a rollback leads that names no target: to the version that was there before.

    It is the last one that MLflow showed. What a rollback took away is out of the question.
    """
    moves, shown = past(bench, app, environment)
    return usual(moves, shown)


def targets(bench: Workbench, app: str, environment: str, rule: RollbackRule) -> list[WayBack]:
    """List where a rollback may lead, the usual target first, then what came there last.

    It only ever leads back: what a rollback took away comes again through the gate alone.
    """
    moves, shown = past(bench, app, environment)
    first = usual(moves, shown)
    found = [first] if first else []
    if rule.targets == "any":
        stack = history.pile(moves).held
        others = {move.after: to_way(move) for move in stack[:-1] if was_shown(move, shown)}
        taken = {stack[-1].after if stack else None, first.version if first else None}
        rest = [way for version, way in others.items() if version not in taken]
        found += sorted(rest, key=lambda way: way.since, reverse=True)
    return found


def choose(bench: Workbench, app: str, environment: str, rule: RollbackRule, to: int | None) -> WayBack:
    """Give the target of a rollback, the usual one unless another is named.

    Raises:
        Refused: there is nothing to go back to, or the policy does not let a rollback lead there.
    """
    if to is None:
        way = way_back(bench, app, environment)
        if way is None:
            raise Refused("release.no_way_back", environment=environment)
        return way
    found = {way.version: way for way in targets(bench, app, environment, rule)}
    if to not in found:
        known = [f"v{version}" for version in found] or ["–"]
        raise Refused("release.no_target", environment=environment, version=to, targets=known)
    return found[to]


def past(bench: Workbench, app: str, environment: str) -> tuple[list[Event], set[int]]:
    """List the moves of an environment, the oldest first, and the versions that MLflow showed there."""
    with bench.ledger.read() as tx:
        moves = history.moves(tx, app, environment)
        shown = history.shown(tx, app, environment)
    return moves, {event.after for event in shown if event.number > moves[0].number} if moves else set()


def was_shown(move: Event, shown: Collection[int]) -> bool:
    """Whether MLflow showed what a move brought; of moves that do not name the prompt nobody kept it."""
    return move.after in shown or "prompt" not in move.details


def usual(moves: Sequence[Event], shown: Collection[int]) -> WayBack | None:
    """Find the version that was there before the one that is there now, and was shown."""
    stack = history.pile(moves).held
    for move in reversed(stack[:-1]):
        if move.after != stack[-1].after and was_shown(move, shown):
            return to_way(move)
    return None


def to_way(move: Event) -> WayBack:
    """Make a way back of the move that brought a version."""
    return WayBack(version=move.after, since=move.at, moved_by=move.actor)
