"""Opens the outside once, lazily, and hands it around.

Every use case takes the workbench first. It holds no rules: only where things are, who the people
are right now, what time it is, and the doors to ledger, objects, MLflow and endpoints.
"""

import os
import re
import secrets
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from lifecycle import access, settings
from lifecycle.errors import Invalid, NotFound
from lifecycle.ledger import Ledger, open_ledger
from lifecycle.objects import Objects
from lifecycle.records import Actor, Application, Endpoint, Person
from lifecycle.settings import Settings

if TYPE_CHECKING:
    from lifecycle.store import Store

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")


def utc_now() -> datetime:
    """Tell the time."""
    return datetime.now(UTC)


def new_id() -> str:
    """Give a fresh id, 12 hex characters, short enough to be typed."""
    return secrets.token_hex(6)


class Workbench:
    """The doors to the outside, opened when first used."""

    def __init__(
        self,
        settings: Settings,
        *,
        now: Callable[[], datetime] = utc_now,
        new_id: Callable[[], str] = new_id,
    ) -> None:
        self.settings = settings
        self.now = now
        self.new_id = new_id
        self.objects = Objects(settings.home / "objects")

    @cached_property
    def ledger(self) -> Ledger:
        """The ledger, upgraded if it was older."""
        return open_ledger(self.settings.ledger_url)

    @cached_property
    def store(self) -> "Store":
        """MLflow; importing it takes seconds, so only those who need it pay."""
        from lifecycle.store import Store

        return Store(self.settings.tracking_uri)

    @property
    def people(self) -> dict[str, Person]:
        """Everybody in `people.yaml`, read anew each time: a role taken away is gone at once."""
        return settings.load_people(self.settings.home)

    @property
    def endpoints(self) -> dict[str, Endpoint]:
        """Every endpoint, the practice model first."""
        return settings.load_endpoints(self.settings.home)

    def endpoint(self, name: str) -> Endpoint:
        """Find one endpoint.

        Raises:
            NotFound: it is not in `endpoints.yaml`.
        """
        known = self.endpoints
        if name not in known:
            raise NotFound("settings.no_endpoint", endpoint=name, known=", ".join(known))
        return known[name]

    def application(self, name: str) -> Application:
        """Find one application.

        Raises:
            NotFound: there is none of that name.
        """
        with self.ledger.read() as tx:
            found = tx.one(Application, name=name)
        if found is None:
            raise NotFound("settings.no_app", app=name)
        return found

    def permit(self, by: Actor, app: str, action: str, *, roles: Sequence[str] = ()) -> None:
        """Let an action on an application pass, or refuse it; a policy may narrow it to some `roles`.

        Raises:
            NotFound: there is no such application.
            Refused: the person is unknown, or the role does not allow it.
        """
        self.application(app)
        access.require(self.people, by, app, action, roles=roles)


def check_name(name: str) -> str:
    """Give the name back if it can be one of an application, dataset or prompt.

    Raises:
        Invalid: it is empty, has other characters than MLflow's registry takes, or is too long.
    """
    if not name:
        raise Invalid("settings.no_name")
    if not NAME.fullmatch(name):
        raise Invalid("settings.bad_name", name=name)
    return name


def open_workbench(env: Mapping[str, str] | None = None, cwd: Path | None = None) -> Workbench:
    """Open the workbench of the home that holds here.

    Raises:
        ConfigError: there is no home yet.
    """
    return Workbench(settings.load(os.environ if env is None else env, cwd or Path.cwd()))
