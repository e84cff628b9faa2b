"""pydantic-evals: a dataset with two of its evaluators and one of ours."""

from dataclasses import dataclass

import work
from asking import ask
from pydantic_evals import Case, Dataset
from pydantic_evals.evaluators import Contains, EqualsExpected, Evaluator, EvaluatorContext


@dataclass
class IsShort(Evaluator):
    """The length of the answer."""

    def evaluate(self, ctx: EvaluatorContext) -> bool:
        """Score one answer."""
        return work.is_short(ctx.output)


dataset = Dataset(
    name="cases",
    cases=[
        Case(
            name=case.id,
            inputs=case.question,
            expected_output=case.expected,
            evaluators=(Contains(case.question),),
        )
        for case in work.CASES
    ],
    evaluators=[IsShort(), EqualsExpected()],
)
report = dataset.evaluate_sync(ask, max_concurrency=work.AT_ONCE, progress=False)
work.finish(sum([score.value for score in case.assertions.values()] == [True] * 3 for case in report.cases))
