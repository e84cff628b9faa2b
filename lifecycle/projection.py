"""Makes MLflow agree with the ledger: an outbox of errands, sent in the transaction that decided.

An errand says that something is to be shown, never what was true once: it writes what the ledger says
at the moment it is carried out and looks again afterwards. So errands may come late, twice or in any
order, and a process that slept through a promotion cannot bring an old alias back.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import timedelta
from typing import Any

from lifecycle import aliases, history
from lifecycle.errors import LifecycleError, Unavailable
from lifecycle.ledger import Writing
from lifecycle.records import KANMON, Actor, Errand, Event, Placement
from lifecycle.settings import Settings, Traces
from lifecycle.workbench import Workbench

Place = Mapping[str, Callable[[Workbench, Errand], None]]
"""Where others look: how its errands are carried out, by kind."""
MLFLOW, LANGSMITH = ("alias", "evaluation", "traces"), ("langsmith",)
"""The kinds of errands that show something, for each place."""
CLAIM = timedelta(minutes=2)
"""How long an errand stays with the process that took it."""
LONGEST_WAIT_S = 3600
STAGES = {"staging": "Staging", "production": "Production"}
"""The stages that MLflow users know, by environment; the later one wins."""


def send(bench: Workbench, tx: Writing, kind: str, *, app: str, subject: str, **params: Any) -> Errand:
    """Leave an errand, in the transaction of the decision it shows.

    `kind` is `alias` (params environment; by and identity of who has it put back), `smoke` (params smoke)
    or `evaluation` (params evaluation). A finished evaluation is shown in more than one way, so it leaves
    an errand for each: none has to wait for another.
    """
    wanted = {kind: params, **(companions(bench.settings, params) if kind == "evaluation" else {})}
    errands = [
        Errand(id=bench.new_id(), kind=each, app=app, subject=subject, params=said, created_at=bench.now())
        for each, said in wanted.items()
    ]
    tx.add(*errands)
    return errands[0]


def companions(settings: Settings, params: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Tell what else the settings ask for of a finished evaluation: kind of errand → its params."""
    about = {"evaluation": params["evaluation"]}
    found: dict[str, dict[str, Any]] = {}
    if settings.traces is not Traces.NONE:
        found["traces"] = {**about, "rows": settings.traces.value}
    if settings.langsmith_url:
        found["langsmith"] = about
    return found


def pending(bench: Workbench, kinds: Collection[str] = MLFLOW) -> list[Errand]:
    """List the errands of these kinds that are not done, the oldest first."""
    with bench.ledger.read() as tx:
        return tx.all(Errand, order=["created_at", "id"], done_at=None, kind=list(kinds))


def unshown(bench: Workbench, app: str) -> list[Errand]:
    """List why MLflow does not show what environments hold: the errand for each that failed last."""
    with bench.ledger.read() as tx:
        left = tx.all(Errand, order=["created_at", "id"], app=app, kind=list(ALIASES), done_at=None)
        places = {place.environment for place in tx.all(Placement, app=app, verified=False)}
    failed = {errand.params["environment"]: errand for errand in left if errand.error}
    return [errand for environment, errand in failed.items() if environment in places]


def catch_up(bench: Workbench, *places: Place, hurry: bool = False) -> list[Errand]:
    """Carry out every errand for some places that nobody else is at, and list those done now.

    Without places it is the aliases alone, for somebody who waits. One that cannot be carried out (the
    version is gone from MLflow, the store is of another MLflow) keeps its reason in `error` and waits
    longer each time, at most an hour; the others go on. With `hurry` those that wait are tried too.

    Raises:
        Unavailable: a place does not answer; what is left for it can be tried again at once, and the
            other places are up to date.
    """
    done: list[Errand] = []
    seen: set[str] = set()
    answering = list(places or (ALIASES,))
    silent: Unavailable | None = None
    while taken := take(bench, answering, seen, hurry=hurry):
        place, errand = taken
        seen.add(errand.id)
        try:
            place[errand.kind](bench, errand)
        except Unavailable as err:
            give_back(bench, errand, err, wait_s=0)
            answering.remove(place)
            silent = silent or err
        except LifecycleError as err:
            give_back(bench, errand, err, wait_s=min(LONGEST_WAIT_S, 30 * 2**errand.attempts))
        else:
            settle(bench, errand)
            done.append(errand)
    if silent:
        raise silent
    return done


def take(
    bench: Workbench, places: Iterable[Place], seen: Collection[str], *, hurry: bool
) -> tuple[Place, Errand] | None:
    """Claim the next errand that was not seen yet, None when there is none left.

    The least often tried come first, so that one that always fails keeps nobody waiting; then it is by
    place and kind, in the order given.
    """
    carried = {kind: place for place in places for kind in place}
    kinds = list(carried)
    waiting = (errand for errand in pending(bench, kinds) if errand.id not in seen)
    for errand in sorted(waiting, key=lambda each: (each.attempts, kinds.index(each.kind))):
        if claim(bench, errand, hurry=hurry):
            return carried[errand.kind], errand
    return None


def claim(bench: Workbench, errand: Errand, *, hurry: bool = False) -> bool:
    """Take an errand, unless another process has it or, without hurry, it has to wait.

    Who is in a hurry takes that of an alias from anybody, who may have been killed: to move an alias
    twice is harmless.
    """
    now = bench.now()
    is_free = hurry and (errand.error or errand.kind in ALIASES)
    if errand.claimed_until and errand.claimed_until > now and not is_free:
        return False
    as_seen = {"id": errand.id, "done_at": None, "claimed_until": errand.claimed_until}
    with bench.ledger.write() as tx:
        attempts = errand.attempts + 1
        return bool(tx.change(Errand, as_seen, claimed_until=now + CLAIM, attempts=attempts, error=""))


def give_back(bench: Workbench, errand: Errand, error: LifecycleError, *, wait_s: int) -> None:
    """Keep why an errand failed, and leave it for later."""
    until = bench.now() + timedelta(seconds=wait_s) if wait_s else None
    with bench.ledger.write() as tx:
        tx.change(Errand, {"id": errand.id}, claimed_until=until, error=error.say())


def hold(bench: Workbench, errand: Errand) -> None:
    """Keep an errand that takes longer than `CLAIM`."""
    with bench.ledger.write() as tx:
        tx.change(Errand, {"id": errand.id}, claimed_until=bench.now() + CLAIM)


def settle(bench: Workbench, errand: Errand) -> None:
    """Close an errand that was carried out."""
    with bench.ledger.write() as tx:
        tx.change(Errand, {"id": errand.id}, done_at=bench.now(), claimed_until=None, error="")


def show_placement(bench: Workbench, errand: Errand) -> None:
    """Let the aliases of an environment name what stands there, and read it back.

    What was changed past the gate is told first; of an errand that somebody sent to have it put back, who
    that was is told last.
    """
    app, environment = errand.app, errand.params["environment"]
    aliases.take_note(bench, errand)
    is_overtaken = True
    while is_overtaken:
        place, due = aliases.wanted_in(bench, app, environment)
        aliases.set_right(bench, app, due, only_whole=aliases.is_arriving(place))
        mark_stages(bench, app)
        if "by" in errand.params:
            by = Actor(person=errand.params["by"], identity=errand.params["identity"])
            aliases.tell_repaired(bench, app, environment, by=by)
        is_overtaken = note_shown(bench, app, environment, place.version if place else None)


def note_shown(bench: Workbench, app: str, environment: str, version: int | None) -> bool:
    """Note that MLflow shows what an environment holds; the audit log is told once for each move.

    Nothing is noted of a version that has gone from there meanwhile; tell whether it has.
    """
    with bench.ledger.write() as tx:
        place = tx.one(Placement, app=app, environment=environment)
        if place and place.version != version:
            return True
        if tx.change(Placement, {"app": app, "environment": environment, "verified": False}, verified=True):
            history.record(
                bench,
                tx,
                KANMON,
                history.SHOWN,
                app=app,
                subject=aliases.subject(app, environment),
                after=version,
                environment=environment,
            )
    return False


def mark_stages(bench: Workbench, app: str) -> list[int]:
    """Show the derived stage at every version; give the numbers of those that showed another."""
    with bench.ledger.read() as tx:
        derived = stages(tx.all(Placement, app=app), history.moved(tx, app))
    return bench.store.models.mark(app, derived)


def put_stages_right(bench: Workbench, app: str) -> list[int]:
    """Write stages again that somebody changed in MLflow, and give the numbers of the versions.

    They follow from the ledger, so there is nothing to decide. Where an alias is still to follow a move,
    its errand does it. Looks again until all are right: a move may have come in between.

    Raises:
        Conflict: MLflow does not keep what it is given.
        Unavailable: MLflow does not answer.
    """
    if any(errand.app == app for errand in pending(bench, ALIASES)):
        return []
    found: set[int] = set()
    while marked := mark_stages(bench, app):
        found.update(marked)
    return sorted(found)


def stages(placements: Iterable[Placement], moves: Iterable[Event]) -> dict[int, str]:
    """Derive MLflow's stages: where a version stands, else Archived if it ever stood anywhere.

    A version in several environments has the stage of the last; one that never moved is left out.
    """
    held = {place.environment: place.version for place in placements if place.version}
    found = {event.after: "Archived" for event in moves if event.after not in held.values()}
    for environment, stage in STAGES.items():
        if environment in held:
            found[held[environment]] = stage
    return found


ALIASES: Place = {"alias": show_placement}
