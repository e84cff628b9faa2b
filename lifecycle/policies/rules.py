"""The rules of one application, as its policy file has them."""

from datetime import timedelta
from typing import Annotated, Any, Literal

from pydantic import Field, GetPydanticSchema
from pydantic_core.core_schema import no_info_after_validator_function as followed_by

from lifecycle.errors import NotFound
from lifecycle.policies.criterion import AnyCriterion, GoldenSet
from lifecycle.policies.values import Day, Duration, Many, Minutes, Part, Perhaps, Term, Text, Zone
from lifecycle.records import ScorerSpec

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


class GoldenRule(Part):
    """Which golden set counts as evidence, and how many cases it must have."""

    name: Text
    min_cases: int = Field(default=1, ge=1)


class ScorerEntry(Part):
    """One of `scorers`: `name` alone means the scorer of that name."""

    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)
    scorer: str = ""
    settings: dict[str, Any] = Field(default_factory=dict)


class Approvals(Part):
    """How many people must say yes; each of `teams` must be among them.

    Of `roles` the lowest counts, and every role above it; none given: everybody who may approve. A yes
    counts for as long as `expire` says.
    """

    count: int = Field(default=0, ge=0, le=10)
    roles: Many[str] = ()
    teams: Many[Text] = ()
    expire: Perhaps[Term] = None


class Requests(Part):
    """How long a release request stands; None: until somebody ends it."""

    expire: Perhaps[Term] = None


class Weekly(Part):
    """A time of the week at which nothing is promoted, by the clock on the wall: `from_` to before `to`.

    Both are minutes after midnight of the same day.
    """

    days: Many[Weekday] = Field(min_length=1)
    from_: Minutes = Field(alias="from")
    to: Minutes
    why: str = ""


class Dates(Part):
    """Days on which nothing is promoted, both ends among them."""

    from_: Day = Field(alias="from")
    to: Day
    why: str = ""


class Closed(Part):
    """The closed windows of an environment, in one time zone."""

    time_zone: Zone
    weekly: Many[Weekly] = ()
    dates: Many[Dates] = ()


class OverrideRule(Part):
    """Who may let a criterion count as passed, for how long, and which criteria nobody may.

    Of `roles` the lowest counts, as with approvals; a reason has at least `min_reason` characters.
    """

    roles: Many[str] = ()
    min_reason: int = Field(default=30, ge=1, le=2000)
    never: Many[str] = ()
    expire: Term = timedelta(hours=24)


class RollbackRule(Part):
    """Who may roll back, and to what: the version before, or any that stood there and was shown."""

    roles: Many[str] = ()
    targets: Literal["previous", "any"] = "previous"


class SmokeRule(Part):
    """How many questions are put to the endpoint right after a move."""

    questions: int = Field(ge=1, le=20)


class EnvironmentEntry(Part):
    """What stands under an environment's name.

    `from_` names the environment that a version must have passed, `soak` how long it stood there.
    """

    from_: str = Field(default="", alias="from")
    soak: Duration = timedelta()
    criteria: Many[AnyCriterion] = Field(min_length=1)
    approvals: Approvals = Approvals()
    requests: Requests = Requests()
    closed: Perhaps[Closed] = None
    override: Perhaps[OverrideRule] = None
    rollback: RollbackRule = RollbackRule()
    smoke: Perhaps[SmokeRule] = None


class EnvironmentRule(EnvironmentEntry):
    """What one environment asks for."""

    name: str

    @property
    def golden_digest(self) -> str:
        """The digest of the golden set that it insists on; empty: the newest of its name."""
        pinned = (c.digest for c in self.criteria if isinstance(c, GoldenSet) and c.severity == "block")
        return next(filter(None, pinned), "")


def to_spec(entry: ScorerEntry) -> ScorerSpec:
    """Make the record of a scorer."""
    return ScorerSpec(**dict(entry))


def to_rules(entries: dict[str, EnvironmentEntry]) -> tuple[EnvironmentRule, ...]:
    """Give each environment its name, in the order of the file."""
    return tuple(EnvironmentRule.model_construct(name=name, **dict(each)) for name, each in entries.items())


Spec = Annotated[ScorerSpec, GetPydanticSchema(lambda _, read: followed_by(to_spec, read(ScorerEntry)))]
Entries = Annotated[dict[str, EnvironmentEntry], Field(min_length=1)]
Rules = Annotated[
    tuple[EnvironmentRule, ...], GetPydanticSchema(lambda _, read: followed_by(to_rules, read(Entries)))
]


class PolicyFile(Part):
    """The whole file."""

    application: Text
    golden: GoldenRule
    scorers: Many[Spec] = Field(min_length=1)
    environments: Rules


class Policy(PolicyFile):
    """The rules of one application, with the text they stand in and its digest."""

    digest: str
    text: str = Field(repr=False)

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
