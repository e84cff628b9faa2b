"""Inspect: a task with two of its scorers and one of ours."""

import work
from inspect_ai import Task, eval
from inspect_ai.dataset import Sample
from inspect_ai.model import get_model
from inspect_ai.scorer import CORRECT, INCORRECT, Score, Scorer, Target, accuracy, exact, includes, scorer
from inspect_ai.solver import TaskState, generate


@scorer(metrics=[accuracy()])
def is_short() -> Scorer:
    """Score the length of the answer."""

    async def score(state: TaskState, target: Target) -> Score:
        return Score(value=CORRECT if work.is_short(state.output.completion) else INCORRECT)

    return score


(log,) = eval(
    Task(
        dataset=[Sample(id=case.id, input=case.question, target=case.expected) for case in work.CASES],
        solver=generate(),
        scorer=[includes(), is_short(), exact()],
    ),
    model=get_model(f"openai-api/bench/{work.MODEL}", base_url=work.URL, api_key="none"),
    max_connections=work.AT_ONCE,
    max_samples=work.AT_ONCE,
    fail_on_error=False,
    display="none",
    log_dir="logs",
)
work.finish(
    sum([score.value for score in (sample.scores or {}).values()] == [CORRECT] * 3 for sample in log.samples)
)
