import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifecycle import messages, scorecards, stats
from lifecycle.errors import Invalid
from lifecycle.records import RowState, Scorecard, ScoreError, ScorerSpec
from lifecycle.scorers import ScorerInfo
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

    assert [each.case.id for each in scorecards.failing_cases(card)] == ["c4", "c3", "c2", "c1"]


def test_metrics_of_a_policy_are_named_before_anything_is_measured():
    assert scorecards.metric_names(QUALITY) == (
        "chrf.mean",
        "contains.mean",
        "declines.mean",
        "latency_ms.p50",
        "latency_ms.p95",
        "latency_ms.p99",
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


def repeated(scores, times=3, **changes):
    """A card from case id → one number a repetition, of `contains`, or of the latency in ms."""
    rows = tuple(
        a_row(
            id,
            times * at + repetition,
            repetition=repetition,
            **({"scores": {"contains": given}} if given <= 1 else {"latency_ms": given}),
        )
        for at, (id, all_given) in enumerate(scores.items())
        for repetition, given in enumerate(all_given)
    )
    cases = changes.pop("cases", facts(*scores))
    return Scorecard(evaluation=an_evaluation(repetitions=times, **changes), cases=cases, rows=rows)


def said(message, language="en"):
    return messages.say(message[0], language, **message[1])


def test_repetitions_of_a_case_are_no_more_answers_to_know_p95_from():
    quick = {f"c{i}": (500.0 + i,) * 3 for i in range(58)}
    found = scorecards.metrics(repeated(quick), 0.9)["latency_ms.p95"]

    assert (found.estimate.value, found.estimate.high, found.estimate.n) == (555.0, None, 58)
    assert said(scorecards.shortfall(found)) == "58 cases cannot show an upper bound of p95 (59 needed)."
    assert "59 件必要" in said(scorecards.shortfall(found), "ja")

    enough = scorecards.metrics(repeated({**quick, "c58": (558.0,) * 3}), 0.9)["latency_ms.p95"]
    assert (enough.estimate.high, scorecards.shortfall(enough)) == (558.0, None)


def test_latency_has_three_percentiles_with_bounds_where_so_many_cases_give_them():
    rows = tuple(a_row(f"c{i}", i, latency_ms=float(i + 1)) for i in range(300))
    card = Scorecard(evaluation=an_evaluation(), cases=tuple(a_case(f"c{i}") for i in range(300)), rows=rows)

    found = scorecards.metrics(card, 0.9)

    assert [found[f"latency_ms.{name}"].estimate.value for name in scorecards.PERCENTILES] == [150, 285, 297]
    assert found["latency_ms.p99"].estimate.high == 300
    assert scorecards.metrics(card, 0.95)["latency_ms.p99"].estimate.high is None
    assert scorecards.shortfall(found["tokens.mean"]) is None


def test_an_unanswered_case_is_supposed_in_each_of_its_repetitions():
    card = repeated({"c1": (100.0,) * 3, "c2": (200.0,) * 3}, cases=facts("c1", "c2", "c3"))

    supposed = scorecards.samples(card)["latency_ms"].filled(9e9)

    assert supposed.repetitions["c3"] == (9e9,) * 3
    assert scorecards.estimate(supposed, "p95", 0.9).n == 3


def test_a_slice_keeps_the_repetitions_of_its_cases():
    cases = tuple(a_case(f"c{i}", tags={"topic": "returns" if i < 2 else "delivery"}) for i in range(3))
    card = repeated({"c0": (100.0, 900.0), "c1": (100.0, 100.0), "c2": (5e3, 5e3)}, times=2, cases=cases)

    found = scorecards.slices(card, "latency_ms")

    assert (found["topic", "returns"].estimate.value, found["topic", "returns"].estimate.n) == (100.0, 2)


ONE_WRONG = {f"c{i}": (1.0, float(i > 0)) for i in range(20)}


@pytest.mark.parametrize(
    ("scores", "low", "high"),
    [
        ({f"c{i}": (1.0, 1.0) for i in range(20)}, 0.881, 1.0),
        (ONE_WRONG, 0.840, 0.997),
        ({f"c{i}": (1.0, float(i > 1)) for i in range(20)}, 0.804, 0.989),
        ({f"c{i}": (1.0, 0.0) for i in range(20)}, 0.327, 0.673),
        ({f"c{i}": (0.0, 0.0) for i in range(20)}, 0.0, 0.119),
        ({"c0": (1.0, 0.0)}, 0.073, 0.927),
    ],
)
def test_passes_over_repetitions_have_wilsons_interval_for_so_many_cases(scores, low, high):
    found = scorecards.metrics(repeated(scores, times=2), 0.9)["contains.mean"].estimate

    assert (found.low, found.high) == (pytest.approx(low, abs=5e-4), pytest.approx(high, abs=5e-4))
    assert found.n == len(scores)


@given(
    st.integers(1, 4).flatmap(
        lambda times: st.lists(
            st.lists(st.sampled_from([0.0, 1.0]), min_size=times, max_size=times), min_size=1, max_size=25
        )
    )
)
def test_a_pass_that_fails_never_raises_the_lower_bound(answers):
    def found(first):
        scores = {f"c{i}": given for i, given in enumerate([first, *answers[1:]])}
        return scorecards.metrics(repeated(scores, times=len(first)), 0.9)["contains.mean"].estimate

    right, wrong = ([score, *answers[0][1:]] for score in (1.0, 0.0))
    assert found(wrong).low <= found(right).low + 1e-12
    assert found(wrong).low < found(wrong).high


def test_consistency_tells_how_often_k_answers_all_pass():
    card = repeated({"c1": (1.0, 1.0, 1.0), "c2": (1.0, 1.0, 0.0), "c3": (0.0, 0.0, 0.0)})

    found = scorecards.consistency(scorecards.samples(card)["contains"])

    assert [each.value for each in found.all_pass] == pytest.approx([5 / 9, (1 + 1 / 3) / 3, 1 / 3])
    assert found.all_pass[2] == stats.wilson(1, 3)
    assert all(0 <= each.low <= each.value <= each.high <= 1 and each.n == 3 for each in found.all_pass)
    assert (found.repetitions, found.spread) == (3, pytest.approx(1 / 3))


def test_consistency_of_what_does_not_pass_or_fail_is_its_spread_alone():
    found = scorecards.consistency(
        scorecards.samples(repeated({"c1": (100.0, 300.0)}, times=2))["latency_ms"]
    )

    assert (found.all_pass, found.spread) == ((), pytest.approx(200 / math.sqrt(2)))


def test_cases_that_were_asked_once_have_no_consistency():
    for card in (repeated({"c1": (1.0,), "c2": (0.0,)}, times=1), repeated({}, cases=facts("c1"))):
        assert scorecards.consistency(scorecards.samples(card)["contains"]) is None


def test_failing_cases_are_read_from_errors_over_critical_ones_to_the_lowest_scores():
    specs = (*QUALITY, ScorerSpec(name="excludes"))
    good = {"chrf": 0.9, "contains": 1.0, "declines": 1.0}
    ids = ("passed", "near", "far", "critical", "timeout", "unscored", "critical-timeout")
    cases = tuple(a_case(id, critical=id.startswith("critical")) for id in ids)
    card = a_scorecard(
        {
            "passed": good,
            "near": {**good, "contains": 0.0},
            "far": {**good, "chrf": 0.1, "contains": 0.0},
            "critical": {**good, "contains": 0.0},
            "timeout": None,
            "unscored": good,
            "critical-timeout": None,
        },
        cases=cases,
        scorers=specs,
    )
    broken = ScoreError(code="scorers.unknown")
    rows = tuple(
        replace(row, score_errors={"excludes": broken}) if row.case_id == "unscored" else row
        for row in card.rows
    )

    found = scorecards.failing_cases(replace(card, rows=rows))

    assert [each.case.id for each in found] == [
        "critical-timeout",
        "timeout",
        "unscored",
        "critical",
        "far",
        "near",
    ]
    assert [each.is_error for each in found] == [True] * 3 + [False] * 3
    assert found[-1].score == pytest.approx(1.9 / 3)
    assert found[0].score is None


def test_a_failing_case_comes_with_those_of_its_repetitions_that_failed():
    card = repeated({"c1": (1.0, 0.0, 1.0), "c2": (0.0, 0.0, 0.0)})

    worst, other = scorecards.failing_cases(card)

    assert (worst.case.id, worst.score, len(worst.rows)) == ("c2", 0.0, 3)
    assert [row.repetition for row in other.rows] == [1]
    assert [row.position for each in scorecards.failing_cases(card) for row in each.rows] == [3, 4, 5, 1]


def marked(marks, **changes):
    """A card from one character a case: `1` passed, `0` failed, `.` a failed call."""
    scored = {"1": {"contains": 1.0}, "0": {"contains": 0.0}, ".": None}
    given = {f"c{i}": scored[mark] for i, mark in enumerate(marks)}
    return a_scorecard(given, cases=facts(*given), **changes)


def test_the_headline_says_how_many_cases_pass():
    whole, passes = scorecards.sentences(marked("1" * 198 + "0" * 27))

    assert said(whole) == "225 of 225 cases answered."
    assert said(passes) == "198 of 225 pass contains (88.0 %, 95 % interval 83.1–91.6 %)."
    assert said(whole, "ja") == "225 件中 225 件の事例に回答がありました。"
    assert said(passes, "ja") == (
        "225 件中 198 件が contains に合格しました（88.0 %、95 % 信頼区間 83.1〜91.6 %）。"
    )


def test_an_evaluation_with_errors_is_not_complete():
    card = marked("1" * 212 + "." * 13)

    whole, passes = scorecards.sentences(card)

    assert said(whole) == "212 of 225 cases answered; 13 calls failed, so this evaluation is not complete."
    assert said(whole, "ja") == (
        "225 件中 212 件の事例に回答がありました。失敗した呼び出し 13 件があるため、この評価は不完全です。"
    )
    assert said(passes).startswith("212 of 212 pass contains (100.0 %")
    assert not scorecards.completeness(card).is_complete


def test_what_was_never_asked_or_could_not_be_scored_is_named_too():
    card = marked("1.")
    unscored = replace(card.rows[0], scores={}, score_errors={"contains": ScoreError(code="scorers.unknown")})
    card = replace(card, rows=(unscored, card.rows[1]), cases=facts("c0", "c1", "c2"))

    whole, nothing = scorecards.sentences(card)

    assert said(whole) == (
        "1 of 3 cases answered; 1 call failed, 1 call was never made, 1 answer could not be scored, "
        "so this evaluation is not complete."
    )
    assert said(nothing) == "contains scored no case."


def test_a_case_is_answered_when_each_of_its_repetitions_is():
    card = repeated({"c1": (1.0, 1.0, 1.0), "c2": (1.0, 0.0)})

    found = scorecards.completeness(card)

    assert (found.answered, found.unasked, found.failed, found.is_complete) == (1, 1, 0, False)


@pytest.mark.parametrize(
    ("card", "text"),
    [
        (
            repeated({"c1": (1.0, 1.0), "c2": (1.0, 1.0)}, times=2),
            "2 of 2 pass contains (100.0 %, 95 % interval",
        ),
        (
            repeated({"c1": (1.0, 0.0), "c2": (1.0, 1.0)}, times=2),
            "75.0 % of the answers to 2 cases pass contains (95 % interval 19.8–97.3 %).",
        ),
        (
            repeated({"c1": (1.0, 0.0)}, times=2),
            "50.0 % of the answers to 1 case pass contains (95 % interval 5.5–94.5 %).",
        ),
        (
            a_scorecard({"c1": {"chrf": 0.5}, "c2": {"chrf": 0.52}}, scorers=QUALITY[:1]),
            "chrf is 51.0 of 100 on average (95 % interval 38.3–63.7, 2 cases).",
        ),
        (
            a_scorecard({"c1": {"chrf": 0.5}}, scorers=QUALITY[:1]),
            "chrf is 50.0 of 100 on average: too few cases for an interval (1).",
        ),
        (
            a_scorecard({"c1": {}}, scorers=(ScorerSpec(name="latency_ms"),)),
            "latency_ms is 100 ms: too few cases for an interval (1).",
        ),
        (
            a_scorecard({"c1": {}, "c2": {}}, scorers=(ScorerSpec(name="tokens"),)),
            "tokens is 15 tokens (95 % interval 15–15, 2 cases).",
        ),
    ],
)
def test_the_headline_says_what_its_scorer_measures(card, text):
    message = scorecards.sentences(card)[1]

    assert said(message).startswith(text)
    assert said(message, "ja")


def test_a_scorer_with_a_range_of_its_own_keeps_to_it():
    info = ScorerInfo("tone", "judge", "higher", "ordinal", "", (1.0, 5.0))
    sample = scorecards.collect(info, [("c1", [5.0], False), ("c2", [4.0], False)])

    assert scorecards.estimate(sample, "mean", 0.95).high == 5.0
    assert said(scorecards.told(sample)) == "tone is 4.5 of 5 on average (95 % interval 1.0–5.0, 2 cases)."
