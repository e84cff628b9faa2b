"""What an evaluation needs while it runs, read once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from lifecycle import datasets, prompts, scorers, versions
from lifecycle.errors import Invalid
from lifecycle.evaluation import recorded
from lifecycle.evaluation.recorded import Answers
from lifecycle.records import (
    Block,
    Case,
    DatasetKind,
    Endpoint,
    Evaluation,
    PromptContent,
    Row,
    Version,
)
from lifecycle.scorers import Judge, Scorer
from lifecycle.workbench import Workbench


@dataclass(frozen=True, kw_only=True)
class Job:
    """An evaluation with the prompt, the cases, the scorers and the endpoint it speaks of."""

    evaluation: Evaluation
    version: Version
    endpoint: Endpoint
    content: PromptContent
    cases: Sequence[Case]
    """In the order of the golden set."""
    scorers: Mapping[str, Scorer]
    judge_endpoints: Mapping[str, Endpoint]
    """Where each judge is asked, by its name."""
    recorded: Answers | None
    """The answers that were given elsewhere; None if the endpoint is asked."""

    @cached_property
    def judges(self) -> dict[str, Judge]:
        """The scorers that have to be asked."""
        return scorers.judges_among(self.scorers)

    @property
    def asked(self) -> set[Endpoint]:
        """Every endpoint that is asked for something."""
        return {*self.judge_endpoints.values(), *([] if self.recorded is not None else [self.endpoint])}

    @cached_property
    def parameters(self) -> dict[str, Any]:
        """What goes into the body of every call."""
        return body_parameters(self.content, self.version.parameters)

    def case_of(self, row: Row) -> Case:
        """Give the case that a row asks."""
        return self.cases[row.position // self.evaluation.repetitions]

    def due(self, row: Row) -> dict[str, Judge]:
        """Give the judges that apply to a row's case and have not judged it yet."""
        case = self.case_of(row)
        return {
            name: judge
            for name, judge in self.judges.items()
            if name not in row.judgements and judge.applies(case)
        }

    def messages(self, row: Row) -> tuple[Block, ...]:
        """Fill the prompt in with the row's case.

        Raises:
            Invalid: the case leaves a variable open.
        """
        return prompts.render(self.content, self.case_of(row).inputs)


def prepare(bench: Workbench, evaluation: Evaluation) -> Job:
    """Read everything an evaluation needs.

    Raises:
        NotFound: an endpoint is no longer in `endpoints.yaml`, or a frozen file is gone.
        Invalid: the endpoint or that of a judge stands elsewhere than when the evaluation was started, or
            it was not kept where; or the evaluation has a ceiling and a price is not known.
        LifecycleError: what was frozen cannot be read as it was.
    """
    version = versions.find(bench, evaluation.app, evaluation.version)
    golden = datasets.find(bench, evaluation.app, evaluation.golden, kind=DatasetKind.GOLDEN)
    prompt = prompts.find(bench, evaluation.app, version.prompt)
    built = scorers.build_all(evaluation.scorers)
    job = Job(
        evaluation=evaluation,
        version=version,
        endpoint=bench.endpoint(version.endpoint),
        content=prompts.content(bench, prompt),
        cases=datasets.open_cases(bench, golden),
        scorers=built,
        judge_endpoints=find_endpoints(bench, scorers.judges_among(built)),
        recorded=recorded.load(bench, evaluation.recorded) if evaluation.recorded else None,
    )
    check_addresses(bench, evaluation)
    if evaluation.max_cost_usd is not None:
        require_prices(job.asked)
    return job


def check_addresses(bench: Workbench, evaluation: Evaluation) -> None:
    """Refuse to ask on where an endpoint may be another than when the evaluation was started.

    Raises:
        Invalid: an endpoint stands elsewhere now, or it was not kept where it stood.
    """
    moved = evaluation.moved(bench.endpoints)
    if moved is not None:
        was_kept = bool(evaluation.addresses[moved])
        code = "evaluation.endpoint_moved" if was_kept else "evaluation.endpoint_unkept"
        raise Invalid(code, endpoint=moved)


def require_prices(endpoints: Iterable[Endpoint]) -> None:
    """Refuse a ceiling of the cost where nobody can tell what is spent.

    Raises:
        Invalid: a price is not known; the first such endpoint by name is told.
    """
    for endpoint in sorted(endpoints, key=lambda each: each.name):
        if endpoint.unpriced:
            raise Invalid("evaluation.no_price", endpoint=endpoint.name, prices=endpoint.unpriced)


def find_endpoints(bench: Workbench, judges: Mapping[str, Judge]) -> dict[str, Endpoint]:
    """Find where judges are asked, by their names.

    Raises:
        NotFound: there is no such endpoint.
        Invalid: it is the practice model, which can judge nothing.
    """
    found = {name: bench.endpoint(judge.endpoint) for name, judge in judges.items()}
    for name, endpoint in found.items():
        if endpoint.is_practice:
            raise Invalid("scorers.judge_practice", scorer=name, endpoint=endpoint.name)
    return found


def body_parameters(content: PromptContent, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Join the prompt's settings, its response format and a version's parameters, the last one winning."""
    given = {"response_format": content.response_format} if content.response_format else {}
    return {**content.settings, **given, **parameters}
