"""Keys that people and programs give their moves: the same key again is the same move, never a second one."""

from lifecycle.errors import Conflict, Invalid
from lifecycle.ledger import Reading, Writing
from lifecycle.records import Actor, Event, MoveKey

LONGEST = 200
"""Characters."""


def earlier(
    tx: Reading,
    key: str,
    action: str,
    subject: str,
    *,
    by: Actor,
    before: int | None,
    after: int | None = None,
    request: str = "",
) -> Event | None:
    """Give the move that was made under a key, None if there is none or no key was given.

    All but `tx` and `key` tells what the move must be; `after` None: wherever it led.

    Raises:
        Conflict: another move was made under this key.
        Invalid: the key is too long.
    """
    if len(key) > LONGEST:
        raise Invalid("release.long_key", limit=LONGEST)
    known = tx.one(MoveKey, key=key) if key else None
    event = tx.one(Event, number=known.event) if known else None
    if event is None:
        return None
    made = (event.action, event.subject, event.actor, event.before, event.details.get("request", ""))
    if made != (action, subject, by.person, before, request) or after not in {None, event.after}:
        raise Conflict("release.key_used", key=key, event=event.number, by=event.actor)
    return event


def keep(tx: Writing, key: str, move: Event) -> None:
    """Keep which move was made under a key, in the transaction of the move."""
    if key:
        place = move.details["environment"]
        tx.add(MoveKey(key=key, app=move.app, environment=place, event=move.number))
