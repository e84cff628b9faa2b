"""Applications: the things that are released, the people who may, and the policy each starts with."""

import dataclasses
import re
from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext, suppress
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
CREATED = "application.created"
VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,99}")
"""What the name of an environment variable looks like; a pasted key has dashes or is longer."""


def create(bench: Workbench, name: str, *, by: Actor, title: str = "") -> Application:
    """Create an application; whoever creates it is its admin.

    Its first event names everybody who has a role in it from then on (`roles`): who edits `people.yaml`
    may have given some before. Those that a removed application of this name left there are taken out
    first. Creating it again finishes what was cut off before its creator became its admin.

    Raises:
        Invalid: the name cannot be one, or who creates it could not be told from others.
        Refused: others are known, and who creates it is not.
        Conflict: there is one of that name.
    """
    check_name(name)
    with settings.alone(bench.settings.home):
        require_known(bench, by)
        with bench.ledger.read() as tx:
            found = tx.one(Application, name=name)
        if found and not was_cut_off(bench, found, by):
            raise Conflict("release.app_exists", app=name)
        if not found and history.count(bench, name, actions=[history.REMOVED]):
            with saving(bench, without(bench.people, name)):
                pass
        people = with_admin(bench.people, by.person, name)
        with saving(bench, people):
            return found or enter(bench, name, title, people, by)


def require_known(bench: Workbench, by: Actor) -> None:
    """Let only somebody of `people.yaml` begin something; while nobody is in it, anybody.

    Raises:
        Invalid: the id cannot be one, or is another one's in another spelling.
        Refused: others are known, and this one is not.
    """
    people = bench.people
    settings.check_people([*people, by.person])
    if people and by.person not in people:
        raise Refused("access.stranger", person=by.person)


def was_cut_off(bench: Workbench, found: Application, by: Actor) -> bool:
    """Whether somebody created it and is not its admin yet, and nothing has happened in it since."""
    newest = [(event.action, event.actor) for event in history.events(bench, found.name, limit=1)]
    is_new = newest == [(CREATED, by.person)]
    return is_new and not access.may(bench.people, by.person, found.name, "people.change")


def enter(bench: Workbench, name: str, title: str, people: Mapping[str, Person], by: Actor) -> Application:
    """Enter a new application into the ledger, with an event that names those who have a role in it."""
    made = Application(name=name, title=title, created_by=by.person, created_at=bench.now())
    roles = {id: role for id in people if (role := access.role_of(people, id, name))}
    with bench.ledger.write() as tx:
        tx.add(made)
        history.record(bench, tx, by, CREATED, app=name, subject=name, roles=roles)
    return made


def saving(bench: Workbench, people: Mapping[str, Person]) -> AbstractContextManager[None]:
    """Put people into `people.yaml` when the block has ended well, if that changes it.

    The block commits the event that tells of it. So whoever is killed in between leaves an event whose role
    is not given or not taken away yet; that is seen where roles are, and doing it again finishes it. Nobody
    gets a role that the audit log does not know of. A file that cannot be written leaves no event.
    """
    return nullcontext() if people == bench.people else settings.saving_people(bench.settings.home, people)


def with_admin(people: Mapping[str, Person], id: str, app: str) -> dict[str, Person]:
    """Make somebody admin of an application, unless they are; somebody new is called as their id."""
    if access.may(people, id, app, "people.change"):
        return {**people}
    known = people.get(id, Person(id=id, name=id))
    return {**people, id: dataclasses.replace(known, roles={**known.roles, app: "admin"})}


def without(people: Mapping[str, Person], app: str) -> dict[str, Person]:
    """Take the roles in an application from everybody; who has no other stays known."""
    return {
        id: dataclasses.replace(
            known, roles={name: role for name, role in known.roles.items() if name != app}
        )
        for id, known in people.items()
    }


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
    with settings.alone(bench.settings.home):
        bench.permit(by, app, "people.change")
        check_person(person, role)
        people = bench.people
        known = people.get(person.id, Person(id=person.id, name=person.name or person.id, team=person.team))
        merged = dataclasses.replace(
            known,
            name=person.name or known.name,
            team=person.team or known.team,
            roles={**known.roles, app: role},
        )
        after = {**people, person.id: merged}
        if has_no_admin(after, app):
            raise Refused("release.last_admin", person=person.id, app=app)
        if (merged.name, merged.team) != (known.name, known.team):
            require_all(bench, by, known.id)
        with saving(bench, after), bench.ledger.write() as tx:
            history.record(
                bench,
                tx,
                by,
                "people.changed",
                app=app,
                subject=person.id,
                before=known.roles.get(app, ""),
                after=role,
                name=merged.name,
                team=merged.team,
            )


def check_person(person: Person, role: str) -> None:
    """Refuse an id that cannot be one, and a role that does not exist."""
    if not person.id:
        raise Invalid("settings.no_id")
    check_name(person.id)
    if role not in access.ROLES:
        raise Invalid("access.unknown_role", person=person.id, role=role, roles=", ".join(access.ROLES))


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

    The practice model is always there; choosing it only says so in the audit log. An endpoint that stands
    is everybody's, and so is every key in the environment: whoever names one chooses where it is sent.

    Raises:
        Refused: only an admin changes endpoints; one that stands, or with a key, only an admin of every
            application.
        Invalid: the name cannot be one, the address is no http(s) URL, or the key's variable has no
            name that a variable can have.
    """
    with settings.alone(bench.settings.home):
        bench.permit(by, app, "endpoints.change")
        check_name(endpoint.name)
        if endpoint != settings.PRACTICE:
            check_endpoint(endpoint)
        endpoints = bench.endpoints
        known, after = endpoints.get(endpoint.name), {**endpoints, endpoint.name: endpoint}
        if known and known != endpoint:
            require_all(bench, by, endpoint.name)
        if not known and endpoint.key_env:
            require_all(bench, by, endpoint.key_env)
        with settings.saving_endpoints(bench.settings.home, after), bench.ledger.write() as tx:
            history.record(
                bench,
                tx,
                by,
                "endpoints.changed",
                app=app,
                subject=endpoint.name,
                before=known.base_url if known else None,
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
    """Take an application out of the ledger, and the roles in it from everybody.

    The audit log keeps what happened, and MLflow follows.

    Raises:
        NotFound: there is none of that name.
        Refused: only an admin removes it.
    """
    with settings.alone(bench.settings.home):
        bench.permit(by, name, "people.change")
        with saving(bench, without(bench.people, name)), bench.ledger.write() as tx:
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
