"""Asks at once, for the live preview beside the prompt editor; nothing is kept."""

import asyncio
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lifecycle import chat, prompts
from lifecycle.chat import Chat, Patience, Reply
from lifecycle.errors import LifecycleError
from lifecycle.evaluation.job import body_parameters
from lifecycle.records import Actor, Case, PromptContent
from lifecycle.workbench import Workbench

WHILE_SOMEBODY_WAITS = Patience(deadline_s=10.0)


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


def ask_once(
    bench: Workbench,
    *,
    content: PromptContent,
    inputs: Mapping[str, Any],
    endpoint: str,
    model: str,
    parameters: Mapping[str, Any] | None = None,
) -> Reply:
    """Ask an endpoint with a prompt that need not be saved, and wait for the answer.

    Raises:
        NotFound: no such endpoint.
        Invalid: the inputs leave a variable open.
        ConfigError, Unavailable: as `chat.Chat.ask`.
    """
    at = bench.endpoint(endpoint)

    async def ask_it() -> Reply:
        async with chat.open_chat(at, os.environ, patience=WHILE_SOMEBODY_WAITS) as open_chat:
            return await ask(open_chat, content, inputs, model, parameters or {})

    return asyncio.run(ask_it())


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
        async with chat.open_chat(at, os.environ, patience=WHILE_SOMEBODY_WAITS) as open_chat:
            return await asyncio.gather(*(attempt(open_chat, content, case, model) for case in cases))

    return tuple(asyncio.run(ask_all()))


async def attempt(open_chat: Chat, content: PromptContent, case: Case, model: str) -> Trial:
    """Ask one case."""
    try:
        return Trial(case=case, reply=await ask(open_chat, content, case.inputs, model, {}))
    except LifecycleError as error:
        return Trial(case=case, error=error)


async def ask(
    open_chat: Chat,
    content: PromptContent,
    inputs: Mapping[str, Any],
    model: str,
    parameters: Mapping[str, Any],
) -> Reply:
    """Fill a prompt in and ask."""
    messages = prompts.render(content, inputs)
    return await open_chat.ask(messages, model=model, parameters=body_parameters(content, parameters))
