"""What is said of a request: the reason that a person gives, and the event in the audit log."""

from typing import Any

from lifecycle import history
from lifecycle.errors import Invalid
from lifecycle.ledger import Writing
from lifecycle.records import Actor, Request
from lifecycle.text import visible
from lifecycle.workbench import Workbench


def check_reason(reason: str) -> None:
    """Insist on a reason.

    Raises:
        Invalid: there is none, or none that can be seen.
    """
    if not visible(reason):
        raise Invalid("release.no_reason")


def tell(
    bench: Workbench,
    tx: Writing,
    by: Actor,
    action: str,
    request: Request,
    *,
    reason: str = "",
    **details: Any,
) -> None:
    """Record what happened to a request, and to what exactly."""
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
        bundle_digest=request.bundle_digest,
        evidence_digest=request.evidence_digest,
        policy_digest=request.policy_digest,
        **details,
    )
