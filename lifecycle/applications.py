"""Applications: the things that are released, the people who may, and the policy each starts with."""

import dataclasses
import re
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from lifecycle import access, history, policies, projection, prompts, registry, settings
from lifecycle.errors import Conflict, Invalid, NotFound, Refused, Unavailable
from lifecycle.records import (
    Actor,
    Application,
    Approval,
    DatasetVersion,
    Endpoint,
    Evaluation,
    MoveKey,
    Override,
    Person,
    Placement,
    PromptVersion,
    Ref,
    Request,
    Round,
    Row,
    ScorerSpec,
    Smoke,
    Version,
    Vote,
)
from lifecycle.workbench import Workbench, check_name

EXAMPLE_POLICY = Path(__file__).parent.parent / "policies" / "support-bot.yaml"
OWN: tuple[type, ...] = (
    *(DatasetVersion, PromptVersion, Version, Evaluation, Round),
    *(Request, Override, Placement, MoveKey, Smoke),
)
"""What goes with an application, beside what belongs to these."""
VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,99}")
"""What the name of an environment variable looks like; a pasted key has dashes or is longer."""


def create(bench: Workbench, name: str, *, by: Actor, title: str = "") -> Application:
    """Create an application; whoever creates it is its admin.

    Raises:
        Invalid: the name cannot be one.
        Conflict: there is one of that name.
    """
    made = Application(name=check_name(name), title=title, created_by=by.person, created_at=bench.now())
    with bench.ledger.write() as tx:
        if tx.one(Application, name=name):
            raise Conflict("release.app_exists", app=name)
        tx.add(made)
        history.record(bench, tx, by, "application.created", app=name, subject=name)
        people = bench.people
        if access.role_of(people, by.person, name) != "admin":
            known = people.get(by.person, Person(id=by.person, name=by.person))
            admin = dataclasses.replace(known, roles={**known.roles, name: "admin"})
            settings.save_people(bench.settings.home, {**people, by.person: admin})
    return made


def listing(bench: Workbench) -> list[Application]:
    """List the applications by name."""
    with bench.ledger.read() as tx:
        return tx.all(Application)


def set_role(bench: Workbench, app: str, person: Person, role: str, *, by: Actor) -> None:
    """Give a person a role in an application, adding the person to `people.yaml` if new.

    Name and team are the same in every application, so only an admin of all of them changes those.

    Raises:
        Refused: only an admin changes people, and the last admin stays one.
        Invalid: there is no such role, or the id is missing or cannot be one.
    """
    bench.permit(by, app, "people.change")
    if not person.id:
        raise Invalid("settings.no_id")
    check_name(person.id)
    if role not in access.ROLES:
        raise Invalid("access.unknown_role", person=person.id, role=role, roles=", ".join(access.ROLES))
    with bench.ledger.write() as tx:
        people = bench.people
        known = people.get(person.id, Person(id=person.id, name=person.name or person.id, team=person.team))
        merged = dataclasses.replace(
            known,
            name=person.name or known.name,
            team=person.team or known.team,
            roles={**known.roles, app: role},
        )
        if has_no_admin({**people, person.id: merged}, app):
            raise Refused("release.last_admin", person=person.id, app=app)
        if (merged.name, merged.team) != (known.name, known.team):
            require_all(bench, by, known.id)
        settings.save_people(bench.settings.home, {**people, person.id: merged})
        before, after = known.roles.get(app, ""), role
        history.record(
            bench,
            tx,
            by,
            "people.changed",
            app=app,
            subject=person.id,
            before=before,
            after=after,
            name=merged.name,
            team=merged.team,
        )


def has_no_admin(people: Mapping[str, Person], app: str) -> bool:
    """Tell whether nobody is left who can change people and endpoints."""
    return not any(access.may(people, id, app, "people.change") for id in people)


def require_all(bench: Workbench, by: Actor, name: str) -> None:
    """Let only an admin of every application change what all of them share.

    Raises:
        Refused: there is an application of which the person is no admin.
    """
    people = bench.people
    if not all(access.may(people, by.person, each.name, "people.change") for each in listing(bench)):
        raise Refused("release.shared", name=name, person=by.person)


def set_endpoint(bench: Workbench, app: str, endpoint: Endpoint, *, by: Actor) -> None:
    """Choose an endpoint for an application, adding it to `endpoints.yaml` or changing it there.

    The practice model is always there; choosing it only says so in the audit log.

    Raises:
        Refused: only an admin changes endpoints.
        Invalid: the name cannot be one, the address is no http(s) URL, or the key's variable has no
            name that a variable can have.
    """
    bench.permit(by, app, "endpoints.change")
    check_name(endpoint.name)
    if endpoint != settings.PRACTICE:
        check_endpoint(endpoint)
    with bench.ledger.write() as tx:
        known = bench.endpoints
        before = known[endpoint.name].base_url if endpoint.name in known else None
        if endpoint.name in known and endpoint != known[endpoint.name]:
            require_all(bench, by, endpoint.name)
        settings.save_endpoints(bench.settings.home, {**known, endpoint.name: endpoint})
        history.record(
            bench,
            tx,
            by,
            "endpoints.changed",
            app=app,
            subject=endpoint.name,
            before=before,
            after=endpoint.base_url,
        )


def check_endpoint(endpoint: Endpoint) -> None:
    """Refuse what cannot be called, and what would put a secret into the file or the audit log."""
    if endpoint.name == settings.PRACTICE.name:
        raise Invalid("release.endpoint_reserved", endpoint=endpoint.name)
    if not settings.is_address(endpoint.base_url):
        raise Invalid("release.endpoint_address")
    if endpoint.key_env and not VARIABLE.fullmatch(endpoint.key_env):
        raise Invalid("release.endpoint_key")


def policy_path(bench: Workbench, app: str) -> Path:
    """Tell where an application's policy stands, whether it exists or not."""
    return bench.settings.policies / f"{app}.yaml"


def policy(bench: Workbench, app: str) -> policies.Policy:
    """Read an application's policy, the prompts that its judges name filled in.

    Raises:
        NotFound: it has none, or there is no such prompt.
        Invalid: the file is broken; file and line are named. Or a judge cannot take its prompt.
    """
    path = policy_path(bench, app)
    if not path.exists():
        raise NotFound("release.no_policy", app=app, file=str(path))
    found = policies.load(path)
    if found.application != app:
        raise Invalid("release.foreign_policy", file=str(path), found=found.application, app=app)
    specs = tuple(told(bench, app, spec) for spec in found.scorers)
    return found.model_copy(update={"scorers": specs})


def told(bench: Workbench, app: str, spec: ScorerSpec) -> ScorerSpec:
    """Put the words of the prompt that a judge names beside its name, so that evidence holds them."""
    name = spec.settings.get("prompt")
    if not name:
        return spec
    content = prompts.content(bench, prompts.find(bench, app, Ref.parse(name)))
    if "text" in spec.settings or prompts.is_chat(content) or prompts.variables(content):
        raise Invalid("scorers.judge_prompt", scorer=spec.name, prompt=name)
    return dataclasses.replace(spec, settings={**spec.settings, "text": content.blocks[0].text})


def take_example_policy(bench: Workbench, app: str, *, by: Actor) -> Path:
    """Write the example policy as this application's own, unless it has one; tell where it stands.

    The golden set of a new application is named `<application>-golden`.
    """
    bench.permit(by, app, "people.change")
    path = policy_path(bench, app)
    if not path.exists():
        text = EXAMPLE_POLICY.read_text(encoding="utf-8")
        if app != EXAMPLE_POLICY.stem:
            text = text.replace(EXAMPLE_POLICY.stem, f'"{app}"').replace("support-golden", f'"{app}-golden"')
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return path


def remove(bench: Workbench, name: str, *, by: Actor, reason: str) -> None:
    """Take an application out of the ledger; the audit log keeps what happened, and MLflow follows.

    Raises:
        NotFound: there is none of that name.
        Refused: only an admin removes it.
    """
    bench.permit(by, name, "people.change")
    with bench.ledger.write() as tx:
        evaluations = [evaluation.id for evaluation in tx.all(Evaluation, app=name)]
        requests = [request.id for request in tx.all(Request, app=name)]
        rounds = [review.id for review in tx.all(Round, app=name)]
        registry.remove(bench, tx, name)
        tx.remove(Row, evaluation=evaluations)
        tx.remove(Approval, request=requests)
        tx.remove(Vote, round=rounds)
        for kind in OWN:
            tx.remove(kind, app=name)
        tx.remove(Application, name=name)
        history.record(bench, tx, by, history.REMOVED, app=name, subject=name, reason=reason)
    with suppress(Unavailable):
        projection.catch_up(bench, registry.LEFTOVERS)
