"""The hash chain: every event carries the hash of its content and of the event before it.

The content is hashed in canonical JSON (RFC 8785), so an edited, removed, inserted or reordered event
breaks the chain where it stands. A cut tail or a chain made anew breaks nothing: those show only against
an anchor, the head of the chain as it once was, kept outside (see `anchor`).
"""

import threading
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, datetime
from typing import Any

from lifecycle.digests import canonical, digest_of
from lifecycle.errors import Conflict
from lifecycle.history.clock import ahead, backwards
from lifecycle.history.losses import Named, losses, missing, noting
from lifecycle.ledger import BATCH, Reading, Writing
from lifecycle.records import Actor, Event
from lifecycle.workbench import Workbench

GENESIS = "0" * 64
UNREADABLE = "audit.unreadable"
HASHED = tuple(field.name for field in fields(Event) if field.name != "hash")


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The last event of a chain; numbers have no gaps, so its number is how many events there are."""

    number: int
    hash: str
    at: datetime | None
    """When it happened; None before the first."""


START = Head(number=0, hash=GENESIS, at=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """What came of reading the chain: its last sound event, and what is wrong.

    The parameter `number` of whatever is wrong names the event.
    """

    head: Head
    fault: Conflict | None = None
    """The first thing that is wrong with the events themselves. None: the chain is sound."""
    missing: Named = field(default_factory=dict)
    """Frozen files that sound events rest on, and that are gone or changed."""
    clocks: tuple[Conflict, ...] = ()
    """Where sound events show that a clock was wrong; the chain is sound all the same."""

    @property
    def lost(self) -> tuple[Conflict, ...]:
        """Tells of each file that is missing, under the first event that names it."""
        return losses(self.missing)

    @property
    def faults(self) -> tuple[Conflict, ...]:
        """All that is wrong, the events first."""
        return (*filter(None, [self.fault]), *self.lost)


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
    `details` are JSON values, with numbers below 2**53.
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
    event = replace(event, hash=hash_of(event))
    tx.add(event)
    return event


def hash_of(event: Event) -> str:
    """Give the hash an event must carry: SHA-256 over its canonical JSON without `hash` itself.

    Raises:
        ValueError: something in it is no JSON value.
    """
    return digest_of(canonical(content(event)))


def content(event: Event) -> dict[str, Any]:
    """Give what an event's hash covers, as JSON values."""
    found = {name: getattr(event, name) for name in HASHED}
    found["at"] = event.at.astimezone(UTC).isoformat(timespec="microseconds")
    return found


def follow(events: Iterable[Event], head: Head = START) -> Chain:
    """Go along events on from a head, as far as each continues the one before it."""
    number, last, at, fault = head.number, head.hash, head.at, None
    clocks: list[Conflict] = []
    try:
        for event in events:
            if fault := flaw(event, number + 1, last):
                break
            if turned := backwards(event.number, event.at, at):
                clocks.append(turned)
            number, last, at = event.number, event.hash, event.at
    except Conflict as err:
        fault = Conflict(UNREADABLE, number=number + 1, reason=err.params["reason"])
    return Chain(head=Head(number=number, hash=last, at=at), fault=fault, clocks=tuple(clocks))


def flaw(event: Event, number: int, previous: str) -> Conflict | None:
    """Tell why an event does not continue the chain, None if it does."""
    if event.number > number:
        return Conflict("audit.removed", number=number, found=event.number)
    if event.number < number:
        return Conflict("audit.inserted", number=event.number)
    if event.previous != previous:
        return Conflict("audit.unlinked", number=number)
    return None if is_intact(event) else Conflict("audit.edited", number=number)


def is_intact(event: Event) -> bool:
    """Tell whether an event still has the content that its hash was made of."""
    try:
        return hash_of(event) == event.hash
    except (ValueError, RecursionError):
        return False


def edits(events: Iterable[Event]) -> tuple[Conflict, ...]:
    """Tell which events no longer have the content that they were written with."""
    return tuple(Conflict("audit.edited", number=event.number) for event in events if not is_intact(event))


def check(bench: Workbench, *, anchor: Head | None = None) -> Chain:
    """Read all of the audit log, and each frozen file that the events rest on once.

    Reads a few events at a time, so any number of them takes the same memory. With an anchor, also looks
    whether the log still holds it.
    """
    named: Named = {}
    with bench.ledger.read() as tx:
        chain = read_on(tx, START, named)
        if anchor and not chain.fault:
            chain = replace(chain, fault=loss(tx, anchor))
    last = filter(None, [ahead(chain.head.number, chain.head.at, bench.now())])
    return replace(chain, missing=missing(bench.objects, named), clocks=(*chain.clocks, *last))


def check_on(bench: Workbench, chain: Chain) -> Chain:
    """Read the audit log on from where it was once read to, and look again at what was missing then.

    Of large frozen files it is enough that they are there.
    """
    named = dict(chain.missing)
    with bench.ledger.read() as tx:
        fault = chain.fault or loss(tx, chain.head)
        found = Chain(head=chain.head, fault=fault) if fault else read_on(tx, chain.head, named)
    return replace(found, missing=missing(bench.objects, named, is_quick=True))


def read_on(tx: Reading, head: Head, named: Named) -> Chain:
    """Read the log on from a head, and note the frozen files that it names."""
    chain = read_batches(tx, head, named, BATCH)
    if chain.fault and chain.fault.code == UNREADABLE:
        rest = read_batches(tx, chain.head, named, 1)  # a driver gives up a whole batch for one row
        return replace(rest, clocks=chain.clocks + rest.clocks)
    return chain


def read_batches(tx: Reading, head: Head, named: Named, batch: int) -> Chain:
    """Read the log on from a head, some events at a time."""
    with closing(tx.each(Event, after=head.number or None, batch=batch)) as events:
        return follow(noting(events, named), head)


def loss(tx: Reading, known: Head) -> Conflict | None:
    """Tell whether the log lost a head that it once had: cut off before it, or made anew."""
    number = known.number
    if not number:
        return None
    try:
        with closing(tx.each(Event, after=number - 1, batch=1)) as events:
            event = next(events, None)
    except Conflict as err:
        return Conflict(UNREADABLE, number=number, reason=err.params["reason"])
    if event is None:
        return Conflict("audit.cut", number=number, left=tx.count(Event))
    if event.number > number:
        return Conflict("audit.removed", number=number, found=event.number)
    return None if event.hash == known.hash else Conflict("audit.rewritten", number=number)


def verify(bench: Workbench) -> int | None:
    """Check the audit log and what it rests on; the number of the first event that is wrong, else None."""
    return next((int(fault.params["number"]) for fault in check(bench).faults), None)


class Watch:
    """Keeps an eye on the chain: reads all of it once, and then, at each look, only what is new."""

    def __init__(self, bench: Workbench) -> None:
        self.bench = bench
        self.turn = threading.Lock()
        self.begun = bench.now()
        """When all of it was read."""
        self.chain = check_on(bench, Chain(head=START))

    def look(self) -> Chain:
        """Read on from where the last look ended: an event that is wrong stays so, a file may come back."""
        with self.turn:
            self.chain = check_on(self.bench, self.chain)
            return self.chain
