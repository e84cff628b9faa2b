import math
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lifecycle import comparison, messages, stats
from lifecycle.errors import Invalid
from lifecycle.records import Scorecard, ScorerSpec
from tests.builders import a_case, a_row, a_scorecard, an_evaluation

BOTH = (ScorerSpec(name="contains"), ScorerSpec(name="excludes"))


def two_cards(before: str, after: str, **changes):
    """Two cards from strings of `1`, `0` and `.` (a failed call), one character a case."""
    scored = {"1": {"contains": 1.0}, "0": {"contains": 0.0}, ".": None}
    cases = changes.pop("cases", None) or tuple(
        a_case(f"c{i}", expected={"contains": ["x"]}) for i in range(len(before))
    )
    return tuple(
        a_scorecard({case.id: scored[c] for case, c in zip(cases, marks, strict=True)}, version, cases=cases)
        for version, marks in ((12, before), (14, after))
    )


def by_name(found, name):
    return next(m for m in found.metrics if m.name == name)


def said(found, language="en"):
    return messages.say(found.sentence_code, language, **found.sentence_params)


def test_a_better_candidate_is_told_in_one_sentence():
    found = comparison.compare(*two_cards("0" * 11 + "1" * 189, "1" * 11 + "0" * 3 + "1" * 186))

    assert said(found) == (
        "v14 is better than v12 by +4.0 points (95 % interval +0.4 to +8.3, 200 cases). "
        "3 cases got worse, none critical."
    )
    assert said(found, "ja") == (
        "v14 は v12 より +4.0 ポイント改善（95 % 信頼区間 +0.4〜+8.3、200 件）。"
        "悪化 3 件、重要な事例の悪化はありません。"
    )
    assert (found.better, found.worse, found.same, found.missing) == (11, 3, 186, 0)


def test_a_worse_candidate_names_its_critical_cases():
    cases = tuple(a_case(f"c{i}", critical=i == 0) for i in range(60))
    found = comparison.compare(*two_cards("1" * 60, "0" * 20 + "1" * 40, cases=cases))

    assert said(found).startswith("v14 is worse than v12: -33.3 points (95 % interval ")
    assert said(found).endswith("20 cases got worse, 1 critical.")
    assert found.worse_critical == 1


def test_what_cannot_be_told_is_said_so_with_singular_forms():
    found = comparison.compare(*two_cards("0011", "0101"))

    assert said(found).startswith("It cannot be told whether v14 is better or worse than v12: +0.0 points")
    assert said(found).endswith("4 cases). 1 case got worse, none critical.")
    assert by_name(found, "contains.mean").verdict == "cannot_tell"


def test_equal_answers_are_the_same_and_nothing_got_worse():
    found = comparison.compare(*two_cards("0110", "0110"))

    assert said(found) == "v14 and v12 score the same on every case (4 cases). No case got worse."
    assert {m.verdict for m in found.metrics} == {"same"}


def test_an_evaluation_compared_with_itself_says_so():
    card, _ = two_cards("0110", "0110")

    found = comparison.compare(card, card)

    assert said(found) == "Both sides are the same evaluation of v12: there is nothing to compare."
    assert (found.same, found.worse) == (4, 0)


def test_a_case_without_an_answer_is_missing_and_never_scored():
    found = comparison.compare(*two_cards("11.0", "1.11"))

    assert [case.outcome for case in found.cases] == ["same", "missing", "missing", "better"]
    assert by_name(found, "contains.mean").difference.n == 2
    assert (found.better, found.same, found.missing) == (1, 1, 2)
    assert found.cases[1].candidate_row.error_code == "chat.timeout"


def test_a_case_that_only_one_side_holds_is_missing():
    before = a_scorecard({"c1": {"contains": 1.0}, "c2": {"contains": 1.0}}, 1)
    after = a_scorecard({"c1": {"contains": 1.0}}, 2)

    found = comparison.compare(before, after)

    assert [(case.case.id, case.outcome) for case in found.cases] == [("c1", "same"), ("c2", "missing")]
    assert found.cases[1].candidate_row is None


def test_a_right_answer_that_now_says_something_forbidden_got_worse():
    before = a_scorecard({"c1": {"contains": 0.0, "excludes": 1.0}}, 1, scorers=BOTH)
    after = a_scorecard({"c1": {"contains": 1.0, "excludes": 0.0}}, 2, scorers=BOTH)

    (case,) = comparison.compare(before, after).cases

    assert case.outcome == "worse"
    assert case.differences["contains"] == 1.0
    assert case.differences["excludes"] == -1.0


def test_a_lower_latency_is_an_improvement():
    before, after = two_cards("1" * 100, "1" * 100)
    faster = replace(
        after, rows=tuple(replace(row, latency_ms=50.0 + row.position % 7) for row in after.rows)
    )

    p95 = by_name(comparison.compare(before, faster), "latency_ms.p95")

    assert p95.difference.value < 0
    assert (p95.verdict, p95.better, p95.worse) == ("improved", 100, 0)


def test_slices_show_where_the_candidate_regressed():
    cases = tuple(a_case(f"c{i}", tags={"topic": "returns" if i < 30 else "delivery"}) for i in range(60))
    found = comparison.compare(*two_cards("1" * 30 + "0" * 30, "0" * 10 + "1" * 50, cases=cases))

    delivery, returns = found.slices
    assert (delivery.tag, delivery.value, delivery.n, delivery.verdict) == (
        "topic",
        "delivery",
        30,
        "improved",
    )
    assert (returns.value, returns.better, returns.worse, returns.verdict) == ("returns", 0, 10, "regressed")
    assert stats.points(returns.difference.value) == -33.3
    assert (returns.baseline, returns.candidate) == (1.0, pytest.approx(2 / 3))


def test_evaluations_on_other_golden_sets_or_scorers_are_not_compared():
    before = a_scorecard({"c1": {"contains": 1.0}}, 1)
    for changes, code in (
        ({"golden_digest": "h" * 64}, "comparison.different_golden"),
        ({"scorers_digest": "t" * 64}, "comparison.different_scorers"),
    ):
        with pytest.raises(Invalid) as err:
            comparison.compare(before, a_scorecard({"c1": {"contains": 1.0}}, 2, **changes))
        assert err.value.code == code
        assert err.value.hint("ja")


def test_evaluations_without_a_shared_answer_are_not_compared():
    with pytest.raises(Invalid) as err:
        comparison.compare(*two_cards("1.", ".1"))
    assert err.value.code == "comparison.nothing_shared"


def test_a_score_that_is_not_finite_is_refused():
    before = a_scorecard({"c1": {"contains": 1.0}}, 1)
    with pytest.raises(Invalid) as err:
        comparison.compare(before, a_scorecard({"c1": {"contains": math.nan}}, 2))
    assert err.value.code == "stats.not_finite"


def test_regressions_name_critical_cases_first_then_those_that_lost_most():
    specs = (ScorerSpec(name="contains"), ScorerSpec(name="chrf"))
    cases = (a_case("c1"), a_case("c2"), a_case("c3", critical=True), a_case("c4"))
    good = {"contains": 1.0, "chrf": 0.9}
    before = a_scorecard(dict.fromkeys(("c1", "c2", "c3", "c4"), good), 1, cases=cases, scorers=specs)
    after = {
        "c1": {"contains": 0.0, "chrf": 0.8},
        "c2": {"contains": 0.0, "chrf": 0.1},
        "c3": {"contains": 0.0, "chrf": 0.9},
        "c4": good,
    }
    found = comparison.compare(before, a_scorecard(after, 2, cases=cases, scorers=specs))
    assert [case.case.id for case in comparison.regressions(found)] == ["c3", "c2", "c1"]


MARKS = (
    st.integers(1, 25)
    .flatmap(
        lambda n: st.tuples(st.text("01.", min_size=n, max_size=n), st.text("01.", min_size=n, max_size=n))
    )
    .filter(lambda two: any(a != "." and b != "." for a, b in zip(*two, strict=True)))
)


@settings(max_examples=50, deadline=None)
@given(MARKS)
def test_swapping_the_sides_turns_every_difference(marks):
    before, after = two_cards(*marks)
    there, back = comparison.compare(before, after), comparison.compare(after, before)

    assert there.better + there.worse + there.same + there.missing == len(there.cases)
    assert (there.better, there.worse, there.missing) == (back.worse, back.better, back.missing)
    for one, other in zip(there.metrics, back.metrics, strict=True):
        assert one.difference.value == pytest.approx(-other.difference.value)
        assert (one.better, one.same, one.worse) == (other.worse, other.same, other.better)
    for language in messages.LANGUAGES:
        assert said(there, language)


def repeated(version, marks):
    """A card from a string of `1` and `0` a case, one character a repetition."""
    cases = tuple(a_case(f"c{i}", expected={"contains": ["x"]}) for i in range(len(marks)))
    rows = tuple(
        a_row(
            case.id,
            len(given) * at + repetition,
            evaluation=f"e{version}",
            repetition=repetition,
            scores={"contains": float(mark)},
        )
        for at, (case, given) in enumerate(zip(cases, marks, strict=True))
        for repetition, mark in enumerate(given)
    )
    return Scorecard(evaluation=an_evaluation(version, repetitions=len(marks[0])), cases=cases, rows=rows)


def difference_of(before, after):
    found = comparison.compare(repeated(12, before), repeated(14, after), confidence=0.9)
    return by_name(found, "contains.mean").difference


@pytest.mark.parametrize(
    ("before", "after", "low", "high"),
    [
        (["11"] * 3, ["11"] * 3, -0.474, 0.474),
        (["11", "11", "10"], ["11", "11", "10"], -0.474, 0.474),
        (["10"] * 100, ["10"] * 100, -0.026, 0.026),
        (["11"] * 20, ["11"] * 20, -0.119, 0.119),
        (["11"] * 20, ["10"] + ["11"] * 19, -0.160, 0.097),
        (["10"] * 20, ["11"] * 20, 0.321, 0.673),
        (["10"], ["11"], -0.595, 0.927),
    ],
)
def test_a_difference_of_passes_over_repetitions_has_tangos_interval(before, after, low, high):
    found = difference_of(before, after)

    assert (found.low, found.high) == (pytest.approx(low, abs=5e-4), pytest.approx(high, abs=5e-4))
    assert found.n == len(before)


@settings(max_examples=50, deadline=None)
@given(
    st.tuples(st.integers(1, 4), st.integers(1, 20)).flatmap(
        lambda size: st.tuples(
            *[st.lists(st.text("01", min_size=size[0], max_size=size[0]), min_size=size[1], max_size=size[1])]
            * 2
        )
    )
)
def test_an_answer_that_fails_on_the_candidate_never_raises_the_lower_bound(sides):
    before, (first, *others) = sides
    right, wrong = (difference_of(before, [mark + first[1:], *others]) for mark in "10")

    assert wrong.low <= right.low + 1e-9
    assert wrong.low < wrong.high


TAGGED = tuple(
    a_case(f"c{i}", tags={"language": "ja" if i % 2 else "en", "topic": f"t{i % 3}", "shop": "minato"})
    for i in range(12)
)


def test_slices_are_laid_out_over_the_tags_that_tell_cases_apart():
    assert comparison.axes(TAGGED) == ("language", "topic")
    assert comparison.axes(a_case(f"c{i}", tags={"topic": f"t{i % 3}"}) for i in range(6)) == ("topic",)
    assert comparison.axes(a_case(f"c{i}", tags={"order": str(i)}) for i in range(40)) == ()


def test_a_crossing_holds_the_mean_gain_of_the_cases_that_both_sides_scored():
    found = comparison.compare(*two_cards("000000000000", "1.0000100000", cases=TAGGED))
    cells = {
        (cell.row, cell.column): (cell.n, cell.gain)
        for cell in comparison.crossed(found, ("language", "topic"))
    }

    assert cells["en", "t0"] == (2, 1.0)
    assert cells["ja", "t1"] == (1, 0.0)
    assert sum(n for n, _ in cells.values()) == 11
    assert {cell.row for cell in comparison.crossed(found, ("topic",))} == {"topic"}
    assert found.errors == 1


def test_cases_are_read_worst_first_and_critical_ones_before_others():
    cases = tuple(a_case(f"c{i}", critical=i == 2) for i in range(5))
    found = comparison.compare(*two_cards("11100", "0.001", cases=cases))

    assert [each.case.id for each in comparison.worst_first(found)] == ["c2", "c0", "c4", "c1", "c3"]
    assert [each.case.id for each in comparison.worst_first(found, "missing")] == ["c1"]


def test_what_a_set_can_show_falls_with_its_cases_and_is_told_of_passes_only():
    few, many = (comparison.compare(*two_cards("01" * n, "10" * n)).metrics for n in (10, 100))

    assert comparison.smallest_shown(few[0]) > comparison.smallest_shown(many[0]) > 0
    assert (
        comparison.smallest_shown(by_name(comparison.compare(*two_cards("01", "10")), "latency_ms.p50"))
        is None
    )
