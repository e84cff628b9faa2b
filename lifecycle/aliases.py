"""Aliases in MLflow: what they have to name, what stands behind them, and what was changed past the gate.

The ledger says what stands where. In MLflow anybody can move an alias, and write over the tags in which it
keeps what a prompt says; so the number that an alias names is half of what has to be looked at. Each finding
is recorded once, and so is its end, so what stands can be told without asking MLflow.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from pydantic import TypeAdapter

from lifecycle import history
from lifecycle.digests import canonical
from lifecycle.errors import Conflict, LifecycleError, NotFound, Unavailable
from lifecycle.ledger import Reading
from lifecycle.records import (
    KANMON,
    Actor,
    Errand,
    Event,
    Placement,
    PromptContent,
    PromptVersion,
    Version,
)
from lifecycle.workbench import Workbench

if TYPE_CHECKING:
    from lifecycle.store import Facts, Models, Prompts

FOUND, CHANGED = "alias.bypassed", "content.bypassed"
"""An alias was moved, or what stands behind it was changed."""
GONE, REPAIRED = "alias.restored", "alias.repaired"
"""It is right again of itself, or was put back by somebody."""

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


def subject(app: str, environment: str) -> str:
    """Name an environment in the audit log."""
    return f"{app}@{environment}"


# What has to stand where


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


# What stands there


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
    says = said_behind(bench, app, alias)
    if alias.number is None or says == alias.digest:
        return
    if not concept(bench, alias).has(alias.name, alias.number):
        raise NotFound("store.version_gone", name=alias.name, number=alias.number)
    changed = Look(app=app, alias=alias, names=alias.number, says=says)
    note(bench, app, lambda _: [changed])
    concept(bench, alias).restore(alias.name, alias.number, facts(bench, app, alias))
    if said_behind(bench, app, alias) != alias.digest:
        raise Conflict("store.content_not_kept", name=alias.name, number=alias.number)


def move(bench: Workbench, app: str, alias: Alias) -> None:
    """Let an alias name what it has to."""
    registry = concept(bench, alias)
    if registry.at(alias.name, alias.environment) == alias.number:
        return
    registry.point(alias.name, alias.environment, alias.number)
    if registry.at(alias.name, alias.environment) != alias.number:
        raise Conflict("store.alias_not_kept", name=alias.name, alias=alias.environment)


# What was changed past the gate


def take_note(bench: Workbench, errand: Errand) -> None:
    """Record what was changed past the gate in an errand's environment, before it is written over.

    Right is what MLflow was last seen to show; `errand` is as it was before this attempt.
    """
    app, environment = errand.app, errand.params["environment"]
    with bench.ledger.read() as tx:
        shown = last_shown(tx, app, environment)
        stood = due_to(tx, app, environment, shown.after if shown else None)
    looks, _ = look_at(bench, app, stood)
    wrong = [look for look in looks if look.is_bypass]
    if wrong:
        note(bench, app, lambda tx: unexplained(tx, errand, shown, wrong))


def last_shown(tx: Reading, app: str, environment: str) -> Event | None:
    """Give the last event that says what MLflow shows of an environment, None before there is one.

    An application that was removed and made again begins anew.
    """
    found = tx.newest(Event, app=app, action=history.SHOWN, subject=subject(app, environment))
    removed = tx.newest(Event, app=app, action=history.REMOVED)
    return None if found and removed and removed.number > found.number else found


def unexplained(tx: Reading, errand: Errand, shown: Event | None, looks: Iterable[Look]) -> list[Look]:
    """Leave out aliases that were moved by us since MLflow was last seen to show something.

    They name what was decided since, and somebody is at it or was killed on the way. If MLflow was seen to
    show something else meanwhile, all of them were.
    """
    app, environment = errand.app, errand.params["environment"]
    if last_shown(tx, app, environment) != shown:
        return [look for look in looks if look.is_changed]
    if shown and not was_tried(tx, errand):
        return list(looks)
    moves = history.moves(tx, app, environment)
    decided = {move.after for move in moves if shown is None or move.number > shown.number}
    fine = {
        (alias.address, alias.number)
        for version in decided
        for alias in due_to(tx, app, environment, version)
    }
    return [look for look in looks if look.is_changed or (look.alias.address, look.names) not in fine]


def was_tried(tx: Reading, errand: Errand) -> bool:
    """Whether the aliases of an errand's environment were tried to be moved before, and it is not done."""
    left = tx.all(Errand, app=errand.app, kind=errand.kind, done_at=None)
    others = [each for each in left if each.id != errand.id and each.params == errand.params]
    return any(each.attempts for each in (errand, *others))


def note(bench: Workbench, app: str, true: Callable[[Reading], list[Look]]) -> list[Look]:
    """Record what is not in the audit log yet, and give the looks that are true now.

    `true` gives them, asked again in the transaction that records: a move may have overtaken some.
    """
    with bench.ledger.read() as tx:
        looks = true(tx)
        is_new = bool(news(tx, app, looks))
    if is_new:
        with bench.ledger.write() as tx:
            looks = true(tx)
            for action, each in news(tx, app, looks):
                history.record(
                    bench,
                    tx,
                    KANMON,
                    action,
                    app=app,
                    subject=each.alias.address,
                    before=each.expected,
                    after=each.found,
                    environment=each.alias.environment,
                    number=each.alias.number,
                )
    return looks


def news(tx: Reading, app: str, looks: Iterable[Look]) -> list[tuple[str, Look]]:
    """Tell what is not in the audit log yet: new findings, and the end of old ones."""
    known = {event.subject: event for event in standing(tx, app)}
    found: list[tuple[str, Look]] = []
    for each in looks:
        before = known.get(each.alias.address)
        if each.is_bypass and (before is None or (before.action, before.after) != (each.action, each.found)):
            found.append((each.action, each))
        elif before and not each.is_bypass:
            found.append((GONE, each))
    return found


def standing(tx: Reading, app: str) -> list[Event]:
    """List the findings that were recorded and have not ended, the oldest first.

    A finding ends when it is found right, is put back, or follows a later move.
    """
    told = tx.all(Event, order=["action", "number"], app=app, action=[FOUND, CHANGED])
    newest = {event.subject: event for event in sorted(told, key=lambda event: event.number)}
    found = sorted(newest.values(), key=lambda event: event.number)
    return [event for event in found if not has_ended(tx, event)]


def bypassed(tx: Reading, app: str, environment: str) -> list[tuple[datetime, datetime | None]]:
    """List from when to when it was known that MLflow shows something else, the oldest first; None: still.

    A finding ends as in `standing`.
    """
    ends = [GONE, REPAIRED, history.SHOWN, history.REMOVED]
    told = tx.all(Event, order=["action", "number"], app=app, action=[FOUND, CHANGED, *ends])
    found: list[tuple[datetime, datetime | None]] = []
    wrong: set[str] = set()
    for event in sorted(told, key=lambda event: event.number):
        if event.action != history.REMOVED and history.environment_of(event) != environment:
            continue
        if event.action in {FOUND, CHANGED}:
            if not wrong:
                found.append((event.at, None))
            wrong.add(event.subject)
        elif wrong:
            wrong = wrong - {event.subject} if event.action in {GONE, REPAIRED} else set()
            if not wrong:
                found[-1] = found[-1][0], event.at
    return found


def has_ended(tx: Reading, finding: Event) -> bool:
    """Whether something came after a finding that ends it; each is one look into the index."""
    app = finding.app
    ends = {
        GONE: finding.subject,
        REPAIRED: finding.subject,
        history.SHOWN: subject(app, history.environment_of(finding)),
        history.REMOVED: app,
    }
    last = (tx.newest(Event, app=app, action=action, subject=about) for action, about in ends.items())
    return any(event and event.number > finding.number for event in last)


def tell_repaired(bench: Workbench, app: str, environment: str, *, by: Actor) -> None:
    """Record who had an environment's aliases put back, where a finding stands."""
    with bench.ledger.write() as tx:
        for event in standing(tx, app):
            if event.details["environment"] == environment:
                history.record(
                    bench,
                    tx,
                    by,
                    REPAIRED,
                    app=app,
                    subject=event.subject,
                    before=event.after,
                    after=event.before,
                    environment=environment,
                )
