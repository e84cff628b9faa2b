import pytest

from lifecycle import applications, history, settings
from lifecycle.errors import Invalid, Refused
from lifecycle.records import Actor, Endpoint, Person
from tests.builders import KEN

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
    with pytest.raises(Refused, match="other applications"):
        applications.set_endpoint(bench, "toy", elsewhere, by=KEN)
    with pytest.raises(Refused, match="other applications"):
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
