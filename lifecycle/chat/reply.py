"""Reads a chat completion: what a person would see of it, and what it took."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lifecycle.errors import LifecycleError, Unavailable
from lifecycle.text import storable

MAX_BYTES = 5_000_000
"""The longest body that is read; no model answers that much."""
MANY_TOKENS = 2**31
"""No model has so many, and no database keeps more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """An answer with what it took; tokens None where the endpoint does not count them."""

    text: str
    latency_ms: float
    """Of the attempt that succeeded, without the pauses and failures before it."""
    tokens_in: int | None = None
    tokens_out: int | None = None
    finish_reason: str = ""
    """As the endpoint says (`stop`, `length`, …), or `refusal` where the model refused to answer."""
    attempts: int = 1


def read(body: bytes, content_type: str, endpoint: str, latency_ms: float) -> Reply:
    """Read the body of a successful call.

    Raises:
        Unavailable: it is no chat completion, or one without an answer; the code says what it is.
    """
    content = parse(body, content_type, endpoint)
    choices = content.get("choices")
    if not choices:
        raise Unavailable("chat.no_choice", endpoint=endpoint, reason=shorten(content.get("error") or "-"))
    try:
        message = choices[0]["message"]
        said = to_text(message.get("content"))
        refused = said is None and message.get("refusal")
        usage = content.get("usage") or {}
        reply = Reply(
            text=storable(refused or said or ""),
            latency_ms=latency_ms,
            tokens_in=to_count(usage.get("prompt_tokens")),
            tokens_out=to_count(usage.get("completion_tokens")),
            finish_reason="refusal" if refused else to_word(choices[0].get("finish_reason")),
        )
    except (TypeError, LookupError, AttributeError) as err:
        raise Unavailable("chat.malformed", endpoint=endpoint, reason=shorten(err)) from err
    if said is None and not refused:
        raise Unavailable("chat.no_text", endpoint=endpoint, finish_reason=reply.finish_reason or "-")
    return reply


def parse(body: bytes, content_type: str, endpoint: str) -> Mapping[str, Any]:
    """Read a JSON object."""
    if len(body) > MAX_BYTES:
        raise LifecycleError("chat.too_large", endpoint=endpoint, limit=MAX_BYTES)
    try:
        content = json.loads(body.decode())
    except UnicodeDecodeError as err:
        raise Unavailable("chat.bad_encoding", endpoint=endpoint) from err
    except (ValueError, RecursionError) as err:
        if "json" not in content_type:
            where = {"endpoint": endpoint, "content_type": shorten(content_type or "-")}
            raise Unavailable("chat.not_json", **where) from err
        raise Unavailable("chat.malformed", endpoint=endpoint, reason=shorten(err)) from err
    if not isinstance(content, dict):
        raise Unavailable("chat.malformed", endpoint=endpoint, reason=type(content).__name__)
    return content


def to_count(given: Any) -> int | None:
    """Read a number of tokens; whatever else stands there counts nothing."""
    return given if type(given) is int and 0 <= given < MANY_TOKENS else None


def to_word(given: Any) -> str:
    """Read a finish reason, empty if there is none."""
    return storable(given)[:40] if isinstance(given, str) else ""


def to_text(content: Any) -> str | None:
    """Give the text of a message's content, which is text or a list of parts; None if it has none."""
    if content is None or isinstance(content, str):
        return content
    texts = [part["text"] for part in content if part.get("type") == "text"]
    return "".join(texts) if texts else None


def shorten(reason: object) -> str:
    """Give the beginning of what somebody else said."""
    return storable(str(reason))[:300]
