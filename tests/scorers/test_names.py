"""A scorer that serves twice has two names, and everything above knows them apart."""

import pytest

from console import wording
from lifecycle import comparison, gates, messages, policies, scorecards, scorers
from lifecycle.errors import Invalid
from lifecycle.gates import Evidence
from lifecycle.records import Result, Verdict
from tests.builders import ENDPOINTS, NOON, a_case, a_golden, a_row, a_scorecard, a_version

POLICY = """\
application: support-bot
golden: {name: support-golden}
scorers:
  - {name: polite_form, scorer: regex, settings: {pattern: "(です|ます)。"}}
  - {name: no_link, scorer: regex, settings: {pattern: "https?://", absent: true}}
  - {name: excludes}
  - {name: closeness, scorer: chrf}
environments:
  production:
    criteria:
      - {id: polite, type: threshold, owner: CS, metric: polite_form.mean, operator: ">=", value: 0.9}
      - {id: links, type: no_regression, owner: CS, metric: no_link.mean, margin: 0.5}
      - {id: close, type: threshold, owner: CS, metric: closeness.mean, operator: ">=", value: 0.1}
      - {id: critical, type: critical_cases, owner: CS}
"""
ANSWERS = {"c1": "返品できます。", "c2": "返品できるよ。 https://example.com", "c3": "返品できます。"}


def a_policy(text=POLICY):
    return policies.parse(text.encode(), "p.yaml")


def a_card(version=2):
    specs = a_policy().scorers
    cases = [a_case(id, expected="返品できます。", critical=True) for id in ANSWERS]
    built = scorers.build_all(specs)
    given = {
        case.id: scorers.score_row(built, case, a_row(case.id, answer=ANSWERS[case.id]))[0] for case in cases
    }
    return a_scorecard(given, version, cases=cases, scorers=specs)


def test_each_name_has_its_own_scores_and_metrics():
    found = scorecards.metrics(a_card())
    assert found["polite_form.mean"].estimate.value == pytest.approx(2 / 3)
    assert found["no_link.mean"].estimate.value == pytest.approx(2 / 3)
    assert found["closeness.mean"].kind == "continuous"
    assert set(found) <= set(scorecards.metric_names(a_policy().scorers))
    assert scorecards.deciding(a_policy().scorers) == ("polite_form", "no_link", "excludes")
    assert [row.case_id for each in scorecards.failing_cases(a_card()) for row in each.rows] == ["c2"]


def test_two_evaluations_are_compared_by_name():
    found = comparison.compare(a_card(1), a_card(2))
    assert found.same == 3
    assert {"polite_form.mean", "no_link.mean"} <= {each.name for each in found.metrics}
    assert comparison.regressions(found) == []


def test_a_gate_speaks_of_a_scorer_by_its_name_and_of_its_failure_by_its_kind():
    evidence = Evidence(
        version=a_version(2),
        scorecard=a_card(2),
        incumbent=a_version(1),
        baseline=a_card(1),
        golden=a_golden(),
        endpoints=ENDPOINTS,
        scorers_digest="s" * 64,
        now=NOON,
    )
    decision = gates.judge(a_policy(), "production", evidence)
    rows = {row.id: row for row in decision.rows}
    assert decision.verdict is Verdict.HOLD
    assert [rows[id].result for id in ("polite", "close", "critical")] == [
        Result.FAIL,
        Result.PASS,
        Result.FAIL,
    ]
    assert "“polite_form” is not met" in gates.sentence(decision)
    assert "「polite_form」" in gates.sentence(decision, "ja")
    assert rows["polite"].meaning_code == "gates.meaning.regex"
    label = messages.say(rows["links"].label_code, **rows["links"].label_params)
    assert label == "not worse than production: no_link"


def test_a_screen_shows_a_name_of_the_policy_as_it_is():
    assert wording.word("polite_form", "scorer") == "polite_form"
    assert wording.word("contains", "scorer") == "right facts in the answer"


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("name: no_link", "name: polite_form", "policies.scorer_twice"),
        ("name: no_link", "name: contains", "policies.scorer_name_taken"),
        ("name: no_link", "name: latency_ms", "policies.scorer_name_taken"),
        ("name: no_link", "name: errors", "policies.scorer_name_taken"),
        ("scorer: regex", "scorer: rgex", "policies.bad_scorer"),
        ('"(です|ます)。"', '"(です"', "policies.bad_scorer"),
        ("name: no_link", "name: no.link", "settings.yaml_bad_value"),
        ("name: no_link", "name: リンク", "settings.yaml_bad_value"),
        ("metric: no_link.mean", "metric: regex.mean", "policies.unknown_metric"),
    ],
)
def test_a_name_that_could_mean_two_things_is_refused_with_its_line(old, new, code):
    with pytest.raises(Invalid) as refusal:
        a_policy(POLICY.replace(old, new, 1))
    assert refusal.value.code == code
    assert "p.yaml, line" in refusal.value.say()
    assert refusal.value.hint("ja")
