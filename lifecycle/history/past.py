"""What happened: events of an application, what its environments held, and since when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, tzinfo

from lifecycle.errors import Conflict, Invalid, NotFound
from lifecycle.ledger import Reading
from lifecycle.records import Event
from lifecycle.workbench import Workbench

PROMOTED, ROLLED_BACK = "promotion.promoted", "promotion.rolled_back"
MOVES = (PROMOTED, ROLLED_BACK)
REMOVED = "application.removed"
A_DATE = len("2026-03-03")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay:
    """How long a version stood in an environment; `until` None means it still does."""

    environment: str
    move: Event
    """What brought it there: `after` is the version, `at` since when."""
    until: datetime | None = None


def events(
    bench: Workbench,
    app: str,
    *,
    actions: Sequence[str] = (),
    limit: int | None = None,
    skip: int | None = None,
) -> list[Event]:
    """List an application's events, the newest first; only `actions` if any are given."""
    with bench.ledger.read() as tx:
        return tx.all(Event, order=["-number"], limit=limit, skip=skip, app=app, **only(actions))


def count(bench: Workbench, app: str, *, actions: Sequence[str] = ()) -> int:
    """Count what `events` lists."""
    with bench.ledger.read() as tx:
        return tx.count(Event, app=app, **only(actions))


def only(actions: Sequence[str]) -> dict[str, list[str]]:
    """Narrow a search to some actions; none given: to nothing."""
    return {"action": list(actions)} if actions else {}


def moved(tx: Reading, app: str) -> list[Event]:
    """List the promotions and rollbacks of an application, the oldest first.

    An application that was removed and made again begins anew.

    Raises:
        Conflict: as `turns`.
    """
    found: list[Event] = []
    for event in turns(tx, app):
        if event.action == REMOVED:
            found.clear()
        else:
            found.append(event)
    return found


def turns(tx: Reading, app: str) -> list[Event]:
    """List the moves of an application and its removals, the oldest first.

    They are asked for as the index has them, by action; by number SQLite would go through every event.

    Raises:
        Conflict: a move was edited (see `require_move`).
    """
    found = tx.all(Event, order=["action", "number"], app=app, action=[*MOVES, REMOVED])
    for event in found:
        if event.action != REMOVED:
            require_move(event)
    return sorted(found, key=lambda event: event.number)


def require_move(event: Event) -> None:
    """Insist that an event tells of versions in an environment, as every move and what shows one does.

    Raises:
        Conflict: it was edited.
    """
    environment_of(event)
    if not isinstance(event.before, int | None) or not isinstance(event.after, int | None):
        raise Conflict("audit.edited", number=event.number)


def environment_of(event: Event) -> str:
    """Name the environment that an event is about.

    Raises:
        Conflict: it was edited: it names none.
    """
    environment = event.details.get("environment")
    if not isinstance(environment, str):
        raise Conflict("audit.edited", number=event.number)
    return environment


def moves(tx: Reading, app: str, environment: str) -> list[Event]:
    """List those of `moved` that one environment saw."""
    return [event for event in moved(tx, app) if environment_of(event) == environment]


def stays(bench: Workbench, app: str) -> list[Stay]:
    """List which version stood where and how long, the oldest first."""
    with bench.ledger.read() as tx:
        past = turns(tx, app)
    standing: dict[str, Event] = {}
    found: list[Stay] = []
    for event in past:
        ending = list(standing) if event.action == REMOVED else [environment_of(event)]
        found += [
            Stay(environment=name, move=standing.pop(name), until=event.at)
            for name in ending
            if name in standing
        ]
        if event.action != REMOVED:
            standing[environment_of(event)] = event
    found += [Stay(environment=name, move=event) for name, event in standing.items()]
    return sorted(found, key=lambda stay: stay.move.number)


def find_move(bench: Workbench, app: str, number: str) -> Event:
    """Give the move of a number, as an address writes it.

    Raises:
        NotFound: no move of this application has the number.
    """
    found = next((stay.move for stay in stays(bench, app) if str(stay.move.number) == number), None)
    if found is None:
        raise NotFound("release.no_move", app=app, number=number)
    return found


def stays_at(bench: Workbench, app: str, moment: datetime) -> list[Stay]:
    """List what stood in the environments at a moment, by name; an environment still empty is left out."""
    standing = {
        stay.environment: stay
        for stay in stays(bench, app)
        if stay.move.at <= moment and (stay.until is None or moment < stay.until)
    }
    return [standing[environment] for environment in sorted(standing)]


def state_at(bench: Workbench, app: str, moment: datetime) -> dict[str, Event]:
    """Tell which move explains each environment at a moment; an environment still empty is left out.

    The event's `after` is the version that stood there, `actor`, `reason` and `details` (request,
    approvals, evaluation, policy digest) say who allowed it and on what evidence.
    """
    return {stay.environment: stay.move for stay in stays_at(bench, app, moment)}


def read_day(text: str) -> date:
    """Read a day.

    Raises:
        Invalid: it is none.
    """
    try:
        return datetime.strptime(text, "%Y-%m-%d").date()
    except ValueError as err:
        raise Invalid("cli.bad_date", text=text) from err


def read_moment(text: str, zone: tzinfo = UTC) -> datetime:
    """Read a date, which means its last moment in a time zone, or a moment (in that zone if it names none).

    Raises:
        Invalid: it is neither.
    """
    try:
        found = datetime.fromisoformat(text)
        if len(text) <= A_DATE:
            found = datetime.combine(found.date(), time.max)
        moment = found if found.tzinfo else found.replace(tzinfo=zone)
        return moment.astimezone(UTC)
    except (ValueError, OverflowError) as err:
        raise Invalid("cli.bad_date", text=text) from err
