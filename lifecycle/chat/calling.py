"""One way to call, whichever client does it: wait for the turn, ask, and try again what may pass.

Tried again are time-outs, 408, 409, 429, 5xx, broken connections and answers that are no chat
completion, with growing, jittered pauses until a deadline by time. `Retry-After` is honoured.
"""

import asyncio
import dataclasses
import random
import time
from collections.abc import Callable, Mapping, Sequence
from types import TracebackType
from typing import Any, Protocol, Self

from lifecycle.chat.gate import Gate
from lifecycle.chat.patience import USUAL, Patience
from lifecycle.chat.reply import Reply
from lifecycle.errors import LifecycleError, Unavailable
from lifecycle.records import Block, Endpoint

BYTES_PER_TOKEN = 4
"""Of UTF-8, roughly: four Latin letters, or one and a third Japanese characters."""


class Client(Protocol):
    """Asks an endpoint once; belongs to the event loop it is first used in."""

    async def attempt(self, messages: Sequence[Block], model: str, parameters: Mapping[str, Any]) -> Reply:
        """Ask once, for as long as the endpoint's time-out at most.

        Raises:
            Unavailable: no answer; another attempt may bring one.
            LifecycleError: no answer, and another attempt would bring the same.
        """
        ...

    async def close(self) -> None:
        """Give the connections back."""
        ...


class Chat:
    """An open endpoint."""

    def __init__(
        self,
        endpoint: Endpoint,
        client: Client,
        *,
        patience: Patience = USUAL,
        on_close: Callable[[], None] = lambda: None,
    ) -> None:
        self.endpoint = endpoint
        self.client = client
        self.patience = patience
        self.on_close = on_close
        self.gate = Gate(
            endpoint.concurrency,
            requests_per_minute=endpoint.requests_per_minute,
            tokens_per_minute=endpoint.tokens_per_minute,
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Give the connections back."""
        await self.client.close()
        self.on_close()

    async def ask(
        self,
        messages: Sequence[Block],
        *,
        model: str,
        parameters: Mapping[str, Any] | None = None,
        once: bool = False,
    ) -> Reply:
        """Ask until there is an answer or the patience ends; `once`: a single time.

        `parameters` (temperature, max_tokens, …) go into the request's body as they are.

        Raises:
            ConfigError: wrong key, unknown model, a request the endpoint cannot use.
            Unavailable: no answer; `params["attempts"]` tells how often it was tried.
        """
        tokens = estimate(messages) if self.gate.counts_tokens else 0
        spent_s, attempts = 0.0, 0
        while True:
            attempts += 1
            entered_at = await self.gate.enter(tokens)
            start = time.monotonic()
            try:
                reply = await self.client.attempt(messages, model, parameters or {})
            except LifecycleError as error:
                error.params["attempts"] = attempts
                retry_after_s = error.params.pop("retry_after_s", 0.0)
                is_soon = retry_after_s <= self.patience.longest_ask_s
                if error.code == "chat.rate_limited":
                    self.gate.went_too_fast(entered_at, retry_after_s if is_soon else 0.0)
                if once or not is_soon or not isinstance(error, Unavailable):
                    raise
                pause_s = self.patience.pause_s(attempts, retry_after_s, random.random())
                spent_s += time.monotonic() - start + pause_s - retry_after_s
                if spent_s > self.patience.limit_s(error):
                    raise
            else:
                self.gate.went_well((reply.tokens_in or 0) + (reply.tokens_out or 0) - tokens)
                return reply if attempts == 1 else dataclasses.replace(reply, attempts=attempts)
            finally:
                self.gate.leave()
            await asyncio.sleep(pause_s)


def estimate(messages: Sequence[Block]) -> int:
    """Estimate the tokens of some messages."""
    return sum(len(block.text.encode()) for block in messages) // BYTES_PER_TOKEN
