"""What people decide about a request: yes, yes taken back, no, not like this, never mind."""

from lifecycle import access, evidence, gates, history, versions
from lifecycle.errors import Conflict, Refused
from lifecycle.policies import Policy
from lifecycle.records import Actor, Approval, Request, RequestState, Version
from lifecycle.requests.lapsing import end_if_due, recorded_policy, settle, still_live
from lifecycle.requests.opening import CAN_BE_REQUESTED, closed
from lifecycle.requests.reading import find
from lifecycle.requests.telling import check_length, check_reason, tell
from lifecycle.workbench import Workbench


def approve(bench: Workbench, id: str, *, by: Actor, comment: str = "") -> Request:
    """Say yes to a request: to exactly what it recorded, for whatever changes ends it.

    Raises:
        Refused: the role does not allow it, it is the person's own version or request, the gate is
            closed, or this machine's clock is behind the audit log.
        Conflict: the request is over; if of itself, the code says why.
        Invalid: the comment is too long.
    """
    check_length(comment)
    history.check_clock(bench)
    end_if_due(bench, id)
    with bench.ledger.write() as tx:
        request = still_live(bench, id)
        policy = recorded_policy(bench, request)
        found = versions.find(bench, request.app, request.version)
        check_approver(bench, policy, request, found, by=by)
        gathered = evidence.gather(bench, policy, found, request.environment, request)
        judged = gates.judge(policy, request.environment, gathered)
        if judged.verdict not in CAN_BE_REQUESTED:
            raise closed(judged)
        role = access.role_of(bench.people, by.person, request.app) or ""
        tx.remove(Approval, request=id, person=by.person)
        tx.add(
            Approval(
                request=id,
                person=by.person,
                role=role,
                bundle_digest=found.digest,
                evidence_digest=evidence.digest(gathered),
                policy_digest=history.keep_policy(bench, policy),
                comment=comment.strip(),
                created_at=bench.now(),
            )
        )
        team = bench.people[by.person].team
        tell(bench, tx, by, "request.approved", request, reason=comment, role=role, team=team)
        settle(bench, tx, request)
    return find(bench, id)


def check_approver(
    bench: Workbench, policy: Policy, request: Request, version: Version, *, by: Actor
) -> None:
    """Let a person approve a request of a version, or refuse it.

    Raises:
        Refused: the role does not allow it, or it is the person's own version or request.
    """
    rule = policy.environment(request.environment).approvals
    bench.permit(by, request.app, "request.approve", roles=rule.roles)
    if access.is_among(by.person, version.authors):
        raise Refused("release.own_version", person=by.person, version=version.number)
    if access.is_among(by.person, {request.requested_by}):
        raise Refused("release.own_request", person=by.person)


def revoke(bench: Workbench, id: str, *, by: Actor) -> Request:
    """Take one's own approval back, as long as the request was not promoted.

    Raises:
        Refused: the role does not allow it.
        Conflict: the request is over, or the person has not approved it.
    """
    request = end_if_due(bench, id)
    bench.permit(by, request.app, "request.approve")
    with bench.ledger.write() as tx:
        request = still_live(bench, id)
        if not tx.remove(Approval, request=id, person=by.person):
            raise Conflict("release.not_approved", person=by.person, id=id)
        tell(bench, tx, by, "request.revoked", request)
        settle(bench, tx, request)
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
    request = end_if_due(bench, id)
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
