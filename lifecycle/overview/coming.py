"""How far the newest version has come on its way into an environment."""

from dataclasses import dataclass
from enum import IntEnum

from lifecycle import evaluation, evidence, history, versions
from lifecycle.gates import Decision
from lifecycle.overview.asked import standing
from lifecycle.policies import Policy
from lifecycle.records import Evaluation, Event, Placement, Request, Result, Verdict, Version
from lifecycle.workbench import Workbench


class Stage(IntEnum):
    """How far a version has come on its way into an environment, in the order of the road."""

    DRAFT = 0
    EVALUATED = 1
    IN_REVIEW = 2
    APPROVED = 3
    RELEASED = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A version on its way into an environment; `request` is the live one for it."""

    version: Version
    environment: str
    stage: Stage
    placement: Placement
    request: Request | None
    decision: Decision
    evaluation: Evaluation | None
    """The newest evaluation of it, finished or not."""
    taken_back: Event | None
    """The rollback that took it out of the environment, unless it has come back since."""


def candidate(bench: Workbench, app: str, policy: Policy) -> Candidate | None:
    """Tell how far the newest version, if any, has come towards the last environment of the policy."""
    made = versions.versions(bench, app)
    if not made:
        return None
    newest, environment = made[0], policy.environments[-1].name
    request = standing(bench, app, environment)
    own = request if request and request.version == newest.number else None
    decision = evidence.decide(bench, app, newest.number, environment, own)
    placement = evidence.placement(bench, app, environment)
    evaluations = evaluation.listing(bench, app, newest.number)
    return Candidate(
        version=newest,
        environment=environment,
        stage=stage_of(newest, placement, own, decision),
        placement=placement,
        request=own,
        decision=decision,
        evaluation=evaluations[0] if evaluations else None,
        taken_back=taken_back(bench, app, environment, newest.number),
    )


def stage_of(version: Version, placement: Placement, request: Request | None, decision: Decision) -> Stage:
    """Tell how far a version has come; evidence that does not fit the version is none."""
    if placement.version == version.number:
        return Stage.RELEASED
    if request:
        return Stage.APPROVED if decision.verdict is Verdict.READY else Stage.IN_REVIEW
    return Stage.EVALUATED if decision.rows[0].result is Result.PASS else Stage.DRAFT


def taken_back(bench: Workbench, app: str, environment: str, version: int) -> Event | None:
    """Give the rollback that took a version out of an environment, None if it has come back or never left."""
    with bench.ledger.read() as tx:
        moves = history.moves(tx, app, environment)
    last = next((move for move in reversed(moves) if version in {move.before, move.after}), None)
    return last if last and last.action == "promotion.rolled_back" and last.before == version else None
