import dataclasses
import threading
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifecycle import (
    evidence,
    history,
    overrides,
    projection,
    promotion,
    prompts,
    requests,
    settings,
    versions,
)
from lifecycle.cli import moves
from lifecycle.errors import Conflict, Invalid, NotFound, Refused
from lifecycle.messages import say
from lifecycle.records import (
    Actor,
    Block,
    Event,
    OverrideState,
    Placement,
    PromptContent,
    RequestState,
    Result,
    Smoke,
)
from lifecycle.workbench import Workbench
from tests.builders import HANA, KEN, MEI, NOON
from tests.road import POLICY, add_evidence, approved, ask, freeze_golden, write_policy

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


def release(bench, version, expecting):
    return promotion.promote(bench, approved(bench, version).id, by=MEI, expecting=expecting)


def roll_back(bench, expecting, by=HANA, **more):
    given = {"reason": "wrong fees", **more}
    return promotion.roll_back(bench, "support-bot", "production", by=by, expecting=expecting, **given)


def at(bench, moment):
    """The same house at another time."""
    return Workbench(bench.settings, now=lambda: moment)


def place(bench):
    return evidence.placement(bench, "support-bot", "production")


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


def test_evidence_that_came_after_the_request_keeps_the_environment_where_it_is(road):
    request = approved(road, 1)
    add_evidence(road, versions.find(road, "support-bot", 1), WRONG)
    with pytest.raises(Conflict, match="evaluated again"):
        promotion.promote(road, request.id, by=MEI, expecting=None)
    assert requests.find(road, request.id).state is RequestState.STALE
    assert standing(road) is None


def test_a_gate_that_closed_after_the_approval_lets_nothing_pass(road):
    request = approved(road, 1)
    take_role(road, "mei", "viewer")
    with pytest.raises(Refused) as caught:
        promotion.promote(road, request.id, by=HANA, expecting=None)
    assert caught.value.params["verdict"] == "needs_review"
    assert standing(road) is None


def test_a_promotion_names_those_whose_yes_counted_and_a_yes_in_which_role_it_was_given(road):
    write_policy(road, POLICY.replace("roles: [approver]", "roles: [release_manager]"))
    for person in ("hana", "mei"):
        take_role(road, person, "release_manager")
    request = ask(road, 1, by=KEN)
    for by in (HANA, MEI):
        requests.approve(road, request.id, by=by)
    take_role(road, "hana", "approver")
    move = promotion.promote(road, request.id, by=MEI, expecting=None)
    assert move.event.details["approved_by"] == ["mei"]
    given = history.events(road, "support-bot", actions=["request.approved"])
    assert [(each.actor, each.details["role"], each.details["team"]) for each in given] == [
        ("mei", "release_manager", "CS"),
        ("hana", "release_manager", "product"),
    ]


def take_role(bench, person, role):
    people = bench.people
    changed = dataclasses.replace(people[person], roles={"support-bot": role})
    settings.save_people(bench.settings.home, {**people, person: changed})


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
    with pytest.raises(Conflict, match="mei has promoted v1 to production already"):
        promotion.promote(road, request.id, by=MEI, expecting=1)


def test_a_reviewer_can_neither_promote_nor_roll_back(road):
    rin = Actor(person="rin")
    request = approved(road, 1)
    with pytest.raises(Refused, match="role"):
        promotion.promote(road, request.id, by=rin, expecting=None)
    with pytest.raises(Refused, match="role"):
        roll_back(road, None, by=rin)


def test_a_rollback_names_and_restores_the_version_before(road):
    release(road, 1, None)
    release(road, 2, 1)
    assert promotion.way_back(road, "support-bot", "production").version == 1
    move = roll_back(road, 2)
    assert (move.event.before, move.event.after, move.event.reason) == (2, 1, "wrong fees")
    assert road.store.models.at("support-bot", "production") == 1
    assert road.store.prompts.at("reply", "production") == 1


def test_what_was_rolled_back_is_never_a_way_back(road):
    release(road, 1, None)
    release(road, 2, 1)
    roll_back(road, 2)
    assert promotion.way_back(road, "support-bot", "production") is None
    release(road, 3, 1)
    assert promotion.way_back(road, "support-bot", "production").version == 1


def test_there_is_no_way_back_from_the_first_version(road):
    release(road, 1, None)
    with pytest.raises(Refused, match="no earlier version"):
        roll_back(road, 1)


def test_a_rollback_needs_a_reason_and_the_version_that_was_seen(road):
    release(road, 1, None)
    release(road, 2, 1)
    with pytest.raises(Invalid, match="reason"):
        roll_back(road, 2, reason=" ")
    with pytest.raises(Conflict, match="found v2"):
        roll_back(road, 1)


def test_a_rollback_makes_the_standing_request_stale_and_says_why(road):
    release(road, 1, None)
    release(road, 2, 1)
    request = approved(road, 3)
    roll_back(road, 2)
    ended = requests.find(road, request.id)
    assert (ended.state, ended.closed_by) == (RequestState.STALE, "")
    assert (ended.closing_code, ended.closing_params) == (
        "release.rolled_back_since",
        {"environment": "production", "before": 2, "version": 1, "by": "hana"},
    )
    (told,) = history.events(road, "support-bot", actions=["request.stale"])
    assert (told.actor, told.identity, told.subject) == ("kanmon", "system", request.id)
    with pytest.raises(Conflict):
        promotion.promote(road, request.id, by=MEI, expecting=1)
    assert standing(road) == 1


def test_a_rollback_pins_until_a_request_that_names_the_pin_is_promoted(road):
    release(road, 1, None)
    release(road, 2, 1)
    pin = roll_back(road, 2).event.number
    assert place(road).pin == pin
    with pytest.raises(Refused, match="pinned to v1 by a rollback") as caught:
        requests.open_request(road, "support-bot", 3, "production", by=HANA, reason="better")
    assert caught.value.code == "release.pinned"
    move = release(road, 3, 1)
    assert (move.event.after, move.event.details["pin"], place(road).pin) == (3, pin, None)


def test_a_second_rollback_sets_a_pin_of_its_own(road):
    for number, before in ((1, None), (2, 1), (3, 2)):
        release(road, number, before)
    first, second = (roll_back(road, standing).event for standing in (3, 2))
    assert (first.after, second.after) == (2, 1)
    assert place(road).pin == second.number != first.number


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
    requests.approve(road, request.id, by=Actor(person="yuki"))
    take_role(road, "mei", "viewer")
    details = promotion.promote(road, request.id, by=HANA, expecting=None).event.details
    assert details["approved_by"] == ["yuki"]
    assert details["evidence_digest"] == request.evidence_digest


# Clocks


def write_something(bench):
    with bench.ledger.write() as tx:
        history.record(bench, tx, KEN, "prompt.saved", app="support-bot", subject="reply@9")


def test_while_the_clock_is_behind_the_audit_log_nothing_goes_through_the_gate_and_all_goes_back(road):
    release(road, 1, None)
    release(road, 2, 1)
    request = approved(road, 3)
    late = at(road, road.now() - timedelta(days=2))
    for act in (
        lambda: promotion.promote(late, request.id, by=MEI, expecting=2),
        lambda: requests.approve(late, request.id, by=HANA),
        lambda: requests.open_request(late, "support-bot", 1, "staging", by=HANA, reason="again"),
    ):
        with pytest.raises(Refused, match=r"clock is 2,8\d\d minutes behind the audit log") as caught:
            act()
        assert caught.value.code == "history.clock"
    assert roll_back(late, 2).event.after == 1


def test_what_a_clock_that_was_ahead_left_locks_nobody_out_for_long(road):
    request = approved(road, 1)
    write_something(at(road, road.now() + timedelta(days=365)))
    with pytest.raises(Refused, match="behind the audit log"):
        promotion.promote(road, request.id, by=MEI, expecting=None)
    write_something(road)
    assert promotion.promote(road, request.id, by=MEI, expecting=None).event.after == 1


def test_clocks_may_lie_apart_a_little(road):
    request = approved(road, 1)
    write_something(at(road, road.now() + timedelta(minutes=4)))
    assert promotion.promote(road, request.id, by=MEI, expecting=None).event.after == 1


# The same key is the same move


def test_the_same_key_again_is_the_same_move(road):
    request = approved(road, 1)
    first = promotion.promote(road, request.id, by=MEI, expecting=None, key="build 17")
    assert promotion.promote(road, request.id, by=MEI, expecting=None, key="build 17") == first
    release(road, 2, 1)
    back = roll_back(road, 2, key="back 1")
    assert roll_back(road, 2, key="back 1") == back
    assert roll_back(road, 2, key="back 1", to=1) == back
    with road.ledger.read() as tx:
        assert [move.after for move in history.moves(tx, "support-bot", "production")] == [1, 2, 1]


def test_the_same_key_after_the_environment_was_moved_on_says_what_stands_there(road, capsys):
    release(road, 1, None)
    request = approved(road, 2)
    press = {"by": MEI, "expecting": 1, "key": "build 17"}
    first = promotion.promote(road, request.id, **press)
    roll_back(road, 2)
    again = promotion.promote(road, request.id, **press)
    assert (again.event, again.holds, again.is_shown) == (first.event, 1, False)
    assert (first.is_overtaken, again.is_overtaken) == (False, True)
    (told,) = moves.moved(road, again).lines
    assert told.startswith("v2 came to production by a move of ")
    assert told.endswith("production was moved on, and it holds v1 now.")
    assert moves.moved(road, again).document["shown_in_mlflow"] is False


@pytest.mark.parametrize("other", ["request", "expecting", "person", "action"])
def test_another_move_under_a_key_that_was_used_is_a_conflict(road, other):
    first = approved(road, 1)
    moved = promotion.promote(road, first.id, by=MEI, expecting=None, key="build 17")
    second = approved(road, 2)
    with pytest.raises(Conflict, match=f"another move .event {moved.event.number}, by mei.") as caught:
        if other == "action":
            roll_back(road, 1, key="build 17")
        else:
            promotion.promote(
                road,
                second.id if other == "request" else first.id,
                by=HANA if other == "person" else MEI,
                expecting=1 if other == "expecting" else None,
                key="build 17",
            )
    assert caught.value.code == "release.key_used"
    assert standing(road) == 1


def test_a_refused_move_leaves_its_key_free(road):
    request = ask(road, 1)
    with pytest.raises(Refused):
        promotion.promote(road, request.id, by=MEI, expecting=None, key="k")
    requests.approve(road, request.id, by=MEI)
    assert promotion.promote(road, request.id, by=MEI, expecting=None, key="k").event.after == 1


def test_a_key_that_is_too_long_is_refused(road):
    request = approved(road, 1)
    with pytest.raises(Invalid, match="200 characters"):
        promotion.promote(road, request.id, by=MEI, expecting=None, key="k" * 201)


# Where a rollback may lead


def test_what_mlflow_never_showed_is_no_target(road, monkeypatch):
    release(road, 1, None)
    with monkeypatch.context() as patch:
        patch.setattr(projection, "note_shown", lambda *args: None)
        release(road, 2, 1)
    release(road, 3, 2)
    assert promotion.way_back(road, "support-bot", "production").version == 1
    assert roll_back(road, 3).event.after == 1


def test_moves_from_before_anybody_noted_what_mlflow_shows_are_targets(road):
    for before, after in ((None, 1), (1, 2)):
        about = {"before": before, "after": after, "environment": "production"}
        with road.ledger.write() as tx:
            history.record(road, tx, MEI, history.MOVES[0], app="support-bot", subject="x", **about)
    assert promotion.way_back(road, "support-bot", "production").version == 1


def test_the_policy_says_whether_a_target_may_be_chosen(road):
    for number, before in ((1, None), (2, 1), (3, 2)):
        release(road, number, before)
    with pytest.raises(Refused, match="cannot be rolled back to v1") as caught:
        roll_back(road, 3, to=1)
    assert (caught.value.code, caught.value.params["targets"]) == ("release.no_target", ["v2"])
    write_policy(road, f"{POLICY}    rollback: {{targets: any}}\n")
    with pytest.raises(Refused) as caught:
        roll_back(road, 3, to=3)
    assert caught.value.params["targets"] == ["v2", "v1"], "what came last first, not what is there"
    assert roll_back(road, 3, to=1).event.after == 1


def test_a_rollback_never_leads_to_what_a_rollback_took_away(road):
    write_policy(road, f"{POLICY}    rollback: {{targets: any}}\n")
    for number, before in ((1, None), (2, 1), (3, 2)):
        release(road, number, before)
    roll_back(road, 3, to=1)
    for gone in (2, 3):
        with pytest.raises(Refused, match=f"cannot be rolled back to v{gone}"):
            roll_back(road, 1, to=gone)
    assert promotion.way_back(road, "support-bot", "production") is None


def test_a_policy_can_leave_rollbacks_to_a_higher_role(road):
    release(road, 1, None)
    release(road, 2, 1)
    write_policy(road, f"{POLICY}    rollback: {{roles: [release_manager]}}\n")
    with pytest.raises(Refused, match="needs the role release_manager"):
        roll_back(road, 2)
    assert roll_back(road, 2, by=Actor(person="yuki")).event.after == 1


def test_a_policy_that_cannot_be_read_keeps_nobody_from_rolling_back(road):
    release(road, 1, None)
    digest = release(road, 2, 1).event.details["policy_digest"]
    write_policy(road, "environments: [")
    assert roll_back(road, 2).event.details["policy_digest"] == ""
    write_policy(road)
    release(road, 3, 1)
    assert roll_back(road, 3).event.details["policy_digest"] == digest


MOVES = st.lists(st.tuples(st.booleans(), st.integers(1, 4)), max_size=20)


@given(MOVES)
def test_a_way_back_leads_to_what_stood_before_and_was_not_taken_back(wanted):
    """Against a plain model: a pile of versions, from which a rollback takes what lies on its target."""
    moves, pile, gone = [], [], {}
    for back, version in wanted:
        if pile[-1:] == [version]:
            continue
        if back and version in pile:
            lies_on_it = set()
            while pile[-1] != version:
                lies_on_it.add(pile.pop())
            pile = [each for each in pile if each not in lies_on_it]
            gone |= dict.fromkeys(lies_on_it, len(moves))
            moves.append(a_move(len(moves), history.ROLLED_BACK, version))
        else:
            pile.append(version)
            moves.append(a_move(len(moves), history.MOVES[0], version))
    found = history.pile(moves)
    assert [move.after for move in found.held] == pile
    assert found.held[-1:] == moves[-1:]
    assert {version: move.number for version, move in found.taken_back.items()} == gone


def a_move(number, action, after):
    return Event(
        number=number,
        at=NOON,
        actor="mei",
        identity="local",
        action=action,
        app="support-bot",
        subject="support-bot@production",
        after=after,
        details={"environment": "production"},
        previous="",
        hash="",
    )


def test_what_was_taken_back_is_no_way_back_though_it_had_stood_there_before(road):
    for number, before in ((1, None), (2, 1), (1, 2)):
        release(road, number, before)
    roll_back(road, 1)
    assert standing(road) == 2
    assert promotion.way_back(road, "support-bot", "production") is None


def test_an_author_may_roll_back_and_to_the_own_version(road):
    release(road, 1, None)
    release(road, 2, 1)
    take_role(road, "ken", "approver")
    assert roll_back(road, 2, by=KEN).event.after == 1


# Where a version comes from

STAGED = POLICY.replace(
    "  production:\n", "  production:\n    from: staging\n    soak: 24h\n    override: {min_reason: 5}\n"
).replace("  staging:\n", "  staging:\n    rollback: {targets: any}\n")


@pytest.fixture
def staged(road):
    """The same, under a policy that lets production have only what stood in staging for a day."""
    write_policy(road, STAGED)
    return road


def into_staging(bench, version, expecting):
    return promotion.promote(bench, ask(bench, version, "staging").id, by=MEI, expecting=expecting)


def take_back(bench, expecting, to=None):
    about = {"by": MEI, "expecting": expecting, "reason": "it leaks", "to": to}
    return promotion.roll_back(bench, "support-bot", "staging", **about)


def later(bench, hours):
    return at(bench, bench.now() + timedelta(hours=hours))


def passage(bench, version):
    """What came of the passage, and what was seen."""
    rows = evidence.decide(bench, "support-bot", version, "production").rows
    row = next(row for row in rows if row.id == "passage")
    return row.result, say(row.observed_code, **row.observed_params)


def test_a_version_soaks_from_the_moment_that_mlflow_shows_it(staged, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(projection, "note_shown", lambda *args: None)
        into_staging(staged, 1, None)
    not_yet = (Result.MISSING, "MLflow has not shown v1 in staging yet")
    assert passage(later(staged, 25), 1) == not_yet
    shown = later(staged, 30)
    projection.note_shown(shown, "support-bot", "staging", 1)
    assert passage(later(staged, 53), 1) == (Result.MISSING, "23 hours in staging")
    assert passage(later(staged, 54), 1) == (Result.PASS, "24 hours in staging")


def test_what_mlflow_never_showed_before_it_was_replaced_has_not_soaked(staged, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(projection, "note_shown", lambda *args: None)
        into_staging(staged, 1, None)
    into_staging(later(staged, 30), 2, 1)
    assert passage(later(staged, 60), 1) == (Result.MISSING, "MLflow has not shown v1 in staging yet")


def test_a_stay_that_a_rollback_went_past_is_no_passage(staged):
    into_staging(staged, 1, None)
    into_staging(later(staged, 30), 2, 1)
    into_staging(later(staged, 60), 3, 2)
    take_back(later(staged, 61), 3, to=1)
    seen = {version: passage(later(staged, 62), version) for version in (1, 2, 3)}
    assert seen == {
        1: (Result.PASS, "30 hours in staging"),
        2: (Result.MISSING, "v2 was rolled back from staging"),
        3: (Result.MISSING, "v3 was rolled back from staging"),
    }


def test_a_rollback_takes_back_what_was_known_and_overridden_of_a_version_further_on(staged):
    take_role(staged, "hana", "release_manager")
    into_staging(staged, 1, None)
    into_staging(staged, 2, 1)
    about = {"by": HANA, "reason": "it stood there for 3 hours"}
    asked = overrides.ask(staged, "support-bot", 2, "production", "passage", **about)
    given = overrides.confirm(staged, asked.id, by=Actor(person="yuki"))
    request = approved(staged, 2)
    assert request.state is RequestState.APPROVED

    take_back(staged, 2)
    assert passage(staged, 2) == (Result.MISSING, "v2 was rolled back from staging")
    assert overrides.state(staged, given) is OverrideState.VOID
    with pytest.raises(Conflict, match="A rollback by mei took v2 away from staging"):
        promotion.promote(staged, request.id, by=MEI, expecting=None)
    ended = requests.find(staged, request.id)
    assert (ended.state, ended.closing_code) == (RequestState.STALE, "release.taken_back_since")

    into_staging(staged, 2, 1)
    assert passage(later(staged, 25), 2)[0] is Result.PASS
    assert overrides.state(staged, given) is OverrideState.VOID


@pytest.mark.parametrize("back", ["rollback", "promotion"])
def test_whatever_moves_an_environment_ends_what_was_overridden_there_before(staged, back):
    take_role(staged, "hana", "release_manager")
    into_staging(staged, 1, None)
    soaked = later(staged, 25)
    release(soaked, 1, None)
    into_staging(soaked, 2, 1)
    about = {"by": HANA, "reason": "the sale begins"}
    asked = overrides.ask(soaked, "support-bot", 2, "production", "passage", **about)
    given = overrides.confirm(soaked, asked.id, by=Actor(person="yuki"))
    release(soaked, 2, 1)

    if back == "promotion":
        release(soaked, 1, 2)
    else:
        promotion.roll_back(soaked, "support-bot", "production", by=MEI, expecting=2, reason="it leaks")
    assert overrides.state(soaked, given) is OverrideState.VOID
    assert passage(soaked, 2)[0] is Result.MISSING
    anew = later(staged, 26)
    again = overrides.ask(anew, "support-bot", 2, "production", "passage", **about)
    overrides.confirm(anew, again.id, by=Actor(person="yuki"))
    assert passage(anew, 2)[0] is Result.OVERRIDDEN


def test_an_override_of_the_passage_waits_in_vain_once_the_version_is_taken_back(staged):
    take_role(staged, "hana", "release_manager")
    into_staging(staged, 1, None)
    into_staging(staged, 2, 1)
    about = {"by": HANA, "reason": "it stood there for 3 hours"}
    asked = overrides.ask(staged, "support-bot", 2, "production", "passage", **about)
    take_back(staged, 2)
    with pytest.raises(Conflict) as caught:
        overrides.confirm(staged, asked.id, by=Actor(person="yuki"))
    assert caught.value.code == "override.void"
    again = overrides.ask(staged, "support-bot", 2, "production", "passage", **about)
    overrides.confirm(staged, again.id, by=Actor(person="yuki"))
    assert passage(staged, 2)[0] is Result.OVERRIDDEN


# Closed windows

YEAR_END = (
    "    closed: {time_zone: Asia/Tokyo, dates: [{from: 2026-12-24, to: 2027-01-03, why: Year-end sale}]}\n"
)


def test_nothing_is_promoted_in_a_closed_window(road):
    write_policy(road, POLICY + YEAR_END)
    request = approved(road, 1)
    with pytest.raises(Refused) as caught:
        promotion.promote(
            at(road, datetime(2026, 12, 23, 15, tzinfo=UTC)), request.id, by=MEI, expecting=None
        )
    assert caught.value.code == "release.closed_window"
    assert str(caught.value).startswith(
        "production is closed until 2027-01-04 00:00 (Asia/Tokyo): Year-end sale."
    )
    before = at(road, datetime(2026, 12, 23, 14, 59, tzinfo=UTC))
    assert promotion.promote(before, request.id, by=MEI, expecting=None).event.after == 1


def test_a_rollback_is_possible_in_a_closed_window(road):
    release(road, 1, None)
    release(road, 2, 1)
    write_policy(road, POLICY + YEAR_END)
    assert roll_back(at(road, datetime(2026, 12, 31, tzinfo=UTC)), 2).event.after == 1


# What follows


def test_a_move_asks_for_a_smoke_test_if_the_policy_wants_one(road):
    write_policy(road, f"{POLICY}    smoke: {{questions: 2}}\n")
    move = release(road, 1, None)
    with road.ledger.read() as tx:
        (asked,) = tx.all(Smoke)
    assert (asked.version, asked.event, asked.questions, asked.asked_by) == (1, move.event.number, 2, "mei")
    assert [errand.params for errand in projection.pending(road, ["smoke"])] == [{"smoke": asked.id}]


def test_what_mlflow_shows_is_told_once_by_nobody_in_person(road):
    move = release(road, 1, None)
    projection.catch_up(road)
    (told,) = history.events(road, "support-bot", actions=["promotion.shown"])
    assert (told.actor, told.identity, told.after) == ("kanmon", "system", 1)
    assert told.number > move.event.number
    assert place(road) == Placement(
        app="support-bot",
        environment="production",
        version=1,
        request=move.event.details["request"],
        moved_by="mei",
        moved_at=move.event.at,
        verified=True,
    )
