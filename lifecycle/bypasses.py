"""Finds what was changed in MLflow past the gate, tells of it, and has it put back when told to.

The ledger says what stands where (see `aliases`). An alias that names something else, or behind which
something else stands, with no errand left that would set it right, was changed by somebody who did not ask.
"""

from contextlib import suppress
from typing import Any

from lifecycle import aliases, applications, history, projection
from lifecycle.aliases import Look
from lifecycle.errors import Conflict, LifecycleError
from lifecycle.records import Actor, Errand, Event, Placement
from lifecycle.workbench import Workbench


def report(bench: Workbench, app: str) -> tuple[list[Look], list[LifecycleError]]:
    """Look, record what is new, and give the bypasses that stand, and why some could not be looked at.

    Raises:
        Unavailable: MLflow does not answer.
    """
    found, faults = find(bench, app)
    return found, faults + not_shown(bench, app)


def find(bench: Workbench, app: str) -> tuple[list[Look], list[LifecycleError]]:
    """Look, record what is new, and give the bypasses, and what keeps the ledger from judging."""
    looks, faults = look(bench, app)
    looks = aliases.note(bench, app, lambda _: still_true(bench, app, looks))
    return [each for each in looks if each.is_bypass], faults


def not_shown(bench: Workbench, app: str) -> list[LifecycleError]:
    """Say why MLflow does not show what an environment holds, where that was tried."""
    return [
        Conflict("bypass.not_shown", environment=errand.params["environment"], reason=errand.error)
        for errand in projection.unshown(bench, app)
    ]


def look(bench: Workbench, app: str) -> tuple[list[Look], list[LifecycleError]]:
    """Look at the aliases of every environment but those that are still to follow a move (see `report`)."""
    following = are_following(bench, app)
    due = [
        alias
        for environment in environments(bench, app)
        if environment not in following
        for alias in aliases.wanted_in(bench, app, environment)[1]
    ]
    return aliases.look_at(bench, app, due)


def environments(bench: Workbench, app: str) -> list[str]:
    """Name the environments in use or with a finding, and those of the policy if it can be read."""
    with bench.ledger.read() as tx:
        names = {place.environment for place in tx.all(Placement, app=app)}
        names |= {history.environment_of(finding) for finding in aliases.standing(tx, app)}
    with suppress(LifecycleError):
        names |= {rule.name for rule in applications.policy(bench, app).environments}
    return sorted(names)


def are_following(bench: Workbench, app: str) -> set[str]:
    """Name the environments for which an errand is left that moves their aliases."""
    errands = projection.pending(bench, projection.ALIASES)
    return {errand.params["environment"] for errand in errands if errand.app == app}


def still_true(bench: Workbench, app: str, looks: list[Look]) -> list[Look]:
    """Leave out what a move has overtaken since the look."""
    settled = {each.alias.environment for each in looks} - are_following(bench, app)
    due = {alias for environment in settled for alias in aliases.wanted_in(bench, app, environment)[1]}
    return [each for each in looks if each.alias in due]


def repair(bench: Workbench, app: str, *, by: Actor) -> list[Look]:
    """Have what was changed past the gate put back, and list it; the audit log tells who had it put back.

    Raises:
        Refused: the role does not allow it.
        Unavailable: MLflow does not answer; an errand will put it back.
        NotFound, Conflict: something could not be looked at, shown or put back, or another process is at
            it; the rest is.
    """
    found, faults = find(bench, app)
    if found:
        bench.permit(by, app, "alias.repair")
        with bench.ledger.write() as tx:
            found = still_true(bench, app, found)
            who = {"by": by.person, "identity": by.identity}
            sent = {
                projection.send(bench, tx, "alias", app=app, subject=name, environment=name, **who).id
                for name in sorted({each.alias.environment for each in found})
            }
        projection.catch_up(bench, hurry=True)
        left = [errand for errand in projection.pending(bench, projection.ALIASES) if errand.id in sent]
        faults += [not_repaired(errand) for errand in left]
    faults += not_shown(bench, app)
    if faults:
        raise faults[0]
    return found


def not_repaired(errand: Errand) -> Conflict:
    """Say why something is not put back: it cannot be, or another process is just at it."""
    if errand.error:
        return Conflict("bypass.not_repaired", app=errand.app, reason=errand.error)
    return Conflict("bypass.being_repaired", app=errand.app)


def sentence(finding: Event | Look) -> tuple[str, dict[str, Any]]:
    """Give the code and the parameters of what has to be said about a finding."""
    if isinstance(finding, Event):
        address, number = finding.subject, finding.details.get("number")
        expected, found = finding.before, finding.after
    else:
        address, number = finding.alias.address, finding.alias.number
        expected, found = finding.expected, finding.found
    if finding.action == aliases.FOUND:
        return "bypass.found", {"address": address, "expected": name(expected), "found": name(found)}
    code = "bypass.prompt_changed" if address.startswith("prompts:") else "bypass.version_changed"
    return code, {"address": address, "number": number}


def name(number: int | str | None) -> str:
    """Write what an alias names as people do: `v12`, a dash for nothing."""
    return "–" if number is None else f"v{number}"
