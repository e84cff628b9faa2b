"""What happened, and what MLflow and LangSmith are still to be told of it."""

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
    """Something the ledger decided that MLflow does not show yet (the outbox)."""

    id: str
    kind: str
    """`alias`, `evaluation`, `traces` or `langsmith`."""
    app: str
    subject: str
    params: Mapping[str, Any] = field(default_factory=dict)
    created_at: datetime
    claimed_until: datetime | None = None
    done_at: datetime | None = None
    attempts: int = 0
    error: str = ""
