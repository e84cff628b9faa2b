"""The vocabulary: what every other module passes around.

Records are built once and never changed. Every moment is an aware UTC `datetime`; every digest is
64 lowercase hex characters of SHA-256; every number of a version starts at 1.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Self

from lifecycle.errors import Invalid

NUMBER = re.compile(r"[0-9]{1,9}")
"""A number of a version as people write it, short enough for every database."""


class DatasetKind(StrEnum):
    """What a dataset is for."""

    TRAINING = "training"
    GOLDEN = "golden"
    LOGS = "logs"


class Severity(StrEnum):
    """How much a finding weighs: only an error keeps a dataset from being frozen."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


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

    @property
    def is_live(self) -> bool:
        """Whether the request still stands for its environment."""
        return self in {self.OPEN, self.APPROVED}


class Choice(StrEnum):
    """A reviewer's vote on two blinded answers."""

    FIRST = "first"
    SECOND = "second"
    TIE = "tie"
    BOTH_BAD = "both_bad"


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who does something, and how sure we are of it.

    `identity` is `declared` (a name given on the command line), `local` (chosen in a console
    without sign-in) or `oidc` (proven by an identity provider).
    """

    person: str
    identity: str = "declared"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody of `people.yaml`; `roles` maps an application's name to a role, `*` to every one."""

    id: str
    name: str = ""
    team: str = ""
    roles: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """A place that answers chat completions.

    `base_url` is an OpenAI-compatible root such as `http://localhost:11434/v1`, or `practice` for
    the offline practice model. Prices are USD per million tokens. `key_env` names the environment
    variable that holds the key; the key itself is never stored.
    """

    name: str
    base_url: str
    key_env: str = ""
    models: tuple[str, ...] = ()
    usd_per_million_in: float = 0.0
    usd_per_million_out: float = 0.0
    timeout_s: float = 30.0
    """For each attempt."""
    concurrency: int = 16
    requests_per_minute: float | None = None
    tokens_per_minute: float | None = None

    @property
    def is_practice(self) -> bool:
        """Whether this is the offline practice model, which is no LLM."""
        return self.base_url == "practice"


@dataclass(frozen=True, slots=True, kw_only=True)
class Application:
    """The thing that is released; a registered model in MLflow."""

    name: str
    title: str = ""
    created_by: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Ref:
    """A name with a version number, written `support-reply@3`; `number` None means the newest."""

    name: str
    number: int | None = None

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `NAME` or `NAME@N`.

        Raises:
            Invalid: the name is empty or the number is not a whole number from 1 to 999,999,999.
        """
        name, at, number = text.partition("@")
        if not name or (at and not (NUMBER.fullmatch(number) and int(number))):
            raise Invalid("settings.bad_ref", text=text)
        return cls(name, int(number) if at else None)

    def __str__(self) -> str:
        return self.name if self.number is None else f"{self.name}@{self.number}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One fault in a file.

    `line` and `column` count from 1 (0: the whole file); `path` is a JSON path such as
    `messages[2].role`; `excerpt` is at most 120 characters of the offending text, control
    characters made visible.
    """

    code: str
    severity: Severity
    line: int = 0
    column: int = 0
    path: str = ""
    params: Mapping[str, Any] = field(default_factory=dict)
    excerpt: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DatasetVersion:
    """A frozen dataset: the bytes stand in the objects under `digest`."""

    app: str
    name: str
    number: int
    kind: DatasetKind
    digest: str
    rows: int
    counts: Mapping[str, int] = field(default_factory=dict)
    """How many findings of each code the check gave when it was frozen."""
    parent: int | None = None
    author: str
    note: str = ""
    created_at: datetime

    @property
    def ref(self) -> Ref:
        """`name@number`."""
        return Ref(self.name, self.number)


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One message of a prompt; `role` is system, user or assistant."""

    role: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PromptContent:
    """What a prompt says: its digest is the content's identity.

    A text prompt is one system block; the customer's question then follows as the user message. A
    chat prompt places `{{question}}` itself. Variables are written `{{name}}`.
    """

    blocks: tuple[Block, ...]
    response_format: Mapping[str, Any] | None = None
    settings: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class PromptVersion:
    """One immutable version of a prompt; its content stands in the objects under `digest`."""

    app: str
    name: str
    number: int
    digest: str
    variables: tuple[str, ...] = ()
    parent: int | None = None
    author: str
    reason: str
    created_at: datetime

    @property
    def ref(self) -> Ref:
        """`name@number`."""
        return Ref(self.name, self.number)


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One shippable bundle: prompt version + model + parameters + endpoint + code + datasets."""

    app: str
    number: int
    digest: str
    """Over prompt digest, model, endpoint name, parameters, training digest and code."""
    prompt: Ref
    prompt_digest: str
    model: str
    endpoint: str
    parameters: Mapping[str, Any] = field(default_factory=dict)
    training: Ref | None = None
    training_digest: str = ""
    code: str = ""
    """The git commit of the application's code, or empty."""
    author: str
    prompt_author: str
    note: str = ""
    created_at: datetime

    @property
    def authors(self) -> frozenset[str]:
        """Everybody who may not approve this version."""
        return frozenset({self.author, self.prompt_author})


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One line of a golden set.

    `expected` is the reference answer, or an object with any of `answer` (str), `contains` (list of
    facts that must all stand in the answer), `contains_any` (list of which one must), `excludes` (list
    of what must not), `number`, and `fields` (path in a JSON answer → value).
    """

    id: str
    inputs: Mapping[str, Any]
    expected: Any = None
    tags: Mapping[str, str] = field(default_factory=dict)
    critical: bool = False
    decline: bool = False

    @property
    def question(self) -> str:
        """The customer's text, empty when the case has none."""
        return str(self.inputs.get("question", ""))

    @property
    def reference(self) -> str:
        """The answer that was expected, as text; empty when none was given."""
        if isinstance(self.expected, Mapping):
            return str(self.expected.get("answer", ""))
        return "" if self.expected is None else str(self.expected)


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One question of an evaluation: a case and a repetition, asked once.

    `scores` holds only scorers that apply to the case and gave a number; `score_errors` those that
    apply and failed. A failed row has neither.
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
    attempts: int = 0
    scores: Mapping[str, float] = field(default_factory=dict)
    score_errors: Mapping[str, ScoreError] = field(default_factory=dict)
    judgements: Mapping[str, Judgement] = field(default_factory=dict)
    """What stands behind the scores of the judges, by their names."""
    judge_tokens: int | None = None
    """In and out together, of all that the judges said, of use or not; None as `judge_cost_usd`."""
    judge_cost_usd: float | None = None
    """What the judges cost beside `cost_usd`; None if none said anything, or tokens were not counted."""


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
    reason: str
    requested_by: str
    created_at: datetime
    state: RequestState = RequestState.OPEN
    closed_by: str = ""
    closed_at: datetime | None = None
    closing_reason: str = ""


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """One row of a finished evaluation as others show it: what was asked, what came of it."""

    evaluation: Evaluation
    version: Version
    case: Case
    row: Row
    messages: tuple[Block, ...]
    """As they were sent, variables filled in."""
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Experiment:
    """A named collection of runs."""

    id: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A training or evaluation run.

    `metrics` are the last values; `steps` the last step of each, 0 where nothing was counted.
    `status` is MLflow's: RUNNING, SCHEDULED, FINISHED, FAILED, KILLED.
    """

    id: str
    name: str
    experiment: str
    """Id of its experiment."""
    status: str
    user: str
    started_at: datetime | None
    finished_at: datetime | None
    is_deleted: bool
    params: Mapping[str, str]
    metrics: Mapping[str, float]
    steps: Mapping[str, int]
    tags: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class RunPage:
    """One page of a search; `next_page` is the token of the next one, empty on the last."""

    runs: tuple[Run, ...]
    next_page: str = ""

    @property
    def metrics(self) -> tuple[str, ...]:
        """Every metric that a run of the page has, by name: what can be a column."""
        return tuple(sorted({name for run in self.runs for name in run.metrics}))

    @property
    def params(self) -> tuple[str, ...]:
        """Every parameter that a run of the page has, by name."""
        return tuple(sorted({name for run in self.runs for name in run.params}))
