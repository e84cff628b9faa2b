"""Blind review: rounds and votes."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Choice(StrEnum):
    """A reviewer's vote on two blinded answers."""

    FIRST = "first"
    SECOND = "second"
    TIE = "tie"
    BOTH_BAD = "both_bad"


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """A blind review over the cases in which two evaluations differ."""

    id: str
    app: str
    title: str = ""
    baseline: str
    """Id of the baseline's evaluation."""
    candidate: str
    case_ids: tuple[str, ...]
    key: str
    """Secret of the keyed hash that shuffles sides for each reviewer, hex."""
    owner: str
    created_at: datetime
    closed_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Vote:
    """One reviewer's choice on one case of a round, by the side that was shown."""

    round: str
    case_id: str
    reviewer: str
    choice: Choice
    candidate_first: bool
    """Whether the candidate was shown as answer 1."""
    reason: str = ""
    created_at: datetime
