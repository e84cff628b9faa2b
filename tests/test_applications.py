import dataclasses
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from lifecycle import access, applications, history, settings
from lifecycle.errors import Conflict, Invalid, Refused
from lifecycle.records import Actor, Endpoint, Person
from tests.builders import KEN, MEI
from tests.conftest import SETTINGS
from tests.nursery import KILLED, Nursery

APP = "support-bot"
YUKI = Actor(person="yuki")
GATEWAY = Endpoint(
    name="gateway", base_url="https://llm.example.com/v1", key_env="LLM_KEY", models=("small", "large")
)


def test_an_endpoint_is_added_and_stands_in_the_audit_log(bench):
    applications.set_endpoint(bench, APP, GATEWAY, by=YUKI)
    assert bench.endpoint("gateway") == GATEWAY
    assert list(bench.endpoints) == ["practice", "gateway"]
    event = history.events(bench, APP)[0]
    assert (event.action, event.subject, event.before) == ("endpoints.changed", "gateway", None)
    assert event.after == GATEWAY.base_url


def test_an_endpoint_that_is_there_is_changed_and_others_stay(bench):
    applications.set_endpoint(bench, APP, GATEWAY, by=YUKI)
    moved = Endpoint(name="gateway", base_url="http://127.0.0.1:11434/v1")
    applications.set_endpoint(bench, APP, Endpoint(name="local", base_url="http://[::1]:80/v1"), by=YUKI)
    applications.set_endpoint(bench, APP, moved, by=YUKI)
    assert bench.endpoint("gateway") == moved
    assert history.events(bench, APP)[0].before == GATEWAY.base_url
    assert "local" in bench.endpoints


def test_choosing_the_practice_model_writes_no_address(bench):
    applications.set_endpoint(bench, APP, settings.PRACTICE, by=YUKI)
    assert bench.endpoints == {"practice": settings.PRACTICE}
    assert history.events(bench, APP)[0].subject == "practice"


def test_only_an_admin_chooses_an_endpoint(bench):
    with pytest.raises(Refused) as err:
        applications.set_endpoint(bench, APP, GATEWAY, by=KEN)
    assert err.value.code == "access.role"
    assert "gateway" not in bench.endpoints


@pytest.mark.parametrize(
    "address",
    [
        "",
        "llm.example.com/v1",
        "ftp://llm.example.com",
        "file:///etc/passwd",
        "https://",
        "https://ken:secret@llm.example.com/v1",
        "https://llm.example.com/v1?api-key=secret",
        "https://[::1",
        "https://llm.example.com:port/v1",
        "https://llm.example.com/v 1",
        "practice",
    ],
)
def test_an_address_that_cannot_be_called_or_holds_a_secret_is_refused(bench, address):
    with pytest.raises(Invalid) as err:
        applications.set_endpoint(bench, APP, Endpoint(name="gateway", base_url=address), by=YUKI)
    assert err.value.code == "release.endpoint_address"
    assert "secret" not in str(err.value)
    assert history.events(bench, APP) == []


def test_a_key_in_the_place_of_its_variable_is_refused_and_not_repeated(bench):
    pasted = Endpoint(name="gateway", base_url="https://llm.example.com/v1", key_env="sk-proj-4f2a")
    with pytest.raises(Invalid) as err:
        applications.set_endpoint(bench, APP, pasted, by=YUKI)
    assert err.value.code == "release.endpoint_key"
    assert "sk-proj" not in f"{err.value} {err.value.params}"


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("", "settings.no_name"),
        ("a name", "settings.bad_name"),
        ("practice", "release.endpoint_reserved"),
    ],
)
def test_an_endpoint_needs_a_name_of_its_own(bench, name, code):
    with pytest.raises(Invalid) as err:
        applications.set_endpoint(bench, APP, Endpoint(name=name, base_url="https://a.example"), by=YUKI)
    assert err.value.code == code


def test_a_person_without_an_id_is_told_that_it_is_missing(bench):
    with pytest.raises(Invalid) as err:
        applications.set_role(bench, APP, Person(id="", name="Hana Sato"), "viewer", by=YUKI)
    assert (err.value.say(), err.value.say("ja")) == ("The id is missing.", "ID が入力されていません。")


def test_what_all_applications_share_is_changed_only_by_an_admin_of_all(bench):
    applications.set_endpoint(bench, APP, GATEWAY, by=YUKI)
    applications.create(bench, "toy", by=KEN)
    elsewhere = Endpoint(name="gateway", base_url="http://127.0.0.1:9/v1", key_env="LLM_KEY")
    with pytest.raises(Refused, match="share gateway"):
        applications.set_endpoint(bench, "toy", elsewhere, by=KEN)
    with pytest.raises(Refused, match="share hana"):
        applications.set_role(bench, "toy", Person(id="hana", team="CS"), "viewer", by=KEN)
    assert bench.endpoint("gateway") == GATEWAY
    applications.set_role(bench, "toy", Person(id="hana"), "viewer", by=KEN)
    assert bench.people["hana"].roles == {APP: "approver", "toy": "viewer"}


def test_an_application_whose_name_looks_like_a_number_gets_a_policy_that_can_be_read(bench):
    applications.create(bench, "123", by=YUKI)
    applications.take_example_policy(bench, "123", by=YUKI)
    assert applications.policy(bench, "123").golden.name == "123-golden"


def test_the_last_admin_stays_one(bench):
    with pytest.raises(Refused, match="last admin"):
        applications.set_role(bench, APP, Person(id="yuki"), "viewer", by=YUKI)
    applications.set_role(bench, APP, Person(id="ken"), "admin", by=YUKI)
    applications.set_role(bench, APP, Person(id="yuki"), "viewer", by=YUKI)
    assert bench.people["yuki"].roles[APP] == "viewer"


# Who may create one, and who is in it then


def test_a_stranger_creates_no_application_unless_nobody_is_known_yet(bench):
    eve = Actor(person="eve")
    with pytest.raises(Refused) as err:
        applications.create(bench, "toy", by=eve)
    assert err.value.code == "access.stranger"
    assert history.events(bench, "toy") == []
    settings.save_people(bench.settings.home, {})
    applications.create(bench, "toy", by=eve)
    assert bench.people == {"eve": Person(id="eve", name="eve", roles={"toy": "admin"})}


def test_an_endpoint_that_takes_a_key_along_needs_an_admin_of_every_application(bench):
    applications.create(bench, "toy", by=KEN)
    with pytest.raises(Refused, match="share LLM_KEY, and ken"):
        applications.set_endpoint(bench, "toy", GATEWAY, by=KEN)
    without_key = dataclasses.replace(GATEWAY, key_env="")
    applications.set_endpoint(bench, "toy", without_key, by=KEN)
    with pytest.raises(Refused, match="share gateway"):
        applications.set_endpoint(bench, "toy", GATEWAY, by=KEN)
    assert bench.endpoint("gateway") == without_key
    applications.set_role(bench, "toy", Person(id="yuki"), "admin", by=KEN)
    applications.set_endpoint(bench, "toy", GATEWAY, by=YUKI)
    applications.set_endpoint(bench, "toy", GATEWAY, by=KEN)
    assert bench.endpoint("gateway") == GATEWAY


def test_roles_that_were_written_by_hand_beforehand_stand_in_the_first_event(bench):
    people = bench.people
    people["hana"] = Person(id="hana", roles={APP: "approver", "toy": "editor"})
    people["aki"] = Person(id="aki", roles={"*": "viewer"})
    settings.save_people(bench.settings.home, people)
    applications.create(bench, "toy", by=KEN)
    (event,) = history.events(bench, "toy")
    assert event.details["roles"] == {"ken": "admin", "hana": "editor", "aki": "viewer"}
    assert bench.people["hana"].roles == {APP: "approver", "toy": "editor"}


def test_roles_go_with_their_application(mlflow_bench):
    bench = mlflow_bench
    applications.create(bench, "toy", by=KEN)
    applications.set_role(bench, "toy", Person(id="mei"), "admin", by=KEN)
    before = bench.people
    applications.remove(bench, "toy", by=KEN, reason="no longer needed")
    assert {id: person.roles for id, person in bench.people.items()} == {
        id: {app: role for app, role in person.roles.items() if app == APP} for id, person in before.items()
    }
    applications.create(bench, "toy", by=YUKI)
    assert [id for id in bench.people if access.role_of(bench.people, id, "toy")] == ["yuki"]


def test_roles_that_a_removed_application_left_behind_do_not_come_alive_with_a_new_one(mlflow_bench):
    bench = mlflow_bench
    applications.create(bench, "toy", by=KEN)
    before = bench.people
    applications.remove(bench, "toy", by=KEN, reason="no longer needed")
    settings.save_people(bench.settings.home, before)
    applications.create(bench, "toy", by=YUKI)
    assert bench.people["ken"].roles == {APP: "editor"}
    assert history.events(bench, "toy", limit=1)[0].details["roles"] == {"yuki": "admin"}


def test_creating_it_again_brings_nobody_back_who_is_no_admin_any_more(bench):
    applications.create(bench, "toy", by=KEN)
    applications.set_role(bench, "toy", Person(id="mei"), "admin", by=KEN)
    applications.set_role(bench, "toy", Person(id="ken"), "viewer", by=MEI)
    with pytest.raises(Conflict):
        applications.create(bench, "toy", by=KEN)
    assert bench.people["ken"].roles["toy"] == "viewer"


# One step for the file and its event


@pytest.fixture(scope="module")
def nursery() -> Iterator[Nursery]:
    made = Nursery({name: value for name, value in os.environ.items() if name not in SETTINGS})
    yield made
    made.close()


def admins(bench, app):
    return [id for id in bench.people if access.may(bench.people, id, app, "people.change")]


@pytest.mark.parametrize("at", ["before", "after"])
@pytest.mark.parametrize(
    ("do", "args"),
    [
        ("create", {"app": "toy"}),
        ("set_role", {"app": APP, "person": "ken", "role": "admin"}),
        ("set_endpoint", {"app": APP, "name": "local", "base_url": "http://127.0.0.1:9/v1"}),
    ],
)
def test_who_is_killed_leaves_at_most_an_event_and_doing_it_again_finishes_it(bench, nursery, do, args, at):
    people, endpoints = bench.people, bench.endpoints
    assert nursery.bear(bench, do, by="yuki", die=("commit", 1, at), **args) == KILLED
    assert (bench.people, bench.endpoints) == (people, endpoints)
    assert history.count(bench, args["app"]) == (at == "after")
    assert nursery.bear(bench, do, by="yuki", **args) == 0
    done = {
        "create": lambda: admins(bench, "toy") == ["yuki"],
        "set_role": lambda: admins(bench, APP) == ["ken", "yuki"],
        "set_endpoint": lambda: "local" in bench.endpoints,
    }
    assert done[do]()
    assert history.count(bench, args["app"]) >= 1


def test_a_removal_that_was_killed_leaves_no_admin_to_the_next_application_of_that_name(bench, nursery):
    applications.create(bench, "toy", by=KEN)
    assert nursery.bear(bench, "remove", by="ken", app="toy", die=("commit", 1, "after")) == KILLED
    assert [each.name for each in applications.listing(bench)] == [APP]
    assert nursery.bear(bench, "create", by="yuki", app="toy", die=("commit", 1, "after")) == KILLED
    assert admins(bench, "toy") == []
    applications.create(bench, "toy", by=YUKI)
    assert admins(bench, "toy") == ["yuki"]


def test_a_people_file_that_cannot_be_written_leaves_no_event(bench, tmp_path):
    file = bench.settings.home / "people.yaml"
    file.unlink()
    file.symlink_to(tmp_path / "away" / "people.yaml")
    with pytest.raises(FileNotFoundError):
        applications.create(bench, "toy", by=YUKI)
    assert [each.name for each in applications.listing(bench)] == [APP]
    assert history.events(bench, "toy") == []


def test_of_people_and_endpoints_that_are_changed_at_once_none_is_lost(bench):
    ids = [f"p{number}" for number in range(12)]

    def change(id: str) -> None:
        applications.set_role(bench, APP, Person(id=id), "viewer", by=YUKI)
        local = Endpoint(name=id, base_url="http://127.0.0.1:9/v1")
        applications.set_endpoint(bench, APP, local, by=YUKI)

    with ThreadPoolExecutor(len(ids)) as pool:
        list(pool.map(change, ids))
    assert {*ids} <= {*bench.people}
    assert {*ids} <= {*bench.endpoints}
