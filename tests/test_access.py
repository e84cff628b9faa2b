import pytest

from lifecycle import access
from lifecycle.errors import ConfigError, Refused
from lifecycle.records import Actor, Person

PEOPLE = {role: Person(id=role, roles={"shop": role}) for role in access.ROLES}


@pytest.mark.parametrize("action", access.ACTIONS)
def test_a_role_may_do_what_it_and_every_lower_role_may(action):
    lowest = access.ROLES.index(access.ACTIONS[action])
    allowed = [role for role in access.ROLES if access.may(PEOPLE, role, "shop", action)]
    assert allowed == list(access.ROLES[lowest:])


def test_nobody_has_a_role_in_an_application_that_is_not_named():
    assert not access.may(PEOPLE, "admin", "other", "look")


def test_a_role_for_every_application_yields_to_one_for_this_application():
    people = {"aki": Person(id="aki", roles={"*": "admin", "shop": "viewer"})}
    assert access.role_of(people, "aki", "shop") == "viewer"
    assert access.role_of(people, "aki", "other") == "admin"


def test_a_stranger_is_refused_by_name():
    with pytest.raises(Refused, match="nobody is not in people"):
        access.require(PEOPLE, Actor(person="nobody"), "shop", "look")


def test_a_refusal_names_the_role_that_is_needed():
    with pytest.raises(Refused, match="needs the role approver"):
        access.require(PEOPLE, Actor(person="editor"), "shop", "request.approve")


@pytest.mark.parametrize(
    ("roles", "needed"),
    [
        ((), "approver"),
        (("release_manager",), "release_manager"),
        (("admin", "release_manager"), "release_manager"),
        (("viewer",), "approver"),
    ],
)
def test_a_policy_narrows_an_action_and_never_widens_it(roles, needed):
    below = access.ROLES[access.ROLES.index(needed) - 1]
    access.require(PEOPLE, Actor(person=needed), "shop", "promotion.roll_back", roles=roles)
    with pytest.raises(Refused, match=f"needs the role {needed}"):
        access.require(PEOPLE, Actor(person=below), "shop", "promotion.roll_back", roles=roles)


def test_a_role_that_does_not_exist_is_a_fault_of_the_people_file():
    people = {"aki": Person(id="aki", roles={"shop": "king"})}
    with pytest.raises(ConfigError, match="king"):
        access.may(people, "aki", "shop", "look")


@pytest.mark.parametrize(
    ("roles", "lowest"),
    [
        ((), "approver"),
        (("admin", "release_manager"), "release_manager"),
        (("viewer", "admin"), "approver"),
        (("admin",), "admin"),
    ],
)
def test_a_policy_narrows_who_may_and_never_widens_it(roles, lowest):
    able = access.able("request.approve", roles)

    assert able == access.ROLES[access.ROLES.index(lowest) :]
