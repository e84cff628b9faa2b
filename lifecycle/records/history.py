"""What happened, and what is still to be done about it outside the ledger."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One line of the audit log; `hash` chains it to the line before (see `history`)."""

    number: int
    at: datetime
    actor: str
    identity: str
    action: str
    app: str
    subject: str
    before: Any = None
    after: Any = None
    reason: str = ""
    details: Mapping[str, Any] = field(default_factory=dict)
    previous: str
    hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """Something that follows from a decision and is not done yet, because it happens outside (the outbox)."""

    id: str
    kind: str
    """`alias`, `smoke`, `evaluation`, `traces`, `langsmith`, or one of `registry`'s."""
    app: str
    subject: str
    params: Mapping[str, Any] = field(default_factory=dict)
    created_at: datetime
    claimed_until: datetime | None = None
    done_at: datetime | None = None
    attempts: int = 0
    error: str = ""
