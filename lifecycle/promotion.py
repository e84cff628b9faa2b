"""Moves environments: the promotion through the gate, and the way back.

Each move is one conditional transaction: it names the version that the person saw (`expecting`), and
of two that race one wins. The MLflow aliases follow after the commit and are read back; should MLflow
not answer, the move stands, and the outbox catches up later.
"""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from lifecycle import applications, evidence, gates, history, projection, requests, versions
from lifecycle.errors import Conflict, Refused, Unavailable
from lifecycle.ledger import Reading, Writing
from lifecycle.records import Actor, Event, Placement, Request, RequestState, Verdict
from lifecycle.workbench import Workbench


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A promotion or rollback that happened."""

    event: Event
    is_shown: bool
    """Whether MLflow already shows it: its alias was moved and read back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WayBack:
    """Where a rollback would lead."""

    version: int
    since: datetime
    """When this version last came into the environment."""
    moved_by: str


def promote(bench: Workbench, id: str, *, by: Actor, expecting: int | None) -> Move:
    """Move an environment to the version of a request, if the gate is open.

    Args:
        bench: the workbench.
        id: the request.
        by: who presses the button.
        expecting: the version the person saw in the environment, None for an empty one.

    Raises:
        Refused: the role does not allow it, or the verdict is not `ready`.
        Conflict: the request is over, or the environment holds another version than expected.
    """
    request = requests.find(bench, id)
    bench.permit(by, request.app, "promotion.promote")
    with bench.ledger.write() as tx:
        request = requests.still_live(bench, id)
        check_expected(bench, request.app, request.environment, expecting)
        gathered = requests.gather(bench, request)
        judged = gates.judge(applications.policy(bench, request.app), request.environment, gathered)
        if judged.verdict != Verdict.READY:
            raise requests.closed(judged)
        done = {"state": RequestState.PROMOTED, "closed_by": by.person, "closed_at": bench.now()}
        tx.change(Request, {"id": id}, **done)
        event = move(
            bench,
            tx,
            by,
            "promotion.promoted",
            app=request.app,
            environment=request.environment,
            version=request.version,
            reason=request.reason,
            **explanation(request, gathered, judged),
        )
    return Move(event=event, is_shown=show(bench, request.app, request.environment))


def roll_back(
    bench: Workbench, app: str, environment: str, *, by: Actor, expecting: int | None, reason: str
) -> Move:
    """Move an environment back to the version that held it before; needs no gate.

    Raises:
        Refused: the role does not allow it, or there is nothing to go back to.
        Conflict: the environment holds another version than expected.
        Invalid: no reason was given.
    """
    bench.permit(by, app, "promotion.roll_back")
    requests.check_reason(reason)
    with bench.ledger.write() as tx:
        check_expected(bench, app, environment, expecting)
        back = way_back(bench, app, environment)
        if back is None:
            raise Refused("release.no_way_back", environment=environment)
        event = move(
            bench,
            tx,
            by,
            "promotion.rolled_back",
            app=app,
            environment=environment,
            version=back.version,
            reason=reason.strip(),
        )
    return Move(event=event, is_shown=show(bench, app, environment))


def way_back(bench: Workbench, app: str, environment: str) -> WayBack | None:
    """Tell where a rollback leads: to the version replaced by the one that is there now.

    A rollback undoes a promotion, so the version that was rolled back is never a target again.
    """
    with bench.ledger.read() as tx:
        standing = held(tx, app, environment)
    if len(standing) < 2:
        return None
    event = standing[-2]
    return WayBack(version=event.after, since=event.at, moved_by=event.actor)


def held(tx: Reading, app: str, environment: str) -> list[Event]:
    """List the promotions that no rollback has undone, the oldest first; the last one holds now."""
    stack: list[Event] = []
    for event in history.moves(tx, app, environment):
        if event.action == "promotion.promoted":
            stack.append(event)
        elif stack:
            stack.pop()
    return stack


def check_expected(bench: Workbench, app: str, environment: str, expecting: int | None) -> None:
    """Refuse to move on from another version than the person saw."""
    found = evidence.placement(bench, app, environment)
    if found.version != expecting:
        raise Conflict(
            "release.moved_meanwhile",
            environment=environment,
            expected=name(expecting),
            found=name(found.version),
            by=found.moved_by or "-",
        )


def name(version: int | None) -> str:
    """Write a version as people do: `v12`, a dash for none."""
    return "–" if version is None else f"v{version}"


def move(
    bench: Workbench,
    tx: Writing,
    by: Actor,
    action: str,
    *,
    app: str,
    environment: str,
    version: int,
    reason: str,
    **details: object,
) -> Event:
    """Put a version into an environment, record it, and ask for the aliases to follow."""
    now = evidence.placement(bench, app, environment)
    moved = Placement(
        app=app,
        environment=environment,
        version=version,
        request=str(details.get("request", "")),
        moved_by=by.person,
        moved_at=bench.now(),
    )
    tx.remove(Placement, app=app, environment=environment)
    tx.add(moved)
    target = versions.find(bench, app, version)
    projection.send(
        bench,
        tx,
        "alias",
        app=app,
        subject=environment,
        environment=environment,
        version=version,
        prompt=target.prompt.name,
        prompt_number=target.prompt.number,
    )
    return history.record(
        bench,
        tx,
        by,
        action,
        app=app,
        subject=f"{app}@{environment}",
        before=now.version,
        after=version,
        reason=reason,
        environment=environment,
        bundle_digest=target.digest,
        **details,
    )


def explanation(request: Request, gathered: gates.Evidence, judged: gates.Decision) -> dict[str, object]:
    """Collect what an auditor will ask for: who allowed it, on what evidence, under which policy.

    All of it as it stands at the promotion: approvals that no longer count are not named.
    """
    card = gathered.scorecard
    return {
        "request": request.id,
        "requested_by": request.requested_by,
        "approved_by": [approval.person for approval in gathered.approvals],
        "evaluation": card.evaluation.id if card else "",
        "evidence_digest": evidence.digest(gathered),
        "policy_digest": judged.policy_digest,
        "verdict": judged.verdict.value,
        "sentence": gates.sentence(judged, "en"),
        "sentence_ja": gates.sentence(judged, "ja"),
    }


def show(bench: Workbench, app: str, environment: str) -> bool:
    """Let MLflow follow; False when it does not answer, and the outbox will."""
    with suppress(Unavailable):
        projection.catch_up(bench)
    return evidence.placement(bench, app, environment).verified
