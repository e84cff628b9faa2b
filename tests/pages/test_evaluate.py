import json
import re
import threading
from dataclasses import replace
from urllib.parse import parse_qsl

import pytest

from console import language
from console.parts import evaluation_queue, evaluation_start
from lifecycle import applications, datasets, evaluation, scorecards, suggestions, worker
from lifecycle.evaluation import answers, ending, engine
from lifecycle.records import (
    Actor,
    Endpoint,
    Evaluation,
    EvaluationState,
    Ref,
    Row,
    RowState,
    ScoreError,
    ScorerSpec,
)
from lifecycle.settings import save_endpoints
from tests.pages.conftest import english_in, text_of, ways_of

APP = "support-bot"
KEN = Actor(person="ken")
GOLDEN = Ref("support-golden")


def press(at, label):
    next(button for button in at.button if button.label.startswith(label)).click()
    return at.run()


def newest(bench, version=3):
    return evaluation.newest(bench, APP, version)


def started(bench):
    return evaluation.start(bench, app=APP, version=2, golden=GOLDEN, by=KEN)


def cancelled(bench):
    return evaluation.cancel(bench, started(bench).id, KEN)


def evaluation_ids(at):
    links = [dict(parse_qsl(link.proto.query_string)) for link in at.main.get("page_link")]
    return [link["evaluation"] for link in links if "evaluation" in link]


def test_without_a_version_the_page_says_what_comes_first(empty, open_page):
    assert "No application yet" in text_of(open_page("evaluate"))
    applications.create(empty, "my-bot", by=KEN)
    assert "No version yet" in text_of(open_page("evaluate", person="ken"))


def test_before_starting_it_says_what_will_be_asked(full, open_page):
    said = text_of(open_page("evaluate", person="ken", version=2))
    planned = evaluation.plan(full, app=APP, version=2, golden=GOLDEN)
    assert f"{planned.calls} to practice" in said
    assert f"{planned.tokens_in + planned.tokens_out:,}" in said
    assert f"Start: ask {planned.calls} questions" in said
    assert "in no answer: legal advice, 法的助言" in said
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
    ending.begin(full, made.id)
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
    assert [button.label for button in at.button][-2:] == ["Yes, cancel the evaluation", "Let it go on"]
    press(at, "Yes, cancel the evaluation")
    assert evaluation.find(full, made.id).state is EvaluationState.CANCELLED
    said = text_of(open_page("evaluate", person="ken", evaluation=made.id))
    assert "Cancelled. What was answered until then" in said
    assert "right facts in the answer” scored no case" in said


def test_an_evaluation_that_ended_early_says_how_many_cases_were_answered(full, open_page):
    made = started(full)
    answered = {"state": RowState.ANSWERED, "answer": "x", "scores": {"contains": 1.0}}
    with full.ledger.write() as tx:
        tx.change(Row, {"evaluation": made.id, "position": [0, 1, 2]}, **answered)
        tx.change(Evaluation, {"id": made.id}, state=EvaluationState.CANCELLED)
    said = text_of(open_page("evaluate", evaluation=made.id))
    assert "3 of 225 cases" in said
    assert ">225 cases" not in said
    assert ">225 cases" in text_of(open_page("evaluate", evaluation=newest(full).id))


def test_a_cancelled_evaluation_goes_on_where_it_ended(full, open_page):
    made = started(full)
    with full.ledger.write() as tx:
        tx.change(Row, {"evaluation": made.id, "position": [0, 1]}, state=RowState.ANSWERED, answer="x")
        failed = {"error_code": "chat.timeout", "error_params": {"endpoint": "practice", "seconds": 30}}
        tx.change(Row, {"evaluation": made.id, "position": [2, 3, 4]}, state=RowState.FAILED, **failed)
        tx.change(Evaluation, {"id": made.id}, state=EvaluationState.CANCELLED)
    at = open_page("evaluate", person="ken", evaluation=made.id)
    assert "2 answered are kept; 3 failed and 220 open are asked." in text_of(at)
    at = press(at, "Resume")
    assert evaluation.find(full, made.id).state is EvaluationState.WAITING
    assert at.get("progress")[0].proto.text.startswith("2 of 225")


def test_without_failures_resuming_speaks_of_none(full, open_page):
    said = text_of(open_page("evaluate", person="ken", evaluation=cancelled(full).id))
    assert "0 answered are kept; 225 open are asked." in said


def test_the_time_of_a_resumed_evaluation_is_told_as_that_of_its_last_part(full, open_page):
    made = newest(full)
    assert "after it was resumed" not in text_of(open_page("evaluate", evaluation=made.id))
    with full.ledger.write() as tx:
        tx.change(Evaluation, {"id": made.id}, done_before=220)
    assert re.search(r"took \S+ \S+ after it was resumed", text_of(open_page("evaluate", evaluation=made.id)))


def test_resuming_says_how_many_answers_go_back_to_their_judges(full, court, open_page):
    made = started(full)
    failed = {"tone": {"code": "chat.broken", "params": {"endpoint": "court"}}}
    with full.ledger.write() as tx:
        tx.change(Row, {"evaluation": made.id, "position": [0, 1]}, state=RowState.ANSWERED, answer="x")
        tx.change(Row, {"evaluation": made.id, "position": 1}, score_errors=failed)
        tx.change(Evaluation, {"id": made.id}, state=EvaluationState.CANCELLED)
    assert "Judges are asked again about 1 answer." in text_of(open_page("evaluate", evaluation=made.id))


def test_a_finished_one_that_is_not_complete_is_evaluated_again_with_its_answers(full, open_page):
    made = newest(full)
    assert "Evaluate again and reuse the answers" not in ways_of(open_page("evaluate", evaluation=made.id))

    made = incomplete(full, made)
    at = open_page("evaluate", person="ken", evaluation=made.id)
    assert "1 answer could not be scored, so this evaluation is not complete." in text_of(at)
    assert "judges are asked anew" in text_of(at)
    way = ways_of(at)["Evaluate again and reuse the answers"]
    assert dict(parse_qsl(way)) == {
        "version": "3",
        "golden": "support-golden@1",
        "times": "1",
        "reuse": "true",
    }


def incomplete(bench, made):
    """A copy of a finished evaluation, of which a scorer failed at the first answer."""
    first, *others = evaluation.scorecard(bench, made.id).rows
    broken = replace(
        first, score_errors={"contains": ScoreError(code="chat.broken", params={"endpoint": "x"})}
    )
    digest = bench.objects.freeze_parts(answers.to_lines([broken, *others]))
    copy = replace(made, id="incomplete", answers_digest=digest)
    with bench.ledger.write() as tx:
        tx.add(copy)
    return copy


def test_one_that_reached_its_limit_is_started_again_with_a_higher_one(full, open_page):
    made = started(full)
    with full.ledger.write() as tx:
        stopped = {"state": EvaluationState.STOPPED, "stop_code": "evaluation.cost_reached"}
        tx.change(Evaluation, {"id": made.id}, stop_params={"limit": 2.0}, **stopped)
    at = open_page("evaluate", person="ken", evaluation=made.id)
    asked = ways_of(at)["Start again with a higher limit"]
    assert dict(parse_qsl(asked)) == {
        "version": "2",
        "golden": "support-golden@1",
        "times": "1",
        "reuse": "true",
    }
    assert "Resume" not in [button.label for button in at.button]
    at = open_page("evaluate", person="ken", **dict(parse_qsl(asked)))
    assert at.toggle[0].value


def test_one_whose_endpoint_was_moved_cannot_go_on_and_says_why(full, open_page):
    made = cancelled(full)
    at = open_page("evaluate", person="ken", evaluation=made.id)
    assert not resume(at).disabled
    (full.settings.home / "endpoints.yaml").write_text(
        "endpoints:\n  practice:\n    base_url: http://127.0.0.1:9/v1\n", encoding="utf-8"
    )
    at = open_page("evaluate", person="ken", evaluation=made.id)
    assert resume(at).disabled
    assert "The address of the endpoint practice was changed" in text_of(at)
    assert dict(parse_qsl(ways_of(at)["Start a new evaluation"])) == {
        "version": "2",
        "golden": "support-golden@1",
        "times": "1",
    }


def resume(at):
    return next(button for button in at.button if button.label == "Resume")


def test_reusing_answers_says_how_many_are_known(full, open_page):
    asked = {"person": "ken", "version": 2, "golden": "support-golden@1"}
    assert not open_page("evaluate", **asked).toggle[0].value
    with full.ledger.write() as tx:
        demo = evaluation.newest(full, APP, 2).id
        tx.change(Row, {"evaluation": demo, "position": [7, 8]}, call_digest="another call")
    at = open_page("evaluate", **asked, reuse="true")
    assert "223 of them known already" in text_of(at)
    at = press(at, "Start: ask 2 questions")
    assert evaluation.find(full, at.query_params["evaluation"]).reuse


def test_a_ceiling_is_asked_for_where_calls_cost_something(full, open_page):
    assert "limit" not in [each.key for each in open_page("evaluate", person="ken", version=2).number_input]
    (full.settings.home / "endpoints.yaml").write_text(
        "endpoints:\n  practice:\n    base_url: practice\n    usd_per_million_in: 10\n", encoding="utf-8"
    )
    at = open_page("evaluate", person="ken", version=2, limit="0.5")
    at = press(at, "Start")
    said = text_of(at)
    assert "more than the limit of 0.50 USD" in said
    assert "Raise the limit" in said
    at.number_input(key="limit").set_value(50.0).run()
    at = press(at, "Start")
    assert evaluation.find(full, at.query_params["evaluation"]).max_cost_usd == 50


def test_what_is_not_priced_says_so_before_and_after(full, open_page):
    (full.settings.home / "endpoints.yaml").write_text(
        "endpoints:\n  practice:\n    base_url: http://127.0.0.1:9/v1\n", encoding="utf-8"
    )
    at = open_page("evaluate", person="ken", version=2)
    assert "price not known: practice" in text_of(at)
    assert "limit" not in [each.key for each in at.number_input]
    done = newest(full, 2)
    card = evaluation.scorecard(full, done.id)
    unpriced = [replace(row, cost_usd=None) for row in card.rows]
    digest = full.objects.freeze_parts(answers.to_lines(unpriced))
    with full.ledger.write() as tx:
        tx.change(Evaluation, {"id": done.id}, answers_digest=digest)
    said = text_of(open_page("evaluate", evaluation=done.id))
    assert "The cost is not known" in said
    assert "0 where it is free" in said


def test_a_scorecard_says_how_old_reused_answers_may_be(full, open_page):
    asked = {"app": APP, "version": 2, "golden": GOLDEN, "by": KEN}
    done = engine.run(full, evaluation.start(full, **asked, reuse=True).id, threading.Event(), worker="w")
    said = text_of(open_page("evaluate", evaluation=done.id))
    assert re.search(r"225 cases · 225 answers reused, the oldest given up to \d+ minutes? ago", said)


def test_the_practice_model_is_free_before_and_after(full, open_page):
    assert "free" in text_of(open_page("evaluate", person="ken", version=2))
    said = text_of(open_page("evaluate", evaluation=newest(full, 2).id))
    assert "cost is not known" not in said


def test_the_golden_set_that_the_policy_pins_is_chosen_first(full, open_page):
    first = datasets.find(full, APP, GOLDEN)
    rows = datasets.content(full, first).splitlines(keepends=True)[:-1]
    datasets.freeze(full, b"".join(rows), app=APP, name=GOLDEN.name, kind=first.kind, by=KEN)

    def chosen():
        return open_page("evaluate", person="ken", version=2).selectbox(key="k-url-golden").value

    assert chosen() == f"{GOLDEN.name}@2"
    path = applications.policy_path(full, APP)
    pinned = f"    criteria:\n      - {{id: pinned, type: golden_set, owner: data, digest: {first.digest}}}\n"
    text = path.read_text(encoding="utf-8")
    path.write_text(pinned.join(text.rsplit("    criteria:\n", 1)), encoding="utf-8")
    assert chosen() == str(first.ref)
    path.write_text("environments: [", encoding="utf-8")
    assert chosen() == f"{GOLDEN.name}@2"


@pytest.fixture
def court(full):
    """A judge that costs something stands in the policy; gives the plan."""
    prices = {"usd_per_million_in": 1.0, "usd_per_million_out": 10.0}
    at = Endpoint(name="court", base_url="http://127.0.0.1:9/v1", **prices)
    save_endpoints(full.settings.home, {**full.endpoints, at.name: at})
    path = applications.policy_path(full, APP)
    judge = "  - name: tone\n    settings: {endpoint: court, model: judge-1, votes: 3}\n"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("scorers:\n", f"scorers:\n{judge}"), encoding="utf-8")
    return evaluation.plan(full, app=APP, version=2, golden=GOLDEN)


def test_what_judges_will_cost_is_told_before_starting(court, open_page):
    at = open_page("evaluate", person="ken", version=2)
    said = text_of(at)
    assert "225 to practice" in said
    assert "675 to court" in said
    assert f"about ${court.cost_usd:.2f} (${court.judges_usd:.2f} for judges)" in said
    assert "limit" in [each.key for each in at.number_input]


def test_what_judges_of_answers_given_elsewhere_will_cost_is_told_and_limited(full, court, open_page):
    at = open_page("evaluate", person="ken", version=2, source="recorded", limit=0.01)
    file = ("answers.jsonl", b'{"id": "a", "answer": "b"}\n', "application/jsonl")
    at.get("file_uploader")[0].set_value(file).run()
    said = text_of(at)
    assert "675 to court" in said
    assert f"about ${court.judges_usd:.2f}" in said
    assert "more than the limit of 0.01 USD" in text_of(press(at, "Score these answers"))
    at.number_input(key="limit").set_value(50.0).run()
    at = press(at, "Score these answers")
    assert evaluation.find(full, at.query_params["evaluation"]).max_cost_usd == 50


def test_a_plan_that_cannot_work_says_so_in_its_step(full, open_page):
    path = applications.policy_path(full, APP)
    text = path.read_text(encoding="utf-8")
    alias = "  - name: price\n    scorer: json_fields\n"
    path.write_text(text.replace("scorers:\n", f"scorers:\n{alias}"), encoding="utf-8")
    said = text_of(open_page("evaluate", person="ken", version=2))
    assert "The scorer price applies to none of the 225 cases" in said
    assert "Start: ask" not in said
    assert "right values in the JSON" in said, "an alias says which scorer it is"


def test_answers_given_elsewhere_are_scored_and_are_no_evidence(full, open_page):
    golden = datasets.find(full, APP, GOLDEN)
    first, *others = [case.id for case in datasets.cases(full, golden)]
    content = "".join(json.dumps({"id": id, "answer": "14日"}) + "\n" for id in (first, first, "nobody"))
    at = open_page("evaluate", person="ken", version=2, source="recorded")
    assert "Choose a file first." in text_of(at)
    at.get("file_uploader")[0].set_value(("answers.jsonl", content.encode(), "application/jsonl")).run()
    said = text_of(at)
    assert "3 answers" in said
    assert f"{len(others)} cases without an answer" in said
    assert "1 id not in the golden set" in said
    id = press(at, "Score these answers").query_params["evaluation"]
    assert evaluation.find(full, id).repetitions == 2
    engine.run(full, id, threading.Event(), worker="w")
    at = open_page("evaluate", evaluation=id)
    assert "Answers given elsewhere: no evidence for a release." in text_of(at)
    assert "Release" not in ways_of(at)
    assert "given elsewhere" in text_of(open_page("evaluate"))


@pytest.mark.parametrize(
    ("content", "told"),
    [(b"question,answer\na,b\n", "Line 2"), (b"", "holds no answers"), (b"\xff\xfe\xfa", "not UTF-8")],
)
def test_a_file_that_holds_no_answers_says_where_and_starts_nothing(full, open_page, content, told):
    at = open_page("evaluate", person="ken", version=2, source="recorded")
    at.get("file_uploader")[0].set_value(("answers.csv", content, "text/csv")).run()
    assert told in text_of(at)
    assert "Score these answers" not in [button.label for button in at.button]


def test_what_is_under_way_stands_on_top_and_can_be_ended_there(full, open_page):
    assert "Under way" not in text_of(open_page("evaluate", person="ken"))
    first, second = started(full), started(full)
    ending.begin(full, first.id)
    with full.ledger.write() as tx:
        tx.change(Row, {"evaluation": first.id, "position": [0, 1]}, state=RowState.ANSWERED, answer="x")
    at = open_page("evaluate", person="ken")
    assert "Under way" in text_of(at)
    assert at.get("progress")[0].proto.text.startswith("2 of 225")
    assert evaluation_ids(at)[:2] == [first.id, second.id]
    at.button(key=f"cancel-{second.id}").click().run()
    press(at, "Yes, cancel the evaluation")
    assert evaluation.find(full, second.id).state is EvaluationState.CANCELLED


def test_an_evaluation_stands_once_on_the_page_under_way_or_in_the_list(full, open_page):
    over = {each.id for each in evaluation.listing(full, APP)}
    live = [started(full) for _ in range(evaluation_queue.MOST + 1)]
    at = open_page("evaluate", person="ken")
    assert "1 more waits." in text_of(at)
    assert evaluation_ids(at) == [each.id for each in live[:-1]]
    keys = [str(each.key) for each in at.button]
    listed = {key.removeprefix("evaluations-") for key in keys if key.startswith("evaluations-")}
    assert listed == {live[-1].id, *over}


def test_while_it_runs_reused_and_cut_off_answers_are_counted_and_the_first_failures_read(full, open_page):
    made = started(full)
    ending.begin(full, made.id)
    answered = {"state": RowState.ANSWERED, "answer": "返品", "scores": {"contains": 1.0}, "cost_usd": 0.5}
    with full.ledger.write() as tx:
        tx.change(Row, {"evaluation": made.id, "position": [1, 2]}, **answered, cached=True)
        tx.change(Row, {"evaluation": made.id, "position": [3, 4]}, **answered, finish_reason="length")
        tx.change(Row, {"evaluation": made.id, "position": [5]}, **answered, finish_reason="refusal")
        tx.change(Row, {"evaluation": made.id, "position": [0]}, **answered | {"scores": {"contains": 0.0}})
    at = open_page("evaluate", person="ken", evaluation=made.id)
    said = text_of(at)
    assert "2 answers reused" in said
    assert "2 answers were cut off" in said
    assert "The model refused 1 answer" in said
    assert "$2.00 so far" in at.get("progress")[0].proto.text.replace("\\", ""), "reused answers cost nothing"
    case = datasets.cases(full, datasets.find(full, APP, GOLDEN))[0]
    assert "The first that went wrong" in said
    assert case.question in said
    assert f"Not in the answer: {', '.join(case.expected['contains'])}" in said


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
    passed = round(facts.value * facts.n)
    assert f"{passed} of {facts.n} pass “right facts in the answer” ({100 * facts.value:.1f} %" in said
    assert "225 of 225 cases answered" in said
    assert f"{100 * facts.low:.1f} % to {100 * facts.high:.1f} %" in said
    assert f"{latency.value:,.0f} ms" in said
    assert "225 cases cannot show an upper bound of p99 (368 needed)" in said
    worst = scorecards.failing_cases(card)
    assert f"{len(worst)} cases" in said
    assert worst[0].case.id in said
    assert worst[0].rows[0].answer.splitlines()[0] in said


def test_a_failure_says_why_each_scorer_failed_it(full, open_page):
    done = newest(full)
    card = evaluation.scorecard(full, done.id)
    worst = next(each for each in scorecards.failing_cases(card) if each.rows[0].scores["contains"] == 0)
    said = text_of(open_page("evaluate", evaluation=done.id, case=worst.case.id))
    lacking = [fact for fact in worst.case.expected["contains"] if fact not in worst.rows[0].answer]
    assert f"Not in the answer: {', '.join(lacking)}" in said


def test_a_case_that_is_not_there_is_told(full, open_page):
    said = text_of(open_page("evaluate", evaluation=newest(full).id, case="nobody"))
    assert "There is no such case." in said
    assert "Every answer passed." not in said


def test_what_the_worker_ended_is_nobodys_decision(full, open_page):
    made = started(full)
    engine.run(full, made.id, threading.Event(), worker="w")
    said = text_of(open_page("history", show="evaluation"))
    assert '<td class="k-left k-short">automatic</td>' in said
    assert "process" not in said


def test_answers_to_a_case_that_are_alike_stand_there_once(full, open_page):
    made = evaluation.start(full, app=APP, version=1, golden=GOLDEN, by=KEN, repetitions=3)
    engine.run(full, made.id, threading.Event(), worker="w")
    said = text_of(open_page("evaluate", evaluation=made.id))
    assert "answer (3 of 3 times)" in said
    card = evaluation.scorecard(full, made.id)
    found = scorecards.consistency(scorecards.samples(card)["contains"])
    assert "all of 3 pass" in said
    assert f"{100 * found.all_pass[2].value:.1f} %" in said


def test_the_golden_set_may_grow_with_a_way_to_the_case_and_the_slice(full, open_page):
    done = newest(full)
    at = open_page("evaluate", evaluation=done.id)
    first = suggestions.suggest(full, done.id)[0]
    assert f"Case {first.case_id} fails “right facts in the answer”" in text_of(at)
    ways = ways_of(at)
    assert "case=" in ways["Show the case"]
    sent = dict(parse_qsl(ways["Send to golden set"]))
    assert sent["edit"] == "support-golden"
    assert sent["case"] in {each.case_id for each in suggestions.suggest(full, done.id)}
    slice = dict(parse_qsl(ways["Show the slice"]))["slice"]
    said = text_of(open_page("evaluate", evaluation=done.id, slice=slice))
    inside = [
        each
        for each in scorecards.failing_cases(evaluation.scorecard(full, done.id))
        if slice == ",".join(f"{tag}:{value}" for tag, value in each.case.tags.items())
    ]
    assert slice.replace(",", " · ") in said
    assert said.count("why it fails") == min(len(inside), 5)


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


@pytest.mark.parametrize(
    ("scorer", "settings", "told"),
    [
        ("regex", {"pattern": "https?://", "absent": True}, "パターン: https?://・パターンに適合しないこと"),
        ("regex", {"pattern": "。$", "absent": False}, "パターン: 。$"),
        ("number", {"relative": 0.01, "which": "last"}, "許容誤差（割合）: 0.01・対象の数値: 最後"),
        ("personal_data", {"kinds": ["email", "phone"]}, "対象: メールアドレス、電話番号"),
        ("language", {"language": "ja"}, "言語: 日本語"),
        ("json_fields", {"fields": {"total": 5}}, 'JSON の値: {"total": 5}'),
        ("chrf", {}, "標準設定"),
    ],
)
def test_the_settings_of_a_scorer_have_words(monkeypatch, scorer, settings, told):
    monkeypatch.setattr(language, "current", lambda: "ja")
    spec = ScorerSpec(name=scorer, settings=settings)
    assert evaluation_start.settings(spec) == told.replace("・", " · ")


@pytest.mark.usefixtures("japanese")
@pytest.mark.parametrize("which", ["steps", "recorded", "live", "done", "cancelled"])
def test_evaluate_in_japanese_has_no_english_sentence(full, open_page, which):
    made = {"live": started, "done": newest, "cancelled": cancelled}.get(which)
    query = {"evaluation": made(full).id} if made else {"source": which, "reuse": "true"}
    said = text_of(open_page("evaluate", person="ken", **query))
    assert "評価" in said
    assert english_in(said) == []
