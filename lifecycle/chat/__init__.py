"""Asks endpoints that speak OpenAI's chat completions, through one of two clients.

`lean` serves evaluations, thousands of calls at a time; `langchain` serves what a person waits for.
Above both stands one policy: a `Gate` for how fast, a `Patience` for how long. Nothing but the
endpoint ever hears of a message: no tracer, no redirect.
"""

from collections.abc import Callable, Mapping

from lifecycle.chat.calling import Chat, Client, estimate
from lifecycle.chat.faults import is_fatal
from lifecycle.chat.gate import Gate
from lifecycle.chat.patience import USUAL, Patience
from lifecycle.chat.reply import Reply
from lifecycle.errors import ConfigError
from lifecycle.records import Endpoint

__all__ = [
    "Chat",
    "Client",
    "Gate",
    "Patience",
    "Reply",
    "estimate",
    "find_key",
    "is_fatal",
    "lean",
    "open_chat",
]

MakeClient = Callable[[Endpoint, str, str], Client]
"""Makes a client of an endpoint, its root URL and its key."""


def lean(endpoint: Endpoint, base_url: str, key: str) -> Client:
    """Make the client that costs least for each call."""
    from lifecycle.chat.lean import LeanClient

    return LeanClient(endpoint, base_url, key)


def open_chat(
    endpoint: Endpoint,
    env: Mapping[str, str],
    *,
    client: MakeClient = lean,
    patience: Patience = USUAL,
) -> Chat:
    """Open an endpoint; the practice model's server is started with it and ends with it.

    Raises:
        ConfigError: the key's environment variable is empty.
        Unavailable: the practice model does not start.
    """
    if not endpoint.is_practice:
        return Chat(endpoint, client(endpoint, endpoint.base_url, find_key(endpoint, env)), patience=patience)
    from lifecycle import practice

    server = practice.start()
    made = client(endpoint, server.base_url, "")
    return Chat(endpoint, made, patience=patience, on_close=server.close)


def find_key(endpoint: Endpoint, env: Mapping[str, str]) -> str:
    """Read the endpoint's key from the environment; empty if it needs none.

    Raises:
        ConfigError: the variable that should hold it is empty, or holds what no key can be.
    """
    key = env.get(endpoint.key_env, "").strip() if endpoint.key_env else ""
    if endpoint.key_env and not key:
        raise ConfigError("chat.no_key", endpoint=endpoint.name, key_env=endpoint.key_env)
    if not (key.isascii() and key.isprintable()):
        raise ConfigError("chat.odd_key", endpoint=endpoint.name, key_env=endpoint.key_env)
    return key
