"""Evaluations: their rows, what scorers and judges said of them, and how others see them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from lifecycle.records.applications import Endpoint
from lifecycle.records.datasets import Case
from lifecycle.records.refs import Ref
from lifecycle.records.versions import Block, Version


class EvaluationState(StrEnum):
    """Where an evaluation stands; `finished`, `cancelled` and `stopped` are final."""

    WAITING = "waiting"
    RUNNING = "running"
    CANCELLING = "cancelling"
    FINISHED = "finished"
    CANCELLED = "cancelled"
    STOPPED = "stopped"

    @property
    def is_final(self) -> bool:
        """Whether nothing more will be asked."""
        return self in {self.FINISHED, self.CANCELLED, self.STOPPED}


class RowState(StrEnum):
    """Where one question of an evaluation stands."""

    WAITING = "waiting"
    CLAIMED = "claimed"
    ANSWERED = "answered"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class ScorerSpec:
    """A scorer with its settings, as the policy file gives it.

    `name` is what its scores are called; `scorer` the one of `scorers.REGISTRY` that gives them, that
    of the same name if none is named.
    """

    name: str
    scorer: str = ""
    settings: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "scorer", self.scorer or self.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreError:
    """Why a scorer that applies could give no score: a code of the catalogue with its parameters."""

    code: str
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What a judge said of an answer: a grade of 1 (worst) to 5 (best), the median of its votes, and why."""

    grade: int
    votes: tuple[int, ...]
    rationale: str
    """In the words of the first vote that gave this grade; untrusted, like every text of a model."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """One version answering one golden-set version."""

    id: str
    app: str
    version: int
    bundle_digest: str
    golden: Ref
    golden_digest: str
    scorers: tuple[ScorerSpec, ...]
    scorers_digest: str
    cases: int
    repetitions: int = 1
    reuse: bool = False
    """Whether answers count that the very same call got in an earlier evaluation."""
    recorded: str = ""
    """Digest of the answers that were given elsewhere; empty when the endpoint was asked."""
    endpoint: str = ""
    """The name of the endpoint that was asked; empty when the answers were given elsewhere."""
    address: str = ""
    """Where it stood (`Endpoint.address`): evidence speaks of what stands there, not of its name.

    Empty where it was not kept.
    """
    judge_addresses: Mapping[str, str] = field(default_factory=dict)
    """Where the endpoints stood that judged, by name; as `address`."""
    done_before: int = 0
    """Rows that were done when it was resumed: its pace is that of the others."""
    max_cost_usd: float | None = None
    """It stops before it has spent more."""
    max_minutes: float | None = None
    """It stops when a worker has been at it for longer."""
    practice: bool = False
    """Whether the offline practice model answers: every screen that shows the numbers says so."""
    state: EvaluationState = EvaluationState.WAITING
    stop_code: str = ""
    """Why it stopped by its own rule, a code of the catalogue."""
    stop_params: Mapping[str, Any] = field(default_factory=dict)
    answers_digest: str = ""
    """The frozen rows (JSON lines in the order of the golden set), once finished."""
    run_id: str = ""
    """The MLflow run that mirrors it, once mirrored."""
    requested_by: str
    created_at: datetime
    started_at: datetime | None = None
    finished_at: datetime | None = None

    @property
    def addresses(self) -> dict[str, str]:
        """Where each endpoint stood that was asked for something, by name; empty text: it was not kept."""
        answered = {} if self.recorded else {self.endpoint: self.address}
        return {**self.judge_addresses, **answered}

    def moved(self, endpoints: Mapping[str, Endpoint]) -> str | None:
        """Name the first endpoint that was asked and, by these, is not known to stand where it stood then.

        None if all still do. One that is gone stands there no more.
        """
        for name, address in self.addresses.items():
            if not address or name not in endpoints or endpoints[name].address != address:
                return name
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One question of an evaluation: a case and a repetition, asked once.

    `scores` holds only scorers that apply to the case and gave a number; `score_errors` those that
    apply and failed. A failed row has neither; a waiting one with score errors was answered, and goes
    back to the judges that failed.
    """

    evaluation: str
    position: int
    """Order in the golden set, from 0; repetitions of a case follow each other."""
    case_id: str
    repetition: int = 0
    state: RowState = RowState.WAITING
    claimed_by: str = ""
    claimed_until: datetime | None = None
    call_digest: str = ""
    """SHA-256 of the call: messages, model, parameters, endpoint and repetition; empty before it was made."""
    cached: bool = False
    """Whether the answer is that of an earlier evaluation, with its latency, tokens and cost of then."""
    answer: str = ""
    finish_reason: str = ""
    """As the endpoint gave it: `length` is an answer that was cut off, `refusal` one the model refused."""
    error_code: str = ""
    error_params: Mapping[str, Any] = field(default_factory=dict)
    latency_ms: float | None = None
    tokens_in: int | None = None
    tokens_out: int | None = None
    cost_usd: float | None = None
    """None where a price or the count of tokens is not known: never 0, which is free."""
    attempts: int = 0
    scores: Mapping[str, float] = field(default_factory=dict)
    score_errors: Mapping[str, ScoreError] = field(default_factory=dict)
    judgements: Mapping[str, Judgement] = field(default_factory=dict)
    """What stands behind the scores of the judges, by their names."""
    judge_tokens: int | None = None
    """In and out together, of all that the judges said, of use or not; None as `judge_cost_usd`."""
    judge_cost_usd: float | None = None
    """What the judges cost beside `cost_usd`; None if none said anything, or it is not known either."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scorecard:
    """A finished evaluation with its golden set: what judgement reads.

    `rows` and `cases` stand in the order of the golden set. A case without an answered row is an
    error or missing, never a zero.
    """

    evaluation: Evaluation
    cases: tuple[Case, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A number with its interval; `low`/`high` None where none can be given."""

    value: float
    low: float | None = None
    high: float | None = None
    n: int = 0
    confidence: float = 0.95


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """One row of a finished evaluation as others show it: what was asked, what came of it."""

    evaluation: Evaluation
    version: Version
    case: Case
    row: Row
    messages: tuple[Block, ...]
    """As they were sent, variables filled in; none where the answer was given elsewhere."""
    parameters: Mapping[str, Any]
    """What else stood in the body of the call."""
    started_at: datetime
    """Roughly: a row does not keep when it was asked."""

    @property
    def name(self) -> str:
        """Name the row for good: two rows of whatever evaluations never share it."""
        return f"{self.row.evaluation}/{self.row.case_id}/{self.row.repetition}"

    @property
    def ended_at(self) -> datetime:
        """When the answer was there; at once where nothing was measured."""
        return self.started_at + timedelta(milliseconds=self.row.latency_ms or 0)

    @property
    def language(self) -> str:
        """The language of the case, empty where its tags do not tell."""
        return self.case.tags.get("language", "")
