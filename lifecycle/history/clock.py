"""Clocks of machines that write to one ledger: how far they may lie apart, and what shows that one was wrong.

Soaks, closed windows and expiry go by the clock of the machine that asks. Events are written whatever it
says, for a rollback waits for nothing; where time goes backwards between two of them, one was wrong.
"""

from datetime import datetime, timedelta

from lifecycle.errors import Conflict, Refused
from lifecycle.records import Event
from lifecycle.workbench import Workbench

APART = timedelta(minutes=5)
"""Machines that keep their time lie apart by less; Kerberos allows for as much (RFC 4120)."""


def is_ahead(moment: datetime, now: datetime) -> bool:
    """Whether a moment was written by a clock that is ahead of `now`, by more than clocks lie apart."""
    return moment - now > APART


def check_clock(bench: Workbench) -> None:
    """Insist that this machine's clock is not behind the audit log.

    The last event alone is asked, so that the next one of a right clock ends what a wrong one left.

    Raises:
        Refused: the last event is of a later time.
    """
    with bench.ledger.read() as tx:
        last = tx.newest(Event)
    now = bench.now()
    if last and is_ahead(last.at, now):
        minutes = (last.at - now) // timedelta(minutes=1)
        raise Refused("history.clock", number=last.number, minutes=minutes, at=told(last.at))


def backwards(number: int, at: datetime, before: datetime | None) -> Conflict | None:
    """Tell that an event is of an earlier time than the one before it, None if it is not."""
    if before is None or not is_ahead(before, at):
        return None
    return Conflict("audit.backwards", number=number, at=told(at), before=told(before))


def ahead(number: int, at: datetime | None, now: datetime) -> Conflict | None:
    """Tell that the last event is of a later time than now, None if it is not."""
    if at is None or not is_ahead(at, now):
        return None
    return Conflict("audit.ahead", number=number, at=told(at), now=told(now))


def told(moment: datetime) -> str:
    """Write a moment in UTC, to the second."""
    return f"{moment:%Y-%m-%d %H:%M:%S}"
