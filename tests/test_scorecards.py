import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifecycle import scorecards, stats
from lifecycle.errors import Invalid
from lifecycle.records import RowState, Scorecard, ScorerSpec
from tests.builders import a_case, a_row, a_scorecard, an_evaluation

QUALITY = (ScorerSpec(name="chrf"), ScorerSpec(name="contains"), ScorerSpec(name="declines"))


def facts(*ids, **changes):
    """Cases that `contains` applies to."""
    return tuple(a_case(id, expected={"contains": ["30 days"]}, **changes) for id in ids)


def test_a_share_of_passes_has_wilsons_interval():
    card = a_scorecard({f"c{i}": {"contains": float(i >= 3)} for i in range(10)})

    found = scorecards.metrics(card)["contains.mean"]

    assert found.estimate == stats.wilson(7, 10)
    assert (found.asked, found.ok, found.errors, found.missing) == (10, 10, 0, 0)
    assert (found.direction, found.kind, found.unit) == ("higher", "pass_fail", "")


def test_a_failed_call_is_an_error_and_never_a_zero():
    card = a_scorecard({"c1": {"contains": 1.0}, "c2": None}, cases=facts("c1", "c2"))

    found = scorecards.metrics(card)

    assert found["contains.mean"].estimate.value == 1.0
    assert (found["contains.mean"].asked, found["contains.mean"].errors) == (2, 1)
    assert found["errors.rate"].estimate == stats.wilson(1, 2)
    assert (found["latency_ms.p50"].asked, found["latency_ms.p50"].ok) == (2, 1)


def test_a_failed_call_of_a_case_without_facts_is_no_error_of_contains():
    card = a_scorecard(
        {"c1": {"contains": 1.0}, "c2": None}, cases=(*facts("c1"), a_case("c2", decline=True))
    )

    assert scorecards.metrics(card)["contains.mean"].asked == 1


def test_a_scorer_that_failed_is_an_error_of_its_metric_alone():
    evaluation = an_evaluation(scorers=QUALITY)
    row = a_row("c1", scores={"declines": 1.0}, score_errors={"contains": "scorers.broken"})
    found = scorecards.samples(Scorecard(evaluation=evaluation, cases=facts("c1"), rows=(row,)))

    assert found["contains"].errors == {"c1"}
    assert found["declines"].scores == {"c1": 1.0}
    assert found["errors"].scores == {"c1": 0.0}


def test_a_case_that_was_never_asked_is_missing():
    card = a_scorecard({"c1": {"contains": 1.0}}, cases=facts("c1", "c2"))

    found = scorecards.metrics(card)

    assert (found["contains.mean"].ok, found["contains.mean"].missing) == (1, 1)
    assert found["errors.rate"].missing == 1


def test_a_waiting_row_is_missing_too():
    waiting = a_row("c1", state=RowState.WAITING, answer="")
    card = Scorecard(evaluation=an_evaluation(), cases=facts("c1"), rows=(waiting,))

    assert scorecards.samples(card)["contains"].missing == {"c1"}
    assert "contains.mean" not in scorecards.metrics(card)


def test_repetitions_of_a_case_are_averaged_before_anything_else():
    rows = [a_row("c1", 0, repetition=r, scores={"contains": float(r == 0)}) for r in range(4)]
    rows.append(a_row("c2", 4, scores={"contains": 1.0}))
    card = Scorecard(evaluation=an_evaluation(repetitions=4), cases=facts("c1", "c2"), rows=tuple(rows))

    found = scorecards.metrics(card)["contains.mean"].estimate

    assert (found.value, found.n) == (pytest.approx(0.625), 2)
    assert found.low >= 0
    assert found.high <= 1


def test_measures_are_read_from_the_rows():
    rows = tuple(a_row(f"c{i}", i, latency_ms=100.0 * (i + 1), cost_usd=0.002) for i in range(100))
    card = Scorecard(evaluation=an_evaluation(), cases=tuple(a_case(f"c{i}") for i in range(100)), rows=rows)

    found = scorecards.metric_values(card)

    assert found["latency_ms.p50"] == 5_000
    assert found["latency_ms.p95"] == 9_500
    assert found["tokens.mean"] == 15
    assert found["cost_usd.per_1000"] == pytest.approx(2.0)


def test_the_headline_is_the_first_pass_fail_scorer():
    assert scorecards.headline(a_scorecard({"c1": {}}, scorers=QUALITY)) == "contains"
    assert scorecards.headline(a_scorecard({"c1": {}}, scorers=(ScorerSpec(name="chrf"),))) == "chrf"


def test_an_evaluation_without_scorers_has_no_headline():
    with pytest.raises(Invalid) as err:
        scorecards.headline(a_scorecard({"c1": {}}, scorers=()))
    assert err.value.code == "scorecards.no_scorer"


def test_slices_stand_in_the_order_of_tag_and_value():
    cases = (
        a_case("c1", tags={"topic": "returns", "language": "ja"}),
        a_case("c2", tags={"topic": "delivery", "language": "ja"}),
        a_case("c3", tags={"topic": "returns", "language": "en"}),
    )
    card = a_scorecard(
        {"c1": {"contains": 1.0}, "c2": {"contains": 0.0}, "c3": {"contains": 0.0}}, cases=cases
    )

    found = scorecards.slices(card, "contains")

    assert [(*where, m.estimate.value, m.ok) for where, m in found.items()] == [
        ("language", "en", 0.0, 1),
        ("language", "ja", 0.5, 2),
        ("topic", "delivery", 0.0, 1),
        ("topic", "returns", 0.5, 2),
    ]


def test_failures_come_with_failed_calls_and_critical_cases_first():
    cases = (
        a_case("c1"),
        a_case("c2", critical=True),
        a_case("c3"),
        a_case("c4", critical=True),
        a_case("c5"),
    )
    card = a_scorecard(
        {"c1": {"contains": 0.0}, "c2": {"contains": 0.0}, "c3": None, "c4": None, "c5": {"contains": 1.0}},
        cases=cases,
    )

    assert [row.case_id for row in scorecards.failures(card)] == ["c4", "c3", "c2", "c1"]


def test_metrics_of_a_policy_are_named_before_anything_is_measured():
    assert scorecards.metric_names(QUALITY) == (
        "chrf.mean",
        "contains.mean",
        "declines.mean",
        "latency_ms.p50",
        "latency_ms.p95",
        "tokens.mean",
        "cost_usd.per_1000",
        "errors.rate",
    )


@pytest.mark.parametrize("bad", [math.nan, math.inf])
def test_a_score_that_is_not_finite_is_refused(bad):
    card = a_scorecard({"c1": {"contains": 1.0}, "c2": {"contains": bad}})

    with pytest.raises(Invalid) as err:
        scorecards.metrics(card)
    assert err.value.code == "stats.not_finite"


@given(st.lists(st.sampled_from([{"contains": 0.0}, {"contains": 1.0}, None]), min_size=1, max_size=30))
def test_every_asked_case_is_ok_an_error_or_missing(given_scores):
    scores = {f"c{i}": given for i, given in enumerate(given_scores)}
    found = scorecards.metrics(a_scorecard(scores, cases=facts(*scores, "never-asked")))

    for metric in found.values():
        assert metric.asked == metric.ok + metric.errors + metric.missing == len(scores) + 1
        assert metric.missing == 1


def test_an_answer_passes_when_every_deciding_scorer_lets_it():
    specs = (ScorerSpec(name="contains"), ScorerSpec(name="excludes"), ScorerSpec(name="chrf"))

    assert scorecards.passed(a_row(scores={"contains": 1.0, "excludes": 1.0, "chrf": 0.2}), specs) is True
    assert scorecards.passed(a_row(scores={"contains": 1.0, "excludes": 0.0}), specs) is False
    assert scorecards.passed(a_row(scores={"chrf": 0.9}), specs) is None
    assert scorecards.passed(None, specs) is None


def test_a_case_with_a_failed_repetition_is_an_error_even_if_another_was_answered():
    rows = (
        a_row("c1", 0, repetition=0, scores={"contains": 1.0}),
        a_row("c1", 1, repetition=1, state=RowState.FAILED, answer="", error_code="chat.timeout"),
        a_row("c2", 2, repetition=0, scores={"contains": 1.0}),
        a_row("c2", 3, repetition=1, scores={"contains": 1.0}),
    )
    card = Scorecard(evaluation=an_evaluation(repetitions=2), cases=facts("c1", "c2"), rows=rows)
    found = scorecards.metrics(card)["contains.mean"]
    assert (found.ok, found.errors) == (1, 1)
