import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifecycle import history, prompts, versions
from lifecycle.digests import canonical
from lifecycle.errors import Conflict, Invalid, NotFound, Refused
from lifecycle.records import Actor, DatasetKind, DatasetVersion, Endpoint, Evaluation, Placement, Ref
from lifecycle.settings import save_endpoints
from lifecycle.workbench import Workbench
from tests import road
from tests.builders import HANA, KEN, NOON, a_version

APP, NAME = "support-bot", "support-reply"
PARTS = {
    "prompt_digest": "p" * 64,
    "model": "practice-1",
    "endpoint": "practice",
    "parameters": {"temperature": 0, "top_p": 1},
    "training_digest": "",
    "code": "",
}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=6,
)


@pytest.fixture
def ready(mlflow_bench: Workbench) -> Workbench:
    content = prompts.read(b"You are the shop's assistant.")
    prompts.save(mlflow_bench, app=APP, name=NAME, content=content, by=KEN, reason="first")
    return mlflow_bench


def create(bench, **changes):
    given = {"app": APP, "prompt": Ref(NAME), "model": "practice-1", "endpoint": "practice", "by": KEN}
    return versions.create(bench, **{**given, **changes})


@pytest.mark.parametrize(
    "change",
    [
        {"prompt_digest": "q" * 64},
        {"model": "practice-2"},
        {"endpoint": "gateway"},
        {"parameters": {"temperature": 1, "top_p": 1}},
        {"training_digest": "t" * 64},
        {"code": "abc"},
    ],
)
def test_the_bundle_digest_covers_every_part(change):
    assert versions.bundle_digest(**PARTS) != versions.bundle_digest(**{**PARTS, **change})


@given(st.dictionaries(st.text(max_size=3), JSON, max_size=4))
def test_the_bundle_digest_ignores_only_the_order_of_parameters(parameters):
    turned = dict(reversed(parameters.items()))
    digest = versions.bundle_digest(**{**PARTS, "parameters": parameters})
    assert digest == versions.bundle_digest(**{**PARTS, "parameters": turned})
    is_base = canonical(parameters) == canonical(PARTS["parameters"])
    assert (digest == versions.bundle_digest(**PARTS)) == is_base


@pytest.mark.parametrize("value", [float("nan"), NOON, 2**60, {1: 2}])
def test_a_parameter_that_is_no_json_is_refused(value):
    with pytest.raises(Invalid) as caught:
        versions.bundle_digest(**{**PARTS, "parameters": {"x": value}})
    assert caught.value.code == "versions.bad_parameter"


def test_a_version_keeps_its_parts_and_both_authors(ready: Workbench):
    made = create(ready, by=Actor(person="yuki"), parameters={"temperature": 0}, note="first")
    assert (made.number, made.prompt, made.author, made.prompt_author) == (1, Ref(NAME, 1), "yuki", "ken")
    assert made.authors == {"yuki", "ken"}
    assert made.prompt_digest == prompts.find(ready, APP, Ref(NAME)).digest
    assert versions.find(ready, APP, 1) == made
    assert versions.versions(ready, APP) == [made]


def test_a_text_stays_its_writers_whoever_saves_it_again(ready: Workbench):
    yuki, text = Actor(person="yuki"), prompts.read(b"You are the shop's assistant.")
    prompts.save(ready, app=APP, name="again", content=text, by=yuki, reason="the same words")
    made = create(ready, prompt=Ref("again"), by=yuki)
    assert made.authors == {"yuki", "ken"}


def test_creating_stands_in_the_audit_log(ready: Workbench):
    made = create(ready, note="first")
    event = history.events(ready, APP)[0]
    assert (event.action, event.subject, event.after, event.reason) == (
        "version.created",
        "support-bot v1",
        1,
        "first",
    )
    assert event.details == {"digest": made.digest}


def test_plain_mlflow_sees_the_bundle(ready: Workbench):
    from mlflow import MlflowClient

    made = create(ready, parameters={"temperature": 0.5, "stop": ["。"]}, code="c0ffee", note="first")
    client = MlflowClient(ready.settings.tracking_uri, ready.settings.tracking_uri)
    shown = client.get_model_version(APP, "1")
    model = client.get_logged_model(shown.source.removeprefix("models:/"))
    assert (shown.description, shown.status) == ("first", "READY")
    assert shown.tags["kanmon.digest"] == made.digest
    assert shown.tags["kanmon.stage"] == "None"
    assert model.params == {
        "prompt": "support-reply@1",
        "model": "practice-1",
        "endpoint": "practice",
        "parameter.temperature": "0.5",
        "parameter.stop": '["。"]',
    }
    assert model.tags["mlflow.source.git.commit"] == "c0ffee"
    assert '"support-reply"' in model.tags["mlflow.linkedPrompts"]


def test_an_identical_bundle_is_refused_and_named(ready: Workbench):
    create(ready, parameters={"a": 1, "b": 2})
    with pytest.raises(Conflict) as caught:
        create(ready, parameters={"b": 2, "a": 1.0}, note="again")
    assert (caught.value.code, caught.value.params) == ("versions.same_bundle", {"app": APP, "version": 1})
    assert create(ready, parameters={"a": 2}).number == 2


def test_the_training_set_is_part_of_the_bundle(ready: Workbench):
    training = DatasetVersion(
        app=APP,
        name="support-chat",
        number=1,
        kind=DatasetKind.TRAINING,
        digest="d" * 64,
        rows=3,
        author="ken",
        created_at=NOON,
    )
    with ready.ledger.write() as tx:
        tx.add(training)
    made = create(ready, training=Ref("support-chat"))
    assert (made.training, made.training_digest) == (Ref("support-chat", 1), "d" * 64)
    assert made.digest != create(ready).digest


def test_an_endpoint_without_a_list_takes_any_model(ready: Workbench):
    gateway = Endpoint(name="gateway", base_url="http://localhost:1/v1")
    save_endpoints(ready.settings.home, {"gateway": gateway})
    assert create(ready, endpoint="gateway", model="ft:anything").model == "ft:anything"


@pytest.mark.parametrize(
    ("changes", "kind", "code"),
    [
        ({"by": Actor(person="rin")}, Refused, "access.role"),
        ({"prompt": Ref("other")}, NotFound, "prompts.missing"),
        ({"prompt": Ref(NAME, 9)}, NotFound, "prompts.missing"),
        ({"endpoint": "nowhere"}, NotFound, "settings.no_endpoint"),
        ({"model": "gpt"}, Invalid, "versions.unknown_model"),
        ({"training": Ref("support-chat")}, NotFound, "versions.no_training"),
        ({"parameters": {"x": float("inf")}}, Invalid, "versions.bad_parameter"),
    ],
)
def test_what_cannot_be_bundled_leaves_nothing(ready: Workbench, changes, kind, code):
    with pytest.raises(kind) as caught:
        create(ready, **changes)
    assert caught.value.code == code
    assert versions.versions(ready, APP) == []


def test_an_approver_may_create_too_because_roles_build_on_each_other(ready: Workbench):
    assert create(ready, by=HANA).author == "hana"


def test_a_version_that_does_not_exist_is_not_found(bench: Workbench):
    with pytest.raises(NotFound) as caught:
        versions.find(bench, APP, 4)
    assert caught.value.params == {"app": APP, "version": 4}


def test_an_application_cannot_have_the_name_of_a_prompt(ready: Workbench):
    from lifecycle import applications

    applications.create(ready, NAME, by=KEN)
    content = prompts.read(b"Another text.")
    prompts.save(ready, app=NAME, name="second", content=content, by=KEN, reason="x")
    with pytest.raises(Conflict) as caught:
        create(ready, app=NAME, prompt=Ref("second"))
    assert caught.value.code == "store.name_taken"


def test_a_life_holds_what_happened_to_this_version_and_no_other(bench):
    bench.now = lambda: NOON
    road.stand(bench, set(), set())
    with bench.ledger.write() as tx:
        for number in (1, 2):
            subject = versions.subject_of(versions.find(bench, APP, number))
            history.record(bench, tx, KEN, "version.created", app=APP, subject=subject, after=number)
            own = tx.one(Evaluation, version=number)
            history.record(bench, tx, KEN, "evaluation.started", app=APP, subject=own.id, version=number)
        for before, after in ((None, 1), (1, 2)):
            moved = {"app": APP, "subject": f"{APP}@production", "environment": "production"}
            history.record(bench, tx, HANA, "promotion.promoted", before=before, after=after, **moved)

    told = [(event.action, event.before, event.after) for event in versions.life(bench, APP, 1)]
    assert told == [
        ("promotion.promoted", 1, 2),
        ("promotion.promoted", None, 1),
        ("evaluation.started", None, None),
        ("version.created", None, 1),
    ]


def test_parameters_are_read_one_a_line_with_their_types():
    text = "top_p = 0.9\n\nseed=7\nstop=END=1\nstream=false\nbroken=[1\n"

    assert versions.read_parameters(text) == {
        "top_p": 0.9,
        "seed": 7,
        "stop": "END=1",
        "stream": False,
        "broken": "[1",
    }


@pytest.mark.parametrize("text", ["warm", "=1", "a=1\na=2"])
def test_a_line_that_is_no_parameter_is_refused(text):
    with pytest.raises(Invalid, match="is not a parameter"):
        versions.read_parameters(text)


def test_a_parameter_nested_too_deep_is_named_by_its_beginning():
    with pytest.raises(Invalid) as caught:
        versions.read_parameters("a=" + "[" * 20_000)
    assert (caught.value.code, caught.value.params["text"]) == ("versions.not_a_parameter", "a=" + "[" * 78)


@pytest.mark.parametrize("value", ["2024-13-45", "!!bool maybe", "!!int ''", "!!timestamp x"])
def test_a_value_that_only_looks_like_a_date_or_a_tag_is_text(value):
    assert versions.read_parameters(f"a={value}") == {"a": value}


@pytest.mark.parametrize("value", ["&x [*x]", '"\\ud800"', "2024-01-01"])
def test_a_parameter_that_is_no_json_value_is_refused(value):
    given = versions.read_parameters(f"a={value}")
    with pytest.raises(Invalid) as caught:
        versions.bundle_digest(prompt_digest="p", model="m", endpoint="e", parameters=given)
    assert caught.value.code == "versions.bad_parameter"


def move(bench, action, version, environment="production"):
    with bench.ledger.write() as tx:
        history.record(bench, tx, KEN, action, app=APP, subject="x", after=version, environment=environment)


def test_what_stands_in_an_environment_is_a_version(bench):
    with bench.ledger.write() as tx:
        tx.add(a_version(1), a_version(2))
        tx.add(
            Placement(app=APP, environment="production", version=2), Placement(app=APP, environment="staging")
        )
        tx.add(Placement(app=APP, environment="canary", version=2))
    held = {name: version.number for name, version in versions.standing(bench, APP).items()}
    assert held == {"production": 2, "canary": 2}
    assert versions.places(bench, APP) == {2: ("canary", "production")}
    assert versions.places(bench, "other") == {}


def test_released_is_what_ever_came_into_an_environment(bench):
    with bench.ledger.write() as tx:
        tx.add(*(a_version(number) for number in (1, 2, 3)))
    move(bench, "promotion.promoted", 3)
    with bench.ledger.write() as tx:
        history.record(bench, tx, KEN, history.REMOVED, app=APP, subject=APP)
    move(bench, "promotion.promoted", 1, "staging")
    move(bench, "promotion.promoted", 2)
    move(bench, "promotion.rolled_back", 1)
    assert [version.number for version in versions.released(bench, APP)] == [2, 1]


def test_every_version_has_the_stage_that_mlflow_shows_of_it(bench):
    with bench.ledger.write() as tx:
        tx.add(*(a_version(number) for number in range(1, 6)))
        tx.add(Placement(app=APP, environment="production", version=3))
        tx.add(Placement(app=APP, environment="staging", version=4))
    for number, environment in ((2, "staging"), (2, "production"), (3, "production"), (4, "staging")):
        move(bench, "promotion.promoted", number, environment)
    assert versions.stages(bench, APP) == {
        1: "None",
        2: "Archived",
        3: "Production",
        4: "Staging",
        5: "None",
    }


def test_what_stood_before_the_application_was_removed_is_archived_no_more(bench):
    move(bench, "promotion.promoted", 1)
    with bench.ledger.write() as tx:
        history.record(bench, tx, KEN, history.REMOVED, app=APP, subject=APP)
        tx.add(a_version(1))
    assert versions.stages(bench, APP) == {1: "None"}
