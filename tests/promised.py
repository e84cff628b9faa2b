"""The rules of the road as a person would tell them: who may do what, and what has to be seen before.

A simple restatement to hold the real thing against. It knows no digests: what somebody looked at is a
tuple. All of it is about one application with two environments.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

ROLES = ("viewer", "reviewer", "editor", "approver", "release_manager", "admin")
ENVIRONMENTS = ("staging", "production")
FAILING = {
    "good": frozenset[str](),
    "harmful": frozenset({"c0"}),  # a critical case
    "weak": frozenset(f"c{i}" for i in range(2, 42)),
    "bad": frozenset(f"c{i}" for i in range(58)),
}
"""Quality of an evaluation → the cases of sixty that fail."""
FAILS_AT = {
    ("staging", "right-facts"): {"bad"},
    ("production", "right-facts"): {"bad", "weak"},
    ("production", "critical-cases"): {"bad", "harmful"},
}
"""Criterion → the qualities that do not meet it."""
OVERRIDABLE = {"passage", "right-facts"}
TERM = timedelta(hours=24)
"""How long an override can be confirmed, and then counts."""

POLICY = """\
application: support-bot
golden: {{name: support-golden}}
scorers: [{{name: contains}}]
environments:
  staging:
    criteria:
      - {{id: right-facts, type: threshold, owner: CS, metric: contains.mean, operator: ">=", value: 0.2}}
  production:
    from: staging
    soak: {soak}h
    criteria:
      - {{id: right-facts, type: threshold, owner: CS, metric: contains.mean, operator: ">=", value: 0.5}}
      - {{id: critical-cases, type: critical_cases, owner: CS}}
    approvals: {{count: {count}, roles: [{role}], teams: [{teams}], expire: {remembered}h}}
    requests: {{expire: {stands}h}}
    rollback: {{targets: {targets}}}
"""
CLOSED = '    closed: {time_zone: UTC, weekly: [{days: [sat, sun], from: "00:00", to: "24:00"}]}\n'
OVERRIDE = "    override: {min_reason: 5, never: [critical-cases], expire: 24h}\n"


@dataclass(frozen=True, kw_only=True)
class Rules:
    """What the policy says of production; times in hours."""

    soak: int = 0
    count: int = 1
    role: str = "approver"
    teams: tuple[str, ...] = ()
    remembered: int = 100
    stands: int = 200
    targets: str = "previous"
    is_closed_at_weekends: bool = False
    can_override: bool = True

    def text(self) -> str:
        told = {**vars(self), "teams": ", ".join(self.teams)}
        closed = CLOSED if self.is_closed_at_weekends else ""
        return POLICY.format(**told) + closed + (OVERRIDE if self.can_override else "")


@dataclass(kw_only=True)
class Asked:
    """A release request that stands."""

    id: str
    environment: str
    version: int
    by: str
    at: datetime
    saw: object
    until: datetime
    yes: dict[str, tuple[object, datetime]] = field(default_factory=dict)
    """Who said yes, looking at what, and when."""


@dataclass(kw_only=True)
class Override:
    """What two people take on themselves; the second may be missing yet."""

    environment: str
    version: int
    criterion: str
    saw: object
    first: str
    second: str = ""
    is_overtaken: bool = False
    """Whether its environment was moved since, or a rollback took away what it let pass."""
    until: datetime


@dataclass(kw_only=True)
class Stay:
    version: int
    since: datetime | None = None
    """Since when MLflow has shown it."""
    until: datetime | None = None
    is_taken_back: bool = False
    is_broken_off: bool = False
    """Whether MLflow was found to show something else after it had shown it."""


class Promised:
    """What everybody may rely on, at a moment."""

    def __init__(self, now: datetime, roles: dict[str, str], teams: dict[str, str]) -> None:
        self.now = now
        self.roles = roles
        self.teams = teams
        self.rules: Rules | None = Rules()
        """None: somebody broke the file."""
        self.golden = 1
        self.authors: dict[int, set[str]] = {}
        self.trials: dict[int, list[tuple[int, str]]] = {}
        """Version → golden set and quality of its evaluations, the oldest first."""
        self.stays: dict[str, list[Stay]] = {name: [] for name in ENVIRONMENTS}
        self.behind: dict[str, list[int]] = {name: [] for name in ENVIRONMENTS}
        """What stands in an environment last, and behind it what a rollback would come to."""
        self.shown: dict[str, set[int]] = {name: set() for name in ENVIRONMENTS}
        self.wrong: dict[str, set[str]] = {name: set() for name in ENVIRONMENTS}
        """The aliases that are known to be changed past the gate."""
        self.taken_back: dict[str, dict[int, datetime]] = {name: {} for name in ENVIRONMENTS}
        """When a rollback last took a version away."""
        self.pin: dict[str, int | None] = dict.fromkeys(ENVIRONMENTS)
        self.asked: dict[str, Asked | None] = dict.fromkeys(ENVIRONMENTS)
        self.overrides: dict[str, Override] = {}

    # What is so

    def has(self, person: str, role: str) -> bool:
        return ROLES.index(self.roles[person]) >= ROLES.index(role)

    def held(self, environment: str) -> int | None:
        return self.behind[environment][-1] if self.behind[environment] else None

    def trial(self, version: int | None) -> tuple[int, str] | None:
        """Give the evaluation that counts: the newest on the golden set of today, else the newest."""
        given = self.trials.get(version or 0, [])
        return next((each for each in reversed(given) if each[0] == self.golden), (given or [None])[-1])

    def sight(self, environment: str, version: int) -> object:
        """Give all that an approver looks at."""
        held = self.held(environment)
        return self.rules, self.golden, version, self.trial(version), held, self.trial(held)

    def is_due(self, asked: Asked) -> bool:
        """Whether a request is over of itself; of a broken policy nobody can say what it means."""
        changed = self.rules and (
            asked.saw != self.sight(asked.environment, asked.version) or self.is_overtaken(asked)
        )
        return bool(changed) or self.now >= asked.until

    def is_overtaken(self, asked: Asked) -> bool:
        """Whether the version was taken back in staging after it was asked for in production."""
        gone = self.taken_back["staging"].get(asked.version)
        return asked.environment == "production" and gone is not None and gone >= asked.at

    def standing(self, environment: str) -> Asked | None:
        asked = self.asked[environment]
        return None if asked is None or self.is_due(asked) else asked

    def has_passed(self, version: int) -> bool:
        """Whether staging showed it for long enough since it was last taken back from there."""
        assert self.rules
        soak = timedelta(hours=self.rules.soak)
        return any(
            stay.since and (stay.until or self.now) - stay.since >= soak
            for stay in self.stays["staging"]
            if stay.version == version and not stay.is_taken_back
        )

    def missing(self, environment: str, version: int) -> set[str]:
        """Name the criteria that a version does not meet, whoever overrides them."""
        trial = self.trial(version)
        fits = trial is not None and trial[0] == self.golden
        wrong = {
            name
            for (place, name), qualities in FAILS_AT.items()
            if place == environment and (not fits or trial[1] in qualities)
        }
        passage = {"passage"} if environment == "production" and not self.has_passed(version) else set()
        return wrong | passage | (set() if fits else {"evidence"})

    def state(self, override: Override) -> str:
        """Tell where an override stands; whoever broke the policy changed it."""
        if self.now >= override.until:
            return "expired"
        if not self.rules or override.saw != self.sight(override.environment, override.version):
            return "void"
        if override.is_overtaken:
            return "void"
        people = filter(None, (override.first, override.second))
        if not all(self.has(each, "release_manager") for each in people):
            return "void"
        return "counting" if override.second else "waiting"

    def closed(self, environment: str, version: int) -> set[str]:
        """Name what keeps the gate shut, approvals apart."""
        passed_over = {
            each.criterion
            for each in self.overrides.values()
            if (each.environment, each.version) == (environment, version) and self.state(each) == "counting"
        }
        return self.missing(environment, version) - passed_over

    def role_to_approve(self, environment: str) -> str:
        assert self.rules
        return self.rules.role if environment == "production" else "approver"

    def said_yes(self, asked: Asked) -> set[str]:
        """Name those whose yes counts now."""
        assert self.rules
        remembered = timedelta(hours=self.rules.remembered)
        return {
            person
            for person, (saw, at) in asked.yes.items()
            if saw == self.sight(asked.environment, asked.version)
            and self.has(person, self.role_to_approve(asked.environment))
            and (asked.environment == "staging" or self.now < at + remembered)
            and person not in self.authors[asked.version] | {asked.by}
        }

    def verdict(self, asked: Asked) -> str:
        """Tell what the gate says of a request: closed, review or ready."""
        if self.closed(asked.environment, asked.version):
            return "closed"
        assert self.rules
        people = self.said_yes(asked)
        enough = len(people) >= self.rules.count
        enough &= {self.teams[person] for person in people} >= set(self.rules.teams)
        return "ready" if enough or asked.environment == "staging" else "review"

    def ways_back(self, environment: str) -> list[int]:
        """List where a rollback may lead, first where it leads if nobody chooses."""
        behind, shown = self.behind[environment], self.shown[environment]
        before = [each for each in reversed(behind[:-1]) if each != behind[-1] and each in shown]
        if self.rules is None or environment == "staging" or self.rules.targets == "previous":
            return before[:1]
        return before[:1] + sorted({*before} - {*before[:1]})

    # What is allowed

    def may_ask(self, by: str, environment: str, version: int, pin: int | None) -> bool:
        return bool(
            self.rules
            and self.has(by, "editor")
            and pin == self.pin[environment]
            and version != self.held(environment)
            and not self.standing(environment)
            and not self.closed(environment, version)
        )

    def may_approve(self, by: str, environment: str) -> bool:
        asked = self.standing(environment)
        return bool(
            self.rules
            and asked
            and self.has(by, self.role_to_approve(environment))
            and by not in self.authors[asked.version] | {asked.by}
            and not self.closed(environment, asked.version)
        )

    def may_revoke(self, by: str, environment: str) -> bool:
        asked = self.standing(environment)
        return bool(self.rules and asked and self.has(by, "approver") and by in asked.yes)

    def may_end(self, by: str, environment: str, role: str) -> bool:
        return self.standing(environment) is not None and self.has(by, role)

    def may_promote(self, by: str, environment: str, seen: int | None) -> bool:
        asked = self.standing(environment)
        return bool(
            self.rules
            and asked
            and self.has(by, "approver")
            and seen == self.held(environment)
            and not self.is_closed_now(environment)
            and self.verdict(asked) == "ready"
        )

    def is_closed_now(self, environment: str) -> bool:
        assert self.rules
        return environment == "production" and self.rules.is_closed_at_weekends and self.now.weekday() > 4

    def may_roll_back(self, by: str, environment: str, seen: int | None, to: int | None) -> bool:
        ways = self.ways_back(environment)
        return (
            self.has(by, "approver") and seen == self.held(environment) and (to in ways if to else bool(ways))
        )

    def may_override(self, by: str, environment: str, version: int, criterion: str) -> bool:
        return bool(
            self.rules
            and self.rules.can_override
            and environment == "production"
            and self.has(by, "release_manager")
            and by not in self.authors[version]
            and criterion in OVERRIDABLE & self.closed(environment, version)
            and not any(
                (each.version, each.criterion) == (version, criterion) and self.state(each) == "waiting"
                for each in self.overrides.values()
            )
        )

    def may_confirm(self, by: str, id: str) -> bool:
        override = self.overrides[id]
        return bool(
            self.rules
            and self.rules.can_override
            and all(self.has(each, "release_manager") for each in (by, override.first))
            and by not in self.authors[override.version] | {override.first}
            and self.state(override) == "waiting"
        )

    # What changes

    def promote(self, environment: str, version: int) -> None:
        self.move(environment, version)
        self.behind[environment].append(version)
        self.pin[environment] = None

    def roll_back(self, environment: str, version: int, pin: int) -> None:
        """Take away what lies on the version, also where it lies deeper."""
        behind, gone = self.behind[environment], set()
        while behind[-1] != version:
            gone.add(behind.pop())
        self.behind[environment] = [each for each in behind if each not in gone]
        self.taken_back[environment] |= dict.fromkeys(gone, self.now)
        for stay in self.stays[environment]:
            stay.is_taken_back |= stay.version in gone
        for override in self.overrides.values():
            is_further_on = environment == "staging" and override.criterion == "passage"
            override.is_overtaken |= is_further_on and override.version in gone
        self.move(environment, version)
        self.pin[environment] = pin

    def move(self, environment: str, version: int) -> None:
        stays = self.stays[environment]
        if stays:
            stays[-1].until = self.now
        stays.append(Stay(version=version))
        self.asked[environment] = None
        for override in self.overrides.values():
            override.is_overtaken |= override.environment == environment

    def show(self, environment: str, version: int, at: datetime) -> None:
        """MLflow shows what an environment holds."""
        stay = self.stays[environment][-1]
        assert stay.version == version
        stay.since = stay.since or at
        self.shown[environment].add(version)
        self.wrong[environment] = set()

    def find(self, environment: str, alias: str, at: datetime) -> None:
        """It is known that MLflow shows something else."""
        stays = self.stays[environment]
        if stays and stays[-1].since and not self.wrong[environment]:
            stays.insert(-1, replace(stays[-1], until=at))
            stays[-1].since, stays[-1].is_broken_off = None, True
        self.wrong[environment].add(alias)

    def put_right(self, environment: str, alias: str, at: datetime) -> None:
        """MLflow shows again what the environment holds, if nothing else is wrong."""
        self.wrong[environment].discard(alias)
        stays = self.stays[environment]
        if stays and stays[-1].is_broken_off and not self.wrong[environment]:
            stays[-1].since = stays[-1].since or at
