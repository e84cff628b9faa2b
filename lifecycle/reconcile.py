"""Brings everything outside into line with the ledger, as often as anybody asks.

What a crash left is finished, what was decided is shown, what was asked for is tried out, what was changed
past the gate is found, and stages, which only follow from the ledger, are written again. Release requests
that are over of themselves are ended. Nothing that fails keeps the rest from being done. The worker does it
in a process of its own.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lifecycle import applications, bypasses, mirror, projection, requests, smoke
from lifecycle.aliases import Look
from lifecycle.errors import LifecycleError, Refused, Unavailable
from lifecycle.records import Actor, Errand, Request
from lifecycle.workbench import Workbench

REFUSALS = (Refused, Unavailable)
"""Errors that whoever reconciles has to hear, once everything else is done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What of an application could not be looked at or put back: the code and parameters of why."""

    app: str
    code: str
    params: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a reconciliation came to."""

    done: tuple[Errand, ...]
    left: tuple[Errand, ...]
    ended: tuple[Request, ...]
    """Release requests that were over of themselves, and are written down as such now."""
    bypasses: tuple[Look, ...]
    """What was changed past the gate; put back already if that was asked for."""
    stages: Mapping[str, Sequence[int]]
    """Application → versions whose stage was changed in MLflow; it is written again already."""
    faults: tuple[Fault, ...]


def places(bench: Workbench) -> tuple[projection.Place, ...]:
    """Tell where errands go, the most urgent first."""
    return (projection.ALIASES, smoke.PLACE, *mirror.places(bench))


def pending(bench: Workbench) -> list[Errand]:
    """List the errands that are not done, the oldest first."""
    return projection.pending(bench, {kind for place in places(bench) for kind in place})


def look_at(bench: Workbench, app: str, repair: Actor | None) -> tuple[list[Look], list[LifecycleError]]:
    """Look for bypasses in one application, and have them put back if somebody wants it."""
    try:
        return (bypasses.repair(bench, app, by=repair), []) if repair else bypasses.report(bench, app)
    except LifecycleError as err:
        return [], [err]


def put_stages_right(bench: Workbench, app: str) -> tuple[list[int], list[LifecycleError]]:
    """Write the stages of one application again that were changed in MLflow."""
    try:
        return projection.put_stages_right(bench, app), []
    except LifecycleError as err:
        return [], [err]


def run(bench: Workbench, *, repair: Actor | None = None) -> Report:
    """End requests that are over, carry every errand out, and look for bypasses.

    With `repair` that person has what was changed past the gate put back.

    Raises:
        Refused: the person may not repair what an application needs; the others are looked at and
            repaired.
        Unavailable: a place does not answer; the others are up to date, and the aliases looked at.
    """
    ended = requests.sweep(bench)
    done: list[Errand] = []
    found: list[Look] = []
    stages: dict[str, list[int]] = {}
    faults: list[Fault] = []
    refusals: list[LifecycleError] = []
    try:
        done = projection.catch_up(bench, *places(bench), hurry=True)
    except Unavailable as err:
        refusals.append(err)
    for app in applications.listing(bench):
        looks, errors = look_at(bench, app.name, repair)
        found += looks
        marked, unmarked = put_stages_right(bench, app.name)
        stages |= {app.name: marked} if marked else {}
        errors += unmarked
        refusals += [err for err in errors if isinstance(err, REFUSALS)]
        faults += [
            Fault(app=app.name, code=err.code, params=err.params)
            for err in errors
            if not isinstance(err, REFUSALS)
        ]
    if refusals:
        raise refusals[0]
    return Report(
        done=tuple(done),
        left=tuple(pending(bench)),
        ended=tuple(ended),
        bypasses=tuple(found),
        stages=stages,
        faults=tuple(faults),
    )
