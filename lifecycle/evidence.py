"""Gathers what a gate judges, and asks the gate.

Facts come in here, from ledger, objects and policy file, each as it stands at this moment; what they
mean is decided in `gates`, which looks at nothing else.
"""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from lifecycle import (
    access,
    applications,
    checks,
    datasets,
    evaluation,
    gates,
    history,
    passage,
    scorers,
    versions,
)
from lifecycle.checks.passes import leakage
from lifecycle.checks.passes.leakage import Leaked
from lifecycle.digests import canonical, digest_of
from lifecycle.errors import NotFound
from lifecycle.objects import Objects, opened
from lifecycle.policies import EnvironmentRule, Leakage, Policy, RunIntegrity
from lifecycle.records import (
    Approval,
    DatasetKind,
    DatasetVersion,
    Endpoint,
    Evaluation,
    EvaluationState,
    Override,
    Placement,
    Request,
    Row,
    RowState,
    Scorecard,
    Version,
)
from lifecycle.workbench import Workbench

COMPARED = 1024
"""So many comparisons of training data with a golden set are kept: what came of one is a few words."""
PAGE = 500
"""So many calls are looked up at a time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grounds:
    """What the evidence of a version for an environment rests on, by the ledger alone.

    The evaluations are those whose scorecards count (see `gather`); None where there is none.
    """

    golden: DatasetVersion | None
    scorers_digest: str
    incumbent: Version | None
    evaluation: Evaluation | None
    baseline: Evaluation | None
    """The incumbent's."""
    endpoints: Mapping[str, Endpoint]
    """Those that answered and judged, as they are now; one that is gone is left out."""

    @property
    def digest(self) -> str:
        """Name what an approver looked at: both evaluations' answers, golden set, scorers and endpoints.

        The training data stands in the bundle's digest. What time brings about is not looked at but
        judged anew at every step: how long the version stood somewhere, how old a dataset is, what was
        overridden. An approval outlives it, the open gate may not.
        """
        return digest_of(
            canonical(
                {
                    "answers": self.evaluation.answers_digest if self.evaluation else "",
                    "baseline": self.baseline.answers_digest if self.baseline else "",
                    "incumbent": self.incumbent.digest if self.incumbent else "",
                    "golden": self.golden.digest if self.golden else "",
                    "scorers": self.scorers_digest,
                    "endpoints": {name: each.address for name, each in self.endpoints.items()},
                }
            )
        )


def placement(bench: Workbench, app: str, environment: str) -> Placement:
    """Tell what an environment holds; an empty one is a placement without a version."""
    with bench.ledger.read() as tx:
        found = tx.one(Placement, app=app, environment=environment)
    return found or Placement(app=app, environment=environment)


def gather(
    bench: Workbench, policy: Policy, version: Version, environment: str, request: Request | None = None
) -> gates.Evidence:
    """Collect the evidence that speaks of a version for an environment, now.

    The scorecards are those of the newest finished evaluations on the golden set that counts with the
    policy's scorers; where there is none, of the newest finished evaluation at all, so that the gate
    can say what it does not fit. With a request, its approvals are among the evidence.

    Raises:
        NotFound: the policy does not name the environment.
    """
    rule = policy.environment(environment)
    found = grounds(bench, policy, version, environment)
    card = evaluation.scorecard(bench, found.evaluation.id) if found.evaluation else None
    passed = passage.find(bench, version, rule.from_)
    tuned_on = training(bench, version)
    evidence = gates.Evidence(
        version=version,
        scorecard=card,
        incumbent=found.incumbent,
        baseline=evaluation.scorecard(bench, found.baseline.id) if found.baseline else None,
        golden=found.golden,
        training=tuned_on,
        leaked=leaked(bench, tuned_on, found.golden) if is_asked_for(rule, Leakage) else None,
        endpoints=found.endpoints,
        tries=tries(bench, found.evaluation),
        baseline_tries=tries(bench, found.baseline),
        reused_since=reused_since(bench, card) if card and is_asked_for(rule, RunIntegrity) else None,
        scorers_digest=found.scorers_digest,
        stays=passed.stays,
        taken_back=passed.taken_back,
        authors_and_requester=version.authors | ({request.requested_by} if request else set()),
        now=bench.now(),
    )
    evidence = dataclasses.replace(evidence, overrides=overrides(bench, policy, rule, evidence))
    if request is None:
        return evidence
    given = approvals(bench, policy, request, evidence)
    expired = tuple(each for each in given if is_over(each, rule.approvals.expire, evidence.now))
    return dataclasses.replace(
        evidence,
        approvals=tuple(each for each in given if each not in expired),
        expired=expired,
        people=bench.people,
    )


def grounds(bench: Workbench, policy: Policy, version: Version, environment: str) -> Grounds:
    """Find what the evidence rests on, now, without reading any of it; cheap.

    Raises:
        NotFound: the policy does not name the environment.
    """
    golden_set = golden(bench, policy, policy.environment(environment))
    scorers_digest = scorers.digest(policy.scorers)
    held = placement(bench, version.app, environment).version
    incumbent = versions.find(bench, version.app, held) if held else None

    def newest(of: Version) -> Evaluation | None:
        golden_digest = golden_set.digest if golden_set else ""
        fitting = evaluation.newest(bench, of.app, of.number, golden_digest, scorers_digest)
        return fitting or evaluation.newest(bench, of.app, of.number)

    found = newest(version)
    baseline = newest(incumbent) if incumbent else None
    return Grounds(
        golden=golden_set,
        scorers_digest=scorers_digest,
        incumbent=incumbent,
        evaluation=found,
        baseline=baseline,
        endpoints=endpoints(bench, found, baseline),
    )


def endpoints(bench: Workbench, *of: Evaluation | None) -> dict[str, Endpoint]:
    """Give the endpoints that evaluations asked, as they are now; one that is gone is left out."""
    known = bench.endpoints
    asked = {name for each in of if each for name in each.addresses}
    return {name: known[name] for name in asked & known.keys()}


def tries(bench: Workbench, counted: Evaluation | None) -> gates.Tries:
    """Count the other evaluations of the same bundle on the same golden set, by whatever scorers.

    Answers that were given elsewhere are no try: they never count.
    """
    if counted is None:
        return gates.Tries()
    same = {name: getattr(counted, name) for name in ("app", "version", "bundle_digest", "golden_digest")}
    ended = [state for state in EvaluationState if state.is_final]
    with bench.ledger.read() as tx:
        others = [
            each for each in tx.all(Evaluation, **same, recorded="", state=ended) if each.id != counted.id
        ]
    finished = [each for each in others if each.state is EvaluationState.FINISHED]
    return gates.Tries(
        before=sum(over_at(each) <= over_at(counted) for each in finished),
        ended_early=len(others) - len(finished),
    )


def over_at(ended: Evaluation) -> datetime:
    """Tell when an evaluation was over."""
    return ended.finished_at or ended.created_at


def decide(
    bench: Workbench, app: str, version: int, environment: str, request: Request | None = None
) -> gates.Decision:
    """Judge a version for an environment by the policy and the evidence of this moment.

    Raises:
        NotFound: no such application, version, environment or policy.
        Invalid: the policy file is broken.
    """
    policy = applications.policy(bench, app)
    policy.environment(environment)
    found = versions.find(bench, app, version)
    return gates.judge(policy, environment, gather(bench, policy, found, environment, request))


def digest(evidence: gates.Evidence) -> str:
    """Name what an approver looked at, see `Grounds.digest`."""
    card, baseline = evidence.scorecard, evidence.baseline
    return Grounds(
        golden=evidence.golden,
        scorers_digest=evidence.scorers_digest,
        incumbent=evidence.incumbent,
        evaluation=card.evaluation if card else None,
        baseline=baseline.evaluation if baseline else None,
        endpoints=evidence.endpoints,
    ).digest


def seen(evidence: gates.Evidence, policy: Policy) -> tuple[str, str, str]:
    """Give the digests that an approval or an override speaks of: bundle, evidence and policy."""
    return evidence.version.digest, digest(evidence), policy.digest


def approvals(
    bench: Workbench, policy: Policy, request: Request, evidence: gates.Evidence
) -> tuple[Approval, ...]:
    """List the approvals given to exactly these digests by somebody who still may, of whatever age.

    Each with the role its giver has now, not the one of then.
    """
    people = bench.people
    with bench.ledger.read() as tx:
        given = tx.all(Approval, request=request.id)
    now_seen = seen(evidence, policy)
    return tuple(
        dataclasses.replace(approval, role=access.role_of(people, approval.person, request.app) or "")
        for approval in given
        if (approval.bundle_digest, approval.evidence_digest, approval.policy_digest) == now_seen
        and access.may(people, approval.person, request.app, "request.approve")
    )


def is_over(approval: Approval, expire: timedelta | None, now: datetime) -> bool:
    """Whether an approval is older than the policy lets it become; as long as it is of the future, it is."""
    given = approval.created_at
    return expire is not None and (now >= given + expire or history.is_ahead(given, now))


def is_spent(override: Override, now: datetime) -> bool:
    """Whether an override has expired; as long as it is of the future, it has."""
    given = override.confirmed_at or override.asked_at
    return now >= override.expires_at or history.is_ahead(given, now)


def overrides(
    bench: Workbench, policy: Policy, rule: EnvironmentRule, evidence: gates.Evidence
) -> tuple[Override, ...]:
    """List the overrides that count now: confirmed, for exactly these digests, and not expired.

    Both who asked and who confirmed still may, are two people, and are no authors of the version.
    """
    if rule.override is None:
        return ()
    version, people = evidence.version, bench.people
    with bench.ledger.read() as tx:
        given = tx.all(Override, app=version.app, environment=rule.name, version=version.number)
    able = access.able("gate.override", rule.override.roles)
    now_seen = seen(evidence, policy)
    return tuple(
        each
        for each in given
        if (each.bundle_digest, each.evidence_digest, each.policy_digest) == now_seen
        and len(two := {each.asked_by, each.confirmed_by}) == 2
        and not any(access.is_among(person, version.authors) for person in two)
        and all(access.role_of(people, person, version.app) in able for person in two)
        and not is_spent(each, evidence.now)
        and not passage.has_overtaken(bench, version, rule, each)
    )


def golden(bench: Workbench, policy: Policy, rule: EnvironmentRule) -> DatasetVersion | None:
    """Find the version of the golden set that counts: the policy's by its digest, else the newest frozen."""
    wanted: dict[str, Any] = {"digest": rule.golden_digest} if rule.golden_digest else {}
    with bench.ledger.read() as tx:
        return tx.newest(
            DatasetVersion, app=policy.application, name=policy.golden.name, kind=DatasetKind.GOLDEN, **wanted
        )


def training(bench: Workbench, version: Version) -> DatasetVersion | None:
    """Find the data that a version's model was tuned on, None if it names none."""
    named = version.training
    if named is None:
        return None
    with bench.ledger.read() as tx:
        return tx.one(DatasetVersion, app=version.app, name=named.name, number=named.number)


def leaked(
    bench: Workbench, tuned_on: DatasetVersion | None, golden_set: DatasetVersion | None
) -> Leaked | None:
    """Tell which golden cases stand in training data; None where one of the two is gone or damaged."""
    if tuned_on is None or golden_set is None:
        return None
    digests = (tuned_on.digest, golden_set.digest)
    if not all(bench.objects.holds(digest, read_up_to=0) for digest in digests):
        return None
    try:
        return leaked_between(bench.objects, *digests, datasets.PROFILE_OF[tuned_on.kind])
    except NotFound:
        return None


@lru_cache(COMPARED)
def leaked_between(objects: Objects, training_digest: str, golden_digest: str, profile: str) -> Leaked:
    """Compare training data with a golden set, both frozen: what has a digest is compared once a process.

    Raises:
        NotFound: one of them is gone or damaged.
    """
    for digest in (training_digest, golden_digest):
        if not objects.holds(digest):
            raise NotFound("objects.missing", digest=digest)
    with (
        opened(objects.path(training_digest), training_digest) as tuned_on,
        opened(objects.path(golden_digest), golden_digest) as golden_set,
    ):
        return leakage.leaked(tuned_on, checks.profile_of(profile), golden_set)


def is_asked_for(rule: EnvironmentRule, kind: type) -> bool:
    """Whether an environment has a criterion of a type."""
    return any(isinstance(criterion, kind) for criterion in rule.criteria)


def reused_since(bench: Workbench, card: Scorecard) -> datetime | None:
    """Tell when the oldest evaluation began of which answers were reused; None: none were, or it is gone.

    An answer that was given several times is taken from the newest of those evaluations.
    """
    calls = sorted({row.call_digest for row in card.rows if row.cached})
    asked = {"state": RowState.ANSWERED, "cached": False}
    with bench.ledger.read() as tx:
        holding: set[str] = set()
        for first in range(0, len(calls), PAGE):
            holding |= tx.tally(Row, "evaluation", call_digest=calls[first : first + PAGE], **asked).keys()
        left, since = set(calls), None
        for earlier in tx.all(Evaluation, order=["-created_at", "-id"], id=holding):
            taken = tx.tally(Row, "call_digest", evaluation=earlier.id, **asked).keys() & left
            if taken and earlier.created_at < card.evaluation.created_at:
                left, since = left - taken, earlier.started_at or earlier.created_at
    return None if left else since
