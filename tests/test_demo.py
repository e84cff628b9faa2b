import os
import subprocess
import sys

import pytest
from mlflow import MlflowClient

from lifecycle import (
    applications,
    comparison,
    datasets,
    demo,
    evaluation,
    evidence,
    history,
    promotion,
    prompts,
    requests,
    settings,
    versions,
    worker,
)
from lifecycle.errors import NotFound, Refused
from lifecycle.records import Block, PromptContent, Ref, RequestState, Result, Verdict

RULE = "バッテリーが膨らむ"
pytestmark = pytest.mark.whole


@pytest.fixture
def bench(demo_bench):
    return demo_bench


def test_the_demo_has_logs_a_golden_set_and_three_versions(bench):
    assert datasets.find(bench, demo.APP, Ref("support-logs")).rows >= 300
    cases = datasets.cases(bench, datasets.find(bench, demo.APP, Ref(demo.GOLDEN)))
    assert len(cases) >= 200
    assert {case.tags["language"] for case in cases} == {"ja", "en"}
    assert {"returns", "exchanges", "delivery", "payment", "account"} <= {c.tags["topic"] for c in cases}
    assert any(case.critical for case in cases)
    assert any(case.decline for case in cases)
    assert len(versions.versions(bench, demo.APP)) == 3


def test_two_versions_were_released_by_two_people_each_and_a_third_waits(bench):
    with bench.ledger.read() as tx:
        moves = history.moves(tx, demo.APP, "production")
    assert [move.after for move in moves] == [1, 2]
    assert all(move.details["requested_by"] == "hana" for move in moves)
    assert all(move.details["approved_by"] == ["mei"] for move in moves)
    waiting = requests.live(bench, demo.APP, "production")
    assert (waiting.version, waiting.state) == (3, RequestState.OPEN)
    assert requests.decision(bench, waiting).verdict == Verdict.NEEDS_REVIEW
    assert promotion.way_back(bench, demo.APP, "production").version == 1
    assert history.verify(bench) is None


def test_the_third_version_is_better_on_the_whole_and_worse_on_a_slice(bench):
    cards = [evaluation.scorecard(bench, evaluation.newest(bench, demo.APP, number).id) for number in (2, 3)]
    compared = comparison.compare(*cards)
    assert compared.metrics[0].verdict == "improved"
    assert "regressed" in {each.verdict for each in compared.slices}


def test_loading_it_again_loads_nothing(bench):
    assert not demo.load(bench)


def test_an_application_of_the_same_name_that_is_somebodys_own_is_left_alone(bench):
    demo.remove(bench)
    applications.create(bench, demo.APP, by=demo.YUKI, title="our own bot")
    assert not demo.load(bench)
    assert bench.application(demo.APP).title == "our own bot"


def test_it_can_be_taken_away_and_the_audit_log_stays(bench):
    demo.remove(bench)
    with pytest.raises(NotFound):
        bench.application(demo.APP)
    assert bench.store.models.at(demo.APP, "production") is None
    assert history.events(bench, demo.APP)[0].action == history.REMOVED
    assert history.verify(bench) is None
    assert history.state_at(bench, demo.APP, bench.now()) == {}


def test_its_people_go_with_it_but_for_those_with_a_role_elsewhere(bench):
    applications.create(bench, "other", by=demo.MEI)
    demo.remove(bench)
    assert {id: person.roles for id, person in bench.people.items()} == {"mei": {"other": "admin"}}


def test_a_walk_that_was_cut_off_before_the_first_admin_is_begun_again(bench):
    demo.remove(bench)
    applications.create(bench, demo.APP, by=demo.YUKI, title=demo.TITLE)
    settings.save_people(bench.settings.home, demo.STRANGERS)
    with pytest.raises(ZeroDivisionError):
        demo.load(bench, tell=lambda text: 1 / 0)
    assert applications.listing(bench) == []


def test_the_audit_log_tells_who_got_which_role(bench):
    given = {
        event.subject: event.after for event in history.events(bench, demo.APP, actions=["people.changed"])
    }
    assert given == {person.id: person.roles[demo.APP] for person in demo.PEOPLE[1:]}


def test_without_one_sentence_of_the_shop_rules_the_gate_closes(bench):
    good = prompts.content(bench, prompts.find(bench, demo.APP, Ref(demo.PROMPT, 2)))
    kept = [line for line in good.blocks[0].text.splitlines() if RULE not in line]
    assert len(kept) == len(good.blocks[0].text.splitlines()) - 1
    poor = PromptContent(blocks=(Block(role="system", text="\n".join(kept)),))
    saved = prompts.save(
        bench, app=demo.APP, name=demo.PROMPT, content=poor, by=demo.KEN, reason="shorter", parent=2
    )
    made = versions.create(
        bench, app=demo.APP, prompt=saved.ref, model="practice-1", endpoint="practice", by=demo.KEN
    )
    evaluation.start(bench, app=demo.APP, version=made.number, golden=Ref(demo.GOLDEN), by=demo.KEN)
    assert worker.start(bench, "--until-idle").wait() == 0
    judged = evidence.decide(bench, demo.APP, made.number, "production")
    assert judged.verdict == Verdict.HOLD
    assert {row.id for row in judged.rows if row.result == Result.FAIL} >= {"critical-cases"}
    waiting = requests.live(bench, demo.APP, "production")
    requests.withdraw(bench, waiting.id, by=demo.HANA, reason="another first")
    with pytest.raises(Refused, match="hold"):
        requests.open_request(bench, demo.APP, made.number, "production", by=demo.HANA, reason="shorter")


PLAIN = """
from mlflow import MlflowClient
from mlflow.genai import load_prompt
print(MlflowClient().get_model_version_by_alias("support-bot", "production").version)
print(load_prompt("prompts:/support-reply@production").template, end="")
"""


def test_plain_mlflow_reads_what_was_released(bench):
    env = {**os.environ, "MLFLOW_TRACKING_URI": bench.settings.tracking_uri}
    done = subprocess.run([sys.executable, "-c", PLAIN], env=env, capture_output=True, text=True, check=True)
    version, _, template = done.stdout.partition("\n")
    assert (version, template) == ("2", demo.prompt_text(2))


def test_plain_mlflow_shows_the_evaluation_with_its_golden_set_and_answers(bench):
    done = evaluation.newest(bench, demo.APP, 2)
    client = MlflowClient(tracking_uri=bench.settings.tracking_uri)
    run = client.get_run(done.run_id)
    (used,) = run.inputs.dataset_inputs
    assert used.dataset.digest == done.golden_digest[:32]
    assert done.golden_digest in {tag.value for tag in used.tags} | {used.dataset.source}
    assert run.data.params["version"] == "v2"
    assert run.data.metrics["contains.mean"] == pytest.approx(
        comparison.scorecards.metrics(evaluation.scorecard(bench, done.id))["contains.mean"].estimate.value
    )
    assert "answers.parquet" in [file.path for file in client.list_artifacts(done.run_id)]


def test_the_example_policy_of_a_new_application_names_its_own_golden_set(bench):
    applications.create(bench, "other", by=demo.YUKI)
    applications.take_example_policy(bench, "other", by=demo.YUKI)
    assert applications.policy(bench, "other").golden.name == "other-golden"
    assert applications.policy(bench, "other").application == "other"
