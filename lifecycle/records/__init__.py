"""The vocabulary: what every other module passes around.

Records are built once and never changed. Every moment is an aware UTC `datetime`; every digest is
64 lowercase hex characters of SHA-256; every number of a version starts at 1.
"""

from lifecycle.records.applications import (
    KANMON,
    PRICES,
    WORKER,
    Actor,
    Application,
    Endpoint,
    Person,
)
from lifecycle.records.datasets import Case, DatasetKind, DatasetVersion, Finding, Severity
from lifecycle.records.evaluations import (
    Estimate,
    Evaluation,
    EvaluationState,
    Judgement,
    Row,
    RowState,
    Scorecard,
    ScoreError,
    ScorerSpec,
    Trace,
)
from lifecycle.records.history import Errand, Event
from lifecycle.records.refs import NUMBER, Ref
from lifecycle.records.release import (
    Approval,
    MoveKey,
    Override,
    OverrideState,
    Placement,
    Request,
    RequestState,
    Result,
    Smoke,
    SmokeState,
    Verdict,
)
from lifecycle.records.review import Choice, Round, Vote
from lifecycle.records.runs import Experiment, Run, RunPage
from lifecycle.records.versions import Block, PromptContent, PromptVersion, Version

__all__ = [
    "KANMON",
    "NUMBER",
    "PRICES",
    "WORKER",
    "Actor",
    "Application",
    "Approval",
    "Block",
    "Case",
    "Choice",
    "DatasetKind",
    "DatasetVersion",
    "Endpoint",
    "Errand",
    "Estimate",
    "Evaluation",
    "EvaluationState",
    "Event",
    "Experiment",
    "Finding",
    "Judgement",
    "MoveKey",
    "Override",
    "OverrideState",
    "Person",
    "Placement",
    "PromptContent",
    "PromptVersion",
    "Ref",
    "Request",
    "RequestState",
    "Result",
    "Round",
    "Row",
    "RowState",
    "Run",
    "RunPage",
    "ScoreError",
    "Scorecard",
    "ScorerSpec",
    "Severity",
    "Smoke",
    "SmokeState",
    "Trace",
    "Verdict",
    "Version",
    "Vote",
]
