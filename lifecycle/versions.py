"""Versions: shippable bundles of prompt, model, parameters, endpoint, code and training data.

A version never changes and is known by its bundle digest. In MLflow it is a model version over an
external LoggedModel; MLflow gives the number.
"""

import dataclasses
from collections.abc import Mapping
from typing import Any

import yaml

from lifecycle import history, projection, prompts, registry, yamlfile
from lifecycle.digests import canonical, digest_of
from lifecycle.errors import Conflict, Invalid, NotFound
from lifecycle.ledger import Reading
from lifecycle.records import (
    Actor,
    DatasetKind,
    DatasetVersion,
    Evaluation,
    Event,
    Placement,
    Ref,
    Request,
    Version,
)
from lifecycle.workbench import Workbench

SHOWN = 80
"""Characters of a line that is no parameter."""


def bundle_digest(
    *,
    prompt_digest: str,
    model: str,
    endpoint: str,
    parameters: Mapping[str, Any],
    training_digest: str = "",
    code: str = "",
) -> str:
    """Name a bundle by everything in it that changes an answer.

    The order of parameters does not count; 0 and 0.0 are one number.

    Raises:
        Invalid: a parameter is no JSON value.
    """
    try:
        return digest_of(
            canonical(
                {
                    "prompt": prompt_digest,
                    "model": model,
                    "endpoint": endpoint,
                    "parameters": dict(parameters),
                    "training": training_digest,
                    "code": code,
                }
            )
        )
    except (TypeError, ValueError, RecursionError) as err:
        raise Invalid("versions.bad_parameter", reason=str(err)) from err


def create(
    bench: Workbench,
    *,
    app: str,
    prompt: Ref,
    model: str,
    endpoint: str,
    by: Actor,
    parameters: Mapping[str, Any] | None = None,
    training: Ref | None = None,
    code: str = "",
    note: str = "",
) -> Version:
    """Bundle a prompt version with a model and the rest into the next version.

    Args:
        bench: the workbench.
        app: the application.
        prompt: without a number the newest version.
        model: as the endpoint names it; any, if the endpoint lists none.
        endpoint: a name of `endpoints.yaml`.
        by: who makes it.
        parameters: of the model, JSON values such as `{"temperature": 0}`.
        training: the dataset the model was tuned on; without a number the newest.
        code: the git commit of the application's code.
        note: what is new, for people.

    Raises:
        Refused: the role does not allow it.
        NotFound: no such prompt, dataset or endpoint.
        Invalid: the endpoint does not offer the model, or a parameter is no JSON value.
        Conflict: there is a version with this very bundle, or MLflow took minutes.
        Unavailable: MLflow does not answer; nothing was made.
    """
    bench.permit(by, app, "version.create")
    check_model(bench, model, endpoint)
    written = prompts.find(bench, app, prompt)
    tuned = find_training(bench, app, training) if training else None
    parts: dict[str, Any] = {
        "prompt_digest": written.digest,
        "model": model,
        "endpoint": endpoint,
        "parameters": dict(parameters or {}),
        "training_digest": tuned.digest if tuned else "",
        "code": code,
    }
    draft = Version(
        app=app,
        number=0,  # until MLflow gives it
        digest=bundle_digest(**parts),
        prompt=written.ref,
        training=tuned.ref if tuned else None,
        author=by.person,
        prompt_author=prompts.writer(bench, written),
        note=note,
        created_at=bench.now(),
        **parts,
    )
    return enter(bench, draft, by=by)


def enter(bench: Workbench, draft: Version, *, by: Actor) -> Version:
    """Get a number from MLflow for a draft, and keep it."""
    with bench.ledger.read() as tx:
        check_new(tx, draft)
    with registry.entering(bench, registry.VERSION, app=draft.app, name=draft.app) as entry:
        number = bench.store.models.register(draft, tags=entry.tags)
        made = dataclasses.replace(draft, number=number)
        with entry.keeping() as tx:
            check_new(tx, made)
            tx.add(made)
            history.record(
                bench,
                tx,
                by,
                "version.created",
                app=made.app,
                subject=subject_of(made),
                after=made.number,
                reason=made.note,
                digest=made.digest,
            )
    return made


def check_new(tx: Reading, draft: Version) -> None:
    """Let a bundle pass that no version has yet."""
    same = tx.one(Version, app=draft.app, digest=draft.digest)
    if same:
        raise Conflict("versions.same_bundle", app=draft.app, version=same.number)


def check_model(bench: Workbench, model: str, endpoint: str) -> None:
    """Let a model pass if the endpoint offers it or does not say what it offers."""
    offered = bench.endpoint(endpoint).models
    if not model.strip() or (offered and model not in offered):
        raise Invalid(
            "versions.unknown_model", model=model, endpoint=endpoint, models=", ".join(offered) or "-"
        )


def find_training(bench: Workbench, app: str, ref: Ref) -> DatasetVersion:
    """Find the dataset that a model was tuned on."""
    wanted: dict[str, Any] = {"number": ref.number} if ref.number else {}
    with bench.ledger.read() as tx:
        found = tx.newest(DatasetVersion, app=app, name=ref.name, kind=DatasetKind.TRAINING, **wanted)
    if found is None:
        raise NotFound("versions.no_training", dataset=str(ref), app=app)
    return found


def versions(bench: Workbench, app: str) -> list[Version]:
    """List an application's versions, the newest first."""
    with bench.ledger.read() as tx:
        return tx.all(Version, order=["-number"], app=app)


def life(bench: Workbench, app: str, number: int) -> list[Event]:
    """List what happened to a version, the newest first: made, evaluated, requested, moved in and out.

    Raises:
        NotFound: there is no such version.
    """
    found = find(bench, app, number)
    with bench.ledger.read() as tx:
        evaluated = tx.all(Evaluation, app=app, version=number)
        requested = tx.all(Request, app=app, version=number)
        own = [subject_of(found), *(each.id for each in evaluated), *(each.id for each in requested)]
        told = tx.all(Event, app=app, subject=own)
        moves = [move for move in history.moved(tx, app) if number in {move.before, move.after}]
    past = {event.number: event for event in [*told, *moves] if event.at >= found.created_at}
    return [past[each] for each in sorted(past, reverse=True)]


def read_parameters(text: str) -> dict[str, Any]:
    """Read parameters written as `key=value`, one a line; numbers and truth values as such.

    Raises:
        Invalid: a line is not of this form or nested too deep, or a key stands twice.
    """
    found: dict[str, Any] = {}
    for line in filter(None, map(str.strip, text.splitlines())):
        key, equals, value = (part.strip() for part in line.partition("="))
        if not key or not equals or key in found:
            raise Invalid("versions.not_a_parameter", text=line[:SHOWN])
        try:
            found[key] = yaml.safe_load(value)
        except RecursionError as err:
            raise Invalid("versions.not_a_parameter", text=line[:SHOWN]) from err
        except yamlfile.FAULTS:
            found[key] = value
    return found


def subject_of(version: Version) -> str:
    """Name a version in the audit log."""
    return f"{version.app} v{version.number}"


def find(bench: Workbench, app: str, number: int) -> Version:
    """Find a version by its number.

    Raises:
        NotFound: there is none.
    """
    with bench.ledger.read() as tx:
        found = tx.one(Version, app=app, number=number)
    if found is None:
        raise NotFound("versions.missing", app=app, version=number)
    return found


def standing(bench: Workbench, app: str) -> dict[str, Version]:
    """Tell which version each environment holds now; an empty one is left out."""
    with bench.ledger.read() as tx:
        held = {place.environment: place.version for place in tx.all(Placement, app=app) if place.version}
        found = {version.number: version for version in tx.all(Version, app=app)}
    return {environment: found[number] for environment, number in held.items()}


def places(bench: Workbench, app: str) -> dict[int, tuple[str, ...]]:
    """Tell for each version that stands somewhere in which environments it does, by name."""
    found: dict[int, tuple[str, ...]] = {}
    for environment, version in sorted(standing(bench, app).items()):
        found[version.number] = (*found.get(version.number, ()), environment)
    return found


def released(bench: Workbench, app: str) -> list[Version]:
    """List the versions that have ever come into an environment, the newest first."""
    with bench.ledger.read() as tx:
        numbers = {event.after for event in history.moved(tx, app)}
    return [version for version in versions(bench, app) if version.number in numbers]


def stages(bench: Workbench, app: str) -> dict[int, str]:
    """Tell for each version the stage that MLflow's users know, derived as MLflow shows it.

    `Staging`, `Production`, `Archived`, or `None` for one that never came into an environment.
    """
    with bench.ledger.read() as tx:
        derived = projection.stages(tx.all(Placement, app=app), history.moved(tx, app))
    return {version.number: derived.get(version.number, "None") for version in versions(bench, app)}
