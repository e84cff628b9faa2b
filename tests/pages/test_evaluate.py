import threading

import pytest

from console import language
from lifecycle import applications, evaluation, scorecards, worker
from lifecycle.evaluation import engine
from lifecycle.records import Actor, Evaluation, EvaluationState, Ref, Row, RowState
from tests.pages.conftest import text_of

APP = "support-bot"
KEN = Actor(person="ken")


def press(at, label):
    next(button for button in at.button if button.label.startswith(label)).click()
    return at.run()


def newest(bench, version=3):
    return evaluation.newest(bench, APP, version)


def started(bench):
    return evaluation.start(bench, app=APP, version=2, golden=Ref("support-golden"), by=KEN)


def english_in(said):
    return [t for t, ja in language.CATALOGUE.items() if len(t) > 12 and t != ja and t in said]


def test_without_a_version_the_page_says_what_comes_first(empty, open_page):
    assert "No application yet" in text_of(open_page("evaluate"))
    applications.create(empty, "my-bot", by=KEN)
    assert "No version yet" in text_of(open_page("evaluate", person="ken"))


def test_before_starting_it_says_what_will_be_asked(full, open_page):
    said = text_of(open_page("evaluate", person="ken", version=2))
    planned = evaluation.plan(full, app=APP, version=2, golden=Ref("support-golden"))
    assert f"{planned.calls} to practice" in said
    assert f"{planned.tokens_in + planned.tokens_out:,}" in said
    assert f"Start: ask {planned.calls} questions" in said
    assert "legal advice" in said
    assert "no LLM" in said


def test_starting_opens_the_evaluation_and_says_when_nobody_works(full, open_page):
    at = press(open_page("evaluate", person="ken", version=2), "Start")
    id = at.query_params["evaluation"]
    made = evaluation.find(full, id)
    assert (made.version, str(made.golden), made.requested_by) == (2, "support-golden@1", "ken")
    said = text_of(at)
    assert "No worker is running" in said
    assert not worker.is_alive(full)


def test_progress_is_read_from_the_ledger_with_errors_by_kind(full, open_page):
    made = started(full)
    engine.begin(full, made.id)
    failed = {"error_code": "chat.timeout", "error_params": {"endpoint": "practice", "seconds": 30}}
    with full.ledger.write() as tx:
        tx.change(Row, {"evaluation": made.id, "position": 0}, state=RowState.FAILED, **failed)
        tx.change(Row, {"evaluation": made.id, "position": [1, 2]}, state=RowState.ANSWERED, answer="x")
    at = open_page("evaluate", person="ken", evaluation=made.id)
    said = text_of(at)
    assert at.get("progress")[0].proto.text.startswith("3 of 225")
    assert "1 call failed" in said
    assert "did not answer within 30 seconds" in said
    assert "raise timeout_s" in said


def test_cancelling_asks_once_and_keeps_what_is_done(full, open_page):
    made = started(full)
    at = press(open_page("evaluate", person="ken", evaluation=made.id), "Cancel this evaluation")
    press(at, "Yes, cancel the evaluation")
    assert evaluation.find(full, made.id).state is EvaluationState.CANCELLED
    said = text_of(open_page("evaluate", person="ken", evaluation=made.id))
    assert "Cancelled. What was answered until then" in said
    assert "v2 has no score yet" in said


def test_a_stopped_evaluation_says_why_and_what_to_do(full, open_page):
    made = started(full)
    params = {"calls": 20, "endpoint": "practice"}
    with full.ledger.write() as tx:
        stopped = {"state": EvaluationState.STOPPED, "stop_code": "evaluation.refused_in_a_row"}
        tx.change(Evaluation, {"id": made.id}, stop_params=params, **stopped)
    said = text_of(open_page("evaluate", evaluation=made.id))
    assert "20 calls failed in a row" in said
    assert "check that the endpoint practice works" in said


def test_the_scorecard_says_what_the_ledger_holds(full, open_page):
    done = newest(full)
    said = text_of(open_page("evaluate", evaluation=done.id))
    card = evaluation.scorecard(full, done.id)
    metrics = scorecards.metrics(card)
    facts, latency = metrics["contains.mean"].estimate, metrics["latency_ms.p95"].estimate
    assert f"right facts in the answer, {100 * facts.value:.1f} %" in said
    assert f"{100 * facts.low:.1f} % to {100 * facts.high:.1f} %" in said
    assert f"{latency.value:,.0f} ms" in said
    worst = scorecards.failures(card)
    assert f"{len(worst)} answers" in said
    assert worst[0].case_id in said
    assert worst[0].answer.splitlines()[0] in said


def test_a_finished_evaluation_survives_in_its_address(full, open_page):
    made = started(full)
    engine.run(full, made.id, threading.Event(), worker="w")
    at = open_page("evaluate", evaluation=made.id)
    assert "right facts in the answer" in text_of(at)
    targets = {link.proto.label for link in at.get("page_link")}
    assert {"All evaluations", "Compare", "Release"} <= targets


def test_the_list_opens_an_evaluation(full, open_page):
    done = newest(full, 1)
    at = open_page("evaluate")
    at.button(key=f"evaluations-{done.id}").click().run()
    assert at.query_params["evaluation"] == done.id
    assert "Evaluation of v1" in text_of(at)


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ({"evaluation": "nope"}, "There is no evaluation nope"),
        ({"version": "99"}, "has no version v99"),
    ],
)
def test_an_unknown_id_in_the_address_is_told(full, open_page, query, message):
    assert message in text_of(open_page("evaluate", **query))


def test_a_broken_policy_is_told_where_it_is_needed(full, open_page):
    path = applications.policy_path(full, APP)
    path.parent.mkdir(exist_ok=True)
    path.write_text("application: support-bot\nnonsense: 1\n", encoding="utf-8")
    at = open_page("evaluate", person="ken")
    said = text_of(at)
    assert "support-bot.yaml" in said
    assert "Start: ask" not in said


def test_a_viewer_cannot_start(full, open_page):
    at = open_page("evaluate", person="aki")
    assert next(button for button in at.button if button.label.startswith("Start")).disabled
    assert "needs the role" in text_of(at)


@pytest.mark.usefixtures("japanese")
@pytest.mark.parametrize("which", ["steps", "live", "done"])
def test_evaluate_in_japanese_has_no_english_sentence(full, open_page, which):
    made = {"live": started, "done": newest}.get(which)
    query = {"evaluation": made(full).id} if made else {}
    said = text_of(open_page("evaluate", person="ken", **query))
    assert "評価" in said
    assert english_in(said) == []
