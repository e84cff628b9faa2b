import dataclasses
from datetime import timedelta

import pytest

from lifecycle import evidence, history, overrides, promotion, requests, settings
from lifecycle.errors import Conflict, Invalid, LifecycleError, NotFound, Refused
from lifecycle.messages import say
from lifecycle.records import Actor, OverrideState, Person, RequestState, Result, Verdict, Version
from lifecycle.workbench import Workbench
from tests.builders import HANA, KEN, MEI
from tests.conftest import PEOPLE
from tests.road import POLICY, add_evidence, freeze_golden, stand, write_policy
from tests.shell import lead_to, run

YUKI, SORA, RYO = (Actor(person=id) for id in ("yuki", "sora", "ryo"))
MANAGERS = tuple(
    Person(id=id, name=name, team="product", roles={"support-bot": "release_manager"})
    for id, name in (("sora", "Sora Ueda"), ("ryo", "Ryo Endo"))
)
RULE = "    override: {min_reason: 20, never: [critical-cases], expire: 24h}\n"
WORSE = {f"c{i}" for i in range(2, 12)}
WHY = "The sale begins on Monday, and delivery matters more."


@pytest.fixture
def road(bench):
    """The first version in production, a second that is worse by more than the margin, two managers."""
    stand(bench, set(), WORSE)
    write_policy(bench, POLICY + RULE)
    settings.save_people(bench.settings.home, {person.id: person for person in (*PEOPLE, *MANAGERS)})
    with bench.ledger.write() as tx:
        tx.add(dataclasses.replace(evidence.placement(bench, "support-bot", "production"), version=1))
    return bench


def ask(bench, criterion="not-worse", by=SORA, reason=WHY, version=2, environment="production"):
    return overrides.ask(bench, "support-bot", version, environment, criterion, by=by, reason=reason)


def judged(bench, request=None):
    return evidence.decide(bench, "support-bot", 2, "production", request)


def row(bench, id="not-worse"):
    return next(row for row in judged(bench).rows if row.id == id)


def later(bench, **time):
    """The same house, so much later."""
    return Workbench(bench.settings, now=lambda: bench.now() + timedelta(**time))


def with_role(bench, person, role):
    people = bench.people
    people[person] = dataclasses.replace(people[person], roles={"support-bot": role})
    settings.save_people(bench.settings.home, people)


def become_author(bench, person):
    with bench.ledger.write() as tx:
        tx.change(Version, {"number": 2}, prompt_author=person)


def test_two_people_let_a_criterion_count_as_passed_and_its_row_keeps_what_was_seen(road):
    assert judged(road).verdict is Verdict.HOLD
    before = row(road)
    asked = ask(road)
    assert overrides.state(road, asked) is OverrideState.WAITING
    assert row(road).result is Result.FAIL, "one person alone changes nothing"
    confirmed = overrides.confirm(road, asked.id, by=RYO)
    assert (confirmed.asked_by, confirmed.confirmed_by) == ("sora", "ryo")
    assert overrides.state(road, confirmed) is OverrideState.COUNTING
    after = row(road)
    assert (after.result, after.override) == (Result.OVERRIDDEN, confirmed)
    assert after.observed == before.observed
    assert judged(road).verdict is Verdict.NEEDS_REVIEW


def test_what_was_overridden_can_be_released_and_the_event_tells_who_and_why(road):
    overrides.confirm(road, ask(road).id, by=RYO)
    request = requests.open_request(road, "support-bot", 2, "production", by=HANA, reason="the sale")
    requests.approve(road, request.id, by=MEI)
    details = promotion.promote(road, request.id, by=MEI, expecting=1).event.details
    (told,) = details["overrides"]
    assert (told["criterion"], told["reason"]) == ("not-worse", WHY)
    assert (told["asked_by"], told["confirmed_by"]) == ("sora", "ryo")


def test_each_step_is_an_event(road):
    asked = ask(road)
    overrides.confirm(road, asked.id, by=RYO)
    overrides.withdraw(road, asked.id, by=YUKI, reason="not needed")
    told = history.events(road, "support-bot", limit=3)
    assert [(event.action, event.actor, event.reason) for event in told] == [
        ("override.withdrawn", "yuki", "not needed"),
        ("override.confirmed", "ryo", WHY),
        ("override.asked", "sora", WHY),
    ]
    assert {event.subject for event in told} == {asked.id}
    assert all(event.details["criterion"] == "not-worse" for event in told)
    assert all(say(f"event.{event.action}", language) for event in told for language in ("en", "ja"))


@pytest.mark.parametrize(
    ("wanted", "kind", "code"),
    [
        ({"by": HANA}, Refused, "access.role"),
        ({"by": Actor(person="nobody")}, Refused, "access.stranger"),
        ({"environment": "staging", "version": 2}, Refused, "override.no_rule"),
        ({"environment": "moon"}, NotFound, "policies.no_environment"),
        ({"version": 9}, NotFound, "versions.missing"),
        ({"criterion": "tea"}, NotFound, "override.no_criterion"),
        ({"criterion": "critical-cases"}, Refused, "override.never"),
        ({"criterion": "evidence"}, Refused, "override.never"),
        ({"criterion": "approvals"}, Refused, "override.never"),
        ({"criterion": "right-facts"}, Conflict, "override.not_needed"),
        ({"reason": "  too short  "}, Invalid, "override.short_reason"),
        ({"reason": "x" * 19 + " "}, Invalid, "override.short_reason"),
        ({"reason": ""}, Invalid, "override.short_reason"),
        ({"reason": "\u200b" * 20}, Invalid, "override.short_reason"),
        ({"reason": "x" + "\u2800" * 19}, Invalid, "override.short_reason"),
    ],
)
def test_what_cannot_be_asked_for_is_refused_in_one_message(road, wanted, kind, code):
    with pytest.raises(kind) as caught:
        ask(road, **wanted)
    assert caught.value.code == code
    assert overrides.listing(road, "support-bot") == []


def test_a_policy_narrows_who_may_override(road):
    write_policy(road, POLICY + RULE.replace("{min", "{roles: [admin], min"))
    with pytest.raises(Refused, match="needs the role admin"):
        ask(road)
    asked = ask(road, by=YUKI)
    with pytest.raises(Refused, match="needs the role admin"):
        overrides.confirm(road, asked.id, by=RYO)


@pytest.mark.parametrize("author", ["sora", "ryo", "SORA", "Ryo"])
def test_no_author_overrides_for_the_own_version(road, author):
    become_author(road, author)
    with pytest.raises(Refused) as caught:
        overrides.confirm(road, ask(road).id, by=RYO)
    assert caught.value.code == "override.own_version"
    assert row(road).result is Result.FAIL


def confirmed(bench):
    return overrides.confirm(bench, ask(bench).id, by=RYO)


def lose_the_role(bench, id):
    with_role(bench, "sora", "approver")


def evaluate_again(bench, id):
    with bench.ledger.read() as tx:
        add_evidence(bench, tx.one(Version, number=2), {*WORSE, "c20"})


CONFIRMATIONS = {
    "the one who asked": (lambda bench, id: None, SORA, Refused, "override.own_asking"),
    "too low a role": (lambda bench, id: None, HANA, Refused, "access.role"),
    "confirmed": (
        lambda bench, id: overrides.confirm(bench, id, by=YUKI),
        RYO,
        Conflict,
        "override.confirmed",
    ),
    "evaluated again": (evaluate_again, RYO, Conflict, "override.void"),
    "new golden set": (lambda bench, id: freeze_golden(bench, ["new"]), RYO, Conflict, "override.void"),
    "new policy": (
        lambda bench, id: write_policy(bench, POLICY + RULE + "# new\n"),
        RYO,
        Conflict,
        "override.void",
    ),
    "no override": (lambda bench, id: write_policy(bench), RYO, Refused, "override.no_rule"),
    "the asker's role is gone": (lose_the_role, RYO, Refused, "access.role"),
    "withdrawn": (
        lambda bench, id: overrides.withdraw(bench, id, by=SORA, reason="no"),
        RYO,
        NotFound,
        "override.missing",
    ),
}


@pytest.mark.parametrize("case", CONFIRMATIONS)
def test_what_cannot_be_confirmed_is_refused_in_one_message(road, case):
    asked = ask(road)
    act, by, kind, code = CONFIRMATIONS[case]
    act(road, asked.id)
    with pytest.raises(kind) as caught:
        overrides.confirm(road, asked.id, by=by)
    assert caught.value.code == code


def test_an_asking_expires_and_so_does_the_override_from_its_confirmation_on(road):
    asked = ask(road)
    with pytest.raises(Conflict) as caught:
        overrides.confirm(later(road, hours=25), asked.id, by=RYO)
    assert caught.value.code == "override.expired"
    late = later(road, hours=20)
    overrides.confirm(late, asked.id, by=RYO)
    assert judged(later(road, hours=43)).verdict is Verdict.NEEDS_REVIEW
    assert judged(later(road, hours=45)).verdict is Verdict.HOLD
    assert overrides.state(later(road, hours=45), overrides.find(road, asked.id)) is OverrideState.EXPIRED


def test_an_override_is_asked_for_once_and_again_when_the_first_is_void_or_expired(road):
    first = ask(road)
    with pytest.raises(Conflict, match=f"sora has asked for this override already .{first.id}."):
        ask(road, by=RYO)
    overrides.confirm(road, first.id, by=RYO)
    with pytest.raises(Conflict) as caught:
        ask(road, by=YUKI)
    assert caught.value.code == "override.not_needed"
    assert caught.value.params["result"] == "overridden"
    assert ask(later(road, hours=25)).id != first.id


@pytest.mark.parametrize("change", [evaluate_again, lose_the_role])
def test_an_override_speaks_of_what_was_there_and_by_who_may(road, change):
    given = confirmed(road)
    change(road, given.id)
    assert overrides.state(road, given) is OverrideState.VOID
    assert row(road).result is Result.FAIL


def test_an_override_is_taken_back_by_who_may_with_a_reason_and_the_request_is_judged_again(road):
    given = confirmed(road)
    request = requests.open_request(road, "support-bot", 2, "production", by=HANA, reason="the sale")
    assert requests.approve(road, request.id, by=MEI).state is RequestState.APPROVED
    for by, reason, kind in ((KEN, "no", Refused), (YUKI, " ", Invalid)):
        with pytest.raises(kind):
            overrides.withdraw(road, given.id, by=by, reason=reason)
    overrides.withdraw(road, given.id, by=YUKI, reason="the sale is off")
    assert overrides.listing(road, "support-bot") == []
    assert requests.find(road, request.id).state is RequestState.OPEN
    with pytest.raises(Refused, match="hold"):
        promotion.promote(road, request.id, by=MEI, expecting=1)
    overrides.confirm(road, ask(road).id, by=RYO)
    assert requests.find(road, request.id).state is RequestState.APPROVED


@pytest.mark.parametrize("text", ["environments: [", None])
def test_an_override_is_taken_back_whatever_became_of_the_policy(road, monkeypatch, capsys, text):
    given = confirmed(road)
    request = requests.open_request(road, "support-bot", 2, "production", by=HANA, reason="the sale")
    requests.approve(road, request.id, by=MEI)
    policy = road.settings.policies / "support-bot.yaml"
    policy.unlink() if text is None else policy.write_text(text)
    lead_to(road, monkeypatch, "yuki")
    assert run(monkeypatch, capsys, "overrides", "support-bot")[1]["states"] == {given.id: "void"}
    assert run(monkeypatch, capsys, "withdraw", given.id, "--reason", "no")[0] == 0
    write_policy(road, POLICY + RULE)
    assert overrides.listing(road, "support-bot") == []
    assert requests.find(road, request.id).state is RequestState.OPEN
    assert judged(road, request).verdict is Verdict.HOLD


def test_an_override_of_one_criterion_leaves_the_others_alone(road):
    with road.ledger.read() as tx:
        add_evidence(road, tx.one(Version, number=2), {*WORSE, "c0"})
    confirmed(road)
    assert row(road, "critical-cases").result is Result.FAIL
    assert judged(road).verdict is Verdict.HOLD


def test_the_state_of_an_override_can_be_told_while_its_environment_is_gone(road):
    given = confirmed(road)
    write_policy(road, (POLICY + RULE).replace("production:", "live:"))
    assert overrides.state(road, given) is OverrideState.VOID


def test_every_refusal_leaves_no_event(road):
    before = history.count(road, "support-bot")
    for wanted in ({"by": HANA}, {"criterion": "tea"}, {"reason": ""}):
        with pytest.raises(LifecycleError):
            ask(road, **wanted)
    assert history.count(road, "support-bot") == before


def test_the_command_line_asks_lists_confirms_and_withdraws(road, monkeypatch, capsys):
    def kanmon(*words, by="sora"):
        lead_to(road, monkeypatch, by)
        return run(monkeypatch, capsys, *words)

    where = ("support-bot", "v2", "--to", "production", "--criterion", "not-worse")
    code, asked = kanmon("override", *where, "--reason", WHY)
    assert (code, asked["asked_by"], asked["confirmed_by"]) == (0, "sora", "")
    assert kanmon("overrides", "support-bot")[1]["states"] == {asked["id"]: "waiting"}
    assert kanmon("confirm", asked["id"], by="ryo")[1]["confirmed_by"] == "ryo"
    assert kanmon("overrides", "support-bot")[1]["states"] == {asked["id"]: "counting"}
    assert kanmon("gate", "support-bot", "v2", "--to", "production")[1]["verdict"] == "needs_review"
    assert kanmon("withdraw", asked["id"], "--reason", "no")[0] == 0
    assert kanmon("overrides", "support-bot")[1] == {"overrides": [], "states": {}}
