"""The client of what a person waits for: `ChatOpenAI`. Its import takes seconds, so only it pays."""

import asyncio
import time
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from lifecycle.chat import faults, reply
from lifecycle.chat.faults import Refusal
from lifecycle.chat.reply import Reply
from lifecycle.errors import LifecycleError, Unavailable
from lifecycle.records import Block, Endpoint
from lifecycle.text import storable

if TYPE_CHECKING:
    from langchain_core.outputs import ChatGeneration

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


class LangChainClient:
    """Asks through LangChain, without its callbacks, so that no tracer ever sees a message."""

    def __init__(self, endpoint: Endpoint, base_url: str, key: str) -> None:
        import openai
        from pydantic import SecretStr

        self.endpoint = endpoint
        self.base_url = base_url
        self.key = key
        self.http = openai.DefaultAsyncHttpxClient(
            timeout=endpoint.timeout_s,
            follow_redirects=False,
            trust_env=urlsplit(base_url).hostname not in LOOPBACK,
            event_hooks={"response": [self.look_at]},
        )
        self.model = model_class()(
            model="-",  # each call names its own
            base_url=base_url,
            api_key=SecretStr(key or "none"),
            timeout=endpoint.timeout_s,
            max_retries=0,
            http_async_client=self.http,
            openai_proxy="",
            use_responses_api=False,
        )

    async def look_at(self, response: Any) -> None:
        """Refuse a body that is no chat completion, by the same rules as for every client."""
        if response.is_success:
            body = await response.aread()
            content_type = response.headers.get("content-type", "").split(";")[0]
            reply.read(body, content_type, self.endpoint.name, 0.0)

    async def attempt(self, messages: Sequence[Block], model: str, parameters: Mapping[str, Any]) -> Reply:
        """Ask once, as `Client.attempt`."""
        import openai

        where = {"endpoint": self.endpoint.name}
        start = time.perf_counter()
        try:
            async with asyncio.timeout(self.endpoint.timeout_s):
                said = await self.model.answer(messages, model=model, parameters=dict(parameters))
        except (TimeoutError, openai.APITimeoutError) as err:
            raise Unavailable("chat.timeout", **where, seconds=self.endpoint.timeout_s) from err
        except openai.APIStatusError as err:
            refusal = Refusal(err.status_code, err.response.headers, err.response.content, time.time())
            raise faults.of_status(refusal, self.endpoint, self.key, model) from err
        except openai.APIConnectionError as err:
            raise self.name(err) from err
        return to_reply(said, (time.perf_counter() - start) * 1000)

    def name(self, err: Any) -> LifecycleError:
        """Name what is behind an `openai.APIConnectionError`: our own refusal, nobody, a broken answer."""
        causes = list(causes_of(err))
        own = next((cause for cause in causes if isinstance(cause, LifecycleError)), None)
        if own:
            return own
        where = {"endpoint": self.endpoint.name}
        if any(type(cause).__name__ == "ConnectError" for cause in causes):
            return Unavailable("chat.no_connection", **where, base_url=self.base_url)
        return Unavailable("chat.broken", **where)

    async def close(self) -> None:
        """Give the connections back."""
        await self.http.aclose()


@cache
def model_class() -> Any:
    """Make the ChatOpenAI we use."""
    from langchain_core.messages import convert_to_messages
    from langchain_openai import ChatOpenAI

    class QuietChatOpenAI(ChatOpenAI):
        """Answers without LangChain's callbacks."""

        async def answer(
            self, blocks: Sequence[Block], *, model: str, parameters: dict[str, Any]
        ) -> "ChatGeneration":
            messages = convert_to_messages([(block.role, block.text) for block in blocks])
            result = await self._agenerate(messages, model=model, extra_body=parameters)
            return result.generations[0]

    return QuietChatOpenAI


def causes_of(error: BaseException) -> Iterator[BaseException]:
    """Go from an error to what caused it."""
    while error.__cause__:
        error = error.__cause__
        yield error


def to_reply(said: "ChatGeneration", latency_ms: float) -> Reply:
    """Read an answer and its token counts; a refusal is an answer."""
    message: Any = said.message
    used = message.usage_metadata or {}
    refused = not message.text and message.additional_kwargs.get("refusal")
    return Reply(
        text=storable(refused or message.text or ""),
        latency_ms=latency_ms,
        tokens_in=reply.to_count(used.get("input_tokens")),
        tokens_out=reply.to_count(used.get("output_tokens")),
        finish_reason="refusal"
        if refused
        else reply.to_word((said.generation_info or {}).get("finish_reason")),
    )
