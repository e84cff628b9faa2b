"""Lets aliases name what they have to, with what the ledger says behind them."""

from collections.abc import Callable, Iterable

from lifecycle.aliases import looking
from lifecycle.aliases.due import Alias, facts
from lifecycle.aliases.findings import note
from lifecycle.aliases.looking import Look
from lifecycle.errors import Conflict, LifecycleError, NotFound
from lifecycle.workbench import Workbench


def set_right(bench: Workbench, app: str, due: Iterable[Alias], *, only_whole: bool) -> None:
    """Let aliases name what they have to, with what the ledger says behind them, and read both back.

    What stands behind them comes first. Where that cannot be set right and `only_whole` is asked for, all
    aliases stay where they are, so that nobody reads the wrong thing under the right alias. Else none keeps
    another from it: a rollback leaves what is known to be bad, and waits for nothing.

    Raises:
        NotFound: MLflow has no such version (any more), or as `facts`.
        Conflict: MLflow does not keep what it is given, or as `facts`.
    """
    due = list(due)
    faults = tried(restore, bench, app, due)
    if not (faults and only_whole):
        faults += tried(move, bench, app, due)
    if faults:
        raise faults[0]


def tried(
    step: Callable[[Workbench, str, Alias], None], bench: Workbench, app: str, due: Iterable[Alias]
) -> list[LifecycleError]:
    """Take a step with every alias, and list why it failed."""
    faults: list[LifecycleError] = []
    for alias in due:
        try:
            step(bench, app, alias)
        except (NotFound, Conflict) as err:
            faults.append(err)
    return faults


def restore(bench: Workbench, app: str, alias: Alias) -> None:
    """Let MLflow keep what the ledger says behind an alias; that it did not is told before it is gone."""
    says = looking.said_behind(bench, app, alias)
    if alias.number is None or says == alias.digest:
        return
    if not looking.concept(bench, alias).has(alias.name, alias.number):
        raise NotFound("store.version_gone", name=alias.name, number=alias.number)
    changed = Look(app=app, alias=alias, names=alias.number, says=says)
    note(bench, app, lambda _: [changed])
    looking.concept(bench, alias).restore(alias.name, alias.number, facts(bench, app, alias))
    if looking.said_behind(bench, app, alias) != alias.digest:
        raise Conflict("store.content_not_kept", name=alias.name, number=alias.number)


def move(bench: Workbench, app: str, alias: Alias) -> None:
    """Let an alias name what it has to."""
    registry = looking.concept(bench, alias)
    if registry.at(alias.name, alias.environment) == alias.number:
        return
    registry.point(alias.name, alias.environment, alias.number)
    if registry.at(alias.name, alias.environment) != alias.number:
        raise Conflict("store.alias_not_kept", name=alias.name, alias=alias.environment)
