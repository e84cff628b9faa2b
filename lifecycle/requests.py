"""Release requests: somebody proposes to move an environment to a version, others say yes or no.

An approval is a yes to exactly the bundle, evidence and policy its giver looked at; change one of
them and it no longer counts (see `evidence.counting`). Nobody approves their own version or request.
"""

from lifecycle import access, applications, evidence, gates, history, versions
from lifecycle.errors import Conflict, Invalid, NotFound, Refused
from lifecycle.ledger import Writing
from lifecycle.records import Actor, Approval, Request, RequestState, Verdict
from lifecycle.workbench import Workbench

CAN_BE_REQUESTED = {Verdict.READY, Verdict.NEEDS_REVIEW}


def find(bench: Workbench, id: str) -> Request:
    """Find a request.

    Raises:
        NotFound: there is none with this id.
    """
    with bench.ledger.read() as tx:
        found = tx.one(Request, id=id)
    if found is None:
        raise NotFound("release.no_request", id=id)
    return found


def listing(bench: Workbench, app: str) -> list[Request]:
    """List an application's requests, the newest first."""
    with bench.ledger.read() as tx:
        return tx.all(Request, order=["-created_at"], app=app)


def live(bench: Workbench, app: str, environment: str) -> Request | None:
    """Give the one request that stands for an environment, if any."""
    with bench.ledger.read() as tx:
        return tx.one(
            Request, app=app, environment=environment, state=[RequestState.OPEN, RequestState.APPROVED]
        )


def approvals(bench: Workbench, id: str) -> list[Approval]:
    """List what was approved, whether it still counts or not, the oldest first."""
    with bench.ledger.read() as tx:
        return tx.all(Approval, order=["created_at"], request=id)


def gather(bench: Workbench, request: Request) -> gates.Evidence:
    """Collect what speaks for and against a request, its approvals among it, as it stands now."""
    version = versions.find(bench, request.app, request.version)
    policy = applications.policy(bench, request.app)
    return evidence.gather(bench, policy, version, request.environment, request)


def decision(bench: Workbench, request: Request) -> gates.Decision:
    """Judge a request with its approvals, by policy and evidence as they stand now."""
    return evidence.decide(bench, request.app, request.version, request.environment, request)


def open_request(
    bench: Workbench, app: str, version: int, environment: str, *, by: Actor, reason: str
) -> Request:
    """Propose to move an environment to a version.

    Raises:
        Refused: the role does not allow it, or the gate is closed (its sentence is the reason).
        Conflict: another request stands for this environment, or the version is already there.
        Invalid: no reason was given.
    """
    bench.permit(by, app, "request.open")
    check_reason(reason)
    policy = applications.policy(bench, app)
    found = versions.find(bench, app, version)
    with bench.ledger.write() as tx:
        standing = live(bench, app, environment)
        if standing:
            raise Conflict(
                "release.request_stands", id=standing.id, environment=environment, version=standing.version
            )
        gathered = evidence.gather(bench, policy, found, environment)
        if gathered.incumbent and gathered.incumbent.number == version:
            raise Conflict("release.already_there", version=version, environment=environment)
        judged = gates.judge(policy, environment, gathered)
        if judged.verdict not in CAN_BE_REQUESTED or gathered.scorecard is None:
            raise closed(judged)
        request = Request(
            id=bench.new_id(),
            app=app,
            environment=environment,
            version=version,
            bundle_digest=found.digest,
            evaluation=gathered.scorecard.evaluation.id,
            evidence_digest=evidence.digest(gathered),
            policy_digest=policy.digest,
            verdict=judged.verdict,
            replaces=gathered.incumbent.number if gathered.incumbent else None,
            reason=reason.strip(),
            requested_by=by.person,
            created_at=bench.now(),
            state=RequestState.APPROVED if judged.verdict == Verdict.READY else RequestState.OPEN,
        )
        tx.add(request)
        tell(bench, tx, by, "request.opened", request, reason=reason, verdict=judged.verdict)
    return request


def approve(bench: Workbench, id: str, *, by: Actor, comment: str = "", seen: str | None = None) -> Request:
    """Say yes to a request, to what it proposes and rests on at this moment.

    Args:
        bench: the workbench.
        id: the request.
        by: who says yes.
        comment: what there is to say about it.
        seen: the `evidence.seal` of what the person had on the screen, None where nothing was shown.

    Raises:
        Refused: the role does not allow it, it is the person's own version or request, or the gate
            is closed.
        Conflict: the request is no longer open, or something changed since the person looked.
    """
    request = find(bench, id)
    bench.permit(by, request.app, "request.approve")
    found = versions.find(bench, request.app, request.version)
    if by.person in found.authors:
        raise Refused("release.own_version", person=by.person, version=request.version)
    if by.person == request.requested_by:
        raise Refused("release.own_request", person=by.person)
    policy = applications.policy(bench, request.app)
    with bench.ledger.write() as tx:
        request = still_live(bench, id)
        gathered = evidence.gather(bench, policy, found, request.environment, request)
        if seen is not None and seen != evidence.seal(gathered, policy):
            raise Conflict("release.changed_since_seen", version=request.version)
        judged = gates.judge(policy, request.environment, gathered)
        if judged.verdict not in CAN_BE_REQUESTED:
            raise closed(judged)
        tx.remove(Approval, request=id, person=by.person)
        tx.add(
            Approval(
                request=id,
                person=by.person,
                role=access.role_of(bench.people, by.person, request.app) or "",
                bundle_digest=found.digest,
                evidence_digest=evidence.digest(gathered),
                policy_digest=policy.digest,
                comment=comment.strip(),
                created_at=bench.now(),
            )
        )
        tell(bench, tx, by, "request.approved", request, reason=comment)
    judged = decision(bench, request)
    if judged.verdict == Verdict.READY:
        with bench.ledger.write() as tx:
            tx.change(Request, {"id": id, "state": RequestState.OPEN}, state=RequestState.APPROVED)
    return find(bench, id)


def reject(bench: Workbench, id: str, *, by: Actor, reason: str) -> Request:
    """Say no to a request, with a reason; it is over.

    Raises:
        Refused, Conflict, Invalid: as `approve`; no reason was given.
    """
    return close(bench, id, by=by, state=RequestState.REJECTED, reason=reason, action="request.reject")


def ask_for_changes(bench: Workbench, id: str, *, by: Actor, reason: str) -> Request:
    """Send a request back: it is over, and the reason says what a new one needs.

    Raises:
        Refused, Conflict, Invalid: as `approve`; no reason was given.
    """
    return close(
        bench, id, by=by, state=RequestState.CHANGES_REQUESTED, reason=reason, action="request.reject"
    )


def withdraw(bench: Workbench, id: str, *, by: Actor, reason: str) -> Request:
    """Take a request back.

    Raises:
        Refused, Conflict, Invalid: as `approve`; no reason was given.
    """
    return close(bench, id, by=by, state=RequestState.WITHDRAWN, reason=reason, action="request.withdraw")


def close(bench: Workbench, id: str, *, by: Actor, state: RequestState, reason: str, action: str) -> Request:
    """End a live request in a state, with a reason."""
    request = find(bench, id)
    bench.permit(by, request.app, action)
    check_reason(reason)
    with bench.ledger.write() as tx:
        request = still_live(bench, id)
        tx.change(
            Request,
            {"id": id},
            state=state,
            closed_by=by.person,
            closed_at=bench.now(),
            closing_reason=reason.strip(),
        )
        tell(bench, tx, by, f"request.{state}", request, reason=reason)
    return find(bench, id)


def still_live(bench: Workbench, id: str) -> Request:
    """Give the request as it stands now, if it is still open or approved."""
    request = find(bench, id)
    if not request.state.is_live:
        raise Conflict("release.request_over", id=id, state=request.state, by=request.closed_by or "-")
    return request


def closed(judged: gates.Decision) -> Refused:
    """Say why a gate is closed: the verdict and its sentence."""
    return Refused(
        "release.gate_closed",
        verdict=judged.verdict,
        sentence=gates.sentence(judged, "en"),
        sentence_ja=gates.sentence(judged, "ja"),
    )


def check_reason(reason: str) -> None:
    """Insist on a reason."""
    if not reason.strip():
        raise Invalid("release.no_reason")


def tell(
    bench: Workbench, tx: Writing, by: Actor, action: str, request: Request, *, reason: str, **details: str
) -> None:
    """Record what happened to a request."""
    history.record(
        bench,
        tx,
        by,
        action,
        app=request.app,
        subject=request.id,
        reason=reason.strip(),
        environment=request.environment,
        version=request.version,
        **details,
    )
