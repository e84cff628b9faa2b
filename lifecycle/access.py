"""Who may do what: one table of action × role, asked by every write.

Roles build on each other, so the table names for each action the lowest role that may do it. A
policy can only narrow this. Nobody approves their own work: `requests` sees to that, because it
depends on the work and not on the role.
"""

from collections.abc import Iterable, Mapping, Sequence

from lifecycle.errors import ConfigError, Refused
from lifecycle.records import Actor, Person
from lifecycle.text import folded

ROLES = ("viewer", "reviewer", "editor", "approver", "release_manager", "admin")

ACTIONS: Mapping[str, str] = {
    "look": "viewer",
    "review.vote": "reviewer",
    "dataset.freeze": "editor",
    "prompt.save": "editor",
    "prompt.preview": "editor",
    "version.create": "editor",
    "evaluation.start": "editor",
    "evaluation.cancel": "editor",
    "review.open": "editor",
    "review.close": "editor",
    "request.open": "editor",
    "request.withdraw": "editor",
    "request.approve": "approver",
    "request.reject": "approver",
    "promotion.promote": "approver",
    "promotion.roll_back": "approver",
    "alias.repair": "approver",
    "smoke.repeat": "editor",
    "gate.override": "release_manager",
    "window.close": "release_manager",
    "people.change": "admin",
    "endpoints.change": "admin",
}


def role_of(people: Mapping[str, Person], person: str, app: str) -> str | None:
    """Tell a person's role for an application, None without one; a named role beats `*`.

    Raises:
        ConfigError: the people file gives a role that does not exist.
    """
    roles = people[person].roles if person in people else {}
    role = roles.get(app, roles.get("*"))
    if role is not None and role not in ROLES:
        raise ConfigError("access.unknown_role", person=person, role=role, roles=", ".join(ROLES))
    return role


def may(people: Mapping[str, Person], person: str, app: str, action: str) -> bool:
    """Tell whether a person's role allows an action."""
    role = role_of(people, person, app)
    return role is not None and ROLES.index(role) >= ROLES.index(ACTIONS[action])


def is_among(person: str, others: Iterable[str]) -> bool:
    """Whether somebody is one of others, however the people file spells them by now."""
    return folded(person) in map(folded, others)


def able(action: str, roles: Sequence[str] = ()) -> tuple[str, ...]:
    """Name the roles that may do an action, the lowest first.

    `roles` are those to which a policy narrows it: the lowest counts, and every role above it.
    """
    lowest = max(ACTIONS[action], min(roles, key=ROLES.index, default=ACTIONS[action]), key=ROLES.index)
    return tuple(ROLES[ROLES.index(lowest) :])


def require(
    people: Mapping[str, Person], by: Actor, app: str, action: str, *, roles: Sequence[str] = ()
) -> None:
    """Let the action pass, or refuse it; `roles` as for `able`.

    Raises:
        Refused: the person is unknown, or the role does not allow the action.
    """
    if by.person not in people:
        raise Refused("access.stranger", person=by.person)
    allowed, role = able(action, roles), role_of(people, by.person, app)
    if role not in allowed:
        raise Refused(
            "access.role", person=by.person, role=role or "-", needed=allowed[0], action=action, app=app
        )
