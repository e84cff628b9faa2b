"""Gathers what a gate judges, and asks the gate.

Facts come in here, from ledger, objects and policy file, each as it stands at this moment; what they
mean is decided in `gates`, which looks at nothing else.
"""

import dataclasses

from lifecycle import access, applications, evaluation, gates, scorers, versions
from lifecycle.digests import canonical, digest_of
from lifecycle.policies import Policy
from lifecycle.records import (
    Approval,
    DatasetKind,
    DatasetVersion,
    Placement,
    Request,
    Scorecard,
    Version,
)
from lifecycle.workbench import Workbench


def placement(bench: Workbench, app: str, environment: str) -> Placement:
    """Tell what an environment holds; an empty one is a placement without a version."""
    with bench.ledger.read() as tx:
        found = tx.one(Placement, app=app, environment=environment)
    return found or Placement(app=app, environment=environment)


def gather(
    bench: Workbench, policy: Policy, version: Version, environment: str, request: Request | None = None
) -> gates.Evidence:
    """Collect the evidence that speaks of a version for an environment, now.

    The scorecards are those of the newest finished evaluations on the policy's golden set with the
    policy's scorers; where there is none, of the newest finished evaluation at all, so that the gate
    can say what it does not fit. With a request, its approvals are among the evidence.
    """
    golden_digest = newest_golden(bench, policy)
    scorers_digest = scorers.digest(policy.scorers)
    held = placement(bench, version.app, environment).version
    incumbent = versions.find(bench, version.app, held) if held else None
    evidence = gates.Evidence(
        version=version,
        scorecard=newest_card(bench, version, golden_digest, scorers_digest),
        incumbent=incumbent,
        baseline=newest_card(bench, incumbent, golden_digest, scorers_digest) if incumbent else None,
        approvals=(),
        authors_and_requester=version.authors | ({request.requested_by} if request else set()),
        golden_digest=golden_digest,
        scorers_digest=scorers_digest,
    )
    if request is None:
        return evidence
    teams = {person.id: person.team for person in bench.people.values()}
    return gates.with_approvals(evidence, counting(bench, policy, request, evidence), teams)


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
    """Name what an approver looked at: both evaluations' answers, golden set and scorers."""
    return digest_of(
        canonical(
            {
                "answers": evidence.scorecard.evaluation.answers_digest if evidence.scorecard else "",
                "baseline": evidence.baseline.evaluation.answers_digest if evidence.baseline else "",
                "incumbent": evidence.incumbent.digest if evidence.incumbent else "",
                "golden": evidence.golden_digest,
                "scorers": evidence.scorers_digest,
            }
        )
    )


def seal(evidence: gates.Evidence, policy: Policy) -> str:
    """Name everything that a person who decides has before them: bundle, evidence and policy."""
    return digest_of(canonical([evidence.version.digest, digest(evidence), policy.digest]))


def counting(
    bench: Workbench, policy: Policy, request: Request, evidence: gates.Evidence
) -> tuple[Approval, ...]:
    """List the approvals that still count: given to exactly these digests, by somebody who still may.

    Each with the role its giver has now, not the one of then.
    """
    people = bench.people
    with bench.ledger.read() as tx:
        given = tx.all(Approval, request=request.id)
    seen = (evidence.version.digest, digest(evidence), policy.digest)
    return tuple(
        dataclasses.replace(approval, role=access.role_of(people, approval.person, request.app) or "")
        for approval in given
        if (approval.bundle_digest, approval.evidence_digest, approval.policy_digest) == seen
        and access.may(people, approval.person, request.app, "request.approve")
    )


def newest_golden(bench: Workbench, policy: Policy) -> str:
    """Give the digest of the newest frozen version of the policy's golden set, empty without one."""
    with bench.ledger.read() as tx:
        found = tx.newest(
            DatasetVersion, app=policy.application, name=policy.golden.name, kind=DatasetKind.GOLDEN
        )
    return found.digest if found else ""


def newest_card(
    bench: Workbench, version: Version, golden_digest: str, scorers_digest: str
) -> Scorecard | None:
    """Give the scorecard that speaks for a version, see `gather`."""
    fitting = evaluation.newest(bench, version.app, version.number, golden_digest, scorers_digest)
    found = fitting or evaluation.newest(bench, version.app, version.number)
    return evaluation.scorecard(bench, found.id) if found else None
