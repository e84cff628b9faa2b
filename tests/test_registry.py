import dataclasses
import os
import signal
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from lifecycle import applications, history, mirror, projection, prompts, registry, settings, versions
from lifecycle.errors import Conflict, NotFound, Unavailable
from lifecycle.records import Actor, Errand, Ref
from lifecycle.store.connection import Connection
from lifecycle.workbench import Workbench
from tests.builders import KEN

APP, NAME = "support-bot", "support-reply"
YUKI = Actor(person="yuki")


class Killed(BaseException):
    """What ends a process in the middle: nobody tidies up after it."""


def save(bench, text, name=NAME, app=APP, by=KEN):
    content = prompts.read(text.encode())
    return prompts.save(bench, app=app, name=name, content=content, by=by, reason="because")


def create(bench, note="", **parameters):
    return versions.create(
        bench,
        app=APP,
        prompt=Ref(NAME),
        model="practice-1",
        endpoint="practice",
        parameters=parameters,
        by=KEN,
        note=note,
    )


def saved_texts(bench, name=NAME):
    """What the ledger keeps of a prompt: number → text."""
    return {
        each.number: prompts.system_text(prompts.content(bench, each))
        for each in prompts.versions(bench, APP, name)
    }


def shown_texts(bench, name=NAME):
    """What MLflow shows of a prompt: number → text."""
    found = bench.store.connection.client.search_prompt_versions(name)
    return {int(version.version): version.template for version in found}


def made_versions(bench):
    return {version.number: version.digest for version in versions.versions(bench, APP)}


def shown_versions(bench):
    found = bench.store.connection.client.search_model_versions(f"name = '{APP}'")
    return {int(version.version): version.tags["kanmon.digest"] for version in found}


def shown_models(bench):
    client = bench.store.connection.client
    experiment = client.get_experiment_by_name(APP)
    found = client.search_logged_models([experiment.experiment_id]) if experiment else []
    return sorted(model.tags["kanmon.digest"] for model in found)


def later(bench):
    """The same workbench when every claim has ended."""
    afterwards = bench.now() + projection.CLAIM + timedelta(seconds=1)
    return Workbench(bench.settings, now=lambda: afterwards)


def elsewhere(bench, tracking_uri="http://127.0.0.1:1"):
    return Workbench(dataclasses.replace(bench.settings, tracking_uri=tracking_uri))


def leftovers(bench):
    return projection.pending(bench, registry.LEFTOVERS)


def after(monkeypatch, owner, name, then):
    """Let `then` happen as soon as a method has done its work."""
    original = getattr(owner, name)

    def do(*args, **kwargs):
        result = original(*args, **kwargs)
        then()
        return result

    monkeypatch.setattr(owner, name, do)


def stop(error):
    def do(*args, **kwargs):
        raise error

    return do


@pytest.fixture
def unlocked(mlflow_bench, monkeypatch):
    """A bench whose MLflow may be spoken to only while nobody of this process writes the ledger."""
    original = Connection.speaking

    @contextmanager
    def checked(self):
        assert not mlflow_bench.ledger.turn.locked()
        with original(self) as client:
            yield client

    monkeypatch.setattr(Connection, "speaking", checked)
    return mlflow_bench


def test_mlflow_is_never_spoken_to_while_the_ledger_is_locked(unlocked):
    save(unlocked, "A")
    create(unlocked)
    with pytest.raises(Conflict):
        save(unlocked, "A")
    applications.remove(unlocked, APP, by=YUKI, reason="no longer needed")
    assert leftovers(unlocked) == []


@pytest.fixture
def hanging():
    """An MLflow server that answers nothing before `go_on`, and then that it is broken."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            self.server.asked.set()
            self.server.go_on.wait(30)
            self.send_error(500)

        do_POST = do_GET  # noqa: N815

        def log_message(self, *args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.asked, server.go_on = threading.Event(), threading.Event()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.go_on.set()
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(
    "act",
    [
        lambda bench: save(bench, "B"),
        create,
        lambda bench: applications.remove(bench, APP, by=YUKI, reason="no longer needed"),
    ],
    ids=["save", "create", "remove"],
)
def test_others_write_while_somebody_waits_for_mlflow(mlflow_bench, hanging, act):
    save(mlflow_bench, "A")
    slow = elsewhere(mlflow_bench, f"http://127.0.0.1:{hanging.server_port}")
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(act, slow)
        assert hanging.asked.wait(20)
        applications.create(mlflow_bench, "other-bot", by=YUKI)
        assert not waiting.done()
        hanging.go_on.set()
    assert waiting.exception() is None or waiting.exception().code == "store.silent"


def test_the_ledger_keeps_no_trace_of_an_entry_that_went_well(mlflow_bench):
    save(mlflow_bench, "A")
    create(mlflow_bench)
    with mlflow_bench.ledger.read() as tx:
        assert tx.count(Errand) == 0


def test_of_many_who_save_one_prompt_at_once_each_gets_the_number_of_its_text(mlflow_bench):
    with ThreadPoolExecutor(6) as pool:
        made = list(pool.map(lambda number: save(mlflow_bench, f"text {number}"), range(6)))
    assert sorted(version.number for version in made) == [1, 2, 3, 4, 5, 6]
    assert shown_texts(mlflow_bench) == saved_texts(mlflow_bench)
    assert history.verify(mlflow_bench) is None


def test_of_many_who_make_versions_at_once_each_gets_the_number_of_its_bundle(mlflow_bench):
    save(mlflow_bench, "A")
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda seed: create(mlflow_bench, seed=seed), range(4)))
    assert sorted(version.number for version in made) == [1, 2, 3, 4]
    assert shown_versions(mlflow_bench) == made_versions(mlflow_bench)


def test_of_two_who_save_the_same_text_at_once_one_is_told_and_mlflow_shows_one(mlflow_bench, monkeypatch):
    both = threading.Barrier(2)
    after(monkeypatch, mlflow_bench.store.prompts, "register", both.wait)
    with ThreadPoolExecutor(2) as pool:
        tries = [pool.submit(save, mlflow_bench, "A") for _ in range(2)]
    (refused,) = filter(None, (each.exception() for each in tries))
    assert (type(refused), refused.code) == (Conflict, "prompts.unchanged")
    assert shown_texts(mlflow_bench) == saved_texts(mlflow_bench)
    assert len(saved_texts(mlflow_bench)) == 1
    assert leftovers(mlflow_bench) == []


@pytest.mark.parametrize("moment", ["before MLflow", "after MLflow", "before the commit"])
def test_a_prompt_whose_save_was_killed_is_nowhere_after_the_next_save(mlflow_bench, monkeypatch, moment):
    save(mlflow_bench, "A")
    with monkeypatch.context() as patched, pytest.raises(Killed):
        kill(patched, mlflow_bench.store.prompts, moment)
        save(mlflow_bench, "killed")
    assert saved_texts(mlflow_bench) == {1: "A"}
    assert len(leftovers(mlflow_bench)) == 1

    save(later(mlflow_bench), "B")
    assert list(saved_texts(mlflow_bench).values()) == ["B", "A"]
    assert shown_texts(mlflow_bench) == saved_texts(mlflow_bench)
    assert leftovers(mlflow_bench) == []
    assert [event.subject for event in history.events(mlflow_bench, APP)] == [
        str(each.ref) for each in prompts.versions(mlflow_bench, APP)
    ]


def test_a_process_that_was_killed_leaves_nothing_that_the_next_save_does_not_heal(mlflow_bench):
    script = """
import os, signal
from lifecycle import history, prompts
from lifecycle.records import Actor
from lifecycle.workbench import open_workbench
history.record = lambda *given, **more: os.kill(os.getpid(), signal.SIGKILL)
given = dict(app="support-bot", name="support-reply", by=Actor(person="ken"), reason="because")
prompts.save(open_workbench(), content=prompts.read(b"killed"), **given)
"""
    settings = mlflow_bench.settings
    env = {
        **os.environ,
        "KANMON_HOME": str(settings.home),
        "KANMON_LEDGER_URL": settings.ledger_url,
        "MLFLOW_TRACKING_URI": settings.tracking_uri,
    }
    done = subprocess.run([sys.executable, "-c", script], env=env, cwd=Path(__file__).parent.parent)
    assert done.returncode == -signal.SIGKILL
    assert (saved_texts(mlflow_bench), shown_texts(mlflow_bench)) == ({}, {1: "killed"})
    save(later(mlflow_bench), "B")
    assert shown_texts(mlflow_bench) == saved_texts(mlflow_bench) == {2: "B"}


def kill(patched, concept, moment):
    match moment:
        case "before MLflow":
            patched.setattr(concept, "register", stop(Killed()))
        case "after MLflow":
            after(patched, concept, "register", stop(Killed()))
        case "before the commit":
            patched.setattr(history, "record", stop(Killed()))
        case "in the middle":
            patched.setattr(concept, "describe", stop(Killed()))


@pytest.mark.parametrize("moment", ["before MLflow", "in the middle", "after MLflow", "before the commit"])
def test_a_version_whose_making_was_killed_is_nowhere_after_the_next(mlflow_bench, monkeypatch, moment):
    save(mlflow_bench, "A")
    create(mlflow_bench)
    with monkeypatch.context() as patched, pytest.raises(Killed):
        kill(patched, mlflow_bench.store.models, moment)
        create(mlflow_bench, seed=1)
    assert list(made_versions(mlflow_bench)) == [1]

    create(later(mlflow_bench), seed=2)
    assert shown_versions(mlflow_bench) == made_versions(mlflow_bench)
    assert shown_models(mlflow_bench) == sorted(made_versions(mlflow_bench).values())
    assert leftovers(mlflow_bench) == []


def test_what_somebody_is_just_saving_is_not_taken_away_by_others(mlflow_bench, monkeypatch):
    def others_tidy_up():
        assert projection.catch_up(mlflow_bench, registry.LEFTOVERS, hurry=True) == []

    after(monkeypatch, mlflow_bench.store.prompts, "register", others_tidy_up)
    save(mlflow_bench, "A")
    assert shown_texts(mlflow_bench) == saved_texts(mlflow_bench) == {1: "A"}


def test_who_sleeps_through_the_claim_saves_nothing(mlflow_bench, monkeypatch):
    def others_tidy_up():
        assert len(projection.catch_up(later(mlflow_bench), registry.LEFTOVERS)) == 1

    with monkeypatch.context() as patched, pytest.raises(Conflict) as caught:
        after(patched, mlflow_bench.store.prompts, "register", others_tidy_up)
        save(mlflow_bench, "late")
    assert caught.value.code == "registry.too_late"
    assert shown_texts(mlflow_bench) == saved_texts(mlflow_bench) == {}
    assert save(mlflow_bench, "late").number == 2


def test_a_server_that_is_down_is_told_and_nothing_is_left(mlflow_bench):
    save(mlflow_bench, "A")
    with pytest.raises(Unavailable) as caught:
        save(elsewhere(mlflow_bench), "B")
    assert caught.value.code == "store.silent"
    assert saved_texts(mlflow_bench) == {1: "A"}
    assert leftovers(mlflow_bench) == []
    assert save(mlflow_bench, "B").number == 2


def test_what_a_server_did_without_saying_so_is_withdrawn_when_the_claim_has_ended(mlflow_bench, monkeypatch):
    silent = Unavailable("store.silent", where="x", reason="timed out")
    with monkeypatch.context() as patched, pytest.raises(Unavailable):
        after(patched, mlflow_bench.store.prompts, "register", stop(silent))
        save(mlflow_bench, "A")
    assert (saved_texts(mlflow_bench), shown_texts(mlflow_bench)) == ({}, {1: "A"})
    assert mirror.catch_up(mlflow_bench, hurry=True) == []
    assert [left.kind for left in mirror.pending(mlflow_bench)] == [registry.PROMPT]
    (done,) = mirror.catch_up(later(mlflow_bench))
    assert (done.kind, done.subject) == (registry.PROMPT, NAME)
    assert shown_texts(mlflow_bench) == {}
    assert save(mlflow_bench, "A").number == 2


def test_an_application_is_removed_though_mlflow_is_down_and_mlflow_follows(mlflow_bench):
    save(mlflow_bench, "A")
    create(mlflow_bench)
    applications.remove(elsewhere(mlflow_bench), APP, by=YUKI, reason="no longer needed")
    with pytest.raises(NotFound):
        mlflow_bench.application(APP)
    assert shown_texts(mlflow_bench) == {1: "A"}
    (done,) = mirror.catch_up(mlflow_bench)
    assert done.kind == registry.REMOVAL
    assert mlflow_bench.store.connection.client.get_prompt(NAME) is None
    assert shown_versions(mlflow_bench) == {}


def begin_anew(bench):
    """Take the application out, and put one of the same name and people in its place."""
    people = bench.people
    applications.remove(elsewhere(bench), APP, by=YUKI, reason="again")
    applications.create(bench, APP, by=YUKI)
    settings.save_people(bench.settings.home, people)


def test_a_new_application_of_the_same_name_begins_anew_in_mlflow_too(mlflow_bench):
    save(mlflow_bench, "A")
    create(mlflow_bench)
    begin_anew(mlflow_bench)
    with pytest.raises(Unavailable):
        save(elsewhere(mlflow_bench), "B")
    assert save(mlflow_bench, "B").number == 1
    assert create(mlflow_bench).number == 1
    assert shown_texts(mlflow_bench) == saved_texts(mlflow_bench) == {1: "B"}
    assert shown_versions(mlflow_bench) == made_versions(mlflow_bench)


def test_nothing_is_entered_while_another_process_takes_the_old_application_out(mlflow_bench):
    save(mlflow_bench, "A")
    begin_anew(mlflow_bench)
    (removal,) = leftovers(mlflow_bench)
    assert projection.claim(mlflow_bench, removal)
    with pytest.raises(Unavailable) as caught:
        save(mlflow_bench, "B")
    assert caught.value.code == "registry.removing"
    assert save(later(mlflow_bench), "B").number == 1


def test_what_is_being_saved_while_its_application_is_removed_comes_to_nothing(mlflow_bench, monkeypatch):
    def remove():
        applications.remove(mlflow_bench, APP, by=YUKI, reason="no longer needed")

    with monkeypatch.context() as patched, pytest.raises(NotFound) as caught:
        after(patched, mlflow_bench.store.prompts, "register", remove)
        save(mlflow_bench, "A")
    assert caught.value.code == "settings.no_app"
    assert shown_texts(mlflow_bench) == {}
    assert leftovers(mlflow_bench) == []


def test_a_prompt_that_another_application_took_over_stays(mlflow_bench):
    save(mlflow_bench, "A")
    applications.remove(mlflow_bench, APP, by=YUKI, reason="no longer needed")
    applications.create(mlflow_bench, "other-bot", by=KEN)
    save(mlflow_bench, "B", app="other-bot")
    with mlflow_bench.ledger.write() as tx:
        tx.change(Errand, {"kind": registry.REMOVAL}, done_at=None)  # as after a kill before it was settled
    projection.catch_up(mlflow_bench, registry.LEFTOVERS)
    assert shown_texts(mlflow_bench) == {1: "B"}
