"""Looks what aliases name in MLflow, and what stands behind them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lifecycle.aliases.due import Alias, facts
from lifecycle.digests import canonical
from lifecycle.errors import Conflict, LifecycleError, NotFound
from lifecycle.workbench import Workbench

if TYPE_CHECKING:
    from lifecycle.store import Models, Prompts

FOUND, CHANGED = "alias.bypassed", "content.bypassed"
"""An alias was moved, or what stands behind it was changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What an alias names in MLflow, beside what it has to name; None: nothing."""

    app: str
    alias: Alias
    names: int | None
    says: str = ""
    """The alias's digest if MLflow keeps behind it what the ledger says; else that of what it keeps instead,
    which is an object. Empty while it names another number."""

    @property
    def is_moved(self) -> bool:
        """Whether it names another number than it has to."""
        return self.names != self.alias.number

    @property
    def is_changed(self) -> bool:
        """Whether it names the right number, and something else stands behind it."""
        return not self.is_moved and self.says != self.alias.digest

    @property
    def is_bypass(self) -> bool:
        """Whether somebody changed it past the gate."""
        return self.is_moved or self.is_changed

    @property
    def action(self) -> str:
        """What the audit log calls the finding."""
        return CHANGED if self.is_changed else FOUND

    @property
    def expected(self) -> int | str | None:
        """What the ledger says: a number, or the digest of what has to stand behind it."""
        return self.alias.digest if self.is_changed else self.alias.number

    @property
    def found(self) -> int | str | None:
        """What MLflow says in its place."""
        return self.says if self.is_changed else self.names


def concept(bench: Workbench, alias: Alias) -> "Models | Prompts":
    """Give the registry that an alias belongs to."""
    return bench.store.models if alias.kind == "models" else bench.store.prompts


def look_at(bench: Workbench, app: str, due: Iterable[Alias]) -> tuple[list[Look], list[LifecycleError]]:
    """Look what aliases name in MLflow, and where that is right, what stands behind them.

    Where the ledger cannot say what has to stand there (see `facts`) is a fault, and no look.

    Raises:
        Unavailable: MLflow does not answer.
    """
    looks: list[Look] = []
    faults: list[LifecycleError] = []
    for alias in due:
        names = concept(bench, alias).at(alias.name, alias.environment)
        try:
            says = said_behind(bench, app, alias) if names == alias.number else ""
        except (NotFound, Conflict) as err:
            faults.append(err)
        else:
            looks.append(Look(app=app, alias=alias, names=names, says=says))
    return looks, faults


def said_behind(bench: Workbench, app: str, alias: Alias) -> str:
    """Tell the digest of what MLflow keeps under the number that an alias has to name (see `Look.says`)."""
    if alias.number is None:
        return ""
    wanted = facts(bench, app, alias)
    kept = concept(bench, alias).kept(alias.name, alias.number, wanted)
    return alias.digest if kept == wanted else bench.objects.freeze(canonical(kept))
