import pytest

from lifecycle import bypasses, history, projection, promotion, prompts, versions
from lifecycle.errors import Refused, Unavailable
from lifecycle.records import Actor, Block, PromptContent
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
    return [(each.alias.address, each.alias.number, each.names) for each in bypasses.report(bench, APP)]


def told(bench):
    """What the audit log says of aliases, the oldest first."""
    actions = [bypasses.FOUND, bypasses.GONE, bypasses.REPAIRED]
    found = history.events(bench, APP, actions=actions)
    return [(event.action, event.actor, event.subject, event.before, event.after) for event in found[::-1]]


def standing(bench):
    with bench.ledger.read() as tx:
        return [event.subject for event in bypasses.standing(tx, APP)]


def test_where_everything_agrees_nothing_is_found_and_nothing_told(released):
    assert report(released) == []
    assert told(released) == []


def test_aliases_that_somebody_moved_are_found_and_told_once(released):
    released.store.models.point(APP, "production", 2)
    released.store.prompts.point("reply", "production", None)
    found = [(MODEL, 1, 2), (PROMPT, 1, None)]
    assert report(released) == report(released) == found
    assert told(released) == [(bypasses.FOUND, "kanmon", *each) for each in found]
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
    assert [action for action, *_ in told(released)] == [bypasses.FOUND, bypasses.GONE, bypasses.FOUND]
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
    look = bypasses.look

    def slowly(bench, app):
        bench.store.models.point(APP, "production", 2)
        found = look(bench, app)
        promotion.promote(bench, request.id, by=MEI, expecting=1)
        return found

    monkeypatch.setattr(bypasses, "look", slowly)
    assert report(released) == []
    assert told(released) == []


def test_repaired_means_put_back_by_somebody(released):
    released.store.models.point(APP, "production", 2)
    (repaired,) = bypasses.repair(released, APP, by=MEI)
    assert repaired.alias.address == MODEL
    assert released.store.models.at(APP, "production") == 1
    assert told(released) == [
        (bypasses.FOUND, "kanmon", MODEL, 1, 2),
        (bypasses.REPAIRED, "mei", MODEL, 2, 1),
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
