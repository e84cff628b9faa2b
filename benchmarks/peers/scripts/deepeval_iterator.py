"""DeepEval: the iterator of a dataset asks, then each trace is given three metrics."""

import asyncio
from collections.abc import Iterator

import work
from asking import ask
from deepeval.dataset import EvaluationDataset, Golden
from deepeval.evaluate.configs import AsyncConfig, CacheConfig, DisplayConfig, ErrorConfig
from deepeval.metrics import BaseMetric, ExactMatchMetric
from deepeval.test_case import LLMTestCase
from deepeval.tracing import observe, update_current_trace


class Metric(BaseMetric):
    """What our two metrics share."""

    threshold = 1.0

    def score_of(self, case: LLMTestCase) -> bool:
        """Score one answer."""
        raise NotImplementedError

    def measure(self, test_case: LLMTestCase, *args: object, **kwargs: object) -> float:
        """Keep and give the score, as DeepEval wants it."""
        self.score = float(self.score_of(test_case))
        self.success = self.score >= self.threshold
        return self.score

    async def a_measure(self, test_case: LLMTestCase, *args: object, **kwargs: object) -> float:
        """Do the same in an event loop."""
        return self.measure(test_case)

    @property
    def __name__(self) -> str:
        """The name in reports."""
        return type(self).__name__


class Contains(Metric):
    """Whether the answer speaks of the question."""

    def score_of(self, case: LLMTestCase) -> bool:
        """Score one answer."""
        return work.contains(case.input, case.actual_output)


class IsShort(Metric):
    """The length of the answer."""

    def score_of(self, case: LLMTestCase) -> bool:
        """Score one answer."""
        return work.is_short(case.actual_output)


@observe()
async def answer(golden: Golden) -> None:
    """Answer one golden in a trace of its own."""
    text = await ask(golden.input)
    update_current_trace(input=golden.input, output=text, expected_output=golden.expected_output)


def goldens() -> Iterator[Golden]:
    """Hand the goldens out and keep the results, which the iterator returns at its end."""
    evaluated = yield from dataset.evals_iterator(
        metrics=[Contains(), IsShort(), ExactMatchMetric()],
        async_config=AsyncConfig(max_concurrent=work.AT_ONCE),
        display_config=DisplayConfig(show_indicator=False, print_results=False, inspect_after_run=False),
        cache_config=CacheConfig(write_cache=False),
        error_config=ErrorConfig(ignore_errors=True),
    )
    results.extend(evaluated.test_results)


results = []
dataset = EvaluationDataset(
    [Golden(input=case.question, expected_output=case.expected) for case in work.CASES]
)
for golden in goldens():
    dataset.evaluate(asyncio.create_task(answer(golden)))
work.finish(sum([score.success for score in result.metrics_data or []] == [True] * 3 for result in results))
