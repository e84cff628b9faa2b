"""Gates and release: what came of the criteria, requests, approvals, overrides, and where versions stand."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any


class Result(StrEnum):
    """What came of one criterion."""

    PASS = "pass"
    FAIL = "fail"
    INCONCLUSIVE = "inconclusive"
    MISSING = "missing"
    OPEN = "open"
    OVERRIDDEN = "overridden"
    NOT_APPLICABLE = "not_applicable"


class Verdict(StrEnum):
    """What came of a gate, the first that applies in this order."""

    BLOCKED = "blocked"
    HOLD = "hold"
    INSUFFICIENT_EVIDENCE = "insufficient_evidence"
    NEEDS_REVIEW = "needs_review"
    READY = "ready"


class RequestState(StrEnum):
    """Where a release request stands; only `open` and `approved` can still move."""

    OPEN = "open"
    APPROVED = "approved"
    PROMOTED = "promoted"
    REJECTED = "rejected"
    CHANGES_REQUESTED = "changes_requested"
    WITHDRAWN = "withdrawn"
    STALE = "stale"
    EXPIRED = "expired"

    @property
    def is_live(self) -> bool:
        """Whether the request still stands for its environment."""
        return self in {self.OPEN, self.APPROVED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A proposal to move one environment of one application to one version."""

    id: str
    app: str
    environment: str
    version: int
    bundle_digest: str
    evaluation: str
    evidence_digest: str
    """Over the evaluation's answers, golden set and scorers: what the approvers looked at."""
    policy_digest: str
    verdict: Verdict
    replaces: int | None = None
    """The version that stood in the environment when it was opened."""
    pin: int | None = None
    """The pin it names, see `Placement.pin`; None if there was none."""
    reason: str
    requested_by: str
    created_at: datetime
    expires_at: datetime | None = None
    """When it ends of itself, by the policy; None: never."""
    state: RequestState = RequestState.OPEN
    closed_by: str = ""
    """Who ended it; empty for one that went stale or expired."""
    closed_at: datetime | None = None
    closing_reason: str = ""
    """What the person who ended it wrote."""
    closing_code: str = ""
    """Why it ended of itself, a code of the catalogue."""
    closing_params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """A person's yes to exactly these digests; it counts for no others."""

    request: str
    person: str
    role: str
    bundle_digest: str
    evidence_digest: str
    policy_digest: str
    comment: str = ""
    created_at: datetime


class OverrideState(StrEnum):
    """Where an override stands; only `counting` ones let a criterion count as passed."""

    WAITING = "waiting"
    COUNTING = "counting"
    EXPIRED = "expired"
    VOID = "void"
    """Bundle, evidence or policy changed since, a move overtook it, or one of the two may no more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """Two people's decision that a criterion counts as passed, for exactly these digests and a while."""

    id: str
    app: str
    environment: str
    version: int
    criterion: str
    reason: str
    bundle_digest: str
    evidence_digest: str
    policy_digest: str
    asked_by: str
    asked_at: datetime
    confirmed_by: str = ""
    """The second person; empty until then, and it counts for nothing."""
    confirmed_at: datetime | None = None
    expires_at: datetime
    """Until then it can be confirmed; the confirmation sets it anew."""


class SmokeState(StrEnum):
    """What came of the questions asked right after a move; `error` says nothing of the version."""

    WAITING = "waiting"
    PASSED = "passed"
    FAILED = "failed"
    ERROR = "error"


@dataclass(frozen=True, slots=True, kw_only=True)
class Smoke:
    """A few questions to the endpoint with the version that an environment has just got."""

    id: str
    app: str
    environment: str
    version: int
    event: int
    """Number of the event of the move."""
    questions: int
    state: SmokeState = SmokeState.WAITING
    code: str = ""
    """What failed, a code of the catalogue."""
    params: Mapping[str, Any] = field(default_factory=dict)
    asked_by: str
    created_at: datetime
    done_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveKey:
    """A key that somebody gave a move: the same key again is the same move, never a second one."""

    key: str
    app: str
    environment: str
    event: int
    """Number of the event of the move."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """Which version an environment holds now; `version` None while it is empty."""

    app: str
    environment: str
    version: int | None = None
    request: str = ""
    moved_by: str = ""
    moved_at: datetime | None = None
    verified: bool = False
    """Whether the MLflow alias was read back after the move."""
    pin: int | None = None
    """Number of the rollback's event that pins the environment to its version; None: not pinned."""
