import json

import pytest

from lifecycle import datasets, history, projection, smoke
from lifecycle.errors import NotFound, Refused
from lifecycle.messages import say
from lifecycle.records import Actor, DatasetKind, Ref, SmokeState
from lifecycle.settings import save_endpoints
from tests.builders import KEN, MEI
from tests.endpoint import Answer, endpoint
from tests.evaluating import POLICY, set_the_stage

__all__ = ["endpoint"]

APP = "support-bot"


@pytest.fixture
def shop(bench, endpoint):
    """Version 1 at a real endpoint; of six cases the fourth and the sixth are critical."""
    set_the_stage(bench, endpoint.url, cases=1)
    lines = [
        {
            "id": f"c{i}",
            "inputs": {"question": f"質問 {i}"},
            "expected": {"contains": ["はい"]},
            "critical": i in {3, 5},
        }
        for i in range(6)
    ]
    golden = b"".join(json.dumps(line).encode() + b"\n" for line in lines)
    datasets.freeze(bench, golden, app=APP, name="support-golden", kind=DatasetKind.GOLDEN, by=KEN)
    want(bench, 4)
    move(bench)
    return bench


def want(bench, questions):
    rule = f"    smoke: {{questions: {questions}}}\n"
    (bench.settings.policies / "support-bot.yaml").write_text(POLICY + rule, encoding="utf-8")


def move(bench):
    """Bring version 1 into production and leave it to whoever comes to try it out."""
    about = {"after": 1, "environment": "production"}
    with bench.ledger.write() as tx:
        event = history.record(bench, tx, MEI, history.MOVES[0], app=APP, subject="x", **about)
        return smoke.begin(bench, tx, event, 4, by=MEI)


def try_out(bench):
    projection.catch_up(bench, smoke.PLACE)
    return smoke.latest(bench, APP, "production")


def told(bench):
    found = history.events(bench, APP, actions=[f"smoke.{word}" for word in ("asked", *SmokeState)])
    return [(event.actor, event.action) for event in reversed(found)]


def test_critical_cases_are_asked_first_then_the_first_of_the_others(shop, endpoint):
    assert smoke.latest(shop, APP, "production").state is SmokeState.WAITING
    done = try_out(shop)
    assert sorted(endpoint.questions()) == ["質問 0", "質問 1", "質問 3", "質問 5"]
    assert (done.state, done.code, done.questions) == (SmokeState.PASSED, "", 4)
    assert done.done_at
    assert told(shop) == [("kanmon", "smoke.passed")]
    (event,) = history.events(shop, APP, actions=["smoke.passed"])
    assert (event.details["version"], event.details["move"]) == (1, done.event)


def pin(bench, digest):
    file = bench.settings.policies / "support-bot.yaml"
    rule = f"      - {{id: exact, type: golden_set, owner: CS, digest: {digest}}}\n    smoke:"
    file.write_text(file.read_text(encoding="utf-8").replace("    smoke:", rule), encoding="utf-8")


def test_the_golden_set_that_the_policy_names_is_asked_though_there_is_a_newer_one(shop, endpoint):
    pin(shop, datasets.find(shop, APP, Ref("support-golden", 1)).digest)
    assert try_out(shop).state is SmokeState.PASSED
    assert endpoint.questions() == ["質問 0"]


def test_without_the_golden_set_that_the_policy_names_nothing_is_asked(shop, endpoint):
    pin(shop, "a" * 64)
    done = try_out(shop)
    assert (done.state, done.code, endpoint.calls) == (SmokeState.ERROR, "smoke.no_golden", [])


def test_the_version_is_asked_as_it_is(shop, endpoint):
    try_out(shop)
    assert {call["model"] for call in endpoint.calls} == {"m-1"}
    assert endpoint.calls[0]["messages"][0] == {"role": "system", "content": "返品は30日以内です。"}


def test_a_critical_case_that_a_deciding_rule_fails_fails_the_test(shop, endpoint):
    endpoint.decide = lambda number, body: Answer(
        text="いいえ" if body["messages"][-1]["content"] == "質問 5" else "はい"
    )
    done = try_out(shop)
    assert (done.state, done.code) == (SmokeState.FAILED, "smoke.wrong")
    assert say(done.code, **done.params) == "The answer to c5, a critical case, is wrong (contains)."
    assert told(shop) == [("kanmon", "smoke.failed")]


def test_a_critical_case_that_could_not_be_scored_is_no_good_news(shop, endpoint):
    file = shop.settings.policies / "support-bot.yaml"
    slow = "- {name: regex, settings: {pattern: '^はい(a|aa)+$'}}"
    file.write_text(file.read_text(encoding="utf-8").replace("- name: declines", slow), encoding="utf-8")
    endpoint.decide = lambda number, body: Answer(text="はい" + 5000 * "a" + "b")
    done = try_out(shop)
    assert (done.state, done.code) == (SmokeState.ERROR, "smoke.unscored")


def test_a_wrong_answer_to_any_other_case_does_not(shop, endpoint):
    endpoint.decide = lambda number, body: Answer(
        text="いいえ" if body["messages"][-1]["content"] in {"質問 0", "質問 1"} else "はい"
    )
    assert try_out(shop).state is SmokeState.PASSED


@pytest.mark.parametrize(
    ("answer", "state", "code"),
    [
        (Answer(text="  "), SmokeState.FAILED, "smoke.empty"),
        (Answer(status=404), SmokeState.FAILED, "chat.unknown_model"),
        (Answer(status=400), SmokeState.FAILED, "chat.bad_request"),
        (Answer(status=401), SmokeState.ERROR, "chat.wrong_key"),
        (Answer(status=429, headers={"Retry-After": "600"}), SmokeState.ERROR, "chat.rate_limited"),
    ],
)
def test_what_is_the_versions_fault_fails_and_what_is_not_is_an_error(shop, endpoint, answer, state, code):
    endpoint.decide = lambda number, body: answer
    done = try_out(shop)
    assert (done.state, done.code) == (state, code)
    assert say(done.code, "ja", **done.params)


def test_one_failure_weighs_more_than_many_errors(shop, endpoint):
    def decide(number, body):
        question = body["messages"][-1]["content"]
        return Answer(text="いいえ") if question == "質問 5" else Answer(status=401)

    endpoint.decide = decide
    assert try_out(shop).state is SmokeState.FAILED


def test_what_keeps_the_questions_from_being_put_is_an_error_and_can_be_repeated(shop):
    known = shop.endpoints
    save_endpoints(shop.settings.home, {})
    assert (try_out(shop).state, try_out(shop).code) == (SmokeState.ERROR, "settings.no_endpoint")
    save_endpoints(shop.settings.home, {"shop": known["shop"]})
    again = smoke.repeat(shop, APP, "production", by=KEN)
    assert smoke.latest(shop, APP, "production") == again
    assert try_out(shop).state is SmokeState.PASSED
    assert told(shop) == [("kanmon", "smoke.error"), ("ken", "smoke.asked"), ("kanmon", "smoke.passed")]
    assert history.verify(shop) is None


def test_a_repetition_that_the_network_stops_takes_no_failure_back(shop, endpoint):
    endpoint.decide = lambda number, body: Answer(text="  ")
    failed = try_out(shop)
    again = smoke.repeat(shop, APP, "production", by=KEN)
    assert smoke.standing(shop, APP, "production") == (failed, again)
    endpoint.decide = lambda number, body: Answer(status=401)
    assert try_out(shop).state is SmokeState.ERROR
    assert smoke.standing(shop, APP, "production")[0] == failed
    smoke.repeat(shop, APP, "production", by=KEN)
    endpoint.decide = lambda number, body: Answer(text="はい")
    passed = try_out(shop)
    assert passed.state is SmokeState.PASSED
    assert smoke.standing(shop, APP, "production") == (passed,)


def test_a_test_that_a_later_move_overtook_asks_nothing(shop, endpoint):
    first = smoke.latest(shop, APP, "production")
    second = move(shop)
    try_out(shop)
    with shop.ledger.read() as tx:
        states = {each.id: (each.state, each.code) for each in tx.all(type(first))}
    assert states == {
        first.id: (SmokeState.ERROR, "smoke.overtaken"),
        second.id: (SmokeState.PASSED, ""),
    }
    assert len(endpoint.calls) == 4


def test_a_test_that_was_cut_off_is_carried_out_by_the_next_and_counts_once(shop, monkeypatch):
    (errand,) = projection.pending(shop, smoke.PLACE)
    with monkeypatch.context() as patch:
        patch.setattr(smoke, "tell", lambda *args, **kwargs: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            smoke.carry_out(shop, errand)
    assert smoke.latest(shop, APP, "production").state is SmokeState.WAITING
    smoke.carry_out(shop, errand)
    smoke.carry_out(shop, errand)
    assert told(shop) == [("kanmon", "smoke.passed")]


def test_a_repetition_asks_as_many_as_the_policy_says_now(shop, endpoint):
    want(shop, 2)
    assert smoke.repeat(shop, APP, "production", by=KEN).questions == 2
    (shop.settings.policies / "support-bot.yaml").write_text(POLICY, encoding="utf-8")
    assert smoke.repeat(shop, APP, "production", by=KEN).questions == smoke.USUAL


def test_who_may_not_or_where_nothing_is_there_is_nothing_to_repeat(shop):
    with pytest.raises(Refused, match="role"):
        smoke.repeat(shop, APP, "production", by=Actor(person="aki"))
    with pytest.raises(NotFound):
        smoke.repeat(shop, APP, "moon", by=KEN)
    with shop.ledger.write() as tx:
        history.record(shop, tx, MEI, history.REMOVED, app=APP, subject=APP)
    with pytest.raises(Refused, match="nothing to ask"):
        smoke.repeat(shop, APP, "production", by=KEN)
