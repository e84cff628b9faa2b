from dataclasses import replace
from datetime import timedelta

import pytest

from lifecycle import (
    applications,
    evidence,
    history,
    overrides,
    overview,
    projection,
    promotion,
    requests,
    settings,
    smoke,
)
from lifecycle.errors import Conflict, Invalid
from lifecycle.overview import Stage
from lifecycle.records import (
    Actor,
    EvaluationState,
    Event,
    Placement,
    PromptVersion,
    Ref,
    Request,
    RequestState,
    Round,
    Smoke,
    SmokeState,
    Verdict,
)
from tests.builders import HANA, KEN, MEI, NOON, an_evaluation
from tests.road import POLICY, add_evidence, add_version, ask, freeze_golden, stand, write_policy
from tests.test_audit import take_guards

APP = "support-bot"
YUKI = Actor(person="yuki")


def policy_of(bench):
    return applications.policy(bench, APP)


def candidate(bench):
    return overview.candidate(bench, APP, policy_of(bench))


def save_prompt(bench):
    with bench.ledger.write() as tx:
        tx.add(
            PromptVersion(
                app=APP,
                name="support-reply",
                number=1,
                digest="d" * 64,
                author="ken",
                reason="first",
                created_at=NOON,
            )
        )


def test_a_new_application_lacks_everything_and_each_step_shows_what_was_chosen(bench):
    begun = overview.beginning(bench, APP)
    assert (begun.endpoint, begun.policy, begun.golden, begun.prompt, begun.version) == ("", *[None] * 4)
    assert len(begun.people) == 6
    assert not begun.is_complete

    applications.set_endpoint(bench, APP, settings.PRACTICE, by=YUKI)
    write_policy(bench)
    freeze_golden(bench)
    save_prompt(bench)
    assert not overview.beginning(bench, APP).is_complete
    add_version(bench)
    begun = overview.beginning(bench, APP)
    assert begun.is_complete
    assert begun.endpoint == "practice"
    assert begun.golden.ref == Ref("support-golden", 1)


def test_a_golden_set_that_the_policy_does_not_name_is_no_beginning(bench):
    write_policy(bench, POLICY.replace("support-golden", "other-golden"))
    freeze_golden(bench)
    assert overview.beginning(bench, APP).golden is None


def test_a_broken_policy_is_told_and_not_taken_for_none(bench):
    write_policy(bench, "application: [")
    with pytest.raises(Invalid):
        overview.beginning(bench, APP)


def test_an_endpoint_chosen_before_the_application_was_removed_does_not_count(bench):
    applications.set_endpoint(bench, APP, settings.PRACTICE, by=YUKI)
    with bench.ledger.write() as tx:
        history.record(bench, tx, YUKI, history.REMOVED, app=APP, subject=APP)
    assert overview.chosen_endpoint(bench, APP) == ""


def test_a_version_walks_from_draft_to_production(bench):
    write_policy(bench)
    freeze_golden(bench)
    assert candidate(bench) is None
    version = add_version(bench, number=1)
    assert candidate(bench).stage is Stage.DRAFT
    add_evidence(bench, version)
    assert candidate(bench).stage is Stage.EVALUATED
    request = requests.open_request(bench, APP, 1, "production", by=HANA, reason="first")
    assert (candidate(bench).stage, candidate(bench).request) == (Stage.IN_REVIEW, request)
    requests.approve(bench, request.id, by=MEI)
    assert candidate(bench).stage is Stage.APPROVED
    with bench.ledger.write() as tx:
        tx.add(Placement(app=APP, environment="production", version=1))
    assert candidate(bench).stage is Stage.RELEASED
    add_version(bench, number=2)
    assert (candidate(bench).version.number, candidate(bench).stage) == (2, Stage.DRAFT)


def release(bench, version, expecting):
    pin = evidence.placement(bench, APP, "production").pin
    request = requests.open_request(bench, APP, version, "production", by=HANA, reason="better", pin=pin)
    requests.approve(bench, request.id, by=MEI)
    promotion.promote(bench, request.id, by=MEI, expecting=expecting)
    projection.note_shown(bench, APP, "production", version)


def test_a_version_that_was_rolled_back_says_so_until_it_comes_back(mlflow_bench):
    bench = mlflow_bench
    stand(bench, [], [])
    release(bench, 1, None)
    release(bench, 2, 1)
    assert candidate(bench).taken_back is None
    back = promotion.roll_back(
        bench, APP, "production", by=HANA, expecting=2, reason="wrong about exchanges"
    ).event
    assert (candidate(bench).stage, candidate(bench).taken_back) == (Stage.EVALUATED, back)
    assert overview.taken_back(bench, APP, "production", 1) is None, "the version it went back to"
    assert overview.taken_back(bench, APP, "staging", 2) is None
    release(bench, 2, 1)
    assert candidate(bench).taken_back is None


def test_environments_are_those_of_the_policy_even_while_they_are_empty(bench):
    write_policy(bench)
    found = overview.environments(bench, APP, policy_of(bench))
    assert [(place.environment, place.version) for place in found] == [
        ("staging", None),
        ("production", None),
    ]
    assert overview.environments(bench, APP, None) == []


def test_an_approval_waits_for_everybody_but_the_authors_the_requester_and_those_who_gave_it(bench):
    stand(bench, [])
    write_policy(bench, POLICY.replace("count: 1", "count: 2"))
    request = requests.open_request(bench, APP, 1, "production", by=HANA, reason="first")

    def asked():
        people = ("ken", "hana", "mei", "yuki", "rin", "aki")
        return {p for p in people if overview.waiting_for(bench, APP, p).approvals}

    assert asked() == {"mei", "yuki"}
    requests.approve(bench, request.id, by=MEI)
    assert asked() == {"yuki"}
    write_policy(bench, POLICY.replace("count: 1", "count: 2").replace("min_cases: 20", "min_cases: 21"))
    assert asked() == set(), "under another policy the request is over"


@pytest.mark.parametrize(
    ("rule", "given_by", "asked"),
    [
        ("{count: 1}", (), {"mei", "yuki"}),
        ("{count: 1, roles: [admin]}", (), {"yuki"}),
        ("{count: 1, teams: [CS]}", (), {"mei"}),
        ("{count: 2, teams: [CS]}", (), {"mei", "yuki"}),
        ("{count: 2, teams: [CS]}", (YUKI,), {"mei"}),
        ("{count: 2, teams: [CS]}", (MEI,), {"yuki"}),
        ("{count: 3, teams: [CS, platform]}", (YUKI,), {"mei"}),
    ],
)
def test_an_approval_waits_only_for_those_whose_yes_the_policy_still_asks_for(bench, rule, given_by, asked):
    stand(bench, [])
    write_policy(bench, POLICY.replace("{count: 1, roles: [approver]}", rule))
    request = requests.open_request(bench, APP, 1, "production", by=HANA, reason="first")
    for each in given_by:
        requests.approve(bench, request.id, by=each)
    waiting = {id: overview.waiting_for(bench, APP, id) for id in bench.people}
    assert {id for id, found in waiting.items() if found.approvals} == asked
    assert {id for id, found in waiting.items() if found.decisions} == asked


def test_a_request_that_no_approval_can_help_waits_for_nobody(bench):
    stand(bench, [])
    ends = bench.now() + timedelta(days=30)
    requests.open_request(bench, APP, 1, "production", by=HANA, reason="first")
    assert overview.waiting_for(bench, APP, "mei").decisions
    (bench.settings.policies / "support-bot.yaml").write_text("application: [", encoding="utf-8")
    assert not overview.waiting_for(bench, APP, "mei").decisions, "while its policy cannot be read"
    write_policy(bench)
    assert overview.waiting_for(bench, APP, "mei").decisions
    with bench.ledger.write() as tx:
        tx.change(Request, {"environment": "production"}, expires_at=ends)
    bench.now = lambda: ends
    assert not overview.waiting_for(bench, APP, "mei").decisions, "once it has expired"


def test_an_approved_request_waits_for_those_who_may_promote(bench):
    stand(bench, [])
    request = requests.open_request(bench, APP, 1, "production", by=HANA, reason="first")
    requests.approve(bench, request.id, by=MEI)
    assert overview.waiting_for(bench, APP, "hana").promotions == (requests.find(bench, request.id),)
    assert overview.waiting_for(bench, APP, "ken").promotions == ()
    assert overview.waiting_for(bench, APP, "yuki").approvals == ()


def test_open_reviews_wait_for_reviewers_until_every_case_has_a_vote(bench):
    held = Round(
        id="r1",
        app=APP,
        baseline="e1",
        candidate="e2",
        case_ids=("c1",),
        key="00",
        owner="ken",
        created_at=NOON,
    )
    with bench.ledger.write() as tx:
        tx.add(held)
    assert overview.waiting_for(bench, APP, "rin").rounds == (held,)
    assert overview.waiting_for(bench, APP, "aki").rounds == ()


def test_an_evaluation_that_stopped_is_told_until_a_newer_one_of_its_version(bench):
    def add(id, state, version=1):
        with bench.ledger.write() as tx:
            tx.add(an_evaluation(version, id=id, state=state, created_at=bench.now()))

    add("a", EvaluationState.STOPPED)
    add("b", EvaluationState.RUNNING, 2)
    waiting = overview.waiting_for(bench, APP, KEN.person)
    assert [each.id for each in waiting.stopped] == ["a"]
    assert [each.id for each in waiting.running] == ["b"]
    add("c", EvaluationState.FINISHED)
    assert overview.waiting_for(bench, APP, KEN.person).stopped == ()


def test_evidence_for_an_older_golden_set_leaves_a_version_a_draft(bench):
    stand(bench, [])
    freeze_golden(bench, extra=["new"])
    assert candidate(bench).stage is Stage.DRAFT
    assert evidence.placement(bench, APP, "production").version is None
    assert candidate(bench).evaluation is not None


def told(bench, person):
    """What a person is told of requests: version, environment, how it is, the newer version."""
    found = overview.waiting_for(bench, APP, person).proposals
    return [(each.request.version, each.request.environment, each.state, each.newer) for each in found]


def test_a_request_that_lapsed_stands_no_more_and_is_told_until_another_is_opened(bench):
    stand(bench, set(), set())
    request = ask(bench, 2)
    assert overview.standing(bench, APP, "production") == request
    write_policy(bench, POLICY + "# newer\n")
    assert overview.standing(bench, APP, "production") is None
    assert candidate(bench).request is None
    (found,) = overview.unsettled(bench, APP)
    assert (found.request, found.lapse.code, found.verdict) == (request, "release.policy_since", None)
    assert told(bench, "hana") == told(bench, "mei") == [(2, "production", RequestState.STALE, None)]

    requests.sweep(bench)
    (written,) = overview.unsettled(bench, APP)
    assert (written.state, written.lapse) == (RequestState.STALE, found.lapse)
    newer = ask(bench, 2)
    assert told(bench, "hana") == [(2, "production", RequestState.OPEN, None)]
    assert overview.last_request(bench, APP, "production", 2) == newer
    assert overview.last_request(bench, APP, "production", 1) is None


def test_requests_are_told_to_everybody_though_a_newer_version_was_made(bench):
    stand(bench, set(), set())
    ask(bench, 1, "staging")
    request = ask(bench, 2)
    open_, approved = RequestState.OPEN, RequestState.APPROVED
    add_version(bench, number=3)
    for person in ("hana", "mei", "aki"):
        assert sorted(told(bench, person)) == [(1, "staging", approved, 3), (2, "production", open_, 3)]
    assert {each.verdict for each in overview.unsettled(bench, APP)} == {Verdict.READY, Verdict.NEEDS_REVIEW}
    requests.withdraw(bench, request.id, by=HANA, reason="later")
    write_policy(bench, POLICY + "# newer\n")
    assert told(bench, "mei") == [(1, "staging", RequestState.STALE, 3)]


@pytest.mark.parametrize("send_back", [requests.reject, requests.ask_for_changes])
def test_a_request_that_was_sent_back_is_told_to_who_asked_until_another_is_opened(bench, send_back):
    stand(bench, set(), set())
    request = send_back(bench, ask(bench, 1).id, by=MEI, reason="say more about exchanges")
    assert told(bench, "hana") == [(1, "production", request.state, 2)]
    assert told(bench, "mei") == []
    ask(bench, 2, "staging")
    assert (1, "production", request.state, 2) in told(bench, "hana"), "of another environment"
    newer = ask(bench, 2)
    assert (2, "production", RequestState.OPEN, None) in told(bench, "hana")
    requests.withdraw(bench, newer.id, by=HANA, reason="later")
    assert [each[1] for each in told(bench, "hana")] == ["staging"]


def test_what_came_of_a_request_is_told_no_more_once_its_version_is_there(bench):
    stand(bench, set())
    requests.reject(bench, ask(bench, 1).id, by=MEI, reason="not yet")
    assert told(bench, "hana")
    with bench.ledger.write() as tx:
        tx.add(Placement(app=APP, environment="production", version=1))
    assert told(bench, "hana") == []


def test_an_override_waits_for_a_second_person_who_may(bench):
    stand(bench, {f"c{i}" for i in range(40)})
    rule = "    override: {roles: [release_manager], min_reason: 1}\n"
    write_policy(bench, POLICY + rule)
    managers = {"hana", "mei", "ken"}
    people = {
        id: replace(person, roles={APP: "release_manager"}) if id in managers else person
        for id, person in bench.people.items()
    }
    settings.save_people(bench.settings.home, people)
    asked = overrides.ask(bench, APP, 1, "production", "right-facts", by=HANA, reason="an old sale")
    waiting = {id: overview.waiting_for(bench, APP, id).overrides for id in people}
    assert {id for id, found in waiting.items() if found} == {"mei", "yuki"}, "ken wrote the version"
    assert waiting["mei"] == (asked,)
    overrides.confirm(bench, asked.id, by=MEI)
    assert overview.waiting_for(bench, APP, "yuki").overrides == ()


def moved(bench):
    """Bring version 1 into production."""
    with bench.ledger.write() as tx:
        about = {"after": 1, "environment": "production"}
        return history.record(bench, tx, MEI, history.MOVES[0], app=APP, subject="x", **about)


def keep_test(bench, move, state):
    """Keep what came of a test of what a move brought."""
    with bench.ledger.write() as tx:
        asked = smoke.begin(bench, tx, move, 3, by=MEI)
        tx.change(Smoke, {"id": asked.id}, state=state)


@pytest.mark.parametrize(
    ("states", "troubles"),
    [
        (("waiting",), ()),
        (("passed",), ()),
        (("failed",), ("failed",)),
        (("error",), ("error",)),
        (("failed", "waiting"), ("failed",)),
        (("failed", "error"), ("failed", "error")),
        (("failed", "error", "waiting"), ("failed",)),
        (("failed", "error", "passed"), ()),
        (("passed", "failed"), ("failed",)),
        (("error", "waiting"), ()),
    ],
)
def test_a_failed_test_is_a_trouble_until_a_later_one_has_passed(bench, states, troubles):
    stand(bench, set())
    move = moved(bench)
    for state in states:
        keep_test(bench, move, SmokeState(state))
    assert tuple(each.state for each in overview.troubles(bench, APP).smokes) == troubles
    failed = overview.smokes(bench, APP, SmokeState.FAILED)
    assert tuple(each.state for each in failed) == tuple(each for each in troubles if each == "failed")


def test_a_failed_test_is_no_trouble_after_the_next_move(bench):
    stand(bench, set())
    keep_test(bench, moved(bench), SmokeState.FAILED)
    moved(bench)
    assert overview.troubles(bench, APP).smokes == ()


def damaged(bench, action, **changes):
    """Release v1 to staging, ask for it in production, and change an event behind that."""
    stand(bench, set())
    write_policy(bench, POLICY.replace("  production:\n", "  production:\n    from: staging\n"))
    promotion.promote(bench, ask(bench, 1, "staging").id, by=MEI, expecting=None)
    projection.note_shown(bench, APP, "staging", 1)
    request = ask(bench, 1)
    with bench.ledger.write() as tx:
        take_guards(tx)
        tx.change(Event, {"action": action}, **changes)
    return request


@pytest.mark.parametrize("changes", [{"details": {}}, {"after": [1]}], ids=str)
@pytest.mark.parametrize("action", [history.SHOWN, *history.MOVES[:1]])
def test_one_edited_event_is_named_by_all_that_rests_on_it(mlflow_bench, action, changes):
    bench = mlflow_bench
    request = damaged(bench, action, **changes)
    (wrong,) = history.events(bench, APP, actions=[action])
    for act in (
        lambda: evidence.decide(bench, APP, 1, "production"),
        lambda: requests.approve(bench, request.id, by=MEI),
        lambda: promotion.way_back(bench, APP, "staging"),
        lambda: candidate(bench),
    ):
        with pytest.raises(Conflict) as told:
            act()
        assert (told.value.code, told.value.params) == ("audit.edited", {"number": wrong.number})
    assert overview.waiting_for(bench, APP, "mei").decisions == (), "on this nobody can decide"


def test_an_edited_finding_is_named(bench):
    with bench.ledger.write() as tx:
        found = history.record(bench, tx, KEN, "alias.bypassed", app=APP, subject="models:/x@production")
    with pytest.raises(Conflict) as told:
        overview.troubles(bench, APP)
    assert (told.value.code, told.value.params) == ("audit.edited", {"number": found.number})
