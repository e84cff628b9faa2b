"""What waits for one person."""

from dataclasses import dataclass, replace

from lifecycle import access, applications, evaluation, gates, overrides, requests, review, versions
from lifecycle.errors import LifecycleError, Refused
from lifecycle.overview.asked import SENT_BACK, Proposal, unsettled
from lifecycle.records import (
    Actor,
    Approval,
    Evaluation,
    EvaluationState,
    Override,
    OverrideState,
    Request,
    Round,
    Verdict,
)
from lifecycle.workbench import Workbench


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """What waits for one person in one application."""

    proposals: tuple[Proposal, ...]
    """Requests that stand or are over of themselves, and those of this person that were sent back."""
    approvals: tuple[Request, ...]
    """Open requests that wait for a yes which this person may give."""
    promotions: tuple[Request, ...]
    """Approved requests that the person may promote."""
    overrides: tuple[Override, ...]
    """Overrides that the person may confirm as the second one."""
    rounds: tuple[Round, ...]
    """Open reviews in which the person has not voted on every case."""
    running: tuple[Evaluation, ...]
    stopped: tuple[Evaluation, ...]
    """Evaluations that stopped by their own rule and are still the newest of their version."""

    @property
    def decisions(self) -> tuple[Request | Override, ...]:
        """All about releases that waits for this person to say yes or to press the button."""
        return (*self.approvals, *self.promotions, *self.overrides)


def waiting_for(bench: Workbench, app: str, person: str) -> Waiting:
    """Collect what waits for a person; evaluations wait for everybody."""
    proposals = unsettled(bench, app)
    judged = [(each.request, *each.judged) for each in proposals if each.judged]
    may = {action for action in access.ACTIONS if access.may(bench.people, person, app, action)}
    evaluations = evaluation.listing(bench, app)
    newest = {each.version: each for each in reversed(evaluations)}
    return Waiting(
        proposals=tuple(each for each in proposals if concerns(each, person)),
        approvals=tuple(
            request
            for request, verdict, seen in judged
            if verdict is Verdict.NEEDS_REVIEW and may_approve(bench, request, seen, person)
        ),
        promotions=tuple(
            request
            for request, verdict, _ in judged
            if verdict is Verdict.READY and "promotion.promote" in may
        ),
        overrides=tuple(each for each in overrides.listing(bench, app) if may_confirm(bench, each, person)),
        rounds=tuple(
            each
            for each in review.listing(bench, app)
            if each.closed_at is None
            and "review.vote" in may
            and len(review.own_votes(bench, each.id, person)) < len(each.case_ids)
        ),
        running=tuple(each for each in evaluations if not each.state.is_final),
        stopped=tuple(each for each in newest.values() if each.state == EvaluationState.STOPPED),
    )


def concerns(found: Proposal, person: str) -> bool:
    """Whether a person is told of a request: everybody of what stands or lapsed, who asked of a no."""
    return found.state not in SENT_BACK or found.request.requested_by == person


def may_approve(bench: Workbench, request: Request, seen: gates.Evidence, person: str) -> bool:
    """Whether a person may say yes to a request, and the policy still asks for a yes such as theirs."""
    by, policy = Actor(person=person), applications.policy(bench, request.app)
    version = versions.find(bench, request.app, request.version)
    try:
        requests.check_approver(bench, policy, request, version, by=by)
    except Refused:
        return False
    rule = policy.environment(request.environment).approvals
    yes = Approval(
        request=request.id,
        person=person,
        role=access.role_of(bench.people, person, request.app) or "",
        bundle_digest=request.bundle_digest,
        evidence_digest=request.evidence_digest,
        policy_digest=request.policy_digest,
        created_at=bench.now(),
    )
    with_theirs = replace(seen, approvals=(*seen.approvals, yes))
    return gates.still_needed(rule, with_theirs) < gates.still_needed(rule, seen)


def may_confirm(bench: Workbench, override: Override, person: str) -> bool:
    """Whether an override waits and this person can be the second one."""
    if override.confirmed_by or override.asked_by == person:
        return False
    try:
        policy = applications.policy(bench, override.app)
        by = Actor(person=person)
        overrides.check_person(bench, policy, override.version, override.environment, by)
        return overrides.state(bench, override) is OverrideState.WAITING
    except LifecycleError:
        return False
