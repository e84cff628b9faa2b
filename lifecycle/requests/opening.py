"""Opens a request, if the gate lets one be opened."""

from lifecycle import applications, evidence, gates, history, versions
from lifecycle.criteria import both
from lifecycle.errors import Conflict, Refused
from lifecycle.ledger import Writing
from lifecycle.records import Actor, Placement, Request, RequestState, Verdict
from lifecycle.requests.lapsing import lapse, staleness
from lifecycle.requests.reading import live
from lifecycle.requests.telling import check_reason, tell
from lifecycle.workbench import Workbench

CAN_BE_REQUESTED = {Verdict.READY, Verdict.NEEDS_REVIEW}


def open_request(
    bench: Workbench,
    app: str,
    version: int,
    environment: str,
    *,
    by: Actor,
    reason: str,
    pin: int | None = None,
) -> Request:
    """Propose to move an environment to a version.

    Args:
        bench: the workbench.
        app: the application.
        version: the version's number.
        environment: where it is to go.
        by: who asks for it.
        reason: why.
        pin: the pin that a rollback left on the environment (`Placement.pin`), None without one: who
            names it knows of the rollback.

    Raises:
        Refused: the role does not allow it, the environment is pinned and the request does not name
            the pin, the gate is closed (its sentence is the reason), or this machine's clock is behind
            the audit log.
        Conflict: another request stands for this environment, the version is already there, or the
            pin that is named is not there any more.
        Invalid: no reason was given.
    """
    bench.permit(by, app, "request.open")
    check_reason(reason)
    history.check_clock(bench)
    policy = applications.policy(bench, app)
    rule = policy.environment(environment)
    found = versions.find(bench, app, version)
    with bench.ledger.write() as tx:
        make_way(bench, tx, app, environment)
        place = evidence.placement(bench, app, environment)
        if place.version == version:
            raise Conflict("release.already_there", version=version, environment=environment)
        check_pin(place, pin)
        gathered = evidence.gather(bench, policy, found, environment)
        judged = gates.judge(policy, environment, gathered)
        if judged.verdict not in CAN_BE_REQUESTED or gathered.scorecard is None:
            raise closed(judged)
        now = bench.now()
        request = Request(
            id=bench.new_id(),
            app=app,
            environment=environment,
            version=version,
            bundle_digest=found.digest,
            evaluation=gathered.scorecard.evaluation.id,
            evidence_digest=evidence.digest(gathered),
            policy_digest=history.keep_policy(bench, policy),
            verdict=judged.verdict,
            replaces=place.version,
            pin=pin,
            reason=reason.strip(),
            requested_by=by.person,
            created_at=now,
            expires_at=now + rule.requests.expire if rule.requests.expire else None,
            state=RequestState.APPROVED if judged.verdict == Verdict.READY else RequestState.OPEN,
        )
        tx.add(request)
        named = {"pin": pin} if pin else {}
        tell(bench, tx, by, "request.opened", request, reason=reason, verdict=judged.verdict, **named)
    return request


def make_way(bench: Workbench, tx: Writing, app: str, environment: str) -> None:
    """End the request that stands for an environment if it is over of itself, else refuse another one."""
    standing = live(bench, app, environment)
    if standing is None:
        return
    due = staleness(bench, standing)
    if due is None:
        raise Conflict(
            "release.request_stands", id=standing.id, environment=environment, version=standing.version
        )
    lapse(bench, tx, standing, due.state, due.code, **due.params)


def check_pin(place: Placement, pin: int | None) -> None:
    """Insist that whoever wants to move a pinned environment names the pin.

    Raises:
        Refused: it is pinned, and another pin or none is named.
        Conflict: a pin is named, and it is not pinned.
    """
    if place.pin and place.pin != pin:
        raise Refused("release.pinned", environment=place.environment, version=place.version, pin=place.pin)
    if pin and not place.pin:
        raise Conflict("release.not_pinned", environment=place.environment, pin=pin)


def closed(judged: gates.Decision) -> Refused:
    """Say why a gate is closed: the verdict and its sentence."""
    return Refused(
        "release.gate_closed",
        verdict=judged.verdict,
        **both("word", f"verdict.{judged.verdict}"),
        sentence=gates.sentence(judged, "en"),
        sentence_ja=gates.sentence(judged, "ja"),
    )
