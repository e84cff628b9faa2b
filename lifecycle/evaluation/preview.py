"""Asks at once, for the live preview beside the prompt editor; nothing is kept."""

import asyncio
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lifecycle import chat, prompts
from lifecycle.chat import Chat, Patience, Reply
from lifecycle.chat.langchain import LangChainClient
from lifecycle.errors import LifecycleError
from lifecycle.evaluation.job import body_parameters
from lifecycle.records import Actor, Case, Endpoint, PromptContent
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
    return ask(bench.endpoint(endpoint), content, cases, model=model, client=LangChainClient)


def ask(
    endpoint: Endpoint,
    content: PromptContent,
    cases: Sequence[Case],
    *,
    model: str,
    parameters: Mapping[str, Any] | None = None,
    client: chat.MakeClient = chat.lean,
) -> tuple[Trial, ...]:
    """Ask some cases at the same time, with little patience; one that fails says why.

    Raises:
        ConfigError, Unavailable: the endpoint has no key, or the practice model does not start.
    """
    body = body_parameters(content, parameters or {})

    async def ask_all() -> list[Trial]:
        async with chat.open_chat(
            endpoint, os.environ, patience=WHILE_SOMEBODY_WAITS, client=client
        ) as open_chat:
            return await asyncio.gather(*(attempt(open_chat, content, case, model, body) for case in cases))

    return tuple(asyncio.run(ask_all()))


async def attempt(
    open_chat: Chat, content: PromptContent, case: Case, model: str, body: Mapping[str, Any]
) -> Trial:
    """Fill a prompt in with one case and ask."""
    try:
        messages = prompts.render(content, case.inputs)
        return Trial(case=case, reply=await open_chat.ask(messages, model=model, parameters=body))
    except LifecycleError as error:
        return Trial(case=case, error=error)
