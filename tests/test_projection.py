import dataclasses
import sqlite3
from contextlib import closing
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifecycle import aliases, history, projection, prompts, versions
from lifecycle.aliases import looking
from lifecycle.errors import Unavailable
from lifecycle.records import Errand, Event, Placement
from lifecycle.settings import Traces
from lifecycle.workbench import Workbench
from tests.builders import KEN, NOON

APP, NAME = "support-bot", "support-reply"


@pytest.fixture
def ready(mlflow_bench: Workbench) -> Workbench:
    """Three versions, each with its own version of one prompt."""
    for number in (1, 2, 3):
        save(mlflow_bench, NAME, f"Rules, edition {number}.")
    return mlflow_bench


def save(bench, name, text):
    content = prompts.read(text.encode())
    saved = prompts.save(bench, app=APP, name=name, content=content, by=KEN, reason="x")
    return versions.create(bench, app=APP, prompt=saved.ref, model="practice-1", endpoint="practice", by=KEN)


def place(bench, version, environment="production"):
    """Move an environment as a promotion does: placement, event and errand in one transaction."""
    with bench.ledger.write() as tx:
        before = tx.one(Placement, app=APP, environment=environment)
        tx.remove(Placement, app=APP, environment=environment)
        tx.add(Placement(app=APP, environment=environment, version=version, moved_by="ken", moved_at=NOON))
        history.record(
            bench,
            tx,
            KEN,
            "promotion.promoted",
            app=APP,
            subject=environment,
            before=before.version if before else None,
            after=version,
            environment=environment,
        )
        return projection.send(
            bench,
            tx,
            "alias",
            app=APP,
            subject=environment,
            environment=environment,
        )


def placement(bench, environment="production"):
    with bench.ledger.read() as tx:
        return tx.one(Placement, app=APP, environment=environment)


def errand(bench, id):
    with bench.ledger.read() as tx:
        return tx.one(Errand, id=id)


def shown(bench, environment="production"):
    return bench.store.models.at(APP, environment), bench.store.prompts.at(NAME, environment)


def stages(bench):
    found = bench.store.connection.client.search_model_versions(f"name = '{APP}'")
    return {int(version.version): version.tags["kanmon.stage"] for version in found}


def with_store(bench, tracking_uri):
    """The same ledger beside another store."""
    return Workbench(dataclasses.replace(bench.settings, tracking_uri=tracking_uri))


def test_an_errand_is_pending_until_it_is_carried_out(ready: Workbench):
    sent = place(ready, 2)
    assert projection.pending(ready) == [sent]
    assert shown(ready) == (None, None)
    assert [done.id for done in projection.catch_up(ready)] == [sent.id]
    assert projection.pending(ready) == []
    assert errand(ready, sent.id).done_at
    assert shown(ready) == (2, 2)
    assert placement(ready).verified


def test_plain_mlflow_loads_what_is_in_production(ready: Workbench):
    import mlflow

    from lifecycle.store.connection import global_address

    place(ready, 2)
    projection.catch_up(ready)
    with global_address(ready.settings.tracking_uri):
        import mlflow.genai

        assert mlflow.genai.load_prompt("prompts:/support-reply@production").template == "Rules, edition 2."
        assert mlflow.MlflowClient().get_model_version_by_alias(APP, "production").version == 2
        assert mlflow.models.get_model_info("models:/support-bot@production").model_id
        place(ready, 3)
        projection.catch_up(ready)
        assert mlflow.genai.load_prompt("prompts:/support-reply@production").template == "Rules, edition 3."


def test_stages_follow_the_environments(ready: Workbench):
    for version, environment in ((1, "staging"), (1, "production"), (2, "staging"), (2, "production")):
        place(ready, version, environment)
    place(ready, 3, "staging")
    projection.catch_up(ready)
    assert stages(ready) == {1: "Archived", 2: "Production", 3: "Staging"}


def test_moves_of_a_removed_application_of_that_name_leave_no_stage(ready: Workbench):
    place(ready, 1)
    place(ready, 2)
    projection.catch_up(ready)
    with ready.ledger.write() as tx:
        tx.remove(Placement, app=APP)
        history.record(ready, tx, KEN, history.REMOVED, app=APP, subject=APP)
    place(ready, 3)
    projection.catch_up(ready)
    assert stages(ready) == {1: "None", 2: "None", 3: "Production"}


def test_a_version_that_never_moved_has_no_stage(ready: Workbench):
    place(ready, 1)
    projection.catch_up(ready)
    assert stages(ready) == {1: "Production", 2: "None", 3: "None"}


@given(st.lists(st.tuples(st.sampled_from(["staging", "production", "canary"]), st.integers(1, 4))))
def test_every_version_that_moved_has_the_stage_of_where_it_stands(moves):
    held = dict(moves)
    events = [an_event(environment, version) for environment, version in moves]
    placements = [Placement(app=APP, environment=name, version=held[name]) for name in held]
    found = projection.stages(placements, events)
    assert set(found) <= {version for _, version in moves}
    for version in {version for _, version in moves}:
        stands = {name for name, number in held.items() if number == version}
        wanted = "Production" if "production" in stands else "Staging" if "staging" in stands else None
        assert found.get(version) == (wanted or (None if stands else "Archived"))


def an_event(environment, version):
    return Event(
        number=1,
        at=NOON,
        actor="ken",
        identity="declared",
        action="promotion.promoted",
        app=APP,
        subject=environment,
        after=version,
        details={"environment": environment},
        previous="",
        hash="",
    )


def test_a_late_errand_cannot_bring_an_old_version_back(ready: Workbench):
    late = place(ready, 1)
    place(ready, 2)
    projection.catch_up(ready)
    with ready.ledger.write() as tx:
        tx.change(Errand, {"id": late.id}, done_at=None)
    projection.catch_up(ready)
    assert shown(ready) == (2, 2)


def test_an_alias_that_somebody_moved_is_set_right(ready: Workbench):
    place(ready, 2)
    projection.catch_up(ready)
    ready.store.models.point(APP, "production", 3)
    place(ready, 2)
    projection.catch_up(ready)
    assert shown(ready) == (2, 2)


def bypassed(bench):
    """What the audit log was told of changes past the gate, the oldest first."""
    found = history.events(bench, APP, actions=[aliases.FOUND, aliases.CHANGED])
    return [(event.action, event.subject, event.before, event.after) for event in reversed(found)]


def standing(bench):
    with bench.ledger.read() as tx:
        return [event.subject for event in aliases.standing(tx, APP)]


def say(bench, version, text):
    """Write another text over that of a prompt version, as anybody can."""
    client = bench.store.connection.client
    client.set_prompt_version_tag(NAME, str(version), "mlflow.prompt.text", text)


def test_an_alias_that_somebody_moved_is_told_before_the_next_move_writes_over_it(ready: Workbench):
    place(ready, 1)
    projection.catch_up(ready)
    ready.store.models.point(APP, "production", 3)
    ready.store.prompts.point(NAME, "production", None)
    place(ready, 2)
    projection.catch_up(ready)
    assert shown(ready) == (2, 2)
    assert bypassed(ready) == [
        (aliases.FOUND, "models:/support-bot@production", 1, 3),
        (aliases.FOUND, "prompts:/support-reply@production", 1, None),
    ]
    assert standing(ready) == []


def test_an_alias_where_nothing_was_released_yet_is_told_too(ready: Workbench):
    ready.store.models.point(APP, "production", 3)
    place(ready, 2)
    projection.catch_up(ready)
    assert bypassed(ready) == [(aliases.FOUND, "models:/support-bot@production", None, 3)]


@pytest.mark.parametrize("left_at", [None, 1, 2, 3])
def test_an_alias_that_was_left_on_the_way_by_somebody_who_was_killed_is_no_bypass(ready: Workbench, left_at):
    place(ready, None)
    projection.catch_up(ready)
    sent = [place(ready, version) for version in (1, 2, 3)]
    assert projection.claim(ready, sent[0])
    ready.store.models.point(APP, "production", left_at)
    projection.catch_up(ready)
    assert shown(ready) == (3, 3)
    assert bypassed(ready) == []


def test_moves_while_somebody_looks_are_no_bypass(ready: Workbench, monkeypatch):
    sent = place(ready, 1)
    projection.catch_up(ready)
    look_at = looking.look_at

    def slowly(*args):
        monkeypatch.setattr(looking, "look_at", look_at)
        for version in (2, 3):
            place(ready, version)
            projection.catch_up(ready)
        return look_at(*args)

    monkeypatch.setattr(looking, "look_at", slowly)
    aliases.take_note(ready, sent)
    assert shown(ready) == (3, 3)
    assert bypassed(ready) == []


def test_another_text_is_told_before_a_move_takes_it_out_of_sight(ready: Workbench):
    place(ready, 1)
    projection.catch_up(ready)
    say(ready, 1, "No returns.")
    place(ready, 2)
    projection.catch_up(ready)
    ((action, subject, _, after),) = bypassed(ready)
    assert (action, subject) == (aliases.CHANGED, "prompts:/support-reply@production")
    assert b"No returns." in ready.objects.read(after)
    assert standing(ready) == []


def test_a_text_that_was_changed_before_the_move_is_told_and_written_again(ready: Workbench):
    say(ready, 2, "No returns.")
    place(ready, 2)
    projection.catch_up(ready)
    found = ready.store.connection.client.get_prompt_version_by_alias(NAME, "production")
    assert found.template == "Rules, edition 2."
    assert [action for action, *_ in bypassed(ready)] == [aliases.CHANGED]
    assert standing(ready) == []
    assert placement(ready).verified


def test_a_placement_counts_as_shown_only_with_its_content(ready: Workbench, monkeypatch):
    say(ready, 2, "No returns.")
    monkeypatch.setattr(type(ready.store.prompts), "restore", lambda *_: None)
    place(ready, 2)
    assert projection.catch_up(ready) == []
    (waiting,) = projection.pending(ready)
    assert "support-reply v2 is not what was approved" in waiting.error
    assert shown(ready) == (None, None)
    assert not placement(ready).verified
    assert notes(ready) == []
    assert projection.catch_up(ready, hurry=True) == []
    assert [action for action, *_ in bypassed(ready)] == [aliases.CHANGED]
    assert standing(ready) == ["prompts:/support-reply@production"]


def roll_back_to(bench, version):
    """Move production as a rollback does."""
    sent = place(bench, version)
    with bench.ledger.write() as tx:
        tx.change(Placement, {"app": APP, "environment": "production"}, pin=1)
    return sent


def test_a_promotion_moves_no_alias_onto_what_nobody_can_judge(ready: Workbench):
    place(ready, 1)
    projection.catch_up(ready)
    say(ready, 2, "No returns.")
    ready.objects.path(versions.find(ready, APP, 2).prompt_digest).unlink()
    place(ready, 2)
    assert projection.catch_up(ready) == []
    assert shown(ready) == (1, 1), "the model's alias waits for the prompt's"
    (failed,) = projection.unshown(ready, APP)
    assert "is not in the home" in failed.error
    roll_back_to(ready, 1)
    assert len(projection.catch_up(ready)) == 1
    assert shown(ready) == (1, 1)
    assert placement(ready).verified
    assert projection.unshown(ready, APP) == []


def test_a_rollback_waits_for_nothing_and_says_what_is_wrong(ready: Workbench):
    for version in (1, 2):
        place(ready, version)
        projection.catch_up(ready)
    ready.objects.path(versions.find(ready, APP, 1).prompt_digest).unlink()
    roll_back_to(ready, 1)
    assert projection.catch_up(ready) == []
    assert shown(ready) == (1, 1)
    assert not placement(ready).verified
    (failed,) = projection.unshown(ready, APP)
    assert "is not in the home" in failed.error


def test_a_frozen_file_that_may_not_be_read_is_no_silence_of_mlflow(ready: Workbench):
    frozen = ready.objects.path(versions.find(ready, APP, 2).prompt_digest)
    frozen.unlink()
    frozen.mkdir()
    place(ready, 2, "staging")
    good = place(ready, 3)
    assert [done.id for done in projection.catch_up(ready)] == [good.id]
    assert [errand.params["environment"] for errand in projection.unshown(ready, APP)] == ["staging"]


def test_a_version_that_mlflow_lost_is_said_to_be_gone(ready: Workbench):
    ready.store.connection.client.delete_prompt_version(NAME, "2")
    place(ready, 2)
    projection.catch_up(ready)
    (failed,) = projection.unshown(ready, APP)
    assert failed.error == "MLflow no longer has support-reply v2: it was deleted there."
    assert bypassed(ready) == []


def test_who_moves_an_alias_to_what_is_promoted_next_is_told(ready: Workbench):
    place(ready, 1)
    projection.catch_up(ready)
    ready.store.models.point(APP, "production", 2)
    place(ready, 2)
    projection.catch_up(ready)
    assert bypassed(ready) == [(aliases.FOUND, "models:/support-bot@production", 1, 2)]
    assert standing(ready) == []


def test_who_was_killed_between_two_aliases_is_no_bypass(ready: Workbench, monkeypatch):
    place(ready, 1)
    projection.catch_up(ready)

    def die(*args):
        raise KeyboardInterrupt

    place(ready, 2)
    with monkeypatch.context() as patch:
        patch.setattr(type(ready.store.prompts), "point", die)
        with pytest.raises(KeyboardInterrupt):
            projection.catch_up(ready)
    assert shown(ready) == (2, 1)
    place(ready, 3)
    projection.catch_up(ready)
    assert shown(ready) == (3, 3)
    assert bypassed(ready) == []


def test_an_emptied_environment_loses_its_aliases(ready: Workbench):
    place(ready, 2)
    projection.catch_up(ready)
    place(ready, None)
    projection.catch_up(ready)
    assert shown(ready) == (None, None)
    assert stages(ready)[2] == "Archived"


def test_another_prompt_of_the_application_loses_the_alias(ready: Workbench):
    other = save(ready, "short-reply", "Short rules.")
    place(ready, 2)
    projection.catch_up(ready)
    place(ready, other.number)
    projection.catch_up(ready)
    assert ready.store.prompts.at("short-reply", "production") == 1
    assert shown(ready) == (other.number, None)


def test_an_environment_that_was_never_released_into_shows_nothing(ready: Workbench):
    ready.store.models.point(APP, "staging", 1)
    with ready.ledger.write() as tx:
        projection.send(ready, tx, "alias", app=APP, subject="staging", environment="staging")
    projection.catch_up(ready)
    assert shown(ready, "staging") == (None, None)
    assert notes(ready) == []


def notes(bench):
    """What the audit log was told of what MLflow shows."""
    found = history.events(bench, APP, actions=["promotion.shown"])
    return [(event.actor, event.identity, event.subject, event.after) for event in reversed(found)]


def test_what_is_shown_is_noted_once_for_each_move(ready: Workbench):
    place(ready, 2)
    assert notes(ready) == []
    projection.catch_up(ready)
    place(ready, 3)
    projection.catch_up(ready)
    with ready.ledger.write() as tx:
        projection.send(ready, tx, "alias", app=APP, subject="production", environment="production")
    projection.catch_up(ready)
    by = ("kanmon", "system", "support-bot@production")
    assert notes(ready) == [(*by, 2), (*by, 3)]


def test_what_is_gone_before_it_was_noted_is_not_noted(ready: Workbench, monkeypatch):
    mark = projection.mark_stages

    def overtaken(bench, app):
        monkeypatch.setattr(projection, "mark_stages", mark)
        place(bench, 3)

    place(ready, 2)
    monkeypatch.setattr(projection, "mark_stages", overtaken)
    projection.catch_up(ready)
    assert [after for *_, after in notes(ready)] == [3]
    assert shown(ready) == (3, 3)
    assert bypassed(ready) == []


def test_a_silent_store_keeps_the_errand_and_its_reason(ready: Workbench):
    sent = place(ready, 2)
    with pytest.raises(Unavailable) as caught:
        projection.catch_up(with_store(ready, "http://127.0.0.1:1"))
    (kept,) = projection.pending(ready)
    assert (kept.id, kept.attempts, kept.error) == (sent.id, 1, caught.value.say())
    assert not placement(ready).verified
    assert [done.id for done in projection.catch_up(ready)] == [sent.id]
    assert errand(ready, sent.id).error == ""


def test_one_that_cannot_be_carried_out_waits_and_the_others_go_on(ready: Workbench):
    place(ready, 2, "staging")
    ready.store.connection.client.delete_model_version(APP, "2")
    good = place(ready, 3)
    assert [done.id for done in projection.catch_up(ready)] == [good.id]
    (waiting,) = projection.pending(ready)
    assert "2" in waiting.error
    assert waiting.claimed_until > ready.now()
    assert projection.catch_up(ready) == []
    assert projection.pending(ready) == [waiting]


def test_in_a_hurry_those_that_wait_are_tried_too(ready: Workbench):
    ready.store.connection.client.delete_model_version(APP, "2")
    sent = place(ready, 2)
    projection.catch_up(ready)
    place(ready, 3)
    assert sent.id in {done.id for done in projection.catch_up(ready, hurry=True)}
    assert shown(ready) == (3, 3)


def test_a_store_of_a_newer_mlflow_keeps_the_errand_and_says_why(ready: Workbench):
    place(ready, 2)
    newer = ready.settings.home / "newer.db"
    with closing(sqlite3.connect(ready.settings.home / "mlflow.db")) as db:
        db.execute("VACUUM INTO ?", [str(newer)])
    with closing(sqlite3.connect(newer)) as db, db:
        db.execute("UPDATE alembic_version SET version_num = 'fffffffffff1'")
    again = with_store(ready, f"sqlite:///{newer}")
    assert projection.catch_up(again) == []
    (waiting,) = projection.pending(again)
    assert "newer MLflow" in waiting.error


def test_an_errand_that_another_process_has_is_left_to_it(ready: Workbench):
    sent = place(ready, 2)
    assert projection.claim(ready, sent)
    assert not projection.claim(ready, sent)
    assert projection.catch_up(ready) == []
    afterwards = ready.now() + projection.CLAIM + timedelta(seconds=1)
    later = Workbench(ready.settings, now=lambda: afterwards)
    assert [done.id for done in projection.catch_up(later)] == [sent.id]


def test_who_is_in_a_hurry_takes_the_errand_of_an_alias_from_who_may_have_been_killed(ready: Workbench):
    sent = place(ready, 2)
    assert projection.claim(ready, sent)
    assert [done.id for done in projection.catch_up(ready, hurry=True)] == [sent.id]
    assert shown(ready) == (2, 2)


def test_no_hurry_takes_any_other_errand_away(bench: Workbench):
    sent = an_errand(bench, "traces")
    assert projection.claim(bench, sent)
    (claimed,) = projection.pending(bench)
    assert not projection.claim(bench, claimed, hurry=True)


def an_errand(bench, kind, **params):
    with bench.ledger.write() as tx:
        return projection.send(bench, tx, kind, app=APP, subject="x", **params)


def silent(bench, errand):
    raise Unavailable("store.silent", where="there", reason="down")


def test_a_place_that_is_silent_keeps_no_other_waiting(bench: Workbench):
    for kind in ("langsmith", "alias", "langsmith", "traces"):
        an_errand(bench, kind)
    asked = []
    here = {kind: lambda bench, errand: asked.append(errand.kind) for kind in ("alias", "traces")}

    def there(bench, errand):
        asked.append("langsmith")
        silent(bench, errand)

    with pytest.raises(Unavailable):
        projection.catch_up(bench, here, {"langsmith": there})
    assert asked == ["alias", "traces", "langsmith"]
    assert [errand.error != "" for errand in projection.pending(bench, projection.LANGSMITH)] == [True, False]
    assert projection.pending(bench) == []


def test_one_that_is_always_refused_with_silence_lets_the_next_one_first(bench: Workbench):
    bad, good = an_errand(bench, "traces", name="bad"), an_errand(bench, "traces", name="good")
    done = []

    def carry_out(bench, errand):
        if errand.params["name"] == "bad":
            silent(bench, errand)
        done.append(errand.id)

    with pytest.raises(Unavailable):
        projection.catch_up(bench, {"traces": carry_out})
    with pytest.raises(Unavailable):
        projection.catch_up(bench, {"traces": carry_out})
    assert done == [good.id]
    assert [errand.id for errand in projection.pending(bench)] == [bad.id]


def test_an_errand_that_is_sent_meanwhile_is_carried_out_too(bench: Workbench):
    an_errand(bench, "langsmith")
    shown = []

    def there(bench, errand):
        an_errand(bench, "alias")

    projection.catch_up(bench, {"alias": lambda bench, errand: shown.append(errand)}, {"langsmith": there})
    assert len(shown) == 1


def test_only_the_kinds_of_the_places_are_carried_out(ready: Workbench):
    an_errand(ready, "traces")
    place(ready, 2)
    assert [done.kind for done in projection.catch_up(ready)] == ["alias"]
    assert [left.kind for left in projection.pending(ready)] == ["traces"]


def test_one_that_takes_long_is_held(bench: Workbench):
    sent = an_errand(bench, "traces")
    assert projection.claim(bench, sent)
    later = Workbench(bench.settings, now=lambda: bench.now() + projection.CLAIM)
    projection.hold(later, sent)
    assert errand(bench, sent.id).claimed_until > bench.now() + projection.CLAIM


@pytest.mark.parametrize(
    ("changes", "kinds"),
    [
        ({}, {"evaluation": {}, "traces": {"rows": "sampled"}}),
        ({"traces": Traces.ALL}, {"evaluation": {}, "traces": {"rows": "all"}}),
        ({"traces": Traces.NONE}, {"evaluation": {}}),
        (
            {"traces": Traces.NONE, "langsmith_url": "https://langsmith.example"},
            {"evaluation": {}, "langsmith": {}},
        ),
    ],
)
def test_a_finished_evaluation_leaves_an_errand_for_each_way_it_is_shown(bench: Workbench, changes, kinds):
    here = Workbench(dataclasses.replace(bench.settings, **changes))
    an_errand(here, "evaluation", evaluation="e1")
    left = projection.pending(bench, projection.MLFLOW + projection.LANGSMITH)
    assert {
        errand.kind: {k: v for k, v in errand.params.items() if k != "evaluation"} for errand in left
    } == kinds
    assert {errand.params["evaluation"] for errand in left} == {"e1"}
