"""Reads gate policies: what must be true before an environment moves.

A policy is a YAML file that people write and keep in git. It is read strictly (see `yamlfile`), and
what it names must exist: scorers, their settings, metrics, roles. Its digest is that of its bytes, so
any edit voids approvals given under it.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from lifecycle import access, scorecards, scorers, yamlfile
from lifecycle.digests import digest_of
from lifecycle.errors import Invalid, NotFound
from lifecycle.records import ScorerSpec

Bound = Literal["point", "lower", "upper"]
Operator = Literal[">=", "<="]
Place = yamlfile.Path_
"""Where something stands in the file, as keys and positions."""

RESERVED = ("evidence", "approvals")
"""Rows that every gate has of itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldenRule:
    """Which golden set counts as evidence, and how many cases it must have."""

    name: str
    min_cases: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """One rule. `value` and `margin` are in the metric's unit; a share is 0..1.

    `bound` says which end of the interval is held against `value`: a `lower` bound above it means
    that the metric is really that good, and not only in this sample.
    """

    id: str
    type: str
    severity: str = "block"
    owner: str
    metric: str = ""
    operator: str = ""
    value: float = 0.0
    bound: str = "point"
    margin: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalRule:
    """How many people must say yes; each of `teams` must be among them.

    Of `roles` the lowest counts, and every role above it; none given: everybody who may approve.
    """

    count: int = 0
    roles: tuple[str, ...] = ()
    teams: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EnvironmentRule:
    """What one environment asks for."""

    name: str
    criteria: tuple[Criterion, ...]
    approvals: ApprovalRule


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """The rules of one application."""

    application: str
    golden: GoldenRule
    scorers: tuple[ScorerSpec, ...]
    environments: tuple[EnvironmentRule, ...]
    digest: str
    text: str = field(repr=False)

    def environment(self, name: str) -> EnvironmentRule:
        """Find the rules of one environment.

        Raises:
            NotFound: the policy does not name it.
        """
        for rule in self.environments:
            if rule.name == name:
                return rule
        known = ", ".join(rule.name for rule in self.environments)
        raise NotFound("policies.no_environment", environment=name, app=self.application, known=known)


class Entry(BaseModel):
    """A part of the file: nothing unknown, no value bent into shape, no infinity."""

    model_config = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False)


class GoldenEntry(Entry):
    """`golden`."""

    name: str = Field(min_length=1)
    min_cases: int = Field(default=1, ge=1)


class ScorerEntry(Entry):
    """One of `scorers`: `name` alone means the scorer of that name."""

    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)
    scorer: str = ""
    settings: dict[str, Any] = Field(default_factory=dict)


class CriterionEntry(Entry):
    """What every criterion says of itself."""

    id: str = Field(pattern=r"^[a-z][a-z0-9-]*$", max_length=60)
    owner: str = Field(min_length=1)
    severity: Literal["block", "warn"] = "block"


class ThresholdEntry(CriterionEntry):
    """A metric must reach a value."""

    type: Literal["threshold"]
    metric: str
    operator: Operator
    value: float
    bound: Bound = "point"


class NoRegressionEntry(CriterionEntry):
    """A metric must not be worse, by more than a margin, than that of the version that is there."""

    type: Literal["no_regression"]
    metric: str
    margin: float = Field(ge=0)


class CriticalCasesEntry(CriterionEntry):
    """No critical case may fail."""

    type: Literal["critical_cases"]


class LatencyEntry(CriterionEntry):
    """95 % of all answers must come within a time, in milliseconds."""

    type: Literal["latency"]
    value: float = Field(gt=0)
    metric: Literal["latency_ms.p95"] = "latency_ms.p95"
    operator: Literal["<="] = "<="
    bound: Literal["point", "upper"] = "upper"


AnyCriterion = Annotated[
    ThresholdEntry | NoRegressionEntry | CriticalCasesEntry | LatencyEntry, Field(discriminator="type")
]


class ApprovalsEntry(Entry):
    """`approvals` of an environment."""

    count: int = Field(default=0, ge=0, le=10)
    roles: list[str] = Field(default_factory=list)
    teams: list[str] = Field(default_factory=list)


class EnvironmentEntry(Entry):
    """One of `environments`."""

    criteria: list[AnyCriterion] = Field(min_length=1)
    approvals: ApprovalsEntry = ApprovalsEntry()


class PolicyFile(Entry):
    """The whole file."""

    application: str = Field(min_length=1)
    golden: GoldenEntry
    scorers: list[ScorerEntry] = Field(min_length=1)
    environments: dict[str, EnvironmentEntry] = Field(min_length=1)


def load(path: Path) -> Policy:
    """Read a policy file.

    Raises:
        Invalid: the file is missing or broken, or names what does not exist; file and line are named.
    """
    return parse(yamlfile.read(path), str(path))


def parse(text: bytes, file: str) -> Policy:
    """Read a policy's text; `file` is only for the complaint.

    Raises:
        Invalid: as `load`.
    """
    try:
        content = text.decode()
    except UnicodeDecodeError as err:
        raise Invalid("settings.yaml_broken", file=file, line=1, reason="not UTF-8") from err
    entries = yamlfile.parse(text, PolicyFile, file=file)
    specs = tuple(ScorerSpec(**entry.model_dump()) for entry in entries.scorers)
    for place, code, params in faults(entries, specs):
        lines = yamlfile.to_value(text, file)[1]
        raise Invalid(code, file=file, line=yamlfile.line_of(place, lines), **params)
    return Policy(
        application=entries.application,
        golden=GoldenRule(**entries.golden.model_dump()),
        scorers=specs,
        environments=tuple(to_rule(name, entry) for name, entry in entries.environments.items()),
        digest=digest_of(text),
        text=content,
    )


def to_rule(name: str, entry: EnvironmentEntry) -> EnvironmentRule:
    """Make the record of one environment."""
    approvals = entry.approvals
    return EnvironmentRule(
        name=name,
        criteria=tuple(Criterion(**criterion.model_dump()) for criterion in entry.criteria),
        approvals=ApprovalRule(
            count=approvals.count, roles=tuple(approvals.roles), teams=tuple(approvals.teams)
        ),
    )


Fault = tuple[Place, str, dict[str, Any]]


def faults(entries: PolicyFile, specs: tuple[ScorerSpec, ...]) -> Iterator[Fault]:
    """Find what the file names and does not exist: place, code and parameters of each fault."""
    yield from scorer_faults(specs)
    can_fail = any(scorers.describe(spec).kind == "pass_fail" for spec in specs)
    metrics = scorecards.metric_names(specs)
    for name, environment in entries.environments.items():
        place: Place = ("environments", name)
        for at in repeated(criterion.id for criterion in environment.criteria):
            yield (
                (*place, "criteria", at, "id"),
                "policies.criterion_twice",
                {"id": environment.criteria[at].id},
            )
        for at, criterion in enumerate(environment.criteria):
            if criterion.type == "critical_cases" and not can_fail:
                yield (*place, "criteria", at, "type"), "policies.cannot_fail", {"id": criterion.id}
            yield from criterion_faults((*place, "criteria", at), criterion, metrics)
        yield from approval_faults((*place, "approvals"), environment.approvals)


def scorer_faults(specs: tuple[ScorerSpec, ...]) -> Iterator[Fault]:
    """Find scorers that do not exist, have the name of another, or cannot be built."""
    for at in repeated(spec.name for spec in specs):
        yield ("scorers", at, "name"), "policies.scorer_twice", {"scorer": specs[at].name}
    for at, spec in enumerate(specs):
        if spec.name != spec.scorer and spec.name in scorecards.TAKEN:
            yield ("scorers", at, "name"), "policies.scorer_name_taken", {"scorer": spec.name}
        try:
            scorers.build(spec)
        except Invalid as err:
            yield (
                ("scorers", at),
                "policies.bad_scorer",
                {"reason": err.say("en"), "reason_ja": err.say("ja"), "remedy": err.hint("en")}
                | {"remedy_ja": err.hint("ja")},
            )


def criterion_faults(place: Place, criterion: AnyCriterion, metrics: tuple[str, ...]) -> Iterator[Fault]:
    """Find an unknown metric, a bound on the easy side, and a name that the gate needs itself."""
    if criterion.id in RESERVED:
        yield (*place, "id"), "policies.reserved", {"id": criterion.id}
    if isinstance(criterion, ThresholdEntry | NoRegressionEntry) and criterion.metric not in metrics:
        known = ", ".join(metrics)
        yield (*place, "metric"), "policies.unknown_metric", {"metric": criterion.metric, "known": known}
    easy = {">=": "upper", "<=": "lower"}
    if isinstance(criterion, ThresholdEntry) and criterion.bound == easy[criterion.operator]:
        found = {"bound": criterion.bound, "operator": criterion.operator}
        yield (*place, "bound"), "policies.easy_bound", found


def approval_faults(place: Place, approvals: ApprovalsEntry) -> Iterator[Fault]:
    """Find roles that do not exist or may not approve, and more teams than approvals."""
    able = access.ROLES[access.ROLES.index(access.ACTIONS["request.approve"]) :]
    for at, role in enumerate(approvals.roles):
        if role not in able:
            yield (*place, "roles", at), "policies.unknown_role", {"role": role, "known": ", ".join(able)}
    if len(set(approvals.teams)) > approvals.count:
        found = {"count": approvals.count, "teams": ", ".join(approvals.teams)}
        yield (*place, "teams"), "policies.too_many_teams", found


def repeated(names: Iterable[str]) -> list[int]:
    """Give the positions at which a name stands that stood before."""
    seen: Counter[str] = Counter()
    found = []
    for at, name in enumerate(names):
        if seen[name]:
            found.append(at)
        seen[name] += 1
    return found
