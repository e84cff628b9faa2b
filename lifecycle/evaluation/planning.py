"""Plans evaluations: checks everything one needs, and estimates what it will take; changes nothing."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from lifecycle import applications, prompts, scorers, versions
from lifecycle.chat import estimate
from lifecycle.errors import Invalid
from lifecycle.evaluation.costs import added, answer_tokens, judge_usd, price_usd
from lifecycle.evaluation.golden import find_cases
from lifecycle.evaluation.job import find_endpoints
from lifecycle.evaluation.progress import rate
from lifecycle.records import (
    Block,
    Case,
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
from lifecycle.scorers import Answered, Groundedness, Judge
from lifecycle.workbench import Workbench

MAX_REPETITIONS = 100


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
    judge_calls: Mapping[str, int]
    """How often the judges will ask each endpoint, by its name, however the answers come about."""
    judges: tuple[Endpoint, ...]
    """Where the judges are asked, by name."""
    judges_usd: float | None
    """What these calls cost, by the prices of those endpoints; None where one is not known."""

    @property
    def calls(self) -> int:
        """How often the endpoint will be asked, retries left out."""
        return len(self.cases) * self.repetitions

    @property
    def cost_usd(self) -> float | None:
        """By the endpoints' prices, judges included; None where one is not known."""
        return added([price_usd(self.endpoint, self.tokens_in, self.tokens_out), self.judges_usd])


def plan(
    bench: Workbench, *, app: str, version: int, golden: Ref | None = None, repetitions: int = 1
) -> Plan:
    """Check everything that an evaluation needs and tell what it would cost; changes nothing.

    Scorers come from the application's policy, and so does the golden set where none is given, or only its
    name (see `default_golden`).

    Raises:
        NotFound: no such version, golden set or endpoint.
        Invalid: not a golden set, an empty one, a case that leaves a variable of the prompt open, a
            scorer that can score none of the cases, a judge that has no model or no rules, a broken
            policy.
    """
    if not 1 <= repetitions <= MAX_REPETITIONS:
        raise Invalid("evaluation.bad_repetitions", repetitions=repetitions, limit=MAX_REPETITIONS)
    wanted = versions.find(bench, app, version)
    policy = applications.policy(bench, app)
    dataset, cases = find_cases(bench, policy, golden)
    content = prompts.content(bench, prompts.find(bench, app, wanted.prompt))
    specs = policy.scorers
    tokens_in = sum(map(estimate, rendered(content, cases, wanted.prompt)))
    scorers.require_applicable(specs, cases)
    judges = scorers.judges_among(scorers.build_all(specs))
    require_rules(judges, content, wanted.prompt)
    asked = to_be_answered(cases, rendered(content, cases, wanted.prompt))
    endpoints = find_endpoints(bench, judges)
    judge_calls, judges_usd = judging(judges, endpoints, asked)
    return Plan(
        version=wanted,
        golden=dataset,
        endpoint=bench.endpoint(wanted.endpoint),
        scorers=tuple(specs),
        cases=cases,
        repetitions=repetitions,
        tokens_in=tokens_in * repetitions,
        tokens_out=sum(map(answer_tokens, cases)) * repetitions,
        judge_calls={name: calls * repetitions for name, calls in judge_calls.items()},
        judges=tuple(sorted({*endpoints.values()}, key=lambda each: each.name)),
        judges_usd=None if judges_usd is None else judges_usd * repetitions,
    )


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


def require_rules(judges: Mapping[str, Judge], content: PromptContent, prompt: Ref) -> None:
    """Refuse a judge of groundedness where the model is given no rules."""
    for name, judge in judges.items():
        if isinstance(judge, Groundedness) and not prompts.system_text(content).strip():
            raise Invalid("scorers.judge_no_rules", scorer=name, prompt=str(prompt))


def to_be_answered(cases: Iterable[Case], messages: Iterable[Sequence[Block]]) -> Iterator[Answered]:
    """Give what judges will see, case by case, but for the answers."""
    for case, said in zip(cases, messages, strict=True):
        yield Answered(case, Row(evaluation="", position=0, case_id=case.id), said)


def judging(
    judges: Mapping[str, Judge], endpoints: Mapping[str, Endpoint], asked: Iterable[Answered]
) -> tuple[Counter[str], float | None]:
    """Count the calls of judges by the name of the endpoint, and estimate what they cost in US dollars.

    None where a price is not known.
    """
    calls: Counter[str] = Counter()
    prices: list[float | None] = []
    for each in asked if judges else ():
        for name, judge in judges.items():
            if judge.applies(each.case):
                calls[endpoints[name].name] += judge.votes
                prices.append(judge_usd(judge, endpoints[name], each))
    return calls, added(prices)


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
