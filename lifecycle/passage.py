"""How long a version stood in an environment, and what took it away from there."""

import dataclasses
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import zip_longest

from lifecycle import aliases, history
from lifecycle.gates import Stay
from lifecycle.policies import EnvironmentRule
from lifecycle.records import Event, Override, Version
from lifecycle.workbench import Workbench


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """What became of a version in an environment."""

    stays: tuple[Stay, ...] = ()
    """When customers could have this very bundle, the oldest first.

    Only what came after a rollback that took it away, and not while MLflow was known to show something else.
    """
    taken_back: Event | None = None
    """The last rollback that took it away."""


def find(bench: Workbench, version: Version, environment: str) -> Passage:
    """Look into the audit log; where no environment comes before (an empty name) there is nothing to tell."""
    if not environment:
        return Passage()
    with bench.ledger.read() as tx:
        moves = history.moves(tx, version.app, environment)
        shown = history.shown(tx, version.app, environment)
        bypassed = aliases.bypassed(tx, version.app, environment)
    gone = last_taken_back(moves, version)
    stays = (
        Stay(since=history.shown_at(move, after, shown), until=after.at if after else None)
        for move, after in zip_longest(moves, moves[1:])
        if move.details.get("bundle_digest") == version.digest and (gone is None or gone.number < move.number)
    )
    return Passage(
        stays=tuple(part for stay in stays for part in parts(stay, bypassed)),
        taken_back=gone,
    )


def taken_back(bench: Workbench, version: Version, environment: str) -> Event | None:
    """Give the last rollback that took a version away from an environment, None without one."""
    if not environment:
        return None
    with bench.ledger.read() as tx:
        return last_taken_back(history.moves(tx, version.app, environment), version)


def has_overtaken(bench: Workbench, version: Version, rule: EnvironmentRule, override: Override) -> bool:
    """Whether something was moved since somebody asked to override a criterion.

    That is the environment of the override; and where it is one of the passage, the environment that the
    version comes from, by a rollback that took the version away.
    """
    with bench.ledger.read() as tx:
        moves = history.moves(tx, version.app, rule.name)
        asked = tx.newest(Event, app=version.app, action="override.asked", subject=override.id)
    gone = taken_back(bench, version, rule.from_) if override.criterion == "passage" else None
    last = max((event.number for event in (*moves[-1:], gone) if event), default=0)
    return asked is None or asked.number < last


def last_taken_back(moves: Sequence[Event], version: Version) -> Event | None:
    """Find among the moves of an environment the last rollback that took a version away."""
    return history.pile(moves).taken_back.get(version.number)


def parts(stay: Stay, bypassed: Iterable[tuple[datetime, datetime | None]]) -> Iterator[Stay]:
    """Break a stay off while MLflow was known to show something else; what comes after is another one."""
    if stay.since is None:
        yield stay
        return
    since: datetime | None = stay.since
    for began, over in bypassed:
        if since is None or (over and over <= since) or (stay.until and began >= stay.until):
            continue
        yield dataclasses.replace(stay, since=since, until=max(since, began), is_broken_off=True)
        since = over
    if since and (stay.until is None or since <= stay.until):
        yield dataclasses.replace(stay, since=since)
