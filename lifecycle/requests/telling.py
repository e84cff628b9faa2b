"""What is said of a request: the reason that a person gives, and the event in the audit log."""

from typing import Any

from lifecycle import history
from lifecycle.errors import Invalid
from lifecycle.ledger import Writing
from lifecycle.records import Actor, Request
from lifecycle.text import visible
from lifecycle.workbench import Workbench

MAX_REASON = 2_000
"""Characters of a reason or comment: the audit log and every page that tells it show it whole."""


def check_reason(reason: str) -> None:
    """Insist on a reason.

    Raises:
        Invalid: there is none, none that can be seen, or it is too long.
    """
    if not visible(reason):
        raise Invalid("release.no_reason")
    check_length(reason)


def check_length(text: str) -> None:
    """Refuse a reason or comment that is too long, rather than cut it.

    Raises:
        Invalid: it is longer than `MAX_REASON`.
    """
    found = len(text.strip())
    if found > MAX_REASON:
        raise Invalid("release.long_reason", found=found, most=MAX_REASON)


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
