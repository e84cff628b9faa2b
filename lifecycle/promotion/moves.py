"""The two moves, each one transaction, and what follows from them."""

from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from lifecycle import (
    aliases,
    applications,
    evidence,
    gates,
    history,
    policies,
    projection,
    requests,
    smoke,
    versions,
)
from lifecycle.errors import Conflict, LifecycleError, Refused, Unavailable
from lifecycle.ledger import Writing
from lifecycle.policies import EnvironmentRule, Policy, RollbackRule
from lifecycle.promotion import keys, targets
from lifecycle.records import Actor, Event, Placement, Request, RequestState, Verdict, Version
from lifecycle.workbench import Workbench

PROMOTED, ROLLED_BACK = history.MOVES


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A promotion or rollback that happened."""

    event: Event
    holds: int | None
    """What the environment holds now: another version once somebody has moved it on."""
    is_shown: bool
    """Whether it stands and MLflow already shows it: its alias was moved and read back."""

    @property
    def is_overtaken(self) -> bool:
        """Whether the environment has been moved on since."""
        return bool(self.holds != self.event.after)


def promote(bench: Workbench, id: str, *, by: Actor, expecting: int | None, key: str = "") -> Move:
    """Move an environment to the version of a request, if the gate is open.

    Args:
        bench: the workbench.
        id: the request.
        by: who presses the button.
        expecting: the version the person saw in the environment, None for an empty one.
        key: whoever gives the same one again gets the same move, and never a second one.

    Raises:
        Refused: the role does not allow it, the environment is closed at this time, the verdict is not
            `ready`, or this machine's clock is behind the audit log.
        Conflict: the request is over (a rollback ends all that do not name its pin), the environment
            holds another version than expected, the prompt's frozen content is lost, or another move was
            made under the key.
        Invalid: the key is too long.
    """
    request = requests.find(bench, id)
    bench.permit(by, request.app, "promotion.promote")
    history.check_clock(bench)
    requests.end_if_due(bench, id)
    place_name = aliases.subject(request.app, request.environment)
    with bench.ledger.write() as tx:
        event = keys.earlier(tx, key, PROMOTED, place_name, by=by, before=expecting, request=id)
        if event is None:
            event = pass_gate(bench, tx, id, by, expecting)
            keys.keep(tx, key, event)
    return follow(bench, event)


def pass_gate(bench: Workbench, tx: Writing, id: str, by: Actor, expecting: int | None) -> Event:
    """Promote the version of a request, or say what is in the way."""
    request = requests.still_live(bench, id)
    place = check_expected(bench, request.app, request.environment, expecting)
    policy = requests.recorded_policy(bench, request)
    rule = policy.environment(request.environment)
    check_open(bench, rule)
    version = versions.find(bench, request.app, request.version)
    gathered = evidence.gather(bench, policy, version, request.environment, request)
    judged = gates.judge(policy, request.environment, gathered)
    if judged.verdict is not Verdict.READY:
        raise requests.closed(judged)
    check_kept(bench, version)
    done = {"state": RequestState.PROMOTED, "closed_by": by.person, "closed_at": bench.now()}
    tx.change(Request, {"id": id}, **done)
    return move(
        bench,
        tx,
        by,
        PROMOTED,
        place=place,
        version=request.version,
        reason=request.reason,
        rule=rule,
        **explanation(request, rule, gathered, judged),
        **history.keep(bench, policy, judged),
    )


def roll_back(
    bench: Workbench,
    app: str,
    environment: str,
    *,
    by: Actor,
    expecting: int | None,
    reason: str,
    to: int | None = None,
    key: str = "",
) -> Move:
    """Move an environment back, and pin it; needs no gate, also while the environment is closed.

    Without a target it goes to the version that was there before (see `targets.way_back`). The live
    request for the environment becomes stale. A policy that cannot be read keeps nobody from rolling
    back: then the event names none, and the rules are those of a policy that does not say.

    Raises:
        Refused: the role does not allow it, there is nothing to go back to, or not to this version.
        Conflict: the environment holds another version than expected, or another move was made under
            the key.
        Invalid: no reason was given, or the key is too long.
    """
    policy, rule = readable(bench, app, environment)
    allowed = rule.rollback if rule else RollbackRule()
    bench.permit(by, app, "promotion.roll_back", roles=allowed.roles)
    requests.check_reason(reason)
    place_name = aliases.subject(app, environment)
    with bench.ledger.write() as tx:
        event = keys.earlier(tx, key, ROLLED_BACK, place_name, by=by, before=expecting, after=to)
        if event is None:
            place = check_expected(bench, app, environment, expecting)
            event = move(
                bench,
                tx,
                by,
                ROLLED_BACK,
                place=place,
                version=targets.choose(bench, app, environment, allowed, to).version,
                reason=reason.strip(),
                rule=rule,
                policy_digest=history.keep_policy(bench, policy) if policy else "",
            )
            void_request(bench, tx, event)
            keys.keep(tx, key, event)
    return follow(bench, event)


def readable(bench: Workbench, app: str, environment: str) -> tuple[Policy | None, EnvironmentRule | None]:
    """Give the policy and its rules for an environment, None where they cannot be read."""
    try:
        policy = applications.policy(bench, app)
        return policy, policy.environment(environment)
    except LifecycleError:
        return None, None


def void_request(bench: Workbench, tx: Writing, event: Event) -> None:
    """Make the live request of an environment stale: it was judged against what is gone."""
    environment = event.details["environment"]
    standing = requests.live(bench, event.app, environment)
    if standing:
        requests.lapse(
            bench,
            tx,
            standing,
            RequestState.STALE,
            "release.rolled_back_since",
            environment=environment,
            before=event.before,
            version=event.after,
            by=event.actor,
        )


def check_expected(bench: Workbench, app: str, environment: str, expecting: int | None) -> Placement:
    """Refuse to move on from another version than the person saw; give what is there."""
    found = evidence.placement(bench, app, environment)
    if found.version != expecting:
        raise Conflict(
            "release.moved_meanwhile",
            environment=environment,
            expected=name(expecting),
            found=name(found.version),
            by=found.moved_by or "-",
        )
    return found


def check_open(bench: Workbench, rule: EnvironmentRule) -> None:
    """Refuse to promote in a closed window."""
    window = policies.window_at(rule.closed, bench.now())
    if window and rule.closed:
        zone = rule.closed.time_zone
        until = f"{window.until.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}"
        raise Refused("release.closed_window", environment=rule.name, why=window.why, until=until, zone=zone)


def check_kept(bench: Workbench, version: Version) -> None:
    """Refuse to promote what nobody could compare with what MLflow keeps."""
    if not bench.objects.holds(version.prompt_digest):
        raise Conflict("release.prompt_lost", prompt=str(version.prompt), version=version.number)


def name(version: int | None) -> str:
    """Write a version as people do: `v12`, a dash for none."""
    return "–" if version is None else f"v{version}"


def move(
    bench: Workbench,
    tx: Writing,
    by: Actor,
    action: str,
    *,
    place: Placement,
    version: int,
    reason: str,
    rule: EnvironmentRule | None,
    **details: Any,
) -> Event:
    """Put a version into a place, record it, and ask for what follows: the aliases, and a smoke test."""
    app, environment = place.app, place.environment
    target = versions.find(bench, app, version)
    event = history.record(
        bench,
        tx,
        by,
        action,
        app=app,
        subject=aliases.subject(app, environment),
        before=place.version,
        after=version,
        reason=reason,
        environment=environment,
        bundle_digest=target.digest,
        prompt=str(target.prompt),
        **details,
    )
    moved = Placement(
        app=app,
        environment=environment,
        version=version,
        request=details.get("request", ""),
        moved_by=by.person,
        moved_at=event.at,
        pin=event.number if action == ROLLED_BACK else None,
    )
    tx.remove(Placement, app=app, environment=environment)
    tx.add(moved)
    projection.send(bench, tx, "alias", app=app, subject=environment, environment=environment)
    if rule and rule.smoke:
        smoke.begin(bench, tx, event, rule.smoke.questions, by=by)
    return event


def explanation(
    request: Request, rule: EnvironmentRule, gathered: gates.Evidence, judged: gates.Decision
) -> dict[str, Any]:
    """Collect what an auditor will ask for: who allowed it, on what evidence, under which policy.

    All of it as it stands at the promotion: approvals that no longer count are not named.
    """
    card = gathered.scorecard
    counting = gates.approvers(rule.approvals, gathered)
    return {
        "request": request.id,
        "requested_by": request.requested_by,
        "approved_by": [each.person for each in gathered.approvals if each.person in counting],
        "evaluation": card.evaluation.id if card else "",
        "evidence_digest": evidence.digest(gathered),
        "policy_digest": judged.policy_digest,
        "verdict": judged.verdict.value,
        "sentence": gates.sentence(judged, "en"),
        "sentence_ja": gates.sentence(judged, "ja"),
        **({"pin": request.pin} if request.pin else {}),
    }


def follow(bench: Workbench, event: Event) -> Move:
    """Let MLflow follow a move, and tell what became of it; one that was made before may be overtaken."""
    app, environment = event.app, event.details["environment"]
    is_shown, holds = show(bench, app, environment), evidence.placement(bench, app, environment).version
    return Move(event=event, holds=holds, is_shown=is_shown and holds == event.after)


def overtaken(move: Move) -> tuple[str, dict[str, Any]]:
    """Give the code and the parameters of what has to be said about a move that is overtaken."""
    event = move.event
    return "release.moved_on", {
        "environment": event.details["environment"],
        "version": name(event.after),
        "by": event.actor,
        "at": f"{event.at:%Y-%m-%d %H:%M}",
        "holds": name(move.holds),
    }


def show(bench: Workbench, app: str, environment: str) -> bool:
    """Let MLflow follow; False when it does not answer, and the outbox will."""
    with suppress(Unavailable):
        projection.catch_up(bench)
    return evidence.placement(bench, app, environment).verified
