import dataclasses

import pytest

from lifecycle import aliases, bypasses, history, mirror, projection, reconcile, smoke
from lifecycle.errors import Conflict, LifecycleError, Refused, Unavailable
from lifecycle.records import Placement
from lifecycle.settings import save_people
from tests.builders import MEI, NOON

APP = "support-bot"


def send(bench, *kinds):
    with bench.ledger.write() as tx:
        for kind in kinds:
            projection.send(bench, tx, kind, app=APP, subject=APP, evaluation="e1", environment="production")


@pytest.fixture
def carried(monkeypatch):
    """The kinds of errands that were carried out, in their order."""
    done = []

    def place(*kinds):
        return {kind: lambda bench, errand: done.append(errand.kind) for kind in kinds}

    monkeypatch.setattr(projection, "ALIASES", place("alias"))
    monkeypatch.setattr(smoke, "PLACE", place("smoke"))
    monkeypatch.setattr(mirror, "IN_MLFLOW", place("alias", "evaluation", "traces"))
    return done


def test_aliases_go_before_smoke_tests_and_these_before_copies(mlflow_bench, carried):
    send(mlflow_bench, "smoke", "evaluation", "alias")
    assert [errand.kind for errand in reconcile.pending(mlflow_bench)] != []
    found = reconcile.run(mlflow_bench)
    assert carried == ["alias", "smoke", "evaluation", "traces"]
    assert (len(found.done), found.left, found.bypasses) == (4, (), ())


def test_while_mlflow_is_silent_what_is_there_is_still_tried_out(bench, carried, monkeypatch):
    def silent(bench, errand):
        raise Unavailable("store.silent", where="there", reason="down")

    monkeypatch.setattr(mirror, "IN_MLFLOW", dict.fromkeys(("alias", "evaluation", "traces"), silent))
    send(bench, "alias", "smoke")
    with pytest.raises(Unavailable):
        reconcile.run(bench)
    assert carried == ["smoke"]
    assert [errand.kind for errand in reconcile.pending(bench)] == ["alias"]


def test_every_application_is_looked_at_and_put_right_when_somebody_wants_it(mlflow_bench, monkeypatch):
    with mlflow_bench.ledger.write() as tx:
        tx.add(dataclasses.replace(mlflow_bench.application(APP), name="sales-bot"))
    monkeypatch.setattr(bypasses, "report", lambda bench, app: ([("found", app)], []))
    monkeypatch.setattr(bypasses, "repair", lambda bench, app, by: [("repaired", app, by)])
    assert set(reconcile.run(mlflow_bench).bypasses) == {("found", APP), ("found", "sales-bot")}
    repaired = reconcile.run(mlflow_bench, repair=MEI).bypasses
    assert set(repaired) == {("repaired", APP, MEI), ("repaired", "sales-bot", MEI)}


@pytest.fixture
def two(mlflow_bench):
    """Two applications, and an alias of the second one moved past the gate."""
    with mlflow_bench.ledger.write() as tx:
        tx.add(dataclasses.replace(mlflow_bench.application(APP), name="tea-bot"))
        tx.add(Placement(app="tea-bot", environment="production", moved_at=NOON))
    mlflow_bench.store.models.ensure("tea-bot")
    mlflow_bench.store.connection.client.create_model_version("tea-bot", "file:///nowhere")
    mlflow_bench.store.models.point("tea-bot", "production", 1)
    return mlflow_bench


def silent(bench, errand):
    raise Unavailable("store.silent", where="there", reason="down")


def told(bench):
    return [event.subject for event in history.events(bench, "tea-bot", actions=[aliases.FOUND])]


def test_a_silent_place_hides_no_bypass(two, monkeypatch):
    monkeypatch.setattr(smoke, "PLACE", {"smoke": silent})
    send(two, "smoke")
    with pytest.raises(Unavailable):
        reconcile.run(two)
    assert told(two) == ["models:/tea-bot@production"]


def at_fault(monkeypatch, name, error: LifecycleError):
    """Let one application be at fault, the first that is looked at."""
    original = getattr(bypasses, name)

    def do(bench, app, **by):
        if app == APP:
            raise error
        return original(bench, app, **by)

    monkeypatch.setattr(bypasses, name, do)


def test_what_could_not_be_looked_at_is_told_and_hides_nothing_else(two, monkeypatch):
    at_fault(monkeypatch, "report", Conflict("objects.damaged", digest="a" * 64))
    found = reconcile.run(two)
    assert [look.alias.address for look in found.bypasses] == ["models:/tea-bot@production"]
    assert found.faults == (reconcile.Fault(app=APP, code="objects.damaged", params={"digest": "a" * 64}),)


@pytest.mark.parametrize("error", [Refused("access.unknown"), Unavailable("objects.unreadable")])
def test_whoever_may_not_repair_one_application_repairs_the_others(two, monkeypatch, error):
    save_people(
        two.settings.home, {**two.people, "mei": dataclasses.replace(two.people["mei"], roles={"*": "admin"})}
    )
    at_fault(monkeypatch, "repair", error)
    with pytest.raises(type(error)) as caught:
        reconcile.run(two, repair=MEI)
    assert caught.value is error
    assert two.store.models.at("tea-bot", "production") is None
