"""Release requests: somebody proposes to move an environment to a version, others say yes or no.

A request speaks of exactly what it recorded: bundle, evidence, policy, what stands in the environment,
and the pin. Once that is no longer so, or a rollback took the version away where it comes from, it is
stale, and over; it also expires. An approval is a yes to the same digests. Nobody approves their own
version or request.
"""

from lifecycle.requests.deciding import approve, ask_for_changes, check_approver, reject, revoke, withdraw
from lifecycle.requests.lapsing import (
    UNREADABLE,
    Lapse,
    end_if_due,
    lapse,
    recorded_policy,
    settle,
    staleness,
    state,
    still_live,
    sweep,
)
from lifecycle.requests.opening import CAN_BE_REQUESTED, closed, open_request
from lifecycle.requests.reading import approvals, decision, find, gather, listing, live
from lifecycle.requests.telling import check_length, check_reason

__all__ = [
    "CAN_BE_REQUESTED",
    "UNREADABLE",
    "Lapse",
    "approvals",
    "approve",
    "ask_for_changes",
    "check_approver",
    "check_length",
    "check_reason",
    "closed",
    "decision",
    "end_if_due",
    "find",
    "gather",
    "lapse",
    "listing",
    "live",
    "open_request",
    "recorded_policy",
    "reject",
    "revoke",
    "settle",
    "staleness",
    "state",
    "still_live",
    "sweep",
    "withdraw",
]
