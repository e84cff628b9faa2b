"""What the aliases of an environment have to name, and what MLflow has to keep behind them."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from pydantic import TypeAdapter

from lifecycle.errors import Conflict, NotFound, Unavailable
from lifecycle.ledger import Reading
from lifecycle.records import Placement, PromptContent, PromptVersion, Version
from lifecycle.workbench import Workbench

if TYPE_CHECKING:
    from lifecycle.store import Facts

CONTENT = TypeAdapter(PromptContent)


@dataclass(frozen=True, slots=True, kw_only=True)
class Alias:
    """What an alias of the model or of a prompt has to name; `number` None: nothing."""

    kind: Literal["models", "prompts"]
    name: str
    environment: str
    number: int | None
    digest: str = ""
    """Of the bundle or of the prompt's content that has to stand behind it; empty for nothing."""

    @property
    def address(self) -> str:
        """Name the alias as MLflow's clients do: `models:/support-bot@production`."""
        return f"{self.kind}:/{self.name}@{self.environment}"


def subject(app: str, environment: str) -> str:
    """Name an environment in the audit log."""
    return f"{app}@{environment}"


def wanted_in(bench: Workbench, app: str, environment: str) -> tuple[Placement | None, list[Alias]]:
    """Tell what an environment holds now, and what its aliases have to name."""
    with bench.ledger.read() as tx:
        place = tx.one(Placement, app=app, environment=environment)
        return place, due_to(tx, app, environment, place.version if place else None)


def is_arriving(place: Placement | None) -> bool:
    """Whether a promotion is on its way, and MLflow still shows what was there before."""
    return place is not None and not place.verified and place.pin is None


def due_to(tx: Reading, app: str, environment: str, version: int | None) -> list[Alias]:
    """Tell what the aliases of an environment have to name while a version stands there.

    They are the model's and those of all prompts of the application; while the environment is empty they
    name nothing.
    """
    held = tx.one(Version, app=app, number=version) if version else None
    names = {prompt.name for prompt in tx.all(PromptVersion, app=app)}
    model = Alias(kind="models", name=app, environment=environment, number=None)
    due = {name: replace(model, kind="prompts", name=name) for name in names}
    if held:
        model = replace(model, number=held.number, digest=held.digest)
        name, number = held.prompt.name, held.prompt.number
        due[name] = replace(model, kind="prompts", name=name, number=number, digest=held.prompt_digest)
    return [model, *(due[name] for name in sorted(due))]


def facts(bench: Workbench, app: str, alias: Alias) -> "Facts":
    """Tell what MLflow has to keep behind an alias that has to name something.

    Raises:
        NotFound: the application was removed meanwhile, or the prompt's frozen content is gone.
        Conflict: the frozen content no longer has its digest, or may not be read.
    """
    if alias.kind == "prompts":
        try:
            content = CONTENT.validate_json(bench.objects.read(alias.digest))
        except Unavailable as err:
            raise Conflict(err.code, **err.params) from err
        return bench.store.prompts.facts(app, alias.digest, content)
    with bench.ledger.read() as tx:
        version = tx.one(Version, app=app, number=alias.number)
    if version is None:
        raise NotFound("versions.missing", app=app, version=alias.number)
    return bench.store.models.facts(version)
