import threading

import pytest

from lifecycle import evidence, history, projection, promotion, prompts, requests, versions
from lifecycle.errors import Conflict, Invalid, NotFound, Refused
from lifecycle.records import Actor, Block, PromptContent, RequestState
from lifecycle.workbench import Workbench
from tests.builders import HANA, KEN, MEI
from tests.road import add_evidence, freeze_golden, write_policy

WRONG = {"c0", *(f"c{i}" for i in range(2, 40))}


@pytest.fixture
def road(mlflow_bench):
    """Three versions in a real registry, each with evidence good enough for production."""
    write_policy(mlflow_bench)
    freeze_golden(mlflow_bench)
    for number in (1, 2, 3):
        content = PromptContent(blocks=(Block(role="system", text=f"返品は{number}日以内。"),))
        saved = prompts.save(
            mlflow_bench, app="support-bot", name="reply", content=content, by=KEN, reason="a rule"
        )
        made = versions.create(
            mlflow_bench, app="support-bot", prompt=saved.ref, model="practice-1", endpoint="practice", by=KEN
        )
        add_evidence(mlflow_bench, made)
    return mlflow_bench


def approved(bench, version, environment="production"):
    request = requests.open_request(bench, "support-bot", version, environment, by=HANA, reason="better")
    return requests.approve(bench, request.id, by=MEI)


def release(bench, version, expecting):
    return promotion.promote(bench, approved(bench, version).id, by=MEI, expecting=expecting)


def standing(bench):
    return evidence.placement(bench, "support-bot", "production").version


def test_a_promotion_moves_the_environment_and_the_aliases_follow(road):
    move = release(road, 1, None)
    assert (move.event.before, move.event.after, move.is_shown) == (None, 1, True)
    place = evidence.placement(road, "support-bot", "production")
    assert (place.version, place.moved_by, place.verified) == (1, "mei", True)
    assert road.store.models.at("support-bot", "production") == 1
    assert road.store.prompts.at("reply", "production") == 1


def test_the_event_says_who_allowed_it_and_on_what_evidence(road):
    details = release(road, 1, None).event.details
    assert details["requested_by"] == "hana"
    assert details["approved_by"] == ["mei"]
    assert details["verdict"] == "ready"
    assert {"request", "evaluation", "policy_digest", "bundle_digest", "evidence_digest"} <= set(details)


def test_without_an_approval_nothing_moves(road):
    request = requests.open_request(road, "support-bot", 1, "production", by=HANA, reason="better")
    with pytest.raises(Refused) as caught:
        promotion.promote(road, request.id, by=MEI, expecting=None)
    assert caught.value.params["verdict"] == "needs_review"
    assert standing(road) is None
    assert history.events(road, "support-bot", actions=history.MOVES) == []


def test_a_gate_that_closed_after_the_approval_keeps_the_environment_where_it_is(road):
    request = approved(road, 1)
    version = versions.find(road, "support-bot", 1)
    add_evidence(road, version, WRONG)
    with pytest.raises(Refused) as caught:
        promotion.promote(road, request.id, by=MEI, expecting=None)
    assert caught.value.params["verdict"] == "hold"


def test_somebody_who_expected_another_version_is_told_who_moved_it(road):
    release(road, 1, None)
    request = approved(road, 2)
    with pytest.raises(Conflict, match=r"expected –, found v1 \(moved by mei\)"):
        promotion.promote(road, request.id, by=MEI, expecting=None)
    assert standing(road) == 1


def test_of_two_who_press_at_once_one_wins(road):
    request = approved(road, 1)
    outcomes = []

    def press():
        mine = Workbench(road.settings)
        try:
            outcomes.append(promotion.promote(mine, request.id, by=MEI, expecting=None))
        except Conflict as error:
            outcomes.append(error)
        mine.ledger.close()

    threads = [threading.Thread(target=press) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(isinstance(outcome, promotion.Move) for outcome in outcomes) == 1
    assert len(history.events(road, "support-bot", actions=history.MOVES)) == 1
    assert history.verify(road) is None


def test_a_promoted_request_is_over(road):
    request = approved(road, 1)
    promotion.promote(road, request.id, by=MEI, expecting=None)
    assert requests.find(road, request.id).state == RequestState.PROMOTED
    with pytest.raises(Conflict, match="is over"):
        promotion.promote(road, request.id, by=MEI, expecting=1)


def test_a_reviewer_can_neither_promote_nor_roll_back(road):
    rin = Actor(person="rin")
    request = approved(road, 1)
    with pytest.raises(Refused, match="role"):
        promotion.promote(road, request.id, by=rin, expecting=None)
    with pytest.raises(Refused, match="role"):
        promotion.roll_back(road, "support-bot", "production", by=rin, expecting=None, reason="x")


def test_a_rollback_names_and_restores_the_version_before(road):
    release(road, 1, None)
    release(road, 2, 1)
    assert promotion.way_back(road, "support-bot", "production").version == 1
    move = promotion.roll_back(road, "support-bot", "production", by=HANA, expecting=2, reason="wrong fees")
    assert (move.event.before, move.event.after, move.event.reason) == (2, 1, "wrong fees")
    assert road.store.models.at("support-bot", "production") == 1
    assert road.store.prompts.at("reply", "production") == 1


def test_what_was_rolled_back_is_never_a_way_back(road):
    release(road, 1, None)
    release(road, 2, 1)
    promotion.roll_back(road, "support-bot", "production", by=HANA, expecting=2, reason="wrong fees")
    assert promotion.way_back(road, "support-bot", "production") is None
    release(road, 3, 1)
    assert promotion.way_back(road, "support-bot", "production").version == 1


def test_there_is_no_way_back_from_the_first_version(road):
    release(road, 1, None)
    with pytest.raises(Refused, match="no earlier version"):
        promotion.roll_back(road, "support-bot", "production", by=HANA, expecting=1, reason="why not")


def test_a_rollback_needs_a_reason_and_the_version_that_was_seen(road):
    release(road, 1, None)
    release(road, 2, 1)
    with pytest.raises(Invalid, match="reason"):
        promotion.roll_back(road, "support-bot", "production", by=HANA, expecting=2, reason=" ")
    with pytest.raises(Conflict, match="found v2"):
        promotion.roll_back(road, "support-bot", "production", by=HANA, expecting=1, reason="late")


def test_a_rollback_voids_approvals_that_compared_with_what_is_gone(road):
    release(road, 1, None)
    release(road, 2, 1)
    request = approved(road, 3)
    promotion.roll_back(road, "support-bot", "production", by=HANA, expecting=2, reason="wrong fees")
    with pytest.raises(Refused) as caught:
        promotion.promote(road, request.id, by=MEI, expecting=1)
    assert caught.value.params["verdict"] == "needs_review"


def test_the_past_can_be_asked_at_any_moment(road):
    before = road.now()
    first = release(road, 1, None)
    release(road, 2, 1)
    assert history.state_at(road, "support-bot", before) == {}
    assert history.state_at(road, "support-bot", first.event.at)["production"].after == 1
    assert history.state_at(road, "support-bot", road.now())["production"].after == 2


def test_while_mlflow_does_not_answer_the_move_stands_and_the_alias_follows_later(road, monkeypatch):
    request = approved(road, 1)
    away = Workbench(
        type(road.settings)(
            home=road.settings.home,
            policies=road.settings.policies,
            ledger_url=road.settings.ledger_url,
            tracking_uri="http://127.0.0.1:9",
        )
    )
    move = promotion.promote(away, request.id, by=MEI, expecting=None)
    away.ledger.close()
    assert not move.is_shown
    assert standing(road) == 1
    assert road.store.models.at("support-bot", "production") is None
    projection.catch_up(road)
    assert road.store.models.at("support-bot", "production") == 1


def test_an_environment_without_approvals_is_ready_at_once(road):
    request = requests.open_request(road, "support-bot", 1, "staging", by=HANA, reason="try")
    assert request.state == RequestState.APPROVED
    promotion.promote(road, request.id, by=MEI, expecting=None)
    assert evidence.placement(road, "support-bot", "staging").version == 1


def test_an_environment_the_policy_does_not_name_is_refused(road):
    with pytest.raises(NotFound):
        evidence.decide(road, "support-bot", 1, "moon")


def test_the_event_names_what_stood_at_the_promotion_and_not_what_was_void_by_then(road):
    request = approved(road, 1)
    newer = add_evidence(road, versions.find(road, "support-bot", 1), {"c5"})
    requests.approve(road, request.id, by=Actor(person="yuki"))
    details = promotion.promote(road, request.id, by=MEI, expecting=None).event.details
    assert details["approved_by"] == ["yuki"]
    assert details["evaluation"] == newer.id
    assert details["evidence_digest"] != request.evidence_digest
