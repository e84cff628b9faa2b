import dataclasses
from datetime import timedelta
from itertools import pairwise

import pytest

from lifecycle import evidence, history, messages, promotion, requests, settings, versions
from lifecycle.cli import release
from lifecycle.errors import Conflict, Invalid, NotFound, Refused
from lifecycle.records import Actor, Evaluation, Placement, RequestState, Result, Verdict, Version
from lifecycle.requests import deciding
from lifecycle.workbench import Workbench
from tests.builders import HANA, KEN, MEI, NOON
from tests.road import POLICY, add_evidence, add_version, freeze_golden, stand, write_policy
from tests.shell import lead_to, run

WRONG = {f"c{i}" for i in range(2, 40)}
TERMS = POLICY.replace("roles: [approver]", "roles: [approver], expire: 7d") + (
    "    requests: {expire: 14d}\n"
)


def ask(bench, version=1, by=HANA, reason="better answers", pin=None):
    return requests.open_request(bench, "support-bot", version, "production", by=by, reason=reason, pin=pin)


def hold(bench, version, pin=None):
    place = Placement(
        app="support-bot", environment="production", version=version, moved_by="mei", moved_at=NOON, pin=pin
    )
    with bench.ledger.write() as tx:
        tx.remove(Placement, app="support-bot")
        tx.add(place)


def roll_back_to(bench, version):
    """What a rollback leaves in the ledger, without MLflow and without ending the request; give the pin."""
    about = {"before": 3, "after": version, "environment": "production"}
    with bench.ledger.write() as tx:
        event = history.record(bench, tx, MEI, history.ROLLED_BACK, app="support-bot", subject="x", **about)
    hold(bench, version, pin=event.number)
    return event.number


def later(bench, **time):
    """The same house, so much later."""
    return Workbench(bench.settings, now=lambda: bench.now() + timedelta(**time))


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
    with pytest.raises(Refused, match="insufficient evidence"):
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


def test_an_endpoint_that_moved_voids_the_approval_as_other_evidence_does(bench):
    stand(bench, set())
    request = requests.approve(bench, ask(bench).id, by=MEI)
    move_the_endpoint(bench)
    assert requests.gather(bench, request).approvals == ()
    assert requests.decision(bench, request).verdict == Verdict.BLOCKED


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


@pytest.mark.parametrize("reason", ["", "   ", "\u200b", "\u2800"])
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


def test_a_policy_that_changes_while_somebody_decides_lets_nothing_through(bench, monkeypatch):
    stand(bench, set())
    request = ask(bench)
    still_live = requests.still_live

    def and_then_the_file_changes(*args):
        found = still_live(*args)
        write_policy(bench, POLICY.replace("count: 1", "count: 0"))
        return found

    for where, decide in ((deciding, requests.approve), (requests, promote)):
        write_policy(bench)
        with monkeypatch.context() as patch, pytest.raises(Conflict) as caught:
            patch.setattr(where, "still_live", and_then_the_file_changes)
            decide(bench, request.id, by=MEI)
        assert caught.value.code == "release.policy_since"
    assert evidence.placement(bench, "support-bot", "production").version is None
    assert requests.approvals(bench, request.id) == []


def promote(bench, id, by):
    return promotion.promote(bench, id, by=by, expecting=None)


@pytest.mark.parametrize(("who", "code"), [("ken", "release.own_version"), ("hana", "release.own_request")])
def test_nobody_approves_their_own_work_under_another_spelling_of_their_id(bench, who, code):
    stand(bench, set())
    request = ask(bench)
    people = dict(bench.people)
    respelt = who.title()
    people[respelt] = dataclasses.replace(people.pop(who), id=respelt, roles={"*": "approver"})
    settings.save_people(bench.settings.home, people)
    with pytest.raises(Refused) as caught:
        requests.approve(bench, request.id, by=Actor(person=respelt))
    assert caught.value.code == code


def test_the_policy_of_another_application_is_refused(bench):
    stand(bench, set())
    write_policy(bench, POLICY.replace("application: support-bot", "application: other"))
    with pytest.raises(Invalid, match="policy of other"):
        ask(bench)


# Requests that are over of themselves


def evaluate_again(bench):
    add_evidence(bench, versions.find(bench, "support-bot", 2), {"c5"})


def evaluate_the_baseline_again(bench):
    add_evidence(bench, versions.find(bench, "support-bot", 1), {"c5"})


def change_the_policy(bench):
    write_policy(bench, TERMS.replace("value: 0.5", "value: 0.4"))


def take_the_environment_out_of_the_policy(bench):
    write_policy(bench, TERMS.replace("production:", "live:"))


def move_the_endpoint(bench):
    elsewhere = dataclasses.replace(settings.PRACTICE, base_url="http://127.0.0.1:9/v1")
    settings.save_endpoints(bench.settings.home, {"practice": elsewhere})


def change_the_bundle(bench):
    with bench.ledger.write() as tx:
        tx.change(Version, {"number": 2}, digest="0" * 64)


def forget_where_it_was_asked(bench):
    with bench.ledger.write() as tx:
        tx.change(Evaluation, {"version": 2}, address="")


def forget_where_it_was_judged(bench):
    with bench.ledger.write() as tx:
        tx.change(Evaluation, {"version": 2}, judge_addresses={"jury": ""})


LAPSES = {
    "golden set": (lambda bench: freeze_golden(bench, extra=["new"]), "release.golden_since"),
    "answers": (evaluate_again, "release.evaluated_since"),
    "endpoint": (move_the_endpoint, "release.endpoint_since"),
    "address": (forget_where_it_was_asked, "release.endpoint_unkept"),
    "address of a judge": (forget_where_it_was_judged, "release.endpoint_unkept"),
    "answers of the other": (evaluate_the_baseline_again, "release.baseline_since"),
    "policy": (change_the_policy, "release.policy_since"),
    "no such environment": (take_the_environment_out_of_the_policy, "release.policy_since"),
    "environment": (lambda bench: hold(bench, 3), "release.moved_since"),
    "pin": (lambda bench: roll_back_to(bench, 1), "release.rolled_back_since"),
    "bundle": (change_the_bundle, "release.evidence_since"),
}
"""What changed → the code that says so, the most specific reason."""
WRITES = {
    "approve": lambda bench, id: requests.approve(bench, id, by=MEI),
    "revoke": lambda bench, id: requests.revoke(bench, id, by=MEI),
    "reject": lambda bench, id: requests.reject(bench, id, by=MEI, reason="no"),
    "withdraw": lambda bench, id: requests.withdraw(bench, id, by=HANA, reason="no"),
    "promote": lambda bench, id: promotion.promote(bench, id, by=MEI, expecting=1),
}


@pytest.fixture
def road(bench):
    """Three versions, the first in production, under a policy with terms; a request for the second."""
    stand(bench, {"c2", "c3"}, set(), set())
    write_policy(bench, TERMS)
    hold(bench, 1)
    return bench


@pytest.mark.parametrize("change", LAPSES)
def test_what_changes_afterwards_makes_a_request_stale_and_the_reason_is_told_at_once(road, change):
    request = ask(road, 2)
    assert requests.staleness(road, request) is None
    act, code = LAPSES[change]
    act(road)
    lapse = requests.staleness(road, request)
    assert (lapse.state, lapse.code) == (RequestState.STALE, code)
    for language in messages.LANGUAGES:
        assert messages.say(lapse.code, language, **lapse.params)


@pytest.mark.parametrize("change", LAPSES)
def test_a_sweep_writes_it_down_once_and_says_why(road, change):
    request = ask(road, 2)
    assert requests.sweep(road) == []
    act, code = LAPSES[change]
    act(road)
    (ended,) = requests.sweep(road)
    assert (ended.id, ended.state, ended.closing_code, ended.closed_by) == (request.id, "stale", code, "")
    (event,) = history.events(road, "support-bot", actions=["request.stale"])
    assert (event.actor, event.identity, event.subject) == ("kanmon", "system", request.id)
    assert (event.details["code"], event.details["params"]) == (code, dict(ended.closing_params))
    assert requests.sweep(road) == []


@pytest.mark.parametrize("write", WRITES)
@pytest.mark.parametrize("written", [True, False])
def test_every_write_that_meets_a_stale_request_is_refused_with_the_reason_and_writes_it_down(
    road, write, written
):
    request = ask(road, 2)
    freeze_golden(road, extra=["new"])
    if written:
        requests.sweep(road)
    with pytest.raises(Conflict, match="support-golden@2 was frozen after this evaluation") as caught:
        WRITES[write](road, request.id)
    assert caught.value.code == "release.golden_since"
    assert requests.find(road, request.id).state == RequestState.STALE
    assert len(history.events(road, "support-bot", actions=["request.stale"])) == 1


def test_the_golden_set_is_named_before_the_policy_and_newer_answers_before_both_but_it(road):
    request = ask(road, 2)
    change_the_policy(road)
    assert requests.staleness(road, request).code == "release.policy_since"
    evaluate_again(road)
    assert requests.staleness(road, request).code == "release.evaluated_since"
    freeze_golden(road, extra=["new"])
    assert requests.staleness(road, request).code == "release.golden_since"


def test_a_request_expires_by_the_policy_it_was_opened_under(road):
    request = ask(road, 2)
    assert request.expires_at == request.created_at + timedelta(days=14)
    assert requests.staleness(later(road, days=13), request) is None
    afterwards = later(road, days=15)
    (ended,) = requests.sweep(afterwards)
    assert (ended.state, ended.closing_code) == (RequestState.EXPIRED, "release.request_expired")
    assert [e.actor for e in history.events(road, "support-bot", actions=["request.expired"])] == ["kanmon"]
    assert ask(afterwards, 2).state == RequestState.OPEN


def test_without_a_term_a_request_stands(bench):
    stand(bench, set())
    assert ask(bench).expires_at is None


def test_under_a_broken_policy_a_request_stands_and_can_be_ended_and_still_expires(road):
    first = ask(road, 2)
    write_policy(road, "environments: [")
    assert requests.sweep(road) == []
    assert requests.find(road, first.id).state == RequestState.OPEN
    with pytest.raises(Invalid):
        requests.approve(road, first.id, by=MEI)
    requests.withdraw(road, first.id, by=HANA, reason="the policy is broken")
    write_policy(road, TERMS)
    ask(road, 2)
    write_policy(road, "environments: [")
    assert [each.state for each in requests.sweep(later(road, days=15))] == [RequestState.EXPIRED]


def test_a_stale_request_makes_way_for_a_new_one(road):
    old = ask(road, 2)
    change_the_policy(road)
    new = ask(road, 3)
    assert requests.find(road, old.id).closing_code == "release.policy_since"
    assert requests.live(road, "support-bot", "production") == new


# Pins


@pytest.mark.parametrize(
    ("pinned", "named", "code"),
    [
        (True, None, "release.pinned"),
        (True, 1, "release.pinned"),
        (False, 1, "release.not_pinned"),
        (True, "it", None),
        (False, None, None),
    ],
)
def test_a_pinned_environment_is_requested_by_who_names_the_pin(road, pinned, named, code):
    history_before = history.count(road, "support-bot")
    pin = roll_back_to(road, 1) if pinned else None
    assert not pinned or pin > history_before
    wanted = pin if named == "it" else named
    if code:
        with pytest.raises((Refused, Conflict)) as caught:
            ask(road, 2, pin=wanted)
        assert caught.value.code == code
        assert not pinned or caught.value.params["pin"] == pin
    else:
        request = ask(road, 2, pin=wanted)
        assert request.pin == wanted
        assert requests.staleness(road, request) is None
        roll_back_to(road, 1)
        assert requests.staleness(road, request).code == "release.rolled_back_since"


# Approvals that end


def test_an_approval_is_revoked_by_who_gave_it_and_the_request_is_open_again(road):
    request = requests.approve(road, ask(road, 2).id, by=MEI)
    with pytest.raises(Conflict, match="hana has not approved"):
        requests.revoke(road, request.id, by=HANA)
    assert requests.find(road, request.id).state == RequestState.APPROVED
    assert requests.revoke(road, request.id, by=MEI).state == RequestState.OPEN
    assert requests.approvals(road, request.id) == []
    event = history.events(road, "support-bot")[0]
    assert (event.action, event.actor, event.subject) == ("request.revoked", "mei", request.id)
    with pytest.raises(Refused, match="needs review"):
        promotion.promote(road, request.id, by=HANA, expecting=1)


def test_an_approval_can_be_revoked_while_the_policy_is_broken(road):
    request = requests.approve(road, ask(road, 2).id, by=MEI)
    policy = road.settings.policies / "support-bot.yaml"
    whole = policy.read_text()
    policy.write_text("environments: [")
    assert requests.revoke(road, request.id, by=MEI).state == RequestState.OPEN
    policy.write_text(whole)
    assert requests.decision(road, request).verdict == Verdict.NEEDS_REVIEW


def test_after_the_promotion_nothing_can_be_revoked(road):
    request = requests.approve(road, ask(road, 2).id, by=MEI)
    promotion.promote(road, request.id, by=HANA, expecting=1)
    with pytest.raises(Conflict, match=r"hana has promoted v2 to production already"):
        requests.revoke(road, request.id, by=MEI)


def test_an_approval_expires_and_the_sweep_opens_the_request_again(road):
    request = requests.approve(road, ask(road, 2).id, by=MEI)
    assert requests.decision(later(road, days=6), request).verdict == Verdict.READY
    week = later(road, days=8)
    assert requests.decision(week, request).verdict == Verdict.NEEDS_REVIEW
    told = release.listing(week, "support-bot")
    assert told.document["states"] == {request.id: RequestState.OPEN}, "nobody has written it down yet"
    assert "  open  " in told.lines[1]
    assert requests.sweep(week) == []
    assert requests.find(road, request.id).state == RequestState.OPEN
    assert requests.approve(week, request.id, by=MEI).state == RequestState.APPROVED


def test_a_policy_narrows_who_may_approve(road):
    write_policy(road, TERMS.replace("roles: [approver]", "roles: [release_manager]"))
    request = ask(road, 2)
    with pytest.raises(Refused, match="needs the role release_manager"):
        requests.approve(road, request.id, by=MEI)
    assert requests.approve(road, request.id, by=Actor(person="yuki")).state == RequestState.APPROVED


def test_the_command_line_says_at_once_that_a_request_is_over_and_why(road, monkeypatch, capsys):
    request = ask(road, 2)
    freeze_golden(road, extra=["new"])
    lead_to(road, monkeypatch, "mei")
    _, told = run(monkeypatch, capsys, "requests", "support-bot")
    assert told["requests"][0]["state"] == "open", "nobody has written it down yet"
    assert told["lapsed"][request.id]["code"] == "release.golden_since"


def test_every_criterion_is_listed_with_its_owner_and_an_unmet_one_with_what_its_failure_means(bench):
    stand(bench, set(), WRONG)
    write_policy(bench)
    hold(bench, 1)
    _, head, *rows = release.gate(bench, "support-bot", 2, "production").lines
    assert head.split()[-2:] == ["result", "owner"]
    below = {above.split()[0]: line.strip() for above, line in pairwise(rows) if line.startswith(" ")}
    assert list(below) == ["right-facts", "not-worse", "approvals"]
    assert below["not-worse"] == "If it fails: Customers who are served well today would be served worse."
    owners = {row.split()[0]: row.split()[-1] for row in rows if not row.startswith(" ")}
    assert owners == {
        "evidence": "–",
        "right-facts": "product",
        "critical-cases": "CS",
        "not-worse": "product",
        "approvals": "–",
    }
