"""What the environments hold, and what is wrong with it."""

from dataclasses import dataclass

from lifecycle import aliases, projection, smoke
from lifecycle.policies import Policy
from lifecycle.records import Errand, Event, Placement, Smoke, SmokeState
from lifecycle.workbench import Workbench


@dataclass(frozen=True, slots=True, kw_only=True)
class Troubles:
    """What is wrong with what an application's environments hold, as far as the ledger knows."""

    bypasses: tuple[Event, ...]
    """Findings of what was changed in MLflow past the gate, and still is."""
    unshown: tuple[Errand, ...]
    """Errands that failed to show in MLflow what an environment holds."""
    smokes: tuple[Smoke, ...]
    """The smoke tests of what is there now that failed or could not be carried out."""


def environments(bench: Workbench, app: str, policy: Policy | None) -> list[Placement]:
    """List what each environment holds: those of the policy, in its order, then others in use."""
    with bench.ledger.read() as tx:
        held = {place.environment: place for place in tx.all(Placement, app=app)}
    named = [rule.name for rule in policy.environments] if policy else []
    return [held.get(name) or Placement(app=app, environment=name) for name in dict.fromkeys([*named, *held])]


def troubles(bench: Workbench, app: str) -> Troubles:
    """Collect what is wrong with what the environments hold."""
    with bench.ledger.read() as tx:
        changed = tuple(aliases.standing(tx, app))
    return Troubles(
        bypasses=changed,
        unshown=tuple(projection.unshown(bench, app)),
        smokes=smokes(bench, app, SmokeState.FAILED, SmokeState.ERROR),
    )


def smokes(bench: Workbench, app: str, *states: SmokeState) -> tuple[Smoke, ...]:
    """List the smoke tests that count for what the environments hold (see `smoke.standing`), by state."""
    with bench.ledger.read() as tx:
        places = sorted(tx.tally(Smoke, "environment", app=app, state=list(states)))
    counting = (each for place in places for each in smoke.standing(bench, app, place))
    return tuple(each for each in counting if each.state in states)
