"""Smoke tests: a few questions to the endpoint, right after a move, with the version that has come there.

A test is asked for in the transaction of the move and carried out later, by whoever reconciles. It
*failed* when the version answers wrongly or cannot answer; an *error* (the network, a key that is not
here) says nothing of the version, and the test can be repeated.
"""

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

from lifecycle import (
    aliases,
    applications,
    datasets,
    evaluation,
    evidence,
    history,
    projection,
    prompts,
    scorecards,
    scorers,
)
from lifecycle import versions as bundles
from lifecycle.errors import Invalid, LifecycleError, NotFound, Refused
from lifecycle.evaluation import Trial
from lifecycle.ledger import Reading, Writing
from lifecycle.policies import Policy
from lifecycle.records import (
    KANMON,
    Actor,
    Case,
    Errand,
    Event,
    PromptContent,
    Row,
    RowState,
    Smoke,
    SmokeState,
)
from lifecycle.workbench import Workbench

USUAL = 3
"""So many questions are asked when the policy does not say."""
BROKEN = frozenset({"chat.unknown_model", "chat.bad_request"})
"""What an endpoint says when it is the version that it cannot serve."""
DECIDED = (SmokeState.PASSED, SmokeState.FAILED)
"""How a test ends that says something of the version."""

Finding = tuple[SmokeState, str, Mapping[str, Any]]
"""What came of a test: its state, and a code of the catalogue with parameters."""


def latest(bench: Workbench, app: str, environment: str) -> Smoke | None:
    """Give the newest test of what an environment holds since its last move, None if there is none."""
    tests = standing(bench, app, environment)
    return tests[-1] if tests else None


def standing(bench: Workbench, app: str, environment: str) -> tuple[Smoke, ...]:
    """Give what counts of the tests since the last move, at most two, in their order.

    It is the newest that passed or failed, and one after it that waits or could not be carried out: that
    says nothing of the version, and takes no failure back.
    """
    with bench.ledger.read() as tx:
        move = last_move(tx, app, environment)
        about = {"app": app, "environment": environment, "event": move.number if move else None}
        newest = tx.newest(Smoke, by="created_at", **about)
        decided = tx.newest(Smoke, by="created_at", **about, state=DECIDED)
    return tuple(each for each in (decided, newest if newest != decided else None) if each)


def last_move(tx: Reading, app: str, environment: str) -> Event | None:
    """Give the move that brought an environment what it holds."""
    moves = history.moves(tx, app, environment)
    return moves[-1] if moves else None


def begin(bench: Workbench, tx: Writing, move: Event, questions: int, *, by: Actor) -> Smoke:
    """Ask for a test of what a move brought, in a transaction under way."""
    asked = Smoke(
        id=bench.new_id(),
        app=move.app,
        environment=move.details["environment"],
        version=move.after,
        event=move.number,
        questions=questions,
        asked_by=by.person,
        created_at=bench.now(),
    )
    tx.add(asked)
    projection.send(bench, tx, "smoke", app=asked.app, subject=asked.id, smoke=asked.id)
    return asked


def repeat(bench: Workbench, app: str, environment: str, *, by: Actor) -> Smoke:
    """Ask for a test of what an environment holds, with as many questions as the policy says.

    Raises:
        Refused: the role does not allow it, or the environment is empty.
        NotFound: the policy does not name the environment.
        Invalid: the policy file is broken.
    """
    bench.permit(by, app, "smoke.repeat")
    rule = applications.policy(bench, app).environment(environment).smoke
    with bench.ledger.write() as tx:
        move = last_move(tx, app, environment)
        if move is None:
            raise Refused("smoke.nothing_there", environment=environment)
        asked = begin(bench, tx, move, rule.questions if rule else USUAL, by=by)
        tell(bench, tx, by, "smoke.asked", asked)
    return asked


def carry_out(bench: Workbench, errand: Errand) -> None:
    """Put the questions of a test, and keep what came of it."""
    with bench.ledger.read() as tx:
        asked = tx.one(Smoke, id=errand.params["smoke"], state=SmokeState.WAITING)
    if asked is None:
        return
    state, code, params = find_out(bench, asked)
    done = dataclasses.replace(asked, state=state, code=code, params=params, done_at=bench.now())
    with bench.ledger.write() as tx:
        if tx.finish([done], {"state": SmokeState.WAITING}):
            tell(bench, tx, KANMON, f"smoke.{state}", done, code=code, params=params)


PLACE: projection.Place = {"smoke": carry_out}
"""Where the questions are put (see `projection.catch_up`)."""


def tell(bench: Workbench, tx: Writing, by: Actor, action: str, smoke: Smoke, **details: Any) -> None:
    """Record what happened to a test."""
    history.record(
        bench,
        tx,
        by,
        action,
        app=smoke.app,
        subject=aliases.subject(smoke.app, smoke.environment),
        environment=smoke.environment,
        version=smoke.version,
        move=smoke.event,
        questions=smoke.questions,
        **details,
    )


def find_out(bench: Workbench, smoke: Smoke) -> Finding:
    """Put the questions and judge the answers; what keeps them from being put is an error of the test."""
    with bench.ledger.read() as tx:
        move = last_move(tx, smoke.app, smoke.environment)
    if move is None or move.number != smoke.event:
        return SmokeState.ERROR, "smoke.overtaken", {"environment": smoke.environment}
    try:
        policy = applications.policy(bench, smoke.app)
        version = bundles.find(bench, smoke.app, smoke.version)
        content = prompts.content(bench, prompts.find(bench, smoke.app, version.prompt))
        trials = evaluation.ask(
            bench.endpoint(version.endpoint),
            content,
            chosen(bench, policy, smoke.environment, smoke.questions),
            model=version.model,
            parameters=version.parameters,
        )
    except LifecycleError as error:
        return SmokeState.ERROR, error.code, error.params
    return sum_up([judge(trial, content, policy) for trial in trials])


def chosen(bench: Workbench, policy: Policy, environment: str, count: int) -> tuple[Case, ...]:
    """Choose the first critical cases of the golden set that counts there, then the first of the others.

    Raises:
        NotFound: it is not frozen, or the policy does not name the environment.
    """
    golden = evidence.golden(bench, policy, policy.environment(environment))
    if golden is None:
        raise NotFound("smoke.no_golden", golden=policy.golden.name)
    cases = sorted(datasets.cases(bench, golden), key=lambda case: not case.critical)
    return tuple(cases[:count])


def judge(trial: Trial, content: PromptContent, policy: Policy) -> Finding:
    """Judge one answer: it must be there, and a critical case must pass every deciding rule that applies.

    Judges are not asked. A critical case that a rule could not score, or no rule did, says nothing.
    """
    case, said = trial.case, trial.reply.text if trial.reply else ""
    if trial.error:
        return why_silent(trial.error)
    if not said.strip():
        return SmokeState.FAILED, "smoke.empty", {"case": case.id}
    row = Row(evaluation="", position=0, case_id=case.id, state=RowState.ANSWERED, answer=said)
    rules = scorers.build_all(policy.scorers)
    scores, errors = scorers.score_row(rules, case, row, prompts.render(content, case.inputs))
    deciding = scorecards.deciding(policy.scorers)
    failed = [name for name in deciding if scores.get(name) == 0]
    if case.critical and failed:
        return SmokeState.FAILED, "smoke.wrong", {"case": case.id, "scorers": failed}
    if case.critical and (errors.keys() & {*deciding} or not scores.keys() & {*deciding}):
        return SmokeState.ERROR, "smoke.unscored", {"case": case.id}
    return SmokeState.PASSED, "", {}


def why_silent(error: LifecycleError) -> Finding:
    """Tell whether it is the version's own fault that there is no answer."""
    is_own = error.code in BROKEN or isinstance(error, Invalid)
    return SmokeState.FAILED if is_own else SmokeState.ERROR, error.code, error.params


def sum_up(findings: Sequence[Finding]) -> Finding:
    """Give the first failure, else the first error, else that all is well."""
    order = (SmokeState.FAILED, SmokeState.ERROR, SmokeState.PASSED)
    return min(findings, key=lambda finding: order.index(finding[0]))
