"""What `stats` corrects for: cases that are alike, many hypotheses at once, a ratio's denominator."""

import math
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import t as student

from lifecycle import stats
from lifecycle.errors import Invalid

GAINS = [2.0, -1.0, 0.5, 3.0, 1.5, -0.5, 0.0, 4.0, 2.5, 1.0, -2.0, 0.5]
TOPICS = [0, 0, 0, 1, 1, 2, 2, 2, 2, 3, 3, 4]

SHARES = st.lists(st.sampled_from([-1.0, -0.5, 0.0, 0.0, 0.0, 0.5, 1.0]), min_size=2, max_size=40)
ERRORS = st.floats(1e-6, 1.0)


@st.composite
def grouped(draw):
    """Differences of shares with the group of each, of at least two groups."""
    found = draw(SHARES)
    groups = draw(st.lists(st.integers(0, 6), min_size=len(found), max_size=len(found)))
    return found, [*groups[:-1], 7]


def test_clustered_errors_are_those_of_statsmodels():
    # statsmodels 0.15: OLS(gains, ones).fit(cov_type="cluster", groups=topics, use_t=True), conf_int
    at_90, at_95 = (stats.clustered_t(GAINS, TOPICS, confidence) for confidence in (0.90, 0.95))

    assert (at_90.value, at_90.n) == (pytest.approx(0.95833333), 12)
    assert (at_90.low, at_90.high) == (pytest.approx(0.0272232), pytest.approx(1.88944347))
    assert (at_95.low, at_95.high) == (pytest.approx(-0.25431299), pytest.approx(2.17097966))


def test_clustered_errors_are_those_of_a_hand():
    # mean 2, distances -1, -1 | 2, 0, sums -2 | 2, variance 2 / 1 * (4 + 4) / 4² = 1, t(1) 12.7062
    found = stats.clustered_t([1, 1, 4, 2], ["a", "a", "b", "b"])

    assert (found.value, found.low, found.high) == (
        2,
        pytest.approx(2 - 12.7062, abs=1e-4),
        pytest.approx(2 + 12.7062, abs=1e-4),
    )


@given(st.lists(st.floats(-1e3, 1e3), min_size=2, max_size=40), st.floats(0.5, 0.999))
def test_a_group_for_each_case_is_no_group_at_all(differences, confidence):
    alone = range(len(differences))
    found, expected = (
        stats.clustered_t(differences, alone, confidence),
        stats.paired_t(differences, confidence),
    )

    assert (found.low, found.high) == (
        pytest.approx(expected.low, abs=1e-9),
        pytest.approx(expected.high, abs=1e-9),
    )


@given(SHARES, st.floats(0.5, 0.999))
def test_a_group_for_each_share_is_no_group_at_all(differences, confidence):
    found = stats.clustered_shares(differences, range(len(differences)), confidence)
    expected = stats.paired_shares(differences, confidence)

    assert (found.low, found.high, found.n) == (
        pytest.approx(expected.low, abs=1e-9),
        pytest.approx(expected.high, abs=1e-9),
        expected.n,
    )


@given(grouped(), st.floats(0.5, 0.999))
def test_groups_never_make_shares_look_surer(given, confidence):
    differences, groups = given
    found = stats.clustered_shares(differences, groups, confidence)
    alone = stats.paired_shares(differences, confidence)

    assert -1 <= found.low <= alone.low + 1e-9
    assert alone.high - 1e-9 <= found.high <= 1
    assert found.value == pytest.approx(alone.value)


@given(grouped(), st.floats(0.5, 0.999))
def test_grouped_differences_turn_when_swapped(given, confidence):
    differences, groups = given
    for reckon in (stats.clustered_t, stats.clustered_shares):
        found, turned = (reckon([sign * d for d in differences], groups, confidence) for sign in (1, -1))
        assert found.low == pytest.approx(-turned.high, abs=1e-9)


def test_saying_the_same_again_in_a_group_adds_nothing():
    once = stats.clustered_t(GAINS, range(12))
    again = stats.clustered_t(GAINS * 5, [*range(12)] * 5)

    assert (again.low, again.high) == (pytest.approx(once.low), pytest.approx(once.high))


def test_shares_without_a_difference_keep_an_interval_that_few_groups_widen():
    nothing = [0.0] * 100
    wide, middle, narrow = (
        stats.clustered_shares(nothing, [i % n for i in range(100)], 0.9) for n in (2, 10, 100)
    )

    assert wide.low < middle.low < narrow.low < 0
    # Tango's bound without a discordant pair is -z² / (n + z²); here 10 groups and (t99 / t9)²
    share, z2 = (student.ppf(0.95, 99) / student.ppf(0.95, 9)) ** 2, stats.normal(0.9) ** 2
    assert middle.low == pytest.approx(-z2 / (10 * share + z2))


def test_one_group_alone_has_no_interval():
    for reckon in (stats.clustered_t, stats.clustered_shares):
        found = reckon([1.0, 0.0, 0.0, -0.5], ["a"] * 4)
        assert (found.value, found.low, found.high, found.n) == (0.125, None, None, 4)


@pytest.mark.slow
@pytest.mark.parametrize("likeness", [0.0, 0.3, 1.0])
@pytest.mark.parametrize(("groups", "each"), [(20, 5), (40, 5), (100, 2)])
def test_the_bounds_of_grouped_differences_hold(groups, each, likeness):
    random, times = np.random.default_rng(8), 4_000
    topics = np.repeat(np.arange(groups), each)
    missed = 0
    for _ in range(times):
        topic, case = random.normal(size=groups)[topics], random.normal(size=groups * each)
        differences = math.sqrt(likeness) * topic + math.sqrt(1 - likeness) * case
        missed += stats.clustered_t(differences, topics, 0.9).low > 0

    assert missed / times <= 0.05 + 3 * math.sqrt(0.05 * 0.95 / times)


@pytest.mark.slow
@pytest.mark.parametrize("likeness", [0.0, 0.3, 1.0])
@pytest.mark.parametrize(("discordance", "truth"), [(0.04, -0.03), (0.08, -0.05), (0.2, -0.05)])
@pytest.mark.parametrize(("groups", "each"), [(10, 3), (10, 10), (20, 10), (50, 3), (50, 10)])
def test_the_bounds_of_grouped_shares_hold(groups, each, discordance, truth, likeness):
    """Two cases of a group are copies of each other as often as `likeness` says."""
    random, times, missed = np.random.default_rng(7), 2_000, 0
    topics, shape = np.repeat(np.arange(groups), each), (times, groups, each)
    chances = [(discordance - truth) / 2, 1 - discordance, (discordance + truth) / 2]
    own, shared = (
        random.choice([-1.0, 0.0, 1.0], p=chances, size=size) for size in (shape, (times, groups, 1))
    )
    copied = random.random(shape) < math.sqrt(likeness)
    for differences in np.where(copied, shared, own):
        missed += stats.clustered_shares(differences.ravel(), topics, 0.9).low > truth

    assert missed / times <= 0.05 + 3 * math.sqrt(0.05 * 0.95 / times)


def rejecting(errors):
    """Tests as `holm` asks them: each rejects at every level that its p does not exceed."""
    return [lambda level, p=p: p <= level for p in errors]


@pytest.mark.parametrize(
    ("errors", "rejected"),
    [
        # statsmodels 0.15: multipletests(p, 0.05, "holm")
        ((0.01, 0.04, 0.03, 0.005), (True, False, False, True)),
        ((0.001, 0.012, 0.02, 0.049, 0.6), (True, True, False, False, False)),
        ((0.013, 0.012, 0.01, 0.02), (True, True, True, True)),
        ((0.02, 0.02, 0.02), (False, False, False)),
        ((0.05,), (True,)),
        ((0.0501,), (False,)),
        ((), ()),
    ],
)
def test_holm_rejects_what_statsmodels_rejects(errors, rejected):
    assert stats.holm(rejecting(errors)) == rejected


def closed_testing(errors, level):
    """Reject what falls in every set of hypotheses that holds it, each set tested by Bonferroni."""
    every = range(len(errors))
    sets = [each for size in every for each in combinations(every, size + 1)]
    return tuple(
        all(min(errors[j] for j in each) <= level / len(each) for each in sets if i in each) for i in every
    )


@given(st.lists(ERRORS, max_size=6), st.sampled_from([0.01, 0.05, 0.2]))
def test_holm_is_closed_testing_with_bonferroni(errors, level):
    assert stats.holm(rejecting(errors), level) == closed_testing(errors, level)


@given(st.lists(ERRORS, min_size=1, max_size=12), st.data())
def test_a_smaller_error_never_loses_a_rejection(errors, data):
    at = data.draw(st.integers(0, len(errors) - 1))
    less = [*errors[:at], errors[at] / 2, *errors[at + 1 :]]

    before, after = stats.holm(rejecting(errors)), stats.holm(rejecting(less))
    assert all(new or not old for old, new in zip(before, after, strict=True))


def test_the_ratio_of_two_means_has_fiellers_interval():
    # every ratio whose `numerator - r * denominator` has a mean that a t test does not tell from zero
    above, below = [4.0, 5.0, 6.5, 3.5, 5.5], [2.0, 2.5, 2.8, 2.1, 2.2]
    found = stats.ratio(above, below)

    def distance(r):
        gap = np.array(above) - r * np.array(below)
        return abs(gap.mean()) / (gap.std(ddof=1) / math.sqrt(5))

    edge = student.ppf(0.975, 4)
    assert found.value == pytest.approx(24.5 / 11.6)
    assert distance(found.low) == pytest.approx(edge)
    assert distance(found.high) == pytest.approx(edge)
    assert found.low < found.value < found.high


@given(st.lists(st.floats(0.1, 1e3), min_size=2, max_size=30), st.floats(0.1, 10))
def test_a_ratio_that_every_case_has_is_known(values, each):
    found = stats.ratio([each * value for value in values], values)

    assert found.value == pytest.approx(each)
    assert found.low is None or found.low == pytest.approx(each, rel=1e-3)
    assert found.high is None or found.high == pytest.approx(each, rel=1e-3)


def test_a_ratio_without_a_sure_denominator_has_no_interval():
    assert stats.ratio([1.0, 2.0, 1.0], [-1.0, 3.0, 0.1]).low is None
    assert stats.ratio([1.0], [2.0]).high is None
    with pytest.raises(Invalid, match="zero"):
        stats.ratio([1.0, 2.0], [0.0, 0.0])


@pytest.mark.parametrize("bad", [math.nan, math.inf])
def test_numbers_that_are_not_finite_are_refused(bad):
    for reckon in (stats.clustered_t, stats.clustered_shares, stats.ratio):
        with pytest.raises(Invalid) as err:
            reckon([1.0, bad], [1.0, 2.0])
        assert err.value.code == "stats.not_finite"
