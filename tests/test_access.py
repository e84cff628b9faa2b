import pytest

from lifecycle import access, applications, settings
from lifecycle.errors import ConfigError, Invalid, Refused
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


@pytest.mark.parametrize(
    ("ids", "code"),
    [
        ([""], "settings.odd_person"),
        (["mei "], "settings.odd_person"),
        (["\u3000mei"], "settings.odd_person"),
        (["ｍｅｉ"], "settings.odd_person"),
        (["me\u200bi"], "settings.odd_person"),
        (["mei\n"], "settings.odd_person"),
        (["x" * 101], "settings.odd_person"),
        (["mei", "MEI"], "settings.same_person"),
        (["straße", "STRASSE"], "settings.same_person"),
        (["kanmon"], "settings.reserved_person"),
        (["Kanmon"], "settings.reserved_person"),
    ],
)
def test_nobody_is_there_in_two_spellings_or_as_kanmon_itself(tmp_path, ids, code):
    people = {id: Person(id=id, roles={"shop": "admin"}) for id in ids}
    with pytest.raises(Invalid) as caught:
        settings.save_people(tmp_path, people)
    assert caught.value.code == code
    with settings.writing_yaml(tmp_path / "people.yaml", {"people": {id: {} for id in ids}}):
        pass
    with pytest.raises(Invalid) as caught:
        settings.load_people(tmp_path)
    assert caught.value.code == code


def test_people_are_known_by_names_in_any_script_and_by_addresses(tmp_path):
    people = {id: Person(id=id) for id in ("mei", "佐藤 花", "hana@example.com", "Ken.Mori", "x" * 100)}
    settings.save_people(tmp_path, people)
    assert settings.load_people(tmp_path) == people


@pytest.mark.parametrize("person", ["HANA", "hana ", "kanmon"])
def test_nobody_comes_in_under_another_spelling(bench, person):
    for act in (
        lambda by: applications.create(bench, "tea", by=by),
        lambda by: access.require(bench.people, by, "support-bot", "look"),
    ):
        with pytest.raises((Invalid, Refused)):
            act(Actor(person=person))
    assert [each.name for each in applications.listing(bench)] == ["support-bot"]
