"""Plans, starts and cancels evaluations; asking is done elsewhere, by a worker."""

from collections.abc import Sequence
from dataclasses import dataclass

from lifecycle import applications, datasets, history, prompts, scorers, versions
from lifecycle.errors import Conflict, Invalid
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
    ScorerSpec,
    Version,
)
from lifecycle.workbench import Workbench

MAX_REPETITIONS = 100
BYTES_PER_TOKEN = 4
"""Of UTF-8, roughly: four Latin letters, or one and a third Japanese characters."""
ANSWER_TOKENS = 100
"""Taken for an answer whose case has no reference."""


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

    @property
    def calls(self) -> int:
        """How often the endpoint will be asked, retries left out."""
        return len(self.cases) * self.repetitions

    @property
    def cost_usd(self) -> float:
        """By the endpoint's prices; 0 where no prices are given."""
        price_in, price_out = self.endpoint.usd_per_million_in, self.endpoint.usd_per_million_out
        return (self.tokens_in * price_in + self.tokens_out * price_out) / 1e6


def plan(bench: Workbench, *, app: str, version: int, golden: Ref, repetitions: int = 1) -> Plan:
    """Check everything that an evaluation needs and tell what it would cost; changes nothing.

    Scorers come from the application's policy.

    Raises:
        NotFound: no such version, golden set or endpoint.
        Invalid: not a golden set, an empty one, a case that leaves a variable of the prompt open, a
            broken policy.
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
    messages = render_all(content, cases, wanted.prompt)
    expected = [len(case.reference.encode()) // BYTES_PER_TOKEN or ANSWER_TOKENS for case in cases]
    return Plan(
        version=wanted,
        golden=dataset,
        endpoint=bench.endpoint(wanted.endpoint),
        scorers=tuple(specs),
        cases=cases,
        repetitions=repetitions,
        tokens_in=sum(map(size, messages)) * repetitions,
        tokens_out=sum(expected) * repetitions,
    )


def expected_s(bench: Workbench, planned: Plan) -> float | None:
    """Guess how many seconds a plan takes, at the pace of the newest finished evaluation of its endpoint.

    None while the endpoint has none.
    """
    app, endpoint = planned.version.app, planned.version.endpoint
    numbers = [each.number for each in versions.versions(bench, app) if each.endpoint == endpoint]
    with bench.ledger.read() as tx:
        last = tx.newest(
            Evaluation, by="finished_at", app=app, version=numbers, state=EvaluationState.FINISHED
        )
    pace = rate(last, last.cases * last.repetitions, bench.now()) if last else None
    return planned.calls / pace if pace else None


def render_all(content: PromptContent, cases: Sequence[Case], prompt: Ref) -> list[tuple[Block, ...]]:
    """Give the messages of every case.

    Raises:
        Invalid: a case leaves a variable of the prompt open; the first one is named.
    """
    rendered = []
    for case in cases:
        try:
            rendered.append(prompts.render(content, case.inputs))
        except Invalid as err:
            raise Invalid(
                "evaluation.missing_variable",
                variables=err.params["variables"],
                case=case.id,
                prompt=str(prompt),
            ) from err
    return rendered


def size(blocks: Sequence[Block]) -> int:
    """Estimate the tokens of some messages."""
    return sum(len(block.text.encode()) for block in blocks) // BYTES_PER_TOKEN


def start(
    bench: Workbench, *, app: str, version: int, golden: Ref, by: Actor, repetitions: int = 1
) -> Evaluation:
    """Write down an evaluation with all its rows; a worker picks it up.

    Raises:
        Refused: the role does not allow it.
        NotFound, Invalid: as `plan`.
    """
    bench.permit(by, app, "evaluation.start")
    planned = plan(bench, app=app, version=version, golden=golden, repetitions=repetitions)
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
        practice=planned.endpoint.is_practice,
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
