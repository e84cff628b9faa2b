"""Asks at once, for the live preview beside the prompt editor; nothing is kept."""

import asyncio
import os
from collections.abc import Sequence
from dataclasses import dataclass

from lifecycle import chat, prompts
from lifecycle.chat import Chat, Patience, Reply
from lifecycle.chat.langchain import LangChainClient
from lifecycle.errors import LifecycleError
from lifecycle.evaluation.job import body_parameters
from lifecycle.records import Actor, Case, PromptContent
from lifecycle.workbench import Workbench

WHILE_SOMEBODY_WAITS = Patience(deadline_s=10.0, longest_ask_s=10.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What came of one case: a reply, or why there is none."""

    case: Case
    reply: Reply | None = None
    error: LifecycleError | None = None


def some_cases(cases: Sequence[Case], count: int) -> tuple[Case, ...]:
    """Choose cases spread evenly over a golden set, its first among them; all when there are fewer."""
    return (
        tuple(cases[at * len(cases) // count] for at in range(count)) if len(cases) > count else tuple(cases)
    )


def preview(
    bench: Workbench,
    *,
    app: str,
    by: Actor,
    content: PromptContent,
    cases: Sequence[Case],
    endpoint: str,
    model: str,
) -> tuple[Trial, ...]:
    """Ask some cases at the same time with a prompt that need not be saved; one that fails says why.

    Raises:
        Refused: the role does not allow it.
        NotFound: no such endpoint.
        ConfigError, Unavailable: the endpoint has no key, or the practice model does not start.
    """
    bench.permit(by, app, "prompt.preview")
    at = bench.endpoint(endpoint)

    async def ask_all() -> list[Trial]:
        async with chat.open_chat(
            at, os.environ, patience=WHILE_SOMEBODY_WAITS, client=LangChainClient
        ) as open_chat:
            return await asyncio.gather(*(attempt(open_chat, content, case, model) for case in cases))

    return tuple(asyncio.run(ask_all()))


async def attempt(open_chat: Chat, content: PromptContent, case: Case, model: str) -> Trial:
    """Fill a prompt in with one case and ask."""
    try:
        messages = prompts.render(content, case.inputs)
        parameters = body_parameters(content, {})
        return Trial(case=case, reply=await open_chat.ask(messages, model=model, parameters=parameters))
    except LifecycleError as error:
        return Trial(case=case, error=error)
