"""Asks one question at once, for the live preview beside the prompt editor; nothing is kept."""

import asyncio
import os
from collections.abc import Mapping
from typing import Any

from lifecycle import chat, prompts
from lifecycle.chat import Patience, Reply
from lifecycle.evaluation.job import body_parameters
from lifecycle.records import PromptContent
from lifecycle.workbench import Workbench

WHILE_SOMEBODY_WAITS = Patience(deadline_s=10.0)


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
    messages = prompts.render(content, inputs)
    at = bench.endpoint(endpoint)

    async def ask() -> Reply:
        async with chat.open_chat(at, os.environ, patience=WHILE_SOMEBODY_WAITS) as open_chat:
            return await open_chat.ask(
                messages, model=model, parameters=body_parameters(content, parameters or {})
            )

    return asyncio.run(ask())
