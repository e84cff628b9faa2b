"""Accounts for a version in an environment: who asked, allowed and moved, and on what evidence."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lifecycle.errors import Conflict
from lifecycle.history.chain import edits
from lifecycle.history.decisions import KeptDecision, kept_decision, policy_text
from lifecycle.history.grounds import grounds
from lifecycle.history.losses import losses, missing, named_by
from lifecycle.history.past import Stay, stays_at
from lifecycle.records import Evaluation, Event, Version
from lifecycle.workbench import Workbench

OPENED, APPROVED = "request.opened", "request.approved"
EVALUATED = ("evaluation.started", "evaluation.finished")


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """All that an auditor asks about one stay."""

    stay: Stay
    promotion: Event
    """What let the version in: the move itself, for a rollback the promotion it went back to."""
    request: Event | None
    """Who asked for it, and why."""
    approvals: tuple[Event, ...]
    """Who said yes, with what comment: those that counted, the oldest first."""
    overrides: tuple[Mapping[str, Any], ...]
    """Criteria that counted as passed: criterion, reason, asked_by, confirmed_by, expires_at."""
    decision: KeptDecision | None
    """What the gate said; None for promotions of before it was kept, and once it is lost."""
    policy: str | None
    """The policy's text as it was; None as above."""
    faults: tuple[Conflict, ...]
    """What is wrong with it: events that were edited, frozen files that are gone or changed."""
    version: Version | None
    """The bundle; None once the application is removed, as is the evaluation."""
    evaluation: Evaluation | None


def accounts(bench: Workbench, app: str, moment: datetime) -> list[Account]:
    """Account for what stood in the environments at a moment, by name; an empty one is left out.

    Raises:
        Conflict: as `account`, or a move no longer tells where it led.
    """
    return [account(bench, stay) for stay in stays_at(bench, app, moment)]


def account(bench: Workbench, stay: Stay) -> Account:
    """Account for one stay.

    Raises:
        Conflict: as `grounds`.
    """
    promotion = grounds(bench, stay.move)
    allowed = promotion.details
    with bench.ledger.read() as tx:
        asked = tx.all(Event, app=promotion.app, action=[OPENED, APPROVED], subject=allowed["request"])
        seen = tx.all(Event, app=promotion.app, action=[*EVALUATED], subject=allowed["evaluation"])
        version = tx.one(Version, app=promotion.app, digest=allowed["bundle_digest"])
        evaluation = tx.one(Evaluation, id=allowed["evaluation"])
    told = [*asked, *seen, promotion, *([stay.move] if stay.move.number != promotion.number else [])]
    yes = {event.actor: event for event in asked if event.action == APPROVED}
    return Account(
        stay=stay,
        promotion=promotion,
        request=next((event for event in asked if event.action == OPENED), None),
        approvals=tuple(yes[person] for person in allowed["approved_by"] if person in yes),
        overrides=tuple(allowed.get("overrides", ())),
        decision=kept_decision(bench, allowed.get("decision", "")),
        policy=policy_text(bench, allowed["policy_digest"]),
        faults=(*edits(told), *losses(missing(bench.objects, named_by(told)))),
        version=version,
        evaluation=evaluation,
    )
