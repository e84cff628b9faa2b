"""What a gate looks at, and what of it speaks of the version."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from lifecycle import scorecards
from lifecycle.criteria import Facts
from lifecycle.policies import EnvironmentRule, GoldenSet, Policy
from lifecycle.records import Approval, DatasetVersion, Override, Scorecard, Version
from lifecycle.scorers import ScorerInfo


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay:
    """One stretch of time for which this very bundle stood in the environment that it comes from."""

    since: datetime
    until: datetime | None = None
    """None while it still stands there."""
    is_rolled_back: bool = False
    """Whether a rollback ended it."""

    def lasted(self, now: datetime) -> timedelta:
        """Tell how long it has lasted."""
        return (self.until or now) - self.since


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Everything a gate looks at, as it stands at one moment.

    `golden` is the version of the golden set that counts (see `golden_digest`), `training` the data that
    the model was tuned on, `stays` those of the bundle in the environment that it comes from, the oldest
    first. `approvals` and `overrides` are those that still count: by their digests, their age and the
    roles of those who gave them. `expired` are approvals that would count but for their age. Who may not
    approve is told by `authors_and_requester`, and `teams` maps people to teams.
    """

    version: Version
    scorecard: Scorecard | None
    incumbent: Version | None
    baseline: Scorecard | None
    golden: DatasetVersion | None
    training: DatasetVersion | None = None
    reused_since: datetime | None = None
    """When the oldest of the answers that were reused may have been given; None where it is not known."""
    scorers_digest: str
    stays: tuple[Stay, ...] = ()
    approvals: tuple[Approval, ...] = ()
    expired: tuple[Approval, ...] = ()
    overrides: tuple[Override, ...] = ()
    authors_and_requester: frozenset[str] = frozenset()
    teams: Mapping[str, str] = field(default_factory=dict)
    now: datetime

    @property
    def golden_digest(self) -> str:
        """The digest that an evaluation must speak of, empty while there is no golden set."""
        return self.golden.digest if self.golden else ""


def golden_digest(rule: EnvironmentRule) -> str:
    """Give the digest of the golden set that an environment insists on; empty: the newest of its name."""
    pinned = (c.digest for c in rule.criteria if isinstance(c, GoldenSet) and c.severity == "block")
    return next(filter(None, pinned), "")


def fitting(
    policy: Policy, environment: str, evidence: Evidence, infos: Mapping[str, ScorerInfo], *, fits: bool
) -> Facts:
    """Make the evidence ready for criteria; a scorecard that does not fit is no evidence."""
    card, incumbent, baseline = evidence.scorecard, evidence.incumbent, evidence.baseline
    comparable = baseline and incumbent and not misfit(evidence, baseline, incumbent)
    return Facts(
        environment=environment,
        version=evidence.version,
        incumbent=incumbent,
        infos=infos,
        card=card if fits else None,
        before=scorecards.samples(baseline) if baseline and comparable else None,
        after=scorecards.samples(card) if card and fits else None,
        golden_name=policy.golden.name,
        golden=evidence.golden,
        training=evidence.training,
        reused_since=evidence.reused_since,
        now=evidence.now,
    )


def misfit(evidence: Evidence, card: Scorecard | None, version: Version) -> str:
    """Name what a scorecard does not speak of: bundle, golden or scorers; empty if it fits."""
    if card is None:
        return ""
    found = card.evaluation
    if found.bundle_digest != version.digest:
        return "bundle"
    if found.golden_digest != evidence.golden_digest:
        return "golden"
    return "" if found.scorers_digest == evidence.scorers_digest else "scorers"
