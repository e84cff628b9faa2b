import json
import re

import pytest
import sqlalchemy as sa

from lifecycle import (
    aliases,
    bypasses,
    history,
    messages,
    overview,
    projection,
    promotion,
    prompts,
    reconcile,
    versions,
)
from lifecycle.cli.processes import bring_into_line
from lifecycle.errors import Conflict, NotFound, Refused, Unavailable
from lifecycle.records import KANMON, Actor, Block, PromptContent
from lifecycle.workbench import Workbench
from tests.builders import KEN, MEI
from tests.road import add_evidence, approved, freeze_golden, write_policy

APP = "support-bot"
MODEL, PROMPT = "models:/support-bot@production", "prompts:/reply@production"


@pytest.fixture
def released(mlflow_bench: Workbench) -> Workbench:
    """Two versions; the first is in production."""
    write_policy(mlflow_bench)
    freeze_golden(mlflow_bench)
    for number in (1, 2):
        content = PromptContent(blocks=(Block(role="system", text=f"返品は{number}日以内。"),))
        saved = prompts.save(mlflow_bench, app=APP, name="reply", content=content, by=KEN, reason="a rule")
        made = versions.create(
            mlflow_bench, app=APP, prompt=saved.ref, model="practice-1", endpoint="practice", by=KEN
        )
        add_evidence(mlflow_bench, made)
    promotion.promote(mlflow_bench, approved(mlflow_bench, 1).id, by=MEI, expecting=None)
    return mlflow_bench


def report(bench):
    found, faults = bypasses.report(bench, APP)
    assert faults == []
    return [(each.alias.address, each.alias.number, each.names) for each in found]


def told(bench):
    """What the audit log says of aliases, the oldest first."""
    actions = [aliases.FOUND, aliases.CHANGED, aliases.GONE, aliases.REPAIRED]
    found = history.events(bench, APP, actions=actions)
    return [(event.action, event.actor, event.subject, event.before, event.after) for event in found[::-1]]


def standing(bench):
    with bench.ledger.read() as tx:
        return [event.subject for event in aliases.standing(tx, APP)]


def test_where_everything_agrees_nothing_is_found_and_nothing_told(released):
    assert report(released) == []
    assert told(released) == []


def test_aliases_that_somebody_moved_are_found_and_told_once(released):
    released.store.models.point(APP, "production", 2)
    released.store.prompts.point("reply", "production", None)
    found = [(MODEL, 1, 2), (PROMPT, 1, None)]
    assert report(released) == report(released) == found
    assert told(released) == [(aliases.FOUND, "kanmon", *each) for each in found]
    assert standing(released) == [MODEL, PROMPT]


def test_another_finding_at_the_same_alias_is_told_too(released):
    released.store.models.point(APP, "production", 2)
    report(released)
    released.store.models.point(APP, "production", None)
    report(released)
    assert [after for *_, after in told(released)] == [2, None]
    assert standing(released) == [MODEL]


def test_an_alias_in_an_environment_that_nothing_was_released_into_is_found(released):
    released.store.models.point(APP, "staging", 2)
    assert report(released) == [("models:/support-bot@staging", None, 2)]


def test_without_a_policy_the_environments_in_use_are_looked_at(released):
    (released.settings.policies / "support-bot.yaml").unlink()
    released.store.models.point(APP, "staging", 2)
    released.store.models.point(APP, "production", 2)
    assert report(released) == [(MODEL, 1, 2)]


def test_a_finding_ends_when_the_alias_is_right_again_and_may_come_back(released):
    for number in (2, 1, 2):
        released.store.models.point(APP, "production", number)
        report(released)
    assert [action for action, *_ in told(released)] == [aliases.FOUND, aliases.GONE, aliases.FOUND]
    assert standing(released) == [MODEL]


def test_a_later_move_ends_a_finding(released):
    released.store.models.point(APP, "production", 2)
    report(released)
    promotion.promote(released, approved(released, 2).id, by=MEI, expecting=1)
    assert standing(released) == []
    assert report(released) == []
    assert len(told(released)) == 1


def test_what_is_still_to_follow_a_move_is_no_bypass(released, monkeypatch):
    monkeypatch.setattr(projection, "catch_up", lambda bench: [])
    promotion.promote(released, approved(released, 2).id, by=MEI, expecting=1)
    assert released.store.models.at(APP, "production") == 1
    assert report(released) == []


def test_what_a_move_overtakes_during_the_look_is_no_bypass(released, monkeypatch):
    request = approved(released, 2)
    look_at = aliases.look_at

    def slowly(*args):
        monkeypatch.setattr(aliases, "look_at", look_at)
        promotion.promote(released, request.id, by=MEI, expecting=1)
        return look_at(*args)

    monkeypatch.setattr(aliases, "look_at", slowly)
    assert report(released) == []
    assert told(released) == []


def test_repaired_means_put_back_by_somebody(released):
    released.store.models.point(APP, "production", 2)
    (repaired,) = bypasses.repair(released, APP, by=MEI)
    assert repaired.alias.address == MODEL
    assert released.store.models.at(APP, "production") == 1
    assert told(released) == [
        (aliases.FOUND, "kanmon", MODEL, 1, 2),
        (aliases.REPAIRED, "mei", MODEL, 2, 1),
    ]
    assert standing(released) == []
    assert bypasses.repair(released, APP, by=MEI) == []
    assert history.verify(released) is None


def test_who_may_not_promote_may_not_repair_but_the_finding_is_told(released):
    released.store.models.point(APP, "production", 2)
    with pytest.raises(Refused, match="needs the role approver"):
        bypasses.repair(released, APP, by=Actor(person="ken"))
    assert released.store.models.at(APP, "production") == 2
    assert standing(released) == [MODEL]


def test_a_repair_that_mlflow_did_not_answer_is_done_later(released, monkeypatch):
    released.store.models.point(APP, "production", 2)

    def silent(*args):
        raise Unavailable("store.silent", where="there", reason="down")

    with monkeypatch.context() as patch:
        patch.setattr(type(released.store.models), "point", silent)
        with pytest.raises(Unavailable):
            bypasses.repair(released, APP, by=MEI)
    assert report(released) == [], "an errand is left that puts it back"
    projection.catch_up(released)
    assert released.store.models.at(APP, "production") == 1


def test_an_application_made_again_begins_anew(released):
    released.store.models.point(APP, "production", 2)
    report(released)
    with released.ledger.write() as tx:
        history.record(released, tx, MEI, history.REMOVED, app=APP, subject=APP)
    assert standing(released) == []


# What stands behind an alias

CHAT = PromptContent(
    blocks=(Block(role="system", text="返品は7日以内。"), Block(role="user", text="{{question}}")),
    response_format={"type": "json_object"},
    settings={"temperature": 0, "max_tokens": 200, "seed": 7},
)


def client(bench):
    return bench.store.connection.client


def model_id(bench):
    return bench.store.models.model_id(APP, 1)


def write_prompt_tag(bench, key, value):
    client(bench).set_prompt_version_tag("reply", "1", key, value)


def says(bench):
    return client(bench).get_prompt_version_by_alias("reply", "production").template


def changed(bench):
    """What is found changed, in words."""
    found, faults = bypasses.report(bench, APP)
    assert faults == []
    assert all(look.action == aliases.CHANGED for look in found)
    return [messages.say(code, "en", **params) for code, params in map(bypasses.sentence, found)]


def test_another_text_behind_the_right_alias_is_told_once_and_put_back(released):
    write_prompt_tag(released, "mlflow.prompt.text", "返品はできません。")
    assert changed(released) == changed(released)
    assert changed(released) == [
        "prompts:/reply@production: the text or the settings of prompt v1 in MLflow are no longer those that"
        " were approved. They were changed past the gate."
    ]
    ((action, by, subject, before, after),) = told(released)
    assert (action, by, subject) == (aliases.CHANGED, "kanmon", PROMPT)
    assert before == versions.find(released, APP, 1).prompt_digest
    assert json.loads(released.objects.read(after))["version"]["mlflow.prompt.text"] == "返品はできません。"
    assert standing(released) == [PROMPT]
    assert [look.alias.address for look in bypasses.repair(released, APP, by=MEI)] == [PROMPT]
    assert says(released) == "返品は1日以内。"
    assert told(released)[1:] == [(aliases.REPAIRED, "mei", PROMPT, after, before)]
    assert standing(released) == []
    assert report(released) == []


@pytest.mark.parametrize(
    "change",
    [
        lambda bench: write_prompt_tag(bench, "_mlflow_prompt_type", "chat"),
        lambda bench: write_prompt_tag(bench, "_mlflow_prompt_response_format", '{"type": "text"}'),
        lambda bench: write_prompt_tag(bench, "_mlflow_prompt_model_config", '{"temperature": 2.0}'),
        lambda bench: write_prompt_tag(bench, "kanmon.digest", "0" * 64),
        lambda bench: client(bench).delete_prompt_version_tag("reply", "1", "mlflow.prompt.text"),
        lambda bench: client(bench).delete_prompt_version_tag("reply", "1", "mlflow.prompt.is_prompt"),
        lambda bench: client(bench).set_model_version_tag(APP, "1", "kanmon.digest", "0" * 64),
        lambda bench: client(bench).delete_model_version_tag(APP, "1", "kanmon.app"),
        lambda bench: client(bench).set_logged_model_tags(model_id(bench), {"kanmon.author": "nobody"}),
        lambda bench: client(bench).set_logged_model_tags(model_id(bench), {"mlflow.linkedPrompts": "[]"}),
    ],
)
def test_whatever_says_what_a_version_is_is_looked_at_and_put_back(released, change):
    change(released)
    assert len(changed(released)) == 1
    assert len(bypasses.repair(released, APP, by=MEI)) == 1
    assert changed(released) == []
    assert says(released) == "返品は1日以内。"
    assert history.verify(released) is None


def test_what_others_write_beside_it_is_their_business(released):
    write_prompt_tag(released, "team", "CS")
    client(released).set_model_version_tag(APP, "1", "reviewed", "yes")
    client(released).set_logged_model_tags(model_id(released), {"team": "CS"})
    with released.store.connection.speaking_globally() as mlflow:
        mlflow.link_prompt_version_to_model("reply", "2", model_id(released))
    assert report(released) == []


def test_a_chat_with_its_settings_reads_back_as_it_was_approved(released):
    saved = prompts.save(released, app=APP, name="chat", content=CHAT, by=KEN, reason="a chat")
    about = {"parameters": {"top_p": 0.5}, "code": "abc123", "model": "practice-1", "endpoint": "practice"}
    add_evidence(released, versions.create(released, app=APP, prompt=saved.ref, by=KEN, **about))
    assert promotion.promote(released, approved(released, 3).id, by=MEI, expecting=1).is_shown
    assert report(released) == []
    client(released).set_prompt_version_tag("chat", "1", "mlflow.prompt.text", "{")
    assert len(changed(released)) == 1
    bypasses.repair(released, APP, by=MEI)
    found = client(released).get_prompt_version_by_alias("chat", "production")
    assert found.template[1] == {"role": "user", "content": "{{question}}"}


ORDERED = PromptContent(
    blocks=(Block(role="system", text="返品は7日以内。"),),
    response_format={"type": "object", "properties": {"z": {"minimum": 1.0}, "a": {"type": "string"}}},
    settings={"temperature": 1.0, "max_tokens": 200, "zeta": {"b": 1, "a": [1.5, 2.0]}},
)


def test_another_order_of_names_or_spelling_of_numbers_is_no_other_content(released):
    saved = prompts.save(released, app=APP, name="ordered", content=ORDERED, by=KEN, reason="an order")
    about = {"parameters": {"top_p": 1.0, "stop": ["z", "a"]}, "model": "practice-1", "endpoint": "practice"}
    add_evidence(released, versions.create(released, app=APP, prompt=saved.ref, by=KEN, **about))
    assert promotion.promote(released, approved(released, 3).id, by=MEI, expecting=1).is_shown
    assert report(released) == []
    assert told(released) == []


@pytest.mark.parametrize("text", ['{"temperature": NaN}', "[" * 100_000, '{"temperature": 1e999}'])
def test_json_that_is_none_is_another_content(released, text):
    write_prompt_tag(released, "_mlflow_prompt_model_config", text[:4000])
    assert len(changed(released)) == 1


def test_another_content_than_before_is_told_anew(released):
    for text in ("one", "one", "two"):
        write_prompt_tag(released, "mlflow.prompt.text", text)
        bypasses.report(released, APP)
    assert [action for action, *_ in told(released)] == [aliases.CHANGED] * 2
    write_prompt_tag(released, "mlflow.prompt.text", "返品は1日以内。")
    bypasses.report(released, APP)
    assert told(released)[-1][0] == aliases.GONE
    assert standing(released) == []


@pytest.mark.parametrize(
    "spoil",
    [
        lambda bench: client(bench).delete_logged_model(model_id(bench)),
        lambda bench: client(bench).log_model_params(model_id(bench), {"parameter.temperature": "2"}),
    ],
)
def test_what_cannot_be_put_back_is_said_and_keeps_nothing_else_from_it(released, spoil):
    spoil(released)
    write_prompt_tag(released, "mlflow.prompt.text", "返品はできません。")
    assert len(changed(released)) == 2
    with pytest.raises(Conflict, match="support-bot v1 is not what was approved") as caught:
        bypasses.repair(released, APP, by=MEI)
    assert caught.value.code == "bypass.not_repaired"
    assert "Restore MLflow" in caught.value.hint()
    assert says(released) == "返品は1日以内。"
    assert MODEL in standing(released)
    assert aliases.REPAIRED not in {action for action, *_ in told(released)}


def test_a_prompt_version_that_was_deleted_behind_its_alias_is_found_and_said_to_be_gone(released):
    client(released).delete_prompt_version("reply", "1")
    assert PROMPT in {address for address, *_ in report(released)}
    with pytest.raises(Conflict, match="MLflow no longer has reply v1: it was deleted there"):
        bypasses.repair(released, APP, by=MEI)
    assert [action for action, *_ in told(released)] == [aliases.FOUND]


def test_a_repair_takes_its_errand_from_the_worker_that_is_just_at_it(released, monkeypatch):
    released.store.models.point(APP, "production", 2)
    catch_up = projection.catch_up

    def behind_a_worker(bench, **how):
        for errand in projection.pending(bench):
            projection.claim(bench, errand)
        return catch_up(bench, **how)

    monkeypatch.setattr(projection, "catch_up", behind_a_worker)
    assert len(bypasses.repair(released, APP, by=MEI)) == 1
    assert released.store.models.at(APP, "production") == 1


def test_what_another_process_is_putting_back_is_not_said_to_be_back(released, monkeypatch):
    released.store.models.point(APP, "production", 2)
    monkeypatch.setattr(projection, "claim", lambda *args, **how: False)
    with pytest.raises(Conflict) as caught:
        bypasses.repair(released, APP, by=MEI)
    assert caught.value.code == "bypass.being_repaired"


def test_a_move_that_mlflow_cannot_show_is_told(released):
    request = approved(released, 2)
    client(released).delete_model_version(APP, "2")
    assert not promotion.promote(released, request.id, by=MEI, expecting=1).is_shown
    assert released.store.models.at(APP, "production") == 1
    found, (fault,) = bypasses.report(released, APP)
    assert (found, fault.code, fault.params["environment"]) == ([], "bypass.not_shown", "production")
    assert "support-bot v2" in fault.say()
    (errand,) = overview.troubles(released, APP).unshown
    assert errand.error == fault.params["reason"]
    with pytest.raises(Conflict, match="does not show yet what production holds"):
        bypasses.repair(released, APP, by=MEI)
    back = promotion.roll_back(released, APP, "production", by=MEI, expecting=2, reason="gone")
    assert back.is_shown
    assert bypasses.report(released, APP) == ([], [])
    assert overview.troubles(released, APP).unshown == ()


def test_an_errand_that_cannot_be_carried_out_is_told_once(released):
    request = approved(released, 2)
    client(released).delete_model_version(APP, "2")
    promotion.promote(released, request.id, by=MEI, expecting=1)
    lines = bring_into_line(released, repair=False, person="").lines
    assert sum("support-bot v2" in line for line in lines) == 1


def test_a_stage_that_somebody_changed_is_written_again_and_is_no_bypass(released):
    for number in ("1", "2"):
        client(released).set_model_version_tag(APP, number, "kanmon.stage", "Elsewhere")
    answer = bring_into_line(released, repair=False, person="")
    assert answer.exit_code == 0
    assert answer.lines[1:] == [
        "support-bot: the stage of v1, v2 was changed in MLflow. It is written again as the ledger has it."
    ]
    stages = [client(released).get_model_version(APP, n).tags["kanmon.stage"] for n in ("1", "2")]
    assert stages == ["Production", "None"]
    assert reconcile.run(released).stages == {}
    assert told(released) == []


def test_while_an_alias_has_to_follow_a_move_its_errand_writes_the_stages(released):
    client(released).set_model_version_tag(APP, "1", "kanmon.stage", "Elsewhere")
    with released.ledger.write() as tx:
        projection.send(released, tx, "alias", app=APP, subject="production", environment="production")
    assert projection.put_stages_right(released, APP) == []
    projection.catch_up(released)
    assert client(released).get_model_version(APP, "1").tags["kanmon.stage"] == "Production"


def test_a_version_whose_frozen_prompt_is_lost_is_not_promoted(released):
    request = approved(released, 2)
    released.objects.path(versions.find(released, APP, 2).prompt_digest).unlink()
    with pytest.raises(Conflict, match="frozen content of prompt reply@2 is lost") as caught:
        promotion.promote(released, request.id, by=MEI, expecting=1)
    assert caught.value.code == "release.prompt_lost"
    assert released.store.models.at(APP, "production") == 1


def test_what_is_due_is_worked_out_once_for_each_environment(released, monkeypatch):
    looks, _ = bypasses.look(released, APP)
    asked = []
    wanted_in = aliases.wanted_in

    def counted(bench, app, environment):
        asked.append(environment)
        return wanted_in(bench, app, environment)

    monkeypatch.setattr(aliases, "wanted_in", counted)
    assert bypasses.still_true(released, APP, looks) == looks
    assert sorted(asked) == ["production", "staging"]


def test_where_the_ledger_itself_lost_what_was_approved_the_others_are_looked_at(released):
    released.objects.path(versions.find(released, APP, 1).prompt_digest).unlink()
    released.store.models.point(APP, "production", 2)
    found, faults = bypasses.report(released, APP)
    assert [look.alias.address for look in found] == standing(released) == [MODEL]
    assert [(type(fault), fault.code) for fault in faults] == [(NotFound, "objects.missing")]
    with pytest.raises((NotFound, Conflict)):
        bypasses.repair(released, APP, by=MEI)
    assert released.store.models.at(APP, "production") == 1


def test_a_repair_that_was_cut_off_before_it_was_told_ends_all_the_same(released, monkeypatch):
    released.store.models.point(APP, "production", 2)

    def die(*args, **kwargs):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(aliases, "tell_repaired", die)
        with pytest.raises(KeyboardInterrupt):
            bypasses.repair(released, APP, by=MEI)
    assert released.store.models.at(APP, "production") == 1
    projection.catch_up(released, hurry=True)
    assert told(released)[-1] == (aliases.REPAIRED, "mei", MODEL, 2, 1)
    assert standing(released) == []


def test_a_finding_ends_also_where_the_policy_names_its_environment_no_more(released):
    released.store.models.point(APP, "staging", 1)
    found = [(f"models:/{APP}@staging", None, 1)]
    assert report(released) == found
    (released.settings.policies / f"{APP}.yaml").write_text("environments: [")
    assert report(released) == found
    released.store.models.point(APP, "staging", None)
    assert report(released) == []
    assert standing(released) == []


def test_what_stands_is_told_from_the_index_however_long_the_log_is(released):
    released.store.models.point(APP, "production", 2)
    report(released)
    asked = []

    def listen(connection, cursor, statement, parameters, context, many):
        if statement.startswith("SELECT"):
            asked.append((statement, parameters))

    sa.event.listen(released.ledger.engine, "before_cursor_execute", listen)
    assert standing(released) == [MODEL]
    sa.event.remove(released.ledger.engine, "before_cursor_execute", listen)
    assert asked
    with released.ledger.engine.connect() as connection:
        for statement, parameters in asked:
            assert USES_INDEX.search(plan_of(connection, statement, parameters))


USES_INDEX = re.compile("SEARCH events USING INDEX events_by_action|Index .*Scan .*events_by_action")


def plan_of(connection, statement, parameters):
    explain = "EXPLAIN QUERY PLAN"
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SET enable_seqscan TO off")  # a table of this test is small
        explain = "EXPLAIN"
    return "\n".join(row[-1] for row in connection.exec_driver_sql(f"{explain} {statement}", parameters))


def test_a_finding_by_kanmon_names_the_version(released):
    write_prompt_tag(released, "mlflow.prompt.text", "x")
    bypasses.report(released, APP)
    (event,) = history.events(released, APP, actions=[aliases.CHANGED])
    assert (event.actor, event.details) == (KANMON.person, {"environment": "production", "number": 1})
    assert bypasses.sentence(event) == ("bypass.prompt_changed", {"address": PROMPT, "number": 1})
