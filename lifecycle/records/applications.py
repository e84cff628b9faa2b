"""What is released, who may, and which endpoints answer."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlsplit

PRICES = ("usd_per_million_in", "usd_per_million_out")
"""What `endpoints.yaml` calls the prices of tokens."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Application:
    """The thing that is released; a registered model in MLflow."""

    name: str
    title: str = ""
    created_by: str
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who does something, and how sure we are of it.

    `identity` is `declared` (a name given on the command line), `local` (chosen in a console
    without sign-in), `oidc` (proven by an identity provider), `process` or `system` (no person at all).
    """

    person: str
    identity: str = "declared"


KANMON = Actor(person="kanmon", identity="system")
"""Who does what happens of itself."""
WORKER = Actor(person="worker", identity="process")
"""Who ends an evaluation, as the history says: nobody decided it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody of `people.yaml`; `roles` maps an application's name to a role, `*` to every one."""

    id: str
    name: str = ""
    team: str = ""
    roles: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """A place that answers chat completions.

    `base_url` is an OpenAI-compatible root such as `http://localhost:11434/v1`, or `practice` for
    the offline practice model. Prices are USD per million tokens; 0 is free, None is a price that nobody
    wrote down. `key_env` names the environment variable that holds the key; the key itself is never stored.
    """

    name: str
    base_url: str
    key_env: str = ""
    models: tuple[str, ...] = ()
    usd_per_million_in: float | None = None
    usd_per_million_out: float | None = None
    timeout_s: float = 30.0
    """For each attempt."""
    concurrency: int = 16
    requests_per_minute: float | None = None
    tokens_per_minute: float | None = None

    @property
    def is_practice(self) -> bool:
        """Whether this is the offline practice model, which is no LLM."""
        return self.base_url == "practice"

    @property
    def address(self) -> str:
        """Where it stands, as evidence keeps it: scheme, host, port and path, and no name and password."""
        parts = urlsplit(self.base_url)
        return parts._replace(netloc=parts.netloc.rpartition("@")[2], query="", fragment="").geturl()

    @property
    def unpriced(self) -> tuple[str, ...]:
        """The prices that nobody wrote down, by their names in `endpoints.yaml`."""
        return tuple(name for name in PRICES if getattr(self, name) is None)
