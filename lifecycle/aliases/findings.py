"""What was found changed past the gate: recorded once, and so is its end.

So what stands can be told without asking MLflow.
"""

from collections.abc import Callable, Iterable
from datetime import datetime

from lifecycle import history
from lifecycle.aliases import looking
from lifecycle.aliases.due import due_to, subject
from lifecycle.aliases.looking import CHANGED, FOUND, Look
from lifecycle.ledger import Reading
from lifecycle.records import KANMON, Actor, Errand, Event
from lifecycle.workbench import Workbench

GONE, REPAIRED = "alias.restored", "alias.repaired"
"""It is right again of itself, or was put back by somebody."""


def take_note(bench: Workbench, errand: Errand) -> None:
    """Record what was changed past the gate in an errand's environment, before it is written over.

    Right is what MLflow was last seen to show; `errand` is as it was before this attempt.
    """
    app, environment = errand.app, errand.params["environment"]
    with bench.ledger.read() as tx:
        shown = last_shown(tx, app, environment)
        stood = due_to(tx, app, environment, shown.after if shown else None)
    looks, _ = looking.look_at(bench, app, stood)
    wrong = [look for look in looks if look.is_bypass]
    if wrong:
        note(bench, app, lambda tx: unexplained(tx, errand, shown, wrong))


def last_shown(tx: Reading, app: str, environment: str) -> Event | None:
    """Give the last event that says what MLflow shows of an environment, None before there is one.

    An application that was removed and made again begins anew.

    Raises:
        Conflict: it was edited.
    """
    found = tx.newest(Event, app=app, action=history.SHOWN, subject=subject(app, environment))
    if found:
        history.require_move(found)
    removed = tx.newest(Event, app=app, action=history.REMOVED)
    return None if found and removed and removed.number > found.number else found


def unexplained(tx: Reading, errand: Errand, shown: Event | None, looks: Iterable[Look]) -> list[Look]:
    """Leave out aliases that were moved by us since MLflow was last seen to show something.

    They name what was decided since, and somebody is at it or was killed on the way. If MLflow was seen to
    show something else meanwhile, all of them were.
    """
    app, environment = errand.app, errand.params["environment"]
    if last_shown(tx, app, environment) != shown:
        return [look for look in looks if look.is_changed]
    if shown and not was_tried(tx, errand):
        return list(looks)
    moves = history.moves(tx, app, environment)
    decided = {move.after for move in moves if shown is None or move.number > shown.number}
    fine = {
        (alias.address, alias.number)
        for version in decided
        for alias in due_to(tx, app, environment, version)
    }
    return [look for look in looks if look.is_changed or (look.alias.address, look.names) not in fine]


def was_tried(tx: Reading, errand: Errand) -> bool:
    """Whether the aliases of an errand's environment were tried to be moved before, and it is not done."""
    left = tx.all(Errand, app=errand.app, kind=errand.kind, done_at=None)
    others = [each for each in left if each.id != errand.id and each.params == errand.params]
    return any(each.attempts for each in (errand, *others))


def note(bench: Workbench, app: str, true: Callable[[Reading], list[Look]]) -> list[Look]:
    """Record what is not in the audit log yet, and give the looks that are true now.

    `true` gives them, asked again in the transaction that records: a move may have overtaken some.
    """
    with bench.ledger.read() as tx:
        looks = true(tx)
        is_new = bool(news(tx, app, looks))
    if is_new:
        with bench.ledger.write() as tx:
            looks = true(tx)
            for action, each in news(tx, app, looks):
                history.record(
                    bench,
                    tx,
                    KANMON,
                    action,
                    app=app,
                    subject=each.alias.address,
                    before=each.expected,
                    after=each.found,
                    environment=each.alias.environment,
                    number=each.alias.number,
                )
    return looks


def news(tx: Reading, app: str, looks: Iterable[Look]) -> list[tuple[str, Look]]:
    """Tell what is not in the audit log yet: new findings, and the end of old ones."""
    known = {event.subject: event for event in standing(tx, app)}
    found: list[tuple[str, Look]] = []
    for each in looks:
        before = known.get(each.alias.address)
        if each.is_bypass and (before is None or (before.action, before.after) != (each.action, each.found)):
            found.append((each.action, each))
        elif before and not each.is_bypass:
            found.append((GONE, each))
    return found


def standing(tx: Reading, app: str) -> list[Event]:
    """List the findings that were recorded and have not ended, the oldest first.

    A finding ends when it is found right, is put back, or follows a later move.
    """
    told = tx.all(Event, order=["action", "number"], app=app, action=[FOUND, CHANGED])
    newest = {event.subject: event for event in sorted(told, key=lambda event: event.number)}
    found = sorted(newest.values(), key=lambda event: event.number)
    return [event for event in found if not has_ended(tx, event)]


def bypassed(tx: Reading, app: str, environment: str) -> list[tuple[datetime, datetime | None]]:
    """List from when to when it was known that MLflow shows something else, the oldest first; None: still.

    A finding ends as in `standing`.
    """
    ends = [GONE, REPAIRED, history.SHOWN, history.REMOVED]
    told = tx.all(Event, order=["action", "number"], app=app, action=[FOUND, CHANGED, *ends])
    found: list[tuple[datetime, datetime | None]] = []
    wrong: set[str] = set()
    for event in sorted(told, key=lambda event: event.number):
        if event.action != history.REMOVED and history.environment_of(event) != environment:
            continue
        if event.action in {FOUND, CHANGED}:
            if not wrong:
                found.append((event.at, None))
            wrong.add(event.subject)
        elif wrong:
            wrong = wrong - {event.subject} if event.action in {GONE, REPAIRED} else set()
            if not wrong:
                found[-1] = found[-1][0], event.at
    return found


def has_ended(tx: Reading, finding: Event) -> bool:
    """Whether something came after a finding that ends it; each is one look into the index."""
    app = finding.app
    ends = {
        GONE: finding.subject,
        REPAIRED: finding.subject,
        history.SHOWN: subject(app, history.environment_of(finding)),
        history.REMOVED: app,
    }
    last = (tx.newest(Event, app=app, action=action, subject=about) for action, about in ends.items())
    return any(event and event.number > finding.number for event in last)


def tell_repaired(bench: Workbench, app: str, environment: str, *, by: Actor) -> None:
    """Record who had an environment's aliases put back, where a finding stands."""
    with bench.ledger.write() as tx:
        for event in standing(tx, app):
            if history.environment_of(event) == environment:
                history.record(
                    bench,
                    tx,
                    by,
                    REPAIRED,
                    app=app,
                    subject=event.subject,
                    before=event.after,
                    after=event.before,
                    environment=environment,
                )
