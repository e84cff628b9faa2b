from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm

from lifecycle import gates, messages, stats
from lifecycle.records import Result
from tests.builders import a_version
from tests.deciding import a_card, a_policy, an_evidence, judged, row_of, seen

BY_TOPIC = (
    "{id: slices, type: slices, owner: product, metric: contains.mean, by: [topic], margin: 0.05, "
    "min_cases: 10}"
)
ORDER = [Result.FAIL, Result.INCONCLUSIVE, Result.PASS]


def sliced(topics, before=None, **changes):
    """Evidence of two versions on cases by topic: topic → marks of the candidate, all right before."""
    places = [topic for topic, marks in topics.items() for _ in marks]
    old = before or {topic: "1" * len(marks) for topic, marks in topics.items()}

    def tags(at):
        return {"topic": places[at]} if places[at] else {}

    cards = (
        a_card("".join(side.values()), version, tags=tags) for side, version in ((topics, 14), (old, 12))
    )
    card, baseline = cards
    evidence = an_evidence(card, incumbent=a_version(12), baseline=baseline)
    return replace(evidence, **changes)


def slices_row(evidence, rule=BY_TOPIC):
    return row_of(judged(a_policy(rule), evidence), "slices")


def by_topic(margin):
    return BY_TOPIC.replace("0.05", str(margin))


def results(row):
    return {slice.value: slice.result for slice in row.slices}


@pytest.mark.parametrize(
    ("topics", "result", "words"),
    [
        (
            {"a": "1" * 60, "b": "1" * 60},
            Result.PASS,
            "none of 2 slices is worse; lowest: topic a: +0.0 points (-4.3 to +4.3)",
        ),
        (
            {"a": "1" * 60, "b": "1" * 40 + "0" * 20},
            Result.FAIL,
            "1 of 2 slices worse: topic b: -33.3 points",
        ),
        (
            {"a": "1" * 60, "b": "1" * 58 + "00"},
            Result.INCONCLUSIVE,
            "1 of 2 slices cannot tell: topic b: -3.3 points",
        ),
        (
            {"a": "1" * 60, "b": "0" * 9},
            Result.PASS,
            "none of 1 slice is worse; lowest: topic a: +0.0 points (-4.3 to +4.3); 1 too small to decide",
        ),
        ({"a": "1" * 9, "b": "0" * 9}, Result.MISSING, "no slice by topic has 10 cases (2 smaller)"),
        ({"": "1" * 60}, Result.MISSING, "no case has the tag topic"),
        (
            {"a": "1" * 60, "b": "." * 10},
            Result.MISSING,
            "1 of 2 slices open: topic b: not measured",
        ),
        (
            {"a": "1" * 60, "b": "1" * 57 + "..."},
            Result.MISSING,
            "1 of 2 slices open: topic b: +0.0 points, but 3 cases without an answer could change the result",
        ),
    ],
)
def test_every_slice_that_is_big_enough_must_not_be_worse(topics, result, words):
    row = slices_row(sliced(topics))

    assert row.result is result
    assert seen(row).startswith(words)


def test_the_worst_slices_stand_first_in_the_sentence_and_all_in_the_table():
    topics = {name: "1" * 30 + "0" * 10 * at for at, name in enumerate("abcde", start=1)}
    decision = judged(a_policy(BY_TOPIC), sliced(topics))
    row = row_of(decision, "slices")

    assert "5 of 5 slices worse: topic e: -62.5 points" in gates.sentence(decision)
    assert "5 個のスライスのうち 5 個が悪化: topic が e: -62.5 ポイント" in gates.sentence(decision, "ja")
    assert seen(row).index("topic d") < seen(row).index("topic c")
    assert "topic a" not in seen(row)
    assert [(slice.tag, slice.value, slice.n) for slice in row.slices] == [
        ("topic", name, len(marks)) for name, marks in topics.items()
    ]
    assert row.observed == row.slices[-1].observed
    assert (row.limit, row.is_difference, row.n) == (-0.05, True, 80)
    assert "more is over 5.0 points worse than v12" in messages.say(row.rule_code, **row.rule_params)


def test_a_slice_that_looks_worse_among_many_is_not_called_so():
    worse = {"x": "1" * 52 + "0" * 8}
    alone, among = (
        slices_row(sliced(worse | {f"t{n}": "1" * 60 for n in range(others)})) for others in (0, 11)
    )

    assert results(alone)["x"] is Result.FAIL
    assert results(among)["x"] is Result.INCONCLUSIVE
    assert seen(among).startswith("1 of 12 slices cannot tell: topic x: -13.3 points")


def test_an_error_does_not_make_a_slice_so_small_that_it_no_longer_counts():
    row = slices_row(sliced({"a": "1" * 60, "b": "0" * 9 + "."}))

    assert results(row)["b"] is Result.FAIL
    assert [slice.n for slice in row.slices] == [60, 10]


def test_slices_of_several_tags_are_one_family():
    card, baseline = (
        a_card("1" * 120, version, tags=lambda at: {"topic": "ab"[at % 2], "language": "ja"})
        for version in (14, 12)
    )
    evidence = an_evidence(card, incumbent=a_version(12), baseline=baseline)
    row = slices_row(evidence, BY_TOPIC.replace("[topic]", "[topic, language]"))

    assert [(slice.tag, slice.value) for slice in row.slices] == [
        ("language", "ja"),
        ("topic", "a"),
        ("topic", "b"),
    ]
    assert messages.say(row.label_code, **row.label_params) == (
        "no slice worse (topic, language): right facts in the answer"
    )
    assert slices_row(evidence, BY_TOPIC.replace("[topic]", "[topic, shop]")).result is Result.MISSING


@pytest.mark.parametrize(
    ("changes", "result", "words"),
    [
        ({"incumbent": None, "baseline": None}, Result.NOT_APPLICABLE, "production is empty"),
        ({"incumbent": a_version(14)}, Result.NOT_APPLICABLE, "is this very bundle"),
        ({"baseline": None}, Result.MISSING, "v12 in production has not been evaluated"),
        ({"scorecard": None}, Result.MISSING, "not measured"),
    ],
)
def test_without_something_to_compare_with_no_slice_is_judged(changes, result, words):
    row = slices_row(sliced({"a": "1" * 60}, **changes))

    assert (row.result, row.slices) == (result, ())
    assert words in seen(row)


def test_more_tokens_in_one_slice_are_worse_there():
    rule = BY_TOPIC.replace("contains.mean", "tokens.mean").replace("0.05", "2")
    evidence = sliced({"a": "1" * 40, "b": "1" * 40})
    longer = [replace(row, tokens_out=5 + 20 * (row.position >= 40)) for row in evidence.scorecard.rows]
    row = slices_row(replace(evidence, scorecard=replace(evidence.scorecard, rows=tuple(longer))), rule)

    assert results(row) == {"a": Result.PASS, "b": Result.FAIL}
    assert seen(row) == "1 of 2 slices worse: topic b: +20 tokens (+20 to +20)"


TOPICS = st.dictionaries(st.sampled_from("abcd"), st.text("01", min_size=10, max_size=60), min_size=1)
MARGINS = st.sampled_from([0.05, 0.3])
MANY = settings(max_examples=40, deadline=None)


def closed_testing(errors, level=0.05):
    """Reject what falls in every set of slices that holds it, each set tested by Bonferroni."""
    names = list(errors)
    sets = [each for size in range(len(names)) for each in combinations(names, size + 1)]
    return {
        name
        for name in names
        if all(min(errors[n] for n in each) <= level / len(each) for each in sets if name in each)
    }


@MANY
@given(TOPICS, MARGINS, st.data())
def test_the_slices_called_worse_are_those_of_closed_testing(after, margin, data):
    before = {
        topic: data.draw(st.text("01", min_size=len(marks), max_size=len(marks)))
        for topic, marks in after.items()
    }
    errors = {}
    for topic, marks in after.items():
        pairs = list(zip(before[topic], marks, strict=True))
        rose, fell, n = pairs.count(("0", "1")), pairs.count(("1", "0")), len(pairs)
        errors[topic] = norm.cdf(stats.tango_score(rose, fell, n, -margin - 1 / n))

    found = results(slices_row(sliced(after, before), by_topic(margin)))
    assert {topic for topic, result in found.items() if result is Result.FAIL} == closed_testing(errors)


@MANY
@given(TOPICS, MARGINS, st.data())
def test_a_better_answer_never_makes_a_slice_worse(topics, margin, data):
    topic = data.draw(st.sampled_from(sorted(topics)))
    better = topics | {topic: topics[topic].replace("0", "1", 1)}
    old = {name: "1" * len(marks) for name, marks in topics.items()}

    found, then = (slices_row(sliced(each, old), by_topic(margin)) for each in (topics, better))
    for name, result in results(found).items():
        assert ORDER.index(results(then)[name]) >= ORDER.index(result)
    assert ORDER.index(then.result) >= ORDER.index(found.result)


@MANY
@given(TOPICS, MARGINS, st.data())
def test_an_answer_that_is_lost_never_opens_the_gate(topics, margin, data):
    topic = data.draw(st.sampled_from(sorted(topics)))
    at = data.draw(st.integers(0, len(topics[topic]) - 1))
    lost = topics | {topic: topics[topic][:at] + "." + topics[topic][at + 1 :]}
    old = {name: "1" * len(marks) for name, marks in topics.items()}

    found, then = (slices_row(sliced(each, old), by_topic(margin)) for each in (topics, lost))
    assert then.result is not Result.PASS or found.result is Result.PASS
    assert [slice.n for slice in then.slices] == [slice.n for slice in found.slices]
