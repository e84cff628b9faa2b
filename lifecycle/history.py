"""The audit log: what happened, who did it, and proof that nobody edited it afterwards.

Every change of the ledger appends one event in the same transaction. Each event's hash covers its
content in canonical JSON (RFC 8785) and the hash before it, so an edited, removed or reordered event
breaks the chain.
"""

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from lifecycle.digests import canonical, digest_of
from lifecycle.ledger import Reading, Writing
from lifecycle.records import Actor, Event
from lifecycle.workbench import Workbench

GENESIS = "0" * 64
MOVES = ("promotion.promoted", "promotion.rolled_back")
REMOVED = "application.removed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay:
    """How long a version stood in an environment; `until` None means it still does."""

    environment: str
    move: Event
    """What brought it there: `after` is the version, `at` since when."""
    until: datetime | None = None


def record(
    bench: Workbench,
    tx: Writing,
    by: Actor,
    action: str,
    *,
    app: str,
    subject: str,
    before: Any = None,
    after: Any = None,
    reason: str = "",
    **details: Any,
) -> Event:
    """Append one event to the audit log, in the transaction of the change it tells of.

    `action` is a word of the table in `messages.words` (`event.<action>`); `before`, `after` and
    `details` are JSON values.
    """
    last = tx.newest(Event)
    event = Event(
        number=last.number + 1 if last else 1,
        at=bench.now(),
        actor=by.person,
        identity=by.identity,
        action=action,
        app=app,
        subject=subject,
        before=before,
        after=after,
        reason=reason,
        details=details,
        previous=last.hash if last else GENESIS,
        hash="",
    )
    event = dataclasses.replace(event, hash=hash_of(event))
    tx.add(event)
    return event


def hash_of(event: Event) -> str:
    """Give the hash an event must carry: SHA-256 over its canonical JSON without `hash` itself."""
    content = dataclasses.asdict(event)
    del content["hash"]
    content["at"] = event.at.astimezone(UTC).isoformat(timespec="microseconds")
    return digest_of(canonical(content))


def broken_at(events: Sequence[Event], previous: str = GENESIS) -> int | None:
    """Give the number of the first event that does not continue the chain, None if all do.

    `events` in ascending order; `previous` is the hash before the first of them.
    """
    for number, event in enumerate(events, start=events[0].number if events else 1):
        if event.number != number or event.previous != previous or event.hash != hash_of(event):
            return event.number
        previous = event.hash
    return None


def verify(bench: Workbench) -> int | None:
    """Check the whole audit log; the number of the first broken event, None if it is sound."""
    with bench.ledger.read() as tx:
        return broken_at(tx.all(Event))


def events(
    bench: Workbench, app: str, *, actions: Sequence[str] = (), limit: int | None = None
) -> list[Event]:
    """List an application's events, the newest first; only `actions` if any are given."""
    wanted = {"action": list(actions)} if actions else {}
    with bench.ledger.read() as tx:
        return tx.all(Event, order=["-number"], limit=limit, app=app, **wanted)


def moves(tx: Reading, app: str, environment: str) -> list[Event]:
    """List the promotions and rollbacks of one environment, the oldest first.

    An application that was removed and made again begins anew.
    """
    found: list[Event] = []
    for event in tx.all(Event, app=app, action=[*MOVES, REMOVED]):
        if event.action == REMOVED:
            found.clear()
        elif event.details["environment"] == environment:
            found.append(event)
    return found


def state_at(bench: Workbench, app: str, moment: datetime) -> dict[str, Event]:
    """Tell which move explains each environment at a moment; an environment still empty is left out.

    The event's `after` is the version that stood there, `actor`, `reason` and `details` (request,
    approvals, evaluation, policy digest) say who allowed it and on what evidence.
    """
    state: dict[str, Event] = {}
    with bench.ledger.read() as tx:
        past = tx.all(Event, app=app, action=[*MOVES, REMOVED])
    for event in past:
        if event.at > moment:
            break
        if event.action == REMOVED:
            state.clear()
        else:
            state[event.details["environment"]] = event
    return state


def stays(bench: Workbench, app: str) -> list[Stay]:
    """List which version stood where and how long, the oldest first."""
    with bench.ledger.read() as tx:
        past = tx.all(Event, app=app, action=[*MOVES, REMOVED])
    standing: dict[str, Event] = {}
    found: list[Stay] = []
    for event in past:
        ending = list(standing) if event.action == REMOVED else [event.details["environment"]]
        found += [
            Stay(environment=name, move=standing.pop(name), until=event.at)
            for name in ending
            if name in standing
        ]
        if event.action != REMOVED:
            standing[event.details["environment"]] = event
    found += [Stay(environment=name, move=event) for name, event in standing.items()]
    return sorted(found, key=lambda stay: stay.move.number)


def grounds(bench: Workbench, move: Event) -> Event:
    """Give the promotion that let a version in: the move itself, for a rollback the one it went back to."""
    if move.action == "promotion.promoted":
        return move
    with bench.ledger.read() as tx:
        promotions = tx.all(Event, order=["-number"], app=move.app, action="promotion.promoted")
    return next(
        event
        for event in promotions
        if event.number < move.number
        and event.after == move.after
        and event.details["environment"] == move.details["environment"]
    )
