import dataclasses

import pytest

from lifecycle import applications, evidence, history, requests, settings
from lifecycle.errors import Conflict, Invalid, NotFound, Refused
from lifecycle.records import Actor, Placement, RequestState, Result, Verdict, Version
from tests.builders import HANA, KEN, MEI, NOON
from tests.road import POLICY, add_evidence, add_version, freeze_golden, stand, write_policy

WRONG = {f"c{i}" for i in range(2, 40)}


def ask(bench, version=1, by=HANA, reason="better answers"):
    return requests.open_request(bench, "support-bot", version, "production", by=by, reason=reason)


def hold(bench, version):
    place = Placement(app="support-bot", environment="production", version=version, moved_at=NOON)
    with bench.ledger.write() as tx:
        tx.add(place)


def test_a_good_version_needs_only_an_approval(bench):
    stand(bench, set())
    judged = evidence.decide(bench, "support-bot", 1, "production")
    assert judged.verdict == Verdict.NEEDS_REVIEW
    assert judged.rows[-1].result == Result.OPEN


def test_a_request_records_what_it_rests_on(bench):
    (version,) = stand(bench, set())
    request = ask(bench)
    assert request.state == RequestState.OPEN
    assert request.bundle_digest == version.digest
    assert requests.live(bench, "support-bot", "production") == request


def test_a_closed_gate_cannot_be_requested_and_the_reason_is_its_sentence(bench):
    stand(bench, WRONG)
    with pytest.raises(Refused) as caught:
        ask(bench)
    assert caught.value.code == "release.gate_closed"
    assert caught.value.params["verdict"] == "hold"
    assert caught.value.params["sentence"] in str(caught.value)


def test_a_version_without_evidence_cannot_be_requested(bench):
    stand(bench)
    add_version(bench, number=1)
    with pytest.raises(Refused, match="insufficient_evidence"):
        ask(bench)


def test_one_request_stands_for_an_environment_at_a_time(bench):
    stand(bench, set(), set())
    first = ask(bench)
    with pytest.raises(Conflict, match=first.id):
        ask(bench, 2)
    requests.withdraw(bench, first.id, by=HANA, reason="not yet")
    assert ask(bench, 2).version == 2


def test_what_is_there_already_is_not_requested_again(bench):
    stand(bench, set())
    hold(bench, 1)
    with pytest.raises(Conflict, match="already in production"):
        ask(bench)


def test_the_author_cannot_approve_even_as_an_approver(bench):
    stand(bench, set())
    with bench.ledger.write() as tx:
        tx.change(Version, {"number": 1}, prompt_author="mei")
    request = ask(bench)
    with pytest.raises(Refused) as caught:
        requests.approve(bench, request.id, by=MEI)
    assert caught.value.code == "release.own_version"


def test_the_requester_cannot_approve(bench):
    stand(bench, set())
    request = ask(bench)
    with pytest.raises(Refused) as caught:
        requests.approve(bench, request.id, by=HANA)
    assert caught.value.code == "release.own_request"


def test_a_reviewer_cannot_approve(bench):
    stand(bench, set())
    request = ask(bench)
    with pytest.raises(Refused, match="needs the role approver"):
        requests.approve(bench, request.id, by=Actor(person="rin"))


def test_another_approver_makes_it_ready(bench):
    stand(bench, set())
    request = requests.approve(bench, ask(bench).id, by=MEI, comment="read it")
    assert request.state == RequestState.APPROVED
    assert requests.decision(bench, request).verdict == Verdict.READY


def test_an_approval_twice_is_still_one_person(bench):
    write_policy(bench, POLICY.replace("count: 1", "count: 2"))
    freeze_golden(bench)
    version = add_version(bench, number=1)
    add_evidence(bench, version)
    request = ask(bench)
    requests.approve(bench, request.id, by=MEI)
    again = requests.approve(bench, request.id, by=MEI)
    assert again.state == RequestState.OPEN
    assert len(requests.approvals(bench, request.id)) == 1


def test_a_changed_policy_voids_the_approval_and_judges_the_evidence_again(bench):
    stand(bench, set())
    request = requests.approve(bench, ask(bench).id, by=MEI)
    write_policy(bench, POLICY.replace("value: 0.5", "value: 0.6"))
    assert requests.decision(bench, request).verdict == Verdict.NEEDS_REVIEW


def test_a_new_golden_set_makes_the_evidence_speak_of_something_else(bench):
    stand(bench, set())
    request = requests.approve(bench, ask(bench).id, by=MEI)
    freeze_golden(bench, extra=["new"])
    assert requests.decision(bench, request).verdict == Verdict.BLOCKED


def test_new_answers_void_the_approval(bench):
    (version,) = stand(bench, set())
    request = requests.approve(bench, ask(bench).id, by=MEI)
    add_evidence(bench, version, {"c5"})
    assert requests.decision(bench, request).verdict == Verdict.NEEDS_REVIEW


def test_an_approver_who_lost_the_role_no_longer_counts(bench):
    stand(bench, set())
    request = requests.approve(bench, ask(bench).id, by=MEI)
    people = bench.people
    people["mei"] = dataclasses.replace(people["mei"], roles={"support-bot": "viewer"})
    settings.save_people(bench.settings.home, people)
    assert requests.decision(bench, request).verdict == Verdict.NEEDS_REVIEW


@pytest.mark.parametrize(
    ("close", "state"),
    [
        (requests.reject, RequestState.REJECTED),
        (requests.ask_for_changes, RequestState.CHANGES_REQUESTED),
        (requests.withdraw, RequestState.WITHDRAWN),
    ],
)
def test_a_closed_request_says_who_and_why_and_cannot_be_approved(bench, close, state):
    stand(bench, set())
    request = close(bench, ask(bench).id, by=MEI, reason="the tone is wrong")
    assert (request.state, request.closed_by, request.closing_reason) == (state, "mei", "the tone is wrong")
    with pytest.raises(Conflict, match="is over"):
        requests.approve(bench, request.id, by=MEI)


@pytest.mark.parametrize("reason", ["", "   "])
def test_a_reason_is_needed(bench, reason):
    stand(bench, set())
    with pytest.raises(Invalid, match="reason"):
        ask(bench, reason=reason)


def test_a_request_that_does_not_exist_is_named(bench):
    with pytest.raises(NotFound, match="abc"):
        requests.approve(bench, "abc", by=MEI)


def test_an_editor_may_request_and_the_history_tells_it(bench):
    stand(bench, set())
    request = ask(bench, by=KEN)
    event = history.events(bench, "support-bot")[0]
    assert (event.action, event.subject, event.actor) == ("request.opened", request.id, "ken")


def test_an_approval_counts_with_the_role_its_giver_has_now(bench):
    write_policy(bench, POLICY.replace("roles: [approver]", "roles: [release_manager]"))
    freeze_golden(bench)
    add_evidence(bench, add_version(bench, number=1))
    request = ask(bench)
    people = bench.people
    promoted = dataclasses.replace(people["mei"], roles={"support-bot": "release_manager"})
    settings.save_people(bench.settings.home, {**people, "mei": promoted})
    assert requests.approve(bench, request.id, by=MEI).state == RequestState.APPROVED
    settings.save_people(bench.settings.home, people)
    assert requests.decision(bench, request).verdict == Verdict.NEEDS_REVIEW


def test_a_yes_to_what_has_changed_since_is_not_taken(bench):
    (version,) = stand(bench, set())
    request = ask(bench)
    policy = applications.policy(bench, "support-bot")
    seen = evidence.seal(requests.gather(bench, request), policy)
    add_evidence(bench, version, {"c5"})
    with pytest.raises(Conflict, match="while you were looking"):
        requests.approve(bench, request.id, by=MEI, seen=seen)
    again = evidence.seal(requests.gather(bench, request), policy)
    assert requests.approve(bench, request.id, by=MEI, seen=again).state == RequestState.APPROVED


def test_the_policy_of_another_application_is_refused(bench):
    stand(bench, set())
    write_policy(bench, POLICY.replace("application: support-bot", "application: other"))
    with pytest.raises(Invalid, match="policy of other"):
        ask(bench)
