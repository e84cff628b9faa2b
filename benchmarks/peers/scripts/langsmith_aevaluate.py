"""LangSmith: `aevaluate` without upload; whatever it sends all the same, the endpoint takes in."""

import asyncio
import uuid

import work
from asking import ask
from langsmith import Client, aevaluate
from langsmith.schemas import Example

Texts = dict[str, str]


async def target(inputs: Texts) -> Texts:
    """Answer one example."""
    return {"answer": await ask(inputs["question"])}


def contains(inputs: Texts, outputs: Texts) -> bool:
    """Score whether the answer speaks of the question."""
    return work.contains(inputs["question"], outputs["answer"])


def is_short(outputs: Texts) -> bool:
    """Score the answer's length."""
    return work.is_short(outputs["answer"])


def exact(outputs: Texts, reference_outputs: Texts) -> bool:
    """Score whether the answer is the expected one."""
    return work.exact(reference_outputs["answer"], outputs["answer"])


async def main() -> int:
    """Evaluate all examples and count the good ones."""
    examples = [
        Example(id=uuid.uuid4(), inputs={"question": case.question}, outputs={"answer": case.expected})
        for case in work.CASES
    ]
    results = await aevaluate(
        target,
        data=examples,
        evaluators=[contains, is_short, exact],
        max_concurrency=work.AT_ONCE,
        upload_results=False,
        client=Client(api_url=work.URL.removesuffix("/v1"), api_key="none"),
    )
    rows = [row["evaluation_results"]["results"] async for row in results]
    return sum([score.score for score in scores] == [True] * 3 for scores in rows)


work.finish(asyncio.run(main()))
