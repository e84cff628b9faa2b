"""Where an application stands: what it still lacks, how far its newest version has come, what waits for whom.

Nothing is decided here; every screen and command that begins with "what now?" asks.
"""

from dataclasses import dataclass, replace
from enum import IntEnum

from lifecycle import (
    access,
    aliases,
    applications,
    datasets,
    evaluation,
    gates,
    history,
    overrides,
    projection,
    prompts,
    requests,
    review,
    smoke,
    versions,
)
from lifecycle import evidence as gathering
from lifecycle.errors import LifecycleError, Refused
from lifecycle.gates import Decision
from lifecycle.policies import Policy
from lifecycle.records import (
    Actor,
    Approval,
    DatasetKind,
    DatasetVersion,
    Errand,
    Evaluation,
    EvaluationState,
    Event,
    Override,
    OverrideState,
    Person,
    Placement,
    PromptVersion,
    Request,
    Result,
    Round,
    Smoke,
    SmokeState,
    Verdict,
    Version,
)
from lifecycle.requests import Lapse
from lifecycle.workbench import Workbench


class Stage(IntEnum):
    """How far a version has come on its way into an environment, in the order of the road."""

    DRAFT = 0
    EVALUATED = 1
    IN_REVIEW = 2
    APPROVED = 3
    RELEASED = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Beginning:
    """What an application has of all that its first release needs; None or empty is still to do."""

    people: tuple[Person, ...] = ()
    """Everybody with a role in it, whoever created it among them."""
    endpoint: str = ""
    policy: Policy | None = None
    golden: DatasetVersion | None = None
    """The newest version of the golden set that the policy names."""
    prompt: PromptVersion | None = None
    version: Version | None = None

    @property
    def is_complete(self) -> bool:
        """Whether there is a version that can be judged."""
        return all((self.policy, self.golden, self.prompt, self.version))


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """What waits for one person in one application."""

    approvals: tuple[Request, ...]
    """Open requests that wait for a yes which this person may give."""
    promotions: tuple[Request, ...]
    """Approved requests that the person may promote."""
    overrides: tuple[Override, ...]
    """Overrides that the person may confirm as the second one."""
    lapsed: tuple[tuple[Request, Lapse], ...]
    """The person's own requests that ended of themselves and have no successor, with the reason."""
    rounds: tuple[Round, ...]
    """Open reviews in which the person has not voted on every case."""
    running: tuple[Evaluation, ...]
    stopped: tuple[Evaluation, ...]
    """Evaluations that stopped by their own rule and are still the newest of their version."""

    @property
    def decisions(self) -> tuple[Request | Override, ...]:
        """All about releases that waits for this person to say yes or to press the button."""
        return (*self.approvals, *self.promotions, *self.overrides)


@dataclass(frozen=True, slots=True, kw_only=True)
class Troubles:
    """What is wrong with what an application's environments hold, as far as the ledger knows."""

    bypasses: tuple[Event, ...]
    """Findings of what was changed in MLflow past the gate, and still is."""
    unshown: tuple[Errand, ...]
    """Errands that failed to show in MLflow what an environment holds."""
    smokes: tuple[Smoke, ...]
    """The smoke tests of what is there now that failed or could not be carried out."""


def beginning(bench: Workbench, app: str) -> Beginning:
    """Tell what an application has so far.

    Raises:
        Invalid: the policy or people file is broken.
    """
    people = bench.people
    policy = applications.policy(bench, app) if applications.policy_path(bench, app).exists() else None
    golden = datasets.versions(bench, app, DatasetKind.GOLDEN)
    written = prompts.versions(bench, app)
    made = versions.versions(bench, app)
    return Beginning(
        people=tuple(person for id, person in people.items() if access.role_of(people, id, app)),
        endpoint=made[0].endpoint if made else chosen_endpoint(bench, app),
        policy=policy,
        golden=next((each for each in golden if policy and each.name == policy.golden.name), None),
        prompt=written[0] if written else None,
        version=made[0] if made else None,
    )


def chosen_endpoint(bench: Workbench, app: str) -> str:
    """Name the endpoint that was chosen last, empty before; an application made again begins anew."""
    last = history.events(bench, app, actions=["endpoints.changed", history.REMOVED], limit=1)
    return last[0].subject if last and last[0].action != history.REMOVED else ""


def candidate(bench: Workbench, app: str, policy: Policy) -> Candidate | None:
    """Tell how far the newest version, if any, has come towards the last environment of the policy."""
    made = versions.versions(bench, app)
    if not made:
        return None
    newest, environment = made[0], policy.environments[-1].name
    request = standing(bench, app, environment)
    own = request if request and request.version == newest.number else None
    decision = gathering.decide(bench, app, newest.number, environment, own)
    placement = gathering.placement(bench, app, environment)
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


def environments(bench: Workbench, app: str, policy: Policy | None) -> list[Placement]:
    """List what each environment holds: those of the policy, in its order, then others in use."""
    with bench.ledger.read() as tx:
        held = {place.environment: place for place in tx.all(Placement, app=app)}
    named = [rule.name for rule in policy.environments] if policy else []
    return [held.get(name) or Placement(app=app, environment=name) for name in dict.fromkeys([*named, *held])]


def standing(bench: Workbench, app: str, environment: str) -> Request | None:
    """Give the request that stands for an environment; one that is over of itself does not."""
    found = requests.live(bench, app, environment)
    return found if found and requests.staleness(bench, found) is None else None


def last_request(bench: Workbench, app: str, environment: str, version: int) -> Request | None:
    """Give the newest request for a version and an environment, over or not."""
    fitting = (
        request
        for request in requests.listing(bench, app)
        if (request.environment, request.version) == (environment, version)
    )
    return next(fitting, None)


def lapse_of(bench: Workbench, request: Request) -> Lapse | None:
    """Tell why a request is over of itself, written down already or not; None if it is not."""
    if request.closing_code:
        return Lapse(state=request.state, code=request.closing_code, params=request.closing_params)
    return requests.staleness(bench, request)


def troubles(bench: Workbench, app: str) -> Troubles:
    """Collect what is wrong with what the environments hold."""
    with bench.ledger.read() as tx:
        changed = tuple(aliases.standing(tx, app))
    return Troubles(
        bypasses=changed,
        unshown=tuple(projection.unshown(bench, app)),
        smokes=smokes(bench, app, SmokeState.FAILED, SmokeState.ERROR),
    )


def smokes(bench: Workbench, app: str, *states: SmokeState) -> tuple[Smoke, ...]:
    """List the smoke tests that count for what the environments hold (see `smoke.standing`), by state."""
    with bench.ledger.read() as tx:
        places = sorted(tx.tally(Smoke, "environment", app=app, state=list(states)))
    counting = (each for place in places for each in smoke.standing(bench, app, place))
    return tuple(each for each in counting if each.state in states)


def waiting_for(bench: Workbench, app: str, person: str) -> Waiting:
    """Collect what waits for a person; evaluations wait for everybody."""
    everyone = requests.listing(bench, app)
    newest_of = {request.environment: request for request in reversed(everyone)}
    lapses = [(request, lapse_of(bench, request)) for request in newest_of.values()]
    over = {request.id for request, lapse in lapses if lapse}
    live = [request for request in everyone if request.state.is_live and request.id not in over]
    judged = [(each, *found) for each in live if (found := judge(bench, each))]
    may = {action for action in access.ACTIONS if access.may(bench.people, person, app, action)}
    evaluations = evaluation.listing(bench, app)
    newest = {each.version: each for each in reversed(evaluations)}
    return Waiting(
        approvals=tuple(
            request
            for request, verdict, seen in judged
            if verdict is Verdict.NEEDS_REVIEW and may_approve(bench, request, seen, person)
        ),
        promotions=tuple(
            request
            for request, verdict, _ in judged
            if verdict is Verdict.READY and "promotion.promote" in may
        ),
        overrides=tuple(each for each in overrides.listing(bench, app) if may_confirm(bench, each, person)),
        lapsed=tuple(
            (request, lapse) for request, lapse in lapses if lapse and request.requested_by == person
        ),
        rounds=tuple(
            each
            for each in review.listing(bench, app)
            if each.closed_at is None
            and "review.vote" in may
            and len(review.own_votes(bench, each.id, person)) < len(each.case_ids)
        ),
        running=tuple(each for each in evaluations if not each.state.is_final),
        stopped=tuple(each for each in newest.values() if each.state == EvaluationState.STOPPED),
    )


def judge(bench: Workbench, request: Request) -> tuple[Verdict, gates.Evidence] | None:
    """Judge a request by what there is now, None while its policy or evidence cannot be read."""
    try:
        policy, seen = applications.policy(bench, request.app), requests.gather(bench, request)
        return gates.judge(policy, request.environment, seen).verdict, seen
    except LifecycleError:
        return None


def may_approve(bench: Workbench, request: Request, seen: gates.Evidence, person: str) -> bool:
    """Whether a person may say yes to a request, and the policy still asks for a yes such as theirs."""
    by, policy = Actor(person=person), applications.policy(bench, request.app)
    version = versions.find(bench, request.app, request.version)
    try:
        requests.check_approver(bench, policy, request, version, by=by)
    except Refused:
        return False
    rule = policy.environment(request.environment).approvals
    yes = Approval(
        request=request.id,
        person=person,
        role=access.role_of(bench.people, person, request.app) or "",
        bundle_digest=request.bundle_digest,
        evidence_digest=request.evidence_digest,
        policy_digest=request.policy_digest,
        created_at=bench.now(),
    )
    with_theirs = replace(seen, approvals=(*seen.approvals, yes))
    return gates.still_needed(rule, with_theirs) < gates.still_needed(rule, seen)


def may_confirm(bench: Workbench, override: Override, person: str) -> bool:
    """Whether an override waits and this person can be the second one."""
    if override.confirmed_by or override.asked_by == person:
        return False
    try:
        policy = applications.policy(bench, override.app)
        by = Actor(person=person)
        overrides.check_person(bench, policy, override.version, override.environment, by)
        return overrides.state(bench, override) is OverrideState.WAITING
    except LifecycleError:
        return False
