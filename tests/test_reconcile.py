import dataclasses

import pytest

from lifecycle import bypasses, mirror, projection, reconcile, smoke
from lifecycle.errors import Unavailable
from tests.builders import MEI

APP = "support-bot"


def send(bench, *kinds):
    with bench.ledger.write() as tx:
        for kind in kinds:
            projection.send(bench, tx, kind, app=APP, subject=APP, evaluation="e1")


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
    monkeypatch.setattr(bypasses, "report", lambda bench, app: [("found", app)])
    monkeypatch.setattr(bypasses, "repair", lambda bench, app, by: [("repaired", app, by)])
    assert set(reconcile.run(mlflow_bench).bypasses) == {("found", APP), ("found", "sales-bot")}
    repaired = reconcile.run(mlflow_bench, repair=MEI).bypasses
    assert set(repaired) == {("repaired", APP, MEI), ("repaired", "sales-bot", MEI)}
