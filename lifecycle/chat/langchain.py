"""Asks an endpoint: the only home of LangChain and the openai SDK, whose import takes seconds.

One retry policy, here and not in the client: every attempt has the endpoint's time-out; what may
pass (time-outs, 408, 409, 429, 5xx, broken connections, answers that are no chat completion) is
tried again with growing, jittered pauses until a deadline by time. `Retry-After` is honoured.
Nothing but the endpoint ever hears of a message: no tracer, no redirect.
"""

import asyncio
import random
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from functools import cache
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlsplit

from lifecycle.errors import ConfigError, LifecycleError, Unavailable
from lifecycle.records import Block, Endpoint

if TYPE_CHECKING:
    from langchain_core.outputs import ChatGeneration

FATAL = frozenset({"chat.no_key", "chat.wrong_key", "chat.unknown_model"})
NO_COMPLETION = (ValueError, TypeError, LookupError, AttributeError)
"""What the SDK and LangChain raise for HTML, half a JSON, or a body without a choice."""
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """An answer with what it took; tokens None where the endpoint does not count them."""

    text: str
    latency_ms: float
    """Of the attempt that succeeded, without the pauses and failures before it."""
    tokens_in: int | None = None
    tokens_out: int | None = None
    finish_reason: str = ""
    attempts: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long a call is tried again, in seconds."""

    deadline_s: float = 60.0
    """No attempt starts later than this after the first one."""
    refused_s: float = 10.0
    """The same while nothing answers at all: a server that is down is told of soon."""
    first_pause_s: float = 0.5
    longest_pause_s: float = 20.0

    def limit_s(self, error: LifecycleError) -> float:
        """Tell how long after the first attempt another one may start."""
        return min(self.refused_s, self.deadline_s) if error.code == "chat.no_connection" else self.deadline_s

    def pause_s(self, failures: int, retry_after_s: float, luck: float) -> float:
        """Tell how long to wait after so many failures (from 1).

        Doubles with each failure, shrunk by `luck` (0..1) to as little as half, so that calls that
        failed together do not come back together. What the endpoint asked for is added.
        """
        grown: float = self.first_pause_s * 2 ** min(failures - 1, 20)
        return retry_after_s + min(grown, self.longest_pause_s) * (0.5 + luck / 2)


class Chat:
    """An open endpoint; belongs to the event loop it is first used in."""

    def __init__(
        self,
        endpoint: Endpoint,
        *,
        base_url: str,
        key: str = "",
        patience: Patience = Patience(),
        on_close: Callable[[], None] = lambda: None,
    ) -> None:
        import openai
        from pydantic import SecretStr

        self.endpoint = endpoint
        self.key = key
        self.patience = patience
        self.on_close = on_close
        self.http = openai.DefaultAsyncHttpxClient(
            timeout=endpoint.timeout_s,
            follow_redirects=False,
            trust_env=urlsplit(base_url).hostname not in LOOPBACK,
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

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def ask(
        self, messages: Sequence[Block], *, model: str, parameters: Mapping[str, Any] | None = None
    ) -> Reply:
        """Ask until there is an answer or the patience ends.

        `parameters` (temperature, max_tokens, …) go into the request's body as they are.

        Raises:
            ConfigError: wrong key, unknown model, a request the endpoint cannot use.
            Unavailable: no answer; `params["attempts"]` tells how often it was tried.
        """
        start = time.monotonic()
        attempts = 0
        while True:
            attempts += 1
            try:
                return await self.attempt(messages, model, parameters or {}, attempts)
            except LifecycleError as error:
                error.params["attempts"] = attempts
                retry_after_s = error.params.pop("retry_after_s", 0.0)
                if not isinstance(error, Unavailable):
                    raise
                pause_s = self.patience.pause_s(attempts, retry_after_s, random.random())
                if time.monotonic() - start + pause_s > self.patience.limit_s(error):
                    raise
            await asyncio.sleep(pause_s)

    async def attempt(
        self, messages: Sequence[Block], model: str, parameters: Mapping[str, Any], attempts: int
    ) -> Reply:
        """Ask once; failures leave as errors of ours."""
        import openai

        where = {"endpoint": self.endpoint.name}
        start = time.perf_counter()
        try:
            async with asyncio.timeout(self.endpoint.timeout_s):
                said = await self.model.answer(messages, model=model, parameters=dict(parameters))
        except (TimeoutError, openai.APITimeoutError) as err:
            raise Unavailable("chat.timeout", **where, seconds=self.endpoint.timeout_s) from err
        except openai.APIStatusError as err:
            raise self.translate(err, model) from err
        except openai.APIConnectionError as err:
            raise Unavailable(
                "chat.no_connection", **where, base_url=str(self.model.openai_api_base)
            ) from err
        except NO_COMPLETION as err:
            raise Unavailable("chat.malformed", **where, reason=self.redact(str(err))) from err
        return to_reply(said, (time.perf_counter() - start) * 1000, attempts)

    def translate(self, err: Any, model: str) -> LifecycleError:
        """Turn an HTTP status (`openai.APIStatusError`) into an error of ours."""
        endpoint, status, reason = self.endpoint.name, err.status_code, self.redact(err.message)
        if status == 401:
            return ConfigError("chat.wrong_key", endpoint=endpoint, key_env=self.endpoint.key_env or "-")
        if status == 404 or err.code == "model_not_found":
            return ConfigError("chat.unknown_model", endpoint=endpoint, model=model, reason=reason)
        if status == 429:
            wait_s = retry_after_s(err.response.headers, time.time())
            return Unavailable("chat.rate_limited", endpoint=endpoint, reason=reason, retry_after_s=wait_s)
        if status in {408, 409} or status >= 500:
            wait_s = retry_after_s(err.response.headers, time.time())
            return Unavailable(
                "chat.server_error", endpoint=endpoint, status=status, reason=reason, retry_after_s=wait_s
            )
        return ConfigError("chat.bad_request", endpoint=endpoint, status=status, reason=reason)

    def redact(self, reason: str) -> str:
        """Shorten what the endpoint said, and keep the key out of it."""
        return (reason.replace(self.key, "***") if self.key else reason)[:300]

    async def close(self) -> None:
        """Give the connections back."""
        await self.http.aclose()
        self.on_close()


@cache
def model_class() -> Any:
    """Make the ChatOpenAI we use."""
    from langchain_core.messages import convert_to_messages
    from langchain_openai import ChatOpenAI

    class QuietChatOpenAI(ChatOpenAI):
        """Answers without LangChain's callbacks, so that no tracer ever sees a message."""

        async def answer(
            self, blocks: Sequence[Block], *, model: str, parameters: dict[str, Any]
        ) -> "ChatGeneration":
            messages = convert_to_messages([(block.role, block.text) for block in blocks])
            result = await self._agenerate(messages, model=model, extra_body=parameters)
            return result.generations[0]

    return QuietChatOpenAI


def to_reply(said: "ChatGeneration", latency_ms: float, attempts: int) -> Reply:
    """Read an answer and its token counts; a refusal is an answer."""
    message: Any = said.message
    used = message.usage_metadata or {}
    return Reply(
        text=storable(message.text or message.additional_kwargs.get("refusal") or ""),
        latency_ms=latency_ms,
        tokens_in=used.get("input_tokens"),
        tokens_out=used.get("output_tokens"),
        finish_reason=(said.generation_info or {}).get("finish_reason") or "",
        attempts=attempts,
    )


def storable(content: str) -> str:
    """Replace what no database takes: halves of surrogate pairs and NUL."""
    return content.encode("utf-8", "replace").decode().replace("\0", "\ufffd")


def retry_after_s(headers: Mapping[str, str], now_s: float) -> float:
    """Read how long the endpoint wants to be left alone: seconds or a date; 0 if it does not say."""
    given = headers.get("retry-after", "")
    try:
        return max(0.0, float(given))
    except ValueError:
        pass
    try:
        return max(0.0, parsedate_to_datetime(given).timestamp() - now_s)
    except ValueError:
        return 0.0


def is_fatal(error: LifecycleError) -> bool:
    """Whether every other call would fail in the same way, so that asking on is useless."""
    return error.code in FATAL


def find_key(endpoint: Endpoint, env: Mapping[str, str]) -> str:
    """Read the endpoint's key from the environment; empty if it needs none.

    Raises:
        ConfigError: the variable that should hold it is empty.
    """
    key = env.get(endpoint.key_env, "") if endpoint.key_env else ""
    if endpoint.key_env and not key:
        raise ConfigError("chat.no_key", endpoint=endpoint.name, key_env=endpoint.key_env)
    return key


def open_chat(endpoint: Endpoint, env: Mapping[str, str], *, patience: Patience = Patience()) -> Chat:
    """Open an endpoint; the practice model's server is started with it and ends with it.

    Raises:
        ConfigError: the key's environment variable is empty.
        Unavailable: the practice model does not start.
    """
    if not endpoint.is_practice:
        key = find_key(endpoint, env)
        return Chat(endpoint, base_url=endpoint.base_url, key=key, patience=patience)
    from lifecycle import practice

    server = practice.start()
    return Chat(endpoint, base_url=server.base_url, patience=patience, on_close=server.close)
