"""What a gate looks at, and what of it speaks of the version."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from lifecycle import scorecards
from lifecycle.checks.passes.leakage import Leaked
from lifecycle.criteria import Facts
from lifecycle.policies import Policy
from lifecycle.records import Approval, DatasetVersion, Endpoint, Event, Override, Person, Scorecard, Version
from lifecycle.scorers import ScorerInfo


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay:
    """One stretch of time for which this very bundle stood in the environment that it comes from."""

    since: datetime | None
    """Since when MLflow showed it there, so that customers could have it; None: not yet, or never."""
    until: datetime | None = None
    """None while it still stands there."""
    is_broken_off: bool = False
    """Whether it ended because MLflow was found to show something else."""

    def lasted(self, now: datetime) -> timedelta | None:
        """Tell how long customers could have it, None if they could not."""
        return (self.until or now) - self.since if self.since else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tries:
    """The other evaluations of a bundle on a golden set, beside the newest finished one, which counts."""

    before: int = 0
    """Finished before it."""
    ended_early: int = 0
    """Cancelled or stopped, whenever."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Everything a gate looks at, as it stands at one moment.

    `golden` is the version of the golden set that counts, `training` the data that the model was tuned on,
    `stays` those of the bundle in the environment that it comes from, the oldest first; if a rollback took
    it away from there (`taken_back`, the last), those after it. `approvals` and `overrides` are those that
    still count: by their digests, their age and the roles of those who gave them. `expired` are approvals
    that would count but for their age. Who may not approve is told by `authors_and_requester`; `people`
    tells names and teams.
    """

    version: Version
    scorecard: Scorecard | None
    incumbent: Version | None
    baseline: Scorecard | None
    golden: DatasetVersion | None
    training: DatasetVersion | None = None
    leaked: Leaked | None = None
    """The golden cases that stand in the training data; None: not asked for, or one cannot be read."""
    endpoints: Mapping[str, Endpoint] = field(default_factory=dict)
    """Those that answered and judged, as they are now; one that is gone is left out."""
    tries: Tries = Tries()
    baseline_tries: Tries = Tries()
    reused_since: datetime | None = None
    """When the oldest of the answers that were reused may have been given; None where it is not known."""
    scorers_digest: str
    stays: tuple[Stay, ...] = ()
    taken_back: Event | None = None
    approvals: tuple[Approval, ...] = ()
    expired: tuple[Approval, ...] = ()
    overrides: tuple[Override, ...] = ()
    authors_and_requester: frozenset[str] = frozenset()
    people: Mapping[str, Person] = field(default_factory=dict)
    now: datetime

    def names(self, ids: Iterable[str]) -> list[str]:
        """Give the names of people in the order of their ids; somebody without a name goes by the id."""
        return [self.people[id].name or id if id in self.people else id for id in sorted(ids)]

    def teams(self, ids: Iterable[str]) -> set[str]:
        """Give the teams of people."""
        return {self.people[id].team for id in ids if id in self.people}

    @property
    def golden_digest(self) -> str:
        """The digest that an evaluation must speak of, empty while there is no golden set."""
        return self.golden.digest if self.golden else ""


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
        leaked=evidence.leaked,
        endpoints=evidence.endpoints,
        reused_since=evidence.reused_since,
        now=evidence.now,
    )


def misfit(evidence: Evidence, card: Scorecard | None, version: Version) -> str:
    """Name what a scorecard does not speak of: bundle, golden, scorers or endpoint; empty if it fits.

    `endpoint_unkept`: it was not kept where one stood, that answered or judged.
    """
    if card is None:
        return ""
    found = card.evaluation
    if found.bundle_digest != version.digest:
        return "bundle"
    if found.golden_digest != evidence.golden_digest:
        return "golden"
    if found.scorers_digest != evidence.scorers_digest:
        return "scorers"
    moved = found.moved(evidence.endpoints)
    if moved is None:
        return ""
    return "endpoint" if found.addresses[moved] else "endpoint_unkept"
