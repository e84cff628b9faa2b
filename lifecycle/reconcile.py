"""Brings everything outside into line with the ledger, as often as anybody asks.

What a crash left is finished, what was decided is shown, what was asked for is tried out, and aliases
that were moved past the gate are found. Release requests that are over of themselves are ended. The
worker does it in a process of its own.
"""

from dataclasses import dataclass

from lifecycle import applications, bypasses, mirror, projection, requests, smoke
from lifecycle.bypasses import Look
from lifecycle.records import Actor, Errand, Request
from lifecycle.workbench import Workbench


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a reconciliation came to."""

    done: tuple[Errand, ...]
    left: tuple[Errand, ...]
    ended: tuple[Request, ...]
    """Release requests that were over of themselves, and are written down as such now."""
    bypasses: tuple[Look, ...]
    """The aliases that were moved past the gate; put back already if that was asked for."""


def places(bench: Workbench) -> tuple[projection.Place, ...]:
    """Tell where errands go, the most urgent first."""
    return (projection.ALIASES, smoke.PLACE, *mirror.places(bench))


def pending(bench: Workbench) -> list[Errand]:
    """List the errands that are not done, the oldest first."""
    return projection.pending(bench, {kind for place in places(bench) for kind in place})


def run(bench: Workbench, *, repair: Actor | None = None) -> Report:
    """End requests that are over, carry every errand out, and look for bypasses.

    With `repair` that person has what was moved past the gate put back.

    Raises:
        Refused: the person may not repair the aliases of an application that needs it.
        Unavailable: a place does not answer; the others are up to date.
    """
    ended = requests.sweep(bench)
    done = projection.catch_up(bench, *places(bench), hurry=True)
    apps = [app.name for app in applications.listing(bench)]
    found = [
        look
        for app in apps
        for look in (bypasses.repair(bench, app, by=repair) if repair else bypasses.report(bench, app))
    ]
    return Report(done=tuple(done), left=tuple(pending(bench)), ended=tuple(ended), bypasses=tuple(found))
