"""Finds aliases in MLflow that were moved past the gate, tells of them, and puts them back when told to.

The ledger says what stands where. An alias that names something else, with no errand left that would
set it right, was moved by somebody who did not ask. Each finding is recorded once, and so is its end,
so what stands can be told without asking MLflow.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from lifecycle import applications, history, projection
from lifecycle.errors import LifecycleError
from lifecycle.ledger import Reading, Writing
from lifecycle.projection import Alias
from lifecycle.records import KANMON, Actor, Event, Placement
from lifecycle.workbench import Workbench

FOUND, GONE, REPAIRED = "alias.bypassed", "alias.restored", "alias.repaired"


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What an alias names in MLflow, beside what it has to name; None: nothing."""

    app: str
    alias: Alias
    names: int | None

    @property
    def is_bypass(self) -> bool:
        """Whether somebody moved it past the gate."""
        return self.names != self.alias.number


def look(bench: Workbench, app: str) -> list[Look]:
    """Look at the aliases of every environment but those that are still to follow a move.

    Raises:
        Unavailable: MLflow does not answer.
    """
    following = are_following(bench, app)
    return [
        Look(app=app, alias=alias, names=projection.found(bench, alias))
        for environment in environments(bench, app)
        if environment not in following
        for alias in projection.wanted_in(bench, app, environment)[1]
    ]


def environments(bench: Workbench, app: str) -> list[str]:
    """Name the environments in use, and those of the policy if it can be read."""
    with bench.ledger.read() as tx:
        names = {place.environment for place in tx.all(Placement, app=app)}
    with suppress(LifecycleError):
        names |= {rule.name for rule in applications.policy(bench, app).environments}
    return sorted(names)


def are_following(bench: Workbench, app: str) -> set[str]:
    """Name the environments for which an errand is left that moves their aliases."""
    errands = projection.pending(bench, projection.ALIASES)
    return {errand.params["environment"] for errand in errands if errand.app == app}


def report(bench: Workbench, app: str) -> list[Look]:
    """Look, record what is new, and list the bypasses that stand.

    Raises:
        Unavailable: MLflow does not answer.
    """
    looks = look(bench, app)
    with bench.ledger.read() as tx:
        is_new = bool(news(tx, app, looks))
    if is_new:
        with bench.ledger.write() as tx:
            looks = still_true(bench, app, looks)
            for action, each in news(tx, app, looks):
                tell(bench, tx, KANMON, action, each, before=each.alias.number, after=each.names)
    return [each for each in looks if each.is_bypass]


def tell(
    bench: Workbench,
    tx: Writing,
    by: Actor,
    action: str,
    look: Look,
    *,
    before: int | None,
    after: int | None,
) -> None:
    """Record what was found, or done about it."""
    alias = look.alias
    history.record(
        bench,
        tx,
        by,
        action,
        app=look.app,
        subject=alias.address,
        before=before,
        after=after,
        environment=alias.environment,
    )


def news(tx: Reading, app: str, looks: Sequence[Look]) -> list[tuple[str, Look]]:
    """Tell what is not in the audit log yet: new findings, and the end of old ones."""
    known = {event.subject: event for event in standing(tx, app)}
    found: list[tuple[str, Look]] = []
    for each in looks:
        before = known.get(each.alias.address)
        if each.is_bypass and (before is None or before.after != each.names):
            found.append((FOUND, each))
        elif before and not each.is_bypass:
            found.append((GONE, each))
    return found


def still_true(bench: Workbench, app: str, looks: Sequence[Look]) -> list[Look]:
    """Leave out what a move has overtaken since the look."""
    following = are_following(bench, app)
    return [
        each
        for each in looks
        if each.alias.environment not in following
        and each.alias in projection.wanted_in(bench, app, each.alias.environment)[1]
    ]


def standing(tx: Reading, app: str) -> list[Event]:
    """List the findings that were recorded and have not ended, the oldest first.

    A finding ends when the alias is found right, is put back, or follows a later move.
    """
    found: dict[str, Event] = {}
    for event in tx.all(Event, app=app, action=[FOUND, GONE, REPAIRED, "promotion.shown", history.REMOVED]):
        if event.action == FOUND:
            found[event.subject] = event
        elif event.action == "promotion.shown":
            place = event.details["environment"]
            found = {key: each for key, each in found.items() if each.details["environment"] != place}
        elif event.action == history.REMOVED:
            found.clear()
        else:
            found.pop(event.subject, None)
    return sorted(found.values(), key=lambda event: event.number)


def repair(bench: Workbench, app: str, *, by: Actor) -> list[Look]:
    """Put back what was moved past the gate, and list it; the audit log tells who had it put back.

    Raises:
        Refused: the role does not allow it.
        Unavailable: MLflow does not answer; what is recorded already will be put back by its errand.
    """
    found = report(bench, app)
    if not found:
        return []
    bench.permit(by, app, "alias.repair")
    with bench.ledger.write() as tx:
        found = still_true(bench, app, found)
        for each in found:
            tell(bench, tx, by, REPAIRED, each, before=each.names, after=each.alias.number)
        for environment in sorted({each.alias.environment for each in found}):
            projection.send(bench, tx, "alias", app=app, subject=environment, environment=environment)
    projection.catch_up(bench)
    return found
