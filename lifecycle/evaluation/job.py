"""What an evaluation needs while it runs, read once."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lifecycle import datasets, prompts, scorers, versions
from lifecycle.chat import Reply
from lifecycle.records import Case, DatasetKind, Endpoint, Evaluation, PromptContent, Version
from lifecycle.scorers import Scorer
from lifecycle.workbench import Workbench


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """An evaluation with the prompt, the cases, the scorers and the endpoint it speaks of."""

    evaluation: Evaluation
    version: Version
    endpoint: Endpoint
    content: PromptContent
    cases: Mapping[str, Case]
    scorers: tuple[Scorer, ...]

    @property
    def parameters(self) -> dict[str, Any]:
        """What goes into the body of every call."""
        return body_parameters(self.content, self.version.parameters)


def prepare(bench: Workbench, evaluation: Evaluation) -> Job:
    """Read everything an evaluation needs.

    Raises:
        NotFound: the endpoint is no longer in `endpoints.yaml`, or a frozen file is gone.
        LifecycleError: what was frozen cannot be read as it was.
    """
    version = versions.find(bench, evaluation.app, evaluation.version)
    golden = datasets.find(bench, evaluation.app, evaluation.golden, kind=DatasetKind.GOLDEN)
    prompt = prompts.find(bench, evaluation.app, version.prompt)
    return Job(
        evaluation=evaluation,
        version=version,
        endpoint=bench.endpoint(version.endpoint),
        content=prompts.content(bench, prompt),
        cases={case.id: case for case in datasets.cases(bench, golden)},
        scorers=tuple(scorers.build(spec) for spec in evaluation.scorers),
    )


def body_parameters(content: PromptContent, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Join the prompt's settings, its response format and a version's parameters, the last one winning."""
    given = {"response_format": content.response_format} if content.response_format else {}
    return {**content.settings, **given, **parameters}


def cost_usd(endpoint: Endpoint, reply: Reply) -> float | None:
    """Reckon what a reply cost; None if prices are known and the tokens are not."""
    if not (endpoint.usd_per_million_in or endpoint.usd_per_million_out):
        return 0.0
    if reply.tokens_in is None or reply.tokens_out is None:
        return None
    price_in, price_out = endpoint.usd_per_million_in, endpoint.usd_per_million_out
    return (reply.tokens_in * price_in + reply.tokens_out * price_out) / 1e6
