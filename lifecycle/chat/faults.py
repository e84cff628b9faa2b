"""Names what went wrong with a call: HTTP statuses, and which failures would meet every other call too."""

import json
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from typing import Any, NamedTuple

from lifecycle.chat.reply import shorten
from lifecycle.errors import ConfigError, LifecycleError, Unavailable
from lifecycle.records import Endpoint

FATAL = frozenset({"chat.no_key", "chat.wrong_key", "chat.unknown_model", "chat.no_quota"})


class Refusal(NamedTuple):
    """What an endpoint answered instead of an answer."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    at_s: float
    """When it came, in Unix time: a `Retry-After` may name a date."""


def is_fatal(error: LifecycleError) -> bool:
    """Whether every other call would fail in the same way, so that asking on is useless."""
    return error.code in FATAL


def of_status(refusal: Refusal, endpoint: Endpoint, key: str, model: str) -> LifecycleError:
    """Name a failed call by its HTTP status; what may pass is `Unavailable`.

    `params["retry_after_s"]` is how long the endpoint asked to be left alone, in seconds. The key is
    kept out of what the endpoint said.
    """
    status = refusal.status
    said = error_in(refusal.body)
    text = str(said.get("message") or f"HTTP {status}")
    reason = shorten(text.replace(key, "***") if key else text)
    where: dict[str, Any] = {"endpoint": endpoint.name}
    wait_s = retry_after_s(refusal.headers, refusal.at_s)
    if status == 401:
        return ConfigError("chat.wrong_key", **where, key_env=endpoint.key_env or "-")
    if status == 404 or said.get("code") == "model_not_found":
        return ConfigError("chat.unknown_model", **where, model=model, reason=reason)
    if status == 429:
        if said.get("code") == "insufficient_quota":
            return ConfigError("chat.no_quota", **where, reason=reason)
        return Unavailable("chat.rate_limited", **where, reason=reason, retry_after_s=wait_s)
    if status in {408, 409} or status >= 500:
        return Unavailable("chat.server_error", **where, status=status, reason=reason, retry_after_s=wait_s)
    return ConfigError("chat.bad_request", **where, status=status, reason=reason)


def error_in(body: bytes) -> Mapping[str, Any]:
    """Give the `error` object of a body, empty if there is none; a plain text counts as its message."""
    try:
        error = json.loads(body)["error"]
    except (ValueError, TypeError, LookupError, RecursionError):
        return {}
    return error if isinstance(error, dict) else {"message": error}


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
