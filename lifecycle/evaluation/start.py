"""Plans, starts, cancels and resumes evaluations; asking is done elsewhere, by a worker."""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from lifecycle import applications, datasets, history, prompts, scorers, versions
from lifecycle.chat import estimate
from lifecycle.errors import Conflict, Invalid
from lifecycle.evaluation import recorded
from lifecycle.evaluation.costs import answer_tokens, judge_usd, price_usd
from lifecycle.evaluation.job import find_endpoints
from lifecycle.evaluation.progress import find, rate
from lifecycle.records import (
    Actor,
    Block,
    Case,
    DatasetKind,
    DatasetVersion,
    Endpoint,
    Evaluation,
    EvaluationState,
    PromptContent,
    Ref,
    Row,
    RowState,
    ScorerSpec,
    Version,
)
from lifecycle.scorers import Answered, Groundedness, Judge
from lifecycle.workbench import Workbench

MAX_REPETITIONS = 100
MAX_MINUTES = 6 * 60.0
"""How long an evaluation may take when nobody says otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What an evaluation would do, all of it checked; tokens and cost are rough estimates."""

    version: Version
    golden: DatasetVersion
    endpoint: Endpoint
    scorers: tuple[ScorerSpec, ...]
    cases: tuple[Case, ...]
    repetitions: int
    tokens_in: int
    tokens_out: int
    judges_usd: float
    """What the judges cost, however the answers come about."""

    @property
    def calls(self) -> int:
        """How often the endpoint will be asked, retries left out."""
        return len(self.cases) * self.repetitions

    @property
    def cost_usd(self) -> float:
        """By the endpoints' prices, judges included; 0 where no prices are given."""
        return price_usd(self.endpoint, self.tokens_in, self.tokens_out) + self.judges_usd


def plan(bench: Workbench, *, app: str, version: int, golden: Ref, repetitions: int = 1) -> Plan:
    """Check everything that an evaluation needs and tell what it would cost; changes nothing.

    Scorers come from the application's policy.

    Raises:
        NotFound: no such version, golden set or endpoint.
        Invalid: not a golden set, an empty one, a case that leaves a variable of the prompt open, a
            scorer that can score none of the cases, a judge that has no model or no rules, a broken
            policy.
    """
    if not 1 <= repetitions <= MAX_REPETITIONS:
        raise Invalid("evaluation.bad_repetitions", repetitions=repetitions, limit=MAX_REPETITIONS)
    wanted = versions.find(bench, app, version)
    dataset = datasets.find(bench, app, golden)
    if dataset.kind is not DatasetKind.GOLDEN:
        raise Invalid("evaluation.not_golden", dataset=str(dataset.ref), kind=dataset.kind.value)
    cases = datasets.cases(bench, dataset)
    if not cases:
        raise Invalid("evaluation.no_cases", golden=str(dataset.ref))
    content = prompts.content(bench, prompts.find(bench, app, wanted.prompt))
    specs = applications.policy(bench, app).scorers
    tokens_in = sum(map(estimate, rendered(content, cases, wanted.prompt)))
    scorers.require_applicable(specs, cases)
    judges = scorers.judges_among(scorers.build_all(specs))
    require_rules(judges, content, wanted.prompt)
    endpoints = find_endpoints(bench, judges)
    judged = [
        judge_usd(
            judge, endpoints[name], Answered(case, Row(evaluation="", position=0, case_id=case.id), said)
        )
        for name, judge in judges.items()
        for case, said in zip(cases, rendered(content, cases, wanted.prompt), strict=True)
    ]
    return Plan(
        version=wanted,
        golden=dataset,
        endpoint=bench.endpoint(wanted.endpoint),
        scorers=tuple(specs),
        cases=cases,
        repetitions=repetitions,
        tokens_in=tokens_in * repetitions,
        tokens_out=sum(map(answer_tokens, cases)) * repetitions,
        judges_usd=sum(judged) * repetitions,
    )


def require_rules(judges: Mapping[str, Judge], content: PromptContent, prompt: Ref) -> None:
    """Refuse a judge of groundedness where the model is given no rules."""
    for name, judge in judges.items():
        if isinstance(judge, Groundedness) and not prompts.system_text(content).strip():
            raise Invalid("scorers.judge_no_rules", scorer=name, prompt=str(prompt))


def expected_s(bench: Workbench, planned: Plan) -> float | None:
    """Guess how many seconds a plan takes, at the pace of the newest finished evaluation of its endpoint.

    None while the endpoint has none.
    """
    app, endpoint = planned.version.app, planned.version.endpoint
    numbers = [each.number for each in versions.versions(bench, app) if each.endpoint == endpoint]
    with bench.ledger.read() as tx:
        asked = {"state": EvaluationState.FINISHED, "recorded": "", "reuse": False}
        last = tx.newest(Evaluation, by="finished_at", app=app, version=numbers, **asked)
    pace = rate(last, last.cases * last.repetitions, bench.now()) if last else None
    return planned.calls / pace if pace else None


def rendered(content: PromptContent, cases: Iterable[Case], prompt: Ref) -> Iterator[tuple[Block, ...]]:
    """Give the messages of one case after the other.

    Raises:
        Invalid: a case leaves a variable of the prompt open; the first one is named.
    """
    for case in cases:
        try:
            yield prompts.render(content, case.inputs)
        except Invalid as err:
            raise Invalid(
                "evaluation.missing_variable",
                variables=err.params["variables"],
                case=case.id,
                prompt=str(prompt),
            ) from err


def start(
    bench: Workbench,
    *,
    app: str,
    version: int,
    golden: Ref,
    by: Actor,
    repetitions: int = 1,
    reuse: bool = False,
    max_cost_usd: float | None = None,
    max_minutes: float | None = MAX_MINUTES,
    answers: bytes | None = None,
) -> Evaluation:
    """Write down an evaluation with all its rows; a worker picks it up.

    Args:
        bench: the workbench.
        app: the application.
        version: the number of the version that answers.
        golden: the golden set.
        by: who asks for it.
        repetitions: how often each case is asked.
        reuse: take the answer that the very same call (messages, model, parameters, endpoint,
            repetition) got in an earlier evaluation, instead of asking again.
        max_cost_usd: stop before more is spent; None for no limit.
        max_minutes: stop when a worker has been at it for longer; None for no limit.
        answers: score these (as `recorded.read` takes them) instead of asking the endpoint.

    Raises:
        Refused: the role does not allow it.
        NotFound, Invalid: as `plan`; or it would cost more than it may, or the answers cannot be read.
    """
    bench.permit(by, app, "evaluation.start")
    planned = plan(bench, app=app, version=version, golden=golden, repetitions=repetitions)
    if answers is not None:
        recorded.read(answers)
    check_limits(planned.cost_usd if answers is None else planned.judges_usd, max_cost_usd, max_minutes)
    evaluation = Evaluation(
        id=bench.new_id(),
        app=app,
        version=version,
        bundle_digest=planned.version.digest,
        golden=planned.golden.ref,
        golden_digest=planned.golden.digest,
        scorers=planned.scorers,
        scorers_digest=scorers.digest(planned.scorers),
        cases=len(planned.cases),
        repetitions=repetitions,
        reuse=reuse,
        recorded="" if answers is None else bench.objects.freeze(answers),
        max_cost_usd=max_cost_usd,
        max_minutes=max_minutes,
        practice=planned.endpoint.is_practice and answers is None,
        requested_by=by.person,
        created_at=bench.now(),
    )
    with bench.ledger.write() as tx:
        tx.add(evaluation)
        tx.add(*to_rows(evaluation, planned.cases))
        history.record(
            bench,
            tx,
            by,
            "evaluation.started",
            app=app,
            subject=evaluation.id,
            version=version,
            golden=str(evaluation.golden),
            golden_digest=evaluation.golden_digest,
            scorers_digest=evaluation.scorers_digest,
            calls=planned.calls,
        )
    return evaluation


def check_limits(cost_usd: float, max_cost_usd: float | None, max_minutes: float | None) -> None:
    """Refuse limits that are none, and what is expected to cost more than it may."""
    if any(limit is not None and not 0 < limit < math.inf for limit in (max_cost_usd, max_minutes)):
        raise Invalid("evaluation.bad_limit")
    if max_cost_usd is not None and cost_usd > max_cost_usd:
        raise Invalid("evaluation.too_dear", cost=cost_usd, limit=max_cost_usd)


def to_rows(evaluation: Evaluation, cases: Sequence[Case]) -> list[Row]:
    """List the rows in the order of the golden set, the repetitions of a case side by side."""
    asked = [(case, repetition) for case in cases for repetition in range(evaluation.repetitions)]
    return [
        Row(evaluation=evaluation.id, position=position, case_id=case.id, repetition=repetition)
        for position, (case, repetition) in enumerate(asked)
    ]


def cancel(bench: Workbench, id: str, by: Actor) -> Evaluation:
    """End an evaluation early; the answers it has are kept.

    One that nobody works on yet is cancelled at once, else its worker stops within a second.

    Raises:
        NotFound: there is no such evaluation.
        Refused: the role does not allow it.
        Conflict: it is over already.
    """
    found = find(bench, id)
    bench.permit(by, found.app, "evaluation.cancel")
    with bench.ledger.write() as tx:
        now = bench.now()
        waiting, running = (
            {"id": id, "state": s} for s in (EvaluationState.WAITING, EvaluationState.RUNNING)
        )
        done = tx.change(Evaluation, waiting, state=EvaluationState.CANCELLED, finished_at=now) or tx.change(
            Evaluation, running, state=EvaluationState.CANCELLING
        )
        if not done:
            raise Conflict("evaluation.over", evaluation=id)
        history.record(bench, tx, by, "evaluation.cancelled", app=found.app, subject=id)
    return find(bench, id)


def resume(bench: Workbench, id: str, by: Actor) -> Evaluation:
    """Go on with an evaluation that was cancelled or stopped, where it ended; failed calls are tried again.

    Raises:
        NotFound: there is no such evaluation.
        Refused: the role does not allow it.
        Conflict: it still goes on, or it is complete.
    """
    found = find(bench, id)
    bench.permit(by, found.app, "evaluation.start")
    with bench.ledger.write() as tx:
        ended = {"id": id, "state": [EvaluationState.CANCELLED, EvaluationState.STOPPED]}
        kept = tx.count(Row, evaluation=id, state=RowState.ANSWERED)
        again = {"state": EvaluationState.WAITING, "stop_code": "", "stop_params": {}, "done_before": kept}
        if not tx.change(Evaluation, ended, **again, started_at=None, finished_at=None):
            raise Conflict("evaluation.cannot_resume", evaluation=id)
        failed = {"evaluation": id, "state": RowState.FAILED}
        tx.change(Row, failed, state=RowState.WAITING, error_code="", error_params={}, attempts=0)
        history.record(bench, tx, by, "evaluation.resumed", app=found.app, subject=id)
    return find(bench, id)
